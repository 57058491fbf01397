//! What ends the worker: things that no retry mends, each with what to do about it.
//!
//! Which error codes lead here is the table in [`super::codes`].

use rdkafka::ClientContext;
use rdkafka::client::Client;
use rdkafka::error::{KafkaError, RDKafkaErrorCode};

use super::codes::{self, Meaning};
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
    #[error(
        "the group does not take this worker in ({reason}): kafka.assignor, kafka.group_protocol and kafka.session_timeout have to \
         agree with its other members and with the brokers"
    )]
    Group { reason: String },
    #[error(
        "the client did not join its group again after it gave partitions up (a topic grew meanwhile), and the group waits for it: \
         start the worker again, nothing is lost"
    )]
    LeftBehind,
    #[error(
        "the consumer did not leave its group within {seconds} s: what had ended is committed as far as the group took it, and its \
         partitions go to others after kafka.session_timeout"
    )]
    LeaveHung { seconds: u64 },
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

/// Judges an error of the consumer or of a client as a whole, by the table in [`super::codes`]. `place` names what it
/// happened to.
#[must_use]
pub fn judge(error: &KafkaError, place: &str, reason: &str) -> Verdict {
    let reason = if reason.is_empty() { error.to_string() } else { reason.to_string() };
    let place = place.to_string();
    let meaning = error.rdkafka_error_code().and_then(codes::meaning);
    Verdict::Fatal(match meaning {
        Some(Meaning::Credentials) => Fault::Authentication { reason },
        Some(Meaning::Rights) => Fault::Authorization { what: place, reason },
        Some(Meaning::NoTopic) => Fault::UnknownTopic { topic: place, key: "kafka.input_topics" },
        Some(Meaning::OutOfRange) => Fault::OutOfRange { place },
        Some(Meaning::Identity) => Fault::Fenced { reason },
        Some(Meaning::Group) => Fault::Group { reason },
        Some(Meaning::Client) => Fault::Client { reason },
        // The client is done for, whatever the code says.
        _ if matches!(error, KafkaError::MessageConsumptionFatal(_)) => Fault::Client { reason },
        Some(
            Meaning::Away
            | Meaning::Busy
            | Meaning::NotAMember
            | Meaning::Transaction
            | Meaning::TooLarge
            | Meaning::BadRecord
            | Meaning::Teardown,
        )
        | None => return Verdict::Transient,
    })
}

/// The same with what is behind a fatal error: the client reports that one under a code that says no more than that.
#[must_use]
pub fn judge_client<C: ClientContext>(client: &Client<C>, error: &KafkaError, place: &str, reason: &str) -> Verdict {
    let judged = judge(error, place, reason);
    if error.rdkafka_error_code() != Some(RDKafkaErrorCode::Fatal) {
        return judged;
    }
    match client.fatal_error().map(|(code, reason)| judge(&KafkaError::Global(code), place, &reason)) {
        Some(Verdict::Fatal(fault)) => Verdict::Fatal(fault),
        _ => judged,
    }
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
    match error.rdkafka_error_code().and_then(codes::meaning) {
        Some(Meaning::TooLarge) => Refusal::Size,
        Some(Meaning::BadRecord) => Refusal::Record,
        Some(Meaning::Teardown) => Refusal::Teardown,
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
