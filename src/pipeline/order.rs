//! Order per partition, restored at the end of the road.
//!
//! Workers finish in any order. A payload is released when every payload admitted before it in its partition has been.
//! What waits here is bounded by the in-flight budget, for whatever waits is in flight.

use std::collections::{BTreeMap, HashMap};

use crate::commit::{Slot, Ticket};

/// Puts finished payloads back into the order of their partitions.
#[derive(Debug)]
pub struct Sequencer<T> {
    lanes: HashMap<Slot, Lane<T>>,
}

#[derive(Debug)]
struct Lane<T> {
    epoch: u32,
    next: u64,
    waiting: BTreeMap<u64, T>,
}

impl<T> Default for Sequencer<T> {
    fn default() -> Self {
        Self { lanes: HashMap::new() }
    }
}

impl<T> Sequencer<T> {
    /// Takes in a finished payload and hands out, in order, what it was the last obstacle for. Payloads of an assignment
    /// that is over are dropped: the next owner of the partition has them.
    pub fn push(&mut self, ticket: Ticket, payload: T, mut release: impl FnMut(T)) {
        let lane = self.lanes.entry(ticket.slot).or_insert_with(|| Lane::new(ticket.epoch));
        if ticket.epoch > lane.epoch {
            *lane = Lane::new(ticket.epoch);
        }
        if ticket.epoch < lane.epoch {
            return;
        }
        // Most come in order.
        if ticket.sequence == lane.next {
            lane.next += 1;
            release(payload);
        } else {
            lane.waiting.insert(ticket.sequence, payload);
        }
        while let Some(payload) = lane.waiting.remove(&lane.next) {
            lane.next += 1;
            release(payload);
        }
    }
}

impl<T> Lane<T> {
    fn new(epoch: u32) -> Self {
        Self { epoch, next: 0, waiting: BTreeMap::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ticket(slot: u32, epoch: u32, sequence: u64) -> Ticket {
        Ticket { slot: Slot(slot), epoch, sequence }
    }

    #[test]
    fn a_slow_payload_holds_back_its_partition_and_no_other() {
        let mut sequencer = Sequencer::default();
        let mut out = Vec::new();
        sequencer.push(ticket(0, 1, 1), "a1", |payload| out.push(payload));
        sequencer.push(ticket(1, 1, 0), "b0", |payload| out.push(payload));
        sequencer.push(ticket(0, 1, 0), "a0", |payload| out.push(payload));
        assert_eq!(out, ["b0", "a0", "a1"]);
    }

    #[test]
    fn a_new_assignment_starts_afresh_and_the_old_one_is_dropped() {
        let mut sequencer = Sequencer::default();
        let mut out = Vec::new();
        sequencer.push(ticket(0, 1, 5), "old, waiting", |payload| out.push(payload));
        sequencer.push(ticket(0, 2, 0), "new", |payload| out.push(payload));
        sequencer.push(ticket(0, 1, 0), "old, late", |payload| out.push(payload));
        assert_eq!(out, ["new"]);
    }

    proptest! {
        #[test]
        fn any_interleaving_comes_out_in_order(order in Just((0..50u64).collect::<Vec<_>>()).prop_shuffle()) {
            let mut sequencer = Sequencer::default();
            let mut out = Vec::new();
            for sequence in order {
                sequencer.push(ticket(0, 1, sequence), sequence, |payload| out.push(payload));
            }
            prop_assert_eq!(out, (0..50).collect::<Vec<_>>());
        }
    }
}
