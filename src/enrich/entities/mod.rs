//! Who and what an article names: people, organisations, places, peoples, events, treaties.
//!
//! ```text
//!  title, body ─▶ tokens ─▶ lexicon ─▶ names of the list      ─┐
//!                folded     roles      persons, organisations  ├─▶ standing ─▶ resolve ─▶ Vec<Entity>
//!                words      of words   happenings              ─┘  metonyms     who is the same
//! ```
//!
//! Rules over one list of names and of words that tell what stands beside them ([`gazetteer`]); no model. The longest name
//! wins; a name that is also a word or a person counts as a place only where the text says so. A part of a person's name
//! is that person wherever the article gives the full name, before it or after. The list is read where it lies, so an
//! enricher costs nothing to make.
//!
//! All of it is linear in the text, and what a text can bring about is bounded: [`tokens::MAX_TOKENS`] words are read,
//! [`resolve::MAX_ENTITIES`] entities and [`resolve::MAX_MENTIONS`] mentions kept.

mod clitics;
mod gazetteer;
mod happenings;
mod inflection;
mod lexicon;
mod organisations;
mod persons;
mod resolve;
mod spans;
mod standing;
#[cfg(test)]
mod tests;
mod tokens;

use crate::article::{Entity, EntityType, MentionForm, MentionPart, MentionRule};
use crate::text::{Fnv, Tokens as Text};
use gazetteer::Gazetteer;
use lexicon::Lexicon;
use resolve::Entities;
use spans::{Names, Span};
use tokens::Tokens;

/// Finds the entities of articles.
#[derive(Debug, Default)]
pub struct EntityFinder {
    gazetteer: Gazetteer,
}

impl EntityFinder {
    /// The entities of a text and its title, by where they are first named, the title first; `language` is its BCP 47 tag.
    #[must_use]
    pub fn find(&self, body: &Text<'_>, title: Option<&Text<'_>>, language: &str) -> Vec<Entity> {
        let language = language.split('-').next().unwrap_or_default();
        let language = match language {
            "arz" | "ary" | "apc" => "ar",
            "prs" => "fa",
            other => other,
        };
        let empty = Text::default();
        let (title, body) = (Tokens::of(title.unwrap_or(&empty)), Tokens::of(body));
        let parts = [
            (Lexicon::of(&title, self.gazetteer, language), Some(MentionPart::Title)),
            (Lexicon::of(&body, self.gazetteer, language), None),
        ];
        let mut entities = Entities::new();
        let mut found = Vec::with_capacity(parts.len());
        for (lexicon, part) in &parts {
            let spans = walk(lexicon);
            for span in &spans {
                entities.meet(lexicon, span);
            }
            found.push((lexicon, part, spans));
        }
        for (lexicon, part, mut spans) in found {
            if entities.has_family() {
                spans = with_repeated(lexicon, &entities, spans);
            }
            standing::settle(lexicon, &mut spans);
            let happenings = happenings::happenings(lexicon, &spans);
            spans.extend(happenings);
            spans.sort_by_key(|span| (span.first, span.end));
            for span in &spans {
                entities.add(lexicon, span, *part);
            }
        }
        let length = body.list.last().map_or(0, |last| last.at + last.chars);
        entities.finish(&self.gazetteer, length)
    }
}

/// From left to right, the longest name that begins at each word.
fn walk(lexicon: &Lexicon<'_>) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut index = 0;
    while index < lexicon.tokens.len() {
        match best(lexicon, index) {
            Some(span) => {
                index = span.end;
                spans.push(span);
            }
            None => index += 1,
        }
    }
    spans
}

fn best(lexicon: &Lexicon<'_>, index: usize) -> Option<Span> {
    let listed = lexicon.name_at(index);
    let words = listed.as_ref().map_or(0, Span::words);
    let certain = listed.as_ref().is_some_and(|span| span.kind == EntityType::Person);
    let person = persons::person_at(lexicon, index).filter(|span| span.words() > words && !certain);
    let organisation = organisations::organisation_at(lexicon, index)
        .filter(|span| span.words() > words && span.words() >= person.as_ref().map_or(0, Span::words));
    organisation.or(person).or(listed)
}

/// Adds the words between the spans that are the family name of somebody whom the article names in full.
fn with_repeated(lexicon: &Lexicon<'_>, entities: &Entities, spans: Vec<Span>) -> Vec<Span> {
    let mut all = Vec::with_capacity(spans.len());
    let mut index = 0;
    for span in spans {
        all.extend((index..span.first).filter_map(|index| repeated(lexicon, entities, index)));
        index = span.end;
        all.push(span);
    }
    all.extend((index..lexicon.tokens.len()).filter_map(|index| repeated(lexicon, entities, index)));
    all
}

fn repeated(lexicon: &Lexicon<'_>, entities: &Entities, index: usize) -> Option<Span> {
    let token = lexicon.tokens.get(index)?;
    if token.cased && !token.capital || lexicon.is_known(index) {
        return None;
    }
    let clitic = if entities.is_family(token.hash) {
        0
    } else {
        clitics::readings(lexicon.tokens.folded(index))
            .find(|reading| reading.article.is_empty() && entities.is_family(Fnv::of(reading.rest.as_bytes())))?
            .letters
    };
    Some(Span {
        first: index,
        end: index + 1,
        clitic,
        fused: false,
        ending: 0,
        names: Names::Unlisted(EntityType::Person),
        kind: EntityType::Person,
        form: MentionForm::Name,
        rule: MentionRule::Repeated,
        confidence: 800,
    })
}
