//! The configuration: a TOML file, the environment over it, every problem reported at once.

mod model;
mod units;

pub use model::*;
pub use units::{ByteSize, Period};
