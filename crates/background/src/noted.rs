//! What changed and some verb looks at again soon after: the verb is told which records.

use platform::Actor;
use serde_json::json;
use server::Server;
use uuid::Uuid;

/// Records handed to a verb at once.
const AT_ONCE: i32 = 500;

/// Hands what was noted to its verbs, one batch of each organisation. Answers how many batches that were.
pub(crate) async fn look_again(server: &Server) -> anyhow::Result<usize> {
    let tx = server.door.begin(&Actor::sign_in(Uuid::nil())).await?;
    let waiting = tx.query("select org_id, verb from kit.noted group by org_id, verb", &[]).await?;
    tx.commit().await?;
    let (mut looked, mut failed) = (0, None);
    for row in waiting {
        let (org, name): (Uuid, String) = (row.get(0), row.get(1));
        // One organisation's trouble is not another's.
        match of_one(server, org, &name).await {
            Ok(batches) => looked += batches,
            Err(e) => failed = Some(e.context(format!("{name} of organisation {org}"))),
        }
    }
    failed.map_or(Ok(looked), Err)
}

async fn of_one(server: &Server, org: Uuid, name: &str) -> anyhow::Result<usize> {
    // Its module may be left out.
    let Ok(verb) = server.verb(name) else { return Ok(0) };
    let actor = Actor::system(org);
    let tx = server.door.begin(&actor).await?;
    let Some(taken) = tx.query_opt("select about from kit.take_noted($1, $2)", &[&name, &AT_ONCE]).await? else {
        return Ok(0);
    };
    let about: Option<Vec<Uuid>> = taken.get(0);
    let done = server.run_verb(verb, &tx, &actor, json!({ "about": about })).await;
    done.map_err(|e| anyhow::anyhow!(e.message))?;
    tx.commit().await?;
    Ok(1)
}
