//! Partitions come and go.
//!
//! ```text
//!  note ▶ assign: answer the client ▶ ask where to begin ▶ split the queues off ▶ begin
//!       ▶ revoke: take nothing in from them ▶ what is in flight ends, or time runs out ▶ commit ▶ answer the client
//!       ▶ lost:   answer at once; nothing of it may be committed
//! ```
//!
//! The client waits for our answer. Until then it starts no other rebalance, and, what costs more, it fetches nothing for any
//! partition, also for those that stay (librdkafka pauses them all, and throws away what it had read ahead). So each answer
//! comes as soon as it may: to an assignment at once, where partitions stay (with none of the new ones, which follow when it
//! is known where they begin); to a revocation before the partitions that stay have stood still for long.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rdkafka::consumer::{BaseConsumer, Consumer, RebalanceProtocol};
use rdkafka::topic_partition_list::{Offset, TopicPartitionList};

use super::assignment::{Lane, Revocation};
use super::consumer_events::{ConsumerEvents, Note, Place};
use super::fault::{Fault, Verdict, judge};
use super::offsets::{self, Answer, Asked, NotKnown, Question, Starts};
use super::source::{LAST_COMMIT, Source};
use crate::failpoints::{self, Rule};
use crate::telemetry::events::{RebalanceKind, Rebalanced};

/// How long a partition that stays may have nothing to do while those that go are drained. What they have in flight then is
/// left to the next owner: work that is done twice, but nothing that is written twice.
const IDLE: Duration = Duration::from_millis(200);
/// The same where it cannot be seen: payloads that wait in a transaction are in flight as well.
const TRANSACTIONS: Duration = Duration::from_millis(500);
/// Between two questions for the group's offsets.
const ASK_AGAIN: Duration = Duration::from_millis(500);

/// Partitions that are ours, and where they begin is not known yet.
#[derive(Debug, Default)]
pub struct Assigning {
    /// With the number of the assignment that brought each. A partition may come, go and come again while a question is
    /// under way; its answer then is about an assignment that is over, and somebody else may have worked on since.
    places: BTreeMap<Place, u64>,
    /// Assignments so far.
    number: u64,
    ask_at: Option<Instant>,
    /// When the last of them came.
    since: Option<Instant>,
    /// Whether the client has no answer to it yet.
    unanswered: bool,
    /// Whether an answer has let partitions go on that stay.
    resumed: bool,
}

impl Assigning {
    fn add(&mut self, places: impl IntoIterator<Item = Place>) {
        self.number += 1;
        self.places.extend(places.into_iter().map(|place| (place, self.number)));
        self.ask_at = Some(Instant::now());
    }

    fn remove(&mut self, places: &[Place]) {
        self.places.retain(|place, _| !places.contains(place));
    }

    /// What is to be asked now.
    fn question(&mut self, now: Instant) -> Option<Asked> {
        self.ask_at.take_if(|at| *at <= now && !self.places.is_empty())?;
        Some(self.places.iter().map(|(place, number)| (place.clone(), *number)).collect())
    }

    /// Takes out what an answer is about.
    fn take(&mut self, asked: &[(Place, u64)]) -> Vec<Place> {
        let stands = |(place, number): &&(Place, u64)| self.places.get(place) == Some(number);
        let taken: Vec<Place> = asked.iter().filter(stands).map(|(place, _)| place.clone()).collect();
        self.remove(&taken);
        taken
    }
}

impl Source {
    /// Takes note of an assignment. Where other partitions stay, the client is answered at once.
    pub(super) fn assigned(&mut self, places: Vec<Place>) -> Result<(), Fault> {
        self.assigning.unanswered = true;
        self.assigning.since = Some(Instant::now());
        // Who is leaving takes nothing over.
        if self.shared.is_draining() {
            return Ok(());
        }
        let none = places.is_empty();
        self.assigning.add(places);
        if is_cooperative(&self.consumer) {
            self.add(&TopicPartitionList::new())?;
        }
        if none { self.begin(Starts::new()) } else { Ok(()) }
    }

    /// Asks where partitions begin, and begins with those where it is known.
    pub(super) fn assign(&mut self) -> Result<(), Fault> {
        if let Some(Answer::Starts(asked, result)) = self.questions.answer() {
            self.answered(&asked, result)?;
        }
        if self.questions.are_under_way() {
            return Ok(());
        }
        let question = if std::mem::take(&mut self.assigning.resumed) {
            Some(Question::Nudge(self.lanes.iter().map(Lane::place).collect()))
        } else {
            self.assigning.question(Instant::now()).map(Question::Starts)
        };
        if question.is_some_and(|question| !self.questions.send(question)) {
            return Err(Fault::ThreadEnded { thread: "kafka-offsets".into() });
        }
        Ok(())
    }

