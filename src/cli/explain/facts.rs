//! What was found in the text: as lists with rules and scores, and as marks in the text itself.

use std::collections::BTreeMap;

use super::told::name;
use crate::article::{Confidence, DateMention, EnrichedArticle, Entity, MentionPart, Quantity, Quote, Topic};

/// A list of what was found, and how sure each is.
#[derive(Debug)]
pub struct Group {
    pub name: &'static str,
    pub rows: Vec<Fact>,
}

#[derive(Debug)]
pub struct Fact {
    /// Its type: `person`, `direct`, `relative`.
    pub what: String,
    pub score: Confidence,
    /// The payload's words, or what they come to.
    pub text: String,
    /// Ids, rules, values.
    pub detail: String,
}

/// A stretch of a text in code points, and what it is.
#[derive(Debug, Clone)]
pub struct Mark {
    pub start: u32,
    pub end: u32,
    /// A class: `person`, `quote`.
    pub what: String,
    pub detail: String,
}

/// All that was found, by kind; kinds without anything are left out.
pub fn groups(found: &EnrichedArticle) -> Vec<Group> {
    let facts = &found.facts;
    let label = |id: &str| found.entities.iter().find(|entity| entity.id == id).map(|entity| entity.label.as_str());
    let keyphrases = facts.keyphrases.iter().map(|phrase| Fact {
        what: format!("{}×", phrase.count),
        score: phrase.score,
        text: phrase.text.clone(),
        detail: String::new(),
    });
    let groups = [
        ("Entities", found.entities.iter().map(entity).collect()),
        ("Quotes", facts.quotes.iter().map(|found| quote(found, label)).collect()),
        ("Dates", facts.dates.iter().map(date).collect()),
        ("Quantities", facts.quantities.iter().map(quantity).collect()),
        ("Topics", found.topics.iter().map(topic).collect()),
        ("Keyphrases", keyphrases.collect::<Vec<_>>()),
    ];
    groups.into_iter().filter(|(_, rows)| !rows.is_empty()).map(|(name, rows)| Group { name, rows }).collect()
}

fn entity(entity: &Entity) -> Fact {
    let mut rules: BTreeMap<String, usize> = BTreeMap::new();
    for mention in &entity.mentions {
        let rule = format!("{} {} {:.2}", name(&mention.rule), name(&mention.form), mention.confidence.value());
        *rules.entry(rule).or_default() += 1;
    }
    let rules = rules.into_iter().map(|(rule, count)| format!("{rule} ×{count}"));
    Fact {
        what: name(&entity.kind),
        score: entity.salience,
        text: entity.label.clone(),
        detail: joined(std::iter::once(entity.id.clone()).chain(rules)),
    }
}

fn quote<'a>(quote: &Quote, label: impl Fn(&str) -> Option<&'a str>) -> Fact {
    let speaker = quote.speaker_entity.as_deref().and_then(label).or(quote.speaker_text.as_deref());
    let speaker = speaker.map(|speaker| format!("speaker {speaker}"));
    let verb = quote.verb.as_ref().map(|verb| format!("verb {verb}"));
    Fact {
        what: name(&quote.kind),
        score: quote.confidence,
        text: quote.text.clone(),
        detail: joined(speaker.into_iter().chain(verb)),
    }
}

fn date(date: &DateMention) -> Fact {
    let resolved = date.resolved.as_ref().map(|resolved| format!("= {resolved}"));
    let anchor = date.anchor.map(|anchor| format!("from {}", name(&anchor)));
    Fact {
        what: name(&date.kind),
        score: date.confidence,
        text: date.text.clone(),
        detail: joined(std::iter::once(date.value.clone()).chain(resolved).chain(anchor)),
    }
}

fn quantity(quantity: &Quantity) -> Fact {
    let unit = quantity.unit.or(quantity.iso4217).map(str::to_owned);
    Fact {
        what: "quantity".into(),
        score: Confidence::CERTAIN,
        text: quantity.text.clone(),
        detail: joined(std::iter::once(quantity.value.clone()).chain(unit)),
    }
}

