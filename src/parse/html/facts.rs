//! What the page says about itself outside its text: `<meta>`, `<link>`, JSON-LD, microdata, `<time>`, class names.
//!
//! Collected in one loop over the tree and kept as found; the choice among them is made by `title`, `authors`, `dated` and
//! `fields`.

use crate::article::{Warning, WarningCode};

use super::blocks::Blocks;
use super::hints::{Hints, of_names};
use super::jsonld::{self, Linked};
use super::names::{Attr, Tag};
use super::tree::{NodeId, Tree};

/// More of any one kind is no page but an attack.
const MOST: usize = 200;
const LONGEST_VALUE: usize = 2_000;
/// Only articles have these.
const ARTICLE_DATES: [&str; 2] = ["article:published_time", "og:article:published_time"];
/// Words in the class of a post of a live blog, and of a wall in front of an article.
const LIVE: [&str; 8] =
    ["liveblog", "live-blog", "live_blog", "liveticker", "live-ticker", "live-post", "live-update", "livefeed"];
const POST: [&str; 7] = ["post", "entry", "item", "update", "eintrag", "beitrag", "card"];
const PAYWALLS: [&str; 5] = ["paywall", "pay-wall", "regwall", "paid-barrier", "premium-wall"];
/// In the class of a name, of a byline, and of what tells of an author and is none.
const OF_NAMES: [&str; 7] =
    ["author-name", "author_name", "authorname", "author__name", "name-author", "byline-name", "byline__name"];
const OF_BYLINES: [&str; 6] = ["author", "byline", "writer", "contributor", "autor", "auteur"];
const OF_BOXES: [&str; 7] = ["bio", "box", "about", "avatar", "image", "img", "more"];
/// A byline or date element with more text than this is a container.
const LONGEST_LABEL: usize = 200;

#[derive(Debug, Default)]
pub(super) struct Facts {
    /// `name` or `property` in lowercase, with its content, in order.
    metas: Vec<(String, String)>,
    pub(super) linked: Linked,
    pub(super) canonical: Option<String>,
    pub(super) language: Option<String>,
    pub(super) title_element: Option<String>,
    /// The headings of the first level with their nodes.
    pub(super) h1: Vec<(NodeId, String)>,
    /// Those of them that hold a kicker, without it.
    pub(super) without_kicker: Vec<String>,
    pub(super) microdata: Vec<(&'static str, String)>,
    /// `datetime` of `<time>`, or its text; whether it says that it is the date of publication; and its place.
    pub(super) times: Vec<(NodeId, String, bool)>,
    /// Text of `rel=author` links.
    pub(super) author_links: Vec<String>,
    /// Text of `rel=tag` links.
    pub(super) tag_links: Vec<String>,
    /// Text of links to the page of an author, near the first of them.
    pub(super) author_pages: Vec<String>,
    /// The last of them.
    author_page: Option<NodeId>,
    /// Text of elements with a class for the name of an author.
    pub(super) named: Vec<String>,
    /// Text of elements with a class for bylines.
    pub(super) bylines: Vec<(NodeId, String)>,
    /// Text of elements with a class for dates.
    pub(super) date_labels: Vec<(NodeId, String)>,
    pub(super) subtitles: Vec<(NodeId, String)>,
    pub(super) breadcrumbs: Vec<String>,
    /// An element says by its class that it is a paywall.
    pub(super) paywall: bool,
    /// Elements with a class for a post of a live blog.
    live_posts: usize,
    /// The page is marked as a live blog.
    live: bool,
    /// Microdata marks an article or its body.
    marked: bool,
}

impl Facts {
    /// Whether the page says of itself that it is an article.
    pub(super) fn declares_article(&self) -> bool {
        let kind = self.meta(&["og:type"]).unwrap_or("").trim().to_ascii_lowercase();
        self.linked.is_article || self.marked || kind.ends_with("article") || self.meta(&ARTICLE_DATES).is_some()
    }

    /// Whether all of it may be read for nothing, where the page says so.
    pub(super) fn free(&self) -> Option<bool> {
        let said = self.all_microdata("isAccessibleForFree").find_map(jsonld::truth);
        let tier = self.meta(&["article:content_tier"]).unwrap_or("").to_ascii_lowercase();
        let tier = if matches!(tier.as_str(), "locked" | "paid" | "premium") { Some(false) } else { None };
        self.linked.free.or(said).or(tier)
    }

