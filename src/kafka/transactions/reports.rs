//! Delivery reports of a transactional producer: they end nothing, the commit does. They count what is on its way, and
//! keep what was refused.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rdkafka::ClientContext;
use rdkafka::config::RDKafkaLogLevel;
use rdkafka::error::KafkaError;
use rdkafka::message::{BorrowedMessage, DeliveryResult};
use rdkafka::producer::ProducerContext;

use crate::commit::Budget;
use crate::kafka::fault::{Fault, Refusal, Verdict, judge, judge_refusal};
use crate::kafka::trouble::Trouble;

/// What the client's copy of a record costs beside key and value: its entry there, and the headers.
const COPY_BYTES: usize = 512;

/// A record that was not delivered, by its number in the transaction.
#[derive(Debug)]
pub struct Undelivered {
    pub number: usize,
    pub refusal: Refusal,
    pub error: KafkaError,
}

/// The producer's callbacks.
#[derive(Debug)]
pub struct Reports {
    on_their_way: AtomicUsize,
    /// What the client's copies of those records weigh, charged to the budget.
    copies: AtomicUsize,
    budget: Arc<Budget>,
    state: Mutex<State>,
    trouble: Trouble,
}

#[derive(Debug, Default)]
struct State {
    /// Bounded by what is in the transaction.
    undelivered: Vec<Undelivered>,
    /// Why the client as a whole cannot go on.
    fault: Option<Fault>,
}

impl Reports {
    #[must_use]
    pub fn new(budget: Arc<Budget>) -> Self {
        let (on_their_way, copies) = (AtomicUsize::new(0), AtomicUsize::new(0));
        Self { on_their_way, copies, budget, state: Mutex::default(), trouble: Trouble::new("producer") }
    }

    /// A record with so many bytes of key and value is about to be handed to the client.
    pub fn sending(&self, bytes: usize) {
        self.on_their_way.fetch_add(1, Ordering::AcqRel);
        self.copies.fetch_add(bytes + COPY_BYTES, Ordering::AcqRel);
        self.budget.charge(bytes + COPY_BYTES);
    }

    /// The record was not delivered. There will be no other report on it.
    pub fn undelivered(&self, number: usize, bytes: usize, error: KafkaError) {
        let refusal = judge_refusal(&error);
        self.state().undelivered.push(Undelivered { number, refusal, error });
        self.arrived(bytes);
    }

    /// Records on their way. What was not delivered of those that are not is in [`Self::take_undelivered`] by then.
    #[must_use]
    pub fn on_their_way(&self) -> usize {
        self.on_their_way.load(Ordering::Acquire)
    }

    fn arrived(&self, bytes: usize) {
        self.copies.fetch_sub(bytes + COPY_BYTES, Ordering::AcqRel);
        self.budget.release(bytes + COPY_BYTES);
        let counted =
            self.on_their_way.fetch_update(Ordering::AcqRel, Ordering::Acquire, |waiting| waiting.checked_sub(1));
        debug_assert!(counted.is_ok(), "a report on a record that is not on its way");
    }

    #[must_use]
    pub fn has_undelivered(&self) -> bool {
        !self.state().undelivered.is_empty()
    }

    /// What was not delivered since the last time.
    #[must_use]
    pub fn take_undelivered(&self) -> Vec<Undelivered> {
        std::mem::take(&mut self.state().undelivered)
    }

    /// Why the client as a whole cannot go on, where that is so.
    #[must_use]
    pub fn fault(&self) -> Option<Fault> {
        self.state().fault.clone()
    }

    /// Errors that pass by themselves.
    pub fn trouble(&self) -> &Trouble {
        &self.trouble
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Reports {
    /// A client that is thrown away takes records with it on which nothing is reported any more.
    fn drop(&mut self) {
        self.budget.release(*self.copies.get_mut());
    }
}

impl ClientContext for Reports {
    fn log(&self, _: RDKafkaLogLevel, facility: &str, message: &str) {
        // Critical for this producer, but not for us: the call that fails tells what it means for its transaction.
        tracing::debug!(facility, message, "librdkafka");
    }

    fn error(&self, error: KafkaError, reason: &str) {
        match judge(&error, "the cluster", reason) {
            Verdict::Fatal(
                fault @ (Fault::Authentication { .. } | Fault::Tls { .. } | Fault::Authorization { .. }),
            ) => {
                self.state().fault.get_or_insert(fault);
            }
            // What the end of this producer means for its transaction is told by the call that it fails.
            Verdict::Fatal(_) | Verdict::Transient => self.trouble.say(reason),
        }
    }
}

impl ProducerContext for Reports {
    type DeliveryOpaque = usize;

    fn delivery(&self, result: &DeliveryResult<'_>, number: usize) {
        let bytes = |message: &BorrowedMessage<'_>| message.key_len() + message.payload_len();
        match result {
            Ok(message) => self.arrived(bytes(message)),
            Err((error, message)) => self.undelivered(number, bytes(message), error.clone()),
        }
    }
}

#[cfg(test)]
mod tests {
    use rdkafka::types::RDKafkaErrorCode;

    use super::*;

    #[test]
    fn the_clients_copies_are_charged_until_they_are_reported_on_or_thrown_away() {
        let budget = Arc::new(Budget::new(1 << 20));
        let reports = Reports::new(Arc::clone(&budget));
        (0..3).for_each(|_| reports.sending(100));
        assert_eq!((reports.on_their_way(), budget.used()), (3, 3 * (100 + COPY_BYTES)));
        reports.arrived(100);
        reports.undelivered(1, 100, KafkaError::MessageProduction(RDKafkaErrorCode::MessageSizeTooLarge));
        assert_eq!((reports.on_their_way(), budget.used()), (1, 100 + COPY_BYTES));
        assert_eq!(reports.take_undelivered().len(), 1);
        drop(reports);
        assert_eq!(budget.used(), 0);
    }
}
