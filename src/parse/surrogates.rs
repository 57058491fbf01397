//! Half a surrogate pair in JSON, such as `"\ud83d"`: not a character, refused by every strict reader, and common where
//! a producer cut a text in the middle of an emoji.

/// U+FFFD as an escape: as long as what it replaces.
const REPLACEMENT: &[u8; 6] = b"\\ufffd";

/// The JSON with every lone surrogate escape replaced, and how many there were; `None` if there are none.
pub fn repair(json: &str) -> Option<(String, usize)> {
    let mut bytes = json.as_bytes().to_vec();
    let mut repaired = 0;
    let mut at = 0;
    while let Some(step) = memchr::memchr(b'\\', json.as_bytes().get(at..)?) {
        at += step;
        at += match unit(&bytes, at) {
            Some(0xd800..=0xdbff) if matches!(unit(&bytes, at + 6), Some(0xdc00..=0xdfff)) => 12,
            Some(0xd800..=0xdfff) => {
                bytes.get_mut(at..at + 6)?.copy_from_slice(REPLACEMENT);
                repaired += 1;
                6
            }
            // Another escape; the second byte may be a backslash that begins none.
            _ => 2,
        };
    }
    let text = String::from_utf8(bytes).ok()?;
    (repaired > 0).then_some((text, repaired))
}

/// The UTF-16 code unit of the `\uXXXX` that begins there.
fn unit(bytes: &[u8], at: usize) -> Option<u16> {
    let digits = bytes.get(at..at + 6)?.strip_prefix(b"\\u")?;
    let digits = std::str::from_utf8(digits).ok()?;
    u16::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_are_replaced_and_pairs_are_kept() {
        let json = r#"{"a":"\ud83d \ude00 \uD83D\uDE00 \ud83d\ud83d\ude00"}"#;
        let (repaired, count) = repair(json).unwrap();
        assert_eq!(count, 3);
        assert_eq!(repaired, r#"{"a":"\ufffd \ufffd \uD83D\uDE00 \ufffd\ud83d\ude00"}"#);
    }

    #[test]
    fn an_escaped_backslash_begins_no_escape() {
        assert_eq!(repair(r#""\\ud83d""#), None);
        assert_eq!(repair(r#""\\\ud83d""#).unwrap().0, r#""\\\ufffd""#);
    }

    #[test]
    fn json_that_ends_in_an_escape_is_left_alone() {
        for json in [r#"""#, r#""\"#, r#""\u"#, r#""\ud8"#, r#""\u+123""#, "no escape"] {
            assert_eq!(repair(json), None, "{json}");
        }
    }
}
