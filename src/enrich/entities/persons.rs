//! People that no list knows: a first name, a title or an office, a verb of saying tells that a name stands here.

use super::gazetteer::{Kind, Roles};
use super::lexicon::Lexicon;
use super::spans::{Names, Span};
use super::tokens::Gap;
use crate::article::{EntityType, MentionForm, MentionRule};

/// The most words of a name.
const MAX_WORDS: usize = 6;

/// What never stands in a name.
const NO_NAME: Roles = Roles::SAID.or(Roles::TITLE).or(Roles::OF).or(Roles::ORG_HEAD);

/// The person that is named from a word on.
pub fn person_at(lexicon: &Lexicon<'_>, index: usize) -> Option<Span> {
    let token = lexicon.tokens.get(index)?;
    if token.han || token.digits {
        return None;
    }
    if token.cased { cased(lexicon, index) } else { uncased(lexicon, index) }
}

fn span(first: usize, end: usize, clitic: u32, rule: MentionRule, confidence: u16) -> Option<Span> {
    (end > first).then_some(Span {
        first,
        end,
        clitic,
        fused: false,
        ending: 0,
        names: Names::Unlisted(EntityType::Person),
        kind: EntityType::Person,
        form: MentionForm::Name,
        rule,
        confidence,
    })
}

/// In scripts with capitals a name is a run of them, with particles between.
fn cased(lexicon: &Lexicon<'_>, index: usize) -> Option<Span> {
    if !lexicon.is_capital(index) || lexicon.is_shouting() {
        return None;
    }
    let roles = lexicon.roles(index);
    if roles.has(Roles::TITLE) && !roles.has(Roles::FIRST) {
        return None;
    }
    let end = run(lexicon, index);
    let words = end - index;
    let titled = is_titled(lexicon, index);
    let sentence_start = lexicon.tokens.gap(index) == Gap::Break;
    let stop = roles.has(Roles::STOP);
    let organisation = (index..end).any(|word| lexicon.roles(word).has(Roles::ORG_TAIL));
    if organisation {
        return None;
    }
    let nouns_are_capital = matches!(lexicon.language(), "de" | "lb");
    let first_name = roles.has(Roles::FIRST) && !(stop && sentence_start);
    let end = if nouns_are_capital && words > 3 { index + 3 } else { end };
    let words = end - index;
    if first_name && words >= 2 {
        let noun = nouns_are_capital && words == 2 && lexicon.roles(index + 1).has(Roles::STOP);
        return if noun { None } else { span(index, end, 0, MentionRule::FirstName, 850) };
    }
    if titled && !stop && !lexicon.is_known(index) {
        let end = if nouns_are_capital && !roles.has(Roles::FIRST) { index + 1 } else { end };
        return span(index, end, 0, MentionRule::Title, 800);
    }
    let initial =
        lexicon.tokens.get(index).is_some_and(|token| token.chars == 1) && lexicon.tokens.gap(index + 1) == Gap::Dot;
    let full = (index..end).any(|word| lexicon.tokens.get(word).is_some_and(|token| token.chars > 2));
    if initial && words >= 2 && full {
        return span(index, end, 0, MentionRule::Pattern, 750);
    }
    let family = lexicon.roles(end - 1).has(Roles::LAST);
    if (2..=4).contains(&words) && family && !(stop && sentence_start) && !lexicon.is_known(index) && !nouns_are_capital
    {
        return span(index, end, 0, MentionRule::Pattern, 700);
    }
    let saying = is_saying(lexicon, index, end);
    let noun = sentence_start && words == 1 && nouns_are_capital;
    if saying && !(stop || noun || lexicon.is_known(index)) {
        let all_capitals = lexicon.tokens.get(index).is_some_and(|token| token.capitals);
        return if all_capitals { None } else { span(index, end, 0, MentionRule::Said, 650) };
    }
    let plain = (index..end).all(|word| {
        let roles = lexicon.roles(word);
        !lexicon.is_known(word)
            && !roles.has(Roles::STOP.or(NO_NAME))
            && lexicon.tokens.get(word).is_some_and(|token| !token.capitals && !token.digits)
    });
    if (2..=3).contains(&words)
        && plain
        && !sentence_start
        && writes_titles_small(lexicon.language())
        && !lexicon.is_located(index)
    {
        return span(index, end, 0, MentionRule::Pattern, 550);
    }
    if words == 1
        && roles.has(Roles::FIRST.or(Roles::LAST))
        && !stop
        && !lexicon.is_known(index)
        && !sentence_start
        && !nouns_are_capital
    {
        return span(index, end, 0, MentionRule::FirstName, 550);
    }
    None
}

