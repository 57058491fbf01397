//! Every metric's name. Public: dashboards and alerts are written against them, `tests/it/metrics_contract.rs` pins them.
//!
//! [`CATALOGUE`] is the one table: the recorder's descriptions and the exposition's `HELP` lines are made from it, and the
//! contract test holds `docs/METRICS.md`, the alerts and the dashboard equal to it. Labels come from closed sets; topics,
//! partitions and enrichers are closed by the configuration.

pub use super::exposition::{Exposition, InstallError, install};

pub const RECORDS_CONSUMED: &str = "copydesk_records_consumed_total";
pub const RECORDS_PUBLISHED: &str = "copydesk_records_published_total";
pub const RECORDS_FILTERED: &str = "copydesk_records_filtered_total";
pub const RECORDS_DEAD_LETTERED: &str = "copydesk_records_dead_lettered_total";
pub const RECORDS_ABANDONED: &str = "copydesk_records_abandoned_total";
pub const ARTICLES: &str = "copydesk_articles_total";
pub const INFLIGHT_RECORDS: &str = "copydesk_inflight_records";
pub const INFLIGHT_BYTES: &str = "copydesk_inflight_bytes";
pub const INFLIGHT_BYTES_LIMIT: &str = "copydesk_inflight_bytes_limit";
pub const STAGE_DURATION: &str = "copydesk_stage_duration_seconds";
pub const END_TO_END_LATENCY: &str = "copydesk_end_to_end_latency_seconds";
pub const PARTITIONS_ASSIGNED: &str = "copydesk_partitions_assigned";
pub const CONSUMER_LAG: &str = "copydesk_consumer_lag_records";
pub const COMMITTED_OFFSET: &str = "copydesk_consumer_committed_offset";
pub const PARTITION_STALLED: &str = "copydesk_partition_stalled_seconds";
pub const LAST_COMMIT: &str = "copydesk_last_commit_timestamp_seconds";
pub const REBALANCES: &str = "copydesk_rebalances_total";
pub const TRANSACTIONS: &str = "copydesk_transactions_total";
pub const OFFSET_RESETS: &str = "copydesk_offset_resets_total";
pub const LOCAL_ENRICHMENT_DURATION: &str = "copydesk_local_enrichment_duration_seconds";
pub const LOCAL_ENRICHMENT_FOUND: &str = "copydesk_local_enrichment_found_total";
pub const ENRICHMENT_REQUESTS: &str = "copydesk_enrichment_requests_total";
pub const ENRICHMENT_DURATION: &str = "copydesk_enrichment_duration_seconds";
pub const DUPLICATES: &str = "copydesk_duplicates_total";
pub const DUPLICATE_WINDOW_ARTICLES: &str = "copydesk_duplicate_window_articles";
pub const DUPLICATE_WINDOW_BYTES: &str = "copydesk_duplicate_window_bytes";
pub const DUPLICATE_WINDOW_EVICTIONS: &str = "copydesk_duplicate_window_evictions_total";
pub const DUPLICATE_WINDOW_SNAPSHOTS: &str = "copydesk_duplicate_window_snapshots_total";
pub const HEARTBEAT_AGE: &str = "copydesk_heartbeat_age_seconds";
pub const LIVE: &str = "copydesk_live";
pub const READY: &str = "copydesk_ready";
pub const HOST_MEMORY_HOSTS: &str = "copydesk_host_memory_hosts";
pub const HOST_MEMORY_BYTES: &str = "copydesk_host_memory_bytes";
pub const HOST_MEMORY_EVICTIONS: &str = "copydesk_host_memory_evictions_total";
pub const PANICS: &str = "copydesk_panics_total";
pub const BUILD_INFO: &str = "copydesk_build_info";
pub const PROCESS_CPU: &str = "process_cpu_seconds_total";
pub const PROCESS_RESIDENT: &str = "process_resident_memory_bytes";
pub const PROCESS_START: &str = "process_start_time_seconds";
pub const PROCESS_OPEN_FDS: &str = "process_open_fds";
pub const PROCESS_MAX_FDS: &str = "process_max_fds";

/// One family of series.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Metric {
    pub name: &'static str,
    pub kind: Kind,
    pub source: Source,
    /// In the order in which they are written.
    pub labels: &'static [&'static str],
    /// What one step of the value is.
    pub unit: &'static str,
    pub help: &'static str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Counter,
    Gauge,
    Histogram,
}

impl Kind {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Counter => "counter",
            Self::Gauge => "gauge",
            Self::Histogram => "histogram",
        }
    }
}

