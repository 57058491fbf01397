//! Which scripts a text is written in.

use icu_properties::props::Script;
use icu_properties::{CodePointMapData, CodePointMapDataBorrowed, PropertyNamesShort, PropertyNamesShortBorrowed};

use super::pages::Pages;

const SCRIPT: CodePointMapDataBorrowed<'static, Script> = CodePointMapData::new();
const NAMES: PropertyNamesShortBorrowed<'static, Script> = PropertyNamesShort::new();

/// The script of a letter; that of signs is none.
static SCRIPTS: Pages<Script> = Pages::new(|ch| if ch.is_alphabetic() { SCRIPT.get(ch) } else { Script::Common });

/// How many letters of each script a text has.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ScriptCounts {
    counts: Vec<(Script, u32)>,
    /// Letters of all scripts.
    pub letters: u32,
}

impl ScriptCounts {
    #[must_use]
    pub fn of(text: &str) -> Self {
        let mut counts = Self::default();
        let mut ascii = 0;
        // Letters of one script stand together.
        let (mut script, mut letters) = (Script::Common, 0);
        for ch in text.chars() {
            if ch.is_ascii() {
                ascii += u32::from(ch.is_ascii_alphabetic());
                continue;
            }
            let of = SCRIPTS.get(ch);
            if of != script {
                counts.add(script, letters);
                (script, letters) = (of, 0);
            }
            letters += 1;
        }
        counts.add(script, letters);
        if ascii > 0 {
            counts.add(Script::Latin, ascii);
        }
        counts
    }

    fn add(&mut self, script: Script, letters: u32) {
        if matches!(script, Script::Common | Script::Inherited | Script::Unknown) {
            return;
        }
        self.letters += letters;
        match self.counts.iter_mut().find(|(known, _)| *known == script) {
            Some((_, count)) => *count += letters,
            // A text of many scripts has few letters of each: the list stays as short as Unicode's list of scripts.
            None => self.counts.push((script, letters)),
        }
    }

    #[must_use]
    pub fn count(&self, script: Script) -> u32 {
        self.counts.iter().find(|(known, _)| *known == script).map_or(0, |(_, count)| *count)
    }

    /// The script whose letters say most; Han, Hiragana and Katakana count as one, whose name is that of the largest. Of
    /// two with equally much it is the one met first.
    #[must_use]
    pub fn dominant(&self) -> Option<Script> {
        let japanese = [Script::Han, Script::Hiragana, Script::Katakana];
        let together: u32 = japanese.iter().map(|script| self.count(*script)).sum();
        let weight = |script: Script, count: u32| {
            letter_weight(script) * if japanese.contains(&script) { together } else { count }
        };
        let mut best: Option<(Script, u32, u32)> = None;
        for &(script, count) in &self.counts {
            let candidate = (script, weight(script, count), count);
            if best.is_none_or(|(_, weight, count)| (candidate.1, candidate.2) > (weight, count)) {
                best = Some(candidate);
            }
        }
        best.map(|(script, _, _)| script)
    }
}

/// What a letter says beside one of an alphabet: one that writes a syllable or a word, as much as three.
#[must_use]
pub fn letter_weight(script: Script) -> u32 {
    match script {
        Script::Han | Script::Hiragana | Script::Katakana | Script::Hangul | Script::Ethiopic => 3,
        _ => 1,
    }
}

/// The ISO 15924 code of a script, `Zyyy` where there is none.
#[must_use]
pub fn script_code(script: Option<Script>) -> &'static str {
    script.and_then(|script| NAMES.get(script)).unwrap_or("Zyyy")
}

/// Whether a script runs from right to left.
#[must_use]
pub fn is_right_to_left(script: Script) -> bool {
    matches!(
        script,
        Script::Arabic
            | Script::Hebrew
            | Script::Syriac
            | Script::Thaana
            | Script::Nko
            | Script::Samaritan
            | Script::Mandaic
            | Script::Adlam
            | Script::HanifiRohingya
            | Script::Yezidi
            | Script::MendeKikakui
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_count_and_signs_do_not() {
        let counts = ScriptCounts::of("قال Putin 2025 – «نعم»!");
        assert_eq!((counts.letters, counts.count(Script::Arabic), counts.count(Script::Latin)), (11, 6, 5));
        assert_eq!(counts.dominant(), Some(Script::Arabic));
        assert_eq!(script_code(counts.dominant()), "Arab");
        assert!(is_right_to_left(Script::Arabic));
    }

    #[test]
    fn a_syllable_says_as_much_as_three_letters() {
        assert_eq!(ScriptCounts::of("린지(Lindsey)가 말했다").dominant(), Some(Script::Hangul));
        assert_eq!(ScriptCounts::of("Lindsey (린지) said it").dominant(), Some(Script::Latin));
    }

    #[test]
    fn kana_and_han_stand_together_against_other_scripts() {
        assert_eq!(ScriptCounts::of("東京タワABCDE").dominant(), Some(Script::Han));
        assert_eq!(ScriptCounts::of("the lighthouse of 東京").dominant(), Some(Script::Latin));
        assert_eq!(ScriptCounts::of("— 2025").dominant(), None);
        assert_eq!(script_code(None), "Zyyy");
    }
}
