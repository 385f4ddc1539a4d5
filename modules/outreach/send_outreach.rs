//! The sender: what is approved leaves, by the plan and within the limits, each message once.
//!
//! A message is taken (`outreach.claim_draft`) in a transaction of its own before it is handed over, and how that ended is
//! written after (`outreach.settle_draft`). When the process dies in between, nobody knows whether the message left: it is
//! set aside with that reason, and never sent again by itself.

use super::follow_ups::draft_due;
use super::planner::{Scene, Sender, Slot, Time, Waiting, plan};
use super::way::Way;
use futures_util::future::join_all;
use platform::mail::Ending;
use platform::verb::{Nothing, Site, Verb};
use records::Result;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::HashMap;
use uuid::Uuid;

/// Messages that are planned together.
const MOST: i64 = 20_000;
/// Messages a plan is made of for who asks.
const PLANNED: i64 = 200_000;
/// How far ahead hours are known, in days.
const AHEAD: i32 = 60;
/// Messages whose time is written beside them.
const SHOWN: usize = 500;

/// What was done.
#[derive(Debug, Default, Serialize, JsonSchema)]
struct Sent {
    /// Messages that were sent.
    sent: usize,
    /// Messages that could not be.
    failed: usize,
    /// Follow-ups that were drafted.
    drafted: usize,
    /// Messages that wait for their time.
    waiting: usize,
    /// The same in words.
    note: String,
}

pub(crate) fn verb() -> Verb {
    let summary = "Sends what is approved and due, within the limits of mailboxes and domains, while readers are at work; drafts the \
                   follow-ups that are due. The server does it by itself.";
    Verb::work("send_outreach", summary, &["system"], send_outreach)
}

/// When what waits leaves.
#[derive(Debug, Serialize, JsonSchema)]
struct Planned {
    /// Approved messages that wait.
    waiting: usize,
    /// Those of them that find a time within sixty days.
    planned: usize,
    /// When the first of them leaves, in seconds since 1970.
    first_at: Option<Time>,
    /// When the last of them leaves.
    last_at: Option<Time>,
    /// How long planning took, in milliseconds.
    milliseconds: u64,
    /// The same in words.
    note: String,
}

pub(crate) fn plan_verb() -> Verb {
    let summary = "Plans when what is approved leaves, by the mailboxes and limits there are. Nothing is changed.";
    Verb::asking("plan_outreach", summary, super::WRITERS, plan_outreach).icon("calendar-clock").in_palette()
}

async fn plan_outreach(site: Site<'_>, _: Nothing) -> Result<Planned> {
    let system = platform::Actor { role: "system", ..site.actor.clone() };
    let loaded = load(&site.of(&system), PLANNED).await?;
    let (scene, now, waiting) = (loaded.scene, loaded.now, loaded.drafts.len());
    let planned = tokio::task::spawn_blocking(move || {
        let since = std::time::Instant::now();
        (plan(&scene, now), since.elapsed())
    });
    let (slots, took) = planned.await.map_err(|e| records::Error::new(500, "XX000", e.to_string()))?;
    Ok(Planned {
        waiting,
        planned: slots.len(),
        first_at: slots.first().map(|slot| slot.at),
        last_at: slots.last().map(|slot| slot.at),
        milliseconds: took.as_millis() as u64,
        note: format!("{} of {waiting} messages have a time", slots.len()),
    })
}

/// What waits, with who it is.
struct Loaded {
    scene: Scene,
    drafts: Vec<Uuid>,
    ways: Vec<Way>,
    now: Time,
    next_follow_up: Option<Time>,
}

