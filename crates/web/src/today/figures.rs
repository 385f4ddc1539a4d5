//! Numbers with their course.

use crate::chart;
use crate::format;
use crate::visit::Visit;
use catalog::{Figure, Unit};
use maud::{Markup, html};
use platform::Step;

/// The numbers of this role, in their order.
pub(super) fn chosen(visit: &Visit) -> Vec<&Figure> {
    let shown = |figure: &&Figure| visit.shows(&figure.noun) && visit.may(&figure.noun, "SELECT");
    let placed = |figure| Some((Figure::place(figure, visit.actor.role)?, figure));
    let mut chosen: Vec<(u32, &Figure)> = visit.catalog().figures.iter().filter(shown).filter_map(placed).collect();
    chosen.sort_by_key(|(place, _)| *place);
    chosen.into_iter().map(|(_, figure)| figure).collect()
}

/// The statement that answers them all, each with its course over twelve weeks. None where there are none.
pub(super) fn asked(chosen: &[&Figure]) -> Option<Step> {
    let one = |(place, figure): (usize, &&Figure)| {
        format!(
            "select {place} as place, value::text, array_to_string(course, ' ') as course from ({}) f",
            figure.sql()
        )
    };
    let all: Vec<String> = chosen.iter().enumerate().map(one).collect();
    let sql = format!("select value, course from ({}) figures order by place", all.join(" union all "));
    (!all.is_empty()).then(|| Step::new(sql, Vec::new()))
}

/// A number with its course.
pub(super) fn shown(visit: &Visit, figure: &Figure, row: &[Option<String>]) -> Markup {
    let text = |column: usize| row.get(column).cloned().flatten().unwrap_or_default();
    let value: f64 = text(0).parse().unwrap_or_default();
    let course: Vec<f64> = text(1).split(' ').filter_map(|n| n.parse().ok()).collect();
    html! {
        a href=(figure.link) {
            span class="v" {
                ({
                    if figure.unit == Unit::Money {
                        format::short_money(value, &visit.person.currency)
                    } else {
                        format::short(value)
                    }
                })
            }
            (chart::spark(&course, 96.0, 24.0))
            span class="quiet small" { (figure.title) }
        }
    }
}
