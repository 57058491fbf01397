//! Text that was decoded with the wrong charset once, decoded again.
//!
//! ```text
//!  UTF-8 read as windows-1252   Ù…ØµØ±  ─┐
//!  UTF-8 read as windows-1256   ظ…طµط±  ─┼─▶ bytes ──▶ strictly UTF-8? ──▶ مصر
//!  UTF-8 read as windows-1251   РјРёСЂ   ─┘
//!  windows-1256 read as 1252    ãÕÑ      ─┬▶ bytes ──▶ the charset in whose language it reads like text
//!  windows-1251 read as 1252    ìèð      ─┘
//! ```
//!
//! Clean text is safe: a text that is encoded back into bytes and happens to be valid UTF-8, every sequence of it, was
//! UTF-8. For the last rows, which have no such proof, every word must have been foreign and frequent words must appear.

use std::sync::LazyLock;

use encoding_rs::{Encoding, WINDOWS_1251, WINDOWS_1252, WINDOWS_1256};

/// What was repaired, as `encoding.repairs` names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mojibake {
    Utf8As1252,
    Utf8As1256,
    Utf8As1251,
    Windows1256As1252,
    Windows1251As1252,
}

impl Mojibake {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Utf8As1252 => "mojibake_utf8_as_windows_1252",
            Self::Utf8As1256 => "mojibake_utf8_as_windows_1256",
            Self::Utf8As1251 => "mojibake_utf8_as_windows_1251",
            Self::Windows1256As1252 => "mojibake_windows_1256_as_windows_1252",
            Self::Windows1251As1252 => "mojibake_windows_1251_as_windows_1252",
        }
    }
}

/// The text as it was meant, where it is mojibake throughout; else nothing.
#[must_use]
pub fn repair_mojibake(text: &str) -> Option<(String, Mojibake)> {
    // ASCII is the same in all of them.
    let (ascii, rest) = text.split_at_checked(text.bytes().position(|byte| !byte.is_ascii())?)?;
    for (table, kind) in
        [(&*CP1252, Mojibake::Utf8As1252), (&*CP1256, Mojibake::Utf8As1256), (&*CP1251, Mojibake::Utf8As1251)]
    {
        if let Some(repaired) = reread_as_utf8(rest, table) {
            return Some((format!("{ascii}{repaired}"), kind));
        }
    }
    reread_as_native(text)
}

/// A single-byte charset backwards: the upper half, sorted by character.
struct Backwards([(char, u8); 128]);

static CP1252: LazyLock<Backwards> = LazyLock::new(|| Backwards::of(WINDOWS_1252));
static CP1256: LazyLock<Backwards> = LazyLock::new(|| Backwards::of(WINDOWS_1256));
static CP1251: LazyLock<Backwards> = LazyLock::new(|| Backwards::of(WINDOWS_1251));

impl Backwards {
    fn of(charset: &'static Encoding) -> Self {
        let mut table = [('\0', 0_u8); 128];
        for (entry, byte) in table.iter_mut().zip(0x80_u8..=0xFF) {
            let bytes = [byte];
            let ch = charset.decode_without_bom_handling(&bytes).0.chars().next();
            *entry = (ch.unwrap_or('\0'), byte);
        }
        table.sort_unstable();
        Self(table)
    }

    fn byte(&self, ch: char) -> Option<u8> {
        match u8::try_from(u32::from(ch)) {
            Ok(byte) if ch.is_ascii() => return Some(byte),
            // A careless decoder lets C1 controls through where the charset has a sign, or nothing.
            Ok(byte) if (0x80..0xA0).contains(&byte) => return Some(byte),
            _ => {}
        }
        let at = self.0.binary_search_by_key(&ch, |(known, _)| *known).ok()?;
        self.0.get(at).map(|(_, byte)| *byte)
    }

    fn bytes(&self, text: &str) -> Option<Vec<u8>> {
        text.chars().map(|ch| self.byte(ch)).collect()
    }
}

