//! Where sentences end by UAX #29, as `icu_segmenter` finds it: a test asks both.
//!
//! Only a few characters end a sentence. Between them nothing is to be decided, so a text is searched for the next of them,
//! and the rules (named SB6 to SB11 there) are asked around it.

use icu_properties::props::SentenceBreak;
use icu_properties::{CodePointMapData, CodePointMapDataBorrowed};

use super::pages::Pages;

const SENTENCE_BREAK: CodePointMapDataBorrowed<'static, SentenceBreak> = CodePointMapData::new();

/// What a character is to the rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    /// Ends a sentence wherever it stands: a full stop of any script but the Latin one, an exclamation mark.
    Term,
    /// `.`, which may end an abbreviation or part a number.
    Stop,
    Separator,
    Return,
    Feed,
    Close,
    Space,
    Upper,
    Lower,
    Letter,
    Numeric,
    Continue,
    /// Belongs to the character before it.
    Extend,
    Other,
}

static CLASSES: Pages<Class> = Pages::new(Class::asked);

impl Class {
    fn of(ch: char) -> Self {
        CLASSES.get(ch)
    }

    fn asked(ch: char) -> Self {
        match SENTENCE_BREAK.get(ch) {
            SentenceBreak::STerm => Self::Term,
            SentenceBreak::ATerm => Self::Stop,
            SentenceBreak::Sep => Self::Separator,
            SentenceBreak::CR => Self::Return,
            SentenceBreak::LF => Self::Feed,
            SentenceBreak::Close => Self::Close,
            SentenceBreak::Sp => Self::Space,
            SentenceBreak::Upper => Self::Upper,
            SentenceBreak::Lower => Self::Lower,
            SentenceBreak::OLetter => Self::Letter,
            SentenceBreak::Numeric => Self::Numeric,
            SentenceBreak::SContinue => Self::Continue,
            SentenceBreak::Extend | SentenceBreak::Format => Self::Extend,
            _ => Self::Other,
        }
    }

    fn parts_paragraphs(self) -> bool {
        matches!(self, Self::Separator | Self::Return | Self::Feed)
    }

    fn is_term(self) -> bool {
        matches!(self, Self::Term | Self::Stop)
    }
}

/// The ends of the sentences of a text, that of the text the last.
pub(super) fn sentence_ends(text: &str) -> impl Iterator<Item = usize> {
    let mut at = 0;
    std::iter::from_fn(move || {
        if at == text.len() {
            return None;
        }
        at = next_end(text, at);
        Some(at)
    })
}

fn next_end(text: &str, from: usize) -> usize {
    let mut at = from;
    while let Some((class, next)) = next_mark(text, at) {
        let after = text.len() - next.len();
        if class.parts_paragraphs() {
            let feed = class == Class::Return && next.starts_with('\n');
            return after + usize::from(feed);
        }
        let before = text.get(from..after).unwrap_or_default();
        match behind_term(class, before, next) {
            Ok(end) => return after + end,
            Err(goes_on) => at = after + goes_on,
        }
    }
    text.len()
}

/// The next character that can end a sentence, and the text behind it.
fn next_mark(text: &str, from: usize) -> Option<(Class, &str)> {
    let mut rest = text.get(from..)?.chars();
    loop {
        let ch = rest.next()?;
        if ch.is_ascii() && !matches!(ch, '.' | '!' | '?' | '\n' | '\r') {
            continue;
        }
        let class = Class::of(ch);
        if class.is_term() || class.parts_paragraphs() {
            return Some((class, rest.as_str()));
        }
    }
}

/// Where a sentence ends behind a character that can end it, else from where on to search: both in the text behind it. The
/// text before holds it.
fn behind_term(term: Class, before: &str, after: &str) -> Result<usize, usize> {
    let at = |rest: &str| after.len() - rest.len();
    let rest = past(after, |_| false);
    if term == Class::Stop {
        match rest.chars().next().map(Class::of) {
            // SB6
            Some(Class::Numeric) => return Err(at(rest)),
            // SB7
            Some(Class::Upper) if is_cased_before(before) => return Err(at(rest)),
            _ => {}
        }
    }
    // SB9, SB10
    let rest = past(rest, |class| class == Class::Close);
    let rest = past(rest, |class| class == Class::Space);
    match rest.chars().next().map(Class::of) {
        None => Ok(at(rest)),
        Some(class) if class.parts_paragraphs() => Err(at(rest)),
        // SB8a
        Some(class) if class.is_term() || class == Class::Continue => Err(at(rest)),
        // SB8
        Some(_) if term == Class::Stop && leads_to_lower(rest) => Err(at(rest)),
        // SB11
        Some(_) => Ok(at(rest)),
    }
}

