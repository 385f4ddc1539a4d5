// Sizes of the model, for the library and its build script.

/// Layers of the model.
pub(crate) const LAYERS: usize = 6;
/// Numbers a word is made of.
pub(crate) const WIDTH: usize = 384;
/// Numbers between the two halves of a layer's second step.
pub(crate) const INNER: usize = 1536;
/// Pieces of words it knows.
pub(crate) const WORDS: usize = 30_522;
/// Places it knows.
pub(crate) const PLACES: usize = 512;
