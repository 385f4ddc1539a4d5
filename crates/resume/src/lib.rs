//! The text of a résumé → what it says of a person. Pure: values in, values out.
//!
//! Every value says where it was read and how sure that is, so that a person can look and decide.

mod found;

pub use found::{Contact, Education, Found, Level, Month, Position, Resume, Span, Ticket};

use text::Page;

/// Reads a résumé. `today` is the month that "present" means.
pub fn read(pages: &[Page], today: Month) -> Resume {
    let _ = (pages, today);
    Resume::default()
}
