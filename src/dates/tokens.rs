//! A date string taken apart: numbers, words and signs of one folded spelling.

use icu_normalizer::{ComposingNormalizer, DecomposingNormalizer};

use crate::text::{fold, is_mark};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Number { value: u32, digits: u8 },
    Word,
    Sign(char),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token<'t> {
    pub kind: Kind,
    pub text: &'t str,
    /// No space stands before it.
    pub glued: bool,
}

impl Token<'_> {
    pub fn number(&self) -> Option<(u32, u8)> {
        match self.kind {
            Kind::Number { value, digits } => Some((value, digits)),
            _ => None,
        }
    }

    pub fn is_sign(&self, sign: char) -> bool {
        self.kind == Kind::Sign(sign)
    }

    pub fn is_word(&self) -> bool {
        self.kind == Kind::Word
    }
}

/// The spelling in which dates are compared: that of the Arabic fold, the letters of other languages in Arabic script
/// unified with it, and no accents.
pub fn date_fold(text: &str) -> String {
    let folded = fold(text, "ar");
    let bare: String = DecomposingNormalizer::new_nfd()
        .normalize(&folded)
        .chars()
        .filter_map(|ch| match ch {
            '\u{0300}'..='\u{036F}' => None,
            '\u{064B}'..='\u{065F}' => None,
            'ı' => Some('i'),
            'ہ' | 'ھ' | 'ۀ' | 'ۂ' | 'ۃ' => Some('ه'),
            'ے' | 'ې' | 'ۍ' => Some('ي'),
            '،' | '、' => Some(','),
            ch => Some(ch),
        })
        .collect();
    let composed = ComposingNormalizer::new_nfc().normalize(&bare).into_owned();
    chinese_numerals(composed)
}

/// Chinese numerals before 年, 月 and 日 become digits.
fn chinese_numerals(text: String) -> String {
    if !text.contains(['月', '年'])
        || !text.contains(['一', '二', '三', '四', '五', '六', '七', '八', '九', '十', '〇', '○', '零'])
    {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    let mut run = String::new();
    for ch in text.chars() {
        if numeral(ch).is_some() || ch == '十' || ch == '元' {
            run.push(ch);
            continue;
        }
        if matches!(ch, '年' | '月' | '日' | '号' | '號') {
            out.push_str(&numeral_value(&run));
        } else {
            out.push_str(&run);
        }
        run.clear();
        out.push(ch);
    }
    out.push_str(&run);
    out
}

fn numeral(ch: char) -> Option<u32> {
    "〇一二三四五六七八九".chars().zip(0..).find(|(known, _)| *known == ch).map(|(_, value)| value).or(match ch {
        '○' | '零' => Some(0),
        _ => None,
    })
}

fn numeral_value(run: &str) -> String {
    if run == "元" {
        return "1".to_owned();
    }
    match run.split_once('十') {
        Some((tens, ones)) => {
            let tens = tens.chars().next().map_or(1, |ch| numeral(ch).unwrap_or(0));
            let ones = ones.chars().next().map_or(0, |ch| numeral(ch).unwrap_or(0));
            (tens * 10 + ones).to_string()
        }
        None if run.contains('元') => run.to_owned(),
        None => run.chars().filter_map(numeral).map(|value| value.to_string()).collect(),
    }
}

/// The tokens of a folded text.
pub fn tokens(folded: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut chars = folded.char_indices().peekable();
    let mut glued = false;
    while let Some((start, ch)) = chars.next() {
        if ch.is_whitespace() {
            glued = false;
            continue;
        }
        let mut end = start + ch.len_utf8();
        let is_digit = ch.is_ascii_digit();
        let is_letter = is_word_part(ch);
        if is_digit || is_letter {
            while let Some(&(at, next)) = chars.peek()
                && (if is_digit { next.is_ascii_digit() } else { is_word_part(next) })
            {
                end = at + next.len_utf8();
                chars.next();
            }
        }
        let text = folded.get(start..end).unwrap_or_default();
        let kind = match (is_digit, is_letter) {
            (true, _) => match text.parse() {
                Ok(value) => Kind::Number { value, digits: u8::try_from(text.len()).unwrap_or(u8::MAX) },
                // More digits than any date has.
                Err(_) => Kind::Sign('#'),
            },
            (_, true) => Kind::Word,
            _ => Kind::Sign(ch),
        };
        tokens.push(Token { kind, text, glued });
        glued = true;
    }
    tokens
}

fn is_word_part(ch: char) -> bool {
    (ch.is_alphabetic() && !ch.is_ascii_digit()) || is_mark(ch)
}

/// The words of a phrase apart by one space, as the tables have them as keys.
pub fn key(phrase: &str) -> String {
    let folded = date_fold(phrase);
    let words: Vec<&str> =
        tokens(&folded).iter().filter(|token| !matches!(token.kind, Kind::Sign(_))).map(|token| token.text).collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_spelling_stands_for_many() {
        for (a, b) in
            [("ینــایر", "يناير"), ("Février", "fevrier"), ("ŞUBAT", "subat"), ("جمعہ", "جمعه"), ("janv.", "JANV")]
        {
            assert_eq!(key(a), key(b));
        }
        assert_eq!(key("ม.ค."), "ม ค");
    }

    #[test]
    fn digits_of_all_scripts_are_numbers_and_chinese_numerals_too() {
        assert_eq!(date_fold("٢٠٢٥ ۱۷ १७ ２０２５"), "2025 17 17 2025");
        assert_eq!(date_fold("二〇二五年一月十七日"), "2025年1月17日");
        assert_eq!(date_fold("二十三日元年十月"), "23日1年10月");
    }

    #[test]
    fn letters_and_digits_part_without_a_space() {
        let folded = date_fold("17ê, 10h30");
        let texts: Vec<_> = tokens(&folded).iter().map(|token| token.text).collect();
        assert_eq!(texts, ["17", "e", ",", "10", "h", "30"]);
    }
}
