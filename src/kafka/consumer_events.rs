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

use super::fault::Fault;
use super::shared::Shared;
use super::statistics::Read;
use super::{log_client_line, statistics};
use crate::telemetry::events::OffsetReset;

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
        // With `kafka.on_out_of_range` set, the client jumps by itself and says so nowhere else.
        if facility == "OFFSET"
            && let Some((topic, partition)) = reset_place(message)
        {
            OffsetReset { topic, partition, reason: message }.emit();
        }
    }

    fn stats_raw(&self, json: &[u8]) {
        match statistics::read(json) {
            Ok(Read { reports, join_state }) => {
                self.shared.take_reports(reports);
                if self.shared.rejoin().reported(&join_state) {
                    self.shared.fail(Fault::LeftBehind);
                }
            }
            Err(error) => tracing::debug!(%error, "statistics of the client cannot be read"),
        }
    }

    fn error(&self, error: KafkaError, reason: &str) {
        self.note(Note::Error { error, reason: reason.to_string() });
    }
}

/// The partition that a line of the client's log says was reset: `… raw.articles [3]: offset reset (at offset 7 …`.
fn reset_place(line: &str) -> Option<(&str, i32)> {
    let (place, _) = line.split_once("]: offset reset (")?;
    let (before, partition) = place.rsplit_once(" [")?;
    let topic = before.rsplit_once(' ').map_or(before, |(_, topic)| topic);
    Some((topic, partition.parse().ok()?))
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
            RespErr::RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS => {
                self.shared.rejoin().assigned();
                Note::Assign(partitions)
            }
            _ => {
                let lost = consumer.assignment_lost();
                self.shared.rejoin().revoked(lost);
                Note::Revoke { partitions, lost }
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clients_line_about_a_reset_names_its_partition() {
        let line = "[thrd:main]: raw.articles [3]: offset reset (at offset 7 (leader epoch 0), broker 1) to cached BEGINNING \
                    offset offset 9 (leader epoch -1): fetch failed due to requested offset not available on the broker: \
                    Broker: Offset out of range";
        assert_eq!(reset_place(line), Some(("raw.articles", 3)));
        assert_eq!(reset_place("raw [0]: offset reset (at offset 7)"), Some(("raw", 0)));
        assert_eq!(reset_place("[thrd:main]: raw [3]: offset validated"), None);
    }
}