fn topic(topic: &Topic) -> Fact {
    Fact {
        what: topic.code.clone(),
        score: topic.confidence,
        text: topic.label.clone(),
        detail: joined(topic.evidence.iter().cloned()),
    }
}

fn joined(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join(" · ")
}

/// What to mark in the body, or in the title.
pub fn marks(found: &EnrichedArticle, title: bool) -> Vec<Mark> {
    let mut marks = Vec::new();
    for entity in &found.entities {
        let what = name(&entity.kind);
        let here = entity.mentions.iter().filter(|mention| (mention.part == Some(MentionPart::Title)) == title);
        marks.extend(here.map(|mention| Mark {
            start: mention.start,
            end: mention.end,
            what: what.clone(),
            detail: format!("{what} {} · {} {:.2}", entity.id, name(&mention.rule), mention.confidence.value()),
        }));
    }
    let label = |id: &str| found.entities.iter().find(|entity| entity.id == id).map(|entity| entity.label.as_str());
    let mut push = |start, end, what: &str, fact: Fact| {
        let detail = format!("{} {:.2} · {}", fact.what, fact.score.value(), fact.detail);
        marks.push(Mark { start, end, what: what.into(), detail });
    };
    for found in found.facts.quotes.iter().filter(|quote| quote.within.is_some() == title) {
        push(found.start, found.end, "quote", quote(found, label));
    }
    if !title {
        found.facts.dates.iter().for_each(|found| push(found.start, found.end, "date", date(found)));
        found.facts.quantities.iter().for_each(|found| push(found.start, found.end, "quantity", quantity(found)));
    }
    marks
}

/// A text that begins at a code point of the whole, cut wherever a mark begins or ends: each piece with the marks over it,
/// the widest first.
pub fn pieces<'m>(text: &str, start: u32, marks: &'m [Mark]) -> Vec<(String, Vec<&'m Mark>)> {
    let length = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
    let end = start.saturating_add(length);
    let here: Vec<&Mark> = marks.iter().filter(|mark| mark.start < end && start < mark.end).collect();
    let mut cuts: Vec<u32> = here.iter().flat_map(|mark| [mark.start, mark.end]).chain([start, end]).collect();
    cuts.retain(|cut| (start..=end).contains(cut));
    cuts.sort_unstable();
    cuts.dedup();
    let mut chars = text.chars();
    let pieces = cuts.iter().zip(cuts.iter().skip(1)).map(|(from, to)| {
        let piece = chars.by_ref().take((to - from) as usize).collect();
        let mut over: Vec<&Mark> = here.iter().filter(|mark| mark.start <= *from && *to <= mark.end).copied().collect();
        over.sort_by_key(|mark| std::cmp::Reverse(mark.end - mark.start));
        (piece, over)
    });
    pieces.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_where_marks_begin_and_end_and_stays_whole() {
        let mark = |start, end, what: &str| Mark { start, end, what: what.into(), detail: String::new() };
        let marks = [mark(12, 20, "quote"), mark(15, 18, "person"), mark(3, 11, "date"), mark(30, 40, "place")];
        let text = "قال: أبو هنا اليوم";
        let pieces = pieces(text, 10, &marks);
        assert_eq!(pieces.iter().map(|(piece, _)| piece.as_str()).collect::<String>(), text);
        let over: Vec<(&str, Vec<&str>)> = pieces
            .iter()
            .map(|(piece, over)| (piece.as_str(), over.iter().map(|mark| mark.what.as_str()).collect()))
            .collect();
        assert_eq!(
            over,
            [
                ("ق", vec!["date"]),
                ("ا", vec![]),
                ("ل: ", vec!["quote"]),
                ("أبو", vec!["quote", "person"]),
                (" ه", vec!["quote"]),
                ("نا اليوم", vec![]),
            ]
        );
    }
}
