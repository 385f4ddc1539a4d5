//! `land.bin`, which make.py writes: read once, when the first map is drawn.

use flate2::read::DeflateDecoder;
use std::io::Read as _;
use std::sync::OnceLock;

static FILE: &[u8] = include_bytes!("../land.bin");

/// All of it. Places are whole numbers from the north west corner of the world, which is `side` wide.
pub(crate) struct Land {
    pub(crate) side: f64,
    /// The closest zoom of each level; the last has no end.
    levels: Vec<f64>,
    /// Land, lakes, borders of countries and of their regions.
    pub(crate) layers: Vec<Layer>,
    pub(crate) countries: Vec<Country>,
    /// The largest first.
    pub(crate) towns: Vec<Town>,
}

/// Lines of one kind.
pub(crate) struct Layer {
    /// They are edges of areas.
    pub(crate) closed: bool,
    pub(crate) lines: Vec<Line>,
    points: Vec<(i32, i32)>,
    /// The first level each point is in.
    levels: Vec<u8>,
}

/// One line: its place among the points, and its ends to the west, north, east and south.
pub(crate) struct Line {
    from: usize,
    to: usize,
    pub(crate) ends: (i32, i32, i32, i32),
}

/// The name of a country, where it stands, and the zooms it is shown between.
pub(crate) struct Country {
    pub(crate) name: &'static str,
    pub(crate) x: f64,
    pub(crate) y: f64,
    pub(crate) zooms: (f64, f64),
}

/// A town.
pub(crate) struct Town {
    pub(crate) name: &'static str,
    pub(crate) x: f64,
    pub(crate) y: f64,
}

impl Land {
    /// What is inside the executable.
    pub(crate) fn get() -> &'static Land {
        static LAND: OnceLock<Land> = OnceLock::new();
        LAND.get_or_init(|| Land::read(FILE))
    }

    fn read(file: &[u8]) -> Land {
        let mut all = Vec::new();
        DeflateDecoder::new(file.get(4..).unwrap_or_default())
            .read_to_end(&mut all)
            .expect("land.bin is as make.py wrote it");
        let mut file = Reader { left: &all };
        let side = f64::from(1_u32 << file.count());
        let levels = (0..file.count()).map(|_| f64::from(file.number()) / 10.0).collect();
        let layers = (0..file.count()).map(|_| Layer::read(&mut file)).collect();
        let countries = (0..file.count())
            .map(|_| Country {
                name: file.words(),
                x: f64::from(file.number()) / side,
                y: f64::from(file.number()) / side,
                zooms: (f64::from(file.number()) / 10.0, f64::from(file.number()) / 10.0),
            })
            .collect();
        let towns = (0..file.count())
            .map(|_| Town {
                name: file.words(),
                x: f64::from(file.number()) / side,
                y: f64::from(file.number()) / side,
            })
            .collect();
        Land { side, levels, layers, countries, towns }
    }

    /// The level that is fine enough at a zoom.
    pub(crate) fn level(&self, zoom: f64) -> u8 {
        let level = self.levels.iter().position(|most| zoom <= *most).unwrap_or(self.levels.len() - 1);
        u8::try_from(level).unwrap_or(u8::MAX)
    }
}

impl Layer {
    fn read(file: &mut Reader<'_>) -> Layer {
        let closed = file.number() != 0;
        let counts: Vec<usize> = (0..file.count()).map(|_| file.count()).collect();
        let all = counts.iter().sum();
        let mut axis = || {
            let mut at = 0;
            (0..all).map(|_| (at += file.number(), at).1).collect::<Vec<i32>>()
        };
        let (across, down) = (axis(), axis());
        let points: Vec<(i32, i32)> = across.into_iter().zip(down).collect();
        let levels = file.bytes(all).to_vec();
        let mut from = 0;
        let line = |count: &usize| {
            let part = &points[from..from + count];
            let ends = part.iter().fold((i32::MAX, i32::MAX, i32::MIN, i32::MIN), |(w, n, e, s), (x, y)| {
                (w.min(*x), n.min(*y), e.max(*x), s.max(*y))
            });
            from += count;
            Line { from: from - count, to: from, ends }
        };
        let lines = counts.iter().map(line).collect();
        Layer { closed, lines, points, levels }
    }

    /// The points of a line that are in a level.
    pub(crate) fn points(&self, line: &Line, level: u8) -> impl Iterator<Item = (i32, i32)> {
        let (points, levels) = (&self.points[line.from..line.to], &self.levels[line.from..line.to]);
        points.iter().zip(levels).filter(move |(_, first)| **first <= level).map(|(point, _)| *point)
    }
}

/// What is left to read.
struct Reader<'f> {
    left: &'f [u8],
}

impl<'f> Reader<'f> {
    fn bytes(&mut self, count: usize) -> &'f [u8] {
        let (these, left) = self.left.split_at(count);
        self.left = left;
        these
    }

    /// A number of any sign: seven bits a byte, the small ones first; its lowest bit says that it is below zero.
    fn number(&mut self) -> i32 {
        let (mut value, mut shift) = (0_u32, 0);
        loop {
            let byte = self.bytes(1)[0];
            value |= u32::from(byte & 127) << shift;
            shift += 7;
            if byte < 128 {
                return (value >> 1) as i32 ^ -((value & 1) as i32);
            }
        }
    }

    fn count(&mut self) -> usize {
        usize::try_from(self.number()).unwrap_or_default()
    }

    /// Kept for as long as the program runs, as all of the land is.
    fn words(&mut self) -> &'static str {
        let count = self.count();
        String::from_utf8_lossy(self.bytes(count)).into_owned().leak()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_holds_the_world() {
        let land = Land::get();
        assert_eq!((land.layers.len(), land.countries.len(), land.towns.len()), (4, 177, 7342));
        assert!(land.layers.iter().all(|l| l.lines.len() > 300) && land.layers[0].closed && !land.layers[2].closed);
        let side = land.side as i32;
        let inside = |(x, y): &(i32, i32)| (0..=side).contains(x) && (0..=side).contains(y);
        assert!(land.layers.iter().flat_map(|l| &l.points).all(inside));
    }

    #[test]
    fn farther_away_there_is_less() {
        let land = Land::get();
        let all = |zoom: f64| {
            let level = land.level(zoom);
            land.layers[0].lines.iter().map(|line| land.layers[0].points(line, level).count()).sum::<usize>()
        };
        let counts = [2.0, 4.0, 6.0, 12.0].map(all);
        assert!(counts.is_sorted() && counts[0] * 5 < counts[3], "{counts:?}");
    }
}
