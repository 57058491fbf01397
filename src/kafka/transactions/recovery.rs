//! What follows a transaction that was not committed: it is over for certain, it is known how it ended, what was refused
//! has taken its next step, and there is a producer for the next one.

use std::sync::Arc;
use std::time::Instant;

use super::client::{Client, Failure};
use super::held::{self, Held};
use super::transactor::{LONGEST_PAUSE, Transactor};
use crate::kafka::delivery::Stop;
use crate::kafka::fault::{Fault, Refusal};
use crate::kafka::refusal::Step;
use crate::telemetry::events::TransactionOutcome;

/// Producers in a row that could not take the id over before the worker stops.
const INITIALISATIONS: u32 = 5;

impl Transactor {
    /// Sees to it that the transaction is over, one way or the other, and that there is a producer for the next. Whether the
    /// next is another than this one, because records in it were refused.
    pub(super) fn recover(&mut self, client: Client, failure: Failure) -> Result<(Client, bool), Stop> {
        let failure = match failure {
            Failure::Abort(reason) => match client.abort() {
                Ok(()) => {
                    self.tell(TransactionOutcome::Aborted, &reason);
                    let progress = self.settle_refusals(&client)?;
                    return Ok((client, progress));
                }
                Err(failure) => failure.after(&reason),
            },
            failure => failure,
        };
        match failure {
            Failure::Stop(stop) => return Err(stop),
            Failure::Fenced(reason) => {
                self.tell(TransactionOutcome::Fenced, &reason);
                self.count_fence(reason)?;
            }
            Failure::Abort(reason) | Failure::Indefinite(reason) => {
                self.tell(TransactionOutcome::Indefinite, &reason);
            }
        }
        drop(client);
        let client = self.initialise()?;
        if self.committing {
            self.settle_commit()?;
        }
        Ok((client, false))
    }

    /// A producer under our id. What was open under it is over then, whoever opened it.
    pub(super) fn initialise(&mut self) -> Result<Client, Stop> {
        let mut failed = 0;
        loop {
            let (watch, shared) = (Arc::clone(&self.watch), Arc::clone(&self.shared));
            match Client::initialise(&self.settings, watch, shared, self.limits.timeout.0) {
                Ok(client) => return Ok(client),
                Err(Failure::Stop(stop)) => return Err(stop),
                Err(Failure::Fenced(reason)) => self.count_fence(reason)?,
                Err(Failure::Abort(reason) | Failure::Indefinite(reason)) => {
                    failed += 1;
                    if failed == INITIALISATIONS {
                        let reason = format!("no transactions under the id {:?}: {reason}", self.id);
                        return Err(Fault::Client { reason }.into());
                    }
                    tracing::warn!(reason, "the transactional id could not be taken over, trying again");
                }
            }
            self.rest(LONGEST_PAUSE)?;
        }
    }

    fn count_fence(&mut self, reason: String) -> Result<(), Stop> {
        if self.fences.note(Instant::now()) {
            return Err(Fault::TransactionalIdTaken { id: self.id.clone(), reason }.into());
        }
        Ok(())
    }

    /// Asks the group whether a commit without an answer came about, and ends what is committed.
    fn settle_commit(&mut self) -> Result<(), Stop> {
        let sent = held::offsets(&self.open);
        let committed = loop {
            self.check()?;
            match self.membership.committed(sent.keys().cloned(), self.limits.timeout.0) {
                None => return Err(Stop::Aborted),
                Some(Ok(committed)) => break committed,
                Some(Err(error)) => {
                    tracing::warn!(%error, "the group's committed offsets are not known yet");
                    self.rest(LONGEST_PAUSE)?;
                }
            }
        };
        let ended = held::take_committed(&mut self.open, &committed);
        tracing::info!(committed = ended.len(), again = self.open.len(), "the group knows how the transaction ended");
        self.ending.take(ended);
        Ok(())
    }

    /// Takes the next step with each record that was refused. Whether there was any.
    fn settle_refusals(&mut self, client: &Client) -> Result<bool, Stop> {
        let mut any = false;
        for undelivered in client.reports().take_undelivered() {
            let Some((payload, article)) = self.sent.get(undelivered.number) else { continue };
            let Some(Held { flight, articles }) = self.open.get_mut(*payload) else { continue };
            let Some(article) = articles.get_mut(*article) else { continue };
            let (what, error) = (article.refusable(), &undelivered.error);
            if undelivered.refusal == Refusal::Client {
                // Not about the record: what will not pass by itself stops the worker, and the rest is sent again.
                match self.topics.fault(what, error) {
                    Fault::Client { .. } | Fault::Fenced { .. } => continue,
                    fault => return Err(fault.into()),
                }
            }
            let alone = article.alone || article.outgrows(self.batch_bytes);
            any |= undelivered.refusal != Refusal::Teardown;
            match self.topics.after(undelivered.refusal, error, what, alone) {
                Step::Leave => {}
                Step::Alone => article.alone = true,
                Step::DeadLetter(rejection) => article.reject(flight, rejection),
                Step::WithoutValue => article.omit_value(),
                Step::Stop(fault) => return Err(fault.into()),
            }
        }
        Ok(any)
    }
}
