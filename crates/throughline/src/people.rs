//! `throughline org`, `user` and `keys`

use crate::common::Common;
use crate::place::{Empty, Place};
use anyhow::{Context as _, bail};
use clap::Subcommand;
use modules::identity::api_keys::{self, CreateApiKey};
use platform::vault::KeyRing;
use std::io::{IsTerminal as _, Read as _};
use surfaces::{NewOrganisation, NewUser};

/// Organisations.
#[derive(Subcommand)]
pub(crate) enum Org {
    /// Add an organisation
    Add {
        /// Its name
        name: String,
        /// Short name for addresses and the command line; made from the name when left out
        #[arg(long)]
        slug: Option<String>,
    },
    /// List the organisations
    List,
}

/// Users.
#[derive(Subcommand)]
pub(crate) enum User {
    /// Add a user; the password is asked for, or read from standard input
    Add {
        /// Short name of the organisation
        #[arg(long)]
        org: String,
        /// Sign-in address
        email: String,
        /// Name as shown to colleagues
        #[arg(long)]
        name: String,
        /// admin, manager, consultant, recruiter, sales, staff, viewer, client or candidate
        #[arg(long, default_value = "staff")]
        role: String,
        /// For role client: name or id of the client
        #[arg(long)]
        client: Option<String>,
    },
    /// List the users of an organisation
    List {
        /// Short name of the organisation
        #[arg(long)]
        org: String,
    },
    /// Give a user a new password, and end their sessions
    Password {
        /// Short name of the organisation
        #[arg(long)]
        org: String,
        /// Sign-in address
        email: String,
    },
    /// Take a user's second factor and passkeys away, and end their sessions; the password alone signs in again
    ResetFactors {
        /// Short name of the organisation
        #[arg(long)]
        org: String,
        /// Sign-in address
        email: String,
    },
}

/// Keys.
#[derive(Subcommand)]
pub(crate) enum Keys {
    /// Make an API key; it is shown once
    Create {
        /// Short name of the organisation
        #[arg(long)]
        org: String,
        /// What the key is for
        name: String,
        /// What it may do
        #[arg(long, default_value = "viewer")]
        role: String,
        /// Days until it expires; never when left out
        #[arg(long)]
        days: Option<i32>,
    },
    /// List the API keys of an organisation
    List {
        /// Short name of the organisation
        #[arg(long)]
        org: String,
    },
    /// Revoke an API key by the prefix that the list shows
    Revoke {
        /// Short name of the organisation
        #[arg(long)]
        org: String,
        /// The first characters of the key
        prefix: String,
    },
    /// Encrypt personal data under new keys; safe to stop and start again
    Rotate {
        /// Only this organisation
        #[arg(long)]
        org: Option<String>,
    },
}

impl Org {
    pub(crate) async fn run(self, common: &Common) -> anyhow::Result<()> {
        // The first organisation may be made before the first start.
        let empty = if matches!(self, Org::Add { .. }) { Empty::Ask } else { Empty::Refuse };
        Place::beside(common, empty, async |place| self.act(place).await).await
    }

    async fn act(self, place: &Place) -> anyhow::Result<()> {
        let mut client = place.admin.connect().await?;
        match self {
            Org::Add { name, slug } => {
                let tx = client.transaction().await?;
                let slug = match slug {
                    Some(slug) => slug,
                    None => tx.query_one("select kit.slugify($1)", &[&name]).await?.get(0),
                };
                surfaces::create_organisation(&tx, &KeyRing::new(place.master.clone()), &NewOrganisation { name: name.clone(), slug: slug.clone() }).await?;
                tx.commit().await?;
                println!("Added {name} ({slug}). Add its first user with:\n  throughline user add --org {slug} --role admin --name \"Your Name\" you@example.com");
            }
            Org::List => {
                for row in client.query("select slug::text, name, (select count(*) from identity.users u where u.org_id = o.org_id) from identity.organizations o order by slug", &[]).await? {
                    println!("{:<20} {:<40} {} users", row.get::<_, &str>(0), row.get::<_, &str>(1), row.get::<_, i64>(2));
                }
            }
        }
        Ok(())
    }
}

impl User {
    pub(crate) async fn run(self, common: &Common) -> anyhow::Result<()> {
        Place::beside(common, Empty::Refuse, async |place| self.act(place).await).await
    }

