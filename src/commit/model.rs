//! The ledger against a naive model, under any interleaving of everything that may happen to it: partitions that come, go and
//! come again under a new epoch, gaps in offsets, offsets that go back, payloads that end in any order, late, or twice.

use std::collections::BTreeMap;
use std::sync::Arc;

use proptest::prelude::*;
use proptest::sample::Index;

use super::{Ledger, LedgerError, Slot, Ticket};
use crate::outcome::{FilterRule, Outcome, RejectReason, Stage};

const PARTITIONS: i32 = 3;

#[derive(Debug, Clone)]
enum Step {
    /// An assignment; one that is assigned already begins anew.
    Assign {
        partition: i32,
        offset: i64,
    },
    /// Given up in good order or lost: to the ledger it is the same.
    Revoke {
        partition: i32,
    },
    Admit {
        partition: i32,
        gap: i64,
    },
    /// The offset of an earlier record, or of the last.
    Again {
        partition: i32,
        back: i64,
    },
    /// Ends any payload that was ever admitted: of this assignment or an older one, for the first time or not.
    End {
        which: Index,
        outcome: Outcome,
    },
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let partition = 0..PARTITIONS;
    let outcome = prop::sample::select(vec![
        Outcome::Published,
        Outcome::Filtered(FilterRule::Tombstone),
        Outcome::DeadLettered { stage: Stage::Parse, reason: RejectReason::InvalidJson },
    ]);
    let step = prop_oneof![
        1 => (partition.clone(), 0i64..40).prop_map(|(partition, offset)| Step::Assign { partition, offset }),
        1 => partition.clone().prop_map(|partition| Step::Revoke { partition }),
        8 => (partition.clone(), 0i64..4).prop_map(|(partition, gap)| Step::Admit { partition, gap }),
        1 => (partition, 0i64..3).prop_map(|(partition, back)| Step::Again { partition, back }),
        8 => (any::<Index>(), outcome).prop_map(|(which, outcome)| Step::End { which, outcome }),
    ];
    prop::collection::vec(step, 1..300)
}

/// What one assignment of one partition saw: a list of offsets, and which of them have ended.
#[derive(Debug, Default)]
struct Assignment {
    next: i64,
    entries: Vec<(i64, bool)>,
    over: bool,
}

impl Assignment {
    fn committable(&self) -> Option<i64> {
        self.entries.iter().take_while(|(_, ended)| *ended).last().map(|(offset, _)| offset + 1)
    }

    fn in_flight(&self) -> u64 {
        self.entries.iter().filter(|(_, ended)| !ended).count() as u64
    }
}

#[derive(Debug, Default)]
struct Model {
    /// Every assignment there ever was, by partition; the last of a partition may be open.
    assignments: BTreeMap<i32, Vec<Assignment>>,
    /// Every payload that was ever admitted: partition, assignment, place in it, ticket.
    payloads: Vec<(i32, usize, usize, Ticket)>,
    consumed: u64,
    ended: BTreeMap<Outcome, u64>,
    abandoned: u64,
}

impl Model {
    fn open(&mut self, partition: i32) -> Option<&mut Assignment> {
        self.assignments.get_mut(&partition)?.last_mut().filter(|assignment| !assignment.over)
    }

    fn revoke(&mut self, partition: i32) {
        let Some(open) = self.open(partition) else { return };
        open.over = true;
        let in_flight = open.in_flight();
        self.abandoned += in_flight;
    }
}

