//! The words that speak of a topic, by language.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::{LazyLock, OnceLock};

use crate::text::{ByWord, Tokens};

const LEXICON: &str = include_str!("../../../data/mediatopics/lexicon.tsv");
const LABELS: &str = include_str!("../../../data/mediatopics/labels.tsv");

/// A term: the words behind its first, its topic, how much it says, and itself.
#[derive(Debug)]
pub struct Term {
    rest: Vec<String>,
    pub code: &'static str,
    pub weight: Weight,
    pub text: &'static str,
}

/// How much a term says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// It counts in the title or where it comes again and again: pages name it in passing.
    Passing,
    /// One of several.
    Usual,
    /// Enough by itself, in a text of a few lines.
    Strong,
}

/// Letters of the shortest stem.
const SHORTEST_STEM: usize = 2;

/// First words that begin longer ones.
#[derive(Debug)]
struct Stem {
    text: String,
    terms: Vec<Term>,
    /// The longest other stem that this one begins with.
    within: Option<usize>,
}

/// The terms of one language by their first word.
#[derive(Debug, Default)]
pub struct Lexicon {
    words: ByWord<Vec<Term>>,
    /// Sorted.
    stems: Vec<Stem>,
    /// The first letters of the stems, and where those with them stand.
    heads: ByWord<Range<usize>>,
    arabic: bool,
}

static BY_LANGUAGE: LazyLock<HashMap<&'static str, OnceLock<Lexicon>>> = LazyLock::new(|| {
    let languages = LEXICON.lines().chain(LABELS.lines()).filter(|line| !line.starts_with('#'));
    languages.filter_map(|line| Some((line.split('\t').next()?, OnceLock::new()))).collect()
});

impl Lexicon {
    /// The terms of a language, read when it is first met.
    pub fn of(lang: &str) -> Option<&'static Self> {
        let primary = match lang.split('-').next().unwrap_or_default() {
            "no" => "nb",
            "arz" | "ary" | "apc" => "ar",
            "prs" => "fa",
            primary => primary,
        };
        let (lang, lexicon) = BY_LANGUAGE.get_key_value(primary)?;
        Some(lexicon.get_or_init(|| Self::load(lang)))
    }

    fn load(lang: &str) -> Self {
        let mut lexicon = Self { arabic: lang == "ar", ..Self::default() };
        let mut stems = BTreeMap::new();
        let own = |table: &'static str| table.lines().filter(move |line| line.split('\t').next() == Some(lang));
        for [code, weight, terms] in own(LEXICON).filter_map(columns) {
            let weight = match weight {
                "0" => Weight::Passing,
                "2" => Weight::Strong,
                _ => Weight::Usual,
            };
            for term in terms.split(" | ") {
                lexicon.add(term.trim(), code, weight, &mut stems);
            }
        }
        // A label of one word is too often an everyday word.
        for [label, code] in own(LABELS).filter_map(columns).filter(|[label, _]| label.contains(' ')) {
            lexicon.add(label, code, Weight::Usual, &mut stems);
        }
        for (text, terms) in stems {
            let last = lexicon.stems.len().checked_sub(1);
            let within = lexicon.prefixes(last, &text).next();
            let place = lexicon.stems.len();
            if let Some(head) = head(&text) {
                lexicon.heads.change(head, |places| {
                    let start = if places.end == 0 { place } else { places.start };
                    *places = start..place + 1;
                });
            }
            lexicon.stems.push(Stem { text, terms, within });
        }
        lexicon
    }

    fn add(&mut self, text: &'static str, code: &'static str, weight: Weight, stems: &mut BTreeMap<String, Vec<Term>>) {
        let (name, is_stem) = match text.strip_suffix('*') {
            Some(stem) => (stem, true),
            None => (text, false),
        };
        let tokens = Tokens::of(name, "und", usize::MAX);
        let mut words =
            tokens.list.iter().filter_map(|token| token.key()).map(|key| self.bare(tokens.key(key)).to_owned());
        let Some(first) = words.next() else { return };
        let term = Term { rest: words.collect(), code, weight, text: name };
        let is_alone = term.rest.is_empty();
        let add = |known: &mut Vec<Term>| {
            if !known.iter().any(|other| other.rest == term.rest) {
                known.push(term);
            }
        };
        if is_stem && is_alone { add(stems.entry(first).or_default()) } else { self.words.change(&first, add) }
    }

    /// The stems, from a place of the sorted list on, that a word begins with, the longest first: of the last stem that is
    /// not behind the word, itself and those it begins with in turn, for a stem that the word begins with sorts between.
    fn prefixes(&self, from: Option<usize>, word: &str) -> impl Iterator<Item = usize> {
        std::iter::successors(from, |at| self.stems.get(*at)?.within)
            .filter(move |at| self.stems.get(*at).is_some_and(|stem| word.starts_with(&stem.text)))
    }

    /// An Arabic word without its article and the particles before it.
    fn bare<'k>(&self, key: &'k str) -> &'k str {
        if !self.arabic {
            return key;
        }
        let long = |rest: &&str| rest.chars().count() >= 3;
        let word = key.strip_prefix("ال").or_else(|| key.strip_prefix("لل")).filter(long);
        word.unwrap_or(key)
    }

    /// Adds the terms that a word begins, by its key and the hash of that. Of several that are this word alone or its
    /// beginning, each topic has the first.
    pub fn starting<'l>(&'l self, key: &str, hash: u64, found: &mut Vec<(&'l Term, u32)>) {
        let words = if self.arabic {
            self.forms(key).find_map(|form| self.words.get(form))
        } else {
            self.words.get_hashed(key, hash)
        };
        // A stem that a word begins with has its first letters.
        let last = head(key).and_then(|head| self.heads.get(head)).and_then(|places| {
            let stems = self.stems.get(places.clone())?;
            (places.start + stems.partition_point(|stem| stem.text.as_str() <= key)).checked_sub(1)
        });
        let stems = self.prefixes(last, key).filter_map(|at| self.stems.get(at)).map(|stem| &stem.terms);
        let before = found.len();
        for term in words.into_iter().chain(stems).flatten() {
            let mut others = found.iter().skip(before).map(|(other, _)| other);
            if !(term.rest.is_empty() && others.any(|other| other.rest.is_empty() && other.code == term.code)) {
                found.push((term, 0));
            }
        }
    }

    /// Whether the words behind the first stand in the text.
    pub fn follows(&self, tokens: &Tokens<'_>, at: usize, term: &Term) -> bool {
        let mut at = at;
        term.rest.iter().all(|word| {
            at += 1;
            if tokens.get(at).is_some_and(|token| token.is_sign('-')) {
                at += 1;
            }
            let key = tokens.key_at(at);
            !key.is_empty() && (self.bare(key) == word || key == word)
        })
    }

    /// An Arabic word as it stands and without what may be written to it.
    fn forms<'k>(&self, key: &'k str) -> impl Iterator<Item = &'k str> {
        let conjunction = key.strip_prefix(['و', 'ف']);
        let particle = |word: &'k str| word.strip_prefix(['ب', 'ل', 'ك']);
        let long = |word: &&str| word.chars().count() >= 3;
        let forms = [
            Some(self.bare(key)),
            conjunction.map(|word| self.bare(word)).filter(long),
            particle(key).map(|word| self.bare(word)).filter(long),
            conjunction.and_then(particle).map(|word| self.bare(word)).filter(long),
        ];
        forms.into_iter().flatten()
    }
}