/// Where a family's values come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// Counted where things happen, by `events`.
    Events,
    /// Read from the snapshot that a scrape is made of: series that come and go, and sums that have to agree.
    Snapshot,
    /// Asked of the operating system at the scrape; absent where it does not say.
    Process,
}

/// Upper bounds for what a stage takes: from a tenth of a millisecond for a short text to seconds for a hostile page.
pub const STAGE_BUCKETS: [f64; 14] =
    [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0];
/// Upper bounds for what a local enricher takes.
pub const LOCAL_BUCKETS: [f64; 14] =
    [0.000_01, 0.000_025, 0.000_05, 0.0001, 0.000_25, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 1.0];
/// Upper bounds for what a remote enricher takes: the ones OpenTelemetry advises for messaging and HTTP clients.
pub const REQUEST_BUCKETS: [f64; 14] =
    [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0];
/// Upper bounds from a payload's timestamp to its delivery: from milliseconds to a day of backlog.
pub const LATENCY_BUCKETS: [f64; 14] =
    [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0, 60.0, 300.0, 3600.0, 86_400.0];

const fn metric(
    name: &'static str,
    kind: Kind,
    source: Source,
    labels: &'static [&'static str],
    unit: &'static str,
    help: &'static str,
) -> Metric {
    Metric { name, kind, source, labels, unit, help }
}

