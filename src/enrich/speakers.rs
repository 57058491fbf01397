//! Who said a quote, as an entity: the two were found apart, and meet where their places do.

use crate::article::{Entity, EntityType, MentionPart, Quote, Within};

/// Links each quote to the entity that is named where its speaker is: of several a person, so that «الرئيس الروسي فلاديمير
/// بوتين» is the man and not the country; of several such the one with the longest mention.
pub fn link(quotes: &mut [Quote], entities: &[Entity]) {
    for quote in quotes {
        let Some((start, end)) = quote.speaker_span else { continue };
        let title = quote.within == Some(Within::Title);
        let named = entities.iter().flat_map(|entity| entity.mentions.iter().map(move |mention| (entity, mention)));
        let best = named
            .filter(|(_, mention)| (mention.part == Some(MentionPart::Title)) == title)
            .filter(|(_, mention)| mention.start < end && start < mention.end)
            .filter(|(entity, _)| matches!(entity.kind, EntityType::Person | EntityType::Org | EntityType::Place))
            .max_by_key(|(entity, mention)| (entity.kind == EntityType::Person, mention.end - mention.start));
        quote.speaker_entity = best.map(|(entity, _)| entity.id.clone());
    }
}
