//! `throughline demo`: five organisations, one per system Throughline unites.

use crate::Common;
use crate::place::{Hold, Place};
use crate::serve::{self, LimitArgs};
use anyhow::Context as _;
use clap::Args;
use platform::vault::KeyRing;
use std::net::SocketAddr;
use surfaces::{NewOrganisation, NewUser, create_organisation, create_user};
use tokio_postgres::Transaction;
use uuid::Uuid;

/// Loads the demo organisations and starts the server on this machine only.
///
/// The data lives in its own folder inside the data folder, so nothing real is touched. Running it again uses the same data.
#[derive(Args)]
pub(crate) struct Demo {
    /// Port to listen on, on 127.0.0.1
    #[arg(long, env = "THROUGHLINE_DEMO_PORT", default_value_t = 8080)]
    port: u16,
    /// Throw the demo data away and load it anew
    #[arg(long)]
    reset: bool,
    /// Load the data and stop
    #[arg(long)]
    load_only: bool,
    #[command(flatten)]
    limits: LimitArgs,
}

/// Short name, name, trade.
const ORGANISATIONS: [(&str, &str, &str); 5] = [
    ("copilot", "Co-Pilot Labour Hire", "construction"),
    ("yourco", "YourCo Consulting", "consulting"),
    ("enterprise", "Enterprise Agent Ltd", "software"),
    ("ccs", "CCS Apparel", "apparel"),
    ("ats", "Production ATS", "recruiting"),
];

const PASSWORD: &str = "throughline";
const NAMES: [&str; 9] = ["Alex Admin", "Morgan Manager", "Chris Consultant", "Robin Recruiter", "Sam Sales", "Stacy Staff", "Vic Viewer", "Kim Client", "Casey Candidate"];

impl Demo {
    pub(crate) async fn run(&self, common: &Common) -> anyhow::Result<()> {
        let common = Common { data_dir: common.data_dir.join("demo"), ..common.clone() };
        if self.reset && common.database_url.is_none() {
            reset(&common)?;
        }
        let listener = if self.load_only { None } else { Some(serve::bind(SocketAddr::from(([127, 0, 0, 1], self.port))).await?) };
        let place = Place::open(&common, Hold::Alone).await?;
        let done = self.load_and_serve(&place, listener).await;
        place.close().await;
        done
    }

    async fn load_and_serve(&self, place: &Place, listener: Option<tokio::net::TcpListener>) -> anyhow::Result<()> {
        load(place).await?;
        let Some(listener) = listener else {
            println!("The demo data is loaded.");
            return Ok(());
        };
        let server = place.server(self.limits.settings(), self.limits.options()).await?;
        let address = listener.local_addr()?;
        println!("\nThroughline demo: http://{address} (API at /rest/v1, described at /docs)\n");
        println!("  Organisation   Sign in as (password: {PASSWORD})");
        for (slug, name, _) in ORGANISATIONS {
            println!("  {name:<22} admin@{slug}.example");
        }
        println!("\n  Other roles: manager@, consultant@, recruiter@, sales@, staff@, viewer@, client@, candidate@ of each.\n");
        println!("  curl -s 'http://{address}/auth/v1/token?grant_type=password' -H 'Content-Type: application/json' \\\n    -d '{{\"email\": \"admin@yourco.example\", \"password\": \"{PASSWORD}\"}}'\n\nCtrl-C stops it.");
        serve::run(server, listener).await
    }
}

/// Loads what is missing, one organisation a transaction.
async fn load(place: &Place) -> anyhow::Result<()> {
    let keys = KeyRing::new(place.master.clone());
    let mut client = place.admin.connect().await?;
    let known: Vec<String> = client.query("select slug::text from identity.organizations", &[]).await?.iter().map(|r| r.get(0)).collect();
    let mut said = false;
    for (slug, name, trade) in ORGANISATIONS {
        if known.iter().any(|k| k == slug) {
            continue;
        }
        if !said {
            eprintln!("Loading the demo data …");
            said = true;
        }
        let tx = client.transaction().await?;
        let org = create_organisation(&tx, &keys, &NewOrganisation { name: name.into(), slug: slug.into() }).await?;
        tx.batch_execute(&format!("set local throughline.bulk = 'on'; set local demo.slug = '{slug}'; set local demo.trade = '{trade}'; set local jit = off")).await?;
        members(&tx, org, slug).await?;
        tx.batch_execute(include_str!("../demo/organisation.sql")).await.with_context(|| format!("loading {name}"))?;
        outsiders(&tx, org, slug).await?;
        seal(&tx, &keys, org, "crm.contacts", "contacts", slug).await?;
        seal(&tx, &keys, org, "recruiting.candidates", "candidates", slug).await?;
        tx.commit().await?;
    }
    if said {
        client.batch_execute("analyze").await?;
    }
    Ok(())
}

