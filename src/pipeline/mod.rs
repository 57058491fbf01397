//! The road of a payload, in the order of its stages.
//!
//! ```text
//!  intake ▶ parse ▶ normalize ▶ enrich ▶ [remote enrichers] ▶ duplicates ▶ encode ▶ ends
//! ```
//!
//! Wiring only: threads, bounded channels, the envelope around a payload. It knows no Kafka; who feeds the intake and who
//! takes the ends is decided elsewhere, so that `copydesk process` and the benchmarks run the very same stages.
//!
//! - [`Flight`]: a payload on its way; [`Work`]: it and its articles between two stages.
//! - [`Sequencer`]: for whoever takes the ends, the order per partition.
//!
//! A stage ends when its input closes: dropping the intake drains the road, and the ends close after the last payload.

mod duplicates;
mod flight;
mod meter;
mod order;
mod remote;
mod stage;
mod work;

use std::sync::Arc;

use crossbeam_channel::{Receiver, Sender, bounded};
use tokio::runtime::Handle;

pub use duplicates::Duplicates;
pub use flight::{ENTRY_BYTES, Flight, OVERHEAD_BYTES};
use meter::Meter;
pub use order::Sequencer;
pub use stage::Threads;
pub use work::{Batch, Halt, Item, Work};

use crate::article::{Article, EnrichedArticle, RawArticle};
use crate::encode::{self, EncodedRecord};
use crate::enrich::LocalEnricher;
use crate::enrich::http::RemoteEnrichers;
use crate::normalize::Normalizer;
use crate::outcome::{FilterRule, RejectReason, Rejection, Stage, Stop};
use crate::parse::Parser;
use crate::record::{Header, Record, held_by_headers};

/// What the stages work with; shared by their workers.
pub struct Stages {
    pub parser: Parser,
    pub normalizer: Normalizer,
    pub local: LocalEnricher,
    /// `None`: no remote enricher is configured, and the road is one hop shorter.
    pub remote: Option<RemoteEnrichers>,
    /// `None`: nothing is said about duplicates, and again a hop less.
    pub duplicates: Option<Duplicates>,
}

/// Where an article's road ends.
#[derive(Debug)]
pub enum End {
    Publish(EncodedRecord),
    DeadLetter(DeadLetter),
    Filter(FilterRule),
}

/// What is added to a payload that becomes a dead letter; its key and value stay its own.
#[derive(Debug)]
pub struct DeadLetter {
    pub stage: Stage,
    pub reason: RejectReason,
    pub detail: String,
    pub headers: Vec<Header>,
}

/// A payload at the end of its road, with the end of each of its articles.
#[derive(Debug)]
pub struct Ended {
    pub flight: Arc<Flight>,
    /// With the article's place, where the payload holds several.
    pub ends: Vec<(Option<u32>, End)>,
}

/// A road that runs.
pub struct Road {
    pub intake: Sender<Batch<Arc<Flight>>>,
    pub ends: Receiver<Batch<Ended>>,
    pub threads: Threads,
}

/// Starts the stages with `workers` threads each.
///
/// # Errors
///
/// Where the system gives no threads.
pub fn start(stages: Stages, workers: usize, runtime: &Handle) -> std::io::Result<Road> {
    let Stages { parser, normalizer, local, remote, duplicates } = stages;
    let (parser, normalizer, local) = (Arc::new(parser), Arc::new(normalizer), Arc::new(local));
    let mut threads = Threads::default();

    let (intake, payloads) = bounded(workers * 2);
    let parsed = threads
        .gated_stage(Stage::Parse, workers, payloads, has_room(&parser), move |flight| parse(&parser, flight))?;
    let normalized = threads.stage(Stage::Normalize, workers, parsed, move |work| normalize(&normalizer, work))?;
    let mut enriched = threads.stage(Stage::Enrich, workers, normalized, move |work| enrich(&local, work))?;
    if let Some(remote) = remote {
        enriched = remote::remote(&mut threads, runtime, Arc::new(remote), enriched)?;
    }
    if let Some(duplicates) = duplicates {
        enriched = duplicates::duplicates(&mut threads, duplicates, enriched)?;
    }
    let ends = threads.stage(Stage::Encode, workers, enriched, encode)?;

    Ok(Road { intake, ends, threads })
}

