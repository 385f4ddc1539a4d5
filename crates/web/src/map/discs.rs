//! Discs: what is near one another at a zoom is one.

use super::rows::Cell;
use land::{Bounds, DEEPEST, View, degrees, project, town};

/// Pixels below which two discs are one.
const APART: f64 = 40.0;

/// What reaches farther than this part of the world (half a degree) is around a town, not near it.
const WIDE: f64 = 0.5 / 360.0;

/// One place on the map: a record, or how many there are.
pub(super) struct Disc {
    /// Pixels from the middle of the view.
    pub(super) x: f64,
    pub(super) y: f64,
    /// How many of each layer.
    pub(super) counts: Vec<u64>,
    pub(super) total: u64,
    /// It is inside the circle, or there is none.
    pub(super) inside: bool,
    /// Where its records are.
    pub(super) bounds: Bounds,
    /// Their middle in the square world.
    pub(super) middle: (f64, f64),
    /// Where the first of its squares stands, in pixels: what is near that joins it.
    anchor: (f64, f64),
    /// The only record: layer, id and title.
    pub(super) only: Option<(usize, String, String)>,
}

/// What a disc leads to.
pub(super) enum Leads {
    /// The record.
    Record,
    /// A closer look.
    Closer(View),
    /// The list of its records: no closer look takes them apart.
    List,
}

impl Disc {
    pub(super) fn radius(&self) -> f64 {
        if self.total == 1 { 7.0 } else { (8.0 + 4.5 * (self.total as f64).log10()).min(26.0) }
    }

    /// The town it is near, or of something wide the one it is around.
    pub(super) fn town(&self) -> Option<String> {
        let high = project(self.bounds.south, 0.0).1 - project(self.bounds.north, 0.0).1;
        let wide = high.max((self.bounds.east - self.bounds.west) / 360.0);
        let word = if wide > WIDE { "around" } else { "near" };
        town(self.middle.0, self.middle.1, wide).map(|town| format!("{word} {town}"))
    }

    pub(super) fn leads(&self, view: &View) -> Leads {
        if self.only.is_some() {
            return Leads::Record;
        }
        let deepest = View { zoom: DEEPEST, ..*view };
        let ((west, north), (east, south)) =
            (project(self.bounds.north, self.bounds.west), project(self.bounds.south, self.bounds.east));
        let spread = (east - west).max(south - north) * deepest.scale();
        if spread < APART || view.zoom >= DEEPEST {
            return Leads::List;
        }
        let fitted = View::fitting(self.bounds, (view.width, view.height), 80.0);
        let (lat, lng) = degrees((west + east) / 2.0, (north + south) / 2.0);
        let zoom = if spread > 0.0 { fitted.zoom.max(view.zoom + 1.0) } else { view.zoom + 1.0 };
        Leads::Closer(View::at(lat, lng, zoom, (view.width, view.height)))
    }
}

/// The discs of a view, the largest first.
pub(super) fn joined(mut cells: Vec<Cell>, layers: usize, view: &View) -> Vec<Disc> {
    cells.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.id.cmp(&b.id)));
    let mut discs: Vec<Disc> = Vec::new();
    for cell in cells {
        let at = view.pixel(cell.middle.0, cell.middle.1);
        let near =
            |disc: &&mut Disc| disc.inside == cell.inside && (disc.anchor.0 - at.0).hypot(disc.anchor.1 - at.1) < APART;
        match discs.iter_mut().find(near) {
            Some(disc) => disc.take(cell),
            None => discs.push(Disc::of(cell, layers, at)),
        }
    }
    for disc in &mut discs {
        (disc.x, disc.y) = view.pixel(disc.middle.0, disc.middle.1);
    }
    discs.sort_by_key(|disc| std::cmp::Reverse(disc.total));
    discs
}

impl Disc {
    fn of(cell: Cell, layers: usize, anchor: (f64, f64)) -> Disc {
        let mut counts = vec![0; layers];
        counts[cell.layer] = cell.count;
        Disc {
            x: anchor.0,
            y: anchor.1,
            counts,
            total: cell.count,
            inside: cell.inside,
            bounds: bounds(cell.ends),
            middle: cell.middle,
            anchor,
            only: (cell.count == 1).then_some((cell.layer, cell.id, cell.title)),
        }
    }

