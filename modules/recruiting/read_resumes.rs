//! Many résumés at once, as work: each makes a person or is kept with the one it is about. What is done is not done again.

use super::resume::{ReadResume, resume_of};
use super::resume_profile::{beside, filled, known_person, new_person, settle};
use crate::knowledge::archive::Source;
use crate::knowledge::file_bytes::FileBytes;
use platform::Actor;
use platform::store::{self, NewFile, Spool};
use platform::verb::{Call, Site, Verb};
use records::{Error, Result};
use resume::Month;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use text::archive::{MOST, Member};
use uuid::Uuid;

/// Bytes one file of a batch may have.
pub const LARGEST: u64 = 300 << 20;
/// Files that come in together; an archive is one.
pub const FILES: usize = MOST;
/// Who brings many in.
const BRINGERS: &[&str] = super::PLACERS;
/// Bytes of a batch at most, of all its files and archives together.
const MOST_BYTES: u64 = 1 << 30;

/// Résumés that came in together.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Open {
    /// What they are, such as the name of the archive.
    name: String,
    /// The files: résumés, or ZIP archives of them. They are the person's own from before.
    #[schemars(extend("x-noun" = "files"))]
    files: Vec<Uuid>,
}

/// The batch.
#[derive(Debug, Serialize, JsonSchema)]
struct Opened {
    /// Where its progress and report stand.
    batch: Uuid,
    /// The same in words.
    note: String,
}

/// A batch.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct OfBatch {
    /// The batch.
    #[schemars(extend("x-noun" = "resume_batches"))]
    batch: Uuid,
}

/// How far it has come; the report of each file stands with the batch.
#[derive(Debug, Default, Clone, Serialize, Deserialize, JsonSchema)]
struct Done {
    /// Files dealt with.
    done: usize,
    /// People who are new.
    created: usize,
    /// Résumés of people who were known.
    known: usize,
    /// Files that were kept already.
    repeated: usize,
    /// Files that could not be read.
    failed: usize,
    /// The same in words.
    note: String,
}

pub(crate) fn open_verb() -> Verb {
    let summary = "Has many résumés read: files that are kept, each a résumé or a ZIP archive of up to 600. Each makes a new \
                   person, or is kept with the one who has its e-mail address or telephone number.";
    Verb::new("open_resume_batch", summary, BRINGERS, open_resume_batch)
        .refuses("TL100", "without a name, without files, or with more than 600")
        .refuses("TL404", "when one of the files is not theirs to see, or belongs to a record")
        .leads_to("resume_batches", "batch")
}

pub(crate) fn verb() -> Verb {
    let summary = "Reads the résumés of a batch, from where it stands. A batch that failed or was stopped goes on.";
    Verb::work("read_resumes", summary, BRINGERS, read_resumes)
        .refuses("TL404", "when there is no such batch, or it is somebody else's")
        .refuses("TL120", "when an archive can't be read")
        .on("resume_batches", "batch")
        .when("status", &["failed", "cancelled"])
        .icon("play")
        .queue("imports")
}

pub(crate) fn stop_verb() -> Verb {
    let summary = "Stops the reading of a batch. What was read so far stays.";
    Verb::new("stop_resume_batch", summary, BRINGERS, stop_resume_batch)
        .refuses("TL404", "when there is no such batch, or it is somebody else's")
        .refuses("TL409", "when it has ended")
        .on("resume_batches", "batch")
        .when("status", &["waiting", "running"])
        .with_own_button()
        .icon("ban")
}

