//! What must be there before a worker starts: the cluster, the topics, the rights; and making the topics.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rdkafka::admin::{AdminClient, AdminOptions, NewTopic, TopicReplication};
use rdkafka::client::DefaultClientContext;
use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::error::RDKafkaErrorCode;
use rdkafka::topic_partition_list::TopicPartitionList;

use super::consumer_events::Place;
use super::fault::{Fault, Verdict, judge};
use super::probe::{NoAnswer, Probe, Topic, TopicSettings, client_fault, wait};
use super::settings::{self, TopicFacts};
use crate::config::Config;

/// How long a topic may be unknown at the start: one that was made a moment ago is not known to every broker yet.
const TOPIC_PATIENCE: Duration = Duration::from_secs(10);
/// How long TLS may fail: a broker that is going down fails a handshake too.
const TLS_PATIENCE: Duration = Duration::from_secs(10);
/// How often brokers that are away are named in the log.
const SAY_AGAIN: Duration = Duration::from_secs(5);
/// Between two questions.
const REST: Duration = Duration::from_millis(500);
/// How long `check` waits for a cluster that does not answer.
const EXAMINE_PATIENCE: Duration = Duration::from_secs(10);
/// Beside the payload, a dead letter holds its key, its headers and ours, and the batch around it.
pub const DEAD_LETTER_ROOM: u64 = 64 << 10;

/// What a worker knows of its cluster when it starts.
#[derive(Debug, Clone)]
pub struct Cluster {
    pub facts: TopicFacts,
    /// Every partition of the input topics.
    pub inputs: Vec<Place>,
}

/// Waits for the cluster and looks the topics up. Brokers that are away are waited for, as long as it takes, with a
/// warning every few seconds; what patience does not mend ends it. `None` where `stop` said so first.
///
/// # Errors
///
/// [`Fault`]: wrong credentials, no TLS, no rights, or a topic that is not there.
pub fn connect(config: &Config, stop: &dyn Fn() -> bool) -> Result<Option<Cluster>, Fault> {
    let mut asker = Asker::new(config, stop)?;
    let kafka = &config.kafka;
    let mut inputs = Vec::new();
    for name in &kafka.input_topics {
        let Some(topic) = asker.topic(name, "kafka.input_topics")? else { return Ok(None) };
        let shared: Arc<str> = name.as_str().into();
        inputs.extend((0..topic.partitions).map(|n| (Arc::clone(&shared), i32::try_from(n).unwrap_or(i32::MAX))));
    }
    let mut max_message_bytes: Option<u64> = None;
    for (name, key) in
        [(&kafka.output_topic, "kafka.output_topic"), (&kafka.dead_letter_topic, "kafka.dead_letter_topic")]
    {
        if asker.topic(name, key)?.is_none() {
            return Ok(None);
        }
        let limit = asker.probe.settings_of(name).max_message_bytes;
        max_message_bytes = max_message_bytes.into_iter().chain(limit).min();
    }
    let facts = TopicFacts {
        partitions: u32::try_from(inputs.len()).unwrap_or(u32::MAX),
        max_message_bytes: max_message_bytes.map(|limit| u32::try_from(limit).unwrap_or(u32::MAX)),
    };
    Ok(Some(Cluster { facts, inputs }))
}

/// The ends of all input partitions as they are now: where `run --until-end` stops. `None` where `stop` said so first.
///
/// # Errors
///
/// [`Fault`] where the cluster refuses us.
pub fn ends(
    config: &Config,
    cluster: &Cluster,
    stop: &dyn Fn() -> bool,
) -> Result<Option<BTreeMap<Place, i64>>, Fault> {
    let mut asker = Asker::new(config, stop)?;
    let mut ends = BTreeMap::new();
    for (topic, partition) in &cluster.inputs {
        let Some((low, high)) = asker.ask(|probe| probe.watermarks(topic, *partition))? else { return Ok(None) };
        // An empty partition is read to its end already.
        if high > low {
            ends.insert((Arc::clone(topic), *partition), high);
        }
    }
    Ok(Some(ends))
}