/// Ends at the first character that does not fit: for clean text that is one of the first beyond ASCII, so nothing is kept
/// until all of it does.
fn reread_as_utf8(text: &str, table: &Backwards) -> Option<String> {
    let mut follow = 0_u8;
    for ch in text.chars() {
        let byte = table.byte(ch)?;
        follow = match (follow, byte) {
            (0, 0..=0x7F) => 0,
            (0, 0xC2..=0xDF) => 1,
            (0, 0xE0..=0xEF) => 2,
            (0, 0xF0..=0xF4) => 3,
            (1.., 0x80..=0xBF) => follow - 1,
            _ => return None,
        };
    }
    let repaired = String::from_utf8(table.bytes(text)?).ok()?;
    // Controls and unassigned planes are no text that somebody wrote.
    let is_text = repaired
        .chars()
        .all(|ch| !matches!(ch, '\u{80}'..='\u{9F}' | '\u{E000}'..='\u{F8FF}' | '\u{FFFE}' | '\u{FFFF}'));
    is_text.then_some(repaired)
}

/// Frequent words of Arabic, Persian and Urdu, with Arabic kaf and yeh: a text of some words has one of them.
#[rustfmt::skip]
const ARABIC_WORDS: [&str; 62] = [
    "في", "من", "على", "إلى", "الى", "عن", "أن", "ان", "إن", "التي", "الذي", "ما", "لا", "مع", "هذا", "هذه", "بعد",
    "قال", "كان", "بين", "و", "در", "به", "از", "كه", "اين", "را", "با", "است", "براي", "آن", "ايران", "كرد", "شد",
    "مي", "هاي", "تا", "يك", "كے", "ہے", "ميں", "سے", "كي", "كا", "اور", "نے", "پر", "ہيں", "كو", "يہ", "وہ", "تھا",
    "تھے", "تھي", "گيا", "كہ", "اس", "ايك", "بھي", "ليے", "كر", "ہو",
];

/// Frequent words of Russian, Ukrainian, Bulgarian and Serbian.
#[rustfmt::skip]
const CYRILLIC_WORDS: [&str; 38] = [
    "и", "в", "на", "не", "что", "с", "по", "как", "это", "к", "из", "за", "для", "от", "был", "его", "о", "а", "но",
    "у", "і", "та", "що", "до", "з", "це", "від", "да", "се", "е", "са", "ще", "че", "под", "је", "су", "који", "од",
];

/// A text of a single-byte charset that was read as windows-1252.
fn reread_as_native(text: &str) -> Option<(String, Mojibake)> {
    let (mut foreign, mut plain) = (0_usize, 0_usize);
    for ch in text.chars() {
        match ch {
            'À'..='ÿ' => foreign += 1,
            ch if ch.is_ascii_alphabetic() => plain += 1,
            ch if ch.is_alphabetic()
                && !matches!(ch, 'Š' | 'š' | 'Œ' | 'œ' | 'Ž' | 'ž' | 'Ÿ' | 'ƒ' | 'ª' | 'º' | 'µ' | 'ˆ') =>
            {
                return None;
            }
            _ => {}
        }
        // Words of Latin languages are ASCII for the most part.
        if plain > foreign + 40 {
            return None;
        }
    }
    if foreign < 6 || plain * 2 > foreign {
        return None;
    }
    let bytes = CP1252.bytes(text)?;
    let arabic = WINDOWS_1256.decode_without_bom_handling(&bytes).0;
    if reads_like_arabic(&arabic) {
        return Some((arabic.into_owned(), Mojibake::Windows1256As1252));
    }
    let cyrillic = WINDOWS_1251.decode_without_bom_handling(&bytes).0;
    reads_like_cyrillic(&cyrillic).then(|| (cyrillic.into_owned(), Mojibake::Windows1251As1252))
}

fn reads_like_arabic(text: &str) -> bool {
    let is_word = |word: &str| word.chars().any(|ch| matches!(ch, '\u{600}'..='\u{6FF}'));
    reads_like_text(text, is_word, |word| {
        let article = word.strip_prefix(['و', 'ب', 'ف']).unwrap_or(word).starts_with("ال") && word.chars().count() > 4;
        let spelt = word.replace('ک', "ك").replace('ی', "ي");
        article || ARABIC_WORDS.contains(&spelt.as_str())
    })
}

