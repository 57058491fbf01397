//! The source: an OS thread that owns the consumer and never stops polling it.
//!
//! ```text
//!  turn ▶ poll the client ▶ handle its notes ▶ settle a revocation ▶ take payloads in ▶ commit ▶ turn …
//!                                                     ▲
//!                              while the budget is open; a partition with nothing in flight may always have one
//! ```
//!
//! Every partition has a queue of its own. Backpressure is to leave a queue unread: the client's fetcher stops by itself
//! at its limits, while the main queue goes on being served. (`pause()` would throw away what is prefetched.)

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use crossbeam_channel::{SendTimeoutError, Sender};
use rdkafka::consumer::{BaseConsumer, CommitMode, Consumer};
use rdkafka::error::KafkaError;
use rdkafka::topic_partition_list::{Offset, TopicPartitionList};

use super::assignment::{Lane, Revocation};
use super::consumer_events::{ConsumerEvents, Note, Place};
use super::fault::{Fault, Verdict, judge};
use super::offsets::{self, NotKnown};
use super::settings::{self, TopicFacts};
use super::shared::Shared;
use crate::config::{Config, StartFrom};
use crate::pipeline::{Batch, Flight};

/// How long the loop rests when a turn brought nothing. Queues that fill wake it earlier.
const REST: Duration = Duration::from_millis(20);
/// How long a commit may take at the end of an assignment.
const LAST_COMMIT: Duration = Duration::from_secs(5);
/// How often a backfill asks whether it is complete.
const COMPLETE_CHECK: Duration = Duration::from_secs(1);

/// What the source needs to know.
#[derive(Debug, Clone)]
pub struct SourceOptions {
    pub group: String,
    pub topics: Vec<String>,
    pub start_from: StartFrom,
    pub commit_interval: Duration,
    /// How long a drain may take, at the end of the worker or of an assignment.
    pub drain_timeout: Duration,
    /// Stop at these offsets: the ends of all partitions when the worker started.
    pub ends: Option<BTreeMap<Place, i64>>,
}

/// The intake end of the road.
pub struct Source {
    consumer: Arc<BaseConsumer<ConsumerEvents>>,
    shared: Arc<Shared>,
    options: SourceOptions,
    /// `None` once the source takes nothing in any more.
    intake: Option<Sender<Batch<Arc<Flight>>>>,
    /// Admitted, but the road was full.
    waiting: Option<Batch<Arc<Flight>>>,
    lanes: Vec<Lane>,
    /// Where the next turn begins, so that no partition is always first.
    first: usize,
    /// An assignment whose starting offsets are not known yet.
    assigning: Option<Vec<Place>>,
    revocation: Option<Revocation>,
    commits_under_way: u32,
    last_commit: Instant,
    last_complete_check: Instant,
}

impl Source {
    /// Makes the consumer and subscribes.
    ///
    /// # Errors
    ///
    /// [`Fault`] where the client refuses its settings.
    pub fn new(
        config: &Config,
        facts: TopicFacts,
        options: SourceOptions,
        shared: Arc<Shared>,
        intake: Sender<Batch<Arc<Flight>>>,
    ) -> Result<Self, Fault> {
        let client = |error: KafkaError| Fault::Client { reason: error.to_string() };
        let events = ConsumerEvents::new(Arc::clone(&shared));
        let consumer: BaseConsumer<ConsumerEvents> =
            settings::consumer(config, facts).create_with_context(events).map_err(client)?;
        let topics: Vec<&str> = options.topics.iter().map(String::as_str).collect();
        consumer.subscribe(&topics).map_err(client)?;
        Ok(Self {
            consumer: Arc::new(consumer),
            shared,
            options,
            intake: Some(intake),
            waiting: None,
            lanes: Vec::new(),
            first: 0,
            assigning: None,
            revocation: None,
            commits_under_way: 0,
            last_commit: Instant::now(),
            last_complete_check: Instant::now(),
        })
    }

    /// Reads until told to drain, then waits for what is in flight, commits and leaves the group.
    ///
    /// # Errors
    ///
    /// The [`Fault`] that ended the worker; the finished prefix is committed all the same.
    pub fn run(mut self) -> Result<(), Fault> {
        let read = self.read();
        if let Err(fault) = &read {
            self.shared.fail(fault.clone());
        }
        let drained = self.drain();
        self.leave();
        read.and(drained)
    }

