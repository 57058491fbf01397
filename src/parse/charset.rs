//! Bytes → text: byte order mark, then valid UTF-8, then what was declared, then what the bytes look like.
//!
//! ```text
//!  BOM ──▶ UTF-16 by its NULs ──▶ valid (or nearly valid) UTF-8 ──▶ declared, if it reads as text ──▶ chardetng
//! ```
//!
//! UTF-8 goes before the label: bytes of another charset are hardly ever valid UTF-8, and labels are often wrong. Labels
//! are those of the WHATWG Encoding Standard, where `iso-8859-1` means windows-1252.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{
    ISO_2022_JP, ISO_8859_2, ISO_8859_15, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1250, WINDOWS_1252, WINDOWS_1254,
    WINDOWS_1257,
};
use memchr::memchr;

use super::plausible::{foreign_letters, oddities};
use crate::article::{Encoding, Warning, WarningCode};
use crate::outcome::{RejectReason, Stop};

type Charset = &'static encoding_rs::Encoding;

/// How much of a payload the detector sees: it learns nothing new after that, and does 2 to 14 MB/s.
const DETECT_BYTES: usize = 256 * 1024;

/// How much of a payload is read in each charset that it might be in.
const CHOOSE_BYTES: usize = 16 * 1024;

/// Where HTML has to declare its charset (WHATWG HTML, "prescan a byte stream").
const PRESCAN_BYTES: usize = 1024;

/// What is known about the charset before the bytes are read.
#[derive(Debug, Clone, Copy, Default)]
pub struct Hints<'a> {
    /// Labels from headers and envelope, the most trustworthy first.
    pub labels: &'a [String],
    /// The last label of the host, such as `eg`.
    pub tld: Option<&'a str>,
    /// Markup may carry a declaration of its own.
    pub html: bool,
}

/// Text, and how it came to be.
#[derive(Debug, PartialEq, Eq)]
pub struct Decoded {
    pub text: String,
    pub encoding: Encoding,
    pub warnings: Vec<Warning>,
}

/// Decodes bytes of any charset. NULs in good text stay: `normalize` takes them out.
///
/// # Errors
///
/// `not_text` for binary data.
pub fn decode(bytes: &[u8], hints: Hints<'_>) -> Result<Decoded, Stop> {
    let declared = declared_label(bytes, hints);
    if let Some((charset, length)) = encoding_rs::Encoding::for_bom(bytes) {
        return finish(charset, bytes.get(length..).unwrap_or_default(), declared, charset.name());
    }
    if let Some(charset) = utf16_by_nuls(bytes) {
        return finish(charset, bytes, declared, charset.name());
    }
    let named = declared.as_deref().and_then(|label| encoding_rs::Encoding::for_label(label.as_bytes()));
    let escapes = memchr(0x1b, bytes).is_some() && bytes.is_ascii();
    if !escapes && !looks_binary(bytes) && is_utf8(bytes, named) {
        return finish(UTF_8, bytes, declared, UTF_8.name());
    }
    if let Some(charset) = utf16_by_its_characters(bytes) {
        return finish(charset, bytes, declared, charset.name());
    }
    if looks_binary(bytes) {
        return Err(not_text("the bytes are full of control characters"));
    }
    let detected = detect(bytes, hints.tld);
    let used = choose(named.filter(|charset| fits(charset, bytes, detected)), detected, bytes);
    finish(used, bytes, declared, detected.name())
}

/// Charsets of Latin alphabets, which differ in a few letters.
const LATIN: [Charset; 6] = [WINDOWS_1252, WINDOWS_1250, WINDOWS_1254, WINDOWS_1257, ISO_8859_2, ISO_8859_15];

/// Of the declared charset and the detected one that which the text looks better in; the declared one where both look
/// well. Latin charsets are easily taken for each other, so all of them are looked at, and letters count.
fn choose(declared: Option<Charset>, detected: Charset, bytes: &[u8]) -> Charset {
    let sample = bytes.get(..CHOOSE_BYTES).unwrap_or(bytes);
    let latin = LATIN.contains(&detected) && declared.is_none_or(|declared| LATIN.contains(&declared));
    let others = if latin { &LATIN[..] } else { &[] };
    let flaws = |charset: &Charset| {
        let text = charset.decode_without_bom_handling(sample).0;
        oddities(&text) + if latin { foreign_letters(&text) } else { 0 }
    };
    let candidates = declared.into_iter().chain([detected]).chain(others.iter().copied());
    // The first of those that are equal.
    candidates.min_by_key(flaws).unwrap_or(detected)
}