/// The first letters of a word: so many as the shortest stem has.
fn head(word: &str) -> Option<&str> {
    match word.char_indices().nth(SHORTEST_STEM) {
        Some((end, _)) => word.get(..end),
        None => (word.chars().count() == SHORTEST_STEM).then_some(word),
    }
}

/// The columns of a row behind its language; what has fewer is no row.
fn columns<const N: usize>(line: &'static str) -> Option<[&'static str; N]> {
    let mut cells = line.split('\t').skip(1);
    let row: [&str; N] = std::array::from_fn(|_| cells.next().unwrap_or_default());
    row.last().is_some_and(|cell| !cell.is_empty()).then_some(row)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::text::{Fnv, word_key};

    #[test]
    fn a_term_belongs_to_one_topic_and_its_code_exists() {
        let codes = include_str!("../../../data/mediatopics/codes.tsv");
        let codes: HashSet<_> = codes.lines().filter_map(|line| line.split('\t').next()).collect();
        let mut seen = HashSet::new();
        for line in LEXICON.lines().filter(|line| !line.starts_with('#')) {
            let cells: Vec<_> = line.split('\t').collect();
            let [language, code, weight, terms] = cells[..] else { panic!("{line}") };
            assert!(codes.contains(code) && matches!(weight, "0" | "1" | "2"), "{line}");
            for term in terms.split(" | ") {
                assert!(!word_key(term.trim()).is_empty(), "{line}");
                assert!(seen.insert((language, term)), "{language} {term} stands twice");
            }
        }
    }

    #[test]
    fn at_least_thirteen_languages_have_words_for_seven_topics() {
        let mut topics: BTreeMap<&str, HashSet<&str>> = BTreeMap::new();
        for line in LEXICON.lines().filter(|line| !line.starts_with('#')) {
            let mut cells = line.split('\t');
            let (Some(language), Some(code)) = (cells.next(), cells.next()) else { continue };
            topics.entry(language).or_default().insert(code);
        }
        let rich: Vec<_> = topics.iter().filter(|(_, codes)| codes.len() >= 7).map(|(language, _)| *language).collect();
        assert!(rich.len() >= 13, "{rich:?}");
    }

    #[test]
    fn every_stem_that_a_word_begins_with_is_found() {
        for language in ["en", "de", "ru", "fi"] {
            let Some(lexicon) = Lexicon::of(language) else { continue };
            for word in ["parliamentarian", "footballers", "fußballspielerin", "политический", "scientists", "a"]
            {
                let key = word_key(word);
                let direct = lexicon.stems.iter().filter(|stem| key.starts_with(&stem.text)).count();
                let last = lexicon.stems.partition_point(|stem| stem.text <= key).checked_sub(1);
                assert_eq!(lexicon.prefixes(last, &key).count(), direct, "{language} {word}");
            }
        }
    }

    #[test]
    fn particles_and_stems_find_their_terms() {
        let code = |word: &str, lang: &str| {
            let key = word_key(word);
            let mut terms = Vec::new();
            Lexicon::of(lang).unwrap().starting(&key, Fnv::of(key.as_bytes()), &mut terms);
            terms.first().map(|(term, _)| term.code)
        };
        assert_eq!(code("وبالمعاهدات", "ar"), Some("20000641"));
        assert_eq!(code("والمعاهدة", "ar"), Some("20000641"));
        assert_eq!(code("للعقوبات", "ar"), Some("20000642"));
        assert_eq!(code("Fußballspieler", "de"), Some("15000000"));
        assert_eq!(code("electioneering", "en"), Some("11000000"));
    }
}
