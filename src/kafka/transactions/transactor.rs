//! The transactor: fills a transaction, commits it, and begins again with what is left when that does not work. What happens
//! in between then is in [`super::recovery`].

use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, RecvTimeoutError};
use rdkafka::ClientConfig;
use rdkafka::consumer::ConsumerGroupMetadata;
use rdkafka::topic_partition_list::{Offset, TopicPartitionList};

use super::client::{Client, Failure};
use super::ending::Ending;
use super::fences::Fences;
use super::held::{self, Held, Size};
use super::membership::Membership;
use super::watch::Watch;
use crate::config::Config;
use crate::failpoints::{self, Rule};
use crate::kafka::delivery::Stop;
use crate::kafka::fault::Fault;
use crate::kafka::refusal::OutputTopics;
use crate::kafka::settings::{self, TopicFacts};
use crate::kafka::shared::Shared;
use crate::pipeline::{Batch, Ended};
use crate::telemetry::events::{TransactionEnded, TransactionOutcome};

/// How long to wait for a payload before looking whether somebody is in a hurry.
const SLICE: Duration = Duration::from_millis(10);
/// How long after a commit the next transaction begins at the earliest. The brokers write their markers when they have answered
/// already; who comes before those are written is sent away with `CONCURRENT_TRANSACTIONS`, and librdkafka 2.12 comes again 20 ms
/// later, with nothing sent until then. One broker takes 1 to 2 ms.
const MARKERS: Duration = Duration::from_millis(3);
/// Between a transaction that failed and the next: doubled with each failure in a row, up to the longest.
const SHORTEST_PAUSE: Duration = Duration::from_millis(20);
pub(super) const LONGEST_PAUSE: Duration = Duration::from_secs(1);

/// What runs on the transacting thread.
pub struct Transactor {
    pub(super) settings: ClientConfig,
    pub(super) id: String,
    pub(super) topics: OutputTopics,
    pub(super) limits: crate::config::Transaction,
    /// The largest batch of more than one record.
    pub(super) batch_bytes: u32,
    pub(super) shared: Arc<Shared>,
    pub(super) membership: Membership,
    pub(super) watch: Arc<Watch>,
    pub(super) ending: Ending,
    outbox: Receiver<Batch<Ended>>,
    pub(super) fences: Fences,
    /// What the group knew of this worker at the last commit.
    member: Option<ConsumerGroupMetadata>,
    /// What the next commit ends, in the order in which it is produced.
    pub(super) open: Vec<Held>,
    /// Payload and article of each number in the transaction.
    pub(super) sent: Vec<(usize, usize)>,
    since: Instant,
    /// When the transaction before is over for the brokers, too.
    settled: Instant,
    /// Of `open`, all together.
    filled: Size,
    /// The transaction before was not committed.
    again: bool,
    /// The commit was asked for: only the group's offsets tell whether it came about.
    pub(super) committing: bool,
}

impl Transactor {
    #[must_use]
    pub fn new(
        config: &Config,
        facts: TopicFacts,
        shared: Arc<Shared>,
        membership: Membership,
        watch: Arc<Watch>,
        ending: Ending,
        outbox: Receiver<Batch<Ended>>,
    ) -> Self {
        Self {
            settings: settings::transactional_producer(config, facts),
            id: config.kafka.transactional_id.clone(),
            topics: OutputTopics::new(config),
            limits: config.kafka.transaction.clone(),
            batch_bytes: settings::batch_bytes(facts),
            shared,
            membership,
            watch,
            ending,
            outbox,
            fences: Fences::default(),
            member: None,
            open: Vec::new(),
            sent: Vec::new(),
            since: Instant::now(),
            settled: Instant::now(),
            filled: Size::default(),
            again: false,
            committing: false,
        }
    }

    /// Commits what comes until nothing comes any more.
    ///
    /// # Errors
    ///
    /// [`Stop`]; what was not committed then is left to the next owner of its partition.
    pub fn run(mut self) -> Result<(), Stop> {
        let mut client = self.initialise()?;
        let mut pause = SHORTEST_PAUSE;
        while self.wait_for_payload()? {
            match self.transact(&client) {
                Ok(()) => {
                    self.end_open();
                    pause = SHORTEST_PAUSE;
                }
                Err(Failure::Stop(stop)) => {
                    client.abort_at_last();
                    return Err(stop);
                }
                Err(failure) => {
                    let (again, progress) = self.recover(client, failure)?;
                    client = again;
                    if !failpoints::holds(Rule::OutboxKept) {
                        self.open.clear();
                    }
                    self.again = true;
                    // What was refused will not be sent like that again: no reason to wait.
                    if !progress {
                        self.rest(pause)?;
                        pause = (pause * 2).min(LONGEST_PAUSE);
                    }
                }
            }
        }
        Ok(())
    }

    /// Waits until there is something to commit. False once the road has ended and everything is.
    fn wait_for_payload(&mut self) -> Result<bool, Stop> {
        loop {
            self.check()?;
            self.keep_what_is_ours();
            if !self.open.is_empty() {
                return Ok(true);
            }
            match self.outbox.recv_timeout(SLICE * 5) {
                Ok(batch) => self.hold(batch),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Ok(false),
            }
        }
    }

