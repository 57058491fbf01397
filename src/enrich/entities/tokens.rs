//! The words of a text as names are made of them, each with its place in the text as it is shown.
//!
//! The text was taken apart before ([`crate::text::Tokens`]), and its keys are the spelling of the list of names. Names only
//! cut a little differently: «لـ20» and "G20" are one word, "O'Neill" is two, Han characters stand alone, katakana and
//! hiragana each run on, and a gershayim inside a Hebrew word belongs to it. What stands between the words is a [`Gap`].

use std::ops::Range;

use crate::text::{Keys, Token as Source, TokenKind, Tokens as Text, is_caseless, is_numeric, push_word_key};

/// The most words that are looked at; the rest of a longer text has no entities. The longest articles have a fifth.
pub const MAX_TOKENS: usize = 100_000;

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
    fold: Fold,
    /// Of the folded form.
    pub hash: u64,
    pub gap: Gap,
    /// Begins with a capital letter.
    pub capital: bool,
    /// Two letters or more, all of them capitals.
    pub capitals: bool,
    /// Its script has capital letters.
    pub cased: bool,
    /// An ideograph: a syllable. A listed name ends where it ends, and nothing is guessed from them.
    pub han: bool,
    pub digits: bool,
}

/// Where the folded form of a word stands.
#[derive(Debug, Clone, Copy)]
enum Fold {
    /// Among the keys of the text.
    Key(u32),
    /// Among the forms of our own.
    Own(u32),
}

/// The words of a text.
#[derive(Debug)]
pub struct Tokens<'t> {
    pub text: &'t str,
    pub list: Vec<Token>,
    source: &'t Text<'t>,
    own: Keys,
    /// The last ideographs that were met, each with its number there.
    ideographs: Vec<(char, u32)>,
    /// Of the word that is read.
    key: String,
}

/// So many of them.
const IDEOGRAPHS: usize = 1 << 10;

/// A part of the text: bytes, the code point it begins with, and how many it has.
struct Piece<'t> {
    start: usize,
    at: u32,
    chars: u32,
    text: &'t str,
}

