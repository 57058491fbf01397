//! Record headers between the client's form and ours.

use std::panic::{AssertUnwindSafe, catch_unwind};

use rdkafka::Message;
use rdkafka::message::{self, BorrowedMessage, Headers, OwnedHeaders};

use crate::record::Header;

/// Copies a message's headers out.
///
/// rdkafka 0.39 panics over a header whose name is no UTF-8, which any C client can write. Such a header is left out, with
/// a warning: there is no safe way to its bytes.
#[must_use]
pub fn read(message: &BorrowedMessage<'_>) -> Vec<Header> {
    let Some(headers) = message.headers() else { return Vec::new() };
    let mut read = Vec::with_capacity(headers.count());
    for n in 0..headers.count() {
        match catch_unwind(AssertUnwindSafe(|| headers.try_get(n))) {
            Ok(Some(header)) => {
                let value = header.value.map(<[u8]>::to_vec);
                read.push(Header { name: header.key.to_string(), value });
            }
            Ok(None) => {}
            Err(_) => tracing::warn!(
                topic = message.topic(),
                partition = message.partition(),
                offset = message.offset(),
                "a header's name is no UTF-8: this header is left out"
            ),
        }
    }
    read
}

/// Headers as the client takes them; `None` where there are none, which costs the record nothing.
#[must_use]
pub fn write<'a>(headers: impl IntoIterator<Item = &'a Header>) -> Option<OwnedHeaders> {
    headers.into_iter().fold(None, |written: Option<OwnedHeaders>, header| {
        let header = message::Header { key: &header.name, value: header.value.as_ref() };
        Some(written.unwrap_or_default().insert(header))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_without_a_value_and_an_empty_one_stay_what_they_are() {
        let header = |name: &str, value: Option<&[u8]>| Header { name: name.into(), value: value.map(<[u8]>::to_vec) };
        let written = write(&[header("a", None), header("a", Some(b"")), header("b", Some(b"\xff\0"))]).unwrap();
        let read: Vec<(&str, Option<&[u8]>)> = written.iter().map(|header| (header.key, header.value)).collect();
        assert_eq!(read, [("a", None), ("a", Some(&b""[..])), ("b", Some(&b"\xff\0"[..]))]);
        assert!(write(&[]).is_none());
    }
}