    fn read(&mut self) -> Result<(), Fault> {
        while !self.shared.is_draining() {
            if let Some(fault) = self.shared.fault() {
                return Err(fault);
            }
            let busy = self.turn()?;
            if self.is_complete()? {
                tracing::info!("every partition is read to the end it had at the start");
                return Ok(());
            }
            if !busy {
                std::thread::park_timeout(REST);
            }
        }
        Ok(())
    }

    /// One turn of the loop. Whether it did anything.
    fn turn(&mut self) -> Result<bool, Fault> {
        self.shared.source_beat().beat();
        self.poll()?;
        self.settle_revocation()?;
        let took = self.take_in()?;
        if self.last_commit.elapsed() >= self.options.commit_interval {
            self.commit();
        }
        Ok(took)
    }

    /// Serves the client: its callbacks leave notes, which are handled here.
    fn poll(&mut self) -> Result<(), Fault> {
        if let Some(Ok(message)) = self.consumer.poll(Duration::ZERO) {
            use rdkafka::Message;
            // Each partition has a queue of its own, split off before it was assigned. A record here was split off too
            // late, and the ledger would never hear of it.
            let reason = format!("a record of {}/{} came on the main queue", message.topic(), message.partition());
            return Err(Fault::Client { reason });
        }
        while let Some(note) = self.consumer.context().next() {
            match note {
                Note::Assign(places) => self.assigning = Some(places),
                Note::Revoke { partitions, lost } => self.revoke(partitions, lost),
                Note::Committed { result, offsets } => self.committed(result, offsets),
                Note::Error { error, reason } => match judge(&error, &self.options.topics.join(", "), &reason) {
                    Verdict::Fatal(fault) => return Err(fault),
                    Verdict::Transient => tracing::warn!(reason, "the client reports trouble and goes on by itself"),
                },
            }
        }
        self.assign()
    }

    fn assign(&mut self) -> Result<(), Fault> {
        let Some(places) = self.assigning.take() else { return Ok(()) };
        let list = match offsets::starting(&self.consumer, &self.options.group, &places, &self.options.start_from) {
            Ok(list) => list,
            Err(NotKnown::Fatal(fault)) => return Err(fault),
            Err(NotKnown::Yet(error)) => {
                if let Verdict::Fatal(fault) = judge(&error, &format!("group {}", self.options.group), "") {
                    return Err(fault);
                }
                tracing::warn!(%error, "the group's committed offsets are not known yet, asking again");
                self.assigning = Some(places);
                return Ok(());
            }
        };
        for (topic, partition) in &places {
            let lane = Lane::open(&self.consumer, &self.shared, topic, *partition)?;
            self.lanes.push(lane);
        }
        self.consumer
            .rebalance_protocol_is_cooperative()
            .then(|| self.consumer.incremental_assign(&list))
            .unwrap_or_else(|| self.consumer.assign(&list))
            .map_err(|error| Fault::Client { reason: format!("assign: {error}") })?;
        self.shared.set_joined(true);
        tracing::info!(partitions = places.len(), owned = self.lanes.len(), "partitions assigned");
        Ok(())
    }

    /// Remembers a revocation. Nothing waits here: intake from those partitions stops, the others go on, and
    /// [`Self::settle_revocation`] gives them up when what is in flight has ended or the time for it is over.
    fn revoke(&mut self, places: Vec<Place>, lost: bool) {
        self.assigning = None;
        for lane in self.lanes.iter_mut().filter(|lane| places.contains(&lane.place())) {
            lane.revoking = true;
        }
        let budget = if lost { Duration::ZERO } else { self.options.drain_timeout };
        self.revocation = Some(Revocation { places, lost, deadline: Instant::now() + budget, committing: false });
    }

