//! The books: which numbers stand in the input, and what a reader of committed records has seen come out. A byte for each
//! number and its place, and a few sums for each partition: a million payloads are seventeen megabytes.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::payload::{Ending, ending};

/// The number stands in the input, as far as it is committed there.
const IN: u8 = 0x80;
/// How often it came out, up to the most that this can say.
const TIMES: u8 = 0x7f;
/// Examples that are kept of what is wrong.
const EXAMPLES: usize = 20;

/// Where something came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Topic {
    Articles,
    DeadLetters,
}

/// One record that came out.
#[derive(Debug, Clone, Copy)]
pub struct Out {
    pub number: u64,
    pub topic: Topic,
    pub partition: i32,
    /// The partition of its payload.
    pub source: i32,
    pub hash: u64,
}

#[derive(Debug, Default)]
pub struct Books(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    numbers: Vec<u8>,
    /// For each input partition, the offsets at which numbers stand.
    places: BTreeMap<i32, Vec<(i64, u64)>>,
    /// For each input partition, what has to come out of it and what has.
    due: BTreeMap<i32, u64>,
    ended: BTreeMap<i32, u64>,
    sums: Sums,
    last: HashMap<(Topic, i32, i32), u64>,
    strikes: Vec<Strike>,
}

/// What was counted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sums {
    pub input: u64,
    pub filtered: u64,
    pub articles: u64,
    pub dead_letters: u64,
    /// Repetitions.
    pub doubled: u64,
    /// Out of their order within one output partition.
    pub out_of_order: u64,
    /// With another content than they should have, or in another topic.
    pub wrong: u64,
    /// In the input, but never out.
    pub lost: u64,
    /// Out, but not in the input.
    pub phantoms: u64,
    pub examples: Vec<String>,
}

#[derive(Debug)]
struct Strike {
    at: Instant,
    /// Partitions with work waiting of which nothing has come out since.
    waiting: BTreeSet<i32>,
    recovered: Option<Duration>,
}

impl Books {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A payload stands in the input.
    pub fn came_in(&self, number: u64, partition: i32, offset: i64) {
        let mut state = self.state();
        state.places.entry(partition).or_default().push((offset, number));
        *state.entry(number) |= IN;
        state.sums.input += 1;
        if ending(number) == Ending::Filtered {
            state.sums.filtered += 1;
        } else {
            *state.due.entry(partition).or_default() += 1;
        }
    }

    /// Something came out.
    pub fn came_out(&self, out: Out) {
        let expected = match ending(out.number) {
            Ending::Article(hash) => Some((Topic::Articles, hash)),
            Ending::DeadLetter(hash) => Some((Topic::DeadLetters, hash)),
            Ending::Filtered => None,
        };
        let mut state = self.state();
        match out.topic {
            Topic::Articles => state.sums.articles += 1,
            Topic::DeadLetters => state.sums.dead_letters += 1,
        }
        if expected != Some((out.topic, out.hash)) {
            state.sums.wrong += 1;
            state.note(format!("wrong: {out:?}, expected {expected:?}"));
        }
        let entry = state.entry(out.number);
        let times = *entry & TIMES;
        *entry = (*entry & IN) | (times + 1).min(TIMES);
        if times > 0 {
            state.sums.doubled += 1;
            state.note(format!("doubled: {out:?}"));
            return;
        }
        let last = state.last.insert((out.topic, out.partition, out.source), out.number);
        if last.is_some_and(|last| last > out.number) {
            state.sums.out_of_order += 1;
            state.note(format!("out of order: {out:?} after {last:?}"));
        }
        *state.ended.entry(out.source).or_default() += 1;
        for strike in state.strikes.iter_mut().filter(|strike| strike.recovered.is_none()) {
            strike.waiting.remove(&out.source);
            if strike.waiting.is_empty() {
                strike.recovered = Some(strike.at.elapsed());
            }
        }
    }

    /// What stands in the input and has not come out yet.
    pub fn backlog(&self) -> u64 {
        self.state().backlog()
    }

    /// What stands before the committed offset of its partition and has not come out yet: nobody will do it again.
    pub fn exposed(&self, committed: impl Iterator<Item = (i32, i64)>) -> usize {
        let state = self.state();
        let is_out = |number: u64| state.numbers[usize::try_from(number).expect("a number of ours")] & TIMES > 0;
        committed
            .flat_map(|(partition, end)| {
                let places = state.places.get(&partition).map_or(&[][..], Vec::as_slice);
                places.iter().take_while(move |(offset, _)| *offset < end)
            })
            .filter(|(_, number)| !is_out(*number) && ending(*number) != Ending::Filtered)
            .count()
    }

