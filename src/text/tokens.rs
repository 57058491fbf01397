//! A text taken apart once for everything that is sought in it: words, numbers and signs, each with its place in bytes
//! and in code points, and words by the key under which they are the same.
//!
//! The key ignores case, accents, vowel signs and spelling variants of Arabic script: it is looser than
//! [`fold`](super::fold), the same for all languages, and only ever compared with other keys. The list of names of
//! `data/gazetteer` is written in it, so `tools/gazetteer/build.py` has to agree.

use std::ops::Range;
use std::str::Chars;

use icu_normalizer::properties::{CanonicalDecomposition, CanonicalDecompositionBorrowed, Decomposed};

use super::characters::{Traits, decimal_digit};
use super::keys::Keys;
use super::pages::Pages;
use super::words::{is_plain_run, words_of_run};

const DECOMPOSITION: CanonicalDecompositionBorrowed<'static> = CanonicalDecomposition::new();

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// With the number of its key.
    Word(u32),
    /// Digits of one script.
    Number,
    Sign(char),
    /// The end of a line.
    Break,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    pub kind: TokenKind,
    /// In bytes.
    pub start: u32,
    pub end: u32,
    /// In code points.
    pub char_start: u32,
    pub char_end: u32,
}

impl Token {
    #[must_use]
    pub fn key(&self) -> Option<u32> {
        match self.kind {
            TokenKind::Word(key) => Some(key),
            _ => None,
        }
    }

    #[must_use]
    pub fn is_word(&self) -> bool {
        matches!(self.kind, TokenKind::Word(_))
    }

    #[must_use]
    pub fn is_number(&self) -> bool {
        self.kind == TokenKind::Number
    }

    #[must_use]
    pub fn is_sign(&self, sign: char) -> bool {
        self.kind == TokenKind::Sign(sign)
    }

    #[must_use]
    pub fn sign(&self) -> Option<char> {
        match self.kind {
            TokenKind::Sign(sign) => Some(sign),
            _ => None,
        }
    }
}

/// The tokens of a text.
#[derive(Debug, Default)]
pub struct Tokens<'t> {
    pub text: &'t str,
    pub list: Vec<Token>,
    keys: Keys,
}

impl<'t> Tokens<'t> {
    /// At most `max_bytes` of a text are read; `lang` is its BCP 47 tag.
    #[must_use]
    pub fn of(text: &'t str, lang: &str, max_bytes: usize) -> Self {
        #[cfg(test)]
        tests::count_read();
        let end = (0..=max_bytes.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        let text = text.get(..end).unwrap_or_default();
        let splits_apostrophes = matches!(lang.split('-').next(), Some("fr" | "it" | "ca"));
        let mut reader = Reader {
            text,
            splits_apostrophes,
            tokens: Vec::with_capacity(text.len() / 5),
            keys: Keys::for_text(text.len()),
            key: String::new(),
        };
        reader.read();
        Self { text, list: reader.tokens, keys: reader.keys }
    }

    /// A token by its place; nothing outside the list.
    #[must_use]
    pub fn get(&self, at: usize) -> Option<&Token> {
        self.list.get(at)
    }

    #[must_use]
    pub fn surface(&self, token: &Token) -> &'t str {
        self.text.get(token.start as usize..token.end as usize).unwrap_or_default()
    }