/// The gate before `parse`: what decompresses waits until there is room for it.
fn has_room(parser: &Arc<Parser>) -> impl Fn(&Arc<Flight>) -> bool + Clone + use<> {
    let parser = Arc::clone(parser);
    move |flight| !parser.decompresses(&flight.record) || flight.may_grow()
}

fn parse(parser: &Parser, flight: Arc<Flight>) -> Work<RawArticle> {
    let halted = |stop| Halt { stage: Stage::Parse, stop };
    let states = match work::caught(|| parser.parse(&flight.record)) {
        Ok(parsed) => {
            // The text of the payload and what was read out of it, until the record takes their place.
            flight.weigh(parsed.decompressed_bytes + flight.record.held_bytes());
            parsed.articles.into_iter().map(|article| article.map_err(halted)).collect::<Vec<_>>()
        }
        Err(stop) => vec![Err(halted(stop))],
    };
    // Whatever the parser makes of it, a payload ends only with an article of its own.
    let states = if states.is_empty() {
        vec![Err(halted(Stop::rejected(RejectReason::BodyEmpty, "expected at least one article, got none")))]
    } else {
        states
    };
    let several = states.len() > 1;
    let articles = (0..).zip(states).map(|(n, state)| Item { item: several.then_some(n), state }).collect();
    Work { flight, articles }
}

fn normalize(normalizer: &Normalizer, work: Work<RawArticle>) -> Work<Article> {
    work.advance(Stage::Normalize, |_, _, article| normalizer.normalize(article))
}

fn enrich(local: &LocalEnricher, work: Work<Article>) -> Work<EnrichedArticle> {
    work.advance(Stage::Enrich, |_, _, article| Ok(local.enrich_watched(article, &mut Meter::default())))
}

fn encode(work: Work<EnrichedArticle>) -> Ended {
    let Work { flight, articles } =
        work.advance(Stage::Encode, |flight, item, article| Ok(encode::record(&article, &flight.record, item)));
    let ends: Vec<_> =
        articles.into_iter().map(|Item { item, state }| (item, end(&flight.record, item, state))).collect();
    flight.weigh(ends.iter().map(|(_, end)| end.outbox_bytes(&flight.record)).sum());
    Ended { flight, ends }
}

fn end(record: &Record, item: Option<u32>, state: Result<EncodedRecord, Halt>) -> End {
    match state {
        Ok(record) => End::Publish(record),
        Err(Halt { stop: Stop::Filtered(rule), .. }) => End::Filter(rule),
        Err(Halt { stage, stop: Stop::Rejected(rejection) }) => {
            End::DeadLetter(DeadLetter::new(record, stage, rejection, item))
        }
    }
}

impl DeadLetter {
    #[must_use]
    pub fn new(record: &Record, stage: Stage, rejection: Rejection, item: Option<u32>) -> Self {
        let headers = encode::dead_letter_headers(record, stage, &rejection, item);
        Self { stage, reason: rejection.reason, detail: rejection.detail, headers }
    }
}

impl End {
    /// What it holds while it waits to be delivered: our copy, then the client's.
    #[must_use]
    pub fn outbox_bytes(&self, payload: &Record) -> usize {
        match self {
            Self::Publish(record) => record.held_bytes() + ENTRY_BYTES,
            // The client copies the payload once more to send it.
            Self::DeadLetter(letter) => payload.held_bytes() + held_by_headers(&letter.headers) + ENTRY_BYTES,
            Self::Filter(_) => 0,
        }
    }
}
