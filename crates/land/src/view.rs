//! What of the world is seen, and how large.

use crate::world::{Bounds, RADIUS, degrees, project};
use std::f64::consts::PI;

/// Pixels of the world's side at zoom 0; each zoom doubles them.
const TILE: f64 = 256.0;
/// The closest one can look.
pub const DEEPEST: f64 = 14.0;
/// How close a single place is shown by itself.
const CLOSE: f64 = 10.0;

/// What is seen: a middle in the square world, a zoom, and a size in pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct View {
    /// The middle, from west to east: 0 to 1.
    pub x: f64,
    /// The middle, from north to south: 0 to 1.
    pub y: f64,
    /// How close: 0 to [`DEEPEST`].
    pub zoom: f64,
    /// Pixels across.
    pub width: f64,
    /// Pixels down.
    pub height: f64,
}

impl View {
    /// The view with this middle, as far as there is a world to see.
    pub fn at(lat: f64, lng: f64, zoom: f64, (width, height): (f64, f64)) -> View {
        let (x, y) = project(lat, lng);
        View { x: x - x.floor(), y, zoom, width, height }.held()
    }

    /// The closest view that shows all of an area, `free` pixels away from its edges.
    pub fn fitting(area: Bounds, (width, height): (f64, f64), free: f64) -> View {
        let ((west, north), (east, south)) = (project(area.north, area.west), project(area.south, area.east));
        let room = |pixels: f64, wide: f64| ((pixels - 2.0 * free).max(40.0) / TILE / wide.max(1e-9)).log2();
        let zoom = room(width, east - west).min(room(height, south - north)).min(CLOSE);
        let x = (west + east) / 2.0;
        View { x: x - x.floor(), y: (north + south) / 2.0, zoom, width, height }.held()
    }

    /// Kept inside the world: never smaller than the view is wide, never beyond its northern and southern ends.
    fn held(self) -> View {
        let least = (self.width.max(self.height) / TILE).log2();
        let zoom = (self.zoom.clamp(least.min(DEEPEST), DEEPEST) * 100.0).round() / 100.0;
        let half = (self.height / 2.0 / (TILE * zoom.exp2())).min(0.5);
        View { zoom, y: self.y.clamp(half, 1.0 - half), ..self }
    }

    /// Pixels of the world's side.
    pub fn scale(&self) -> f64 {
        TILE * self.zoom.exp2()
    }

    /// Latitude and longitude of the middle.
    pub fn middle(&self) -> (f64, f64) {
        degrees(self.x, self.y)
    }

    /// Where a place of the square world is, in pixels from the middle. Of the world's copies the nearest is meant.
    pub fn pixel(&self, x: f64, y: f64) -> (f64, f64) {
        let across = x - self.x;
        ((across - across.round()) * self.scale(), (y - self.y) * self.scale())
    }

    /// West, north, east and south end in the square world, with so many pixels around; below 0 and above 1 are its
    /// copies.
    pub fn ends(&self, around: (f64, f64)) -> (f64, f64, f64, f64) {
        let (across, down) =
            ((self.width / 2.0 + around.0) / self.scale(), (self.height / 2.0 + around.1) / self.scale());
        (self.x - across, self.y - down, self.x + across, self.y + down)
    }

    /// Pixels of a kilometre in the middle.
    pub fn kilometre(&self) -> f64 {
        self.scale() / (2.0 * PI * RADIUS * self.middle().0.to_radians().cos().max(0.01))
    }

    /// The same middle, closer by so much or farther away.
    pub fn closer(&self, by: f64) -> View {
        View { zoom: self.zoom + by, ..*self }.held()
    }

    /// Moved by parts of its width and height.
    pub fn moved(&self, across: f64, down: f64) -> View {
        let x = self.x + across * self.width / self.scale();
        View { x: x - x.floor(), y: self.y + down * self.height / self.scale(), ..*self }.held()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZE: (f64, f64) = (960.0, 600.0);

    #[test]
    fn an_area_is_shown_whole_and_in_the_middle() {
        let area = Bounds { south: -38.0, west: 115.0, north: -12.0, east: 153.0 };
        let view = View::fitting(area, SIZE, 40.0);
        for (lat, lng) in [(-38.0, 115.0), (-12.0, 153.0)] {
            let (x, y) = project(lat, lng);
            let (px, py) = view.pixel(x, y);
            assert!(px.abs() <= 441.0 && py.abs() <= 261.0, "{px} {py}");
        }
        assert!((view.middle().1 - 134.0).abs() < 1e-6);
    }

    #[test]
    fn across_the_180th_meridian_both_sides_are_near() {
        let area = Bounds { south: -20.0, west: 177.0, north: -15.0, east: 182.0 };
        let view = View::fitting(area, SIZE, 40.0);
        for lng in [177.0, 180.0, -180.0, -178.0] {
            let (x, y) = project(-17.0, lng);
            assert!(view.pixel(x, y).0.abs() < 480.0);
        }
    }

    #[test]
    fn a_single_place_is_not_looked_at_too_closely() {
        let here = Bounds { south: 48.0, west: 16.0, north: 48.0, east: 16.0 };
        assert_eq!(View::fitting(here, SIZE, 40.0).zoom, CLOSE);
    }

    #[test]
    fn there_is_always_world_in_the_view() {
        for (lat, lng, zoom) in [(90.0, 0.0, 0.0), (-90.0, 720.0, 99.0), (0.0, -540.0, -5.0), (89.0, 10.0, 3.0)] {
            let view = View::at(lat, lng, zoom, SIZE);
            let (_, north, _, south) = view.ends((0.0, 0.0));
            assert!(north >= -1e-9 && south <= 1.0 + 1e-9 && (0.0..1.0).contains(&view.x), "{view:?}");
            assert!(view.scale() >= 955.0 && view.zoom <= DEEPEST, "{view:?}");
        }
    }
}
