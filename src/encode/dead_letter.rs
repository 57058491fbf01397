//! The headers of a dead letter: those of the payload, untouched, then why and where it stopped.

use super::headers::header;
use crate::outcome::{Rejection, Stage};
use crate::record::{Header, Record};

/// Every header that a dead letter adds. A payload that comes back through a replay brings the ones of its last stay
/// along: they are replaced, so that headers do not grow with every round.
pub const NAMES: [&str; 11] = [
    "copydesk.stage",
    "copydesk.reason",
    "copydesk.detail",
    ATTEMPTS,
    "copydesk.source.topic",
    "copydesk.source.partition",
    "copydesk.source.offset",
    "copydesk.source.timestamp",
    "copydesk.item",
    "copydesk.version",
    VALUE_OMITTED,
];

const ATTEMPTS: &str = "copydesk.attempts";
const VALUE_OMITTED: &str = "copydesk.value_omitted";

/// The longest `copydesk.detail`.
const DETAIL_BYTES: usize = 1024;

/// All headers of a dead letter: those of the payload, then ours. Key and value stay the payload's own.
///
/// `copydesk.attempts` is one more than the payload's own header of that name says: 1 at first, 2 after a replay.
#[must_use]
pub fn dead_letter_headers(source: &Record, stage: Stage, rejection: &Rejection, item: Option<u32>) -> Vec<Header> {
    let mut headers: Vec<Header> =
        source.headers.iter().filter(|header| !NAMES.contains(&header.name.as_str())).cloned().collect();
    headers.push(header("copydesk.stage", stage.as_str()));
    headers.push(header("copydesk.reason", rejection.reason.as_str()));
    headers.push(header("copydesk.detail", printable(&rejection.detail, DETAIL_BYTES)));
    headers.push(header(ATTEMPTS, attempts(source).to_string()));
    if let Some(position) = source.origin.position() {
        headers.push(header("copydesk.source.topic", &*position.topic));
        headers.push(header("copydesk.source.partition", position.partition.to_string()));
        headers.push(header("copydesk.source.offset", position.offset.to_string()));
    }
    if let Some(timestamp) = source.timestamp_ms {
        headers.push(header("copydesk.source.timestamp", timestamp.to_string()));
    }
    if let Some(item) = item {
        headers.push(header("copydesk.item", item.to_string()));
    }
    headers.push(header("copydesk.version", env!("CARGO_PKG_VERSION")));
    headers
}

/// What is added to a dead letter that goes without its value, because the broker refuses it for its size: the length
/// that the value had.
#[must_use]
pub fn value_omitted_header(length: usize) -> Header {
    header(VALUE_OMITTED, length.to_string())
}

fn attempts(source: &Record) -> u32 {
    let before = source.header(ATTEMPTS).and_then(|value| std::str::from_utf8(value).ok()?.parse::<u32>().ok());
    before.unwrap_or(0).saturating_add(1)
}

