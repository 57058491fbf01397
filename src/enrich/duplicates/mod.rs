//! What an article repeats: copies, revisions, agency reports with additions, stories that share a paragraph.
//!
//! ```text
//!  Article ── print ──▶ Print ── Window::meet, in the order of the input ──▶ Duplicate?
//!             of the text alone, by any worker     what came before
//! ```
//!
//! - `shingles`: folded text → words → runs of three of them, as hashes; numbers.
//! - `minhash`: the signature that is published, for whoever joins articles of several workers.
//! - [`Window`]: what is remembered of the articles of the last while, bounded in bytes and in time.
//! - `snapshot`: the window as bytes, for a restart.
//! - `postings`: which of them hold a hash. `recognise`: the best of those. `verdict`: what one text is to another.
//!
//! The window does not go by the bands of the signature: of excerpts that are a third of their text (a resemblance of .3) 42
//! bands of 3 find two thirds. It holds the smallest hashes of each text and looks each of them up, which finds an excerpt
//! of a tenth, and tells at the same time how many other stories hold the same words; see docs/adr/0008.
//!
//! Pure: no clock, no files. Who calls [`Window::meet`] sees to the order, and passes the time.

mod keys;
mod minhash;
mod postings;
mod print;
mod recognise;
mod seen;
mod shared;
mod shingles;
mod snapshot;
mod verdict;
mod window;

#[cfg(test)]
mod tests;

pub use print::of as print;
pub use seen::Arrival;
pub use shared::SharedWindow;
pub use snapshot::{Finished, SnapshotError};
pub use window::{Bounds, Evictions, Window};
