//! Organisations that no list knows: what their names begin or end with, and acronyms.

use super::gazetteer::Roles;
use super::lexicon::Lexicon;
use super::spans::{Names, Span};
use super::tokens::Gap;
use crate::article::{EntityType, MentionForm, MentionRule};

/// The most words of a name.
const MAX_WORDS: usize = 7;

/// The organisation that is named from a word on.
pub fn organisation_at(lexicon: &Lexicon<'_>, index: usize) -> Option<Span> {
    let token = lexicon.tokens.get(index)?;
    if token.han || token.digits {
        return None;
    }
    if token.cased { cased(lexicon, index) } else { uncased(lexicon, index) }
}

fn span(first: usize, end: usize, clitic: u32, confidence: u16) -> Span {
    Span {
        first,
        end,
        clitic,
        fused: false,
        ending: 0,
        names: Names::Unlisted(EntityType::Org),
        kind: EntityType::Org,
        form: MentionForm::Name,
        rule: MentionRule::Pattern,
        confidence,
    }
}

fn cased(lexicon: &Lexicon<'_>, index: usize) -> Option<Span> {
    if !lexicon.is_capital(index) || lexicon.is_shouting() {
        return None;
    }
    let token = lexicon.tokens.get(index)?;
    let roles = lexicon.roles(index);
    let nouns_are_capital = matches!(lexicon.language(), "de" | "lb");
    let start_of_stop = roles.has(Roles::STOP) && lexicon.tokens.gap(index) == Gap::Break;
    // A run of capitals; small words may stand inside ("Bank of England"), and count only where a capital follows.
    let mut end = index + 1;
    let mut at = end;
    let mut tail = 0;
    while at < index + MAX_WORDS {
        let gap = lexicon.tokens.gap(at);
        if !(gap.joins()) {
            break;
        }
        let inside = lexicon.roles(at);
        if lexicon.is_capital(at) {
            at += 1;
            end = at;
            if inside.has(Roles::ORG_TAIL) {
                tail = at;
            }
        } else if is_link(lexicon.shown(at)) && gap == Gap::Space {
            at += 1;
        } else {
            break;
        }
    }
    let headed = roles.has(Roles::ORG_HEAD) && end > index + 1;
    if headed && !nouns_are_capital {
        return Some(span(index, end, 0, 650));
    }
    if tail > index + 1 && !start_of_stop && !(nouns_are_capital && tail > index + 3) {
        return Some(span(index, tail, 0, 650));
    }
    let acronym = token.capitals
        && (3..=6).contains(&token.chars)
        && !roles.has(Roles::STOP.or(Roles::FIRST))
        && !lexicon.is_known(index);
    let alone = !lexicon.is_capital(index + 1) || !lexicon.tokens.gap(index + 1).joins();
    let roman = lexicon.tokens.folded(index).chars().all(|ch| matches!(ch, 'i' | 'v' | 'x' | 'l' | 'c'));
    (acronym && alone && !roman).then(|| span(index, index + 1, 0, 550))
}

fn is_link(word: &str) -> bool {
    matches!(
        word,
        "of" | "for"
            | "and"
            | "the"
            | "de"
            | "la"
            | "du"
            | "des"
            | "del"
            | "da"
            | "do"
            | "dos"
            | "das"
            | "di"
            | "della"
            | "für"
            | "der"
            | "e"
            | "y"
            | "et"
            | "van"
            | "voor"
    )
}

/// «وزارة الخارجية», «حزب العمل», «شرکت ملی نفت»: the head, then what it is defined by.
fn uncased(lexicon: &Lexicon<'_>, index: usize) -> Option<Span> {
    let (headed, clitic) = head(lexicon, index);
    if !headed {
        return None;
    }
    let arabic = lexicon.language() == "ar";
    let mut end = index + 1;
    while end < index + 5 && end < lexicon.tokens.len() && lexicon.tokens.gap(end) == Gap::Space {
        let word = lexicon.tokens.folded(end);
        let roles = lexicon.roles(end);
        let definite = word.starts_with("ال") && word.chars().count() > 3;
        let joined = word.starts_with("وال") && word.chars().count() > 5 && end > index + 1;
        let verb = roles.has(Roles::SAID.or(Roles::LOC).or(Roles::TITLE)) && !definite;
        let listed = lexicon
            .name_at(end)
            .filter(|span| span.clitic == 0 && matches!(span.kind, EntityType::Place | EntityType::Norp));
        if let Some(listed) = listed {
            end = listed.end;
            continue;
        }
        let goes_on = if verb {
            false
        } else if arabic {
            definite && !(roles.has(Roles::STOP) && is_pronoun(word))
                || joined && end < index + 4
                || end == index + 1 && !roles.has(Roles::STOP) && is_bare(word)
        } else {
            end < index + 3 && !roles.has(Roles::STOP)
        };
        if !goes_on {
            break;
        }
        end += 1;
    }
    // A single definite word after a common head («المجلس», «لجنة» alone) is no name.
    let last = end - 1;
    let named = end > index + 1 && !(end == index + 2 && lexicon.roles(last).has(Roles::COMMON));
    named.then(|| span(index, end, clitic, if end > index + 2 { 600 } else { 550 }))
}

fn head(lexicon: &Lexicon<'_>, index: usize) -> (bool, u32) {
    if lexicon.roles(index).has(Roles::ORG_HEAD) {
        return (true, 0);
    }
    if lexicon.bare_roles(index).has(Roles::ORG_HEAD) { (true, 1) } else { (false, 0) }
}

fn is_pronoun(word: &str) -> bool {
    matches!(word, "التي" | "الذي" | "الذين" | "اللذان" | "اللتان" | "الان" | "اليوم" | "الي")
}

fn is_bare(word: &str) -> bool {
    word.chars().count() > 2
        && !word.starts_with("لل")
        && !word.starts_with("بال")
        && !word.chars().any(char::is_numeric)
}
