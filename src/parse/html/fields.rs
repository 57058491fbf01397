//! The remaining fields: publisher, section, subtitle, languages, lead image.

use crate::article::{Confidence, LeadImage, Provenance, Sourced};

use super::facts::Facts;
use super::names::{Attr, Tag};
use super::title::normal;
use super::tree::{NodeId, Tree};

fn sourced(value: &str, provenance: Provenance, confidence: u16) -> Sourced<String> {
    Sourced::new(value.trim().to_owned(), provenance, Confidence::per_mille(confidence))
}

/// Names for the publisher, the best first.
pub(super) fn publishers(facts: &Facts) -> impl Iterator<Item = Sourced<String>> {
    let steps: [fn(&Facts) -> Found<'_>; 5] = [
        |facts| Some((facts.linked.publisher.as_deref().filter(is_name)?, Provenance::Jsonld, 950)),
        |facts| Some((facts.meta(&["og:site_name"]).filter(is_name)?, Provenance::Meta, 900)),
        |facts| Some((facts.linked.site.as_deref().filter(is_name)?, Provenance::Jsonld, 800)),
        |facts| Some((facts.all_microdata("publisher").find(is_name)?, Provenance::Microdata, 800)),
        |facts| Some((facts.meta(&APPLICATIONS).filter(is_name)?, Provenance::Meta, 700)),
    ];
    steps.into_iter().filter_map(|step| step(facts)).map(|(name, from, sure)| sourced(name, from, sure))
}

const APPLICATIONS: [&str; 4] = ["application-name", "dc.publisher", "publisher", "apple-mobile-web-app-title"];

fn is_name(name: &&str) -> bool {
    !name.contains("://") && name.chars().count() < 100
}

#[rustfmt::skip]
const SECTIONS: [&str; 7] = [
    "article:section", "og:article:section", "parsely-section", "section", "dcsext.section", "category", "news_category",
];

/// Sections that the page says it stands in, the best first.
pub(super) fn sections<'f>(facts: &'f Facts, title: Option<&'f str>) -> impl Iterator<Item = Sourced<String>> {
    let steps: [fn(&'f Facts, &Other) -> Found<'f>; 5] = [
        |facts, fits| {
            Some((facts.linked.section.as_deref().filter(|name| fits.section(name))?, Provenance::Jsonld, 900))
        },
        |facts, fits| Some((facts.meta(&SECTIONS).filter(|name| fits.section(name))?, Provenance::Meta, 900)),
        |facts, fits| {
            let mut marked = facts.all_microdata("articleSection");
            Some((marked.find(|name| fits.section(name))?, Provenance::Microdata, 850))
        },
        |facts, fits| Some((trail(&facts.linked.breadcrumbs, fits)?, Provenance::Jsonld, 700)),
        |facts, fits| Some((trail(&facts.breadcrumbs, fits)?, Provenance::Html, 700)),
    ];
    let fits = Other::than(title);
    steps.into_iter().filter_map(move |step| step(facts, &fits)).map(|(name, from, sure)| sourced(name, from, sure))
}

/// The last crumb that is a section; the first one is the front page.
fn trail<'f>(crumbs: &'f [String], fits: &Other) -> Option<&'f str> {
    crumbs.iter().skip(1).map(String::as_str).rfind(|name| fits.section(name))
}

type Found<'f> = Option<(&'f str, Provenance, u16)>;

/// Tells what is no title once more.
struct Other {
    title: String,
}

impl Other {
    fn than(title: Option<&str>) -> Self {
        Self { title: title.map(normal).unwrap_or_default() }
    }

    fn section(&self, name: &str) -> bool {
        let plain = normal(name);
        let fits = name.chars().count() <= 60 && !name.contains("://") && plain.chars().any(char::is_alphabetic);
        fits && plain != self.title
    }

    fn subtitle(&self, text: &str) -> bool {
        let plain = normal(text);
        !plain.is_empty() && !self.title.contains(&plain) && !plain.contains(&self.title)
    }
}

