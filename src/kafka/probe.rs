//! A client that only asks: is the cluster there, which topics has it, what do they say about themselves.

use std::future::Future;
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};
use std::time::Duration;

use rdkafka::ClientContext;
use rdkafka::admin::{AdminClient, AdminOptions, ResourceSpecifier};
use rdkafka::client::DefaultClientContext;
use rdkafka::config::RDKafkaLogLevel;
use rdkafka::consumer::{BaseConsumer, Consumer, ConsumerContext};
use rdkafka::error::{KafkaError, RDKafkaErrorCode as Code};

use super::fault::{Fault, Verdict, judge};
use super::{log_client_line, settings};
use crate::config::Config;

/// How long one question may take.
const ASKING: Duration = Duration::from_secs(3);

/// A topic as the cluster describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Topic {
    pub partitions: u32,
    /// Of the partition that has the fewest.
    pub replicas: usize,
    /// Partitions that have no leader now.
    pub leaderless: usize,
}

/// What is asked about a topic's configuration. `None`: not known, or we may not know.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TopicSettings {
    pub max_message_bytes: Option<u64>,
    pub min_insync_replicas: Option<usize>,
    pub compacted: Option<bool>,
}

/// An answer that the cluster did not give.
#[derive(Debug)]
pub enum NoAnswer {
    /// Ask again later. The client's own words, as far as it has any.
    Away(String),
    Tls(String),
    Fatal(Fault),
}

/// The asking client.
pub struct Probe {
    client: BaseConsumer<ProbeEvents>,
    config: Config,
}

impl Probe {
    /// # Errors
    ///
    /// [`Fault`] where the client refuses its settings.
    pub fn new(config: &Config) -> Result<Self, Fault> {
        let mut client = settings::common(config);
        // It joins no group, and the client's default would be at odds with a `max.poll.interval.ms` of the operator's.
        client.set("session.timeout.ms", "1000");
        let client = client.create_with_context(ProbeEvents::default()).map_err(client_fault)?;
        Ok(Self { client, config: config.clone() })
    }

    /// The topic; `Ok(None)` where there is none of that name.
    ///
    /// # Errors
    ///
    /// [`NoAnswer`] where the cluster is away or refuses us.
    pub fn topic(&self, name: &str) -> Result<Option<Topic>, NoAnswer> {
        let metadata = self.client.fetch_metadata(Some(name), ASKING).map_err(|error| self.no_answer(&error))?;
        let Some(topic) = metadata.topics().iter().find(|topic| topic.name() == name) else { return Ok(None) };
        if let Some(error) = topic.error() {
            let error = KafkaError::MetadataFetch(error.into());
            return match judge(&error, &format!("topic {name}"), "") {
                Verdict::Fatal(Fault::UnknownTopic { .. }) => Ok(None),
                Verdict::Fatal(fault) => Err(NoAnswer::Fatal(fault)),
                Verdict::Transient => Err(NoAnswer::Away(error.to_string())),
            };
        }
        let partitions = topic.partitions();
        Ok(Some(Topic {
            partitions: u32::try_from(partitions.len()).unwrap_or(u32::MAX),
            replicas: partitions.iter().map(|partition| partition.replicas().len()).min().unwrap_or(0),
            leaderless: partitions.iter().filter(|partition| partition.leader() < 0).count(),
        }))
    }

    /// Brokers in the cluster.
    ///
    /// # Errors
    ///
    /// [`NoAnswer`] where the cluster is away or refuses us.
    pub fn brokers(&self) -> Result<usize, NoAnswer> {
        // The topic is only there because without one the answer would hold every topic of the cluster.
        let topic = self.config.kafka.input_topics.first().map(String::as_str);
        let metadata = self.client.fetch_metadata(topic, ASKING).map_err(|error| self.no_answer(&error))?;
        Ok(metadata.brokers().len())
    }

