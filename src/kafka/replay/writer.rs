//! Writes payloads back, each with its marker, in transactions: a payload is in its topic exactly when its marker is in
//! the topic of markers.
//!
//! A transaction that fails is aborted and written again; a payload that its topic refuses is found by writing the
//! payloads of that transaction one by one.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use rdkafka::ClientContext;
use rdkafka::config::RDKafkaLogLevel;
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use rdkafka::message::DeliveryResult;
use rdkafka::producer::{BaseRecord, Producer, ProducerContext, ThreadedProducer};

use super::letter::{Letter, Source};
use crate::config::Config;
use crate::kafka::fault::{Fault, Refusal, Verdict, judge, judge_refusal};
use crate::kafka::headers;
use crate::kafka::log_client_line;
use crate::kafka::probe::client_fault;
use crate::kafka::settings::{self, TopicFacts};

/// How long the coordinator may take for one answer, and the brokers for a batch.
const PATIENCE: Duration = Duration::from_secs(60);
/// How often a transaction is tried.
const ATTEMPTS: u32 = 5;
/// Between two of them, and twice as long each time.
const FIRST_REST: Duration = Duration::from_millis(200);
/// Between two looks at what is on its way.
const SHORT_REST: Duration = Duration::from_millis(2);

/// The transactional producer of a replay.
pub struct Writer {
    producer: ThreadedProducer<Answers>,
    markers: String,
    /// How many partitions each input topic has.
    partitions: HashMap<String, u32>,
}

/// Why a transaction was not committed.
enum Failed {
    /// A topic wants one of its records not.
    Refused(KafkaError),
    /// It may do another time.
    Again(String),
    Fault(Fault),
}

impl From<Fault> for Failed {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl Writer {
    /// Makes the producer. A replay of the same topic that still runs is fenced by it, and what that had not committed is
    /// aborted.
    ///
    /// # Errors
    ///
    /// [`Fault`] where the cluster is away or refuses us.
    pub fn start(
        config: &Config,
        facts: TopicFacts,
        markers: String,
        partitions: HashMap<String, u32>,
    ) -> Result<Self, Fault> {
        let id = format!("copydesk-replay-{}", config.kafka.dead_letter_topic);
        let mut client = settings::producer(config, facts);
        client.set("transactional.id", &id);
        client.set("transaction.timeout.ms", "60000");
        // May not be longer than the transaction.
        client.set("message.timeout.ms", "50000");
        let producer: ThreadedProducer<Answers> =
            client.create_with_context(Answers::default()).map_err(client_fault)?;
        let writer = Self { producer, markers, partitions };
        let deadline = Instant::now() + PATIENCE;
        while let Err(error) = writer.producer.init_transactions(PATIENCE) {
            if Instant::now() >= deadline || !is_retriable(&error) {
                return Err(writer.fault(&error, &format!("transactional id {id}")));
            }
            thread::sleep(FIRST_REST);
        }
        Ok(writer)
    }

    /// Writes letters back. Those that their topic refuses, with the reason; all others are committed.
    ///
    /// # Errors
    ///
    /// [`Fault`]; what was committed before stays.
    pub fn write(&self, letters: &[Letter]) -> Result<Vec<(Source, String)>, Fault> {
        match self.try_write(letters)? {
            None => Ok(Vec::new()),
            // A refusal may hit neighbours in the same batch: each has a transaction of its own then.
            Some(_) if letters.len() > 1 => {
                let mut refused = Vec::new();
                for letter in letters {
                    if let Some(error) = self.try_write(std::slice::from_ref(letter))? {
                        refused.push((letter.source.clone(), error.to_string()));
                    }
                }
                Ok(refused)
            }
            Some(error) => Ok(letters.iter().map(|letter| (letter.source.clone(), error.to_string())).collect()),
        }
    }

    /// Takes markers away whose letters are gone.
    ///
    /// # Errors
    ///
    /// [`Fault`], and they stay.
    pub fn forget(&self, sources: &[Source]) -> Result<(), Fault> {
        let refused = self.transact(|| sources.iter().try_for_each(|source| self.mark(source, None)))?;
        refused.map_or(Ok(()), |error| Err(self.fault(&error, &format!("writing to topic {}", self.markers))))
    }

    /// One transaction. The error where a topic refuses one of its records.
    fn try_write(&self, letters: &[Letter]) -> Result<Option<KafkaError>, Fault> {
        self.transact(|| {
            letters.iter().try_for_each(|letter| {
                self.put_back(letter)?;
                self.mark(&letter.source, Some(serde_json::to_vec(&letter.marker()).unwrap_or_default()))
            })
        })
    }

    fn transact(&self, write: impl Fn() -> Result<(), Failed>) -> Result<Option<KafkaError>, Fault> {
        let mut rest = FIRST_REST;
        let mut last = String::new();
        for _ in 0..ATTEMPTS {
            match self.attempt(&write) {
                Ok(()) => return Ok(None),
                Err(failed) => {
                    if let Failed::Fault(fault) = failed {
                        return Err(fault);
                    }
                    self.abort()?;
                    match failed {
                        Failed::Refused(error) => return Ok(Some(error)),
                        Failed::Again(reason) => last = reason,
                        Failed::Fault(fault) => return Err(fault),
                    }
                }
            }
            tracing::warn!(reason = last, "the transaction was aborted, trying again");
            thread::sleep(rest);
            rest *= 2;
        }
        Err(Fault::Replay { reason: format!("no transaction succeeds, {ATTEMPTS} were tried: {last}") })
    }

