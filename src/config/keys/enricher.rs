//! The keys of one `[[enrich.http]]`.

use super::{KIB, Key, MIB, MINUTE};
use crate::config::field::{Field, Pairs};
use crate::config::model::HttpEnricher;
use crate::config::shape;

/// The keys of one `[[enrich.http]]`, with paths from there.
pub fn enricher_keys(enricher: &mut HttpEnricher) -> Vec<Key<'_>> {
    let HttpEnricher {
        name,
        url,
        request,
        response,
        headers,
        headers_file,
        timeout,
        deadline,
        max_attempts,
        concurrency,
        response_bytes,
        on_failure,
    } = enricher;
    let header_names = |value| Pairs { names: "header names", refuse: no_header, value, dots: false };
    vec![
        Key {
            path: "name",
            doc: "Stands in the record and in metrics. Required, and unique.",
            field: Field::Text(name, shape::ENRICHER),
        },
        Key {
            path: "url",
            doc: "Asked with POST and JSON. Required. Redirects are not followed.",
            field: Field::Text(url, shape::HTTP_URL),
        },
        Key { path: "timeout", doc: "For one attempt.", field: Field::Time(timeout, 10..=MINUTE) },
        Key { path: "deadline", doc: "For all attempts together.", field: Field::Time(deadline, 10..=5 * MINUTE) },
        Key { path: "max_attempts", doc: "The first one included.", field: Field::Count(max_attempts, 1..=10) },
        Key { path: "concurrency", doc: "Requests under way at once.", field: Field::Count(concurrency, 1..=1024) },
        Key {
            path: "response_bytes",
            doc: "The largest response that is read.",
            field: Field::Size(response_bytes, KIB..=64 * MIB),
        },
        Key {
            path: "on_failure",
            doc: "degrade: the record goes out without the answer and says so. dead_letter: the payload is rejected.",
            field: Field::Word(on_failure),
        },
        Key {
            path: "response",
            doc: "The part of the response to keep; empty: all of it.",
            field: Field::Text(response, shape::POINTER_OR_EMPTY),
        },
        Key {
            path: "request",
            doc: "Fields of the request to the part of the record that fills them, such as title = \"/title/display\"; empty: id, url, title and language.",
            field: Field::Pairs(
                request,
                Pairs { names: "request fields", refuse: |_| None, value: shape::POINTER, dots: false },
            ),
        },
        Key {
            path: "headers",
            doc: "Headers of the request, such as accept-language = \"ar\".",
            field: Field::Pairs(headers, header_names(shape::ANY)),
        },
        Key {
            path: "headers_file",
            doc: "Files whose content is the value of a header: secrets, such as authorization = \"/run/secrets/geo\".",
            field: Field::Pairs(headers_file, header_names(shape::PATH)),
        },
    ]
}

/// The keys that an enricher cannot do without.
pub const REQUIRED: [&str; 2] = ["name", "url"];

fn no_header(name: &str) -> Option<String> {
    (!(shape::HEADER.holds)(name)).then(|| format!("expected {}, got {name:?}", shape::HEADER.expected))
}
