//! The map: where rows are, on land that the executable carries (`crates/land`); nothing is asked of a map service.
//!
//! Which nouns are somewhere is said by views of the modules marked `@placed`; each is a layer. The database counts rows
//! by squares of the map, as the person who looks; squares near one another are one disc. Without scripts everything is a
//! link; `assets/map.js` makes it move.

mod beside;
mod discs;
mod extent;
mod layers;
mod picture;
mod rows;
mod wish;

use super::arrangement::Arrangement;
use super::format::grouped;
use super::nouns::Noun;
use super::pages;
use super::refused::Refused;
use super::shell;
use super::visit::Visit;
use beside::{Beside, Circle};
use land::{Bounds, View};
use layers::Layer;
use maud::{Markup, html};
use picture::{AROUND, Picture};
use rows::{Around, Known, LISTED, Listed, Rows};
use wish::{Middle, Near, Wish};

/// Pixels that stay free around what is to be seen.
const FREE: f64 = 48.0;
/// How close a place is looked at when nobody says how close.
const CLOSE: f64 = 9.0;

/// The map of a list.
pub(super) async fn map(
    visit: &Visit,
    noun: &Noun<'_>,
    arrangement: &Arrangement,
) -> Result<(Markup, Option<u64>), Refused> {
    let wish = Wish::of(visit, arrangement);
    let layers = layers::of(visit, noun, &wish);
    let rows = Rows::of(visit, noun, arrangement, &layers).await?;
    let record = match &wish.near {
        Some(Near::Record(noun, id)) => Some((noun.as_str(), *id)),
        _ => None,
    };
    let (known, found) = rows.known(record).await?;
    let own: u64 = layers.iter().zip(&known.placed).filter(|(layer, _)| layer.own).map(|(_, n)| n).sum();
    let total = Some(own + known.nowhere);
    if known.placed.iter().sum::<u64>() == 0 {
        return Ok((nothing(visit, noun, known.nowhere), total));
    }
    let (title, place) = match (&wish.near, found) {
        (Some(Near::Place(lat, lng)), _) => ("this place".to_string(), Some((*lat, *lng))),
        (_, Some((title, place))) => (title, place),
        _ => ("what was asked for".to_string(), None),
    };
    let around = place.map(|(lat, lng)| Around { lat, lng, km: wish.km, record });
    let view = seen(&wish, around, &layers, &known);
    let answer = ask(visit, &rows, &wish, &view, around, known.nowhere > 0).await?;
    let discs = discs::joined(answer.cells, layers.len(), &view);
    let beside = match (&wish.near, wish.area) {
        (Some(_), _) => Beside::Circle(Circle {
            title,
            link: record.map(|(noun, id)| format!("/{noun}/{id}")),
            km: wish.kilometres(),
            lost: around.is_none(),
            counts: answer.counts,
            listed: answer.listed,
            elsewhere: record.filter(|_| around.is_some()).map_or_else(Vec::new, |(noun, id)| {
                let near = pages::of(noun).near;
                near.map_or_else(Vec::new, |near| near(visit, &id.to_string(), &wish.kilometres()))
            }),
        }),
        (None, Some(_)) => Beside::Place(answer.counts, answer.listed),
        _ => Beside::View,
    };
    let words = format!("{} on a map", noun.plural());
    let picture =
        Picture { view, layers: &layers, discs: &discs, around, arrangement, noun: noun.name(), words: &words };
    let base = arrangement.with_map(&[("centre", ""), ("zoom", "")]);
    let body = html! {
        div class="map-page" data-map={ "/" (noun.name()) "?" (base.query()) } {
            (switches(noun.name(), arrangement, &layers, &known))
            div class="map" {
                (picture.svg())
                (beside::buttons(&picture))
                p class="map-credit" { "Made with Natural Earth" }
            }
            p id="map-keys" class="visually-hidden" {
                "Arrow keys move the map, plus and minus bring it closer or farther away, 0 shows all. "
                "What it shows stands in the list after it."
            }
            p id="map-status" class="visually-hidden" role="status" {}
            (beside.list(&picture))
            @if known.nowhere > 0 { (without_place(noun.name(), &answer.nowhere, known.nowhere)) }
        }
    };
    Ok((body, total))
}

/// What the database says of a view.
struct Answer {
    cells: Vec<rows::Cell>,
    counts: Vec<u64>,
    listed: Vec<Listed>,
    nowhere: Vec<Listed>,
}

