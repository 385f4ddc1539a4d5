//! Who is asking, and how one becomes somebody: passwords, second factors, mailed links, sessions, invitations.

mod admission;
pub mod devices;
mod identify;
pub mod invitations;
pub mod mailed;
pub mod noted;
mod notices;
pub mod passkeys;
pub mod passwords;
pub mod refresh;
mod refusal;
pub mod second_factor;
pub mod sessions;
pub mod setup;
pub mod sign_up;
pub mod throttle;
pub mod users;

pub use admission::{Cost, admit, admit_as};
pub use identify::{closed_until, cookie, cookie_of, of_cookie, role_of};
pub use refusal::Refusal;