async fn send_outreach(site: Site<'_>, _: Nothing) -> Result<Sent> {
    let mut done = Sent::default();
    site.read(async |call| call.execute("select outreach.park_lost()", &[]).await).await?;
    loop {
        let (due, drafted) = site.read(async |call| draft_due(call).await).await?;
        if due == 0 {
            break;
        }
        done.drafted += drafted;
    }
    let loaded = load(&site, MOST).await?;
    let scene = loaded.scene.clone();
    let now = loaded.now;
    let planned = tokio::task::spawn_blocking(move || plan(&scene, now)).await;
    let slots = planned.map_err(|e| records::Error::new(500, "XX000", e.to_string()))?;
    let due: Vec<Slot> = slots.iter().take_while(|slot| slot.at <= loaded.now).copied().collect();
    let mut of_way: HashMap<usize, Vec<Slot>> = HashMap::new();
    for slot in due {
        of_way.entry(slot.sender).or_default().push(slot);
    }
    let (site_ref, loaded_ref) = (&site, &loaded);
    let sent = join_all(of_way.into_iter().map(|(sender, slots)| async move {
        let drafts: Vec<Uuid> = slots.iter().map(|slot| loaded_ref.drafts[slot.message]).collect();
        send_by(site_ref, loaded_ref.ways[sender], &drafts).await
    }));
    for one in sent.await {
        let (sent, failed) = one?;
        done.sent += sent;
        done.failed += failed;
    }
    let later: Vec<&Slot> = slots.iter().filter(|slot| slot.at > loaded.now).collect();
    done.waiting = later.len();
    go_on(&site, &loaded, &later).await?;
    done.note = format!("{} sent, {} wait for their time", done.sent, done.waiting);
    Ok(done)
}

/// Sends one way, one after the other. Answers how many left, and how many can't.
async fn send_by(site: &Site<'_>, way: Way, drafts: &[Uuid]) -> Result<(usize, usize)> {
    let (mut sent, mut failed) = (0, 0);
    let open = match site.read(async |call| way.open(call).await).await {
        Ok(open) => open,
        Err(e) if e.status < 500 || e.code == "58000" => {
            way.close(site, &e.message).await?;
            return Ok((0, 0));
        }
        Err(e) => return Err(e),
    };
    match open.is_there().await {
        Ok(()) => {}
        Err(Ending::Closed(why)) => {
            way.close(site, &why).await?;
            return Ok((0, 0));
        }
        Err(_) => {
            let again = "select outreach.ask_to_send(now() + interval '5 minutes')";
            site.read(async |call| call.execute(again, &[]).await).await?;
            return Ok((0, 0));
        }
    }
    for draft in drafts {
        site.progress.go_on()?;
        let Some(taken) = way.take(site, &open, *draft).await? else { continue };
        let (ending, id) = open.send(&taken).await;
        settle(site, *draft, &ending, id.as_deref()).await?;
        match ending {
            Ending::Sent => sent += 1,
            Ending::Closed(why) => {
                way.close(site, &why).await?;
                break;
            }
            // The server is not there; the others wait as well.
            Ending::Later(_) => break,
            // One message may have been sent; it is not tried with the others whether the way is broken.
            Ending::Unknown(_) if matches!(way, Way::Number(_)) => {
                failed += 1;
                break;
            }
            _ => failed += 1,
        }
    }
    Ok((sent, failed))
}

/// Writes how it ended. Whoever asked to stop would keep this from being written, so nobody is asked.
async fn settle(site: &Site<'_>, draft: Uuid, ending: &Ending, id: Option<&str>) -> Result<()> {
    let word = match ending {
        Ending::Sent => "sent",
        Ending::Later(_) | Ending::Closed(_) => "later",
        Ending::Refused(_) | Ending::NoSuchAddress(_) => "refused",
        Ending::Unknown(_) => "unknown",
    };
    let why: Option<String> = ending.why().map(|why| why.chars().take(500).collect());
    let tx = site.door.begin(site.actor).await?;
    let told = |e: tokio_postgres::Error| site.tools.explain(&e.into());
    if let Some(id) = id {
        let sql = "update outreach.outbound_message_log set provider_message_id = $2 where draft_id = $1 and status = 'pending'";
        tx.execute(sql, &[&draft, &id]).await.map_err(told)?;
    }
    tx.execute("select outreach.settle_draft($1, $2, $3)", &[&draft, &word, &why]).await.map_err(told)?;
    if matches!(ending, Ending::NoSuchAddress(_)) {
        let sql =
            "select outreach.hear(d.lead_id, 'bounced', $2, d.id) from outreach.outreach_drafts d where d.id = $1";
        tx.execute(sql, &[&draft, &why]).await.map_err(told)?;
    }
    tx.commit().await?;
    Ok(())
}