    fn settle_revocation(&mut self) -> Result<(), Fault> {
        let Some(revocation) = self.revocation.take() else { return Ok(()) };
        let in_flight: usize = {
            let ledger = self.shared.ledger();
            self.lanes.iter().filter(|lane| lane.revoking).map(|lane| ledger.in_flight_of(lane.slot)).sum()
        };
        let late = Instant::now() >= revocation.deadline;
        if !revocation.lost {
            if in_flight > 0 && !late {
                self.revocation = Some(revocation);
                return Ok(());
            }
            if !revocation.committing {
                self.commit();
                let deadline = Instant::now() + LAST_COMMIT;
                self.revocation = Some(Revocation { deadline, committing: true, ..revocation });
                return Ok(());
            }
            if self.commits_under_way > 0 && !late {
                self.revocation = Some(revocation);
                return Ok(());
            }
        }
        self.give_up(&revocation)
    }

    fn give_up(&mut self, revocation: &Revocation) -> Result<(), Fault> {
        let mut list = TopicPartitionList::new();
        for (topic, partition) in &revocation.places {
            list.add_partition(topic, *partition);
        }
        for lane in self.lanes.iter().filter(|lane| lane.revoking) {
            self.shared.ledger().revoke(lane.slot);
            self.shared.assigned().remove(&lane.place());
        }
        self.lanes.retain(|lane| !lane.revoking);
        let answered = if self.consumer.rebalance_protocol_is_cooperative() {
            self.consumer.incremental_unassign(&list)
        } else {
            self.consumer.unassign()
        };
        tracing::info!(
            partitions = revocation.places.len(),
            lost = revocation.lost,
            owned = self.lanes.len(),
            "partitions given up"
        );
        answered.map_err(|error| Fault::Client { reason: format!("unassign: {error}") })
    }

    /// Takes payloads in, a small batch from each partition in turn.
    fn take_in(&mut self) -> Result<bool, Fault> {
        if let Some(batch) = self.waiting.take()
            && !self.send(batch)?
        {
            return Ok(true);
        }
        let mut took = false;
        for n in 0..self.lanes.len() {
            let index = (self.first + n) % self.lanes.len();
            let Some(lane) = self.lanes.get_mut(index).filter(|lane| !lane.revoking) else { continue };
            let end = self.options.ends.as_ref().map(|ends| ends.get(&lane.place()).copied().unwrap_or(0));
            let batch = lane.fill(&self.shared, end)?;
            if batch.is_empty() {
                continue;
            }
            took = true;
            if !self.send(batch)? {
                self.first = index + 1;
                return Ok(true);
            }
        }
        self.first = self.first.wrapping_add(1) % self.lanes.len().max(1);
        Ok(took)
    }

    /// Hands a batch to the road; false where it is full: the batch waits, and polling goes on.
    fn send(&mut self, batch: Batch<Arc<Flight>>) -> Result<bool, Fault> {
        let Some(intake) = &self.intake else { return Ok(true) };
        match intake.send_timeout(batch, REST) {
            Ok(()) => Ok(true),
            Err(SendTimeoutError::Timeout(batch)) => {
                self.waiting = Some(batch);
                Ok(false)
            }
            Err(SendTimeoutError::Disconnected(_)) => Err(Fault::ThreadEnded { thread: "parse" }),
        }
    }

    /// Commits the finished prefix of every partition where it has grown.
    fn commit(&mut self) {
        self.last_commit = Instant::now();
        let mut list = TopicPartitionList::new();
        {
            let ledger = self.shared.ledger();
            for lane in &mut self.lanes {
                let Some(offset) = ledger.committable(lane.slot).filter(|offset| lane.sent < Some(*offset)) else {
                    continue;
                };
                if list.add_partition_offset(&lane.topic, lane.partition, Offset::Offset(offset)).is_ok() {
                    lane.sent = Some(offset);
                }
            }
        }
        self.send_commit(&list);
    }

    fn send_commit(&mut self, list: &TopicPartitionList) {
        if list.count() == 0 {
            return;
        }
        match self.consumer.commit(list, CommitMode::Async) {
            Ok(()) => self.commits_under_way += 1,
            Err(error) => self.committed(Err(error), Vec::new()),
        }
    }

    fn committed(&mut self, result: Result<(), KafkaError>, offsets: Vec<(Place, i64)>) {
        self.commits_under_way = self.commits_under_way.saturating_sub(1);
        match result {
            Ok(()) => self.shared.commit_succeeded(offsets),
            Err(error) => {
                // Nothing is lost by it: the prefix stands, and the next turn sends all of it again.
                tracing::warn!(%error, "commit failed, trying again");
                for lane in &mut self.lanes {
                    lane.sent = None;
                }
            }
        }
    }

