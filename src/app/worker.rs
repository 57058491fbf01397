//! One run of the worker: start, watch over, drain, join.

use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use anyhow::Context;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::sync::oneshot;

use super::hosts;
use super::stop::Stop;
use super::window::{Snapshots, WindowFile, now};
use crate::admin;
use crate::config::Config;
use crate::kafka::{self, Cluster, Fault, Shared, Sink, Source, SourceOptions};
use crate::parse::hosts::HostMemory;
use crate::pipeline::{self, Duplicates, Road};
use crate::telemetry::metrics::{self, Exposition};
use crate::telemetry::snapshot::Snapshot;

/// How often the threads are looked at.
const WATCH: Duration = Duration::from_millis(50);
/// What the threads may take to end once the source has: what is in flight has ended by then, or been given up.
const JOIN: Duration = Duration::from_secs(10);
/// What the source may take to end beyond the drain itself: its last commit, and leaving the group.
const LEAVE: Duration = Duration::from_secs(15);
/// What they may take where something was given up: they may wait for a service that does not answer, and nobody waits for
/// them any more. Time enough to take a transaction back.
const JOIN_ABORTED: Duration = Duration::from_secs(2);
/// The threads of the async runtime: HTTP, in and out, and signals.
const ASYNC_THREADS: usize = 2;

/// How a worker runs.
#[derive(Debug, Clone, Default)]
pub struct RunOptions {
    /// Stop at the offsets that were the ends at the start.
    pub until_end: bool,
    /// Lets a caller stop the worker; signals do in any case.
    pub stop: Stop,
}

/// Runs a worker until a signal, a caller, the end of a backfill or a fault stops it. Logs are the caller's to set up.
///
/// # Errors
///
/// A [`Fault`] is what stopped a worker that could not go on: exit code 3. Anything else kept it from starting.
pub fn run(config: &Config, options: &RunOptions) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(ASYNC_THREADS)
        .thread_name("async")
        .enable_all()
        .build()
        .context("starting the async runtime")?;
    options.stop.on_signals(runtime.handle()).context("listening for signals")?;
    let hosts = hosts::open_or_begin(config);
    let stages = super::stages_with(config, hosts.clone())?;
    // Before anything that keeps a series: one that is looked up earlier counts for nobody.
    let exposition = metrics::install(&kafka::librdkafka_version()).context("setting up the metrics")?;
    let shared = Shared::new(config);
    let admin = Admin::start(config, &runtime, &shared, hosts.clone(), exposition)?;

    let snapshots = snapshots(config, &stages, &shared).context("starting the thread of the window's snapshots")?;

    let ran = run_worker(config, options, stages, &shared, &runtime);
    admin.end(&runtime);
    // Everything that could be committed has been.
    if let Some(hosts) = hosts {
        hosts::keep(config, &hosts);
    }
    if let Some(snapshots) = snapshots {
        // After a violation of the ledger nobody knows what has ended.
        snapshots.end(!matches!(ran, Err(Fault::Ledger(_))));
    }
    // A thread that did not end in time may wait on the runtime; it is not waited for.
    runtime.shutdown_timeout(Duration::from_secs(1));
    match &ran {
        Ok(()) => tracing::info!("ended"),
        Err(fault) => tracing::error!(%fault, "the worker had to stop"),
    }
    Ok(ran?)
}

/// Gives the window what the worker before has kept, and keeps it from here on, where the configuration wants that.
fn snapshots(config: &Config, stages: &pipeline::Stages, shared: &Arc<Shared>) -> std::io::Result<Option<Snapshots>> {
    let Some(Duplicates { window, .. }) = &stages.duplicates else { return Ok(None) };
    let config = &config.enrich.duplicates;
    let Some(file) = WindowFile::open(config, window) else { return Ok(None) };
    let shared = Arc::clone(shared);
    let finished = move || match shared.fault() {
        // A broken ledger does not know what has ended.
        Some(fault @ Fault::Ledger(_)) => Err(std::io::Error::other(fault.to_string())),
        _ => Ok(shared.finished()),
    };
    Snapshots::start(file, window.clone(), config.snapshot_interval.0, finished).map(Some)
}

fn run_worker(
    config: &Config,
    options: &RunOptions,
    mut stages: pipeline::Stages,
    shared: &Arc<Shared>,
    runtime: &Runtime,
) -> Result<(), Fault> {
    let stop = || options.stop.is_asked();
    let Some(cluster) = kafka::connect(config, &stop)? else { return Ok(()) };
    let ends = if options.until_end {
        let Some(ends) = kafka::ends(config, &cluster, &stop)? else { return Ok(()) };
        Some(ends)
    } else {
        None
    };
    let mut intake = SourceOptions::new(config, ends);
    if let Some(duplicates) = &mut stages.duplicates {
        duplicates.clock = now;
        intake.window = Some(duplicates.window.clone());
    }
    let crew = Crew::start(config, stages, &cluster, intake, shared, runtime)?;
    tracing::info!(
        brokers = config.kafka.brokers.join(","),
        group = config.kafka.group_id,
        input = config.kafka.input_topics.join(","),
        output = config.kafka.output_topic,
        partitions = cluster.inputs.len(),
        "working"
    );
    crew.watch(&options.stop, shared, config.pipeline.drain_timeout.0 + LEAVE)
}

