//! Knows which blocking call is under way, and since when.
//!
//! `send_offsets_to_transaction` waits without limit after a broker died at the wrong moment (librdkafka #5456), whatever
//! timeout it is given, while the consumer's heartbeats keep the partitions. No call can be cancelled. So somebody else
//! looks at the clock, and a worker whose call does not come back ends: its successor aborts what was open.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::failpoints;

/// The call under way, for another thread to look at.
#[derive(Debug)]
pub struct Watch {
    limit: Duration,
    call: Mutex<Option<(&'static str, Instant)>>,
}

impl Watch {
    #[must_use]
    pub fn new(limit: Duration) -> Self {
        Self { limit, call: Mutex::new(None) }
    }

    /// Makes a call under the watch.
    pub fn during<T>(&self, name: &'static str, call: impl FnOnce() -> T) -> T {
        self.set(Some((name, Instant::now())));
        failpoints::before(name);
        let result = call();
        failpoints::after(name);
        self.set(None);
        result
    }

    /// The call that has taken longer than any may, and for how long.
    #[must_use]
    pub fn overdue(&self) -> Option<(&'static str, Duration)> {
        let (name, since) = (*self.call.lock().unwrap_or_else(PoisonError::into_inner))?;
        Some((name, since.elapsed())).filter(|(_, elapsed)| *elapsed > self.limit)
    }

    fn set(&self, call: Option<(&'static str, Instant)>) {
        *self.call.lock().unwrap_or_else(PoisonError::into_inner) = call;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_is_overdue_while_it_lasts_and_no_longer() {
        let watch = Watch::new(Duration::ZERO);
        assert_eq!(watch.overdue(), None);
        let seen = watch.during("send_offsets", || {
            while watch.overdue().is_none() {
                std::thread::yield_now();
            }
            watch.overdue().map(|(name, _)| name)
        });
        assert_eq!(seen, Some("send_offsets"));
        assert_eq!(watch.overdue(), None);
        let patient = Watch::new(Duration::from_secs(3600));
        assert_eq!(patient.during("commit", || patient.overdue()), None);
    }
}
