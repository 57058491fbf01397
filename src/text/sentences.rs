//! Sentences, as spans of bytes.
//!
//! UAX #29 does most of it (`icu_segmenter`). It knows no abbreviations, so a boundary that stands after "Dr.", an
//! initial or an ordinal number is taken back here; so is one before a lower-case letter or a closing mark, or inside
//! what goes on after a quotation or a bracket. Before a number or a dash a boundary is added. A line break always ends
//! a sentence; Thai has rules of its own.

use std::borrow::Cow;
use std::ops::Range;

use super::abbreviations::{ABBREVIATIONS, ORDINAL_STOP};
use super::bounds::sentence_ends;
use super::{characters, thai};

/// The longest token before a full stop that is looked up as an abbreviation, in bytes.
const MAX_ABBREVIATION: usize = 24;

/// The sentences of a text, trimmed; `lang` is a BCP 47 tag. What holds no letter or digit belongs to the sentence
/// before it.
pub fn sentences<'t>(text: &'t str, lang: &str) -> impl Iterator<Item = Range<usize>> + 't {
    let rules = Rules::of(lang);
    let mut bounds = sentence_ends(text).peekable();
    let mut start = 0;
    let mut segment_start = 0;
    let mut has_word = false;
    std::iter::from_fn(move || {
        loop {
            let end = bounds.next()?;
            let segment = segment_start..end;
            segment_start = end;
            // Only the new segment is looked at, however many were joined before it.
            has_word =
                has_word || text.get(segment.clone()).is_some_and(|text| text.chars().any(char::is_alphanumeric));
            if bounds.peek().is_some() && !rules.ends(text, segment, has_word) {
                continue;
            }
            // An opening mark without a space before it belongs to what follows, if anything does.
            let opening = match bounds.peek() {
                Some(_) => rules.opening_at_the_end(text.get(start..end).unwrap_or_default()),
                None => 0,
            };
            let end = end - opening;
            let sentence = trimmed(text, start..end);
            start = end;
            has_word = false;
            if !sentence.is_empty() {
                return Some(sentence);
            }
        }
    })
    .flat_map(move |sentence| {
        let (parts, last) = if rules.thai { thai::parted(text, sentence) } else { parted(text, sentence, &rules) };
        parts.into_iter().chain(std::iter::once(last))
    })
}

/// UAX #29 sees no end of a sentence before a number that a lower-case letter follows («… verheiratet. 1519 wurde …»),
/// nor before a dash that opens what somebody says. Most have no parts before their last.
fn parted(text: &str, span: Range<usize>, rules: &Rules) -> (Vec<Range<usize>>, Range<usize>) {
    let mut parts = Vec::new();
    let mut start = span.start;
    let sentence = text.get(span.clone()).unwrap_or_default();
    for stop in memchr::memchr3_iter(b'.', b'!', b'?', sentence.as_bytes()) {
        let at = span.start + stop + 1;
        let Some((before, after)) = text.get(start..at).zip(text.get(at..span.end)) else { continue };
        let Some(next) = after.strip_prefix(' ') else { continue };
        let before_stop = before.trim_end_matches(['.', '!', '?']);
        let mut chars = next.chars();
        let ends = match chars.next() {
            Some(digit) if digit.is_ascii_digit() => {
                let token = last_token(before_stop);
                token.chars().count() >= 5
                    && token.chars().all(char::is_alphabetic)
                    && !rules.is_abbreviated(before_stop)
            }
            Some('-' | '–' | '—') => {
                let says = chars.as_str().strip_prefix(' ').and_then(|rest| rest.chars().next());
                says.is_some_and(char::is_uppercase) && !rules.is_abbreviated(before_stop)
            }
            _ => false,
        };
        if ends {
            parts.push(start..at);
            start = at + 1;
        }
    }
    (parts, start..span.end)
}

#[derive(Debug, Clone, Copy)]
struct Rules {
    common: &'static [&'static str],
    own: &'static [&'static str],
    ordinal_stop: bool,
    thai: bool,
    /// Chinese and Japanese: no spaces, so marks stand close to what they belong to.
    spaceless: bool,
}