/// The threads of a worker.
struct Crew {
    source: JoinHandle<Result<(), Fault>>,
    sink: JoinHandle<Result<(), Fault>>,
    road: Vec<JoinHandle<()>>,
}

impl Crew {
    fn start(
        config: &Config,
        stages: pipeline::Stages,
        cluster: &Cluster,
        options: SourceOptions,
        shared: &Arc<Shared>,
        runtime: &Runtime,
    ) -> Result<Self, Fault> {
        let resources = |error: std::io::Error| Fault::Resources { reason: error.to_string() };
        let Road { intake, ends, threads } =
            pipeline::start(stages, super::workers(config), runtime.handle()).map_err(resources)?;
        let source = Source::new(config, cluster.facts, options, Arc::clone(shared), intake)?;
        let sink = Sink::new(config, cluster.facts, Arc::clone(shared), ends, source.membership())?;
        let sink = thread::Builder::new().name("kafka-sink".into()).spawn(move || sink.run()).map_err(resources)?;
        let source =
            thread::Builder::new().name("kafka-source".into()).spawn(move || source.run()).map_err(resources)?;
        Ok(Self { source, sink, road: threads.0 })
    }

    /// Watches over the threads until all of them have ended. The source ends first: it drains, and the road and the sink
    /// end behind it. Any other that ends before is a broken worker. A source that takes longer than `patience` from the moment
    /// in which it was to end hangs in its client: the process ends then.
    fn watch(self, stop: &Stop, shared: &Shared, patience: Duration) -> Result<(), Fault> {
        let mut ending: Option<Instant> = None;
        while !self.source.is_finished() {
            let fault = shared.fault();
            let patience = match fault {
                // The client is not to be trusted with an orderly end either, and its partitions wait for us to go.
                Some(Fault::TransactionHung { .. } | Fault::LeftBehind) => JOIN,
                _ => patience,
            };
            if (shared.is_draining() || fault.is_some()) && ending.get_or_insert_with(Instant::now).elapsed() > patience
            {
                let fault = fault.unwrap_or(Fault::LeaveHung { seconds: patience.as_secs() });
                tracing::error!(%fault, "the worker had to stop, and its consumer does not end");
                std::process::exit(3);
            }
            if stop.is_asked() {
                shared.drain();
            }
            if !shared.is_draining() {
                let gone = self.road.iter().find(|thread| thread.is_finished());
                if let Some(thread) = gone.map(JoinHandle::thread) {
                    shared.fail(ended(thread.name()));
                } else if self.sink.is_finished() {
                    shared.fail(ended(Some("kafka-sink")));
                }
            }
            if self.sink.is_finished() {
                shared.end_sink();
            }
            thread::sleep(WATCH);
        }
        let source = joined(self.source, "kafka-source");
        let deadline = Instant::now() + if shared.is_aborted() { JOIN_ABORTED } else { JOIN };
        while Instant::now() < deadline && !(self.sink.is_finished() && self.road.iter().all(JoinHandle::is_finished)) {
            thread::sleep(WATCH / 5);
        }
        let sink = if self.sink.is_finished() { joined(self.sink, "kafka-sink") } else { Ok(()) };
        // The first reason is the reason; what came after it follows from it.
        shared.fault().map_or_else(|| source.and(sink), Err)
    }
}

fn joined(thread: JoinHandle<Result<(), Fault>>, name: &'static str) -> Result<(), Fault> {
    thread.join().unwrap_or_else(|_| Err(ended(Some(name))))
}

fn ended(thread: Option<&str>) -> Fault {
    Fault::ThreadEnded { thread: thread.unwrap_or("a thread").to_string() }
}

/// The admin server, from before the brokers are there until the worker has ended.
struct Admin {
    shutdown: oneshot::Sender<()>,
    serving: tokio::task::JoinHandle<std::io::Result<()>>,
}

impl Admin {
    fn start(
        config: &Config,
        runtime: &Runtime,
        shared: &Arc<Shared>,
        hosts: Option<Arc<HostMemory>>,
        exposition: Exposition,
    ) -> anyhow::Result<Self> {
        let listen = &config.admin.listen;
        let listener = runtime
            .block_on(TcpListener::bind(listen))
            .with_context(|| format!("listening on {listen}: free it, or set admin.listen"))?;
        let topics: Vec<Arc<str>> = config.kafka.input_topics.iter().map(|topic| topic.as_str().into()).collect();
        let output: Arc<str> = config.kafka.output_topic.as_str().into();
        let shared = Arc::clone(shared);
        let probe: admin::Probe = Arc::new(move || {
            let snapshot = shared.snapshot(topics.clone(), Arc::clone(&output));
            Snapshot { hosts: hosts.as_ref().map(|hosts| hosts.figures()).unwrap_or_default(), ..snapshot }
        });
        let (shutdown, asked) = oneshot::channel::<()>();
        let serving = runtime.spawn(admin::serve(listener, probe, Arc::new(exposition), async move {
            // A sender that is gone asks as well.
            let _ = asked.await;
        }));
        tracing::info!(listen, "admin server: /metrics /livez /readyz");
        Ok(Self { shutdown, serving })
    }

    fn end(self, runtime: &Runtime) {
        drop(self.shutdown);
        match runtime.block_on(self.serving) {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(%error, "the admin server ended early"),
            Err(error) => tracing::warn!(%error, "the admin server panicked"),
        }
    }
}
