//! The demo organisations: deterministic, relative to today, the same for people and tests.

use anyhow::Context as _;
use platform::database::Target;
use platform::vault::{KeyRing, MasterKey};
use surfaces::{NewOrganisation, NewUser, create_organisation, create_user};
use tokio_postgres::Transaction;
use uuid::Uuid;

/// A demo organisation.
#[derive(Clone, Copy)]
pub struct Organisation {
    /// For addresses and sign-in.
    pub slug: &'static str,
    /// As people read it.
    pub name: &'static str,
    /// What it sells; the data takes its words from it.
    trade: &'static str,
    /// The modules of the system it stands for, in menu order; the others are there, but not shown.
    modules: &'static [&'static str],
}

/// The five, one per source.
pub const ORGANISATIONS: [Organisation; 5] = [
    Organisation {
        slug: "copilot",
        name: "Co-Pilot Labour Hire",
        trade: "construction",
        modules: &["crm", "delivery", "recruiting"],
    },
    Organisation { slug: "yourco", name: "YourCo Consulting", trade: "consulting", modules: &["crm", "delivery"] },
    Organisation {
        slug: "enterprise",
        name: "Enterprise Agent Ltd",
        trade: "software",
        modules: &["crm", "knowledge", "agent"],
    },
    Organisation { slug: "ccs", name: "CCS Apparel", trade: "apparel", modules: &["crm", "outreach"] },
    Organisation { slug: "ats", name: "Production ATS", trade: "recruiting", modules: &["recruiting", "crm"] },
];

/// What modules add to a demo organisation, where they are installed.
const PARTS: [(&str, &str); 2] =
    [("recruiting", include_str!("../demo/recruiting.sql")), ("outreach", include_str!("../demo/outreach.sql"))];

/// The password of every demo user.
pub const PASSWORD: &str = "throughline";
/// One member per role.
const MEMBERS: [(&str, &str); 7] = [
    ("admin", "Alex Admin"),
    ("manager", "Morgan Manager"),
    ("consultant", "Chris Consultant"),
    ("staff", "Stacy Staff"),
    ("sales", "Sam Sales"),
    ("recruiter", "Robin Recruiter"),
    ("viewer", "Vic Viewer"),
];

/// Loads what is missing, the organisations side by side, each in one transaction. Answers whether anything was.
///
/// # Errors
/// When the database refuses.
pub async fn load(admin: &Target, master: &MasterKey, organisations: &[Organisation]) -> anyhow::Result<bool> {
    let client = admin.connect().await?;
    let known: Vec<String> =
        client.query("select slug::text from identity.organizations", &[]).await?.iter().map(|r| r.get(0)).collect();
    let missing: Vec<Organisation> =
        organisations.iter().filter(|o| !known.iter().any(|k| k == o.slug)).copied().collect();
    if missing.is_empty() {
        return Ok(false);
    }
    eprintln!("Loading the demo data …");
    let password_hash = platform::passwords::hash(PASSWORD, &[])?;
    let mut loading = tokio::task::JoinSet::new();
    for organisation in missing {
        let (admin, keys, password_hash) = (admin.clone(), KeyRing::new(master.clone()), password_hash.clone());
        loading.spawn(async move { load_one(&admin, &keys, organisation, &password_hash).await });
    }
    while let Some(done) = loading.join_next().await {
        done??;
    }
    Ok(true)
}

