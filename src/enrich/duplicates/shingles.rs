//! A folded text as words, and words as shingles: overlapping runs of them, each a hash.
//!
//! A word is a run of letters, digits and marks. Characters of scripts that are written without spaces between words are
//! words of their own; where they are most of the text a shingle is four of them, else it is three words.

use xxhash_rust::xxh3::xxh3_64;

use crate::text::{Pages, Traits};

/// How many words a shingle has, and how many characters where these are the words.
const WORDS: usize = 3;
const CHARACTERS: usize = 4;

/// The words of a folded text, as hashes, and what stands among them.
#[derive(Debug, Default)]
pub struct Words {
    pub hashes: Vec<u64>,
    /// Hashes of its numbers, without the marks that group their digits or part their decimals.
    pub numbers: Vec<u16>,
    unspaced: usize,
    /// Of the word that is pushed, its letters made the same.
    mapped: String,
}

impl Words {
    pub fn of(folded: &str) -> Self {
        let mut words = Self::in_order(folded);
        Runs::of(folded).for_each(|run| words.push(&run));
        words
    }

    /// The numbers of a text; its words are to be pushed in their order.
    pub fn in_order(folded: &str) -> Self {
        // Words of a European language are six letters and a space long; too small a guess only grows.
        let hashes = Vec::with_capacity(folded.len() / 7);
        Self { hashes, numbers: numbers(folded), ..Self::default() }
    }

    pub fn push(&mut self, run: &Run<'_>) {
        self.unspaced += usize::from(run.unspaced);
        let word = if run.common {
            run.text
        } else {
            self.mapped.clear();
            self.mapped.extend(run.text.chars().map(common_letter));
            &self.mapped
        };
        self.hashes.push(xxh3_64(word.as_bytes()));
    }

    /// Hashes of its shingles, in the order of the text. One that is repeated comes again.
    pub fn shingles(&self) -> impl Iterator<Item = u64> + '_ {
        let length = if self.unspaced * 2 > self.hashes.len() { CHARACTERS } else { WORDS };
        self.hashes.windows(length).map(|words| mixed(words.iter().fold(0, |all, word| all.rotate_left(23) ^ word)))
    }
}

/// Spreads what differs in a few bits over all of them: the finalizer of SplitMix64.
fn mixed(hash: u64) -> u64 {
    let hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ (hash >> 31)
}

/// A word of a folded text.
pub struct Run<'t> {
    pub text: &'t str,
    /// One character of a script that is written without spaces.
    pub unspaced: bool,
    /// Such a character that is no letter: it is a word, and parts others.
    pub sign: bool,
    /// None of its letters is one of those that are made the same.
    common: bool,
    /// A space or a sign stands before it.
    pub parted: bool,
}

/// The words of a folded text, in order.
pub struct Runs<'t> {
    rest: &'t str,
}

impl<'t> Runs<'t> {
    pub fn of(folded: &'t str) -> Self {
        Self { rest: folded }
    }
}

impl<'t> Iterator for Runs<'t> {
    type Item = Run<'t>;

    #[inline]
    fn next(&mut self) -> Option<Run<'t>> {
        let mut chars = self.rest.chars();
        let (mut before, mut parted) = (chars.as_str(), false);
        let first = loop {
            match Kind::of(chars.next()?) {
                Kind::Gap => (before, parted) = (chars.as_str(), true),
                kind => break kind,
            }
        };
        let unspaced = matches!(first, Kind::Unspaced | Kind::Sign);
        let mut common = first != Kind::Letter;
        let mut after = chars.as_str();
        if !unspaced {
            loop {
                match chars.next().map(Kind::of) {
                    Some(Kind::Common) => {}
                    Some(Kind::Letter) => common = false,
                    _ => break,
                }
                after = chars.as_str();
            }
        }
        self.rest = after;
        let text = before.get(..before.len() - after.len()).unwrap_or_default();
        Some(Run { text, unspaced, sign: first == Kind::Sign, common, parted })
    }
}

/// What a character is among words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Gap,
    /// A letter, a digit or a mark, which stays as it is.
    Common,
    /// A letter that becomes another.
    Letter,
    Unspaced,
    /// Unspaced, and no letter.
    Sign,
}

static KINDS: Pages<Kind> = Pages::new(Kind::asked);

impl Kind {
    #[inline]
    fn of(ch: char) -> Self {
        match ch {
            'a'..='z' | '0'..='9' => Self::Common,
            ' ' => Self::Gap,
            ch => KINDS.get(ch),
        }
    }

    fn asked(ch: char) -> Self {
        match (is_unspaced(ch), is_word(ch)) {
            (true, true) => Self::Unspaced,
            (true, false) => Self::Sign,
            (false, false) => Self::Gap,
            (false, true) if common_letter(ch) == ch => Self::Common,
            (false, true) => Self::Letter,
        }
    }
}