    /// The text from the first of these tokens to the last.
    #[must_use]
    pub fn text_of(&self, tokens: Range<usize>) -> &'t str {
        match (self.get(tokens.start), tokens.end.checked_sub(1).and_then(|last| self.get(last))) {
            (Some(first), Some(last)) => self.text.get(first.start as usize..last.end as usize).unwrap_or_default(),
            _ => "",
        }
    }

    /// The place of these tokens in code points.
    #[must_use]
    pub fn span(&self, tokens: Range<usize>) -> (u32, u32) {
        match (self.get(tokens.start), tokens.end.checked_sub(1).and_then(|last| self.get(last))) {
            (Some(first), Some(last)) => (first.char_start, last.char_end),
            _ => (0, 0),
        }
    }

    #[must_use]
    pub fn key(&self, number: u32) -> &str {
        self.keys.get(number)
    }

    /// Whether nothing is left of a word in its key.
    #[must_use]
    pub fn is_empty(&self, number: u32) -> bool {
        self.keys.is_empty(number)
    }

    /// The [`Fnv`](super::Fnv) hash of a key.
    #[must_use]
    pub fn hash(&self, number: u32) -> u64 {
        self.keys.hash(number)
    }

    /// The keys in the order of their numbers.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        (0..self.keys.count()).map(|number| self.keys.get(u32::try_from(number).unwrap_or(u32::MAX)))
    }

    /// The keys in the order of their numbers, each with its hash.
    pub fn hashed_keys(&self) -> impl Iterator<Item = (&str, u64)> {
        self.keys().zip((0..).map(|number| self.keys.hash(number)))
    }

    /// The key of a token; empty where it is no word.
    #[must_use]
    pub fn key_at(&self, at: usize) -> &str {
        self.get(at).and_then(Token::key).map_or("", |key| self.key(key))
    }

    /// How many different keys there are: they are numbered from 0.
    #[must_use]
    pub fn key_count(&self) -> usize {
        self.keys.count()
    }

    #[must_use]
    pub fn number_of(&self, key: &str) -> Option<u32> {
        self.keys.find(key)
    }

    /// Whether nothing stands between a token and the one before it.
    #[must_use]
    pub fn is_glued(&self, at: usize) -> bool {
        match (at.checked_sub(1).and_then(|before| self.get(before)), self.get(at)) {
            (Some(before), Some(token)) => before.end == token.start && before.kind != TokenKind::Break,
            _ => false,
        }
    }

    /// The lines of the text, as ranges of tokens without their ends.
    pub fn lines(&self) -> impl Iterator<Item = Range<usize>> + '_ {
        let mut start = 0;
        let breaks = self.list.iter().enumerate().filter(|(_, token)| token.kind == TokenKind::Break).map(|(at, _)| at);
        breaks.chain(std::iter::once(self.list.len())).filter_map(move |end| {
            let line = start..end;
            start = end + 1;
            (!line.is_empty()).then_some(line)
        })
    }
}

struct Reader<'t> {
    text: &'t str,
    splits_apostrophes: bool,
    tokens: Vec<Token>,
    keys: Keys,
    /// Of the word that is read.
    key: String,
}

impl Reader<'_> {
    fn read(&mut self) {
        let mut rest = self.text.chars();
        let mut place = 0;
        let splits_apostrophes = self.splits_apostrophes;
        loop {
            let (start, char_start) = (self.text.len() - rest.as_str().len(), place);
            let Some(ch) = rest.next() else { return };
            place += 1;
            let sort = Sort::of(ch);
            let kind = if sort.is(Sort::SPACE) {
                if ch != '\n' {
                    continue;
                }
                TokenKind::Break
            } else if sort.is(Sort::DIGIT) {
                while let Some(after) = next_if(&rest, |_, sort, _| sort.is(Sort::DIGIT)) {
                    rest = after;
                    place += 1;
                }
                TokenKind::Number
            } else if sort.is(Sort::LETTER) {
                // Most letters of Latin script have nothing to be looked up, and most words no others.
                let plain = rest.as_str().bytes().take_while(u8::is_ascii_alphabetic).count();
                let next = rest.as_str().as_bytes().get(plain);
                if ch.is_ascii() && next.is_none_or(|next| next.is_ascii() && *next != b'\'') {
                    let end = start + 1 + plain;
                    let number = self.keys.number_in_lowercase(self.text.get(start..end).unwrap_or_default());
                    rest = self.text.get(end..).unwrap_or_default().chars();
                    place += u32::try_from(plain).unwrap_or(0);
                    self.push(TokenKind::Word(number), start..end, char_start..place);
                    continue;
                }
                self.key.clear();
                sort.push(&mut self.key, ch);
                // The key of such a run is asked for by nobody.
                let mut spaceless = sort.is(Sort::SPACELESS);
                if let Some((letters, after)) = rest.as_str().split_at_checked(plain).filter(|_| plain > 0) {
                    self.key.push_str(letters);
                    self.key.make_ascii_lowercase();
                    rest = after.chars();
                    place += u32::try_from(plain).unwrap_or(0);
                }
                while let Some(after) = next_if(&rest, |ch, sort, after| {
                    let goes_on = sort.is(Sort::LETTER | Sort::JOINER)
                        || is_apostrophe(ch) && !splits_apostrophes && leads_to_letter(after);
                    if goes_on {
                        spaceless |= sort.is(Sort::SPACELESS);
                        if !spaceless {
                            sort.push(&mut self.key, ch);
                        }
                    }
                    goes_on
                }) {
                    rest = after;
                    place += 1;
                }
                if spaceless {
                    self.push_spaceless(start..self.text.len() - rest.as_str().len(), char_start);
                    continue;
                }
                TokenKind::Word(self.keys.number(&self.key))
            } else if sort.is(Sort::JOINER) {
                continue;
            } else {
                TokenKind::Sign(ch)
            };
            self.push(kind, start..self.text.len() - rest.as_str().len(), char_start..place);
        }
    }

    fn push(&mut self, kind: TokenKind, bytes: Range<usize>, chars: Range<u32>) {
        let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        self.tokens.push(Token {
            kind,
            start: place(bytes.start),
            end: place(bytes.end),
            char_start: chars.start,
            char_end: chars.end,
        });
    }

    /// Words where no spaces are written, by dictionary.
    fn push_spaceless(&mut self, run: Range<usize>, char_start: u32) {
        let Some(text) = self.text.get(run.clone()) else { return };
        let (mut at, mut place) = (0, char_start);
        let plain = is_plain_run(text);
        let count = |text: &str| if plain { text.len() / 3 } else { text.chars().count() };
        let count = |text: &str| u32::try_from(count(text)).unwrap_or(0);
        for word in words_of_run(text, plain) {
            let first = place + count(text.get(at..word.start).unwrap_or_default());
            let surface = text.get(word.clone()).unwrap_or_default();
            let last = first + count(surface);
            // Ideographs and kana are spelt in one way.
            let number = if plain {
                self.keys.number(surface)
            } else {
                self.key.clear();
                push_word_key(&mut self.key, surface);
                self.keys.number(&self.key)
            };
            self.push(TokenKind::Word(number), run.start + word.start..run.start + word.end, first..last);
            (at, place) = (word.end, last);
        }
    }
}

