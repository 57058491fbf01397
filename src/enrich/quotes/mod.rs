//! Quotations: what stands between quotation marks, who said it and by which verb.
//!
//! ```text
//!  tokens of a line ─▶ marks (which closes which) ─▶ speaker (verb and name around) ─▶ kind
//! ```
//!
//! - `marks`: pairs of quotation marks in any script.
//! - `speech`: verbs of saying and the words around them, in 13 languages.
//! - `speaker`: the name on one side of the verb.
//!
//! Three words or fewer between marks are somebody's only where a verb says so; otherwise they are a title, a name or
//! words held at a distance.

mod marks;
mod speaker;
mod speech;

use std::ops::Range;

use crate::article::{Confidence, Quote, QuoteKind, Within};
use crate::text::{Token, Tokens};
use marks::{Pair, ends_sentence};
use speaker::{Attribution, around, attribution, is_article};
use speech::Words;

/// The most quotations of an article; what comes behind them is left out.
pub const MAX_QUOTES: usize = 200;
/// A longer one is rather a mark that was forgotten.
const MAX_CHARS: u32 = 5_000;
/// So many words are somebody's words also where nobody is named.
const SPEECH_WORDS: usize = 4;
/// And so many, where they are a sentence of their own.
const LED_TO_WORDS: usize = 3;

/// The quotations of a text, in order; `lang` is its BCP 47 tag.
#[must_use]
pub fn quotes(tokens: &Tokens<'_>, lang: &str, within: Option<Within>) -> Vec<Quote> {
    if !tokens.list.iter().any(|token| token.sign().is_some_and(marks::is_mark)) {
        return Vec::new();
    }
    let words = Words::of(tokens, lang);
    let mut found = Vec::new();
    // The last speaker whom the text names: whom a pronoun means.
    let mut named: Option<Range<usize>> = None;
    for line in tokens.lines() {
        let pairs = marks::pairs(tokens, line.clone());
        // The paragraph's speaker goes on speaking where nothing else is said.
        let mut speaking: Option<Attribution> = None;
        for (nth, pair) in pairs.iter().enumerate() {
            if found.len() == MAX_QUOTES {
                return found;
            }
            let start = nth.checked_sub(1).and_then(|last| pairs.get(last)).map_or(line.start, |last| last.close + 1);
            let end = pairs.get(nth + 1).map_or(line.end, |next| next.open);
            let Some(mut draft) = draft(tokens, &words, *pair, start..end) else { continue };
            match &mut draft.said {
                Some(said) if said.is_pronoun => {
                    if let Some(name) = &named {
                        said.name = Some(name.clone());
                    }
                }
                Some(said) => {
                    if let Some(name) = &said.name {
                        named = Some(name.clone());
                    }
                }
                None if draft.words >= SPEECH_WORDS && draft.whole => {
                    draft.said = speaking.clone().map(|said| Attribution { verb: None, ..said });
                    draft.carried = draft.said.is_some();
                }
                None => {}
            }
            if draft.said.is_some() {
                speaking.clone_from(&draft.said);
            }
            found.push(draft.quote(tokens, &words, within));
        }
    }
    found
}

fn is_comma(sign: char) -> bool {
    matches!(sign, ',' | '،' | '，')
}

/// A quotation before it is told who said it.
struct Draft {
    inside: Range<usize>,
    words: usize,
    /// It is sentences of its own and no part of one.
    whole: bool,
    said: Option<Attribution>,
    /// Its speaker is that of the quotation before it.
    carried: bool,
}

