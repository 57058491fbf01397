//! What was written to the input, and what became of it: the law that nothing is lost, checked from outside.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::payloads::Expected;
use super::producer::Outgoing;
use super::reader::Read;

/// Partition and offset of a payload.
pub type Place = (i32, i64);

/// Every payload that was written, by its place. Places are known without asking: an input partition that one
/// producer fills, record by record, counts from 0.
#[derive(Debug, Default)]
pub struct Written {
    payloads: BTreeMap<Place, (Outgoing, Expected)>,
    next: HashMap<i32, i64>,
}

impl Written {
    pub fn note(&mut self, partition: i32, payload: Outgoing, expected: Expected) {
        let next = self.next.entry(partition).or_default();
        self.payloads.insert((partition, *next), (payload, expected));
        *next += 1;
    }

    /// How many payloads have to come out at the other end.
    pub fn to_come_out(&self) -> usize {
        self.payloads.values().filter(|(_, expected)| *expected != Expected::Filtered).count()
    }

    /// Places that no record and no dead letter speaks of, below a bound for each partition.
    pub fn missing(&self, articles: &[Read], dead_letters: &[Read], below: impl Fn(i32) -> i64) -> Vec<Place> {
        let seen = places(articles, dead_letters);
        self.payloads
            .iter()
            .filter(|((partition, offset), (_, expected))| {
                *expected != Expected::Filtered && *offset < below(*partition)
            })
            .map(|(place, _)| *place)
            .filter(|place| !seen.contains(place))
            .collect()
    }

    /// Everything came out, as it had to, at least once.
    #[track_caller]
    pub fn assert_all_ended(&self, articles: &[Read], dead_letters: &[Read]) {
        let missing = self.missing(articles, dead_letters, |_| i64::MAX);
        assert!(missing.is_empty(), "{} payloads are lost, the first: {:?}", missing.len(), missing.first());
        for read in articles {
            let place = read.article_source();
            let (_, expected) = self.payloads.get(&place).unwrap_or_else(|| panic!("nobody wrote {place:?}"));
            assert_eq!(*expected, Expected::Published, "{place:?} was published");
        }
        for read in dead_letters {
            let place = read.dead_letter_source();
            let (payload, expected) = self.payloads.get(&place).unwrap_or_else(|| panic!("nobody wrote {place:?}"));
            let reason = read.header("copydesk.reason").expect("a reason");
            let is_expected = matches!(expected, Expected::DeadLetter(expected) if *expected == reason);
            assert!(
                is_expected,
                "{place:?} has reason {reason}, expected {expected:?}: {:?}",
                read.header("copydesk.detail")
            );
            assert_eq!(read.value, payload.value, "the bytes of dead letter {place:?} are the payload's");
            assert_eq!(read.key, payload.key, "the key of dead letter {place:?} is the payload's");
            for (name, value) in &payload.headers {
                let found = read.headers.iter().find(|(found, _)| found == name).and_then(|(_, value)| value.as_ref());
                assert_eq!(found, Some(value), "header {name} of dead letter {place:?}");
            }
        }
    }
}

/// The places that records and dead letters speak of.
pub fn places(articles: &[Read], dead_letters: &[Read]) -> BTreeSet<Place> {
    articles.iter().map(Read::article_source).chain(dead_letters.iter().map(Read::dead_letter_source)).collect()
}

/// In each output partition, the articles of each input partition stand in the order of their payloads. A payload that
/// was delivered again counts where it came first.
#[track_caller]
pub fn assert_order(articles: &[Read]) {
    let mut seen = BTreeSet::new();
    let mut last: HashMap<(i32, i32), i64> = HashMap::new();
    let mut sorted: Vec<&Read> = articles.iter().collect();
    sorted.sort_by_key(|read| (read.partition, read.offset));
    for read in sorted {
        let (partition, offset) = read.article_source();
        if !seen.insert((partition, offset)) {
            continue;
        }
        if let Some(before) = last.insert((partition, read.partition), offset) {
            assert!(before < offset, "output {} has {partition}/{offset} after {partition}/{before}", read.partition);
        }
    }
}

/// No payload came out twice.
#[track_caller]
pub fn assert_no_duplicates(articles: &[Read], dead_letters: &[Read]) {
    let came_out = articles.len() + dead_letters.len();
    assert_eq!(places(articles, dead_letters).len(), came_out, "payloads came out more than once");
}