/// The verb: its work is asked to stop, and does between two files.
async fn stop_resume_batch(call: Call<'_>, input: OfBatch) -> Result<platform::verb::Done> {
    let sql = "select job_id, status::text from recruiting.resume_batches where id = $1";
    let row = call.record("batch", sql, &[&input.batch]).await?;
    let (job, status): (Option<Uuid>, &str) = (row.get(0), row.get(1));
    if !matches!(status, "waiting" | "running") {
        return Err(Error::new(409, "TL409", "This batch has ended already."));
    }
    call.as_system().await?;
    let stop = "
      with j as (update identity.background_jobs set cancel_requested_at = now(),
                        status = case status when 'waiting' then 'cancelled' else status end,
                        finished_at = case status when 'waiting' then now() end
                  where id = $2 and status in ('waiting', 'running') returning status)
      update recruiting.resume_batches b set status = 'cancelled'
       where b.id = $1 and not exists (select from j where j.status = 'running')";
    call.execute(stop, &[&input.batch, &job]).await?;
    call.as_actor().await?;
    Ok(platform::verb::Done { note: "The reading stops".into() })
}

/// The verb: the batch and its work, in one transaction.
async fn open_resume_batch(call: Call<'_>, input: Open) -> Result<Opened> {
    let name: String = input.name.trim().chars().take(300).collect();
    if name.is_empty() {
        return Err(Error::new(400, "TL100", "Say what these résumés are.").field("name"));
    }
    if input.files.is_empty() || input.files.len() > FILES {
        return Err(Error::new(400, "TL100", format!("Choose one to {FILES} files.")).field("files"));
    }
    let mut files = input.files.clone();
    files.sort_unstable();
    files.dedup();
    // What belongs to a record stays with it.
    let seen = "select count(*) from knowledge.files where id = any ($1) and entity_type = 'users' and entity_id = kit.user_id()";
    if call.record("file", seen, &[&files]).await?.get::<_, i64>(0) != files.len() as i64 {
        return Err(Error::new(404, "TL404", "There is no such file, or it is not yours."));
    }
    call.as_system().await?;
    let open = "insert into recruiting.resume_batches (name) values ($1) returning id";
    let batch: Uuid = call.record("batch", open, &[&name]).await?.get(0);
    let keep = "update knowledge.files set entity_type = 'resume_batches', entity_id = $2, is_private = true where id = any ($1)";
    call.execute(keep, &[&files, &batch]).await?;
    let verb = verb();
    let job = "
      with j as (insert into identity.background_jobs (verb, input, queue, max_attempts, api_key_id)
        values ($2, jsonb_build_object('batch', $1::uuid), $3, $4, $5) returning id)
      update recruiting.resume_batches b set job_id = j.id from j where b.id = $1";
    call.execute(job, &[&batch, &verb.name, &verb.queue, &verb.tries, &call.actor.api_key()]).await?;
    call.as_actor().await?;
    Ok(Opened { batch, note: format!("{name} is being read") })
}

/// The work: archives are unpacked in the child, each file is read in one, and what comes of it is written with the mark.
async fn read_resumes(site: Site<'_>, input: OfBatch) -> Result<Done> {
    // Hundreds of people are not told of one by one.
    let actor = Actor { bulk: true, ..site.actor.clone() };
    let site = site.of(&actor);
    let batch = input.batch;
    let result = bring_in(&site, batch).await;
    let status = match &result {
        Ok(_) => "done",
        Err(e) if e.code == "TL499" => "cancelled",
        Err(e) if site.is_final(e) => "failed",
        Err(e) => return Err(e.clone()),
    };
    let reason = result.as_ref().err().map(|e| e.message.clone());
    // Whoever asked to stop would stop this, too.
    let tx = site.door.begin(&Actor { role: "system", ..actor.clone() }).await?;
    let end =
        "update recruiting.resume_batches set status = $2::text::recruiting.batch_status, reason = $3 where id = $1";
    tx.execute(end, &[&batch, &status, &reason]).await.map_err(|e| site.tools.explain(&e.into()))?;
    tx.commit().await?;
    result
}

