//! Who said it: a verb of saying near the quotation and the name on its one side or the other.
//!
//! ```text
//!  «…», قال الرئيس، فلاديمير بوتين، إن «…»      verb, name
//!  "…," Ms. Adams told reporters.                 name, verb
//!  Ms. Adams: "…"                                 name alone
//!  "…", according to the ministry                 name after a word of its own
//!  „…“, so der Minister                           the same, in German
//! ```

use std::ops::Range;

use super::marks::{Pair, ends_sentence, is_mark};
use super::speech::Words;
use crate::text::{Token, TokenKind, Tokens};

/// How far from the quotation a verb is sought, in tokens.
const REACH: usize = 40;
/// The longest name with its office, in tokens.
const MAX_NAME: usize = 12;

/// Who said it and by which verb, in tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribution {
    pub name: Option<Range<usize>>,
    pub is_pronoun: bool,
    pub verb: Option<usize>,
}

/// The tokens on both sides of a quotation that can tell of it: of the same line, up to the next quotation.
pub struct Around {
    pub before: Range<usize>,
    pub after: Range<usize>,
}

pub fn around(tokens: &Tokens<'_>, pair: Pair, free: Range<usize>) -> Around {
    let floor = free.start.max(pair.open.saturating_sub(REACH));
    let mut start = pair.open;
    while start > floor && !start.checked_sub(1).is_some_and(|at| ends_sentence(tokens, at)) {
        start -= 1;
    }
    let ceiling = free.end.min(pair.close + 1 + REACH);
    let mut end = pair.close + 1;
    while end < ceiling && !ends_sentence(tokens, end) {
        end += 1;
    }
    Around { before: start..pair.open, after: pair.close + 1..end }
}

/// Looks behind the quotation where the sentence goes on there, then before it.
pub fn attribution(tokens: &Tokens<'_>, words: &Words, around: &Around) -> Option<Attribution> {
    let behind = || after(tokens, words, around.after.clone());
    let ahead = || before(tokens, words, around.before.clone());
    let found = ahead().filter(|found| found.name.is_some()).or_else(behind).or_else(ahead);
    found.or_else(|| according(tokens, words, around))
}

/// `…" said Ms. Adams`, `…," Ms. Adams said`.
fn after(tokens: &Tokens<'_>, words: &Words, region: Range<usize>) -> Option<Attribution> {
    let start = region.clone().find(|at| tokens.get(*at).is_some_and(|token| token.sign().is_none()))?;
    if words.german && tokens.key_at(start) == "so" {
        let name = name_from(tokens, words, start + 1..region.end)?;
        let told = name.clone().any(|at| is_name_word(tokens, words, at));
        return told.then(|| attributed(tokens, words, Some(name), None));
    }
    let verb = (start..region.end).find(|at| words.is_verb(tokens, *at))?;
    // Something other than an attribution begins behind the quotation.
    if (start..verb).any(|at| words.role(tokens, at).that) {
        return None;
    }
    let lead = start..verb;
    let has_name = lead.clone().any(|at| is_name_word(tokens, words, at));
    if has_name && !words.verb_first {
        let name = first_piece(tokens, words, lead)?;
        return Some(attributed(tokens, words, Some(name), Some(verb)));
    }
    // "as he said": only particles before the verb.
    if lead.len() > 3 {
        return None;
    }
    let name = name_from(tokens, words, verb + 1..region.end);
    Some(attributed(tokens, words, name, Some(verb)))
}

/// `Ms. Adams said: "…`, `قال الرئيس إن «…`, `Ms. Adams: "…`.
fn before(tokens: &Tokens<'_>, words: &Words, region: Range<usize>) -> Option<Attribution> {
    let Some(verb) = region.clone().rev().find(|at| words.is_verb(tokens, *at)) else {
        return label(tokens, words, region).map(|name| attributed(tokens, words, Some(name), None));
    };
    let behind = || {
        // «تطلق عليه الشركة»: to whom or what comes before who.
        let to = |at: &usize| {
            matches!(tokens.key_at(*at), "عليه" | "عليها" | "عليهم" | "له" | "لها" | "لهم" | "لنا" | "به" | "بها")
        };
        let start = (verb + 1..region.end).find(|at| !to(at)).unwrap_or(region.end);
        name_from(tokens, words, start..region.end)
    };
    let ahead = || last_piece(tokens, words, region.start..verb);
    let name = if words.verb_first { behind().or_else(ahead) } else { ahead().or_else(behind) };
    Some(attributed(tokens, words, name, Some(verb)))
}

/// A name and a colon, and nothing else in the sentence.
fn label(tokens: &Tokens<'_>, words: &Words, region: Range<usize>) -> Option<Range<usize>> {
    let colon = region
        .end
        .checked_sub(1)
        .filter(|at| tokens.get(*at).is_some_and(|token| token.is_sign(':') || token.is_sign('：')))?;
    let name = region.start..colon;
    let fits = (1..=6).contains(&name.len())
        && name.clone().all(|at| tokens.get(at).is_some_and(|token| token.is_word() || token.is_sign('.')))
        && name.clone().all(|at| !words.role(tokens, at).stop);
    fits.then_some(name)
}

/// "according to Ms. Adams", «وفقا للوزارة».
fn according(tokens: &Tokens<'_>, words: &Words, around: &Around) -> Option<Attribution> {
    let at = around.after.clone().chain(around.before.clone()).find(|at| words.role(tokens, *at).according)?;
    let end = if around.after.contains(&at) { around.after.end } else { around.before.end };
    let mut start = at + 1;
    while start < end && words.role(tokens, start).stop {
        start += 1;
    }
    let name = name_from(tokens, words, start..end)?;
    Some(attributed(tokens, words, Some(name), None))
}

