//! What the bot has to ask somebody about their application: questions of the job without an answer, and what is empty in
//! their profile and theirs to fill in.

use super::chat_bot::{Item, Key};
use super::chat_said::{Understood, Wants};
use jiff::civil::Date;
use platform::Actor;
use platform::verb::Call;
use records::{Error, Result};
use serde_json::{Value, json};
use uuid::Uuid;

/// Columns of a profile that the bot asks for where they are empty, and how.
const FACTS: [(&str, &str); 4] = [
    ("availability_date", "What is the first day you could start?"),
    ("notice_period", "How long is your notice period?"),
    ("expected_ctc", "What do you expect to be paid, a year?"),
    ("current_locations", "Where do you live? A town is enough."),
];

/// Whose application a chat is about, and what it is for.
#[derive(Debug, Clone)]
pub(super) struct About {
    pub(super) application: Uuid,
    pub(super) person: Uuid,
    pub(super) job: Uuid,
    pub(super) first_name: String,
    pub(super) job_title: String,
    pub(super) organisation: String,
    /// Where the organisation is.
    pub(super) today: Date,
    /// The currency of amounts that name none.
    pub(super) currency: String,
    pub(super) is_active: bool,
    pub(super) status: String,
    /// Their address, sealed.
    pub(super) email: Option<Vec<u8>>,
}

impl About {
    /// Who applied, as who they are allowed to be.
    pub(super) fn candidate(&self, call: Call<'_>) -> Actor {
        Actor { candidate: Some(self.person), ..Actor::of(call.actor.org, "candidate") }
    }
}

/// The server, in the name of who asks; nothing of what follows can be undone.
pub(super) async fn as_server(call: Call<'_>) -> Result<()> {
    Ok(call.tx.become_actor(&Actor { role: "system", operation: None, ..call.actor.clone() }).await?)
}

/// The application, if who asks may change it.
///
/// # Errors
/// TL404 when it is not there, or not theirs.
pub(super) async fn theirs(call: Call<'_>, application: Uuid) -> Result<About> {
    let change = "select 1 from recruiting.applications where id = $1 for no key update";
    call.record("application", change, &[&application]).await?;
    about(call, application).await
}

/// The application.
///
/// # Errors
/// TL404 when it is not there.
pub(super) async fn about(call: Call<'_>, application: Uuid) -> Result<About> {
    let sql = "select c.id, j.id, c.first_name, j.title, o.name, recruiting.today()::text,
                      coalesce(c.currency, j.currency, o.currency)::text, a.is_active, a.automation_status::text,
                      c.email::bytea
                 from recruiting.applications a join recruiting.candidates c on c.id = a.candidate_id
                 join recruiting.jobs j on j.id = a.job_id join identity.organizations o on o.org_id = a.org_id
                where a.id = $1";
    let row = call.record("application", sql, &[&application]).await?;
    let today: String = row.get(5);
    Ok(About {
        application,
        person: row.get(0),
        job: row.get(1),
        first_name: row.get(2),
        job_title: row.get(3),
        organisation: row.get(4),
        today: today.parse().map_err(|e| Error::new(500, "XX000", format!("today is {today}: {e}")))?,
        currency: row.get::<_, Option<String>>(6).unwrap_or_default(),
        is_active: row.get(7),
        status: row.get(8),
        email: row.get(9),
    })
}

