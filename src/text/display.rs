//! The display form of a text: mended where it was broken, never simplified.
//!
//! Harakat, tatweel, ZWNJ, ZWJ, direction marks, quotation marks and the digits of every script stay as they are: they
//! carry meaning, or the author's hand. What goes: control characters, spaces that only a typesetter needs, embeddings
//! that were never closed, letters in the shapes of old fonts, entities that were escaped twice.

use std::borrow::Cow;

use icu_normalizer::{ComposingNormalizer, ComposingNormalizerBorrowed};

use super::characters::Traits;
use super::entities::decode_twice_escaped;
use super::pages::Pages;

const NFC: ComposingNormalizerBorrowed<'static> = ComposingNormalizer::new_nfc();
const NFKC: ComposingNormalizerBorrowed<'static> = ComposingNormalizer::new_nfkc();

/// Each round can uncover an entity, such as one that a control character split. Deeper nesting than this is an attack
/// and stays as it is.
const MAX_ROUNDS: usize = 4;

/// A text made fit for display, and what had to be done to it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Display {
    pub text: String,
    pub repairs: Repairs,
}

/// What was mended. Composition (NFC) and plain spaces are no repairs: every text gets them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Repairs {
    /// Control characters or noncharacters were taken out.
    pub controls: bool,
    /// Bidirectional embeddings, overrides or isolates that were not balanced within their line were taken out.
    pub bidi: bool,
    /// Presentation forms of Arabic letters became letters.
    pub presentation_forms: bool,
    /// Entities that were escaped twice were decoded once more.
    pub entities: bool,
}

impl Repairs {
    /// These and those.
    pub fn add(&mut self, other: Self) {
        self.controls |= other.controls;
        self.bidi |= other.bidi;
        self.presentation_forms |= other.presentation_forms;
        self.entities |= other.entities;
    }
}

/// Cleans a text of one or more lines; lines stay apart by one `\n`, empty ones go.
///
/// `display(display(text).text)` changes nothing, and the text is in NFC.
///
/// ```
/// use copydesk::text::display;
///
/// let cleaned = display("لـ20\u{A0}عاما،  وتُعد\u{0}");
/// assert_eq!(cleaned.text, "لـ20 عاما، وتُعد");
/// assert!(cleaned.repairs.controls);
/// ```
#[must_use]
pub fn display(text: &str) -> Display {
    if is_plain(text) {
        return Display { text: text.to_owned(), repairs: Repairs::default() };
    }
    mended(text)
}

fn mended(text: &str) -> Display {
    let mut repairs = Repairs::default();
    let mut text: Cow<'_, str> = Cow::Borrowed(text);
    for _ in 0..MAX_ROUNDS {
        text = Cow::Owned(round(&text, &mut repairs));
        match decode_twice_escaped(&text) {
            Some(decoded) => {
                repairs.entities = true;
                text = Cow::Owned(decoded);
            }
            None => return Display { text: text.into_owned(), repairs },
        }
    }
    Display { text: round(&text, &mut repairs), repairs }
}

/// Cleans a text that is one line, such as a title: line breaks become spaces.
#[must_use]
pub fn display_line(text: &str) -> Display {
    let mut cleaned = display(text);
    if cleaned.text.contains('\n') {
        cleaned.text = cleaned.text.replace('\n', " ");
    }
    cleaned
}

/// Whether a text has nothing to clean, as far as one look at each character tells: most texts leave here.
fn is_plain(text: &str) -> bool {
    let mut before = Plain::Space;
    for ch in text.chars() {
        let plain = match ch {
            'a'..='z' | 'A'..='Z' | '0'..='9' => Plain::Letter,
            ' ' => Plain::Space,
            ch => PLAIN.get(ch),
        };
        let odd = match plain {
            Plain::Letter => false,
            Plain::Mark | Plain::Space => plain == before,
            Plain::No => true,
        };
        if odd {
            return false;
        }
        before = plain;
    }
    before != Plain::Space || text.is_empty()
}

