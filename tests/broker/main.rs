//! Kafka's part of the truth, on a real Apache Kafka that the tests start themselves.
//!
//! Every scenario runs the binary as an operator does, with a file, a topic and signals, and looks at what a reader
//! downstream sees, what the group has committed and what `/metrics` says.
//!
//! ```text
//!  producer ──▶ test.raw ──▶ copydesk run (one or more) ──▶ test.articles, test.dlq ──▶ reader
//! ```

mod bad_input;
mod commands;
mod delivery;
mod exactly_once;
mod faults;
mod membership;
mod memory;
mod operator;
mod output;
mod ranges;
mod rebalances;
mod replay;
mod rights;
mod scaling;
mod scrape;
mod stalls;
#[cfg(feature = "failpoints")]
mod storm;
mod support;
mod transactions;
