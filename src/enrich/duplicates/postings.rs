//! Which of the remembered articles hold a hash.
//!
//! A hash table of groups, each a cache line with room for eight entries. Entries of articles that are no longer
//! remembered count as free, so nothing is ever taken out: forgetting an article costs nothing. The table grows by one
//! group at a time (linear hashing, Litwin 1980): no insertion waits for all of it to be moved.
//!
//! A hash has two groups and goes to the emptier one (two-choice hashing, Azar et al. 1999). With a single one the groups
//! that are not split yet hold twice as much as the others and run over, and what is pushed out are the oldest articles.

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
    pub fn of_range(&self, groups: Range<usize>) -> impl Iterator<Item = (u32, Number)> + '_ {
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
        self.entries(self.indices(key))
            .filter(move |(_, entry)| entry.key == key)
            .filter_map(move |(_, entry)| Some((entry.number, articles.story(entry.number)?)))
    }

    /// Notes that an article holds the hash. `entries` is how many are held in all; the table grows with it.
    pub fn insert(&mut self, key: u32, number: Number, story: Number, entries: usize, articles: &impl Remembered) {
        if entries > self.groups * FILL {
            self.grow();
        }
        let indices = self.indices(key);
        // Of each group a free place, and how many there are.
        let mut free = [(None, 0_usize); 2];
        let (mut oldest, mut latest) = (None, None);
        let (mut holders, mut of_story) = (0, 0);
        for (place, entry) in self.entries(indices) {
            let Some(held) = articles.story(entry.number) else {
                let second = usize::from(place.0 != indices.0);
                if let Some((first, count)) = free.get_mut(second) {
                    first.get_or_insert(place);
                    *count += 1;
                }
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
            let [one, other] = free;
            let emptier = if other.1 > one.1 { other } else { one };
            emptier.0.or(oldest.map(|(place, _)| place))
        };
        if let Some((group, at)) = place
            && let Some(entry) = self.group_mut(group).and_then(|group| group.0.get_mut(at))
        {
            *entry = Entry { key, number };
        }
    }

    /// Entries of two groups, each with its place.
    fn entries(&self, (one, other): (usize, usize)) -> impl Iterator<Item = ((usize, usize), Entry)> + '_ {
        let of = |index| {
            let entries = self.group(index).map_or(&[][..], |group| &group.0);
            entries.iter().enumerate().map(move |(at, entry)| ((index, at), *entry))
        };
        of(one).chain((other != one).then(|| of(other)).into_iter().flatten())
    }

    /// The two groups of a hash.
    fn indices(&self, key: u32) -> (usize, usize) {
        // Keys are the smallest hashes of their texts: their upper bits are alike, so they are spread again.
        let spread = |by: u32| {
            let spread = key.wrapping_mul(by);
            self.index((spread ^ (spread >> 15)) as usize)
        };
        (spread(0x9e37_79b1), spread(0x85eb_ca6b))
    }

    /// Doubles the reach of the hash when every group has been split once; until then groups are split in turn.
    fn index(&self, spread: usize) -> usize {
        let reach = self.groups.next_power_of_two();
        let index = spread & (reach - 1);
        if index < self.groups { index } else { spread & (reach / 2 - 1) }
    }

    fn grow(&mut self) {
        let new = self.groups;
        let old = new - (new + 1).next_power_of_two() / 2;
        if new == self.chunks.len() * CHUNK {
            self.chunks.push(chunk());
        }
        self.groups += 1;
        let Some(split) = self.group(old).cloned() else { return };
        let (mut stay, mut go) = (Group::default(), Group::default());
        for (place, entry) in split.0.iter().enumerate() {
            let (one, other) = self.indices(entry.key);
            let to = if one == old || other == old { &mut stay } else { &mut go };
            if let Some(to) = to.0.get_mut(place) {
                *to = *entry;
            }
        }
        for (at, group) in [(old, stay), (new, go)] {
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Everything that was ever inserted, each article a story of its own.
    struct All(Number);

    impl Remembered for All {
        fn story(&self, number: Number) -> Option<Number> {
            (number > 0).then_some(number)
        }

        fn age(&self, number: Number) -> u32 {
            self.0 - number
        }
    }

    #[test]
    fn what_came_first_is_found_nearly_as_well_as_what_came_last() {
        let mut postings = Postings::default();
        let key = |number: u32| number.wrapping_mul(0x0100_0193) >> 4 | 1;
        // The table grows eightfold, and stands between two powers of two.
        let total = 40_000;
        for number in 1..=total {
            postings.insert(key(number), number, number, number as usize, &All(number));
        }
        assert!(postings.groups > 7 * CHUNK && !postings.groups.is_power_of_two());
        let held = |number: &u32| postings.holders(key(*number), &All(total)).any(|(held, _)| held == *number);
        let (old, new) = ((1..=total / 2).filter(held).count(), (total / 2 + 1..=total).filter(held).count());
        assert!(old >= 19_500 && new == 20_000, "{old} and {new} of 20000");
    }
}