/// Asks until there is an answer.
pub struct Asker<'a> {
    probe: Probe,
    brokers: String,
    stop: &'a dyn Fn() -> bool,
    said: Option<Instant>,
    tls_since: Option<Instant>,
}

impl<'a> Asker<'a> {
    /// # Errors
    ///
    /// [`Fault`] where the client refuses its settings.
    pub fn new(config: &Config, stop: &'a dyn Fn() -> bool) -> Result<Self, Fault> {
        let brokers = config.kafka.brokers.join(", ");
        Ok(Self { probe: Probe::new(config)?, brokers, stop, said: None, tls_since: None })
    }

    pub fn probe(&self) -> &Probe {
        &self.probe
    }

    /// For those who asked with a deadline and got `None`.
    pub fn no_answer(&self) -> Fault {
        Fault::Client { reason: format!("no answer from {}", self.brokers) }
    }

    /// The topic, once it is known and led; `None` where `stop` said so first.
    ///
    /// # Errors
    ///
    /// [`Fault`] where it is not there, or the cluster refuses us.
    pub fn topic(&mut self, name: &str, key: &'static str) -> Result<Option<Topic>, Fault> {
        let start = Instant::now();
        loop {
            let Some(topic) = self.ask(|probe| probe.topic(name))? else { return Ok(None) };
            match topic {
                Some(topic) if topic.partitions > 0 => return Ok(Some(topic)),
                _ if start.elapsed() >= TOPIC_PATIENCE => {
                    return Err(Fault::UnknownTopic { topic: name.to_string(), key });
                }
                _ => self.rest(&format!("topic {name} is not there yet")),
            }
        }
    }

    /// An answer of the cluster; `None` where `stop` said so first.
    ///
    /// # Errors
    ///
    /// [`Fault`] where the cluster refuses us.
    pub fn ask<T>(&mut self, question: impl Fn(&Probe) -> Result<T, NoAnswer>) -> Result<Option<T>, Fault> {
        while !(self.stop)() {
            match question(&self.probe) {
                Ok(answer) => {
                    self.tls_since = None;
                    return Ok(Some(answer));
                }
                Err(NoAnswer::Fatal(fault)) => return Err(fault),
                Err(NoAnswer::Tls(reason)) => {
                    if self.tls_since.get_or_insert_with(Instant::now).elapsed() >= TLS_PATIENCE {
                        return Err(Fault::Tls { reason });
                    }
                    self.rest(&reason);
                }
                Err(NoAnswer::Away(reason)) => self.rest(&reason),
            }
        }
        Ok(None)
    }

    fn rest(&mut self, reason: &str) {
        if self.said.is_none_or(|said| said.elapsed() >= SAY_AGAIN) {
            self.said = Some(Instant::now());
            tracing::warn!(brokers = self.brokers, reason, "waiting for the brokers");
        }
        std::thread::sleep(REST);
    }
}

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// As it should be, or worth knowing.
    Note,
    /// It works now, and will not one day.
    Warning,
    /// A worker could not do its work.
    Error,
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub level: Level,
    pub what: String,
    /// How to mend it; empty where there is nothing to mend.
    pub mend: String,
}

impl Finding {
    fn new(level: Level, what: impl Into<String>, mend: impl Into<String>) -> Self {
        Self { level, what: what.into(), mend: mend.into() }
    }
}

/// Looks at everything a worker with this configuration needs of its cluster. What is wrong is a finding, never an error.
#[must_use]
pub fn examine(config: &Config) -> Vec<Finding> {
    examine_cluster(config).unwrap_or_else(|fault| vec![Finding::new(Level::Error, fault.to_string(), "")])
}

