//! How what comes off the road is delivered: the one place where the two promises part.

use std::time::Instant;

use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use rdkafka::producer::{BaseRecord, ProducerContext, ThreadedProducer};

use super::direct::Direct;
use super::fault::Fault;
use super::transactions::Transactions;
use crate::pipeline::{Batch, Ended};

/// Why nothing more is produced.
#[derive(Debug)]
pub enum Stop {
    /// Waiting is over: what was not delivered is left to the next owner of its partition.
    Aborted,
    Fault(Fault),
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

/// A setting of the operator's.
pub enum Delivery {
    /// `at_least_once`: a delivery report ends an article.
    Direct(Direct),
    /// `exactly_once`: the commit of a transaction ends them all.
    Transactions(Transactions),
}

impl Delivery {
    /// Takes payloads in, in the order of their partitions.
    ///
    /// # Errors
    ///
    /// [`Stop`] where nothing can be produced any more.
    pub fn take(&mut self, batch: Batch<Ended>) -> Result<(), Stop> {
        match self {
            Self::Direct(direct) => direct.take(batch),
            Self::Transactions(transactions) => transactions.take(batch),
        }
    }

    /// Sees to what has happened meanwhile; called several times a second.
    ///
    /// # Errors
    ///
    /// [`Stop`] where nothing can be produced any more.
    pub fn tend(&mut self) -> Result<(), Stop> {
        match self {
            Self::Direct(direct) => direct.tend(),
            Self::Transactions(transactions) => transactions.tend(),
        }
    }

    /// Waits until everything that was taken in has ended: the road brings no more.
    ///
    /// # Errors
    ///
    /// [`Stop`] where that cannot be.
    pub fn finish(&mut self) -> Result<(), Stop> {
        match self {
            Self::Direct(direct) => direct.finish(),
            Self::Transactions(transactions) => transactions.finish(),
        }
    }

    /// What a sink that has to stop still waits for, so that the finished prefix is as long as it can be.
    pub fn await_answers(&self, deadline: Instant) {
        match self {
            Self::Direct(direct) => direct.await_answers(deadline),
            // What is not committed by now is not: the next owner of the partition begins before it.
            Self::Transactions(_) => {}
        }
    }
}

/// Hands a record to the client, as soon as there is room for it: `wait` is called until then. The error of a client that
/// does not take it; there will be no delivery report then.
///
/// # Errors
///
/// What `wait` has against waiting.
pub fn enqueue<C: ProducerContext<DeliveryOpaque = usize>>(
    producer: &ThreadedProducer<C>,
    mut record: BaseRecord<'_, [u8], [u8], usize>,
    mut wait: impl FnMut() -> Result<(), Stop>,
) -> Result<Result<(), KafkaError>, Stop> {
    loop {
        match producer.send(record) {
            Ok(()) => return Ok(Ok(())),
            Err((KafkaError::MessageProduction(RDKafkaErrorCode::QueueFull), back)) => {
                record = back;
                wait()?;
            }
            Err((error, _)) => return Ok(Err(error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use rdkafka::ClientConfig;
    use rdkafka::client::ClientContext;
    use rdkafka::message::DeliveryResult;
    use rdkafka::producer::{Producer as _, PurgeConfig};

    use super::*;

    struct Silent;

    impl ClientContext for Silent {}

    impl ProducerContext for Silent {
        type DeliveryOpaque = usize;

        fn delivery(&self, _: &DeliveryResult<'_>, _: usize) {}
    }

    fn record(number: usize) -> BaseRecord<'static, [u8], [u8], usize> {
        BaseRecord::with_opaque_to("articles", number).payload(b"record")
    }

    /// A producer with room for one record, which never goes: nobody listens at its broker's address.
    fn full() -> ThreadedProducer<Silent> {
        let mut settings = ClientConfig::new();
        settings.set("bootstrap.servers", "127.0.0.1:1").set("queue.buffering.max.messages", "1");
        let producer = settings.create_with_context(Silent).expect("a producer");
        assert!(matches!(enqueue(&producer, record(0), || panic!("there is room")), Ok(Ok(()))));
        producer
    }

    #[test]
    fn a_record_waits_while_the_clients_queue_is_full_and_goes_once_there_is_room() {
        let producer = full();
        let mut waited = 0;
        let taken = enqueue(&producer, record(1), || {
            waited += 1;
            if waited == 3 {
                producer.purge(PurgeConfig::default().queue());
            }
            std::thread::sleep(Duration::from_millis(5));
            Ok(())
        });
        assert!(matches!(taken, Ok(Ok(()))), "{taken:?}");
        assert!(waited >= 3, "it waited {waited} times");
    }

    #[test]
    fn who_has_to_stop_does_not_wait_for_a_full_queue() {
        assert!(matches!(enqueue(&full(), record(1), || Err(Stop::Aborted)), Err(Stop::Aborted)));
    }
}
