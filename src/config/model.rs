//! Every key there is, with its default. The words of `config/example.toml`.

use std::collections::BTreeMap;

use super::units::{ByteSize, Period};

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Config {
    pub kafka: Kafka,
    pub limits: Limits,
    pub pipeline: Pipeline,
    pub input: Input,
    pub parse: Parse,
    pub dead_letters: DeadLetters,
    pub filter: Filter,
    pub enrich: Enrich,
    pub admin: Admin,
    pub telemetry: Telemetry,
}

/// Prints its secrets as `***`, see `redact.rs`.
#[derive(Clone, PartialEq)]
pub struct Kafka {
    pub brokers: Vec<String>,
    pub group_id: String,
    pub input_topics: Vec<String>,
    pub output_topic: String,
    pub dead_letter_topic: String,
    pub delivery: Delivery,
    pub start_from: StartFrom,
    pub on_out_of_range: OnOutOfRange,
    /// Static membership; empty: a dynamic member.
    pub group_instance_id: String,
    pub assignor: Assignor,
    pub group_protocol: GroupProtocol,
    /// Required by `exactly_once`: stable, and unique to this worker.
    pub transactional_id: String,
    /// How often finished prefixes are committed.
    pub commit_interval: Period,
    /// How often the client reports its figures; lag is as fresh as this.
    pub statistics_interval: Period,
    pub session_timeout: Period,
    /// How long a partition may stand still while data waits in it.
    pub stall_timeout: Period,
    /// `none`, `gzip`, `snappy`, `lz4`, `zstd`.
    pub compression: String,
    /// How long the producer waits to fill a batch.
    pub linger: Period,
    /// How the output key chooses its partition; `murmur2_random` is what Java clients do.
    pub partitioner: String,
    /// Handed to librdkafka as they are; keys that copydesk owns are refused.
    pub properties: BTreeMap<String, String>,
    /// Files whose content is the value of a property: secrets. Read when the configuration is loaded, and in
    /// `properties` from then on.
    pub properties_file: BTreeMap<String, String>,
    pub transaction: Transaction,
}

impl Default for Kafka {
    fn default() -> Self {
        Self {
            brokers: vec!["localhost:9092".into()],
            group_id: "copydesk".into(),
            input_topics: vec!["raw.articles".into()],
            output_topic: "articles.v1".into(),
            dead_letter_topic: "articles.dlq".into(),
            delivery: Delivery::AtLeastOnce,
            start_from: StartFrom::Earliest,
            on_out_of_range: OnOutOfRange::Fail,
            group_instance_id: String::new(),
            assignor: Assignor::CooperativeSticky,
            group_protocol: GroupProtocol::Classic,
            transactional_id: String::new(),
            commit_interval: Period::millis(1000),
            statistics_interval: Period::millis(10_000),
            session_timeout: Period::millis(45_000),
            stall_timeout: Period::millis(120_000),
            compression: "lz4".into(),
            linger: Period::millis(20),
            partitioner: "murmur2_random".into(),
            properties: BTreeMap::new(),
            properties_file: BTreeMap::new(),
            transaction: Transaction::default(),
        }
    }
}

/// What ends up in one transaction of `exactly_once`.
#[derive(Debug, Clone, PartialEq)]
pub struct Transaction {
    pub interval: Period,
    /// Closed earlier when its records hold so many bytes.
    pub bytes: ByteSize,
    /// Closed earlier when it holds so many records.
    pub records: u64,
    /// What the coordinator gives a transaction before it aborts it; below the session timeout.
    pub timeout: Period,
}

impl Default for Transaction {
    fn default() -> Self {
        Self {
            interval: Period::millis(250),
            bytes: ByteSize::mib(32),
            records: 20_000,
            timeout: Period::millis(12_000),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivery {
    AtLeastOnce,
    ExactlyOnce,
}

/// Where to begin in a partition for which the group has no commit yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StartFrom {
    Earliest,
    Latest,
    /// Stop with a message.
    Fail,
    /// The first record at or after that time (from RFC 3339), in milliseconds since the epoch.
    Time {
        unix_ms: i64,
    },
}

/// How the group shares partitions out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Assignor {
    /// Only partitions that move are taken away; the others go on.
    CooperativeSticky,
    Range,
    RoundRobin,
}

/// How a member talks to its group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GroupProtocol {
    Classic,
    /// KIP-848: the brokers share partitions out.
    Consumer,
}

/// What to do when the committed offset is no longer in the topic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnOutOfRange {
    Fail,
    Earliest,
    Latest,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Limits {
    /// Between intake and end: payload, what it decompresses to, record, outbox, and a fixed overhead each.
    pub in_flight_bytes: ByteSize,
    /// What the client may have read ahead, over all partitions.
    pub prefetch_bytes: ByteSize,
    pub payload_bytes: ByteSize,
    pub decompressed_bytes: ByteSize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            in_flight_bytes: ByteSize::mib(64),
            prefetch_bytes: ByteSize::mib(64),
            payload_bytes: ByteSize::mib(8),
            decompressed_bytes: ByteSize::mib(32),
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Pipeline {
    /// CPU workers; 0: as many as cores (cgroup aware).
    pub workers: usize,
    pub drain_timeout: Period,
}

impl Default for Pipeline {
    fn default() -> Self {
        Self { workers: 0, drain_timeout: Period::millis(20_000) }
    }
}

/// What payloads may be, and the names by which they tell about themselves.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Input {
    /// Whether pages that are no articles are rejected; else they are published with a flag.
    pub articles_only: bool,
    pub headers: InputHeaders,
    /// Other names for the fields of the JSON envelope: field to JSON Pointer (RFC 6901).
    pub envelope: BTreeMap<String, String>,
}

