//! Names of countries and towns, as many as there is room for.

use crate::file::Land;
use crate::view::View;

/// Countries are named up to this zoom.
const COUNTRIES: f64 = 6.5;
/// Names a view has at most.
const MOST: usize = 60;
/// Pixels of a letter, and of a line of letters.
const LETTER: f64 = 6.2;
const LINE: f64 = 14.0;

/// What has a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Named {
    /// A country: the middle of its name is at its place.
    Country,
    /// A town: its name begins beside its place.
    Town,
}

/// A name and its place, in pixels from the middle of the view.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Name {
    /// What it is the name of.
    pub of: Named,
    /// The name.
    pub text: &'static str,
    /// Pixels to the east.
    pub x: f64,
    /// Pixels to the south.
    pub y: f64,
}

/// The names of a view with so many pixels around it, the larger first: none over another, nor over what is `taken`,
/// which are places in pixels with their radius.
pub fn names(view: &View, around: (f64, f64), taken: &[(f64, f64, f64)]) -> Vec<Name> {
    let land = Land::get();
    let half = (view.width / 2.0 + around.0, view.height / 2.0 + around.1);
    let mut boxes: Vec<(f64, f64, f64, f64)> = taken.iter().map(|(x, y, r)| (x - r, y - r, x + r, y + r)).collect();
    let mut found = Vec::new();
    let mut add = |of: Named, text: &'static str, (x, y): (f64, f64)| {
        let long = text.chars().count() as f64 * LETTER;
        let (west, east) = match of {
            Named::Country => (x - long / 2.0 - 4.0, x + long / 2.0 + 4.0),
            Named::Town => (x - 5.0, x + long + 8.0),
        };
        let own = (west, y - LINE / 2.0, east, y + LINE / 2.0);
        let is_free = boxes.iter().all(|b| own.2 < b.0 || own.0 > b.2 || own.3 < b.1 || own.1 > b.3);
        if x.abs() < half.0 && y.abs() < half.1 && is_free && found.len() < MOST {
            boxes.push((own.0 - 6.0, own.1 - 4.0, own.2 + 6.0, own.3 + 4.0));
            found.push(Name { of, text, x, y });
        }
    };
    for country in &land.countries {
        if view.zoom < COUNTRIES && country.zooms.0 <= view.zoom && view.zoom <= country.zooms.1 {
            add(Named::Country, country.name, view.pixel(country.x, country.y));
        }
    }
    // Twice as close, two and a half times as many.
    let count = (12.0 * 2.5_f64.powf(view.zoom)) as usize;
    for town in land.towns.iter().take(count) {
        add(Named::Town, town.name, view.pixel(town.x, town.y));
    }
    found
}

/// The town people know a place of the square world by: the nearest, but a small one only where no larger one is about as
/// near. Of what reaches `wide` across, in parts of the world, it is a larger one.
pub fn town(x: f64, y: f64, wide: f64) -> Option<&'static str> {
    let land = Land::get();
    let away = |town: &crate::file::Town| {
        let across = town.x - x;
        (across - across.round()).hypot(town.y - y)
    };
    // For each doubling of rank a sixteenth of a degree more is "about as near", or a sixth of the width.
    let handicap = |rank: usize| (rank as f64 + 50.0).log2() * (1.0_f64 / 5760.0).max(wide / 6.0);
    let nearest = land.towns.iter().enumerate().map(|(rank, town)| (away(town) + handicap(rank), town));
    nearest.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, town)| town.name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::project;

    const SIZE: (f64, f64) = (960.0, 600.0);

    fn texts(lat: f64, lng: f64, zoom: f64) -> Vec<&'static str> {
        names(&View::at(lat, lng, zoom, SIZE), (0.0, 0.0), &[]).into_iter().map(|name| name.text).collect()
    }

    #[test]
    fn the_large_are_named_first_and_the_small_when_one_is_close() {
        let (far, near) = (texts(-28.0, 135.0, 3.5), texts(-33.9, 151.0, 8.0));
        assert!(far.contains(&"Australia") && far.contains(&"Sydney") && !far.contains(&"Wollongong"), "{far:?}");
        assert!(near.contains(&"Wollongong") && !near.contains(&"Australia"), "{near:?}");
    }

    #[test]
    fn no_name_stands_where_something_is() {
        let view = View::at(52.52, 13.4, 8.0, SIZE);
        let (x, y) = project(52.524, 13.4);
        let (x, y) = view.pixel(x, y);
        assert!(names(&view, (0.0, 0.0), &[]).iter().any(|name| name.text == "Berlin"));
        assert!(names(&view, (0.0, 0.0), &[(x, y, 20.0)]).iter().all(|name| name.text != "Berlin"));
    }

    #[test]
    fn a_place_is_near_the_town_people_know() {
        let near = |lat: f64, lng: f64| {
            let (x, y) = project(lat, lng);
            town(x, y, 0.0)
        };
        assert_eq!(near(-33.81, 151.0), Some("Sydney"));
        assert_eq!(near(48.2, 16.37), Some("Vienna"));
        let (x, y) = project(-35.8, 148.1);
        assert_eq!(
            town(x, y, project(0.0, 151.2).0 - project(0.0, 145.0).0),
            Some("Canberra"),
            "between Melbourne and Sydney"
        );
        assert_eq!(near(-18.1, -179.9).is_some(), near(-18.1, 179.9).is_some());
    }
}
