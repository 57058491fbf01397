//! Which of the remembered articles hold a hash.
//!
//! A hash table of groups, each a cache line with room for eight entries. Entries of articles that are no longer
//! remembered count as free, so nothing is ever taken out: forgetting an article costs nothing. The table grows by one
//! group at a time (linear hashing, Litwin 1980): no insertion waits for all of it to be moved.

use std::ops::Range;

use super::seen::Number;

const ROOM: usize = 8;
/// Entries a group holds on average before the table grows.
const FILL: usize = 5;
/// Groups that are allocated together, a power of two.
const CHUNK: usize = 1024;
/// Different stories that may hold a hash. What so many hold says nothing any more.
pub const STORIES: usize = 4;
/// Articles of one story that may: the first, which is what others are compared with, and the latest, for the time when
/// the first is forgotten.
const OF_ONE_STORY: usize = 2;

/// What one entry takes on average when the table is as full as it gets.
pub const ENTRY_BYTES: usize = size_of::<Group>() / FILL;

#[derive(Debug, Clone, Copy, Default)]
struct Entry {
    key: u32,
    number: Number,
}

#[derive(Debug, Clone, Default)]
#[repr(align(64))]
struct Group([Entry; ROOM]);

/// What the table asks about the articles it points to.
pub trait Remembered {
    /// The story of an article; nothing where it is forgotten.
    fn story(&self, number: Number) -> Option<Number>;
    /// Numbers that are remembered, but for single ones among them.
    fn age(&self, number: Number) -> u32;
}

#[derive(Debug)]
pub struct Postings {
    chunks: Vec<Box<[Group]>>,
    groups: usize,
}

impl Default for Postings {
    fn default() -> Self {
        Self { chunks: vec![chunk()], groups: CHUNK }
    }
}

fn chunk() -> Box<[Group]> {
    vec![Group::default(); CHUNK].into_boxed_slice()
}

impl Postings {
    /// An empty table of so many groups, or of as many as fit into the bytes.
    pub fn of_groups(groups: usize, bytes: usize) -> Self {
        let groups = groups.min(bytes / size_of::<Group>()).max(CHUNK);
        Self { chunks: (0..groups.div_ceil(CHUNK)).map(|_| chunk()).collect(), groups }
    }

    pub fn groups(&self) -> usize {
        self.groups
    }

    /// What stands in some of the groups.
    pub fn entries(&self, groups: Range<usize>) -> impl Iterator<Item = (u32, Number)> + '_ {
        let groups = groups.filter_map(|index| self.group(index));
        groups.flat_map(|group| &group.0).map(|entry| (entry.key, entry.number))
    }

    /// Puts an entry of such a table into this one, where its article is remembered.
    pub fn put_back(&mut self, key: u32, number: Number, articles: &impl Remembered) {
        let Some(story) = articles.story(number) else { return };
        // A group that was split while the entries were read gave some of them twice.
        if !self.holders(key, articles).any(|(holder, _)| holder == number) {
            self.insert(key, number, story, 0, articles);
        }
    }

    /// Remembered articles that hold the hash.
    pub fn holders<'a>(
        &'a self,
        key: u32,
        articles: &'a impl Remembered,
    ) -> impl Iterator<Item = (Number, Number)> + 'a {
        let entries = self.group(self.index(key)).map_or(&[][..], |group| &group.0);
        entries
            .iter()
            .filter(move |entry| entry.key == key)
            .filter_map(move |entry| Some((entry.number, articles.story(entry.number)?)))
    }

    /// Notes that an article holds the hash. `entries` is how many are held in all; the table grows with it.
    pub fn insert(&mut self, key: u32, number: Number, story: Number, entries: usize, articles: &impl Remembered) {
        if entries > self.groups * FILL {
            self.grow();
        }
        let index = self.index(key);
        let Some(group) = self.group_mut(index) else { return };
        let (mut free, mut oldest) = (None, None);
        let (mut holders, mut of_story, mut latest) = (0, 0, None);
        for (place, entry) in group.0.iter().enumerate() {
            let Some(held) = articles.story(entry.number) else {
                free = free.or(Some(place));
                continue;
            };
            let age = articles.age(entry.number);
            if oldest.is_none_or(|(_, most)| age > most) {
                oldest = Some((place, age));
            }
            if entry.key == key {
                holders += 1;
                if held == story {
                    of_story += 1;
                    if latest.is_none_or(|(_, least)| age < least) {
                        latest = Some((place, age));
                    }
                }
            }
        }
        let place = if of_story >= OF_ONE_STORY {
            latest.map(|(place, _)| place)
        } else if holders >= STORIES {
            // Common already. When its holders are forgotten there is room again.
            None
        } else {
            free.or(oldest.map(|(place, _)| place))
        };
        if let Some(entry) = place.and_then(|place| group.0.get_mut(place)) {
            *entry = Entry { key, number };
        }
    }

    /// Doubles the reach of the hash when every group has been split once; until then groups are split in turn.
    fn index(&self, key: u32) -> usize {
        // Keys are the smallest hashes of their texts: their upper bits are alike, so they are spread again.
        let spread = key.wrapping_mul(0x9e37_79b1);
        let spread = (spread ^ (spread >> 15)) as usize;
        let reach = self.groups.next_power_of_two();
        let index = spread & (reach - 1);
        if index < self.groups { index } else { spread & (reach / 2 - 1) }
    }

    fn grow(&mut self) {
        let new = self.groups;
        let half = (new + 1).next_power_of_two() / 2;
        if new == self.chunks.len() * CHUNK {
            self.chunks.push(chunk());
        }
        self.groups += 1;
        let Some(split) = self.group(new - half).cloned() else { return };
        let (mut stay, mut go) = (Group::default(), Group::default());
        for (place, entry) in split.0.iter().enumerate() {
            let to = if self.index(entry.key) == new { &mut go } else { &mut stay };
            if let Some(to) = to.0.get_mut(place) {
                *to = *entry;
            }
        }
        for (at, group) in [(new - half, stay), (new, go)] {
            if let Some(place) = self.group_mut(at) {
                *place = group;
            }
        }
    }

    fn group(&self, index: usize) -> Option<&Group> {
        self.chunks.get(index / CHUNK)?.get(index % CHUNK)
    }

    fn group_mut(&mut self, index: usize) -> Option<&mut Group> {
        self.chunks.get_mut(index / CHUNK)?.get_mut(index % CHUNK)
    }
}
