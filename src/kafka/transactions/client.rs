//! One transactional producer: its calls, under the watch, and what their errors mean.

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use rdkafka::ClientConfig;
use rdkafka::consumer::ConsumerGroupMetadata;
use rdkafka::error::{KafkaError, KafkaResult, RDKafkaErrorCode as Code};
use rdkafka::producer::{BaseRecord, Producer, ThreadedProducer};
use rdkafka::topic_partition_list::TopicPartitionList;

use super::reports::Reports;
use super::watch::Watch;
use crate::failpoints;
use crate::kafka::delivery::{self, Stop};
use crate::kafka::fault::{Fault, Verdict, judge};
use crate::kafka::shared::Shared;

/// How long to wait before a call is made again.
const AGAIN: Duration = Duration::from_millis(100);
/// How long to wait before looking again whether everything was delivered. `flush()` of rdkafka 0.39 would look every
/// 100 ms, and a commit would take as long.
const LOOK_AGAIN: Duration = Duration::from_micros(500);
/// What a worker that ends spends on the abort of what it leaves open.
const LAST_ABORT: Duration = Duration::from_secs(1);

/// Why a transaction was not committed.
#[derive(Debug)]
pub enum Failure {
    /// Nothing more can or shall be produced.
    Stop(Stop),
    /// The transaction has to be aborted; its producer is well.
    Abort(String),
    /// The brokers took the transaction back: it ran into its limit, or another producer came with our id.
    Fenced(String),
    /// This producer can do nothing more, and what became of its transaction it does not know.
    Indefinite(String),
}

impl Failure {
    /// The same, with what came before it.
    #[must_use]
    pub fn after(self, before: &str) -> Self {
        let both = |reason: String| format!("{before}; then {reason}");
        match self {
            Self::Stop(stop) => Self::Stop(stop),
            Self::Abort(reason) => Self::Abort(both(reason)),
            Self::Fenced(reason) => Self::Fenced(both(reason)),
            Self::Indefinite(reason) => Self::Indefinite(both(reason)),
        }
    }
}

impl From<Stop> for Failure {
    fn from(stop: Stop) -> Self {
        Self::Stop(stop)
    }
}

/// A producer that may be thrown away.
pub struct Client {
    producer: ThreadedProducer<Reports>,
    watch: Arc<Watch>,
    shared: Arc<Shared>,
    /// What each call is given.
    timeout: Duration,
}

impl Client {
    /// Makes a producer and takes its id over: what was open under it is aborted, or its commit completed.
    ///
    /// # Errors
    ///
    /// [`Failure`], where [`Failure::Abort`] is no answer to this.
    pub fn initialise(
        settings: &ClientConfig,
        watch: Arc<Watch>,
        shared: Arc<Shared>,
        timeout: Duration,
    ) -> Result<Self, Failure> {
        let producer = settings
            .create_with_context(Reports::new(Arc::clone(&shared.budget)))
            .map_err(|error: KafkaError| Stop::Fault(Fault::Client { reason: error.to_string() }))?;
        let client = Self { producer, watch, shared, timeout };
        client.call("init_transactions", |producer, timeout| producer.init_transactions(timeout))?;
        Ok(client)
    }

    /// # Errors
    ///
    /// [`Failure`].
    pub fn begin(&self) -> Result<(), Failure> {
        self.call("begin_transaction", |producer, _| producer.begin_transaction())
    }

    /// # Errors
    ///
    /// [`Failure`].
    pub fn send_offsets(&self, offsets: &TopicPartitionList, member: &ConsumerGroupMetadata) -> Result<(), Failure> {
        self.call("send_offsets_to_transaction", |producer, timeout| {
            producer.send_offsets_to_transaction(offsets, member, timeout)
        })
    }

    /// # Errors
    ///
    /// [`Failure`].
    pub fn commit(&self) -> Result<(), Failure> {
        self.call("commit_transaction", |producer, timeout| producer.commit_transaction(timeout))
    }

    /// Aborts, and waits for the reports on what was still on its way.
    ///
    /// # Errors
    ///
    /// [`Failure`]; an abort that would have to be aborted is indefinite.
    pub fn abort(&self) -> Result<(), Failure> {
        let aborted = self.call("abort_transaction", |producer, timeout| producer.abort_transaction(timeout));
        aborted.map_err(|failure| match failure {
            Failure::Abort(reason) => Failure::Indefinite(reason),
            failure => failure,
        })?;
        // An abort lets go of everything in the client; the reports that say so may come a moment later.
        while self.reports().on_their_way() > 0 {
            self.check()?;
            thread::sleep(LOOK_AGAIN);
        }
        Ok(())
    }

