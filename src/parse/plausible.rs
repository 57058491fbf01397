//! How much a decoded text looks like text: what tells charsets apart where the bytes decode in both.

/// Letters beyond ASCII of the languages that share the Latin charsets of Windows, in lower case.
const ALPHABETS: [&str; 27] = [
    "áčďéěíňóřšťúůýž",   // Czech
    "áäčďéíĺľňóôŕšťúýž", // Slovak
    "ąćęłńóśźż",         // Polish
    "áéíóöőúüű",         // Hungarian
    "ăâîşţșț",           // Romanian
    "čćđšž",             // Croatian, Slovene
    "çë",                // Albanian
    "ßäöü",              // German
    "àâæçèéêëîïôœùûüÿ",  // French
    "áéíñóúüºª",         // Spanish, Galician
    "ãõáâàçéêíóôúüºª",   // Portuguese
    "àèéìíîòóùúºª",      // Italian
    "àçèéíïòóúü·",       // Catalan
    "éëïóöüèêáíú",       // Dutch
    "äåéö",              // Swedish, Finnish
    "æøåéêóòôè",         // Danish, Norwegian
    "áæðéíóöúýþ",        // Icelandic
    "çğıiöşüâîû",        // Turkish
    "äçňöşüýž",          // Turkmen
    "ąčęėįšųūž",         // Lithuanian
    "āčēģīķļņšūž",       // Latvian
    "äõöüšž",            // Estonian
    "áéíóúàèìòù",        // Irish, Gaelic
    "âêîôûŵŷáéëïöẃẁ",    // Welsh
    "ċġħżàèìòù",         // Maltese
    "áéíóúñüàâêôãõçä",   // names of many languages in one text
    "ĉĝĥĵŝŭ",            // Esperanto
];

/// Things that no text has: the more there are, the less likely is the charset.
#[must_use]
pub fn oddities(text: &str) -> usize {
    let mut odd = 0;
    let mut before = ' ';
    let mut chars = text.chars().peekable();
    while let Some(ch) = chars.next() {
        let next = chars.peek().copied().unwrap_or(' ');
        odd += usize::from(is_odd(before, ch, next));
        before = ch;
    }
    odd
}

fn is_odd(before: char, ch: char, next: char) -> bool {
    if before.is_ascii() && ch.is_ascii() {
        return false;
    }
    // Case is inverted where KOI8-R was taken for windows-1251, or the other way.
    let case_inside_word = before.is_lowercase() && ch.is_uppercase();
    if ch.is_ascii() {
        return case_inside_word || mixes_scripts(before, ch);
    }
    match ch {
        '\u{80}'..='\u{9F}' | '\u{FFFD}' | '\u{E000}'..='\u{F8FF}' | '\u{FF61}'..='\u{FF9F}' => true,
        '¿' | '¡' | '€' => before.is_alphabetic(),
        'ÿ' => !before.is_alphabetic() && next.is_alphabetic(),
        ch if ch.is_alphabetic() => case_inside_word || mixes_scripts(before, ch),
        // Apostrophes, joiners and dashes stand inside words, and so do the marks of Hebrew, Arabic and Indic scripts.
        '’' | '‘' | 'ʼ' | '·' | '\u{AD}' | '\u{2010}'..='\u{2015}' | '\u{200B}'..='\u{200F}' | '״' | '׳' | '…' => {
            false
        }
        '«' | '»' | '“' | '”' | '„' | '•' | '\u{A0}' | '\u{300}'..='\u{36F}' | '\u{483}'..='\u{10FF}' => {
            false
        }
        '\u{900}'..='\u{1FFF}' | '\u{2C00}'..='\u{D7FF}' | '\u{FE00}'..='\u{FFEF}' => false,
        _ => before.is_alphabetic() && next.is_alphabetic(),
    }
}

/// Letters of two alphabets, side by side.
fn mixes_scripts(before: char, ch: char) -> bool {
    match (alphabet(before), alphabet(ch)) {
        (Some(before), Some(alphabet)) => before != alphabet,
        _ => false,
    }
}

fn alphabet(ch: char) -> Option<u8> {
    match ch {
        'a'..='z' | 'A'..='Z' | 'À'..='ɏ' => Some(0),
        'Ͱ'..='Ͽ' => Some(1),
        'Ѐ'..='ԯ' => Some(2),
        'א'..='ת' => Some(3),
        'ء'..='ۓ' => Some(4),
        _ => None,
    }
}

/// How many letters beyond ASCII are foreign to the language that fits a Latin text best.
#[must_use]
pub fn foreign_letters(text: &str) -> usize {
    let mut foreign = [0_usize; ALPHABETS.len()];
    for ch in text.chars().filter(|ch| !ch.is_ascii() && ch.is_alphabetic()) {
        let lower = ch.to_lowercase().next().unwrap_or(ch);
        for (count, alphabet) in foreign.iter_mut().zip(ALPHABETS) {
            *count += usize::from(!alphabet.contains(lower));
        }
    }
    foreign.into_iter().min().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_has_nothing_odd_and_the_wrong_charset_has() {
        for text in [
            "L’été à Saint-Étienne : 5 €, «oui» – ¿no?",
            "МЧС сообщило о 5 кг соли, iPhone и т. д.",
            "قال: «نعم»، وأضاف…",
            "東京タワーは、333メートル。",
            "צה״ל הודיע",
        ] {
            assert_eq!(oddities(text), 0, "{text}");
        }
        for text in ["уЕОБФПТ", "яЩМТНПД", "na├ve", "Ørsted³aw", "穝\u{e4c7}", "was€", "ｾｲﾝ", "abcабв"]
        {
            assert!(oddities(text) > 0, "{text}");
        }
    }

    #[test]
    fn letters_are_foreign_where_no_language_has_them_all() {
        assert_eq!(foreign_letters("Příliš žluťoučký kůň"), 0);
        assert!(foreign_letters("Pøíliš žluouèký kùò") > 3);
        assert_eq!(foreign_letters("Organizámos não só à noite, três"), 0);
        assert!(foreign_letters("Organizámos năo só ŕ noite, tręs") > 0);
    }
}
