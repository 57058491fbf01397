//! Remote enrichers: an HTTP service is asked about each article. The only user of reqwest.
//!
//! ```text
//!  article ─▶ question ─▶ [a free place] ─▶ attempt ─▶ answer ─▶ enrichment.<name>
//!             JSON of            ▲             │ timeout, no connection, 429, 5xx
//!             record fields      │             ▼
//!                            concurrency    backoff, while the deadline lasts
//! ```
//!
//! A service that stays away degrades the record and does not hold it up: each attempt has a timeout, all attempts
//! together a deadline, attempts are counted, and an answer has a largest size. What an article waits for is its own
//! exchange, at most one deadline, and before it a free place: while the service answers others that is its turn in the
//! queue, at most eight deadlines; where the service answers nobody it is one deadline, after which the
//! article goes on unanswered. So a backlog before a healthy service costs no answers, and a dead one does not stop the road.
//!
//! An attempt that was lost may have been read all the same: services are asked to answer, not to keep count.
//!
//! What the records say depends on the answers alone: no times, no addresses, and details from a closed list.
//!
//! The address of an enricher comes from the configuration and never from a payload, so hosts inside the network, the usual
//! case, are allowed. Redirects are not followed: a service must not send our requests, and the secrets in their
//! headers, to another place. Proxies are not taken from the environment either: what is configured is what is called.

mod backoff;
mod client;
mod question;

use std::pin::Pin;
use std::task::Poll;

use crate::article::{EnrichedArticle, Enrichment, EnrichmentStatus};
use crate::config::{HttpEnricher, OnFailure};
use crate::encode;
use crate::outcome::{RejectReason, Stop};
use client::Enricher;

/// The configured remote enrichers, asked one beside the other.
#[derive(Debug)]
pub struct RemoteEnrichers {
    /// In the order of their names.
    enrichers: Vec<Enricher>,
}

/// Why a remote enricher cannot be set up: a configuration that no check could refuse earlier.
#[derive(Debug, thiserror::Error)]
#[error("enricher {name}: {reason}")]
pub struct SetUpError {
    pub name: String,
    pub reason: String,
}

impl RemoteEnrichers {
    /// `None` where none is configured.
    ///
    /// # Errors
    ///
    /// [`SetUpError`] where the HTTP client cannot be made or a secret file cannot be read.
    pub fn new(enrichers: &[HttpEnricher]) -> Result<Option<Self>, SetUpError> {
        let mut ready = enrichers.iter().map(Enricher::new).collect::<Result<Vec<_>, _>>()?;
        ready.sort_by(|one, other| one.name().cmp(other.name()));
        let mut pairs = ready.iter().zip(ready.iter().skip(1));
        if let Some((twice, _)) = pairs.find(|(one, next)| one.name() == next.name()) {
            return Err(SetUpError { name: twice.name().into(), reason: "expected one of that name, got two".into() });
        }
        Ok(if ready.is_empty() { None } else { Some(Self { enrichers: ready }) })
    }

    /// Asks all of them.
    ///
    /// # Errors
    ///
    /// [`Stop`] where one with `on_failure = "dead_letter"` stayed away.
    pub async fn enrich(&self, mut article: EnrichedArticle) -> Result<EnrichedArticle, Stop> {
        let id = article.article.id.to_string();
        let answers = {
            // Only pointers look into the whole record.
            let pointers = self.enrichers.iter().any(Enricher::wants_record);
            let record = pointers.then(|| encode::article_value(&article));
            let asked = self.enrichers.iter().map(|enricher| -> Pending<'_, Enrichment> {
                let question = enricher.question(&article.article, record.as_ref());
                Box::pin(enricher.ask(question, &id))
            });
            all(asked.collect()).await
        };
        for (enricher, answer) in self.enrichers.iter().zip(answers) {
            if enricher.on_failure() == OnFailure::DeadLetter && answer.status == EnrichmentStatus::Unavailable {
                let detail = answer.detail.as_deref().unwrap_or_default();
                let detail = format!("expected an answer of enricher {}, got {detail}", enricher.name());
                return Err(Stop::rejected(RejectReason::EnrichmentFailed, detail));
            }
            article.enrichment.insert(enricher.name().into(), answer);
        }
        Ok(article)
    }
}

type Pending<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Waits for all of a few futures, in their order, beside each other.
async fn all<T>(mut futures: Vec<Pending<'_, T>>) -> Vec<T> {
    let mut done: Vec<Option<T>> = futures.iter().map(|_| None).collect();
    std::future::poll_fn(move |context| {
        for (future, done) in futures.iter_mut().zip(&mut done) {
            if done.is_none()
                && let Poll::Ready(value) = future.as_mut().poll(context)
            {
                *done = Some(value);
            }
        }
        if done.iter().all(Option::is_some) { Poll::Ready(done.drain(..).flatten().collect()) } else { Poll::Pending }
    })
    .await
}

#[cfg(test)]
mod tests;
