//! The remote half of the enrich stage: articles wait for HTTP answers beside each other, off the CPU workers.

use std::sync::Arc;

use crossbeam_channel::{Receiver, bounded};
use tokio::runtime::Handle;
use tokio::sync::{Semaphore, mpsc};

use super::stage::Threads;
use super::work::{self, Batch, Halt, Item, Work};
use crate::article::EnrichedArticle;
use crate::enrich::http::RemoteEnrichers;
use crate::outcome::{Stage, Stop};

/// Payloads that may wait for answers at once. The enrichers bound their own requests; this bounds the tasks.
const WAITING: usize = 1024;

/// Puts the remote enrichers between two channels. Order is lost here and restored at the end of the road.
pub fn remote(
    threads: &mut Threads,
    runtime: &Handle,
    enrichers: Arc<RemoteEnrichers>,
    input: Receiver<Batch<Work<EnrichedArticle>>>,
) -> std::io::Result<Receiver<Batch<Work<EnrichedArticle>>>> {
    let (answered, mut answers) = mpsc::channel(WAITING);
    let (sender, output) = bounded(4);
    let handle = runtime.clone();
    threads.spawn("enrich-remote".into(), move || {
        let places = Arc::new(Semaphore::new(WAITING));
        for work in input.iter().flatten() {
            let Ok(place) = handle.block_on(Arc::clone(&places).acquire_owned()) else { return };
            let (enrichers, answered) = (Arc::clone(&enrichers), answered.clone());
            handle.spawn(async move {
                // An error here means that the road is being torn down; the payload was not committed.
                let _ = answered.send(enrich(&enrichers, work).await).await;
                drop(place);
            });
        }
    })?;
    threads.spawn("enrich-answers".into(), move || {
        while let Some(work) = answers.blocking_recv() {
            if sender.send(vec![work]).is_err() {
                return;
            }
        }
    })?;
    Ok(output)
}

async fn enrich(enrichers: &Arc<RemoteEnrichers>, work: Work<EnrichedArticle>) -> Work<EnrichedArticle> {
    let Work { flight, articles } = work;
    let mut enriched = Vec::with_capacity(articles.len());
    for Item { item, state } in articles {
        let state = match state {
            Ok(article) => ask(enrichers, article).await.map_err(|stop| Halt { stage: Stage::Enrich, stop }),
            Err(halt) => Err(halt),
        };
        enriched.push(Item { item, state });
    }
    Work { flight, articles: enriched }
}

/// Asks in a task of its own: a panic ends that task, and the payload ends with it as a dead letter, as in every stage.
async fn ask(enrichers: &Arc<RemoteEnrichers>, article: EnrichedArticle) -> Result<EnrichedArticle, Stop> {
    let enrichers = Arc::clone(enrichers);
    let asked = tokio::spawn(async move { enrichers.enrich(article).await }).await;
    asked.unwrap_or_else(|error| Err(work::panicked(error.try_into_panic().ok().as_deref())))
}
