//! What is shared between threads by hand is made of these; `tools/loom` puts its own in their place and goes through every
//! interleaving.

pub use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
pub use std::sync::{Mutex, MutexGuard, PoisonError};
