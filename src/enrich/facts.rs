//! What stands in the text of an article, each kind where it is switched on. The text is taken apart once for all of them.

use super::Watch;
use super::entities::EntityFinder;
use super::keyphrases::{Places, keyphrases};
use super::quantities::quantities;
use super::quotes::quotes;
use super::section::SectionTopics;
use super::speakers;
use super::summary::summary;
use crate::article::{Article, BlockKind, DateAnchor, DateField, Entity, EntityType, Facts, LocalKind, Topic, Within};
use crate::config::LocalEnrich;
use crate::dates::{MentionContext, Moment, mentions};
use crate::text::Tokens;

/// How much of a body is searched, in bytes: a hundred times a long article.
const MAX_BYTES: usize = 1 << 20;
/// And of a title.
const MAX_TITLE_BYTES: usize = 4 << 10;

/// What was found in the text.
#[derive(Debug, Default)]
pub struct Found {
    pub entities: Vec<Entity>,
    pub facts: Facts,
    pub topics: Vec<Topic>,
}

/// Whether anything seeks in the words of the text.
fn reads(settings: LocalEnrich) -> bool {
    let LocalEnrich { entities, quotes, dates, quantities, topics, keyphrases, sentences: _, duplicates: _ } = settings;
    entities || quotes || dates || quantities || topics || keyphrases
}

/// What the text says: the topics of its section are given, the finder of entities where they are sought.
pub fn of(
    article: &Article,
    settings: LocalEnrich,
    entities: Option<&EntityFinder>,
    sections: &SectionTopics,
    topics: Vec<Topic>,
    watch: &mut dyn Watch,
) -> Found {
    let facts = Facts { summary: summary(article), ..Facts::default() };
    let mut found = Found { facts, topics, ..Found::default() };
    if !reads(settings) {
        return found;
    }
    let lang = article.language.tag.as_str();
    let body = Tokens::of(&article.body.text, lang, MAX_BYTES);
    let title = article.title.as_ref().map(|title| Tokens::of(&title.display, lang, MAX_TITLE_BYTES));
    watch.begins();
    if let Some(finder) = entities {
        found.entities = finder.find(&body, title.as_ref(), lang);
        watch.done(LocalKind::Entities, found.entities.len());
    }
    let facts = &mut found.facts;
    if settings.quotes {
        facts.quotes = title.iter().flat_map(|title| quotes(title, lang, Some(Within::Title))).collect();
        facts.quotes.extend(quotes(&body, lang, None));
        speakers::link(&mut facts.quotes, &found.entities);
        watch.done(LocalKind::Quotes, facts.quotes.len());
    }
    if settings.dates {
        let tld = article.host.as_deref().and_then(|host| host.rsplit('.').next());
        facts.dates = mentions(&body, MentionContext { lang, tld, anchor: anchor(article) });
        watch.done(LocalKind::Dates, facts.dates.len());
    }
    if settings.quantities {
        let taken: Vec<_> = facts.dates.iter().map(|date| (date.start, date.end)).collect();
        facts.quantities = quantities(&body, lang, &taken);
        watch.done(LocalKind::Quantities, facts.quantities.len());
    }
    if settings.keyphrases {
        let (names, headings) = (names(&found.entities), headings(article));
        facts.keyphrases = keyphrases(&body, title.as_ref(), lang, Places { names: &names, headings: &headings });
        watch.done(LocalKind::Keyphrases, facts.keyphrases.len());
    }
    if settings.topics {
        found.topics = super::topics::topics(sections, article, &body, title.as_ref(), found.topics);
        watch.done(LocalKind::Topics, found.topics.len());
    }
    found
}

/// Where the body names people, places, organisations and peoples, in order.
fn names(entities: &[Entity]) -> Vec<(u32, u32)> {
    let named = entities.iter().filter(|entity| !matches!(entity.kind, EntityType::Event | EntityType::Work));
    let mentions = named.flat_map(|entity| &entity.mentions).filter(|mention| mention.part.is_none());
    let mut names: Vec<_> = mentions.map(|mention| (mention.start, mention.end)).collect();
    names.sort_unstable();
    names
}

/// Where the headings of the body stand.
fn headings(article: &Article) -> Vec<(u32, u32)> {
    let headings = article.blocks.iter().filter(|block| block.kind == BlockKind::Heading);
    headings.filter_map(|block| Some((block.char_start?, block.char_end?))).collect()
}

/// The day that relative dates relate to: of publication, else of fetching.
fn anchor(article: &Article) -> Option<(Moment, DateAnchor)> {
    let day = |value: &str| value.get(..10)?.parse::<jiff::civil::Date>().ok().map(|day| day.at(0, 0, 0, 0));
    let published = |field: &DateField| day(&field.value);
    let published = article.published_at.as_ref().and_then(published).map(|moment| (moment, DateAnchor::PublishedAt));
    published.or_else(|| Some((day(article.fetched_at.as_deref()?)?, DateAnchor::FetchedAt)))
}

#[cfg(test)]
mod tests;
