//! The sums and gauges of one moment, read under one lock, so that they agree with each other in every scrape.

use std::sync::Arc;

use crate::commit::Tallies;

/// The worker at one moment.
#[derive(Debug, Clone)]
pub struct Snapshot {
    /// Read together with `inflight_records` under one lock of the ledger.
    pub tallies: Tallies,
    /// Counted from the ledger's entries, not derived from the sums.
    pub inflight_records: usize,
    pub inflight_bytes: usize,
    pub inflight_bytes_limit: usize,
    /// The partitions this worker owns now; the series of others vanish.
    pub partitions: Vec<PartitionState>,
    /// Seconds since the epoch.
    pub last_commit_seconds: Option<f64>,
    /// `Ok` while the worker can do its work, else why not.
    pub live: Result<(), String>,
    pub ready: Result<(), String>,
}

/// One owned partition.
#[derive(Debug, Clone)]
pub struct PartitionState {
    pub topic: Arc<str>,
    pub partition: i32,
    /// Absent until the client has reported once.
    pub lag: Option<u64>,
    pub committed: Option<i64>,
}