    fn answered(&mut self, asked: &[(Place, u64)], result: Result<Starts, NotKnown>) -> Result<(), Fault> {
        let ours = self.assigning.take(asked);
        if ours.is_empty() {
            return Ok(());
        }
        let error = match result {
            // An assignment that is lost must not be touched, unless the client waits for it: that it is lost could not be
            // told any more afterwards.
            Ok(_) if !self.assigning.unanswered && self.consumer.assignment_lost() => None,
            Ok(starts) => {
                return self.begin(starts.into_iter().filter(|(place, _)| ours.contains(place)).collect());
            }
            Err(NotKnown::Fatal(fault)) => return Err(fault),
            Err(NotKnown::Yet(error)) => Some(error),
        };
        if let Some(error) = error {
            if let Verdict::Fatal(fault) = judge(&error, &format!("group {}", self.options.group), "") {
                return Err(fault);
            }
            self.trouble.say(&format!("the group's committed offsets are not known yet: {error}"));
        }
        self.assigning.add(ours);
        self.assigning.ask_at = Some(Instant::now() + ASK_AGAIN);
        Ok(())
    }

    /// Begins to read partitions.
    fn begin(&mut self, starts: Starts) -> Result<(), Fault> {
        for (place, offset) in &starts {
            let start = if let Offset::Offset(offset) = offset { Some(*offset) } else { None };
            let lane = Lane::open(&self.consumer, &self.shared, place, start)?;
            self.lanes.push(lane);
        }
        let partitions = starts.len();
        let list = match offsets::list(starts) {
            Ok(list) => list,
            Err(NotKnown::Fatal(fault)) => return Err(fault),
            Err(NotKnown::Yet(error)) => return Err(Fault::Client { reason: format!("assign: {error}") }),
        };
        if self.assigning.unanswered || partitions > 0 {
            self.add(&list)?;
        }
        let elapsed = self.assigning.since.map_or(Duration::ZERO, |since| since.elapsed());
        self.tell(RebalanceKind::Assigned, partitions, elapsed);
        Ok(())
    }

    /// Hands partitions to the client; the first time it is the answer to its assignment.
    fn add(&mut self, list: &TopicPartitionList) -> Result<(), Fault> {
        let added = if is_cooperative(&self.consumer) {
            self.consumer.incremental_assign(list)
        } else {
            self.consumer.assign(list)
        };
        added.map_err(|error| Fault::Client { reason: format!("assign: {error}") })?;
        self.assigning.unanswered = false;
        self.assigning.resumed = !self.lanes.is_empty();
        self.shared.set_joined(true);
        Ok(())
    }

    /// Remembers a revocation. Nothing waits here: intake from those partitions stops, the others go on, and
    /// [`Self::settle_revocation`] gives them up when what is in flight has ended or the time for it is over.
    pub(super) fn revoke(&mut self, places: Vec<Place>, lost: bool) {
        failpoints::at("revoke");
        self.assigning.remove(&places);
        for lane in self.lanes.iter_mut().filter(|lane| places.contains(&lane.place())) {
            lane.revoking = true;
        }
        self.shared.set_revoking(!lost);
        let budget = if lost { Duration::ZERO } else { self.options.revoke_timeout };
        let (partitions, since) = (places.len(), Instant::now());
        let deadline = since + budget;
        self.revocation = Some(Revocation { partitions, lost, since, deadline, idle: None, committing: false });
    }

    pub(super) fn settle_revocation(&mut self) -> Result<(), Fault> {
        let Some(mut revocation) = self.revocation.take() else { return Ok(()) };
        let now = Instant::now();
        if !revocation.lost && !revocation.committing {
            let late = now >= revocation.deadline;
            if self.has_idle() {
                revocation.idle.get_or_insert(now);
            }
            let held_up = revocation.idle.is_some_and(|idle| now.saturating_duration_since(idle) >= IDLE)
                || self.options.transactional
                    && self.lanes.iter().any(|lane| !lane.revoking)
                    && now.saturating_duration_since(revocation.since) >= TRANSACTIONS;
            if self.revoking_in_flight() > 0 && !late && !held_up {
                self.revocation = Some(revocation);
                return Ok(());
            }
            (revocation.deadline, revocation.committing) = (now + LAST_COMMIT, true);
        }
        // One commit at a time: that of a moment ago may have to be answered before the last one can go.
        let late = now >= revocation.deadline;
        let commits = !revocation.lost && !late && failpoints::holds(Rule::CommitAtRevoke);
        if commits && (self.commits.are_under_way() || self.commit(|lane| lane.revoking)) {
            self.revocation = Some(revocation);
            return Ok(());
        }
        self.give_up(&revocation)
    }

