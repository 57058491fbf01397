//! What a scrape gets: the recorder's families, then those of the snapshot, in one page.

use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle, PrometheusRecorder};

use super::events::{RebalanceKind, SnapshotOutcome, TransactionOutcome, WindowMoved};
use super::metrics::{self, CATALOGUE, Kind, Source};
use super::process;
use super::snapshot::Snapshot;
use super::text::{Family, Text};
use crate::article::{DuplicateKind, LocalKind};
use crate::outcome::{FilterRule, Outcome, RejectReason, Stage};

/// Why there are no metrics.
#[derive(Debug, thiserror::Error)]
pub enum InstallError {
    #[error("a histogram has no buckets")]
    Buckets(#[from] BuildError),
    #[error("another metrics recorder was installed before")]
    Taken,
}

/// Renders what Prometheus scrapes.
#[derive(Debug)]
pub struct Exposition {
    handle: PrometheusHandle,
    librdkafka: String,
}

/// Makes the recorder that `events` counts into the one of this process. Once, before the first event: what was counted
/// earlier is lost. `librdkafka` is the version that is linked in.
///
/// # Errors
///
/// [`InstallError::Taken`] where the process has a recorder already.
pub fn install(librdkafka: &str) -> Result<Exposition, InstallError> {
    let recorder = recorder()?;
    let handle = recorder.handle();
    ::metrics::set_global_recorder(recorder).map_err(|_| InstallError::Taken)?;
    begin_at_zero();
    Ok(Exposition { handle, librdkafka: librdkafka.to_string() })
}

impl Exposition {
    /// The page in the text format 0.0.4.
    #[must_use]
    pub fn render(&self, snapshot: &Snapshot) -> String {
        let mut text = Text::new(self.handle.render());
        sums(&mut text, snapshot);
        gauges(&mut text, snapshot);
        family(&mut text, metrics::BUILD_INFO, |family| {
            family.series([env!("CARGO_PKG_VERSION"), revision(), &self.librdkafka], 1);
        });
        process_figures(&mut text);
        text.finish()
    }

    /// Folds what histograms have collected into their buckets. A render does it too; without either, samples pile up,
    /// so the admin server calls this every second.
    pub fn upkeep(&self) {
        self.handle.run_upkeep();
    }
}

/// The revision this was built from, where the build said so.
#[must_use]
pub fn revision() -> &'static str {
    option_env!("COPYDESK_REVISION").unwrap_or("unknown")
}

fn recorder() -> Result<PrometheusRecorder, InstallError> {
    // Every histogram needs buckets: without, the exporter makes a summary of it, which cannot be added up over workers.
    // No idle timeout: it would drop series that are set once, and those of partitions vanish by the snapshot.
    let recorder = PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Full(metrics::STAGE_DURATION.into()), &metrics::STAGE_BUCKETS)?
        .set_buckets_for_metric(Matcher::Full(metrics::LOCAL_ENRICHMENT_DURATION.into()), &metrics::LOCAL_BUCKETS)?
        .set_buckets_for_metric(Matcher::Full(metrics::ENRICHMENT_DURATION.into()), &metrics::REQUEST_BUCKETS)?
        .set_buckets_for_metric(Matcher::Full(metrics::END_TO_END_LATENCY.into()), &metrics::LATENCY_BUCKETS)?
        .build_recorder();
    Ok(recorder)
}

