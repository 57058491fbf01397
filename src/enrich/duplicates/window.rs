//! The window: what is remembered of the articles of the last while.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use super::keys::Key;
use super::postings::{ENTRY_BYTES, Postings, Remembered};
use super::seen::{Arrival, Number, Place, Seen};
use crate::article::Duplicate;
use crate::record::{Origin, Position};

/// How the time of the window is divided: what is forgotten for its age is forgotten by the bucket.
const BUCKETS: u64 = 24;
/// Partitions that can be told apart; all beyond share the last number, and are forgotten together.
const PARTITIONS: usize = u16::MAX as usize;

/// How far the window reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    pub bytes: usize,
    pub time: Duration,
}

/// Articles that were forgotten since the window was made.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Evictions {
    /// Older than the window reaches.
    pub age: u64,
    /// The oldest, when the window was full.
    pub size: u64,
    /// Their payload had not ended when its partition was given up.
    pub revoked: u64,
}

/// The articles of the last while.
#[derive(Debug)]
pub struct Window {
    bounds: Bounds,
    pub(super) articles: Articles,
    pub(super) postings: Postings,
    /// When a bucket began, in milliseconds, and how many articles of it are left.
    pub(super) buckets: VecDeque<(u64, usize)>,
    pub(super) partitions: Vec<Partition>,
    /// Entries in the postings, and bytes of the articles.
    entries: usize,
    bytes: usize,
    evictions: Evictions,
}

/// A partition from which articles came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Partition {
    pub topic: Arc<str>,
    pub partition: i32,
    /// The assignment under which its articles come, and the offset of its first payload.
    epoch: u32,
    start: i64,
    /// The last assignment that is over.
    given_up: u32,
}

impl Partition {
    pub fn new(topic: Arc<str>, partition: i32) -> Self {
        Self { topic, partition, epoch: 0, start: 0, given_up: 0 }
    }

    /// The first offset of the assignment, where one has begun and is not over.
    pub fn began(&self) -> Option<i64> {
        (self.epoch > self.given_up).then_some(self.start)
    }
}

/// In the order of arrival.
#[derive(Debug)]
pub(super) struct Articles {
    pub seen: VecDeque<Seen>,
    /// The number of the oldest.
    pub first: Number,
}

impl Articles {
    pub fn get(&self, number: Number) -> Option<&Seen> {
        self.seen.get(number.wrapping_sub(self.first) as usize).filter(|seen| !seen.forgotten)
    }

    pub fn next(&self) -> Number {
        self.first.wrapping_add(self.seen.len() as u32)
    }
}

impl Remembered for Articles {
    fn story(&self, number: Number) -> Option<Number> {
        self.get(number).map(|seen| seen.story)
    }

    fn age(&self, number: Number) -> u32 {
        self.next().wrapping_sub(number)
    }
}

impl Window {
    #[must_use]
    pub fn new(bounds: Bounds) -> Self {
        Self {
            bounds,
            // Not from 0: that is the number in an empty entry.
            articles: Articles { seen: VecDeque::new(), first: 1 },
            postings: Postings::default(),
            buckets: VecDeque::new(),
            partitions: Vec::new(),
            entries: 0,
            bytes: 0,
            evictions: Evictions::default(),
        }
    }

    /// Says what an article is to those before it, and remembers it. `now` is in milliseconds; a step back counts as
    /// none.
    pub fn meet(&mut self, arrival: Arrival<'_>, now: u64) -> Option<Duplicate> {
        self.forget_old(now);
        let found = self.recognise(arrival);
        let (duplicate, story) = found.map_or((None, None), |(duplicate, story)| (Some(duplicate), story));
        self.remember(arrival, story, now);
        duplicate
    }

    /// Articles that are remembered.
    #[must_use]
    pub fn len(&self) -> usize {
        self.articles.seen.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What it holds, at most [`Bounds::bytes`] but for what its tables start with.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.bytes + self.entries * ENTRY_BYTES
    }

    pub(super) fn bounds(&self) -> Bounds {
        self.bounds
    }

    #[must_use]
    pub fn evictions(&self) -> Evictions {
        self.evictions
    }

    /// Says that an assignment begins, with its first payload: what was met from there on under an older one comes again.
    pub fn begin(&mut self, position: &Position) {
        let number = self.partition(&position.topic, position.partition);
        if let Some(partition) = self.partitions.get_mut(number) {
            (partition.epoch, partition.start) = (position.epoch, position.offset);
        }
        self.forget_from(number, position.offset);
    }

