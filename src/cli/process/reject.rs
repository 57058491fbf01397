//! The line for a payload that was rejected.

use serde::Serialize;

use super::feed::Place;
use crate::config::Config;
use crate::outcome::{RejectReason, Rejection, Stage};
use crate::record::Record;

/// The longest detail, as in the header of a dead letter.
const DETAIL_BYTES: usize = 1024;

/// `{id, file, line?, item?, stage, reason, detail}`
#[derive(Debug, Serialize)]
pub struct Reject<'a> {
    /// The payload's own, else the file's name.
    id: String,
    file: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    item: Option<u32>,
    stage: Stage,
    reason: RejectReason,
    detail: &'a str,
}

impl<'a> Reject<'a> {
    pub fn new(
        place: &'a Place,
        id: String,
        item: Option<u32>,
        stage: Stage,
        reason: RejectReason,
        detail: &'a str,
    ) -> Self {
        Self { id, file: &place.file, line: place.line, item, stage, reason, detail: cut(detail) }
    }

    /// For a payload that never went onto the road.
    pub fn refused(place: &'a Place, stage: Stage, rejection: &'a Rejection) -> Self {
        Self::new(place, place.file.to_string(), None, stage, rejection.reason, &rejection.detail)
    }
}

fn cut(detail: &str) -> &str {
    let end = (0..=DETAIL_BYTES).rev().find(|end| detail.is_char_boundary(*end) || *end > detail.len());
    end.and_then(|end| detail.get(..end)).unwrap_or(detail)
}

/// Where a payload says what it is called.
pub struct Names {
    header: String,
    pointer: String,
}

impl Names {
    pub fn new(config: &Config) -> Self {
        Self {
            header: config.input.headers.id.clone(),
            pointer: config.input.envelope.get("id").map_or_else(|| "/id".into(), Clone::clone),
        }
    }

    /// The id that a payload declares, even where the rest of it is of no use.
    pub fn id(&self, record: &Record) -> Option<String> {
        if let Some(id) = record.header(&self.header) {
            return Some(String::from_utf8_lossy(id).into_owned());
        }
        let value = record.value.as_deref()?;
        if !value.trim_ascii_start().starts_with(b"{") {
            return None;
        }
        let envelope: serde_json::Value = serde_json::from_slice(value).ok()?;
        match envelope.pointer(&self.pointer)? {
            serde_json::Value::String(id) => Some(id.clone()),
            serde_json::Value::Number(id) => Some(id.to_string()),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Header, Origin};

    fn record(value: &str, headers: Vec<Header>) -> Record {
        let value = Some(value.into());
        Record { origin: Origin::Input { index: 0 }, timestamp_ms: None, key: None, value, headers }
    }

    #[test]
    fn the_id_is_the_header_s_then_the_envelope_s() {
        let names = Names::new(&Config::default());
        let header = Header { name: "ID".into(), value: Some("h".into()) };
        assert_eq!(names.id(&record(r#"{"id":"e"}"#, vec![header])).as_deref(), Some("h"));
        assert_eq!(names.id(&record(r#" {"id":7}"#, Vec::new())).as_deref(), Some("7"));
        assert_eq!(names.id(&record(r#"{"id":"#, Vec::new())), None);
        assert_eq!(names.id(&record("plain text", Vec::new())), None);
    }

    #[test]
    fn a_long_detail_is_cut_between_characters() {
        let detail = "é".repeat(DETAIL_BYTES);
        assert_eq!(cut(&detail).len(), DETAIL_BYTES);
        assert_eq!(cut(&format!("a{detail}")).len(), DETAIL_BYTES - 1);
        assert_eq!(cut("short"), "short");
    }
}