/// Describes the recorder's families and registers the series of closed sets: a counter that appears together with its
/// first increment loses that increment to `rate()`.
fn begin_at_zero() {
    for metric in CATALOGUE.iter().filter(|metric| metric.source == Source::Events) {
        match metric.kind {
            Kind::Counter => ::metrics::describe_counter!(metric.name, metric.help),
            Kind::Gauge => ::metrics::describe_gauge!(metric.name, metric.help),
            Kind::Histogram => ::metrics::describe_histogram!(metric.name, metric.help),
        }
    }
    for stage in Stage::ALL {
        // The sink has no duration of its own: its work is the client's, and shows in the latency.
        if stage != Stage::Sink {
            let _ = ::metrics::histogram!(metrics::STAGE_DURATION, "stage" => stage.as_str());
        }
    }
    for enricher in LocalKind::ALL {
        let _ = ::metrics::histogram!(metrics::LOCAL_ENRICHMENT_DURATION, "enricher" => enricher.as_str());
        ::metrics::counter!(metrics::LOCAL_ENRICHMENT_FOUND, "enricher" => enricher.as_str()).absolute(0);
    }
    let _ = ::metrics::histogram!(metrics::END_TO_END_LATENCY);
    for kind in RebalanceKind::ALL {
        ::metrics::counter!(metrics::REBALANCES, "kind" => kind.as_str()).absolute(0);
    }
    for outcome in TransactionOutcome::ALL {
        ::metrics::counter!(metrics::TRANSACTIONS, "outcome" => outcome.as_str()).absolute(0);
    }
    for kind in DuplicateKind::ALL {
        ::metrics::counter!(metrics::DUPLICATES, "kind" => kind.as_str()).absolute(0);
    }
    for reason in WindowMoved::REASONS {
        ::metrics::counter!(metrics::DUPLICATE_WINDOW_EVICTIONS, "reason" => reason).absolute(0);
    }
    for outcome in SnapshotOutcome::ALL {
        ::metrics::counter!(metrics::DUPLICATE_WINDOW_SNAPSHOTS, "outcome" => outcome.as_str()).absolute(0);
    }
    ::metrics::gauge!(metrics::DUPLICATE_WINDOW_ARTICLES).set(0.0);
    ::metrics::gauge!(metrics::DUPLICATE_WINDOW_BYTES).set(0.0);
    ::metrics::counter!(metrics::OFFSET_RESETS).absolute(0);
    ::metrics::counter!(metrics::PANICS).absolute(0);
}

/// The sums that have to agree: all of them from one snapshot.
fn sums(text: &mut Text, snapshot: &Snapshot) {
    let tallies = &snapshot.tallies;
    let ended = |outcome: Outcome| tallies.payloads.get(&outcome).copied().unwrap_or(0);

    family(text, metrics::RECORDS_CONSUMED, |family| {
        let unseen = snapshot.input_topics.iter().filter(|topic| !tallies.consumed.contains_key(*topic));
        for (topic, count) in tallies.consumed.iter().map(|(t, n)| (t, *n)).chain(unseen.map(|topic| (topic, 0))) {
            family.series([topic], count);
        }
    });
    family(text, metrics::RECORDS_PUBLISHED, |family| {
        family.series([&snapshot.output_topic], ended(Outcome::Published));
    });
    family(text, metrics::RECORDS_FILTERED, |family| {
        for rule in FilterRule::ALL {
            family.series([rule.as_str()], ended(Outcome::Filtered(rule)));
        }
    });
    family(text, metrics::RECORDS_DEAD_LETTERED, |family| {
        for stage in Stage::ALL {
            for reason in RejectReason::ALL {
                let count = ended(Outcome::DeadLettered { stage, reason });
                // Sixty pairs, of which a handful can happen: those begin at 0, another one shows when it did happen.
                if count > 0 || rejects(stage, reason) {
                    family.series([stage.as_str(), reason.as_str()], count);
                }
            }
        }
    });
    family(text, metrics::RECORDS_ABANDONED, |family| {
        family.series([], tallies.abandoned);
    });
    family(text, metrics::INFLIGHT_RECORDS, |family| {
        family.series([], snapshot.inflight_records);
    });
    family(text, metrics::ARTICLES, |family| {
        let mut sums = [("published", 0), ("filtered", 0), ("dead_lettered", 0)];
        for (outcome, count) in &tallies.articles {
            let [published, filtered, dead_lettered] = &mut sums;
            match outcome {
                Outcome::Published => published.1 += count,
                Outcome::Filtered(_) => filtered.1 += count,
                Outcome::DeadLettered { .. } => dead_lettered.1 += count,
            }
        }
        for (outcome, count) in sums {
            family.series([outcome], count);
        }
    });
}