/// Whether a letter comes next: an apostrophe before it belongs to the word, as in "don't", where the language parts none,
/// as in «l'eau».
fn leads_to_letter(after: &Chars<'_>) -> bool {
    after.clone().next().is_some_and(|ch| Sort::of(ch).is(Sort::LETTER))
}

/// What is left behind the next character, where that is of some sort.
#[inline]
fn next_if<'t>(rest: &Chars<'t>, mut fits: impl FnMut(char, Sort, &Chars<'t>) -> bool) -> Option<Chars<'t>> {
    let mut after = rest.clone();
    let ch = after.next()?;
    fits(ch, Sort::of(ch), &after).then_some(after)
}

/// What a character is among tokens, and its part in a key.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Sort {
    flags: u8,
    key: Part,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Part {
    Nothing,
    One(char),
    /// More than one character.
    Several,
}

static SORTS: Pages<Sort> = Pages::new(Sort::asked);

impl Sort {
    const SPACE: u8 = 1;
    const DIGIT: u8 = 2;
    const LETTER: u8 = 4;
    const JOINER: u8 = 8;
    const SPACELESS: u8 = 16;

    #[inline]
    fn of(ch: char) -> Self {
        let flags = match ch {
            'a'..='z' | 'A'..='Z' => Self::LETTER,
            ' ' | '\t'..='\r' => Self::SPACE,
            '0'..='9' => Self::DIGIT,
            ch if ch.is_ascii() => 0,
            ch => return SORTS.get(ch),
        };
        Self { flags, key: Part::One(ch.to_ascii_lowercase()) }
    }

    fn asked(ch: char) -> Self {
        let flags = [
            (Self::SPACE, ch.is_whitespace()),
            (Self::DIGIT, is_digit(ch)),
            (Self::LETTER, is_letter(ch)),
            (Self::JOINER, is_joiner(ch)),
            (Self::SPACELESS, is_spaceless(ch)),
        ];
        let mut key = String::new();
        push_key(&mut key, ch);
        let mut chars = key.chars();
        let key = match (chars.next(), chars.next()) {
            (None, _) => Part::Nothing,
            (Some(one), None) => Part::One(one),
            _ => Part::Several,
        };
        Self { flags: flags.into_iter().filter(|(_, holds)| *holds).map(|(flag, _)| flag).sum(), key }
    }

    fn is(self, any: u8) -> bool {
        self.flags & any != 0
    }

    #[inline]
    fn push(self, key: &mut String, ch: char) {
        match self.key {
            Part::One(letter) => key.push(letter),
            Part::Nothing => {}
            Part::Several => push_key(key, ch),
        }
    }
}

fn is_digit(ch: char) -> bool {
    ch.is_ascii_digit() || (!ch.is_ascii() && !is_common_letter(ch) && ch.is_numeric() && decimal_digit(ch).is_some())
}

fn is_letter(ch: char) -> bool {
    if ch.is_ascii() {
        ch.is_ascii_alphabetic()
    } else {
        is_common_letter(ch) || Traits::of(ch).has(Traits::ALPHABETIC.or(Traits::MARK))
    }
}

/// The letters that most texts consist of, without asking Unicode's tables.
fn is_common_letter(ch: char) -> bool {
    matches!(ch,
        '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{24F}' | '\u{391}'..='\u{3A1}' | '\u{3A3}'..='\u{481}'
        | '\u{5D0}'..='\u{5EA}' | '\u{620}'..='\u{64A}' | '\u{671}'..='\u{6D3}' | '\u{4E00}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}')
}

fn is_apostrophe(ch: char) -> bool {
    matches!(ch, '\'' | '’' | 'ʼ')
}

/// What is written inside words and not seen: ZWNJ, ZWJ, the soft hyphen; direction marks, too.
fn is_joiner(ch: char) -> bool {
    matches!(ch, '\u{200B}'..='\u{200F}' | '\u{AD}' | '\u{61C}' | '\u{2060}' | '\u{FEFF}')
}

/// Scripts that write no spaces between words.
fn is_spaceless(ch: char) -> bool {
    matches!(ch,
        '\u{0E00}'..='\u{0EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}' | '\u{3040}'..='\u{30FF}'
        | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{20000}'..='\u{2FA1F}')
}

/// The key of one word.
#[must_use]
pub fn word_key(word: &str) -> String {
    let mut key = String::with_capacity(word.len());
    push_word_key(&mut key, word);
    key
}

/// Adds the key of a word to others.
pub fn push_word_key(keys: &mut String, word: &str) {
    word.chars().for_each(|ch| Sort::of(ch).push(keys, ch));
}

fn push_key(key: &mut String, ch: char) {
    if ch.is_ascii() {
        key.push(ch.to_ascii_lowercase());
        return;
    }
    let letter = match ch {
        // Arabic script, one spelling for the languages that share it.
        'آ' | 'أ' | 'إ' | 'ٱ' | 'ٲ' | 'ٳ' => 'ا',
        'ى' | 'ئ' | 'ی' | 'ې' | 'ے' | 'ۍ' => 'ي',
        'ة' | 'ہ' | 'ھ' | 'ۀ' | 'ۂ' | 'ۃ' | 'ە' => 'ه',
        'ؤ' => 'و',
        'ک' | 'ڪ' => 'ك',
        // Arabic spells a foreign v as it likes.
        'ڤ' => 'ف',
        '\u{0621}'..='\u{063A}' | '\u{0641}'..='\u{064A}' | '\u{066E}'..='\u{066F}' | '\u{0671}'..='\u{06D3}' => ch,
        '\u{0300}'..='\u{036F}' | '\u{0640}' | '\u{0610}'..='\u{061A}' | '\u{064B}'..='\u{065F}' | '\u{0670}' => return,
        '\u{06D6}'..='\u{06ED}' | '\u{0591}'..='\u{05C7}' => return,
        'ı' | 'İ' => 'i',
        'ß' => {
            key.push_str("ss");
            return;
        }
        'ς' => 'σ',
        '’' | 'ʼ' => '\'',
        ch if is_joiner(ch) => return,
        '\u{00C0}'..='\u{052F}' | '\u{1E00}'..='\u{1FFF}' => {
            ch.to_lowercase().for_each(|ch| push_bare(key, ch));
            return;
        }
        ch => ch,
    };
    key.push(letter);
}

/// The letter without its accents.
fn push_bare(key: &mut String, mut ch: char) {
    // One at a time; the deepest letter has four.
    for _ in 0..4 {
        match DECOMPOSITION.decompose(ch) {
            Decomposed::Expansion(base, mark) if is_accent(mark) => ch = base,
            Decomposed::Singleton(same) => ch = same,
            _ => break,
        }
    }
    if !is_accent(ch) {
        key.push(ch);
    }
}

fn is_accent(ch: char) -> bool {
    matches!(ch, '\u{0300}'..='\u{036F}')
}

#[cfg(test)]
mod tests;
#[cfg(test)]
pub use tests::reads;