fn finish(used: Charset, bytes: &[u8], declared: Option<String>, detected: &str) -> Result<Decoded, Stop> {
    let (text, malformed) = used.decode_without_bom_handling(bytes);
    let mut warnings = Vec::new();
    let mut repairs = Vec::new();
    if let Some(label) = &declared {
        let named = encoding_rs::Encoding::for_label(label.as_bytes());
        // ASCII reads the same in all of them: nothing was wrong.
        if named.is_none() || (named != Some(used) && !bytes.is_ascii()) {
            let detail = format!("{label:?} was declared, {} was used", used.name());
            warnings.push(Warning::with_detail(WarningCode::CharsetMismatch, &detail));
        }
    }
    if malformed {
        let replaced = text.matches('\u{fffd}').count();
        if replaced * 10 > text.chars().count() {
            return Err(not_text(&format!(
                "{replaced} of {} characters are invalid {}",
                text.chars().count(),
                used.name()
            )));
        }
        warnings
            .push(Warning::with_detail(WarningCode::InvalidBytesReplaced, &format!("{replaced} in {}", used.name())));
        repairs.push("invalid_bytes_replaced".to_owned());
    }
    let encoding = Encoding { declared, detected: detected.to_owned(), used: used.name().to_owned(), repairs };
    Ok(Decoded { text: text.into_owned(), encoding, warnings })
}

/// The first label there is; HTML comes last, for it was written before the page was sent.
fn declared_label(bytes: &[u8], hints: Hints<'_>) -> Option<String> {
    let markup = || hints.html.then(|| prescan(bytes)).flatten();
    hints.labels.iter().find(|label| !label.trim().is_empty()).cloned().or_else(markup)
}

/// The charset that a `<meta>` or an XML declaration at the beginning names.
fn prescan(bytes: &[u8]) -> Option<String> {
    let head = bytes.get(..PRESCAN_BYTES).unwrap_or(bytes);
    let head: String = head.iter().map(|byte| byte.to_ascii_lowercase() as char).collect();
    let label = attribute_after(&head, "<meta", "charset").or_else(|| attribute_after(&head, "<?xml", "encoding"))?;
    // Nothing that could be read as ASCII is in UTF-16: the standard takes the label for UTF-8.
    Some(if label.starts_with("utf-16") { "utf-8".to_owned() } else { label })
}

/// The value after `name=` in the first `element` that has one. Covers `charset=x` inside a `content` attribute.
fn attribute_after(head: &str, element: &str, name: &str) -> Option<String> {
    head.split(element).skip(1).find_map(|rest| {
        let tag = rest.split_once('>').map_or(rest, |(tag, _)| tag);
        let value =
            tag.split_once(name)?.1.trim_start().strip_prefix('=')?.trim_start().trim_start_matches(['"', '\'']);
        let end = value
            .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':' | '.' | '+')))
            .unwrap_or(value.len());
        value.get(..end).filter(|label| !label.is_empty()).map(str::to_owned)
    })
}

/// Valid UTF-8, or UTF-8 that lost a byte here and there: ten good sequences for a bad one are proof, two for one are
/// where bad ones are few. In a text that is nearly all ASCII, a label or a strange look in windows-1252 has to help.
fn is_utf8(bytes: &[u8], declared: Option<Charset>) -> bool {
    let (mut good, mut bad) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().bytes().filter(|byte| *byte >= 0xc0).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    if bad == 0 || good >= bad * 10 {
        return true;
    }
    if bad <= 5 && good >= bad * 2 {
        return true;
    }
    let few = bad <= 5 && bad * 40 <= bytes.len() && good <= bad;
    few && declared.is_none_or(|charset| charset == UTF_8) && {
        let (western, _) = WINDOWS_1252.decode_without_bom_handling(bytes);
        oddities(&western) * 2 >= bad
    }
}

