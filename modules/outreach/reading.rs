//! A mailbox made ready to be read: where its server is, its secrets opened, what of its mail is kept and for whom.

use platform::mail::{Reader, Route, Security, Unread};
use platform::verb::Call;
use records::{Error, Result};
use serde_json::Value;
use uuid::Uuid;

/// A mailbox that can be read.
pub(super) struct Reading {
    pub(super) mailbox: Uuid,
    pub(super) address: String,
    /// Whose it is.
    pub(super) user: Option<Uuid>,
    pub(super) inbox: String,
    /// The folder of what was sent, where it is named.
    pub(super) sent: Option<String>,
    /// answers, headers, everything.
    pub(super) keeps: String,
    /// Who alone sees its mail.
    pub(super) only_for: Option<Vec<Uuid>>,
    /// Domains whose mail goes to no timeline: the organisation's own, and those it names.
    pub(super) never: Vec<String>,
    pub(super) minutes: i32,
    /// Today, where the organisation is.
    pub(super) today: jiff::civil::Date,
    /// A day of English mail servers, from which reading begins.
    pub(super) since: String,
    route: Route,
    by_token: bool,
}

/// Opens a mailbox; the transaction is the server's.
///
/// # Errors
/// TL404 when it is not there; TL409 when it is not read; 58000 when its secrets can't be opened.
pub(super) async fn of_mailbox(call: Call<'_>, mailbox: Uuid) -> Result<Reading> {
    let keys = call.keys().await?;
    let sql = "
      select m.address::text, m.user_id, m.inbox_folder, nullif(trim(m.sent_folder), ''), m.keeps::text,
             case when not m.is_shared and m.user_id is not null then array[m.user_id] end, m.read_minutes,
             (now() at time zone outreach.zone())::date::text,
             to_char(now() - make_interval(days => kit.number_setting('outreach.read_days', 14)::integer), 'DD-Mon-YYYY'),
             m.read_host, m.read_port, m.read_security::text, m.read_login::text = 'token',
             coalesce(nullif(m.read_username, ''), nullif(m.username, ''), m.address::text), m.never_domains, m.is_read and m.is_active,
             array(select distinct d.host from (
               select lower(a) as host from identity.organizations o, unnest(o.allowed_email_domains) a where o.org_id = m.org_id
               union all select outreach.domain_key(b.address) from outreach.mailboxes b where b.org_id = m.org_id) d
              where d.host is not null)
        from outreach.mailboxes m where m.id = $1";
    let row = call.record("mailbox", sql, &[&mailbox]).await?;
    let (host, is_read): (Option<String>, bool) = (row.get(9), row.get(15));
    let Some(host) = host.filter(|_| is_read) else {
        return Err(Error::new(409, "TL409", "This mailbox is not read.")
            .hint("Enter the mail server for reading (IMAP), and switch reading on."));
    };
    let sealed = call.record("mailbox", "select read_password from outreach.mailbox_secrets($1)", &[&mailbox]).await?;
    let secret = sealed
        .get::<_, Option<&[u8]>>(0)
        .map(|sealed| keys.open("mailboxes", "read_password", mailbox.as_bytes(), sealed))
        .transpose()
        .map_err(|e| Error::new(500, "58000", e.to_string()))?;
    let mut never: Vec<String> = row.get(16);
    let named: Value = row.get(14);
    never.extend(named.as_array().into_iter().flatten().filter_map(Value::as_str).map(|d| d.trim().to_lowercase()));
    let name: String = row.get(13);
    Ok(Reading {
        mailbox,
        address: row.get::<_, String>(0).to_lowercase(),
        user: row.get(1),
        inbox: row.get(2),
        sent: row.get(3),
        keeps: row.get(4),
        only_for: row.get(5),
        never: never.into_iter().map(|d| d.trim_start_matches('@').to_string()).filter(|d| !d.is_empty()).collect(),
        minutes: row.get(6),
        today: row.get::<_, &str>(7).parse().map_err(|_| Error::new(500, "XX000", "The day can't be read."))?,
        since: row.get(8),
        route: Route {
            host,
            port: u16::try_from(row.get::<_, i32>(10)).unwrap_or_default(),
            security: match row.get::<_, &str>(11) {
                "tls" => Security::Tls,
                "starttls" => Security::StartTls,
                _ => Security::Plain,
            },
            login: secret.map(|secret| (name, secret)),
            private: call.tools.private_mail,
        },
        by_token: row.get(12),
    })
}

impl Reading {
    /// Signs in.
    ///
    /// # Errors
    /// Why it can't be read.
    pub(super) async fn open(&self) -> std::result::Result<Reader, Unread> {
        self.route.read(self.by_token).await
    }

    /// Whether mail with this address goes to no timeline.
    pub(super) fn is_never(&self, address: &str) -> bool {
        let host = address.rsplit('@').next().unwrap_or_default();
        self.never.iter().any(|never| host == never || host.ends_with(&format!(".{never}")) || address == never)
    }
}
