//! Charts as SVG, made on the server: direct labels, zero-based, every mark a link to its rows.

use super::format;
use maud::{Markup, html};

/// One bar or point.
pub(super) struct Mark {
    pub(super) label: String,
    pub(super) value: f64,
    /// As people read it.
    pub(super) shown: String,
    /// Where its rows are.
    pub(super) to: Option<String>,
    /// `good`, `warn`, `bad`, `two` or nothing.
    pub(super) tone: &'static str,
}

impl Mark {
    pub(super) fn new(label: impl Into<String>, value: f64, shown: impl Into<String>, to: Option<String>) -> Mark {
        Mark { label: label.into(), value, shown: shown.into(), to, tone: "" }
    }

    pub(super) fn tone(self, tone: &'static str) -> Mark {
        Mark { tone, ..self }
    }
}

fn linked(to: Option<&str>, inside: &Markup) -> Markup {
    match to {
        Some(to) => html! {
            a href=(to) { (inside) }
        },
        None => inside.clone(),
    }
}

/// Horizontal bars, one a line.
pub(super) fn bars(title: &str, marks: &[Mark]) -> Markup {
    let (line, left, width) = (28.0, 184.0, 720.0);
    let most = marks.iter().map(|m| m.value.abs()).fold(0.0, f64::max).max(f64::MIN_POSITIVE);
    let height = line * marks.len() as f64 + 8.0;
    html! {
        svg class="chart" viewBox={ "0 0 " (width) " " (height) } role="group" aria-label=(title) {
            @for (i, m) in marks.iter().enumerate() {
                @let y = i as f64 * line + 4.0;
                @let length = (m.value.abs() / most * (width - left - 110.0))
                    .max(if m.value == 0.0 { 0.0 } else { 1.5 });
                ({
                    linked(
                        m.to.as_deref(),
                        &html! {
                            title { (m.label) ": "(m.shown) } text x = (left - 10.0) y =
                            (y + 15.0) text - anchor = "end" class = "strong" { (m.label
                            .chars().take(28).collect::< String > ()) } rect class = {
                            "mark "(m.tone) } x = (left) y = (y + 4.0) width =
                            (format!("{length:.1}")) height = "16" rx = "2" {} text x =
                            (format!("{:.1}", left + length + 8.0)) y = (y + 16.0) { (m
                            .shown) }
                        },
                    )
                })
            }
            line class="axis" x1=(left) y1="2" x2=(left) y2=(height - 4.0) {}
        }
    }
}

/// Upright bars over time, a second series as outline behind.
pub(super) fn columns(title: &str, marks: &[Mark], second: Option<(&str, &[f64])>) -> Markup {
    // The numbers of the grid stand to the left of the first bar.
    let (width, height, foot, head, left) = (720.0, 240.0, 28.0, 22.0, 44.0);
    let most = marks
        .iter()
        .map(|m| m.value)
        .chain(second.iter().flat_map(|(_, s)| s.iter().copied()))
        .fold(0.0, f64::max)
        .max(f64::MIN_POSITIVE);
    let step = (width - left) / marks.len().max(1) as f64;
    let bar = (step * 0.62).min(56.0);
    let rise = |v: f64| v / most * (height - foot - head);
    html! {
        svg class="chart" viewBox={ "0 0 " (width) " " (height) } role="group" aria-label=(title) {
            @for n in 1..4 {
                @let y = height - foot - f64::from(n) * (height - foot - head) / 3.0;
                line class="grid" x1=(left) x2=(width) y1=(format!("{y:.1}")) y2=(format!("{y:.1}")) {}
                text x=(left - 8.0) text-anchor="end" y=(format!("{:.1}", y + 4.0)) {
                    (format::short(most * f64::from(n) / 3.0))
                }
            }
            @for (i, m) in marks.iter().enumerate() {
                @let x = left + i as f64 * step + (step - bar) / 2.0;
                @if let Some((_, values)) = second {
                    @if let Some(v) = values.get(i) {
                        rect
                            class="mark two"
                            opacity=".35"
                            x=(format!("{:.1}", x - 3.0))
                            y=(format!("{:.1}", height - foot - rise(*v)))
                            width=(format!("{:.1}", bar + 6.0))
                            height=(format!("{:.1}", rise(*v)))
                            rx="2" {}
                    }
                }
                ({
                    linked(
                        m.to.as_deref(),
                        &html! {
                            title { (m.label) ": "(m.shown) } rect class = { "mark "(m
                            .tone) } x = (format!("{x:.1}")) y = (format!("{:.1}", height
                            - foot - rise(m.value))) width = (format!("{bar:.1}")) height
                            = (format!("{:.1}", rise(m.value).max(if m.value > 0.0 { 1.5
                            } else { 0.0 }))) rx = "2" {} @ if marks.len() <= 14 && m
                            .value > 0.0 { text class = "strong" text - anchor = "middle"
                            x = (format!("{:.1}", x + bar / 2.0)) y = (format!("{:.1}",
                            height - foot - rise(m.value) - 5.0)) { (m.shown) } }
                        },
                    )
                })
                @if marks.len() <= 14 || i % 2 == 0 {
                    text text-anchor="middle" x=(format!("{:.1}", x + bar / 2.0)) y=(height - 10.0) { (m.label) }
                }
            }
            line class="axis" x1=(left) x2=(width) y1=(height - foot) y2=(height - foot) {}
        }
    }
}

/// A line without words.
pub(super) fn spark(values: &[f64], width: f64, height: f64) -> Markup {
    let (low, high) = values.iter().fold((f64::MAX, f64::MIN), |(l, h), v| (l.min(*v), h.max(*v)));
    let range = (high - low).max(1.0);
    let step = width / (values.len().max(2) - 1) as f64;
    let path: String = values
        .iter()
        .enumerate()
        .map(|(i, v)| {
            format!(
                "{}{:.1} {:.1}",
                if i == 0 { "M" } else { "L" },
                i as f64 * step,
                height - 2.0 - (v - low) / range * (height - 4.0)
            )
        })
        .collect();
    html! {
        svg class="spark chart" viewBox={ "0 0 " (width) " " (height) } preserveAspectRatio="none" aria-hidden="true" {
            path d=(path) {}
        }
    }
}

/// A bar filled to a part.
pub(super) fn meter(part: f64) -> Markup {
    let tone = if part >= 0.7 {
        "good"
    } else if part >= 0.4 {
        "warn"
    } else {
        "bad"
    };
    html! {
        svg class="chart" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true" {
            rect class={ "mark " (tone) } x="0" y="0" height="6" width=(format!("{:.0}", part.clamp(0.0, 1.0) * 100.0)) {}
        }
    }
}
