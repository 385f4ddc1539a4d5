//! Letters to people who applied: whom they go to, the template that was chosen, and its words.

use crate::identity::outbox::filled;
use platform::vault::OrgKeys;
use platform::verb::Call;
use records::{Error, Result};
use uuid::Uuid;

/// Somebody who applied, and what for.
pub(super) struct Applicant {
    /// Their application.
    pub(super) application: Uuid,
    /// Their profile.
    pub(super) person: Uuid,
    /// Their whole name.
    pub(super) name: String,
    /// How a letter begins.
    pub(super) first_name: String,
    /// The job.
    pub(super) job: String,
    /// Who writes.
    pub(super) organisation: String,
    sealed: Option<Vec<u8>>,
}

/// A letter's subject and body, before it is filled in.
pub(super) struct Template {
    /// Subject, or heading on paper.
    pub(super) subject: String,
    /// Text.
    pub(super) body: String,
}

/// What is said when the organisation has no template of a kind.
const OURS: [(&str, &str, &str); 3] = [
    (
        "rejection",
        "Your application: {job}",
        "Hello {person},\n\nthank you for applying for {job} and for the time you gave us. We have decided to go on with \
         others this time. That is no judgement of you, and we would be glad to hear from you again.\n\nAll the \
         best\n{organisation}\n",
    ),
    (
        "offer_email",
        "Our offer: {job}",
        "Hello {person},\n\nwe would like you to join as {job}, from {start}. The letter with all that goes with it is \
         attached. You can accept or decline until {expires} on this page; the link is yours alone:\n\n{link}\n\nWe look \
         forward to your answer\n{organisation}\n",
    ),
    (
        "offer_letter",
        "Offer of employment: {job}",
        "Dear {person},\n\nwe are glad to offer you the position of {job} at {organisation}. You would begin on {start} and \
         be paid {amount}.\n\nThis offer stands until {expires}. We look forward to working with you.",
    ),
];

/// Who an application is of. Whoever asks has to see it; `for_change` keeps it as it is until the end.
///
/// # Errors
/// TL404 when it is not there.
pub(super) async fn applicant(call: Call<'_>, application: Uuid) -> Result<Applicant> {
    let sql = "select c.id, c.name, coalesce(nullif(c.first_name, ''), c.name), j.title, o.name, c.email::bytea
                 from recruiting.applications a join recruiting.candidates c on c.id = a.candidate_id
                 join recruiting.jobs j on j.id = a.job_id join identity.organizations o on o.org_id = a.org_id
                where a.id = $1";
    let row = call.record("application", sql, &[&application]).await?;
    Ok(Applicant {
        application,
        person: row.get(0),
        name: row.get(1),
        first_name: row.get(2),
        job: row.get(3),
        organisation: row.get(4),
        sealed: row.get(5),
    })
}

impl Applicant {
    /// Where they are written to.
    ///
    /// # Errors
    /// TL100 without an address.
    pub(super) fn address(&self, keys: &OrgKeys) -> Result<String> {
        let sealed = self.sealed.as_ref().ok_or_else(|| {
            Error::new(400, "TL100", format!("{} has no e-mail address.", self.name))
                .hint("Add one to the profile, or tell them another way.")
        })?;
        let open = keys.open("candidates", "email", self.person.as_bytes(), sealed);
        open.map_err(|e| Error::new(500, "58000", e.to_string()))
    }

    /// A text about them, with what else is known filled in.
    pub(super) fn filled(&self, text: &str, more: &[(&str, &str)]) -> String {
        let mut words =
            vec![("person", self.first_name.as_str()), ("job", &self.job), ("organisation", &self.organisation)];
        words.extend(more);
        filled(text, &words)
    }
}

/// The template that was chosen, or the organisation's own, or ours.
///
/// # Errors
/// TL404 when there is none of this kind by this id.
pub(super) async fn template(call: Call<'_>, kind: &str, chosen: Option<Uuid>) -> Result<Template> {
    let sql = "select subject, body from recruiting.letter_templates
                where kind = $1::text::recruiting.letter_kind and (id = $2 or $2 is null and is_default)";
    if let Some(row) = call.row(sql, &[&kind, &chosen]).await? {
        return Ok(Template { subject: row.get(0), body: row.get(1) });
    }
    if chosen.is_some() {
        return Err(Error::new(404, "TL404", "There is no such template for this letter.").field("template"));
    }
    let ours = OURS.iter().find(|(of, _, _)| *of == kind);
    let (_, subject, body) = ours.ok_or_else(|| Error::new(500, "XX000", format!("no letter is a {kind}")))?;
    Ok(Template { subject: (*subject).into(), body: (*body).into() })
}
