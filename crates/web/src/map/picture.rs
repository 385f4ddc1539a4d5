//! The map itself: land, names, a circle, discs and a scale, as one SVG whose middle is the middle of the view.

use super::discs::{Disc, Leads};
use super::layers::{Layer, counted, shape};
use super::rows::Around;
use super::wish::written;
use crate::arrangement::Arrangement;
use land::{Bounds, Named, View, circle, drawn, names, project};
use maud::{Markup, html};
use std::fmt::Write as _;

/// Pixels of map around the view, for whoever drags it, and for windows that are wider than we thought.
pub(super) const AROUND: (f64, f64) = (320.0, 200.0);
/// Pixels of the longest scale.
const SCALE: f64 = 120.0;

/// What a map shows.
pub(super) struct Picture<'a> {
    pub(super) view: View,
    pub(super) layers: &'a [Layer<'a>],
    pub(super) discs: &'a [Disc],
    pub(super) around: Option<Around<'a>>,
    pub(super) arrangement: &'a Arrangement,
    pub(super) noun: &'a str,
    pub(super) words: &'a str,
}

impl Picture<'_> {
    pub(super) fn svg(&self) -> Markup {
        let view = &self.view;
        let (half, wide, high) = ((view.width / 2.0, view.height / 2.0), view.width, view.height);
        let land = drawn(view, AROUND);
        let names = names(view, AROUND, &self.taken());
        let (lat, lng) = view.middle();
        html! {
            svg id="map"
                viewBox=(format!("{} {} {wide} {high}", -half.0, -half.1))
                role="group"
                tabindex="0"
                aria-label=(self.words)
                aria-describedby="map-keys"
                data-width=(wide)
                data-height=(high)
                data-lat=(format!("{lat:.6}"))
                data-lng=(format!("{lng:.6}"))
                data-zoom=(view.zoom)
            {
                rect
                    class="sea"
                    x=(-half.0 - AROUND.0)
                    y=(-half.1 - AROUND.1)
                    width=(wide + 2.0 * AROUND.0)
                    height=(high + 2.0 * AROUND.1) {}
                g transform="scale(.5)" aria-hidden="true" {
                    path class="land" d=(land.land) {}
                    path class="lakes" d=(land.lakes) {}
                    path class="regions" d=(land.regions) {}
                    path class="borders" d=(land.borders) {}
                }
                g class="names" aria-hidden="true" {
                    @for name in &names {
                        @if name.of == Named::Town {
                            circle cx=(one(name.x)) cy=(one(name.y)) r="1.8" {}
                            text x=(one(name.x + 5.0)) y=(one(name.y)) { (name.text) }
                        } @else {
                            text class="country" x=(one(name.x)) y=(one(name.y)) { (name.text) }
                        }
                    }
                }
                @if let Some(around) = self.around { (self.circle(around)) }
                @for disc in self.discs { (self.disc(disc)) }
                (self.scale())
            }
        }
    }

    /// Where no name has room: at discs, buttons, the scale and the credit.
    fn taken(&self) -> Vec<(f64, f64, f64)> {
        let (across, down) = (self.view.width / 2.0, self.view.height / 2.0);
        let buttons = (0..4).map(|n| (across - 24.0, 24.0 - down + 33.0 * f64::from(n), 18.0));
        let foot = [-16.0, -50.0, -84.0, -118.0].map(|x| (across + x, down - 14.0, 18.0));
        let scale = [24.0, 60.0, 96.0, 130.0].map(|x| (x - across, down - 20.0, 18.0));
        let discs = self.discs.iter().map(|d| (d.x, d.y, d.radius() + 2.0));
        discs.chain(buttons).chain(foot).chain(scale).collect()
    }

    /// What a disc stands for, in words.
    pub(super) fn told(&self, disc: &Disc) -> String {
        match &disc.only {
            Some((layer, _, title)) => format!("{title}, {}", self.layers[*layer].singular),
            None => {
                let near = disc.town().map(|town| format!(" {town}")).unwrap_or_default();
                counted(self.layers, &disc.counts) + &near
            }
        }
    }

    /// Where a disc leads.
    pub(super) fn address(&self, disc: &Disc) -> String {
        let to = match (&disc.only, disc.leads(&self.view)) {
            (Some((layer, id, _)), _) => return format!("/{}/{id}", self.layers[*layer].noun),
            (None, Leads::Closer(view)) => self.arrangement.with_map(&[
                ("centre", at(&view).as_str()),
                ("zoom", view.zoom.to_string().as_str()),
                ("box", ""),
            ]),
            (None, _) => {
                let on: Vec<&str> = self.layers.iter().filter(|layer| layer.on).map(|layer| layer.noun).collect();
                self.arrangement.with_map(&[
                    ("centre", at(&self.view).as_str()),
                    ("zoom", self.view.zoom.to_string().as_str()),
                    ("box", ends(disc.bounds).as_str()),
                    ("layers", on.join(",").as_str()),
                    ("near", ""),
                    ("km", ""),
                ])
            }
        };
        format!("/{}?{}", self.noun, to.query())
    }

    /// A disc in whose layers' colours its edge is, or the mark of a single record.
    fn disc(&self, disc: &Disc) -> Markup {
        let (x, y, r) = (one(disc.x), one(disc.y), disc.radius());
        let stays = disc.only.is_some();
        let (told, number) = (self.told(disc), crate::format::short(disc.total as f64));
        // What is read aloud holds what is seen.
        let said =
            if stays || told.starts_with(&format!("{number} ")) { told.clone() } else { format!("{number}: {told}") };
        let mut done = 0.0;
        let some = disc.counts.iter().enumerate().filter(|(_, count)| **count > 0);
        let parts: Vec<(usize, f64, f64)> = some
            .map(|(layer, count)| {
                let (part, before) = (100.0 * *count as f64 / disc.total as f64, done);
                done += part;
                (layer, part, before)
            })
            .collect();
        html! {
            a   href=(self.address(disc))
                class={ "disc" @if !disc.inside { " out" } }
                data-map-to[!stays]
                transform=(format!("translate({x} {y})"))
                aria-label=(said)
            {
                title { (told) }
                @if let Some((layer, _, _)) = &disc.only {
                    circle class="reach" r="14" {}
                    (shape(*layer, r))
                } @else {
                    circle class="whole" r=(one(r)) {}
                    @for (layer, part, before) in &parts {
                        circle
                            class={ "part k" (layer.min(&3)) }
                            r=(one(r))
                            pathLength="100"
                            stroke-dasharray=(format!("{part:.2} {:.2}", 100.0 - part))
                            stroke-dashoffset=(format!("{:.2}", 25.0 - before)) {}
                    }
                    text { (number) }
                }
            }
        }
    }

    fn circle(&self, around: Around<'_>) -> Markup {
        let (x, y) = project(around.lat, around.lng);
        let (px, py) = self.view.pixel(x, y);
        let scale = self.view.scale();
        let mut line = String::new();
        for (cx, cy) in circle(around.lat, around.lng, around.km) {
            let start = if line.is_empty() { 'M' } else { 'L' };
            let _ = write!(line, "{start}{:.1} {:.1}", px + (cx - x) * scale, py + (cy - y) * scale);
        }
        html! {
            path class="circle" d={ (line) "z" } aria-hidden="true" {}
            path class="here" d=(format!("M{px:.1} {py:.1}m-9 0h18m-9-9v18")) aria-hidden="true" {}
        }
    }

    /// A round number of kilometres, as long as it is here.
    fn scale(&self) -> Markup {
        let most = SCALE / self.view.kilometre();
        let ten = 10.0_f64.powf(most.log10().floor());
        let km = [5.0, 2.0].into_iter().map(|n| n * ten).find(|km| *km <= most).unwrap_or(ten);
        let long = one(km * self.view.kilometre());
        let words = if km >= 1.0 { format!("{km} km") } else { format!("{} m", (km * 1000.0).round()) };
        let (x, y) = (16.0 - self.view.width / 2.0, self.view.height / 2.0 - 14.0);
        html! {
            g id="map-scale" transform=(format!("translate({x} {y})")) {
                path d=(format!("M0-5v5h{long}v-5")) {}
                text y="-9" { (words) }
            }
        }
    }
}

/// The middle of a view as an address says it.
pub(super) fn at(view: &View) -> String {
    let (lat, lng) = view.middle();
    written(lat, lng)
}

/// An area as an address says it, a metre wider, so that what stands on its edge is inside.
fn ends(bounds: Bounds) -> String {
    let turned = |lng: f64| (lng + 180.0).rem_euclid(360.0) - 180.0;
    let edge = 1e-5;
    let (south, north) = ((bounds.south - edge).max(-90.0), (bounds.north + edge).min(90.0));
    // A pole is in no square of the map, but in the area of what is nearest to it.
    let (south, north) = (if south < -85.0 { -90.0 } else { south }, if north > 85.0 { 90.0 } else { north });
    format!("{},{}", written(south, turned(bounds.west - edge)), written(north, turned(bounds.east + edge)))
}

fn one(n: f64) -> String {
    let text = format!("{n:.1}");
    text.strip_suffix(".0").map_or_else(|| text.clone(), str::to_string)
}