/// Everything the plan is made of.
async fn load(site: &Site<'_>, most: i64) -> Result<Loaded> {
    site.read(async |call| {
        let seconds = "extract(epoch from now())::bigint";
        let now: Time = call.record("time", &format!("select {seconds}"), &[]).await?.get(0);
        let sql = "
          select m.id, m.user_id, m.per_hour, m.per_day, m.ramp_from, m.ramp_by, m.ramp_start_date - date '1970-01-01',
                 array(select ceil(extract(epoch from l.created_at))::bigint from outreach.outbound_message_log l
                   where l.org_id = m.org_id and l.mailbox_id = m.id and l.created_at > now() - interval '25 hours' order by 1)
            from outreach.mailboxes m where m.is_active and m.verified_at is not null order by m.id";
        let mailboxes = call.query(sql, &[]).await?;
        let sql = "
          select n.id, n.per_hour, n.per_day,
                 array(select ceil(extract(epoch from l.created_at))::bigint from outreach.outbound_message_log l
                   where l.org_id = n.org_id and l.whatsapp_number_id = n.id and l.created_at > now() - interval '25 hours' order by 1)
            from outreach.whatsapp_numbers n where n.is_active and n.verified_at is not null order by n.id";
        let numbers = call.query(sql, &[]).await?;
        let sql = "
          select d.id, case when d.channel = 'email' then lower(split_part(coalesce(d.recipient, ''), '@', 2))
                   else 'tel:' || outreach.phone_key(d.recipient) end, coalesce(z.zone, h.zone),
                 extract(epoch from greatest(d.approved_at + make_interval(secs => 60 * h.minutes), d.not_before_at))::bigint,
                 d.mailbox_id, d.created_by, d.approved_by, d.channel = 'whatsapp', d.whatsapp_number_id
            from (select kit.number_setting('outreach.hold_minutes', 2)::float8 as minutes, outreach.zone() as zone offset 0) h
           cross join outreach.outreach_drafts d join crm.leads l on l.org_id = d.org_id and l.id = d.lead_id
            left join outreach.zones() z on z.country = lower(trim(l.country))
           where d.status = 'approved' and d.claimed_at is null and case d.channel when 'email' then true
             when 'whatsapp' then d.recipient ~ '^ *([+]|00)' and outreach.phone_key(d.recipient) is not null and outreach.whatsapp_way(d.lead_id, d.recipient,
               d.whatsapp_template, d.body, d.made_body) is not null else false end
           order by d.approved_at, d.id limit $1";
        let drafts = call.query(sql, &[&most]).await?;
        let mut zones: HashMap<String, usize> = HashMap::new();
        let mut domains: HashMap<String, usize> = HashMap::new();
        let mut pools: HashMap<Pool, usize> = HashMap::new();
        let mut place = |pool: Pool| {
            let next = pools.len();
            *pools.entry(pool).or_insert(next)
        };
        let mut senders = Vec::new();
        let mut owners: HashMap<Uuid, usize> = HashMap::new();
        for (n, row) in mailboxes.iter().enumerate() {
            let (id, user): (Uuid, Option<Uuid>) = (row.get(0), row.get(1));
            let count = |at: usize| usize::try_from(row.get::<_, i32>(at)).unwrap_or_default();
            let theirs = user.map_or(Pool::Shared, Pool::Of);
            if let Some(user) = user {
                owners.insert(user, n);
            }
            senders.push(Sender {
                per_hour: count(2),
                per_day: count(3),
                ramp_from: count(4),
                ramp_by: count(5),
                first_day: row.get::<_, i32>(6).into(),
                sent: row.get(7),
                pools: vec![place(Pool::By(id)), place(theirs)],
            });
        }
        for row in &numbers {
            let (id, count) = (row.get(0), |at: usize| usize::try_from(row.get::<_, i32>(at)).unwrap_or_default());
            senders.push(Sender {
                per_hour: count(1),
                per_day: count(2),
                ramp_from: count(2),
                ramp_by: 0,
                first_day: 0,
                sent: row.get(3),
                pools: vec![place(Pool::By(id)), place(Pool::Numbers)],
            });
        }
        let mut waiting = Vec::new();
        for row in &drafts {
            let by = |at: usize| row.get::<_, Option<Uuid>>(at).filter(|user| owners.contains_key(user));
            let pool = match (row.get(7), row.get::<_, Option<Uuid>>(4), row.get::<_, Option<Uuid>>(8)) {
                (true, _, Some(number)) => Pool::By(number),
                (true, ..) => Pool::Numbers,
                (false, Some(mailbox), _) => Pool::By(mailbox),
                (false, ..) => by(5).or(by(6)).map_or(Pool::Shared, Pool::Of),
            };
            let next = domains.len();
            let domain = *domains.entry(row.get(1)).or_insert(next);
            let next = zones.len();
            let zone = *zones.entry(row.get(2)).or_insert(next);
            waiting.push(Waiting { pool: place(pool), domain, zone, not_before: row.get(3) });
        }
        let mut written = vec![Vec::new(); domains.len()];
        let sql = "select l.domain, ceil(extract(epoch from l.created_at))::bigint from outreach.outbound_message_log l
                    where l.created_at > now() - interval '25 hours' and l.domain is not null order by 2";
        for row in call.query(sql, &[]).await? {
            if let Some(domain) = domains.get(row.get::<_, &str>(0)) {
                written[*domain].push(row.get(1));
            }
        }
        let names: Vec<&String> = zones.keys().collect();
        let mut open = vec![Vec::new(); zones.len()];
        let sql = "select zone, extract(epoch from starts_at)::bigint, extract(epoch from ends_at)::bigint
                     from outreach.open_hours($1, now(), $2) order by 2";
        for row in call.query(sql, &[&names, &AHEAD]).await? {
            open[zones[row.get::<_, &str>(0)]].push((row.get(1), row.get(2)));
        }
        let number = async |key: &str, without: i64| -> Result<i64> {
            Ok(call.setting(key, json!(without)).await?.as_i64().unwrap_or(without))
        };
        let sql = "select extract(epoch from min(next_at))::bigint from outreach.enrolments
                    where status = 'active' and next_at > now()";
        let next_follow_up = call.record("sequence", sql, &[]).await?.get(0);
        let scene = Scene {
            senders,
            waiting,
            open,
            written,
            domain_per_hour: number("outreach.domain_per_hour", 5).await? as usize,
            domain_per_day: number("outreach.domain_per_day", 20).await? as usize,
            pause: number("outreach.pause_seconds", 40).await?,
        };
        let ids = drafts.iter().map(|row| row.get(0)).collect();
        let ways = mailboxes.iter().map(|row| Way::Mailbox(row.get(0)));
        let ways = ways.chain(numbers.iter().map(|row| Way::Number(row.get(0)))).collect();
        Ok(Loaded { scene, drafts: ids, ways, now, next_follow_up })
    })
    .await
}

