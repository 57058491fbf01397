//! [`Article`] → [`EnrichedArticle`]: what can be derived from it here, and what remote services know about it.
//!
//! ```text
//!  Article ─▶ LocalEnricher ─▶ EnrichedArticle ─▶ http::RemoteEnrichers ─▶ EnrichedArticle
//!             section, topics,                    enrichment
//!             fingerprints
//! ```
//!
//! The local half is pure and needs nothing but the article. The remote half is [`http`], the only user of reqwest: it
//! waits for others, so it runs on the runtime, beside the CPU workers.

mod fingerprint;
pub mod http;
mod section;

use crate::article::{Article, EnrichedArticle};
use section::SectionTopics;

/// The enrichers that need nothing but the article.
#[derive(Debug, Default)]
pub struct LocalEnricher {
    sections: SectionTopics,
}

impl LocalEnricher {
    /// Reads the tables that ship with copydesk.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds topics and fingerprints, and the code of the section to the section itself.
    #[must_use]
    pub fn enrich(&self, mut article: Article) -> EnrichedArticle {
        let topics = match &mut article.section {
            Some(section) => self.sections.topics(section, &article.language.tag),
            None => Vec::new(),
        };
        let fingerprints = fingerprint::of(&article);
        EnrichedArticle { article, topics, fingerprints, enrichment: Default::default() }
    }
}