async fn bring_in(site: &Site<'_>, batch: Uuid) -> Result<Done> {
    let (contents, today, mut done) = begin(site, batch).await?;
    let objects = site.tools.objects.as_deref();
    let mut sources = Vec::new();
    for (name, content) in contents {
        let bytes = store::spool(site.door, objects, site.actor.org, &content).await.map_err(store::unreadable)?;
        sources.push(Source::open(&site.tools.guard, name, bytes).await?);
        let members = || sources.iter().flat_map(|s| &s.members);
        if members().count() > MOST || members().map(|(m, _)| m.size).sum::<u64>() > MOST_BYTES {
            let words = format!("There are more than {MOST} files in it, or more than {} MB.", MOST_BYTES >> 20);
            return Err(Error::new(400, "TL120", words).hint("Make several batches of it."));
        }
    }
    let total: usize = sources.iter().map(|s| s.members.len()).sum();
    site.read(async |call| {
        call.as_system().await?;
        let sql = "update recruiting.resume_batches set files = $2 where id = $1";
        call.execute(sql, &[&batch, &(total as i32)]).await.map(drop)
    })
    .await?;
    let mut number = 0;
    for source in &sources {
        for (member, at) in &source.members {
            number += 1;
            if number <= done.done {
                continue;
            }
            let percent = u8::try_from(number * 99 / total.max(1)).unwrap_or(99);
            site.progress.at(percent, format!("{number} of {total}"))?;
            let read = match &member.refused {
                Some(why) => Err(why.clone()),
                None => one(site, source, member, *at, today).await?,
            };
            done = keep(site, batch, member, read, &done).await?;
        }
    }
    done.note = words(&done);
    Ok(done)
}

/// The files of the batch, the month it is, and how far the batch has come.
async fn begin(site: &Site<'_>, batch: Uuid) -> Result<(Vec<(String, store::Content)>, Month, Done)> {
    site.read(async |call| {
        let sql = "select done, created, known, repeated, failed, extract(year from current_date)::int4,
                          extract(month from current_date)::int4 from recruiting.resume_batches where id = $1";
        let row = call.record("batch", sql, &[&batch]).await?;
        let count = |n: usize| usize::try_from(row.get::<_, i32>(n)).unwrap_or_default();
        let done = Done {
            done: count(0),
            created: count(1),
            known: count(2),
            repeated: count(3),
            failed: count(4),
            note: String::new(),
        };
        let today = Month { year: row.get(5), month: u8::try_from(row.get::<_, i32>(6)).ok() };
        call.as_system().await?;
        let run = "update recruiting.resume_batches set status = 'running', reason = null where id = $1";
        call.execute(run, &[&batch]).await?;
        let files =
            "select id, name from knowledge.files where entity_type = 'resume_batches' and entity_id = $1 order by id";
        let mut contents = Vec::new();
        for row in call.query(files, &[&batch]).await? {
            if let Some(content) = store::content_of(call.tx, call.actor, row.get(0)).await? {
                contents.push((row.get(1), content));
            }
            call.as_system().await?;
        }
        call.as_actor().await?;
        Ok((contents, today, done))
    })
    .await
}

/// A résumé and its bytes; or why it can't be read.
type Read = std::result::Result<(ReadResume, Spool), String>;

async fn one(site: &Site<'_>, source: &Source, member: &Member, at: u64, today: Month) -> Result<Read> {
    if member.size > text::LARGEST as u64 {
        return Ok(Err(format!("It is larger than {} MB.", text::LARGEST >> 20)));
    }
    let bytes = source.bytes(member, at).map_err(store::unreadable)?;
    let file = FileBytes { name: member.name.clone(), content: Some(bytes.clone()) };
    match resume_of(&site.tools.guard, file, today).await {
        Ok(read) => Ok(Ok((read, Spool::of(bytes).await.map_err(store::unreadable)?))),
        // A file that breaks the reader keeps no other from being read.
        Err(e) if matches!(&*e.code, "TL120" | "XX000") => Ok(Err(e.message)),
        Err(e) => Err(e),
    }
}

