//! A mailbox made ready to send: where its server is, its secrets opened, its name.

use platform::mail::{DkimKey, Ending, Letter, Route, Security};
use platform::verb::Call;
use records::{Error, Result};
use std::time::{SystemTime, UNIX_EPOCH};
use uuid::Uuid;

/// A mailbox that can send.
pub(super) struct Ready {
    pub(super) address: String,
    pub(super) name: String,
    pub(super) signature: Option<String>,
    route: Route,
    /// What of it was read: it changes with the mailbox.
    pub(super) version: String,
    dkim: Option<DkimKey>,
}

/// Opens a mailbox. The transaction goes on as who asks.
///
/// # Errors
/// TL404 when it is not there; 58000 when its secrets can't be opened.
pub(super) async fn of_mailbox(call: Call<'_>, mailbox: Uuid) -> Result<Ready> {
    let keys = call.keys().await?;
    let sql =
        "select m.address::text, coalesce(nullif(m.from_name, ''), u.full_name, o.name), m.signature, m.host, m.port,
                 m.security::text, m.username, m.dkim_domain, m.dkim_selector, m.updated_at::text
                 from outreach.mailboxes m join identity.organizations o on o.org_id = m.org_id
                 left join identity.users u on u.org_id = m.org_id and u.id = m.user_id where m.id = $1";
    let row = call.record("mailbox", sql, &[&mailbox]).await?;
    call.as_system().await?;
    let sealed =
        call.record("mailbox", "select password, dkim_key from outreach.mailbox_secrets($1)", &[&mailbox]).await?;
    call.as_actor().await?;
    let open = |column: &str, at: usize| -> Result<Option<String>> {
        let text =
            sealed.get::<_, Option<&[u8]>>(at).map(|sealed| keys.open("mailboxes", column, mailbox.as_bytes(), sealed));
        text.transpose().map_err(|e| Error::new(500, "58000", e.to_string()))
    };
    let security = match row.get::<_, &str>(5) {
        "tls" => Security::Tls,
        "starttls" => Security::StartTls,
        _ => Security::Plain,
    };
    let (name, password) = (row.get::<_, Option<String>>(6), open("password", 0)?);
    let (domain, selector, key): (Option<String>, Option<String>, _) = (row.get(7), row.get(8), open("dkim_key", 1)?);
    let dkim = match (domain, selector, key) {
        (Some(domain), Some(selector), Some(key)) => {
            Some(DkimKey::read(&domain, &selector, &key).map_err(|e| Error::new(400, "TL100", format!("{e:#}")))?)
        }
        _ => None,
    };
    Ok(Ready {
        address: row.get(0),
        name: row.get(1),
        signature: row.get(2),
        route: Route {
            host: row.get(3),
            port: u16::try_from(row.get::<_, i32>(4)).unwrap_or_default(),
            security,
            login: name.filter(|name| !name.is_empty()).zip(password),
            private: call.tools.private_mail,
        },
        version: row.get(9),
        dkim,
    })
}

impl Ready {
    pub(super) fn domain(&self) -> &str {
        self.address.rsplit('@').next().unwrap_or_default()
    }

    /// Hands a message over, signed where there is a key.
    pub(super) async fn send(&self, letter: &Letter) -> Ending {
        match self.written(letter) {
            Ok(bytes) => self.route.hand_over(&self.address, &letter.to, &bytes).await,
            Err(e) => Ending::Refused(format!("{e:#}")),
        }
    }

    fn written(&self, letter: &Letter) -> anyhow::Result<Vec<u8>> {
        let message = letter.written()?;
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs() as i64);
        match &self.dkim {
            Some(key) => key.sign(&message, now),
            None => Ok(message),
        }
    }
}

/// A message from a mailbox.
pub(super) fn letter_from(ready: &Ready, to: &str, subject: &str, text: &str, id: String) -> Letter {
    let signature = ready.signature.as_deref().map(|s| format!("\n\n{}", s.trim())).unwrap_or_default();
    Letter {
        from: (ready.name.clone(), ready.address.clone()),
        to: to.into(),
        subject: subject.into(),
        id,
        text: format!("{}{signature}", text.trim_end()),
        ..Letter::default()
    }
}
