//! The packed model.

use crate::sizes::{INNER, LAYERS, PLACES, WIDTH, WORDS};
use ndarray::{Array1, Array2};

static PACKED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/minilm.bin"));

/// All its numbers, in the order of build.rs.
pub(crate) struct Weights {
    /// Words stay packed: a text needs few of them.
    words: Rows,
    places: Rows,
    kinds: Rows,
    pub(crate) norm: Norm,
    pub(crate) layers: Vec<Layer>,
}

/// One layer.
pub(crate) struct Layer {
    /// What each word asks, what it answers to and what it says, side by side.
    pub(crate) look: Dense,
    pub(crate) looked: Dense,
    pub(crate) look_norm: Norm,
    pub(crate) wide: Dense,
    pub(crate) narrow: Dense,
    pub(crate) norm: Norm,
}

/// Rows and what is added.
pub(crate) struct Dense {
    pub(crate) rows: Array2<f32>,
    pub(crate) bias: Array1<f32>,
}

/// What stretches a row of mean 0 and deviation 1, and what is added.
pub(crate) struct Norm {
    pub(crate) weight: Array1<f32>,
    pub(crate) bias: Array1<f32>,
}

/// A packed matrix.
struct Rows {
    scales: &'static [u8],
    bytes: &'static [u8],
}

impl Rows {
    fn add_to(&self, row: usize, sum: &mut [f32]) {
        let scale = number(&self.scales[4 * row..]);
        for (sum, byte) in sum.iter_mut().zip(&self.bytes[row * WIDTH..(row + 1) * WIDTH]) {
            *sum += f32::from(*byte as i8) * scale;
        }
    }
}

impl Weights {
    pub(crate) fn load() -> Weights {
        let mut rest = Packed(PACKED);
        let words = rest.rows(WORDS, WIDTH);
        let (places, kinds) = (rest.rows(PLACES, WIDTH), rest.rows(2, WIDTH));
        let norm = rest.norm();
        let layers = (0..LAYERS).map(|_| Layer::load(&mut rest)).collect();
        Weights { words, places, kinds, norm, layers }
    }

    /// The sum of what a piece of a word is and where it stands.
    pub(crate) fn word(&self, piece: u32, place: usize, sum: &mut [f32]) {
        self.words.add_to(piece as usize, sum);
        self.places.add_to(place, sum);
        self.kinds.add_to(0, sum);
    }
}

impl Layer {
    fn load(rest: &mut Packed) -> Layer {
        let [ask, answer, say] = [(); 3].map(|()| rest.dense(WIDTH, WIDTH));
        let side_by_side = "the three have the same width";
        let look = Dense {
            rows: ndarray::concatenate(ndarray::Axis(0), &[ask.rows.view(), answer.rows.view(), say.rows.view()])
                .expect(side_by_side),
            bias: ndarray::concatenate(ndarray::Axis(0), &[ask.bias.view(), answer.bias.view(), say.bias.view()])
                .expect(side_by_side),
        };
        let (looked, look_norm) = (rest.dense(WIDTH, WIDTH), rest.norm());
        let (wide, narrow) = (rest.dense(INNER, WIDTH), rest.dense(WIDTH, INNER));
        Layer { look, looked, look_norm, wide, narrow, norm: rest.norm() }
    }
}

/// What is still to be unpacked.
struct Packed(&'static [u8]);

impl Packed {
    fn take(&mut self, bytes: usize) -> &'static [u8] {
        let (now, later) = self.0.split_at(bytes);
        self.0 = later;
        now
    }

    fn rows(&mut self, rows: usize, columns: usize) -> Rows {
        Rows { scales: self.take(4 * rows), bytes: self.take(rows * columns) }
    }

    fn dense(&mut self, rows: usize, columns: usize) -> Dense {
        let packed = self.rows(rows, columns);
        let weight = |(row, column): (usize, usize)| {
            f32::from(packed.bytes[row * columns + column] as i8) * number(&packed.scales[4 * row..])
        };
        Dense { rows: Array2::from_shape_fn((rows, columns), weight), bias: self.numbers(rows) }
    }

    fn norm(&mut self) -> Norm {
        Norm { weight: self.numbers(WIDTH), bias: self.numbers(WIDTH) }
    }

    fn numbers(&mut self, count: usize) -> Array1<f32> {
        self.take(4 * count).chunks_exact(4).map(number).collect()
    }
}

fn number(bytes: &[u8]) -> f32 {
    f32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]])
}
