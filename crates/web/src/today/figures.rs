//! Numbers with their course.

use crate::chart;
use crate::format;
use crate::refused::Refused;
use crate::visit::Visit;
use catalog::{Figure, Unit};
use maud::{Markup, html};

/// The numbers of this role, each with its course over twelve weeks.
pub(super) async fn figures(visit: &Visit) -> Result<Vec<Markup>, Refused> {
    if visit.actor.is_outsider() {
        return Ok(Vec::new());
    }
    let currency = visit.person.currency.clone();
    let mut chosen: Vec<(u32, &Figure)> = visit
        .catalog()
        .figures
        .iter()
        .filter(|figure| visit.shows(&figure.noun) && visit.may(&figure.noun, "SELECT"))
        .filter_map(|figure| Some((figure.place(visit.actor.role)?, figure)))
        .collect();
    chosen.sort_by_key(|(place, _)| *place);
    let tx = visit.begin(&visit.actor).await?;
    let mut out = Vec::new();
    for (_, figure) in chosen {
        let row = tx.query_one(&figure.sql(), &[]).await.map_err(|e| visit.told_sql(e))?;
        let (value, course): (f64, Vec<f64>) = (row.get(0), row.get(1));
        out.push(html! {
            a href=(figure.link) {
                span class="v" {
                    ({
                        if figure.unit == Unit::Money {
                            format::short_money(value, &currency)
                        } else {
                            format::short(value)
                        }
                    })
                }
                (chart::spark(&course, 96.0, 24.0))
                span class="quiet small" { (figure.title) }
            }
        });
    }
    visit.commit(tx).await?;
    Ok(out)
}
