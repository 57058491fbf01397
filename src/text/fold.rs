//! The folded form of a text: one spelling for what a language writes in several ways.
//!
//! Search, name lists and duplicate detection compare folded text. The rules go by language and not by script, because
//! languages disagree: Sorani folds ي to ی where Arabic folds ی to ي, and Persian must keep the پ that an Arabic name
//! key would lose. Common to all is NFKC case folding, no invisible characters, ASCII digits, one quotation mark, one
//! apostrophe, one dash, single spaces. Lines stay apart.

use std::borrow::Cow;

use icu_casemap::{CaseMapper, CaseMapperBorrowed};
use icu_normalizer::{ComposingNormalizer, ComposingNormalizerBorrowed};
use icu_properties::props::GeneralCategory;

use super::characters::{Traits, category, decimal_digit, is_dash, is_double_quote, is_single_quote};
use super::pages::Pages;

const NFKC: ComposingNormalizerBorrowed<'static> = ComposingNormalizer::new_nfkc();
const CASE: CaseMapperBorrowed<'static> = CaseMapper::new();

/// Folding can uncover something that folds again, such as a mark that now meets its letter. Three rounds have sufficed
/// for every input seen; the bound is for those not seen.
const MAX_ROUNDS: usize = 8;

/// Folds `text` by the rules of the language of a BCP 47 tag; an unknown one gets the rules common to all.
///
/// `fold(fold(text))` is `fold(text)`.
///
/// ```
/// use copydesk::text::fold;
///
/// assert_eq!(fold("وتُعتبر الأولى، لـ20 عاماً", "ar"), "وتعتبر الاولي، ل 20 عاما");
/// assert_eq!(fold("“Café” – ＡＢＣ", "en"), "\"café\" - abc");
/// ```
#[must_use]
pub fn fold(text: &str, lang: &str) -> String {
    let rules = Rules::of(lang);
    rules.by_table(text).unwrap_or_else(|| rules.in_rounds(text))
}

/// What a character folds to where it does not depend on those around it, as nearly all do not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fold {
    /// This; it keeps its place among marks.
    To(char),
    /// A mark, which has its place among other marks.
    ToMark(char),
    /// Nothing, and what stood around it meets.
    Nothing,
    /// Nothing, of a mark.
    NoMark,
    Space,
    /// Several characters, or it depends.
    Depends,
}

/// The folds, by [`Rules`].
static TABLES: [Pages<Fold>; 8] = [
    Pages::new(|ch| Rules::Common.alone(ch)),
    Pages::new(|ch| Rules::Arabic.alone(ch)),
    Pages::new(|ch| Rules::Persian.alone(ch)),
    Pages::new(|ch| Rules::Urdu.alone(ch)),
    Pages::new(|ch| Rules::Sorani.alone(ch)),
    Pages::new(|ch| Rules::ArabicScript.alone(ch)),
    Pages::new(|ch| Rules::Hebrew.alone(ch)),
    Pages::new(|ch| Rules::Turkic.alone(ch)),
];

/// How many bytes of a text stay as they are but for their case: ASCII that is seen, and single spaces between.
fn plain_ascii(text: &str) -> usize {
    let mut end = 0;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'!'..=b'~' => end = at + 1,
            b' ' if end == at => {}
            _ => break,
        }
    }
    end
}

/// The one character of a text.
fn single(text: &str) -> Option<char> {
    let mut chars = text.chars();
    chars.next().filter(|_| chars.next().is_none())
}

impl Rules {
    /// The folded text; nothing where it is not enough to look at each character by itself.
    fn by_table(self, text: &str) -> Option<String> {
        let table = TABLES.get(self as usize)?;
        let mut out = Spaced::with_capacity(text.len());
        // The last character that is left was a mark, or one would be if it had been left: another may not be in order.
        let mut behind_mark = false;
        let mut rest = text.chars();
        let stays = |ch| table.get(ch) == Fold::To(ch);
        loop {
            let here = rest.as_str();
            let Some(ch) = rest.next() else { break };
            if ch == ' ' {
                out.space(ch);
                behind_mark = false;
                continue;
            }
            // Most of a text in Latin script; of Turkish the capital I is another letter.
            if ch.is_ascii_graphic()
                && self != Self::Turkic
                && let Some((plain, after)) = here.split_at_checked(plain_ascii(here))
            {
                out.push_ascii(plain);
                rest = after.chars();
                behind_mark = false;
                continue;
            }
            // And most of a text in a script without capitals.
            if stays(ch) {
                let after = rest.as_str().trim_start_matches(stays);
                let same = here.get(..here.len() - after.len()).unwrap_or_default();
                out.push_str(same);
                rest = after.chars();
                // These may go in the end.
                behind_mark &= same.chars().all(|ch| matches!(ch, TATWEEL | ZWNJ));
                continue;
            }
            match table.get(ch) {
                Fold::To(ch) => {
                    out.push(ch);
                    behind_mark &= matches!(ch, TATWEEL | ZWNJ);
                }
                Fold::Space => {
                    out.space(ch);
                    behind_mark = false;
                }
                Fold::ToMark(_) if behind_mark => return None,
                Fold::ToMark(ch) => {
                    out.push(ch);
                    behind_mark = true;
                }
                Fold::Nothing => {}
                Fold::NoMark => behind_mark = true,
                Fold::Depends => {
                    self.expand(ch, &mut out)?;
                    behind_mark = false;
                }
            }
        }
        Some(self.words(out.finish()))
    }

