//! An arrival → the article that it repeats, where there is one.
//!
//! Candidates are what holds a hash of it. Stories are compared with their first article, not with whatever copy of it
//! came last: an article that took a paragraph from another does not make one story of the two. Where the first has been
//! forgotten, each of its copies stands for itself.

use std::collections::BTreeMap;

use super::keys::Key;
use super::postings::STORIES;
use super::seen::{Arrival, Number, Seen, bound};
use super::verdict::{Comparison, numbers_agree, weight};
use super::window::Window;
use crate::article::{Confidence, Duplicate, DuplicateKind, DuplicateScope, Print};
use crate::record::Origin;

/// Bodies with fewer words are equal by chance, as "Watch the video" is: under another title they repeat nothing.
const EXACT_WORDS: u32 = 20;

/// What an arrival and one candidate hold in common.
#[derive(Debug, Clone, Copy, Default)]
struct Hits {
    /// Which hashes of the arrival's sketch, but for those that too many stories hold.
    hashes: u64,
    weight: f64,
    paragraph_words: u32,
    versions: bool,
}

/// A candidate that the arrival repeats, or is related to.
#[derive(Debug, Clone, Copy)]
struct Alike {
    number: Number,
    story: Number,
    repeats: bool,
    kind: DuplicateKind,
    compared: Comparison,
}

impl Alike {
    fn rank(&self) -> (bool, f64, f64) {
        (self.repeats, self.compared.weight, self.compared.resemblance())
    }
}

impl Window {
    /// What an arrival repeats, and the story that it belongs to by that.
    pub(super) fn recognise(&self, arrival: Arrival<'_>) -> Option<(Duplicate, Option<Number>)> {
        let (kind, number, score) = match self.exact(&arrival) {
            Some(number) => (DuplicateKind::Exact, number, 1.0),
            None => self.similar(&arrival)?,
        };
        let seen = self.articles.get(number)?;
        let duplicate = Duplicate {
            kind,
            of: seen.record_id.to_string(),
            score: Confidence::from_score(score as f32),
            scope: match arrival.origin {
                Origin::Kafka(_) => DuplicateScope::Worker,
                Origin::Input { .. } => DuplicateScope::Run,
            },
            paragraphs: self.shared_paragraphs(arrival.print, number),
        };
        Some((duplicate, (kind != DuplicateKind::Related).then_some(seen.story)))
    }

    /// The oldest article with the same body.
    fn exact(&self, arrival: &Arrival<'_>) -> Option<Number> {
        let print = arrival.print;
        let [key, ..] = Key::whole(arrival);
        let same = |seen: &Seen| {
            seen.exact == print.exact
                && seen.record_id != arrival.record_id
                && (print.words >= EXACT_WORDS || seen.title == print.title)
        };
        let holders = self.postings.holders(key?, &self.articles).map(|(number, _)| number);
        let equal = holders.filter(|number| self.articles.get(*number).is_some_and(same));
        equal.min_by_key(|number| number.wrapping_sub(self.articles.first))
    }

    /// The article that shares most with the arrival, and what the arrival is to it. Where that is a copy of an article
    /// which the arrival repeats as well, it is that one.
    fn similar(&self, arrival: &Arrival<'_>) -> Option<(DuplicateKind, Number, f64)> {
        let mut alike = Vec::new();
        let candidates = self.candidates(arrival);
        let shares = |number: Number| candidates.iter().any(|(other, hits)| *other == number && hits.hashes != 0);
        for &(number, hits) in &candidates {
            let Some(seen) = self.articles.get(number).filter(|seen| seen.record_id != arrival.record_id) else {
                continue;
            };
            let mut compared = compare(arrival.print, seen, hits);
            compared.is_copy = seen.story != number && self.articles.get(seen.story).is_some();
            // What shares nothing with the first of a story shares what a later one added to it: another story.
            let duplicate = compared.duplicate().filter(|_| !compared.is_copy || shares(seen.story));
            if let Some(kind) = duplicate.or(compared.is_related().then_some(DuplicateKind::Related)) {
                alike.push(Alike { number, story: seen.story, repeats: duplicate.is_some(), kind, compared });
            }
        }
        // The older of two that are alike: candidates come in the order of arrival.
        let best = alike.iter().reduce(|best, other| if other.rank() > best.rank() { other } else { best })?;
        let first = alike.iter().find(|other| best.repeats && other.repeats && other.number == best.story);
        let found = first.unwrap_or(best);
        Some((found.kind, found.number, found.compared.score()))
    }