    /// The first and the next offset of a partition.
    ///
    /// # Errors
    ///
    /// [`NoAnswer`] where the cluster is away or refuses us.
    pub fn watermarks(&self, topic: &str, partition: i32) -> Result<(i64, i64), NoAnswer> {
        self.client.fetch_watermarks(topic, partition, ASKING).map_err(|error| self.no_answer(&error))
    }

    /// What the topic's configuration says. Where we may not read it (it takes the right DescribeConfigs), nothing.
    #[must_use]
    pub fn settings_of(&self, topic: &str) -> TopicSettings {
        let read = || -> Result<TopicSettings, KafkaError> {
            let admin: AdminClient<DefaultClientContext> = settings::common(&self.config).create()?;
            let options = AdminOptions::new().request_timeout(Some(ASKING));
            let answers = wait(admin.describe_configs(&[ResourceSpecifier::Topic(topic)], &options))?;
            let Some(Ok(answer)) = answers.into_iter().next() else { return Ok(TopicSettings::default()) };
            let value = |name| answer.get(name).and_then(|entry| entry.value.as_deref());
            Ok(TopicSettings {
                max_message_bytes: value("max.message.bytes").and_then(|value| value.parse().ok()),
                min_insync_replicas: value("min.insync.replicas").and_then(|value| value.parse().ok()),
                compacted: value("cleanup.policy").map(|value| value.contains("compact")),
            })
        };
        read().unwrap_or_else(|error| {
            tracing::debug!(topic, %error, "the topic's configuration cannot be read");
            TopicSettings::default()
        })
    }

    fn no_answer(&self, error: &KafkaError) -> NoAnswer {
        // What went wrong underneath waits on the client's main queue; the call itself only says that time ran out.
        while self.client.poll(Duration::ZERO).is_some() {}
        let heard = std::mem::take(&mut *self.client.context().heard.lock().unwrap_or_else(PoisonError::into_inner));
        heard.or_else(|| NoAnswer::of(error, "")).unwrap_or_else(|| NoAnswer::Away(error.to_string()))
    }
}

impl NoAnswer {
    fn of(error: &KafkaError, reason: &str) -> Option<Self> {
        if error.rdkafka_error_code() == Some(Code::SSL) {
            return Some(Self::Tls(if reason.is_empty() { error.to_string() } else { reason.to_string() }));
        }
        match judge(error, "the cluster", reason) {
            Verdict::Fatal(fault) => Some(Self::Fatal(fault)),
            Verdict::Transient if reason.is_empty() => None,
            Verdict::Transient => Some(Self::Away(reason.to_string())),
        }
    }

    fn weight(&self) -> u8 {
        match self {
            Self::Away(_) => 0,
            Self::Tls(_) => 1,
            Self::Fatal(_) => 2,
        }
    }
}

/// Keeps the worst of what the client reported since the last question.
#[derive(Default)]
struct ProbeEvents {
    heard: Mutex<Option<NoAnswer>>,
}

impl ClientContext for ProbeEvents {
    fn log(&self, level: RDKafkaLogLevel, facility: &str, message: &str) {
        log_client_line(level, facility, message);
    }

    fn error(&self, error: KafkaError, reason: &str) {
        let Some(heard) = NoAnswer::of(&error, reason) else { return };
        // "All brokers down" follows from what went wrong with each of them, and says less.
        if error.rdkafka_error_code() == Some(Code::AllBrokersDown) {
            return;
        }
        let mut worst = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        if worst.as_ref().is_none_or(|worst| heard.weight() >= worst.weight()) {
            *worst = Some(heard);
        }
    }
}

impl ConsumerContext for ProbeEvents {}

pub fn client_fault(error: KafkaError) -> Fault {
    Fault::Client { reason: error.to_string() }
}

/// Runs one of the client's futures here; a thread of the client's own answers it.
pub fn wait<F: Future>(future: F) -> F::Output {
    struct Unpark(Thread);
    impl Wake for Unpark {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }
    let mut future = pin!(future);
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    loop {
        match future.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(output) => return output,
            Poll::Pending => thread::park(),
        }
    }
}
