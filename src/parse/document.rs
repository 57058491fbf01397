//! A decoded document, and the article in it: what was found there, with what was declared on top.

use super::{article_text, text_dump};
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
    /// Finds the article.
    ///
    /// # Errors
    ///
    /// `body_empty` where the document holds no text that could be one.
    pub fn article(self) -> Result<RawArticle, Stop> {
        let Self { form, text, encoding, declared, warnings } = self;
        let mut article = match form {
            Form::Html => html_article(&text, declared.url.as_deref())?,
            Form::TextDump => text_dump::article(&text, declared.title.as_deref())?,
            Form::ArticleText => article_text::article(&text)?,
        };
        // Repairs that a reader noted stand after those of the decoder.
        let found = std::mem::replace(&mut article.encoding, encoding);
        article.encoding.repairs.extend(found.repairs);
        article.warnings.splice(0..0, warnings);
        declare(&mut article, declared);
        Ok(article)
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

/// The one place where markup is handed over: tags go, what stands between them is read like a dump.
fn html_article(text: &str, _url: Option<&str>) -> Result<RawArticle, Stop> {
    let mut plain = String::with_capacity(text.len());
    let mut hidden = false;
    for part in text.split('<') {
        let (tag, after) = part.split_once('>').unwrap_or(("", part));
        let name = tag.split_whitespace().next().unwrap_or_default().to_ascii_lowercase();
        hidden =
            matches!(name.as_str(), "script" | "style") || (hidden && !matches!(name.as_str(), "/script" | "/style"));
        if !hidden {
            plain.push('\n');
            plain.push_str(after);
        }
    }
    let mut article = text_dump::article(&plain, None)?;
    article.parser = "html";
    Ok(article)
}
