//! Character references (`&amp;`, `&#8217;`, `&nbsp`) to the characters they stand for, by the HTML Standard, 13.2.5.72 on.

use std::borrow::Cow;

use html5ever::data::NAMED_ENTITIES;

/// The longest name in the standard's table has 32 characters.
const LONGEST_NAME: usize = 33;

/// Numeric references from 0x80 to 0x9F mean windows-1252 (HTML Standard, 13.2.5.80).
#[rustfmt::skip]
const WINDOWS_1252: [u32; 32] = [
    0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D, 0x017D, 0x8F,
    0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D, 0x017E, 0x0178,
];

/// Where the text stands: in an attribute `&copy=1` is left alone, since it is an address more often than a sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Text,
    Attribute,
}

/// Resolves all references in a text; borrows where there is none.
pub(super) fn decode(text: &str, place: Place) -> Cow<'_, str> {
    let Some(first) = memchr::memchr(b'&', text.as_bytes()) else { return Cow::Borrowed(text) };
    let mut out = String::with_capacity(text.len());
    let (head, mut rest) = text.split_at_checked(first).unwrap_or((text, ""));
    out.push_str(head);
    while let Some(after) = rest.strip_prefix('&') {
        let length = reference(after, place, &mut out);
        if length == 0 {
            out.push('&');
        }
        let after = after.get(length..).unwrap_or("");
        let next = memchr::memchr(b'&', after.as_bytes()).unwrap_or(after.len());
        let (plain, tail) = after.split_at_checked(next).unwrap_or((after, ""));
        out.push_str(plain);
        rest = tail;
    }
    Cow::Owned(out)
}

/// Appends what the reference after an `&` stands for and returns its length; 0 where it is none.
fn reference(after: &str, place: Place, out: &mut String) -> usize {
    match after.strip_prefix('#') {
        Some(number) => numeric(number, out),
        None => named(after, place, out),
    }
}

fn numeric(number: &str, out: &mut String) -> usize {
    let (digits, radix, prefix) = match number.strip_prefix(['x', 'X']) {
        Some(digits) => (digits, 16, 2),
        None => (number, 10, 1),
    };
    let length = digits.bytes().take_while(|byte| char::from(*byte).is_digit(radix)).count();
    if length == 0 {
        return 0;
    }
    let code = digits.get(..length).and_then(|digits| u32::from_str_radix(digits, radix).ok());
    let code = match code {
        Some(code @ 0x80..=0x9F) => WINDOWS_1252.get((code - 0x80) as usize).copied(),
        Some(0) => None,
        other => other,
    };
    out.push(code.and_then(char::from_u32).unwrap_or(char::REPLACEMENT_CHARACTER));
    let semicolon = usize::from(digits.as_bytes().get(length) == Some(&b';'));
    prefix + length + semicolon
}

/// The longest name in the table that the text begins with.
fn named(after: &str, place: Place, out: &mut String) -> usize {
    let bytes = after.as_bytes();
    let letters = bytes.iter().take(LONGEST_NAME).take_while(|byte| byte.is_ascii_alphanumeric()).count();
    let with_semicolon = letters + usize::from(bytes.get(letters) == Some(&b';'));
    for length in (2..=with_semicolon).rev() {
        let Some(name) = after.get(..length) else { continue };
        let Some(&(first, second)) = NAMED_ENTITIES.get(name) else { continue };
        // The table also holds every prefix of a name, with 0 for "not a name yet".
        if first == 0 {
            continue;
        }
        let next = bytes.get(length);
        let part_of_address = place == Place::Attribute
            && !name.ends_with(';')
            && next.is_some_and(|byte| *byte == b'=' || byte.is_ascii_alphanumeric());
        if part_of_address {
            return 0;
        }
        out.extend(char::from_u32(first));
        if second != 0 {
            out.extend(char::from_u32(second));
        }
        return length;
    }
    0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_become_their_characters() {
        assert_eq!(decode("a &amp; b &lt;c&gt; &#8217;&#x2019; &ndash;", Place::Text), "a & b <c> ’’ –");
        assert_eq!(decode("&laquo;نص&raquo;&nbsp;&zwnj;", Place::Text), "«نص»\u{a0}\u{200c}");
    }

    #[test]
    fn a_name_without_its_semicolon_counts_where_the_standard_says_so() {
        assert_eq!(decode("&copy2020 &notit; &fjlig;", Place::Text), "©2020 ¬it; fj");
        assert_eq!(decode("?a=1&copy=2&amp=3&amp;b", Place::Attribute), "?a=1&copy=2&amp=3&b");
    }

    #[test]
    fn what_is_no_reference_stays_as_it_is() {
        assert_eq!(decode("AT&T & Söhne &; &# &#x; &unknown; &", Place::Text), "AT&T & Söhne &; &# &#x; &unknown; &");
    }

    #[test]
    fn numbers_that_are_no_characters_become_the_replacement_character() {
        assert_eq!(decode("&#0;&#xD800;&#99999999999;&#128;&#x92;", Place::Text), "\u{fffd}\u{fffd}\u{fffd}€’");
    }
}