    pub(super) fn is_live(&self, least_posts: usize) -> bool {
        self.live || self.linked.live || self.live_posts >= least_posts
    }

    /// The first meta of any of these names that has content; earlier names come first.
    pub(super) fn meta(&self, names: &[&str]) -> Option<&str> {
        names.iter().find_map(|name| self.all_metas(name).next())
    }

    #[cfg(test)]
    pub(super) fn announce(&mut self, name: &str, content: &str) {
        self.metas.push((name.to_owned(), content.to_owned()));
    }

    pub(super) fn all_metas<'s>(&'s self, name: &str) -> impl Iterator<Item = &'s str> {
        self.metas.iter().filter(move |(known, _)| known == name).map(|(_, content)| content.as_str())
    }

    pub(super) fn all_microdata<'s>(&'s self, name: &str) -> impl Iterator<Item = &'s str> {
        self.microdata.iter().filter(move |(known, _)| *known == name).map(|(_, value)| value.as_str())
    }
}

pub(super) fn collect(tree: &Tree<'_>, blocks: &Blocks, warnings: &mut Vec<Warning>) -> Facts {
    let mut facts = Facts::default();
    let mut scripts: Vec<&str> = Vec::new();
    let mut drawing_until = 0;
    for (id, node) in tree.iter() {
        match node.tag {
            Tag::Text => continue,
            Tag::Svg => drawing_until = node.end,
            Tag::Html => facts.language = tree.attribute(id, Attr::Lang).map(str::to_owned),
            Tag::Meta => meta(tree, id, &mut facts),
            Tag::Link => link(tree, id, &mut facts),
            Tag::Title if facts.title_element.is_none() && id >= drawing_until => {
                facts.title_element = Some(tree.text_of(id, LONGEST_VALUE)).filter(|title| !title.is_empty());
            }
            Tag::Script if scripts.len() < MOST && tree.attribute(id, Attr::Type).is_some_and(is_jsonld) => {
                scripts.push(&node.text);
            }
            Tag::H1 if facts.h1.len() < MOST => {
                let text = tree.text_of(id, LONGEST_VALUE);
                if !text.is_empty() {
                    facts.without_kicker.extend(without_kicker(tree, blocks, id, &text));
                    facts.h1.push((id, text));
                }
            }
            Tag::Time => time(tree, id, &mut facts),
            _ => {}
        }
        element(tree, blocks, id, &mut facts);
    }
    let (linked, broken) = jsonld::read(&scripts);
    facts.linked = linked;
    warnings.extend(broken.iter().map(|script| Warning::with_detail(WarningCode::InvalidJsonld, script.trim())));
    facts
}

/// The text of a heading without the kicker that some pages put inside it, where there is one.
fn without_kicker(tree: &Tree<'_>, blocks: &Blocks, id: NodeId, whole: &str) -> Option<String> {
    let kicker = (id + 1..tree.end(id).min(id + 40)).find(|inner| blocks.hint(*inner).any(Hints::KICKER))?;
    let rest = whole.strip_prefix(&tree.text_of(kicker, LONGEST_VALUE))?;
    let rest = rest.trim_start_matches([' ', ':', '-', '–', '|', '\u{a0}']);
    (!rest.is_empty()).then(|| rest.to_owned())
}

fn is_jsonld(kind: &str) -> bool {
    kind.trim().get(.."application/ld+json".len()).is_some_and(|kind| kind.eq_ignore_ascii_case("application/ld+json"))
}

fn meta(tree: &Tree<'_>, id: NodeId, facts: &mut Facts) {
    let content = tree.attribute(id, Attr::Content).or_else(|| tree.attribute(id, Attr::Value)).unwrap_or("").trim();
    if content.is_empty() || facts.metas.len() >= 2 * MOST {
        return;
    }
    for name in [Attr::Property, Attr::Name] {
        if let Some(name) = tree.attribute(id, name) {
            let content: String = content.chars().take(LONGEST_VALUE).collect();
            facts.metas.push((name.trim().to_ascii_lowercase(), content));
        }
    }
}