    fn attempt(&self, write: impl Fn() -> Result<(), Failed>) -> Result<(), Failed> {
        self.answers().clear();
        self.producer.begin_transaction().map_err(|error| self.failed(error, "beginning a transaction"))?;
        write()?;
        // Before the commit: its own flush waits in steps of 100 ms, and says less about what went wrong.
        self.await_answers()?;
        if let Some(error) = self.answers().failed() {
            return Err(match judge_refusal(&error) {
                Refusal::Size | Refusal::Record => Failed::Refused(error),
                Refusal::Teardown => Failed::Again(error.to_string()),
                Refusal::Client => self.failed(error, "writing to the input topic"),
            });
        }
        let deadline = Instant::now() + PATIENCE;
        while let Err(error) = self.producer.commit_transaction(PATIENCE) {
            // A commit may be asked for again, with nothing changed.
            if Instant::now() >= deadline || !is_retriable(&error) {
                return Err(self.failed(error, "committing a transaction"));
            }
        }
        Ok(())
    }

    fn abort(&self) -> Result<(), Fault> {
        let deadline = Instant::now() + PATIENCE;
        while let Err(error) = self.producer.abort_transaction(PATIENCE) {
            if Instant::now() >= deadline || !is_retriable(&error) {
                return Err(self.fault(&error, "aborting a transaction"));
            }
        }
        Ok(())
    }

    fn put_back(&self, letter: &Letter) -> Result<(), Failed> {
        let record = &letter.record;
        let mut payload: BaseRecord<'_, [u8], [u8]> = BaseRecord::to(&letter.source.topic);
        payload.key = record.key.as_deref();
        payload.payload = record.value.as_deref();
        payload.headers = headers::write(&record.headers);
        // Where it stood, so that it comes after what stood before it. The time is that of the replay: with its own an old
        // payload could fall to the topic's retention before anybody has read it.
        let has = self.partitions.get(&*letter.source.topic).copied().unwrap_or(0);
        if u32::try_from(letter.source.partition).is_ok_and(|partition| partition < has) {
            payload.partition = Some(letter.source.partition);
        }
        self.send(payload)
    }

    fn mark(&self, source: &Source, value: Option<Vec<u8>>) -> Result<(), Failed> {
        let key = source.to_string().into_bytes();
        let mut marker: BaseRecord<'_, [u8], [u8]> = BaseRecord::to(&self.markers);
        marker.key = Some(&key);
        marker.payload = value.as_deref();
        self.send(marker)
    }

    fn send(&self, mut record: BaseRecord<'_, [u8], [u8]>) -> Result<(), Failed> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            match self.producer.send(record) {
                Ok(()) => return Ok(()),
                Err((KafkaError::MessageProduction(RDKafkaErrorCode::QueueFull), back))
                    if Instant::now() < deadline =>
                {
                    record = back;
                    thread::sleep(SHORT_REST);
                }
                Err((error, _)) => {
                    return Err(match judge_refusal(&error) {
                        Refusal::Size | Refusal::Record => Failed::Refused(error),
                        _ => self.failed(error, "writing"),
                    });
                }
            }
        }
    }

    fn await_answers(&self) -> Result<(), Failed> {
        let deadline = Instant::now() + PATIENCE;
        while self.producer.in_flight_count() > 0 {
            if Instant::now() >= deadline {
                return Err(Failed::Again("the brokers did not take the payloads in time".into()));
            }
            thread::sleep(SHORT_REST);
        }
        Ok(())
    }

    fn failed(&self, error: KafkaError, doing: &str) -> Failed {
        let again = match &error {
            KafkaError::Transaction(error) => error.txn_requires_abort() || error.is_retriable(),
            error => matches!(judge(error, doing, ""), Verdict::Transient),
        };
        // The client as a whole may be done for, whatever this one error says.
        if again && self.producer.client().fatal_error().is_none() {
            Failed::Again(format!("{doing}: {error}"))
        } else {
            Failed::Fault(self.fault(&error, doing))
        }
    }

    fn fault(&self, error: &KafkaError, doing: &str) -> Fault {
        let code = self.producer.client().fatal_error().map(|(code, _)| code).or_else(|| error.rdkafka_error_code());
        if matches!(
            code,
            Some(RDKafkaErrorCode::Fenced | RDKafkaErrorCode::InvalidProducerEpoch | RDKafkaErrorCode::ProducerFenced)
        ) {
            let reason =
                "another replay of this dead letter topic was started: one at a time, the newest goes on".into();
            return Fault::Replay { reason };
        }
        match judge(error, doing, "") {
            Verdict::Fatal(fault) => fault,
            Verdict::Transient => Fault::Replay { reason: format!("{doing}: {error}") },
        }
    }

    fn answers(&self) -> &Answers {
        self.producer.context()
    }
}

fn is_retriable(error: &KafkaError) -> bool {
    matches!(error, KafkaError::Transaction(error) if error.is_retriable())
}

/// The first failed delivery of a transaction.
#[derive(Debug, Clone, Default)]
struct Answers(Arc<Mutex<Option<KafkaError>>>);

impl Answers {
    fn clear(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    fn failed(&self) -> Option<KafkaError> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl ClientContext for Answers {
    fn log(&self, level: RDKafkaLogLevel, facility: &str, message: &str) {
        log_client_line(level, facility, message);
    }

    fn error(&self, error: KafkaError, reason: &str) {
        tracing::debug!(%error, reason, "trouble with the brokers");
    }
}

impl ProducerContext for Answers {
    type DeliveryOpaque = ();

    fn delivery(&self, result: &DeliveryResult<'_>, (): ()) {
        if let Err((error, _)) = result {
            let mut failed = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            // What is refused says more than what was taken back because of it.
            let purged = judge_refusal(error) == Refusal::Teardown;
            if failed.is_none()
                || (!purged && failed.as_ref().is_some_and(|had| judge_refusal(had) == Refusal::Teardown))
            {
                *failed = Some(error.clone());
            }
        }
    }
}