/// Every word must be lower-case but for its beginning, or in capitals throughout.
fn reads_like_cyrillic(text: &str) -> bool {
    let is_word = |word: &str| word.chars().any(|ch| matches!(ch, 'Ѐ'..='ӿ'));
    let is_cased = |word: &str| word.chars().skip(1).all(char::is_lowercase) || word.chars().all(char::is_uppercase);
    let words = || text.split(|ch: char| !ch.is_alphabetic()).filter(|word| is_word(word));
    let odd = words().filter(|word| !is_cased(word)).count();
    odd * 20 <= words().count()
        && reads_like_text(text, is_word, |word| CYRILLIC_WORDS.contains(&word.to_lowercase().as_str()))
}

/// Whether one word in twelve is a frequent one.
fn reads_like_text(text: &str, is_word: impl Fn(&str) -> bool, is_frequent: impl Fn(&str) -> bool) -> bool {
    let (mut words, mut known) = (0_usize, 0_usize);
    for word in text.split(|ch: char| !ch.is_alphabetic() && !matches!(ch, '\u{64B}'..='\u{652}')) {
        if is_word(word) {
            words += 1;
            known += usize::from(is_frequent(word));
        }
    }
    known > 0 && known * 12 >= words && words >= 2
}

#[cfg(test)]
mod tests {
    use super::*;

    fn damaged(text: &str, charset: &'static Encoding) -> String {
        charset.decode_without_bom_handling(text.as_bytes()).0.into_owned()
    }

    #[test]
    fn utf8_that_was_read_as_a_windows_charset_is_read_again() {
        for (text, charset, kind) in [
            ("مصر: «نعم»", WINDOWS_1252, Mojibake::Utf8As1252),
            ("Café “à la carte” – 5 €", WINDOWS_1252, Mojibake::Utf8As1252),
            ("می‌خواهد برود", WINDOWS_1256, Mojibake::Utf8As1256),
            ("Привет, мир", WINDOWS_1251, Mojibake::Utf8As1251),
        ] {
            assert_eq!(repair_mojibake(&damaged(text, charset)), Some((text.to_owned(), kind)));
        }
    }

    #[test]
    fn arabic_that_was_read_as_western_is_read_again() {
        let text = "قال الوزير إن العمل في المشروع بدأ";
        let bytes = WINDOWS_1256.encode(text).0;
        let damaged = WINDOWS_1252.decode_without_bom_handling(&bytes).0;
        assert_eq!(repair_mojibake(&damaged), Some((text.to_owned(), Mojibake::Windows1256As1252)));
    }

    #[test]
    fn urdu_and_russian_that_were_read_as_western_are_read_again() {
        for (text, charset, kind) in [
            ("شہر ميں نيا پل تعمير کے بعد کھل گيا ہے", WINDOWS_1256, Mojibake::Windows1256As1252),
            ("Мэр города открыл новый мост и сказал, что он нужен всем.", WINDOWS_1251, Mojibake::Windows1251As1252),
        ] {
            let bytes = charset.encode(text).0;
            let damaged = WINDOWS_1252.decode_without_bom_handling(&bytes).0;
            assert_eq!(repair_mojibake(&damaged), Some((text.to_owned(), kind)));
        }
    }

    #[test]
    fn clean_text_is_never_touched() {
        for text in [
            "",
            "plain",
            "Ã",
            "São Paulo à noite: «não»",
            "ÄÖÜ ÄÖÜ ÄÖÜ",
            "ÇA ÉTÉ DÉJÀ ÉVOQUÉ À L’ÉLYSÉE",
            "Þórður Æðað Ólöf íþrótt",
            "مصر والعراق",
            "Привет",
            "Δοκιμή",
            "日本",
            "naïve café – 5 €",
        ] {
            assert_eq!(repair_mojibake(text), None, "{text}");
        }
    }
}