    fn take(&mut self, cell: Cell) {
        let (own, more) = (self.total as f64, cell.count as f64);
        // The copy of the world that is nearest to the rest.
        let across = cell.middle.0 - self.middle.0;
        let (across, down) = (across - across.round(), cell.middle.1 - self.middle.1);
        let part = more / (own + more);
        self.middle = (self.middle.0 + across * part, self.middle.1 + down * part);
        let other = bounds(cell.ends);
        let turns = ((self.bounds.west - other.west) / 360.0).round() * 360.0;
        self.bounds = Bounds {
            south: self.bounds.south.min(other.south),
            west: self.bounds.west.min(other.west + turns),
            north: self.bounds.north.max(other.north),
            east: self.bounds.east.max(other.east + turns),
        };
        self.counts[cell.layer] += cell.count;
        self.total += cell.count;
        self.only = None;
    }
}

/// The ends of a square's rows in degrees.
fn bounds((west, north, east, south): (f64, f64, f64, f64)) -> Bounds {
    let (top, left) = degrees(west, north);
    let (bottom, _) = degrees(east, south);
    Bounds { south: bottom, west: left, north: top, east: left + (east - west) * 360.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(layer: usize, count: u64, lat: f64, lng: f64) -> Cell {
        let (x, y) = project(lat, lng);
        Cell { layer, count, middle: (x, y), ends: (x, y, x, y), inside: true, id: format!("{lat}"), title: "A".into() }
    }

    fn view(zoom: f64) -> View {
        View::at(-33.87, 151.2, zoom, (960.0, 600.0))
    }

    #[test]
    fn what_is_near_is_one_disc_and_everything_is_counted() {
        let cells = || vec![cell(0, 900, -33.87, 151.2), cell(1, 3, -33.9, 151.1), cell(1, 40, -37.8, 144.9)];
        let far = joined(cells(), 2, &view(2.0));
        assert_eq!(far.iter().map(|d| (d.total, d.counts.clone())).collect::<Vec<_>>(), [(943, vec![900, 43])]);
        let near = joined(cells(), 2, &view(5.0));
        assert_eq!(near.iter().map(|d| d.total).collect::<Vec<_>>(), [903, 40]);
        assert!((near[0].middle.0 - project(-33.87, 151.2).0).abs() < 1e-4, "it stands where most are");
    }

    #[test]
    fn what_is_inside_a_circle_stays_apart_from_what_is_outside() {
        let outside = Cell { inside: false, ..cell(0, 2, -33.87, 151.2) };
        let discs = joined(vec![cell(0, 5, -33.87, 151.2), outside], 1, &view(3.0));
        assert_eq!(discs.iter().map(|d| (d.total, d.inside)).collect::<Vec<_>>(), [(5, true), (2, false)]);
    }

    #[test]
    fn a_disc_leads_closer_until_nothing_takes_it_apart() {
        let one = joined(vec![cell(0, 1, -33.87, 151.2)], 1, &view(3.0));
        assert!(matches!(one[0].leads(&view(3.0)), Leads::Record));
        let same = joined(vec![cell(0, 2, -33.87, 151.2)], 1, &view(3.0));
        assert!(matches!(same[0].leads(&view(3.0)), Leads::List));
        let two = joined(vec![cell(0, 1, -33.87, 151.2), cell(0, 1, -33.9, 151.1)], 1, &view(3.0));
        let Leads::Closer(closer) = two[0].leads(&view(3.0)) else { panic!("they are apart") };
        assert!(
            closer.zoom >= 4.0
                && joined(vec![cell(0, 1, -33.87, 151.2), cell(0, 1, -33.9, 151.1)], 1, &closer).len() == 2
        );
    }

    #[test]
    fn both_sides_of_the_180th_meridian_are_one_place() {
        let view = View::at(-17.0, 180.0, 5.0, (960.0, 600.0));
        let discs = joined(vec![cell(0, 1, -17.0, 179.9), cell(0, 1, -17.0, -179.9)], 1, &view);
        assert_eq!(discs.len(), 1);
        assert!(discs[0].x.abs() < 1.0 && (discs[0].bounds.east - discs[0].bounds.west - 0.2).abs() < 1e-6);
    }
}
