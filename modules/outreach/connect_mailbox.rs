//! A mailbox is connected by its address: where its servers are is known of the large providers.

use super::mailbox_verbs::{Secrets, keep_secrets};
use platform::verb::{Call, Verb};
use records::{Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Where the servers of a provider are.
struct Provider {
    /// As the verb calls it.
    name: &'static str,
    /// Domains of addresses that are there for everybody.
    domains: &'static [&'static str],
    /// Sending (SMTP): server, port, security.
    sends: (&'static str, i32, &'static str),
    /// Reading (IMAP): server and port, with TLS.
    reads: (&'static str, i32),
    /// What is to be known.
    hint: &'static str,
}

const APP: &str = "It takes an app password, made in the settings of the account, not the one people sign in with.";
const PLAIN: &str = "Reading by IMAP may have to be switched on in the settings of the account.";
const TOKEN: &str = "Microsoft reads by a token (OAuth) only: set it as the password for reading.";

const PROVIDERS: &[Provider] = &[
    Provider {
        name: "google",
        domains: &["gmail.com", "googlemail.com"],
        sends: ("smtp.gmail.com", 587, "starttls"),
        reads: ("imap.gmail.com", 993),
        hint: APP,
    },
    Provider {
        name: "microsoft",
        domains: &["outlook.com", "hotmail.com", "live.com", "msn.com"],
        sends: ("smtp.office365.com", 587, "starttls"),
        reads: ("outlook.office365.com", 993),
        hint: TOKEN,
    },
    Provider {
        name: "yahoo",
        domains: &["yahoo.com", "yahoo.de", "yahoo.co.uk", "yahoo.fr", "ymail.com"],
        sends: ("smtp.mail.yahoo.com", 587, "starttls"),
        reads: ("imap.mail.yahoo.com", 993),
        hint: APP,
    },
    Provider {
        name: "icloud",
        domains: &["icloud.com", "me.com", "mac.com"],
        sends: ("smtp.mail.me.com", 587, "starttls"),
        reads: ("imap.mail.me.com", 993),
        hint: APP,
    },
    Provider {
        name: "fastmail",
        domains: &["fastmail.com", "fastmail.fm"],
        sends: ("smtp.fastmail.com", 465, "tls"),
        reads: ("imap.fastmail.com", 993),
        hint: APP,
    },
    Provider {
        name: "zoho",
        domains: &["zohomail.com", "zoho.com"],
        sends: ("smtp.zoho.com", 465, "tls"),
        reads: ("imap.zoho.com", 993),
        hint: APP,
    },
    Provider {
        name: "gmx",
        domains: &["gmx.de", "gmx.net", "gmx.at", "gmx.ch"],
        sends: ("mail.gmx.net", 587, "starttls"),
        reads: ("imap.gmx.net", 993),
        hint: PLAIN,
    },
    Provider {
        name: "web_de",
        domains: &["web.de"],
        sends: ("smtp.web.de", 587, "starttls"),
        reads: ("imap.web.de", 993),
        hint: PLAIN,
    },
    Provider {
        name: "ionos",
        domains: &[],
        sends: ("smtp.ionos.com", 465, "tls"),
        reads: ("imap.ionos.com", 993),
        hint: PLAIN,
    },
    Provider {
        name: "ovh",
        domains: &[],
        sends: ("ssl0.ovh.net", 465, "tls"),
        reads: ("ssl0.ovh.net", 993),
        hint: PLAIN,
    },
    Provider {
        name: "strato",
        domains: &[],
        sends: ("smtp.strato.de", 465, "tls"),
        reads: ("imap.strato.de", 993),
        hint: PLAIN,
    },
];

/// A mailbox of one's own.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Connect {
    /// The address.
    #[schemars(extend("format" = "email"))]
    address: String,
    /// Whose servers it is on; known by the address where it can be. Of another one the servers are named below.
    #[schemars(extend("enum" = ["google", "microsoft", "yahoo", "icloud", "fastmail", "zoho", "gmx", "web_de", "ionos", "ovh", "strato", "other"]))]
    provider: Option<String>,
    /// The password; of Google, Yahoo, iCloud and others an app password, made in the settings of the account.
    #[schemars(extend("format" = "password"))]
    password: String,
    /// Mail server for sending (SMTP), of another provider; smtp. and the domain when left out.
    host: Option<String>,
    /// Mail server for reading (IMAP), of another provider; imap. and the domain when left out.
    read_host: Option<String>,
    /// What of the mail with people we know goes to their timelines, beside the answers to our messages.
    #[schemars(extend("enum" = ["answers", "headers", "everything"]))]
    keeps: Option<String>,
}