impl Rules {
    fn of(lang: &str) -> Self {
        let primary = lang.split(['-', '_']).next().unwrap_or_default();
        let list = |lang: &str| ABBREVIATIONS.iter().find(|(name, _)| *name == lang).map_or(&[][..], |(_, list)| list);
        Self {
            common: list(""),
            own: list(primary),
            ordinal_stop: ORDINAL_STOP.contains(&primary),
            thai: primary == "th",
            spaceless: matches!(primary, "zh" | "ja" | "yue"),
        }
    }

    /// The bytes of opening marks at the end of a segment.
    fn opening_at_the_end(&self, segment: &str) -> usize {
        let opening = |ch| matches!(ch, '「' | '『' | '《' | '〈' | '【' | '（' | '“' | '‘');
        if self.spaceless { segment.len() - segment.trim_end_matches(opening).len() } else { 0 }
    }

    /// Whether a sentence ends with a segment of UAX #29.
    fn ends(&self, text: &str, segment: Range<usize>, has_word: bool) -> bool {
        let (Some(after), Some(sentence)) = (text.get(segment.end..), text.get(segment)) else { return true };
        let trimmed = sentence.trim_end();
        let gap = sentence.get(trimmed.len()..).unwrap_or_default();
        if gap.contains(['\n', '\r', '\u{2028}', '\u{2029}', '\u{85}']) {
            return true;
        }
        if !has_word && !trimmed.is_empty() {
            return false;
        }
        let next = after.chars().find(|ch| !is_opening(*ch));
        match next {
            None => return true,
            Some(next) if next.is_lowercase() || is_closing(next) || next == ',' || next == ';' => return false,
            Some(next) if goes_on(trimmed, gap, next) && !self.spaceless => return false,
            Some(_) => {}
        }
        let Some(before_stop) = trimmed.strip_suffix('.') else { return true };
        let token = last_token(before_stop);
        // Letters with full stops and no space after them: «ق.م».
        let joined = gap.is_empty() && token.chars().count() <= 2;
        !joined && !self.is_abbreviated(before_stop)
    }

    /// Whether a full stop after this text ends an abbreviation.
    fn is_abbreviated(&self, before_stop: &str) -> bool {
        let token = last_token(before_stop);
        let before_token = before_stop.strip_suffix(token).unwrap_or_default();
        let mut letters = token.chars();
        let initial = match (letters.next(), letters.find(|ch| !characters::is_mark(*ch))) {
            // Scripts without capitals write initials, too: «ש. י.», «बी. सी.», «د.».
            // «3300 a. C.» is an era, and as often the end.
            (Some('C'), None) if before_token.ends_with("a. ") || before_token.ends_with("d. ") => false,
            (Some(ch), None) => ch.is_uppercase() || (ch.is_alphabetic() && !ch.is_lowercase()),
            _ => false,
        };
        // Initials of a name: "J. Doe", "J.K. Doe".
        if initial || is_initials(token) {
            return true;
        }
        if self.ordinal_stop && token.len() <= 2 && !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_digit())
        {
            return true;
        }
        // «II. Friedrich», «XX. yüzyıl».
        if self.ordinal_stop
            && !token.is_empty()
            && token.len() <= 5
            && token.bytes().all(|byte| b"IVX".contains(&byte))
        {
            return true;
        }
        let is_lower = token.bytes().all(|byte| byte.is_ascii_lowercase());
        let lower = if is_lower { Cow::Borrowed(token) } else { Cow::Owned(token.to_lowercase()) };
        self.common.contains(&&*lower) || self.own.contains(&&*lower)
    }
}

/// Whether a sentence goes on after a segment, where the next letter has no case or is a capital: after a quotation that
/// something clings to («…다."라고»), after a remark in brackets, after dots in the middle.
fn goes_on(segment: &str, gap: &str, next: char) -> bool {
    let caseless = next.is_alphabetic() && !next.is_uppercase();
    if gap.is_empty() && next.is_alphabetic() && segment.ends_with(['"', '”', '\'', '’', '»']) {
        return true;
    }
    if caseless && segment.ends_with(')') {
        return segment.rfind('(').is_some_and(|at| at > 0);
    }
    let without_dots = segment.trim_end_matches(['.', '…']);
    let dots = segment.len() - without_dots.len();
    dots >= 2 && segment.ends_with("..") && (caseless || without_dots.ends_with(' '))
}