fn is_word(ch: char) -> bool {
    Traits::of(ch).has(Traits::ALPHABETIC.or(Traits::NUMERIC).or(Traits::MARK))
}

/// Folding goes by the language, and two copies of one text may be taken for different ones, such as a Persian text that
/// was typed on an Arabic keyboard. Here the letters that the folds of Arabic, Persian, Urdu and Kurdish tell apart are one.
fn common_letter(ch: char) -> char {
    match ch {
        'آ' | 'أ' | 'إ' | 'ٱ' => 'ا',
        'ی' | 'ى' | 'ئ' | 'ے' => 'ي',
        'ک' => 'ك',
        'ة' | 'ە' | 'ہ' | 'ۀ' | 'ۂ' | 'ھ' => 'ه',
        'ؤ' => 'و',
        ch => ch,
    }
}

/// Scripts without spaces between words: Thai, Lao, Burmese, Khmer, kana, Han.
fn is_unspaced(ch: char) -> bool {
    matches!(ch,
        '\u{0E01}'..='\u{0E4E}' | '\u{0E81}'..='\u{0ECD}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17D3}'
        | '\u{3005}'..='\u{3007}' | '\u{3041}'..='\u{30FF}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}'
        | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

/// The distinct numbers of a text, as far as they are written in digits. Folded text has ASCII digits only.
fn numbers(folded: &str) -> Vec<u16> {
    let mut numbers = Vec::new();
    let mut digits = Vec::new();
    let mut rest = folded.as_bytes();
    while let Some(from) = from_digit(rest) {
        digits.clear();
        rest = from;
        loop {
            rest = match rest {
                [digit @ b'0'..=b'9', after @ ..] => {
                    digits.push(*digit);
                    after
                }
                [b'.' | b',' | b'\'', after @ ..] if after.first().is_some_and(u8::is_ascii_digit) => after,
                _ => break,
            };
        }
        numbers.push(number(&digits));
    }
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

/// The bytes from the first digit on. Most stretches of a text have none, and are asked at once.
fn from_digit(bytes: &[u8]) -> Option<&[u8]> {
    let has_none = |part: &&[u8; 32]| !part.iter().fold(false, |any, byte| any | byte.is_ascii_digit());
    let skipped = bytes.as_chunks().0.iter().take_while(has_none).count() * 32;
    let rest = bytes.get(skipped..)?;
    rest.get(rest.iter().position(u8::is_ascii_digit)?..)
}

fn number(digits: &[u8]) -> u16 {
    let [low, high, ..] = xxh3_64(digits).to_le_bytes();
    u16::from_le_bytes([low, high])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shingles(text: &str) -> Vec<u64> {
        Words::of(text).shingles().collect()
    }

    #[test]
    fn a_number_is_found_wherever_it_stands() {
        for place in 0..100 {
            let text = format!("{}7.5,1x{}", "a".repeat(place), "b".repeat(100 - place));
            assert_eq!(numbers(&text), [number(b"751")], "{place}");
        }
        assert_eq!(numbers("1. 2, '3"), numbers("3 2 1 1"));
    }

    #[test]
    fn punctuation_and_spaces_do_not_count_and_the_order_of_words_does() {
        assert_eq!(shingles("the boat, \"is\" back\ntoday"), shingles("the boat is back today"));
        assert_ne!(shingles("the boat is back"), shingles("the boat back is"));
        assert_eq!(shingles("the boat is back today").len(), 3);
        assert!(shingles("the boat").is_empty());
    }

    #[test]
    fn characters_are_words_where_none_are_spaced() {
        assert_eq!(Words::of("港の船が戻った").hashes.len(), 7);
        assert_eq!(shingles("港の船が戻った").len(), 4);
        // A name in another script changes nothing about the rest.
        assert_eq!(Words::of("港の船 Aurora が戻った").hashes.len(), 8);
        // A few characters in a spaced text do not either.
        assert_eq!(shingles("the boat 船 is back today").len(), 4);
    }

    #[test]
    fn a_persian_text_is_the_same_whichever_keyboard_typed_it() {
        use crate::text::fold;
        let (persian, arabic) = ("کشتی قدیمی بندر", "كشتي قديمي بندر");
        assert_eq!(shingles(&fold(persian, "fa")), shingles(&fold(arabic, "ar")));
    }

    #[test]
    fn marks_belong_to_their_word() {
        assert_eq!(Words::of("नदी के किनारे").hashes.len(), 3);
    }

    #[test]
    fn numbers_are_the_same_however_their_digits_are_grouped() {
        assert_eq!(numbers("1,250,000 boats"), numbers("1.250.000 boats"));
        assert_eq!(numbers("6.8 and 6.8").len(), 1);
        assert_eq!(numbers("at 10:15, on the 3rd.").len(), 3);
        assert_eq!(numbers("no boat, no 'number'."), Vec::<u16>::new());
        assert_ne!(numbers("12"), numbers("13"));
    }
}
