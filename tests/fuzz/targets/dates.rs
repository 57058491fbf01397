#![no_main]
//! A date field, in any of many languages, with and without an anchor.

use copydesk::dates::{Context, Moment, PLAUSIBLE_YEARS, parse_field};
use libfuzzer_sys::fuzz_target;

const LANGUAGES: [&str; 16] =
    ["und", "ar", "fa", "ur", "ckb", "he", "en", "fr", "de", "es", "ru", "tr", "hi", "th", "ja", "zh"];

fuzz_target!(|input: (u8, bool, &str)| {
    let (lang, anchored, field) = input;
    let anchor = Moment::constant(2025, 1, 17, 10, 30, 0, 0);
    let context = Context {
        lang: LANGUAGES[usize::from(lang) % LANGUAGES.len()],
        tld: (lang & 0x80 != 0).then_some("us"),
        anchor: anchored.then_some(anchor),
    };
    let Some(date) = parse_field(field, &context) else { return };
    assert!(PLAUSIBLE_YEARS.contains(&date.year), "{date:?}");
    // What a record holds is read back as the same date.
    let again = parse_field(&date.value(), &context).expect("a value is a date");
    assert_eq!(again.value(), date.value());
    assert_eq!(again.seconds(), date.seconds());
});