/// Whether a character may stay as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Plain {
    Letter,
    /// Where no other stands before it: two have an order.
    Mark,
    /// Where it is one and stands between others.
    Space,
    No,
}

static PLAIN: Pages<Plain> = Pages::new(|ch| if ch > '\u{FFFF}' { Plain::No } else { Plain::of(ch) });

impl Plain {
    fn of(ch: char) -> Self {
        let traits = Traits::of(ch);
        let odd = ch == '&'
            || is_line_break(ch)
            || is_bidi_control(ch)
            || is_unwanted(ch)
            || is_presentation_form(ch)
            || traits.has(Traits::COMPOSES)
            || !NFC.is_normalized(ch.encode_utf8(&mut [0; 4]));
        match Space::of(ch) {
            _ if odd => Self::No,
            Some(_) if ch == ' ' => Self::Space,
            Some(_) => Self::No,
            None if traits.has(Traits::ORDERED) => Self::Mark,
            None => Self::Letter,
        }
    }
}

fn round(text: &str, repairs: &mut Repairs) -> String {
    let composed = NFC.normalize(text);
    let mut out = String::with_capacity(composed.len());
    for line in composed.split(is_line_break) {
        let start = out.len();
        if start > 0 {
            out.push('\n');
        }
        let text_start = out.len();
        clean_line(line, &mut out, repairs);
        if out.len() == text_start {
            out.truncate(start);
        }
    }
    // Taking something out from between a letter and its mark lets the two compose.
    match NFC.normalize(&out) {
        Cow::Borrowed(_) => out,
        Cow::Owned(composed) => composed,
    }
}

