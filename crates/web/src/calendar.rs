//! The calendar: a month of rows by one of their dates.

use super::address::encode;
use super::arrangement::Arrangement;
use super::data::{Ask, text};
use super::icons::meaning;
use super::nouns::{Field, Noun};
use super::refused::Refused;
use super::visit::Visit;
use catalog::Kind;
use jiff::ToSpan as _;
use jiff::civil::{Date, Weekday};
use maud::{Markup, html};

/// Rows a month shows at most.
const MOST: usize = 600;
/// Rows a day shows before "more".
const A_DAY: usize = 5;

/// The column a calendar stands on.
pub(super) fn column<'n>(noun: &'n Noun<'_>, arrangement: &Arrangement) -> Option<&'n Field> {
    let usable = |key: &str| {
        noun.field(key).filter(|f| matches!(f.kind, Kind::Date | Kind::Timestamp) && !f.computed && f.custom.is_none())
    };
    arrangement.on.as_deref().and_then(usable).or_else(|| noun.look().calendar.as_deref().and_then(usable))
}

/// The month of a list.
pub(super) async fn month(
    visit: &Visit,
    noun: &Noun<'_>,
    arrangement: &Arrangement,
) -> Result<(Markup, Option<u64>), Refused> {
    let Some(field) = column(noun, arrangement) else {
        return Ok((
            html! {
                p class="empty" { "There is no date to show." }
            },
            None,
        ));
    };
    let today = visit.today();
    let first = arrangement
        .month
        .as_deref()
        .and_then(|m| format!("{m}-01").parse::<Date>().ok())
        .unwrap_or(today)
        .first_of_month();
    let back = i64::from(first.weekday().since(Weekday::Monday));
    let start = first.checked_sub(back.days()).unwrap_or(first);
    let after = first.checked_add(1.month()).unwrap_or(first);
    let rows_shown =
        if start.until((jiff::Unit::Day, after)).map(|s| s.get_days()).unwrap_or(35) > 35 { 42 } else { 35 };
    let end = start.checked_add(i64::from(rows_shown).days()).unwrap_or(after);
    let found = visit
        .find(Ask::new(
            noun.name(),
            format!(
                "select={}&{key}=gte.{start}&{key}=lt.{end}&order={key}&limit={MOST}&{}",
                encode(&noun.select(&[field])),
                arrangement.filters_for(visit, noun),
                key = field.key
            ),
        ))
        .await?;
    let day_of = |value: &str| {
        value
            .parse::<Date>()
            .ok()
            .or_else(|| value.parse::<jiff::Timestamp>().ok().map(|t| t.to_zoned(visit.person.zone.clone()).date()))
    };
    let to = |d: Date| format!("/{}?{}", noun.name(), arrangement.with_month(d.strftime("%Y-%m").to_string()).query());
    let days: Vec<Date> = (0..rows_shown).filter_map(|n| start.checked_add(i64::from(n).days()).ok()).collect();
    let body = html! {
        div class="tools" {
            a class="b icon" href=(to(first.checked_sub(1.month()).unwrap_or(first))) title="Month before" {
                (meaning("chevron-left", "Month before"))
            }
            a class="b" href=(to(today)) { "Today" }
            a class="b icon" href=(to(after)) title="Month after" { (meaning("chevron-right", "Month after")) }
            h2 { (first.strftime("%B %Y").to_string()) }
            span class="quiet" { (field.label) }
            @if found.rows.len() == MOST {
                span class="pill warn" { "Only the first " (MOST) " are shown" }
            }
        }
        div class="month" role="group" aria-label=(first.strftime("%B %Y").to_string()) {
            @for name in ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"] {
                div class="dow" { (name) }
            }
            @for day in &days {
                @let rows: Vec<_> = found
                    .rows
                    .iter()
                    .filter(|r| day_of(text(r, &field.key)) == Some(*day))
                    .collect();
                div class={
                        "day"
                        (if day.month() == first.month() { "" } else { " other" })
                        (if *day == today { " now" } else { "" })
                    }
                {
                    span class="d" { (day.day()) }
                    @for row in rows.iter().take(A_DAY) {
                        a class="ev" href={ "/" (noun.name()) "/" (noun.key(row)) } title=(noun.title(row)) {
                            (noun.title(row))
                        }
                    }
                    @if rows.len() > A_DAY {
                        a   class="ev"
                            href={
                                "/"
                                (noun.name())
                                "?"
                                (field.key)
                                "=gte."
                                (day)
                                "&"
                                (field.key)
                                "=lt."
                                (day.tomorrow().unwrap_or(*day))
                            }
                        { "+ " (rows.len() - A_DAY) " more" }
                    }
                    @if {
                        visit.may(noun.name(), "INSERT") && field.writable
                            && rows.is_empty()
                    } {
                        a class="visually-hidden" href={ "/" (noun.name()) "/new?" (field.key) "=" (day) } {
                            "New on "
                            (day)
                        }
                    }
                }
            }
        }
    };
    Ok((body, Some(found.rows.len() as u64)))
}
