//! The title: of all the places that name the page, the one that names the article.

use std::collections::HashSet;

use crate::article::{Confidence, Provenance, Sourced};

use super::facts::Facts;

/// What stands between a title and the name of the site or section.
const SEPARATORS: [&str; 9] = [" - ", " | ", " – ", " — ", " :: ", " · ", " » ", " « ", " • "];

/// Words without which a title is a slogan.
const SHORTEST: usize = 3;

/// Letters of a host that are a name.
const SHORTEST_HOST: usize = 5;

/// Words of a heading that says something.
const ENOUGH_WORDS: usize = 6;

/// A heading with this share of its words in another title of the page names the same article.
const ENOUGH_ALIKE: f32 = 0.34;

pub(super) fn choose(facts: &Facts, site: Option<&str>, url: Option<&str>) -> Option<Sourced<String>> {
    candidates(facts, site, url).next()
}

/// Every title that the page offers, the best first: the heading that the page also announces to others; then what it
/// announces; then its `<title>`.
pub(super) fn candidates<'f>(
    facts: &'f Facts,
    site: Option<&'f str>,
    url: Option<&str>,
) -> impl Iterator<Item = Sourced<String>> + use<'f> {
    let places = Places::new(facts, site, url);
    let order = [
        Places::as_announced,
        Places::confirmed,
        Places::linked,
        Places::beside_site,
        Places::alike,
        Places::spoken,
        Places::announced,
        Places::lone,
        Places::of_window,
    ];
    order.into_iter().filter_map(move |place| {
        let (title, provenance, confidence) = place(&places)?;
        Some(Sourced::new(title.to_owned(), provenance, Confidence::per_mille(confidence)))
    })
}

type Found<'f> = Option<(&'f str, Provenance, u16)>;

/// Where a page names itself.
struct Places<'f> {
    facts: &'f Facts,
    site: Option<&'f str>,
    /// The letters of the host: `inlet.example` is `inletexample`.
    host: String,
    announced: Option<&'f str>,
    headline: Option<&'f str>,
    /// What names the page outside its headings, as [`normal`] writes it.
    sources: Vec<String>,
}

impl<'f> Places<'f> {
    fn new(facts: &'f Facts, site: Option<&'f str>, url: Option<&str>) -> Self {
        let host = url.or(facts.canonical.as_deref()).and_then(|url| url.split("://").nth(1)?.split('/').next());
        let host = squeezed(host.unwrap_or("").trim_start_matches("www."));
        let announced = facts.meta(&["og:title", "twitter:title"]);
        let headline = facts.linked.headline.as_deref().or_else(|| facts.all_microdata("headline").next());
        let sources = [announced, headline, facts.title_element.as_deref()].into_iter().flatten().map(normal).collect();
        Self { facts, site, host, announced, headline, sources }
    }

    /// Whether a text is the name of the site: the page says so, its host is called so, or its window adds that to the
    /// announced title.
    fn is_site(&self, text: &str) -> bool {
        let letters = squeezed(text);
        let is_host = letters.len() >= SHORTEST_HOST && self.host.starts_with(&letters);
        is_site(text, self.site) || is_host || self.is_added(text)
    }

    /// Whether the window bears the announced title, and this shorter text behind or before it.
    fn is_added(&self, text: &str) -> bool {
        let (Some(announced), Some(window)) = (self.announced, self.facts.title_element.as_deref()) else {
            return false;
        };
        let (announced, added) = (normal(announced), normal(text));
        let is_shorter = !added.is_empty() && added.split(' ').count() < announced.split(' ').count();
        let is = |title: &str, name: &str| normal(title) == announced && normal(name) == added;
        let ends = || last_part(window).is_some_and(|(head, tail)| is(head, tail));
        is_shorter && (ends() || first_part(window).is_some_and(|(head, tail)| is(tail, head)))
    }

