//! The in-flight budget: the one brake of the worker, in bytes.

use std::collections::BTreeSet;
use std::sync::OnceLock;
use std::thread::Thread;

use super::sync::{AtomicBool, AtomicU64, AtomicUsize, Mutex, MutexGuard, Ordering, PoisonError};

/// Bytes in flight against their limit. Closed at the limit, open again at four fifths of it, so that intake does not
/// flap around the mark.
///
/// What was admitted grows later. The little that plain payloads grow by, text and record beside the bytes, never waits. A
/// compressed payload may become a thousand times its size, so it decompresses only while there is room. Waiting for room
/// in the middle of the road, which only the end of the road makes, could stand still for ever; therefore the oldest
/// compressed payload in flight never waits: all before it have ended, and nothing else can hold it up. So the limit can
/// be passed by what the payloads under work at that moment grow by, and the limits on payloads bound that.
#[derive(Debug)]
pub struct Budget {
    limit: usize,
    used: AtomicUsize,
    closed: AtomicBool,
    /// Who takes in, and rests while the budget is closed.
    intake: OnceLock<Thread>,
    numbers: AtomicU64,
    /// The compressed payloads in flight, by their numbers.
    growing: Mutex<BTreeSet<u64>>,
}

impl Budget {
    #[must_use]
    pub fn new(limit: usize) -> Self {
        Self {
            limit,
            used: AtomicUsize::new(0),
            closed: AtomicBool::new(false),
            intake: OnceLock::new(),
            numbers: AtomicU64::new(0),
            growing: Mutex::default(),
        }
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
        let closed = if self.closed.load(Ordering::Relaxed) { used > self.opens_at() } else { used >= self.limit };
        self.closed.store(closed, Ordering::Relaxed);
        !closed
    }

    fn opens_at(&self) -> usize {
        self.limit / 5 * 4
    }

    /// Wakes the thread that takes in whenever the budget opens again. It has to look now and then all the same: bytes that
    /// go back while the budget closes may wake nobody.
    pub fn wakes(&self, intake: Thread) {
        let told = self.intake.set(intake);
        debug_assert!(told.is_ok(), "one thread takes in");
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
        // One wakes, the first that finds it open again.
        if self.closed.load(Ordering::Relaxed)
            && self.used() <= self.opens_at()
            && self.closed.swap(false, Ordering::Relaxed)
            && let Some(intake) = self.intake.get()
        {
            intake.unpark();
        }
    }
}

/// Growth: what is admitted under a number, in the order of admission, and grows later.
impl Budget {
    /// The number of the next payload.
    pub fn number(&self) -> u64 {
        self.numbers.fetch_add(1, Ordering::Relaxed)
    }

    /// Announces a payload that will grow. Until [`Self::grown`] it counts as in flight.
    pub fn grows(&self, number: u64) {
        self.growing().insert(number);
    }

    /// Whether an announced payload may grow now: there is room, or it is the oldest of them.
    pub fn may_grow(&self, number: u64) -> bool {
        self.used() < self.limit || self.growing().first() == Some(&number)
    }

    /// Forgets a payload that has ended.
    pub fn grown(&self, number: u64) {
        self.growing().remove(&number);
    }

    fn growing(&self) -> MutexGuard<'_, BTreeSet<u64>> {
        self.growing.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_room_only_the_oldest_may_grow() {
        let budget = Budget::new(100);
        let numbers = [budget.number(), budget.number(), budget.number()];
        for number in numbers {
            budget.grows(number);
        }
        budget.charge(99);
        assert!(numbers.iter().all(|number| budget.may_grow(*number)));
        budget.charge(1);
        assert_eq!(numbers.map(|number| budget.may_grow(number)), [true, false, false]);
        budget.grown(numbers[0]);
        assert_eq!(numbers[1..].iter().map(|number| budget.may_grow(*number)).collect::<Vec<_>>(), [true, false]);
    }

    #[test]
    fn intake_that_rests_is_woken_when_it_opens_again() {
        let budget = Budget::new(100);
        budget.charge(100);
        let (rests, resting) = std::sync::mpsc::channel();
        std::thread::scope(|scope| {
            scope.spawn(|| {
                budget.wakes(std::thread::current());
                while !budget.is_open() {
                    rests.send(()).unwrap();
                    // Without a limit: for ever, where nobody wakes it.
                    std::thread::park();
                }
            });
            resting.recv().unwrap();
            budget.release(20);
        });
    }

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
