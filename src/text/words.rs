//! Words, as spans of bytes, and how many there are.
//!
//! They are those of UAX #29, as `icu_segmenter` finds them. To count them needs no more of its rules than most texts do, and
//! those of Chinese and Japanese are cut by its dictionary at once; tests hold both to what it finds.

use std::ops::Range;
use std::sync::LazyLock;

use icu_properties::props::WordBreak;
use icu_segmenter::options::WordBreakInvariantOptions;
use icu_segmenter::{WordSegmenter, WordSegmenterBorrowed};

use super::characters::{self, Traits};
use super::dictionary;
use super::pages::Pages;

/// Loading the dictionaries takes longer than a paragraph does. ICU's neural model for Thai, Lao, Khmer and Burmese is a
/// hundred times slower than its dictionary.
static WORDS: LazyLock<WordSegmenterBorrowed<'static>> =
    LazyLock::new(|| WordSegmenter::new_dictionary(WordBreakInvariantOptions::default()));

/// The words of a text: the segments of UAX #29 with a letter or a digit in them, by dictionary where no spaces are
/// written.
///
/// `icu_segmenter` 2.4 would tell the kind of a segment, too, and takes one that ends in a mark for no word: «كتابٌ جديد»
/// would have one.
pub fn words(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut start = 0;
    WORDS.segment_str(text).filter_map(move |end| {
        let word = start..end;
        start = end;
        let counts = text.get(word.clone())?.chars().map(Traits::of).any(|traits| {
            traits.has(Traits::IN_WORD) || traits.has(Traits::ALPHABETIC) && !traits.has(Traits::EXTENDS)
        });
        counts.then_some(word)
    })
}

/// The [`words`] of a run of letters; where it is plain, without asking ICU.
pub(super) fn words_of_run(run: &str, plain: bool) -> impl Iterator<Item = Range<usize>> {
    let asked = (!plain).then(|| words(run));
    let mut start = 0;
    let told = std::iter::from_fn(move || {
        let rest = run.get(start..).filter(|rest| plain && !rest.is_empty())?;
        let word = start..start + dictionary::first_word(rest);
        start = word.end;
        Some(word)
    });
    told.chain(asked.into_iter().flatten())
}

/// Whether a run of letters has nothing but ideographs and kana, whose words the dictionary tells: characters of three
/// bytes, all of them.
pub(super) fn is_plain_run(run: &str) -> bool {
    dictionary::is_known() && run.chars().all(|ch| dictionary::is_plain(ch) || dictionary::is_katakana(ch))
}

/// How many [`words`] a text has.
///
/// UAX #29 joins nothing over a space. A piece between two of them is counted by the rules named WB4 to WB13 there, as far as
/// they concern letters, digits and what stands between them; where others may be asked, ICU is.
#[must_use]
pub fn count_words(text: &str) -> usize {
    let mut count = 0;
    let mut rest = text;
    while !rest.is_empty() {
        // Most pieces in Latin script are a word and no more, but for a mark behind it.
        let bytes = rest.as_bytes();
        let letters = bytes.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
        let marks = usize::from(matches!(bytes.get(letters), Some(b'.' | b',')));
        let plain = letters + marks;
        if matches!(bytes.get(plain), None | Some(b' ' | b'\n')) {
            count += usize::from(letters > 0);
            rest = rest.get(plain + 1..).unwrap_or_default();
            continue;
        }
        let end = memchr::memchr2(b' ', b'\n', bytes).unwrap_or(bytes.len());
        let piece = rest.get(..end).unwrap_or_default();
        count += count_piece(piece).unwrap_or_else(|| words(piece).count());
        rest = rest.get(end + 1..).unwrap_or_default();
    }
    count
}

/// What a character is to the rules for words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Letter,
    Hebrew,
    Digit,
    /// Belongs to the character before it.
    Extend,
    /// Inside a word between letters, between digits, between either.
    MidLetter,
    MidDigit,
    Mid,
    /// An apostrophe: between either, and behind a Hebrew letter as another letter.
    Apostrophe,
    /// A quotation mark, which joins two Hebrew letters.
    Quote,
    /// Parts, and is of no word.
    Gap,
    /// Ideographs and kana, whose words the dictionary knows.
    Ideograph,
    /// Another rule may be for it.
    Ask,
}

static PARTS: Pages<Part> = Pages::new(Part::asked);

impl Part {
    fn asked(ch: char) -> Self {
        let traits = Traits::of(ch);
        match characters::word_break(ch) {
            _ if dictionary::is_plain(ch) || dictionary::is_katakana(ch) => Self::Ideograph,
            _ if characters::is_complex(ch) => Self::Ask,
            WordBreak::ALetter if traits.has(Traits::IN_WORD) => Self::Letter,
            WordBreak::HebrewLetter if traits.has(Traits::IN_WORD) => Self::Hebrew,
            WordBreak::Numeric if traits.has(Traits::IN_WORD) => Self::Digit,
            WordBreak::Extend | WordBreak::Format | WordBreak::ZWJ => Self::Extend,
            WordBreak::MidLetter => Self::MidLetter,
            WordBreak::MidNum => Self::MidDigit,
            WordBreak::MidNumLet => Self::Mid,
            WordBreak::SingleQuote => Self::Apostrophe,
            WordBreak::DoubleQuote => Self::Quote,
            WordBreak::Other | WordBreak::CR | WordBreak::LF | WordBreak::Newline | WordBreak::WSegSpace
                if !traits.has(Traits::ALPHABETIC.or(Traits::NUMERIC)) =>
            {
                Self::Gap
            }
            _ => Self::Ask,
        }
    }

