//! What the letters alone say about the language.

use icu_properties::props::Script;

use crate::text::{Pages, ScriptCounts, is_alphabetic};

/// The language of a script that only one language of the press uses.
pub fn only_language_of(script: Script, counts: &ScriptCounts) -> Option<&'static str> {
    let tag = match script {
        Script::Hangul => "ko",
        Script::Han | Script::Hiragana | Script::Katakana => {
            let kana = counts.count(Script::Hiragana) + counts.count(Script::Katakana);
            // Japanese has kana in every clause. Chinese quotes a little at most.
            if kana * 20 > kana + counts.count(Script::Han) { "ja" } else { "zh" }
        }
        Script::Thai => "th",
        Script::Lao => "lo",
        Script::Khmer => "km",
        Script::Myanmar => "my",
        Script::Greek => "el",
        Script::Armenian => "hy",
        Script::Georgian => "ka",
        Script::Tamil => "ta",
        Script::Telugu => "te",
        Script::Kannada => "kn",
        Script::Malayalam => "ml",
        Script::Gujarati => "gu",
        Script::Gurmukhi => "pa",
        Script::Oriya => "or",
        Script::Sinhala => "si",
        Script::Thaana => "dv",
        _ => return None,
    };
    Some(tag)
}

/// Whether a language, by primary subtag, is written in a script. Of a language that is not listed everything is
/// believed.
pub fn may_be_written_in(primary: &str, script: Script) -> bool {
    let scripts: &[Script] = match primary {
        "ar" | "fa" | "ur" | "ps" | "sd" | "ug" | "ckb" => &[Script::Arabic],
        "he" | "yi" => &[Script::Hebrew],
        "ku" => &[Script::Latin, Script::Arabic, Script::Cyrillic],
        "ru" | "uk" | "be" | "bg" | "mk" | "mn" | "ky" | "tg" | "tt" | "ba" | "ce" | "cv" => &[Script::Cyrillic],
        "sr" | "kk" | "bs" => &[Script::Cyrillic, Script::Latin],
        "uz" | "az" | "tk" => &[Script::Latin, Script::Cyrillic, Script::Arabic],
        "hi" | "mr" | "ne" => &[Script::Devanagari],
        "bn" | "as" => &[Script::Bengali],
        "am" => &[Script::Ethiopic],
        "bo" => &[Script::Tibetan],
        "zh" => &[Script::Han],
        "ja" => &[Script::Han, Script::Hiragana, Script::Katakana],
        "ko" => &[Script::Hangul, Script::Han],
        "el" => &[Script::Greek],
        "th" => &[Script::Thai],
        "hy" => &[Script::Armenian],
        "ka" => &[Script::Georgian],
        "af" | "ca" | "ceb" | "cs" | "cy" | "da" | "de" | "en" | "eo" | "es" | "et" | "eu" | "fi" | "fr" | "fy"
        | "ga" | "gd" | "gl" | "ha" | "hr" | "ht" | "hu" | "id" | "is" | "it" | "jv" | "lb" | "lt" | "lv" | "mg"
        | "ms" | "mt" | "nb" | "nl" | "nn" | "no" | "pl" | "pt" | "ro" | "sk" | "sl" | "so" | "sq" | "su" | "sv"
        | "sw" | "tl" | "tr" | "vi" | "yo" => &[Script::Latin],
        _ => return true,
    };
    scripts.contains(&script)
}

/// The language whose own letters a text is full of, among those that the model confuses. Shares are of the letters of
/// the script.
///
/// Thresholds for the Arabic script were set by hand on translated news: such letters are frequent in their language and
/// stand in others only in names.
pub fn language_by_letters<'p>(script: Script, sample: &str, plain: impl FnOnce() -> &'p str) -> Option<&'static str> {
    match script {
        Script::Arabic => ArabicLetters::of(sample).language(),
        Script::Latin if has_any(sample, &LATIN) => first_above(plain(), &LATIN),
        Script::Cyrillic if has_any(sample, &CYRILLIC) => first_above(plain(), &CYRILLIC),
        _ => None,
    }
}

/// A language, letters of its own, and how many in a thousand letters make it certain.
type Letters = (&'static str, &'static str, usize);

const LATIN: [Letters; 3] = [("ha", "ɓɗƙƴ", 5), ("mt", "ħ", 4), ("az", "ə", 20)];

/// In order: the letters of a later language may stand in an earlier one.
const CYRILLIC: [Letters; 7] = [
    ("tg", "ҷҳӣӯ", 8),
    ("tt", "җ", 3),
    ("kk", "ұ", 3),
    ("be", "ў", 6),
    ("uk", "їєґ", 6),
    ("mk", "ѓќѕ", 3),
    ("sr", "ђћ", 3),
];

/// Whether a text has one of these letters, or its capital.
fn has_any(sample: &str, languages: &[Letters]) -> bool {
    let is_own = |ch| languages.iter().any(|(_, own, _)| own.contains(ch));
    sample.chars().filter(|ch| !ch.is_ascii()).any(|ch| is_own(ch) || ch.to_lowercase().any(is_own))
}

