//! Looks at web sites as a polite guest: asks robots.txt first, says who it is, waits between two pages of a host, reads few
//! pages, and reads every byte in the child.

mod asked;
mod facts;
mod pages;

pub use asked::{Crawler, Fetched};
pub use facts::Fact;
pub use pages::{Site, plain_host};

/// The name by which a robots.txt speaks of us.
pub const NAME: &str = "throughline";
/// Pages of one site that are read at most.
pub const MOST_PAGES: usize = 15;
