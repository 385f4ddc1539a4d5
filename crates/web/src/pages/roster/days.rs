//! Days as columns: the head of the roster, and spans of days as cells of a table.

use super::span::Span;
use maud::{Markup, html};

/// Something that lasts some days.
pub(super) struct Bar {
    /// First day, counted from the first of the roster; may lie before it.
    pub(super) start: i64,
    /// Last day, likewise.
    pub(super) end: i64,
    /// The cell's content.
    pub(super) content: Markup,
}

/// The columns and the two rows of their head: months, then days.
pub(super) fn head(span: &Span, corner: &str) -> Markup {
    let mut months: Vec<(String, usize)> = Vec::new();
    for n in 0..span.days {
        let name = span.day(n as i64).strftime("%B %Y").to_string();
        match months.last_mut().filter(|(last, _)| *last == name) {
            Some((_, count)) => *count += 1,
            None => months.push((name, 1)),
        }
    }
    html! {
        colgroup {
            col class="names";
            @for _ in 0..span.days { col; }
        }
        thead {
            tr class="months" {
                th rowspan="2" scope="col" { (corner) }
                @for (name, count) in &months {
                    th colspan=(count) scope="colgroup" {
                        span { @if *count > 3 { (name) } }
                    }
                }
            }
            tr class="days" {
                @for n in 0..span.days {
                    @let day = span.day(n as i64);
                    th class=[kind(span, n)] scope="col" title=(day.strftime("%A, %-d %B %Y")) {
                        @if shows(span, n) { (day.day()) }
                    }
                }
            }
        }
    }
}

/// The classes that say how many days there are and which is the first Monday.
pub(super) fn look(span: &Span) -> String {
    format!("d{} m{}", span.days, (7 - span.first.weekday().to_monday_zero_offset()) % 7)
}

/// Bars in as few lines as they fit in, none over another: each line is the cells of one row.
pub(super) fn lines(span: &Span, mut bars: Vec<Bar>) -> Vec<Markup> {
    bars.retain(|bar| bar.end >= 0 && bar.start < span.days as i64 && bar.end >= bar.start);
    bars.sort_by_key(|bar| (bar.start, bar.end));
    let mut lines: Vec<Vec<Bar>> = vec![Vec::new()];
    for bar in bars {
        let free = lines.iter().position(|line| line.last().is_none_or(|last| last.end < bar.start));
        match free {
            Some(n) => lines[n].push(bar),
            None => lines.push(vec![bar]),
        }
    }
    lines.iter().map(|line| cells(span, line)).collect()
}

fn cells(span: &Span, line: &[Bar]) -> Markup {
    let mut next = 0;
    let mut out = Vec::with_capacity(line.len() * 2 + 1);
    for bar in line {
        let (start, end) = (bar.start.max(0), bar.end.min(span.days as i64 - 1));
        if start > next {
            out.push((start - next, None));
        }
        out.push((end - start + 1, Some(&bar.content)));
        next = end + 1;
    }
    if next < span.days as i64 {
        out.push((span.days as i64 - next, None));
    }
    html! {
        @for (days, content) in out {
            @match content {
                Some(content) => td colspan=(days) { (content) },
                None => td colspan=(days) class="gap" {},
            }
        }
    }
}

/// Where there is little room, only Mondays say which day they are.
fn shows(span: &Span, n: usize) -> bool {
    let day = span.day(n as i64);
    span.days <= 35 || day.weekday().to_monday_zero_offset() == 0
}

fn kind(span: &Span, n: usize) -> Option<&'static str> {
    let day = span.day(n as i64);
    match day.weekday().to_monday_zero_offset() {
        _ if day == span.today => Some("now"),
        5 | 6 => Some("weekend"),
        _ => None,
    }
}
