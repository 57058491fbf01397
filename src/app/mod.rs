//! The composition root: the one folder that knows everyone.
//!
//! ```text
//!  run ▶ logs, metrics, admin ▶ connect ▶ road, sink, source ▶ watch over them ▶ drain ▶ join
//! ```
//!
//! - `stages`: the stages as the configuration wants them.
//! - `worker`: their threads from the start to the end of a run.
//! - `stop`: who may ask a worker to stop: a signal, or a caller.
//! - `memory`: what a configuration can need.
//! - `hosts`, `window`: the files in which the memory of hosts and the window of duplicates are kept.

mod file;
mod hosts;
mod memory;
mod stop;
mod window;
mod worker;

use std::sync::Arc;

use anyhow::Context;

pub use memory::{Memory, worst_case};
pub use stop::Stop;
pub use worker::{RunOptions, run};

use crate::config::{Config, DuplicateWindow};
use crate::enrich::LocalEnricher;
use crate::enrich::duplicates::{Bounds, SharedWindow};
use crate::enrich::http::RemoteEnrichers;
use crate::normalize::{FilterSettings, Normalizer};
use crate::parse::hosts::HostMemory;
use crate::parse::{HeaderNames, ParseSettings, Parser};
use crate::pipeline::{Duplicates, Stages};

/// The stages as the configuration wants them; the worker and `copydesk process` run the same ones. A memory of hosts is
/// read and not added to: a record does not depend on those before it.
///
/// # Errors
///
/// Where a model that ships with copydesk, the memory of hosts or a secret of an enricher cannot be read.
pub fn stages(config: &Config) -> anyhow::Result<Stages> {
    let path = &config.parse.host_memory.path;
    let hosts = hosts::open(config).with_context(|| format!("reading the host memory {path}"))?;
    stages_with(config, hosts.map(|hosts| Arc::new(hosts.frozen())))
}

/// The same with a memory that learns.
fn stages_with(config: &Config, hosts: Option<Arc<HostMemory>>) -> anyhow::Result<Stages> {
    let parse = ParseSettings {
        payload_bytes: bytes(config.limits.payload_bytes.0),
        decompressed_bytes: bytes(config.limits.decompressed_bytes.0),
        headers: HeaderNames {
            content_type: config.input.headers.content_type.clone(),
            content_encoding: config.input.headers.content_encoding.clone(),
            url: config.input.headers.url.clone(),
            id: config.input.headers.id.clone(),
            fetched_at: config.input.headers.fetched_at.clone(),
        },
        envelope: config.input.envelope.clone(),
        articles_only: config.input.articles_only,
    };
    let filter = FilterSettings {
        languages: config.filter.languages.clone(),
        min_words: config.filter.min_words,
        hosts_deny: config.filter.hosts_deny.clone(),
    };
    Ok(Stages {
        parser: match hosts {
            Some(hosts) => Parser::new(parse).with_hosts(hosts),
            None => Parser::new(parse),
        },
        normalizer: Normalizer::new(filter).context("loading the language model")?,
        local: LocalEnricher::new(config.enrich.local),
        remote: RemoteEnrichers::new(&config.enrich.http).context("setting up the remote enrichers")?,
        duplicates: config.enrich.local.duplicates.then(|| duplicates(&config.enrich.duplicates)),
    })
}

/// How many CPU workers a stage gets.
#[must_use]
pub fn workers(config: &Config) -> usize {
    match config.pipeline.workers {
        // Aware of a cgroup's quota, as far as the standard library is.
        0 => std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
        workers => workers,
    }
}

/// A window without a clock: the worker gives it one.
fn duplicates(config: &DuplicateWindow) -> Duplicates {
    Duplicates { window: SharedWindow::new(bounds(config)), clock: || 0 }
}

fn bounds(config: &DuplicateWindow) -> Bounds {
    Bounds { bytes: bytes(config.window_bytes.0), time: config.window.0 }
}

fn bytes(size: u64) -> usize {
    usize::try_from(size).unwrap_or(usize::MAX)
}
