//! Reading a person's résumé: what their profile leaves empty is filled, what differs is offered, one by one.

use super::resume::{ReadResume, resume_of};
use super::resume_profile::{beside, filled, settle};
use super::resume_values::{State, Value};
use crate::knowledge::file_bytes::{FileBytes, file_bytes};
use platform::verb::{Call, Site, Verb};
use records::{Error, Result};
use resume::Month;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use text::Page;
use uuid::Uuid;

/// Who may have résumés read: who places people, and the server.
const READERS: &[&str] = &["admin", "manager", "consultant", "staff", "recruiter", "system"];

/// A person's résumé.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct OfPerson {
    /// The person.
    #[schemars(extend("x-noun" = "candidates"))]
    candidate: Uuid,
    /// The file; the résumé that came in last when none is named.
    #[schemars(extend("x-noun" = "files"))]
    file: Option<Uuid>,
}

/// What a person decided about values that were read.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Decided {
    /// The person.
    #[schemars(extend("x-noun" = "candidates"))]
    candidate: Uuid,
    /// The file the values were read in.
    #[schemars(extend("x-noun" = "files"))]
    file: Uuid,
    /// Keys of the values that go into the profile.
    #[serde(default)]
    take: Vec<String>,
    /// Keys of those that stay out.
    #[serde(default)]
    leave: Vec<String>,
}

/// Whether a résumé could be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// It was.
    Read,
    /// It could not; the action queue says so.
    Failed,
}

/// What was read.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Reading {
    /// Whether it could be read.
    pub status: Status,
    /// Why not.
    pub reason: Option<String>,
    /// The file.
    pub file: Uuid,
    /// Its name.
    pub name: String,
    /// Its text, in which the places of the values are.
    pub pages: Vec<Page>,
    /// What it says, and how that stands in the profile.
    pub values: Vec<Value>,
    /// Values that went into the profile.
    pub filled: usize,
    /// Values that differ, for a person to decide.
    pub offered: usize,
    /// The same in words.
    pub note: String,
}

pub(crate) fn read_verb() -> Verb {
    let summary = "Reads a person's résumé: what their profile leaves empty is filled, what differs is offered. Nothing that \
                   somebody typed is changed. The server does it when a résumé comes in, where the organisation wants it.";
    Verb::asking("read_resume", summary, READERS, read_resume)
        .awaited()
        .refuses("TL404", "when there is no such person or file, or they are not theirs to change")
        .on("candidates", "candidate")
        .with_own_button()
        .icon("scan-search")
}

pub(crate) fn compare_verb() -> Verb {
    let summary = "Says what a person's résumé says beside what their profile says, with the places in its text. Changes \
                   nothing.";
    Verb::asking("compare_resume", summary, READERS, compare_resume)
        .refuses("TL404", "when there is no such person or file, or they are not theirs to change")
        .refuses("TL120", "when the file can't be read")
}

pub(crate) fn settle_verb() -> Verb {
    let summary = "Takes values of a person's résumé over into their profile, or leaves them out for good.";
    Verb::asking("settle_resume", summary, READERS, settle_resume)
        .awaited()
        .refuses("TL404", "when there is no such person, file or value, or they are not theirs to change")
        .refuses("TL120", "when the file can't be read")
}

/// The verb: the file is read while no connection is held.
async fn read_resume(site: Site<'_>, input: OfPerson) -> Result<Reading> {
    let (file, bytes, today) = wanted(&site, input.candidate, input.file).await?;
    let name = bytes.name.clone();
    let read = match resume_of(&site.tools.guard, bytes, today).await {
        Ok(read) => read,
        Err(e) if e.code == "TL120" => {
            let reason = words(&e);
            site.write((), async |call| failed(call, input.candidate, file, &reason).await).await?;
            let note = format!("{} could not be read", short(&name));
            return Ok(Reading {
                status: Status::Failed,
                reason: Some(reason),
                file,
                name,
                pages: Vec::new(),
                values: Vec::new(),
                filled: 0,
                offered: 0,
                note,
            });
        }
        Err(e) => return Err(e),
    };
    let values = site
        .write((), async |call| {
            theirs(call, input.candidate).await?;
            let values = beside(call, input.candidate, &read.resume).await?;
            settle(call, input.candidate, file, &filled(&values), &[]).await?;
            done(call, input.candidate).await?;
            Ok(values)
        })
        .await?;
    Ok(reading(file, read, values))
}

/// The verb: what [`read_resume`] would find, without filling anything.
async fn compare_resume(site: Site<'_>, input: OfPerson) -> Result<Reading> {
    let (file, bytes, today) = wanted(&site, input.candidate, input.file).await?;
    let read = resume_of(&site.tools.guard, bytes, today).await?;
    let values = site
        .read(async |call| {
            theirs(call, input.candidate).await?;
            beside(call, input.candidate, &read.resume).await
        })
        .await?;
    Ok(reading(file, read, values))
}

