//! Questions about single characters that several text tools ask.

use std::ops::RangeInclusive;
use std::sync::LazyLock;

use icu_normalizer::properties::{
    CanonicalCombiningClassMap, CanonicalCombiningClassMapBorrowed, CanonicalComposition, CanonicalCompositionBorrowed,
    CanonicalDecomposition, CanonicalDecompositionBorrowed, Decomposed,
};
use icu_properties::props::{GeneralCategory, LineBreak, WordBreak};
use icu_properties::{CodePointMapData, CodePointMapDataBorrowed};

use super::pages::Pages;

const CATEGORY: CodePointMapDataBorrowed<'static, GeneralCategory> = CodePointMapData::new();
const WORD_BREAK: CodePointMapDataBorrowed<'static, WordBreak> = CodePointMapData::new();
const LINE_BREAK: CodePointMapDataBorrowed<'static, LineBreak> = CodePointMapData::new();
const COMBINING_CLASS: CanonicalCombiningClassMapBorrowed<'static> = CanonicalCombiningClassMap::new();
const DECOMPOSITION: CanonicalDecompositionBorrowed<'static> = CanonicalDecomposition::new();
const COMPOSITION: CanonicalCompositionBorrowed<'static> = CanonicalComposition::new();

/// The digits zero of the general category Nd, Unicode 17; each is followed by its digits one to nine.
const ZEROS: [u32; 77] = [
    0x0030, 0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6, 0x0D66, 0x0DE6,
    0x0E50, 0x0ED0, 0x0F20, 0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90, 0x1B50, 0x1BB0, 0x1C40,
    0x1C50, 0xA620, 0xA8D0, 0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0, 0xFF10, 0x104A0, 0x10D30, 0x10D40, 0x11066,
    0x110F0, 0x11136, 0x111D0, 0x112F0, 0x11450, 0x114D0, 0x11650, 0x116C0, 0x116D0, 0x116DA, 0x11730, 0x118E0,
    0x11950, 0x11BF0, 0x11C50, 0x11D50, 0x11DA0, 0x11DE0, 0x11F50, 0x16130, 0x16A60, 0x16AC0, 0x16B50, 0x16D70,
    0x1CCF0, 0x1D7CE, 0x1D7D8, 0x1D7E2, 0x1D7EC, 0x1D7F6, 0x1E140, 0x1E2F0, 0x1E4F0, 0x1E5F1, 0x1E950, 0x1FBF0,
];

pub(super) fn category(ch: char) -> GeneralCategory {
    CATEGORY.get(ch)
}

pub(super) fn word_break(ch: char) -> WordBreak {
    WORD_BREAK.get(ch)
}

/// Whether words with a character are found by dictionary: Thai, Lao, Khmer, Burmese; ideographs and kana.
pub(super) fn is_complex(ch: char) -> bool {
    match LINE_BREAK.get(ch) {
        LineBreak::ComplexContext => true,
        LineBreak::Ideographic | LineBreak::Nonstarter | LineBreak::ConditionalJapaneseStarter => ch.is_alphabetic(),
        _ => WORD_BREAK.get(ch) == WordBreak::Katakana,
    }
}

/// The value of a decimal digit of any script.
#[must_use]
pub fn decimal_digit(ch: char) -> Option<u8> {
    if ch.is_ascii() {
        return ch.to_digit(10).and_then(|digit| u8::try_from(digit).ok());
    }
    let code = u32::from(ch);
    let at = ZEROS.partition_point(|&zero| zero <= code).checked_sub(1)?;
    let digit = code.checked_sub(*ZEROS.get(at)?)?;
    u8::try_from(digit).ok().filter(|&digit| digit < 10)
}

/// Marks that stand like `"`.
#[must_use]
pub fn is_double_quote(ch: char) -> bool {
    matches!(ch, '"' | '«' | '»' | '“' | '”' | '„' | '‟' | '″' | '‶' | '〝' | '〞' | '〟' | '״' | '＂')
}

