//! Places that stand for those who govern there, and seats that are places: «أكدت واشنطن», «إلى الكرملين».

use super::gazetteer::{Kind, Listed, Roles};
use super::lexicon::Lexicon;
use super::spans::{Names, Span};
use super::tokens::Gap;
use crate::article::{EntityType, MentionForm};

/// Organisations that are called by the house they sit in.
const SEATS: [&str; 5] = ["org:kremlin", "org:white-house", "org:pentagon", "org:elysee", "org:downing-street"];

/// Sets what each span stands for; the spans are in the order of the text.
pub fn settle(lexicon: &Lexicon<'_>, spans: &mut [Span]) {
    let mut before: Option<Span> = None;
    for span in spans {
        if let Names::Listed(index) = span.names
            && let Some(listed) = lexicon.gazetteer.listed(index)
        {
            settle_one(lexicon, span, &listed, before.as_ref());
        }
        before = Some(*span);
    }
}

fn settle_one(lexicon: &Lexicon<'_>, span: &mut Span, listed: &Listed, before: Option<&Span>) {
    if listed.kind == Kind::Organisation && SEATS.contains(&listed.slug) {
        if lexicon.is_located(span.first) || span.clitic > 0 && !starts_with_and(lexicon, span) {
            span.names = Names::Seat(listed.index);
            span.kind = EntityType::Place;
            span.form = MentionForm::Name;
        } else {
            span.form = MentionForm::Metonym;
        }
    } else if listed.is_capital() && governs(lexicon, span, before) {
        span.form = MentionForm::Metonym;
    }
}

/// Whether a capital stands for its government here.
fn governs(lexicon: &Lexicon<'_>, span: &Span, before: Option<&Span>) -> bool {
    if let Some(before) = before
        && before.form == MentionForm::Metonym
        && is_coordinated(lexicon, before.end, span)
    {
        return true;
    }
    let says = |index: usize| lexicon.roles(index).has(Roles::SAID);
    if lexicon.tokens.gap(span.end) == Gap::Space
        && lexicon.tokens.get(span.first).is_some_and(|token| token.cased)
        && says(span.end)
    {
        return true;
    }
    let Some(word) = span.first.checked_sub(1) else { return false };
    if lexicon.tokens.gap(span.first) != Gap::Space || span.clitic > 0 {
        return false;
    }
    let all_of = lexicon.tokens.folded(word) == "من"
        && word.checked_sub(1).is_some_and(|all| lexicon.tokens.folded(all) == "كل");
    let next = Span { first: span.end, end: span.end + 1, clitic: 1, ..*span };
    let between = is_between(lexicon.tokens.folded(word))
        && (starts_with_and(lexicon, &next) || is_and(lexicon.tokens.folded(span.end)));
    says(word) || all_of || between || is_with(lexicon.tokens.folded(word))
}

fn is_coordinated(lexicon: &Lexicon<'_>, end: usize, span: &Span) -> bool {
    if span.first == end {
        return lexicon.tokens.gap(span.first) == Gap::Space && span.clitic == 1 && starts_with_and(lexicon, span);
    }
    span.first == end + 1 && lexicon.tokens.gap(end) == Gap::Space && is_and(lexicon.tokens.folded(end))
}

fn starts_with_and(lexicon: &Lexicon<'_>, span: &Span) -> bool {
    let word = lexicon.tokens.folded(span.first);
    span.clitic == 1 && (word.starts_with('و') || word.starts_with('ו'))
}

fn is_and(word: &str) -> bool {
    matches!(word, "and" | "et" | "und" | "y" | "e" | "и" | "و" | "ve")
}

fn is_between(word: &str) -> bool {
    matches!(word, "بين" | "between" | "entre" | "zwischen" | "tra" | "fra" | "между" | "בין")
}

fn is_with(word: &str) -> bool {
    matches!(word, "مع" | "with" | "avec" | "mit" | "با")
}
