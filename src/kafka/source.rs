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

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crossbeam_channel::{SendTimeoutError, Sender};
use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::error::{KafkaError, RDKafkaErrorCode};

use super::assignment::{Lane, Revocation};
use super::backfill::Backfill;
use super::commits::{self, Commits};
use super::consumer_events::{ConsumerEvents, Note, Place};
use super::fault::{Fault, Verdict, judge_client};
use super::offsets::{self, Questions};
use super::rebalance::Assigning;
use super::settings::{self, TopicFacts};
use super::shared::Shared;
use super::transactions::{Asks, Membership, membership};
use super::trouble::Trouble;
use crate::config::{Config, Delivery, StartFrom};
use crate::enrich::duplicates::SharedWindow;
use crate::pipeline::{Batch, Flight};

/// How long the loop rests when a turn brought nothing. Queues that fill wake it earlier.
pub(super) const REST: Duration = Duration::from_millis(20);
/// Events that may wait in the client's queue: a rebalance, an error for each broker, statistics.
const EVENTS_AT_ONCE: usize = 16;
/// How long a commit may take at the end of an assignment.
pub(super) const LAST_COMMIT: Duration = Duration::from_secs(5);

/// What the source needs to know.
#[derive(Debug, Clone)]
pub struct SourceOptions {
    pub group: String,
    pub topics: Vec<String>,
    pub start_from: StartFrom,
    pub commit_interval: Duration,
    /// Offsets go into the transactions that hold the records: none is committed from here.
    pub transactional: bool,
    /// How long a drain may take at the end of the worker.
    pub drain_timeout: Duration,
    /// How long it may take when partitions are revoked: the whole group waits for it.
    pub revoke_timeout: Duration,
    /// Stop at these offsets: the ends of all partitions when the worker started.
    pub ends: Option<BTreeMap<Place, i64>>,
    /// It forgets what was met and did not end when partitions are given up.
    pub window: Option<SharedWindow>,
}

impl SourceOptions {
    #[must_use]
    pub fn new(config: &Config, ends: Option<BTreeMap<Place, i64>>) -> Self {
        let drain_timeout = config.pipeline.drain_timeout.0;
        Self {
            group: config.kafka.group_id.clone(),
            topics: config.kafka.input_topics.clone(),
            start_from: config.kafka.start_from.clone(),
            commit_interval: config.kafka.commit_interval.0,
            transactional: config.kafka.delivery == Delivery::ExactlyOnce,
            drain_timeout,
            // The rest of the session is for the commit and the answer.
            revoke_timeout: drain_timeout.min(config.kafka.session_timeout.0 / 3),
            ends,
            window: None,
        }
    }
}

