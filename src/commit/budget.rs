//! The in-flight budget: the one brake of the worker, in bytes.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// Bytes in flight against their limit. Closed at the limit, open again at four fifths of it, so that intake does not
/// flap around the mark.
///
/// What was admitted may grow later, when a payload decompresses, and that never waits: waiting in the middle of the
/// road for what only the end of it frees would be a deadlock. So the limit can be passed by what the payloads under
/// work at that moment grow by, which the limits on payloads bound.
#[derive(Debug)]
pub struct Budget {
    limit: usize,
    used: AtomicUsize,
    closed: AtomicBool,
}

impl Budget {
    #[must_use]
    pub fn new(limit: usize) -> Self {
        Self { limit, used: AtomicUsize::new(0), closed: AtomicBool::new(false) }
    }

    #[must_use]
    pub fn limit(&self) -> usize {
        self.limit
    }

    #[must_use]
    pub fn used(&self) -> usize {
        self.used.load(Ordering::Acquire)
    }

    /// Whether another payload may be taken in now.
    pub fn is_open(&self) -> bool {
        let used = self.used();
        let closed = if self.closed.load(Ordering::Relaxed) { used > self.limit / 5 * 4 } else { used >= self.limit };
        self.closed.store(closed, Ordering::Relaxed);
        !closed
    }

    pub fn charge(&self, bytes: usize) {
        self.used.fetch_add(bytes, Ordering::AcqRel);
    }

    /// Gives bytes back. More than was charged is a defect; the count stays at 0 then.
    pub fn release(&self, bytes: usize) {
        let released = self.used.fetch_update(Ordering::AcqRel, Ordering::Acquire, |used| used.checked_sub(bytes));
        debug_assert!(released.is_ok(), "more bytes released than charged");
        if released.is_err() {
            self.used.store(0, Ordering::Release);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_closes_at_the_limit_and_opens_at_four_fifths() {
        let budget = Budget::new(100);
        budget.charge(99);
        assert!(budget.is_open());
        budget.charge(1);
        assert!(!budget.is_open());
        budget.release(19);
        assert!(!budget.is_open());
        budget.release(1);
        assert!(budget.is_open());
        budget.release(80);
        assert_eq!(budget.used(), 0);
    }
}