    async fn act(self, place: &Place) -> anyhow::Result<()> {
        let mut client = place.admin.connect().await?;
        match self {
            User::Add { org, email, name, role, client: of } => {
                let (org_id, secret) = (place.org(&org).await?, password()?);
                let tx = client.transaction().await?;
                tx.execute("select set_config('throughline.org', $1, true)", &[&org_id.to_string()]).await?;
                let row = tx.query_one("select name from identity.organizations where org_id = $1", &[&org_id]).await?;
                let password_hash = platform::passwords::hash(&secret, &[&email, &name, &org, row.get(0)])?;
                let of = match of {
                    Some(word) => Some(
                        tx.query_opt("select id from crm.clients where org_id = $1 and (id::text = $2 or lower(name) = lower($2))", &[&org_id, &word])
                            .await?
                            .with_context(|| format!("there is no client {word:?}"))?
                            .get(0),
                    ),
                    None => None,
                };
                let new = NewUser {
                    email: email.clone(),
                    full_name: name,
                    role: role.clone(),
                    password_hash,
                    client: of,
                    candidate: None,
                };
                surfaces::create_user(&tx, org_id, &new).await?;
                tx.commit().await?;
                println!("Added {email} as {role} of {org}.");
            }
            User::List { org } => {
                let org_id = place.org(&org).await?;
                let rows = client
                    .query(
                        "select email::text, full_name, role::text, status::text, coalesce(to_char(last_login_at, 'YYYY-MM-DD HH24:MI'), 'never') from identity.users where org_id = $1 order by email",
                        &[&org_id],
                    )
                    .await?;
                for r in rows {
                    println!(
                        "{:<40} {:<24} {:<12} {:<10} last sign-in {}",
                        r.get::<_, &str>(0),
                        r.get::<_, &str>(1),
                        r.get::<_, &str>(2),
                        r.get::<_, &str>(3),
                        r.get::<_, &str>(4)
                    );
                }
            }
            User::Password { org, email } => {
                let (org_id, secret) = (place.org(&org).await?, password()?);
                let tx = client.transaction().await?;
                tx.execute("select set_config('throughline.org', $1, true)", &[&org_id.to_string()]).await?;
                let known = "select u.id, u.full_name, o.name from identity.users u join identity.organizations o on o.org_id = u.org_id where u.org_id = $1 and lower(u.email) = lower($2)";
                let row = tx.query_opt(known, &[&org_id, &email]).await?;
                let row = row.with_context(|| format!("there is no user {email}"))?;
                let id: uuid::Uuid = row.get(0);
                let hash = platform::passwords::hash(&secret, &[&email, row.get(1), &org, row.get(2)])?;
                tx.execute(
                    "update identity.users set password_hash = $3 where org_id = $1 and id = $2",
                    &[&org_id, &id, &hash],
                )
                .await?;
                tx.execute("update identity.sessions set ended_at = now() where org_id = $1 and user_id = $2 and ended_at is null", &[&org_id, &id]).await?;
                tx.commit().await?;
                println!("{email} has a new password; their sessions have ended.");
            }
            User::ResetFactors { org, email } => {
                let org_id = place.org(&org).await?;
                let tx = client.transaction().await?;
                tx.execute("select set_config('throughline.org', $1, true)", &[&org_id.to_string()]).await?;
                let sql = "select id from identity.users where org_id = $1 and lower(email) = lower($2)";
                let row = tx.query_opt(sql, &[&org_id, &email]).await?;
                let id: uuid::Uuid = row.with_context(|| format!("there is no user {email}"))?.get(0);
                let remove = async |table: &str| {
                    let sql = format!("delete from identity.{table} where org_id = $1 and user_id = $2");
                    tx.execute(&sql, &[&org_id, &id]).await
                };
                let factors = remove("second_factors").await?;
                remove("recovery_codes").await?;
                let passkeys = remove("passkeys").await?;
                let sql = "update identity.sessions set ended_at = now() where org_id = $1 and user_id = $2 and ended_at is null";
                tx.execute(sql, &[&org_id, &id]).await?;
                tx.commit().await?;
                println!(
                    "Removed from {email}: second factors {factors}, passkeys {passkeys}. Their sessions have ended; the password signs in."
                );
            }
        }
        Ok(())
    }
}

impl Keys {
    pub(crate) async fn run(self, common: &Common) -> anyhow::Result<()> {
        Place::beside(common, Empty::Refuse, async |place| self.act(place).await).await
    }

    async fn act(self, place: &Place) -> anyhow::Result<()> {
        let client = place.admin.connect().await?;
        match self {
            Keys::Create { org, name, role, days } => {
                let wanted = CreateApiKey { name, role, days };
                let org = place.org(&org).await?;
                let (_, created) = api_keys::insert(&client, org, &wanted, None).await.map_err(told)?;
                println!("{}", created.key);
                eprintln!("This is the only time the key is shown. Send it as: Authorization: Bearer <key>");
            }
            Keys::List { org } => {
                for k in api_keys::list(&client, place.org(&org).await?).await.map_err(told)? {
                    println!("{}…  {:<30} {:<12} {:<8} last used {}", k.prefix, k.name, k.role, k.state, k.last_used);
                }
            }
            Keys::Revoke { org, prefix } => {
                let of = place.org(&org).await?;
                api_keys::revoke(&client, of, prefix.trim_end_matches('…')).await.map_err(told)?;
                println!("Revoked. It stops working within seconds.");
            }
            Keys::Rotate { org } => {
                let wanted = match org {
                    Some(slug) => Some(place.org(&slug).await?),
                    None => None,
                };
                let catalog = platform::install::catalog(&modules::PRODUCT, &place.admin).await?;
                let rows = client.query("select org_id, name from identity.organizations where $1::uuid is null or org_id = $1 order by slug", &[&wanted]).await?;
                for row in rows {
                    let n = platform::vault::rotate(
                        &place.admin,
                        &KeyRing::new(place.master.clone()),
                        &catalog,
                        row.get(0),
                    )
                    .await?;
                    println!("{}: {n} values encrypted under a new key", row.get::<_, &str>(1));
                }
            }
        }
        Ok(())
    }
}

/// A verb's refusal, for people at a terminal.
fn told(e: records::Error) -> anyhow::Error {
    anyhow::anyhow!("{}{}", e.message, e.hint.map(|h| format!(" {h}")).unwrap_or_default())
}

/// Asks for a password without showing it, or reads a line from standard input.
fn password() -> anyhow::Result<String> {
    let mut text = String::new();
    if std::io::stdin().is_terminal() {
        eprint!("Password: ");
        let quiet = |on: bool| std::process::Command::new("stty").arg(if on { "-echo" } else { "echo" }).status().ok();
        quiet(true);
        let read = std::io::stdin().read_line(&mut text);
        quiet(false);
        eprintln!();
        read?;
    } else {
        std::io::stdin().take(4096).read_to_string(&mut text)?;
    }
    let password = text.lines().next().unwrap_or_default().to_string();
    if password.is_empty() {
        bail!("no password was given. Type it, or pipe it in: echo 'secret' | throughline user add …");
    }
    Ok(password)
}
