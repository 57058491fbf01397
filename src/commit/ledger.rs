//! The ledger of all partitions, and the sums over what it saw.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::partition::PartitionLedger;
use crate::failpoints::{self, Rule};
use crate::outcome::Outcome;

/// A partition's place in the ledger; stays the same from assignment to assignment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Slot(pub u32);

/// What a payload holds while it is in flight, to name its entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Ticket {
    pub slot: Slot,
    /// The assignment under which it was admitted.
    pub epoch: u32,
    /// Dense within the assignment, from 0.
    pub sequence: u64,
}

/// What can only happen when a rule of this worker was broken. The worker stops: what the ledger says next is not known
/// to be true.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LedgerError {
    #[error("{topic}/{partition} delivered offset {offset} a second time or out of order")]
    OutOfOrder { topic: Arc<str>, partition: i32, offset: i64 },
    #[error("{topic}/{partition} delivered offset {offset} while it is not assigned")]
    NotAssigned { topic: Arc<str>, partition: i32, offset: i64 },
    #[error("sequence {sequence} of {topic}/{partition} ended twice")]
    EndedTwice { topic: Arc<str>, partition: i32, sequence: u64 },
}

/// Sums since the start: at every moment `consumed = sum(payloads) + abandoned + in flight`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tallies {
    pub consumed: BTreeMap<Arc<str>, u64>,
    pub payloads: BTreeMap<Outcome, u64>,
    pub articles: BTreeMap<Outcome, u64>,
    /// In flight when their partition was given up: the next owner has them.
    pub abandoned: u64,
}

#[derive(Debug)]
struct Partition {
    topic: Arc<str>,
    partition: i32,
    epoch: u32,
    /// `None` while the partition is not assigned to this worker.
    open: Option<PartitionLedger>,
}

/// One entry a payload; only an outcome ends it.
#[derive(Debug, Default)]
pub struct Ledger {
    slots: HashMap<(Arc<str>, i32), Slot>,
    partitions: Vec<Partition>,
    tallies: Tallies,
}

impl Ledger {
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Opens a partition under a new epoch. What was in flight under an older one is given up.
    pub fn assign(&mut self, topic: &Arc<str>, partition: i32) -> (Slot, u32) {
        let slot = *self.slots.entry((Arc::clone(topic), partition)).or_insert_with(|| {
            let slot = Slot(u32::try_from(self.partitions.len()).unwrap_or(u32::MAX));
            self.partitions.push(Partition { topic: Arc::clone(topic), partition, epoch: 0, open: None });
            slot
        });
        self.revoke(slot);
        let Some(entry) = self.partitions.get_mut(slot.0 as usize) else { return (slot, 0) };
        entry.epoch += 1;
        entry.open = Some(PartitionLedger::new());
        (slot, entry.epoch)
    }

    /// Takes in a delivered record.
    ///
    /// # Errors
    ///
    /// [`LedgerError`] where the partition is not assigned or the offset does not lie beyond the last one.
    pub fn admit(&mut self, slot: Slot, offset: i64) -> Result<Ticket, LedgerError> {
        let Some(entry) = self.partitions.get_mut(slot.0 as usize) else {
            return Err(LedgerError::NotAssigned { topic: "?".into(), partition: -1, offset });
        };
        let (topic, partition) = (Arc::clone(&entry.topic), entry.partition);
        let Some(open) = &mut entry.open else {
            return Err(LedgerError::NotAssigned { topic, partition, offset });
        };
        let Some(sequence) = open.admit(offset) else {
            return Err(LedgerError::OutOfOrder { topic, partition, offset });
        };
        let ticket = Ticket { slot, epoch: entry.epoch, sequence };
        *self.tallies.consumed.entry(topic).or_default() += 1;
        Ok(ticket)
    }

    /// Ends a payload with the outcomes of its articles. False where its assignment is over: it counts as abandoned
    /// since then, and the next owner of the partition has it.
    ///
    /// # Errors
    ///
    /// [`LedgerError::EndedTwice`] where it had ended before.
    pub fn end(&mut self, ticket: Ticket, payload: Outcome, articles: &[Outcome]) -> Result<bool, LedgerError> {
        let Some(entry) = self.partitions.get_mut(ticket.slot.0 as usize) else { return Ok(false) };
        let is_of_now = entry.epoch == ticket.epoch || !failpoints::holds(Rule::EpochCheck);
        let Some(open) = entry.open.as_mut().filter(|_| is_of_now) else { return Ok(false) };
        if !open.end(ticket.sequence) {
            let (topic, partition) = (Arc::clone(&entry.topic), entry.partition);
            return Err(LedgerError::EndedTwice { topic, partition, sequence: ticket.sequence });
        }
        *self.tallies.payloads.entry(payload).or_default() += 1;
        for article in articles {
            *self.tallies.articles.entry(*article).or_default() += 1;
        }
        Ok(true)
    }

