//! A model for tests, which knows what it was told.

use super::{Embed, Vectors};

/// Tells texts alike that share words, or words that were said to mean the same. It is quick, and the same every time.
#[derive(Debug, Clone, Default)]
pub struct Scripted {
    /// Words that mean the same.
    pub alike: Vec<Vec<&'static str>>,
}

/// As many as the model inside has, so that both are found by one index.
const SIZE: usize = 384;

impl Scripted {
    fn vector(&self, text: &str) -> Vec<f32> {
        let mut vector = vec![0.0_f32; SIZE];
        for word in text.to_lowercase().split(|c: char| !c.is_alphanumeric()).filter(|w| w.len() > 2) {
            let meant = self.alike.iter().find(|alike| alike.contains(&word)).map_or(word, |alike| alike[0]);
            let place = meant.bytes().fold(5381_usize, |n, b| n.wrapping_mul(33) ^ usize::from(b));
            vector[place % SIZE] += 1.0;
        }
        let length = vector.iter().map(|n| n * n).sum::<f32>().sqrt().max(1e-6);
        vector.iter_mut().for_each(|n| *n /= length);
        vector
    }
}

impl Embed for Scripted {
    fn model(&self) -> &str {
        "scripted"
    }

    fn size(&self) -> usize {
        SIZE
    }

    fn embed(&self, texts: Vec<String>) -> Vectors<'_> {
        Box::pin(async move { Ok(texts.iter().map(|t| self.vector(t)).collect()) })
    }
}
