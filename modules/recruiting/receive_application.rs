//! What somebody sends who applies on the job board: their person, their application, their answers and what they filled in.

use super::resume::resume_of;
use super::sent_details::Details;
use super::status_link::status_link;
use crate::identity::guest_links::{NewLink, add_link};
use crate::identity::outbox::{Letter, post};
use crate::knowledge::file_bytes::FileBytes;
use platform::guard::Guard;
use platform::vault::OrgKeys;
use platform::verb::{Call, Verb};
use records::{Error, Result};
use resume::Month;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use tokio_postgres::types::ToSql;
use uuid::Uuid;

/// What the link of a sent form is for, which whoever sent it is led to.
pub const FORM: &str = "application_form";
/// Days for which one may look through what was read from one's résumé.
const FORM_DAYS: i32 = 1;
/// Forms of an application that nobody made part of a profile.
const FORMS: i64 = 5;
/// What people agree to where the organisation says nothing else.
const CONSENT: &str = "{organisation} may keep what I send for {months} months to decide about this application. I may \
                       withdraw it and have it erased at any time.";

/// Somebody applies.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ReceiveApplication {
    /// The job.
    #[schemars(extend("x-noun" = "jobs"))]
    job: Uuid,
    /// The id the form gets; its file stands under it already.
    form: Uuid,
    /// What they fill in.
    details: Details,
    /// Their answers to the job's questions.
    #[serde(default)]
    answers: Vec<Answered>,
    /// Their résumé.
    #[schemars(extend("x-noun" = "files"))]
    file: Option<Uuid>,
    /// Why it could not be read.
    read_error: Option<String>,
    /// They agree to what the organisation asks.
    consents: bool,
    /// They agree to hear of other jobs.
    #[serde(default)]
    joins_talent_pool: bool,
    /// Where they come from.
    #[serde(default)]
    from: From,
}

/// An answer.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Answered {
    /// The question.
    #[schemars(extend("x-noun" = "job_questions"))]
    question: Uuid,
    /// What is answered.
    answer: String,
}

/// Where somebody comes from, as the link said.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
struct From {
    /// A board, a feed, friend.
    source: Option<String>,
    /// utm_source.
    utm_source: Option<String>,
    /// utm_medium.
    utm_medium: Option<String>,
    /// utm_campaign.
    utm_campaign: Option<String>,
    /// utm_term.
    utm_term: Option<String>,
    /// utm_content.
    utm_content: Option<String>,
    /// The application of the friend who told them.
    #[serde(rename = "ref")]
    referrer: Option<String>,
}

/// What is there now; the same whether the person was known or not.
#[derive(Debug, Serialize, JsonSchema)]
struct Received {
    /// The form.
    form: Uuid,
    /// Where whoever sent it looks through it.
    url: String,
}

pub(crate) fn verb() -> Verb {
    let summary = "Takes an application from the job board: finds or makes the person, keeps what was sent beside the profile, \
                   and writes them a letter with a link to their application.";
    Verb::new("receive_application", summary, &["system"], receive_application)
        .refuses("TL404", "when there is no such job")
        .refuses("TL409", "when the job takes no applications")
        .refuses("TL100", "without a name, an address, an answer that is asked for, or consent")
}

/// What a résumé says of its person. `today` is a day such as 2026-11-30.
///
/// # Errors
/// TL120 when it can't be read.
pub async fn read_resume(guard: &Guard, name: &str, bytes: Vec<u8>, today: &str) -> Result<Details> {
    let mut parts = today.split('-').map(str::parse::<i32>);
    let (year, month) =
        (parts.next().and_then(std::result::Result::ok), parts.next().and_then(std::result::Result::ok));
    let today = Month { year: year.unwrap_or(2026), month: month.and_then(|month| u8::try_from(month).ok()) };
    let file = FileBytes { name: name.to_string(), content: Some(bytes) };
    Ok(Details::from(resume_of(guard, file, today).await?.resume))
}