async fn load_one(
    admin: &Target,
    keys: &KeyRing,
    Organisation { slug, name, trade, modules }: Organisation,
    password_hash: &str,
) -> anyhow::Result<()> {
    let mut client = admin.connect().await?;
    let tx = client.transaction().await?;
    let org = create_organisation(&tx, keys, &NewOrganisation { name: name.into(), slug: slug.into() }).await?;
    tx.batch_execute(&format!("set local throughline.bulk = 'on'; set local demo.slug = '{slug}'; set local demo.trade = '{trade}'; set local jit = off")).await?;
    tx.execute(
        "update identity.organizations set modules = array(select m from unnest($2::text[]) with ordinality x (m, i)
           where to_regnamespace(m) is not null order by i) where org_id = $1",
        &[&org, &modules],
    )
    .await?;
    members(&tx, org, slug, password_hash).await?;
    tx.batch_execute(include_str!("../demo/organisation.sql")).await.with_context(|| format!("loading {name}"))?;
    documents(&tx, org).await.with_context(|| format!("loading documents of {name}"))?;
    for (module, part) in PARTS {
        if is_installed(&tx, module).await? {
            tx.batch_execute(part).await.with_context(|| format!("loading {module} of {name}"))?;
        }
    }
    outsiders(&tx, org, slug, password_hash).await?;
    seal(&tx, keys, org, "crm.contacts", "contacts", slug).await?;
    if is_installed(&tx, "recruiting").await? {
        seal(&tx, keys, org, "recruiting.candidates", "candidates", slug).await?;
    }
    letters(&tx, keys, org, slug).await?;
    tx.commit().await?;
    Ok(())
}

/// Documents as they are when they were read: with a version, and passages whose meaning is read soon after the start. The
/// contract checklist hangs on a client, the rules of a site on a project.
async fn documents(tx: &Transaction<'_>, org: Uuid) -> anyhow::Result<()> {
    if !is_installed(tx, "knowledge").await? {
        return Ok(());
    }
    tx.batch_execute("set local throughline.reading = 'on'").await?;
    let count = |words: &str| words.split_whitespace().map(|word| 1 + word.len() / 6).sum();
    for (n, part) in include_str!("../demo/documents.md").split("=== ").skip(1).enumerate() {
        let (title, text) = part.split_once('\n').unwrap_or((part, ""));
        let text = text.trim();
        let on = match title {
            "Contract checklist" => "clients",
            "Safety rules on site" => "projects",
            _ => "",
        };
        let id: Uuid = tx
            .query_one(
                "insert into knowledge.documents (org_id, id, title, content, file_type, metadata, created_by, status, version,
                                                  entity_type, entity_id)
                 select $1, pg_temp.id('document', $2), $3, $4::text, 'text',
                        '{\"author\": \"Operations\", \"language\": \"en\", \"pages\": 1, \"tags\": [\"guide\"]}',
                        pg_temp.colleague(0), 'ready', 1, nullif($5, ''),
                        case $5 when 'clients' then (select c.id from crm.clients c where c.org_id = $1 order by c.id limit 1)
                                when 'projects' then (select p.id from delivery.projects p where p.org_id = $1 order by p.id limit 1)
                        end
                 returning id",
                &[&org, &((n + 1) as i64), &title, &text, &on],
            )
            .await?
            .get(0);
        tx.execute(
            "insert into knowledge.document_versions (org_id, document_id, version, name, metadata, read_at, created_by)
             select org_id, id, 1, title, metadata, now(), created_by from knowledge.documents where org_id = $1 and id = $2",
            &[&org, &id],
        )
        .await?;
        let page = text::Page { number: 1, text: text.to_string(), ..text::Page::default() };
        for (place, passage) in text::passages::cut(&[page], title, 200, &count).iter().enumerate() {
            tx.execute(
                "insert into knowledge.document_chunks (org_id, document_id, chunk_index, heading, content, metadata)
                 values ($1, $2, $3, $4, $5, jsonb_build_object('page', 1, 'offset', $6::int, 'length', $7::int))",
                &[
                    &org,
                    &id,
                    &(place as i32),
                    &passage.heading.join(" › "),
                    &passage.text,
                    &(passage.offset as i32),
                    &(passage.length as i32),
                ],
            )
            .await?;
        }
    }
    tx.batch_execute("set local throughline.reading = ''").await?;
    Ok(())
}

async fn is_installed(tx: &Transaction<'_>, module: &str) -> anyhow::Result<bool> {
    Ok(tx.query_one("select to_regnamespace($1) is not null", &[&module]).await?.get(0))
}