/// UTF-16 of ideographs and kana, which have no NULs: nearly all of it is of East Asia, its punctuation and spaces
/// among it, and the other order of bytes gives something else.
fn utf16_by_its_characters(bytes: &[u8]) -> Option<Charset> {
    let head = bytes.get(..4096).unwrap_or(bytes);
    if !bytes.len().is_multiple_of(2) || bytes.len() < 8 {
        return None;
    }
    let shares = |unit: fn([u8; 2]) -> u16| {
        let (mut units, mut east_asian, mut signs) = (0usize, 0usize, 0usize);
        for pair in head.chunks_exact(2) {
            let &[first, second] = pair else { continue };
            units += 1;
            match unit([first, second]) {
                0x000a | 0x000d | 0x0020..=0x007e | 0x3000..=0x30ff | 0xff01..=0xff5e => signs += 1,
                0x3400..=0x9fff | 0xac00..=0xd7a3 | 0x2010..=0x2026 | 0x00b7 => east_asian += 1,
                _ => {}
            }
        }
        // All of it but a sign here and there, and of signs and kana one in forty.
        ((signs + east_asian) * 100 >= units * 97 && signs * 40 >= units).then_some(signs)
    };
    match (shares(u16::from_be_bytes), shares(u16::from_le_bytes)) {
        (Some(_), None) => Some(UTF_16BE),
        (None, Some(_)) => Some(UTF_16LE),
        (Some(big), Some(little)) if big > little * 3 => Some(UTF_16BE),
        (Some(big), Some(little)) if little > big * 3 => Some(UTF_16LE),
        _ => None,
    }
}

/// UTF-16 without a BOM: NULs in one half of the pairs only, and enough of them.
pub fn utf16_by_nuls(bytes: &[u8]) -> Option<Charset> {
    let head = bytes.get(..4096).unwrap_or(bytes);
    let (mut pairs, mut high, mut low) = (0usize, 0usize, 0usize);
    for pair in head.chunks_exact(2) {
        pairs += 1;
        high += usize::from(pair.first() == Some(&0));
        low += usize::from(pair.last() == Some(&0));
    }
    // Spaces and line ends alone are every sixth character of an alphabetic text.
    let enough = |nuls: usize| nuls >= 2 && nuls * 12 >= pairs;
    match (high, low) {
        (high, 0) if enough(high) => Some(UTF_16BE),
        (0, low) if enough(low) => Some(UTF_16LE),
        _ => None,
    }
}

/// More than one control character in twenty; text has tabs, line ends, form feeds and escapes only.
fn looks_binary(bytes: &[u8]) -> bool {
    let controls = bytes.iter().filter(|byte| matches!(byte, 0x00..=0x08 | 0x0e..=0x1a | 0x1c..=0x1f)).count();
    controls * 20 > bytes.len()
}