/// What people agree to when they apply, and until when.
///
/// # Errors
/// What PostgreSQL said.
pub async fn consent(call: Call<'_>) -> Result<(String, i32)> {
    let months = call.setting("applications.retention_months", json!(12)).await?.as_i64().unwrap_or(12) as i32;
    let own = call.setting("applications.consent_text", json!("")).await?;
    let name: String = call.record("organisation", "select name from identity.organizations", &[]).await?.get(0);
    let text = own.as_str().filter(|text| !text.trim().is_empty()).unwrap_or(CONSENT);
    Ok((text.replace("{organisation}", &name).replace("{months}", &months.to_string()), months))
}

/// The verb: the server, for a stranger. Nothing of a person who is known is changed by what a stranger sends.
async fn receive_application(call: Call<'_>, input: ReceiveApplication) -> Result<Received> {
    let sql = "select j.title, recruiting.is_published(j.status, j.application_deadline), o.name
                 from recruiting.jobs j join identity.organizations o on o.org_id = j.org_id where j.id = $1";
    let job = call.record("job", sql, &[&input.job]).await?;
    if !job.get::<_, bool>(1) {
        return Err(Error::new(409, "TL409", "This job takes no applications.").hint("Look at those that do."));
    }
    let (title, organisation): (String, String) = (job.get(0), job.get(2));
    let details = input.details.settled()?;
    let answers = fitting(call, input.job, &input.answers).await?;
    if !input.consents {
        return Err(Error::new(400, "TL100", "Please agree, so that we may keep what you send.").field("consents"));
    }
    let (consent, months) = consent(call).await?;
    let keys = call.keys().await?;
    let (person, is_new) = person(call, &keys, &details).await?;
    let referrer = input.from.referrer.as_deref().and_then(|id| Uuid::parse_str(id).ok());
    let sql = "insert into recruiting.applications (job_id, candidate_id, source, utm_source, utm_medium, utm_campaign,
                 utm_term, utm_content, referred_by_id, consented_at, consent_text, retention_end_date, joins_talent_pool)
               values ($1, $2, $3, $4, $5, $6, $7, $8,
                 (select a.candidate_id from recruiting.applications a where a.id = $9 and a.candidate_id <> $2),
                 now(), $10, recruiting.today() + make_interval(months => $11), $12)
               on conflict on constraint applications_once do nothing returning id";
    let from = |text: &Option<String>| text.as_deref().map(|text| one_line(text, 200)).filter(|text| !text.is_empty());
    let row = call
        .row(
            sql,
            &[
                &input.job,
                &person,
                &from(&input.from.source),
                &from(&input.from.utm_source),
                &from(&input.from.utm_medium),
                &from(&input.from.utm_campaign),
                &from(&input.from.utm_term),
                &from(&input.from.utm_content),
                &referrer,
                &consent,
                &months,
                &input.joins_talent_pool,
            ],
        )
        .await?;
    let is_first = row.is_some();
    let application: Uuid = match row {
        Some(row) => row.get(0),
        None => {
            let sql = "select id from recruiting.applications where job_id = $1 and candidate_id = $2";
            call.record("application", sql, &[&input.job, &person]).await?.get(0)
        }
    };
    if is_first {
        answer(call, application, &answers).await?;
    }
    let sealed = details.sealed(&keys, input.form)?;
    // Whoever knows the address could have sent it again: what it answers and agrees to counts when it is taken over.
    let again = if is_first { Map::new() } else { answers };
    let sql =
        "insert into recruiting.application_forms (id, application_id, details, made_profile, file_id, read_error,
                 answers, consent_text, retention_months, joins_talent_pool)
               values ($1, $2, $3::bytea, $4, $5, $6, $7, $8, $9, $10)";
    let values: [&(dyn ToSql + Sync); 10] = [
        &input.form,
        &application,
        &sealed,
        &is_new,
        &input.file,
        &input.read_error,
        &Value::from(again),
        &(!is_first).then_some(&consent),
        &(!is_first).then_some(months),
        &(!is_first && input.joins_talent_pool),
    ];
    call.execute(sql, &values).await?;
    forget_older(call, application).await?;
    if let Some(file) = input.file {
        let sql = "update knowledge.files set entity_type = 'applications', entity_id = $2 where id = $1";
        call.execute(sql, &[&file, &application]).await?;
    }
    if is_new {
        details.fill(call, &keys, person, true, &Details::default()).await?;
    }
    if input.read_error.is_some() {
        could_not_be_read(call, application, input.read_error.as_deref().unwrap_or_default()).await?;
    }
    let link = NewLink { purpose: FORM, noun: "application_forms", record: input.form, days: FORM_DAYS };
    let url = add_link(call, &link).await?.url;
    write(call, &keys, &details.email, application, is_first, &title, &organisation).await?;
    Ok(Received { form: input.form, url })
}