/// Languages that begin only the first word of a title or an institution with a capital: two capitals there are a person.
fn writes_titles_small(language: &str) -> bool {
    matches!(language, "ru" | "uk" | "bg" | "hr" | "sr" | "bs" | "sk" | "cs" | "fr" | "da" | "nb" | "nn" | "no" | "sv")
}

/// Where the run of capitals from a word on ends.
fn run(lexicon: &Lexicon<'_>, index: usize) -> usize {
    let mut end = index + 1;
    let mut at = end;
    while at < index + MAX_WORDS {
        let gap = lexicon.tokens.gap(at);
        let Some(token) = lexicon.tokens.get(at) else { break };
        if !gap.joins() || token.digits {
            break;
        }
        let dotted = gap == Gap::Dot && lexicon.tokens.get(at - 1).is_some_and(|before| before.chars > 2);
        if dotted {
            break;
        }
        let roles = lexicon.roles(at);
        if lexicon.is_capital(at) {
            let other = lexicon
                .meaning(at)
                .is_some_and(|listed| matches!(listed.kind, Kind::People | Kind::Country | Kind::Organisation))
                && !roles.has(Roles::LAST.or(Roles::FIRST))
                || roles.has(Roles::TITLE) && !roles.has(Roles::LAST.or(Roles::FIRST));
            if other {
                break;
            }
            at += 1;
            end = at;
        } else if gap != Gap::Dot && roles.has(Roles::PARTICLE) && !is_conjunction(lexicon.shown(at)) {
            at += 1;
        } else {
            break;
        }
    }
    end
}

/// "e" and "y" join names of one person in some family names, and two people far more often.
fn is_conjunction(word: &str) -> bool {
    matches!(word, "e" | "y" | "и" | "a")
}

fn is_titled(lexicon: &Lexicon<'_>, index: usize) -> bool {
    let Some(before) = index.checked_sub(1) else { return false };
    let gap = lexicon.tokens.gap(index);
    let short_title =
        gap == Gap::Break && lexicon.tokens.get(before).is_some_and(|token| token.chars <= 4 && token.capital);
    (matches!(gap, Gap::Space | Gap::Dot) || short_title && lexicon.roles(before).has(Roles::TITLE))
        && lexicon.roles(before).has(Roles::TITLE)
}

fn is_saying(lexicon: &Lexicon<'_>, first: usize, end: usize) -> bool {
    let after = matches!(lexicon.tokens.gap(end), Gap::Space) && lexicon.roles(end).has(Roles::SAID);
    let before = first
        .checked_sub(1)
        .is_some_and(|before| lexicon.tokens.gap(first) == Gap::Space && lexicon.roles(before).has(Roles::SAID));
    after || before
}

/// In Arabic script and Hebrew a name is told by its words, and by what stands before it.
fn uncased(lexicon: &Lexicon<'_>, index: usize) -> Option<Span> {
    let (roles, clitic) = head(lexicon, index);
    let stop = roles.has(Roles::STOP.or(Roles::COMMON));
    let titled = has_title(lexicon, index);
    // «عبدالوهاب»: a servant of one of the names of God is a person, listed or not.
    let first = roles.has(Roles::FIRST) || lexicon.tokens.folded(index).starts_with("عبدال");
    let known = lexicon.is_known(index) && !first;
    if known || roles.has(Roles::SAID) || !first && roles.has(NO_NAME.or(Roles::LOC)) {
        return None;
    }
    if first {
        let end = extent(lexicon, index);
        let sure =
            end > index + 1 && (index + 1..end).any(|word| lexicon.roles(word).has(Roles::FIRST.or(Roles::LAST)));
        if end > index + 1 && (!stop || sure || titled) {
            return span(index, end, clitic, MentionRule::FirstName, if sure { 850 } else { 700 });
        }
        if titled && clitic == 0 {
            return span(index, index + 1, 0, MentionRule::Title, 700);
        }
        let saying = is_saying(lexicon, index, index + 1);
        if saying && !stop && clitic == 0 && !roles.has(Roles::TITLE) {
            return span(index, index + 1, 0, MentionRule::Said, 600);
        }
        return None;
    }
    if titled
        && !stop
        && clitic == 0
        && is_plain(lexicon, index)
        && !(lexicon.language() == "ar" && is_verbal(lexicon, index))
    {
        return span(index, extent(lexicon, index).min(index + 3), 0, MentionRule::Title, 650);
    }
    None
}

/// Roles of the first word of a name; a particle may stand before it.
fn head(lexicon: &Lexicon<'_>, index: usize) -> (Roles, u32) {
    let roles = lexicon.roles(index);
    let bare = lexicon.bare_roles(index);
    if bare.has(Roles::FIRST) { (bare, 1) } else { (roles, 0) }
}

