//! Paper: documents as PDF/A-3, with the data inside that machines read (Factur-X, EN 16931).
//!
//! Pure: values in, bytes out. Amounts come as decimals in text form and are never computed here.

mod country;
mod document;
mod facturx;
mod invoice;
mod letter;
mod model;
mod sheet;
mod words;
mod xmp;

pub use country::code as country_code;
pub use invoice::{Printed, print};
pub use letter::{Letter, print_letter};
pub use model::{Invoice, InvoiceLine, Party, Tax};
pub use sheet::Fonts;
