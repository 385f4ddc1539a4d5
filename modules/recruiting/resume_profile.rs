//! A profile as a résumé is compared with it, and what of the résumé goes into it.

use super::resume_values::{HISTORY, LEFT, MANY, Profile, Settled, State, TAKEN, Value, compared};
use catalog::Kind;
use platform::verb::Call;
use records::{Error, Result};
use resume::Resume;
use serde_json::{Map, Value as Json, json};
use uuid::Uuid;

/// Columns with one value, as they are read.
const ONE: &[&str] = &[
    "linkedin_url",
    "github_url",
    "portfolio_url",
    "bio",
    "trade",
    "current_title",
    "highest_education",
    "year_of_passing",
    "total_experience_years",
];

/// What a résumé says beside the profile of a person, who stays as they are until the end of the transaction.
///
/// # Errors
/// TL404 when there is no such person, or they are not theirs to change.
pub(crate) async fn beside(call: Call<'_>, candidate: Uuid, resume: &Resume) -> Result<Vec<Value>> {
    let (profile, settled) = profile(call, candidate).await?;
    Ok(compared(resume, &profile, &settled))
}

async fn profile(call: Call<'_>, candidate: Uuid) -> Result<(Profile, Vec<Settled>)> {
    let sql = format!(
        "select c.name, c.email, c.phone, {}, {} from recruiting.candidates c where c.id = $1",
        ONE.iter().map(|c| format!("c.{c}::text")).collect::<Vec<_>>().join(", "),
        MANY.iter().map(|c| format!("c.{c}")).collect::<Vec<_>>().join(", "),
    );
    call.as_system().await?;
    let row = call.record("person", &sql, &[&candidate]).await?;
    let mut profile = Profile::default();
    profile.one.insert("name", row.get(0));
    for (n, column) in ONE.iter().enumerate() {
        profile.one.insert(column, row.get::<_, Option<String>>(3 + n).unwrap_or_default());
    }
    for (n, column) in MANY.iter().enumerate() {
        let all: Json = row.get(3 + ONE.len() + n);
        let words = |one: &Json| one.as_str().or(one["ticket"].as_str()).unwrap_or_default().to_string();
        profile.many.insert(column, all.as_array().into_iter().flatten().map(words).collect());
    }
    let history =
        "select company_name, start_date::text from recruiting.candidate_work_history where candidate_id = $1";
    profile.history = call.query(history, &[&candidate]).await?.iter().map(|r| (r.get(0), r.get(1))).collect();
    let readings = "select settled from recruiting.resume_readings where candidate_id = $1 order by read_at, id";
    let settled = call.query(readings, &[&candidate]).await?;
    let settled = settled.iter().flat_map(|r| serde_json::from_value::<Vec<Settled>>(r.get(0)).unwrap_or_default());
    let settled: Vec<Settled> = settled.collect();
    let keys = call.tools.keys.within(call.tx, call.actor).await?;
    for (n, column) in [(1, "email"), (2, "phone")] {
        let sealed: Option<Vec<u8>> = row.get(n);
        let open = |bytes: Vec<u8>| keys.open("candidates", column, candidate.as_bytes(), &bytes).ok();
        profile.one.insert(column, sealed.and_then(open).unwrap_or_default());
    }
    Ok((profile, settled))
}

/// Puts values into the profile, and notes that they were taken, and which were left, with the reading of the file.
/// Goes on as who asks.
///
/// # Errors
/// What PostgreSQL said.
pub(crate) async fn settle(
    call: Call<'_>,
    candidate: Uuid,
    file: Uuid,
    take: &[&Value],
    leave: &[&Value],
) -> Result<()> {
    let keys = call.tools.keys.within(call.tx, call.actor).await?;
    call.as_system().await?;
    write(call, &keys, candidate, take).await?;
    let note = |value: &&Value, state: &str| Settled {
        key: value.key.clone(),
        state: state.into(),
        at: value.at,
        confidence: value.confidence,
    };
    let noted: Vec<Settled> = take.iter().map(|v| note(v, TAKEN)).chain(leave.iter().map(|v| note(v, LEFT))).collect();
    let noted = serde_json::to_value(noted).map_err(|e| Error::new(500, "XX000", e.to_string()))?;
    let keep = "
      insert into recruiting.resume_readings as r (candidate_id, file_id, status, settled) values ($1, $2, 'read', $3)
      on conflict on constraint resume_readings_once do update set status = 'read', failure = null, read_at = now(),
        settled = (select coalesce(jsonb_agg(s), '[]') from jsonb_array_elements(r.settled) s
                    where not exists (select from jsonb_array_elements(excluded.settled) n where n ->> 'key' = s ->> 'key'))
                  || excluded.settled";
    call.execute(keep, &[&candidate, &file, &noted]).await?;
    call.as_actor().await
}

