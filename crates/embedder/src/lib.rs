//! Text → what it means, as numbers: MiniLM-L6-v2, carried inside the executable with a byte for a weight.
//!
//! Texts of like meaning have vectors that point alike. The model knows English; it reads the first 256 pieces of words.

mod forward;
mod sizes;
mod weights;
mod words;

use weights::Weights;
use words::Words;

/// The model's name, which stands beside every vector: vectors of different models are never compared.
pub const NAME: &str = "minilm-l6-v2";
/// Numbers of a vector.
pub const SIZE: usize = sizes::WIDTH;

/// Pieces of words that are read side by side.
const TOGETHER: usize = 512;

/// The model, unpacked: about 45 MB.
pub struct Model {
    words: Words,
    weights: Weights,
}

impl Default for Model {
    fn default() -> Self {
        Self::load()
    }
}

impl Model {
    /// Unpacks the model; takes some tens of milliseconds.
    pub fn load() -> Model {
        Model { words: Words::load(), weights: Weights::load() }
    }

    /// Pieces of words a text has, however many of them are read.
    pub fn pieces(&self, text: &str) -> usize {
        self.words.count(text)
    }

    /// The vectors of texts, each of length 1. A line alone takes about ten milliseconds, one of many three, a page sixty.
    pub fn embed(&self, texts: &[String]) -> Vec<Vec<f32>> {
        let (mut vectors, mut waiting, mut pieces) = (Vec::with_capacity(texts.len()), Vec::new(), 0);
        for text in texts {
            let text = self.words.pieces(text);
            if pieces + text.len() > TOGETHER {
                vectors.append(&mut forward::vectors(&self.weights, &waiting));
                (waiting, pieces) = (Vec::new(), 0);
            }
            pieces += text.len();
            waiting.push(text);
        }
        vectors.append(&mut forward::vectors(&self.weights, &waiting));
        vectors
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alike(a: &[f32], b: &[f32]) -> f32 {
        a.iter().zip(b).map(|(a, b)| a * b).sum()
    }

    fn alone(model: &Model, text: &str) -> Vec<f32> {
        model.embed(&[text.to_string()]).remove(0)
    }

    #[test]
    fn beside_others_a_text_means_the_same() {
        let model = Model::load();
        let texts: Vec<String> = (0..40).map(|n| "steel works and rivers ".repeat(n)).collect();
        for (text, vector) in texts.iter().zip(model.embed(&texts)) {
            assert!(alike(&alone(&model, text), &vector) > 0.9999, "{text}");
        }
        assert!(model.embed(&[]).is_empty());
    }

    #[test]
    fn what_means_alike_is_near_whatever_its_words() {
        let model = Model::load();
        for (text, near, far) in [
            (
                "steel company in the north",
                "Kestrel Ironworks, metal fabrication, Newcastle",
                "Northern Star, software company",
            ),
            ("somebody who repairs cars", "motor mechanic", "car salesman of the year"),
            ("registered nurse", "hospital ward sister", "registered trade mark"),
            ("hr software", "payroll and people platform for employers", "hardware shop"),
        ] {
            let [text, near, far] = [text, near, far].map(|t| alone(&model, t));
            assert!((alike(&text, &text) - 1.0).abs() < 1e-4);
            assert!(alike(&text, &near) > alike(&text, &far), "{} {}", alike(&text, &near), alike(&text, &far));
        }
    }

    #[test]
    fn a_text_is_read_whatever_it_is() {
        let model = Model::load();
        for text in ["", " ", "\u{0}", &"long ".repeat(5000), "日本語 текст ñandú", &"x".repeat(5000)] {
            let vector = alone(&model, text);
            assert_eq!(vector.len(), SIZE);
            assert!((alike(&vector, &vector) - 1.0).abs() < 1e-3);
        }
    }
}
