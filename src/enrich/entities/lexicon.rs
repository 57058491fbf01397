//! What the list knows of the words of a text, and the names of the list that begin at a word.

use std::hash::Hasher;

use super::clitics::{Reading, is_locative, readings};
use super::gazetteer::{Entry, Gazetteer, Kind, Listed, Roles};
use super::inflection::Endings;
use super::spans::{Names, Span};
use super::tokens::{Gap, Tokens};
use crate::article::{EntityType, MentionForm, MentionRule};
use crate::text::Fnv;

/// The most words of a listed name.
const MAX_WORDS: usize = 9;
/// Smaller cities (500,000 people) whose name is also a word or a person's name need a preposition before them.
const WELL_KNOWN: u8 = 25;
/// In scripts without capitals, so do cities below 200,000.
const KNOWN: u8 = 10;

/// What is known of a word.
#[derive(Debug, Clone, Copy, Default)]
struct Known {
    entry: Entry,
    /// Of what the first letter leaves of a word that is itself in no list, where it may be a particle.
    bare: Entry,
    /// Whether a name begins with what some particles leave of it.
    parted: bool,
}

impl Known {
    fn of(word: &str, hash: u64, gazetteer: Gazetteer) -> Self {
        let entry = gazetteer.get_hashed(word.as_bytes(), hash).unwrap_or_default();
        let listed = entry.roles != Roles::default() || entry.has_meanings();
        let mut known = Self { entry, ..Self::default() };
        let mut first = true;
        for reading in readings(word) {
            let Some(rest) = looked_up(&reading, gazetteer) else { continue };
            known.parted |= rest.longest > 0;
            if !listed && reading.letters == 1 && std::mem::take(&mut first) {
                known.bare = rest;
            }
        }
        known
    }
}

/// What the list knows of a word without its particles.
fn looked_up(reading: &Reading<'_>, gazetteer: Gazetteer) -> Option<Entry> {
    if reading.article.is_empty() {
        gazetteer.get(reading.rest.as_bytes())
    } else {
        gazetteer.get(format!("{}{}", reading.article, reading.rest).as_bytes())
    }
}

/// A text with what is known of each of its words.
pub struct Lexicon<'t> {
    pub tokens: &'t Tokens<'t>,
    pub gazetteer: Gazetteer,
    /// What is known of each different word, and the place there of each word.
    known: Vec<Known>,
    words: Vec<u32>,
    endings: Endings,
    language: &'t str,
    /// Most words are written in capitals: capitals tell nothing.
    shouting: bool,
}

impl<'t> Lexicon<'t> {
    pub fn of(tokens: &'t Tokens<'t>, gazetteer: Gazetteer, language: &'t str) -> Self {
        let mut words: Vec<u32> =
            tokens.list.iter().map(|token| u32::try_from(tokens.form(token)).unwrap_or(u32::MAX)).collect();
        // Each different word is looked up once. Some forms are of none: the text is cut otherwise than names are.
        let mut is_of_word = vec![false; tokens.form_count()];
        for word in &words {
            is_of_word.get_mut(*word as usize).into_iter().for_each(|is_of_word| *is_of_word = true);
        }
        let look_up = |((form, hash), is_of_word)| {
            if is_of_word { Known::of(form, hash, gazetteer) } else { Known::default() }
        };
        let mut known: Vec<Known> = std::iter::zip(tokens.forms(), is_of_word).map(look_up).collect();
        // Folding makes one of the preposition and of a name; the last letter as it is shown tells them apart.
        if let Some(name) = tokens.form_of("علي") {
            let preposition = Known { entry: Entry::word(Roles::STOP), ..known.get(name).copied().unwrap_or_default() };
            for (index, word) in words.iter_mut().enumerate().filter(|(_, word)| **word as usize == name) {
                if ends_in_alef(tokens, index) {
                    *word = u32::try_from(known.len()).unwrap_or(u32::MAX);
                }
            }
            known.push(preposition);
        }
        let (cased, capital) = tokens.list.iter().fold((0usize, 0usize), |(cased, capital), token| {
            (cased + usize::from(token.cased), capital + usize::from(token.capital))
        });
        let shouting = cased > 3 && capital * 10 > cased * 7;
        Self { tokens, gazetteer, known, words, endings: Endings::of(language), language, shouting }
    }

