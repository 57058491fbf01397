//! [`Article`] → [`EnrichedArticle`]: what can be derived from it here, and what remote services know about it.
//!
//! ```text
//!  Article ─▶ LocalEnricher ─▶ EnrichedArticle ─▶ http::RemoteEnrichers ─▶ EnrichedArticle
//!             entities, section,                  enrichment
//!             topics, fingerprints
//! ```
//!
//! The local half is pure and needs nothing but the article. The remote half is [`http`], the only user of reqwest: it
//! waits for others, so it runs on the runtime, beside the CPU workers.

mod entities;
mod fingerprint;
pub mod http;
mod section;

use crate::article::{Article, EnrichedArticle};
use entities::EntityFinder;
use section::SectionTopics;

/// What is derived from an article.
#[derive(Debug, Clone, Copy)]
pub struct LocalSettings {
    pub entities: bool,
}

/// The enrichers that need nothing but the article.
#[derive(Debug)]
pub struct LocalEnricher {
    entities: Option<EntityFinder>,
    sections: SectionTopics,
}

impl LocalEnricher {
    /// Reads the tables that ship with copydesk.
    #[must_use]
    pub fn new(settings: LocalSettings) -> Self {
        Self { entities: settings.entities.then(EntityFinder::default), sections: SectionTopics::default() }
    }

    /// Adds entities, topics and fingerprints, and the code of the section to the section itself.
    #[must_use]
    pub fn enrich(&self, mut article: Article) -> EnrichedArticle {
        let entities = self.entities.as_ref().map(|finder| finder.find(&article)).unwrap_or_default();
        let topics = match &mut article.section {
            Some(section) => self.sections.topics(section, &article.language.tag),
            None => Vec::new(),
        };
        let fingerprints = fingerprint::of(&article);
        EnrichedArticle { article, entities, topics, fingerprints, enrichment: Default::default() }
    }
}