    /// Whether a backfill has read everything that was there at its start, by this worker or by others of its group.
    fn is_complete(&mut self) -> Result<bool, Fault> {
        let Some(ends) = &self.options.ends else { return Ok(false) };
        if self.last_complete_check.elapsed() < COMPLETE_CHECK || !self.shared.is_joined() {
            return Ok(false);
        }
        self.last_complete_check = Instant::now();
        let ours: BTreeSet<Place> = self.lanes.iter().map(Lane::place).collect();
        let mut past = TopicPartitionList::new();
        {
            let ledger = self.shared.ledger();
            let assigned = self.shared.assigned();
            for lane in &self.lanes {
                let Some(end) = ends.get(&lane.place()) else { continue };
                let report = assigned.get(&lane.place()).and_then(|entry| entry.report);
                let read = lane.is_past(*end) || report.is_some_and(|report| report.is_drained_to(*end));
                if !read || ledger.in_flight_of(lane.slot) > 0 {
                    return Ok(false);
                }
                // Markers at the very end leave the prefix short of it; other workers wait for this commit.
                let _ = past.add_partition_offset(&lane.topic, lane.partition, Offset::Offset(*end));
            }
        }
        let others: Vec<(Place, i64)> =
            ends.iter().filter(|(place, _)| !ours.contains(*place)).map(|(place, end)| (place.clone(), *end)).collect();
        self.send_commit(&past);
        if others.is_empty() {
            return Ok(true);
        }
        match offsets::committed(&self.consumer, others.iter().map(|(place, _)| place.clone())) {
            Ok(committed) => {
                Ok(others.iter().all(|(place, end)| committed.get(place).is_some_and(|offset| offset >= end)))
            }
            Err(error) => {
                tracing::debug!(%error, "the commits of other workers are not known yet");
                Ok(false)
            }
        }
    }

    /// Takes nothing in any more, waits for what is in flight, commits.
    fn drain(&mut self) -> Result<(), Fault> {
        self.shared.drain();
        let deadline = Instant::now() + self.options.drain_timeout;
        let violated = matches!(self.shared.fault(), Some(Fault::Ledger(_)));
        loop {
            self.shared.source_beat().beat();
            if let Some(batch) = self.waiting.take() {
                let _ = self.send(batch);
            }
            if self.waiting.is_none() {
                self.intake = None;
            }
            self.poll()?;
            self.settle_revocation()?;
            let in_flight = self.shared.ledger().in_flight();
            let late = Instant::now() >= deadline;
            if in_flight == 0 || late {
                if !violated {
                    self.commit_and_wait()?;
                }
                self.intake = None;
                if in_flight > 0 {
                    self.shared.abort();
                    return Err(Fault::DrainDeadline { in_flight });
                }
                return Ok(());
            }
            std::thread::park_timeout(REST / 4);
        }
    }

    fn commit_and_wait(&mut self) -> Result<(), Fault> {
        self.commit();
        let deadline = Instant::now() + LAST_COMMIT;
        while self.commits_under_way > 0 && Instant::now() < deadline {
            self.poll()?;
            std::thread::park_timeout(Duration::from_millis(1));
        }
        if self.commits_under_way > 0 {
            tracing::warn!("the last commit was not answered: the next owner reads its payloads again");
        }
        Ok(())
    }

    /// Leaves the group, so that the others need not wait for the session to run out.
    fn leave(mut self) {
        self.consumer.context().close();
        self.shared.set_joined(false);
        self.shared.assigned().clear();
        // Each queue holds the consumer; dropping the last holder closes it.
        self.lanes.clear();
        self.consumer.unsubscribe();
    }
}

/// Which of the two families of rebalance protocols the group speaks.
trait Protocol {
    fn rebalance_protocol_is_cooperative(&self) -> bool;
}

impl Protocol for BaseConsumer<ConsumerEvents> {
    fn rebalance_protocol_is_cooperative(&self) -> bool {
        matches!(self.rebalance_protocol(), rdkafka::consumer::RebalanceProtocol::Cooperative)
    }
}
