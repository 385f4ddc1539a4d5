//! The land of a view as lines of SVG.

use crate::cut::{self, Frame};
use crate::file::{Land, Layer};
use crate::view::View;
use std::fmt::Write as _;

/// Regions of countries are drawn from this zoom on.
const REGIONS: f64 = 3.5;
/// Parts of a pixel that lines are written in: whole numbers are short.
const PARTS: f64 = 2.0;
/// Pixels beyond the edge at which areas are cut, so that no edge is seen there.
const BEYOND: f64 = 4.0;

/// What `d` of a path says for each kind of line, in half pixels from the middle of the view.
#[derive(Debug, Default)]
pub struct Drawn {
    /// Land, to be filled by the even-odd rule.
    pub land: String,
    /// Lakes on it, by the same rule.
    pub lakes: String,
    /// Borders of countries.
    pub borders: String,
    /// Borders of their regions.
    pub regions: String,
}

/// The land of a view, with so many pixels around it.
pub fn drawn(view: &View, around: (f64, f64)) -> Drawn {
    let land = Land::get();
    let [ground, lakes, borders, regions] = [0, 1, 2, 3].map(|n| &land.layers[n]);
    Drawn {
        land: layer(land, ground, view, around),
        lakes: layer(land, lakes, view, around),
        borders: layer(land, borders, view, around),
        regions: if view.zoom < REGIONS { String::new() } else { layer(land, regions, view, around) },
    }
}

fn layer(land: &Land, layer: &Layer, view: &View, around: (f64, f64)) -> String {
    let (level, scale) = (land.level(view.zoom), view.scale() / land.side);
    let (west, north, east, south) = view.ends((around.0 + BEYOND, around.1 + BEYOND));
    let half = (view.width / 2.0 + around.0 + BEYOND, view.height / 2.0 + around.1 + BEYOND);
    let frame: Frame = (-half.0, -half.1, half.0, half.1);
    let mut out = String::new();
    // The copies of the world that are in sight.
    for copy in west.floor() as i32..=east.floor() as i32 {
        let seen = |n: i32| f64::from(n) / land.side + f64::from(copy);
        for line in &layer.lines {
            let ends = line.ends;
            let (top, bottom) = (f64::from(ends.1) / land.side, f64::from(ends.3) / land.side);
            if seen(ends.2) < west || seen(ends.0) > east || bottom < north || top > south {
                continue;
            }
            let points: Vec<(f64, f64)> = layer
                .points(line, level)
                .map(|(x, y)| {
                    let across = f64::from(x) + (f64::from(copy) - view.x) * land.side;
                    (across * scale, (f64::from(y) - view.y * land.side) * scale)
                })
                .collect();
            if layer.closed {
                write(&mut out, &cut::area(points, frame), true);
            } else {
                for part in cut::line(&points, frame) {
                    write(&mut out, &part, false);
                }
            }
        }
    }
    out
}