    pub fn language(&self) -> &str {
        self.language
    }

    fn known(&self, index: usize) -> Option<&Known> {
        self.words.get(index).and_then(|word| self.known.get(*word as usize))
    }

    fn entry(&self, index: usize) -> Option<&Entry> {
        self.known(index).map(|known| &known.entry)
    }

    pub fn roles(&self, index: usize) -> Roles {
        self.entry(index).map(|entry| entry.roles).unwrap_or_default()
    }

    /// Roles of a word, or of what a particle leaves of it.
    pub fn roles_within(&self, index: usize) -> Roles {
        let roles = self.roles(index);
        if roles != Roles::default() || self.entry(index).is_some_and(Entry::has_meanings) {
            return roles;
        }
        self.bare_roles(index)
    }

    /// Roles of what a particle of one letter leaves of a word that is in no list.
    pub fn bare_roles(&self, index: usize) -> Roles {
        self.known(index).map(|known| known.bare.roles).unwrap_or_default()
    }

    pub fn is_known(&self, index: usize) -> bool {
        self.entry(index).is_some_and(Entry::has_meanings)
    }

    /// The first meaning of a word by itself.
    pub fn meaning(&self, index: usize) -> Option<Listed> {
        self.entry(index).and_then(|entry| self.gazetteer.meanings(entry).next())
    }

    pub fn is_shouting(&self) -> bool {
        self.shouting
    }

