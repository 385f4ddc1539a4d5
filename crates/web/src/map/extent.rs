//! How far what is on a map reaches, told by stripes of one degree of longitude, of which there are 360 however many rows.

use land::Bounds;

/// The rows of a layer in one stripe.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stripe {
    pub(super) layer: usize,
    pub(super) bounds: Bounds,
}

/// The smallest area that holds all of them: the largest gap between them is left out, wherever on the globe it is.
pub(super) fn around(stripes: impl Iterator<Item = Bounds>) -> Option<Bounds> {
    let mut all: Vec<Bounds> = stripes.collect();
    all.sort_by(|a, b| a.west.total_cmp(&b.west));
    let (first, last) = (*all.first()?, all.last()?.east);
    let south = all.iter().map(|b| b.south).fold(f64::MAX, f64::min);
    let north = all.iter().map(|b| b.north).fold(f64::MIN, f64::max);
    let (mut west, mut east, mut widest) = (first.west, all.iter().map(|b| b.east).fold(last, f64::max), 0.0);
    let mut reached = first.east;
    widest += first.west + 360.0 - east;
    for stripe in &all[1..] {
        if stripe.west - reached > widest {
            (widest, west, east) = (stripe.west - reached, stripe.west, reached + 360.0);
        }
        reached = reached.max(stripe.east);
    }
    Some(Bounds { south, west, north, east })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reach(lngs: &[f64]) -> (f64, f64) {
        let stripe = |lng: &f64| Bounds { south: -10.0, west: *lng, north: 10.0, east: *lng };
        around(lngs.iter().map(stripe)).map(|b| (b.west, b.east)).unwrap()
    }

    #[test]
    fn the_gap_that_is_left_out_is_the_largest() {
        assert_eq!(reach(&[13.4]), (13.4, 13.4));
        assert_eq!(reach(&[151.2, 13.4, 144.9]), (13.4, 151.2));
        assert_eq!(reach(&[179.5, -179.5, 178.0]), (178.0, 180.5));
        assert_eq!(reach(&[-122.0, 139.7, 151.2]), (139.7, 238.0));
        assert!(around(std::iter::empty()).is_none());
    }
}