    /// Says that an assignment is over: what was met from the offset on that the next one begins with comes again, here or
    /// elsewhere. Without that offset nothing of it has ended. What is still on its way under it is not met any more.
    pub fn give_up(&mut self, topic: &Arc<str>, partition: i32, epoch: u32, next: Option<i64>) {
        let number = self.partition(topic, partition);
        let Some(partition) = self.partitions.get_mut(number) else { return };
        partition.given_up = epoch;
        let began = (partition.epoch == epoch).then_some(partition.start);
        if let Some(from) = next.or(began) {
            self.forget_from(number, from);
        }
    }

    /// Whether a payload comes from an assignment that is over.
    #[must_use]
    pub fn is_given_up(&self, position: &Position) -> bool {
        let known = |known: &&Partition| known.topic == position.topic && known.partition == position.partition;
        self.partitions.iter().find(known).is_some_and(|partition| position.epoch <= partition.given_up)
    }

    fn forget_from(&mut self, partition: usize, offset: i64) {
        let number = place_number(partition);
        for seen in &mut self.articles.seen {
            let stood = seen.place.filter(|place| place.partition == number);
            if stood.is_some_and(|place| place.offset >= offset) && !seen.forgotten {
                seen.forgotten = true;
                self.evictions.revoked += 1;
            }
        }
    }

    pub(super) fn forget_old(&mut self, now: u64) {
        let reach = u64::try_from(self.bounds.time.as_millis()).unwrap_or(u64::MAX);
        while let Some(&(_, left)) = self.buckets.front().filter(|(began, _)| began.saturating_add(reach) <= now) {
            for _ in 0..left {
                self.evictions.age += u64::from(self.forget_oldest());
            }
            self.buckets.pop_front();
        }
    }

    /// Whether it was remembered until now.
    fn forget_oldest(&mut self) -> bool {
        let Some(seen) = self.articles.seen.pop_front() else { return false };
        self.articles.first = self.articles.first.wrapping_add(1);
        self.entries -= usize::from(seen.entries);
        self.bytes -= seen.bytes();
        !seen.forgotten
    }

    fn remember(&mut self, arrival: Arrival<'_>, story: Option<Number>, now: u64) {
        let number = self.articles.next();
        let place = self.place(arrival.origin);
        let keys = self.keys(&arrival);
        let seen = Seen::new(&arrival, place, story.unwrap_or(number), keys.len());
        self.make_room(seen.bytes() + keys.len() * ENTRY_BYTES);

        let width = u64::try_from(self.bounds.time.as_millis()).unwrap_or(u64::MAX) / BUCKETS;
        match self.buckets.back_mut().filter(|(began, _)| now < began.saturating_add(width.max(1))) {
            Some((_, count)) => *count += 1,
            None => self.buckets.push_back((now, 1)),
        }
        self.push(seen);
        for key in keys {
            self.postings.insert(key, number, story.unwrap_or(number), self.entries, &self.articles);
        }
    }

    pub(super) fn push(&mut self, seen: Seen) {
        self.entries += usize::from(seen.entries);
        self.bytes += seen.bytes();
        self.articles.seen.push_back(seen);
    }

    fn keys(&self, arrival: &Arrival<'_>) -> Vec<u32> {
        let print = arrival.print;
        let paragraphs = print.paragraphs.iter().map(|paragraph| Key::Paragraph(paragraph.hash).hash());
        let whole = Key::whole(arrival).into_iter().flatten();
        let mut keys: Vec<u32> = print.sketch.iter().copied().chain(paragraphs).chain(whole).collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    }

    pub(super) fn make_room(&mut self, bytes: usize) {
        while self.bytes() + bytes > self.bounds.bytes && !self.articles.seen.is_empty() {
            self.evictions.size += u64::from(self.forget_oldest());
            if let Some((_, left)) = self.buckets.front_mut() {
                *left -= 1;
                if *left == 0 {
                    self.buckets.pop_front();
                }
            }
        }
    }

    pub(super) fn place(&mut self, origin: &Origin) -> Option<Place> {
        let position = origin.position()?;
        let partition = self.partition(&position.topic, position.partition);
        Some(Place { partition: place_number(partition), offset: position.offset })
    }

    fn partition(&mut self, topic: &Arc<str>, partition: i32) -> usize {
        let known = |known: &Partition| known.topic == *topic && known.partition == partition;
        self.partitions.iter().position(known).unwrap_or_else(|| {
            if self.partitions.len() < PARTITIONS {
                self.partitions.push(Partition::new(Arc::clone(topic), partition));
            }
            self.partitions.len() - 1
        })
    }
}

fn place_number(index: usize) -> u16 {
    u16::try_from(index).unwrap_or(u16::MAX)
}