async fn ask(
    visit: &Visit,
    rows: &Rows<'_, '_>,
    wish: &Wish,
    view: &View,
    around: Option<Around<'_>>,
    nowhere: bool,
) -> Result<Answer, Refused> {
    let mut steps = vec![rows.cells(view, AROUND, around)];
    let list = match (around, wish.area) {
        (Some(around), _) => Some(rows.circle(around)),
        (None, Some(area)) if wish.near.is_none() => Some(rows.area(area)),
        _ => None,
    };
    let lists = list.is_some();
    steps.extend(list.into_iter().flatten());
    steps.extend(nowhere.then(|| rows.nowhere()));
    let mut answers = visit.texts(steps).await?.into_iter();
    let mut next = || answers.next().unwrap_or_default();
    Ok(Answer {
        cells: rows.read_cells(next()),
        counts: rows.read_counts(&if lists { next() } else { Vec::new() }),
        listed: rows.read_listed(&if lists { next() } else { Vec::new() }),
        nowhere: rows.read_listed(&next()),
    })
}

/// What of the world is seen.
fn seen(wish: &Wish, around: Option<Around<'_>>, layers: &[Layer<'_>], known: &Known) -> View {
    let stripes = |all: bool| {
        let shown = known.stripes.iter().filter(move |stripe| all || layers[stripe.layer].on);
        extent::around(shown.map(|stripe| stripe.bounds))
    };
    let everything = || match stripes(false).or_else(|| stripes(true)) {
        Some(bounds) => View::fitting(bounds, wish.size, FREE),
        None => View::at(20.0, 0.0, 0.0, wish.size),
    };
    let view = match (&wish.middle, around, wish.area) {
        (Middle::At(lat, lng), _, _) => View::at(*lat, *lng, wish.zoom.unwrap_or(CLOSE), wish.size),
        (Middle::Everything, _, _) | (Middle::Asked, None, None) => everything(),
        (Middle::Asked, Some(around), _) => View::fitting(reach(around), wish.size, FREE),
        (Middle::Asked, None, Some(area)) => View::fitting(area, wish.size, FREE),
    };
    let (lat, lng) = view.middle();
    wish.zoom.map_or(view, |zoom| View::at(lat, lng, zoom, wish.size))
}

/// The area a circle needs.
fn reach(around: Around<'_>) -> Bounds {
    let down = around.km / 111.2;
    let across = (down / around.lat.to_radians().cos().max(0.05)).min(170.0);
    Bounds {
        south: (around.lat - down).max(-85.0),
        west: around.lng - across,
        north: (around.lat + down).min(85.0),
        east: around.lng + across,
    }
}

/// The layers, each switched on or off by a click.
fn switches(noun: &str, arrangement: &Arrangement, layers: &[Layer<'_>], known: &Known) -> Markup {
    let turned = |place: usize| {
        let on = layers.iter().enumerate().filter(|(n, layer)| layer.on != (*n == place)).map(|(_, layer)| layer.noun);
        let on = on.collect::<Vec<_>>().join(",");
        let next = arrangement.with_map(&[("layers", if on.is_empty() { "none" } else { on.as_str() })]);
        format!("/{noun}?{}", next.query())
    };
    html! {
        div class="map-layers" role="group" aria-label="What is shown" {
            @for (place, layer) in layers.iter().enumerate() {
                a   class={ "b ghost" @if layer.on { " on" } }
                    href=(turned(place))
                    aria-current=[layer.on.then_some("true")]
                    data-map-to
                    data-layer=(layer.noun)
                {
                    (layers::mark(place))
                    (catalog::sentence(&layer.plural))
                    span class="n" { (grouped(&known.placed[place].to_string())) }
                }
            }
        }
    }
}

/// The list's own rows that no map can show.
fn without_place(noun: &str, listed: &[Listed], all: u64) -> Markup {
    html! {
        details class="map-nowhere" {
            summary { (grouped(&all.to_string())) " without a known place" }
            ul class="rows" {
                @for row in listed {
                    li {
                        a class="plain" href={ "/" (noun) "/" (row.id) } { (row.title) }
                        span class="quiet" { (row.details) }
                    }
                }
            }
            @if all > LISTED as u64 {
                p class="quiet small" { "And " (grouped(&(all - LISTED as u64).to_string())) " more." }
            }
        }
    }
}

fn nothing(visit: &Visit, noun: &Noun<'_>, nowhere: u64) -> Markup {
    let words = match (nowhere, noun.field("lat").is_some()) {
        (0, _) => "No rows fit, so there is nothing to place.",
        (_, true) => "A map needs latitude and longitude. Fill them in on a record, or import them.",
        (_, false) => {
            "These stand where other records of the same town stand, and none of those has a known place yet."
        }
    };
    let acts = html! {
        a class="b" href={ "/" (noun.name()) } { "Back to the list" }
        @if visit.may(noun.name(), "INSERT") {
            a class="b" href={ "/import?noun=" (noun.name()) } { "Import" }
        }
    };
    shell::empty(noun.table.icon(), "Nothing to place", words, &acts)
}