/// Keeps answers with an application, instead of earlier ones to the same questions. A question that is gone is left out.
///
/// # Errors
/// 23514 when an answer does not fit its question any more.
pub(super) async fn answer(call: Call<'_>, application: Uuid, answers: &Map<String, Value>) -> Result<()> {
    let given = Value::from(answers.clone());
    let sql = "delete from recruiting.application_answers where application_id = $1 and question_id::text in
                 (select jsonb_object_keys($2::jsonb))";
    call.execute(sql, &[&application, &given]).await?;
    let sql = "insert into recruiting.application_answers (application_id, question_id, question, answer)
               select $1, q.id, q.question, w.value from jsonb_each_text($2::jsonb) w
                 join recruiting.job_questions q on q.id = w.key::uuid order by q.position, q.id";
    call.execute(sql, &[&application, &given]).await.map(drop)
}

/// What strangers send again and again goes, the oldest first, with its files; what became of a profile stays.
async fn forget_older(call: Call<'_>, application: Uuid) -> Result<()> {
    let sql = "with older as (
                 delete from recruiting.application_forms where id in (
                   select f.id from recruiting.application_forms f
                    where f.application_id = $1 and not f.made_profile and f.taken_over_at is null
                    order by f.created_at desc, f.id desc offset $2)
                 returning file_id)
               delete from knowledge.files where id in (select file_id from older)";
    call.execute(sql, &[&application, &FORMS]).await.map(drop)
}

/// The answers that are given, by question, each fitting it; nothing that is asked for is missing.
async fn fitting(call: Call<'_>, job: Uuid, given: &[Answered]) -> Result<Map<String, Value>> {
    let sql = "select q.id, q.is_required, q.kind::text, w.answer,
                      case when w.answer <> '' then recruiting.answer_wants(q.kind, q.choices, w.answer) end
                 from recruiting.job_questions q
                 left join unnest($2::uuid[], $3::text[]) w (question, answer) on w.question = q.id
                where q.job_id = $1 order by q.position, q.id";
    let answer = |given: &Answered| given.answer.trim().chars().take(2000).collect::<String>();
    let (ids, words): (Vec<Uuid>, Vec<String>) = given.iter().map(|given| (given.question, answer(given))).unzip();
    let mut all = Map::new();
    for row in call.query(sql, &[&job, &ids, &words]).await? {
        let (question, answer): (Uuid, Option<String>) = (row.get(0), row.get(3));
        let field = format!("question-{question}");
        match answer.filter(|answer| !answer.is_empty()) {
            None if row.get(1) => return Err(Error::new(400, "TL100", "Please answer this.").field(field)),
            None => {}
            Some(answer) => {
                if let Some(wants) = row.get::<_, Option<String>>(4) {
                    return Err(
                        Error::new(400, "TL100", format!("Please answer with: {}.", wants.to_lowercase())).field(field)
                    );
                }
                all.insert(question.to_string(), json!(answer));
            }
        }
    }
    Ok(all)
}