/// The verb: the values are read again, so that nobody can say that a file says what it does not.
async fn settle_resume(site: Site<'_>, input: Decided) -> Result<Reading> {
    let (file, bytes, today) = wanted(&site, input.candidate, Some(input.file)).await?;
    let read = resume_of(&site.tools.guard, bytes, today).await?;
    let values = site
        .write((), async |call| {
            theirs(call, input.candidate).await?;
            let values = beside(call, input.candidate, &read.resume).await?;
            let named = |keys: &[String]| -> Result<Vec<Value>> {
                keys.iter()
                    .map(|key| {
                        let missing =
                            || Error::new(404, "TL404", format!("The file does not say {key}.")).hint("Read it again.");
                        values.iter().find(|v| v.key == *key).cloned().ok_or_else(missing)
                    })
                    .collect()
            };
            let (take, leave) = (named(&input.take)?, named(&input.leave)?);
            // What the profile says already stays as it is.
            let take: Vec<&Value> = take.iter().filter(|v| v.state != State::Same).collect();
            settle(call, input.candidate, file, &take, &leave.iter().collect::<Vec<_>>()).await?;
            theirs(call, input.candidate).await?;
            beside(call, input.candidate, &read.resume).await
        })
        .await?;
    Ok(reading(file, read, values))
}

fn reading(file: Uuid, read: ReadResume, values: Vec<Value>) -> Reading {
    let count = |state: State| values.iter().filter(|v| v.state == state).count();
    let (filled, offered) = (count(State::Filled), count(State::Offered));
    let note = match (filled, offered) {
        (0, 0) => "The résumé says nothing new".to_string(),
        (filled, 0) => format!("{filled} values filled in"),
        (filled, offered) => format!("{filled} values filled in, {offered} to decide"),
    };
    Reading {
        status: Status::Read,
        reason: None,
        file,
        name: read.name,
        pages: read.pages,
        values,
        filled,
        offered,
        note,
    }
}

/// The file with its bytes, if who asks may change the person, and the month it is.
async fn wanted(site: &Site<'_>, candidate: Uuid, file: Option<Uuid>) -> Result<(Uuid, FileBytes, Month)> {
    site.read(async |call| {
        theirs(call, candidate).await?;
        let sql = "
          select f.id, extract(year from current_date)::int4, extract(month from current_date)::int4 from knowledge.files f
           where f.entity_type = 'candidates' and f.entity_id = $1 and f.id = coalesce($2, f.id)
             and ($2 is not null or recruiting.is_resume(f.name) or recruiting.is_document(f.name))
           order by recruiting.is_resume(f.name) desc, f.created_at desc, f.id desc limit 1";
        let none = || {
            Error::new(404, "TL404", "There is no résumé with this person, or it is not yours to see.")
                .hint("Keep the file with the person, under Files, and name it.")
        };
        let row = call.row(sql, &[&candidate, &file]).await?.ok_or_else(none)?;
        let id: Uuid = row.get(0);
        let today = Month { year: row.get(1), month: u8::try_from(row.get::<_, i32>(2)).ok() };
        let bytes = file_bytes(call.tx, call.actor, call.tools.objects.as_deref(), id).await;
        Ok((id, bytes.map_err(|e| call.tools.explain(&e))?.ok_or_else(none)?, today))
    })
    .await
}

/// Makes sure that who asks may change the person, who stays as they are until the end.
async fn theirs(call: Call<'_>, candidate: Uuid) -> Result<()> {
    let lock = "select 1 from recruiting.candidates where id = $1 for no key update";
    call.record("person", lock, &[&candidate]).await.map(drop)
}

/// Notes that a file could not be read, and has somebody look at it.
async fn failed(call: Call<'_>, candidate: Uuid, file: Uuid, reason: &str) -> Result<()> {
    theirs(call, candidate).await?;
    call.as_system().await?;
    let keep = "
      insert into recruiting.resume_readings (candidate_id, file_id, status, failure) values ($1, $2, 'failed', $3)
      on conflict on constraint resume_readings_once do update set status = 'failed', failure = excluded.failure, read_at = now()";
    call.execute(keep, &[&candidate, &file, &reason]).await?;
    // Whoever brought it in looks at it, else an admin.
    let queue = "
      insert into recruiting.action_queue (user_id, type, title, description, priority, related_candidate_id, related_file_id)
      select u.id, 'parse_failure', left('The résumé of ' || c.name || ' could not be read', 500), $3, 'medium', c.id, f.id
        from recruiting.candidates c
        join knowledge.files f on f.org_id = c.org_id and f.id = $2
        cross join lateral (
          select u.id from identity.users u
           where u.org_id = c.org_id and u.status = 'active' and u.role in ('admin', 'manager', 'consultant', 'staff', 'recruiter')
           order by u.id = coalesce(kit.user_id(), f.created_by) desc nulls last, u.role = 'recruiter' desc, u.role = 'admin' desc, u.id
           limit 1) u
       where c.id = $1 and not exists (
         select from recruiting.action_queue q where q.org_id = c.org_id and q.type = 'parse_failure' and not q.is_dismissed
            and q.related_candidate_id = c.id and q.related_file_id = f.id)";
    call.execute(queue, &[&candidate, &file, &reason]).await?;
    call.as_actor().await
}

/// A résumé of theirs was read: nothing waits any more.
async fn done(call: Call<'_>, candidate: Uuid) -> Result<()> {
    call.as_system().await?;
    let close = "update recruiting.action_queue set is_dismissed = true
                  where type = 'parse_failure' and related_candidate_id = $1 and not is_dismissed";
    call.execute(close, &[&candidate]).await?;
    call.as_actor().await
}

fn words(e: &Error) -> String {
    [Some(e.message.as_str()), e.hint.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

fn short(name: &str) -> String {
    name.chars().take(80).collect()
}