/// What was connected.
#[derive(Debug, Serialize, JsonSchema)]
struct Connected {
    /// The mailbox.
    mailbox: Uuid,
    /// The same in words, and what is to be known of the provider.
    note: String,
}

pub(crate) fn verb() -> Verb {
    let summary = "Connects your mailbox by its address: where the servers of large providers are is known. It sends and is read \
                   once it was verified.";
    Verb::new("connect_mailbox", summary, super::WRITERS, connect)
        .refuses("TL100", "when the address is none, the provider is not known, or no person asks")
        .refuses("23505", "when there is a mailbox of this address")
        .leads_to("mailboxes", "mailbox")
        .icon("at-sign")
        .in_palette()
}

async fn connect(call: Call<'_>, input: Connect) -> Result<Connected> {
    let wrong = |field: &str, words: &str| Error::new(400, "TL100", words).field(field);
    if call.actor.user.is_none() {
        return Err(wrong("address", "A mailbox is connected by the person whose it is."));
    }
    let address = input.address.trim().to_lowercase();
    let Some((name, domain)) =
        address.split_once('@').filter(|(name, domain)| !name.is_empty() && domain.contains('.'))
    else {
        return Err(wrong("address", "This is no e-mail address."));
    };
    let named = input.provider.as_deref().filter(|provider| !provider.is_empty());
    let known = match named {
        Some("other") => None,
        Some(named) => {
            Some(PROVIDERS.iter().find(|p| p.name == named).ok_or_else(|| wrong("provider", "Choose a provider."))?)
        }
        None => PROVIDERS.iter().find(|p| p.domains.contains(&domain)),
    };
    let keeps = input.keeps.as_deref().filter(|keeps| !keeps.is_empty()).unwrap_or("answers");
    if !matches!(keeps, "answers" | "headers" | "everything") {
        return Err(wrong("keeps", "Choose what goes to timelines."));
    }
    let given = |text: Option<String>, begins: &str| {
        text.map(|text| text.trim().to_string())
            .filter(|text| !text.is_empty())
            .unwrap_or_else(|| format!("{begins}.{domain}"))
    };
    let (sends, reads, by) = match known {
        Some(p) => ((p.sends.0.to_string(), p.sends.1, p.sends.2), (p.reads.0.to_string(), p.reads.1), p.name),
        None => ((given(input.host, "smtp"), 587, "starttls"), (given(input.read_host, "imap"), 993), "other"),
    };
    let (id, login) = (Uuid::now_v7(), if by == "microsoft" { "token" } else { "password" });
    let sql = "insert into outreach.mailboxes (id, name, address, host, port, security, username, is_read, read_host, read_port, read_login, keeps)
               values ($1, $2, $3::text, $4, $5, $6::text::outreach.mail_security, $3::text, true, $7, $8, $9::text::outreach.mail_login,
                 $10::text::outreach.mail_kept)";
    call.execute(
        sql,
        &[
            &id,
            &name.chars().take(100).collect::<String>(),
            &address,
            &sends.0,
            &sends.1,
            &sends.2,
            &reads.0,
            &reads.1,
            &login,
            &keeps,
        ],
    )
    .await?;
    keep_secrets(call, id, Secrets { password: Some(input.password), ..Secrets::default() }).await?;
    let hint = known.map_or("", |provider| provider.hint);
    Ok(Connected { mailbox: id, note: format!("Connected; verify it now. {hint}").trim().to_string() })
}
