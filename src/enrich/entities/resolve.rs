//! Spans → entities: who is the same, what they are called, how much the article is about them.

use std::borrow::Cow;
use std::collections::HashMap;

use xxhash_rust::xxh3::xxh3_64;

use super::gazetteer::{Gazetteer, Kind, Roles};
use super::lexicon::Lexicon;
use super::spans::{Names, Span};
use crate::article::{Canonical, Confidence, Entity, EntityType, Mention, MentionPart};
use crate::text::{Fnv, SeededState};

/// What a hostile text can have of each. A long article has some 60 entities and 300 mentions.
pub const MAX_ENTITIES: usize = 500;
pub const MAX_MENTIONS_OF_ONE: usize = 200;
pub const MAX_MENTIONS: usize = 4_000;

/// How two spans are told to be of one entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Key {
    Listed(u16),
    Seat(u16),
    /// Hash of the folded name.
    Unlisted(EntityType, u64),
}

struct Draft {
    names: Names,
    kind: EntityType,
    /// Words of the fullest name, its length, and whether it is a whole name.
    fullest: (usize, u16),
    label: String,
    folded: String,
    mentions: Vec<Mention>,
    total: usize,
}

/// Collects the spans of the title and of the body.
pub struct Entities {
    drafts: Vec<Draft>,
    by_key: HashMap<Key, usize, SeededState>,
    /// Hash of the last word of a person's name to the person.
    family: HashMap<u64, usize, SeededState>,
    /// The treaty that «المعاهدة الجديدة» and its like are.
    treaty: Option<usize>,
    count: usize,
}

impl Entities {
    pub fn new() -> Self {
        Self { drafts: Vec::new(), by_key: HashMap::default(), family: HashMap::default(), treaty: None, count: 0 }
    }

    /// Makes a person known before anything is counted, so that a short form may stand before the full name.
    pub fn meet(&mut self, lexicon: &Lexicon<'_>, span: &Span) {
        if span.kind != EntityType::Person || span.words() < 2 {
            return;
        }
        if let Some(index) = self.draft(lexicon, span)
            && let Some(last) = lexicon.tokens.get(span.end - 1)
            && last.chars > 2
            && (last.cased || !lexicon.roles(span.end - 1).has(Roles::STOP.or(Roles::COMMON).or(Roles::PARTICLE)))
        {
            self.family.entry(last.hash).or_insert(index);
        }
    }

    pub fn has_family(&self) -> bool {
        !self.family.is_empty()
    }

    pub fn is_family(&self, hash: u64) -> bool {
        self.family.contains_key(&hash)
    }

    fn key(lexicon: &Lexicon<'_>, span: &Span) -> Key {
        match span.names {
            Names::Listed(index) => Key::Listed(index),
            Names::Seat(index) => Key::Seat(index),
            Names::Unlisted(kind) => {
                let hash = xxh3_64(folded(lexicon, span).as_bytes());
                Key::Unlisted(kind, hash)
            }
        }
    }

    fn draft(&mut self, lexicon: &Lexicon<'_>, span: &Span) -> Option<usize> {
        let key = Self::key(lexicon, span);
        if let Some(index) = self.by_key.get(&key) {
            return Some(*index);
        }
        if span.kind == EntityType::Person
            && matches!(span.names, Names::Unlisted(_))
            && let Some(last) = lexicon.tokens.get(span.end - 1)
            && span.words() == 1
            && let Some(index) = self.family.get(&family_hash(lexicon, span, last.hash))
        {
            return Some(*index);
        }
        if span.kind == EntityType::Work
            && let Some(index) = self.treaty
        {
            self.by_key.insert(key, index);
            return Some(index);
        }
        if self.drafts.len() >= MAX_ENTITIES {
            return None;
        }
        let index = self.drafts.len();
        if span.kind == EntityType::Work {
            self.treaty = Some(index);
        }
        self.drafts.push(Draft {
            names: span.names,
            kind: span.kind,
            fullest: (0, 0),
            label: String::new(),
            folded: String::new(),
            mentions: Vec::new(),
            total: 0,
        });
        self.by_key.insert(key, index);
        Some(index)
    }

    pub fn add(&mut self, lexicon: &Lexicon<'_>, span: &Span, part: Option<MentionPart>) {
        let Some(index) = self.draft(lexicon, span) else { return };
        let Some(draft) = self.drafts.get_mut(index) else { return };
        draft.total += 1;
        if draft.mentions.len() >= MAX_MENTIONS_OF_ONE || self.count >= MAX_MENTIONS {
            return;
        }
        let Some(mention) = mention(lexicon, span, part) else { return };
        let rank = (span.words(), span.confidence);
        let better = if draft.kind == EntityType::Norp {
            draft.label.is_empty() || mention.surface.chars().count() < draft.label.chars().count()
        } else {
            rank > draft.fullest
        };
        if better {
            draft.fullest = rank;
            draft.label = label(&mention, span);
            draft.folded = folded(lexicon, span).into_owned();
        }
        self.count += 1;
        draft.mentions.push(mention);
    }

    /// The entities by where they are first named.
    pub fn finish(mut self, gazetteer: &Gazetteer, length: u32) -> Vec<Entity> {
        self.drafts.retain(|draft| !draft.mentions.is_empty());
        let most = self.drafts.iter().map(|draft| draft.total).max().unwrap_or(1);
        let mut entities: Vec<_> =
            self.drafts.into_iter().map(|draft| entity(draft, gazetteer, most, length)).collect();
        entities
            .sort_by_key(|entity| entity.mentions.first().map(|first| (first.part.is_none(), first.start, first.end)));
        entities
    }
}

