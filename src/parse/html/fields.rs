//! The remaining fields: publisher, section, subtitle, languages, lead image.

use crate::article::{Confidence, LeadImage, Provenance, Sourced};

use super::facts::Facts;
use super::names::{Attr, Tag};
use super::title::normal;
use super::tree::{NodeId, Tree};

fn sourced(value: &str, provenance: Provenance, confidence: u16) -> Sourced<String> {
    Sourced::new(value.trim().to_owned(), provenance, Confidence::per_mille(confidence))
}

pub(super) fn publisher(facts: &Facts) -> Option<Sourced<String>> {
    let is_name = |name: &&str| !name.contains("://") && name.chars().count() < 100;
    let linked = facts.linked.publisher.as_deref().filter(is_name);
    linked
        .map(|name| sourced(name, Provenance::Jsonld, 950))
        .or_else(|| {
            let name = facts.meta(&["og:site_name"]).filter(is_name)?;
            Some(sourced(name, Provenance::Meta, 900))
        })
        .or_else(|| Some(sourced(facts.linked.site.as_deref().filter(is_name)?, Provenance::Jsonld, 800)))
        .or_else(|| Some(sourced(facts.all_microdata("publisher").find(is_name)?, Provenance::Microdata, 800)))
        .or_else(|| {
            let name = facts.meta(&["application-name", "dc.publisher", "publisher", "apple-mobile-web-app-title"]);
            Some(sourced(name.filter(is_name)?, Provenance::Meta, 700))
        })
}

pub(super) fn section(facts: &Facts, title: Option<&str>) -> Option<Sourced<String>> {
    let title = title.map(normal).unwrap_or_default();
    let is_section = |name: &&str| {
        let plain = normal(name);
        let long = name.chars().count() > 60;
        !plain.is_empty() && !long && !name.contains("://") && plain != title && plain.chars().any(char::is_alphabetic)
    };
    let trail = |crumbs: &[String], provenance| {
        // The first crumb is the front page.
        let last = crumbs.iter().skip(1).map(String::as_str).rfind(is_section)?;
        Some(sourced(last, provenance, 700))
    };
    let linked = facts.linked.section.as_deref().filter(is_section);
    linked
        .map(|name| sourced(name, Provenance::Jsonld, 900))
        .or_else(|| {
            let metas = [
                "article:section",
                "og:article:section",
                "parsely-section",
                "section",
                "dcsext.section",
                "category",
                "news_category",
            ];
            Some(sourced(facts.meta(&metas).filter(is_section)?, Provenance::Meta, 900))
        })
        .or_else(|| Some(sourced(facts.all_microdata("articleSection").find(is_section)?, Provenance::Microdata, 850)))
        .or_else(|| trail(&facts.linked.breadcrumbs, Provenance::Jsonld))
        .or_else(|| trail(&facts.breadcrumbs, Provenance::Html))
}

pub(super) fn subtitle(facts: &Facts, title: Option<&str>) -> Option<Sourced<String>> {
    let title = title.map(normal).unwrap_or_default();
    let is_other = |text: &&str| {
        let plain = normal(text);
        !plain.is_empty() && !title.contains(&plain) && !plain.contains(&title)
    };
    let heading = facts.h1.first().map_or(0, |(id, _)| *id);
    let linked = facts.linked.alternative_headline.as_deref().filter(is_other);
    linked
        .map(|text| sourced(text, Provenance::Jsonld, 850))
        .or_else(|| {
            Some(sourced(facts.all_microdata("alternativeHeadline").find(is_other)?, Provenance::Microdata, 850))
        })
        .or_else(|| {
            let after = facts.subtitles.iter().filter(|(id, _)| *id > heading).map(|(_, text)| text.as_str());
            Some(sourced(after.take(1).find(is_other)?, Provenance::Html, 700))
        })
}

