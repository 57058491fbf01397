//! A record as it came in, and where it stood.
//!
//! A [`Record`] owns its bytes: the source copies them out of the client's fetch buffer at intake, because one borrowed
//! message pins the whole buffer it came in. The bytes stay untouched until the payload has ended, for a dead letter
//! carries them exactly as they were.

use std::fmt;
use std::sync::Arc;

/// Where a record stood in Kafka, and under which assignment it was read.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Position {
    pub topic: Arc<str>,
    pub partition: i32,
    pub offset: i64,
    /// Counts the assignments of this partition to this worker: work that finishes under an older one is dropped.
    pub epoch: u32,
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}", self.topic, self.partition, self.offset)
    }
}

/// Where a payload came from.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Origin {
    /// From a topic.
    Kafka(Position),
    /// From a file or a line given to `copydesk process`: its place in the run, from 0.
    Input { index: u64 },
}

impl Origin {
    /// The position in Kafka, where there is one.
    #[must_use]
    pub fn position(&self) -> Option<&Position> {
        match self {
            Self::Kafka(position) => Some(position),
            Self::Input { .. } => None,
        }
    }
}

/// A record header. Kafka allows a header without a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    pub name: String,
    pub value: Option<Vec<u8>>,
}

/// One payload with everything that came along with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    pub origin: Origin,
    /// Milliseconds since the epoch, as the producer or the broker stamped it.
    pub timestamp_ms: Option<i64>,
    pub key: Option<Vec<u8>>,
    /// `None` is a tombstone.
    pub value: Option<Vec<u8>>,
    pub headers: Vec<Header>,
}

impl Record {
    /// The value of the last header of that name, compared without case, where it has one.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&[u8]> {
        self.headers.iter().rev().find(|header| header.name.eq_ignore_ascii_case(name))?.value.as_deref()
    }

    /// The bytes of it: key, value, header names and values.
    #[must_use]
    pub fn size(&self) -> usize {
        self.key_and_value_bytes() + size_of_headers(&self.headers)
    }

    /// The memory it takes beside itself.
    #[must_use]
    pub fn held_bytes(&self) -> usize {
        self.key_and_value_bytes() + held_by_headers(&self.headers)
    }

    fn key_and_value_bytes(&self) -> usize {
        self.key.as_ref().map_or(0, Vec::len) + self.value.as_ref().map_or(0, Vec::len)
    }
}

/// The bytes of header names and values.
fn size_of_headers(headers: &[Header]) -> usize {
    headers.iter().map(|header| header.name.len() + header.value.as_ref().map_or(0, Vec::len)).sum()
}

/// The memory that headers take: their bytes, themselves, and what an allocator adds to the two allocations of each. A
/// payload may be nothing but small headers.
#[must_use]
pub fn held_by_headers(headers: &[Header]) -> usize {
    const ALLOCATION: usize = 24;
    size_of_headers(headers) + headers.len() * (size_of::<Header>() + 2 * ALLOCATION)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(headers: Vec<Header>) -> Record {
        Record { origin: Origin::Input { index: 0 }, timestamp_ms: None, key: None, value: None, headers }
    }

    #[test]
    fn the_last_header_of_a_name_counts_and_case_does_not() {
        let header = |name: &str, value: &[u8]| Header { name: name.into(), value: Some(value.to_vec()) };
        let record = record(vec![header("url", b"a"), header("URL", b"b")]);
        assert_eq!(record.header("Url"), Some(&b"b"[..]));
    }

    #[test]
    fn a_header_without_a_value_is_no_value() {
        let record = record(vec![Header { name: "url".into(), value: None }]);
        assert_eq!(record.header("url"), None);
        assert_eq!(record.size(), 3);
    }

    #[test]
    fn headers_weigh_what_they_take_however_small_they_are() {
        let headers = vec![Header { name: String::new(), value: None }; 1000];
        assert!(record(headers).held_bytes() >= 1000 * size_of::<Header>());
    }
}