    /// A character that folds to several: «ß», «…». Nothing where one of them may join or move.
    fn expand(self, ch: char, out: &mut Spaced) -> Option<()> {
        let mut buffer = [0; 4];
        let normalized = NFKC.normalize(ch.encode_utf8(&mut buffer));
        let stays = |ch: char| !Traits::of(ch).has(Traits::COMPOSES.or(Traits::ORDERED));
        if !stays(ch) || !normalized.chars().all(stays) {
            return None;
        }
        for ch in self.case(&normalized).chars() {
            if ch.is_whitespace() {
                out.space(ch);
            } else if let Some(folded) = self.character(ch) {
                if !stays(folded) || !NFKC.is_normalized(folded.encode_utf8(&mut [0; 4])) {
                    return None;
                }
                out.push(folded);
            }
        }
        Some(())
    }

    /// What a round makes of a character, where NFKC neither joins it with another nor moves it.
    fn alone(self, ch: char) -> Fold {
        if ch.is_whitespace() {
            return Fold::Space;
        }
        let mut buffer = [0; 4];
        let normalized = NFKC.normalize(ch.encode_utf8(&mut buffer));
        let Some(normal) = single(&normalized) else { return Fold::Depends };
        let Some(cased) = single(&self.case(&normalized)) else { return Fold::Depends };
        let ordered = |ch| Traits::of(ch).has(Traits::ORDERED);
        let moves = ordered(ch) || ordered(normal);
        if [ch, normal].into_iter().any(|ch| Traits::of(ch).has(Traits::COMPOSES)) || cased.is_whitespace() {
            return Fold::Depends;
        }
        match self.character(cased) {
            None if moves => Fold::NoMark,
            None => Fold::Nothing,
            Some(folded)
                if Traits::of(folded).has(Traits::COMPOSES) || !NFKC.is_normalized(folded.encode_utf8(&mut buffer)) =>
            {
                Fold::Depends
            }
            Some(folded) if ordered(folded) => Fold::ToMark(folded),
            Some(_) if moves => Fold::Depends,
            Some(folded) => Fold::To(folded),
        }
    }

    /// What becomes of a character that is no space.
    fn character(self, ch: char) -> Option<char> {
        if ch.is_ascii_alphanumeric() || (ch == ZWNJ && self.reads_zwnj()) {
            Some(ch)
        } else {
            self.letter(ch).and_then(common)
        }
    }

    /// The folded text by what NFKC and case folding make of it as a whole.
    fn in_rounds(self, text: &str) -> String {
        let mut folded = self.round(text);
        for _ in 1..MAX_ROUNDS {
            // Case folding is not asked again: what it gives has no case unless NFKC changes it.
            if NFKC.is_normalized(&folded) {
                break;
            }
            folded = self.round(&folded);
        }
        folded
    }
}

/// Which language's letters are one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rules {
    Common,
    Arabic,
    Persian,
    Urdu,
    Sorani,
    /// Pashto, Sindhi, Uyghur: letters that Arabic would fold tell words apart.
    ArabicScript,
    Hebrew,
    /// Turkish and Azerbaijani: I is the capital of ı.
    Turkic,
}

impl Rules {
    fn of(lang: &str) -> Self {
        let primary = lang.split(['-', '_']).next().unwrap_or_default();
        match primary {
            "ar" | "arz" | "ary" | "apc" => Self::Arabic,
            "fa" | "prs" | "mzn" | "glk" | "azb" => Self::Persian,
            "ur" | "pnb" | "skr" => Self::Urdu,
            "ckb" => Self::Sorani,
            "ps" | "sd" | "ug" => Self::ArabicScript,
            "he" | "iw" | "yi" => Self::Hebrew,
            "tr" | "az" => Self::Turkic,
            _ => Self::Common,
        }
    }

