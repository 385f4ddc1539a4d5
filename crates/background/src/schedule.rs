//! The night's work: once a day an organisation, at the hour it chose, in its own time zone.

use platform::Actor;
use server::Server;
use uuid::Uuid;

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
    let verbs: Vec<&str> = modules::NIGHTLY.iter().copied().filter(|verb| server.verb(verb).is_ok()).collect();
    let tx = server.door.begin(&Actor::system(org)).await?;
    let made = tx
        .execute(
            "insert into identity.background_jobs (verb, once_key, run_at)
             select n.verb, n.verb || ' ' || local.now::date, now() - make_interval(secs => (100 - n.position) / 1000.0)
               from identity.organizations o
               cross join lateral (
                 select now() at time zone coalesce((select z.name from pg_timezone_names z where z.name = o.time_zone), 'UTC') as now) local
               cross join unnest($1::text[]) with ordinality n (verb, position)
              where local.now::time >= kit.time_setting('jobs.nightly_at', '02:00')
                and not exists (select from identity.background_jobs j where j.once_key = n.verb || ' ' || local.now::date)
             on conflict do nothing",
            &[&verbs],
        )
        .await?;
    tx.execute("select identity.end_lost_imports()", &[]).await?;
    tx.commit().await?;
    Ok(made)
}
