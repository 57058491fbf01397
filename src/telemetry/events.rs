//! Happenings, each a small struct: one line where it happens, and here what is logged and counted for it.

use std::path::Path;
use std::time::Duration;

use metrics::Histogram;

use crate::article::{DuplicateKind, EnrichmentStatus, LocalKind};
use crate::outcome::{RejectReason, Stage};
use crate::record::Position;

/// What a stage takes for each payload. It happens for every payload in every stage, so the series is looked up once and
/// kept: to look it up costs more than a small payload's whole hop.
#[derive(Debug)]
pub struct StageDurations(Histogram);

impl StageDurations {
    /// Of the recorder that is installed by now.
    #[must_use]
    pub fn of(stage: Stage) -> Self {
        Self(metrics::histogram!(super::metrics::STAGE_DURATION, "stage" => stage.as_str()))
    }

    /// The stage has done its part on one payload.
    pub fn record(&self, elapsed: Duration) {
        self.0.record(elapsed.as_secs_f64());
    }
}

/// What payloads take from their timestamp to the delivery of their last article. Looked up once, as above.
#[derive(Debug)]
pub struct DeliveryLatencies(Histogram);

impl DeliveryLatencies {
    /// Of the recorder that is installed by now.
    #[must_use]
    pub fn look_up() -> Self {
        Self(metrics::histogram!(super::metrics::END_TO_END_LATENCY))
    }

    /// A payload was delivered; negative clocks count as 0.
    pub fn record(&self, latency: Duration) {
        self.0.record(latency.as_secs_f64());
    }
}

/// A payload, or one article of it, became a dead letter. Counted by the ledger; this is its log line.
#[derive(Debug)]
pub struct RecordRejected<'a> {
    pub position: Option<&'a Position>,
    pub stage: Stage,
    pub reason: RejectReason,
    pub detail: &'a str,
}

impl RecordRejected<'_> {
    pub fn emit(&self) {
        // `detail` may quote the payload: `?` escapes what could forge a log line.
        tracing::debug!(
            topic = self.position.map(|position| &*position.topic),
            partition = self.position.map(|position| position.partition),
            offset = self.position.map(|position| position.offset),
            stage = self.stage.as_str(),
            reason = self.reason.as_str(),
            detail = ?self.detail,
            "record rejected"
        );
    }
}

/// What a rebalance did to this worker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RebalanceKind {
    Assigned,
    Revoked,
    /// The group gave the partitions away without asking.
    Lost,
}

impl RebalanceKind {
    pub const ALL: [Self; 3] = [Self::Assigned, Self::Revoked, Self::Lost];

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Assigned => "assigned",
            Self::Revoked => "revoked",
            Self::Lost => "lost",
        }
    }
}

/// Partitions came or went.
#[derive(Debug)]
pub struct Rebalanced {
    pub kind: RebalanceKind,
    pub partitions: usize,
    pub owned: usize,
    /// From the moment at which we heard of it to our answer.
    pub elapsed: Duration,
}

impl Rebalanced {
    pub fn emit(&self) {
        metrics::counter!(super::metrics::REBALANCES, "kind" => self.kind.as_str()).increment(1);
        let elapsed_ms = u64::try_from(self.elapsed.as_millis()).unwrap_or(u64::MAX);
        let Self { kind, partitions, owned, .. } = self;
        tracing::info!(kind = kind.as_str(), partitions, owned, elapsed_ms, "rebalanced");
    }
}

/// An article repeats an earlier one.
#[derive(Debug)]
pub struct DuplicateFound {
    pub kind: DuplicateKind,
}

impl DuplicateFound {
    pub fn emit(&self) {
        metrics::counter!(super::metrics::DUPLICATES, "kind" => self.kind.as_str()).increment(1);
    }
}

/// The window of duplicates took articles in and forgot others.
#[derive(Debug)]
pub struct WindowMoved {
    pub articles: usize,
    pub bytes: usize,
    /// Forgotten since the last time, by reason.
    pub age: u64,
    pub size: u64,
    pub revoked: u64,
}

impl WindowMoved {
    pub const REASONS: [&str; 3] = ["age", "size", "revoked"];

    pub fn emit(&self) {
        metrics::gauge!(super::metrics::DUPLICATE_WINDOW_ARTICLES).set(self.articles as f64);
        metrics::gauge!(super::metrics::DUPLICATE_WINDOW_BYTES).set(self.bytes as f64);
        for (reason, count) in Self::REASONS.into_iter().zip([self.age, self.size, self.revoked]) {
            if count > 0 {
                metrics::counter!(super::metrics::DUPLICATE_WINDOW_EVICTIONS, "reason" => reason).increment(count);
            }
        }
    }
}

/// What became of the file that keeps the window of duplicates over a restart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SnapshotOutcome {
    Read,
    /// At the start: the window begins empty.
    Broken,
    /// At the start: another worker has the file, or it cannot be told whether one has.
    Locked,
    Written,
    Failed,
}

impl SnapshotOutcome {
    pub const ALL: [Self; 5] = [Self::Read, Self::Broken, Self::Locked, Self::Written, Self::Failed];

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Broken => "broken",
            Self::Locked => "locked",
            Self::Written => "written",
            Self::Failed => "failed",
        }
    }
}

/// The file of the window was read or written, or was not.
#[derive(Debug)]
pub struct WindowKept<'a> {
    pub outcome: SnapshotOutcome,
    pub path: &'a Path,
    pub articles: usize,
    pub elapsed: Duration,
    /// Where it went wrong, why.
    pub reason: &'a str,
}

