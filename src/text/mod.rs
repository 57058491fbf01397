//! Text in any script: display and folded forms, words, sentences, scripts.
//!
//! ```text
//!            ┌─ display   what people read: mended, never simplified
//!  text ─────┤
//!            └─ fold      what machines compare: one spelling for many, by the rules of the language
//!
//!  sentences, words       spans in bytes, by UAX #29 and a few rules of our own
//!  tokens                 a text taken apart once, for what seeks in it
//!  mojibake               text that was decoded with the wrong charset, decoded again
//!  reading                how long a text takes to read
//! ```
//!
//! All of it is pure and linear in the length of the text. The two forms never mix: nothing that was folded is shown.

mod abbreviations;
mod bounds;
mod characters;
mod dictionary;
mod display;
mod entities;
mod fold;
mod keys;
mod mojibake;
mod pages;
mod reading;
mod script;
mod sentences;
mod thai;
mod tokens;
mod words;

pub(crate) use characters::Traits;
pub use characters::{
    decimal_digit, is_alphabetic, is_blank, is_caseless, is_dash, is_double_quote, is_mark, is_numeric, is_single_quote,
};
pub use display::{Display, Repairs, display, display_line};
pub use fold::fold;
pub use keys::{ByWord, Fnv, Keys, SeededState};
pub use mojibake::{Mojibake, repair_mojibake};
pub(crate) use pages::Pages;
pub use reading::reading_time_s;
pub use script::{ScriptCounts, is_right_to_left, letter_weight, script_code};
pub use sentences::sentences;
#[cfg(test)]
pub use tokens::reads;
pub use tokens::{Token, TokenKind, Tokens, push_word_key, word_key};
pub use words::{count_words, words};
