//! Payloads between their way off the road and the commit of their transaction.

use std::collections::BTreeMap;
use std::ops::AddAssign;
use std::sync::Arc;

use rdkafka::producer::BaseRecord;

use super::client::{Client, Failure};
use crate::config::Transaction;
use crate::kafka::consumer_events::Place;
use crate::kafka::headers;
use crate::kafka::refusal::{self, OutputTopics, Refusable, Size as Contents};
use crate::outcome::{Outcome, Rejection, Stage};
use crate::pipeline::{DeadLetter, End, Ended, Flight};

/// A payload whose records are kept until they are committed.
#[derive(Debug)]
pub struct Held {
    pub flight: Arc<Flight>,
    pub articles: Vec<Article>,
}

/// One article of it, as it ends.
#[derive(Debug)]
pub struct Article {
    item: Option<u32>,
    end: End,
    /// What it carries, where it is a dead letter.
    size: Contents,
    /// It was refused together with others: the next time it goes alone.
    pub alone: bool,
}

/// How large something is, seen from a transaction.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Size {
    /// Records and dead letters, and their bytes.
    pub records: u64,
    pub bytes: u64,
    /// What the budget has for it.
    pub charged: usize,
}

impl Size {
    /// Whether a transaction of that size has grown to one of its limits. Three quarters of the budget are one of them: the
    /// rest is for the client's copies on their way, and for what goes on while this one closes.
    #[must_use]
    pub fn is_full(&self, limits: &Transaction, budget: usize) -> bool {
        self.records >= limits.records || self.bytes >= limits.bytes.0 || self.charged >= budget / 4 * 3
    }
}

impl AddAssign for Size {
    fn add_assign(&mut self, other: Self) {
        self.records += other.records;
        self.bytes += other.bytes;
        self.charged += other.charged;
    }
}

impl Held {
    #[must_use]
    pub fn new(ended: Ended) -> Self {
        let Ended { flight, ends } = ended;
        flight.expect(ends.len());
        // Our copy, until the commit. The client's comes and goes meanwhile: see `Reports`.
        flight.weigh(ends.iter().map(|(_, end)| end.outbox_bytes(&flight.record)).sum());
        for (_, end) in &ends {
            if let End::DeadLetter(letter) = end {
                refusal::tell(&flight, letter);
            }
        }
        let articles = ends.into_iter().map(|(item, end)| Article { item, end, size: Contents::Whole, alone: false });
        Self { articles: articles.collect(), flight }
    }

    fn place(&self) -> Option<Place> {
        self.flight.record.origin.position().map(|position| (Arc::clone(&position.topic), position.partition))
    }

    /// What it adds to a transaction.
    #[must_use]
    pub fn size(&self) -> Size {
        let written = self.articles.iter().filter(|article| !matches!(article.end, End::Filter(_)));
        let bytes: usize = self.articles.iter().map(|article| article.end.outbox_bytes(&self.flight.record)).sum();
        Size { records: written.count() as u64, bytes: bytes as u64, charged: self.flight.charged() }
    }

    /// Sends one of its articles under a number. False where there is nothing to send.
    ///
    /// # Errors
    ///
    /// [`Failure`] of the transaction.
    pub fn send(
        &self,
        article: &Article,
        number: usize,
        topics: &OutputTopics,
        client: &Client,
    ) -> Result<bool, Failure> {
        match &article.end {
            End::Filter(_) => return Ok(false),
            End::Publish(record) => client.send(BaseRecord {
                key: Some(&record.key[..]),
                payload: Some(&record.value[..]),
                headers: headers::write(&record.headers),
                ..BaseRecord::with_opaque_to(&topics.articles, number)
            })?,
            End::DeadLetter(letter) => {
                let (payload, headers) = refusal::contents(&self.flight, letter, article.size);
                let key = self.flight.record.key.as_deref();
                let to = BaseRecord::with_opaque_to(&topics.dead_letters, number);
                client.send(BaseRecord { key, payload, headers, ..to })?;
            }
        }
        Ok(true)
    }
}

impl Article {
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        match &self.end {
            End::Publish(_) => Outcome::Published,
            End::Filter(rule) => Outcome::Filtered(*rule),
            End::DeadLetter(letter) => Outcome::DeadLettered { stage: letter.stage, reason: letter.reason },
        }
    }

    #[must_use]
    pub fn refusable(&self) -> Refusable {
        match &self.end {
            End::Publish(record) => Refusable::Record(record.key.len() + record.value.len()),
            End::Filter(_) => Refusable::Record(0),
            End::DeadLetter(_) => Refusable::DeadLetter(self.size),
        }
    }

    /// Whether it is larger than any batch of more than one record: then it was sent alone in any case.
    #[must_use]
    pub fn outgrows(&self, batch_bytes: u32) -> bool {
        matches!(&self.end, End::Publish(record) if record.key.len() + record.value.len() > batch_bytes as usize)
    }

    /// A dead letter takes the record's place.
    pub fn reject(&mut self, flight: &Flight, rejection: Rejection) {
        let letter = DeadLetter::new(&flight.record, Stage::Sink, rejection, self.item);
        refusal::tell(flight, &letter);
        (self.end, self.size, self.alone) = (End::DeadLetter(letter), Contents::Whole, false);
    }

    /// The dead letter goes without its value.
    pub fn omit_value(&mut self) {
        self.size = Contents::WithoutValue;
    }
}

