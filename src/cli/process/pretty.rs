//! A record over several lines. The order of its fields stays, which a detour over a JSON value would lose.

/// Indents JSON that is known to be well formed; any other bytes come out with other white space, and nothing worse.
pub fn pretty(json: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(json.len() * 2);
    let mut depth = 0_usize;
    let (mut in_string, mut escaped) = (false, false);
    let mut bytes = json.iter().copied().peekable();
    while let Some(byte) = bytes.next() {
        if in_string {
            out.push(byte);
            (in_string, escaped) = (escaped || byte != b'"', !escaped && byte == b'\\');
            continue;
        }
        match byte {
            b'{' | b'[' => {
                out.push(byte);
                let close = if byte == b'{' { b'}' } else { b']' };
                if let Some(close) = bytes.next_if_eq(&close) {
                    out.push(close);
                } else {
                    depth += 1;
                    break_line(&mut out, depth);
                }
            }
            b'}' | b']' => {
                depth = depth.saturating_sub(1);
                break_line(&mut out, depth);
                out.push(byte);
            }
            b',' => {
                out.push(byte);
                break_line(&mut out, depth);
            }
            b':' => out.extend(b": "),
            byte if byte.is_ascii_whitespace() => {}
            byte => {
                in_string = byte == b'"';
                out.push(byte);
            }
        }
    }
    out
}

fn break_line(out: &mut Vec<u8>, depth: usize) {
    out.push(b'\n');
    out.extend(std::iter::repeat_n(b' ', depth * 2));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_what_serde_would_write_in_the_same_order() {
        for text in [
            r#"{"a":[1,{"b":"x, y: {z}"}],"c":{},"d":[],"e":"quote \" and backslash \\","f":null}"#,
            r#"["مقال",-1.5,true]"#,
            "{}",
        ] {
            let value: serde_json::Value = serde_json::from_str(text).unwrap();
            assert_eq!(String::from_utf8(pretty(text.as_bytes())).unwrap(), format!("{value:#}"));
        }
        assert_eq!(pretty(br#"{"b":1,"a":2}"#), b"{\n  \"b\": 1,\n  \"a\": 2\n}");
    }

    #[test]
    fn what_is_no_json_comes_through() {
        assert_eq!(pretty(b"]}"), b"\n]\n}");
        assert_eq!(pretty(b"\"open"), b"\"open");
    }
}
