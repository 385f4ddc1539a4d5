//! Handing e-mails over to be sent, and calling them back.

use platform::verb::{Call, Verb};
use records::{Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The e-mail.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ManageEmail {
    /// Its id in `emails`.
    #[schemars(extend("x-noun" = "emails"))]
    email: Uuid,
}

/// How it stands now.
#[derive(Debug, Serialize, JsonSchema)]
struct Managed {
    /// The e-mail.
    email: Uuid,
    /// queued or cancelled.
    status: &'static str,
    /// It waits: no mail server is set up.
    waits: bool,
}

/// What can be handed over.
const SENDABLE: &[&str] = &["draft", "failed", "unknown", "cancelled"];
/// What can be called back.
const CANCELLABLE: &[&str] = &["draft", "queued", "failed", "unknown"];
const ROLES: &[&str] = &["admin", "manager", "consultant", "staff", "sales", "recruiter"];

pub(crate) fn send_verb() -> Verb {
    Verb::new(
        "send_email",
        "Hands an e-mail over to be sent. One that may have arrived is sent again.",
        ROLES,
        send_email,
    )
    .refuses("TL404", "when it is not there")
    .refuses("TL409", "when it is under way or was sent")
    .on("emails", "email")
    .when("status", SENDABLE)
    .icon("send")
}

pub(crate) fn cancel_verb() -> Verb {
    Verb::new("cancel_email", "Calls an e-mail back that was not sent yet.", ROLES, cancel_email)
        .refuses("TL404", "when it is not there")
        .refuses("TL409", "when it is under way or was sent")
        .on("emails", "email")
        .when("status", CANCELLABLE)
        .icon("ban")
}

async fn send_email(call: Call<'_>, input: ManageEmail) -> Result<Managed> {
    change(call, &input, "queued", SENDABLE).await
}

async fn cancel_email(call: Call<'_>, input: ManageEmail) -> Result<Managed> {
    change(call, &input, "cancelled", CANCELLABLE).await
}

/// Both verbs: people their own, admins and managers everybody's.
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