    fn headings(&self) -> impl Iterator<Item = &'f str> {
        self.facts.h1.iter().map(|(_, text)| text.as_str()).filter(|heading| !self.is_site(heading))
    }

    /// What the page announces, where the heading only adds to it, or has lost the kicker that all others know.
    fn as_announced(&self) -> Found<'f> {
        let heading = normal(self.confirmed_heading()?);
        let announced = without_site(self.announced?, self.site);
        let plain = normal(announced);
        if plain == heading || plain.split(' ').count() < SHORTEST {
            return None;
        }
        let less = heading.ends_with(&plain) && self.headings().any(|whole| has_kicker(whole, announced));
        let headline = self.headline.map(|headline| normal(without_site(headline, self.site)));
        let more = headline.as_ref() == Some(&plain) && has_part(&plain, &heading);
        (less || more || self.is_beginning(announced, &plain, &heading)).then_some((announced, Provenance::Meta, 950))
    }

    /// Whether the page announces whole words of its heading up to some point, and not for want of room: the rest is an
    /// addition of the page's own, which its window bears too.
    fn is_beginning(&self, announced: &str, plain: &str, heading: &str) -> bool {
        let window = || self.facts.title_element.as_deref().is_some_and(|window| normal(window).contains(heading));
        let rest = heading.strip_prefix(plain).is_some_and(|rest| rest.starts_with(' '));
        // An attribute that its own quotation mark ended.
        let broken =
            |whole: &str| whole.strip_prefix(announced).is_some_and(|rest| rest.trim_start().starts_with(['"', '\'']));
        rest && !self.headings().any(broken)
            && plain.split(' ').count() >= ENOUGH_WORDS
            && !announced.ends_with(['…', '.'])
            && window()
    }

    /// The heading that stands elsewhere too.
    fn confirmed(&self) -> Found<'f> {
        Some((self.confirmed_heading()?, Provenance::Html, 950))
    }

    fn confirmed_heading(&self) -> Option<&'f str> {
        let is_confirmed = |heading: &&str| {
            let heading = normal(heading);
            heading.chars().count() > 3 && self.sources.iter().any(|source| source.contains(&heading))
        };
        let bare = || self.facts.without_kicker.iter().map(String::as_str);
        let is_headline = |heading: &&str| self.headline.is_some_and(|headline| normal(headline) == normal(heading));
        bare()
            .find(is_headline)
            .or_else(|| self.headings().filter(is_confirmed).max_by_key(|heading| heading.len()))
            .or_else(|| bare().find(is_confirmed))
    }

    fn linked(&self) -> Found<'f> {
        let headline = self.headline.filter(|headline| !self.is_site(headline))?;
        // What shares no word with any other title of the page names something else.
        let others: Vec<String> =
            [self.announced, self.facts.title_element.as_deref()].into_iter().flatten().map(normal).collect();
        if likeness(&normal(headline), &others) == 0.0 && self.alike().is_some() {
            return None;
        }
        let is_linked = self.facts.linked.headline.is_some();
        let provenance = if is_linked { Provenance::Jsonld } else { Provenance::Microdata };
        Some((without_site(headline, self.site), provenance, 850))
    }

    /// What is announced where a heading is but the name of the site: the others head parts of the article.
    fn beside_site(&self) -> Found<'f> {
        self.facts.h1.iter().any(|(_, heading)| self.is_added(heading)).then(|| self.announced())?
    }

    /// Titles for search engines and networks are often worded anew; the heading is what the reader sees.
    fn alike(&self) -> Found<'f> {
        let alike = self.headings().map(|heading| (likeness(&normal(heading), &self.sources), heading));
        let alike = alike
            .filter(|(share, _)| *share >= ENOUGH_ALIKE)
            .reduce(|best, other| if other.0 > best.0 { other } else { best });
        Some((alike?.1, Provenance::Html, 800))
    }

    /// A heading of so many words is no name of a site or section, whatever the page calls itself elsewhere.
    fn spoken(&self) -> Found<'f> {
        let heading = self.headings().next()?;
        // Where words may be broken, they cannot be found elsewhere either: the announced title says the same.
        if heading.contains('\u{ad}') || heading.split_whitespace().count() < ENOUGH_WORDS {
            return None;
        }
        Some((heading, Provenance::Html, 750))
    }

    fn announced(&self) -> Found<'f> {
        let announced = self.announced.filter(|title| !self.is_site(title))?;
        Some((without_site(announced, self.site), Provenance::Meta, 800))
    }

    /// A lone heading that nothing confirms still beats a `<title>` with slogans in it.
    fn lone(&self) -> Found<'f> {
        let [(_, heading)] = self.facts.h1.as_slice() else { return None };
        (!self.is_site(heading)).then_some((heading, Provenance::Html, 700))
    }

    fn of_window(&self) -> Found<'f> {
        Some((without_site(self.facts.title_element.as_deref()?, self.site), Provenance::Html, 600))
    }
}

/// Whether a heading is a title behind a kicker and a sign.
fn has_kicker(heading: &str, title: &str) -> bool {
    let kicker = heading.trim().strip_suffix(title.trim()).map(str::trim_end);
    kicker.is_some_and(|kicker| kicker.ends_with([':', '-', '–', '—', '|', '/']))
}

/// Whether a title begins or ends with a heading, both in plain words.
fn has_part(title: &str, heading: &str) -> bool {
    let rest = title.strip_suffix(heading).or_else(|| title.strip_prefix(heading));
    rest.is_some_and(|rest| rest.starts_with(' ') || rest.ends_with(' '))
}

/// The share of the heading's words that the source most like it has too.
fn likeness(heading: &str, sources: &[String]) -> f32 {
    let words: Vec<&str> = heading.split(' ').collect();
    let share = |source: &String| {
        let known: HashSet<&str> = source.split(' ').collect();
        words.iter().filter(|word| known.contains(*word)).count() as f32 / words.len().max(1) as f32
    };
    if words.len() < 3 { 0.0 } else { sources.iter().map(share).fold(0.0, f32::max) }
}