fn link(tree: &Tree<'_>, id: NodeId, facts: &mut Facts) {
    let rel = tree.attribute(id, Attr::Rel).unwrap_or("");
    let is_canonical = rel.split_ascii_whitespace().any(|rel| rel.eq_ignore_ascii_case("canonical"));
    let href = tree.attribute(id, Attr::Href).map(str::trim).filter(|href| !href.is_empty());
    if is_canonical && facts.canonical.is_none() {
        facts.canonical = href.map(str::to_owned);
    }
}

fn time(tree: &Tree<'_>, id: NodeId, facts: &mut Facts) {
    if facts.times.len() >= MOST {
        return;
    }
    let datetime = tree.attribute(id, Attr::Datetime).map(str::trim).filter(|value| !value.is_empty());
    let value = datetime.map_or_else(|| tree.text_of(id, LONGEST_LABEL), str::to_owned);
    let class = tree.attribute(id, Attr::Class).unwrap_or("").to_ascii_lowercase();
    let itemprop = tree.attribute(id, Attr::Itemprop).unwrap_or("");
    let says_so = tree.attribute(id, Attr::Pubdate).is_some()
        || itemprop == "datePublished"
        || class.contains("publish")
        || class.contains("entry-date")
        || class.contains("pubdate");
    if itemprop != "dateModified" && !class.contains("modified") && !class.contains("updated") && !value.is_empty() {
        facts.times.push((id, value, says_so));
    }
}

/// Whether an element stands among comments or links to other articles: whoever is named there wrote those.
fn is_of_others(tree: &Tree<'_>, blocks: &Blocks, id: NodeId) -> bool {
    let around = std::iter::once(id).chain(tree.ancestors(id)).take(16);
    around.into_iter().any(|id| blocks.hint(id).any(Hints::COMMENTS.with(Hints::RELATED)))
}

/// What attributes say of an element's text.
fn element(tree: &Tree<'_>, blocks: &Blocks, id: NodeId, facts: &mut Facts) {
    for (attr, value) in tree.attributes(id) {
        match attr {
            Attr::Itemprop if facts.microdata.len() < MOST && !is_of_others(tree, blocks, id) => {
                microdata(tree, id, value, facts);
            }
            Attr::Itemtype => match value.trim_end_matches('/').rsplit('/').next().unwrap_or("") {
                "BreadcrumbList" => breadcrumbs(tree, id, facts),
                "LiveBlogPosting" => facts.live = true,
                kind if jsonld::is_article(kind) => facts.marked |= !is_of_others(tree, blocks, id),
                _ => {}
            },
            Attr::Rel if value.split_ascii_whitespace().any(|rel| rel == "author") => {
                let text = tree.text_of(id, LONGEST_LABEL);
                if facts.author_links.len() < MOST && !text.is_empty() && !is_of_others(tree, blocks, id) {
                    facts.author_links.push(text);
                }
            }
            Attr::Rel if value.split_ascii_whitespace().any(|rel| rel == "tag") => {
                let text = tree.text_of(id, LONGEST_LABEL);
                if facts.tag_links.len() < MOST && !text.is_empty() && !is_of_others(tree, blocks, id) {
                    facts.tag_links.push(text);
                }
            }
            Attr::Href if tree.tag(id) == Tag::A => author_page(tree, blocks, id, value, facts),
            Attr::Class | Attr::Id => {
                class(tree, blocks, id, value, facts);
                wall_or_post(tree, blocks, id, value, facts);
            }
            _ => {}
        }
    }
}

fn microdata(tree: &Tree<'_>, id: NodeId, value: &str, facts: &mut Facts) {
    for prop in value.split_ascii_whitespace() {
        let prop = match prop {
            "datePublished" | "dateCreated" => "datePublished",
            "dateModified" => "dateModified",
            "headline" => "headline",
            "alternativeHeadline" => "alternativeHeadline",
            "articleSection" => "articleSection",
            "author" | "creator" => "author",
            "publisher" => "publisher",
            "isAccessibleForFree" => "isAccessibleForFree",
            _ => continue,
        };
        let given = tree.attribute(id, Attr::Content).or_else(|| tree.attribute(id, Attr::Datetime));
        let named = || name_inside(tree, id);
        let text = match given {
            Some(given) => given.trim().to_owned(),
            None => named().unwrap_or_else(|| tree.text_of(id, LONGEST_VALUE)),
        };
        if !text.is_empty() && text.len() < LONGEST_VALUE {
            facts.microdata.push((prop, text));
        }
    }
}

