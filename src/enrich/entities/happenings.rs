//! Wars, summits and treaties: a head, and the place, the people or the words that tell which. They hold other names
//! inside, so they stand beside the other spans.

use super::gazetteer::Roles;
use super::lexicon::Lexicon;
use super::spans::{Names, Span};
use super::tokens::Gap;
use crate::article::{EntityType, MentionForm, MentionRule};

/// Language, heads and the words that join them to a place; all folded.
const WARS: [(&str, &[&str], &[&str]); 7] = [
    ("ar", &["الحرب", "حرب"], &["في", "علي", "ضد"]),
    ("fa", &["جنگ"], &["در", "با", "عليه"]),
    ("en", &["war"], &["in", "on", "against"]),
    ("fr", &["guerre"], &["en", "au", "contre", "d"]),
    ("de", &["krieg"], &["in", "gegen"]),
    ("es", &["guerra"], &["en", "contra", "de"]),
    ("ru", &["воина", "воины", "воине", "воину", "воинои"], &["в", "на", "с", "против"]),
];
const SUMMITS: [(&str, &[&str], &[&str]); 6] = [
    ("ar", &["قمه"], &["في"]),
    ("fa", &["اجلاس", "نشست"], &["در"]),
    ("en", &["summit"], &["in", "at"]),
    ("fr", &["sommet"], &["a", "en", "au"]),
    ("de", &["gipfel", "gipfeltreffen"], &["in"]),
    ("es", &["cumbre"], &["en", "de"]),
];
const TREATIES: [&str; 4] = ["معاهده", "اتفاقيه", "المعاهده", "الاتفاقيه"];

/// The happenings and treaties of a text; `spans` are what else was found in it, in order.
pub fn happenings(lexicon: &Lexicon<'_>, spans: &[Span]) -> Vec<Span> {
    let language = lexicon.language();
    let of = |table: &[(&str, &'static [&'static str], &'static [&'static str])]| {
        table.iter().find(|(tag, _, _)| *tag == language).map(|(_, heads, joints)| (*heads, *joints))
    };
    let (wars, summits) = (of(&WARS), of(&SUMMITS));
    let treaties = language == "ar";
    if wars.is_none() && summits.is_none() && !treaties {
        return Vec::new();
    }
    let is_head = |word: &str| {
        let of = |table: Option<(&[&str], &[&str])>| table.is_some_and(|(heads, _)| heads.contains(&word));
        of(wars) || of(summits) || treaties && TREATIES.contains(&word)
    };
    let heads: Vec<bool> = lexicon.tokens.forms().map(|(word, _)| is_head(word)).collect();
    let mut found = Vec::new();
    for (index, token) in lexicon.tokens.list.iter().enumerate() {
        if !heads.get(lexicon.tokens.form(token)).copied().unwrap_or_default() {
            continue;
        }
        let word = lexicon.tokens.folded(index);
        let end = if let Some((heads, joints)) = wars
            && heads.contains(&word)
        {
            joined_place(lexicon, spans, index + 1, joints)
        } else if let Some((heads, joints)) = summits
            && heads.contains(&word)
        {
            let host = span_at(lexicon, spans, index + 1).map(|span| span.end);
            joined_place(lexicon, spans, host.unwrap_or(index + 1), joints).or(host)
        } else {
            None
        };
        if let Some(end) = end {
            found.push(span(index, end, EntityType::Event));
        } else if treaties
            && TREATIES.contains(&word)
            && let Some(end) = treaty(lexicon, index)
        {
            found.push(span(index, end, EntityType::Work));
        }
    }
    found
}

fn span(first: usize, end: usize, kind: EntityType) -> Span {
    Span {
        first,
        end,
        clitic: 0,
        fused: false,
        ending: 0,
        names: Names::Unlisted(kind),
        kind,
        form: MentionForm::Name,
        rule: MentionRule::Pattern,
        confidence: 600,
    }
}

/// The span that begins at a word, if nothing stands before it.
fn span_at<'s>(lexicon: &Lexicon<'_>, spans: &'s [Span], index: usize) -> Option<&'s Span> {
    if !lexicon.tokens.gap(index).joins() {
        return None;
    }
    let place = spans.binary_search_by_key(&index, |span| span.first).ok()?;
    spans.get(place).filter(|span| matches!(span.kind, EntityType::Place | EntityType::Org))
}

fn joined_place(lexicon: &Lexicon<'_>, spans: &[Span], index: usize, joints: &[&str]) -> Option<usize> {
    if lexicon.tokens.gap(index) != Gap::Space || !joints.contains(&lexicon.tokens.folded(index)) {
        return None;
    }
    span_at(lexicon, spans, index + 1).filter(|span| span.kind == EntityType::Place).map(|span| span.end)
}

/// «المعاهدة الجديدة», «معاهدة شراكة استراتيجية»: one definite word, or up to two that are not.
fn treaty(lexicon: &Lexicon<'_>, index: usize) -> Option<usize> {
    let definite = lexicon.tokens.folded(index).starts_with("ال");
    let most = if definite { 1 } else { 2 };
    let mut end = index + 1;
    while end <= index + most && lexicon.tokens.gap(end) == Gap::Space && end < lexicon.tokens.len() {
        let roles = lexicon.roles(end);
        let word = lexicon.tokens.folded(end);
        if definite != word.starts_with("ال")
            || roles.has(Roles::LOC.or(Roles::SAID))
            || !definite && roles.has(Roles::STOP)
        {
            break;
        }
        end += 1;
    }
    (end > index + 1 && (definite || end == index + 3)).then_some(end)
}