    /// Whether work under this ticket still counts.
    #[must_use]
    pub fn is_current(&self, ticket: Ticket) -> bool {
        let entry = self.partitions.get(ticket.slot.0 as usize);
        entry.is_some_and(|entry| entry.open.is_some() && entry.epoch == ticket.epoch)
            || !failpoints::holds(Rule::EpochCheck)
    }

    /// Gives a partition up. What is in flight in it counts as abandoned.
    pub fn revoke(&mut self, slot: Slot) {
        if let Some(open) = self.partitions.get_mut(slot.0 as usize).and_then(|entry| entry.open.take()) {
            self.tallies.abandoned += open.in_flight() as u64;
        }
    }

    /// The next offset to read in a partition, after its finished prefix.
    #[must_use]
    pub fn committable(&self, slot: Slot) -> Option<i64> {
        self.partitions.get(slot.0 as usize)?.open.as_ref()?.committable()
    }

    /// Payloads in flight in one partition.
    #[must_use]
    pub fn in_flight_of(&self, slot: Slot) -> usize {
        self.partitions.get(slot.0 as usize).and_then(|entry| entry.open.as_ref()).map_or(0, PartitionLedger::in_flight)
    }

    /// Payloads in flight in all partitions, counted from their entries and not from the sums.
    #[must_use]
    pub fn in_flight(&self) -> usize {
        self.partitions.iter().filter_map(|entry| entry.open.as_ref()).map(PartitionLedger::in_flight).sum()
    }

    /// Entries kept, ended ones behind an unfinished one included: what a crash would read again.
    #[must_use]
    pub fn span(&self) -> usize {
        self.partitions.iter().filter_map(|entry| entry.open.as_ref()).map(PartitionLedger::span).sum()
    }

    #[must_use]
    pub fn tallies(&self) -> &Tallies {
        &self.tallies
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outcome::FilterRule;

    fn balanced(ledger: &Ledger) -> bool {
        let tallies = ledger.tallies();
        tallies.consumed.values().sum::<u64>()
            == tallies.payloads.values().sum::<u64>() + tallies.abandoned + ledger.in_flight() as u64
    }

    #[test]
    fn work_of_an_older_assignment_is_dropped() {
        let mut ledger = Ledger::new();
        let topic: Arc<str> = "raw".into();
        let (slot, first) = ledger.assign(&topic, 3);
        let old = ledger.admit(slot, 10).unwrap();
        let (same, second) = ledger.assign(&topic, 3);
        assert_eq!((slot, first, second), (same, 1, 2));
        let new = ledger.admit(slot, 10).unwrap();

        assert!(!ledger.is_current(old));
        assert_eq!(ledger.end(old, Outcome::Published, &[Outcome::Published]), Ok(false));
        assert_eq!(ledger.committable(slot), None);
        assert_eq!(ledger.end(new, Outcome::Published, &[Outcome::Published]), Ok(true));
        assert_eq!(ledger.committable(slot), Some(11));
        assert_eq!(ledger.tallies().abandoned, 1);
        assert!(balanced(&ledger));
    }

    #[test]
    fn the_sums_agree_at_every_step() {
        let mut ledger = Ledger::new();
        let topic: Arc<str> = "raw".into();
        let (a, _) = ledger.assign(&topic, 0);
        let (b, _) = ledger.assign(&topic, 1);
        let tickets: Vec<Ticket> = (0..10).map(|n| ledger.admit(if n % 2 == 0 { a } else { b }, n).unwrap()).collect();
        for (n, ticket) in tickets.iter().enumerate().rev() {
            let outcome = if n % 3 == 0 { Outcome::Filtered(FilterRule::Tombstone) } else { Outcome::Published };
            if n == 4 {
                ledger.revoke(b);
            }
            ledger.end(*ticket, outcome, &[outcome]).unwrap();
            assert!(balanced(&ledger));
        }
        assert_eq!(ledger.tallies().abandoned, 2);
        assert_eq!(ledger.in_flight(), 0);
    }

    #[test]
    fn a_second_end_is_a_broken_worker() {
        let mut ledger = Ledger::new();
        let (slot, _) = ledger.assign(&"raw".into(), 0);
        let ticket = ledger.admit(slot, 0).unwrap();
        assert_eq!(ledger.end(ticket, Outcome::Published, &[]), Ok(true));
        assert!(matches!(ledger.end(ticket, Outcome::Published, &[]), Err(LedgerError::EndedTwice { .. })));
        assert!(matches!(ledger.admit(slot, 0), Err(LedgerError::OutOfOrder { .. })));
    }
}
