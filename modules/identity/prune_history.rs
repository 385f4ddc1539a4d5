//! Throwing away what nobody needs any more.

use platform::Actor;
use platform::verb::{Call, Nothing, Verb};
use records::Result;
use schemars::JsonSchema;
use serde::Serialize;

/// What was thrown away.
#[derive(Debug, Serialize, JsonSchema)]
struct Pruned {
    /// Rows that are gone.
    removed: u64,
    /// The same in words.
    note: String,
}

pub(crate) fn verb() -> Verb {
    Verb::new(
        "prune_history",
        "Removes what can no longer be undone, finished background work, old webhook deliveries and files of imports. The server does it every night.",
        &["system"],
        prune_history,
    )
}

async fn prune_history(call: Call<'_>, _: Nothing) -> Result<Pruned> {
    let mut gone = call.execute("delete from identity.background_jobs where status in ('done', 'cancelled') and finished_at < now() - interval '30 days'", &[]).await?;
    gone += call.execute("delete from identity.webhook_deliveries where status <> 'waiting' and created_at < now() - interval '30 days'", &[]).await?;
    // Files of imports that were never begun, or not gone on with, and what was only checked.
    gone += call
        .execute(
            "delete from knowledge.files where entity_type = 'import_jobs' and created_at < now() - interval '7 days'",
            &[],
        )
        .await?;
    let checked = "delete from identity.import_jobs where (status = 'pending' or dry_run) and updated_at < now() - interval '7 days'";
    gone += call.execute(checked, &[]).await?;
    call.tx.become_actor(&Actor::sign_in(call.actor.org)).await?;
    let rejects = "delete from identity.import_rejects where org_id = $1 and created_at < now() - interval '30 days'";
    gone += call.execute(rejects, &[&call.actor.org]).await?;
    gone += call
        .execute(
            "delete from identity.undo_entries where org_id = $1 and created_at < now() - interval '30 days'",
            &[&call.actor.org],
        )
        .await?;
    gone += call
        .execute(
            "delete from identity.idempotency_keys where org_id = $1 and created_at < now() - interval '7 days'",
            &[&call.actor.org],
        )
        .await?;
    let links = "delete from identity.mailed_links where org_id = $1 and expires_at < now()";
    gone += call.execute(links, &[&call.actor.org]).await?;
    let answered =
        "delete from identity.answered_challenges where org_id = $1 and expires_at < now() - interval '1 day'";
    gone += call.execute(answered, &[&uuid::Uuid::nil()]).await?;
    // Tries that are all there again say nothing any more; those of addresses belong to no organisation.
    let tries = "delete from identity.sign_in_attempts where org_id in ($1, $2) and regained_at < now()";
    gone += call.execute(tries, &[&call.actor.org, &uuid::Uuid::nil()]).await?;
    call.as_actor().await?;
    Ok(Pruned { removed: gone, note: format!("{gone} rows removed") })
}