/// The hash of the last word, without the particles before it where it is the only one.
fn family_hash(lexicon: &Lexicon<'_>, span: &Span, hash: u64) -> u64 {
    if span.clitic == 0 { hash } else { Fnv::of(folded(lexicon, span).as_bytes()) }
}

/// The folded name without particles.
fn folded<'l>(lexicon: &'l Lexicon<'_>, span: &Span) -> Cow<'l, str> {
    let first = lexicon.tokens.folded(span.first);
    let bare = first.char_indices().nth(span.clitic as usize).map_or("", |(at, _)| first.get(at..).unwrap_or_default());
    if span.words() == 1 {
        return Cow::Borrowed(bare);
    }
    let rest = || (span.first + 1..span.end).map(|index| lexicon.tokens.folded(index));
    let mut name = String::with_capacity(bare.len() + rest().map(|word| 1 + word.len()).sum::<usize>());
    name.push_str(bare);
    for word in rest() {
        name.push(' ');
        name.push_str(word);
    }
    Cow::Owned(name)
}

/// Byte offset of the letter after so many letters; vowel signs belong to the letter before them.
fn after_letters(word: &str, letters: u32) -> (usize, u32) {
    let mut seen = 0;
    let mut marks = 0;
    for (at, ch) in word.char_indices() {
        if crate::text::is_mark(ch) || ch == 'ـ' {
            marks += 1;
            continue;
        }
        if seen == letters {
            return (at, letters + marks);
        }
        seen += 1;
    }
    (word.len(), letters + marks)
}

fn mention(lexicon: &Lexicon<'_>, span: &Span, part: Option<MentionPart>) -> Option<Mention> {
    let first = lexicon.tokens.get(span.first)?;
    let last = lexicon.tokens.get(span.end.checked_sub(1)?)?;
    let word = lexicon.tokens.text.get(first.start..first.end)?;
    let (bytes, chars) = if span.clitic == 0 { (0, 0) } else { after_letters(word, span.clitic) };
    let ending: usize = lexicon
        .tokens
        .text
        .get(last.start..last.end)?
        .chars()
        .rev()
        .take(span.ending as usize)
        .map(char::len_utf8)
        .sum();
    // The full stop of "U.S." belongs to it.
    let dotted = span.words() > 1
        && last.chars == 1
        && lexicon.tokens.text.get(last.end..).is_some_and(|rest| rest.starts_with('.'));
    let stop = usize::from(dotted);
    let (skip_bytes, skip_chars) = if span.fused { (0, 0) } else { (bytes, chars) };
    Some(Mention {
        part,
        start: first.at + skip_chars,
        end: (last.at + last.chars + u32::from(dotted)).checked_sub(span.ending)?,
        surface: lexicon.tokens.text.get(first.start + skip_bytes..(last.end + stop).checked_sub(ending)?)?.to_string(),
        clitic: (span.clitic > 0).then(|| word.get(..bytes).map(String::from)).flatten(),
        form: span.form,
        rule: span.rule,
        confidence: Confidence::per_mille(span.confidence),
    })
}

/// The surface on one line; of «للولايات المتحدة» the name with its article.
fn label(mention: &Mention, span: &Span) -> String {
    let mut label = String::with_capacity(mention.surface.len());
    let surface = match &mention.clitic {
        Some(clitic) if span.fused => {
            label.push_str("ال");
            mention.surface.strip_prefix(clitic.as_str()).unwrap_or_default()
        }
        _ => &mention.surface,
    };
    for (at, word) in surface.split_whitespace().enumerate() {
        if at > 0 {
            label.push(' ');
        }
        label.push_str(word);
    }
    label
}

fn entity(draft: Draft, gazetteer: &Gazetteer, most: usize, length: u32) -> Entity {
    let first = draft.mentions.first();
    let titled = first.is_some_and(|first| first.part.is_some());
    let place = draft.mentions.iter().find(|mention| mention.part.is_none()).map(|mention| mention.start);
    let early = place.map_or(0, |place| 300 * u64::from(length.saturating_sub(place)) / u64::from(length.max(1)));
    let often = 300 * draft.total as u64 / most.max(1) as u64;
    let salience = early + often + if titled { 400 } else { 0 };
    let (id, canonical) = identity(&draft, gazetteer);
    Entity {
        id,
        kind: draft.kind,
        label: draft.label,
        canonical,
        salience: Confidence::per_mille(u16::try_from(salience).unwrap_or(1000)),
        mentions: draft.mentions,
    }
}

fn identity(draft: &Draft, gazetteer: &Gazetteer) -> (String, Option<Canonical>) {
    let listed = match draft.names {
        Names::Listed(index) | Names::Seat(index) => gazetteer.listed(index),
        Names::Unlisted(_) => None,
    };
    let Some(listed) = listed else {
        let name = format!("{:?} {}", draft.kind, draft.folded);
        return (format!("name:{:016x}", xxh3_64(name.as_bytes())), None);
    };
    let wikidata = listed.wikidata.map(|number| format!("Q{number}"));
    if matches!(draft.names, Names::Seat(_)) {
        return (format!("place:{}", listed.slug.trim_start_matches("org:")), None);
    }
    let id = match (listed.kind, listed.iso, listed.geonames, &wikidata) {
        (Kind::Country, Some(iso), ..) => format!("iso3166_1:{iso}"),
        (_, _, Some(geonames), _) => format!("geonames:{geonames}"),
        (_, _, _, Some(wikidata)) => format!("wikidata:{wikidata}"),
        (Kind::Region, ..) => format!("place:{}", listed.slug),
        _ => listed.slug.to_string(),
    };
    let canonical = Canonical { wikidata, geonames: listed.geonames, iso3166_1: listed.iso };
    let canonical = (canonical != Canonical::default()).then_some(canonical);
    (id, canonical)
}
