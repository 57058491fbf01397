//! Text → words in folded form, each with its place in the text as it is shown.
//!
//! The fold here is that of names: case, accents, vowel signs and the spellings of Arabic script fall away, in every
//! language alike, so that one table serves all. `tools/gazetteer/build.py` folds the table in the same way, and a test
//! holds the two together.

use icu_normalizer::properties::{CanonicalDecompositionBorrowed, Decomposed};

use super::gazetteer::fnv;
use crate::text::is_mark;

/// The most words that are looked at; the rest of a longer text has no entities. The longest articles have a fifth.
pub const MAX_TOKENS: usize = 100_000;

const DECOMPOSITION: CanonicalDecompositionBorrowed<'static> = CanonicalDecompositionBorrowed::new();

/// What stands before a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gap {
    /// Nothing: Han characters are words of their own.
    None,
    Space,
    /// A hyphen or an apostrophe between two letters.
    Joint,
    /// A full stop behind one letter or a short word, as in "J. Doe" and "U.S.".
    Dot,
    Comma,
    /// A quotation mark or a bracket.
    Quote,
    /// The end of a sentence or a line.
    Break,
}

impl Gap {
    /// Whether a name may go on over it.
    pub fn joins(self) -> bool {
        matches!(self, Self::None | Self::Space | Self::Joint | Self::Dot)
    }
}

#[derive(Debug, Clone, Copy)]
pub struct Token {
    /// Bytes of the text.
    pub start: usize,
    pub end: usize,
    /// Its place in code points, and how many it has.
    pub at: u32,
    pub chars: u32,
    fold_start: usize,
    fold_end: usize,
    /// Of the folded form.
    pub hash: u64,
    pub gap: Gap,
    /// Begins with a capital letter.
    pub capital: bool,
    /// Two letters or more, all of them capitals.
    pub capitals: bool,
    /// Its script has capital letters.
    pub cased: bool,
    pub digits: bool,
}

/// The words of a text.
#[derive(Debug)]
pub struct Tokens<'t> {
    pub text: &'t str,
    pub list: Vec<Token>,
    folded: String,
}

impl<'t> Tokens<'t> {
    pub fn of(text: &'t str) -> Self {
        let mut tokens = Self {
            text,
            list: Vec::with_capacity((text.len() / 8).min(MAX_TOKENS)),
            folded: String::with_capacity(text.len()),
        };
        tokens.read();
        tokens
    }

    pub fn get(&self, index: usize) -> Option<&Token> {
        self.list.get(index)
    }

    pub fn len(&self) -> usize {
        self.list.len()
    }

    pub fn folded(&self, index: usize) -> &str {
        self.list.get(index).and_then(|token| self.folded.get(token.fold_start..token.fold_end)).unwrap_or_default()
    }

    /// The gap before a word; the end of the text is a break.
    pub fn gap(&self, index: usize) -> Gap {
        self.list.get(index).map_or(Gap::Break, |token| token.gap)
    }