/// One user per role, with the password everybody knows.
async fn members(tx: &Transaction<'_>, org: Uuid, slug: &str, password_hash: &str) -> anyhow::Result<()> {
    for (role, name) in MEMBERS {
        create_user(tx, org, &user(role, name, slug, password_hash)).await?;
    }
    Ok(())
}

/// The users who belong to a client and to a profile of the demo data.
async fn outsiders(tx: &Transaction<'_>, org: Uuid, slug: &str, password_hash: &str) -> anyhow::Result<()> {
    let row =
        tx.query_one("select client_id from delivery.projects where org_id = $1 order by id limit 1", &[&org]).await?;
    let client = NewUser { client: row.get(0), ..user("client", "Kim Client", slug, password_hash) };
    create_user(tx, org, &client).await?;
    if !is_installed(tx, "recruiting").await? {
        return Ok(());
    }
    let row = tx
        .query_one("select candidate_id from recruiting.applications where org_id = $1 order by id limit 1", &[&org])
        .await?;
    let candidate = NewUser { candidate: row.get(0), ..user("candidate", "Casey Candidate", slug, password_hash) };
    let id = create_user(tx, org, &candidate).await?;
    tx.execute(
        "update recruiting.candidates set user_id = $2 where org_id = $1 and id = $3",
        &[&org, &id, &candidate.candidate],
    )
    .await?;
    Ok(())
}

fn user(role: &str, name: &str, slug: &str, password_hash: &str) -> NewUser {
    NewUser {
        email: format!("{role}@{slug}.example"),
        full_name: name.into(),
        role: role.into(),
        password_hash: password_hash.into(),
        client: None,
        candidate: None,
    }
}

/// Gives people addresses and numbers; they are encrypted, so SQL alone can't make them.
async fn seal(
    tx: &Transaction<'_>,
    keys: &KeyRing,
    org: Uuid,
    table: &str,
    name: &str,
    slug: &str,
) -> anyhow::Result<()> {
    use catalog::Kind;
    tx.batch_execute("reset role").await?;
    let keys = keys.load(tx, org).await?;
    tx.batch_execute(&format!("set local role {}", platform::install::OWNER)).await?;
    let rows = tx
        .query(
            &format!("select id, lower(first_name), lower(last_name) from {table} where org_id = $1 order by id"),
            &[&org],
        )
        .await?;
    let (mut ids, mut emails, mut email_indexes, mut phones, mut phone_indexes) =
        (vec![], vec![], vec![], vec![], vec![]);
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

/// Two e-mails, one that went out and one that somebody still has to look at.
async fn letters(tx: &Transaction<'_>, keys: &KeyRing, org: Uuid, slug: &str) -> anyhow::Result<()> {
    tx.batch_execute("reset role").await?;
    let keys = keys.load(tx, org).await?;
    tx.batch_execute(&format!("set local role {}", platform::install::OWNER)).await?;
    let client: Uuid =
        tx.query_one("select id from crm.clients where org_id = $1 order by id limit 1", &[&org]).await?.get(0);
    let letters = [
        ("sent", "Minutes of our meeting", "Thank you for the good talk. The next step is with us."),
        ("draft", "Our offer", "As agreed, here is what we would do and what it costs."),
    ];
    for (status, subject, body) in letters {
        let (id, address) = (Uuid::now_v7(), format!("office@{slug}-client.example"));
        tx.execute(
            "insert into identity.emails (id, org_id, recipient, recipient_index, recipient_name, subject, body, status, client_id, sent_at)
             values ($1, $2, $3::bytea, $4, 'Front office', $5, $6::bytea, $7::text::identity.email_status, $8, case when $7::text = 'sent' then now() - interval '2 days' end)",
            &[&id, &org, &keys.seal("emails", "recipient", &id, &address)?, &keys.index(catalog::Kind::PiiEmail, &address), &subject, &keys.seal("emails", "body", &id, body)?, &status, &client],
        )
        .await?;
    }
    Ok(())
}