fn first_above(plain: &str, languages: &[Letters]) -> Option<&'static str> {
    let letters = plain.chars().filter(|ch| is_alphabetic(*ch)).count();
    let above = |own: &str, per_mille: usize| {
        plain.chars().filter(|ch| !ch.is_ascii() && own.contains(*ch)).count() * 1000 > letters * per_mille
    };
    languages.iter().find(|(_, own, per_mille)| above(own, *per_mille)).map(|(tag, _, _)| *tag)
}

/// Letters of a text in Arabic script, by the languages that write them.
#[derive(Default)]
struct ArabicLetters {
    all: u32,
    sindhi: u32,
    /// Of Uyghur alone, and those that it shares with Pashto or Arabic.
    uyghur: u32,
    uyghur_shared: u32,
    /// Vowels that Uyghur and Sorani share, and what only Sorani writes.
    vowels: u32,
    sorani: u32,
    pashto: u32,
    urdu: u32,
    /// Of Urdu, and never of Sindhi.
    urdu_only: u32,
    farsi_yeh: u32,
}

impl ArabicLetters {
    fn of(sample: &str) -> Self {
        let mut letters = Self::default();
        for ch in sample.chars() {
            // «and» and «in» of Sindhi are signs, one in ten words.
            if matches!(ch, '۽' | '۾') {
                letters.sindhi += 2;
            }
            if ch.is_ascii() || !is_alphabetic(ch) {
                continue;
            }
            letters.all += 1;
            match ch {
                'ٿ' | 'ڀ' | 'ٽ' | 'ڄ' | 'ڃ' | 'ڇ' | 'ڏ' | 'ڍ' | 'ڌ' | 'ڊ' | 'ڙ' | 'ڦ' | 'ڪ' | 'ڱ' | 'ڳ' | 'ڻ' | 'ٺ'
                | 'ٻ' => letters.sindhi += 1,
                'ۇ' | 'ۈ' | 'ۋ' | 'ڭ' => letters.uyghur += 1,
                'ې' | 'ى' => letters.uyghur_shared += 1,
                'ە' | 'ۆ' => letters.vowels += 1,
                'ێ' | 'ڵ' | 'ڕ' | 'ڤ' => letters.sorani += 1,
                'ټ' | 'ډ' | 'ړ' | 'ږ' | 'ښ' | 'ګ' | 'ڼ' | 'ۍ' | 'ځ' | 'څ' => letters.pashto += 1,
                'ٹ' | 'ڈ' | 'ڑ' | 'ے' => {
                    letters.urdu += 1;
                    letters.urdu_only += 1;
                }
                'ں' | 'ہ' | 'ھ' => letters.urdu += 1,
                'ی' => letters.farsi_yeh += 1,
                _ => {}
            }
        }
        letters
    }

    fn language(&self) -> Option<&'static str> {
        let more_than = |count: u32, per_mille: u32| count * 1000 > self.all * per_mille;
        // Uyghur writes no Farsi yeh, and Sorani and Pashto hardly any other.
        let uyghur_like = self.sorani + self.farsi_yeh + self.pashto == 0 && self.uyghur_shared > 0 && self.vowels > 0;
        if more_than(self.sindhi, 8) && self.sindhi > self.urdu_only {
            Some("sd")
        } else if more_than(self.uyghur + self.uyghur_shared, 50) && (self.uyghur > 0 || uyghur_like) {
            Some("ug")
        } else if more_than(self.sorani + self.vowels, 40) {
            Some("ckb")
        } else if more_than(self.pashto, 12) && !more_than(self.urdu, 30) {
            Some("ps")
        } else if more_than(self.urdu, 30) {
            Some("ur")
        } else {
            None
        }
    }
}

/// Characters that only one of the two Chinese scripts writes, among the most frequent.
const SIMPLIFIED: &str = "们这国来对时会过说为们个学发经关问还进现实东车报应长门开见样边从动产种业两样张让认话头体无给气听难电万华记书几军总带计处战队";
const TRADITIONAL: &str = "們這國來對時會過說為個學發經關問還進現實東車報應長門開見樣邊從動產種業兩張讓認話頭體無給氣聽難電萬華記書幾軍總帶計處戰隊";

/// Which of the two a character stands in.
static CHINESE: Pages<(bool, bool)> = Pages::new(|ch| (SIMPLIFIED.contains(ch), TRADITIONAL.contains(ch)));

/// `Hans` or `Hant`; `Hani` where the characters do not tell.
pub fn chinese_script(sample: &str) -> &'static str {
    let (simplified, traditional) = sample
        .chars()
        .map(|ch| CHINESE.get(ch))
        .fold((0, 0), |counts, of| (counts.0 + usize::from(of.0), counts.1 + usize::from(of.1)));
    match simplified.cmp(&traditional) {
        std::cmp::Ordering::Greater => "Hans",
        std::cmp::Ordering::Less => "Hant",
        std::cmp::Ordering::Equal => "Hani",
    }
}
