//! The sink: an OS thread that restores order and hands what comes off the road to the delivery that was asked for.
//!
//! ```text
//!  ends ▶ order per partition ▶ delivery ┬ at_least_once: produce, a delivery report ends an article
//!                                        └ exactly_once:  into a transaction, its commit ends them all
//! ```

use std::sync::Arc;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, bounded, never, select};

use super::delivery::{Delivery, Stop};
use super::direct::Direct;
use super::fault::Fault;
use super::settings::TopicFacts;
use super::shared::Shared;
use super::transactions::{Membership, Transactions};
use crate::config::{Config, Delivery as Promise};
use crate::pipeline::{Batch, Ended, Sequencer};

/// How long the loop rests at most.
const REST: Duration = Duration::from_millis(100);
/// How long a sink that has to stop still waits for answers.
const LAST_ANSWERS: Duration = Duration::from_secs(5);

/// The producing end of the road.
pub struct Sink {
    shared: Arc<Shared>,
    ends: Receiver<Batch<Ended>>,
    /// Rings when the delivery has something to see to.
    bell: Receiver<()>,
    delivery: Delivery,
}

impl Sink {
    /// Makes the producer; `membership` is the source's word for where offsets go into transactions.
    ///
    /// # Errors
    ///
    /// [`Fault`] where the client refuses its settings.
    pub fn new(
        config: &Config,
        facts: TopicFacts,
        shared: Arc<Shared>,
        ends: Receiver<Batch<Ended>>,
        membership: Membership,
    ) -> Result<Self, Fault> {
        let (delivery, bell) = match config.kafka.delivery {
            Promise::AtLeastOnce => {
                let (ring, bell) = bounded(1);
                (Delivery::Direct(Direct::new(config, facts, Arc::clone(&shared), ring)?), bell)
            }
            // Not a bell that nobody holds: that one would ring all the time.
            Promise::ExactlyOnce => {
                (Delivery::Transactions(Transactions::start(config, facts, Arc::clone(&shared), membership)?), never())
            }
        };
        Ok(Self { shared, ends, bell, delivery })
    }

    /// Produces until the road has ended and everything is answered.
    ///
    /// # Errors
    ///
    /// The [`Fault`] that ended it. It goes into [`Shared`] at once, for the source must stop as well; the sink still
    /// waits a while for what is on its way, so that the finished prefix is as long as it can be.
    pub fn run(mut self) -> Result<(), Fault> {
        let fault = match self.deliver() {
            Ok(()) | Err(Stop::Aborted) => None,
            Err(Stop::Fault(fault)) => {
                self.shared.fail(fault.clone());
                self.delivery.await_answers(Instant::now() + LAST_ANSWERS);
                Some(fault)
            }
        };
        self.shared.end_sink();
        // The road must not stand still behind a sink that takes nothing any more: it could not end.
        for _ in &self.ends {
            self.shared.sink_beat().beat();
        }
        fault.map_or(Ok(()), Err)
    }

    fn deliver(&mut self) -> Result<(), Stop> {
        let mut sequencer = Sequencer::default();
        loop {
            let mut ready = Batch::new();
            select! {
                recv(self.ends) -> batch => match batch {
                    Ok(batch) => for ended in batch {
                        sequencer.push(ended.flight.ticket, ended, |ended| ready.push(ended));
                    },
                    Err(_) => break,
                },
                recv(self.bell) -> _ => {},
                default(REST) => {},
            }
            if !ready.is_empty() {
                self.delivery.take(ready)?;
            }
            self.delivery.tend()?;
        }
        self.delivery.finish()
    }
}

#[cfg(test)]
mod tests {
    use crossbeam_channel::TryRecvError;
    use rdkafka::ClientConfig;

    use super::*;
    use crate::kafka::consumer_events::ConsumerEvents;
    use crate::kafka::transactions::membership;

    #[test]
    fn nothing_rings_while_nothing_has_happened() {
        for delivery in [Promise::AtLeastOnce, Promise::ExactlyOnce] {
            let mut config = Config::default();
            config.kafka.delivery = delivery;
            config.kafka.transactional_id = "nobody".into();
            // No broker there: the transactor waits for one until it is told to stop.
            config.kafka.brokers = vec!["127.0.0.1:1".into()];
            let shared = Shared::new(&config);
            let events = ConsumerEvents::new(Arc::clone(&shared));
            let consumer = Arc::new(ClientConfig::new().set("group.id", "g").create_with_context(events).unwrap());
            let (membership, _asks) = membership(&consumer);
            let facts = TopicFacts { partitions: 1, max_message_bytes: None };
            let (_road, ends) = bounded(1);
            let sink = Sink::new(&config, facts, Arc::clone(&shared), ends, membership).unwrap();
            shared.abort();
            assert_eq!(sink.bell.try_recv(), Err(TryRecvError::Empty), "{delivery:?}");
        }
    }
}