/// Subtitles, the best first.
pub(super) fn subtitles<'f>(facts: &'f Facts, title: Option<&'f str>) -> impl Iterator<Item = Sourced<String>> {
    let steps: [fn(&'f Facts, &Other) -> Found<'f>; 3] = [
        |facts, fits| {
            let linked = facts.linked.alternative_headline.as_deref();
            Some((linked.filter(|text| fits.subtitle(text))?, Provenance::Jsonld, 850))
        },
        |facts, fits| {
            let mut marked = facts.all_microdata("alternativeHeadline");
            Some((marked.find(|text| fits.subtitle(text))?, Provenance::Microdata, 850))
        },
        |facts, fits| {
            let heading = facts.h1.first().map_or(0, |(id, _)| *id);
            let mut after = facts.subtitles.iter().filter(|(id, _)| *id > heading).map(|(_, text)| text.as_str());
            Some((after.next().filter(|text| fits.subtitle(text))?, Provenance::Html, 700))
        },
    ];
    let fits = Other::than(title);
    steps.into_iter().filter_map(move |step| step(facts, &fits)).map(|(text, from, sure)| sourced(text, from, sure))
}

/// More on one page are words for search engines.
const MOST_TAGS: usize = 50;
const LONGEST_TAG: usize = 60;

/// The keywords that the page gives itself. Those of JSON-LD and of the newsroom come before the links to pages of tags,
/// and the old `keywords`, which many sites fill with anything, only where there are no others.
pub(super) fn tags(facts: &Facts) -> Vec<Sourced<String>> {
    let mut tags: Vec<Sourced<String>> = Vec::new();
    let mut add = |texts: &mut dyn Iterator<Item = &str>, from: Provenance, sure: u16| {
        for tag in texts.flat_map(|text| text.split([',', ';', '،', '、'])).map(str::trim) {
            let fits = !tag.is_empty() && tag.chars().nth(LONGEST_TAG).is_none() && !tag.contains("://");
            let known = || tags.iter().any(|known| known.value.eq_ignore_ascii_case(tag));
            if fits && tags.len() < MOST_TAGS && !known() {
                tags.push(sourced(tag, from, sure));
            }
        }
        tags.len()
    };
    add(&mut facts.linked.keywords.iter().map(String::as_str), Provenance::Jsonld, 900);
    add(
        &mut ["article:tag", "og:article:tag", "parsely-tags"].iter().flat_map(|name| facts.all_metas(name)),
        Provenance::Meta,
        900,
    );
    add(&mut facts.meta(&["news_keywords", "sailthru.tags"]).into_iter(), Provenance::Meta, 800);
    let found = add(&mut facts.tag_links.iter().map(String::as_str), Provenance::Html, 700);
    if found == 0 {
        add(&mut facts.meta(&["keywords"]).into_iter(), Provenance::Meta, 500);
    }
    tags
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
    let found = lead_images(tree, facts, container).next()?;
    let place =
        tree.iter().map(|(id, _)| id).find(|id| source(tree, *id).is_some_and(|other| same_file(&found.url, other)));
    let alt = found.alt.or_else(|| tree.attribute(place?, Attr::Alt).map(str::to_owned));
    let caption = found.caption.or_else(|| caption_of(tree, place?));
    let some = |text: Option<String>| text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    Some(LeadImage { alt: some(alt), caption: some(caption), ..found })
}

/// Images that may stand for the article, the best first, each with what its source says of it.
pub(super) fn lead_images<'f>(
    tree: &'f Tree<'_>,
    facts: &'f Facts,
    container: Option<NodeId>,
) -> impl Iterator<Item = LeadImage> + use<'f> {
    let image = |url: &str, alt: Option<String>, caption: Option<String>, provenance, confidence| {
        let url = url.trim().to_owned();
        let confidence = Confidence::per_mille(confidence);
        (!url.is_empty()).then_some(LeadImage { url, alt, caption, provenance, confidence })
    };
    let names = ["og:image", "og:image:url", "og:image:secure_url", "twitter:image", "twitter:image:src"];
    let announced = move || {
        let alt = facts.meta(&["og:image:alt", "twitter:image:alt"]).map(str::to_owned);
        image(facts.meta(&names)?, alt, None, Provenance::Meta, 900)
    };
    let linked = move || {
        let (url, caption) = facts.linked.image.as_ref()?;
        image(url, None, caption.clone(), Provenance::Jsonld, 900)
    };
    let shown = move || {
        let container = container?;
        let figures = (container..tree.end(container)).filter(|id| tree.tag(*id) == Tag::Figure);
        let mut inside = figures.flat_map(|figure| figure..tree.end(figure));
        let (id, url) = inside.find_map(|id| Some((id, source(tree, id)?)))?;
        image(url, tree.attribute(id, Attr::Alt).map(str::to_owned), caption_of(tree, id), Provenance::Html, 600)
    };
    let steps: [Box<dyn Fn() -> Option<LeadImage> + 'f>; 3] = [Box::new(announced), Box::new(linked), Box::new(shown)];
    steps.into_iter().filter_map(|step| step())
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
