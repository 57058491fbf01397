//! Questions about single characters that several text tools ask.

use icu_properties::props::GeneralCategory;
use icu_properties::{CodePointMapData, CodePointMapDataBorrowed};

const CATEGORY: CodePointMapDataBorrowed<'static, GeneralCategory> = CodePointMapData::new();

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
    !ch.is_ascii()
        && matches!(
            category(ch),
            GeneralCategory::NonspacingMark | GeneralCategory::SpacingMark | GeneralCategory::EnclosingMark
        )
}

/// Whether nothing of a text can be seen: it has only spaces, controls and format characters.
#[must_use]
pub fn is_blank(text: &str) -> bool {
    text.chars()
        .all(|ch| ch.is_whitespace() || matches!(category(ch), GeneralCategory::Format | GeneralCategory::Control))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_decimal_number_of_unicode_has_its_value() {
        for ch in '\0'..=char::MAX {
            assert_eq!(decimal_digit(ch).is_some(), category(ch) == GeneralCategory::DecimalNumber, "{ch:?}");
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