    pub fn shown(&self, index: usize) -> &'t str {
        self.tokens.get(index).and_then(|token| self.tokens.text.get(token.start..token.end)).unwrap_or_default()
    }

    /// Whether a preposition before a word says that a place follows.
    pub fn is_located(&self, index: usize) -> bool {
        let Some(before) = index.checked_sub(1) else { return false };
        matches!(self.tokens.gap(index), Gap::Space | Gap::Joint) && self.roles(before).has(Roles::LOC)
    }

    /// The best listed name that begins at a word.
    pub fn name_at(&self, index: usize) -> Option<Span> {
        let entry = self.entry(index)?;
        // Most words begin no longer name, and none that goes on here.
        if entry.longest == 1 || entry.longest > 1 && !self.tokens.gap(index + 1).joins() {
            if entry.has_meanings()
                && let Some(span) = self.accepted(index, 1, entry, 0)
            {
                return Some(span);
            }
        } else if entry.longest > 0
            && let Some(span) = self.longest(index, "", self.tokens.folded(index), entry, 0)
        {
            return Some(span);
        }
        let token = self.tokens.get(index)?;
        if token.cased {
            if token.capital { self.inflected(index, self.tokens.folded(index), 0) } else { None }
        } else {
            // Of frequent words only those with a well-known name inside are taken apart.
            let frequent = entry.roles.has(Roles::STOP);
            self.with_particles(index).filter(|span| !frequent || self.is_eminent(span))
        }
    }

    fn is_eminent(&self, span: &Span) -> bool {
        let Names::Listed(index) = span.names else { return false };
        self.gazetteer.listed(index).is_some_and(|listed| {
            matches!(listed.kind, Kind::Country | Kind::Region | Kind::Organisation)
                || listed.weight > WELL_KNOWN && span.words() > 1
                || listed.is_capital()
        })
    }

    fn with_particles(&self, index: usize) -> Option<Span> {
        let word = self.tokens.folded(index);
        if !self.known(index).is_some_and(|known| known.parted) {
            return self.inflected(index, word, 0);
        }
        let unlisted = self.entry(index).is_some_and(|entry| entry.roles == Roles::default() && !entry.has_meanings());
        for reading in readings(word) {
            if unlisted && reading.letters == 1 && self.known(index).is_some_and(|known| known.bare.longest == 0) {
                continue;
            }
            let Some(entry) = looked_up(&reading, self.gazetteer).filter(|entry| entry.longest > 0) else { continue };
            if let Some(mut span) = self.longest(index, reading.article, reading.rest, &entry, reading.letters) {
                span.fused = !reading.article.is_empty();
                // «الـ» before a listed name is the article and part of it: «الجزائري» is listed, «ال» is no particle.
                return Some(span);
            }
        }
        self.inflected(index, word, 0)
    }

    /// The longest name from a word on, its first word written as `article` and `first`, of which the list has an entry.
    fn longest(&self, index: usize, article: &str, first: &str, entry: &Entry, clitic: u32) -> Option<Span> {
        // The hash of the name of so many words, each grown from the one before.
        let mut hashes = [Fnv::default(); MAX_WORDS];
        let mut hash = Fnv::default().and(article.as_bytes()).and(first.as_bytes());
        let mut length = article.len() + first.len();
        let mut count = 0;
        // So many of the words begin a listed name or are one.
        let mut begun = usize::MAX;
        for (words, of_words) in hashes.iter_mut().enumerate().take(usize::from(entry.longest).min(MAX_WORDS)) {
            if words > 0 {
                if !self.tokens.gap(index + words).joins() {
                    break;
                }
                let word = self.tokens.folded(index + words);
                length += 1 + word.len();
                if length > 120 {
                    break;
                }
                hash = hash.and(b" ").and(word.as_bytes());
                if begun > words && !self.gazetteer.may_begin(hash.finish()) {
                    begun = words;
                    if self.endings.is_empty() {
                        break;
                    }
                }
            }
            *of_words = hash;
            count = words + 1;
        }
        for words in (1..=count).rev() {
            let entry = match hashes.get(words - 1).copied().unwrap_or_default().finish() {
                _ if words > begun => None,
                _ if words == 1 => Some(*entry),
                hash => self.gazetteer.get_hashed(self.spelt(index, article, first, words).as_bytes(), hash),
            };
            if let Some(entry) = entry.filter(Entry::has_meanings)
                && let Some(span) = self.accepted(index, words, &entry, clitic)
            {
                return Some(span);
            }
            // The last word may have an ending: «Южной Кореи» is listed, "Papua-Neuguineas" is not.
            if words > 1
                && words == count
                && !self.endings.is_empty()
                && let Some(span) = self.inflected_last(index, words, &self.spelt(index, article, first, words), clitic)
            {
                return Some(span);
            }
        }
        None
    }

    /// So many words as the list spells them, the first written as `article` and `first`.
    fn spelt(&self, index: usize, article: &str, first: &str, words: usize) -> String {
        let mut spelt = String::with_capacity(64);
        spelt.push_str(article);
        spelt.push_str(first);
        for at in index + 1..index + words {
            spelt.push(' ');
            spelt.push_str(self.tokens.folded(at));
        }
        spelt
    }

    fn inflected_last(&self, index: usize, words: usize, key: &str, clitic: u32) -> Option<Span> {
        let last = index + words - 1;
        if !self.tokens.get(last).is_some_and(|token| token.capital || !token.cased) {
            return None;
        }
        let word = self.tokens.folded(last);
        let before = key.strip_suffix(word)?;
        self.endings.stems(word).find_map(|(stem, replaced, letters)| {
            let entry =
                self.gazetteer.get(format!("{before}{stem}{replaced}").as_bytes()).filter(Entry::has_meanings)?;
            let span = self.accepted(index, words, &entry, clitic)?;
            Some(Span { ending: letters, confidence: span.confidence.saturating_sub(50), ..span })
        })
    }

    fn inflected(&self, index: usize, word: &str, clitic: u32) -> Option<Span> {
        let roles = self.roles(index);
        if roles.has(Roles::STOP.or(Roles::FIRST).or(Roles::LAST)) {
            return None;
        }
        self.endings.stems(word).find_map(|(stem, replaced, letters)| {
            let entry = self.gazetteer.get(format!("{stem}{replaced}").as_bytes()).filter(Entry::has_meanings)?;
            let span = self.accepted(index, 1, &entry, clitic)?;
            Some(Span { ending: letters, confidence: span.confidence.saturating_sub(50), ..span })
        })
    }

    /// Whether words that spell a listed name do name it here, and which of its bearers.
    fn accepted(&self, index: usize, words: usize, entry: &Entry, clitic: u32) -> Option<Span> {
        let mut first_kind = None;
        for listed in self.gazetteer.meanings(entry) {
            let first = *first_kind.get_or_insert(listed.kind);
            if self.fits(index, words, entry, &listed, clitic) {
                return Some(self.span(index, words, &listed, clitic, first));
            }
        }
        None
    }

    fn fits(&self, index: usize, words: usize, entry: &Entry, listed: &Listed, clitic: u32) -> bool {
        let Some(token) = self.tokens.get(index) else { return false };
        let roles = entry.roles;
        let common = roles.has(Roles::COMMON);
        let stop = roles.has(Roles::STOP);
        let located = self.is_located(index) || clitic > 0 && self.clitic_is_locative(index, clitic);
        if token.cased {
            if listed.kind == Kind::People && roles.has(Roles::LOWER) {
                return true;
            }
            if !token.capital {
                return false;
            }
            if words > 1 {
                return true;
            }
            if token.chars <= 2 && token.capitals {
                return two_letters(self.language, self.tokens.folded(index)) && listed.kind != Kind::City;
            }
            if stop && token.chars <= 4 && !token.capitals {
                return false;
            }
        }
        if words > 1 {
            return true;
        }
        if token.chars == 1 && !token.cased {
            return false;
        }
        let tells = Roles::LOC.or(Roles::TITLE).or(Roles::ORG_HEAD).or(Roles::SAID).or(Roles::OF).or(Roles::PARTICLE);
        if !token.cased && roles.has(tells) && listed.kind != Kind::People {
            return false;
        }
        match listed.kind {
            Kind::Country => !common || located,
            Kind::Region => !common || located,
            Kind::City => {
                let name = roles.has(Roles::FIRST.or(Roles::LAST));
                let doubtful = common || (stop || name) && listed.weight < WELL_KNOWN;
                let known = if self.language == "fa" { WELL_KNOWN } else { KNOWN };
                if !token.cased && clitic > 0 && listed.weight < known {
                    return false;
                }
                let obscure = !token.cased && listed.weight < known
                    || listed.weight < WELL_KNOWN && self.tokens.gap(index) == Gap::Break && stop;
                if common && stop { false } else { !(doubtful || obscure) || located }
            }
            Kind::Person => true,
            Kind::Organisation => !common,
            Kind::People => !common,
        }
    }

    fn clitic_is_locative(&self, index: usize, letters: u32) -> bool {
        let word = self.tokens.folded(index);
        let end = word.char_indices().nth(letters as usize).map_or(word.len(), |(at, _)| at);
        word.get(..end).is_some_and(is_locative)
    }

    fn span(&self, index: usize, words: usize, listed: &Listed, clitic: u32, first: Kind) -> Span {
        let kind = match listed.kind {
            Kind::Country | Kind::City | Kind::Region => EntityType::Place,
            Kind::Person => EntityType::Person,
            Kind::Organisation => EntityType::Org,
            Kind::People => EntityType::Norp,
        };
        let mut confidence = match (listed.kind, words) {
            (Kind::Country | Kind::Region | Kind::Person, _) => 950,
            (Kind::City, _) if listed.weight >= WELL_KNOWN => 900,
            (Kind::City, _) => 750,
            _ => 900,
        };
        if first != listed.kind {
            confidence -= 100;
        }
        Span {
            first: index,
            end: index + words,
            clitic,
            fused: false,
            ending: 0,
            names: Names::Listed(listed.index),
            kind,
            form: if listed.kind == Kind::People { MentionForm::Nisba } else { MentionForm::Name },
            rule: MentionRule::Gazetteer,
            confidence,
        }
    }

    /// Whether a word looks like a name where the script tells: a capital, and not a text in capitals.
    pub fn is_capital(&self, index: usize) -> bool {
        self.tokens.get(index).is_some_and(|token| token.capital) && !self.shouting
    }
}

fn ends_in_alef(tokens: &Tokens<'_>, index: usize) -> bool {
    tokens.get(index).and_then(|token| tokens.text.get(token.start..token.end)).is_some_and(|word| word.ends_with('ى'))
}

/// Two capitals are a name in some languages and a word, a unit or initials in others.
fn two_letters(language: &str, word: &str) -> bool {
    let known: &[&str] = match language {
        "en" => &["us", "uk", "eu", "un"],
        "de" => &["eu", "un", "vw"],
        "fr" | "es" | "pt" | "it" | "ro" | "pl" => &["ue"],
        "tr" => &["ab", "bm"],
        "nl" => &["vs", "eu", "vn"],
        "id" => &["as"],
        "nb" | "nn" | "no" | "da" | "sv" => &["eu", "fn"],
        "sk" | "cs" => &["eu", "sr"],
        "fi" => &["eu", "yk"],
        "ru" | "uk" => &["рф", "ес"],
        _ => &["eu", "un"],
    };
    known.contains(&word)
}
