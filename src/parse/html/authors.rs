//! The persons who made the article, from the places that name them.

use crate::article::{Author, AuthorRole, Confidence, Provenance};

use super::blocks::Blocks;
use super::bylines::WORDS;
use super::facts::Facts;
use super::title::normal;

/// How sure a name is that stands in the place of a person's.
pub(super) const OF_NEWSROOM: Confidence = Confidence::per_mille(500);

const MOST: usize = 20;
/// Elements with the class of a name that are believed: the next article's may follow.
const MOST_NAMED: usize = 1;

#[rustfmt::skip]
const METAS: &[&str] = &[
    "author", "article:author", "article:author_name", "parsely-author", "sailthru.author", "dc.creator", "dcterms.creator", "dcsext.author",
    "byl", "cxenseparse:author", "og:article:author", "citation_author", "authors", "article.author",
];

/// Bylines that stand further from the title, in lines, belong to something else.
const BYLINE_REACH: usize = 10;
const LONGEST_BYLINE: usize = 80;

pub(super) fn choose(facts: &Facts, blocks: &Blocks, site: Option<&str>, url: Option<&str>) -> Vec<Author> {
    candidates(facts, blocks, site, url).next().unwrap_or_default()
}

/// Those whom each source names, the best source first.
pub(super) fn candidates<'f>(
    facts: &'f Facts,
    blocks: &'f Blocks,
    site: Option<&str>,
    url: Option<&str>,
) -> impl Iterator<Item = Vec<Author>> + use<'f> {
    let mut sites: Vec<String> = [site, facts.linked.publisher.as_deref(), facts.linked.site.as_deref()]
        .into_iter()
        .flatten()
        .map(normal)
        .collect();
    sites.extend(facts.meta(&["og:site_name", "application-name"]).map(normal));
    sites.extend(facts.meta(&["og:title"]).map(normal));
    // Content systems sign with the name of the host.
    let host = url.or(facts.canonical.as_deref()).and_then(|url| url.split("://").nth(1)?.split('/').next());
    sites.extend(host.into_iter().flat_map(|host| host.split('.')).map(normal));
    // A personal page is called after its author, whose name looks like one.
    let own_name = facts.linked.author_is_person;
    let is_personal = |name: &String| {
        let words = name.split_whitespace().count();
        own_name && (2..=3).contains(&words) && !name.starts_with("the ") && !name.contains("news")
    };
    let own = facts.linked.authors.first().map(|name| normal(name)).filter(is_personal);
    sites.retain(|site| own.as_ref() != Some(site));
    let jsonld = facts.linked.authors.iter().map(String::as_str).collect();
    let mut sources: Vec<(Vec<&str>, Provenance, u16)> = vec![(jsonld, Provenance::Jsonld, 900)];
    sources.extend(METAS.iter().map(|name| (facts.all_metas(name).collect(), Provenance::Meta, 800)));
    sources.push((facts.all_microdata("author").collect(), Provenance::Microdata, 800));
    // A pair that WordPress plug-ins write: "Written by", then the name.
    let written_by = facts.meta(&["twitter:label1"]).filter(|label| WORDS.after_label(label) == Some(""));
    sources.push((written_by.and(facts.meta(&["twitter:data1"])).into_iter().collect(), Provenance::Meta, 750));
    sources.push((facts.author_links.iter().map(String::as_str).collect(), Provenance::Html, 750));
    sources.push((facts.named.iter().map(String::as_str).take(MOST_NAMED).collect(), Provenance::Html, 700));
    sources.push((facts.author_pages.iter().map(String::as_str).collect(), Provenance::Html, 700));
    sources.extend(facts.bylines.iter().take(8).map(|(_, text)| (vec![text.as_str()], Provenance::Html, 650)));
    sources.push((visible(blocks), Provenance::TextRule, 600));
    // Where nobody is named, whoever is declared: a page may be signed by its newsroom.
    let declared: Vec<_> = sources.iter().take(METAS.len() + 2).cloned().collect();
    let newsroom = declared.into_iter().map(|(texts, from, _)| newsrooms(texts, from));
    let named = sources.into_iter().map(move |source| persons(source, &sites));
    named.chain(newsroom).filter(|authors| !authors.is_empty())
}

fn newsrooms(texts: Vec<&str>, provenance: Provenance) -> Vec<Author> {
    let author = |name| Author { name, role: AuthorRole::Author, provenance, confidence: OF_NEWSROOM };
    texts.into_iter().filter_map(|text| WORDS.newsroom(text)).take(MOST).map(author).collect()
}

/// The persons that one source names.
fn persons((texts, provenance, confidence): (Vec<&str>, Provenance, u16), sites: &[String]) -> Vec<Author> {
    let mut authors: Vec<Author> = Vec::new();
    for (name, role) in texts.into_iter().flat_map(|text| WORDS.persons(text)) {
        let plain = normal(&name);
        let known = authors.iter().any(|author| normal(&author.name) == plain);
        if !sites.contains(&plain) && !known && authors.len() < MOST {
            authors.push(Author { name, role, provenance, confidence: Confidence::per_mille(confidence) });
        }
    }
    authors
}