/// What a message may leave by.
#[derive(Debug, PartialEq, Eq, Hash)]
enum Pool {
    /// This one, as the messages before it.
    By(Uuid),
    /// A person's own.
    Of(Uuid),
    /// Those of everybody.
    Shared,
    /// Any WhatsApp number.
    Numbers,
}

/// Writes beside messages when they leave, and has the sender come back when the next one does.
async fn go_on(site: &Site<'_>, loaded: &Loaded, later: &[&Slot]) -> Result<()> {
    let shown: Vec<&&Slot> = later.iter().take(SHOWN).collect();
    let drafts: Vec<Uuid> = shown.iter().map(|slot| loaded.drafts[slot.message]).collect();
    let times: Vec<Time> = shown.iter().map(|slot| slot.at).collect();
    let next = later.first().map(|slot| slot.at);
    let next = [next, loaded.next_follow_up].into_iter().flatten().min().map(|at| at.max(loaded.now + 1));
    site.write(Value::Null, async |call| {
        let sql = "
          with quiet as (select set_config('throughline.derived', 'on', true))
          update outreach.outreach_drafts d set send_at = to_timestamp(t.at)
            from quiet, unnest($1::uuid[], $2::bigint[]) t (id, at)
           where d.id = t.id and d.status = 'approved' and d.claimed_at is null and d.send_at is distinct from to_timestamp(t.at)";
        call.execute(sql, &[&drafts, &times]).await?;
        call.execute("select set_config('throughline.derived', '', true)", &[]).await?;
        if let Some(next) = next {
            call.execute("select outreach.ask_to_send(to_timestamp($1::bigint))", &[&next]).await?;
        }
        Ok(())
    })
    .await
}
