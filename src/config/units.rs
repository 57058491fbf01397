//! Sizes and times with their units.

use std::time::Duration;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ByteSize(pub u64);

impl ByteSize {
    #[must_use]
    pub const fn mib(value: u64) -> Self {
        Self(value << 20)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Period(pub Duration);

impl Period {
    #[must_use]
    pub const fn millis(value: u64) -> Self {
        Self(Duration::from_millis(value))
    }
}
