//! What stands in the way of placements, told of everybody at once. The rules are `recruiting.obstacles`, which also guards
//! every write.

use platform::verb::Call;
use records::{Error, Result};
use serde_json::Value;
use uuid::Uuid;

/// How many people are named in a refusal.
const NAMED: usize = 8;

/// Refuses placements as they are wanted (rows of the table), when some can't be; `beside` are placements that are moved at the
/// same time and don't count. Goes on as who asks.
///
/// # Errors
/// 23514 that says of everybody what stands in the way.
pub(super) async fn refuse(call: Call<'_>, wanted: &[Value], beside: &[Uuid]) -> Result<()> {
    call.as_system().await?;
    let sql = "select o.words, o.advice from unnest($1::jsonb[]) j
          cross join lateral jsonb_populate_record(null::recruiting.placements, j) w
          join recruiting.candidates c on c.id = w.candidate_id
          cross join lateral (select * from recruiting.obstacles(c, w, $2) o order by o.place limit 1) o
         where w.status = 'active' order by c.name, c.id";
    let found = call.query(sql, &[&wanted, &beside]).await?;
    call.as_actor().await?;
    let Some(first) = found.first() else { return Ok(()) };
    let words: Vec<&str> = found.iter().take(NAMED).map(|row| row.get(0)).collect();
    let mut told = words.join(" ");
    if found.len() > NAMED {
        told = format!("{told} And {} more.", found.len() - NAMED);
    }
    if wanted.len() > 1 {
        told = format!("{} of {} can't be booked. {told}", found.len(), wanted.len());
    }
    Err(Error::new(400, "23514", told).hint(first.get::<_, &str>(1)))
}