/// What the page declares, the most trustworthy first; none is believed before the text was looked at.
pub(super) fn languages(facts: &Facts) -> Vec<String> {
    let declared = [
        facts.language.as_deref(),
        facts.linked.language.as_deref(),
        facts.meta(&["og:locale"]),
        facts.meta(&["content-language", "language", "dc.language"]),
    ];
    let mut languages: Vec<String> = Vec::new();
    for language in declared.into_iter().flatten().map(str::trim) {
        if !language.is_empty() && !languages.iter().any(|known| known == language) {
            languages.push(language.to_owned());
        }
    }
    languages
}

/// The image the page announces, with alternative text and caption from where it stands in the page; else the first
/// figure of the article.
pub(super) fn lead_image(tree: &Tree<'_>, facts: &Facts, container: Option<NodeId>) -> Option<LeadImage> {
    let announced =
        facts.meta(&["og:image", "og:image:url", "og:image:secure_url", "twitter:image", "twitter:image:src"]);
    let linked = facts.linked.image.as_ref();
    let (url, alt, caption, provenance, confidence) = match (announced, linked) {
        (Some(url), _) => {
            let alt = facts.meta(&["og:image:alt", "twitter:image:alt"]).map(str::to_owned);
            (url.to_owned(), alt, None, Provenance::Meta, 900)
        }
        (None, Some((url, caption))) => (url.clone(), None, caption.clone(), Provenance::Jsonld, 900),
        (None, None) => {
            let container = container?;
            let figure = (container..tree.end(container)).filter(|id| tree.tag(*id) == Tag::Figure);
            let (id, url) =
                figure.flat_map(|figure| figure..tree.end(figure)).find_map(|id| Some((id, source(tree, id)?)))?;
            let alt = tree.attribute(id, Attr::Alt).map(str::to_owned);
            (url.to_owned(), alt, caption_of(tree, id), Provenance::Html, 600)
        }
    };
    let place = tree.iter().map(|(id, _)| id).find(|id| source(tree, *id).is_some_and(|other| same_file(&url, other)));
    let alt = alt.or_else(|| tree.attribute(place?, Attr::Alt).map(str::to_owned));
    let caption = caption.or_else(|| caption_of(tree, place?));
    let some = |text: Option<String>| text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    let url = url.trim().to_owned();
    if url.is_empty() {
        return None;
    }
    Some(LeadImage {
        url,
        alt: some(alt),
        caption: some(caption),
        provenance,
        confidence: Confidence::per_mille(confidence),
    })
}

/// The address of an image, where pages that load late keep it.
fn source<'t>(tree: &'t Tree<'_>, id: NodeId) -> Option<&'t str> {
    if tree.tag(id) != Tag::Img {
        return None;
    }
    let lazy = [Attr::DataSrc, Attr::DataOriginal].into_iter().find_map(|attr| tree.attribute(id, attr));
    let sets = || {
        let set = [Attr::Srcset, Attr::DataSrcset].into_iter().find_map(|attr| tree.attribute(id, attr))?;
        set.split_ascii_whitespace().next()
    };
    let plain = || tree.attribute(id, Attr::Src).filter(|src| !src.starts_with("data:"));
    lazy.or_else(plain).or_else(sets).map(str::trim).filter(|src| !src.is_empty())
}

/// Sizes and hosts differ from place to place; the name of the file seldom does.
fn same_file(one: &str, other: &str) -> bool {
    let name = |url: &str| {
        let path = url.split(['?', '#']).next().unwrap_or(url);
        let name = path.rsplit('/').next().unwrap_or(path);
        if name.len() > 4 { Some(name.to_owned()) } else { None }
    };
    one == other || name(one).is_some_and(|one| name(other).is_some_and(|other| one == other))
}

fn caption_of(tree: &Tree<'_>, image: NodeId) -> Option<String> {
    let figure = tree.ancestors(image).take(8).find(|id| tree.tag(*id) == Tag::Figure)?;
    let caption = (figure..tree.end(figure)).find(|id| tree.tag(*id) == Tag::Figcaption)?;
    Some(tree.text_of(caption, 1_000)).filter(|text| !text.is_empty())
}
