//! A calendar date.

use super::kind::{Input, Kinded, Operators, Shown};
use crate::format;
use maud::{Markup, html};

pub(super) struct Date;

/// What can be asked of a day.
pub(crate) const DAYS: Operators = &[
    ("on", "is on"),
    ("from", "is on or after"),
    ("until", "is on or before"),
    ("past_days", "in the last … days"),
    ("next_days", "in the next … days"),
    ("overdue", "is before today"),
    ("empty", "is empty"),
    ("filled", "is filled in"),
];

impl Kinded for Date {
    fn cell(&self, shown: &Shown<'_>) -> Markup {
        let text = shown.text();
        let due = [
            "due_date",
            "end_date",
            "expected_close_date",
            "next_follow_up_date",
            "closing_date",
            "contract_end_date",
            "application_deadline",
            "expires_date",
            "next_ticket_expiry_date",
        ]
        .contains(&shown.field.key.as_str());
        let days = text
            .parse::<jiff::civil::Date>()
            .ok()
            .and_then(|d| shown.visit.today().until((jiff::Unit::Day, d)).ok())
            .map(|s| s.get_days());
        let done = ["status", "stage"].iter().any(|c| {
            matches!(
                shown.row.get(*c).and_then(|v| v.as_str()),
                Some("done" | "completed" | "paid" | "closed_won" | "closed_lost" | "cancelled" | "closed" | "filled")
            )
        }) || shown.row.get("is_completed").and_then(serde_json::Value::as_bool) == Some(true);
        let class = match days {
            Some(d) if due && !done && d < 0 => "nowrap late",
            Some(d) if due && !done && d <= 3 => "nowrap soon",
            _ => "nowrap",
        };
        html! {
            span class=(class) { (format::day(shown.visit, &text)) }
        }
    }

    fn input(&self, input: &Input<'_>) -> Markup {
        html! {
            input
                class="in short"
                type="date"
                id=(input.id)
                name=(input.field.key)
                value=(input.value)
                required[input.field.required]
                min="1900-01-01"
                max="9999-12-31"
                aria-invalid=[input.wrong.map(|_| "true")]
                aria-describedby=[input.described()]
                aria-label=(input.field.label);
        }
    }

    fn operators(&self) -> Operators {
        DAYS
    }
}
