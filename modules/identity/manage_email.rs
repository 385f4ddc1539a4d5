//! Handing e-mails over to be sent, and calling them back.

use platform::verb::{self, Call, Verb};
use records::{Error, Result};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

/// The e-mail.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ManageEmail {
    /// Its id in `emails`.
    pub email: Uuid,
}

/// How it stands now.
#[derive(Debug, Serialize)]
pub struct Managed {
    /// The e-mail.
    pub email: Uuid,
    /// queued or cancelled.
    pub status: &'static str,
    /// It waits: no mail server is set up.
    pub waits: bool,
}

const ROLES: &[&str] = &["admin", "manager", "consultant", "staff", "sales", "recruiter"];

pub(crate) fn send_verb() -> Verb {
    Verb::new(
        "send_email",
        "Hands an e-mail over to be sent. One that may have arrived is sent again.",
        ROLES,
        schema(),
        |call, input| {
            Box::pin(async move {
                verb::output(
                    change(call, &verb::input(input)?, "queued", &["draft", "failed", "unknown", "cancelled"]).await?,
                )
            })
        },
    )
    .on("emails", "email")
    .when("status", &["draft", "failed", "unknown", "cancelled"])
}

pub(crate) fn cancel_verb() -> Verb {
    Verb::new("cancel_email", "Calls an e-mail back that was not sent yet.", ROLES, schema(), |call, input| {
        Box::pin(async move {
            verb::output(
                change(call, &verb::input(input)?, "cancelled", &["draft", "queued", "failed", "unknown"]).await?,
            )
        })
    })
    .on("emails", "email")
    .when("status", &["draft", "queued", "failed", "unknown"])
}

fn schema() -> Value {
    json!({ "email": { "type": "string", "format": "uuid", "x-noun": "emails" } })
}

/// Both verbs: people their own, admins and managers everybody's.
///
/// # Errors
/// TL404 when it is not there; TL409 when it is under way or was sent.
async fn change(call: Call<'_>, input: &ManageEmail, status: &'static str, from: &[&str]) -> Result<Managed> {
    let row = call
        .record("e-mail", "select status::text from identity.emails where id = $1 for update", &[&input.email])
        .await?;
    let now: &str = row.get(0);
    if !from.contains(&now) {
        return Err(Error::new(409, "TL409", format!("This e-mail is {now}.")));
    }
    call.execute(
        "update identity.emails set status = $2::text::identity.email_status where id = $1",
        &[&input.email, &status],
    )
    .await?;
    Ok(Managed { email: input.email, status, waits: status == "queued" && !call.tools.sends_mail })
}