    /// Where a ZWNJ tells words apart, or (Sorani) tells which letter stands before it.
    fn reads_zwnj(self) -> bool {
        matches!(self, Self::ArabicScript | Self::Sorani)
    }

    fn case(self, text: &str) -> Cow<'_, str> {
        if self == Self::Turkic { CASE.fold_turkic_string(text) } else { CASE.fold_string(text) }
    }

    fn round(self, text: &str) -> String {
        let normalized = NFKC.normalize(text);
        let cased = self.case(&normalized);
        let mut out = Spaced::with_capacity(cased.len());
        for ch in cased.chars() {
            if ch.is_whitespace() {
                out.space(ch);
            } else if let Some(ch) = self.character(ch) {
                out.push(ch);
            }
        }
        self.words(out.finish())
    }

    /// What depends on where a letter stands.
    fn words(self, out: String) -> String {
        match self {
            Self::Arabic | Self::Persian | Self::Urdu | Self::ArabicScript => tatweel(out),
            Self::Sorani => sorani_words(&tatweel(out)),
            Self::Common | Self::Hebrew | Self::Turkic => out,
        }
    }

    /// What the language makes of a letter or a mark; nothing where it is dropped.
    fn letter(self, ch: char) -> Option<char> {
        let folded = match (self, ch) {
            (Self::Arabic, '\u{0674}') => return None,
            (Self::Arabic | Self::Persian | Self::Urdu | Self::Sorani, ch) if is_arabic_mark(ch) => return None,
            (Self::ArabicScript, '\u{064B}'..='\u{0652}' | '\u{0670}') => return None,
            (
                Self::Hebrew,
                '\u{0591}'..='\u{05BD}' | '\u{05BF}' | '\u{05C1}'..='\u{05C2}' | '\u{05C4}'..='\u{05C7}',
            ) => {
                return None;
            }
            (Self::Arabic, 'آ' | 'أ' | 'إ' | 'ٱ' | 'ٲ' | 'ٳ') | (Self::Persian, 'أ' | 'إ' | 'ٱ') => 'ا',
            (Self::Arabic, 'ى' | 'ئ' | 'ی') => 'ي',
            (Self::Arabic, 'ة') | (Self::Persian, 'ۀ' | 'ة' | 'ە') => 'ه',
            (Self::Arabic, 'ؤ') => 'و',
            (Self::Arabic | Self::ArabicScript, 'ک') => 'ك',
            (Self::ArabicScript, 'ی') => 'ي',
            (Self::Persian, 'ي' | 'ى' | 'ے') | (Self::Urdu, 'ي' | 'ى') | (Self::Sorani, 'ي' | 'ى') => 'ی',
            (Self::Persian | Self::Urdu | Self::Sorani, 'ك') => 'ک',
            (Self::Urdu, 'ه' | 'ۂ' | 'ة') => 'ہ',
            (Self::Sorani, 'ة') => 'ە',
            (Self::Sorani, 'ھ') => 'ه',
            (Self::Sorani, 'ڒ') => 'ڕ',
            (_, ch) => ch,
        };
        Some(folded)
    }
}

const ZWNJ: char = '\u{200C}';
const TATWEEL: char = 'ـ';

fn is_arabic_mark(ch: char) -> bool {
    matches!(ch,
        '\u{0610}'..='\u{061A}' | '\u{064B}'..='\u{065F}' | '\u{0670}' | '\u{06D6}'..='\u{06ED}'
        | '\u{0897}'..='\u{089F}' | '\u{08CA}'..='\u{08FF}')
}

/// What every language makes of a character that is neither a space nor an ASCII letter or digit.
fn common(ch: char) -> Option<char> {
    if ch.is_ascii() {
        return (!ch.is_ascii_control()).then_some(ch);
    }
    if is_double_quote(ch) {
        return Some('"');
    }
    if is_single_quote(ch) {
        return Some('\'');
    }
    match category(ch) {
        GeneralCategory::DecimalNumber => decimal_digit(ch).map(|digit| char::from(b'0' + digit)),
        GeneralCategory::Format | GeneralCategory::Control => None,
        GeneralCategory::LowercaseLetter | GeneralCategory::OtherLetter if !is_ignorable(ch) => Some(ch),
        _ if is_ignorable(ch) => None,
        _ if is_dash(ch) => Some('-'),
        _ => Some(ch),
    }
}

