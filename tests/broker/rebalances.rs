//! How long a rebalance stops partitions that stay: measured, record by record, while three workers share them out and an
//! enricher holds up what is being given away.
//!
//! ```text
//!  one worker ─▶ two more join ─▶ one leaves            a record every 25 ms, all the while
//! ```
//!
//! A record of a partition that stays with its worker waits from its writing until a reader downstream sees it. The longest
//! such wait is never shorter than the longest stop.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crate::support::broker::Broker;
use crate::support::ledger::Place;
use crate::support::metrics::Metrics;
use crate::support::payloads::article;
use crate::support::producer::Producer;
use crate::support::reader::{Read, Reader};
use crate::support::settings::Settings;
use crate::support::topics::Topics;
use crate::support::worker::Worker;
use crate::support::{PATIENCE, eventually};

const PARTITIONS: u64 = 12;
/// Between two records.
const PACE: Duration = Duration::from_millis(25);
/// Partitions of which the enricher is slow about one record in a while.
const HELD_UP: [i32; 6] = [0, 2, 4, 6, 8, 10];
const ONE_IN: u64 = 3;
const SLOW: Duration = Duration::from_secs(4);
/// How long nothing happens before the first rebalance and after each: the waits of a worker that is left in peace.
const PEACE: Duration = Duration::from_secs(3);
/// Where records wait for so long while nothing happens, it is for the processor that they wait.
const BUSY: Duration = Duration::from_millis(400);

#[test]
fn cooperative_members_do_not_stop_what_stays() {
    measure("stops-cooperative", &[]);
}

#[test]
fn members_of_the_consumer_protocol_do_not_stop_what_stays() {
    measure("stops-kip848", &[("kafka.group_protocol", "\"consumer\"")]);
}

#[test]
fn transactional_members_do_not_stop_what_stays() {
    measure("stops-exactly-once", &[("kafka.delivery", "\"exactly_once\"")]);
}

fn measure(test: &str, membership: &[(&str, &str)]) {
    let broker = Broker::shared();
    let topics = Topics::create(broker, test, i32::try_from(PARTITIONS).unwrap());
    let enricher = format!(
        "[{{ name = \"geo\", url = \"http://{}/\", deadline = \"10s\", timeout = \"10s\", concurrency = 128 }}]",
        slow_enricher()
    );
    let settings = membership
        .iter()
        .fold(Settings::new(broker, &topics), |settings, (key, value)| settings.with(key, value))
        // As long as it is by default: what is being given away may take a third of it.
        .with("kafka.session_timeout", "\"45s\"")
        .with("enrich.http", &enricher);
    let worker =
        |name: &str| Worker::start(&settings.clone().with("kafka.transactional_id", &format!("\"{test}.{name}\"")));
    let (writer, sight) = (Running::start(write(broker, &topics)), Running::start(watch(broker, &topics)));

    let mut marks = Vec::new();
    let mut first = worker("a");
    let all = owned_by(&mut first, 12);
    marks.push((Instant::now(), BTreeSet::new()));
    thread::sleep(PEACE);
    marks.push((Instant::now(), all));

    let (mut second, mut third) = (worker("b"), worker("c"));
    owned_by(&mut second, 4);
    owned_by(&mut third, 4);
    let stayed = owned_by(&mut first, 4);
    thread::sleep(PEACE);
    marks.push((Instant::now(), stayed.clone()));

    let also_stays = owned_by(&mut second, 4);
    third.drain();
    eventually("two workers own everything", PATIENCE, || {
        owned(&first).len() + owned(&second).len() == PARTITIONS as usize
    });
    thread::sleep(PEACE);
    marks.push((Instant::now(), stayed.union(&also_stays).copied().collect()));

    let written = writer.finish();
    let seen = sight.finish_when(|seen| written.keys().all(|place| seen.contains_key(place)));
    let waits: Vec<(usize, Duration)> =
        marks.windows(2).map(|phase| longest_wait(&written, &seen, phase[0].0..phase[1].0, &phase[1].1)).collect();
    let [(_, peace), (joined, join), (left, leave)] = waits[..] else { panic!("three phases") };
    eprintln!(
        "{test}: longest wait of a record {} ms in peace; of {joined} records in partitions that stayed {} ms while two workers \
         joined; of {left} {} ms while one left",
        peace.as_millis(),
        join.as_millis(),
        leave.as_millis()
    );
    assert!(joined > 10 && left > 10, "nothing stayed that the enricher does not hold up: nothing was measured");
    if peace > BUSY {
        eprintln!("{test}: a machine as busy as this shows nothing about stops");
    } else {
        // What is given away has a record at any time that the enricher has only begun to hold up: a partition that waits for
        // it stands still for nearly as long, and one that does not waits for the processor at most.
        for wait in [join, leave] {
            assert!(wait < SLOW / 2, "a partition that stayed stood still: {wait:?}");
        }
    }
    first.drain();
    second.drain();
}

