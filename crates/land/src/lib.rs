//! The land under a map: coasts, lakes, borders and names of Natural Earth, cut to what is seen and thinned to its
//! pixels. Values in, lines of SVG out; it knows nothing of what stands on the land.
//!
//! The world is a square of side 1 in the Mercator projection, its north west corner at (0, 0). It is repeated to the
//! east and west, so that a view may lie across the 180th meridian.

mod cut;
mod drawn;
mod file;
mod names;
mod view;
mod world;

pub use drawn::{Drawn, drawn};
pub use names::{Name, Named, names, town};
pub use view::{DEEPEST, View};
pub use world::{Bounds, circle, degrees, project};
