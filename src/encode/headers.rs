//! The headers of a published record: CloudEvents 1.0 in the binary mode of its Kafka binding, the place it came from,
//! and the trace it belongs to.

use jiff::Timestamp;

use crate::record::{Header, Record};

const CE_TYPE: &str = "io.github.copydesk.article.v1";

/// Carried from the payload to the record with the bytes they had (W3C Trace Context).
const TRACE: [&str; 2] = ["traceparent", "tracestate"];

/// `ce_time` is the payload's timestamp, not the time of processing: a second reading gives the same headers.
pub fn of_record(source: &Record, id: &str, record_id: String) -> Vec<Header> {
    let position = source.origin.position();
    let ce_source = position.map_or_else(|| "/copydesk".into(), |position| format!("/copydesk/{}", position.topic));
    let mut headers = vec![
        header("ce_specversion", "1.0"),
        header("ce_id", record_id),
        header("ce_source", ce_source),
        header("ce_type", CE_TYPE),
        header("ce_subject", id),
    ];
    if let Some(time) = source.timestamp_ms.and_then(|ms| Timestamp::from_millisecond(ms).ok()) {
        headers.push(header("ce_time", time.to_string()));
    }
    headers.push(header("content-type", "application/json"));
    if let Some(position) = position {
        headers.push(header("copydesk.source.topic", &*position.topic));
        headers.push(header("copydesk.source.partition", position.partition.to_string()));
        headers.push(header("copydesk.source.offset", position.offset.to_string()));
    }
    for name in TRACE {
        if let Some(value) = source.header(name) {
            headers.push(Header { name: name.into(), value: Some(value.to_vec()) });
        }
    }
    headers
}

/// A header with text for its value.
pub fn header(name: &str, value: impl Into<String>) -> Header {
    Header { name: name.into(), value: Some(value.into().into_bytes()) }
}