/// How many records were written to those partitions in that time, and the longest that one of them waited.
fn longest_wait(
    written: &BTreeMap<Place, Instant>,
    seen: &BTreeMap<Place, Instant>,
    phase: std::ops::Range<Instant>,
    partitions: &BTreeSet<i32>,
) -> (usize, Duration) {
    let measured = |partition: &i32| partitions.contains(partition) && !HELD_UP.contains(partition);
    let waits = written.iter().filter(|((partition, _), at)| measured(partition) && phase.contains(at));
    let waits = waits.map(|(place, at)| seen[place].duration_since(*at));
    waits.fold((0, Duration::ZERO), |(count, longest), wait| (count + 1, longest.max(wait)))
}

/// The partitions of a worker, once it owns so many.
#[track_caller]
fn owned_by(worker: &mut Worker, partitions: usize) -> BTreeSet<i32> {
    eventually(&format!("a worker owns {partitions} partitions"), PATIENCE, || {
        worker.assert_alive();
        owned(worker).len() == partitions
    });
    owned(worker)
}

fn owned(worker: &Worker) -> BTreeSet<i32> {
    let Ok(metrics) = Metrics::scrape(worker.admin_port()) else { return BTreeSet::new() };
    let partitions = metrics.labels("copydesk_consumer_lag_records", "partition");
    partitions.iter().map(|partition| partition.parse().expect("a partition")).collect()
}

type Step<T> = Box<dyn FnMut(&mut T) + Send>;

/// A thread that adds to what it has until it is told to stop.
struct Running<T> {
    stop: Arc<AtomicBool>,
    thread: JoinHandle<(T, Step<T>)>,
}

impl<T: Default + Send + 'static> Running<T> {
    fn start(mut step: Step<T>) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        let thread = thread::spawn(move || {
            let mut sum = T::default();
            while !stopped.load(Ordering::Acquire) {
                step(&mut sum);
            }
            (sum, step)
        });
        Self { stop, thread }
    }

    fn finish(self) -> T {
        self.finish_when(|_| true)
    }

    /// Goes on until what it has is enough.
    #[track_caller]
    fn finish_when(self, enough: impl Fn(&T) -> bool) -> T {
        self.stop.store(true, Ordering::Release);
        let (mut sum, mut step) = self.thread.join().expect("the thread");
        eventually("everything is seen", PATIENCE, || {
            step(&mut sum);
            enough(&sum)
        });
        sum
    }
}

/// Writes a record to each partition in turn, at its pace, and remembers when.
fn write(broker: &Broker, topics: &Topics) -> Step<BTreeMap<Place, Instant>> {
    let mut producer = Producer::new(broker, &topics.input);
    let (start, mut n) = (Instant::now(), 0_u64);
    Box::new(move |written| {
        let due = start + PACE * u32::try_from(n).unwrap();
        thread::sleep(due.saturating_duration_since(Instant::now()));
        let place = (i32::try_from(n % PARTITIONS).unwrap(), i64::try_from(n / PARTITIONS).unwrap());
        written.insert(place, Instant::now());
        producer.write(place.0, [&article(n)]);
        n += 1;
    })
}

/// Looks when each article is there for a reader of committed records.
fn watch(broker: &Broker, topics: &Topics) -> Step<BTreeMap<Place, Instant>> {
    let mut reader = Reader::new(broker, &topics.output);
    Box::new(move |seen| {
        let before = reader.records.len();
        let until = Instant::now() + Duration::from_millis(100);
        let (mut known, all) = (before, PATIENCE);
        reader.read_until("records for a moment", all, |read| {
            let now = Instant::now();
            for read in &read[known..] {
                seen.entry(Read::article_source(read)).or_insert(now);
            }
            known = read.len();
            now >= until
        });
    })
}

/// An enricher that answers at once, but takes its time over one record in a while of some partitions.
fn slow_enricher() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            thread::spawn(move || serve(stream));
        }
    });
    address
}

/// Answers the requests of a connection until it is closed.
fn serve(stream: TcpStream) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut stream = stream;
    loop {
        let (mut length, mut line) = (0, String::new());
        loop {
            line.clear();
            if reader.read_line(&mut line)? == 0 {
                return Ok(());
            }
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().unwrap_or(0);
            }
            if line.trim().is_empty() {
                break;
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body)?;
        if number(&String::from_utf8_lossy(&body)).is_some_and(is_slow) {
            thread::sleep(SLOW);
        }
        let answer = "{\"port\": true}";
        let length = answer.len();
        write!(
            stream,
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{answer}"
        )?;
    }
}

fn is_slow(n: u64) -> bool {
    HELD_UP.contains(&i32::try_from(n % PARTITIONS).unwrap()) && (n / PARTITIONS).is_multiple_of(ONE_IN)
}

/// The number of the article that is asked about, from its address.
fn number(question: &str) -> Option<u64> {
    let (_, rest) = question.split_once("/news/")?;
    rest.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}
