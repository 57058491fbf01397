//! The persons who made the article, from the places that name them, cleaned of labels, roles, agencies and addresses.

use crate::article::{Author, AuthorRole, Confidence, Provenance};

use super::blocks::Blocks;
use super::facts::Facts;
use super::title::normal;

/// How sure a name is that stands in the place of a person's.
pub(super) const OF_NEWSROOM: Confidence = Confidence::per_mille(500);

const MOST: usize = 20;
const LONGEST_NAME: usize = 60;
/// Elements with the class of a name that are believed: the next article's may follow.
const MOST_NAMED: usize = 1;

/// Labels in front of names, lowercase. Longer ones first where one begins another.
#[rustfmt::skip]
const LABELS: &[&str] = &[
    "written by", "posted by", "published by", "story by", "words by", "reported by", "article by", "text by", "opinion by", "analysis by",
    "review by", "more about", "by", "von", "par", "por", "di", "door", "av", "af", "autor", "autorin", "autor:in", "author", "authors", "text", "escrito por",
    "publicado por", "redacción", "от", "автор", "yazan", "tekst", "reporter", "بقلم", "كتبت", "كتب", "حوار", "تحرير", "إعداد", "نویسنده", "מאת", "文", "記者",
];

/// Labels of people who did something else.
const OTHER_ROLES: &[(&str, AuthorRole)] = &[
    ("photos by", AuthorRole::Photographer),
    ("photo by", AuthorRole::Photographer),
    ("photography by", AuthorRole::Photographer),
    ("fotos von", AuthorRole::Photographer),
    ("foto", AuthorRole::Photographer),
    ("تصوير", AuthorRole::Photographer),
    ("edited by", AuthorRole::Editor),
    ("translated by", AuthorRole::Translator),
    ("ترجمة", AuthorRole::Translator),
];

/// Labels of those who looked at the article when it was written.
const LATER_HANDS: [&str; 8] = [
    "updated by",
    "reviewed by",
    "medically reviewed by",
    "fact checked by",
    "fact-checked by",
    "checked by",
    "geprüft von",
    "aktualisiert von",
];

/// What stands in the place of a person: agencies, desks, roles. Compared with the whole name.
#[rustfmt::skip]
const NOT_PERSONS: &[&str] = &[
    "admin", "administrator", "staff", "staff writer", "staff reporter", "editor", "editors", "editorial", "editorial team", "editorial staff", "newsroom",
    "news desk", "web desk", "redaktion", "redaktion online", "redacción", "redaccion", "redazione", "rédaction", "la rédaction", "redacteur", "redakcja", "redaksi",
    "guest", "guest author", "anonymous", "unknown", "author", "reuters", "ap", "associated press", "the associated press", "afp", "agence france presse",
    "dpa", "apa", "sda", "efe", "ansa", "ptb", "pti", "ani", "ians", "tass", "xinhua", "bloomberg", "bloomberg news", "upi", "kyodo", "yonhap", "epd", "kna", "sid",
    "reporter", "correspondent", "contributor", "journalist", "team", "webmaster", "user", "none", "null", "view all posts", "updated", "published", "posted", "read more", "follow", "more", "share",
    "وكالات", "رويترز", "أ ف ب", "الأناضول", "وكالة الأناضول", "التحرير", "المحرر", "رئيس التحرير", "أسرة التحرير",
];

/// Of those, and of what content systems write, what names no one at all.
#[rustfmt::skip]
const NOBODY: &[&str] = &[
    "admin", "administrator", "staff", "staff writer", "editor", "editors", "guest", "guest author", "anonymous", "unknown", "author", "webmaster",
    "user", "none", "null", "view all posts", "read more", "follow", "more", "share", "team", "undefined", "default", "no author", "root", "website", "site admin",
];

/// Roles behind a comma: "Mara Quill, staff writer".
#[rustfmt::skip]
const ROLE_WORDS: &[&str] = &[
    "writer", "reporter", "editor", "correspondent", "columnist", "contributor", "journalist", "producer", "staff", "phd", "md", "jr", "cpa", "cfa", "analyst",
    "redakteur", "redakteurin", "korrespondent", "author", "founder", "director", "manager", "ceo",
];

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
    let written_by = facts.meta(&["twitter:label1"]).filter(|label| is_label(label));
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