/// The text behind the characters of a class, each with what belongs to it, and behind what belongs to the one before.
fn past(text: &str, is: impl Fn(Class) -> bool) -> &str {
    text.trim_start_matches(|ch| {
        let class = Class::of(ch);
        class == Class::Extend || is(class)
    })
}

/// Whether a letter with case stands before the full stop that ends a text.
fn is_cased_before(text: &str) -> bool {
    let mut classes = text.chars().rev().map(Class::of).filter(|class| *class != Class::Extend);
    classes.next();
    matches!(classes.next(), Some(Class::Upper | Class::Lower))
}

/// Whether the next letter, before anything that ends a sentence, is a small one.
fn leads_to_lower(text: &str) -> bool {
    let deciding = |class: &Class| {
        matches!(class, Class::Letter | Class::Upper | Class::Lower) || class.is_term() || class.parts_paragraphs()
    };
    text.chars().map(Class::of).find(deciding) == Some(Class::Lower)
}

/// What the tests ask ICU about: not what Unicode 18 has brought, which the data of its segmenter does not know yet.
#[cfg(test)]
pub(super) fn is_known_to_icu(ch: char) -> bool {
    let is_newer = matches!(ch, '\u{558}' | '\u{58B}'..='\u{58C}' | '\u{5C8}'..='\u{5C9}' | '\u{B53}'..='\u{B54}'
        | '\u{1ADE}'..='\u{1ADF}' | '\u{1AEC}'..='\u{1AF0}' | '\u{208F}' | '\u{209D}'..='\u{209F}' | '\u{2E60}'..='\u{2E63}'
        | '\u{A7DD}' | '\u{A7E2}' | '\u{AB6C}'..='\u{AB6D}');
    (ch <= '\u{FFFF}' && !is_newer) || matches!(ch, '\u{1F300}'..='\u{1F9FF}')
}

#[cfg(test)]
mod tests {
    use icu_segmenter::SentenceSegmenter;
    use icu_segmenter::options::SentenceBreakInvariantOptions;
    use proptest::prelude::*;

    use super::*;

    fn by_icu(text: &str) -> Vec<usize> {
        let segmenter = SentenceSegmenter::new(SentenceBreakInvariantOptions::default());
        segmenter.segment_str(text).skip(1).collect()
    }

    #[test]
    fn texts_of_the_press_end_where_icu_ends_them() {
        for text in [
            "",
            "One. Two! Three? “Four.” Five",
            "Mr. Smith paid 3.5 million (U.S. dollars.) And left…\r\nA new line.\u{2029}",
            "e.g. this. Or... that?! no. 1519 was so.",
            "قال نعم. ثم ذهب؟ لا۔",
            "今日は晴れ。「明日は雨。」終わり",
            "a.\u{301} B. \u{200B}c.\u{200D}D",
        ] {
            assert_eq!(sentence_ends(text).collect::<Vec<_>>(), by_icu(text), "{text}");
        }
    }

    fn text() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            4 => proptest::sample::select(vec![
                ".", "!", "?", "…", "。", "؟", "۔", ",", ":", "-", "—", "(", ")", "\"", "“", "”", "«", "»", "「", "」", "'",
                " ", " ", "\u{A0}", "\u{3000}", "\t", "\n", "\r", "\r\n", "\u{85}", "\u{2028}", "\u{2029}", "\u{301}",
                "\u{AD}", "\u{200D}", "\u{200B}", "\u{FEFF}", "a", "b", "A", "É", "ß", "1", "٣", "ع", "国", "カ", "ก", "＿",
                "$", "😀", "€",
            ])
            .prop_map(String::from),
            1 => any::<char>().prop_map(|ch| if is_known_to_icu(ch) { ch.to_string() } else { String::new() }),
        ];
        prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4096))]
        #[test]
        fn sentences_end_where_icu_ends_them(text in text()) {
            prop_assert_eq!(sentence_ends(&text).collect::<Vec<_>>(), by_icu(&text));
        }
    }

    #[test]
    fn every_character_is_to_us_what_it_is_to_icu() {
        let differs = |ch: char| {
            let texts = [format!("a. {ch}b"), format!("a.{ch}B"), format!("A{ch} B"), format!("!{ch} \u{301}{ch}a")];
            texts.iter().any(|text| sentence_ends(text).collect::<Vec<_>>() != by_icu(text))
        };
        let asked = ('\0'..='\u{FFFF}').chain('\u{1F300}'..='\u{1F9FF}').filter(|ch| is_known_to_icu(*ch));
        let different: Vec<char> = asked.filter(|ch| differs(*ch)).collect();
        assert_eq!(different, Vec::<char>::new());
    }
}
