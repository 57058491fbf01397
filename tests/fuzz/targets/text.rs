#![no_main]
//! The laws of display and folded text.

use copydesk::text::{display, fold};
use libfuzzer_sys::fuzz_target;

const LANGUAGES: [&str; 8] = ["und", "ar", "fa", "ckb", "he", "tr", "de", "ja"];

fuzz_target!(|input: (u8, &str)| {
    let (lang, text) = input;
    let shown = display(text);
    assert_eq!(display(&shown.text).text, shown.text, "display is idempotent");
    let lang = LANGUAGES[usize::from(lang) % LANGUAGES.len()];
    let folded = fold(text, lang);
    assert_eq!(fold(&folded, lang), folded, "fold is idempotent");
});
