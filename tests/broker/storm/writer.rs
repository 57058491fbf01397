//! Who fills the input: in transactions, of which some are aborted, and never so far ahead that nothing else is tried.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI32, AtomicU64, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use rdkafka::error::{KafkaError, KafkaResult, RDKafkaErrorCode};
use rdkafka::message::{Header, OwnedHeaders};
use rdkafka::producer::{BaseRecord, DefaultProducerContext, Producer as _, ThreadedProducer};

use super::books::Books;
use super::dice::Dice;
use super::field::Field;
use super::payload::{Ending, ending, payload};

type Client = ThreadedProducer<DefaultProducerContext>;

const CALL: Duration = Duration::from_secs(10);

/// Writes until it is told to stop.
pub struct Writer {
    state: Arc<State>,
    thread: Option<JoinHandle<()>>,
}

struct State {
    stop: AtomicBool,
    paused: AtomicBool,
    partitions: AtomicI32,
    /// The next number; none is used twice.
    next: AtomicU64,
    aborted: AtomicU64,
    /// Which payloads it writes, by how they end.
    writes: fn(Ending) -> bool,
}

impl Writer {
    /// `backlog`: so much may wait to come out before it waits, too.
    pub fn start(
        field: &Field,
        books: &Arc<Books>,
        seed: u64,
        partitions: i32,
        backlog: u64,
        writes: fn(Ending) -> bool,
    ) -> Self {
        let state = Arc::new(State {
            stop: AtomicBool::new(false),
            paused: AtomicBool::new(false),
            partitions: AtomicI32::new(partitions),
            next: AtomicU64::new(0),
            aborted: AtomicU64::new(0),
            writes,
        });
        let mut client = field.client();
        client.set("transactional.id", format!("{}.writer", field.topics.input));
        client.set("transaction.timeout.ms", "10000").set("message.timeout.ms", "10000").set("linger.ms", "5");
        let (topic, books, shared) = (field.topics.input.clone(), Arc::clone(books), Arc::clone(&state));
        let thread = thread::spawn(move || {
            let mut dice = Dice::new(seed);
            while !shared.stop.load(Ordering::Acquire) {
                let Ok(client) = client.create::<Client>() else { panic!("a producer") };
                if persist(|| client.init_transactions(CALL), &shared.stop).is_err() {
                    continue;
                }
                // Until this producer is of no use any more: then another takes its id over.
                while !shared.stop.load(Ordering::Acquire) {
                    if books.backlog() >= backlog || shared.paused.load(Ordering::Acquire) {
                        thread::sleep(Duration::from_millis(2));
                    } else if shared.transaction(&client, &topic, &mut dice).is_err()
                        && persist(|| client.abort_transaction(CALL), &shared.stop).is_err()
                    {
                        break;
                    }
                }
            }
        });
        Self { state, thread: Some(thread) }
    }

    /// Numbers that were written, aborted ones included.
    pub fn written(&self) -> u64 {
        self.state.next.load(Ordering::Acquire)
    }

    /// Those that were aborted on purpose.
    pub fn aborted(&self) -> u64 {
        self.state.aborted.load(Ordering::Acquire)
    }

    pub fn partitions(&self) -> i32 {
        self.state.partitions.load(Ordering::Acquire)
    }

    /// Writes nothing more for now.
    pub fn pause(&self) {
        self.state.paused.store(true, Ordering::Release);
    }

    /// Writes to so many partitions from now on.
    pub fn spread(&self, partitions: i32) {
        self.state.partitions.store(partitions, Ordering::Release);
    }

    /// Ends it, and writes a last payload into each partition: behind it stands no marker, so that what the group commits in
    /// the end is the end of the log.
    pub fn finish(&mut self, field: &Field) {
        self.state.stop.store(true, Ordering::Release);
        if let Some(thread) = self.thread.take() {
            thread.join().expect("the writer");
        }
        // Aborts what it may have left open: an open transaction would hold the readers for its whole time limit.
        let mut client = field.client();
        client.set("transactional.id", format!("{}.writer", field.topics.input));
        let heir: Client = client.create().expect("a producer");
        persist(|| heir.init_transactions(CALL), &AtomicBool::new(false)).expect("the writer's id taken over");
        let plain: Client = field.client().set("enable.idempotence", "true").create().expect("a producer");
        for partition in 0..self.partitions() {
            let number = self.state.next();
            send(&plain, &field.topics.input, partition, number).expect("room for a payload");
        }
        plain.flush(Duration::from_secs(60)).expect("the last payloads delivered");
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.state.stop.store(true, Ordering::Release);
    }
}

impl State {
    fn next(&self) -> u64 {
        loop {
            let number = self.next.fetch_add(1, Ordering::AcqRel);
            if (self.writes)(ending(number)) {
                return number;
            }
        }
    }

    fn transaction(&self, client: &Client, topic: &str, dice: &mut Dice) -> KafkaResult<()> {
        client.begin_transaction()?;
        let (payloads, aborts) = (dice.between(50, 400), dice.percent(10));
        for _ in 0..payloads {
            let number = self.next();
            let partition = dice.below(u64::try_from(self.partitions.load(Ordering::Acquire)).expect("a count"));
            send(client, topic, i32::try_from(partition).expect("a partition"), number)?;
        }
        if aborts {
            // What is aborted must have been in the log to prove anything.
            client.flush(CALL)?;
            persist(|| client.abort_transaction(CALL), &self.stop)?;
            self.aborted.fetch_add(payloads, Ordering::AcqRel);
            return Ok(());
        }
        persist(|| client.commit_transaction(CALL), &self.stop)
    }
}

fn send(client: &Client, topic: &str, partition: i32, number: u64) -> KafkaResult<()> {
    let payload = payload(number);
    let headers = payload
        .headers
        .iter()
        .fold(OwnedHeaders::new(), |headers, (key, value)| headers.insert(Header { key, value: Some(value) }));
    let mut record: BaseRecord<'_, [u8], [u8]> = BaseRecord::to(topic).partition(partition).headers(headers);
    if let Some(key) = &payload.key {
        record = record.key(key);
    }
    if let Some(value) = &payload.value {
        record = record.payload(value);
    }
    loop {
        match client.send(record) {
            Ok(()) => return Ok(()),
            Err((KafkaError::MessageProduction(RDKafkaErrorCode::QueueFull), back)) => {
                record = back;
                thread::sleep(Duration::from_millis(5));
            }
            Err((error, _)) => return Err(error),
        }
    }
}

/// Makes a transactional call again as long as it says that this may help.
fn persist(mut call: impl FnMut() -> KafkaResult<()>, stop: &AtomicBool) -> KafkaResult<()> {
    let deadline = Instant::now() + Duration::from_secs(60);
    loop {
        let again = match call() {
            Ok(()) => return Ok(()),
            Err(KafkaError::Transaction(told)) if told.is_retriable() => KafkaError::Transaction(told),
            Err(error @ KafkaError::Flush(_)) => error,
            Err(error) => return Err(error),
        };
        if Instant::now() > deadline || stop.load(Ordering::Acquire) {
            return Err(again);
        }
        thread::sleep(Duration::from_millis(50));
    }
}