/// The next offset to read in each partition, once all of these are committed.
#[must_use]
pub fn offsets(held: &[Held]) -> BTreeMap<Place, i64> {
    crate::commit::committable_after(held.iter().filter_map(|held| held.flight.record.origin.position()))
}

/// Takes out what a transaction committed, by what the group has committed after it. Only the owner of a partition commits
/// there, so offsets that reach as far as ours are ours; all of one partition were in the transaction, or none.
pub fn take_committed(open: &mut Vec<Held>, committed: &[(Place, i64)]) -> Vec<Held> {
    let sent = offsets(open);
    let came_about = |held: &mut Held| {
        held.place().is_some_and(|place| {
            let found = committed.iter().find(|(found, _)| *found == place).map(|(_, offset)| offset);
            found.is_some() && found >= sent.get(&place)
        })
    };
    open.extract_if(.., came_about).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commit::{Budget, Slot, Ticket};
    use crate::encode::EncodedRecord;
    use crate::outcome::{FilterRule, RejectReason};
    use crate::pipeline::{ENTRY_BYTES, OVERHEAD_BYTES};
    use crate::record::{Origin, Position, Record};

    fn held(budget: &Arc<Budget>, partition: i32, offset: i64, ends: Vec<End>) -> Held {
        let position = Position { topic: "raw".into(), partition, offset, epoch: 1 };
        let (origin, value) = (Origin::Kafka(position), Some(b"payload".to_vec()));
        let record = Record { origin, timestamp_ms: None, key: None, value, headers: Vec::new() };
        let ticket = Ticket { slot: Slot(0), epoch: 1, sequence: 0 };
        let flight = Flight::new(record, ticket, Arc::clone(budget));
        Held::new(Ended { flight, ends: ends.into_iter().map(|end| (None, end)).collect() })
    }

    fn published(bytes: usize) -> End {
        End::Publish(EncodedRecord { key: Vec::new(), value: vec![0; bytes], headers: Vec::new() })
    }

    fn filtered() -> End {
        End::Filter(FilterRule::Tombstone)
    }

    #[test]
    fn a_payload_is_charged_with_our_copy_until_it_is_let_go() {
        let budget = Arc::new(Budget::new(1 << 20));
        let held = held(&budget, 0, 0, vec![published(100), filtered()]);
        let charged = "payload".len() + OVERHEAD_BYTES + 100 + ENTRY_BYTES;
        assert_eq!(budget.used(), charged);
        assert_eq!(held.size(), Size { records: 1, bytes: (100 + ENTRY_BYTES) as u64, charged });
        drop(held);
        assert_eq!(budget.used(), 0);
    }

    #[test]
    fn a_transaction_closes_at_any_of_its_limits_and_leaves_a_quarter_of_the_budget_to_the_next() {
        let (limits, budget) = (Transaction::default(), 1000);
        let full = |size: Size| size.is_full(&limits, budget);
        let mut size = Size { records: limits.records - 1, bytes: limits.bytes.0 - 1, charged: 749 };
        assert!(!full(size));
        assert!(full(Size { records: limits.records, ..size }));
        assert!(full(Size { bytes: limits.bytes.0, ..size }));
        size += Size { records: 0, bytes: 0, charged: 1 };
        assert!(full(size));
    }

    #[test]
    fn what_the_group_has_committed_is_taken_out_partition_by_partition() {
        let budget = Arc::new(Budget::new(1 << 20));
        let all = [(0, 4), (1, 7), (0, 5), (2, 9)];
        let open = || all.map(|(partition, offset)| held(&budget, partition, offset, vec![filtered()])).into();
        let place = |partition| (Arc::from("raw"), partition);
        let taken = |committed: &[(Place, i64)]| -> (Vec<(i32, i64)>, usize) {
            let mut open: Vec<Held> = open();
            let taken = take_committed(&mut open, committed);
            let positions = taken.iter().filter_map(|held| held.flight.record.origin.position());
            (positions.map(|position| (position.partition, position.offset)).collect(), open.len())
        };
        // The transaction came about.
        assert_eq!(taken(&[(place(0), 6), (place(1), 8), (place(2), 10)]).1, 0);
        // It did not: the offsets are those from before it, or there are none.
        assert_eq!(taken(&[(place(0), 4), (place(1), 7)]), (vec![], 4));
        assert_eq!(taken(&[]), (vec![], 4));
        // Half a partition is none of it.
        assert_eq!(taken(&[(place(0), 5), (place(1), 8)]), (vec![(1, 7)], 3));
    }

    #[test]
    fn a_refused_record_ends_as_a_dead_letter_in_its_place() {
        let budget = Arc::new(Budget::new(1 << 20));
        let mut held = held(&budget, 0, 0, vec![published(100)]);
        let Held { flight, articles } = &mut held;
        let article = &mut articles[0];
        article.alone = true;
        assert_eq!((article.outcome(), article.outgrows(99), article.outgrows(100)), (Outcome::Published, true, false));
        article.reject(flight, Rejection { reason: RejectReason::OutputTooLarge, detail: "too large".into() });
        let reason = RejectReason::OutputTooLarge;
        assert_eq!(article.outcome(), Outcome::DeadLettered { stage: Stage::Sink, reason });
        assert_eq!((article.refusable(), article.alone), (Refusable::DeadLetter(Contents::Whole), false));
        article.omit_value();
        assert_eq!(article.refusable(), Refusable::DeadLetter(Contents::WithoutValue));
    }
}