impl<'t> Tokens<'t> {
    pub fn of(source: &'t Text<'t>) -> Self {
        let mut tokens = Self {
            text: source.text,
            list: Vec::with_capacity(source.list.len().min(MAX_TOKENS)),
            source,
            own: Keys::default(),
            ideographs: Vec::new(),
            key: String::new(),
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

    /// The different folded forms, each with its hash: the keys of the text by their numbers, and behind them our own.
    pub fn forms(&self) -> impl Iterator<Item = (&str, u64)> {
        let own = (0..).take(self.own.count()).map(|number| (self.own.get(number), self.own.hash(number)));
        self.source.hashed_keys().chain(own)
    }

    pub fn form_count(&self) -> usize {
        self.source.key_count() + self.own.count()
    }

    /// The place of a folded form among all of them, if it is one.
    pub fn form_of(&self, word: &str) -> Option<usize> {
        let own = || self.own.find(word).map(|own| self.source.key_count() + own as usize);
        self.source.number_of(word).map(|key| key as usize).or_else(own)
    }

    /// The place of a word's folded form among all of them.
    pub fn form(&self, token: &Token) -> usize {
        match token.fold {
            Fold::Key(key) => key as usize,
            Fold::Own(own) => self.source.key_count() + own as usize,
        }
    }

    pub fn folded(&self, index: usize) -> &str {
        match self.list.get(index).map(|token| token.fold) {
            Some(Fold::Key(key)) => self.source.key(key),
            Some(Fold::Own(own)) => self.own.get(own),
            None => "",
        }
    }

    /// The gap before a word; the end of the text is a break.
    pub fn gap(&self, index: usize) -> Gap {
        self.list.get(index).map_or(Gap::Break, |token| token.gap)
    }

    fn read(&mut self) {
        let source = self.source;
        let mut gap = Gap::Break;
        let mut at = 0;
        while let Some(token) = source.get(at) {
            if self.list.len() >= MAX_TOKENS {
                return;
            }
            match token.kind {
                TokenKind::Break => gap = Gap::Break,
                TokenKind::Sign(sign) => gap = worse(gap, kind(sign)),
                TokenKind::Word(_) | TokenKind::Number => {
                    let marks = Marks::of(source.surface(token));
                    let end = self.extent(at, marks.spaceless);
                    self.word(at..end, marks, gap);
                    gap = Gap::Space;
                    at = end;
                    if source.is_glued(at) {
                        match source.get(at).and_then(Source::sign) {
                            Some(sign) => {
                                gap = self.behind(at, sign);
                                at += 1;
                            }
                            None => gap = Gap::None,
                        }
                    }
                    continue;
                }
            }
            at += 1;
        }
    }

    /// What the sign right behind the last word is: a joint, the stop of an abbreviation, or what it is anywhere.
    fn behind(&self, at: usize, sign: char) -> Gap {
        let next = self.source.get(at + 1).filter(|_| self.source.is_glued(at + 1));
        let joined = next.is_some_and(|next| next.sign().is_none());
        let short = self.list.last().is_some_and(|word| word.chars == 1 || word.chars <= 3 && word.capital);
        match sign {
            '\'' | '’' | 'ʼ' | '-' | '‐' | '‑' | '־' | '׳' | '·' | '・' if joined => Gap::Joint,
            '.' if short => Gap::Dot,
            sign => worse(Gap::Space, kind(sign)),
        }
    }

    /// Where the word that begins with a token ends: letters and digits that are glued are one, and so are the words of a
    /// run that is written without spaces.
    fn extent(&self, at: usize, spaceless: bool) -> usize {
        let mut end = at + 1;
        while self.source.is_glued(end) {
            let Some(token) = self.source.get(end) else { break };
            match token.kind {
                TokenKind::Word(_) | TokenKind::Number if Marks::of(self.surface(end)).spaceless == spaceless => {
                    end += 1
                }
                TokenKind::Sign(sign) if is_gershayim(sign) && self.is_inside_hebrew(end) => end += 2,
                _ => break,
            }
        }
        end
    }

    fn surface(&self, at: usize) -> &'t str {
        self.source.get(at).map_or("", |token| self.source.surface(token))
    }

    fn is_inside_hebrew(&self, at: usize) -> bool {
        let before = at.checked_sub(1).map_or("", |before| self.surface(before));
        self.source.is_glued(at + 1) && before.ends_with(is_hebrew) && self.surface(at + 1).starts_with(is_hebrew)
    }

    /// Adds the word of some tokens, or the words that names see in it; the marks are those of the first token.
    fn word(&mut self, range: Range<usize>, marks: Marks, gap: Gap) {
        let Some(first) = self.source.get(range.start) else { return };
        let text = self.source.text_of(range.clone());
        let (at, end) = self.source.span(range.clone());
        let whole = Piece { start: first.start as usize, at, chars: end - at, text };
        if marks.spaceless {
            return self.spaceless(&whole, gap);
        }
        let one = range.len() == 1;
        if if one { marks.apostrophe } else { text.contains(is_apostrophe) } {
            return self.pieces(&whole, gap);
        }
        let digits = range.clone().any(|at| self.source.get(at).is_some_and(Source::is_number));
        match first.key().filter(|_| one) {
            Some(key) => self.push(&whole, gap, digits, Fold::Key(key), self.source.hash(key)),
            None => self.push_own(&whole, gap, digits),
        }
    }

    /// Adds the ideographs of a run one by one, and its kana in pieces of one kind.
    fn spaceless(&mut self, whole: &Piece<'t>, gap: Gap) {
        let mut gap = gap;
        let (mut at, mut rest) = (whole.at, whole.text);
        while let Some(first) = rest.chars().next() {
            let class = Class::of(first);
            let end = match class {
                Class::Han => first.len_utf8(),
                class => rest.find(|ch| Class::of(ch) != class).unwrap_or(rest.len()),
            };
            let (text, after) = rest.split_at(end);
            let start = whole.start + whole.text.len() - rest.len();
            let chars = if class == Class::Han { 1 } else { u32::try_from(text.chars().count()).unwrap_or(0) };
            let piece = Piece { start, at, chars, text };
            if class == Class::Han {
                // Spelt in one way, and no number.
                let own = self.ideograph(first, text);
                self.push(&piece, gap, false, Fold::Own(own), self.own.hash(own));
            } else {
                self.push_piece(&piece, gap);
            }
            (at, rest, gap) = (at + chars, after, Gap::None);
        }
    }

    /// The number of an ideograph among our own forms. Most come again.
    fn ideograph(&mut self, ch: char, text: &str) -> u32 {
        self.ideographs.resize(IDEOGRAPHS, ('\0', 0));
        match self.ideographs.get_mut(ch as usize % IDEOGRAPHS) {
            Some((known, own)) if *known == ch => *own,
            slot => {
                let own = self.own.number(text);
                slot.into_iter().for_each(|slot| *slot = (ch, own));
                own
            }
        }
    }

    /// Adds the pieces of a word with apostrophes inside, each of which goes with the piece before it, whose fold drops it.
    fn pieces(&mut self, whole: &Piece<'t>, gap: Gap) {
        let (mut at, mut start, mut gap) = (whole.at, whole.start, gap);
        for text in whole.text.split_inclusive(is_apostrophe) {
            let chars = u32::try_from(text.chars().count()).unwrap_or(0);
            self.push_piece(&Piece { start, at, chars, text }, gap);
            (at, start, gap) = (at + chars, start + text.len(), Gap::Joint);
        }
    }

    fn push_piece(&mut self, piece: &Piece<'t>, gap: Gap) {
        let (text, chars) = match piece.text.strip_suffix(is_apostrophe) {
            Some(text) => (text, piece.chars.saturating_sub(1)),
            None => (piece.text, piece.chars),
        };
        let digits = text.chars().any(is_numeric);
        self.push_own(&Piece { text, chars, ..*piece }, gap, digits);
    }

    fn push_own(&mut self, piece: &Piece<'t>, gap: Gap, digits: bool) {
        self.key.clear();
        for part in piece.text.split_inclusive(is_gershayim) {
            let word = part.trim_end_matches(is_gershayim);
            push_word_key(&mut self.key, word);
            if word.len() < part.len() {
                self.key.push('"');
            }
        }
        let own = self.own.number(&self.key);
        self.push(piece, gap, digits, Fold::Own(own), self.own.hash(own));
    }

    fn push(&mut self, piece: &Piece<'t>, gap: Gap, digits: bool, fold: Fold, hash: u64) {
        let nothing = match fold {
            Fold::Key(key) => self.source.is_empty(key),
            Fold::Own(own) => self.own.is_empty(own),
        };
        if nothing || self.list.len() >= MAX_TOKENS {
            return;
        }
        let Some(first) = piece.text.chars().next() else { return };
        let caseless = is_caseless(first);
        let capital = !caseless && first.is_uppercase();
        self.list.push(Token {
            start: piece.start,
            end: piece.start + piece.text.len(),
            at: piece.at,
            chars: piece.chars,
            fold,
            hash,
            gap,
            capital,
            capitals: capital && piece.chars > 1 && !piece.text.chars().any(char::is_lowercase),
            cased: capital || !caseless && first.is_lowercase(),
            han: is_han(first),
            digits,
        });
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

/// What a word has among its letters.
#[derive(Debug, Clone, Copy)]
struct Marks {
    /// Letters of scripts that write no spaces.
    spaceless: bool,
    apostrophe: bool,
}

impl Marks {
    /// The bytes that these characters begin with; most words have none of them.
    const SPACELESS: u8 = 1;
    const APOSTROPHE: u8 = 2;
    const BYTES: [u8; 256] = {
        let mut bytes = [0; 256];
        let mut byte = 0;
        while byte < bytes.len() {
            bytes[byte] = match byte {
                0xE3..=0xE9 | 0xEF => Self::SPACELESS,
                0x27 | 0xCA | 0xE2 => Self::APOSTROPHE,
                _ => 0,
            };
            byte += 1;
        }
        bytes
    };

    fn of(surface: &str) -> Self {
        let mark = |byte: u8| Self::BYTES.get(usize::from(byte)).copied().unwrap_or_default();
        let maybe = surface.bytes().fold(0, |marks, byte| marks | mark(byte));
        Self {
            spaceless: maybe & Self::SPACELESS != 0 && surface.chars().any(|ch| Class::of(ch) != Class::Other),
            apostrophe: maybe & Self::APOSTROPHE != 0 && surface.contains(is_apostrophe),
        }
    }
}

/// Letters of scripts that write no spaces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Han,
    Katakana,
    Hiragana,
    Other,
}

impl Class {
    fn of(ch: char) -> Self {
        match ch {
            '\u{0}'..='\u{303F}' => Self::Other,
            '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' => Self::Han,
            '\u{30A0}'..='\u{30FF}' | '\u{31F0}'..='\u{31FF}' => Self::Katakana,
            '\u{3040}'..='\u{309F}' => Self::Hiragana,
            _ => Self::Other,
        }
    }
}

fn is_han(ch: char) -> bool {
    Class::of(ch) == Class::Han
}

fn is_hebrew(ch: char) -> bool {
    matches!(ch, '\u{05D0}'..='\u{05EA}')
}

fn is_gershayim(ch: char) -> bool {
    matches!(ch, '"' | '״' | '”')
}

fn is_apostrophe(ch: char) -> bool {
    matches!(ch, '\'' | '’' | 'ʼ')
}

/// A name as the table spells it.
#[cfg(test)]
pub fn fold(name: &str) -> String {
    let text = Text::of(name, "und", usize::MAX);
    let tokens = Tokens::of(&text);
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
        assert_eq!(fold("O’Neill, G20, لـ20"), "o neill g20 ل20");
        assert_eq!(fold("プーチンは習"), "プーチン は 習");
        // Two that have one place among the last that were met.
        assert_eq!('刀' as usize % IDEOGRAPHS, '一' as usize % IDEOGRAPHS);
        assert_eq!(fold("一刀一刀刀"), "一 刀 一 刀 刀");
    }

    #[test]
    fn places_are_those_of_the_text_that_is_shown() {
        let text = "«لـ20» كُتِبَ Éric";
        let source = Text::of(text, "und", usize::MAX);
        let tokens = Tokens::of(&source);
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
        let gaps = |text: &str| {
            let source = Text::of(text, "und", usize::MAX);
            Tokens::of(&source).list.iter().skip(1).map(|token| token.gap).collect::<Vec<_>>()
        };
        assert_eq!(gaps("a b, cats. \"d\" e-f"), [Gap::Space, Gap::Comma, Gap::Break, Gap::Quote, Gap::Joint]);
        assert_eq!(gaps("J. Doe. The"), [Gap::Dot, Gap::Dot]);
        assert_eq!(gaps("one harbour. Two"), [Gap::Space, Gap::Break]);
        assert_eq!(gaps("习近"), [Gap::None]);
    }

    #[test]
    fn an_ideograph_is_no_number() {
        assert!(('\0'..=char::MAX).filter(|ch| is_han(*ch)).all(|ch| !is_numeric(ch)));
    }

    #[test]
    fn a_text_without_end_has_an_end() {
        let text = "a ".repeat(MAX_TOKENS + 10);
        let source = Text::of(&text, "und", usize::MAX);
        assert_eq!(Tokens::of(&source).len(), MAX_TOKENS);
    }
}
