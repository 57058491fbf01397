//! HTML text → [`RawArticle`].
//!
//! ```text
//!  text ── tokenizer, builder ─▶ tree ── blocks ─▶ lines ── features ─▶ numbers ── verdict ─▶ keep or drop ── body ─▶ blocks, removed
//!                        │
//!                        └───── fields ─▶ title, authors, dates, section, publisher, image, languages
//! ```
//!
//! The tree is an arena with caps and no recursion: no page can exhaust the stack or hang the worker. Which lines are the
//! article is told from measures that know no language (mass of text, share of links, names of classes); a list of
//! phrases in many languages only names short lines. Nothing here is particular to a site.

mod authors;
mod blocks;
mod body;
mod builder;
mod bylines;
mod dated;
mod entities;
mod explained;
mod facts;
mod features;
mod fields;
mod hints;
mod jsonld;
mod kind;
mod names;
mod phrases;
mod shown;
#[cfg(test)]
mod tests;
mod title;
mod tokenizer;
mod tree;
mod verdict;

use crate::article::{Confidence, Provenance, RawArticle, Sourced, Warning, WarningCode};
use crate::outcome::{RejectReason, Stop};
use crate::parse::explain::{Candidate, Watch};

use blocks::Blocks;
use facts::Facts;
use kind::{Shape, Whole};
use tree::Tree;
use verdict::Known;

/// A page that was decoded to text.
#[derive(Debug, Clone, Copy)]
pub struct HtmlPage<'a> {
    pub text: &'a str,
    /// The address as the payload declares it.
    pub url: Option<&'a str>,
}

/// Reads the article of a page.
///
/// # Errors
///
/// [`RejectReason::BodyEmpty`] where the page holds no text that could be an article's.
pub fn article(page: HtmlPage<'_>) -> Result<RawArticle, Stop> {
    read(page, &mut ())
}

/// [`article`], and tells a watcher how.
pub(super) fn read(page: HtmlPage<'_>, watch: &mut impl Watch) -> Result<RawArticle, Stop> {
    let tree = Tree::parse(page.text);
    let Fields { mut article, blocks, facts, known } = fields_of(page, &tree, watch);
    let shape = Shape::of(&blocks);
    let body = body::choose(&tree, blocks, &known, facts.linked.body.as_deref(), watch);
    article.lead_image = fields::lead_image(&tree, &facts, body.container);
    watch.field("lead_image", || {
        let images = fields::lead_images(&tree, &facts, body.container);
        images.map(|found| Candidate::from(&Sourced::new(found.url, found.provenance, found.confidence))).collect()
    });
    article.blocks = body.blocks;
    article.removed = body.removed;
    article.links = body.links;
    // Pages that are put together in the browser may hold their text as data only, or show but its beginning.
    if let Some(text) = facts.linked.body.as_deref().filter(|text| body::is_elsewhere(text, &article.blocks)) {
        article.blocks = body::of_text(text);
        article.links.clear();
        watch.lines(|| explained::from_data(&article.blocks));
    }
    let title = article.title.as_ref().map(|title| title.value.as_str());
    let url = page.url.or(facts.canonical.as_deref());
    article.flags = kind::flags(&Whole { facts: &facts, shape: &shape, title, url, body: &article.blocks });
    if article.blocks.is_empty() {
        return Err(Stop::rejected(RejectReason::BodyEmpty, "expected text of an article, got a page without any"));
    }
    Ok(article)
}

/// An article but for its body, and what that is told from.
struct Fields {
    article: RawArticle,
    blocks: Blocks,
    facts: Facts,
    known: Known,
}

fn fields_of(page: HtmlPage<'_>, tree: &Tree<'_>, watch: &mut impl Watch) -> Fields {
    let mut article = RawArticle::new("html");
    article.url = page.url.map(str::to_owned);
    if tree.depth_capped {
        article.warnings.push(Warning::new(WarningCode::DepthCapped));
    }
    if tree.nodes_capped {
        article.warnings.push(Warning::new(WarningCode::NodesCapped));
    }
    let blocks = blocks::of_tree(tree);
    let facts = facts::collect(tree, &blocks, &mut article.warnings);

    article.publisher = fields::publishers(&facts).next();
    let site = facts.meta(&["og:site_name"]).or_else(|| article.publisher.as_ref().map(|site| site.value.as_str()));
    article.title = title::choose(&facts, site, page.url);
    article.authors = authors::choose(&facts, &blocks, site, page.url);
    let title = article.title.as_ref().map(|title| title.value.as_str());
    article.section = fields::sections(&facts, title).next();
    article.subtitle = fields::subtitles(&facts, title).next();
    article.tags = fields::tags(&facts);
    article.canonical_url.clone_from(&facts.canonical);
    article.declared_languages = fields::languages(&facts);
    article.published = dated::published(&facts, &blocks, page.url);
    article.modified = dated::modified(&facts);

    watch.field("title", || title::candidates(&facts, site, page.url).map(|found| Candidate::from(&found)).collect());
    watch.field("subtitle", || fields::subtitles(&facts, title).map(|found| Candidate::from(&found)).collect());
    watch.field("section", || fields::sections(&facts, title).map(|found| Candidate::from(&found)).collect());
    watch.field("publisher", || fields::publishers(&facts).map(|found| Candidate::from(&found)).collect());
    watch.field("authors", || {
        authors::candidates(&facts, &blocks, site, page.url).filter_map(|found| Candidate::of_authors(&found)).collect()
    });
    watch.field("canonical_url", || {
        let declared = |url: &String| Sourced::new(url.clone(), Provenance::Html, Confidence::per_mille(900));
        facts.canonical.iter().map(|url| Candidate::from(&declared(url))).collect()
    });
    watch.field("tags", || Candidate::all(&article.tags));
    watch.field("published_at", || Candidate::all(&article.published));
    watch.field("modified_at", || Candidate::all(&article.modified));

    let known = Known::new(title, &article.authors, article.publisher.as_ref().map(|name| name.value.as_str()), &facts);
    Fields { article, blocks, facts, known }
}
