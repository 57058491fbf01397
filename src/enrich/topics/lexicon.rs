//! The words that speak of a topic, by language.

use std::collections::HashMap;
use std::sync::{LazyLock, OnceLock};

use crate::text::Tokens;

const LEXICON: &str = include_str!("../../../data/mediatopics/lexicon.tsv");
const LABELS: &str = include_str!("../../../data/mediatopics/labels.tsv");

/// Stems are not shorter and not longer than this, in letters.
const STEM: std::ops::RangeInclusive<usize> = 3..=14;

/// A term: the words behind its first, its topic, and itself.
#[derive(Debug)]
pub struct Term {
    pub rest: Vec<String>,
    pub code: &'static str,
    pub text: &'static str,
}

/// The terms of one language by their first word.
#[derive(Debug, Default)]
pub struct Lexicon {
    words: HashMap<String, Vec<Term>>,
    /// First words that begin longer ones.
    stems: HashMap<String, Vec<Term>>,
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
            primary => primary,
        };
        let (lang, lexicon) = BY_LANGUAGE.get_key_value(primary)?;
        Some(lexicon.get_or_init(|| Self::load(lang)))
    }

    fn load(lang: &str) -> Self {
        let mut lexicon = Self { arabic: lang == "ar", ..Self::default() };
        let row = |line: &'static str| {
            let mut cells = line.split('\t').filter(|_| !line.starts_with('#'));
            (cells.next() == Some(lang)).then_some(())?;
            Some((cells.next()?, cells.next()?))
        };
        for (code, terms) in LEXICON.lines().filter_map(row) {
            for term in terms.split(" | ") {
                lexicon.add(term.trim(), code);
            }
        }
        // A label of one word is too often an everyday word.
        for (label, code) in LABELS.lines().filter_map(row).filter(|(label, _)| label.contains(' ')) {
            lexicon.add(label, code);
        }
        lexicon
    }

    fn add(&mut self, text: &'static str, code: &'static str) {
        let (name, is_stem) = match text.strip_suffix('*') {
            Some(stem) => (stem, true),
            None => (text, false),
        };
        let tokens = Tokens::of(name, "und", usize::MAX);
        let mut words =
            tokens.list.iter().filter_map(|token| token.key()).map(|key| self.bare(tokens.key(key)).to_owned());
        let Some(first) = words.next() else { return };
        let term = Term { rest: words.collect(), code, text: name };
        let stem = is_stem && term.rest.is_empty();
        let map = if stem { &mut self.stems } else { &mut self.words };
        let known = map.entry(first).or_default();
        if !known.iter().any(|other| other.rest == term.rest) {
            known.push(term);
        }
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

    /// The terms that a word begins.
    pub fn starting(&self, key: &str) -> Vec<&Term> {
        let mut found: Vec<&Term> = Vec::new();
        for form in self.forms(key) {
            found.extend(self.words.get(form).into_iter().flatten());
            if !found.is_empty() {
                break;
            }
        }
        if !self.stems.is_empty() {
            let ends = key.char_indices().map(|(at, _)| at).skip(*STEM.start()).chain([key.len()]);
            let stems = ends.take(STEM.end() - STEM.start() + 1).filter_map(|end| self.stems.get(key.get(..end)?));
            found.extend(stems.flatten());
        }
        found
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

    /// A word as it stands and, in Arabic, without what may be written to it.
    fn forms<'k>(&self, key: &'k str) -> impl Iterator<Item = &'k str> {
        let conjunction = key.strip_prefix(['و', 'ف']).filter(|_| self.arabic);
        let particle = |word: &'k str| word.strip_prefix(['ب', 'ل', 'ك']);
        let arabic = self.arabic;
        let long = |word: &&str| word.chars().count() >= 3;
        let forms = [
            Some(self.bare(key)),
            conjunction.map(|word| self.bare(word)).filter(long),
            particle(key).filter(|_| arabic).map(|word| self.bare(word)).filter(long),
            conjunction.and_then(particle).map(|word| self.bare(word)).filter(long),
        ];
        forms.into_iter().flatten()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::text::word_key;

    #[test]
    fn a_term_belongs_to_one_topic_and_its_code_exists() {
        let codes = include_str!("../../../data/mediatopics/codes.tsv");
        let codes: HashSet<_> = codes.lines().filter_map(|line| line.split('\t').next()).collect();
        for line in LEXICON.lines().filter(|line| !line.starts_with('#')) {
            let cells: Vec<_> = line.split('\t').collect();
            let [_, code, terms] = cells[..] else { panic!("{line}") };
            assert!(codes.contains(code), "{line}");
            assert!(terms.split(" | ").all(|term| !word_key(term.trim()).is_empty()), "{line}");
        }
    }

    #[test]
    fn particles_and_stems_find_their_terms() {
        let code =
            |word: &str, lang: &str| Lexicon::of(lang).unwrap().starting(&word_key(word)).first().map(|term| term.code);
        assert_eq!(code("وبالمعاهدات", "ar"), Some("20000641"));
        assert_eq!(code("والمعاهدة", "ar"), Some("20000641"));
        assert_eq!(code("للعقوبات", "ar"), Some("20000642"));
        assert_eq!(code("Fußballspieler", "de"), Some("15000000"));
        assert_eq!(code("electioneering", "en"), Some("11000000"));
    }
}
