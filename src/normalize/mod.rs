//! [`RawArticle`] → [`Article`]: text hygiene, dates, urls, language, identity; display and folded text.
//!
//! ```text
//!  RawArticle ─▶ blocks    cleaned, empty ones dropped, offsets into the body     body
//!             ─▶ language  of title and body, by the text                         language, letters
//!             ─▶ filter    by language, words, host                               filter
//!             ─▶ addresses one spelling each; may the canonical one be believed   url
//!             ─▶ times     the first candidate that is a date                     times
//!             ─▶ identity  uuid v5 of the address, else of the folded body        identity
//!             ─▶ quality   what is missing or odd                                 quality
//! ```
//!
//! What is odd is mended or left out, and told as a warning; only an article without any text is rejected. Nothing here
//! decides what belongs to the article: that is `parse`.

mod body;
mod fields;
mod filter;
mod frequent;
mod identity;
mod labels;
mod language;
mod letters;
mod ngrams;
mod quality;
mod times;
mod url;

use crate::article::{Article, LanguageMethod, RawArticle};
use crate::outcome::Stop;
use crate::text::fold;

pub use identity::NAMESPACE;
pub use language::LanguageDetector;
pub use quality::THIN_BODY_WORDS;

/// What normalized an article: rises when the same input gives another article.
const NORMALIZER: &str = "normalize-1";

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
    detector: LanguageDetector,
}

impl Normalizer {
    /// # Errors
    ///
    /// Where the language model that ships with copydesk cannot be read: a broken build.
    pub fn new(filter: FilterSettings) -> Result<Self, ModelError> {
        Ok(Self { filter, detector: LanguageDetector::new()? })
    }

    /// Cleans and types an article.
    ///
    /// # Errors
    ///
    /// [`Stop`] where a filter rule ends it, or no text is left of it.
    pub fn normalize(&self, raw: RawArticle) -> Result<Article, Stop> {
        let mut cleaner = fields::Cleaner::new(raw.encoding, raw.warnings);
        let addresses = fields::addresses(raw.url.as_deref(), raw.canonical_url.as_deref(), &mut cleaner);
        let host = addresses.host();
        filter::by_host(&self.filter, host.as_deref())?;

        let blocks = body::clean_blocks(raw.blocks, &mut cleaner)?;
        let title = raw.title.and_then(|title| fields::title(title, &mut cleaner));
        let sample = language::sample(title.as_ref().map(|title| title.value.as_str()), &blocks);
        let language = self.detector.detect(&sample, &raw.declared_languages);
        cleaner.warnings.extend(language::mismatches(&language, &raw.declared_languages));
        filter::by_language(&self.filter, &language)?;

        let body = body::count(&blocks, &language.tag);
        filter::by_words(&self.filter, &body)?;

        let folded_body = fold(&body.text, &language.tag);
        let times = times::read(
            times::Candidates { fetched_at: raw.fetched_at, published: raw.published, modified: raw.modified },
            &times::context_language(&language, &raw.declared_languages),
            host.as_deref(),
            &mut cleaner,
        );
        let title = title.map(|title| fields::folded_title(title, &language.tag));
        let mut models = raw.models;
        if language.method == LanguageMethod::Model {
            models.insert("lid", language::MODEL_HASH.to_owned());
            models.insert("lid_ngrams", ngrams::MODEL_HASH.to_owned());
        }
        let authors = fields::authors(raw.authors, &language.tag, &mut cleaner);
        let publisher = raw.publisher.and_then(|name| fields::publisher(name, &addresses, &mut cleaner));
        let subtitle = raw.subtitle.and_then(|subtitle| fields::subtitle(subtitle, &mut cleaner));
        let section = raw.section.and_then(|section| fields::section(section, &mut cleaner));
        let lead_image = raw.lead_image.and_then(|image| fields::lead_image(image, &addresses, &mut cleaner));
        let tags = fields::tags(raw.tags, &language.tag, &mut cleaner);
        let links = fields::links(raw.links, &addresses, &mut cleaner);
        let removed = fields::removed(raw.removed, &mut cleaner);
        let mut flags = quality::flags(&quality::Facts {
            title: title.as_ref(),
            url: addresses.url.is_some() || addresses.canonical_url.is_some(),
            published_at: times.published_at.is_some(),
            mixed_language: self.detector.is_mixed(&blocks, &language),
            language: &language,
            body: &body,
            folded_body: &folded_body,
            blocks: &blocks,
            links: &links,
            cut: body::is_cut(&blocks),
        });
        flags.extend(raw.flags);
        let (encoding, warnings) = cleaner.finish();
        Ok(Article {
            id: identity::of(&addresses, &folded_body),
            source_id: raw.source_id,
            url: addresses.url.map(String::from),
            canonical_url: addresses.canonical_url.map(String::from),
            host,
            fetched_at: times.fetched_at,
            published_at: times.published_at,
            modified_at: times.modified_at,
            publisher,
            authors,
            language,
            encoding,
            title,
            subtitle,
            section,
            lead_image,
            tags,
            links,
            blocks,
            body,
            folded_body,
            removed,
            quality_score: quality::score(&flags),
            flags,
            parser: raw.parser,
            normalizer: NORMALIZER,
            models,
            warnings,
        })
    }
}

#[derive(Debug, thiserror::Error)]
#[error("the language model cannot be read: {0}")]
pub struct ModelError(pub String);

#[cfg(test)]
mod tests;
