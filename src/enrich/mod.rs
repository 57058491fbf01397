//! [`Article`] → [`EnrichedArticle`]: what can be derived from it here, and what remote services know about it.
//!
//! ```text
//!  Article ─▶ LocalEnricher ─▶ EnrichedArticle ─▶ http::RemoteEnrichers ─▶ EnrichedArticle
//!             section, topics,                    enrichment
//!             entities, facts, fingerprints
//! ```
//!
//! Facts are what stands in the text: [`quotes`], dates ([`crate::dates::mentions`]), [`quantities`], [`keyphrases`] and
//! the [`summary`]. The text is taken apart once for all of them.
//!
//! The local half is pure and needs nothing but the article. The remote half is [`http`], the only user of reqwest: it
//! waits for others, so it runs on the runtime, beside the CPU workers.

pub mod duplicates;
mod entities;
mod facts;
mod fingerprint;
pub mod http;
pub mod keyphrases;
pub mod quantities;
pub mod quotes;
mod section;
mod speakers;
pub mod summary;
mod topics;

use crate::article::{Article, EnrichedArticle, LocalKind};
use crate::config::LocalEnrich;
use entities::EntityFinder;
use section::SectionTopics;

/// Is told when a local enricher has done its work. Nothing here knows a clock; who has one can tell what each takes.
pub trait Watch {
    /// The first of them is about to begin.
    fn begins(&mut self);
    /// One is done with an article in which it found so many things, and the next begins.
    fn done(&mut self, kind: LocalKind, found: usize);
}

impl Watch for () {
    fn begins(&mut self) {}
    fn done(&mut self, _: LocalKind, _: usize) {}
}

/// The enrichers that need nothing but the article.
#[derive(Debug)]
pub struct LocalEnricher {
    entities: Option<EntityFinder>,
    settings: LocalEnrich,
    sections: SectionTopics,
}

impl LocalEnricher {
    /// Reads the tables that ship with copydesk.
    #[must_use]
    pub fn new(settings: LocalEnrich) -> Self {
        let entities = settings.entities.then(EntityFinder::default);
        Self { entities, settings, sections: SectionTopics::default() }
    }

    /// Adds entities, topics, facts and fingerprints, and the code of the section to the section itself.
    #[must_use]
    pub fn enrich(&self, article: Article) -> EnrichedArticle {
        self.enrich_watched(article, &mut ())
    }

    /// The same, before somebody's eyes.
    #[must_use]
    pub fn enrich_watched(&self, mut article: Article, watch: &mut dyn Watch) -> EnrichedArticle {
        let topics = match &mut article.section {
            Some(section) if self.settings.topics => self.sections.topics(section, &article.language.tag),
            _ => Vec::new(),
        };
        let found = facts::of(&article, self.settings, self.entities.as_ref(), &self.sections, topics, watch);
        let (entities, facts, topics) = (found.entities, found.facts, found.topics);
        let mut fingerprints = fingerprint::of(&article);
        let print = self.settings.duplicates.then(|| Box::new(duplicates::print(&article, &mut fingerprints)));
        if !self.settings.sentences {
            article.body.sentences = Vec::new();
        }
        let enrichment = Default::default();
        EnrichedArticle { article, entities, facts, topics, fingerprints, print, duplicate: None, enrichment }
    }
}