fn is_line_break(ch: char) -> bool {
    matches!(ch, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

fn clean_line(line: &str, out: &mut String, repairs: &mut Repairs) {
    let keep_bidi = bidi_is_balanced(line);
    let start = out.len();
    let mut space: Option<Space> = None;
    let mut forms = PresentationForms::default();
    for ch in line.chars() {
        if let Some(kind) = Space::of(ch) {
            space = Some(space.map_or(kind, |before| before.max(kind)));
            continue;
        }
        if is_bidi_control(ch) && !keep_bidi {
            repairs.bidi = true;
            continue;
        }
        if is_unwanted(ch) {
            repairs.controls = true;
            continue;
        }
        if let Some(kind) = space.take() {
            forms.close(out, repairs);
            let line_so_far = out.get(start..).unwrap_or_default();
            if let Some(before) = line_so_far.chars().next_back() {
                let wide = kind == Space::Ideographic && (is_ideographic(before) || is_ideographic(ch));
                out.push(if wide { '\u{3000}' } else { ' ' });
            }
        }
        if is_presentation_form(ch) {
            forms.push(out.len());
        } else {
            forms.close(out, repairs);
        }
        out.push(ch);
    }
    forms.close(out, repairs);
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Space {
    Plain,
    /// U+3000, which is a space of its own beside ideographs.
    Ideographic,
}

impl Space {
    fn of(ch: char) -> Option<Self> {
        match ch {
            ' '
            | '\t'
            | '\u{B}'
            | '\u{C}'
            | '\u{A0}'
            | '\u{1680}'
            | '\u{2000}'..='\u{200A}'
            | '\u{202F}'
            | '\u{205F}' => Some(Self::Plain),
            '\u{3000}' => Some(Self::Ideographic),
            _ => None,
        }
    }
}

fn is_ideographic(ch: char) -> bool {
    matches!(ch, '\u{2E80}'..='\u{2FFF}' | '\u{3001}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}' | '\u{F900}'..='\u{FAFF}'
        | '\u{FF01}'..='\u{FFEF}' | '\u{20000}'..='\u{3FFFD}')
}

/// Controls, noncharacters, the byte order mark, and format characters that Unicode deprecates or reserves for
/// processes.
fn is_unwanted(ch: char) -> bool {
    let code = u32::from(ch);
    matches!(ch, '\0'..='\u{1F}' | '\u{7F}'..='\u{9F}' | '\u{206A}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}'
        | '\u{FDD0}'..='\u{FDEF}')
        || code & 0xFFFE == 0xFFFE
}

fn is_bidi_control(ch: char) -> bool {
    matches!(ch, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Whether every embedding, override and isolate of a line is closed in it, in order. Those that are not let text show
/// what it does not say ("Trojan Source", CVE-2021-42574).
fn bidi_is_balanced(line: &str) -> bool {
    // All of them begin with E2 80 or E2 81: text without those bytes has none.
    if memchr::memchr(0xE2, line.as_bytes()).is_none() {
        return true;
    }
    let mut open: Vec<bool> = Vec::new();
    for ch in line.chars() {
        let isolate = match ch {
            '\u{202A}' | '\u{202B}' | '\u{202D}' | '\u{202E}' => {
                open.push(false);
                continue;
            }
            '\u{2066}'..='\u{2068}' => {
                open.push(true);
                continue;
            }
            '\u{202C}' => false,
            '\u{2069}' => true,
            _ => continue,
        };
        if open.pop() != Some(isolate) {
            return false;
        }
    }
    open.is_empty()
}

/// Letters in the shape of one place in a word, as old fonts and PDF files have them. The ornate parentheses are none.
fn is_presentation_form(ch: char) -> bool {
    matches!(ch, '\u{FB50}'..='\u{FBB1}' | '\u{FBD3}'..='\u{FD3D}' | '\u{FD50}'..='\u{FD8F}' | '\u{FD92}'..='\u{FDC7}' | '\u{FDF0}'..='\u{FDFB}' | '\u{FE70}'..='\u{FEFC}')
}

/// A run of presentation forms. One alone, such as ﷺ or ﷲ, is what the author chose; two or more are an old font.
#[derive(Default)]
struct PresentationForms {
    start: usize,
    length: usize,
}

impl PresentationForms {
    fn push(&mut self, at: usize) {
        if self.length == 0 {
            self.start = at;
        }
        self.length += 1;
    }

    fn close(&mut self, out: &mut String, repairs: &mut Repairs) {
        if self.length >= 2
            && let Some(run) = out.get(self.start..)
        {
            let letters = run.chars().map(letters_of).collect::<String>();
            // A few code points among them are not assigned, and stay.
            repairs.presentation_forms |= letters != run;
            out.truncate(self.start);
            out.push_str(&letters);
        }
        self.length = 0;
    }
}

/// The letters of a presentation form. A mark on a space or a tatweel becomes the mark: the letter it sits on is there.
fn letters_of(form: char) -> String {
    let mut buffer = [0; 4];
    let letters = NFKC.normalize(form.encode_utf8(&mut buffer));
    if matches!(form, '\u{FE70}'..='\u{FE7F}' | '\u{FC5E}'..='\u{FC63}') {
        letters.chars().filter(|ch| !matches!(ch, ' ' | 'ـ')).collect()
    } else {
        letters.into_owned()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn text_of(text: &str) -> String {
        display(text).text
    }

    #[test]
    fn what_the_author_wrote_stays() {
        for text in [
            "تمتد لـ20 عاما، وتُعد الأولى ﷺ",
            "می\u{200C}خواهد",
            "“one” ‘two’ «three» it’s…",
            "क्\u{200D}ष \u{200F}(عربي)\u{200E}",
            "日本　東京",
            "a\u{2067}ب\u{2069}c",
            "line one\nline two",
            "AT&T &eacute R&D",
        ] {
            assert_eq!(display(text), Display { text: text.into(), repairs: Repairs::default() });
        }
    }

    #[test]
    fn spaces_become_one_and_lines_are_trimmed() {
        assert_eq!(text_of("  a\u{A0}\u{202F} b\t\tc \r\n\r\n  d\u{2028}e\u{85}"), "a b c\nd\ne");
        assert_eq!(text_of("a\u{3000}b"), "a b");
        assert_eq!(text_of("\u{3000}\u{3000}東京"), "東京");
        assert_eq!(display_line("a\r\nb").text, "a b");
    }

    #[test]
    fn controls_go_and_are_told() {
        let cleaned = display("\u{FEFF}a\0b\u{9B}c\u{FFFE}\u{FFF9}");
        assert_eq!(cleaned.text, "abc");
        assert_eq!(cleaned.repairs, Repairs { controls: true, ..Repairs::default() });
    }

    #[test]
    fn an_override_that_is_never_closed_goes_and_is_told() {
        let cleaned = display("user\u{202E}txt.exe\nfine \u{202A}x\u{202C}");
        assert_eq!(cleaned.text, "usertxt.exe\nfine \u{202A}x\u{202C}");
        assert!(cleaned.repairs.bidi);
        assert_eq!(text_of("\u{2067}a\u{202A}b\u{2069}c\u{202C}"), "abc");
    }

    #[test]
    fn letters_of_old_fonts_become_letters() {
        assert_eq!(text_of("ﺍﻟﻌﺮﺑﻴﺔ ﻻ"), "العربية ﻻ");
        assert_eq!(text_of("ﺏﹷﺕ"), "بَت");
        assert!(display("ﺍﻟ").repairs.presentation_forms);
    }

    #[test]
    fn entities_escaped_twice_are_decoded_once_more() {
        let cleaned = display("Tom &amp; Jerry&#39;s &quot;x&quot;&nbsp; y");
        assert_eq!(cleaned.text, "Tom & Jerry's \"x\" y");
        assert!(cleaned.repairs.entities);
    }

    #[test]
    fn combining_marks_compose() {
        assert_eq!(text_of("e\u{301}"), "é");
        assert_eq!(text_of("e\u{0}\u{301}"), "é");
    }

    fn text() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            any::<char>().prop_map(String::from),
            proptest::char::range('\u{2000}', '\u{206F}').prop_map(String::from),
            proptest::char::range('\u{FB50}', '\u{FEFF}').prop_map(String::from),
            proptest::char::range('\u{0300}', '\u{0345}').prop_map(String::from),
            proptest::char::range('\0', '\u{A0}').prop_map(String::from),
            proptest::sample::select(vec![
                "&", "amp;", "&amp;", "&#", "38;", "&lt;", "&nbsp;", "&#160;", "&#0;", ";", "\u{37E}", "\u{3000}", "中"
            ])
            .prop_map(String::from),
        ];
        prop::collection::vec(piece, 0..32).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn cleaning_twice_is_cleaning_once_and_gives_nfc(text in text()) {
            let once = display(&text).text;
            prop_assert!(NFC.is_normalized(&once));
            let clean = Display { text: once.clone(), repairs: Repairs::default() };
            prop_assert_eq!(&mended(&once), &clean);
            prop_assert_eq!(display(&once), clean);
            prop_assert_eq!(display(&text), mended(&text));
        }

        #[test]
        fn zwnj_survives(before in "[آ-غپچژگکی]{1,8}", after in "[آ-غپچژگکی]{1,8}") {
            let word = format!("{before}\u{200C}{after}");
            prop_assert_eq!(text_of(&word), word);
        }
    }

    #[test]
    fn texts_of_the_press_are_left_at_first_sight() {
        for text in ["“Café” – it’s 3½", "وتُعتبر الأولى، لـ20 عاماً؟", "शांति की बात", "他说：“是”", "ที่นี่"]
        {
            assert!(is_plain(text), "{text}");
        }
        for text in ["a\u{301}", "a\u{5B8}\u{5B0}", "a\u{A0}b", "a ", "R&D", "日本　東京", "🎉"] {
            assert!(!is_plain(text), "{text}");
        }
    }

    #[test]
    fn every_scalar_is_cleaned_once_and_for_all() {
        for ch in '\0'..=char::MAX {
            let once = display(&format!("a{ch}b")).text;
            assert!(NFC.is_normalized(&once), "{ch:?}");
            assert_eq!(mended(&once).text, once, "{ch:?}");
            assert_eq!(display(&once).text, once, "{ch:?}");
        }
    }
}
