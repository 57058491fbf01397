//! Sentences and words, as spans of bytes.
//!
//! UAX #29 does most of it (`icu_segmenter`). It knows no abbreviations, so a boundary that stands after "Dr.", an
//! initial or an ordinal number is taken back here; so is one before a lower-case letter or a closing mark. A line
//! break always ends a sentence.

use std::ops::Range;
use std::sync::LazyLock;

use icu_segmenter::options::{SentenceBreakInvariantOptions, WordBreakInvariantOptions};
use icu_segmenter::{SentenceSegmenter, WordSegmenter, WordSegmenterBorrowed};

/// Loading the dictionaries takes longer than a paragraph does.
static WORDS: LazyLock<WordSegmenterBorrowed<'static>> =
    LazyLock::new(|| WordSegmenter::new_auto(WordBreakInvariantOptions::default()));

/// The longest token before a full stop that is looked up as an abbreviation, in bytes.
const MAX_ABBREVIATION: usize = 24;

/// Abbreviations that are followed by more of their sentence, lower-case, without the final full stop. Those that often
/// end a sentence ("etc", "Inc", "usw", "т. д") are not here: before a lower-case letter they need no rule.
const ABBREVIATIONS: [(&str, &[&str]); 17] = [
    (
        "",
        &[
            "mr", "mrs", "ms", "dr", "prof", "st", "vs", "gen", "col", "lt", "sgt", "capt", "sen", "rep", "gov", "hon",
            "rev", "mt", "no", "nos", "pres",
        ],
    ),
    (
        "en",
        &[
            "jr", "fig", "vol", "approx", "dept", "univ", "maj", "cmdr", "supt", "adm", "ft", "e.g", "i.e", "jan",
            "feb", "aug", "sept", "oct", "nov", "dec",
        ],
    ),
    (
        "de",
        &[
            "nr", "abs", "art", "bzw", "ca", "d.h", "z.b", "u.a", "v.a", "o.ä", "mio", "mrd", "str", "geb", "evtl",
            "ggf", "inkl", "vgl", "sog", "dipl", "ing", "hl", "jh", "jhd", "s", "bd", "hrsg", "v", "n", "z", "feat",
        ],
    ),
    (
        "fr",
        &[
            "m", "mm", "mme", "mlle", "me", "mgr", "ste", "av", "bd", "art", "env", "p.ex", "cf", "janv", "févr",
            "avr", "juill", "sept", "oct", "nov", "déc",
        ],
    ),
    (
        "es",
        &[
            "sr", "sra", "srta", "d", "dña", "dra", "lic", "ing", "ud", "uds", "av", "avda", "núm", "pág", "ee", "ff",
            "aa", "arq", "gral", "a", "cía",
        ],
    ),
    ("pt", &["sr", "sra", "dra", "d", "av", "eng", "exmo", "núm", "pág", "art", "prof", "profa", "des"]),
    ("it", &["sig", "sigg", "dott", "avv", "ing", "on", "mons", "art", "pag", "ecc", "geom", "rag", "arch"]),
    ("nl", &["dhr", "mevr", "drs", "ir", "mr", "bijv", "o.a", "ca", "nr", "blz", "jl", "resp"]),
    (
        "ru",
        &[
            "г", "гг", "ул", "им", "тыс", "млн", "млрд", "руб", "см", "напр", "акад", "проф", "д", "св", "т.е", "т.к",
            "о", "п", "ст", "корп", "обл", "пр",
        ],
    ),
    ("uk", &["р", "рр", "м", "вул", "ім", "тис", "млн", "млрд", "грн", "напр", "акад", "проф", "св", "обл", "тов"]),
    (
        "tr",
        &["av", "doç", "yrd", "öğr", "gör", "alb", "org", "tuğg", "mah", "cad", "sok", "no", "bkz", "örn", "op", "uzm"],
    ),
    (
        "pl",
        &[
            "ul", "im", "ks", "św", "tzn", "tj", "np", "inż", "mgr", "płk", "gen", "hab", "godz", "pl", "al", "red",
            "ok",
        ],
    ),
    ("cs", &["č", "tzv", "např", "ing", "mgr", "mudr", "judr", "bc", "tj", "sv", "ul", "nám", "cca", "čl", "odst"]),
    ("sk", &["č", "tzv", "napr", "ing", "mgr", "mudr", "judr", "bc", "tj", "sv", "ul", "nám", "čl", "ods"]),
    ("sv", &["bl.a", "t.ex", "d.v.s", "dvs", "ca", "kl", "s.k", "f.d", "resp"]),
    ("da", &["bl.a", "f.eks", "dvs", "ca", "kl", "nr", "s.k", "hr", "pct", "mio", "mia"]),
    ("id", &["jl", "bpk", "drs", "ir", "hj", "h", "kh", "tgl", "rp", "yth"]),
];

/// Languages that write an ordinal number as a number and a full stop.
const ORDINAL_STOP: [&str; 18] =
    ["de", "da", "nb", "nn", "no", "fi", "is", "et", "lv", "cs", "sk", "sl", "hr", "bs", "sr", "hu", "tr", "lb"];

