//! What may be committed, and how much may be under way: pure bookkeeping, no Kafka.
//!
//! ```text
//!  delivered   0 1 2 4 7 8 9          offsets of one assignment; markers and compaction leave gaps
//!  sequence    0 1 2 3 4 5 6          dense: what the ledger counts in
//!  ended       x x x . x x .
//!              └───┘                  the finished prefix: commit 4, the next offset to read
//! ```
//!
//! - `ledger`: one entry a payload; only an outcome ends it; a contiguous finished prefix may be committed.
//! - `limit`: when so much is dead-lettered that going on does harm.
//! - `stall`: whether a partition stands still while data waits in it.
//! - `budget`: the one brake. Bytes in flight, closed at the limit, open again at four fifths of it.

mod budget;
mod ledger;
mod limit;
#[cfg(test)]
mod model;
mod partition;
mod stall;
mod sync;

pub use budget::Budget;
pub use ledger::{Ledger, LedgerError, Slot, Tallies, Ticket};
pub use limit::{DeadLetterLimit, LimitPassed};
pub use partition::committable_after;
pub use stall::{Look, StallClock, Turn};
