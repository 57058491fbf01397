//! Candidates for the date of publication and of the last change, as they stand, the best first.
//!
//! `normalize` takes the first candidate that is a date; here they are read only to see which of them agree.

use crate::article::{Confidence, Provenance, Sourced};

use super::blocks::Blocks;
use super::facts::Facts;
use super::shown::Shown;

const MOST: usize = 12;
/// A line with a date in it is a label, not a sentence.
const LONGEST_LINE: usize = 90;

#[rustfmt::skip]
const PUBLISHED: &[&str] = &[
    "article:published_time", "og:published_time", "datepublished", "parsely-pub-date", "sailthru.date", "article:published", "publish-date", "publish_date",
    "publication_date", "published_date", "published-date", "pubdate", "publishdate", "pub_date", "article.published", "cxenseparse:recs:publishtime",
    "cxenseparse:publishtime", "dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date.created", "dc.date", "dcterms.date", "dc:date",
    "article.created", "article_date_original", "originalpublicationdate", "displaydate", "date", "bt:pubdate", "citation_publication_date",
    "citation_date", "rnews:datepublished", "og:article:published_time", "article:post_date", "timestamp", "created",
];

#[rustfmt::skip]
const MODIFIED: &[&str] = &[
    "article:modified_time", "og:updated_time", "datemodified", "lastmod", "last-modified", "dcterms.modified", "dc.date.modified", "article.updated",
    "revised", "og:article:modified_time",
];

pub(super) fn published(facts: &Facts, blocks: &Blocks, url: Option<&str>) -> Vec<Sourced<String>> {
    let mut found = List::default();
    found.add(facts.linked.published.as_deref(), Provenance::Jsonld, 950);
    found.add(PUBLISHED.iter().flat_map(|name| facts.all_metas(name)), Provenance::Meta, 900);
    found.add(facts.all_microdata("datePublished"), Provenance::Microdata, 900);
    found.add(
        facts.times.iter().filter(|(_, _, says)| *says).map(|(_, value, _)| value.as_str()),
        Provenance::Html,
        850,
    );
    let declared = found.0.len();
    let from_url = url.or(facts.canonical.as_deref()).and_then(date_in_url);
    found.add(from_url.as_deref(), Provenance::Url, 800);
    found.add(facts.linked.page_published.as_deref(), Provenance::Jsonld, 750);
    let heading = facts.h1.first().map_or(0, |(id, _)| *id);
    let language = facts.language.as_deref().or(facts.linked.language.as_deref()).unwrap_or_default();
    let shown = Shown::new(language, url.or(facts.canonical.as_deref()));
    let times = || facts.times.iter().filter(|(_, value, _)| shown.could_be_day(value));
    let near = times().find(|(id, _, _)| *id > heading).or_else(|| times().next());
    found.add(near.map(|(_, value, _)| value.as_str()), Provenance::Html, 700);
    let labels = || facts.date_labels.iter().filter(|(_, text)| shown.could_be_day(text));
    let label = labels().find(|(id, _)| *id > heading).or_else(|| labels().next());
    found.add(label.map(|(_, text)| text.as_str()), Provenance::Html, 600);
    found.add(shown.near_title(blocks), Provenance::TextRule, 500);
    if found.0.is_empty() {
        found.add(shown.anywhere(blocks), Provenance::TextRule, 400);
    }
    shown.settle(found.0, declared)
}

pub(super) fn modified(facts: &Facts) -> Vec<Sourced<String>> {
    let mut found = List::default();
    found.add(facts.linked.modified.as_deref(), Provenance::Jsonld, 950);
    found.add(MODIFIED.iter().flat_map(|name| facts.all_metas(name)), Provenance::Meta, 900);
    found.add(facts.all_microdata("dateModified"), Provenance::Microdata, 900);
    found.0
}

#[derive(Default)]
struct List(Vec<Sourced<String>>);