fn check(ledger: &Ledger, model: &Model, slots: &BTreeMap<i32, Slot>) -> Result<(), TestCaseError> {
    let mut in_flight = 0;
    for (partition, assignments) in &model.assignments {
        let open = assignments.last().filter(|assignment| !assignment.over);
        let slot = slots[partition];
        prop_assert_eq!(ledger.committable(slot), open.and_then(Assignment::committable), "partition {}", partition);
        let flying = open.map_or(0, Assignment::in_flight);
        prop_assert_eq!(ledger.in_flight_of(slot) as u64, flying);
        in_flight += flying;
        // Nothing is kept of what has ended before the first that has not.
        let kept = open.map_or(0, |open| open.entries.iter().skip_while(|(_, ended)| *ended).count());
        prop_assert!(ledger.span() >= kept);
    }
    let tallies = ledger.tallies();
    prop_assert_eq!(ledger.in_flight() as u64, in_flight);
    prop_assert_eq!(tallies.consumed.values().sum::<u64>(), model.consumed);
    prop_assert_eq!(&tallies.payloads, &model.ended);
    prop_assert_eq!(tallies.abandoned, model.abandoned);
    prop_assert_eq!(model.consumed, model.ended.values().sum::<u64>() + model.abandoned + in_flight);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn the_ledger_agrees_with_a_naive_model_whatever_happens(steps in steps()) {
        let topic: Arc<str> = "raw".into();
        let (mut ledger, mut model) = (Ledger::new(), Model::default());
        let mut slots = BTreeMap::new();
        for step in steps {
            match step {
                Step::Assign { partition, offset } => {
                    model.revoke(partition);
                    let assignments = model.assignments.entry(partition).or_default();
                    assignments.push(Assignment { next: offset, ..Assignment::default() });
                    let (slot, epoch) = ledger.assign(&topic, partition);
                    prop_assert_eq!(epoch as usize, assignments.len(), "each assignment has an epoch of its own");
                    prop_assert_eq!(*slots.entry(partition).or_insert(slot), slot, "a partition keeps its slot");
                }
                Step::Revoke { partition } => {
                    model.revoke(partition);
                    if let Some(slot) = slots.get(&partition) {
                        ledger.revoke(*slot);
                    }
                }
                Step::Admit { partition, gap } => {
                    let Some(slot) = slots.get(&partition) else { continue };
                    let number = model.assignments[&partition].len() - 1;
                    let Some(open) = model.open(partition) else {
                        let refused = ledger.admit(*slot, 0);
                        prop_assert!(matches!(refused, Err(LedgerError::NotAssigned { .. })), "{:?}", refused);
                        continue;
                    };
                    let offset = open.next + gap;
                    open.next = offset + 1;
                    open.entries.push((offset, false));
                    let place = open.entries.len() - 1;
                    let ticket = ledger.admit(*slot, offset);
                    prop_assert!(ticket.is_ok(), "{:?}", ticket);
                    model.payloads.extend(ticket.ok().map(|ticket| (partition, number, place, ticket)));
                    model.consumed += 1;
                }
                Step::Again { partition, back } => {
                    let Some(slot) = slots.get(&partition) else { continue };
                    let Some(last) = model.open(partition).and_then(|open| open.entries.last().copied()) else { continue };
                    let refused = ledger.admit(*slot, last.0 - back);
                    prop_assert!(matches!(refused, Err(LedgerError::OutOfOrder { .. })), "{:?}", refused);
                }
                Step::End { which, outcome } => {
                    if model.payloads.is_empty() {
                        continue;
                    }
                    let (partition, number, place, ticket) = model.payloads[which.index(model.payloads.len())];
                    let assignment = &mut model.assignments.get_mut(&partition).unwrap()[number];
                    prop_assert_eq!(ledger.is_current(ticket), !assignment.over);
                    let before = std::mem::replace(&mut assignment.entries[place].1, true);
                    let over = assignment.over;
                    let ended = ledger.end(ticket, outcome, &[outcome]);
                    match (over, before) {
                        (true, _) => prop_assert_eq!(ended, Ok(false), "an older assignment"),
                        (false, false) => {
                            prop_assert_eq!(ended, Ok(true));
                            *model.ended.entry(outcome).or_default() += 1;
                        }
                        (false, true) => {
                            prop_assert!(matches!(ended, Err(LedgerError::EndedTwice { .. })), "{:?}", ended);
                        }
                    }
                }
            }
            check(&ledger, &model, &slots)?;
        }
    }
}
