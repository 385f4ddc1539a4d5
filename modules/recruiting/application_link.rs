//! A new link to the page of an application, for somebody who lost theirs.

use super::status_link::wanted;
use crate::identity::guest_links::open_link;
use crate::identity::outbox::{Letter, post};
use platform::verb::{Call, Verb};
use records::{Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A link that is wanted.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct WantedLink {
    /// The application.
    #[schemars(extend("x-noun" = "applications"))]
    application: Uuid,
    /// How it gets to the person: mail is sent, link is passed on by you.
    #[schemars(extend("enum" = ["mail", "link"]))]
    by: String,
}

/// The link.
#[derive(Debug, Serialize, JsonSchema)]
struct Link {
    /// Where the page is; only when you pass it on, and shown only now.
    url: Option<String>,
    /// When it stops working.
    expires_at: String,
    /// The e-mail that takes it to the person.
    email: Option<Uuid>,
}

pub(crate) fn verb() -> Verb {
    let summary = "Makes a new link to the page where somebody who applied sees how it goes, changes their profile, sends files \
                   and withdraws. Former links to it stop working.";
    Verb::new("renew_application_link", summary, super::PLACERS, renew_link)
        .refuses("TL404", "when there is no such application, or the person is not theirs to change")
        .refuses("TL100", "without an address to write to, or the address of the server")
        .on("applications", "application")
        .shows("url")
        .icon("link")
}

/// The verb: whoever may change the person.
async fn renew_link(call: Call<'_>, input: WantedLink) -> Result<Link> {
    let sql = "select c.id, c.email::bytea, j.title, o.name
                 from recruiting.applications a join recruiting.candidates c on c.id = a.candidate_id
                 join recruiting.jobs j on j.id = a.job_id join identity.organizations o on o.org_id = a.org_id
                where a.id = $1 for no key update of c";
    let row = call.record("application", sql, &[&input.application]).await?;
    let (person, sealed): (Uuid, Option<Vec<u8>>) = (row.get(0), row.get(1));
    let (title, organisation): (String, String) = (row.get(2), row.get(3));
    let wrong = |words: &str| Error::new(400, "TL100", words).field("by");
    let keys = call.keys().await?;
    let to = match input.by.as_str() {
        "link" => None,
        "mail" if call.tools.public_url.is_empty() => {
            return Err(wrong("The server does not know its own address, so a letter can't carry a link.")
                .hint("Whoever runs the server says it with --public-url. Or pass the link on yourself."));
        }
        "mail" => {
            let sealed = sealed.ok_or_else(|| wrong("The person has no e-mail address."))?;
            let open = keys.open("candidates", "email", person.as_bytes(), &sealed);
            Some(open.map_err(|e| Error::new(500, "58000", e.to_string()))?)
        }
        _ => return Err(wrong("It goes by mail or link.")),
    };
    let made = open_link(call, &wanted(call, input.application).await?).await?;
    let mut link = Link { url: None, expires_at: made.expires_at, email: None };
    if let Some(to) = to {
        let body = format!(
            "Hello,\n\nhere is a new link to your application for {title}. It is yours alone; please do not pass it \
             on:\n\n{}\n\n{organisation}\n",
            made.url
        );
        let subject = format!("Your application: {title}");
        let about = Some(("applications", input.application));
        let letter = Letter { to, subject, body, kind: "key", about, ..Letter::default() };
        link.email = Some(post(call, &keys, &letter).await?);
    } else {
        link.url = Some(made.url);
    }
    call.as_actor().await?;
    call.report("renewed_application_link", "applications", input.application, "made a new link to an application")
        .await?;
    Ok(link)
}