/// Marks that stand like `'`: as a quotation mark or an apostrophe.
#[must_use]
pub fn is_single_quote(ch: char) -> bool {
    matches!(ch, '\'' | '‘' | '’' | '‚' | '‛' | '‹' | '›' | '′' | '‵' | '׳' | 'ʼ' | '＇')
}

/// Dashes and hyphens of any script, and the minus sign.
#[must_use]
pub fn is_dash(ch: char) -> bool {
    ch == '-' || ch == '−' || (!ch.is_ascii() && category(ch) == GeneralCategory::DashPunctuation)
}

/// Whether a character is a mark on the letter before it.
#[must_use]
pub fn is_mark(ch: char) -> bool {
    !ch.is_ascii() && Traits::of(ch).has(Traits::MARK)
}

/// As `char::is_alphabetic`.
#[must_use]
pub fn is_alphabetic(ch: char) -> bool {
    if ch.is_ascii() { ch.is_ascii_alphabetic() } else { Traits::of(ch).has(Traits::ALPHABETIC) }
}

/// As `char::is_numeric`.
#[must_use]
pub fn is_numeric(ch: char) -> bool {
    if ch.is_ascii() { ch.is_ascii_digit() } else { Traits::of(ch).has(Traits::NUMERIC) }
}

/// The letters of Arabic and Hebrew script, ideographs, kana and Hangul, without asking Unicode's tables: they have no case
/// and are most of their texts.
#[must_use]
pub fn is_caseless(ch: char) -> bool {
    matches!(ch, '\u{620}'..='\u{63F}' | '\u{641}'..='\u{64A}' | '\u{671}'..='\u{6D3}' | '\u{5D0}'..='\u{5EA}' | '\u{3041}'..='\u{30FF}'
        | '\u{3400}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}')
}

/// Whether nothing of a text can be seen: it has only spaces, controls and format characters.
#[must_use]
pub fn is_blank(text: &str) -> bool {
    text.chars().all(|ch| Traits::of(ch).has(Traits::BLANK))
}

/// What is known of a character, a bit for each question: one look into a table, where each of Unicode's tables would be
/// searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Traits(u8);

impl Traits {
    /// As `char::is_alphabetic` and `char::is_numeric` say.
    pub const ALPHABETIC: Self = Self(1);
    pub const NUMERIC: Self = Self(2);
    pub const MARK: Self = Self(4);
    pub const BLANK: Self = Self(8);
    /// Letters and digits that UAX #29 keeps in one word, whatever stands beside them.
    pub const IN_WORD: Self = Self(16);
    /// What it adds to the character before, whatever that is.
    pub const EXTENDS: Self = Self(32);
    /// Has a canonical combining class: it and others like it have an order.
    pub const ORDERED: Self = Self(64);
    /// A character before it may become one with it, so that no text can be called composed by its characters alone.
    pub const COMPOSES: Self = Self(128);

    pub fn of(ch: char) -> Self {
        TRAITS.get(ch)
    }

    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether a character has one of these.
    pub const fn has(self, any: Self) -> bool {
        self.0 & any.0 != 0
    }

    /// By Unicode's tables.
    fn asked(ch: char) -> Self {
        let category = category(ch);
        let blank = ch.is_whitespace() || matches!(category, GeneralCategory::Format | GeneralCategory::Control);
        let mark = matches!(
            category,
            GeneralCategory::NonspacingMark | GeneralCategory::SpacingMark | GeneralCategory::EnclosingMark
        );
        let word_break = WORD_BREAK.get(ch);
        let line_break = LINE_BREAK.get(ch);
        // But for the marks that repeat an ideograph: dictionaries know them.
        let in_word = matches!(word_break, WordBreak::ALetter | WordBreak::HebrewLetter | WordBreak::Numeric)
            && line_break != LineBreak::Nonstarter;
        // Marks of scripts whose words are found by dictionary are read by it.
        let extends = matches!(word_break, WordBreak::Extend | WordBreak::Format | WordBreak::ZWJ)
            && line_break != LineBreak::ComplexContext;
        [
            (Self::ALPHABETIC, ch.is_alphabetic()),
            (Self::NUMERIC, ch.is_numeric()),
            (Self::MARK, mark),
            (Self::BLANK, blank),
            (Self::IN_WORD, in_word && ch.is_alphanumeric()),
            (Self::EXTENDS, extends),
            (Self::ORDERED, COMBINING_CLASS.get_u8(ch) != 0),
            (Self::COMPOSES, SECONDS.binary_search(&ch).is_ok()),
        ]
        .into_iter()
        .filter(|(_, holds)| *holds)
        .fold(Self(0), |traits, (one, _)| traits.or(one))
    }
}

