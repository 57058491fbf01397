//! What the worker tells about itself: metrics, logs, the snapshot that a scrape is made of.
//!
//! - [`events`]: happenings that deserve a log line, a metric or both; the call site is one line.
//! - [`metrics`]: every metric's name, labels, unit and help. Nothing else names a metric.
//! - [`snapshot`]: sums and gauges read from the ledger in one go, so that they agree with each other at every scrape.
//! - [`logs`]: the subscriber, and a hook that logs and counts panics.
//!
//! ```text
//!  events ──▶ recorder (counters, histograms) ──┐
//!  ledger ──▶ Snapshot (sums, gauges) ──────────┼──▶ Exposition::render ──▶ /metrics
//!  /proc  ──▶ process figures ──────────────────┘
//! ```
//!
//! It lies below everything that does I/O and knows only words: outcomes, positions, tallies.

pub mod events;
mod exposition;
pub mod logs;
pub mod metrics;
mod panics;
mod process;
pub mod snapshot;
mod text;
