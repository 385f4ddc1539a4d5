//! A word to the former address of somebody who has a new one: whoever lost an account this way hears of it.

use super::outbox::{Letter, post};
use platform::verb::{Call, Done, Verb};
use records::Result;
use schemars::JsonSchema;
use serde::Deserialize;
use uuid::Uuid;

/// Whose address changed, and what it was.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct TellFormerAddress {
    /// The user.
    #[schemars(extend("x-noun" = "users"))]
    user: Uuid,
    /// The former address.
    #[schemars(extend("format" = "email"))]
    former: String,
    /// The new one.
    #[schemars(extend("format" = "email"))]
    new: String,
}

pub(crate) fn verb() -> Verb {
    Verb::new(
        "tell_former_address",
        "Writes to the former address of somebody whose sign-in address changed. The server does it after every change.",
        &["system"],
        tell_former_address,
    )
}

/// The verb. Where no mail goes out nobody is told: letters that wait for a mail server would come as news long after.
async fn tell_former_address(call: Call<'_>, input: TellFormerAddress) -> Result<Done> {
    if !call.tools.sends_mail {
        return Ok(Done { note: "Nobody was written to: there is no mail server (--smtp-url)".into() });
    }
    let row = call
        .record(
            "user",
            "select u.full_name, o.name from identity.users u join identity.organizations o on o.org_id = u.org_id where u.id = $1",
            &[&input.user],
        )
        .await?;
    let (name, organisation): (String, String) = (row.get(0), row.get(1));
    let account = format!("{}/admin/sessions", call.tools.public_url);
    let words = format!("From now on you sign in at {organisation} with {}.", input.new);
    let advice =
        format!("If you know of it, there is nothing to do. If not, tell an admin at once, and look at\n\n{account}");
    let letter = Letter {
        to: input.former,
        subject: format!("{organisation}: Your address was changed"),
        body: format!("Hello {name},\n\n{words}\n\n{advice}"),
        name: Some(name),
        kind: "security",
        ..Letter::default()
    };
    let keys = call.keys().await?;
    post(call, &keys, &letter).await?;
    Ok(Done { note: "The former address was told".into() })
}