/// Lines near the title that begin with a label for names; the name may stand in the next line.
fn visible(blocks: &Blocks) -> Vec<&str> {
    let title = blocks.list.iter().position(|block| block.level == Some(1)).unwrap_or(0);
    let near = blocks.list.iter().skip(title + 1).take(BYLINE_REACH).map(|block| block.text.as_str());
    let near: Vec<&str> = near.filter(|text| text.chars().take(LONGEST_BYLINE + 1).count() <= LONGEST_BYLINE).collect();
    let found =
        near.iter().zip(near.iter().skip(1).chain([&""])).find_map(|(line, next)| match WORDS.after_label(line)? {
            "" => Some(*next),
            rest => Some(rest).filter(|rest| could_be_names(rest)),
        });
    found.into_iter().collect()
}

/// "By far the largest goat" is no byline, "by quill" is one.
fn could_be_names(text: &str) -> bool {
    !text.starts_with(char::is_lowercase) || text.split_whitespace().count() <= 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_newsroom_signs_where_nobody_is_named() {
        let mut facts = Facts::default();
        facts.linked.authors = vec!["The Inlet".into()];
        facts.announce("og:site_name", "The Inlet");
        let blocks = Blocks { list: Vec::new(), hints: Vec::new() };
        let authors = |facts: &Facts| {
            choose(facts, &blocks, Some("The Inlet"), None).into_iter().map(|author| author.name).collect::<Vec<_>>()
        };
        assert_eq!(authors(&facts), ["The Inlet"]);
        facts.announce("author", "Mara Quill");
        assert_eq!(authors(&facts), ["Mara Quill"]);
        facts = Facts::default();
        facts.linked.authors = vec!["inlet.example".into()];
        assert_eq!(authors(&facts), ["inlet.example"]);
        facts = Facts::default();
        facts.announce("author", "admin");
        assert_eq!(authors(&facts), Vec::<String>::new());
    }

    /// The authors that each source of a page names, in the order in which the sources are believed.
    fn in_turn(page: &str) -> Vec<String> {
        let tree = crate::parse::html::tree::Tree::parse(page);
        let blocks = crate::parse::html::blocks::of_tree(&tree);
        let facts = crate::parse::html::facts::collect(&tree, &blocks, &mut Vec::new());
        let names = |authors: Vec<Author>| authors.into_iter().map(|author| author.name).collect::<Vec<_>>().join("; ");
        candidates(&facts, &blocks, None, None).map(names).collect()
    }

    #[test]
    fn every_place_that_names_the_authors_has_its_turn() {
        let metas = [
            ("author", "Ada One"),
            ("article:author", "Ada Two"),
            ("article:author_name", "Ada Three"),
            ("parsely-author", "Ada Four"),
            ("sailthru.author", "Ada Five"),
            ("dc.creator", "Ada Six"),
            ("dcterms.creator", "Ada Seven"),
            ("dcsext.author", "Ada Eight"),
            ("byl", "Ada Nine"),
            ("cxenseparse:author", "Ada Ten"),
            ("og:article:author", "Ada Eleven"),
            ("citation_author", "Ada Twelve"),
            ("authors", "Ada Thirteen"),
            ("article.author", "Ada Fourteen"),
        ];
        assert_eq!(metas.map(|(name, _)| name).as_slice(), METAS);
        let written: String =
            metas.iter().rev().map(|(name, value)| format!("<meta name='{name}' content='{value}'>")).collect();
        let page = format!(
            r#"{written}<meta name="twitter:label1" content="Written by"><meta name="twitter:data1" content="Ada Twitter">
            <script type="application/ld+json">{{"@type":"NewsArticle","headline":"x","author":{{"name":"Ada Linked"}}}}</script>
            <h1>The goat</h1><p>By Ada Visible</p><p class=byline>Ada Byline</p><p><a href=/author/ada>Ada Page</a></p>
            <p class=author-name>Ada Named</p><p class=author-name>Ada Next</p><p><a rel=author href=/x>Ada Rel</a></p><p itemprop=author>Ada Micro</p>"#
        );
        let declared = ["Ada Linked"].into_iter().chain(metas.iter().map(|(_, value)| *value)).chain(["Ada Micro"]);
        let shown =
            ["Ada Twitter", "Ada Rel", "Ada Named", "Ada Page", "Ada Byline", "Ada Named", "Ada Next", "Ada Visible"];
        let newsrooms = declared.clone();
        let expected: Vec<&str> = declared.chain(shown).chain(newsrooms).collect();
        assert_eq!(in_turn(&page), expected);
    }

    #[test]
    fn a_byline_near_the_title_may_have_its_name_in_the_next_line() {
        let page = |lines: &str| in_turn(&format!("<h1>The goat</h1>{lines}"));
        assert_eq!(page("<p>Written by</p><p>Ada Lund</p>"), ["Ada Lund"]);
        assert_eq!(page("<p>Yazan: Defne Akçakıl</p>"), ["Defne Akçakıl"]);
        assert_eq!(page("<p>By far the largest goat</p>"), Vec::<String>::new());
        assert_eq!(page("<p>by quill</p>"), ["quill"]);
        assert_eq!(page("<p>By\u{a0}Ada Lund, PhD</p>"), ["Ada Lund, PhD"]);
        let far = "<p>A line</p>".repeat(BYLINE_REACH - 1);
        assert_eq!(page(&format!("{far}<p>By Ada Lund</p>")), ["Ada Lund"]);
        assert_eq!(page(&format!("{far}<p>A line</p><p>By Ada Lund</p>")), Vec::<String>::new());
    }
}