    fn read(&mut self) {
        let text = self.text;
        let mut chars = text.char_indices().peekable();
        let mut at = 0u32;
        let mut gap = Gap::Break;
        let mut open: Option<Token> = None;
        let mut previous = ' ';
        while let Some((offset, ch)) = chars.next() {
            let han = is_han(ch);
            let inside = open.is_some();
            let plain = is_plain_letter(ch);
            let word = plain
                || !han && (if ch.is_ascii() { ch.is_ascii_alphanumeric() } else { is_word(ch) })
                || inside
                    && is_quote(ch)
                    && is_hebrew(previous)
                    && chars.peek().is_some_and(|(_, next)| is_hebrew(*next));
            if word || han {
                if han && let Some(token) = open.take() {
                    self.close(token);
                    gap = Gap::None;
                }
                let token = open.get_or_insert_with(|| Token {
                    start: offset,
                    end: offset,
                    at,
                    chars: 0,
                    fold_start: self.folded.len(),
                    fold_end: self.folded.len(),
                    hash: 0,
                    gap,
                    capital: !plain && ch.is_uppercase(),
                    capitals: true,
                    cased: !plain && (ch.is_uppercase() || ch.is_lowercase()),
                    digits: false,
                });
                token.end = offset + ch.len_utf8();
                token.chars += 1;
                if !plain {
                    token.capitals &= !ch.is_lowercase();
                    token.digits |= ch.is_numeric();
                }
                if is_quote(ch) {
                    self.folded.push('"')
                } else {
                    fold_into(ch, &mut self.folded)
                }
                if han && let Some(token) = open.take() {
                    self.close(token);
                    gap = Gap::None;
                }
            } else {
                if let Some(token) = open.take() {
                    let short = token.chars == 1 || token.chars <= 3 && token.capital;
                    self.close(token);
                    let joined = chars.peek().is_some_and(|(_, next)| next.is_alphanumeric());
                    gap = match ch {
                        '\'' | '’' | 'ʼ' | '-' | '‐' | '‑' | '־' | '׳' | '·' | '・' if joined => Gap::Joint,
                        '.' if short => Gap::Dot,
                        _ => Gap::Space,
                    };
                    if !matches!(gap, Gap::Joint | Gap::Dot) {
                        gap = worse(gap, kind(ch));
                    }
                } else {
                    gap = worse(gap, kind(ch));
                }
                if self.list.len() >= MAX_TOKENS {
                    return;
                }
            }
            previous = ch;
            at += 1;
        }
        if let Some(token) = open {
            self.close(token);
        }
    }

    fn close(&mut self, mut token: Token) {
        token.fold_end = self.folded.len();
        let folded = self.folded.get(token.fold_start..token.fold_end).unwrap_or_default();
        if folded.is_empty() || self.list.len() >= MAX_TOKENS {
            return;
        }
        token.capitals &= token.cased && token.chars > 1;
        token.hash = fnv(folded.as_bytes());
        self.list.push(token);
    }
}

/// What parts more, of two things that stand between words.
fn worse(one: Gap, other: Gap) -> Gap {
    let rank = |gap| match gap {
        Gap::None => 0,
        Gap::Space => 1,
        Gap::Joint => 2,
        Gap::Dot => 3,
        Gap::Quote => 4,
        Gap::Comma => 5,
        Gap::Break => 6,
    };
    if rank(one) >= rank(other) { one } else { other }
}

fn kind(ch: char) -> Gap {
    match ch {
        ' ' | '\u{A0}' | '\u{200C}' => Gap::Space,
        '\n' | '.' | '!' | '?' | ':' | '؟' | '۔' | '।' | '።' | '。' | '！' | '？' | '•' | '|' | '…' | '\r' => {
            Gap::Break
        }
        ',' | ';' | '،' | '؛' | '、' | '，' | '/' | '–' | '—' | '-' | '+' | '&' | '*' | '=' => Gap::Comma,
        '\'' | '’' => Gap::Quote,
        ch if ch.is_whitespace() => Gap::Space,
        ch if ch.is_alphanumeric() => Gap::Space,
        _ => Gap::Quote,
    }
}

/// The letters of Arabic and Hebrew script, without asking Unicode's tables: they have no case and are most of their texts.
fn is_plain_letter(ch: char) -> bool {
    matches!(ch, '\u{620}'..='\u{63F}' | '\u{641}'..='\u{64A}' | '\u{671}'..='\u{6D3}' | '\u{5D0}'..='\u{5EA}')
}

fn is_word(ch: char) -> bool {
    ch.is_alphanumeric() || is_dropped(ch) || is_mark(ch)
}

pub fn is_han(ch: char) -> bool {
    matches!(ch, '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}')
}

fn is_hebrew(ch: char) -> bool {
    matches!(ch, '\u{05D0}'..='\u{05EA}')
}

fn is_quote(ch: char) -> bool {
    matches!(ch, '"' | '״' | '”')
}