/// Single capitals with full stops between them: "J.K", as it stands before its last full stop.
fn is_initials(token: &str) -> bool {
    token.contains('.')
        && token.len() <= 6
        && token.split('.').all(|part| {
            let mut chars = part.chars();
            chars.next().is_some_and(char::is_uppercase) && chars.next().is_none()
        })
}

/// What stands before a full stop, back to the last space or opening mark.
fn last_token(text: &str) -> &str {
    let mut from = text.len();
    for (at, ch) in text.char_indices().rev() {
        if ch.is_whitespace() || is_opening(ch) || text.len() - at > MAX_ABBREVIATION {
            break;
        }
        from = at;
    }
    text.get(from..).unwrap_or_default()
}

fn is_opening(ch: char) -> bool {
    matches!(ch, '(' | '[' | '«' | '“' | '„' | '‘' | '‹' | '"' | '\'' | '¿' | '¡' | '「' | '『' | '（')
}

fn is_closing(ch: char) -> bool {
    matches!(ch, ')' | ']' | '”' | '’' | '›' | '」' | '』' | '）')
}

fn trimmed(text: &str, span: Range<usize>) -> Range<usize> {
    let Some(sentence) = text.get(span.clone()) else { return span };
    let start = span.end - sentence.trim_start().len();
    start..start + sentence.trim().len()
}

#[cfg(test)]
pub(super) mod tests {
    use proptest::prelude::*;

    use super::*;

