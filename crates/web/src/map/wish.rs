//! What is asked of a map, as its address says. What makes no sense is as if it were not there.

use crate::arrangement::Arrangement;
use crate::visit::Visit;
use land::Bounds;
use uuid::Uuid;

/// Pixels of a map when nobody says how many there are.
const SIZE: (f64, f64) = (960.0, 600.0);
/// Kilometres of a circle when nobody says how many, and at most.
const RADIUS: f64 = 50.0;
const FARTHEST: f64 = 2000.0;

/// What is asked of a map.
pub(super) struct Wish {
    pub(super) middle: Middle,
    pub(super) zoom: Option<f64>,
    /// The nouns that are shown; nothing is said of them without this.
    pub(super) layers: Option<Vec<String>>,
    pub(super) near: Option<Near>,
    /// Kilometres around what is near.
    pub(super) km: f64,
    /// The area whose records are listed.
    pub(super) area: Option<Bounds>,
    /// Pixels across and down.
    pub(super) size: (f64, f64),
}

/// What is in the middle.
pub(super) enum Middle {
    /// This place.
    At(f64, f64),
    /// Whatever shows everything.
    Everything,
    /// Whatever shows what is asked for.
    Asked,
}

/// What a circle is drawn around.
pub(super) enum Near {
    Record(String, Uuid),
    Place(f64, f64),
}

impl Wish {
    pub(super) fn of(visit: &Visit, arrangement: &Arrangement) -> Wish {
        let asked = |name: &str| arrangement.map(name);
        let middle = match asked("centre") {
            Some("all") => Middle::Everything,
            Some(text) => place(text).map_or(Middle::Asked, |(lat, lng)| Middle::At(lat, lng)),
            None => Middle::Asked,
        };
        Wish {
            middle,
            zoom: asked("zoom").and_then(number),
            layers: asked("layers").map(|names| names.split(',').map(|n| n.trim().to_string()).collect()),
            near: asked("near").and_then(near),
            km: asked("km").and_then(number).filter(|km| *km > 0.0).unwrap_or(RADIUS).min(FARTHEST),
            area: asked("box").and_then(area),
            size: visit.param("px").and_then(|text| size(&text)).unwrap_or(SIZE),
        }
    }

    /// The kilometres as an address says them.
    pub(super) fn kilometres(&self) -> String {
        format!("{}", (self.km * 10.0).round() / 10.0)
    }
}

/// A place as an address says it: some decimetres are close enough.
pub(super) fn written(lat: f64, lng: f64) -> String {
    let rounded = |degrees: f64| (degrees * 1e5).round() / 1e5;
    format!("{},{}", rounded(lat), rounded(lng))
}

fn number(text: &str) -> Option<f64> {
    text.trim().replace(',', ".").parse().ok().filter(|n: &f64| n.is_finite())
}

fn place(text: &str) -> Option<(f64, f64)> {
    let (lat, lng) = text.split_once(',')?;
    let (lat, lng): (f64, f64) = (lat.trim().parse().ok()?, lng.trim().parse().ok()?);
    ((-90.0..=90.0).contains(&lat) && (-180.0..=180.0).contains(&lng)).then_some((lat, lng))
}

fn near(text: &str) -> Option<Near> {
    let record = || {
        let (noun, id) = text.split_once('.')?;
        Some(Near::Record(noun.to_string(), id.parse().ok()?))
    };
    place(text).map(|(lat, lng)| Near::Place(lat, lng)).or_else(record)
}

/// South, west, north and east; across the 180th meridian the east is the smaller number.
fn area(text: &str) -> Option<Bounds> {
    let ends: Vec<f64> = text.split(',').map_while(|n| n.trim().parse().ok()).collect();
    let [south, west, north, east] = ends[..] else { return None };
    let fits = (-90.0..=90.0).contains(&south)
        && (south..=90.0).contains(&north)
        && [west, east].iter().all(|lng| (-180.0..=180.0).contains(lng));
    fits.then_some(Bounds { south, west, north, east: if east < west { east + 360.0 } else { east } })
}

fn size(text: &str) -> Option<(f64, f64)> {
    let (width, height) = text.split_once('x')?;
    let (width, height): (u32, u32) = (width.parse().ok()?, height.parse().ok()?);
    Some((f64::from(width.clamp(200, 2600)), f64::from(height.clamp(200, 1600))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_and_areas_are_of_this_world() {
        assert_eq!(place("-33.87, 151.2"), Some((-33.87, 151.2)));
        for wrong in ["", "x", "91,0", "0,181", "NaN,0", "1", "inf,inf", "1,2,3"] {
            assert_eq!(place(wrong), None, "{wrong}");
        }
        assert_eq!(area("-20,179,-10,-179").map(|b| (b.west, b.east)), Some((179.0, 181.0)));
        for wrong in ["1,2,3", "10,0,-10,5", "0,0,0,400", "a,b,c,d", "0,0,0,0,0"] {
            assert_eq!(area(wrong), None, "{wrong}");
        }
        assert_eq!((size("390x99999"), size("0x0"), size("wide")), (Some((390.0, 1600.0)), Some((200.0, 200.0)), None));
    }

    #[test]
    fn a_place_is_written_as_it_is_read() {
        assert_eq!(place(&written(-33.871_234_5, 151.2)), Some((-33.87123, 151.2)));
    }
}
