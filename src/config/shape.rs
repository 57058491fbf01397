//! The shapes of texts: what a name, an address or a pointer has to look like.

/// A kind of text: how it is called in messages and in the reference, and which texts are of it.
#[derive(Clone, Copy)]
pub struct Shape {
    pub expected: &'static str,
    pub holds: fn(&str) -> bool,
}

pub const ANY: Shape = Shape { expected: "a text", holds: |_| true };
pub const NOT_EMPTY: Shape = Shape { expected: "a text that is not empty", holds: |text| !text.trim().is_empty() };
pub const BROKER: Shape = Shape {
    expected: "host:port such as \"localhost:9092\"",
    holds: |text| address(text).is_some_and(|(_, port)| port > 0),
};
pub const LISTEN: Shape =
    Shape { expected: "address:port such as \"127.0.0.1:9464\"", holds: |text| address(text).is_some() };
/// What the brokers allow as the name of a topic.
pub const TOPIC: Shape = Shape {
    expected: "a topic name (1 to 249 of A-Z a-z 0-9 . _ -)",
    holds: |text| (1..=249).contains(&text.len()) && !matches!(text, "." | "..") && text.bytes().all(is_topic_byte),
};
/// RFC 9110 §5.6.2, `token`; Kafka would take more, but nobody writes more.
pub const HEADER: Shape = Shape {
    expected: "a header name (letters, digits and -_.!#$%&'*+^`|~)",
    holds: |text| !text.is_empty() && text.bytes().all(is_token_byte),
};
/// The form of BCP 47 tags: language, then subtags.
pub const LANGUAGE: Shape = Shape {
    expected: "a BCP 47 tag such as \"ar\" or \"pt-BR\"",
    holds: |text| {
        let mut parts = text.split('-');
        parts.next().is_some_and(|part| (2..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphabetic()))
            && parts.all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric()))
    },
};
pub const HOST: Shape = Shape { expected: "a host name without scheme, port or path", holds: is_host };
/// RFC 6901.
pub const POINTER: Shape = Shape {
    expected: "a JSON Pointer such as \"/data/html\"",
    holds: |text| text.starts_with('/') && is_pointer_tail(text),
};
pub const POINTER_OR_EMPTY: Shape = Shape {
    expected: "a JSON Pointer such as \"/result\", or \"\"",
    holds: |text| text.is_empty() || text.starts_with('/') && is_pointer_tail(text),
};
/// Without a user name and a password: they would end up in logs, and `headers_file` is there for them.
pub const HTTP_URL: Shape = Shape {
    expected: "an http or https URL without user name and password",
    holds: |text| {
        url::Url::parse(text).is_ok_and(|url| {
            matches!(url.scheme(), "http" | "https")
                && url.has_host()
                && url.username().is_empty()
                && url.password().is_none()
        })
    },
};
/// A name that also stands in metrics and in the record.
pub const ENRICHER: Shape = Shape {
    expected: "a name (1 to 64 of a-z 0-9 _ -)",
    holds: |text| {
        (1..=64).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'_' | b'-'))
    },
};
pub const PATH: Shape = Shape { expected: "the path of a file", holds: |text| !text.is_empty() };

/// Host and port, where the text is both; IPv6 addresses stand in brackets.
pub fn address(text: &str) -> Option<(&str, u16)> {
    let (host, port) = text.rsplit_once(':')?;
    let inner = match host.strip_prefix('[') {
        Some(rest) => rest.strip_suffix(']').filter(|inner| inner.parse::<std::net::Ipv6Addr>().is_ok())?,
        None => Some(host).filter(|host| is_host(host))?,
    };
    let digits = port.bytes().all(|b| b.is_ascii_digit());
    Some((inner, port.parse().ok().filter(|_| digits)?))
}

fn is_host(text: &str) -> bool {
    !text.is_empty()
        && text
            .split('.')
            .all(|label| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || "-_".contains(c)))
}

fn is_topic_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"._-".contains(&byte)
}

fn is_token_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

/// `~` is only ever written as `~0`, and `/` within a name as `~1`.
fn is_pointer_tail(text: &str) -> bool {
    text.split('~').skip(1).all(|rest| rest.starts_with(['0', '1']))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(shape: Shape, good: &[&str], bad: &[&str]) {
        for text in good {
            assert!((shape.holds)(text), "{text} is {}", shape.expected);
        }
        for text in bad {
            assert!(!(shape.holds)(text), "{text} is not {}", shape.expected);
        }
    }

    #[test]
    fn brokers_have_a_host_and_a_port() {
        check(
            BROKER,
            &["localhost:9092", "10.0.0.1:9092", "[::1]:9092", "kafka-0.kafka:19092"],
            &["", "localhost", ":9092", "a:0", "a:99999", "a:+1", "::1:9092", "[x]:1", "a b:1", "http://a:1"],
        );
        check(LISTEN, &["127.0.0.1:0", "[::]:9464"], &["9464", ":9464"]);
    }

    #[test]
    fn topics_are_what_brokers_allow() {
        check(TOPIC, &["raw.articles", "a_b-C9"], &["", ".", "..", "a b", "a/b", "مقالات"]);
        assert!(!(TOPIC.holds)(&"a".repeat(250)));
    }

    #[test]
    fn tags_hosts_headers_and_names_have_their_forms() {
        check(LANGUAGE, &["ar", "pt-BR", "zh-Hant-TW"], &["", "a", "arabic", "ar-", "ar_EG", "1a"]);
        check(HOST, &["example.org", "localhost", "مثال.إختبار"], &["", "a..b", "a/b", "http://a", "a:1", ".a"]);
        check(HEADER, &["content-type", "X_y"], &["", "a b", "a:b", "é"]);
        check(ENRICHER, &["geo", "geo-2_x"], &["", "Geo", "a b", "a.b"]);
    }

    #[test]
    fn pointers_start_with_a_slash_and_escape_tildes() {
        check(POINTER, &["/", "/a/0", "/a~1b/c~0d"], &["", "a", "/a~", "/a~2"]);
        check(POINTER_OR_EMPTY, &["", "/a"], &["a"]);
    }

    #[test]
    fn urls_of_enrichers_carry_no_credentials() {
        check(
            HTTP_URL,
            &["http://geo.internal/v1", "https://[::1]:8080/x"],
            &["", "geo", "ftp://a/", "http://", "http://me:pw@geo/", "http://me@geo/"],
        );
    }
}