/// The person with this address, or a new one; who applies twice at once is one person.
async fn person(call: Call<'_>, keys: &OrgKeys, details: &Details) -> Result<(Uuid, bool)> {
    let index = keys.index(catalog::Kind::PiiEmail, &details.email);
    let lock = "select pg_advisory_xact_lock(hashtextextended(kit.org_id()::text || encode($1::bytea, 'hex'), 21))";
    call.query(lock, &[&index]).await?;
    let sql = "select id from recruiting.candidates where email_index = $1 or alternate_email_index = $1
                order by status = 'archived', email_index = $1 desc nulls last, created_at, id limit 1";
    if let Some(row) = call.row(sql, &[&index]).await? {
        return Ok((row.get(0), false));
    }
    let id = Uuid::now_v7();
    let sealed = keys.seal("candidates", "email", &id, &details.email);
    let sealed = sealed.map_err(|e| Error::new(500, "58000", e.to_string()))?;
    let sql = "insert into recruiting.candidates (id, first_name, last_name, email, email_index)
               values ($1, $2, $3, $4::bytea, $5)";
    call.execute(sql, &[&id, &details.first_name, &details.last_name, &sealed, &index]).await?;
    Ok((id, true))
}

/// The recruiter of the job looks at a résumé that a program could not read.
async fn could_not_be_read(call: Call<'_>, application: Uuid, why: &str) -> Result<()> {
    let title = "'The résumé of ' || c.name || ' could not be read'";
    queue(call, application, "parse_failure", "medium", title, &one_line(why, 500)).await
}

/// Puts something on the action queue of the job's recruiter, or of who else looks after applications, once while it is
/// open. `title` is SQL about the person `c`.
pub(super) async fn queue(
    call: Call<'_>,
    application: Uuid,
    kind: &str,
    priority: &str,
    title: &str,
    words: &str,
) -> Result<()> {
    let sql = format!(
        "insert into recruiting.action_queue (user_id, type, title, description, priority, related_job_id,
           related_candidate_id)
         select w.id, $2::text::recruiting.action_type, {title}, $4, $3::text::recruiting.action_priority, j.id, c.id
           from recruiting.applications a join recruiting.jobs j on j.id = a.job_id
           join recruiting.candidates c on c.id = a.candidate_id
           cross join lateral (
             select u.id from identity.users u
              where u.status = 'active' and (u.id = j.assigned_recruiter_id or u.role in ('recruiter', 'manager', 'admin'))
              order by u.id = j.assigned_recruiter_id desc nulls last,
                array_position('{{recruiter,manager,admin}}', u.role::text), u.id limit 1) w
          where a.id = $1 and not exists (select from recruiting.action_queue q where q.related_candidate_id = c.id
            and q.related_job_id = j.id and not q.is_dismissed and q.title = {title})"
    );
    call.execute(&sql, &[&application, &kind, &priority, &words]).await.map(drop)
}

/// The letter with the link to the application. It repeats nothing a stranger typed, and comes once in a while only.
async fn write(
    call: Call<'_>,
    keys: &OrgKeys,
    to: &str,
    application: Uuid,
    is_first: bool,
    title: &str,
    organisation: &str,
) -> Result<()> {
    if !call.tools.sends_mail || call.tools.public_url.is_empty() {
        return Ok(());
    }
    let subject = format!("Your application: {title}");
    let index = keys.index(catalog::Kind::PiiEmail, to);
    let sql = "select 1 from identity.emails
                where recipient_index = $1 and subject = $2 and created_at > now() - interval '15 minutes'";
    if !is_first && call.row(sql, &[&index, &subject]).await?.is_some() {
        return Ok(());
    }
    let url = status_link(call, application).await?.url;
    let begins = if is_first {
        format!("thank you for applying for {title}. We have your application and will look at it.")
    } else {
        format!(
            "you applied for {title} before, and your application is with us. What was sent now is kept with it, and \
             counts when you say so on the page below."
        )
    };
    let body = format!(
        "Hello,\n\n{begins}\n\nThis page shows you how it goes. There you can change your profile, add files, withdraw, or \
         have your data erased. The link is yours alone; please do not pass it on:\n\n{url}\n\n{organisation}\n"
    );
    let about = Some(("applications", application));
    let letter = Letter { to: to.to_string(), subject, body, kind: "key", about, ..Letter::default() };
    post(call, keys, &letter).await.map(drop)
}

fn one_line(text: &str, most: usize) -> String {
    let plain: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(most).collect()
}