    /// Remembers a fault, to tell when every partition with work waiting has moved again. Its number, and the backlog.
    pub fn strike(&self) -> (usize, u64) {
        let mut state = self.state();
        let waiting: BTreeSet<i32> = state
            .due
            .iter()
            .filter(|(partition, due)| state.ended.get(partition).is_none_or(|ended| ended < due))
            .map(|(partition, _)| *partition)
            .collect();
        let recovered = waiting.is_empty().then_some(Duration::ZERO);
        state.strikes.push(Strike { at: Instant::now(), waiting, recovered });
        (state.strikes.len() - 1, state.backlog())
    }

    /// How long each fault took until everything moved again; `None` where it does not yet.
    pub fn recoveries(&self) -> Vec<Option<Duration>> {
        self.state().strikes.iter().map(|strike| strike.recovered).collect()
    }

    /// The longest that a fault has been waited for which is not over.
    pub fn longest_wait(&self) -> Duration {
        let state = self.state();
        let open = state.strikes.iter().filter(|strike| strike.recovered.is_none());
        open.map(|strike| strike.at.elapsed()).max().unwrap_or_default()
    }

    /// The account of everything.
    pub fn close(&self) -> Sums {
        let mut state = self.state();
        let numbers = std::mem::take(&mut state.numbers);
        for (number, entry) in (0..).zip(&numbers) {
            match (entry & IN != 0, entry & TIMES) {
                (true, 0) if ending(number) != Ending::Filtered => {
                    state.sums.lost += 1;
                    state.note(format!("lost: {number}"));
                }
                (false, 1..) => {
                    state.sums.phantoms += 1;
                    state.note(format!("not in the input: {number}"));
                }
                _ => {}
            }
        }
        state.numbers = numbers;
        let sums = state.sums.clone();
        (state.sums.lost, state.sums.phantoms) = (0, 0);
        sums
    }
}

impl State {
    fn entry(&mut self, number: u64) -> &mut u8 {
        let index = usize::try_from(number).expect("a number of ours");
        if index >= self.numbers.len() {
            self.numbers.resize(index + 1, 0);
        }
        &mut self.numbers[index]
    }

    fn backlog(&self) -> u64 {
        self.due.values().sum::<u64>().saturating_sub(self.ended.values().sum())
    }

    fn note(&mut self, example: String) {
        if self.sums.examples.len() < EXAMPLES {
            self.sums.examples.push(example);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn out(number: u64) -> Out {
        let (topic, hash) = match ending(number) {
            Ending::Article(hash) => (Topic::Articles, hash),
            Ending::DeadLetter(hash) => (Topic::DeadLetters, hash),
            Ending::Filtered => panic!("{number} does not come out"),
        };
        Out { number, topic, partition: 0, source: 0, hash }
    }

    fn articles() -> Vec<u64> {
        (0..100).filter(|number| matches!(ending(*number), Ending::Article(_))).collect()
    }

    #[test]
    fn what_is_lost_doubled_out_of_order_wrong_or_made_up_is_counted() {
        let books = Books::default();
        let [a, b, c, d, e, f] = articles()[..6] else { panic!("few articles") };
        for (number, offset) in [a, b, c, d, e].into_iter().zip(10..) {
            books.came_in(number, 0, offset);
        }
        assert_eq!(books.backlog(), 5);
        books.came_out(out(a));
        assert_eq!(books.exposed([(0, 13)].into_iter()), 2);
        books.came_out(out(c));
        books.came_out(out(b));
        books.came_out(out(b));
        books.came_out(Out { hash: 1, ..out(e) });
        books.came_out(out(f));
        let sums = books.close();
        let found = (sums.lost, sums.doubled, sums.out_of_order, sums.wrong, sums.phantoms);
        assert_eq!(found, (1, 1, 1, 1, 1), "{:?}", sums.examples);
        assert_eq!((sums.input, sums.articles), (5, 6));
    }

    #[test]
    fn a_fault_is_over_when_every_partition_with_work_has_moved() {
        let books = Books::default();
        let [a, b, c] = articles()[..3] else { panic!("few articles") };
        assert_eq!(books.strike(), (0, 0));
        books.came_in(a, 0, 0);
        books.came_in(b, 1, 0);
        books.came_in(c, 1, 1);
        assert_eq!(books.strike(), (1, 3));
        books.came_out(out(a));
        assert!(books.recoveries()[0].is_some() && books.recoveries()[1].is_none());
        books.came_out(Out { source: 1, ..out(b) });
        assert!(books.recoveries()[1].is_some());
        assert_eq!(books.longest_wait(), Duration::ZERO);
    }
}
