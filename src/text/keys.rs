//! Words by number: each different one of a text once.

use std::hash::{BuildHasher, Hasher, RandomState};

/// How many slots are looked at for a word. Words that were chosen to meet in one slot get numbers of their own instead of
/// making a text slow.
const MAX_PROBES: usize = 64;

/// FNV-1a, 64 bits: quick for words, and the same everywhere.
#[derive(Debug, Clone, Copy)]
pub struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Fnv {
    /// The hash of some bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> u64 {
        Self::default().and(bytes).0
    }

    /// Goes on with more bytes.
    #[must_use]
    pub fn and(self, bytes: &[u8]) -> Self {
        Self(bytes.iter().fold(self.0, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)))
    }
}

impl Hasher for Fnv {
    fn write(&mut self, bytes: &[u8]) {
        *self = self.and(bytes);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// For tables of what a text brings: quicker for a few numbers than the library's hash, and with a seed of its own for each
/// table, so that nobody can write a text whose phrases all meet.
#[derive(Debug, Clone)]
pub struct SeededState(u64);

impl Default for SeededState {
    fn default() -> Self {
        Self(RandomState::new().hash_one(0_u8))
    }
}

impl BuildHasher for SeededState {
    type Hasher = Seeded;

    fn build_hasher(&self) -> Seeded {
        Seeded { hash: self.0, seed: self.0.rotate_left(32) | 1 }
    }
}

#[derive(Debug)]
pub struct Seeded {
    hash: u64,
    seed: u64,
}

impl Seeded {
    fn add(&mut self, number: u64) {
        let product = u128::from(self.hash ^ number) * u128::from(0x9e37_79b9_7f4a_7c15 ^ self.seed);
        self.hash = (product as u64) ^ ((product >> 64) as u64);
    }
}

impl Hasher for Seeded {
    fn write(&mut self, bytes: &[u8]) {
        let (parts, rest) = bytes.as_chunks();
        for part in parts {
            self.add(u64::from_le_bytes(*part));
        }
        if !rest.is_empty() {
            self.add(rest.iter().rev().fold(1, |number, byte| (number << 8) | u64::from(*byte)));
        }
    }

    fn write_u16(&mut self, number: u16) {
        self.add(u64::from(number));
    }

    fn write_u32(&mut self, number: u32) {
        self.add(u64::from(number));
    }

    fn write_u64(&mut self, number: u64) {
        self.add(number);
    }

    fn write_usize(&mut self, number: usize) {
        self.add(number as u64);
    }

    fn finish(&self) -> u64 {
        self.hash ^ (self.hash >> 29)
    }
}

/// Different words, numbered from 0 in the order in which they came.
#[derive(Debug, Default)]
pub struct Keys {
    arena: String,
    words: Vec<Word>,
    /// A power of two; 0 is free, else one more than a number.
    slots: Vec<u32>,
}

#[derive(Debug, Clone, Copy)]
struct Word {
    start: u32,
    end: u32,
    hash: u64,
}

impl Keys {
    /// With room for the words that a text of so many bytes is likely to have.
    pub fn for_text(bytes: usize) -> Self {
        let words = (bytes / 12).min(1 << 12);
        let slots = (2 * words).next_power_of_two().max(16);
        Self {
            arena: String::with_capacity(bytes.min(1 << 14) / 2),
            words: Vec::with_capacity(words),
            slots: vec![0; slots],
        }
    }

    /// The number of a word, which may be new.
    pub fn number(&mut self, word: &str) -> u32 {
        self.make_room();
        let hash = Fnv::of(word.as_bytes());
        self.place(hash, |known| known == word.as_bytes()).unwrap_or_else(|free| self.add(word, hash, free))
    }

    /// The number of a word of ASCII letters as it is written small.
    pub fn number_in_lowercase(&mut self, word: &str) -> u32 {
        self.make_room();
        let hash = word.bytes().fold(Fnv::default(), |hash, byte| hash.and(&[byte.to_ascii_lowercase()])).finish();
        let place = self.place(hash, |known| known.eq_ignore_ascii_case(word.as_bytes()));
        place.unwrap_or_else(|free| {
            let start = self.arena.len();
            let number = self.add(word, hash, free);
            self.arena.get_mut(start..).into_iter().for_each(str::make_ascii_lowercase);
            number
        })
    }

    fn make_room(&mut self) {
        if self.slots.len() < 2 * (self.words.len() + 1) {
            self.grow();
        }
    }

    fn add(&mut self, word: &str, hash: u64, free: Option<usize>) -> u32 {
        let number = u32::try_from(self.words.len()).unwrap_or(u32::MAX);
        let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let start = place(self.arena.len());
        self.arena.push_str(word);
        self.words.push(Word { start, end: place(self.arena.len()), hash });
        if let Some(slot) = free.and_then(|free| self.slots.get_mut(free)) {
            *slot = number.saturating_add(1);
        }
        number
    }

    /// The number of a word that has one.
    pub fn find(&self, word: &str) -> Option<u32> {
        self.find_hashed(word, Fnv::of(word.as_bytes()))
    }

    /// The same where the FNV-1a hash is known.
    pub fn find_hashed(&self, word: &str, hash: u64) -> Option<u32> {
        self.place(hash, |known| known == word.as_bytes()).ok()
    }

    pub fn get(&self, number: u32) -> &str {
        let word = self.words.get(number as usize);
        word.and_then(|word| self.arena.get(word.start as usize..word.end as usize)).unwrap_or_default()
    }

    pub fn is_empty(&self, number: u32) -> bool {
        self.words.get(number as usize).is_none_or(|word| word.start == word.end)
    }

    /// The FNV-1a hash of a word.
    pub fn hash(&self, number: u32) -> u64 {
        self.words.get(number as usize).map_or(0, |word| word.hash)
    }

    /// How many words there are.
    pub fn count(&self) -> usize {
        self.words.len()
    }

    /// The number of a word of a hash, or the slot that is free for it.
    fn place(&self, hash: u64, is_it: impl Fn(&[u8]) -> bool) -> Result<u32, Option<usize>> {
        let Some(mask) = self.slots.len().checked_sub(1) else { return Err(None) };
        let mut slot = Self::slot(hash) & mask;
        for _ in 0..MAX_PROBES.min(self.slots.len()) {
            let Some(number) = self.slots.get(slot).and_then(|found| found.checked_sub(1)) else {
                return Err(Some(slot));
            };
            let known = self.words.get(number as usize).filter(|known| known.hash == hash);
            let bytes = known.and_then(|known| self.arena.as_bytes().get(known.start as usize..known.end as usize));
            if bytes.is_some_and(&is_it) {
                return Ok(number);
            }
            slot = (slot + 1) & mask;
        }
        Err(None)
    }

    /// Where a word is looked for first, with all bits that any number of slots takes.
    fn slot(hash: u64) -> usize {
        (hash ^ (hash >> 32)) as u32 as usize
    }

    fn grow(&mut self) {
        let size = (self.slots.len() * 2).max(16);
        let mask = size - 1;
        let mut slots = vec![0; size];
        for (word, number) in self.words.iter().zip(1_u32..) {
            let mut slot = Self::slot(word.hash) & mask;
            for _ in 0..MAX_PROBES {
                match slots.get_mut(slot) {
                    Some(free @ 0) => {
                        *free = number;
                        break;
                    }
                    _ => slot = (slot + 1) & mask,
                }
            }
        }
        self.slots = slots;
    }
}

/// What is known of words of our own; words from outside would need a keyed hash. Those of a text are looked up by the hash
/// that their keys have already.
#[derive(Debug)]
pub struct ByWord<V> {
    words: Keys,
    values: Vec<V>,
}

impl<V> Default for ByWord<V> {
    fn default() -> Self {
        Self { words: Keys::default(), values: Vec::new() }
    }
}

impl<V: Default> ByWord<V> {
    /// Changes what is known of a word: at first the default.
    pub fn change(&mut self, word: &str, change: impl FnOnce(&mut V)) {
        let number = self.words.number(word) as usize;
        if number >= self.values.len() {
            self.values.push(V::default());
        }
        self.values.get_mut(number).map(change);
    }
}

impl<V> ByWord<V> {
    #[must_use]
    pub fn get(&self, word: &str) -> Option<&V> {
        self.get_hashed(word, Fnv::of(word.as_bytes()))
    }

    /// The same where the FNV-1a hash is known.
    #[must_use]
    pub fn get_hashed(&self, word: &str, hash: u64) -> Option<&V> {
        self.values.get(self.words.find_hashed(word, hash)? as usize)
    }

    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut V> {
        self.values.iter_mut()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_has_one_number_and_each_number_its_word() {
        let mut keys = Keys::default();
        let words: Vec<_> = (0..5_000).map(|n| format!("w{n}")).collect();
        let numbers: Vec<_> = words.iter().map(|word| keys.number(word)).collect();
        assert_eq!(numbers, (0..5_000).collect::<Vec<_>>());
        for (word, number) in words.iter().zip(&numbers) {
            assert_eq!(
                (keys.number(word), keys.find(word), keys.get(*number)),
                (*number, Some(*number), word.as_str())
            );
            assert_eq!(keys.hash(*number), Fnv::of(word.as_bytes()));
        }
        assert_eq!((keys.find("w5000"), keys.get(5_000), keys.count()), (None, "", 5_000));
    }

    #[test]
    fn a_word_in_capitals_has_the_number_of_the_small_one() {
        let mut keys = Keys::default();
        assert_eq!((keys.number_in_lowercase("The"), keys.number("the"), keys.number_in_lowercase("THE")), (0, 0, 0));
        assert_eq!((keys.number("news"), keys.number_in_lowercase("NEWS"), keys.get(1)), (1, 1, "news"));
        assert_eq!(keys.hash(0), Fnv::of(b"the"));
    }

    #[test]
    fn what_is_known_of_a_word_is_found_by_it_and_by_its_hash() {
        let mut table = ByWord::<usize>::default();
        for n in (0..500).chain(0..250) {
            table.change(&format!("w{n}"), |count| *count += 1);
        }
        assert_eq!((table.get("w0"), table.get("w499"), table.get("w500")), (Some(&2), Some(&1), None));
        assert_eq!(table.get_hashed("w7", Fnv::of(b"w7")), Some(&2));
        assert_eq!(table.values_mut().map(|count| *count).sum::<usize>(), 750);
    }

    #[test]
    fn the_hash_is_that_of_the_specification() {
        assert_eq!(Fnv::of(b""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(Fnv::of(b"foobar"), 0x8594_4171_f739_67e8);
        assert_eq!(Fnv::default().and(b"foo").and(b"bar").finish(), Fnv::of(b"foobar"));
    }

    #[test]
    fn words_that_meet_in_one_slot_cost_no_more_than_so_many_looks() {
        let mut keys = Keys::default();
        keys.number("first");
        // All slots taken, as by words that were chosen so: the next is new and finds no place.
        keys.slots.iter_mut().for_each(|slot| *slot = 1);
        assert_eq!(keys.place(Fnv::of(b"second"), |known| known == b"second"), Err(None));
        assert_eq!((keys.number("second"), keys.number("second")), (1, 2));
    }
}
