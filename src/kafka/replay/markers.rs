//! The topic of markers: looked up, or made on first use.

use std::time::Duration;

use rdkafka::admin::{AdminClient, AdminOptions, NewTopic, TopicReplication};
use rdkafka::client::DefaultClientContext;
use rdkafka::error::RDKafkaErrorCode;

use crate::config::Config;
use crate::kafka::fault::Fault;
use crate::kafka::probe::{client_fault, wait};
use crate::kafka::settings;
use crate::kafka::topics::Asker;

/// How long the cluster may take to make it.
const PATIENCE: Duration = Duration::from_secs(10);

/// How many partitions the topic has; `None` where it is not there.
///
/// # Errors
///
/// [`Fault`] where the cluster is away or refuses us.
pub fn look_up(asker: &mut Asker<'_>, topic: &str) -> Result<Option<u32>, Fault> {
    match asker.ask(|probe| probe.topic(topic))? {
        Some(found) => Ok(found.map(|topic| topic.partitions)),
        None => Err(asker.no_answer()),
    }
}

/// Makes it where it is not there. It is compacted: a marker must last as long as its letter, whatever retention says.
///
/// # Errors
///
/// [`Fault`] where the cluster refuses, or where the topic is there and forgets.
pub fn make(config: &Config, asker: &mut Asker<'_>, topic: &str) -> Result<u32, Fault> {
    if let Some(partitions) = look_up(asker, topic)? {
        if asker.probe().settings_of(topic).compacted == Some(false) {
            let reason = format!(
                "topic {topic} forgets what was replayed: set cleanup.policy=compact on it, or delete it to have it made anew"
            );
            return Err(Fault::Replay { reason });
        }
        return Ok(partitions);
    }
    let admin: AdminClient<DefaultClientContext> = settings::common(config).create().map_err(client_fault)?;
    let options = AdminOptions::new().request_timeout(Some(PATIENCE));
    // -1 is the cluster's own default.
    let new = NewTopic::new(topic, 1, TopicReplication::Fixed(-1)).set("cleanup.policy", "compact");
    match wait(admin.create_topics([&new], &options)).map_err(client_fault)?.into_iter().next() {
        Some(Err((_, code))) if code != RDKafkaErrorCode::TopicAlreadyExists => Err(Fault::Replay {
            reason: format!(
                "topic {topic} is not there and cannot be made ({code}): create it with cleanup.policy=compact"
            ),
        }),
        _ => {
            let made = asker.topic(topic, "kafka.dead_letter_topic")?;
            made.map(|topic| topic.partitions).ok_or_else(|| asker.no_answer())
        }
    }
}