/// What is to be asked, in its order. The transaction goes on as the server.
pub(super) async fn items(call: Call<'_>, about: &About, skipped: &[Key]) -> Result<Vec<Item>> {
    as_server(call).await?;
    let mut all = Vec::new();
    let sql = "select q.id, q.question, q.kind::text, q.choices, q.is_required from recruiting.job_questions q
                where q.job_id = $1 and not exists (select from recruiting.application_answers w
                  where w.application_id = $2 and w.question_id = q.id)
                order by not q.is_required, q.position, q.id limit 60";
    for row in call.query(sql, &[&about.job, &about.application]).await? {
        let (id, question, kind): (Uuid, String, String) = (row.get(0), row.get(1), row.get(2));
        let choices: Option<Value> = row.get(3);
        let choices = choices.as_ref().and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        let wants = match kind.as_str() {
            "yes_no" => Wants::YesNo,
            "number" => Wants::Number { of_years: question.to_lowercase().contains("year") },
            "date" => Wants::Day,
            "choice" => Wants::Choice(choices.iter().filter_map(Value::as_str).map(str::to_string).collect()),
            _ => Wants::Text,
        };
        all.push(Item { key: Key::Question(id.to_string()), question, wants, is_required: row.get(4) });
    }
    if call.setting("chat.asks_profile", json!(true)).await? == json!(true) {
        all.extend(facts(call, about).await?);
    }
    all.retain(|item| !skipped.contains(&item.key));
    Ok(all)
}

/// What is empty in the profile: asked as the person, who reads and writes no more than is theirs.
async fn facts(call: Call<'_>, about: &About) -> Result<Vec<Item>> {
    call.tx.become_actor(&about.candidate(call)).await?;
    let sql = "select availability_date is null, notice_period is null, expected_ctc is null,
                      current_locations in ('[]', '{}') from recruiting.candidates where id = $1";
    let row = call.row(sql, &[&about.person]).await?;
    as_server(call).await?;
    let Some(row) = row else { return Ok(Vec::new()) };
    let empty = FACTS.iter().enumerate().filter(|(at, _)| row.get::<_, bool>(*at));
    let item = |(_, (column, question)): (usize, &(&str, &str))| Item {
        key: Key::Fact((*column).into()),
        question: (*question).into(),
        wants: match *column {
            "availability_date" => Wants::Day,
            "notice_period" => Wants::Period,
            "expected_ctc" => Wants::Pay(about.currency.clone()),
            _ => Wants::Text,
        },
        is_required: false,
    };
    Ok(empty.map(item).collect())
}

/// Keeps what was agreed to: an answer as an answer, which the job may mark, and a fact in the profile, as the person, where it
/// still is empty. The transaction goes on as the server.
pub(super) async fn keep(call: Call<'_>, about: &About, key: &Key, said: &Understood) -> Result<()> {
    match key {
        Key::Opening => {}
        Key::Question(id) => {
            let id = Uuid::parse_str(id).map_err(|e| Error::new(500, "XX000", e.to_string()))?;
            // A question that is asked no more, or in another way, is asked anew or not at all.
            let sql = "insert into recruiting.application_answers (application_id, question_id, question, answer)
                       select $1, q.id, q.question, $3 from recruiting.job_questions q
                        where q.id = $2 and q.job_id = $4 and recruiting.answer_wants(q.kind, q.choices, $3) is null
                          and not exists (select from recruiting.application_answers w
                            where w.application_id = $1 and w.question_id = q.id)";
            call.execute(sql, &[&about.application, &id, &said.value, &about.job]).await?;
        }
        Key::Fact(column) => {
            call.tx.become_actor(&about.candidate(call)).await?;
            let (id, value) = (&about.person, &said.value);
            match column.as_str() {
                "availability_date" => {
                    let sql = "update recruiting.candidates set availability_date = $2::text::date
                                where id = $1 and availability_date is null";
                    call.execute(sql, &[id, value]).await?;
                }
                "notice_period" => {
                    let sql = "update recruiting.candidates set notice_period = $2::text::integer
                                where id = $1 and notice_period is null";
                    call.execute(sql, &[id, value]).await?;
                }
                "expected_ctc" => {
                    let sql = "update recruiting.candidates set expected_ctc = $2::text::bigint,
                                 currency = coalesce($3::text, currency) where id = $1 and expected_ctc is null";
                    call.execute(sql, &[id, value, &said.currency]).await?;
                }
                "current_locations" => {
                    let sql = "update recruiting.candidates set current_locations = jsonb_build_array($2::text)
                                where id = $1 and current_locations in ('[]', '{}')";
                    call.execute(sql, &[id, value]).await?;
                }
                _ => {}
            }
            as_server(call).await?;
        }
    }
    Ok(())
}