async fn write(call: Call<'_>, keys: &platform::vault::OrgKeys, candidate: Uuid, take: &[&Value]) -> Result<()> {
    let mut set = Map::new();
    for value in take {
        if MANY.contains(&value.field) {
            if let Json::Array(all) = set.entry(value.field).or_insert_with(|| json!([])) {
                all.push(value.value.clone());
            }
        } else if value.field != HISTORY && !["email", "phone"].contains(&value.field) {
            set.insert(value.field.into(), value.value.clone());
        }
    }
    if let Some(name) = set.remove("name").as_ref().and_then(Json::as_str) {
        let (first, last) = name.split_once(' ').unwrap_or((name, ""));
        set.insert("first_name".into(), json!(first));
        set.insert("last_name".into(), json!(last));
    }
    let personal = |field: &str| take.iter().find(|v| v.field == field).map(|v| v.words.as_str());
    let seal = |field: &str| {
        let sealed = personal(field).map(|words| keys.seal("candidates", field, &candidate, words));
        sealed.transpose().map_err(|e| Error::new(500, "58000", e.to_string()))
    };
    let (email, phone) = (seal("email")?, seal("phone")?);
    let index = |field: &str, kind: Kind| personal(field).and_then(|words| keys.index(kind, words));
    let (email_index, phone_index) = (index("email", Kind::PiiEmail), index("phone", Kind::PiiPhone));
    if !set.is_empty() || email.is_some() || phone.is_some() {
        let one = |column: &str| format!("{column} = coalesce($2::jsonb ->> '{column}', c.{column})");
        let typed =
            |column: &str, kind: &str| format!("{column} = coalesce(($2::jsonb ->> '{column}')::{kind}, c.{column})");
        let mut parts: Vec<String> =
            ["first_name", "last_name", "trade", "current_title", "highest_education"].map(one).to_vec();
        parts.extend(["linkedin_url", "github_url", "portfolio_url"].map(|c| typed(c, "kit.url")));
        parts.push(typed("bio", "kit.markdown"));
        parts.push(typed("year_of_passing", "integer"));
        parts.push(typed("total_experience_years", "numeric"));
        parts.extend(MANY.iter().map(|c| format!("{c} = c.{c} || coalesce($2::jsonb -> '{c}', '[]')")));
        let sql = format!(
            "update recruiting.candidates c set {}, email = coalesce($3::bytea::kit.pii_email, c.email),
               email_index = coalesce($4::bytea, c.email_index), phone = coalesce($5::bytea::kit.pii_phone, c.phone),
               phone_index = coalesce($6::bytea, c.phone_index) where c.id = $1",
            parts.join(", ")
        );
        call.execute(&sql, &[&candidate, &Json::Object(set), &email, &email_index, &phone, &phone_index]).await?;
    }
    let rows: Vec<&Json> = take.iter().filter(|v| v.field == HISTORY).map(|v| &v.value).collect();
    if !rows.is_empty() {
        let sql = "
          insert into recruiting.candidate_work_history
            (candidate_id, company_name, job_title, start_date, end_date, is_current, responsibilities, tools_used)
          select $1, left(company_name, 300), left(job_title, 300), start_date,
                 case when end_date >= start_date or start_date is null then end_date end, is_current, responsibilities, tools_used
            from jsonb_to_recordset($2::jsonb) r (company_name text, job_title text, start_date date, end_date date,
              is_current boolean, responsibilities text, tools_used jsonb)";
        call.execute(sql, &[&candidate, &json!(rows)]).await?;
    }
    Ok(())
}

/// The values a reading puts in by itself.
pub(crate) fn filled(values: &[Value]) -> Vec<&Value> {
    values.iter().filter(|v| v.state == State::Filled).collect()
}

/// A person nobody knows yet, made of a résumé; the rest of it goes in as into any profile.
///
/// # Errors
/// What PostgreSQL said.
pub(crate) async fn new_person(call: Call<'_>, name: &str) -> Result<Uuid> {
    let (first, last) = name.split_once(' ').unwrap_or((name, ""));
    let sql =
        "insert into recruiting.candidates (first_name, last_name) values (left($1, 200), left($2, 200)) returning id";
    Ok(call.record("person", sql, &[&first, &last]).await?.get(0))
}

/// Who has one of these addresses, else one of these numbers.
///
/// # Errors
/// What PostgreSQL said.
pub(crate) async fn known_person(call: Call<'_>, resume: &Resume) -> Result<Option<(Uuid, String)>> {
    let keys = call.tools.keys.within(call.tx, call.actor).await?;
    let index = |kind: Kind, all: &[resume::Found<String>]| -> Vec<Vec<u8>> {
        all.iter().filter_map(|one| keys.index(kind, &one.value)).collect()
    };
    let (emails, phones) =
        (index(Kind::PiiEmail, &resume.contact.emails), index(Kind::PiiPhone, &resume.contact.phones));
    // Who comes twice at once is found by the second, also when one of them applies on the job board.
    let mut turns = emails.clone();
    turns.sort();
    for turn in turns {
        let lock = "select pg_advisory_xact_lock(hashtextextended(kit.org_id()::text || encode($1::bytea, 'hex'), 21))";
        call.query(lock, &[&turn]).await?;
    }
    for (column, indexes) in [("email", emails), ("phone", phones)] {
        let sql = format!(
            "select id, name from recruiting.candidates where {column}_index = any ($1) or alternate_{column}_index = any ($1)
              order by created_at, id limit 1"
        );
        if let Some(row) = call.row(&sql, &[&indexes]).await? {
            return Ok(Some((row.get(0), row.get(1))));
        }
    }
    Ok(None)
}