fn draft(tokens: &Tokens<'_>, words: &Words, pair: Pair, free: Range<usize>) -> Option<Draft> {
    let inside = pair.open + 1..pair.close;
    let count = inside.clone().filter(|at| tokens.get(*at).is_some_and(|token| token.sign().is_none())).count();
    let (start, end) = tokens.span(inside.clone());
    if count == 0 || end - start > MAX_CHARS {
        return None;
    }
    let around = around(tokens, pair, free);
    let said = attribution(tokens, words, &around);
    let ends_itself = inside.end.checked_sub(1).is_some_and(|last| {
        ends_sentence(tokens, last)
            || tokens.get(last).and_then(Token::sign).is_some_and(|sign| is_comma(sign) || sign == '…')
    });
    let named = is_named(tokens, pair);
    // A few words are somebody's only where a verb leads to them, or a comma on to the verb.
    let comma_behind =
        around.after.clone().next().and_then(|at| tokens.get(at)).and_then(Token::sign).is_some_and(is_comma);
    let comma_inside =
        inside.end.checked_sub(1).and_then(|at| tokens.get(at)).and_then(Token::sign).is_some_and(is_comma);
    let led_to = pair.open.checked_sub(1).and_then(|before| tokens.get(before)).and_then(Token::sign);
    let led_by_colon = led_to.is_some_and(|sign| matches!(sign, ':' | '：'));
    // A word behind a colon in the middle of a sentence is spoken of rather than said.
    let mentioned = led_by_colon && count < LED_TO_WORDS && goes_on(tokens, pair);
    let said = said.filter(|said| {
        count >= SPEECH_WORDS
            || !mentioned
                && said
                    .verb
                    .is_some_and(|verb| verb < pair.open || comma_behind || comma_inside || ends_itself || named)
    });
    let begins_itself = around.before.is_empty() || led_by_colon || led_to.is_some_and(is_comma);
    let before_words = !led_by_colon && around.before.clone().any(|at| words.role(tokens, at).that);
    let whole = begins_itself && !before_words && (ends_itself || around.after.is_empty() || led_by_colon)
        || (around.before.is_empty() && said.is_some());
    let capital = tokens.get(pair.open + 1).is_some_and(|first| tokens.surface(first).starts_with(char::is_uppercase));
    let is_name = capital
        && stands_behind_a_word(tokens, words, pair)
        && (!ends_itself && !before_words && !named || is_name_amid(tokens, pair, named));
    let is_work = || {
        is_work(tokens, words, pair)
            && !before_words
            && (said.is_none() || capital && (led_to.is_none() || !ends_itself))
    };
    let title = count <= TITLE_WORDS && (is_name || is_work());
    Some(Draft { inside, words: if title { 0 } else { count }, whole, said: said.filter(|_| !title), carried: false })
}

/// Verbs that say what somebody calls something, by their keys.
const NAMING: [&str; 24] = [
    "nennt",
    "nannte",
    "nannten",
    "genannt",
    "bezeichnet",
    "bezeichnete",
    "calls",
    "called",
    "dubbed",
    "branded",
    "labelled",
    "labeled",
    "described",
    "qualifie",
    "qualifiait",
    "appelle",
    "llamo",
    "llama",
    "califico",
    "definisce",
    "definito",
    "назвал",
    "назвала",
    "называет",
];
/// How far before the words they stand, in tokens.
const NAMING_REACH: usize = 6;

/// Whether the words are what somebody calls something: "Bentley calls it a “broken pump”", right behind them in German.
fn is_named(tokens: &Tokens<'_>, pair: Pair) -> bool {
    let names = |at: usize| NAMING.contains(&tokens.key_at(at));
    let ahead = (pair.open.saturating_sub(NAMING_REACH)..pair.open).rev();
    ahead
        .take_while(|at| {
            tokens.get(*at).is_some_and(|token| !token.sign().is_some_and(|sign| is_comma(sign) || sign == '.'))
        })
        .any(names)
        || names(pair.close + 1)
}

/// The most words that the title of a work has, where nothing else tells it.
const TITLE_WORDS: usize = 7;

/// Words for what has a title, by their keys. In German they also stand at the end of a longer word.
const WORKS: [&str; 29] = [
    "artikel",
    "aufsatz",
    "ballade",
    "blatt",
    "buch",
    "drama",
    "film",
    "gedicht",
    "lustspiel",
    "magazin",
    "novelle",
    "oper",
    "roman",
    "serie",
    "stuck",
    "titel",
    "zeitschrift",
    "zeitung",
    "album",
    "article",
    "book",
    "essay",
    "movie",
    "novel",
    "series",
    "song",
    "libro",
    "livre",
    "chanson",
];

