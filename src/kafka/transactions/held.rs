//! Payloads between their way off the road and the commit of their transaction.

use std::collections::BTreeMap;
use std::sync::Arc;

use rdkafka::producer::BaseRecord;

use super::client::{Client, Failure};
use crate::kafka::consumer_events::Place;
use crate::kafka::headers;
use crate::kafka::refusal::{self, OutputTopics, Refusable, Size};
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
    size: Size,
    /// It was refused together with others: the next time it goes alone.
    pub alone: bool,
}

impl Held {
    #[must_use]
    pub fn new(ended: Ended) -> Self {
        let Ended { flight, ends } = ended;
        flight.expect(ends.len());
        // Our copy stays beside the client's until the commit.
        flight.weigh(2 * ends.iter().map(|(_, end)| end.outbox_bytes(&flight.record)).sum::<usize>());
        for (_, end) in &ends {
            if let End::DeadLetter(letter) = end {
                refusal::tell(&flight, letter);
            }
        }
        let articles = ends.into_iter().map(|(item, end)| Article { item, end, size: Size::Whole, alone: false });
        Self { articles: articles.collect(), flight }
    }

    #[must_use]
    pub fn place(&self) -> Option<Place> {
        self.flight.record.origin.position().map(|position| (Arc::clone(&position.topic), position.partition))
    }

    /// Records that it takes, and their bytes.
    #[must_use]
    pub fn size(&self) -> (u64, u64) {
        let written = self.articles.iter().filter(|article| !matches!(article.end, End::Filter(_)));
        let bytes: usize = self.articles.iter().map(|article| article.end.outbox_bytes(&self.flight.record)).sum();
        (written.count() as u64, bytes as u64)
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
        (self.end, self.size, self.alone) = (End::DeadLetter(letter), Size::Whole, false);
    }

    /// The dead letter goes without its value.
    pub fn omit_value(&mut self) {
        self.size = Size::WithoutValue;
    }
}

/// The next offset to read in each partition, once all of these are committed.
#[must_use]
pub fn offsets(held: &[Held]) -> BTreeMap<Place, i64> {
    crate::commit::committable_after(held.iter().filter_map(|held| held.flight.record.origin.position()))
}