/// Writes a line; what stands on the same half pixel as the point before is left out.
fn write(out: &mut String, points: &[(f64, f64)], closed: bool) {
    let whole = |p: &(f64, f64)| ((p.0 * PARTS).round() as i32, (p.1 * PARTS).round() as i32);
    let mut kept: Vec<(i32, i32)> = points.iter().map(whole).collect();
    kept.dedup();
    if kept.len() < if closed { 3 } else { 2 } {
        return;
    }
    let mut before = kept[0];
    let _ = write!(out, "M{} {}l", before.0, before.1);
    for (n, point) in kept.iter().enumerate().skip(1) {
        let (dx, dy) = (point.0 - before.0, point.1 - before.1);
        let apart = |first: bool, value: i32| if first || value < 0 { "" } else { " " };
        let _ = write!(out, "{}{dx}{}{dy}", apart(n == 1, dx), apart(false, dy));
        before = *point;
    }
    if closed {
        out.push('z');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZE: (f64, f64) = (960.0, 600.0);

    /// The corners of the areas that a path draws.
    fn areas(path: &str) -> Vec<Vec<(i32, i32)>> {
        let mut all = Vec::new();
        for area in path.split('M').skip(1) {
            let text = area.trim_end_matches('z').replace('-', " -").replace('l', " ");
            let numbers: Vec<i32> = text.split_whitespace().map(|n| n.parse().unwrap()).collect();
            let mut at = (0, 0);
            all.push(numbers.chunks(2).map(|step| (at = (at.0 + step[0], at.1 + step[1]), at).1).collect());
        }
        all
    }

    /// Whether the middle of the view is in the areas: by the even-odd rule.
    fn is_land(path: &str) -> bool {
        let mut inside = false;
        for area in areas(path) {
            let mut before = *area.last().unwrap();
            for point in area {
                let ((ax, ay), (bx, by)) = (before, point);
                if (ay > 0) != (by > 0) && f64::from(ax) - f64::from(ay) * f64::from(bx - ax) / f64::from(by - ay) > 0.0
                {
                    inside = !inside;
                }
                before = point;
            }
        }
        inside
    }

    #[test]
    fn land_is_land_and_sea_is_sea_at_every_zoom() {
        let places = [
            ((-33.8, 150.5), true),
            ((-34.0, 152.5), false),
            ((52.52, 13.4), true),
            ((54.6, 7.5), false),
            ((68.5, -178.5), true),
            ((0.0, -30.0), false),
        ];
        for ((lat, lng), land) in places {
            for zoom in [2.0, 3.3, 5.0, 7.0, 9.0, 11.0] {
                let drawn = drawn(&View { zoom, ..View::at(lat, lng, 9.0, SIZE) }, (0.0, 0.0));
                assert_eq!(is_land(&drawn.land), land, "{lat} {lng} at {zoom}");
            }
        }
    }

    #[test]
    fn nothing_is_drawn_outside_the_view() {
        for (lat, lng, zoom) in [(50.0, 10.0, 4.0), (60.0, 179.0, 3.0), (-33.8, 151.2, 10.0), (65.0, -170.0, 2.2)] {
            let drawn = drawn(&View::at(lat, lng, zoom, SIZE), (100.0, 50.0));
            for path in [&drawn.land, &drawn.lakes, &drawn.borders, &drawn.regions] {
                for (x, y) in areas(path).into_iter().flatten() {
                    assert!(x.abs() <= 2 * (480 + 104) + 1 && y.abs() <= 2 * (300 + 54) + 1, "{x} {y}");
                }
            }
        }
    }

    #[test]
    fn the_coast_of_a_city_region_has_its_bays() {
        let sydney = drawn(&View::at(-33.85, 151.1, 9.0, SIZE), (0.0, 0.0));
        assert!(areas(&sydney.land).iter().map(Vec::len).sum::<usize>() > 60);
        let berlin = drawn(&View::at(52.5, 13.3, 9.0, SIZE), (0.0, 0.0));
        assert!(!berlin.regions.is_empty() && !berlin.lakes.is_empty());
    }

    #[test]
    fn a_page_of_map_is_small() {
        for (lat, lng, zoom) in [
            (20.0, 10.0, 2.0),
            (20.0, 10.0, 2.5),
            (50.0, 10.0, 4.0),
            (62.0, 10.0, 5.5),
            (60.0, 25.0, 7.0),
            (62.0, 6.0, 7.1),
            (52.0, 10.0, 9.0),
        ] {
            let drawn = drawn(&View::at(lat, lng, zoom, SIZE), (320.0, 200.0));
            let all = drawn.land + &drawn.lakes + &drawn.borders + &drawn.regions;
            let mut pressed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
            std::io::Write::write_all(&mut pressed, all.as_bytes()).unwrap();
            let size = pressed.finish().unwrap().len();
            assert!(size < 45_000, "{lat} {lng} at {zoom}: {} bytes, {size} pressed", all.len());
        }
    }
}