/// The `itemprop=name` of a person or organisation.
fn name_inside(tree: &Tree<'_>, id: NodeId) -> Option<String> {
    let inside = (id + 1)..tree.end(id).min(id + 200);
    inside.into_iter().find(|inner| tree.attribute(*inner, Attr::Itemprop) == Some("name")).map(|inner| {
        tree.attribute(inner, Attr::Content).map_or_else(|| tree.text_of(inner, LONGEST_VALUE), str::to_owned)
    })
}

fn class(tree: &Tree<'_>, blocks: &Blocks, id: NodeId, value: &str, facts: &mut Facts) {
    // Links have no hints of their own among the blocks.
    let hints = if tree.tag(id) == Tag::A { of_names(value) } else { blocks.hint(id) };
    if !hints.any(Hints::BYLINE.with(Hints::LEAD).with(Hints::NAVIGATION)) || tree.end(id) > id + 200 {
        return;
    }
    let lower = value.to_ascii_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    if hints.any(Hints::NAVIGATION) && lower.contains("breadcrumb") {
        breadcrumbs(tree, id, facts);
    }
    if hints.any(Hints::BYLINE) {
        if says(&OF_NAMES) && facts.named.len() < MOST && !is_of_others(tree, blocks, id) {
            let text = tree.text_of(id, LONGEST_LABEL + 1);
            if !text.is_empty() && text.len() <= LONGEST_LABEL {
                facts.named.push(text);
            }
        }
        if says(&OF_BYLINES) && !says(&OF_BOXES) && facts.bylines.len() < MOST {
            let text = tree.text_of(id, LONGEST_LABEL + 1);
            if !text.is_empty() && text.len() <= LONGEST_LABEL && !is_of_others(tree, blocks, id) {
                facts.bylines.push((id, text));
            }
        }
        if says(&["date", "time", "publish", "datum"])
            && !says(&["update", "modified"])
            && facts.date_labels.len() < MOST
        {
            let text = tree.text_of(id, LONGEST_LABEL + 1);
            if text.len() <= LONGEST_LABEL && text.chars().any(char::is_numeric) {
                facts.date_labels.push((id, text));
            }
        }
    }
    #[rustfmt::skip]
    let is_subtitle = says(&["subtitle", "standfirst", "subheadline", "sub-headline", "sub-title", "dek", "chapo", "vorspann", "strapline"]);
    if is_subtitle && facts.subtitles.len() < MOST {
        let text = tree.text_of(id, LONGEST_VALUE);
        if !text.is_empty() && text.len() < 800 {
            facts.subtitles.push((id, text));
        }
    }
}

/// What a class says of the page as a whole.
fn wall_or_post(tree: &Tree<'_>, blocks: &Blocks, id: NodeId, value: &str, facts: &mut Facts) {
    let could_be = value.len() < 400 && !matches!(tree.tag(id), Tag::Html | Tag::Body | Tag::Script | Tag::A);
    if !could_be || blocks.hint(id).any(Hints::CONCEALED.with(Hints::HIDDEN)) {
        return;
    }
    let lower = value.to_ascii_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    // An empty element is filled where somebody has read too much already.
    facts.paywall |= says(&PAYWALLS) && tree.end(id) > id + 2;
    facts.live_posts += usize::from(says(&LIVE) && says(&POST) && tree.tag(id).is_block());
}

/// Folders of a site in which a person has a page, whatever the language of the site is.
#[rustfmt::skip]
const AUTHOR_FOLDERS: &[&str] = &[
    "author", "authors", "autor", "autoren", "autores", "auteur", "auteurs", "autore", "autori", "writer", "writers", "contributor", "contributors",
    "columnist", "columnists", "journalist", "journalists", "journaliste", "journalistes", "redakteur", "redakteure", "byline", "bylines", "by", "our-experts", "our-people", "staff",
    "reporter", "reporters", "yazar", "yazarlar", "forfatter", "redactie", "profile", "profiles", "experts",
];

/// Nodes between two links of one byline.
const BYLINE_NODES: NodeId = 40;

