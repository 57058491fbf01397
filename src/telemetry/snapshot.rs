//! The sums and gauges of one moment, read under one lock, so that they agree with each other in every scrape.

use std::sync::Arc;
use std::time::Duration;

use crate::commit::Tallies;
use crate::parse::hosts::Figures;

/// The worker at one moment.
#[derive(Debug, Clone)]
pub struct Snapshot {
    /// The topics of `kafka.input_topics`: their series start at 0, before the first payload came.
    pub input_topics: Vec<Arc<str>>,
    pub output_topic: Arc<str>,
    /// Read together with `inflight_records` under one lock of the ledger.
    pub tallies: Tallies,
    /// Counted from the ledger's entries, not derived from the sums.
    pub inflight_records: usize,
    pub inflight_bytes: usize,
    pub inflight_bytes_limit: usize,
    /// The partitions this worker owns now; the series of others vanish.
    pub partitions: Vec<PartitionState>,
    /// What is remembered of hosts; zeros where that is off.
    pub hosts: Figures,
    /// Seconds since the epoch.
    pub last_commit_seconds: Option<f64>,
    /// How long ago the source's loop came round; `None` before it runs.
    pub source_beat: Option<Duration>,
    /// The same of the sink's loop.
    pub sink_beat: Option<Duration>,
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
    /// For how long it has stood still, where that is longer than it may be.
    pub stalled: Option<Duration>,
}

impl Snapshot {
    /// Before anything has started: nothing taken in, alive, not ready yet.
    #[must_use]
    pub fn starting(input_topics: Vec<Arc<str>>, output_topic: Arc<str>) -> Self {
        Self {
            input_topics,
            output_topic,
            tallies: Tallies::default(),
            inflight_records: 0,
            inflight_bytes: 0,
            inflight_bytes_limit: 0,
            partitions: Vec::new(),
            hosts: Figures::default(),
            last_commit_seconds: None,
            source_beat: None,
            sink_beat: None,
            live: Ok(()),
            ready: Err("starting".into()),
        }
    }
}