static TRAITS: Pages<Traits> = Pages::new(Traits::asked);

/// What canonical composition can join to a character before it, in order.
static SECONDS: LazyLock<Vec<char>> = LazyLock::new(|| {
    let composed = COMPOSED.into_iter().flatten().filter_map(|ch| match DECOMPOSITION.decompose(ch) {
        Decomposed::Expansion(first, second) => COMPOSITION.compose(first, second).map(|_| second),
        _ => None,
    });
    let mut seconds: Vec<char> = composed.collect();
    seconds.sort_unstable();
    seconds.dedup();
    seconds
});

/// Where the characters stand that are composed of two. A test asks all others.
const COMPOSED: [RangeInclusive<char>; 4] =
    ['\u{C0}'..='\u{30FF}', '\u{AC00}'..='\u{D7A3}', '\u{11000}'..='\u{11FFF}', '\u{16000}'..='\u{16FFF}'];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_without_case_has_none() {
        assert!(('\0'..=char::MAX).filter(|ch| is_caseless(*ch)).all(|ch| !ch.is_uppercase() && !ch.is_lowercase()));
    }

    #[test]
    fn every_decimal_number_of_unicode_has_its_value() {
        for ch in '\0'..=char::MAX {
            assert_eq!(decimal_digit(ch).is_some(), category(ch) == GeneralCategory::DecimalNumber, "{ch:?}");
        }
    }

    #[test]
    fn the_table_says_what_unicode_says() {
        for ch in '\0'..=char::MAX {
            let traits = Traits::of(ch);
            assert_eq!(traits.has(Traits::ALPHABETIC), ch.is_alphabetic(), "{ch:?}");
            assert_eq!(traits.has(Traits::NUMERIC), ch.is_numeric(), "{ch:?}");
            assert_eq!(traits, Traits::asked(ch), "{ch:?}");
        }
        assert!(is_mark('\u{301}') && is_mark('ि') && !is_mark('a') && !is_mark('ا'));
        assert!(Traits::of('\u{301}').has(Traits::ORDERED) && Traits::of('\u{301}').has(Traits::COMPOSES));
        assert!(Traits::of('ᅡ').has(Traits::COMPOSES) && !Traits::of('가').has(Traits::COMPOSES));
    }

    #[test]
    fn every_second_part_of_a_character_is_known() {
        for ch in '\0'..=char::MAX {
            if let Decomposed::Expansion(first, second) = DECOMPOSITION.decompose(ch)
                && COMPOSITION.compose(first, second).is_some()
            {
                assert!(SECONDS.contains(&second), "{ch:?}");
            }
        }
    }

    #[test]
    fn digits_count_from_the_zero_of_their_script() {
        for digits in ["0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "०१२३४५६७८९", "๐๑๒๓๔๕๖๗๘๙"]
        {
            let values: Vec<_> = digits.chars().filter_map(decimal_digit).collect();
            assert_eq!(values, (0..10).collect::<Vec<u8>>());
        }
    }

    #[test]
    fn the_minus_sign_and_the_maqaf_are_dashes() {
        assert!(['-', '–', '—', '−', '־', '‐'].into_iter().all(is_dash));
        assert!(!is_dash('_'));
    }
}