/// The property Default_Ignorable_Code_Point, which a set of ICU answers only by a search.
fn is_ignorable(ch: char) -> bool {
    matches!(ch,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}'..='\u{1160}' | '\u{17B4}'..='\u{17B5}' | '\u{180B}'..='\u{180F}'
        | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}'
        | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFF8}' | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}'
        | '\u{E0000}'..='\u{E0FFF}')
}

/// Joins what it is given with single spaces or line breaks, and none at the ends.
struct Spaced {
    out: String,
    pending: Option<char>,
}

impl Spaced {
    fn with_capacity(bytes: usize) -> Self {
        Self { out: String::with_capacity(bytes), pending: None }
    }

    fn push(&mut self, ch: char) {
        self.settle();
        self.out.push(ch);
    }

    fn push_str(&mut self, text: &str) {
        self.settle();
        self.out.push_str(text);
    }

    /// The space before what is pushed.
    fn settle(&mut self) {
        if let Some(space) = self.pending.take()
            && !self.out.is_empty()
        {
            self.out.push(space);
        }
    }

    /// Characters of ASCII that are seen, letters in lower case.
    fn push_ascii(&mut self, text: &str) {
        self.settle();
        let from = self.out.len();
        self.out.push_str(text);
        if let Some(text) = self.out.get_mut(from..) {
            text.make_ascii_lowercase();
        }
    }

    fn space(&mut self, ch: char) {
        if ch == '\n' {
            self.pending = Some('\n');
        } else {
            self.pending.get_or_insert(' ');
        }
    }

    fn finish(self) -> String {
        self.out
    }
}

/// Drops tatweel; between a letter and a digit, where it joins a particle to a number («لـ20»), it becomes a space.
fn tatweel(text: String) -> String {
    if !text.contains(TATWEEL) {
        return text;
    }
    let mut out = Spaced::with_capacity(text.len());
    let mut before = ' ';
    let mut stretched = false;
    for ch in text.chars() {
        if ch == TATWEEL {
            stretched = true;
            continue;
        }
        if ch.is_whitespace() {
            out.space(ch);
        } else {
            if stretched && before.is_alphabetic() && ch.is_ascii_digit() {
                out.space(' ');
            }
            out.push(ch);
        }
        before = ch;
        stretched = false;
    }
    out.finish()
}

