//! A payload on its way: the bytes it came with, its entry in the ledger, what it weighs, how its articles ended.

use std::cmp::Ordering::{Equal, Greater, Less};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use crate::commit::{Budget, Ticket};
use crate::outcome::Outcome;
use crate::record::Record;

/// What a payload costs beside its bytes: itself, its entries in ledger and channels, what an allocator adds. On the safe
/// side, so that a million empty payloads cannot slip past a budget in bytes.
pub const OVERHEAD_BYTES: usize = 512;
/// What a record on its way out costs beside its bytes and headers, in our outbox or in the client: its entries there.
pub const ENTRY_BYTES: usize = 256;

/// Half of the overhead is the payload itself; the rest has to do for all around it.
const _: () = assert!(size_of::<Flight>() * 2 <= OVERHEAD_BYTES);

/// One payload between intake and end. Shared by its articles; when the last of them has let go of it, its bytes go back
/// to the budget.
#[derive(Debug)]
pub struct Flight {
    /// As it came in, untouched: a dead letter carries exactly these bytes.
    pub record: Record,
    pub ticket: Ticket,
    budget: Arc<Budget>,
    /// Its place in the order of admission.
    number: u64,
    grows: AtomicBool,
    charged: AtomicUsize,
    ending: Mutex<Ending>,
}

#[derive(Debug, Default)]
struct Ending {
    expected: usize,
    ended: Vec<Outcome>,
}

impl Flight {
    /// Takes a record on the road and charges its bytes to the budget.
    #[must_use]
    pub fn new(record: Record, ticket: Ticket, budget: Arc<Budget>) -> Arc<Self> {
        let charged = record.held_bytes() + OVERHEAD_BYTES;
        budget.charge(charged);
        Arc::new(Self {
            record,
            ticket,
            number: budget.number(),
            grows: AtomicBool::new(false),
            budget,
            charged: AtomicUsize::new(charged),
            ending: Mutex::default(),
        })
    }

    /// Says what the payload holds beside its own bytes now: decompressed text on the way in, records on the way out.
    pub fn weigh(&self, beside: usize) {
        let now = self.record.held_bytes() + OVERHEAD_BYTES + beside;
        let before = self.charged.swap(now, Ordering::AcqRel);
        match now.cmp(&before) {
            Equal => {}
            Greater => self.budget.charge(now - before),
            Less => self.budget.release(before - now),
        }
    }

    /// What the budget has for it now.
    #[must_use]
    pub fn charged(&self) -> usize {
        self.charged.load(Ordering::Acquire)
    }

    /// Whether a payload that decompresses may do so now. Once it has asked, those admitted after it let it go first.
    pub fn may_grow(&self) -> bool {
        if !self.grows.swap(true, Ordering::AcqRel) {
            self.budget.grows(self.number);
        }
        self.budget.may_grow(self.number)
    }

    /// Says how many articles have to end before the payload does. Once, before the first of them can end.
    pub fn expect(&self, articles: usize) {
        self.ending.lock().unwrap_or_else(PoisonError::into_inner).expected = articles;
    }

    /// Ends one article. When it was the last, `end` gets the outcomes of all of them.
    pub fn end_article<T>(&self, outcome: Outcome, end: impl FnOnce(&[Outcome]) -> T) -> Option<T> {
        let outcomes = {
            let mut ending = self.ending.lock().unwrap_or_else(PoisonError::into_inner);
            // Nearly every payload is one article: it needs no list.
            if ending.expected == 1 && ending.ended.is_empty() {
                None
            } else {
                ending.ended.push(outcome);
                if ending.ended.len() != ending.expected {
                    return None;
                }
                Some(std::mem::take(&mut ending.ended))
            }
        };
        Some(end(outcomes.as_deref().unwrap_or(&[outcome])))
    }
}

impl Drop for Flight {
    fn drop(&mut self) {
        self.budget.release(self.charged.load(Ordering::Acquire));
        if self.grows.load(Ordering::Acquire) {
            self.budget.grown(self.number);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commit::Slot;
    use crate::record::Origin;

    fn flight(budget: &Arc<Budget>) -> Arc<Flight> {
        let value = Some(vec![0; 100]);
        let record =
            Record { origin: Origin::Input { index: 0 }, timestamp_ms: None, key: None, value, headers: Vec::new() };
        Flight::new(record, Ticket { slot: Slot(0), epoch: 1, sequence: 0 }, Arc::clone(budget))
    }

    #[test]
    fn the_budget_is_back_to_zero_when_the_payload_is_gone() {
        let budget = Arc::new(Budget::new(10_000));
        let flight = flight(&budget);
        assert_eq!(budget.used(), 100 + OVERHEAD_BYTES);
        flight.weigh(5_000);
        flight.weigh(300);
        assert_eq!(budget.used(), 400 + OVERHEAD_BYTES);
        drop(flight);
        assert_eq!(budget.used(), 0);
    }

    #[test]
    fn a_payload_ends_with_the_last_of_its_articles() {
        let flight = flight(&Arc::new(Budget::new(1)));
        let end = || flight.end_article(Outcome::Published, <[Outcome]>::to_vec);
        flight.expect(1);
        assert_eq!(end(), Some(vec![Outcome::Published]));
        flight.expect(2);
        assert_eq!(end(), None);
        assert_eq!(end(), Some(vec![Outcome::Published; 2]));
    }
}
