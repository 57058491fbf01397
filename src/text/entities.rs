//! HTML entities that were escaped twice, as many feeds have them: `&amp;quot;` arrives here as `&quot;`.

/// Decodes the entities that a text should no longer have; nothing where it has none.
///
/// Only those that twice-escaped text is full of: the five of XML, spaces, quotation marks, dashes, and numbers. An
/// entity that the decoding of another uncovers (`&amp;amp;`) is decoded too, in the same pass. Characters that could
/// build a new entity are left escaped, and so are controls.
pub(super) fn decode_twice_escaped(text: &str) -> Option<String> {
    let mut found = false;
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = memchr::memchr(b'&', rest.as_bytes()) {
        let (before, from_ampersand) = rest.split_at(at);
        out.push_str(before);
        // Everything after the ampersand; `&amp;` gives an ampersand that stands before what follows it.
        let mut after = from_ampersand.get(1..).unwrap_or_default();
        while let Some(next) = after.strip_prefix("amp;").or_else(|| after.strip_prefix("#38;")) {
            after = next;
            found = true;
        }
        match reference(after) {
            Some((ch, length)) => {
                out.push(ch);
                rest = after.get(length..).unwrap_or_default();
                found = true;
            }
            None => {
                out.push('&');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    found.then_some(out)
}

/// The character that the text after an ampersand stands for, and the bytes that say so.
fn reference(after: &str) -> Option<(char, usize)> {
    let end = after.bytes().take(9).position(|byte| byte == b';')?;
    let name = after.get(..end)?;
    let ch = match name {
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => ' ',
        "lsquo" => '‘',
        "rsquo" => '’',
        "ldquo" => '“',
        "rdquo" => '”',
        "laquo" => '«',
        "raquo" => '»',
        "ndash" => '–',
        "mdash" => '—',
        "hellip" => '…',
        _ => number(name.strip_prefix('#')?)?,
    };
    Some((ch, end + 1))
}

fn number(digits: &str) -> Option<char> {
    let code = match digits.strip_prefix(['x', 'X']) {
        Some(hex) if hex.bytes().all(|byte| byte.is_ascii_hexdigit()) => u32::from_str_radix(hex, 16).ok()?,
        None if digits.bytes().all(|byte| byte.is_ascii_digit()) => digits.parse().ok()?,
        _ => return None,
    };
    let ch = char::from_u32(code)?;
    let builds_entities = ch.is_ascii_alphanumeric() || matches!(ch, '#' | ';' | '&');
    (!ch.is_control() && !builds_entities).then_some(ch)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_without_entities_is_left_alone() {
        for text in ["", "R&D", "a &eacute; b", "&; &#; &#x; &#xZZ;", "&#65; &#0; &#x110000;"] {
            assert_eq!(decode_twice_escaped(text), None, "{text}");
        }
    }

    #[test]
    fn what_decoding_uncovers_is_decoded_in_the_same_pass() {
        assert_eq!(decode_twice_escaped("&amp;amp;lt;b&amp;gt; &#8217;&#x2014;").as_deref(), Some("<b> ’—"));
    }

    #[test]
    fn a_long_chain_takes_one_pass() {
        let chain = format!("&{}", "amp;".repeat(500_000));
        assert_eq!(decode_twice_escaped(&chain).as_deref(), Some("&"));
    }
}