/// The sentences of a text, trimmed; `lang` is a BCP 47 tag. What holds no letter or digit belongs to the sentence
/// before it.
pub fn sentences<'t>(text: &'t str, lang: &str) -> impl Iterator<Item = Range<usize>> + 't {
    let rules = Rules::of(lang);
    let segmenter = SentenceSegmenter::new(SentenceBreakInvariantOptions::default());
    let mut bounds = segmenter.segment_str(text).skip(1).peekable();
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
            let sentence = trimmed(text, start..end);
            start = end;
            has_word = false;
            if !sentence.is_empty() {
                return Some(sentence);
            }
        }
    })
    .flat_map(move |sentence| if rules.thai { thai_sentences(text, sentence) } else { vec![sentence] })
}

/// Thai has no full stop: a space stands where a sentence ends, and in other places too. One between Thai letters
/// counts once so many characters came before it.
const THAI_SENTENCE: usize = 40;

fn thai_sentences(text: &str, span: Range<usize>) -> Vec<Range<usize>> {
    let is_thai = |ch: char| matches!(ch, '\u{E01}'..='\u{E4E}');
    let mut sentences = Vec::new();
    let mut start = span.start;
    let mut length = 0;
    let mut before = ' ';
    let mut chars = text.get(span.clone()).unwrap_or_default().char_indices().peekable();
    while let Some((at, ch)) = chars.next() {
        let next = chars.peek().map_or(' ', |(_, next)| *next);
        if ch == ' ' && length >= THAI_SENTENCE && is_thai(before) && is_thai(next) && next != 'ๆ' {
            sentences.push(start..span.start + at);
            start = span.start + at + 1;
            length = 0;
        } else {
            length += 1;
        }
        before = ch;
    }
    sentences.push(start..span.end);
    sentences
}

/// The words of a text: the segments of UAX #29 with a letter or a digit in them, by dictionary where no spaces are
/// written.
pub fn words(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut start = 0;
    WORDS.segment_str(text).iter_with_word_type().filter_map(move |(end, kind)| {
        let word = start..end;
        start = end;
        let counts = kind.is_word_like() && text.get(word.clone())?.chars().any(char::is_alphanumeric);
        counts.then_some(word)
    })
}

/// How many [`words`] a text has.
#[must_use]
pub fn count_words(text: &str) -> usize {
    words(text).count()
}

#[derive(Debug, Clone, Copy)]
struct Rules {
    common: &'static [&'static str],
    own: &'static [&'static str],
    ordinal_stop: bool,
    thai: bool,
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
        }
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
        match after.chars().find(|ch| !is_opening(*ch)) {
            None => return true,
            Some(next) if next.is_lowercase() || is_closing(next) || next == ',' || next == ';' => return false,
            Some(_) => {}
        }
        let Some(before_stop) = trimmed.strip_suffix('.') else { return true };
        let token = last_token(before_stop);
        // Letters with full stops and no space after them: «ق.م».
        let joined = gap.is_empty() && token.chars().count() <= 2;
        !joined && !self.is_abbreviated(token)
    }

    fn is_abbreviated(&self, token: &str) -> bool {
        let mut letters = token.chars();
        let initial = matches!((letters.next(), letters.next()), (Some(ch), None) if ch.is_uppercase());
        // Initials of a name: "J. Doe", "J.K. Doe".
        if initial || is_initials(token) {
            return true;
        }
        if self.ordinal_stop && token.len() <= 2 && !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_digit())
        {
            return true;
        }
        let lower = token.to_lowercase();
        self.common.contains(&lower.as_str()) || self.own.contains(&lower.as_str())
    }
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
mod tests {
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
    fn thai_sentences_end_at_a_space_that_stands_far_enough() {
        let clause = "ประชาชนจำนวนมากเดินทางมาร่วมงานเทศกาลประจำปี";
        let text = format!("วันนี้ {clause} {clause}");
        assert_eq!(split(&text, "th").len(), 2);
        assert_eq!(split(&text, "lo").len(), 1);
    }

    #[test]
    fn a_line_ends_a_sentence_and_empty_text_has_none() {
        assert_eq!(split("A heading\nand a line\n\n", "en"), ["A heading", "and a line"]);
        assert_eq!(split("  \n ", "en"), Vec::<&str>::new());
        assert_eq!(split("What...\n", "en"), ["What..."]);
    }

    #[test]
    fn words_have_a_letter_or_a_digit_and_keep_their_marks() {
        let words_of = |text: &'static str| words(text).map(|span| &text[span]).collect::<Vec<_>>();
        assert_eq!(words_of("It's 3.5 km – «لـ20» تُعد!"), ["It's", "3.5", "km", "لـ20", "تُعد"]);
        assert_eq!(words_of("الروسي-الإيراني"), ["الروسي", "الإيراني"]);
        assert_eq!(words_of("می\u{200C}خواهد"), ["می\u{200C}خواهد"]);
        assert!(words_of("ทุกสองสัปดาห์").len() > 1);
        assert_eq!(count_words(" … – "), 0);
    }

    #[test]
    fn a_long_line_and_a_word_repeated_take_one_pass() {
        let line = "word ".repeat(200_000);
        assert_eq!(count_words(&line), 200_000);
        assert_eq!(sentences(&line, "en").count(), 1);
        let stops = "A. ".repeat(100_000);
        assert_eq!(sentences(&stops, "en").count(), 1);
        assert_eq!(sentences(&"؟".repeat(300_000), "ar").count(), 1);
    }
}