impl WindowKept<'_> {
    pub fn emit(&self) {
        let Self { outcome, articles, reason, .. } = self;
        metrics::counter!(super::metrics::DUPLICATE_WINDOW_SNAPSHOTS, "outcome" => outcome.as_str()).increment(1);
        let (path, elapsed_ms) = (self.path.display(), self.elapsed.as_millis());
        match outcome {
            SnapshotOutcome::Read => tracing::info!(%path, articles, elapsed_ms, "window of duplicates read"),
            SnapshotOutcome::Written => tracing::debug!(%path, articles, elapsed_ms, "window of duplicates written"),
            SnapshotOutcome::Broken => {
                tracing::warn!(%path, reason, "the window of duplicates cannot be read, and begins empty");
            }
            SnapshotOutcome::Locked => {
                tracing::warn!(%path, reason, "the file is not ours: the window of duplicates begins empty and is not kept");
            }
            SnapshotOutcome::Failed => {
                tracing::warn!(%path, reason, "the window of duplicates could not be written");
            }
        }
    }
}

/// How a transaction ended, seen from this worker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TransactionOutcome {
    Committed,
    /// Taken back by us: what is still ours goes into the next one.
    Aborted,
    /// Taken back by the brokers: it ran into its time limit, or another producer came with the same id.
    Fenced,
    /// The brokers did not say; the group's offsets did.
    Indefinite,
}

impl TransactionOutcome {
    pub const ALL: [Self; 4] = [Self::Committed, Self::Aborted, Self::Fenced, Self::Indefinite];

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Committed => "committed",
            Self::Aborted => "aborted",
            Self::Fenced => "fenced",
            Self::Indefinite => "indefinite",
        }
    }
}

/// A transaction has ended.
#[derive(Debug)]
pub struct TransactionEnded<'a> {
    pub outcome: TransactionOutcome,
    pub payloads: usize,
    /// From its first payload on.
    pub elapsed: Duration,
    /// Why it was not committed.
    pub reason: &'a str,
}

impl TransactionEnded<'_> {
    pub fn emit(&self) {
        let Self { outcome, payloads, elapsed, reason } = self;
        metrics::counter!(super::metrics::TRANSACTIONS, "outcome" => outcome.as_str()).increment(1);
        let elapsed_ms = elapsed.as_millis();
        match outcome {
            TransactionOutcome::Committed => tracing::debug!(payloads, elapsed_ms, "transaction committed"),
            TransactionOutcome::Aborted => {
                tracing::info!(payloads, elapsed_ms, reason, "transaction aborted, its payloads go into the next");
            }
            TransactionOutcome::Fenced => {
                tracing::warn!(payloads, elapsed_ms, reason, "transaction fenced, beginning again under the same id");
            }
            TransactionOutcome::Indefinite => {
                tracing::warn!(
                    payloads,
                    elapsed_ms,
                    reason,
                    "transaction with an unknown end, beginning again under the same id"
                );
            }
        }
    }
}

/// Where to go on was no longer in the topic, and the client went to its beginning or its end: records are lost.
#[derive(Debug)]
pub struct OffsetReset<'a> {
    pub topic: &'a str,
    pub partition: i32,
    pub reason: &'a str,
}

impl OffsetReset<'_> {
    pub fn emit(&self) {
        metrics::counter!(super::metrics::OFFSET_RESETS).increment(1);
        tracing::warn!(
            topic = self.topic,
            partition = self.partition,
            reason = self.reason,
            "records are lost: the next offset was no longer in the topic, going on by kafka.on_out_of_range"
        );
    }
}

/// A partition stands still: data waits in it, and none of it ends.
#[derive(Debug)]
pub struct PartitionStalled<'a> {
    pub topic: &'a str,
    pub partition: i32,
    /// The offset of the oldest payload that has not ended, or one before it.
    pub ended: Option<i64>,
    pub in_flight: usize,
    pub stood: Duration,
}

impl PartitionStalled<'_> {
    pub fn emit(&self) {
        tracing::error!(
            topic = self.topic,
            partition = self.partition,
            offset = self.ended,
            in_flight = self.in_flight,
            stood_s = self.stood.as_secs(),
            "the partition stands still while data waits in it"
        );
    }
}

/// A partition that stood still moves again, or has nothing to do any more.
#[derive(Debug)]
pub struct PartitionMoves<'a> {
    pub topic: &'a str,
    pub partition: i32,
}

impl PartitionMoves<'_> {
    pub fn emit(&self) {
        tracing::info!(topic = self.topic, partition = self.partition, "the partition moves again");
    }
}

/// A local enricher is done with an article.
#[derive(Debug)]
pub struct LocallyEnriched {
    pub enricher: LocalKind,
    pub found: usize,
    pub elapsed: Duration,
}

impl LocallyEnriched {
    pub fn emit(&self) {
        let enricher = self.enricher.as_str();
        metrics::histogram!(super::metrics::LOCAL_ENRICHMENT_DURATION, "enricher" => enricher)
            .record(self.elapsed.as_secs_f64());
        metrics::counter!(super::metrics::LOCAL_ENRICHMENT_FOUND, "enricher" => enricher)
            .increment(u64::try_from(self.found).unwrap_or(u64::MAX));
    }
}

/// A remote enricher answered, or did not.
#[derive(Debug)]
pub struct EnrichmentAnswered<'a> {
    /// From the configuration: a closed set.
    pub provider: &'a str,
    pub status: EnrichmentStatus,
    pub elapsed: Duration,
}

impl EnrichmentAnswered<'_> {
    pub fn emit(&self) {
        let outcome = self.status.as_str();
        metrics::counter!(super::metrics::ENRICHMENT_REQUESTS, "provider" => self.provider.to_string(), "outcome" => outcome)
            .increment(1);
        metrics::histogram!(super::metrics::ENRICHMENT_DURATION, "provider" => self.provider.to_string())
            .record(self.elapsed.as_secs_f64());
    }
}
