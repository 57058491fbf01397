//! Secrets print as `***`, in `Debug` as in the summary of `copydesk check`.

use std::collections::BTreeMap;
use std::fmt;

use super::model::{HttpEnricher, Kafka};

/// Words in a name that say that its value is for nobody's eyes. Rather one too many: a path that prints as `***` costs
/// a look into the file, a password in a log costs more.
const SECRET: [&str; 10] = [
    "password",
    "passphrase",
    "secret",
    "token",
    "key",
    "authorization",
    "cookie",
    "credential",
    "sasl.jaas",
    "oauthbearer.config",
];

/// Whether the value under this name must not be printed.
#[must_use]
pub fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    SECRET.iter().any(|word| name.contains(word))
}

/// A value as it may be printed under its name.
#[must_use]
pub fn shown<'a>(name: &str, value: &'a str) -> &'a str {
    if is_secret(name) { "***" } else { value }
}

/// Values by name, and the names whose values came from files: secrets whatever their names are.
struct Redacted<'a>(&'a BTreeMap<String, String>, &'a BTreeMap<String, String>);

impl fmt::Debug for Redacted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |name, value| if self.1.contains_key(name) { "***" } else { shown(name, value) };
        f.debug_map().entries(self.0.iter().map(|(name, value)| (name, shown(name, value)))).finish()
    }
}

impl fmt::Debug for Kafka {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Taken apart without `..`: a new field must be thought of here.
        let Self {
            brokers,
            group_id,
            input_topics,
            output_topic,
            dead_letter_topic,
            delivery,
            start_from,
            on_out_of_range,
            group_instance_id,
            assignor,
            group_protocol,
            transactional_id,
            commit_interval,
            statistics_interval,
            session_timeout,
            stall_timeout,
            compression,
            linger,
            partitioner,
            properties,
            properties_file,
            transaction,
        } = self;
        f.debug_struct("Kafka")
            .field("brokers", brokers)
            .field("group_id", group_id)
            .field("input_topics", input_topics)
            .field("output_topic", output_topic)
            .field("dead_letter_topic", dead_letter_topic)
            .field("delivery", delivery)
            .field("start_from", start_from)
            .field("on_out_of_range", on_out_of_range)
            .field("group_instance_id", group_instance_id)
            .field("assignor", assignor)
            .field("group_protocol", group_protocol)
            .field("transactional_id", transactional_id)
            .field("commit_interval", commit_interval)
            .field("statistics_interval", statistics_interval)
            .field("session_timeout", session_timeout)
            .field("stall_timeout", stall_timeout)
            .field("compression", compression)
            .field("linger", linger)
            .field("partitioner", partitioner)
            .field("properties", &Redacted(properties, properties_file))
            .field("properties_file", properties_file)
            .field("transaction", transaction)
            .finish()
    }
}

impl fmt::Debug for HttpEnricher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            name,
            url,
            request,
            response,
            headers,
            headers_file,
            timeout,
            deadline,
            max_attempts,
            concurrency,
            response_bytes,
            on_failure,
        } = self;
        f.debug_struct("HttpEnricher")
            .field("name", name)
            .field("url", url)
            .field("request", request)
            .field("response", response)
            .field("headers", &Redacted(headers, headers_file))
            .field("headers_file", headers_file)
            .field("timeout", timeout)
            .field("deadline", deadline)
            .field("max_attempts", max_attempts)
            .field("concurrency", concurrency)
            .field("response_bytes", response_bytes)
            .field("on_failure", on_failure)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::super::Config;
    use super::*;

    #[test]
    fn debug_prints_no_secret() {
        let mut config = Config::default();
        config.kafka.properties.insert("sasl.username".into(), "hunter2".into());
        config.kafka.properties_file.insert("sasl.username".into(), "/run/secrets/name".into());
        config.kafka.properties.insert("sasl.password".into(), "hunter2".into());
        config.kafka.properties.insert("client.rack".into(), "b7".into());
        let headers = BTreeMap::from([("Authorization".into(), "Bearer hunter2".into())]);
        config.enrich.http.push(HttpEnricher { headers, ..HttpEnricher::default() });
        let printed = format!("{config:?}");
        assert!(!printed.contains("hunter2"), "{printed}");
        assert!(printed.contains("***") && printed.contains("b7"), "{printed}");
    }
}