fn examine_cluster(config: &Config) -> Result<Vec<Finding>, Fault> {
    let kafka = &config.kafka;
    let deadline = Instant::now() + EXAMINE_PATIENCE;
    let stop = || Instant::now() >= deadline;
    let mut asker = Asker::new(config, &stop)?;
    let mut findings = Vec::new();

    let Some(brokers) = asker.ask(Probe::brokers)? else {
        let what = format!("no answer from {} within {} s", asker.brokers, EXAMINE_PATIENCE.as_secs());
        findings.push(Finding::new(Level::Error, what, "check kafka.brokers and the way to them"));
        return Ok(findings);
    };
    findings.push(Finding::new(Level::Note, format!("the cluster answers; brokers: {brokers}"), ""));

    let named = kafka.input_topics.iter().map(|name| (name, Role::Input));
    let named = named.chain([(&kafka.output_topic, Role::Output), (&kafka.dead_letter_topic, Role::DeadLetters)]);
    for (name, role) in named {
        match asker.probe.topic(name) {
            Ok(Some(topic)) => {
                let settings = asker.probe.settings_of(name);
                findings.extend(role.look_at(name, &topic, &settings, config.limits.payload_bytes.0));
            }
            Ok(None) => {
                let mend = format!("create it (--create-topics does), or set {}", role.key());
                findings.push(Finding::new(Level::Error, format!("topic {name} does not exist"), mend));
            }
            Err(NoAnswer::Fatal(fault)) => findings.push(Finding::new(Level::Error, fault.to_string(), "")),
            Err(NoAnswer::Away(reason) | NoAnswer::Tls(reason)) => {
                findings.push(Finding::new(Level::Error, format!("topic {name} cannot be looked up: {reason}"), ""));
            }
        }
    }
    findings.push(group(config)?);
    Ok(findings)
}

/// Whether the group may be read: a worker without that right would wait for its partitions for ever.
fn group(config: &Config) -> Result<Finding, Fault> {
    let kafka = &config.kafka;
    let facts = TopicFacts { partitions: 1, max_message_bytes: None };
    let consumer: BaseConsumer = settings::consumer(config, facts).create().map_err(client_fault)?;
    let mut asked = TopicPartitionList::new();
    for topic in &kafka.input_topics {
        asked.add_partition(topic, 0);
    }
    let group = &kafka.group_id;
    Ok(match consumer.committed_offsets(asked, EXAMINE_PATIENCE) {
        Ok(_) => Finding::new(Level::Note, format!("group {group} may be used"), ""),
        Err(error) => match judge(&error, &format!("group {group}"), "") {
            Verdict::Fatal(fault) => Finding::new(Level::Error, fault.to_string(), ""),
            Verdict::Transient => {
                Finding::new(Level::Warning, format!("the offsets of group {group} cannot be read now: {error}"), "")
            }
        },
    })
}

/// What a topic is to us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Input,
    Output,
    DeadLetters,
}

