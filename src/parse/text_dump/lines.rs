//! The lines of a dump, with what their shape says about them.

use super::labels::{Label, label};
use crate::parse::hosts::Elsewhere;

/// One line that is not blank.
#[derive(Debug, Clone)]
pub struct Line {
    /// Where it stands in the payload, from 1.
    pub number: u32,
    pub text: String,
    pub blank_before: bool,
    pub blank_after: bool,
    /// Characters, those of Chinese, Japanese and Korean counted twice: they say more each.
    pub width: usize,
    pub words: usize,
    /// Ends as sentences do.
    pub ends: bool,
    /// What a reader would call the line, if it is page furniture.
    pub label: Option<Label>,
    /// The text as labels and repetitions are compared.
    pub folded: String,
    /// On how many other pages of the host it stood, where that is remembered.
    pub elsewhere: Elsewhere,
}

/// The lines of a text, whatever ends them: `\n`, `\r\n`, `\r`, NEL, LS, PS.
pub fn split_lines(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let Some((at, end)) =
            text.char_indices().find(|(_, c)| matches!(c, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}'))
        else {
            rest = None;
            return Some(text);
        };
        let (line, after) = text.split_at_checked(at)?;
        rest = if end == '\r' {
            after.strip_prefix("\r\n").or_else(|| after.strip_prefix('\r'))
        } else {
            after.strip_prefix(end)
        };
        Some(line)
    })
}

/// The lines that are not blank.
pub fn lines(text: &str) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let mut blank = true;
    let mut number = 0;
    for raw in split_lines(text) {
        number += 1;
        let text = raw.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}' | '\0'));
        if text.is_empty() {
            blank = true;
            if let Some(last) = lines.last_mut() {
                last.blank_after = true;
            }
            continue;
        }
        lines.push(Line::new(number, text.to_owned(), blank));
        blank = false;
    }
    if let Some(last) = lines.last_mut() {
        last.blank_after = true;
    }
    lines
}

impl Line {
    pub fn new(number: u32, text: String, blank_before: bool) -> Self {
        let folded = fold(&text);
        let wide = text.chars().filter(|c| is_wide(*c)).count();
        let spaced = text.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count();
        Self {
            number,
            blank_before,
            blank_after: false,
            width: text.chars().count() + wide,
            words: spaced.max(wide / 2),
            ends: ends(&text),
            label: label(&text, &folded),
            folded,
            elsewhere: Elsewhere::default(),
            text,
        }
    }
}

/// Scripts that write words without spaces, in characters that stand for a syllable or a word.
pub fn is_wide(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{303f}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}')
}

/// Whether a text ends as a sentence does, quotes and brackets aside.
pub fn ends(text: &str) -> bool {
    let core = text.trim_end_matches(|c: char| {
        c.is_whitespace()
            || matches!(
                c,
                '"' | '\''
                    | '”'
                    | '’'
                    | '»'
                    | '«'
                    | '“'
                    | '」'
                    | '』'
                    | '）'
                    | ')'
                    | ']'
                    | '›'
                    | '\u{200f}'
                    | '\u{200e}'
            )
    });
    core.ends_with(['.', '!', '?', '…', '。', '！', '？', '؟', '۔', '।', '॥', '։', '።', '｡', '．'])
}

/// Lowercase; Arabic letters and Hebrew points as everyone types them; one space between words; no punctuation at the ends.
/// For comparing lines, never for display.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut space = false;
    for c in text.chars().flat_map(char::to_lowercase) {
        let c = match c {
            '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{6d6}'..='\u{6ed}' | '\u{640}' => continue,
            '\u{591}'..='\u{5c7}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
                continue;
            }
            '\u{307}' | '\u{ad}' | '\u{feff}' => continue,
            'آ' | 'أ' | 'إ' | 'ٱ' => 'ا',
            'ى' | 'ی' => 'ي',
            'ة' => 'ه',
            'ک' => 'ك',
            '’' | '‘' | 'ʼ' => '\'',
            c => c,
        };
        if c.is_whitespace() {
            space = true;
            continue;
        }
        if space && !out.is_empty() {
            out.push(' ');
        }
        space = false;
        out.push(c);
    }
    out.trim_matches(|c: char| {
        !c.is_alphanumeric() && !matches!(c, '©' | '\u{900}'..='\u{dff}' | '\u{e00}'..='\u{e7f}')
    })
    .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_end_is_one() {
        let lines: Vec<&str> = split_lines("a\nb\r\nc\rd\u{2028}e\u{85}\n").collect();
        assert_eq!(lines, ["a", "b", "c", "d", "e", "", ""]);
    }

    #[test]
    fn lines_know_their_number_and_the_blanks_around_them() {
        let lines = lines("\n one \ntwo\n\n\nthree");
        let seen: Vec<_> = lines.iter().map(|l| (l.number, l.text.as_str(), l.blank_before, l.blank_after)).collect();
        assert_eq!(seen, [(2, "one", true, false), (3, "two", false, true), (6, "three", true, true)]);
    }

    #[test]
    fn sentences_end_in_every_script() {
        for text in ["It rained.", "قالت: «نعم؟»", "雨が降った。", "वर्षा हुई।", "He said “no.”", "بارش ہوئی۔"]
        {
            assert!(ends(text), "{text}");
        }
        assert!(!ends("Rain in the north") && !ends("Say it:"));
    }

    #[test]
    fn folding_forgets_points_case_and_frames() {
        assert_eq!(fold("«حَمِّل  التطبيق»"), "حمل التطبيق");
        assert_eq!(fold("— Read MORE: —"), "read more");
        assert_eq!(fold("और पढ़ें"), "और पढ़ें");
    }
}
