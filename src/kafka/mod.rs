//! Kafka: everything that knows rdkafka lives here.
//!
//! ```text
//!  consumer ── source (OS thread) ──▶ intake ▶ … the road … ▶ ends ──▶ sink (OS thread) ── producer
//!      ▲            │ admits                                              │                   │ delivery reports
//!      │            ▼                                                     ▼                   ▼
//!      └─ commits ─ ledger ◀──────────────────────────────── ended ◀──────┴───────────────────┘
//! ```
//!
//! - `source`: owns the consumer; never stops polling; admits payloads while the budget is open. `rebalance`: partitions come and
//!   go; `prefix`: what has ended is committed; `drain`: the end of it.
//! - `sink`: restores order; `delivery`: what becomes of records and dead letters then, and what ends an article.
//! - `transactions`: records, dead letters and offsets in one transaction, for exactly once.
//! - `topics`: what must be there before a worker starts, and making it.
//! - `replay`: dead letters back to the topics they came from.
//! - `codes`: which errors pass by themselves and which end the worker; `fault`: what to do about those.

mod assignment;
mod backfill;
mod codes;
mod commits;
mod consumer_events;
mod deliveries;
mod delivery;
mod direct;
mod drain;
mod embedded;
mod errand;
mod fault;
mod headers;
mod offsets;
mod prefix;
mod probe;
mod progress;
mod pulse;
mod rebalance;
mod refusal;
mod rejoin;
mod replay;
mod settings;
mod shared;
mod sink;
mod snapshot;
mod source;
mod statistics;
mod topics;
mod transactions;
mod trouble;

pub use embedded::{EmbeddedBroker, Reader};
pub use fault::Fault;
pub use replay::{Fate, Letter, Progress, ReplayOptions, Summary, markers_of, replay};
pub use settings::{PREFETCH_FLOOR_BYTES, TopicFacts, fetch_bytes, prefetch_per_partition};
pub use shared::{Assigned, Shared};

pub use sink::Sink;
pub use source::{Source, SourceOptions};
pub use topics::{Cluster, Finding, Level, connect, create, ends, examine};

use rdkafka::config::RDKafkaLogLevel;

/// The version of librdkafka that is linked in.
#[must_use]
pub fn librdkafka_version() -> String {
    rdkafka::util::get_rdkafka_version().1
}

/// Hands a line of the client's own log on. Its errors reach us as values too and are logged where they are handled, so
/// here they are for those who look closer.
fn log_client_line(level: RDKafkaLogLevel, facility: &str, message: &str) {
    match level {
        RDKafkaLogLevel::Emerg | RDKafkaLogLevel::Alert | RDKafkaLogLevel::Critical => {
            tracing::error!(facility, message, "librdkafka");
        }
        _ => tracing::debug!(facility, message, "librdkafka"),
    }
}