/// Whether an office or a title stands before a word, with what it is of: «وزير الخارجية الروسي سيرغي».
fn has_title(lexicon: &Lexicon<'_>, index: usize) -> bool {
    let mut at = index;
    for _ in 0..4 {
        let Some(before) = at.checked_sub(1) else { return false };
        let gap = lexicon.tokens.gap(at);
        if !(gap == Gap::Space || gap == Gap::Dot || gap == Gap::Comma && at == index) {
            return false;
        }
        let roles = lexicon.roles_within(before);
        if roles.has(Roles::TITLE) {
            return true;
        }
        let belongs =
            lexicon.meaning(before).is_some_and(|listed| listed.kind == Kind::People || listed.kind == Kind::Country);
        if !roles.has(Roles::OF) && !belongs {
            return false;
        }
        at = before;
    }
    false
}

/// A word that is in no list and looks like no verb, preposition or common noun.
fn is_plain(lexicon: &Lexicon<'_>, index: usize) -> bool {
    let word = lexicon.tokens.folded(index);
    let letters = word.chars().count();
    let roles = lexicon.roles(index);
    if letters < 3 || lexicon.is_known(index) && !roles.has(Roles::LAST.or(Roles::FIRST)) {
        return false;
    }
    if roles.has(Roles::FIRST.or(Roles::LAST)) {
        return !roles.has(Roles::SAID);
    }
    if roles.has(Roles::STOP.or(NO_NAME).or(Roles::LOC).or(Roles::COMMON)) {
        return false;
    }
    if word.chars().any(char::is_numeric) {
        return false;
    }
    // Feminine and plural endings, and particles that a name does not carry.
    let noun = ["ات", "ه", "ين", "ون", "ها", "هم", "نا"].iter().any(|ending| word.ends_with(ending))
        && !word.starts_with("ال");
    let carried =
        ["لل", "بال", "وال", "كال", "فال", "ست", "سي", "مي", "نمي"].iter().any(|start| word.starts_with(start));
    let second = word.strip_prefix('و').is_some_and(|rest| {
        lexicon
            .gazetteer
            .get(rest.as_bytes())
            .is_some_and(|entry| entry.roles.has(Roles::FIRST.or(Roles::LAST)) || entry.has_meanings())
    });
    !(carried || second || noun && lexicon.language() == "ar")
}

/// Of kings and popes.
fn is_ordinal(word: &str) -> bool {
    matches!(
        word,
        "الاول"
            | "الثاني"
            | "الثالث"
            | "الرابع"
            | "الخامس"
            | "السادس"
            | "السابع"
            | "الثامن"
            | "اول"
            | "دوم"
            | "سوم"
            | "ششم"
    )
}

/// An Arabic word that can be a verb or an attribute of the title: «الملك يربط», «اللاعب الملتزم».
fn is_verbal(lexicon: &Lexicon<'_>, index: usize) -> bool {
    let word = lexicon.tokens.folded(index);
    !lexicon.roles(index).has(Roles::LAST) && word.starts_with(['ي', 'ت', 'ل', 'ب', 'ف', 'و', 'ا'])
}

/// Where a name of Arabic script or Hebrew ends: known parts, particles with what follows them, and one word more.
fn extent(lexicon: &Lexicon<'_>, index: usize) -> usize {
    let mut end = index + 1;
    let mut strangers = 0;
    while end < index + MAX_WORDS
        && matches!(lexicon.tokens.gap(end), Gap::Space | Gap::Joint)
        && end < lexicon.tokens.len()
    {
        let roles = lexicon.roles(end);
        let mut after = end;
        while after < index + MAX_WORDS
            && lexicon.roles(after).has(Roles::PARTICLE)
            && lexicon.tokens.gap(after + 1) == Gap::Space
        {
            after += 1;
        }
        if after > end && after < lexicon.tokens.len() && !lexicon.roles(after).has(Roles::LOC.or(NO_NAME)) {
            end = after + 1;
            continue;
        }
        let word = lexicon.tokens.folded(end);
        if end == index + 1 && is_ordinal(word) && has_title(lexicon, index) {
            return end + 1;
        }
        let servant = word.starts_with("عبدال");
        let part = servant || roles.has(Roles::FIRST.or(Roles::LAST)) && !roles.has(Roles::SAID);
        let common = roles.has(Roles::STOP.or(Roles::COMMON)) || lexicon.is_known(end);
        if part && !common {
            end += 1;
        } else if strangers == 0
            && (is_plain(lexicon, end) || part && !lexicon.is_known(end) && !roles.has(Roles::LOC.or(NO_NAME)))
        {
            strangers += 1;
            end += 1;
        } else {
            break;
        }
    }
    end
}
