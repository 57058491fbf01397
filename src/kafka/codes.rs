//! The one table of error codes: what each of them means to copydesk. The same table stands in `docs/OPERATIONS.md`, and a
//! test holds it there.
//!
//! librdkafka reports everything through the same codes, the hiccup of one broker as well as a wrong password. A code that
//! is not listed passes by itself; about a record that was not delivered it ends the worker, for there is nothing to guess.

use rdkafka::error::RDKafkaErrorCode as Code;

/// What an error says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    /// A broker or a leader cannot be reached.
    Away,
    /// A coordinator or a replica is not ready.
    Busy,
    /// The group went on without us.
    NotAMember,
    /// The open transaction cannot be committed.
    Transaction,
    /// A record, or the batch it is in, is too large.
    TooLarge,
    /// The topic wants no such record.
    BadRecord,
    /// The client is being closed.
    Teardown,
    /// The brokers do not know us.
    Credentials,
    /// They know us, and do not let us.
    Rights,
    /// No such topic, or it is not shown to us.
    NoTopic,
    /// The next offset is not in the topic.
    OutOfRange,
    /// Another client has our name.
    Identity,
    /// The group does not take us in.
    Group,
    /// The client can do no more.
    Client,
}

/// What there is to know, each code once.
const TABLE: [(Meaning, &[Code]); 14] = [
    (
        Meaning::Away,
        &[
            Code::BrokerTransportFailure,
            Code::AllBrokersDown,
            Code::Resolve,
            Code::SSL,
            Code::NetworkException,
            Code::OperationTimedOut,
            Code::RequestTimedOut,
            Code::BrokerNotAvailable,
            Code::LeaderNotAvailable,
            Code::NotLeaderForPartition,
            Code::ReplicaNotAvailable,
            Code::FencedLeaderEpoch,
            Code::UnknownLeaderEpoch,
            Code::OffsetNotAvailable,
            Code::KafkaStorageError,
        ],
    ),
    (
        Meaning::Busy,
        &[
            Code::CoordinatorLoadInProgress,
            Code::CoordinatorNotAvailable,
            Code::NotCoordinator,
            Code::WaitingForCoordinator,
            Code::UnstableOffsetCommit,
            Code::NotEnoughReplicas,
            Code::NotEnoughReplicasAfterAppend,
            Code::ThrottlingQuotaExceeded,
            Code::QueueFull,
        ],
    ),
    (
        Meaning::NotAMember,
        &[
            Code::PollExceeded,
            Code::AssignmentLost,
            Code::RebalanceInProgress,
            Code::IllegalGeneration,
            Code::UnknownMemberId,
            Code::FencedMemberEpoch,
            Code::StaleMemberEpoch,
            Code::MemberIdRequired,
        ],
    ),
    (
        Meaning::Transaction,
        &[
            Code::ConcurrentTransactions,
            Code::InvalidProducerEpoch,
            Code::ProducerFenced,
            Code::InvalidProducerIdMapping,
            Code::TransactionCoordinatorFenced,
        ],
    ),
    (Meaning::TooLarge, &[Code::MessageSizeTooLarge, Code::InvalidMessageSize]),
    (Meaning::BadRecord, &[Code::InvalidRecord, Code::PolicyViolation, Code::InvalidTimestamp, Code::InvalidMessage]),
    (Meaning::Teardown, &[Code::PurgeQueue, Code::PurgeInflight]),
    (
        Meaning::Credentials,
        &[Code::Authentication, Code::SaslAuthenticationFailed, Code::UnsupportedSASLMechanism, Code::IllegalSASLState],
    ),
    (
        Meaning::Rights,
        &[
            Code::TopicAuthorizationFailed,
            Code::GroupAuthorizationFailed,
            Code::ClusterAuthorizationFailed,
            Code::TransactionalIdAuthorizationFailed,
        ],
    ),
    (Meaning::NoTopic, &[Code::UnknownTopicOrPartition, Code::UnknownTopic, Code::UnknownPartition]),
    (Meaning::OutOfRange, &[Code::AutoOffsetReset, Code::OffsetOutOfRange, Code::LogTruncation]),
    (Meaning::Identity, &[Code::FencedInstanceId, Code::Fenced, Code::UnreleasedInstanceId]),
    (
        Meaning::Group,
        &[
            Code::InconsistentGroupProtocol,
            Code::UnsupportedAssignor,
            Code::InvalidSessionTimeout,
            Code::InvalidGroupId,
            Code::GroupMaxSizeReached,
        ],
    ),
    (Meaning::Client, &[Code::Fatal, Code::UnsupportedVersion, Code::UnsupportedFeature]),
];