    /// Whether a sign between two letters or digits joins them.
    fn joins(self, before: Self, after: Self) -> bool {
        let letters = before != Self::Digit && after != Self::Digit;
        let digits = before == Self::Digit && after == Self::Digit;
        match self {
            Self::MidLetter => letters,
            Self::MidDigit => digits,
            _ => letters || digits,
        }
    }
}

/// How many words a piece of text has; nothing where rules are needed that are not known here.
fn count_piece(piece: &str) -> Option<usize> {
    let mut count = 0;
    // The letter or digit before, and the sign behind it.
    let mut before: Option<(Part, Option<Part>)> = None;
    let mut rest = piece.chars();
    loop {
        let here = rest.as_str();
        let Some(ch) = rest.next() else { return Some(count) };
        let part = PARTS.get(ch);
        before = match part {
            Part::Letter | Part::Hebrew | Part::Digit => {
                let joined = before.is_some_and(|(before, sign)| sign.is_none_or(|sign| sign.joins(before, part)));
                count += usize::from(!joined);
                if part == Part::Letter {
                    rest = rest.as_str().trim_start_matches(|ch| PARTS.get(ch) == Part::Letter).chars();
                }
                Some((part, None))
            }
            Part::Extend => before,
            Part::Apostrophe | Part::Quote if before.is_some_and(|(before, _)| before == Part::Hebrew) => return None,
            Part::MidLetter | Part::MidDigit | Part::Mid | Part::Apostrophe => match before {
                Some((letter, None)) => Some((letter, Some(part))),
                _ => None,
            },
            Part::Quote | Part::Gap => None,
            Part::Ideograph => {
                let after = here.trim_start_matches(|ch| PARTS.get(ch) == Part::Ideograph);
                let run = here.strip_suffix(after)?;
                if !dictionary::is_known() || after.chars().next().is_some_and(|ch| PARTS.get(ch) == Part::Extend) {
                    return None;
                }
                let mut left = run;
                while !left.is_empty() {
                    left = left.get(dictionary::first_word(left)..)?;
                    count += 1;
                }
                rest = after.chars();
                None
            }
            Part::Ask => return None,
        };
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::bounds::is_known_to_icu;
    use super::super::sentences::tests::text;
    use super::*;

    #[test]
    fn words_have_a_letter_or_a_digit_and_keep_their_marks() {
        let words_of = |text: &'static str| words(text).map(|span| &text[span]).collect::<Vec<_>>();
        assert_eq!(words_of("It's 3.5 km – «لـ20» تُعد!"), ["It's", "3.5", "km", "لـ20", "تُعد"]);
        assert_eq!(words_of("الروسي-الإيراني"), ["الروسي", "الإيراني"]);
        assert_eq!(words_of("می\u{200C}خواهد"), ["می\u{200C}خواهد"]);
        assert!(words_of("ทุกสองสัปดาห์").len() > 1);
        assert_eq!(words_of("كتابٌ جديدٌ\nहिन्दी की बात"), ["كتابٌ", "جديدٌ", "हिन्दी", "की", "बात"]);
        assert_eq!(count_words(" … – ½ "), 0);
    }

    proptest! {
        #[test]
        fn words_are_counted_as_they_are_found(text in text()) {
            let text: String = text.chars().filter(|ch| is_known_to_icu(*ch)).collect();
            prop_assert_eq!(count_words(&text), words(&text).count());
        }

        #[test]
        fn words_of_a_run_are_those_of_icu(
            run in "[国际关系研究所中华人民共和的一是不了在有我他这ァ-ヺぁ-ゖー]{0,24}",
            other in "[国际a1々ァぁー\u{3099}\u{FE00}\u{200D}]{0,6}",
        ) {
            prop_assert_eq!(words_of_run(&run, is_plain_run(&run)).collect::<Vec<_>>(), words(&run).collect::<Vec<_>>());
            let run = run + &other;
            prop_assert_eq!(words_of_run(&run, is_plain_run(&run)).collect::<Vec<_>>(), words(&run).collect::<Vec<_>>());
        }
    }

    #[test]
    fn every_plain_character_begins_the_words_that_icu_sees() {
        for ch in ('\u{3000}'..='\u{9FFF}').filter(|ch| dictionary::is_plain(*ch)) {
            for run in [format!("{ch}"), format!("{ch}国"), format!("国{ch}ー"), format!("ア{ch}{ch}人民")] {
                assert_eq!(
                    words_of_run(&run, is_plain_run(&run)).collect::<Vec<_>>(),
                    words(&run).collect::<Vec<_>>(),
                    "{run}"
                );
            }
        }
        assert!(dictionary::is_known());
    }

    #[test]
    fn a_word_at_first_sight_is_one_beside_every_sign() {
        for ch in ('\0'..='\u{FFFF}').filter(|ch| is_known_to_icu(*ch)) {
            for text in
                [format!("a{ch}"), format!("{ch}1 {ch}א"), format!("(a{ch}b) {ch}"), format!("a{ch}\u{301} .a, {ch}.a")]
            {
                assert_eq!(count_words(&text), words(&text).count(), "{text:?}");
            }
        }
    }

    #[test]
    fn a_long_line_takes_one_pass() {
        assert_eq!(count_words(&"word ".repeat(200_000)), 200_000);
    }
}
