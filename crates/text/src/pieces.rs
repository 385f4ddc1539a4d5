//! What stands where on a page: for readers who care for columns and headings.

use serde::{Deserialize, Serialize};

/// Pages whose pieces are told.
#[cfg(feature = "pdf")]
pub(crate) const MOST_PAGES: usize = 40;
/// Pieces that are told of a file.
#[cfg(feature = "pdf")]
pub(crate) const MOST: usize = 20_000;

/// Text that stands together in a line. Lengths are points; the page's lower left corner is 0, 0.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Piece {
    /// The text.
    pub text: String,
    /// Where it begins.
    pub left: f32,
    /// Where it ends.
    pub right: f32,
    /// The line it stands on.
    pub base: f32,
    /// The size of its letters.
    pub size: f32,
    /// Its letters are bold.
    pub bold: bool,
}
