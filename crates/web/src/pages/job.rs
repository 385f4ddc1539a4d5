//! On a job's page: who of those who applied fits best, and where it stands on the job board, or what it lacks to stand there.

use super::extra::Extra;
use super::matching;
use crate::about::Record;
use crate::data::{Ask, text};
use crate::icons::icon;
use crate::refused::Refused;
use crate::visit::Visit;
use maud::{Markup, html};

pub(super) const PAGE: Extra = Extra {
    noun: "jobs",
    beside: Some(|visit, record| Box::pin(beside(visit, record))),
    tabs: &[super::knowledge::TAB],
    ..Extra::NONE
};

async fn beside(visit: &Visit, record: &Record<'_>) -> Result<Markup, Refused> {
    let question = format!("select=status,slug_url,application_deadline,board_lacks&id=eq.{}", record.id);
    let found = visit.find(Ask::new("jobs", question)).await?;
    let Some(job) = found.rows.first() else { return Ok(html! {}) };
    let tx = visit.begin(&visit.actor).await?;
    let sql = "select o.slug::text, kit.setting('public.host', '\"\"') #>> '{}',
                      recruiting.is_published(j.status, j.application_deadline)
                        and kit.setting('board.is_open', 'true') = 'true'
                 from identity.organizations o, recruiting.jobs j where j.id = $1::text::uuid";
    let row = tx.query_one(sql, &[&record.id]).await.map_err(|e| visit.told_sql(e))?;
    visit.commit(tx).await?;
    let (slug, host, is_there): (String, String, bool) = (row.get(0), row.get(1), row.get(2));
    let tools = &visit.server.tools;
    let origin = if !host.is_empty() && tools.is_elsewhere(&host) {
        format!("https://{host}")
    } else {
        tools.public_url.trim_end_matches('/').to_string()
    };
    let path = format!("/board/{slug}/{}", text(job, "slug_url"));
    let lacks = text(job, "board_lacks");
    let ranked = matching::ranked(visit, record).await?;
    Ok(html! {
        (ranked)
        section class="card" {
            div class="head" { h2 { "Job board" } }
            div class="inside" {
                @if is_there {
                    p { a class="b" href={ (origin) (path) } target="_blank" rel="noopener" { (icon("external-link")) "View on board" } }
                    p class="small board-address" { (origin) (path) }
                    p class="small quiet" { "Add ?source=… to a link, and applications say that they came by it." }
                } @else if !lacks.is_empty() {
                    p { "Before it goes on the job board, it needs:" }
                    ul { @for one in lacks.split(", ") { li { (one) } } }
                } @else if text(job, "status") == "draft" {
                    p class="quiet" { "It goes on the job board when its status is sourcing." }
                } @else {
                    p class="quiet" { "It is not on the job board now." }
                }
            }
        }
    })
}
