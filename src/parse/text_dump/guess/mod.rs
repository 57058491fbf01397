//! Lines that could be a field of the article, as rows of whole numbers for the trees that choose among them.
//!
//! ```text
//!  lines, run ── scene ──┬─ titles   lines above the body
//!                        ├─ dates    parts of lines that hold a day, and the day in the address
//!                        └─ authors  parts of lines that look like names
//! ```
//!
//! Numbers only, no word of a page: place, shape, labels, what stands beside, what repeats, what the address says.

mod address;
mod authors;
mod dates;
mod scene;
mod titles;

pub use address::Address;
pub use authors::{AuthorGuess, authors};
pub use dates::{DateGuess, dates};
pub use scene::Scene;
pub use titles::{TitleGuess, titles};

use scene::LINE;

/// The names of the numbers of a title, in the order of a row; the same for the others.
pub fn title_features() -> Vec<String> {
    names(&titles::OWN)
}

pub fn date_features() -> Vec<String> {
    names(&dates::OWN)
}

pub fn author_features() -> Vec<String> {
    names(&authors::OWN)
}

fn names(own: &[&str]) -> Vec<String> {
    LINE.iter().chain(own).map(|name| (*name).to_owned()).collect()
}
