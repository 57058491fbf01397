//! Dates in running text: where one is spoken of, and what the words say of it.
//!
//! ```text
//!  tokens ─▶ names (words of the language) ─▶ extent ─▶ parse_field or the words themselves ─▶ EDTF
//!              absolute   day, month, year, time of day, in words and in numbers
//!              relative   a weekday, "yesterday", "last July", "two days ago": resolved from an anchor only
//!              duration   a number and a unit
//! ```
//!
//! The value holds what the words say and no more: `XXXX-07` is some July. What follows from the day of publication is in
//! `resolved`, with the anchor named; without an anchor nothing is resolved.

mod absolute;
mod duration;
mod names;
mod relative;

use std::ops::Range;

use super::{Context, Moment};
use crate::article::{Confidence, DateAnchor, DateKind, DateMention};
use crate::text::{TokenKind, Tokens};
use names::Triggers;

/// The most mentions of an article; what comes behind them is left out.
pub const MAX_MENTIONS: usize = 200;
/// A text that has so many things like dates is a table: it is not read further.
const MAX_ATTEMPTS: usize = 5_000;

/// What is known beside the text.
#[derive(Debug, Clone, Copy, Default)]
pub struct MentionContext<'a> {
    /// BCP 47.
    pub lang: &'a str,
    /// The top-level domain of the page.
    pub tld: Option<&'a str>,
    /// The day of publication, else that of fetching.
    pub anchor: Option<(Moment, DateAnchor)>,
}

/// A mention before its text is cut out.
struct Found {
    tokens: Range<usize>,
    kind: DateKind,
    value: String,
    resolved: Option<String>,
    confidence: u16,
}

/// What the readers of mentions share.
struct Search<'s, 't> {
    tokens: &'s Tokens<'t>,
    triggers: Triggers,
    context: MentionContext<'s>,
}

/// The mentions of a text, in order, none within another.
#[must_use]
pub fn mentions(tokens: &Tokens<'_>, context: MentionContext<'_>) -> Vec<DateMention> {
    let Some(triggers) = Triggers::of(tokens, context.lang) else { return Vec::new() };
    let search = Search { tokens, triggers, context };
    let mut mentions = Vec::new();
    let mut at = 0;
    let mut attempts = 0;
    while at < tokens.list.len() && mentions.len() < MAX_MENTIONS && attempts < MAX_ATTEMPTS {
        let Some(token) = tokens.get(at) else { break };
        let promising = match token.kind {
            TokenKind::Number => true,
            TokenKind::Word(_) => !search.triggers.at(tokens, at).is_empty(),
            _ => false,
        };
        if !promising {
            at += 1;
            continue;
        }
        let Some(found) = search.at(at) else {
            at += 1;
            continue;
        };
        attempts += 1;
        at = found.tokens.end.max(at + 1);
        mentions.push(search.mention(found));
    }
    mentions
}

impl Search<'_, '_> {
    fn at(&self, at: usize) -> Option<Found> {
        let relative = self.relative_at(at);
        if relative.as_ref().is_some_and(|found| found.tokens.len() > 1) {
            return relative;
        }
        self.absolute_at(at).or(relative).or_else(|| self.duration_at(at))
    }

    fn mention(&self, found: Found) -> DateMention {
        let (start, end) = self.tokens.span(found.tokens.clone());
        let anchor = found.resolved.as_ref().and(self.context.anchor).map(|(_, anchor)| anchor);
        DateMention {
            text: self.tokens.text_of(found.tokens).to_owned(),
            start,
            end,
            kind: found.kind,
            value: found.value,
            resolved: found.resolved,
            anchor,
            confidence: Confidence::per_mille(found.confidence),
        }
    }

    /// The number that a token is, and how many digits it has.
    fn number(&self, at: usize) -> Option<(u32, usize)> {
        let token = self.tokens.get(at).filter(|token| token.is_number())?;
        let digits = (token.char_end - token.char_start) as usize;
        if digits > 4 {
            return None;
        }
        let value = self.tokens.surface(token).chars().filter_map(crate::text::decimal_digit);
        Some((value.fold(0, |value, digit| value * 10 + u32::from(digit)), digits))
    }

    fn sign(&self, at: usize) -> Option<char> {
        self.tokens.get(at).and_then(|token| token.sign())
    }

    fn parse_context(&self, anchored: bool) -> Context<'_> {
        let anchor = self.context.anchor.filter(|_| anchored).map(|(moment, _)| moment);
        Context { lang: self.context.lang, tld: self.context.tld, anchor }
    }
}

#[cfg(test)]
mod tests;
