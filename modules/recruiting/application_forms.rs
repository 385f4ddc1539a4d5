//! What was sent with an application: looked through by who sent it, and made part of the profile by who may.

use super::receive_application::answer;
use super::sent_details::Details;
use platform::verb::{Call, Verb};
use records::{Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use tokio_postgres::types::ToSql;
use uuid::Uuid;

/// A form that was looked through.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct CheckForm {
    /// The form.
    #[schemars(extend("x-noun" = "application_forms"))]
    form: Uuid,
    /// What it is to say.
    details: Details,
}

/// A form that is to be part of the profile.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct TakeOverForm {
    /// The form.
    #[schemars(extend("x-noun" = "application_forms"))]
    form: Uuid,
    /// It counts where the profile says something else; without that only what is empty there is filled.
    #[serde(default)]
    replaces: bool,
}

/// What was sent, in clear text.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ReadForm {
    /// The form.
    #[schemars(extend("x-noun" = "application_forms"))]
    form: Uuid,
}

/// The form as it stands now.
#[derive(Debug, Serialize, JsonSchema)]
struct Form {
    /// The form.
    form: Uuid,
    /// The person it is about.
    person: Uuid,
    /// The same in words.
    note: &'static str,
}

pub(crate) fn check_verb() -> Verb {
    let summary = "Keeps what somebody who applied corrected in what was read from their résumé.";
    Verb::new("check_application_form", summary, &["system"], check_form)
        .refuses("TL404", "when there is no such form")
        .refuses("TL100", "without a name")
        .refuses("TL409", "when it was looked through already, or is part of the profile")
}

pub(crate) fn take_over_verb() -> Verb {
    let summary = "Makes what somebody sent with an application part of their profile: what is empty there, or all of it. Answers \
         that were given again count from then on.";
    let roles = &["admin", "manager", "consultant", "staff", "recruiter", "system"];
    Verb::new("take_over_application_form", summary, roles, take_over)
        .refuses("TL404", "when there is no such form, or the person is not theirs to change")
        .refuses("TL409", "when it is part of the profile already")
        .icon("user-check")
}

pub(crate) fn read_verb() -> Verb {
    let summary = "What somebody sent with an application, in clear text.";
    let roles = &["admin", "manager", "consultant", "staff", "recruiter", "system"];
    Verb::new("read_application_form", summary, roles, read_form)
        .refuses("TL404", "when there is no such form, or it is not theirs to see")
        .reading()
}

/// The verb: the server, for who sent the form. It may be done once, and changes a profile only if that was
/// made from it, and there only what nobody changed meanwhile.
async fn check_form(call: Call<'_>, input: CheckForm) -> Result<Form> {
    let sql =
        "select a.candidate_id, f.made_profile, f.checked_at is null and f.taken_over_at is null, f.details::bytea
                 from recruiting.application_forms f join recruiting.applications a on a.id = f.application_id
                where f.id = $1 for update of f";
    let row = call.record("form", sql, &[&input.form]).await?;
    if !row.get::<_, bool>(2) {
        return Err(Error::new(409, "TL409", "We have this already.").hint("Nothing more is needed."));
    }
    let keys = call.keys().await?;
    let former = Details::open(&keys, input.form, row.get(3))?;
    // Whose application it is does not change.
    let details = Details { email: former.email.clone(), ..input.details }.settled()?;
    let person: Uuid = row.get(0);
    let sealed = details.sealed(&keys, input.form)?;
    let sql = "update recruiting.application_forms set details = $2::bytea, checked_at = now() where id = $1";
    call.execute(sql, &[&input.form, &sealed]).await?;
    if row.get(1) {
        let sql = "update recruiting.candidates set first_name = $2, last_name = $3
                    where id = $1 and first_name = $4 and last_name = $5";
        let names: [&(dyn ToSql + Sync); 5] =
            [&person, &details.first_name, &details.last_name, &former.first_name, &former.last_name];
        call.execute(sql, &names).await?;
        details.fill(call, &keys, person, false, &former).await?;
    }
    Ok(Form { form: input.form, person, note: "Thank you" })
}

/// The verb: whoever may change the person, and the server for the person.
async fn take_over(call: Call<'_>, input: TakeOverForm) -> Result<Form> {
    let sql = "select c.id, f.taken_over_at is null, f.details::bytea, a.id, f.answers
                 from recruiting.application_forms f join recruiting.applications a on a.id = f.application_id
                 join recruiting.candidates c on c.id = a.candidate_id
                where f.id = $1 for no key update of c";
    let row = call.record("form", sql, &[&input.form]).await?;
    let sealed: Option<Vec<u8>> = row.get(2);
    let sealed = sealed.ok_or_else(|| Error::new(409, "TL409", "Nothing was filled in with it."))?;
    if !row.get::<_, bool>(1) {
        return Err(Error::new(409, "TL409", "This is part of the profile already."));
    }
    let person: Uuid = row.get(0);
    let keys = call.keys().await?;
    let details = Details::open(&keys, input.form, &sealed)?;
    call.as_system().await?;
    details.fill(call, &keys, person, input.replaces, &Details::default()).await?;
    let (application, answers): (Uuid, Value) = (row.get(3), row.get(4));
    answer(call, application, answers.as_object().unwrap_or(&Map::new())).await?;
    if call.actor.role == "system" {
        agreed_again(call, application, input.form).await?;
    }
    let sql =
        "update recruiting.application_forms set taken_over_at = now(), taken_over_by = kit.user_id() where id = $1";
    call.execute(sql, &[&input.form]).await?;
    call.as_actor().await?;
    Ok(Form { form: input.form, person, note: "It is part of the profile now" })
}

/// What the person agreed to when they sent the form. Nobody agrees for them.
async fn agreed_again(call: Call<'_>, application: Uuid, form: Uuid) -> Result<()> {
    let sql = "update recruiting.applications a
                  set consented_at = f.created_at, consent_text = f.consent_text,
                      joins_talent_pool = a.joins_talent_pool or f.joins_talent_pool,
                      retention_end_date = greatest(a.retention_end_date,
                        recruiting.today() + make_interval(months => f.retention_months))
                 from recruiting.application_forms f
                where a.id = $1 and f.id = $2 and f.consent_text is not null
                  and (a.consented_at is null or a.consented_at < f.created_at)";
    call.execute(sql, &[&application, &form]).await.map(drop)
}

/// The verb: whoever sees the form.
async fn read_form(call: Call<'_>, input: ReadForm) -> Result<Details> {
    let sql = "select f.details::bytea from recruiting.application_forms f where f.id = $1";
    let row = call.record("form", sql, &[&input.form]).await?;
    let keys = call.keys().await?;
    row.get::<_, Option<Vec<u8>>>(0).map_or_else(|| Ok(Details::default()), |d| Details::open(&keys, input.form, &d))
}