/// A link to the page of an author; several in a row are the authors of one article.
fn author_page(tree: &Tree<'_>, blocks: &Blocks, id: NodeId, href: &str, facts: &mut Facts) {
    let far = facts.author_page.is_some_and(|last| id > last + BYLINE_NODES);
    if far || facts.author_pages.len() >= MOST || !leads_to_an_author(href) || is_of_others(tree, blocks, id) {
        return;
    }
    let text = tree.text_of(id, LONGEST_LABEL + 1);
    if !text.is_empty() && text.len() <= LONGEST_LABEL {
        facts.author_page = Some(id);
        facts.author_pages.push(text);
    }
}

/// `/author/mara-quill`, `/blog/authors/quill/`: a folder for authors, and one name in it.
fn leads_to_an_author(href: &str) -> bool {
    let path = href.split(['?', '#']).next().unwrap_or(href);
    let mut parts = path.split('/').filter(|part| !part.is_empty()).rev();
    let (name, folder) = (parts.next(), parts.next());
    name.is_some() && folder.is_some_and(|folder| AUTHOR_FOLDERS.iter().any(|known| folder.eq_ignore_ascii_case(known)))
}

fn breadcrumbs(tree: &Tree<'_>, id: NodeId, facts: &mut Facts) {
    if !facts.breadcrumbs.is_empty() {
        return;
    }
    let links = (id..tree.end(id).min(id + 400)).filter(|inner| tree.tag(*inner) == Tag::A);
    facts.breadcrumbs =
        links.map(|link| tree.text_of(link, LONGEST_LABEL)).filter(|text| !text.is_empty()).take(12).collect();
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(page: &str) -> Facts {
        let tree = Tree::parse(page);
        collect(&tree, &crate::parse::html::blocks::of_tree(&tree), &mut Vec::new())
    }

    /// Each entry is in the example that stands in its place, and no other entry of the list is.
    fn shown_by(entries: &[&str], examples: &[&str]) {
        assert_eq!(entries.len(), examples.len());
        for (entry, example) in entries.iter().zip(examples) {
            let held: Vec<&&str> = entries.iter().filter(|other| example.contains(**other)).collect();
            assert_eq!(held, [entry], "{example}");
        }
    }

    #[test]
    fn classes_tell_names_and_bylines_from_boxes_about_authors() {
        let names = [
            "author-name",
            "author_name x",
            "byline authorname",
            "c-author__name",
            "name-author",
            "byline-name",
            "byline__name",
        ];
        let bylines = ["post-author", "byline", "writer", "contributor", "autor", "auteur"];
        let boxes = [
            "author-bio",
            "author-box",
            "about-the-author",
            "author-avatar",
            "author-image",
            "author-img",
            "author-more",
        ];
        shown_by(&OF_NAMES, &names);
        shown_by(&OF_BYLINES, &bylines);
        shown_by(&OF_BOXES, &boxes);
        let found = |class: &str| facts(&format!("<p class='{class}'>Ada Lund</p>"));
        for class in names {
            assert_eq!(found(class).named, ["Ada Lund"], "{class}");
        }
        for class in bylines {
            assert_eq!(found(class).bylines.len(), 1, "{class}");
        }
        for class in boxes {
            assert_eq!(found(class).bylines.len(), 0, "{class}");
        }
    }

    #[test]
    fn links_into_a_folder_of_authors_name_one() {
        let folders = [
            "author",
            "authors",
            "autor",
            "autoren",
            "autores",
            "auteur",
            "auteurs",
            "autore",
            "autori",
            "writer",
            "writers",
            "contributor",
            "contributors",
            "columnist",
            "columnists",
            "journalist",
            "journalists",
            "journaliste",
            "journalistes",
            "redakteur",
            "redakteure",
            "byline",
            "bylines",
            "by",
            "our-experts",
            "our-people",
            "staff",
            "reporter",
            "reporters",
            "yazar",
            "yazarlar",
            "forfatter",
            "redactie",
            "profile",
            "profiles",
            "experts",
        ];
        assert_eq!(folders.as_slice(), AUTHOR_FOLDERS);
        for folder in folders {
            let page = format!("<a href='https://inlet.example/{folder}/ada-lund/?x=1'>Ada Lund</a>");
            assert_eq!(facts(&page).author_pages, ["Ada Lund"], "{folder}");
        }
        assert!(facts("<a href=/author/>Authors</a><a href=/news/ada-lund>Ada Lund</a>").author_pages.is_empty());
    }
}
