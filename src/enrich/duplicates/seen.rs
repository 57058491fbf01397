//! An article as it arrives, and what is remembered of it.

use uuid::Uuid;

use super::print::SKETCH;
use crate::article::{Article, Print};
use crate::record::Origin;

/// The place of an article in the order of arrival. It goes round: after four billion articles it begins again, long
/// after the window has forgotten the first.
pub type Number = u32;

/// Hashes of a sketch from one rung of the ladder to the next.
const RUNG: usize = 4;

/// An article as the window meets it.
#[derive(Debug, Clone, Copy)]
pub struct Arrival<'a> {
    pub article: &'a Article,
    pub print: &'a Print,
    pub record_id: Uuid,
    pub origin: &'a Origin,
}

/// One article. What it holds of shingles stands in the postings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    pub record_id: Uuid,
    /// Where it stood: the partition by its number in the window; nothing without Kafka.
    pub place: Option<Place>,
    /// The article that its story began with, itself included.
    pub story: Number,
    /// It was given up before its payload had ended.
    pub forgotten: bool,
    /// Entries of it in the postings.
    pub entries: u16,
    pub exact: u128,
    pub title: Option<u64>,
    pub shingles: u32,
    pub numbers: Box<[u16]>,
    /// The upper bits of the hash of each paragraph. The postings know keys of 32 bits, and among millions of them a few meet
    /// by chance.
    pub paragraphs: Box<[u16]>,
    /// The upper bits of every fourth hash of its sketch: how many lie below a bound.
    pub ladder: [u16; SKETCH / RUNG],
    /// How many hashes its sketch has, and below which bound it has all.
    pub sketch: u16,
    pub bound: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    pub partition: u16,
    pub offset: i64,
}

/// Below which bound a sketch holds every hash of its text.
pub fn bound(print: &Print) -> u32 {
    if (print.shingles as usize) <= SKETCH { u32::MAX } else { print.sketch.last().copied().unwrap_or(u32::MAX) }
}

impl Seen {
    pub fn new(arrival: &Arrival<'_>, place: Option<Place>, story: Number, entries: usize) -> Self {
        let Arrival { print, record_id, .. } = *arrival;
        Self {
            record_id,
            place,
            story,
            forgotten: false,
            entries: u16::try_from(entries).unwrap_or(u16::MAX),
            exact: print.exact,
            title: print.title,
            shingles: print.shingles,
            numbers: print.numbers.as_slice().into(),
            paragraphs: print.paragraphs.iter().map(|paragraph| upper_bits(paragraph.hash)).collect(),
            ladder: Self::ladder(print),
            sketch: u16::try_from(print.sketch.len()).unwrap_or(u16::MAX),
            bound: bound(print),
        }
    }

    /// One that does not count, in its place.
    pub fn forgotten() -> Self {
        Self {
            record_id: Uuid::nil(),
            place: None,
            story: 0,
            forgotten: true,
            entries: 0,
            exact: 0,
            title: None,
            shingles: 0,
            numbers: Box::default(),
            paragraphs: Box::default(),
            ladder: [u16::MAX; SKETCH / RUNG],
            sketch: 0,
            bound: 0,
        }
    }

    fn ladder(print: &Print) -> [u16; SKETCH / RUNG] {
        let mut ladder = [u16::MAX; SKETCH / RUNG];
        for (rung, hash) in ladder.iter_mut().zip(print.sketch.iter().skip(RUNG - 1).step_by(RUNG)) {
            *rung = (hash >> 16) as u16;
        }
        ladder
    }

    /// How many hashes of its sketch lie at or below a bound: exact at its rungs, in proportion between two of them.
    pub fn below(&self, bound: u32) -> f64 {
        let whole = f64::from(self.sketch);
        if bound >= self.bound {
            return whole;
        }
        let bound = f64::from(bound >> 16);
        let rungs = self.ladder.iter().take(usize::from(self.sketch) / RUNG).map(|rung| f64::from(*rung));
        let (mut count, mut last) = (0.0, 0.0);
        for rung in rungs {
            if rung > bound {
                return (count + RUNG as f64 * (bound - last) / (rung - last).max(1.0)).min(whole);
            }
            (count, last) = (count + RUNG as f64, rung);
        }
        whole
    }

    /// What it takes beside its entries.
    pub fn bytes(&self) -> usize {
        size_of::<Self>() + (self.numbers.len() + self.paragraphs.len()) * size_of::<u16>() + 2 * ALLOCATION
    }

    /// Whether a paragraph that is held under its key is that one.
    pub fn has_paragraph(&self, hash: u64) -> bool {
        self.paragraphs.contains(&upper_bits(hash))
    }
}

fn upper_bits(hash: u64) -> u16 {
    (hash >> 48) as u16
}

/// What an allocation takes beside its bytes.
const ALLOCATION: usize = 16;
