//! Fail points and rules that can be switched off: how the tests prove what a worker survives, and that they would notice
//! if it did not.
//!
//! ```text
//!  COPYDESK_FAILPOINTS="commit_transaction.after=kill@3, flush.before=delay:4000"
//!  COPYDESK_RULES_OFF="offsets_in_transaction"
//! ```
//!
//! A step of a transaction or of a commit calls [`at`], or [`before`] and [`after`] what it does. A point that is armed kills
//! the process, blocks for ever or delays, at its nth hit. A rule that [`holds`] in every build that is shipped can be
//! switched off, at the one place where it lives: `tests/broker/storm` does that, rule by rule, and has to catch each.
//!
//! All of it is there with the feature `failpoints` only, which is off by default and refuses a release build. Without it
//! the functions below are empty and the rules are constants.

#[cfg(feature = "failpoints")]
mod armed;

#[cfg(all(feature = "failpoints", not(debug_assertions)))]
compile_error!("fail points are for tests: a release build must not have the feature `failpoints`");

/// The rules that keep payloads from being lost or doubled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// A commit covers the finished prefix and nothing behind a payload that has not ended.
    PrefixCommit,
    /// Work of an older assignment is dropped.
    EpochCheck,
    /// What a transaction holds is kept until its commit is known to have come about.
    OutboxKept,
    /// Offsets stand in the transaction of their records.
    OffsetsInTransaction,
    /// A record ends when the brokers have it, not when the client has.
    FlushBeforeCommit,
    /// What has ended in a partition is committed before it is given up.
    CommitAtRevoke,
    /// A dead letter ends its payload when the brokers have it.
    DeadLetterBeforeCommit,
    /// Each transaction shows the group what it knows of this worker now.
    FreshGroupMetadata,
}

impl Rule {
    pub const ALL: [Self; 8] = [
        Self::PrefixCommit,
        Self::EpochCheck,
        Self::OutboxKept,
        Self::OffsetsInTransaction,
        Self::FlushBeforeCommit,
        Self::CommitAtRevoke,
        Self::DeadLetterBeforeCommit,
        Self::FreshGroupMetadata,
    ];

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PrefixCommit => "prefix_commit",
            Self::EpochCheck => "epoch_check",
            Self::OutboxKept => "outbox_kept",
            Self::OffsetsInTransaction => "offsets_in_transaction",
            Self::FlushBeforeCommit => "flush_before_commit",
            Self::CommitAtRevoke => "commit_at_revoke",
            Self::DeadLetterBeforeCommit => "dead_letter_before_commit",
            Self::FreshGroupMetadata => "fresh_group_metadata",
        }
    }
}

/// Steps of transactions, of commits, and of partitions that go. `.before` and `.after` stand for both sides of a call.
pub const POINTS: &[&str] = &[
    "init_transactions.before",
    "init_transactions.after",
    "begin_transaction.before",
    "begin_transaction.after",
    "produce",
    "flush.before",
    "flush.after",
    "send_offsets_to_transaction.before",
    "send_offsets_to_transaction.after",
    "commit_transaction.before",
    "commit_transaction.after",
    "abort_transaction.before",
    "abort_transaction.after",
    "delivered",
    "commit.before",
    "commit.after",
    "revoke",
    "give_up",
    "drain",
];

#[cfg(feature = "failpoints")]
pub use armed::{after, at, before, holds};

#[cfg(not(feature = "failpoints"))]
mod absent {
    use super::Rule;

    #[inline]
    pub const fn at(_: &str) {}
    #[inline]
    pub const fn before(_: &str) {}
    #[inline]
    pub const fn after(_: &str) {}
    #[inline]
    #[must_use]
    pub const fn holds(_: Rule) -> bool {
        true
    }
}

#[cfg(not(feature = "failpoints"))]
pub use absent::{after, at, before, holds};