/// Who signs in the place of a person, by name. A role or a user of the content system is nobody.
fn newsrooms(texts: Vec<&str>, provenance: Provenance) -> Vec<Author> {
    let names = texts.into_iter().map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "));
    let names = names.filter(|name| {
        let plain = normal(name);
        !NOBODY.contains(&plain.as_str()) && !is_label(name) && signs(name)
    });
    let author = |name| Author { name, role: AuthorRole::Author, provenance, confidence: OF_NEWSROOM };
    names.take(MOST).map(author).collect()
}

/// The persons that one source names.
fn persons((texts, provenance, confidence): (Vec<&str>, Provenance, u16), sites: &[String]) -> Vec<Author> {
    let mut authors: Vec<Author> = Vec::new();
    for (name, role) in texts.into_iter().flat_map(names_in) {
        let plain = normal(&name);
        let is_person = !NOT_PERSONS.contains(&plain.as_str()) && !sites.contains(&plain) && !is_label(&name);
        let known = authors.iter().any(|author| normal(&author.name) == plain);
        if is_person && !known && authors.len() < MOST {
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
    let found = near.iter().zip(near.iter().skip(1).chain([&""])).find_map(|(line, next)| {
        if is_label(line) {
            return Some(*next);
        }
        LABELS.iter().find_map(|label| strip_label(line, label))
    });
    found.into_iter().collect()
}

fn is_label(text: &str) -> bool {
    let text = text.trim().trim_end_matches([':', '：']).to_lowercase();
    LABELS.contains(&text.as_str()) || text == "authored by" || text == "quelle"
}

/// The names in a byline.
fn names_in(text: &str) -> Vec<(String, AuthorRole)> {
    let mut names = Vec::new();
    if text.contains("://") {
        return names;
    }
    let mut role = AuthorRole::Author;
    for part in split(text) {
        if LATER_HANDS.iter().any(|label| strip_label(part, label).is_some()) {
            continue;
        }
        if is_credential(part)
            && let Some((name, _)) = names.last_mut()
        {
            let name: &mut String = name;
            name.push_str(", ");
            name.push_str(part);
            continue;
        }
        let (part, labelled) = without_label(part);
        role = labelled.unwrap_or(role);
        let name = tidy(part);
        if looks_like_a_name(&name) {
            names.push((name, role));
        }
    }
    names
}

/// Parts apart by signs or by a word for "and".
fn split(text: &str) -> Vec<&str> {
    let signs = [',', ';', '/', '|', '•', '،', '、', '·', '\n', '&', '＝'];
    let mut parts: Vec<&str> = text.split(signs).collect();
    for word in
        [" and ", " und ", " et ", " y ", " e ", " و ", " och ", " og ", " ve ", " и ", " with ", " And ", " AND "]
    {
        parts = parts.into_iter().flat_map(|part| part.split(word)).collect();
    }
    // The Arabic "and" is written onto the next word: a person after a person.
    parts
        .into_iter()
        .map(str::trim)
        .map(|part| part.strip_prefix("و ").unwrap_or(part))
        .filter(|part| !part.is_empty())
        .collect()
}

/// Degrees and titles that people write behind their names, in lowercase letters.
#[rustfmt::skip]
const CREDENTIALS: &[&str] = &[
    "phd", "md", "dds", "dmd", "do", "dvm", "rn", "np", "rd", "rdn", "ld", "ms", "msc", "ma", "mba", "mph", "mfa", "bsc", "jd", "esq", "edd", "psyd",
    "lcsw", "cscs", "pt", "dpt", "pharmd", "cfp", "cpa", "cfa", "cepf", "facs", "faclm", "fand", "eryt", "ryt", "med",
];

/// `PhD`, `M.D.`, `CFP®`: no person of their own.
fn is_credential(part: &str) -> bool {
    let is_one = |word: &str| {
        let letters: String = word.chars().filter(char::is_ascii_alphabetic).collect();
        CREDENTIALS.contains(&letters.to_ascii_lowercase().as_str()) && letters.starts_with(|c: char| c.is_uppercase())
    };
    let is_number = |word: &str| word.chars().all(char::is_numeric);
    part.starts_with(char::is_uppercase) && part.split_whitespace().all(|word| is_one(word) || is_number(word))
}

fn without_label(part: &str) -> (&str, Option<AuthorRole>) {
    for (label, role) in OTHER_ROLES {
        if let Some(rest) = strip_label(part, label) {
            return (rest, Some(*role));
        }
    }
    LABELS
        .iter()
        .find_map(|label| strip_label(part, label))
        .map_or((part, None), |rest| (rest, Some(AuthorRole::Author)))
}

/// The rest after a label that ends at a space or colon, whatever its case.
fn strip_label<'t>(part: &'t str, label: &str) -> Option<&'t str> {
    let mut rest = part.chars();
    for wanted in label.chars() {
        let mut lower = rest.next()?.to_lowercase();
        if lower.next() != Some(wanted) || lower.next().is_some() {
            return None;
        }
    }
    let rest = rest.as_str();
    let ends = rest.starts_with(|sign: char| sign.is_whitespace() || matches!(sign, ':' | '：' | '.' | '＝'));
    ends.then(|| {
        rest.trim_start_matches(|sign: char| sign.is_whitespace() || matches!(sign, ':' | '：' | '.' | '-' | '＝'))
    })
}