/// Everything that `/metrics` shows.
pub const CATALOGUE: &[Metric] = {
    use Kind::{Counter, Gauge, Histogram};
    use Source::{Events, Process, Snapshot};
    &[
        metric(RECORDS_CONSUMED, Counter, Snapshot, &["topic"], "payloads", "Payloads taken in, by input topic."),
        metric(
            RECORDS_PUBLISHED,
            Counter,
            Snapshot,
            &["topic"],
            "payloads",
            "Payloads of which at least one article was published, by output topic.",
        ),
        metric(
            RECORDS_FILTERED,
            Counter,
            Snapshot,
            &["rule"],
            "payloads",
            "Payloads that ended because a rule of the configuration wants none of their articles.",
        ),
        metric(
            RECORDS_DEAD_LETTERED,
            Counter,
            Snapshot,
            &["stage", "reason"],
            "payloads",
            "Payloads that ended as dead letters without a published article.",
        ),
        metric(
            RECORDS_ABANDONED,
            Counter,
            Snapshot,
            &[],
            "payloads",
            "Payloads in flight when their partition was given up; its next owner has them.",
        ),
        metric(
            ARTICLES,
            Counter,
            Snapshot,
            &["outcome"],
            "articles",
            "Articles by how they ended; a payload may hold several.",
        ),
        metric(INFLIGHT_RECORDS, Gauge, Snapshot, &[], "payloads", "Payloads taken in that have not ended yet."),
        metric(
            INFLIGHT_BYTES,
            Gauge,
            Snapshot,
            &[],
            "bytes",
            "What the payloads in flight hold: their bytes, what these decompress to, records waiting for delivery.",
        ),
        metric(
            INFLIGHT_BYTES_LIMIT,
            Gauge,
            Snapshot,
            &[],
            "bytes",
            "limits.in_flight_bytes: intake closes here and opens again at four fifths of it.",
        ),
        metric(
            STAGE_DURATION,
            Histogram,
            Events,
            &["stage"],
            "seconds",
            "What a stage took for one payload, waiting in channels not included.",
        ),
        metric(
            END_TO_END_LATENCY,
            Histogram,
            Events,
            &[],
            "seconds",
            "From a payload's timestamp to the delivery of its last article.",
        ),
        metric(PARTITIONS_ASSIGNED, Gauge, Snapshot, &[], "partitions", "Input partitions this worker owns."),
        metric(
            CONSUMER_LAG,
            Gauge,
            Snapshot,
            &["topic", "partition"],
            "records",
            "Records of an owned partition that are not committed yet, as fresh as kafka.statistics_interval.",
        ),
        metric(
            COMMITTED_OFFSET,
            Gauge,
            Snapshot,
            &["topic", "partition"],
            "offset",
            "The next offset to read in an owned partition, as last committed.",
        ),
        metric(
            PARTITION_STALLED,
            Gauge,
            Snapshot,
            &["topic", "partition"],
            "seconds",
            "How long an owned partition has stood still with data waiting; only while that is longer than kafka.stall_timeout.",
        ),
        metric(
            LAST_COMMIT,
            Gauge,
            Snapshot,
            &[],
            "seconds since the epoch",
            "When offsets were last committed; absent before the first commit.",
        ),
        metric(REBALANCES, Counter, Events, &["kind"], "rebalances", "What rebalances did to this worker."),
        metric(
            TRANSACTIONS,
            Counter,
            Events,
            &["outcome"],
            "transactions",
            "Transactions by how they ended; stays at 0 with at_least_once.",
        ),
        metric(
            OFFSET_RESETS,
            Counter,
            Events,
            &[],
            "resets",
            "Partitions whose next offset was no longer in the topic, gone on by kafka.on_out_of_range: records are lost.",
        ),
        metric(
            LOCAL_ENRICHMENT_DURATION,
            Histogram,
            Events,
            &["enricher"],
            "seconds",
            "What a local enricher took for one article, once its text was taken apart for all of them.",
        ),
        metric(
            LOCAL_ENRICHMENT_FOUND,
            Counter,
            Events,
            &["enricher"],
            "things",
            "What local enrichers found in articles: entities, quotes, dates, quantities, topics, keyphrases.",
        ),
        metric(
            ENRICHMENT_REQUESTS,
            Counter,
            Events,
            &["provider", "outcome"],
            "requests",
            "What remote enrichers answered, all attempts at one article together.",
        ),
        metric(
            ENRICHMENT_DURATION,
            Histogram,
            Events,
            &["provider"],
            "seconds",
            "What a remote enricher took for one article, all attempts together.",
        ),
        metric(
            DUPLICATES,
            Counter,
            Events,
            &["kind"],
            "articles",
            "Articles that repeat an earlier one, by how; related ones only share a part.",
        ),
        metric(
            DUPLICATE_WINDOW_ARTICLES,
            Gauge,
            Events,
            &[],
            "articles",
            "Articles among which duplicates are looked for; 0 with enrich.local.duplicates off.",
        ),
        metric(
            DUPLICATE_WINDOW_BYTES,
            Gauge,
            Events,
            &[],
            "bytes",
            "What the window of duplicates holds, at most enrich.duplicates.window_bytes.",
        ),
        metric(
            DUPLICATE_WINDOW_EVICTIONS,
            Counter,
            Events,
            &["reason"],
            "articles",
            "Articles the window has forgotten: for their age, for want of room, or because their partition was given up first.",
        ),
        metric(
            DUPLICATE_WINDOW_SNAPSHOTS,
            Counter,
            Events,
            &["outcome"],
            "files",
            "What became of enrich.duplicates.snapshot_path at the start and at each writing.",
        ),
        metric(
            HEARTBEAT_AGE,
            Gauge,
            Snapshot,
            &["thread"],
            "seconds",
            "How long ago the loop of the source or the sink came round.",
        ),
        metric(
            LIVE,
            Gauge,
            Snapshot,
            &[],
            "0 or 1",
            "What /livez answers: 1 while both loops come round and no partition stands still.",
        ),
        metric(READY, Gauge, Snapshot, &[], "0 or 1", "What /readyz answers: 1 while the worker can do its work."),
        metric(HOST_MEMORY_HOSTS, Gauge, Snapshot, &[], "hosts", "Hosts that parse.host_memory remembers."),
        metric(HOST_MEMORY_BYTES, Gauge, Snapshot, &[], "bytes", "What parse.host_memory holds."),
        metric(
            HOST_MEMORY_EVICTIONS,
            Counter,
            Snapshot,
            &[],
            "hosts",
            "Hosts that parse.host_memory forgot because others needed the room.",
        ),
        metric(PANICS, Counter, Events, &[], "panics", "Panics in any thread, caught or not: each is a defect."),
        metric(BUILD_INFO, Gauge, Snapshot, &["version", "revision", "librdkafka"], "always 1", "The build that runs."),
        metric(PROCESS_CPU, Counter, Process, &[], "seconds", "CPU time of this process, user and system."),
        metric(PROCESS_RESIDENT, Gauge, Process, &[], "bytes", "Resident memory of this process."),
        metric(PROCESS_START, Gauge, Process, &[], "seconds since the epoch", "When this process started."),
        metric(PROCESS_OPEN_FDS, Gauge, Process, &[], "descriptors", "Open file descriptors."),
        metric(PROCESS_MAX_FDS, Gauge, Process, &[], "descriptors", "The soft limit on open file descriptors."),
    ]
};

/// The row of a name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Metric> {
    CATALOGUE.iter().find(|metric| metric.name == name)
}
