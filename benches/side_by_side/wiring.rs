//! The wiring alone: source, ledger, channels, sink and transactor as the worker has them, around stages that hand on what
//! they get. What it costs beside a bare loop is what copydesk asks for its promises.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use copydesk::config;
use copydesk::encode::EncodedRecord;
use copydesk::kafka::{self, Shared, Sink, Source, SourceOptions};
use copydesk::outcome::Stage;
use copydesk::pipeline::{Batch, End, Ended, Flight, Item, Road, Threads, Work};
use copydesk::telemetry::metrics;
use crossbeam_channel::bounded;

/// Runs until the input is read to the end it had at the start or, without that, until standard input closes.
pub fn run(path: &str, until_end: bool) {
    let config = config::load(Some(Path::new(path)), std::env::vars()).expect("a configuration");
    let exposition = metrics::install(&kafka::librdkafka_version()).expect("metrics");
    let shared = Shared::new(&config);
    let never = || false;
    let cluster = kafka::connect(&config, &never).expect("a cluster").expect("nobody stops it");
    let ends = until_end.then(|| kafka::ends(&config, &cluster, &never).expect("ends").expect("nobody stops it"));

    let road = road(copydesk::app::workers(&config)).expect("threads");
    let options = SourceOptions::new(&config, ends);
    let source = Source::new(&config, cluster.facts, options, Arc::clone(&shared), road.intake).expect("a source");
    let sink = Sink::new(&config, cluster.facts, Arc::clone(&shared), road.ends, source.membership()).expect("a sink");
    let sink = std::thread::spawn(move || sink.run());
    // What the admin server does for the histograms.
    std::thread::spawn(move || {
        loop {
            std::thread::sleep(Duration::from_secs(1));
            exposition.upkeep();
        }
    });
    if !until_end {
        let shared = Arc::clone(&shared);
        std::thread::spawn(move || {
            let _ = std::io::copy(&mut std::io::stdin(), &mut std::io::sink());
            shared.drain();
        });
    }
    source.run().expect("the source ends in order");
    sink.join().expect("no panic").expect("the sink ends in order");
    for thread in road.threads.0 {
        thread.join().expect("no panic");
    }
}

/// The road of `pipeline::start`, stage by stage.
fn road(workers: usize) -> std::io::Result<Road> {
    let mut threads = Threads::default();
    let (intake, payloads) = bounded::<Batch<Arc<Flight>>>(workers * 2);
    let parsed = threads.stage(Stage::Parse, workers, payloads, |flight| {
        flight.weigh(flight.record.size());
        Work { flight, articles: vec![Item { item: None, state: Ok(()) }] }
    })?;
    let normalized = threads.stage(Stage::Normalize, workers, parsed, |work| hand_on(Stage::Normalize, work))?;
    let enriched = threads.stage(Stage::Enrich, workers, normalized, |work| hand_on(Stage::Enrich, work))?;
    let ends = threads.stage(Stage::Encode, workers, enriched, encode)?;
    Ok(Road { intake, ends, threads })
}

fn hand_on(stage: Stage, work: Work<()>) -> Work<()> {
    work.advance(stage, |_, _, ()| Ok(()))
}

/// Key and value as they came.
fn encode(work: Work<()>) -> Ended {
    let Work { flight, articles } = work.advance(Stage::Encode, |flight, _, ()| {
        let (key, value) = (flight.record.key.clone(), flight.record.value.clone());
        Ok(EncodedRecord { key: key.unwrap_or_default(), value: value.unwrap_or_default(), headers: Vec::new() })
    });
    let published = |Item { item, state }: Item<EncodedRecord>| (item, End::Publish(state.expect("a record")));
    let ends: Vec<_> = articles.into_iter().map(published).collect();
    flight.weigh(ends.iter().map(|(_, end)| end.outbox_bytes(&flight.record)).sum());
    Ended { flight, ends }
}