fn gauges(text: &mut Text, snapshot: &Snapshot) {
    family(text, metrics::INFLIGHT_BYTES, |family| {
        family.series([], snapshot.inflight_bytes);
    });
    family(text, metrics::INFLIGHT_BYTES_LIMIT, |family| {
        family.series([], snapshot.inflight_bytes_limit);
    });
    family(text, metrics::PARTITIONS_ASSIGNED, |family| {
        family.series([], snapshot.partitions.len());
    });
    family(text, metrics::CONSUMER_LAG, |family| {
        for place in &snapshot.partitions {
            if let Some(lag) = place.lag {
                family.series([&place.topic, &place.partition.to_string()], lag);
            }
        }
    });
    family(text, metrics::COMMITTED_OFFSET, |family| {
        for place in &snapshot.partitions {
            if let Some(committed) = place.committed {
                family.series([&place.topic, &place.partition.to_string()], committed);
            }
        }
    });
    family(text, metrics::PARTITION_STALLED, |family| {
        for place in &snapshot.partitions {
            if let Some(stalled) = place.stalled {
                family.series([&place.topic, &place.partition.to_string()], stalled.as_secs_f64());
            }
        }
    });
    family(text, metrics::LAST_COMMIT, |family| family.known(snapshot.last_commit_seconds));
    family(text, metrics::HEARTBEAT_AGE, |family| {
        for (thread, age) in [("source", snapshot.source_beat), ("sink", snapshot.sink_beat)] {
            if let Some(age) = age {
                family.series([thread], age.as_secs_f64());
            }
        }
    });
    family(text, metrics::HOST_MEMORY_HOSTS, |family| {
        family.series([], snapshot.hosts.hosts);
    });
    family(text, metrics::HOST_MEMORY_BYTES, |family| {
        family.series([], snapshot.hosts.bytes);
    });
    family(text, metrics::HOST_MEMORY_EVICTIONS, |family| {
        family.series([], snapshot.hosts.evictions);
    });
    family(text, metrics::LIVE, |family| {
        family.series([], u8::from(snapshot.live.is_ok()));
    });
    family(text, metrics::READY, |family| {
        family.series([], u8::from(snapshot.ready.is_ok()));
    });
}

fn process_figures(text: &mut Text) {
    let figures = process::figures();
    family(text, metrics::PROCESS_CPU, |family| family.known(figures.cpu_seconds));
    family(text, metrics::PROCESS_RESIDENT, |family| family.known(figures.resident_bytes));
    family(text, metrics::PROCESS_START, |family| family.known(figures.start_seconds));
    family(text, metrics::PROCESS_OPEN_FDS, |family| family.known(figures.open_fds));
    family(text, metrics::PROCESS_MAX_FDS, |family| family.known(figures.max_fds));
}

fn family(text: &mut Text, name: &str, write: impl FnOnce(&mut Family<'_>)) {
    match metrics::find(name) {
        Some(metric) => write(&mut text.family(metric)),
        None => debug_assert!(false, "{name} is not in the catalogue"),
    }
}

/// Whether a stage can reject for a reason.
fn rejects(stage: Stage, reason: RejectReason) -> bool {
    use RejectReason as Reason;
    match reason {
        Reason::PayloadEmpty
        | Reason::PayloadTooLarge
        | Reason::Decompression
        | Reason::UnsupportedType
        | Reason::NotText
        | Reason::InvalidJson
        | Reason::FieldMissing
        | Reason::NotAnArticle => stage == Stage::Parse,
        Reason::BodyEmpty => matches!(stage, Stage::Parse | Stage::Normalize),
        Reason::EnrichmentFailed => stage == Stage::Enrich,
        Reason::OutputTooLarge | Reason::OutputRefused => stage == Stage::Sink,
        Reason::Panic => stage != Stage::Sink,
    }
}
