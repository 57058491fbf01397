//! What ends the worker: things that no retry mends, each with what to do about it.
//!
//! librdkafka reports everything through the same codes, the hiccup of one broker as well as a wrong password. This file
//! is the table that tells them apart.

use rdkafka::error::{KafkaError, RDKafkaErrorCode};

use crate::commit::LedgerError;

/// Why the worker had to stop. Exit code 3.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Fault {
    #[error("topic {topic} does not exist: create it (copydesk check --connect --create-topics does), or set {key}")]
    UnknownTopic { topic: String, key: &'static str },
    #[error("the brokers refuse our credentials ({reason}): check security.protocol and sasl.* in [kafka.properties]")]
    Authentication { reason: String },
    #[error(
        "no TLS connection to the brokers ({reason}): check security.protocol and ssl.ca.location in [kafka.properties]"
    )]
    Tls { reason: String },
    #[error(
        "not authorized for {what} ({reason}): grant it to the user of this worker; docs/OPERATIONS.md lists the rights it needs"
    )]
    Authorization { what: String, reason: String },
    #[error(
        "the group {group} has no committed offset in {topic}/{partition} and kafka.start_from is \"fail\": set it to \
         \"earliest\", \"latest\" or a time"
    )]
    NoCommittedOffset { group: String, topic: String, partition: i32 },
    #[error(
        "the committed offset of {place} is no longer in the topic (retention was shorter than the absence of this group): set \
         kafka.on_out_of_range to \"earliest\" or \"latest\" to go on, and know that records are lost"
    )]
    OutOfRange { place: String },
    #[error(
        "another worker took over the identity of this one ({reason}): kafka.group_instance_id must be unique to a worker"
    )]
    Fenced { reason: String },
    #[error(
        "fenced three times within 60 s ({reason}): another producer uses the transactional id {id:?}. Look for a second worker \
         with this kafka.transactional_id; each needs one of its own, such as its pod's name"
    )]
    TransactionalIdTaken { id: String, reason: String },
    #[error(
        "{call} has not come back for {seconds} s (librdkafka #5456): start the worker again, nothing is lost and nothing doubled"
    )]
    TransactionHung { call: &'static str, seconds: u64 },
    #[error(
        "this process stood still for {seconds} s, longer than kafka.session_timeout: its partitions belong to others by now, \
         and nothing that it held is written. Start it again"
    )]
    StoodStill { seconds: u64 },
    #[error("the client cannot go on: {reason}")]
    Client { reason: String },
    #[error("the ledger was violated, nothing more is committed: {0}")]
    Ledger(#[from] LedgerError),
    #[error("dead letter topic {topic} refuses a dead letter even without its value ({reason})")]
    DeadLetterRefused { topic: String, reason: String },
    #[error(
        "{in_flight} payloads were still in flight at the end of pipeline.drain_timeout; the finished prefix is committed"
    )]
    DrainDeadline { in_flight: usize },
    #[error("{thread} ended before its time")]
    ThreadEnded { thread: String },
    #[error("{reason}")]
    Replay { reason: String },
    #[error("no threads or sockets to be had: {reason}")]
    Resources { reason: String },
    #[error(
        "too many dead letters ({seen}; {limit}): stopping instead of draining a bad deploy into {topic}; see dead_letters in the configuration"
    )]
    TooManyDeadLetters { limit: String, seen: String, topic: String },
}

/// What to make of an error that the client reports by itself.
#[derive(Debug)]
pub enum Verdict {
    /// The world is busy or away; the client goes on by itself.
    Transient,
    Fatal(Fault),
}

/// Judges an error of the consumer or of a client as a whole. `place` names what it happened to.
#[must_use]
pub fn judge(error: &KafkaError, place: &str, reason: &str) -> Verdict {
    use RDKafkaErrorCode as Code;
    let reason = if reason.is_empty() { error.to_string() } else { reason.to_string() };
    if matches!(error, KafkaError::MessageConsumptionFatal(_)) {
        return Verdict::Fatal(Fault::Fenced { reason });
    }
    let Some(code) = error.rdkafka_error_code() else { return Verdict::Transient };
    Verdict::Fatal(match code {
        Code::Authentication | Code::SaslAuthenticationFailed => Fault::Authentication { reason },
        Code::TopicAuthorizationFailed | Code::GroupAuthorizationFailed | Code::ClusterAuthorizationFailed => {
            Fault::Authorization { what: place.to_string(), reason }
        }
        Code::TransactionalIdAuthorizationFailed => Fault::Authorization { what: place.to_string(), reason },
        Code::UnknownTopicOrPartition | Code::UnknownTopic | Code::UnknownPartition => {
            Fault::UnknownTopic { topic: place.to_string(), key: "kafka.input_topics" }
        }
        Code::AutoOffsetReset | Code::OffsetOutOfRange => Fault::OutOfRange { place: place.to_string() },
        Code::FencedInstanceId | Code::Fenced => Fault::Fenced { reason },
        Code::Fatal => Fault::Client { reason },
        _ => return Verdict::Transient,
    })
}

/// What to do about a record that the broker refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// Too large, alone or together with its neighbours in the batch.
    Size,
    /// The topic wants no such record.
    Record,
    /// The client is being torn down; the payload was not committed.
    Teardown,
    /// Not about this record.
    Client,
}

/// Judges why a record was not delivered.
#[must_use]
pub fn judge_refusal(error: &KafkaError) -> Refusal {
    use RDKafkaErrorCode as Code;
    match error.rdkafka_error_code() {
        Some(Code::MessageSizeTooLarge | Code::InvalidMessageSize) => Refusal::Size,
        Some(Code::InvalidRecord | Code::PolicyViolation | Code::InvalidTimestamp | Code::InvalidMessage) => {
            Refusal::Record
        }
        Some(Code::PurgeQueue | Code::PurgeInflight) => Refusal::Teardown,
        _ => Refusal::Client,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hiccup_is_transient_and_a_wrong_password_is_not() {
        let judged = |code| judge(&KafkaError::MessageConsumption(code), "raw", "");
        assert!(matches!(judged(RDKafkaErrorCode::BrokerTransportFailure), Verdict::Transient));
        assert!(matches!(judged(RDKafkaErrorCode::AllBrokersDown), Verdict::Transient));
        assert!(matches!(judged(RDKafkaErrorCode::Authentication), Verdict::Fatal(Fault::Authentication { .. })));
        let Verdict::Fatal(fault) = judged(RDKafkaErrorCode::UnknownTopicOrPartition) else { panic!("transient") };
        assert!(fault.to_string().contains("topic raw does not exist"), "{fault}");
    }

    #[test]
    fn only_a_size_refusal_is_tried_alone() {
        let refused = |code| judge_refusal(&KafkaError::MessageProduction(code));
        assert_eq!(refused(RDKafkaErrorCode::MessageSizeTooLarge), Refusal::Size);
        assert_eq!(refused(RDKafkaErrorCode::InvalidRecord), Refusal::Record);
        assert_eq!(refused(RDKafkaErrorCode::TopicAuthorizationFailed), Refusal::Client);
    }
}