    /// Aborts as far as that goes at once: the worker ends, and the next that takes the id over would do it.
    pub fn abort_at_last(&self) {
        let aborted = self.watch.during("abort_transaction", || self.producer.abort_transaction(LAST_ABORT));
        if let Err(error) = aborted {
            tracing::debug!(%error, "abort at the end");
        }
    }

    /// Hands a record to the client under a number of this transaction.
    ///
    /// # Errors
    ///
    /// [`Failure`]; a refusal of this one record is none, and in the reports.
    pub fn send(&self, record: BaseRecord<'_, [u8], [u8], usize>) -> Result<(), Failure> {
        let number = record.delivery_opaque;
        let bytes = record.key.map_or(0, <[u8]>::len) + record.payload.map_or(0, <[u8]>::len);
        self.reports().sending(bytes);
        let taken = delivery::enqueue(&self.producer, record, || {
            thread::sleep(LOOK_AGAIN);
            self.check()
        })?;
        if let Err(error) = taken {
            self.reports().undelivered(number, bytes, error.clone());
            return Err(self.why(&error.to_string()));
        }
        Ok(())
    }

    /// Waits until everything is delivered; `message.timeout.ms` bounds it.
    ///
    /// # Errors
    ///
    /// [`Failure::Abort`] as soon as something is not: what was on its way behind it may wait for its own timeout then.
    pub fn await_deliveries(&self) -> Result<(), Failure> {
        failpoints::before("flush");
        loop {
            // In this order: a report between the two questions would hide behind the count otherwise.
            let waiting = self.reports().on_their_way();
            if self.reports().has_undelivered() {
                return Err(self.why("a record was not delivered"));
            }
            if waiting == 0 {
                failpoints::after("flush");
                return Ok(());
            }
            self.check()?;
            thread::sleep(LOOK_AGAIN);
        }
    }

    /// What the client has against its transaction. Where the brokers do not let it write, it throws its records away and
    /// keeps the reason to itself until the next call that is out of place; to begin, in the middle of one, always is.
    fn why(&self, seen: &str) -> Failure {
        match self.watch.during("begin_transaction", || self.producer.begin_transaction()) {
            Err(error @ KafkaError::Transaction(_)) if requires_abort(&error) => match judge_call(&error) {
                Judged::Failed(failure) => failure,
                Judged::Again => Failure::Abort(seen.into()),
            },
            _ => Failure::Abort(seen.into()),
        }
    }

    pub fn reports(&self) -> &Reports {
        self.producer.client().context()
    }

    /// Makes a call until it says something else than to try again. An outage is waited out in here, in steps.
    fn call(
        &self,
        name: &'static str,
        call: impl Fn(&ThreadedProducer<Reports>, Duration) -> KafkaResult<()>,
    ) -> Result<(), Failure> {
        loop {
            self.check()?;
            let Err(error) = self.watch.during(name, || call(&self.producer, self.timeout)) else { return Ok(()) };
            match judge_call(&error) {
                Judged::Again => self.reports().trouble().say(&format!("{name}: {error}")),
                Judged::Failed(failure) => return Err(failure),
            }
            thread::sleep(AGAIN);
        }
    }

    fn check(&self) -> Result<(), Stop> {
        self.shared.pulse()?;
        if self.shared.is_aborted() {
            return Err(Stop::Aborted);
        }
        self.reports().fault().map_or(Ok(()), |fault| Err(Stop::Fault(fault)))
    }
}

fn requires_abort(error: &KafkaError) -> bool {
    matches!(error, KafkaError::Transaction(told) if told.txn_requires_abort())
}

enum Judged {
    Again,
    Failed(Failure),
}

fn judge_call(error: &KafkaError) -> Judged {
    let reason = error.to_string();
    let code = error.rdkafka_error_code();
    Judged::Failed(match (code, error) {
        (
            Some(Code::Fenced | Code::ProducerFenced | Code::InvalidProducerEpoch | Code::InvalidProducerIdMapping),
            _,
        ) => Failure::Fenced(reason),
        (Some(Code::InvalidTransactionTimeout), _) => Failure::Stop(Stop::Fault(Fault::Client {
            reason: "kafka.transaction.timeout is longer than transaction.max.timeout.ms of the brokers".into(),
        })),
        // A flush in front of the commit that took too long; the commit has not been asked for.
        (Some(Code::OperationTimedOut), KafkaError::Flush(_)) => return Judged::Again,
        (_, KafkaError::Transaction(told)) => match judge(error, "writing in transactions", "") {
            Verdict::Fatal(fault @ (Fault::Authentication { .. } | Fault::Authorization { .. })) => {
                Failure::Stop(fault.into())
            }
            _ if told.is_fatal() => Failure::Indefinite(reason),
            _ if told.txn_requires_abort() => Failure::Abort(reason),
            _ if told.is_retriable() => return Judged::Again,
            _ => Failure::Indefinite(reason),
        },
        _ => Failure::Indefinite(reason),
    })
}
