//! The way of a text through the model (BERT: Devlin et al. 2018), and the mean of where its words come out.

use crate::sizes::WIDTH;
use crate::weights::{Dense, Layer, Norm, Weights};
use ndarray::{Array2, ArrayView2, Axis, Slice};

/// Looks at the other words, side by side, each with a part of the numbers.
const HEADS: usize = 12;
const HEAD: usize = WIDTH / HEADS;

/// The vectors of texts, each given by its pieces of words; of length 1. Texts go side by side: the model's numbers are
/// many, and so are fetched once for all of them.
pub(crate) fn vectors(weights: &Weights, texts: &[Vec<u32>]) -> Vec<Vec<f32>> {
    let mut spans = Vec::with_capacity(texts.len());
    let mut words = Array2::zeros((texts.iter().map(Vec::len).sum(), WIDTH));
    let mut rows = words.rows_mut().into_iter();
    let mut start = 0;
    for text in texts {
        for ((place, piece), mut row) in text.iter().enumerate().zip(rows.by_ref()) {
            weights.word(*piece, place, row.as_slice_mut().expect("a row stands together"));
        }
        spans.push(Slice::from(start..start + text.len()));
        start += text.len();
    }
    normalise(&mut words, &weights.norm);
    for layer in &weights.layers {
        words = through(layer, words, &spans);
    }
    let vector = |span: &Slice| {
        let mean = words.slice_axis(Axis(0), *span).mean_axis(Axis(0)).expect("a text has its marks");
        let length = mean.dot(&mean).sqrt().max(1e-12);
        mean.iter().map(|n| n / length).collect()
    };
    spans.iter().map(vector).collect()
}

/// One layer. Only words of one text see each other.
fn through(layer: &Layer, words: Array2<f32>, spans: &[Slice]) -> Array2<f32> {
    let look = dense(&layer.look, &words.view());
    let mut seen = Array2::zeros(words.raw_dim());
    for span in spans {
        let look = look.slice_axis(Axis(0), *span);
        let mut seen = seen.slice_axis_mut(Axis(0), *span);
        for head in 0..HEADS {
            let part = |of: usize| look.slice_axis(Axis(1), columns(of * WIDTH + head * HEAD));
            let mut heed = part(0).dot(&part(1).t());
            heed /= (HEAD as f32).sqrt();
            heed.rows_mut().into_iter().for_each(|mut row| share(row.as_slice_mut().expect("a row stands together")));
            seen.slice_axis_mut(Axis(1), columns(head * HEAD)).assign(&heed.dot(&part(2)));
        }
    }
    let mut words = words + dense(&layer.looked, &seen.view());
    normalise(&mut words, &layer.look_norm);
    let mut wide = dense(&layer.wide, &words.view());
    wide.as_slice_mut().expect("it stands together").iter_mut().for_each(|n| *n = gelu(*n));
    words += &dense(&layer.narrow, &wide.view());
    normalise(&mut words, &layer.norm);
    words
}

/// The columns of one head.
fn columns(from: usize) -> Slice {
    Slice::from(from..from + HEAD)
}

fn dense(part: &Dense, words: &ArrayView2<'_, f32>) -> Array2<f32> {
    words.dot(&part.rows.t()) + &part.bias
}

/// Rows of mean 0 and deviation 1, stretched and moved.
fn normalise(words: &mut Array2<f32>, norm: &Norm) {
    for mut row in words.rows_mut() {
        let mean = row.sum() / WIDTH as f32;
        row -= mean;
        let deviation = (row.dot(&row) / WIDTH as f32 + 1e-12).sqrt();
        row /= deviation;
        row *= &norm.weight;
        row += &norm.bias;
    }
}

/// Makes shares of 1 of weights (softmax).
fn share(row: &mut [f32]) {
    let most = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    row.iter_mut().for_each(|n| *n = exp(*n - most));
    let sum: f32 = row.iter().sum();
    row.iter_mut().for_each(|n| *n /= sum);
}

/// x · Φ(x), with Abramowitz and Stegun 7.1.26 for Φ: off by 1e-7 at most.
fn gelu(x: f32) -> f32 {
    let z = x.abs() * std::f32::consts::FRAC_1_SQRT_2;
    let t = 1.0 / (1.0 + 0.327_591_1 * z);
    let p = t * (0.254_829_6 + t * (-0.284_496_74 + t * (1.421_413_7 + t * (-1.453_152 + t * 1.061_405_4))));
    let erf = (1.0 - p * exp(-z * z)).copysign(x);
    0.5 * x * (1.0 + erf)
}

/// e^x for x ≤ 0, in steps a processor does for many at once: 2^n · e^r with |r| ≤ ln 2 / 2.
fn exp(x: f32) -> f32 {
    let x = x.max(-87.0);
    let n = (x * std::f32::consts::LOG2_E).round();
    let r = x - n * 0.693_359_4 + n * 2.121_944_4e-4;
    let p = 1.0 + r * (1.0 + r * (0.5 + r * (0.166_666_67 + r * (0.041_666_6 + r * (0.008_333_6 + r * 0.001_391_7)))));
    p * f32::from_bits(((n as i32 + 127) as u32) << 23)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_quick_ways_are_right() {
        for i in 0..=8700 {
            let x = -(i as f32) / 100.0;
            assert!((exp(x) - x.exp()).abs() <= x.exp() * 1e-5, "{x}");
        }
        for (x, right) in [(-3.0, -0.004_049_7), (-0.5, -0.154_268_8), (0.0, 0.0), (1.0, 0.841_344_7), (4.0, 3.999_873)]
        {
            assert!((gelu(x) - right).abs() < 1e-5, "{x}: {}", gelu(x));
        }
    }
}
