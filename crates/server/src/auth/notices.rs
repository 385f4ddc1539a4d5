//! Letters about an account: what happened to it, and links that open it. They go out through the outbox.

use super::users::Account;
use crate::server::Server;
use modules::identity::outbox::{Letter, post};
use platform::verb::{Call, Progress};
use platform::{Actor, DbError, Tx};
use uuid::Uuid;

/// Whom a letter is for.
pub(super) struct Recipient {
    pub(super) org: Uuid,
    pub(super) organisation: String,
    pub(super) email: String,
    pub(super) name: String,
}

impl From<&Account> for Recipient {
    fn from(account: &Account) -> Recipient {
        Recipient {
            org: account.org,
            organisation: account.organisation.clone(),
            email: account.email.clone(),
            name: account.full_name.clone(),
        }
    }
}

/// Somebody signed in from a browser or program, and an address, that were not seen before.
pub(super) async fn new_device(server: &Server, tx: &Tx, to: &Recipient, who: &Actor) -> Result<(), DbError> {
    let agent = who.agent.as_deref().unwrap_or("an unnamed program");
    let address = who.address.as_deref().unwrap_or("unknown");
    let at = jiff::Timestamp::now().strftime("%Y-%m-%d %H:%M UTC").to_string();
    let facts = format!("When: {at}\nAddress: {address}\nProgram: {agent}");
    let words = format!("Somebody signed in as you from a device we had not seen before.\n\n{facts}");
    tell(server, tx, to, "New sign-in", &words).await
}

/// The password is another one.
pub(super) async fn password_changed(server: &Server, tx: &Tx, to: &Recipient) -> Result<(), DbError> {
    let words = "Your password was changed, and your other sessions were ended.";
    tell(server, tx, to, "Your password was changed", words).await
}

/// The second factor was set up or taken away.
pub(super) async fn factor_changed(server: &Server, tx: &Tx, to: &Recipient, on: bool) -> Result<(), DbError> {
    let (subject, words) = match on {
        true => ("Second factor set up", "From now on you sign in with a code as well."),
        false => ("Second factor removed", "Your password alone opens your account again."),
    };
    tell(server, tx, to, subject, words).await
}

/// What happened to a passkey, by its name.
pub(crate) enum PasskeyNews<'a> {
    /// It is new.
    Added(&'a str),
    /// It was taken away.
    Removed(&'a str),
    /// A device that counts behind it, and so is a copy, was refused.
    Copied(&'a str),
}

/// A passkey is new, gone, or was copied.
pub(crate) async fn passkey(server: &Server, tx: &Tx, to: &Recipient, news: &PasskeyNews<'_>) -> Result<(), DbError> {
    let (subject, words) = match news {
        PasskeyNews::Added(name) => (
            "Passkey added",
            format!("The passkey {name} opens your account from now on. It stays when the password changes."),
        ),
        PasskeyNews::Removed(name) => ("Passkey removed", format!("The passkey {name} no longer opens your account.")),
        PasskeyNews::Copied(name) => (
            "Passkey refused",
            format!("Somebody signed in with a copy of your passkey {name} and was refused. Please remove it."),
        ),
    };
    tell(server, tx, to, subject, &words).await
}

/// A link that opens the account or confirms its address; nobody but its reader sees it.
pub(super) async fn link(
    server: &Server,
    tx: &Tx,
    to: &Recipient,
    email: &str,
    words: &str,
    path: &str,
) -> Result<(), DbError> {
    let address = format!("{}{path}", server.settings.public_url);
    let body = format!("{}{words}\n\n{address}\n\nIt works once. If you did not ask for it, leave it.", greeting(to));
    let subject = format!("Your link for {}", to.organisation);
    send(server, tx, to.org, Letter { to: email.into(), subject, body, kind: "key", ..Letter::default() }).await
}

/// Where no mail goes out nobody is told: letters that wait for a mail server would come as news long after.
async fn tell(server: &Server, tx: &Tx, to: &Recipient, subject: &str, words: &str) -> Result<(), DbError> {
    if !server.tools.sends_mail {
        return Ok(());
    }
    let account = format!("{}/admin/sessions", server.settings.public_url);
    let advice = format!(
        "If that was you, there is nothing to do. If not, change your password and look at your passkeys at once:\n\n{account}"
    );
    let body = format!("{}{words}\n\n{advice}", greeting(to));
    let subject = format!("{}: {subject}", to.organisation);
    let name = Some(to.name.clone()).filter(|n| !n.is_empty());
    let letter = Letter { to: to.email.clone(), name, subject, body, kind: "security", ..Letter::default() };
    send(server, tx, to.org, letter).await
}

fn greeting(to: &Recipient) -> String {
    if to.name.is_empty() { String::new() } else { format!("Hello {},\n\n", to.name) }
}

/// The transaction goes on as the server.
async fn send(server: &Server, tx: &Tx, org: Uuid, letter: Letter) -> Result<(), DbError> {
    let actor = Actor::system(org);
    tx.become_actor(&actor).await?;
    let keys = server.tools.keys.within(tx, &actor).await?;
    let call = Call { tx, actor: &actor, tools: &server.tools, progress: &Progress::default() };
    post(call, &keys, &letter).await.map_err(|e| DbError { code: e.code, message: e.message, ..DbError::default() })?;
    Ok(())
}
