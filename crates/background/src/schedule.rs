//! The night's work: once a day an organisation, at the hour it chose, in its own time zone; single verbs at other times, or
//! never, where the setting `jobs.schedule` says so.

use anyhow::Context as _;
use jiff::Timestamp;
use platform::Actor;
use server::Server;
use uuid::Uuid;

/// When a verb is due that an organisation gave a time of its own.
enum Own {
    /// Never.
    Off,
    /// As a crontab line says, in the organisation's time zone.
    At(Box<cronexpr::Crontab>),
}

/// How long a time that has passed still counts, when no process ran then.
const BACK: jiff::SignedDuration = jiff::SignedDuration::from_hours(24);

/// Puts today's nightly work on the list of every organisation whose hour has come. Answers how many jobs that made.
/// A second process, or a second call, finds them there already.
pub(crate) async fn fill(server: &Server) -> anyhow::Result<usize> {
    let tx = server.door.begin(&Actor::sign_in(Uuid::nil())).await?;
    let organisations: Vec<Uuid> = tx
        .query("select org_id from identity.organizations order by org_id", &[])
        .await?
        .iter()
        .map(|r| r.get(0))
        .collect();
    tx.commit().await?;
    let mut made = 0;
    for org in organisations {
        // One organisation's trouble is not another's.
        match of_one(server, org).await {
            Ok(jobs) => made += jobs,
            Err(e) => tracing::error!("the night's work of organisation {org}: {e:#}"),
        }
    }
    Ok(made as usize)
}

async fn of_one(server: &Server, org: Uuid) -> anyhow::Result<u64> {
    let tx = server.door.begin(&Actor::system(org)).await?;
    let (zone, words): (String, serde_json::Value) = {
        let sql = "select coalesce((select z.name from pg_timezone_names z where z.name = o.time_zone), 'UTC'),
                          kit.setting('jobs.schedule', '[]') from identity.organizations o";
        let row = tx.query_one(sql, &[]).await?;
        (row.get(0), row.get(1))
    };
    // A module may be left out.
    let mut nightly: Vec<&str> = modules::NIGHTLY.iter().copied().filter(|verb| server.verb(verb).is_ok()).collect();
    let mut made = 0;
    for line in words.as_array().into_iter().flatten().filter_map(serde_json::Value::as_str) {
        let Some((verb, own)) = understood(line, &zone, org) else { continue };
        nightly.retain(|other| *other != verb);
        let (Own::At(crontab), Ok(_)) = (own, server.verb(verb)) else { continue };
        if let Some(due) = last(&crontab, Timestamp::now()) {
            let once = format!("{verb} {due}");
            made += tx
                .execute(
                    "insert into identity.background_jobs (verb, once_key, queue) values ($1, $2, 'night') on conflict do nothing",
                    &[&verb, &once],
                )
                .await?;
        }
    }
    made += tx
        .execute(
            "insert into identity.background_jobs (verb, once_key, run_at, queue)
             select n.verb, n.verb || ' ' || local.now::date, now() - make_interval(secs => (100 - n.position) / 1000.0), 'night'
               from (select now() at time zone $2 as now) local
               cross join unnest($1::text[]) with ordinality n (verb, position)
              where local.now::time >= kit.time_setting('jobs.nightly_at', '02:00')
                and not exists (select from identity.background_jobs j where j.once_key = n.verb || ' ' || local.now::date)
             on conflict do nothing",
            &[&nightly, &zone],
        )
        .await?;
    tx.execute("select identity.end_lost_imports()", &[]).await?;
    tx.commit().await?;
    Ok(made)
}

/// A line of `jobs.schedule`: the verb, and when. What can't be read is logged, and the verb stays with the night's work.
fn understood(line: &str, zone: &str, org: Uuid) -> Option<(&'static str, Own)> {
    let read = || {
        let (verb, when) = line.trim().split_once(' ').context("it says no time")?;
        let verb = modules::NIGHTLY.iter().find(|v| **v == verb).context("it names no work of the night")?;
        if when.trim() == "off" {
            return Ok((*verb, Own::Off));
        }
        let crontab = cronexpr::parse_crontab(&format!("{} {zone}", when.trim()));
        Ok((*verb, Own::At(Box::new(crontab.map_err(|e| anyhow::anyhow!("{e}"))?))))
    };
    let read: anyhow::Result<_> = read();
    read.inspect_err(|e| tracing::warn!("jobs.schedule of organisation {org}: {line:?}: {e:#}")).ok()
}

/// The last time before now that a crontab line names, within a day.
fn last(crontab: &cronexpr::Crontab, now: Timestamp) -> Option<Timestamp> {
    let begin = now.checked_sub(BACK).ok()?;
    let mut due = None;
    let mut at = crontab.find_next(begin.to_string().as_str()).ok()?.timestamp();
    // A line may name every minute of the day.
    while at <= now {
        due = Some(at);
        at = crontab.find_next(at.to_string().as_str()).ok()?.timestamp();
    }
    due
}

#[cfg(test)]
mod tests {
    use super::*;

    fn due(line: &str, now: &str) -> Option<String> {
        match understood(line, "Europe/Berlin", Uuid::nil())? {
            (_, Own::At(crontab)) => last(&crontab, now.parse().unwrap()).map(|due| due.to_string()),
            (_, Own::Off) => None,
        }
    }

    #[test]
    fn a_line_says_when_in_the_organisations_own_time() {
        // 06:30 in Berlin is 05:30 UTC in winter and 04:30 in summer.
        let weekdays = "score_leads 30 6 * * 1-5";
        assert_eq!(due(weekdays, "2026-12-01T10:00:00Z").as_deref(), Some("2026-12-01T05:30:00Z"));
        assert_eq!(due(weekdays, "2026-07-01T10:00:00Z").as_deref(), Some("2026-07-01T04:30:00Z"));
        assert_eq!(due(weekdays, "2026-12-01T05:29:00Z").as_deref(), Some("2026-11-30T05:30:00Z"));
        assert_eq!(due(weekdays, "2026-12-06T10:00:00Z"), None, "a Sunday");
        assert!(matches!(understood("send_reminders off", "UTC", Uuid::nil()), Some(("send_reminders", Own::Off))));
    }

    #[test]
    fn what_cannot_be_read_changes_nothing() {
        for line in ["", "score_leads", "score_leads 99 6 * * *", "drop_tables 0 6 * * *", "score_leads 30 6 * *"] {
            assert!(understood(line, "UTC", Uuid::nil()).is_none(), "{line}");
        }
    }
}