    /// Whether a partition that stays has nothing to do.
    fn has_idle(&self) -> bool {
        let ledger = self.shared.ledger();
        self.lanes.iter().any(|lane| !lane.revoking && ledger.in_flight_of(lane.slot) == 0)
    }

    fn revoking_in_flight(&self) -> usize {
        let ledger = self.shared.ledger();
        self.lanes.iter().filter(|lane| lane.revoking).map(|lane| ledger.in_flight_of(lane.slot)).sum()
    }

    fn give_up(&mut self, revocation: &Revocation) -> Result<(), Fault> {
        failpoints::at("give_up");
        self.shared.set_revoking(false);
        let gone: Vec<Lane> = self.lanes.extract_if(.., |lane| lane.revoking).collect();
        self.close(&gone);
        // Of those that had not begun the client knows nothing.
        let mut list = TopicPartitionList::new();
        for lane in &gone {
            list.add_partition(&lane.topic, lane.partition);
        }
        if revocation.lost {
            self.shared.set_joined(false);
        }
        let answered = if is_cooperative(&self.consumer) {
            self.consumer.incremental_unassign(&list)
        } else {
            self.consumer.unassign()
        };
        self.assigning.resumed = !self.lanes.is_empty();
        let kind = if revocation.lost { RebalanceKind::Lost } else { RebalanceKind::Revoked };
        self.tell(kind, revocation.partitions, revocation.since.elapsed());
        answered.map_err(|error| Fault::Client { reason: format!("unassign: {error}") })
    }

    /// Closes partitions in the ledger: what is in flight in them is abandoned from here on.
    fn close(&mut self, lanes: &[Lane]) {
        let mut next = Vec::with_capacity(lanes.len());
        {
            let mut ledger = self.shared.ledger();
            for lane in lanes {
                next.push(ledger.committable(lane.slot));
                ledger.revoke(lane.slot);
            }
            // What waits for the road has not even begun.
            if let Some(waiting) = &mut self.waiting {
                waiting.retain(|flight| ledger.is_current(flight.ticket));
            }
        }
        self.waiting.take_if(|waiting| waiting.is_empty());
        if let Some(window) = &self.options.window {
            let mut window = window.lock();
            for (lane, next) in lanes.iter().zip(next) {
                window.give_up(&lane.topic, lane.partition, lane.epoch, next);
            }
        }
        let mut assigned = self.shared.assigned();
        for lane in lanes {
            assigned.remove(&lane.place());
        }
    }

    fn tell(&self, kind: RebalanceKind, partitions: usize, elapsed: Duration) {
        Rebalanced { kind, partitions, owned: self.lanes.len(), elapsed }.emit();
    }

    /// Leaves the group, so that the others need not wait for the session to run out.
    pub(super) fn leave(mut self) {
        let events = Arc::clone(self.consumer.client().context());
        events.close();
        let unanswered = self.assigning.unanswered
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
        // Each queue holds the consumer, and so do the errands; dropping the last holder closes it.
        drop(lanes);
        self.commits.end();
        self.questions.end();
    }
}

fn is_cooperative(consumer: &BaseConsumer<ConsumerEvents>) -> bool {
    matches!(consumer.rebalance_protocol(), RebalanceProtocol::Cooperative)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_about_an_assignment_that_is_over_is_no_answer() {
        let place = |partition| -> Place { ("raw".into(), partition) };
        let now = Instant::now();
        let mut assigning = Assigning::default();
        assigning.add([place(0), place(1)]);
        let old = assigning.question(Instant::now()).unwrap();
        assert_eq!(assigning.question(Instant::now()), None, "asked once");
        // One of them goes and comes back while the question is under way.
        assigning.remove(&[place(1)]);
        assigning.add([place(1), place(2)]);
        assert_eq!(assigning.question(now), None, "not before it is due");
        assert_eq!(assigning.take(&old), [place(0)]);
        let new = assigning.question(Instant::now()).unwrap();
        assert_eq!(assigning.take(&new), [place(1), place(2)]);
        assert_eq!(assigning.question(Instant::now()), None);
    }
}
