//! Which quotation mark closes which, and which sign ends a sentence.
//!
//! One pass over a line with a stack of a few open marks. A mark that can open and close (`"`, `“`) closes what is open,
//! unless a space stands before it and a word after it. A mark that is never closed is left alone, unless it leads a quotation
//! to the end of its line; of nested pairs the outer one counts.

use std::ops::Range;

use crate::text::{Token, TokenKind, Tokens};

/// How many marks may be open at once; what opens deeper pushes the outermost out.
const MAX_OPEN: usize = 8;

/// The tokens of an opening and a closing mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pair {
    pub open: usize,
    pub close: usize,
}

/// The outer pairs of a line, in order, and at most one whose mark is never closed.
pub fn pairs(tokens: &Tokens<'_>, line: Range<usize>) -> Vec<Pair> {
    let mut open: Vec<(char, usize)> = Vec::new();
    let mut pairs: Vec<Pair> = Vec::new();
    for at in line.clone() {
        let Some(mark) = tokens.get(at).and_then(Token::sign).filter(|sign| is_mark(*sign)) else { continue };
        let before = neighbour(tokens, at, true);
        let after = neighbour(tokens, at, false);
        // Feet, inches, an apostrophe or a plural's.
        if (is_single(mark) || matches!(mark, '"' | '״')) && before == Side::Word && after == Side::Word {
            continue;
        }
        let starts =
            !matches!(before, Side::Word | Side::Number | Side::Mark) && matches!(after, Side::Word | Side::Number);
        let closes = open.iter().rposition(|(opener, _)| closes(*opener, mark));
        match closes {
            Some(place) if !(starts && open.get(place).is_some_and(|(opener, _)| *opener == mark)) => {
                let start = open.get(place).map_or(at, |(_, start)| *start);
                open.truncate(place);
                while pairs.last().is_some_and(|pair| pair.open > start) {
                    pairs.pop();
                }
                pairs.push(Pair { open: start, close: at });
            }
            replaced => {
                if !opens(mark, before, after) {
                    continue;
                }
                // The one that was open was not closed: it goes.
                if let Some(place) = replaced {
                    open.truncate(place);
                }
                if open.len() == MAX_OPEN {
                    open.remove(0);
                }
                open.push((mark, at));
            }
        }
    }
    // The outermost mark that stays open, if it is one of a quotation.
    let unclosed = open.iter().find_map(|(mark, at)| Some((*at, unclosed_end(tokens, *mark, *at, &line, &pairs)?)));
    if let Some((at, close)) = unclosed {
        pairs.retain(|pair| pair.close < at || pair.open >= close);
        let place = pairs.partition_point(|pair| pair.open < at);
        pairs.insert(place, Pair { open: at, close });
    }
    pairs
}

/// Where a quotation that is never closed ends: with its line, or with the sentence before a dash that parts one report
/// from the next. A quotation of several paragraphs opens each of them and closes only the last.
fn unclosed_end(tokens: &Tokens<'_>, mark: char, at: usize, line: &Range<usize>, pairs: &[Pair]) -> Option<usize> {
    let before = at.checked_sub(1).and_then(|before| tokens.get(before));
    let after_colon = before.is_some_and(|token| token.is_sign(':'));
    let next_opens = tokens.get(line.end + 1).is_some_and(|token| token.is_sign(mark));
    let only_opens = matches!(mark, '„' | '«' | '“' | '「');
    let begins = at == line.start || at.checked_sub(1).is_some_and(|before| ends_sentence(tokens, before));
    let long = line.end - at > LONG_UNCLOSED;
    if !(next_opens && (at == line.start || after_colon) || only_opens && (after_colon || begins && long)) {
        return None;
    }
    let parted = |end: &usize| {
        tokens.get(*end).and_then(Token::sign).is_some_and(|sign| matches!(sign, '—' | '–' | '-'))
            && ends_sentence(tokens, end - 1)
    };
    // What is quoted behind it is no part of it, but for a name that it begins with, or a single one.
    let inner: Vec<&Pair> = pairs.iter().filter(|pair| pair.open > at + 1).collect();
    if only_opens
        && let Some(end) = (at + 2..line.end).find(parted)
        && inner.get(1).is_none_or(|second| second.open > end)
    {
        return Some(end);
    }
    let Some(first) = inner.first() else { return Some(line.end) };
    // Then only its first sentence is certain.
    let next_begins = |at: usize| {
        let next = tokens.get(at + 1).filter(|next| next.is_word());
        next.is_some_and(|word| !tokens.surface(word).starts_with(char::is_lowercase))
    };
    let end = (at + 2..first.open).find(|at| ends_sentence(tokens, *at) && next_begins(*at));
    end.filter(|_| only_opens && after_colon).map(|end| end + 1)
}

/// A mark that nothing leads to opens a quotation without an end only if so many tokens follow.
const LONG_UNCLOSED: usize = 8;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Space,
    Word,
    Number,
    /// Another quotation mark.
    Mark,
    Sign,
}

/// What touches a mark on one side.
fn neighbour(tokens: &Tokens<'_>, at: usize, before: bool) -> Side {
    let glued = if before { tokens.is_glued(at) } else { tokens.is_glued(at + 1) };
    let other = if before { at.checked_sub(1) } else { Some(at + 1) };
    match other.and_then(|other| tokens.get(other)).filter(|_| glued).map(|token| token.kind) {
        None | Some(TokenKind::Break) => Side::Space,
        Some(TokenKind::Word(_)) => Side::Word,
        Some(TokenKind::Number) => Side::Number,
        Some(TokenKind::Sign(sign)) if is_mark(sign) => Side::Mark,
        Some(TokenKind::Sign(_)) => Side::Sign,
    }
}