    /// Who shares anything, in the order of arrival.
    fn candidates(&self, arrival: &Arrival<'_>) -> Vec<(Number, Hits)> {
        let mut found: BTreeMap<u32, Hits> = BTreeMap::new();
        let mut note = |key: u32, add: &dyn Fn(&mut Hits, &Seen, usize)| {
            let mut stories = [None; 2 * STORIES];
            let mut count = 0;
            for (_, story) in self.postings.holders(key, &self.articles) {
                if !stories.contains(&Some(story))
                    && let Some(place) = stories.get_mut(count)
                {
                    *place = Some(story);
                    count += 1;
                }
            }
            for (number, _) in self.postings.holders(key, &self.articles) {
                if let Some(seen) = self.articles.get(number) {
                    add(found.entry(number.wrapping_sub(self.articles.first)).or_default(), seen, count);
                }
            }
        };
        for (place, key) in (0..).zip(&arrival.print.sketch) {
            note(*key, &|hits, _, stories| {
                let weight = weight(stories);
                hits.weight += weight;
                hits.hashes |= u64::from(weight > 0.0) << place;
            });
        }
        for paragraph in &arrival.print.paragraphs {
            note(Key::Paragraph(paragraph.hash).hash(), &|hits, seen, stories| {
                if stories < STORIES && seen.has_paragraph(paragraph.hash) {
                    hits.paragraph_words = hits.paragraph_words.max(paragraph.words);
                }
            });
        }
        let [_, page, headline] = Key::whole(arrival);
        for key in [page, headline].into_iter().flatten() {
            note(key, &|hits, _, _| hits.versions = true);
        }
        found.into_iter().map(|(since, hits)| (self.articles.first.wrapping_add(since), hits)).collect()
    }

    /// Blocks of the arrival that stand in that article word for word.
    fn shared_paragraphs(&self, print: &Print, of: Number) -> Vec<u32> {
        let Some(seen) = self.articles.get(of) else { return Vec::new() };
        let held =
            |hash| self.postings.holders(Key::Paragraph(hash).hash(), &self.articles).any(|(number, _)| number == of);
        let shared = |hash| seen.has_paragraph(hash) && held(hash);
        print.paragraphs.iter().filter(|paragraph| shared(paragraph.hash)).map(|paragraph| paragraph.block).collect()
    }
}

fn compare(print: &Print, seen: &Seen, hits: Hits) -> Comparison {
    // Below the lower of the two bounds each sketch has every hash of its text.
    let bound = bound(print).min(seen.bound);
    let own = print.sketch.partition_point(|hash| *hash <= bound);
    let hashes = hits.hashes.count_ones();
    Comparison {
        hashes,
        weight: hits.weight,
        own: own as f64,
        // Between two rungs it is an estimate, and what both hold it holds.
        earlier: seen.below(bound).max(hashes.into()),
        runs: runs(print, own, hits.hashes),
        versions: hits.versions,
        is_copy: false,
        numbers_agree: numbers_agree(print, &seen.numbers, seen.shingles),
        paragraph_words: hits.paragraph_words,
    }
}

/// In how many runs of neighbours the shared hashes stand, in the order of the arrival's text. A text that was edited
/// shares a little all over, in many runs; one that took in a paragraph of another shares it in one.
fn runs(print: &Print, compared: usize, shared: u64) -> u32 {
    let places = print.order.iter().filter(|place| usize::from(**place) < compared);
    let (mut runs, mut within) = (0, false);
    for shares in places.map(|place| shared & (1 << place) != 0) {
        runs += u32::from(shares && !within);
        within = shares;
    }
    runs
}
