//! Beside the map, and below it on a phone: what it shows, as words and lists.

use super::discs::Disc;
use super::layers::{Layer, counted, mark};
use super::picture::{Picture, at};
use super::rows::{LISTED, Listed};
use crate::arrangement::Arrangement;
use crate::format::grouped;
use crate::icons::{icon, meaning};
use land::View;
use maud::{Markup, html};

/// Discs a list has.
const DISCS: usize = 60;
/// Kilometres one chooses from.
const RADII: [&str; 3] = ["25", "50", "100"];

/// What stands in the list.
pub(super) enum Beside {
    /// What is in view, disc by disc.
    View,
    /// What is within a circle.
    Circle(Circle),
    /// What stands at one place: how many of each layer, and which.
    Place(Vec<u64>, Vec<Listed>),
}

/// A circle and what is in it.
pub(super) struct Circle {
    /// What it is around; nothing for a place on the map.
    pub(super) title: String,
    /// The record it is around, where it has a page.
    pub(super) link: Option<String>,
    pub(super) km: String,
    /// Nothing is known of its place.
    pub(super) lost: bool,
    pub(super) counts: Vec<u64>,
    pub(super) listed: Vec<Listed>,
    /// Where else one can look: address and word.
    pub(super) elsewhere: Vec<(String, &'static str)>,
}

impl Circle {
    /// How many are inside, in words.
    pub(super) fn words(&self, layers: &[Layer<'_>]) -> String {
        if self.lost {
            return format!("The place of {} is not known", self.title);
        }
        format!("{} within {} km of {}", sentence(&counted(layers, &self.counts)), self.km, self.title)
    }
}

impl Beside {
    pub(super) fn list(&self, picture: &Picture<'_>) -> Markup {
        let arrangement = picture.arrangement;
        let to = |a: &Arrangement| format!("/{}?{}", picture.noun, a.query());
        html! {
            aside class="map-side" aria-label="What the map shows" {
                @match self {
                    Beside::View => { (in_view(picture)) }
                    Beside::Circle(circle) => {
                        div class="map-head" {
                            h2 { (circle.words(picture.layers)) }
                            a   class="b ghost icon"
                                href=(to(&arrangement.with_map(&[("near", ""), ("km", "")])))
                                data-map-to
                                title="Without the circle"
                            { (meaning("x", "Without the circle")) }
                        }
                        @if circle.lost {
                            p class="quiet small" { "Fill in its latitude and longitude, and the map shows what is near." }
                        } @else {
                            (radius(picture, circle))
                            (records(picture, &circle.listed, circle.counts.iter().sum()))
                        }
                        @if !circle.elsewhere.is_empty() || circle.link.is_some() {
                            div class="acts" {
                                @if let Some(link) = &circle.link {
                                    a class="b" href=(link) { (icon("external-link")) "Open" }
                                }
                                @for (address, word) in &circle.elsewhere {
                                    a class="b" href=(address) { (icon("users")) (word) }
                                }
                            }
                        }
                    }
                    Beside::Place(counts, listed) => {
                        @let total: u64 = counts.iter().sum();
                        div class="map-head" {
                            h2 { (sentence(&counted(picture.layers, counts))) " at one place" }
                            a   class="b ghost icon"
                                href=(to(&arrangement.with_map(&[("box", "")])))
                                data-map-to
                                title="Back to all"
                            { (meaning("x", "Back to all")) }
                        }
                        (records(picture, listed, total))
                    }
                }
            }
        }
    }
}

/// Every disc in view, in words: what is seen, for who does not see it.
fn in_view(picture: &Picture<'_>) -> Markup {
    let (across, down) = (picture.view.width / 2.0, picture.view.height / 2.0);
    let seen: Vec<&Disc> = picture.discs.iter().filter(|d| d.x.abs() <= across && d.y.abs() <= down).collect();
    let mut counts = vec![0; picture.layers.len()];
    for disc in &seen {
        for (all, some) in counts.iter_mut().zip(&disc.counts) {
            *all += some;
        }
    }
    html! {
        div class="map-head" {
            h2 { (sentence(&counted(picture.layers, &counts))) " in view" }
        }
        ul class="map-list" {
            @for disc in seen.iter().take(DISCS) {
                @if let Some((layer, id, title)) = &disc.only {
                    (record(picture, *layer, id, title, "", None))
                } @else {
                    li {
                        a class="go" href=(picture.address(disc)) data-map-to {
                            span class="n" { (grouped(&disc.total.to_string())) }
                            span class="clip" {
                                (disc.town().unwrap_or_else(|| "together".to_string()))
                                span class="quiet small" { (counted(picture.layers, &disc.counts)) }
                            }
                        }
                    }
                }
            }
        }
        @if seen.len() > DISCS {
            p class="quiet small" { "And " (seen.len() - DISCS) " more places; look closer to see them." }
        }
    }
}

/// How far around: three distances, or one's own.
fn radius(picture: &Picture<'_>, circle: &Circle) -> Markup {
    let arrangement = picture.arrangement;
    // The circle fits the map anew.
    let with = |km: &str| arrangement.with_map(&[("km", km), ("centre", ""), ("zoom", "")]);
    html! {
        form class="map-radius" action={ "/" (picture.noun) } method="get" aria-label="How far around" {
            @for km in RADII {
                a   class={ "b ghost" @if km == circle.km { " on" } }
                    href={ "/" (picture.noun) "?" (with(km).query()) }
                    aria-current=[(km == circle.km).then_some("true")]
                    data-map-to
                { (km) " km" }
            }
            @for (k, v) in arrangement.pairs_without(&["km", "centre", "zoom"]) {
                input type="hidden" name=(k) value=(v);
            }
            span class="own" {
                label {
                    input
                        class="in"
                        type="number"
                        name="km"
                        min="1"
                        max="2000"
                        step="any"
                        required
                        value=(circle.km)
                        aria-label="Kilometres around";
                    " km"
                }
                button class="b" type="submit" { "Show" }
            }
        }
    }
}

fn records(picture: &Picture<'_>, listed: &[Listed], total: u64) -> Markup {
    html! {
        ul class="map-list" {
            @for one in listed { (record(picture, one.layer, &one.id, &one.title, &one.details, one.km)) }
        }
        @if total > LISTED as u64 && listed.len() == LISTED {
            p class="quiet small" { "And " (grouped(&(total - LISTED as u64).to_string())) " more." }
        }
    }
}

fn record(picture: &Picture<'_>, layer: usize, id: &str, title: &str, details: &str, km: Option<f64>) -> Markup {
    let noun = picture.layers[layer].noun;
    let near = picture.arrangement.with_map(&[
        ("near", format!("{noun}.{id}").as_str()),
        ("centre", ""),
        ("zoom", ""),
        ("box", ""),
    ]);
    html! {
        li {
            a class="go" href={ "/" (noun) "/" (id) } {
                (mark(layer))
                span class="clip" {
                    (title)
                    @if !details.is_empty() {
                        span class="quiet small" { (details) }
                    }
                }
            }
            @if let Some(km) = km {
                span class="km" { @if km < 10.0 { (format!("{km:.1}")) } @else { (format!("{km:.0}")) } " km" }
            }
            a   class="b ghost icon"
                href={ "/" (picture.noun) "?" (near.query()) }
                data-map-to
                title={ "What is near " (title) }
            { (meaning("map-pin", &format!("What is near {title}"))) }
        }
    }
}

/// The buttons on the map: closer, farther, everything, a circle around the middle, and a step to each side.
pub(super) fn buttons(picture: &Picture<'_>) -> Markup {
    let to = |view: View| {
        let a =
            picture.arrangement.with_map(&[("centre", at(&view).as_str()), ("zoom", view.zoom.to_string().as_str())]);
        format!("/{}?{}", picture.noun, a.query())
    };
    let all = picture.arrangement.with_map(&[("centre", "all"), ("zoom", ""), ("box", "")]);
    let view = &picture.view;
    let near = picture.arrangement.with_map(&[("near", at(view).as_str()), ("centre", ""), ("zoom", ""), ("box", "")]);
    let sides = [
        ("chevron-left", "West", view.moved(-0.4, 0.0)),
        ("arrow-up", "North", view.moved(0.0, -0.4)),
        ("arrow-down", "South", view.moved(0.0, 0.4)),
        ("chevron-right", "East", view.moved(0.4, 0.0)),
    ];
    html! {
        div class="map-buttons" role="group" aria-label="Move the map" {
            a class="b icon" href=(to(view.closer(1.0))) data-map-by="1" title="Closer" { (meaning("plus", "Closer")) }
            a class="b icon" href=(to(view.closer(-1.0))) data-map-by="-1" title="Farther away" {
                (meaning("minus", "Farther away"))
            }
            a   class="b icon"
                href={ "/" (picture.noun) "?" (all.query()) }
                data-map-to
                data-map-all
                title="Show all"
            { (meaning("maximize-2", "Show all")) }
            a class="b icon" href={ "/" (picture.noun) "?" (near.query()) } data-map-to title="What is near the middle" {
                (meaning("radar", "What is near the middle"))
            }
            @for (sign, word, view) in sides {
                a class="b icon side" href=(to(view)) data-map-to title=(word) { (meaning(sign, word)) }
            }
        }
    }
}

fn sentence(words: &str) -> String {
    words.chars().take(1).flat_map(char::to_uppercase).chain(words.chars().skip(1)).collect()
}
