//! A number as it is written: groups of thousands, a decimal mark, a sign, in any script's digits.

use crate::text::{Tokens, decimal_digit};

/// A decimal number: digits and how many of them are decimals.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Number {
    negative: bool,
    digits: String,
    decimals: usize,
    /// The token behind it.
    pub end: usize,
}

/// The most digits of a number; more are a code.
const MAX_DIGITS: usize = 18;

impl Number {
    /// The number that begins with a token of digits.
    pub fn at(tokens: &Tokens<'_>, at: usize, lang: &str) -> Option<Self> {
        digits(tokens, at)?;
        let mut number = Self { negative: false, digits: String::with_capacity(MAX_DIGITS), decimals: 0, end: at + 1 };
        // Groups and decimals, each glued to a mark: the mark, how many digits, and where.
        let mut groups = Vec::new();
        while groups.len() < MAX_DIGITS
            && let Some((mark, length)) = part(tokens, number.end)
        {
            groups.push((mark, length, number.end + 1));
            number.end += 2;
        }
        push_digits(&mut number.digits, tokens, at);
        let comma = decimal_comma(lang);
        let last = groups.len().checked_sub(1);
        for (nth, (mark, length, place)) in groups.iter().enumerate() {
            let grouping = match mark {
                '٬' | '\'' | '’' => true,
                '٫' => false,
                // Several of one mark part thousands; so does one with three digits behind it, by the language.
                ',' => {
                    groups.len() > 1 && Some(nth) != last
                        || (groups.iter().all(|(other, ..)| other == mark) && groups.len() > 1)
                        || (!comma && *length == 3)
                }
                _ => {
                    (groups.iter().all(|(other, ..)| other == mark) && groups.len() > 1)
                        || groups.len() > 1 && Some(nth) != last
                        || (comma && *length == 3)
                }
            };
            if grouping && *length == 3 && number.decimals == 0 {
                push_digits(&mut number.digits, tokens, *place);
            } else if !grouping && Some(nth) == last {
                push_digits(&mut number.digits, tokens, *place);
                number.decimals = *length;
            } else {
                return None;
            }
        }
        // 12 000: groups apart by a space.
        while groups.is_empty() && number.digits.len() <= MAX_DIGITS && spaced_group(tokens, number.end, at) {
            push_digits(&mut number.digits, tokens, number.end);
            number.end += 1;
        }
        number.negative = at
            .checked_sub(1)
            .and_then(|before| tokens.get(before))
            .is_some_and(|token| token.is_sign('-') || token.is_sign('−'))
            && tokens.is_glued(at)
            && !tokens.is_glued(at - 1);
        (number.digits.len() <= MAX_DIGITS).then_some(number)
    }

    pub fn is_negative(&self) -> bool {
        self.negative
    }

    /// Times a power of ten, written out.
    pub fn times(&self, power: i32) -> String {
        let power = usize::try_from(power).unwrap_or(0);
        let mut digits = self.digits.clone();
        let mut decimals = self.decimals;
        for _ in 0..power {
            if decimals > 0 {
                decimals -= 1;
            } else {
                digits.push('0');
            }
        }
        let point = digits.len().saturating_sub(decimals);
        let (whole, fraction) = digits.split_at_checked(point).unwrap_or((&digits, ""));
        let whole = whole.trim_start_matches('0');
        let fraction = fraction.trim_end_matches('0');
        let sign = if self.negative { "-" } else { "" };
        let whole = if whole.is_empty() { "0" } else { whole };
        if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
    }
}

/// How many digits a token has, where they may be of a number.
fn digits(tokens: &Tokens<'_>, at: usize) -> Option<usize> {
    let token = tokens.get(at).filter(|token| token.is_number())?;
    Some((token.char_end - token.char_start) as usize).filter(|digits| *digits <= MAX_DIGITS)
}

/// Adds the digits of a token, as ASCII has them.
fn push_digits(to: &mut String, tokens: &Tokens<'_>, at: usize) {
    let surface = tokens.get(at).map_or("", |token| tokens.surface(token));
    to.extend(surface.chars().filter_map(decimal_digit).map(|digit| char::from(b'0' + digit)));
}

/// A mark and the number of digits behind it, all glued.
fn part(tokens: &Tokens<'_>, at: usize) -> Option<(char, usize)> {
    let mark = tokens.get(at)?.sign().filter(|mark| matches!(mark, '.' | ',' | '٫' | '٬' | '\'' | '’'))?;
    (tokens.is_glued(at) && tokens.is_glued(at + 1)).then_some(())?;
    Some((mark, digits(tokens, at + 1)?))
}

/// Three digits behind one space, in a number that began with up to three.
fn spaced_group(tokens: &Tokens<'_>, at: usize, start: usize) -> bool {
    let (Some(before), Some(token), Some(first)) = (tokens.get(at.wrapping_sub(1)), tokens.get(at), tokens.get(start))
    else {
        return false;
    };
    let one_space = token.char_start == before.char_end + 1 && token.is_number();
    let last = !tokens
        .get(at + 1)
        .is_some_and(|next| next.sign().is_some_and(|sign| matches!(sign, ':' | '/' | '-')) && tokens.is_glued(at + 1));
    one_space && token.char_end - token.char_start == 3 && first.char_end - first.char_start <= 3 && last
}

/// Languages that write a comma before decimals.
fn decimal_comma(lang: &str) -> bool {
    !matches!(
        lang.split('-').next(),
        Some(
            "en" | "zh"
                | "ja"
                | "ko"
                | "th"
                | "he"
                | "ar"
                | "fa"
                | "ur"
                | "hi"
                | "bn"
                | "ta"
                | "te"
                | "sw"
                | "am"
                | "ha"
                | "yo"
                | "ig"
                | "fil"
                | "ms"
                | "ga"
                | "cy"
                | "so"
                | "und"
        )
    )
}
