//! [`Article`] → [`EnrichedArticle`]: what can be derived from it here, and what remote services know about it.

pub mod http;

use crate::article::{Article, EnrichedArticle};

/// The enrichers that need nothing but the article.
#[derive(Debug, Default)]
pub struct LocalEnricher;

impl LocalEnricher {
    #[must_use]
    pub fn new() -> Self {
        Self
    }

    #[must_use]
    pub fn enrich(&self, article: Article) -> EnrichedArticle {
        let _ = article;
        todo!()
    }
}