/// Text that is safe to print: what could move a cursor, end a line or turn the direction of a terminal is written as
/// `\u{…}`; cut to at most `limit` bytes, between characters.
fn printable(text: &str, limit: usize) -> String {
    let mut printed = String::with_capacity(text.len().min(limit));
    for c in text.chars() {
        let before = printed.len();
        if c.is_control()
            || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        {
            printed.extend(c.escape_unicode());
        } else {
            printed.push(c);
        }
        if printed.len() > limit {
            printed.truncate(before);
            break;
        }
    }
    printed
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::outcome::RejectReason;
    use crate::record::{Origin, Position};

    fn payload(headers: Vec<Header>) -> Record {
        Record {
            origin: Origin::Kafka(Position { topic: "raw.articles".into(), partition: 2, offset: 41, epoch: 9 }),
            timestamp_ms: Some(1_700_000_000_123),
            key: None,
            value: Some(b"{".to_vec()),
            headers,
        }
    }

    fn rejection() -> Rejection {
        Rejection { reason: RejectReason::InvalidJson, detail: "expected a value, got the end".into() }
    }

    fn text(headers: &[Header], name: &str) -> Vec<String> {
        let values = headers.iter().filter(|header| header.name == name);
        values.map(|header| String::from_utf8_lossy(header.value.as_deref().unwrap_or_default()).into_owned()).collect()
    }

    #[test]
    fn headers_of_the_payload_stay_untouched_and_come_first() {
        let own = vec![
            Header { name: "url".into(), value: Some(vec![0xff, b'a']) },
            Header { name: "empty".into(), value: None },
            Header { name: "url".into(), value: Some(b"b".to_vec()) },
        ];
        let headers = dead_letter_headers(&payload(own.clone()), Stage::Parse, &rejection(), None);
        assert_eq!(headers[..3], own);
        let added: Vec<_> = headers[3..].iter().map(|header| header.name.as_str()).collect();
        assert_eq!(
            added,
            [
                "copydesk.stage",
                "copydesk.reason",
                "copydesk.detail",
                "copydesk.attempts",
                "copydesk.source.topic",
                "copydesk.source.partition",
                "copydesk.source.offset",
                "copydesk.source.timestamp",
                "copydesk.version"
            ]
        );
        assert_eq!(text(&headers, "copydesk.reason"), ["invalid_json"]);
        assert_eq!(text(&headers, "copydesk.source.offset"), ["41"]);
        assert_eq!(text(&headers, "copydesk.source.timestamp"), ["1700000000123"]);
    }

    #[test]
    fn the_place_in_the_payload_is_told_where_there_is_one() {
        let headers = dead_letter_headers(&payload(vec![]), Stage::Normalize, &rejection(), Some(4));
        assert_eq!(text(&headers, "copydesk.item"), ["4"]);
    }

    #[test]
    fn a_replayed_payload_counts_its_attempts_and_does_not_pile_up_headers() {
        let first = dead_letter_headers(&payload(vec![header("url", "x")]), Stage::Parse, &rejection(), None);
        assert_eq!(text(&first, ATTEMPTS), ["1"]);
        let second = dead_letter_headers(&payload(first.clone()), Stage::Sink, &rejection(), None);
        assert_eq!(text(&second, ATTEMPTS), ["2"]);
        assert_eq!(text(&second, "copydesk.stage"), ["sink"]);
        assert_eq!(second.len(), first.len());
    }

    #[test]
    fn a_count_of_attempts_that_is_none_starts_again() {
        for odd in ["", "many", "-3", "99999999999"] {
            let headers = dead_letter_headers(&payload(vec![header(ATTEMPTS, odd)]), Stage::Parse, &rejection(), None);
            assert_eq!(text(&headers, ATTEMPTS), ["1"], "{odd:?}");
        }
    }

    #[test]
    fn a_detail_cannot_forge_a_line_or_turn_a_terminal() {
        let detail = "got \"\u{1b}[2J\r\nERROR fine\u{202e}\" خبر";
        assert_eq!(printable(detail, DETAIL_BYTES), "got \"\\u{1b}[2J\\u{d}\\u{a}ERROR fine\\u{202e}\" خبر");
    }

    #[test]
    fn a_detail_is_cut_between_characters_and_never_inside_an_escape() {
        assert_eq!(printable(&"خ".repeat(600), DETAIL_BYTES), "خ".repeat(512));
        assert_eq!(printable("abc\u{7}", 7), "abc");
        assert_eq!(printable("abc\u{7}", 8), "abc\\u{7}");
    }

    proptest! {
        #[test]
        fn any_detail_fits_and_has_no_control_characters(detail in ".{0,600}|[\\x00-\\x1f\u{85}\u{202e}خ]{0,600}") {
            let printed = printable(&detail, DETAIL_BYTES);
            prop_assert!(printed.len() <= DETAIL_BYTES);
            let unsafe_to_print = printed.chars().find(|c| c.is_control() || *c == '\u{202e}');
            prop_assert_eq!(unsafe_to_print, None);
        }
    }

    #[test]
    fn an_omitted_value_leaves_its_length() {
        assert_eq!(value_omitted_header(1_048_577), header("copydesk.value_omitted", "1048577"));
    }
}