    fn split<'t>(text: &'t str, lang: &str) -> Vec<&'t str> {
        sentences(text, lang).map(|span| &text[span]).collect()
    }

    #[test]
    fn abbreviations_initials_and_ordinals_end_no_sentence() {
        for (lang, text) in [
            ("en", "Dr. Smith met J. K. Rowling and Mr. Jones."),
            ("en", "“Why now?” he asked."),
            ("de", "Am 3. Oktober kamen ca. 200 Gäste."),
            ("es", "El Sr. Pérez habló."),
            ("ru", "На ул. Ленина живёт А. С. Иванов."),
            ("tr", "Av. Yılmaz 3. Cadde'de."),
        ] {
            assert_eq!(split(text, lang), [text]);
        }
    }

    #[test]
    fn sentences_end_where_they_end() {
        assert_eq!(split("One. Two! Three? “Four.” Five", "en"), ["One.", "Two!", "Three?", "“Four.”", "Five"]);
        assert_eq!(split("قال نعم. ثم ذهب؟ لا.", "ar"), ["قال نعم.", "ثم ذهب؟", "لا."]);
        assert_eq!(split("今日は晴れ。明日は雨。", "ja"), ["今日は晴れ。", "明日は雨。"]);
        assert_eq!(split("Es war 1989. Alle kamen.", "de"), ["Es war 1989.", "Alle kamen."]);
    }

    #[test]
    fn thai_sentences_end_at_a_space_after_which_something_new_begins() {
        let first = "ห้องสมุดประชาชนแห่งใหม่เปิดให้บริการเมื่อวันอาทิตย์ที่ผ่านมาแล้ว";
        let second = "นอกจากนี้ประชาชนทุกคนสามารถเข้าใช้บริการได้โดยไม่เสียค่าใช้จ่าย";
        let text = format!("{first} {second} และจะเปิดทุกวัน");
        assert_eq!(split(&text, "th"), [first.to_owned(), format!("{second} และจะเปิดทุกวัน")]);
        assert_eq!(split(&text, "lo").len(), 1);
    }

    #[test]
    fn numbers_and_dashes_begin_sentences() {
        assert_eq!(split("Sie war verheiratet. 1519 wurde er Herr.", "de").len(), 2);
        assert_eq!(split("Umutluydum. - Kızı al, eve götür.", "tr").len(), 2);
        assert_eq!(split("Es war Nr. 5 am 3. Mai, ca. 20 Leute.", "de").len(), 1);
    }

    #[test]
    fn marks_belong_to_what_they_cling_to() {
        assert_eq!(
            split("目指している。「ありがとう」とお礼を言った。", "ja"),
            ["目指している。", "「ありがとう」とお礼を言った。"]
        );
        assert_eq!(split("“다리가 열렸다.”라고 시장이 말했다.", "ko").len(), 1);
        assert_eq!(split("עשרים וארבעה (24!) עמודים", "he").len(), 1);
        assert_eq!(split("חברת ש. י. ל. נבנתה", "he").len(), 1);
    }

    #[test]
    fn a_line_ends_a_sentence_and_empty_text_has_none() {
        assert_eq!(split("A heading\nand a line\n\n", "en"), ["A heading", "and a line"]);
        assert_eq!(split("  \n ", "en"), Vec::<&str>::new());
        assert_eq!(split("What...\n", "en"), ["What..."]);
    }

    /// Texts of all that the rules look at.
    pub fn text() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            any::<char>().prop_map(String::from),
            proptest::char::range('\u{E01}', '\u{E4E}').prop_map(String::from),
            proptest::char::range('\u{3040}', '\u{30FF}').prop_map(String::from),
            proptest::sample::select("国际关系研究所中华人民共和的一是不了在有我他这".chars().collect::<Vec<_>>())
                .prop_map(String::from),
            proptest::sample::select("a1א'’.,:;\"_·-\u{301}\u{200D}é٣।々〇ー国".chars().collect::<Vec<_>>())
                .prop_map(String::from),
            proptest::sample::select(vec![
                " ",
                "  ",
                "\n",
                ".",
                "!",
                "? ",
                "...",
                "…",
                "。",
                "「",
                "」",
                "“",
                "”",
                "\"",
                "(",
                ")",
                "- ",
                "— ",
                "1519 ",
                "wurde",
                "A",
                "C. ",
                "ש",
                "J.K. ",
                "Dr. ",
                "และ",
                "นอกจากนี้",
                "라고",
                "III",
                "\u{301}",
                "\u{85}",
                "\u{A0}",
            ])
            .prop_map(String::from),
        ];
        prop::collection::vec(piece, 0..48).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        /// Nothing is lost, said twice or cut inside a letter: what lies between sentences is space.
        #[test]
        fn sentences_hold_all_of_a_text_once(
            text in text(),
            lang in proptest::sample::select(vec!["en", "de", "es", "tr", "ar", "he", "hi", "ko", "ja", "zh", "th", "und"]),
        ) {
            let mut at = 0;
            for span in sentences(&text, lang) {
                prop_assert!(at <= span.start && span.start < span.end, "{:?} after {}", span, at);
                let (gap, sentence) = (text.get(at..span.start), text.get(span.clone()));
                prop_assert!(gap.is_some_and(|gap| gap.trim().is_empty()), "{:?}", gap);
                prop_assert!(sentence.is_some_and(|sentence| sentence == sentence.trim()), "{:?}", sentence);
                at = span.end;
            }
            prop_assert!(text.get(at..).is_some_and(|rest| rest.trim().is_empty()));
        }
    }

    #[test]
    fn a_long_line_and_a_word_repeated_take_one_pass() {
        let line = "word ".repeat(200_000);
        assert_eq!(sentences(&line, "en").count(), 1);
        let stops = "A. ".repeat(100_000);
        assert_eq!(sentences(&stops, "en").count(), 1);
        assert_eq!(sentences(&"؟".repeat(300_000), "ar").count(), 1);
        assert!(sentences(&"ประชาชน ".repeat(40_000), "th").count() >= 1);
        assert!(sentences(&"「".repeat(300_000), "ja").count() <= 1);
        assert!(sentences(&"verheiratet. 1519 ".repeat(50_000), "de").count() > 10_000);
        assert!(sentences(&"(a!) ".repeat(200_000), "he").count() >= 1);
    }
}