/// Writes what came of a file, with the mark.
async fn keep(site: &Site<'_>, batch: Uuid, member: &Member, read: Read, before: &Done) -> Result<Done> {
    let mut done = Done { done: before.done + 1, ..before.clone() };
    let mark = json!({ "done": done.done });
    site.write(&mark, async |call| {
        call.as_system().await?;
        let lock = "select 1 from recruiting.resume_batches where id = $1 and done = $2 for no key update";
        let stands = call.row(lock, &[&batch, &(before.done as i32)]).await?;
        call.as_actor().await?;
        stands.ok_or_else(|| Error::new(409, "TL409", "Another process reads this batch."))?;
        let told = match read {
            Err(why) => {
                done.failed += 1;
                json!({ "name": member.name, "outcome": "failed", "reason": why })
            }
            Ok((read, bytes)) => person(call, member, &read, &bytes, &mut done).await?,
        };
        call.as_system().await?;
        let note =
            "update recruiting.resume_batches set done = $2, created = $3, known = $4, repeated = $5, failed = $6,
                           report = report || $7::jsonb where id = $1";
        let count = |n: usize| n as i32;
        call.execute(
            note,
            &[
                &batch,
                &count(done.done),
                &count(done.created),
                &count(done.known),
                &count(done.repeated),
                &count(done.failed),
                &json!([told]),
            ],
        )
        .await?;
        call.as_actor().await
    })
    .await?;
    Ok(done)
}

/// The person a résumé is about, with the file and its values; what is told of it.
async fn person(call: Call<'_>, member: &Member, read: &ReadResume, bytes: &Spool, done: &mut Done) -> Result<Json> {
    let resume = &read.resume;
    let named = resume.contact.name.as_ref().map(|n| n.value.clone());
    let (id, name, is_new) = match known_person(call, resume).await? {
        Some((id, name)) => (id, name, false),
        None => {
            let Some(name) = named else {
                done.failed += 1;
                return Ok(json!({ "name": member.name, "outcome": "failed", "reason": "There is no name in it." }));
            };
            (new_person(call, &name).await?, name, true)
        }
    };
    // Only whom they may change.
    let may = "select 1 from recruiting.candidates where id = $1 for no key update";
    if call.row(may, &[&id]).await?.is_none() {
        done.failed += 1;
        return Ok(json!({ "name": member.name, "outcome": "failed", "reason": "The person is not yours to change." }));
    }
    let sha256 = &bytes.content().sha256;
    let kept = "select 1 from knowledge.files where entity_type = 'candidates' and entity_id = $1 and sha256 = $2";
    if call.row(kept, &[&id, sha256]).await?.is_some() {
        done.repeated += 1;
        return Ok(json!({ "name": member.name, "outcome": "repeated", "candidate": id, "person": name }));
    }
    // The file is read already.
    call.query("select set_config('throughline.reading', 'on', true)", &[]).await?;
    let content_type = "application/octet-stream";
    let new =
        NewFile { noun: "candidates", record: id, client: None, name: &member.name, content_type, is_private: false };
    let file = store::add(call.tx, call.actor, &new, bytes).await.map_err(|e| call.tools.explain(&e))?;
    let values = beside(call, id, resume).await?;
    settle(call, id, file, &filled(&values), &[]).await?;
    call.as_system().await?;
    let stamp = "update recruiting.candidates set resume_last_updated_at = now() where id = $1";
    call.execute(stamp, &[&id]).await?;
    let outcome = if is_new {
        done.created += 1;
        "created"
    } else {
        done.known += 1;
        "known"
    };
    Ok(json!({ "name": member.name, "outcome": outcome, "candidate": id, "person": name }))
}

fn words(done: &Done) -> String {
    let Done { created, known, repeated, failed, .. } = done;
    format!("{created} new people, {known} known, {repeated} kept already, {failed} failed")
}
