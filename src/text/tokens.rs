//! A text taken apart once for everything that is sought in it: words, numbers and signs, each with its place in bytes
//! and in code points, and words by the key under which they are the same.
//!
//! The key ignores case, accents, vowel signs and spelling variants of Arabic script: it is looser than
//! [`fold`](super::fold), the same for all languages, and only ever compared with other keys.

use std::collections::HashMap;
use std::ops::Range;

use icu_normalizer::properties::{CanonicalDecomposition, CanonicalDecompositionBorrowed, Decomposed};

use super::characters::{decimal_digit, is_mark};
use super::segment::words;

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

/// Each key once, with its number, in the order in which they came.
#[derive(Debug, Default)]
struct Keys {
    arena: String,
    spans: Vec<Range<usize>>,
    numbers: HashMap<Box<str>, u32>,
}

impl Keys {
    fn number(&mut self, key: &str) -> u32 {
        if let Some(number) = self.numbers.get(key) {
            return *number;
        }
        let number = u32::try_from(self.spans.len()).unwrap_or(u32::MAX);
        let start = self.arena.len();
        self.arena.push_str(key);
        self.spans.push(start..self.arena.len());
        self.numbers.insert(key.into(), number);
        number
    }
}

impl<'t> Tokens<'t> {
    /// At most `max_bytes` of a text are read; `lang` is its BCP 47 tag.
    #[must_use]
    pub fn of(text: &'t str, lang: &str, max_bytes: usize) -> Self {
        let end = (0..=max_bytes.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        let text = text.get(..end).unwrap_or_default();
        let splits_apostrophes = matches!(lang.split('-').next(), Some("fr" | "it" | "ca"));
        let mut reader =
            Reader { text, splits_apostrophes, tokens: Vec::with_capacity(text.len() / 6), keys: Keys::default() };
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
        let span = self.keys.spans.get(number as usize).cloned().unwrap_or_default();
        self.keys.arena.get(span).unwrap_or_default()
    }

    /// The key of a token; empty where it is no word.
    #[must_use]
    pub fn key_at(&self, at: usize) -> &str {
        self.get(at).and_then(Token::key).map_or("", |key| self.key(key))
    }

    /// How many different keys there are: they are numbered from 0.
    #[must_use]
    pub fn key_count(&self) -> usize {
        self.keys.spans.len()
    }

    #[must_use]
    pub fn number_of(&self, key: &str) -> Option<u32> {
        self.keys.numbers.get(key).copied()
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
}

impl Reader<'_> {
    fn read(&mut self) {
        let mut chars = self.text.char_indices().zip(0_u32..).peekable();
        let mut key = String::new();
        while let Some(((start, ch), char_start)) = chars.next() {
            if ch.is_whitespace() {
                if ch == '\n' {
                    self.push(TokenKind::Break, start..start + 1, char_start..char_start + 1);
                }
                continue;
            }
            let (mut end, mut char_end) = (start + ch.len_utf8(), char_start + 1);
            if is_digit(ch) {
                while let Some(((at, next), place)) = chars.next_if(|((_, next), _)| is_digit(*next)) {
                    (end, char_end) = (at + next.len_utf8(), place + 1);
                }
                self.push(TokenKind::Number, start..end, char_start..char_end);
            } else if is_letter(ch) {
                key.clear();
                push_key(&mut key, ch);
                let mut spaceless = is_spaceless(ch);
                while let Some(((at, next), place)) = chars.next_if(|((at, next), _)| {
                    is_letter(*next) || is_joiner(*next) || (is_apostrophe(*next) && self.joins(*at, *next))
                }) {
                    (end, char_end) = (at + next.len_utf8(), place + 1);
                    spaceless |= is_spaceless(next);
                    push_key(&mut key, next);
                }
                if spaceless {
                    self.push_spaceless(start..end, char_start);
                } else {
                    let number = self.keys.number(&key);
                    self.push(TokenKind::Word(number), start..end, char_start..char_end);
                }
            } else if !is_joiner(ch) {
                self.push(TokenKind::Sign(ch), start..end, char_start..char_end);
            }
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
        let count = |text: Option<&str>| u32::try_from(text.map_or(0, |text| text.chars().count())).unwrap_or(0);
        for word in words(text) {
            let first = place + count(text.get(at..word.start));
            let surface = text.get(word.clone()).unwrap_or_default();
            let last = first + count(Some(surface));
            let number = self.keys.number(&word_key(surface));
            self.push(TokenKind::Word(number), run.start + word.start..run.start + word.end, first..last);
            (at, place) = (word.end, last);
        }
    }

    /// Whether an apostrophe belongs to the word around it: "don't", not «l'eau».
    fn joins(&self, at: usize, ch: char) -> bool {
        !self.splits_apostrophes
            && self.text.get(at + ch.len_utf8()..).and_then(|rest| rest.chars().next()).is_some_and(is_letter)
    }
}

fn is_digit(ch: char) -> bool {
    ch.is_ascii_digit() || (!ch.is_ascii() && ch.is_numeric() && decimal_digit(ch).is_some())
}

fn is_letter(ch: char) -> bool {
    if ch.is_ascii() { ch.is_ascii_alphabetic() } else { ch.is_alphabetic() || is_mark(ch) }
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
    for ch in word.chars() {
        push_key(&mut key, ch);
    }
    key
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
            for lower in ch.to_lowercase() {
                let bare = match DECOMPOSITION.decompose(lower) {
                    Decomposed::Singleton(base) => base,
                    Decomposed::Expansion(base, mark) if is_accent(mark) => match DECOMPOSITION.decompose(base) {
                        Decomposed::Expansion(base, mark) if is_accent(mark) => base,
                        _ => base,
                    },
                    _ => lower,
                };
                if !is_accent(bare) {
                    key.push(bare);
                }
            }
            return;
        }
        ch => ch,
    };
    key.push(letter);
}

fn is_accent(ch: char) -> bool {
    matches!(ch, '\u{0300}'..='\u{036F}')
}

#[cfg(test)]
mod tests;
