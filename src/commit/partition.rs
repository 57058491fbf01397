//! The ledger of one partition under one assignment.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use crate::failpoints::{self, Rule};
use crate::record::Position;

/// Payloads that were delivered to us, in their order, and which of them have ended.
///
/// Kept over *delivered* offsets with a dense sequence of its own: transaction markers and compaction leave gaps in the
/// offsets, and arithmetic on them would wait for records that never come.
#[derive(Debug)]
pub struct PartitionLedger {
    /// Sequence of the first entry in `open`.
    base: u64,
    /// Entries from the first that has not ended: offset, and whether it has ended.
    open: VecDeque<(i64, bool)>,
    /// Entries in `open` that have not ended.
    unended: usize,
    /// The next offset to read once everything before `base` is committed.
    committable: Option<i64>,
}

impl PartitionLedger {
    pub fn new() -> Self {
        Self { base: 0, open: VecDeque::new(), unended: 0, committable: None }
    }

    /// Takes in the next delivered offset and gives it its sequence number. `None` where the offset does not lie beyond
    /// the last one: the source delivered out of order, and nothing it says can be trusted any more.
    pub fn admit(&mut self, offset: i64) -> Option<u64> {
        let last = self.open.back().map(|(offset, _)| *offset).or(self.committable.map(|next| next - 1));
        if last.is_some_and(|last| offset <= last) {
            return None;
        }
        self.open.push_back((offset, false));
        self.unended += 1;
        Some(self.base + self.open.len() as u64 - 1)
    }

    /// Marks a payload as ended. False where it had ended before or was never admitted.
    pub fn end(&mut self, sequence: u64) -> bool {
        let entry = sequence.checked_sub(self.base).and_then(|index| self.open.get_mut(usize::try_from(index).ok()?));
        match entry {
            Some((offset, ended)) if !*ended => {
                *ended = true;
                let after = Some(*offset + 1);
                self.unended -= 1;
                if !failpoints::holds(Rule::PrefixCommit) {
                    self.committable = self.committable.max(after);
                }
                self.advance();
                true
            }
            _ => false,
        }
    }

    /// The next offset to read after the finished prefix; `None` until something has ended.
    pub fn committable(&self) -> Option<i64> {
        self.committable
    }

    /// Payloads that have not ended, counted entry by entry.
    pub fn in_flight(&self) -> usize {
        debug_assert_eq!(self.unended, self.open.iter().filter(|(_, ended)| !ended).count());
        self.unended
    }

    /// Entries that are kept, ended ones behind a gap included.
    pub fn span(&self) -> usize {
        self.open.len()
    }

    fn advance(&mut self) {
        while let Some((offset, true)) = self.open.front().copied() {
            self.open.pop_front();
            self.base += 1;
            // "Committable" is the next offset to read, here and nowhere else.
            self.committable = Some(offset + 1);
        }
    }
}

/// The next offset to read in each partition once all of these payloads have ended, and everything before them.
#[must_use]
pub fn committable_after<'a>(ended: impl Iterator<Item = &'a Position>) -> BTreeMap<(Arc<str>, i32), i64> {
    let mut next: BTreeMap<(Arc<str>, i32), i64> = BTreeMap::new();
    let mut add = |last: &Position| {
        let entry = next.entry((Arc::clone(&last.topic), last.partition)).or_default();
        *entry = (*entry).max(last.offset + 1);
    };
    // They come in runs of one partition; the furthest of a run speaks for it.
    let mut run: Option<&Position> = None;
    for position in ended {
        match run {
            Some(last) if last.partition == position.partition && last.topic == position.topic => {
                run = Some(if position.offset > last.offset { position } else { last });
            }
            _ => run.replace(position).into_iter().for_each(&mut add),
        }
    }
    run.into_iter().for_each(&mut add);
    next
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_gap_in_offsets_does_not_hold_the_commit() {
        let mut ledger = PartitionLedger::new();
        let sequences: Vec<u64> = [3, 4, 9].into_iter().filter_map(|offset| ledger.admit(offset)).collect();
        assert_eq!(sequences, [0, 1, 2]);
        for sequence in sequences {
            assert!(ledger.end(sequence));
        }
        assert_eq!(ledger.committable(), Some(10));
    }

    #[test]
    fn only_the_finished_prefix_is_committable() {
        let mut ledger = PartitionLedger::new();
        for offset in 0..4 {
            ledger.admit(offset);
        }
        ledger.end(1);
        ledger.end(2);
        assert_eq!(ledger.committable(), None);
        assert_eq!((ledger.in_flight(), ledger.span()), (2, 4));
        ledger.end(0);
        assert_eq!(ledger.committable(), Some(3));
        assert_eq!((ledger.in_flight(), ledger.span()), (1, 1));
    }

    #[test]
    fn offsets_of_a_transaction_lie_behind_the_last_payload_of_each_partition() {
        let at = |partition, offset| Position { topic: "raw".into(), partition, offset, epoch: 1 };
        let positions = [at(0, 4), at(1, 7), at(0, 9), at(0, 5)];
        let next: Vec<_> = committable_after(positions.iter())
            .into_iter()
            .map(|((_, partition), offset)| (partition, offset))
            .collect();
        assert_eq!(next, [(0, 10), (1, 8)]);
    }

    #[test]
    fn a_payload_ends_once() {
        let mut ledger = PartitionLedger::new();
        ledger.admit(5);
        assert!(ledger.end(0));
        assert!(!ledger.end(0));
        assert!(!ledger.end(7));
    }

    #[test]
    fn an_offset_that_goes_back_is_refused() {
        let mut ledger = PartitionLedger::new();
        ledger.admit(5);
        assert_eq!(ledger.admit(5), None);
        ledger.end(0);
        assert_eq!(ledger.admit(5), None);
        assert_eq!(ledger.admit(6), Some(1));
    }

    proptest! {
        /// Against a model that scans a plain list: any gaps, any order of ends.
        #[test]
        fn the_ledger_agrees_with_a_naive_model(
            gaps in prop::collection::vec(1i64..5, 1..60),
            order in prop::collection::vec(any::<prop::sample::Index>(), 1..200),
        ) {
            let mut ledger = PartitionLedger::new();
            let mut offset = 0;
            let mut model: Vec<(i64, bool)> = Vec::new();
            for gap in gaps {
                offset += gap;
                prop_assert_eq!(ledger.admit(offset), Some(model.len() as u64));
                model.push((offset, false));
            }
            for index in order {
                let sequence = index.index(model.len());
                let fresh = !model[sequence].1;
                model[sequence].1 = true;
                prop_assert_eq!(ledger.end(sequence as u64), fresh);
                let prefix = model.iter().take_while(|(_, ended)| *ended).last().map(|(offset, _)| offset + 1);
                prop_assert_eq!(ledger.committable(), prefix);
                prop_assert_eq!(ledger.in_flight(), model.iter().filter(|(_, ended)| !ended).count());
            }
        }
    }
}