/// What ends a name: signs, prepositions, labels of dates that some bylines hold too.
#[rustfmt::skip]
const AFTER_NAMES: [&str; 19] = [
    " - ", " – ", " — ", " (", " [", " | ", "@", " on ", " in ", ": ",
    " Last updated", " Last Updated", " Last update", " Updated", " Published", " Posted", " Stand", " More About", " Aktualisiert",
];

/// A name without what follows it: a place, an address, a date, brackets.
fn tidy(part: &str) -> String {
    let mut name = part;
    for mark in AFTER_NAMES {
        name = name.split_once(mark).map_or(name, |(head, _)| head);
    }
    let name = name.trim_matches(|sign: char| !sign.is_alphanumeric() && !matches!(sign, '.' | '\'' | '’' | '”'));
    let name = name.trim_matches(|sign: char| matches!(sign, '\'' | '”'));
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a newsroom may be called so: by the site's address, too, or as its staff.
fn signs(name: &str) -> bool {
    let lower = name.to_lowercase();
    let address = lower.contains("//") || lower.contains(['@', '_', '/']);
    let words = name.split_whitespace().count();
    (2..=LONGEST_NAME).contains(&name.chars().count()) && words <= 6 && !address && lower.contains(char::is_alphabetic)
}

fn looks_like_a_name(name: &str) -> bool {
    let length = name.chars().count();
    let words: Vec<&str> = name.split_whitespace().collect();
    let lower = name.to_lowercase();
    let domain = words.len() == 1 && name.chars().any(|sign| sign == '.');
    let address =
        domain || lower.contains("http") || lower.contains("www.") || lower.contains(".com") || lower.contains('_');
    let role = lower.split_whitespace().any(|word| ROLE_WORDS.contains(&word.trim_end_matches('.')));
    let digits = name.chars().any(char::is_numeric);
    (2..=LONGEST_NAME).contains(&length) && words.len() <= 6 && !address && !role && !digits
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<String> {
        names_in(text).into_iter().map(|(name, _)| name).collect()
    }

    #[test]
    fn names_are_apart_in_several_languages() {
        assert_eq!(names("By Mara Quill and Tom O’Dell"), ["Mara Quill", "Tom O’Dell"]);
        assert_eq!(names("Von Jana Brück, Ole Sand und Ida Thal"), ["Jana Brück", "Ole Sand", "Ida Thal"]);
        assert_eq!(names("بقلم: سلمى ناصر، هادي عمر"), ["سلمى ناصر", "هادي عمر"]);
    }

    #[test]
    fn places_roles_and_addresses_are_no_part_of_a_name() {
        assert_eq!(names("Mara Quill, staff writer"), ["Mara Quill"]);
        assert_eq!(names("Mara Quill Last updated May 3, 2024"), ["Mara Quill"]);
        assert_eq!(names("Mara Quill; Updated by Tom Dell"), ["Mara Quill"]);
        assert_eq!(names("More about Mara Quill"), ["Mara Quill"]);
        assert_eq!(names("سلمى ناصر - القاهرة"), ["سلمى ناصر"]);
        assert_eq!(names("https://inlet.example/authors/quill"), Vec::<String>::new());
    }

    #[test]
    fn what_stands_behind_a_name_stays_with_it() {
        assert_eq!(names("Mara Quill, PhD, and Tom Dell, M.D."), ["Mara Quill, PhD", "Tom Dell, M.D."]);
        assert_eq!(names("Paula Stein, SDA"), ["Paula Stein", "SDA"]);
    }

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

    #[test]
    fn who_took_the_photos_is_said_so() {
        let found = names_in("By Mara Quill; Photos by Tom Dell");
        assert_eq!(found.get(1), Some(&("Tom Dell".to_owned(), AuthorRole::Photographer)));
    }
}
