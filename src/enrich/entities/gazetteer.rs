//! The list of names that ships with copydesk, read where it lies: nothing is built or copied at the start.
//!
//! `data/gazetteer/gazetteer.bin`, made by `tools/gazetteer/build.py`, little endian:
//!
//! ```text
//!  header   "cdgaz" 0 0 1, bits: u32, entities: u32, bytes of entries: u32, bytes of strings: u32
//!  slots    2^bits times u32: 0, or a tag in the highest byte and 1 + offset of an entry below; a key stands in the slot of
//!           its FNV-1a, folded to the lower half, or in the next that was free; the tag is the highest byte of the hash
//!  records  one an entity: kind: u8, weight: u8, ISO 3166-1: 2 bytes, geonames: u32, wikidata: u32, slug: u32
//!  entries  key bytes: u8, most tokens of a name that begins so: u8, roles: u16, meanings: u8, the key, u16 an entity each
//!  strings  length: u8, UTF-8
//! ```

use std::hash::Hasher;
use std::sync::LazyLock;

use crate::text::Fnv;

const TABLE: &[u8] = include_bytes!("../../../data/gazetteer/gazetteer.bin");
const HEADER: usize = 24;
const RECORD: usize = 16;
const ENTRY: usize = 5;

/// What a listed entity is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Country,
    City,
    Region,
    Person,
    Organisation,
    People,
}

/// What a word tells about its neighbours; a word may have several roles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Roles(u16);

impl Roles {
    pub const FIRST: Self = Self(1);
    pub const LAST: Self = Self(2);
    pub const TITLE: Self = Self(4);
    pub const OF: Self = Self(8);
    pub const SAID: Self = Self(16);
    pub const LOC: Self = Self(32);
    pub const ORG_HEAD: Self = Self(64);
    pub const ORG_TAIL: Self = Self(128);
    pub const PARTICLE: Self = Self(256);
    pub const COMMON: Self = Self(512);
    pub const STOP: Self = Self(1024);
    /// Written with a small letter where the script has capitals.
    pub const LOWER: Self = Self(2048);

    pub fn has(self, role: Self) -> bool {
        self.0 & role.0 != 0
    }

    pub const fn or(self, role: Self) -> Self {
        Self(self.0 | role.0)
    }
}

/// One listed entity.
#[derive(Debug, Clone, Copy)]
pub struct Listed {
    pub index: u16,
    pub kind: Kind,
    /// For a city 250 where it is a capital, else its population in steps of 20,000.
    pub weight: u8,
    pub iso: Option<&'static str>,
    pub geonames: Option<u32>,
    pub wikidata: Option<u32>,
    /// What identifies it where no code does.
    pub slug: &'static str,
}

impl Listed {
    pub fn is_capital(&self) -> bool {
        self.kind == Kind::City && self.weight == 250
    }
}

/// What is known of a word or a name.
#[derive(Debug, Clone, Copy, Default)]
pub struct Entry {
    pub roles: Roles,
    /// How many tokens the longest name has that begins with this one.
    pub longest: u8,
    meanings: &'static [u8],
}

impl Entry {
    /// A word that is no name.
    pub fn word(roles: Roles) -> Self {
        Self { roles, ..Self::default() }
    }

    pub fn has_meanings(&self) -> bool {
        !self.meanings.is_empty()
    }
}

#[derive(Debug, Clone, Copy)]
pub struct Gazetteer {
    mask: usize,
    slots: &'static [u8],
    records: &'static [u8],
    entries: &'static [u8],
    strings: &'static [u8],
}

impl Default for Gazetteer {
    fn default() -> Self {
        Self::read(TABLE).unwrap_or(Self { mask: 0, slots: &[], records: &[], entries: &[], strings: &[] })
    }
}

impl Gazetteer {
    fn read(table: &'static [u8]) -> Option<Self> {
        let bits = number(table, 8)?;
        let count = number(table, 12)?;
        let bytes = number(table, 16)?;
        let slots = 1usize.checked_shl(u32::try_from(bits).ok()?)?;
        let (slots_table, rest) = table.get(HEADER..)?.split_at_checked(slots * 4)?;
        let (records, rest) = rest.split_at_checked(count * RECORD)?;
        let (entries, strings) = rest.split_at_checked(bytes)?;
        Some(Self { mask: slots - 1, slots: slots_table, records, entries, strings })
    }

    /// Looks a folded name up; tokens are joined by one space.
    pub fn get(&self, key: &[u8]) -> Option<Entry> {
        self.get_hashed(key, Fnv::of(key))
    }

    /// The same where the hash is known.
    pub fn get_hashed(&self, key: &[u8], hash: u64) -> Option<Entry> {
        if key.is_empty() || key.len() > 120 {
            return None;
        }
        let tag = usize::try_from(hash >> 56).ok()?;
        // The table has more slots than keys: the last probe meets an empty one. The tag spares most looks at other keys.
        let mut slot = usize::try_from((hash ^ (hash >> 32)) & self.mask as u64).ok()?;
        for _ in 0..=self.mask {
            let found = number(self.slots, slot * 4)?;
            slot = (slot + 1) & self.mask;
            let at = (found & 0x00ff_ffff).checked_sub(1)?;
            if found >> 24 != tag {
                continue;
            }
            let entry = self.entries.get(at..)?;
            let [length, longest, low, high, count, ..] = *entry else { return None };
            let end = ENTRY + usize::from(length);
            if entry.get(ENTRY..end)? == key {
                return Some(Entry {
                    roles: Roles(u16::from_le_bytes([low, high])),
                    longest,
                    meanings: entry.get(end..end + 2 * usize::from(count))?,
                });
            }
        }
        None
    }