fn detect(bytes: &[u8], tld: Option<&str>) -> Charset {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    let head = bytes.get(..DETECT_BYTES);
    detector.feed(head.unwrap_or(bytes), head.is_none());
    // The detector panics over anything but a lowercase label.
    let tld =
        tld.filter(|tld| tld.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'));
    detector.guess(tld.map(str::as_bytes), Utf8Detection::Deny)
}

/// Whether the bytes are clean in the declared charset, and the charset is no lie.
fn fits(charset: Charset, bytes: &[u8], detected: Charset) -> bool {
    let Some(text) = charset.decode_without_bom_handling_and_without_replacement(bytes) else { return false };
    // Single-byte charsets map bytes that they do not define to C1 controls, which no text has.
    if text.contains(|c| matches!(c, '\u{80}'..='\u{9f}')) {
        return false;
    }
    // Every byte is something in windows-1252, and servers declare it for anything; but the languages it was made for
    // write few letters beyond ASCII.
    let letters = bytes.iter().filter(|byte| byte.is_ascii_alphabetic()).count();
    let beyond = bytes.iter().filter(|byte| !byte.is_ascii()).count();
    charset != WINDOWS_1252 || detected == charset || detected == ISO_2022_JP || beyond * 2 < letters
}

fn not_text(why: &str) -> Stop {
    Stop::rejected(RejectReason::NotText, format!("expected text in some charset, but {why}"))
}

#[cfg(test)]
mod tests {
    use encoding_rs::{BIG5, EUC_KR, SHIFT_JIS, WINDOWS_1251, WINDOWS_1256};

    use super::*;

    const ARABIC: &str =
        "أعلنت بلدية المدينة القديمة افتتاح مكتبة عامة جديدة يوم الأحد، وقالت إن الدخول إليها مجاني للجميع.";
    const RUSSIAN: &str = "Городская библиотека открылась в воскресенье, вход свободный для всех жителей.";

    fn text(bytes: &[u8]) -> Decoded {
        decode(bytes, Hints::default()).unwrap()
    }

    fn declared(bytes: &[u8], label: &str) -> Decoded {
        decode(bytes, Hints { labels: &[label.to_owned()], ..Hints::default() }).unwrap()
    }

    fn codes(decoded: &Decoded) -> Vec<WarningCode> {
        decoded.warnings.iter().map(|warning| warning.code).collect()
    }

    #[test]
    fn a_byte_order_mark_decides_and_goes() {
        let decoded = declared(b"\xef\xbb\xbfna\xc3\xafve", "windows-1252");
        assert_eq!((decoded.text.as_str(), decoded.encoding.used.as_str()), ("naïve", "UTF-8"));
        assert_eq!(codes(&decoded), [WarningCode::CharsetMismatch]);
        assert_eq!(text(b"\xfe\xff\x06\x27\x06\x28").text, "اب");
    }

    #[test]
    fn utf16_without_a_mark_is_known_by_its_nuls() {
        for (charset, name) in [(u16::to_le_bytes as fn(u16) -> [u8; 2], "UTF-16LE"), (u16::to_be_bytes, "UTF-16BE")] {
            let bytes: Vec<u8> = ARABIC.encode_utf16().flat_map(charset).collect();
            let decoded = text(&bytes);
            assert_eq!((decoded.text.as_str(), decoded.encoding.used.as_str()), (ARABIC, name));
        }
    }

    #[test]
    fn valid_utf8_wins_over_a_wrong_label() {
        let decoded = declared(ARABIC.as_bytes(), "windows-1251");
        assert_eq!(decoded.text, ARABIC);
        assert_eq!(decoded.encoding.declared.as_deref(), Some("windows-1251"));
        assert_eq!(codes(&decoded), [WarningCode::CharsetMismatch]);
        assert!(codes(&declared(b"plain ASCII", "windows-1251")).is_empty());
    }

    #[test]
    fn utf8_that_lost_a_byte_stays_utf8() {
        let cut = &ARABIC.as_bytes()[..ARABIC.len() - 2];
        let decoded = text(cut);
        assert_eq!(decoded.encoding.used, "UTF-8");
        assert_eq!(decoded.encoding.repairs, ["invalid_bytes_replaced"]);
        assert_eq!(codes(&decoded), [WarningCode::InvalidBytesReplaced]);
        assert!(decoded.text.ends_with('\u{fffd}'));
    }

    #[test]
    fn a_label_that_fits_is_believed() {
        let (bytes, ..) = WINDOWS_1251.encode(RUSSIAN);
        let decoded = declared(&bytes, "cp1251");
        assert_eq!((decoded.text.as_str(), decoded.encoding.used.as_str()), (RUSSIAN, "windows-1251"));
        assert!(decoded.warnings.is_empty());
    }

    #[test]
    fn without_a_label_the_bytes_tell() {
        let japanese = "市立図書館は日曜日に新しい建物で開館し、市民は誰でも無料で利用できるようになった。";
        let korean = "시립 도서관이 일요일에 새 건물에서 문을 열었으며 시민 누구나 무료로 이용할 수 있다.";
        let chinese = "市立圖書館星期日在新大樓開放，所有市民都可以免費使用，館長表示歡迎大家前來。";
        for (charset, expected) in
            [(WINDOWS_1256, ARABIC), (WINDOWS_1251, RUSSIAN), (SHIFT_JIS, japanese), (EUC_KR, korean), (BIG5, chinese)]
        {
            let (bytes, ..) = charset.encode(expected);
            let decoded = text(&bytes);
            assert_eq!((decoded.text.as_str(), decoded.encoding.used.as_str()), (expected, charset.name()));
        }
    }

    #[test]
    fn utf16_of_ideographs_is_known_by_its_characters() {
        let text_of = "市立図書館は日曜日に新しい建物で開館した。市民は誰でも無料で利用できる。";
        for (charset, name) in [(u16::to_le_bytes as fn(u16) -> [u8; 2], "UTF-16LE"), (u16::to_be_bytes, "UTF-16BE")] {
            let bytes: Vec<u8> = text_of.encode_utf16().flat_map(charset).collect();
            let decoded = text(&bytes);
            assert_eq!((decoded.text.as_str(), decoded.encoding.used.as_str()), (text_of, name));
        }
    }

    #[test]
    fn a_wrong_label_is_known_by_how_the_text_looks_in_it() {
        let (koi8, ..) = encoding_rs::KOI8_R.encode(RUSSIAN);
        assert_eq!(declared(&koi8, "windows-1251").text, RUSSIAN);
        let (cyrillic, ..) = WINDOWS_1251.encode(RUSSIAN);
        assert_eq!(declared(&cyrillic, "koi8-r").text, RUSSIAN);
        let czech = "Městská knihovna byla otevřena v neděli, vstup je volný pro všechny, kteří přijdou.";
        let (bytes, ..) = WINDOWS_1250.encode(czech);
        assert_eq!(declared(&bytes, "iso-8859-1").text, czech);
        let portuguese = "A câmara anunciou que não há condições; três pessoas já lá estão.";
        let (bytes, ..) = WINDOWS_1252.encode(portuguese);
        assert_eq!(text(&bytes).text, portuguese);
    }

    #[test]
    fn stray_bytes_in_ascii_are_no_letters_where_they_would_look_odd() {
        let decoded =
            declared(b"The ma\x80yor opened the library on Sunday, and said that all were welcome there.", "utf-8");
        assert_eq!(decoded.encoding.used, "UTF-8");
        let decoded = text(b"The mayor\x92s library opened on Sunday in the old caf\xe9, and all were welcome there.");
        assert_eq!(decoded.text, "The mayor’s library opened on Sunday in the old café, and all were welcome there.");
    }

    #[test]
    fn iso_2022_jp_is_told_from_ascii_by_its_escapes() {
        let (bytes, ..) = ISO_2022_JP.encode("図書館が開館した。");
        assert_eq!(text(&bytes).text, "図書館が開館した。");
    }

    #[test]
    fn windows_1252_is_not_believed_for_letters_it_was_not_made_for() {
        let (bytes, ..) = WINDOWS_1256.encode(ARABIC);
        let decoded = declared(&bytes, "iso-8859-1");
        assert_eq!((decoded.text.as_str(), decoded.encoding.used.as_str()), (ARABIC, "windows-1256"));
        assert_eq!(codes(&decoded), [WarningCode::CharsetMismatch]);
        let french = b"Le caf\xe9 du th\xe9\xe2tre a rouvert apr\xe8s des travaux.";
        assert_eq!(declared(french, "iso-8859-1").encoding.used, "windows-1252");
    }

    #[test]
    fn a_label_in_the_markup_counts_for_markup_only() {
        let (body, ..) = WINDOWS_1251.encode(RUSSIAN);
        for head in ["<meta charset=windows-1251>", "<META http-equiv=x CONTENT='text/html; charset=Windows-1251'>"] {
            let page = [head.as_bytes(), &body].concat();
            let decoded = decode(&page, Hints { html: true, ..Hints::default() }).unwrap();
            assert_eq!(decoded.encoding.declared.as_deref(), Some("windows-1251"));
            assert_eq!(text(&page).encoding.declared, None);
        }
    }

    #[test]
    fn an_unknown_label_is_a_warning() {
        assert_eq!(codes(&declared(b"plain", "klingon")), [WarningCode::CharsetMismatch]);
    }

    #[test]
    fn nuls_in_good_text_stay_and_binary_data_is_no_text() {
        assert_eq!(text(b"The mayor\0 said that the new bridge is open to everyone.").text.matches('\0').count(), 1);
        let binary: Vec<u8> = (0..=255u8).cycle().map(|n| n.wrapping_mul(167).wrapping_add(13)).take(2000).collect();
        let Err(Stop::Rejected(rejection)) = decode(&binary, Hints::default()) else { panic!("binary data was read") };
        assert_eq!(rejection.reason, RejectReason::NotText);
    }

    #[test]
    fn a_strange_top_level_domain_does_no_harm() {
        let (bytes, ..) = WINDOWS_1251.encode(RUSSIAN);
        for tld in ["РФ", "RU", "r.u", ""] {
            assert_eq!(decode(&bytes, Hints { tld: Some(tld), ..Hints::default() }).unwrap().text, RUSSIAN);
        }
    }
}
