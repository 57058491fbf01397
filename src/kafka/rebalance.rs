//! Partitions come and go.
//!
//! ```text
//!  note ▶ assign: ask where to begin ▶ split the queues off ▶ answer the client
//!       ▶ revoke: take nothing in from them ▶ what is in flight ends, or time runs out ▶ commit ▶ answer the client
//!       ▶ lost:   answer at once; nothing of it may be committed
//! ```
//!
//! The client waits for our answer, and until then it starts no other rebalance; the loop goes on polling meanwhile.

use std::sync::Arc;
use std::time::{Duration, Instant};

use rdkafka::consumer::{BaseConsumer, Consumer, RebalanceProtocol};
use rdkafka::topic_partition_list::{Offset, TopicPartitionList};

use super::assignment::{Lane, Revocation};
use super::consumer_events::{ConsumerEvents, Note, Place};
use super::fault::{Fault, Verdict, judge};
use super::offsets::{self, NotKnown};
use super::source::{LAST_COMMIT, Source};
use crate::failpoints::{self, Rule};
use crate::telemetry::events::{RebalanceKind, Rebalanced};

/// Between two questions for the group's offsets.
const ASK_AGAIN: Duration = Duration::from_millis(500);

/// An assignment whose starting offsets are not known yet.
#[derive(Debug)]
pub struct Assigning {
    places: Vec<Place>,
    ask_at: Instant,
}

impl Assigning {
    #[must_use]
    pub fn new(places: Vec<Place>) -> Self {
        Self { places, ask_at: Instant::now() }
    }
}

impl Source {
    /// Answers an assignment, once it is known where to begin.
    pub(super) fn assign(&mut self) -> Result<(), Fault> {
        let Some(mut assigning) = self.assigning.take_if(|assigning| assigning.ask_at <= Instant::now()) else {
            return Ok(());
        };
        let group = &self.options.group;
        let list = match offsets::starting(&self.consumer, group, &assigning.places, &self.options.start_from) {
            Ok(list) => list,
            Err(NotKnown::Fatal(fault)) => return Err(fault),
            Err(NotKnown::Yet(error)) => {
                if let Verdict::Fatal(fault) = judge(&error, &format!("group {group}"), "") {
                    return Err(fault);
                }
                self.trouble.say(&format!("the group's committed offsets are not known yet: {error}"));
                assigning.ask_at = Instant::now() + ASK_AGAIN;
                self.assigning = Some(assigning);
                return Ok(());
            }
        };
        for place in &assigning.places {
            let start = list.find_partition(&place.0, place.1).and_then(|element| match element.offset() {
                Offset::Offset(offset) => Some(offset),
                _ => None,
            });
            let lane = Lane::open(&self.consumer, &self.shared, place, start)?;
            self.lanes.push(lane);
        }
        let answered = if is_cooperative(&self.consumer) {
            self.consumer.incremental_assign(&list)
        } else {
            self.consumer.assign(&list)
        };
        answered.map_err(|error| Fault::Client { reason: format!("assign: {error}") })?;
        self.shared.set_joined(true);
        self.tell(RebalanceKind::Assigned, assigning.places.len());
        Ok(())
    }

    /// Remembers a revocation. Nothing waits here: intake from those partitions stops, the others go on, and
    /// [`Self::settle_revocation`] gives them up when what is in flight has ended or the time for it is over.
    pub(super) fn revoke(&mut self, places: Vec<Place>, lost: bool) {
        failpoints::at("revoke");
        for lane in self.lanes.iter_mut().filter(|lane| places.contains(&lane.place())) {
            lane.revoking = true;
        }
        self.shared.set_revoking(!lost);
        let budget = if lost { Duration::ZERO } else { self.options.revoke_timeout };
        self.revocation = Some(Revocation { places, lost, deadline: Instant::now() + budget, committing: false });
    }

    pub(super) fn settle_revocation(&mut self) -> Result<(), Fault> {
        let Some(revocation) = self.revocation.take() else { return Ok(()) };
        let late = Instant::now() >= revocation.deadline;
        if !revocation.lost && !revocation.committing {
            if self.revoking_in_flight() > 0 && !late {
                self.revocation = Some(revocation);
                return Ok(());
            }
            let deadline = Instant::now() + LAST_COMMIT;
            self.revocation = Some(Revocation { deadline, committing: true, ..revocation });
            return Ok(());
        }
        // One commit at a time: that of a moment ago may have to be answered before the last one can go.
        let commits = !revocation.lost && !late && failpoints::holds(Rule::CommitAtRevoke);
        if commits && (self.commits.are_under_way() || self.commit(|lane| lane.revoking)) {
            self.revocation = Some(revocation);
            return Ok(());
        }
        self.give_up(&revocation)
    }

    fn revoking_in_flight(&self) -> usize {
        let ledger = self.shared.ledger();
        self.lanes.iter().filter(|lane| lane.revoking).map(|lane| ledger.in_flight_of(lane.slot)).sum()
    }

    fn give_up(&mut self, revocation: &Revocation) -> Result<(), Fault> {
        failpoints::at("give_up");
        let mut list = TopicPartitionList::new();
        for (topic, partition) in &revocation.places {
            list.add_partition(topic, *partition);
        }
        self.shared.set_revoking(false);
        let gone: Vec<Lane> = self.lanes.extract_if(.., |lane| lane.revoking).collect();
        self.close(&gone);
        if revocation.lost {
            self.shared.set_joined(false);
        }
        let answered = if is_cooperative(&self.consumer) {
            self.consumer.incremental_unassign(&list)
        } else {
            self.consumer.unassign()
        };
        let kind = if revocation.lost { RebalanceKind::Lost } else { RebalanceKind::Revoked };
        self.tell(kind, revocation.places.len());
        answered.map_err(|error| Fault::Client { reason: format!("unassign: {error}") })
    }

    /// Closes partitions in the ledger: what is in flight in them is abandoned from here on.
    fn close(&mut self, lanes: &[Lane]) {
        {
            let mut ledger = self.shared.ledger();
            for lane in lanes {
                ledger.revoke(lane.slot);
            }
            // What waits for the road has not even begun.
            if let Some(waiting) = &mut self.waiting {
                waiting.retain(|flight| ledger.is_current(flight.ticket));
            }
        }
        self.waiting.take_if(|waiting| waiting.is_empty());
        let mut assigned = self.shared.assigned();
        for lane in lanes {
            assigned.remove(&lane.place());
        }
    }

    fn tell(&self, kind: RebalanceKind, partitions: usize) {
        Rebalanced { kind, partitions, owned: self.lanes.len() }.emit();
    }

    /// Leaves the group, so that the others need not wait for the session to run out.
    pub(super) fn leave(mut self) {
        let events = Arc::clone(self.consumer.client().context());
        events.close();
        let unanswered = self.assigning.is_some()
            || self.revocation.is_some()
            || std::iter::from_fn(|| events.next()).any(|note| matches!(note, Note::Assign(_) | Note::Revoke { .. }));
        // A client that waits for an answer of ours would not close.
        if unanswered && let Err(error) = self.consumer.unassign() {
            tracing::debug!(%error, "unassign before leaving");
        }
        self.shared.set_joined(false);
        let lanes = std::mem::take(&mut self.lanes);
        self.close(&lanes);
        self.consumer.unsubscribe();
        // Each queue holds the consumer, and so do commits; dropping the last holder closes it.
        drop(lanes);
        self.commits.end();
    }
}

fn is_cooperative(consumer: &BaseConsumer<ConsumerEvents>) -> bool {
    matches!(consumer.rebalance_protocol(), RebalanceProtocol::Cooperative)
}
