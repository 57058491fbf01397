//! Notices that the whole process stood still: stopped by a signal, frozen with its container, paused with its machine.
//!
//! Some thread or other looks in every few milliseconds, so a long gap is everybody's. A worker that stood still for longer
//! than its session has been replaced, and does not know it yet: its clients wake up at the same moment as it does.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// When somebody last looked in.
#[derive(Debug)]
pub struct Pulse {
    /// The longest gap that means nothing.
    limit: Duration,
    last: Mutex<Option<Instant>>,
}

impl Pulse {
    #[must_use]
    pub fn new(limit: Duration) -> Self {
        Self { limit, last: Mutex::new(None) }
    }

    /// Looks in.
    ///
    /// # Errors
    ///
    /// The gap, where it was too long; from then on always, for no later look makes it undone.
    pub fn beat(&self, now: Instant) -> Result<(), Duration> {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let gap = last.map_or(Duration::ZERO, |last| now.saturating_duration_since(last));
        if gap > self.limit {
            return Err(gap);
        }
        *last = Some(last.map_or(now, |last| last.max(now)));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_beyond_the_limit_is_never_forgotten() {
        let start = Instant::now();
        let at = |seconds| start + Duration::from_secs(seconds);
        let pulse = Pulse::new(Duration::from_secs(6));
        for seconds in [0, 5, 4, 11] {
            assert_eq!(pulse.beat(at(seconds)), Ok(()), "{seconds}");
        }
        assert_eq!(pulse.beat(at(18)), Err(Duration::from_secs(7)));
        assert!(pulse.beat(at(19)).is_err());
    }
}
