//! A decoded document, and the article in it: what was found there, with what was declared on top.

use super::article_text;
use super::explain::{Candidate, Watch};
use super::hosts::HostMemory;
use super::html::{self, HtmlPage};
use super::text_dump::{self, Dump};
use crate::article::{Author, AuthorRole, Confidence, Encoding, Provenance, RawArticle, Sourced, Warning};
use crate::outcome::Stop;

/// How sure a declaration is: somebody meant it, and nobody checked it.
const DECLARED: Confidence = Confidence::per_mille(900);

/// A document as text, with everything that came along.
#[derive(Debug)]
pub struct Document {
    pub form: Form,
    pub text: String,
    pub encoding: Encoding,
    pub declared: Declared,
    pub warnings: Vec<Warning>,
}

/// Which reader takes a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Html,
    TextDump,
    ArticleText,
}

/// What envelope and headers say about an article.
#[derive(Debug, Default)]
pub struct Declared {
    pub id: Option<String>,
    pub url: Option<String>,
    pub fetched_at: Option<String>,
    pub languages: Vec<String>,
    pub title: Option<String>,
    pub published_at: Option<String>,
    pub authors: Vec<String>,
}

impl Document {
    /// Finds the article, with what is remembered of its host, and tells a watcher how.
    ///
    /// # Errors
    ///
    /// `body_empty` where the document holds no text that could be one.
    pub fn article(self, hosts: Option<&HostMemory>, watch: &mut impl Watch) -> Result<RawArticle, Stop> {
        let Self { form, text, encoding, declared, warnings } = self;
        declared.tell(watch);
        let mut article = match form {
            Form::Html => html::read(HtmlPage { text: &text, url: declared.url.as_deref() }, watch)?,
            Form::TextDump => {
                let (title, url) = (declared.title.as_deref(), declared.url.as_deref());
                text_dump::article(Dump { text: &text, title, url, hosts }, watch)?
            }
            Form::ArticleText => article_text::article(&text, watch)?,
        };
        // Repairs that a reader noted stand after those of the decoder.
        let found = std::mem::replace(&mut article.encoding, encoding);
        article.encoding.repairs.extend(found.repairs);
        article.warnings.splice(0..0, warnings);
        declare(&mut article, declared);
        Ok(article)
    }
}

impl Declared {
    fn tell(&self, watch: &mut impl Watch) {
        let candidate = |value: &String| Candidate::from(&Sourced::new(value.clone(), Provenance::Declared, DECLARED));
        watch.field("title", || self.title.iter().map(candidate).collect());
        watch.field("authors", || {
            let names = Some(self.authors.join(", ")).filter(|names| !names.is_empty());
            names.iter().map(candidate).collect()
        });
        watch.field("published_at", || self.published_at.iter().map(candidate).collect());
    }
}

/// Puts what was declared before what was found.
fn declare(article: &mut RawArticle, declared: Declared) {
    article.source_id = declared.id;
    article.url = declared.url;
    article.fetched_at = declared.fetched_at;
    article.declared_languages.splice(0..0, declared.languages);
    if let Some(title) = declared.title {
        article.title = Some(Sourced::new(title, Provenance::Declared, DECLARED));
    }
    if let Some(date) = declared.published_at {
        article.published.insert(0, Sourced::new(date, Provenance::Declared, DECLARED));
    }
    if !declared.authors.is_empty() {
        let author =
            |name| Author { name, role: AuthorRole::Author, provenance: Provenance::Declared, confidence: DECLARED };
        article.authors = declared.authors.into_iter().map(author).collect();
    }
}