    /// Whether two words or more with this hash may begin a listed name, or be one; of those that do not, one in twenty may.
    pub fn may_begin(&self, hash: u64) -> bool {
        let (word, bit) = place(hash);
        BEGINNINGS.get(word).is_some_and(|bits| bits & bit != 0)
    }

    /// What a name can mean, the likeliest first.
    pub fn meanings(&self, entry: &Entry) -> impl Iterator<Item = Listed> {
        let meanings = entry.meanings;
        meanings.chunks_exact(2).filter_map(|pair| match pair {
            [low, high] => self.listed(u16::from_le_bytes([*low, *high])),
            _ => None,
        })
    }

    pub fn listed(&self, index: u16) -> Option<Listed> {
        let at = usize::from(index) * RECORD;
        let record = self.records.get(at..at + RECORD)?;
        let kind = match record.first()? {
            0 => Kind::Country,
            1 => Kind::City,
            2 => Kind::Region,
            3 => Kind::Person,
            4 => Kind::Organisation,
            _ => Kind::People,
        };
        let code = |at| u32::try_from(number(record, at)?).ok().filter(|code| *code != 0);
        Some(Listed {
            index,
            kind,
            weight: *record.get(1)?,
            iso: std::str::from_utf8(record.get(2..4)?).ok().filter(|iso| !iso.starts_with('\0')),
            geonames: code(4),
            wikidata: code(8),
            slug: self.string(number(record, 12)?)?,
        })
    }

    fn string(&self, at: usize) -> Option<&'static str> {
        let length = usize::from(*self.strings.get(at)?);
        std::str::from_utf8(self.strings.get(at + 1..at + 1 + length)?).ok()
    }

    pub fn keys(&self) -> impl Iterator<Item = &'static str> {
        let entries = self.entries;
        let mut at = 0;
        std::iter::from_fn(move || {
            let [length, _, _, _, count, ..] = *entries.get(at..)? else { return None };
            let end = at + ENTRY + usize::from(length);
            let key = std::str::from_utf8(entries.get(at + ENTRY..end)?).ok();
            at = end + 2 * usize::from(count);
            key
        })
    }
}

/// A bit for the hash of each beginning of two words or more of a name: most words begin some name that goes on otherwise.
static BEGINNINGS: LazyLock<Vec<u64>> = LazyLock::new(|| {
    let mut bits = vec![0; 1 << (BEGINNING_BITS - 6)];
    for key in Gazetteer::default().keys() {
        let mut hash = Fnv::default();
        for (at, word) in key.split(' ').enumerate() {
            hash = if at == 0 { hash.and(word.as_bytes()) } else { hash.and(b" ").and(word.as_bytes()) };
            let (word, bit) = place(hash.finish());
            if let Some(bits) = bits.get_mut(word).filter(|_| at > 0) {
                *bits |= bit;
            }
        }
    }
    bits
});

const BEGINNING_BITS: u32 = 21;

/// Where the bit of a hash stands.
fn place(hash: u64) -> (usize, u64) {
    let place = (hash ^ (hash >> 32)) & ((1 << BEGINNING_BITS) - 1);
    (usize::try_from(place >> 6).unwrap_or(usize::MAX), 1 << (place & 63))
}

fn number(bytes: &[u8], at: usize) -> Option<usize> {
    let four: [u8; 4] = bytes.get(at..at + 4)?.try_into().ok()?;
    usize::try_from(u32::from_le_bytes(four)).ok()
}

#[cfg(test)]
mod tests {
    use super::super::tokens::fold;
    use super::*;

    #[test]
    fn names_are_found_with_their_codes() {
        let gazetteer = Gazetteer::default();
        for (name, iso, geonames) in [
            ("موسكو", "RU", Some(524_901)),
            ("طهران", "IR", Some(112_931)),
            ("قازان", "RU", Some(551_487)),
            ("بيلاروسيا", "BY", None),
            ("كوريا الشمالية", "KP", None),
            ("Côte d’Ivoire", "CI", None),
        ] {
            let entry = gazetteer.get(fold(name).as_bytes()).unwrap();
            let listed = gazetteer.meanings(&entry).next().unwrap();
            assert_eq!((listed.iso, listed.geonames), (Some(iso), geonames), "{name}");
        }
        assert!(gazetteer.get(b"no such name").is_none());
        assert!(gazetteer.get(b"").is_none());
    }

    #[test]
    fn every_key_is_folded_as_text_is_and_found() {
        let gazetteer = Gazetteer::default();
        let mut count = 0;
        for key in gazetteer.keys() {
            assert_eq!(fold(key), key);
            assert!(gazetteer.get(key.as_bytes()).is_some(), "{key}");
            count += 1;
        }
        assert!(count > 100_000, "{count} keys");
    }

    #[test]
    fn every_beginning_of_a_name_may_begin_one_and_few_others() {
        let gazetteer = Gazetteer::default();
        for name in gazetteer.keys().filter(|key| key.contains(' ')) {
            for (at, _) in name.match_indices(' ').skip(1).chain([(name.len(), "")]) {
                assert!(gazetteer.may_begin(Fnv::of(name.as_bytes().get(..at).unwrap())), "{name}");
            }
        }
        let others = (0..100_000).filter(|n| gazetteer.may_begin(Fnv::of(format!("no such {n}").as_bytes()))).count();
        assert!(others < 10_000, "{others}");
    }

    #[test]
    fn a_table_that_is_cut_short_is_no_table() {
        assert!(Gazetteer::read(&TABLE[..10]).is_none());
        assert!(Gazetteer::read(&TABLE[..10_000]).is_none());
    }
}