impl List {
    fn add<'s>(&mut self, values: impl IntoIterator<Item = &'s str>, provenance: Provenance, confidence: u16) {
        for value in values {
            let value = value.trim();
            let known = self.0.iter().any(|found| found.value == value);
            if !known && !value.is_empty() && self.0.len() < MOST && value.chars().any(char::is_numeric) {
                self.0.push(Sourced::new(value.to_owned(), provenance, Confidence::per_mille(confidence)));
            }
        }
    }
}

/// `/2024/05/17/` or `/2024-05-17`, as `2024-05-17`. A path with a year and a month alone says too little.
fn date_in_url(url: &str) -> Option<String> {
    let path = url.split(['?', '#']).next()?;
    let mut window: [&str; 3] = ["", "", ""];
    for part in path.split(['/', '-', '_']) {
        window.rotate_left(1);
        if let Some(last) = window.last_mut() {
            *last = part;
        }
        let [year, month, day] = window;
        if let Some(date) = whole_date(year, month, day) {
            return Some(date);
        }
        // `/20240517/`
        if part.len() == 8
            && part.bytes().all(|byte| byte.is_ascii_digit())
            && let (Some(year), Some(month), Some(day)) = (part.get(..4), part.get(4..6), part.get(6..8))
            && let Some(date) = whole_date(year, month, day)
        {
            return Some(date);
        }
    }
    None
}

fn whole_date(year: &str, month: &str, day: &str) -> Option<String> {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if year.len() != 4 || month.len() > 2 || day.len() > 2 || ![year, month, day].into_iter().all(is_number) {
        return None;
    }
    let (year, month, day): (u16, u8, u8) = (year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
    let holds = (1990..2100).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day);
    holds.then(|| format!("{year:04}-{month:02}-{day:02}"))
}

pub(super) fn looks_like_a_date(text: &str) -> bool {
    if text.chars().take(LONGEST_LINE + 1).count() > LONGEST_LINE {
        return false;
    }
    let mut runs = Vec::new();
    let mut run: Option<(u32, u32)> = None;
    for sign in text.chars().chain([' ']) {
        match digit(sign) {
            Some(digit) => {
                let (length, value) = run.unwrap_or((0, 0));
                run = Some((length + 1, value.saturating_mul(10).saturating_add(digit)));
            }
            None => runs.extend(run.take()),
        }
    }
    let year =
        runs.iter().any(|(length, value)| *length == 4 && (1990..2100).contains(value) || (1380..1480).contains(value));
    let copyright = text.contains('©');
    year && runs.len() > 1 && !copyright
}

/// ASCII, Arabic-Indic, Persian, Devanagari, Bengali, Thai and full-width digits.
fn digit(sign: char) -> Option<u32> {
    let zeros = ['0', '\u{660}', '\u{6F0}', '\u{966}', '\u{9E6}', '\u{E50}', '\u{FF10}'];
    zeros.iter().map(|zero| u32::from(sign).wrapping_sub(u32::from(*zero))).find(|digit| *digit < 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_read_from_the_path_only_when_it_is_whole() {
        assert_eq!(date_in_url("https://a.example/2024/5/17/tides").as_deref(), Some("2024-05-17"));
        assert_eq!(date_in_url("https://a.example/n-20240517-tides").as_deref(), Some("2024-05-17"));
        assert_eq!(date_in_url("https://a.example/2024/05/tides?d=2024-05-17"), None);
        assert_eq!(date_in_url("https://a.example/2024/13/17/"), None);
    }

    #[test]
    fn lines_with_a_year_and_a_day_look_like_dates_in_any_digits() {
        assert!(looks_like_a_date("17 May 2024, 10:30"));
        assert!(looks_like_a_date("٠٢:٠٠ الثلاثاء ١ / ١٢ / ٢٠٢٠"));
        assert!(looks_like_a_date("۱۳۹۹/۰۲/۲۱ - ۱۸:۵۹"));
        assert!(!looks_like_a_date("© 2024 The Inlet, 3 rights"));
        assert!(!looks_like_a_date("Since 2024"));
    }
}