/// Whether a work is named right before the words, or before a comma: „in seinem Buch, „Die Kultur“ …“.
fn is_work(tokens: &Tokens<'_>, words: &Words, pair: Pair) -> bool {
    let comma = |at: &usize| tokens.get(*at).and_then(Token::sign).is_some_and(is_comma);
    let before = pair.open.checked_sub(1).and_then(|at| if comma(&at) { at.checked_sub(1) } else { Some(at) });
    let key = before.map(|at| tokens.key_at(at)).unwrap_or_default();
    let inflected = |work: &str| {
        let ending = |rest: &str| matches!(rest, "" | "e" | "s" | "es" | "en" | "n");
        words.german && key.rfind(work).is_some_and(|at| key.get(at + work.len()..).is_some_and(ending))
    };
    WORKS.iter().any(|work| key == *work || inflected(work))
}

/// Where a name stands in the middle of a sentence: right behind a word that is no verb of saying and no "a".
fn stands_behind_a_word(tokens: &Tokens<'_>, words: &Words, pair: Pair) -> bool {
    let Some(before) = pair.open.checked_sub(1) else { return false };
    tokens.get(before).is_some_and(Token::is_word)
        && !words.role(tokens, before).verb
        && !tokens.key_at(before).starts_with("ein")
}

/// Whether the sentence goes on behind a name with its article, whatever sign stands inside: „der „Neuen Pr.“ zufolge“.
/// What somebody calls something has a preposition before the article only where it is that name.
fn is_name_amid(tokens: &Tokens<'_>, pair: Pair, named: bool) -> bool {
    let key = |back: usize| pair.open.checked_sub(back).map(|at| tokens.key_at(at)).unwrap_or_default();
    let placed = matches!(key(2), "in" | "aus" | "von" | "mit" | "zu" | "nach" | "bei" | "auf" | "of" | "from");
    is_article(key(1)) && goes_on(tokens, pair) && (!named || placed)
}

/// Whether the sentence goes on behind the closing mark: with a word in lower case.
fn goes_on(tokens: &Tokens<'_>, pair: Pair) -> bool {
    let next = tokens.get(pair.close + 1).filter(|token| token.is_word());
    next.is_some_and(|word| tokens.surface(word).starts_with(char::is_lowercase))
}

impl Draft {
    fn quote(self, tokens: &Tokens<'_>, words: &Words, within: Option<Within>) -> Quote {
        let said = self.said.as_ref();
        let has_name = said.is_some_and(|said| said.name.is_some());
        let kind = match (self.words >= SPEECH_WORDS, self.whole) {
            (false, true) if has_name || self.words >= LED_TO_WORDS => QuoteKind::Direct,
            (false, _) if !has_name => QuoteKind::TitleOrScare,
            (true, true) => QuoteKind::Direct,
            _ => QuoteKind::Partial,
        };
        let confidence = match (kind, has_name) {
            (QuoteKind::TitleOrScare, _) => 500,
            (_, true) if self.carried => 650,
            (_, true) => 850,
            (QuoteKind::Direct, false) => 750,
            (QuoteKind::Partial, false) => 600,
        };
        let said = said.filter(|_| kind != QuoteKind::TitleOrScare);
        let name = said.and_then(|said| said.name.clone());
        let verb = said.and_then(|said| said.verb).and_then(|at| {
            let surface = tokens.surface(tokens.get(at)?);
            surface.get(words.role(tokens, at).clitic..)
        });
        let (start, end) = tokens.span(self.inside.clone());
        Quote {
            within,
            text: tokens.text_of(self.inside).to_owned(),
            start,
            end,
            kind,
            speaker_entity: None,
            speaker_text: name.clone().map(|name| tokens.text_of(name).to_owned()),
            speaker_span: name.map(|name| tokens.span(name)),
            verb: verb.map(str::to_owned),
            confidence: Confidence::per_mille(confidence),
        }
    }
}

#[cfg(test)]
mod tests;