/// Names of record headers.
#[derive(Debug, Clone, PartialEq)]
pub struct InputHeaders {
    pub content_type: String,
    pub content_encoding: String,
    pub url: String,
    pub id: String,
    pub fetched_at: String,
}

impl Default for InputHeaders {
    fn default() -> Self {
        Self {
            content_type: "content-type".into(),
            content_encoding: "content-encoding".into(),
            url: "url".into(),
            id: "id".into(),
            fetched_at: "fetched-at".into(),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Parse {
    pub host_memory: HostMemory,
}

/// Which lines stand on many pages of a host.
#[derive(Debug, Clone, PartialEq)]
pub struct HostMemory {
    pub enabled: bool,
    pub max_bytes: ByteSize,
    /// Where it is kept over a restart; empty: nowhere.
    pub path: String,
}

impl Default for HostMemory {
    fn default() -> Self {
        Self { enabled: false, max_bytes: ByteSize::mib(32), path: String::new() }
    }
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct DeadLetters {
    /// 0: off.
    pub max_ratio: f64,
    /// 0: off.
    pub max_consecutive: u64,
}

/// Articles nobody wants: ended as filtered, by named rule.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Filter {
    /// BCP 47 tags to keep; empty: all.
    pub languages: Vec<String>,
    pub min_words: u32,
    /// Hosts to drop, subdomains included.
    pub hosts_deny: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Enrich {
    pub local: LocalEnrich,
    pub duplicates: DuplicateWindow,
    pub http: Vec<HttpEnricher>,
}

/// What is derived from the article itself. Off costs nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LocalEnrich {
    pub entities: bool,
    pub quotes: bool,
    pub dates: bool,
    pub quantities: bool,
    pub topics: bool,
    pub keyphrases: bool,
    pub sentences: bool,
    pub duplicates: bool,
}

impl Default for LocalEnrich {
    fn default() -> Self {
        Self {
            entities: true,
            quotes: true,
            dates: true,
            quantities: true,
            topics: true,
            keyphrases: true,
            sentences: false,
            duplicates: true,
        }
    }
}

impl LocalEnrich {
    /// Nothing is sought.
    pub const OFF: Self = Self {
        entities: false,
        quotes: false,
        dates: false,
        quantities: false,
        topics: false,
        keyphrases: false,
        sentences: false,
        duplicates: false,
    };
}

/// How far back duplicates are looked for.
#[derive(Debug, Clone, PartialEq)]
pub struct DuplicateWindow {
    pub window: Period,
    pub window_bytes: ByteSize,
    /// Empty: nothing survives the worker.
    pub snapshot_path: String,
    pub snapshot_interval: Period,
}

impl Default for DuplicateWindow {
    fn default() -> Self {
        Self {
            window: Period::millis(24 * 3_600_000),
            window_bytes: ByteSize::mib(64),
            snapshot_path: String::new(),
            snapshot_interval: Period::millis(5 * 60_000),
        }
    }
}

/// One remote enricher. Prints its secrets as `***`, see `redact.rs`.
#[derive(Clone, PartialEq)]
pub struct HttpEnricher {
    /// Stands in `enrichment` and in metrics.
    pub name: String,
    pub url: String,
    /// Request field to the JSON Pointer into the record that fills it.
    pub request: BTreeMap<String, String>,
    /// JSON Pointer into the response; empty: the whole response.
    pub response: String,
    /// Request headers, such as `authorization`.
    pub headers: BTreeMap<String, String>,
    /// Files whose content is the value of a header: secrets.
    pub headers_file: BTreeMap<String, String>,
    /// One attempt.
    pub timeout: Period,
    /// All attempts together.
    pub deadline: Period,
    pub max_attempts: u32,
    /// Requests under way at once.
    pub concurrency: usize,
    /// The largest response that is read.
    pub response_bytes: ByteSize,
    pub on_failure: OnFailure,
}

impl Default for HttpEnricher {
    fn default() -> Self {
        Self {
            name: String::new(),
            url: String::new(),
            request: BTreeMap::new(),
            response: String::new(),
            headers: BTreeMap::new(),
            headers_file: BTreeMap::new(),
            timeout: Period::millis(2_000),
            deadline: Period::millis(5_000),
            max_attempts: 3,
            concurrency: 16,
            response_bytes: ByteSize::mib(1),
            on_failure: OnFailure::Degrade,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnFailure {
    Degrade,
    DeadLetter,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Admin {
    pub listen: String,
}

impl Default for Admin {
    fn default() -> Self {
        Self { listen: "127.0.0.1:9464".into() }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Telemetry {
    pub log_format: LogFormat,
}

impl Default for Telemetry {
    fn default() -> Self {
        Self { log_format: LogFormat::Text }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    Text,
    Json,
}