/// Whether a sign ends a sentence. A full stop after a capital or a short title does not.
pub fn ends_sentence(tokens: &Tokens<'_>, at: usize) -> bool {
    match tokens.get(at).map(|token| token.kind) {
        Some(TokenKind::Break) => true,
        Some(TokenKind::Sign('!' | '?' | '؟' | '۔' | '。' | '！' | '？' | '।')) => true,
        Some(TokenKind::Sign('.')) => {
            let Some(word) = at.checked_sub(1).and_then(|before| tokens.get(before)) else { return true };
            let surface = tokens.surface(word);
            let short = surface.chars().count() <= 3 && surface.chars().next().is_some_and(char::is_uppercase);
            !(tokens.is_glued(at + 1) || (word.is_word() && short))
        }
        _ => false,
    }
}

/// Quotation marks of any script.
pub fn is_mark(sign: char) -> bool {
    matches!(
        sign,
        '"' | '“'
            | '”'
            | '„'
            | '‟'
            | '«'
            | '»'
            | '‹'
            | '›'
            | '\''
            | '‘'
            | '’'
            | '‚'
            | '「'
            | '」'
            | '『'
            | '』'
            | '＂'
            | '״'
    )
}

fn is_single(mark: char) -> bool {
    matches!(mark, '\'' | '‘' | '’')
}

fn opens(mark: char, before: Side, after: Side) -> bool {
    match mark {
        '「' | '『' | '„' | '‚' => true,
        '」' | '』' | '”' | '»' | '›' => {
            !matches!(before, Side::Word | Side::Number) && !matches!(after, Side::Space | Side::Sign)
        }
        '\'' | '‘' => {
            matches!(before, Side::Space | Side::Mark) && matches!(after, Side::Word | Side::Number | Side::Mark)
        }
        '’' => false,
        // A mark after a number measures inches; one inside a Hebrew word makes it an abbreviation.
        '"' | '＂' | '״' => before != Side::Number && !(before == Side::Word && after == Side::Word),
        _ => true,
    }
}

fn closes(open: char, mark: char) -> bool {
    match open {
        '"' | '＂' | '״' => matches!(mark, '"' | '”' | '＂' | '“' | '״'),
        '“' => matches!(mark, '”' | '"' | '“'),
        '„' => matches!(mark, '“' | '”' | '"' | '‟'),
        '”' => mark == '”',
        '«' => mark == '»',
        '»' => mark == '«' || mark == '»',
        '‹' => mark == '›',
        '›' => mark == '‹',
        '\'' => matches!(mark, '\'' | '’'),
        '‘' | '‚' => matches!(mark, '’' | '\'' | '‘'),
        '「' => mark == '」',
        '『' => mark == '』',
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quoted(text: &str) -> Vec<&str> {
        let tokens = Tokens::of(text, "und", usize::MAX);
        let found = tokens.lines().flat_map(|line| pairs(&tokens, line)).collect::<Vec<_>>();
        found.into_iter().map(|pair| tokens.text_of(pair.open + 1..pair.close)).collect()
    }

    #[test]
    fn marks_of_many_languages_find_their_partners() {
        for text in
            ["a \"b c\" d", "a «b c» d", "a “b c” d", "a „b c“ d", "a »b c« d", "a ”b c” d", "a 「b c」 d", "a ‘b c’ d"]
        {
            assert_eq!(quoted(text), ["b c"], "{text}");
        }
        assert_eq!(quoted("„b c\" d"), ["b c"]);
        assert_eq!(quoted("« b c » d"), ["b c"]);
    }

    #[test]
    fn the_outer_pair_counts() {
        assert_eq!(quoted("“a ‘b’ c” \"d «e» f\""), ["a ‘b’ c", "d «e» f"]);
    }

    #[test]
    fn apostrophes_inches_and_lone_marks_pair_with_nothing() {
        assert_eq!(quoted("the workers' don't 'tis 5\" and l'eau"), Vec::<&str>::new());
        assert_eq!(quoted("\"lost mark here\nand \"b\" there"), ["b"]);
        assert_eq!(quoted("\"lost mark then \"b c\" there"), ["b c"]);
    }

    #[test]
    fn a_quotation_of_several_paragraphs_opens_each() {
        assert_eq!(quoted("He said: \"a b.\n\"c d.\""), ["a b.", "c d."]);
        assert_eq!(quoted("He said: „a b."), ["a b."]);
        assert_eq!(quoted("He has „a b."), Vec::<&str>::new());
    }

    #[test]
    fn a_quotation_without_an_end_reaches_to_that_of_its_report() {
        assert_eq!(quoted("They write: „a b c. D e. — Town. „F g“ was h."), ["a b c. D e.", "F g"]);
        assert_eq!(quoted("He spoke. „A b c d e f g h i."), ["A b c d e f g h i."]);
        assert_eq!(quoted("They write: „„A B“ will c d."), ["„A B“ will c d."]);
        assert_eq!(quoted("He spoke. „A b c d e f „g“ h i."), ["g"]);
        assert_eq!(quoted("He spoke. „A b c d e f „g“ h „i“ j. — Town."), ["g", "i"]);
        assert_eq!(quoted("They write: „a b c. Then „g“ h."), ["a b c.", "g"]);
    }

    #[test]
    fn the_hundred_thousandth_mark_costs_what_the_first_did() {
        assert_eq!(quoted(&"«a".repeat(100_000)), Vec::<&str>::new());
        assert_eq!(quoted(&"«a» ".repeat(100_000)).len(), 100_000);
    }
}
