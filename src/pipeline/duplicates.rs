//! The one step of the road that goes by order: what an article repeats depends on what came before it.
//!
//! Whatever the workers finished in any order is put back into the order of its partition, meets the window one after the
//! other, and goes on. It stands behind the remote enrichers, so that an article which ends there is nobody's original.

use std::sync::Arc;

use crossbeam_channel::{Receiver, bounded};

use super::order::Sequencer;
use super::stage::Threads;
use super::work::{Batch, Item, Work};
use crate::article::EnrichedArticle;
use crate::encode;
use crate::enrich::duplicates::{Arrival, Evictions, SharedWindow};
use crate::outcome::Stage;
use crate::telemetry::events::{DuplicateFound, WindowMoved};

/// The window of duplicates, and the time by which it forgets.
#[derive(Clone)]
pub struct Duplicates {
    pub window: SharedWindow,
    /// In milliseconds. A run over files has no time: it forgets by size alone, and its records are the same whenever it
    /// runs.
    pub clock: fn() -> u64,
}

/// Puts the window between two channels.
pub fn duplicates(
    threads: &mut Threads,
    duplicates: Duplicates,
    input: Receiver<Batch<Work<EnrichedArticle>>>,
) -> std::io::Result<Receiver<Batch<Work<EnrichedArticle>>>> {
    let (sender, output) = bounded(4);
    threads.spawn("enrich-duplicates".into(), move || {
        let mut sequencer = Sequencer::default();
        let mut told = Evictions::default();
        for batch in input {
            let mut ordered = Batch::with_capacity(batch.len());
            for work in batch {
                // What waits for its turn is an article, and no longer a page that was decompressed.
                work.flight.weigh(work.articles.iter().map(held_bytes).sum());
                sequencer.push(work.flight.ticket, work, |work| ordered.push(meet(&duplicates, work)));
            }
            told = tell(&duplicates.window, told);
            // An error here means that the road is being torn down; nothing that is lost was committed.
            if !ordered.is_empty() && sender.send(ordered).is_err() {
                return;
            }
        }
    })?;
    Ok(output)
}

/// What an article holds between enrichment and its record: its text as blocks, as body and folded, and what was found in
/// it. An estimate on the safe side.
fn held_bytes(article: &Item<EnrichedArticle>) -> usize {
    const TEXTS: usize = 6;
    const STRUCTURE: usize = 4096;
    let text = article.state.as_ref().map_or(0, |enriched| enriched.article.body.text.len());
    text * TEXTS + STRUCTURE
}

/// Takes the articles of one payload to the window, in their order.
fn meet(duplicates: &Duplicates, work: Work<EnrichedArticle>) -> Work<EnrichedArticle> {
    let now = (duplicates.clock)();
    let flight = Arc::clone(&work.flight);
    let mut window = duplicates.window.lock();
    if let Some(position) = flight.record.origin.position() {
        if flight.ticket.sequence == 0 {
            window.begin(position);
        }
        if window.is_given_up(position) {
            return work;
        }
    }
    let window = std::cell::RefCell::new(window);
    work.advance(Stage::Enrich, |flight, item, mut enriched| {
        let Some(print) = enriched.print.take() else { return Ok(enriched) };
        let record_id = encode::record_id(&flight.record.origin, item);
        let arrival = Arrival { article: &enriched.article, print: &print, record_id, origin: &flight.record.origin };
        let duplicate = window.borrow_mut().meet(arrival, now);
        if let Some(duplicate) = &duplicate {
            DuplicateFound { kind: duplicate.kind }.emit();
        }
        enriched.duplicate = duplicate;
        Ok(enriched)
    })
}

fn tell(window: &SharedWindow, told: Evictions) -> Evictions {
    let window = window.lock();
    let (articles, bytes, evictions) = (window.len(), window.bytes(), window.evictions());
    drop(window);
    WindowMoved {
        articles,
        bytes,
        age: evictions.age - told.age,
        size: evictions.size - told.size,
        revoked: evictions.revoked - told.revoked,
    }
    .emit();
    evictions
}
