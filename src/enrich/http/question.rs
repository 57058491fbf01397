//! What an enricher is asked, and which part of its response is the answer.

use std::collections::BTreeMap;

use bytes::Bytes;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::article::{Article, Enrichment, EnrichmentStatus};

/// Whether the text is a JSON Pointer (RFC 6901).
pub fn is_pointer(text: &str) -> bool {
    text.is_empty() || text.starts_with('/')
}

/// The usual question: what a service needs to look an article up.
#[derive(Debug, Serialize)]
struct Usual<'a> {
    id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
    language: &'a str,
}

/// The usual question, as the bytes of its JSON.
pub fn usual(article: &Article) -> Option<Bytes> {
    let usual = Usual {
        id: article.id.to_string(),
        url: article.canonical_url.as_deref().or(article.url.as_deref()),
        title: article.title.as_ref().map(|title| title.display.as_str()),
        language: &article.language.tag,
    };
    serde_json::to_vec(&usual).ok().map(Bytes::from)
}

/// The configured fields, each filled from the record. A field that the record does not have is left out; `None` where it has
/// none of them, and there is nothing to ask.
pub fn of_fields(fields: &BTreeMap<String, String>, record: &Value) -> Option<Bytes> {
    let filled: Map<String, Value> =
        fields.iter().filter_map(|(field, pointer)| Some((field.clone(), record.pointer(pointer)?.clone()))).collect();
    if filled.is_empty() {
        return None;
    }
    serde_json::to_vec(&filled).ok().map(Bytes::from)
}

/// The part of a response that the pointer names. A service that answers and has nothing there is no failure: it does not
/// know this article, and the enrichment is partial.
pub fn answer(response: Option<Value>, pointer: &str) -> Enrichment {
    let partial =
        |detail: &str| Enrichment { status: EnrichmentStatus::Partial, data: None, detail: Some(detail.into()) };
    let Some(mut response) = response else { return partial("response_empty") };
    match response.pointer_mut(pointer).map(Value::take) {
        None | Some(Value::Null) => partial("pointer_found_nothing"),
        data => Enrichment { status: EnrichmentStatus::Complete, data, detail: None },
    }
}

/// Nothing in the record to ask about.
pub fn skipped() -> Enrichment {
    Enrichment { status: EnrichmentStatus::Skipped, data: None, detail: Some("nothing_to_ask".into()) }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::encode::article_value;
    use crate::encode::samples::{bare, full};

    fn parsed(body: Option<Bytes>) -> Value {
        serde_json::from_slice(&body.unwrap()).unwrap()
    }

    #[test]
    fn the_usual_question_is_small() {
        assert_eq!(
            parsed(usual(&full().article)),
            json!({
                "id": "01900000-0000-5000-8000-000000000001",
                "url": "https://news.example/harbour",
                "title": "عودة «القارب»",
                "language": "ar"
            })
        );
        assert_eq!(
            parsed(usual(&bare().article)),
            json!({"id": "01900000-0000-5000-8000-000000000001", "language": "und"})
        );
    }

    #[test]
    fn fields_are_filled_from_the_record_and_missing_ones_left_out() {
        let fields = |pairs: &[(&str, &str)]| pairs.iter().map(|(a, b)| ((*a).into(), (*b).into())).collect();
        let record = article_value(&full());
        let asked = fields(&[("text", "/blocks/1/text"), ("by", "/authors/0/name"), ("mood", "/mood")]);
        assert_eq!(parsed(of_fields(&asked, &record)), json!({"text": "البحر", "by": "سلمى"}));
        assert_eq!(of_fields(&fields(&[("mood", "/mood")]), &record), None);
        assert_eq!(parsed(of_fields(&fields(&[("record", "")]), &record))["record"], record);
    }

    #[test]
    fn an_answer_is_the_part_that_the_pointer_names() {
        let response = json!({"result": {"place": "harbour"}, "none": null});
        let complete = |data| Enrichment { status: EnrichmentStatus::Complete, data: Some(data), detail: None };
        assert_eq!(answer(Some(response.clone()), "/result/place"), complete(json!("harbour")));
        assert_eq!(answer(Some(response.clone()), ""), complete(response.clone()));
        for pointer in ["/none", "/elsewhere", "/result/place/0"] {
            let found = answer(Some(response.clone()), pointer);
            assert_eq!(found.status, EnrichmentStatus::Partial, "{pointer}");
            assert_eq!(found.detail.as_deref(), Some("pointer_found_nothing"));
        }
        assert_eq!(answer(None, "").detail.as_deref(), Some("response_empty"));
    }
}
