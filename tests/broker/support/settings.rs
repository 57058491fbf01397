//! A configuration file, key by key.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::Duration;

use super::broker::Broker;
use super::topics::Topics;

/// How long a worker may be silent before its group does without it: the least that a broker takes by default.
pub const SESSION: Duration = Duration::from_secs(6);

/// Dotted keys and their TOML values. What a test does not set is copydesk's default, but for waits that would only make
/// the test longer.
#[derive(Debug, Clone)]
pub struct Settings(BTreeMap<String, String>);

impl Settings {
    pub fn new(broker: &Broker, topics: &Topics) -> Self {
        Self::names_only(broker, topics)
            .with("kafka.commit_interval", "\"100ms\"")
            .with("kafka.statistics_interval", "\"500ms\"")
            .with("kafka.session_timeout", &format!("\"{}s\"", SESSION.as_secs()))
    }

    /// Names only; every wait and limit is copydesk's default.
    pub fn names_only(broker: &Broker, topics: &Topics) -> Self {
        let text = |value: &str| format!("{value:?}");
        let keys = [
            ("kafka.brokers", format!("[{:?}]", broker.address())),
            ("kafka.group_id", text(&topics.group)),
            ("kafka.input_topics", format!("[{:?}]", topics.input)),
            ("kafka.output_topic", text(&topics.output)),
            ("kafka.dead_letter_topic", text(&topics.dead_letters)),
        ];
        Self(keys.map(|(key, value)| (key.to_owned(), value)).into())
    }

    /// Sets a key to a TOML value.
    pub fn with(mut self, key: &str, toml: &str) -> Self {
        self.0.insert(key.into(), toml.into());
        self
    }

    /// The file.
    pub fn to_toml(&self) -> String {
        self.0.iter().fold(String::new(), |mut file, (key, value)| {
            let _ = writeln!(file, "{key} = {value}");
            file
        })
    }
}