/// Letters and digits in lowercase with single spaces between words: for comparing, never for showing.
pub(super) fn normal(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for sign in text.chars() {
        if sign.is_ascii_alphanumeric() {
            out.push(sign.to_ascii_lowercase());
        } else if sign.is_alphanumeric() {
            out.extend(sign.to_lowercase());
        } else if !out.is_empty() && !out.ends_with(' ') {
            out.push(' ');
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// Letters and digits alone, in lowercase.
fn squeezed(text: &str) -> String {
    text.chars().filter(|sign| sign.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn is_site(text: &str, site: Option<&str>) -> bool {
    site.is_some_and(|site| normal(site) == normal(text))
}

/// The title without the site's name on either end. Where no name is known, the last part goes if it is much the shorter.
fn without_site<'t>(title: &'t str, site: Option<&str>) -> &'t str {
    let mut title = title.trim();
    let site = site.map(normal).filter(|site| !site.is_empty());
    let Some(site) = site.as_deref() else {
        return match last_part(title) {
            Some((head, tail)) if head.split_whitespace().count() > 3 && tail.split_whitespace().count() < 5 => head,
            _ => title,
        };
    };
    // "Title - The Inlet - World | The Inlet": what comes behind a name goes with it.
    while let Some((head, tail)) = last_part(title) {
        let end = normal(tail);
        if end.is_empty() || !(site.contains(&end) || end.contains(site)) {
            break;
        }
        title = head;
    }
    match first_part(title) {
        Some((head, tail)) if normal(head) == site => tail,
        _ => title,
    }
}

/// Head and tail around the last separator, whichever it is.
fn last_part(title: &str) -> Option<(&str, &str)> {
    let split = SEPARATORS.iter().filter_map(|separator| title.rsplit_once(separator));
    split.max_by_key(|(head, _)| head.len()).map(|(head, tail)| (head.trim(), tail.trim()))
}

fn first_part(title: &str) -> Option<(&str, &str)> {
    let split = SEPARATORS.iter().filter_map(|separator| title.split_once(separator));
    split.min_by_key(|(head, _)| head.len()).map(|(head, tail)| (head.trim(), tail.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_site_is_cut_off_either_end() {
        assert_eq!(without_site("Sea rises - again | The Inlet", Some("The Inlet")), "Sea rises - again");
        assert_eq!(without_site("قناة النور - ارتفاع البحر", Some("قناة النور")), "ارتفاع البحر");
        assert_eq!(without_site("Sea rises - again", Some("The Inlet")), "Sea rises - again");
    }

    #[test]
    fn a_kicker_goes_where_the_page_announces_the_title_without_it() {
        let titles = |heading: &str, announced: &str, headline: &str| {
            let mut facts = Facts::default();
            facts.h1 = vec![(1, heading.into())];
            facts.linked.headline = Some(headline.into());
            facts.announce("og:title", announced);
            choose(&facts, Some("The Inlet"), None).map(|title| title.value).unwrap_or_default()
        };
        let (whole, bare) = ("On the coast: The sea rises again", "The sea rises again");
        assert_eq!(titles(whole, bare, whole), bare);
        assert_eq!(titles(bare, whole, whole), whole);
        assert_eq!(titles(bare, whole, bare), bare);
        assert_eq!(titles(bare, "The sea rises again - The Inlet", "The sea rises again - The Inlet"), bare);
    }

    #[test]
    fn what_the_window_adds_to_the_announced_title_is_the_site() {
        let title = |window: &str, announced: &str| {
            let mut facts = Facts::default();
            facts.h1 = vec![(1, "Notes from the Inlet".into()), (2, "How the sea fell at first".into())];
            facts.title_element = Some(window.into());
            facts.announce("og:title", announced);
            choose(&facts, None, None).map(|title| title.value).unwrap_or_default()
        };
        let announced = "How the sea came to rise again";
        assert_eq!(title(&format!("{announced} | Notes from the Inlet"), announced), announced);
        assert_eq!(title(&format!("Notes from the Inlet - {announced}"), announced), announced);
        assert_eq!(title("Notes from the Inlet | Robo", "Robo"), "Notes from the Inlet");
    }

    #[test]
    fn a_heading_that_the_page_announces_wins_over_the_other_headings() {
        let mut facts = Facts::default();
        facts.h1 = vec![(1, "The Inlet".into()), (2, "Sea rises again".into())];
        facts.title_element = Some("Sea rises again | The Inlet".into());
        assert_eq!(
            choose(&facts, Some("The Inlet"), None).map(|title| title.value).as_deref(),
            Some("Sea rises again")
        );
    }
}
