//! Who of those that were found is here already, or must not be written to.

use super::finding::Finding;
use catalog::Kind;
use platform::vault::OrgKeys;
use platform::verb::Call;
use records::Result;
use uuid::Uuid;

/// Somebody who is here.
#[derive(Debug, Clone)]
pub(super) struct Known {
    /// person, company, run, alike, or suppressed.
    pub(super) kind: String,
    /// Why, in a sentence.
    pub(super) why: String,
    pub(super) client: Option<Uuid>,
    pub(super) contact: Option<Uuid>,
    pub(super) lead: Option<Uuid>,
}

/// Looks all of them up in one pass; the answer stands at their places. The transaction must be the server's.
pub(super) async fn known(call: Call<'_>, keys: &OrgKeys, run: Uuid, all: &[Finding]) -> Result<Vec<Option<Known>>> {
    let names: Vec<Option<&str>> = all.iter().map(|f| f.row.name.as_deref()).collect();
    let websites: Vec<Option<&str>> = all.iter().map(|f| f.row.website.as_deref()).collect();
    let emails: Vec<Option<&str>> = all.iter().map(|f| f.row.email.as_deref()).collect();
    let profiles: Vec<Option<&str>> = all.iter().map(|f| f.row.linkedin.as_deref()).collect();
    let sealed: Vec<Option<Vec<u8>>> =
        emails.iter().map(|email| email.and_then(|email| keys.index(Kind::PiiEmail, email))).collect();
    let mut known: Vec<Option<Known>> = vec![None; all.len()];
    let sql = "select n, kind, noun, id, client_id, why from outreach.known_among($1, $2, $3, $4, $5, $6)";
    for row in call.query(sql, &[&run, &names, &websites, &emails, &sealed, &profiles]).await? {
        let (noun, id): (&str, Uuid) = (row.get(2), row.get(3));
        known[place(row.get(0))] = Some(Known {
            kind: row.get(1),
            why: row.get(5),
            client: row.get(4),
            contact: (noun == "contacts").then_some(id),
            lead: (noun == "leads").then_some(id),
        });
    }
    let sql = "select place, type::text, reason from outreach.suppressed_among($1, $2, $3)";
    for row in call.query(sql, &[&emails, &websites, &names]).await? {
        let what = match row.get::<_, &str>(1) {
            "email" | "erased" => "The e-mail address is",
            "domain" => "The domain is",
            _ => "The company is",
        };
        let reason = row.get::<_, Option<&str>>(2).map(|reason| format!(": {reason}")).unwrap_or_default();
        known[place(row.get(0))] = Some(Known {
            kind: "suppressed".into(),
            why: format!("{what} suppressed{reason}"),
            client: None,
            contact: None,
            lead: None,
        });
    }
    Ok(known)
}

fn place(n: i32) -> usize {
    usize::try_from(n - 1).unwrap_or_default()
}
