//! What the client tells the source from inside `poll`: kept for the loop, handled there.
//!
//! A callback runs on the polling thread in the middle of a poll. It must not wait for the pipeline, which needs that same
//! thread to go on polling, so it only takes notes; librdkafka allows the assign and unassign calls to come later.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use rdkafka::ClientContext;
use rdkafka::config::RDKafkaLogLevel;
use rdkafka::consumer::{BaseConsumer, Consumer, ConsumerContext};
use rdkafka::error::KafkaError;
use rdkafka::topic_partition_list::TopicPartitionList;
use rdkafka::types::RDKafkaRespErr as RespErr;

use super::shared::Shared;
use super::{log_client_line, statistics};

/// A topic and a partition of it.
pub type Place = (Arc<str>, i32);

/// A note for the source's loop.
#[derive(Debug)]
pub enum Note {
    Assign(Vec<Place>),
    /// `lost`: the group has given the partitions to somebody else already.
    Revoke {
        partitions: Vec<Place>,
        lost: bool,
    },
    Error {
        error: KafkaError,
        reason: String,
    },
}

/// The consumer's callbacks.
#[derive(Debug)]
pub struct ConsumerEvents {
    notes: Mutex<Notes>,
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Notes {
    waiting: VecDeque<Note>,
    /// Set once nobody will read notes any more: then a revoke is answered on the spot, or closing would wait for ever.
    closing: bool,
}

impl ConsumerEvents {
    #[must_use]
    pub fn new(shared: Arc<Shared>) -> Self {
        Self { notes: Mutex::default(), shared }
    }

    /// The oldest note that was not handled yet.
    pub fn next(&self) -> Option<Note> {
        self.notes.lock().unwrap_or_else(PoisonError::into_inner).waiting.pop_front()
    }

    pub fn close(&self) {
        self.notes.lock().unwrap_or_else(PoisonError::into_inner).closing = true;
    }

    fn note(&self, note: Note) {
        self.notes.lock().unwrap_or_else(PoisonError::into_inner).waiting.push_back(note);
    }

    fn is_closing(&self) -> bool {
        self.notes.lock().unwrap_or_else(PoisonError::into_inner).closing
    }
}

impl ClientContext for ConsumerEvents {
    fn log(&self, level: RDKafkaLogLevel, facility: &str, message: &str) {
        log_client_line(level, facility, message);
    }

    fn stats_raw(&self, json: &[u8]) {
        match statistics::read(json) {
            Ok(reports) => self.shared.take_reports(reports),
            Err(error) => tracing::debug!(%error, "statistics of the client cannot be read"),
        }
    }

    fn error(&self, error: KafkaError, reason: &str) {
        self.note(Note::Error { error, reason: reason.to_string() });
    }
}

impl ConsumerContext for ConsumerEvents {
    fn rebalance(&self, consumer: &BaseConsumer<Self>, kind: RespErr, partitions: &mut TopicPartitionList) {
        if self.is_closing() {
            // The answer is the same for both kinds: we own nothing any more.
            if let Err(error) = consumer.unassign() {
                tracing::debug!(%error, "unassign while closing");
            }
            return;
        }
        let partitions =
            partitions.elements().iter().map(|element| (Arc::from(element.topic()), element.partition())).collect();
        self.note(match kind {
            RespErr::RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS => Note::Assign(partitions),
            _ => Note::Revoke { partitions, lost: consumer.assignment_lost() },
        });
    }
}
