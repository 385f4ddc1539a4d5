//! Where an application stands among those of its job and stage, and the way to the next: j and k walk, the keys on the buttons
//! act, so that many are looked through without a list.

use crate::about::Record;
use crate::data::text;
use crate::icons::icon;
use crate::refused::Refused;
use crate::visit::Visit;
use maud::{Markup, html};
use uuid::Uuid;

/// The queue of a stage, whom a recruiter vouches for first, then by score. Whoever was moved out of it meanwhile keeps their place.
pub(super) async fn place(visit: &Visit, record: &Record<'_>) -> Result<Markup, Refused> {
    let stage = visit.param("stage").unwrap_or_else(|| text(&record.row, "status").to_string());
    if !["new", "screening", "interview", "offer"].contains(&stage.as_str()) {
        return Ok(html! {});
    }
    let sql = "with line as (
                 select a.id, lag(a.id) over w as before, lead(a.id) over w as after, row_number() over w as place,
                        count(*) over () as n
                   from recruiting.applications a
                  where a.job_id = (select x.job_id from recruiting.applications x where x.id = $1)
                    and (a.is_active and a.status = $2::text::recruiting.application_status or a.id = $1)
                 window w as (order by a.is_recruiter_approved desc, a.match_score desc nulls last, a.applied_at, a.id))
               select before, after, place, n from line where id = $1";
    let id = Uuid::parse_str(&record.id).map_err(|_| Refused::nothing())?;
    let tx = visit.begin(&visit.actor).await?;
    let row = tx.query_opt(sql, &[&id, &stage]).await.map_err(|e| visit.told_sql(e))?;
    visit.commit(tx).await?;
    let Some(row) = row else { return Ok(html! {}) };
    let (before, after): (Option<Uuid>, Option<Uuid>) = (row.get(0), row.get(1));
    let (at, all): (i64, i64) = (row.get(2), row.get(3));
    let to = |id: Uuid| format!("/applications/{id}?stage={stage}");
    Ok(html! {
        @if all > 1 {
            nav class="queue" aria-label="Applications in this stage" {
                @if let Some(id) = before {
                    a class="b" href=(to(id)) data-key="k" title="Previous (k)" { (icon("chevron-left")) "Previous" }
                }
                span class="quiet" { (at) " of " (all) " in " (stage) }
                @if let Some(id) = after {
                    a class="b" href=(to(id)) data-key="j" title="Next (j)" { "Next" (icon("chevron-right")) }
                }
            }
        }
    })
}