impl Role {
    fn key(self) -> &'static str {
        match self {
            Self::Input => "kafka.input_topics",
            Self::Output => "kafka.output_topic",
            Self::DeadLetters => "kafka.dead_letter_topic",
        }
    }

    fn look_at(self, name: &str, topic: &Topic, settings: &TopicSettings, payload_bytes: u64) -> Vec<Finding> {
        let Topic { partitions, replicas, leaderless } = topic;
        let mut findings =
            vec![Finding::new(Level::Note, format!("topic {name}: {partitions} partitions, {replicas} replicas"), "")];
        if *leaderless > 0 {
            let what = format!("topic {name}: {leaderless} partitions have no leader now");
            findings.push(Finding::new(Level::Error, what, "bring the brokers that hold them back"));
        }
        if self == Self::Input {
            return findings;
        }
        match settings.min_insync_replicas {
            // Kafka 4 with eligible leader replicas takes the smaller of the two; older brokers refuse every write.
            Some(needed) if needed > *replicas => {
                let what = format!("topic {name}: min.insync.replicas is {needed}, and there are {replicas} replicas");
                let mend = "change one of the two: brokers before 4.0 take nothing, newer ones use the smaller number";
                findings.push(Finding::new(Level::Warning, what, mend));
            }
            Some(needed) if needed == *replicas && needed > 1 => {
                let what = format!("topic {name}: all {replicas} replicas must be in sync to write");
                let mend =
                    format!("set min.insync.replicas to {}: now one broker that is away stops the worker", needed - 1);
                findings.push(Finding::new(Level::Warning, what, mend));
            }
            _ => {}
        }
        if self == Self::DeadLetters {
            findings.extend(Self::look_at_dead_letters(name, settings, payload_bytes));
        }
        findings
    }

    fn look_at_dead_letters(name: &str, settings: &TopicSettings, payload_bytes: u64) -> Option<Finding> {
        if settings.compacted == Some(true) {
            let what = format!("topic {name} is compacted: it refuses dead letters without a key and forgets others");
            return Some(Finding::new(Level::Error, what, "set cleanup.policy=delete on it"));
        }
        let needed = payload_bytes + DEAD_LETTER_ROOM;
        let Some(limit) = settings.max_message_bytes else {
            let what = format!("topic {name}: its max.message.bytes cannot be read (right DescribeConfigs)");
            return Some(Finding::new(Level::Note, what, format!("it should be at least {needed}")));
        };
        (limit < needed).then(|| {
            let what = format!("topic {name}: max.message.bytes is {limit}, a payload may have {payload_bytes}");
            let mend =
                format!("set max.message.bytes={needed} on it; until then larger dead letters go without their value");
            Finding::new(Level::Warning, what, mend)
        })
    }
}

/// Makes the topics that are missing, so that they take whatever the limits let through. The names of those made.
///
/// # Errors
///
/// [`Fault`] where the cluster is away or refuses.
pub fn create(config: &Config, partitions: u16, replication: Option<u16>) -> Result<Vec<String>, Fault> {
    let kafka = &config.kafka;
    let deadline = Instant::now() + EXAMINE_PATIENCE;
    let stop = || Instant::now() >= deadline;
    let mut asker = Asker::new(config, &stop)?;
    let mut missing: Vec<&str> = Vec::new();
    for name in kafka.input_topics.iter().chain([&kafka.output_topic, &kafka.dead_letter_topic]) {
        match asker.ask(|probe| probe.topic(name))? {
            Some(Some(_)) => {}
            Some(None) => missing.push(name),
            None => return Err(asker.no_answer()),
        }
    }
    let limit = (config.limits.payload_bytes.0 + DEAD_LETTER_ROOM).max(1_048_588).to_string();
    // -1 is the cluster's own default.
    let replication = replication.map_or(-1, i32::from);
    let new = missing.iter().map(|name| {
        NewTopic::new(name, i32::from(partitions), TopicReplication::Fixed(replication))
            .set("max.message.bytes", &limit)
    });
    let new: Vec<NewTopic<'_>> = new.collect();
    if new.is_empty() {
        return Ok(Vec::new());
    }
    let admin: AdminClient<DefaultClientContext> = settings::common(config).create().map_err(client_fault)?;
    let options = AdminOptions::new().request_timeout(Some(EXAMINE_PATIENCE));
    let answers = wait(admin.create_topics(&new, &options)).map_err(client_fault)?;
    let mut made = Vec::new();
    for answer in answers {
        match answer {
            Ok(name) => made.push(name),
            Err((_, RDKafkaErrorCode::TopicAlreadyExists)) => {}
            Err((name, code)) => {
                let error = rdkafka::error::KafkaError::AdminOp(code);
                return Err(match judge(&error, &format!("creating topic {name}"), "") {
                    Verdict::Fatal(fault) => fault,
                    Verdict::Transient => Fault::Client { reason: format!("creating topic {name}: {error}") },
                });
            }
        }
    }
    Ok(made)
}
