//! [`RawArticle`] → [`Article`]: text hygiene, dates, urls, language, identity; display and folded text.

use crate::article::{Article, RawArticle};
use crate::outcome::Stop;

/// Articles nobody wants.
#[derive(Debug, Clone, Default)]
pub struct FilterSettings {
    pub languages: Vec<String>,
    pub min_words: u32,
    pub hosts_deny: Vec<String>,
}

/// The normalize stage. Holds the language model; one serves all workers.
pub struct Normalizer {
    filter: FilterSettings,
}

impl Normalizer {
    /// # Errors
    ///
    /// Where the language model that ships with copydesk cannot be read: a broken build.
    pub fn new(filter: FilterSettings) -> Result<Self, ModelError> {
        Ok(Self { filter })
    }

    /// Cleans and types an article.
    ///
    /// # Errors
    ///
    /// [`Stop`] where a filter rule ends it, or no text is left of it.
    pub fn normalize(&self, raw: RawArticle) -> Result<Article, Stop> {
        let _ = (&self.filter, raw);
        todo!()
    }
}

#[derive(Debug, thiserror::Error)]
#[error("the language model cannot be read: {0}")]
pub struct ModelError(pub String);