/// What a code means, where it is listed.
#[must_use]
pub fn meaning(code: Code) -> Option<Meaning> {
    TABLE.iter().find(|(_, codes)| codes.contains(&code)).map(|(meaning, _)| *meaning)
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use rdkafka::error::KafkaError;

    use super::*;
    use crate::kafka::fault::{Refusal, Verdict, judge, judge_refusal};

    /// The class of an error, and what copydesk does about it, in the words of the operator.
    fn explain(meaning: Meaning) -> (&'static str, &'static str) {
        match meaning {
            Meaning::Away => (
                "retriable",
                "waits as long as it takes, with a warning every few seconds; intake stops when the budget is full",
            ),
            Meaning::Busy => ("retriable", "asks again; a commit is sent again with all that has ended since"),
            Meaning::NotAMember => (
                "retriable",
                "joins the group again; partitions that were lost are given up without a commit, and their next owner repeats what was not committed",
            ),
            Meaning::Transaction => ("abortable", "takes the transaction back and writes it again"),
            Meaning::TooLarge => (
                "per record",
                "sends the record alone; refused again it becomes a dead letter (`output_too_large`), and a dead letter goes without its value",
            ),
            Meaning::BadRecord => {
                ("per record", "sends the record alone; refused again it becomes a dead letter (`output_refused`)")
            }
            Meaning::Teardown => {
                ("per record", "nothing: the client is being closed, and the payload was not committed")
            }
            Meaning::Credentials => ("fatal", "ends: the brokers refuse our credentials"),
            Meaning::Rights => ("fatal", "ends: not authorized, at the start or when a right was taken away"),
            Meaning::NoTopic => ("fatal", "ends: the topic does not exist"),
            Meaning::OutOfRange => (
                "fatal",
                "ends where `kafka.on_out_of_range` is `fail`; else goes on at the earliest or latest record, says so and counts it in `copydesk_offset_resets_total`",
            ),
            Meaning::Identity => ("fatal", "ends: another worker has this one's name"),
            Meaning::Group => ("fatal", "ends: the group does not take this worker in"),
            Meaning::Client => ("fatal", "ends: the client cannot go on"),
        }
    }

    #[test]
    fn a_code_has_one_meaning() {
        let codes: Vec<Code> = TABLE.iter().flat_map(|(_, codes)| *codes).copied().collect();
        for (n, code) in codes.iter().enumerate() {
            assert!(!codes[..n].contains(code), "{code:?} stands twice");
        }
    }

    #[test]
    fn the_worker_ends_over_fatal_codes_and_over_no_other() {
        for (meaning, codes) in TABLE {
            let (class, _) = explain(meaning);
            for code in codes {
                let fatal = matches!(judge(&KafkaError::MessageConsumption(*code), "raw", ""), Verdict::Fatal(_));
                assert_eq!(fatal, class == "fatal", "{code:?}");
                let refusal = judge_refusal(&KafkaError::MessageProduction(*code));
                assert_eq!(refusal != Refusal::Client, class == "per record", "{code:?}");
            }
        }
    }

    #[test]
    fn operators_read_the_same_table() {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/OPERATIONS.md");
        let text = std::fs::read_to_string(&path).unwrap();
        let (begin, end) = ("<!-- errors: written by UPDATE_GOLDEN=1 -->\n", "<!-- end of errors -->");
        let (before, rest) = text.split_once(begin).expect("a place for the table");
        let (found, after) = rest.split_once(end).expect("the table ends");
        let mut table = String::from("\n| class | error codes | what copydesk does |\n|---|---|---|\n");
        for (meaning, codes) in TABLE {
            let codes: Vec<String> = codes.iter().map(|code| format!("{code:?}")).collect();
            let (class, does) = explain(meaning);
            let _ = writeln!(table, "| {class} | {} | {does} |", codes.join(", "));
        }
        table.push('\n');
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            std::fs::write(&path, format!("{before}{begin}{table}{end}{after}")).unwrap();
            return;
        }
        assert_eq!(found, table, "UPDATE_GOLDEN=1 writes it anew");
    }
}