/// Sorani writes ە as ه at the end of a word or before ZWNJ, and an initial ر for ڕ.
fn sorani_words(text: &str) -> String {
    let mut out = Spaced::with_capacity(text.len());
    let mut before = ' ';
    let mut chars = text.chars().peekable();
    while let Some(ch) = chars.next() {
        let ch = match ch {
            // Spaces that only a ZWNJ kept apart become one.
            ZWNJ => continue,
            ch if ch.is_whitespace() => {
                out.space(ch);
                before = ' ';
                continue;
            }
            'ه' if !chars.peek().is_some_and(|next| next.is_alphabetic()) => 'ە',
            'ر' if !before.is_alphabetic() => 'ڕ',
            ch => ch,
        };
        out.push(ch);
        before = ch;
    }
    out.finish()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn arabic_spellings_of_one_word_fold_to_one() {
        for (a, b) in [("إيران", "ايران"), ("العلاقاتُ", "العلاقات"), ("مُستَشْفَى", "مستشفي"), ("مسؤولة", "مسووله")]
        {
            assert_eq!(fold(a, "ar"), fold(b, "ar"));
        }
        assert_eq!(fold("ﷲ ﻻ ﺍﻟﻌﺮﺑﻴﺔ", "ar"), "الله لا العربيه");
    }

    #[test]
    fn a_tatweel_joins_letters_and_parts_a_particle_from_its_number() {
        assert_eq!(fold("لـ20 عاما", "ar"), "ل 20 عاما");
        assert_eq!(fold("لــ٢٠", "ar"), "ل 20");
        assert_eq!(fold("الـعـربـي", "ar"), "العربي");
    }

    #[test]
    fn each_language_folds_towards_its_own_letters() {
        assert_eq!(fold("کتاب علی", "ar"), "كتاب علي");
        assert_eq!(fold("كتاب علي می\u{200C}خواهد پژ", "fa"), "کتاب علی میخواهد پژ");
        assert_eq!(fold("ﻣﻠﻚ هے", "ur"), "ملک ہے");
        assert_eq!(fold("ره‌ش", "ckb"), "ڕەش");
        assert_eq!(fold("ټولګی", "ps"), "ټولګي");
        assert_eq!(fold("שָׁלוֹם צה״ל", "he"), "שלום צה\"ל");
        assert_eq!(fold("IŞIK İstanbul", "tr"), "ışık istanbul");
        assert_eq!(fold("ISTANBUL", "tr-TR"), "ıstanbul");
    }

    #[test]
    fn digits_quotes_dashes_and_spaces_become_the_plain_ones() {
        assert_eq!(fold("٢٠٢٥ – «نعم» ‘لا’\u{00A0}\u{200B}१", "ar"), "2025 - \"نعم\" 'لا' 1");
        assert_eq!(fold("  a \t b \r\n\n c ", "en"), "a b\nc");
        assert_eq!(fold("Straße Ａ", "de"), "strasse a");
    }

    fn text() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            any::<char>().prop_map(String::from),
            proptest::char::range('\u{0600}', '\u{06FF}').prop_map(String::from),
            proptest::char::range('\u{FB50}', '\u{FEFF}').prop_map(String::from),
            proptest::char::range('\u{0300}', '\u{0345}').prop_map(String::from),
            proptest::sample::select(vec![" ", "\n", "ـ", "ه", "ر", "\u{200C}", "I", "İ", "é", "9", "٣", "\u{0345}"])
                .prop_map(String::from),
        ];
        prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn folding_twice_is_folding_once(
            text in text(),
            lang in proptest::sample::select(vec!["und", "ar", "fa", "ur", "ckb", "ps", "he", "tr", "en"]),
        ) {
            let once = fold(&text, lang);
            prop_assert_eq!(&fold(&once, lang), &once);
            prop_assert_eq!(Rules::of(lang).in_rounds(&text), once);
        }
    }

    #[test]
    fn texts_of_the_press_fold_by_the_table() {
        for (lang, text) in [
            ("en", "“Café” – it’s ＡＢＣ… 3½"),
            ("de", "Straße"),
            ("ar", "وتُعتبر الأولى، لـ20 عاماً؟"),
            ("fa", "می\u{200C}خواهد"),
            ("he", "שָׁלוֹם"),
            ("hi", "हिन्दी में"),
            ("th", "ที่นี่ คือ"),
            ("zh", "他说：“是”　ＡＢＣ"),
            ("ko", "다리가 열렸다"),
            ("tr", "IĞDIR 🎉"),
        ] {
            let rules = Rules::of(lang);
            assert_eq!(rules.by_table(text), Some(rules.in_rounds(text)), "{text}");
        }
        // Marks whose order is not that of Unicode, and letters that become one.
        for text in ["a\u{301}", "a\u{5B8}\u{5B0}", "ᄀ\u{1161}", "¨"] {
            assert_eq!(Rules::Common.by_table(text), None, "{text}");
        }
    }

    #[test]
    fn ignorable_is_what_unicode_says() {
        use icu_properties::CodePointSetData;
        use icu_properties::props::DefaultIgnorableCodePoint;
        let set = CodePointSetData::new::<DefaultIgnorableCodePoint>();
        for ch in '\0'..=char::MAX {
            assert_eq!(is_ignorable(ch), set.contains(ch), "{ch:?}");
        }
    }

    #[test]
    fn every_scalar_beside_letters_folds_to_something_that_stays() {
        // All planes that have assigned characters, but for those of private use.
        let scalars: Vec<char> = ('\0'..'\u{33480}').chain('\u{E0000}'..'\u{E0200}').collect();
        for lang in ["und", "ar", "fa", "ur", "ckb", "ps", "he", "tr"] {
            for chunk in scalars.chunks(1 << 14) {
                let text: String = chunk.iter().map(|ch| format!("a{ch}b ه{ch}ر\n")).collect();
                let once = fold(&text, lang);
                let twice = fold(&once, lang);
                let rules = Rules::of(lang);
                for line in text.lines().filter(|line| rules.by_table(line).is_some()) {
                    assert_eq!(rules.by_table(line).unwrap(), rules.in_rounds(line), "{lang}");
                }
                let odd = once.lines().zip(twice.lines()).find(|(once, twice)| once != twice);
                assert_eq!((odd, once.len()), (None, twice.len()), "{lang}");
            }
        }
    }

    #[test]
    fn every_scalar_of_the_basic_plane_folds_to_something_that_stays() {
        for lang in ["und", "ar", "ckb"] {
            for ch in '\0'..='\u{FFFF}' {
                let once = fold(&ch.to_string(), lang);
                assert_eq!(fold(&once, lang), once, "{ch:?} in {lang}");
            }
        }
    }
}
