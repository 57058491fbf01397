#![no_main]
//! An article that is found already: entities, quotes, dates, quantities, topics and the rest, in many languages.

use libfuzzer_sys::fuzz_target;
use serde_json::json;

mod road;

const LANGUAGES: [&str; 16] =
    ["ar", "fa", "ur", "ckb", "he", "en", "fr", "de", "es", "pt", "it", "ru", "tr", "th", "ja", "zh"];

fuzz_target!(|input: (u8, &str, &str)| {
    let (lang, title, text) = input;
    let envelope = json!({
        "article_text": text,
        "title": title,
        "language": LANGUAGES[usize::from(lang) % LANGUAGES.len()],
        "published_at": "2025-01-17",
    });
    road::travel(&road::payload(envelope.to_string().as_bytes(), &[("content-type", "application/json")]));
});
