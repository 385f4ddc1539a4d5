//! Degrees and the square world.

use std::f64::consts::PI;

/// The earth is taken for a globe of this radius in kilometres, as the database takes it.
pub(crate) const RADIUS: f64 = 6371.0;
/// The Mercator projection has no poles: north and south of this it ends.
const END: f64 = 85.051_128_779_806_59;
/// Corners of a circle's line.
const CORNERS: u32 = 90;

/// An area of degrees. Across the 180th meridian `east` is more than 180.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounds {
    /// Its southern end.
    pub south: f64,
    /// Its western end.
    pub west: f64,
    /// Its northern end.
    pub north: f64,
    /// Its eastern end.
    pub east: f64,
}

/// Where latitude and longitude are in the square world.
pub fn project(lat: f64, lng: f64) -> (f64, f64) {
    let lat = lat.clamp(-END, END).to_radians();
    (lng / 360.0 + 0.5, (0.5 - (PI / 4.0 + lat / 2.0).tan().ln() / (2.0 * PI)).clamp(0.0, 1.0))
}

/// Latitude and longitude of a place in the square world, of whichever copy of it.
pub fn degrees(x: f64, y: f64) -> (f64, f64) {
    ((PI * (1.0 - 2.0 * y)).sinh().atan().to_degrees(), (x - x.floor()) * 360.0 - 180.0)
}

/// The line of all places so many kilometres away, in the square world; it does not break at the 180th meridian.
pub fn circle(lat: f64, lng: f64, kilometres: f64) -> Vec<(f64, f64)> {
    let (away, from) = ((kilometres / RADIUS).min(PI), lat.to_radians());
    let corner = |n: u32| {
        let turn = 2.0 * PI * f64::from(n) / f64::from(CORNERS);
        let to = (from.sin() * away.cos() + from.cos() * away.sin() * turn.cos()).clamp(-1.0, 1.0).asin();
        let aside = (turn.sin() * away.sin() * from.cos()).atan2(away.cos() - from.sin() * to.sin());
        project(to.to_degrees(), lng + aside.to_degrees())
    };
    (0..CORNERS).map(corner).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kilometres(a: (f64, f64), b: (f64, f64)) -> f64 {
        let (lat1, lat2) = (a.0.to_radians(), b.0.to_radians());
        let (dlat, dlng) = (lat2 - lat1, (b.1 - a.1).to_radians());
        2.0 * RADIUS
            * ((dlat / 2.0).sin().powi(2) + lat1.cos() * lat2.cos() * (dlng / 2.0).sin().powi(2)).sqrt().min(1.0).asin()
    }

    #[test]
    fn the_middle_of_the_world_is_where_equator_and_greenwich_meet() {
        assert_eq!(project(0.0, 0.0), (0.5, 0.5));
        let (x, y) = project(-33.87, 151.21);
        let (lat, lng) = degrees(x, y);
        assert!((lat + 33.87).abs() < 1e-9 && (lng - 151.21).abs() < 1e-9);
    }

    #[test]
    fn the_poles_are_at_the_ends() {
        assert!(project(90.0, 0.0).1 < 1e-9 && project(-90.0, 0.0).1 > 1.0 - 1e-9);
    }

    #[test]
    fn every_corner_of_a_circle_is_as_far_away() {
        for (lat, lng, km) in [(-33.87, 151.21, 50.0), (52.52, 13.4, 250.0), (-17.0, 179.9, 100.0)] {
            let corners = circle(lat, lng, km);
            for (x, y) in &corners {
                let away = kilometres((lat, lng), degrees(*x, *y));
                assert!((away - km).abs() < 1e-6 * km, "{away} is not {km}");
            }
            let steps = corners.windows(2).map(|pair| (pair[0].0 - pair[1].0).abs());
            assert!(steps.fold(0.0, f64::max) < 0.01, "the line does not break");
        }
    }
}