    /// One transaction from its begin to its commit.
    fn transact(&mut self, client: &Client) -> Result<(), Failure> {
        self.committing = false;
        self.sent.clear();
        self.since = Instant::now();
        while self.take_more(self.settled)? {}
        client.begin()?;
        // What is sent again has waited for its time already.
        let again = std::mem::take(&mut self.again);
        let due = self.since + if again { Duration::ZERO } else { self.limits.interval.0 };
        let mut produced = 0;
        loop {
            while produced < self.open.len() {
                self.produce(client, produced)?;
                produced += 1;
            }
            if client.reports().has_undelivered() || !self.take_more(due)? {
                break;
            }
        }
        if self.member.is_none() || failpoints::holds(Rule::FreshGroupMetadata) {
            self.member = self.membership.ask(|| self.check())?;
        }
        let Some(member) = &self.member else {
            return Err(Failure::Abort("this worker is no member of its group at the moment".into()));
        };
        // After the answer: what was given up before it is known to the ledger by now.
        if !self.is_all_ours() {
            return Err(Failure::Abort("partitions were given up before the commit".into()));
        }
        if failpoints::holds(Rule::OffsetsInTransaction) {
            client.send_offsets(&self.offsets()?, member)?;
        }
        // Last: the offsets went while records were still on their way.
        client.await_deliveries()?;
        self.committing = true;
        client.commit()
    }

    /// Sends the records of one payload. One that goes alone has nothing beside it on its way.
    fn produce(&mut self, client: &Client, index: usize) -> Result<(), Failure> {
        let Some(held) = self.open.get(index) else { return Ok(()) };
        failpoints::at("produce");
        for (n, article) in held.articles.iter().enumerate() {
            if article.alone {
                client.await_deliveries()?;
            }
            let number = self.sent.len();
            self.sent.push((index, n));
            if held.send(article, number, &self.topics, client)? && article.alone {
                client.await_deliveries()?;
            }
        }
        Ok(())
    }

    /// Takes more payloads into the transaction. False when it is time to close it.
    fn take_more(&mut self, due: Instant) -> Result<bool, Failure> {
        loop {
            self.check()?;
            let left = due.saturating_duration_since(Instant::now());
            if left.is_zero() || self.is_full() {
                return Ok(false);
            }
            match self.outbox.recv_timeout(left.min(SLICE)) {
                Ok(batch) => {
                    self.hold(batch);
                    return Ok(true);
                }
                Err(RecvTimeoutError::Timeout) if self.shared.is_hurried() || self.holds_everything() => {
                    return Ok(false);
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Ok(false),
            }
        }
    }

    /// Whether intake waits for bytes that only this commit gives back.
    fn holds_everything(&self) -> bool {
        !self.shared.budget.is_open() && self.shared.ledger().in_flight() <= self.open.len()
    }

    fn is_full(&self) -> bool {
        self.filled.is_full(&self.limits, self.shared.budget.limit())
    }

    fn hold(&mut self, mut batch: Batch<Ended>) {
        self.shared.keep_current(&mut batch, |ended| ended.flight.ticket);
        for held in batch.into_iter().map(Held::new) {
            self.filled += held.size();
            self.open.push(held);
        }
    }

    /// Drops what belongs to somebody else by now.
    fn keep_what_is_ours(&mut self) {
        self.shared.keep_current(&mut self.open, |held| held.flight.ticket);
        self.filled = Size::default();
        for held in &self.open {
            self.filled += held.size();
        }
    }

    fn is_all_ours(&self) -> bool {
        let ledger = self.shared.ledger();
        self.open.iter().all(|held| ledger.is_current(held.flight.ticket))
    }

    fn offsets(&self) -> Result<TopicPartitionList, Failure> {
        let mut list = TopicPartitionList::new();
        for ((topic, partition), offset) in held::offsets(&self.open) {
            list.add_partition_offset(&topic, partition, Offset::Offset(offset))
                .map_err(|error| Stop::Fault(Fault::Client { reason: error.to_string() }))?;
        }
        Ok(list)
    }

    /// The transaction is committed: everything in it has ended.
    fn end_open(&mut self) {
        self.tell(TransactionOutcome::Committed, "");
        self.settled = Instant::now() + MARKERS;
        self.ending.take(std::mem::take(&mut self.open));
    }

    pub(super) fn tell(&self, outcome: TransactionOutcome, reason: &str) {
        TransactionEnded { outcome, payloads: self.open.len(), elapsed: self.since.elapsed(), reason }.emit();
    }

    pub(super) fn rest(&self, pause: Duration) -> Result<(), Stop> {
        let end = Instant::now() + pause;
        while Instant::now() < end {
            self.check()?;
            thread::sleep(SLICE);
        }
        Ok(())
    }

    pub(super) fn check(&self) -> Result<(), Stop> {
        self.shared.pulse()?;
        self.shared.progress().set_on_their_way(self.open.len());
        if self.shared.is_aborted() { Err(Stop::Aborted) } else { Ok(()) }
    }
}