fn attributed(tokens: &Tokens<'_>, words: &Words, name: Option<Range<usize>>, verb: Option<usize>) -> Attribution {
    let is_pronoun = name.clone().is_some_and(|name| name.len() == 1 && words.role(tokens, name.start).pronoun);
    Attribution { name, is_pronoun, verb }
}

/// Whether a word can belong to a name: where case is written, a capital, a number or a pronoun.
fn is_name_word(tokens: &Tokens<'_>, words: &Words, at: usize) -> bool {
    let role = words.role(tokens, at);
    let Some(token) = tokens.get(at).filter(|token| token.is_word()) else { return false };
    let first = tokens.surface(token).chars().next();
    role.pronoun
        || (!role.stop && first.is_some_and(|ch| !ch.is_lowercase()))
        || (!role.stop && is_article(tokens.key_at(at)))
}

pub fn is_article(key: &str) -> bool {
    matches!(
        key,
        "the"
            | "a"
            | "an"
            | "der"
            | "die"
            | "das"
            | "den"
            | "dem"
            | "des"
            | "le"
            | "la"
            | "el"
            | "il"
            | "o"
            | "les"
            | "los"
    )
}

/// The name that begins with the first of these tokens. An apposition between commas belongs to it: «الرئيس، فلان، إن».
fn name_from(tokens: &Tokens<'_>, words: &Words, region: Range<usize>) -> Option<Range<usize>> {
    let piece = |from: usize| {
        let mut end = from;
        while end < region.end && end < from + MAX_NAME {
            let Some(token) = tokens.get(end) else { break };
            let role = words.role(tokens, end);
            let inner = match token.kind {
                TokenKind::Word(_) => {
                    (!role.stop || (end == from && is_article(tokens.key_at(end)))) && !role.that && !role.verb
                }
                TokenKind::Number => true,
                TokenKind::Sign('.') => !ends_sentence(tokens, end),
                TokenKind::Sign('-' | '‑' | '/' | '\'' | '’') => tokens.is_glued(end) && tokens.is_glued(end + 1),
                _ => false,
            };
            if !inner || (role.pronoun && end > from) {
                break;
            }
            end += 1;
            if role.pronoun {
                break;
            }
        }
        from..end
    };
    let name = piece(region.start);
    if name.is_empty() || !name.clone().any(|at| tokens.get(at).is_some_and(Token::is_word)) {
        return None;
    }
    if !words.verb_first || !is_comma(tokens, name.end) {
        return Some(name);
    }
    let apposition = piece(name.end + 1);
    let closed = is_comma(tokens, apposition.end)
        || tokens.get(apposition.end).and_then(Token::sign).is_some_and(|sign| sign == ':' || is_mark(sign))
        || words.role(tokens, apposition.end).that;
    if (1..=5).contains(&apposition.len()) && closed { Some(name.start..apposition.end) } else { Some(name) }
}

fn is_comma(tokens: &Tokens<'_>, at: usize) -> bool {
    tokens.get(at).and_then(Token::sign).is_some_and(|sign| matches!(sign, ',' | '،' | '，'))
}

fn is_break(tokens: &Tokens<'_>, at: usize) -> bool {
    tokens.get(at).and_then(Token::sign).is_some_and(|sign| {
        matches!(sign, ',' | '،' | '，' | ';' | '؛' | ':' | '(' | ')' | '–' | '—')
            || is_mark(sign)
            || (sign == '-' && !tokens.is_glued(at))
    })
}

/// The name at the beginning of a clause: up to its first comma.
fn first_piece(tokens: &Tokens<'_>, words: &Words, region: Range<usize>) -> Option<Range<usize>> {
    let start = region.clone().find(|at| is_name_word(tokens, words, *at))?;
    let end = (start..region.end).find(|at| is_break(tokens, *at)).unwrap_or(region.end);
    trimmed(tokens, words, start..end)
}

/// The name right before a verb: behind the last comma or, where only an adverb stands there, at the beginning.
fn last_piece(tokens: &Tokens<'_>, words: &Words, region: Range<usize>) -> Option<Range<usize>> {
    let mut start = region.end;
    while start > region.start
        && !is_break(tokens, start - 1)
        && !(words.role(tokens, start - 1).that || words.role(tokens, start - 1).verb)
    {
        start -= 1;
    }
    let has_capital = |piece: Range<usize>| piece.clone().any(|at| is_name_word(tokens, words, at));
    if has_capital(start..region.end) {
        let first = (start..region.end).find(|at| is_name_word(tokens, words, *at)).unwrap_or(start);
        return trimmed(tokens, words, first..region.end);
    }
    if start > region.start { first_piece(tokens, words, region) } else { None }
}

/// Without adverbs and auxiliaries behind it; nothing where it is no name.
fn trimmed(tokens: &Tokens<'_>, words: &Words, name: Range<usize>) -> Option<Range<usize>> {
    let mut end = name.end;
    // A preposition ends a name but for the "of" in an office.
    if let Some(stop) = (name.start + 1..end).find(|at| words.role(tokens, *at).stop && tokens.key_at(*at) != "of") {
        end = stop;
    }
    while end > name.start + 1 && tokens.key_at(end - 1).ends_with("ly") {
        end -= 1;
    }
    let name = name.start..end;
    let says_something = name.clone().any(|at| words.role(tokens, at).pronoun || !is_article(tokens.key_at(at)));
    (!name.is_empty() && name.len() <= MAX_NAME && says_something).then_some(name)
}