fn reset(common: &Common) -> anyhow::Result<()> {
    if !common.data_dir.exists() {
        return Ok(());
    }
    // Only a folder nobody uses is thrown away.
    let folder = platform::embedded::DataFolder::take(&common.data_dir)?;
    let cluster = folder.path().join("cluster");
    if cluster.exists() {
        anyhow::ensure!(!cluster.join("postmaster.pid").exists() || std::fs::remove_file(cluster.join("postmaster.pid")).is_ok(), "the demo database still runs");
        std::fs::remove_dir_all(&cluster)?;
    }
    Ok(())
}

/// One user per role, with the password everybody knows.
async fn members(tx: &Transaction<'_>, org: Uuid, slug: &str) -> anyhow::Result<()> {
    for (role, name) in modules::ROLES.iter().filter(|r| !matches!(**r, "anonymous" | "system" | "client" | "candidate")).zip(["Alex Admin", "Morgan Manager", "Chris Consultant", "Stacy Staff", "Sam Sales", "Robin Recruiter", "Vic Viewer"]) {
        create_user(tx, org, &user(role, name, slug)).await?;
    }
    Ok(())
}

/// The users who belong to a client and to a profile of the demo data.
async fn outsiders(tx: &Transaction<'_>, org: Uuid, slug: &str) -> anyhow::Result<()> {
    let row = tx.query_one("select (select client_id from delivery.projects where org_id = $1 order by id limit 1), (select candidate_id from recruiting.applications where org_id = $1 order by id limit 1)", &[&org]).await?;
    let client = NewUser { client: row.get(0), ..user("client", NAMES[7], slug) };
    create_user(tx, org, &client).await?;
    let candidate = NewUser { candidate: row.get(1), ..user("candidate", NAMES[8], slug) };
    let id = create_user(tx, org, &candidate).await?;
    tx.execute("update recruiting.candidates set user_id = $2 where org_id = $1 and id = $3", &[&org, &id, &candidate.candidate]).await?;
    Ok(())
}

fn user(role: &str, name: &str, slug: &str) -> NewUser {
    NewUser { email: format!("{role}@{slug}.example"), full_name: name.into(), role: role.into(), password: PASSWORD.into(), client: None, candidate: None }
}

/// Gives people addresses and numbers; they are encrypted, so SQL alone can't make them.
async fn seal(tx: &Transaction<'_>, keys: &KeyRing, org: Uuid, table: &str, name: &str, slug: &str) -> anyhow::Result<()> {
    use catalog::Kind;
    tx.batch_execute("reset role").await?;
    let keys = keys.load(tx, org).await?;
    tx.batch_execute(&format!("set local role {}", platform::install::OWNER)).await?;
    let rows = tx.query(&format!("select id, lower(first_name), lower(last_name) from {table} where org_id = $1 order by id"), &[&org]).await?;
    let (mut ids, mut emails, mut email_indexes, mut phones, mut phone_indexes) = (vec![], vec![], vec![], vec![], vec![]);
    for (n, row) in rows.iter().enumerate() {
        let id: Uuid = row.get(0);
        let email = format!("{}.{}.{n}@{slug}-{name}.example", row.get::<_, &str>(1), row.get::<_, &str>(2));
        let phone = format!("+49 30 {:06}", 100_000 + n * 53);
        emails.push(keys.seal(name, "email", &id, &email)?);
        email_indexes.push(keys.index(Kind::PiiEmail, &email));
        phones.push(keys.seal(name, "phone", &id, &phone)?);
        phone_indexes.push(keys.index(Kind::PiiPhone, &phone));
        ids.push(id);
    }
    tx.execute(
        &format!(
            "update {table} t set email = a.email, email_index = a.email_index, phone = a.phone, phone_index = a.phone_index
               from unnest($2::uuid[], $3::bytea[], $4::bytea[], $5::bytea[], $6::bytea[]) a(id, email, email_index, phone, phone_index) where t.org_id = $1 and t.id = a.id"
        ),
        &[&org, &ids, &emails, &email_indexes, &phones, &phone_indexes],
    )
    .await?;
    Ok(())
}