/// The intake end of the road.
pub struct Source {
    pub(super) consumer: Arc<BaseConsumer<ConsumerEvents>>,
    pub(super) shared: Arc<Shared>,
    pub(super) options: SourceOptions,
    /// `None` once the source takes nothing in any more.
    pub(super) intake: Option<Sender<Batch<Arc<Flight>>>>,
    /// Admitted, but the road was full.
    pub(super) waiting: Option<Batch<Arc<Flight>>>,
    pub(super) lanes: Vec<Lane>,
    /// Where the next turn begins, so that no partition is always first.
    first: usize,
    pub(super) assigning: Assigning,
    pub(super) questions: Questions,
    pub(super) revocation: Option<Revocation>,
    pub(super) backfill: Option<Backfill>,
    pub(super) commits: Commits,
    /// The seam to whoever commits in transactions; its other end goes to the sink.
    asks: Asks,
    membership: Membership,
    pub(super) last_commit: Instant,
    pub(super) trouble: Trouble,
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
        let mut settings = settings::consumer(config, facts);
        if options.ends.is_some() {
            // A backfill learns from the statistics that it is past the last marker.
            settings.set("statistics.interval.ms", "1000");
        }
        let consumer: BaseConsumer<ConsumerEvents> =
            settings.create_with_context(ConsumerEvents::new(Arc::clone(&shared))).map_err(client)?;
        let topics: Vec<&str> = options.topics.iter().map(String::as_str).collect();
        consumer.subscribe(&topics).map_err(client)?;
        let backfill = options.ends.clone().map(Backfill::new);
        let consumer = Arc::new(consumer);
        let commits = commits::start(&consumer)?;
        let questions = offsets::start(&consumer, &options.group, &options.start_from)?;
        let (membership, asks) = membership(&consumer);
        Ok(Self {
            consumer,
            shared,
            options,
            intake: Some(intake),
            waiting: None,
            lanes: Vec::new(),
            first: 0,
            assigning: Assigning::default(),
            questions,
            revocation: None,
            backfill,
            commits,
            asks,
            membership,
            last_commit: Instant::now(),
            trouble: Trouble::new("consumer"),
        })
    }

    /// The group's view of this worker, for whoever commits in transactions.
    #[must_use]
    pub fn membership(&self) -> Membership {
        self.membership.clone()
    }

    /// Reads until told to drain, then waits for what is in flight, commits and leaves the group.
    ///
    /// # Errors
    ///
    /// The [`Fault`] that ended the worker; the finished prefix is committed all the same.
    pub fn run(mut self) -> Result<(), Fault> {
        self.asks.answered_here();
        self.shared.budget.wakes(std::thread::current());
        let read = self.read();
        if let Err(fault) = &read {
            self.shared.fail(fault.clone());
        }
        let drained = self.drain();
        if let Err(fault) = &drained {
            self.shared.fail(fault.clone());
        }
        self.leave();
        read.and(drained)
    }

    fn read(&mut self) -> Result<(), Fault> {
        while !self.shared.is_draining() {
            if let Some(fault) = self.shared.fault() {
                return Err(fault);
            }
            let busy = self.turn()?;
            if self.is_complete() {
                tracing::info!("every partition is read to the end it had at the start");
                return Ok(());
            }
            if !busy {
                // A queue that fills wakes us, and a budget that opens again, nearly always; what ends in partitions that we
                // give up does not.
                let calm = self.shared.budget.is_open() && self.revocation.is_none();
                std::thread::park_timeout(if calm { REST } else { REST / 8 });
            }
        }
        Ok(())
    }

    /// One turn of the loop. Whether it did anything.
    fn turn(&mut self) -> Result<bool, Fault> {
        self.shared.source_beat().beat();
        self.poll()?;
        self.answer_membership()?;
        self.settle_revocation()?;
        let took = self.take_in()?;
        self.commit_in_time();
        // A backfill stands still behind its end, and that is as it should be.
        if self.backfill.is_none() {
            self.shared.watch_progress();
        }
        Ok(took)
    }

    pub(super) fn poll(&mut self) -> Result<(), Fault> {
        self.listen()?;
        if let Some(answer) = self.commits.answer() {
            self.committed(answer)?;
        }
        // Who is leaving takes nothing over.
        if self.shared.is_draining() { Ok(()) } else { self.assign() }
    }

    /// Serves the client: its callbacks leave notes, which are handled here.
    fn listen(&mut self) -> Result<(), Fault> {
        if let Some(Ok(message)) = self.consumer.poll(Duration::ZERO) {
            use rdkafka::Message;
            // Each partition has a queue of its own, split off before it was assigned. A record here was split off too
            // late, and the ledger would never hear of it.
            let reason = format!("a record of {}/{} came on the main queue", message.topic(), message.partition());
            return Err(Fault::Client { reason });
        }
        while let Some(note) = self.consumer.context().next() {
            match note {
                Note::Assign(places) => self.assigned(places)?,
                Note::Revoke { partitions, lost } => self.revoke(partitions, lost),
                Note::Error { error, reason } => {
                    let place = match error.rdkafka_error_code() {
                        Some(RDKafkaErrorCode::GroupAuthorizationFailed) => format!("group {}", self.options.group),
                        _ => self.options.topics.join(", "),
                    };
                    match judge_client(self.consumer.client(), &error, &place, &reason) {
                        Verdict::Fatal(fault) => return Err(fault),
                        Verdict::Transient => self.trouble.say(&reason),
                    }
                }
            }
        }
        Ok(())
    }

    /// Tells the transactor what the group knows of us. First the client is asked, then what it had to say by that moment
    /// is heard: it may be that we have lost everything.
    pub(super) fn answer_membership(&mut self) -> Result<(), Fault> {
        let Some(asker) = self.asks.next() else { return Ok(()) };
        let metadata = self.consumer.group_metadata();
        // One call hands out one event at most.
        for _ in 0..EVENTS_AT_ONCE {
            self.listen()?;
        }
        self.shared.pulse()?;
        let lost = self.revocation.as_ref().is_some_and(|revocation| revocation.lost);
        let is_member = self.shared.is_joined() && !lost && !self.consumer.assignment_lost();
        // Nobody waits any more where it was told to stop meanwhile.
        let _ = asker.try_send(metadata.filter(|_| is_member));
        Ok(())
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
            let end = self.backfill.as_ref().map(|backfill| backfill.end_of(&lane.place()));
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
    pub(super) fn send(&mut self, batch: Batch<Arc<Flight>>) -> Result<bool, Fault> {
        let Some(intake) = &self.intake else { return Ok(true) };
        match intake.send_timeout(batch, REST) {
            Ok(()) => Ok(true),
            Err(SendTimeoutError::Timeout(batch)) => {
                self.waiting = Some(batch);
                Ok(false)
            }
            Err(SendTimeoutError::Disconnected(_)) => Err(Fault::ThreadEnded { thread: "parse".into() }),
        }
    }
}