/// Marks and invisible characters that no name is told by.
fn is_dropped(ch: char) -> bool {
    matches!(ch,
        '\u{300}'..='\u{36F}' | '\u{591}'..='\u{5BD}' | '\u{5BF}'..='\u{5C7}' | '\u{610}'..='\u{61A}' | '\u{64B}'..='\u{65F}'
        | '\u{670}' | '\u{640}' | '\u{6D6}'..='\u{6ED}' | '\u{200B}'..='\u{200F}' | '\u{AD}' | '\u{61C}')
}

fn fold_into(ch: char, out: &mut String) {
    match ch {
        ch if ch.is_ascii() => out.push(ch.to_ascii_lowercase()),
        ch if is_dropped(ch) => {}
        'آ' | 'أ' | 'إ' | 'ٱ' => out.push('ا'),
        'ى' | 'ی' | 'ئ' | 'ې' => out.push('ي'),
        'ۀ' | 'ة' | 'ە' | 'ھ' | 'ہ' => out.push('ه'),
        'ک' => out.push('ك'),
        'ؤ' => out.push('و'),
        'ڤ' => out.push('ف'),
        'ı' | 'İ' => out.push('i'),
        '\u{C0}'..='\u{52F}' | '\u{1E00}'..='\u{1FFF}' => ch.to_lowercase().for_each(|ch| decompose(ch, out)),
        ch => out.push(ch),
    }
}

/// The letter without its accents.
fn decompose(ch: char, out: &mut String) {
    let mut ch = ch;
    // An accent at a time; the deepest letter has four.
    for _ in 0..4 {
        match DECOMPOSITION.decompose(ch) {
            Decomposed::Expansion(base, mark) if is_dropped(mark) => ch = base,
            Decomposed::Singleton(same) => ch = same,
            _ => break,
        }
    }
    if !is_dropped(ch) {
        out.push(ch);
    }
}

/// A name as the table spells it.
#[cfg(test)]
pub fn fold(name: &str) -> String {
    let tokens = Tokens::of(name);
    (0..tokens.len()).map(|index| tokens.folded(index)).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_a_name_fold_to_one() {
        assert_eq!(fold("Málaga"), "malaga");
        assert_eq!(fold("İstanbul ISPARTA ısı"), "istanbul isparta isi");
        assert_eq!(fold("إيرانُ الإيرانيّة"), fold("ایران الايرانيه"));
        assert_eq!(fold("Чечнёй"), "чечнеи");
        assert_eq!(fold("צה\"ל"), "צה\"ל");
        assert_eq!(fold("习近平 说"), "习 近 平 说");
        assert_eq!(fold("می‌خواهد"), "ميخواهد");
    }

    #[test]
    fn places_are_those_of_the_text_that_is_shown() {
        let text = "«لـ20» كُتِبَ Éric";
        let tokens = Tokens::of(text);
        let shown: Vec<_> = tokens.list.iter().map(|token| &text[token.start..token.end]).collect();
        assert_eq!(shown, ["لـ20", "كُتِبَ", "Éric"]);
        let places: Vec<_> = tokens.list.iter().map(|token| (token.at, token.chars)).collect();
        assert_eq!(places, [(1, 4), (7, 6), (14, 4)]);
        for token in &tokens.list {
            let by_chars: String = text.chars().skip(token.at as usize).take(token.chars as usize).collect();
            assert_eq!(by_chars, &text[token.start..token.end]);
        }
    }

    #[test]
    fn gaps_tell_where_a_name_may_go_on() {
        let gaps = |text: &str| Tokens::of(text).list.iter().skip(1).map(|token| token.gap).collect::<Vec<_>>();
        assert_eq!(gaps("a b, cats. \"d\" e-f"), [Gap::Space, Gap::Comma, Gap::Break, Gap::Quote, Gap::Joint]);
        assert_eq!(gaps("J. Doe. The"), [Gap::Dot, Gap::Dot]);
        assert_eq!(gaps("one harbour. Two"), [Gap::Space, Gap::Break]);
        assert_eq!(gaps("习近"), [Gap::None]);
    }

    #[test]
    fn a_text_without_end_has_an_end() {
        let text = "a ".repeat(MAX_TOKENS + 10);
        assert_eq!(Tokens::of(&text).len(), MAX_TOKENS);
    }
}
