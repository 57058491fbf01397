//! Rules between keys: what each of them may be alone, but not all of them together.

use std::collections::BTreeSet;
use std::path::Path;

use super::keys::ENRICHERS;
use super::model::{Assignor, Config, Delivery, GroupProtocol};
use super::problem::{Origin, Problem};
use super::{SECRET_BYTES, Settings, text_of};

/// A broken rule: the key that is to blame, the other key that it does not agree with, and the complaint.
struct Broken {
    path: String,
    other: &'static str,
    message: String,
}

/// Checks the rules. One that has to do with a key that is in trouble already is left alone: its value is not the
/// operator's.
pub fn check(settings: &mut Settings) {
    let broken = between_keys(&settings.config);
    let troubled: BTreeSet<String> = settings.problems.iter().map(|problem| problem.path.clone()).collect();
    for Broken { path, other, message } in broken {
        let under = |key: &str| !key.is_empty() && troubled.iter().any(|path| path.starts_with(key));
        if !under(&path) && !under(other) {
            let origin = settings.origin(&path);
            settings.problems.push(Problem { origin, path, message });
        }
    }
}

fn between_keys(config: &Config) -> Vec<Broken> {
    let mut broken = Vec::new();
    let mut rule = |holds: bool, path: &str, other: &'static str, message: String| {
        if !holds {
            broken.push(Broken { path: path.into(), other, message });
        }
    };
    let (kafka, limits) = (&config.kafka, &config.limits);

    rule(
        kafka.delivery != Delivery::ExactlyOnce || !kafka.transactional_id.is_empty(),
        "kafka.transactional_id",
        "kafka.delivery",
        "expected a name of this worker's own, because kafka.delivery is exactly_once, got \"\"".into(),
    );
    // Whoever takes over the partitions of a worker that went silent waits for its open transaction.
    rule(
        kafka.delivery != Delivery::ExactlyOnce || kafka.transaction.timeout < kafka.session_timeout,
        "kafka.transaction.timeout",
        "kafka.session_timeout",
        format!(
            "expected less than kafka.session_timeout ({}), got {}",
            kafka.session_timeout, kafka.transaction.timeout
        ),
    );
    rule(
        kafka.delivery != Delivery::ExactlyOnce || kafka.transaction.interval < kafka.transaction.timeout,
        "kafka.transaction.interval",
        "kafka.transaction.timeout",
        format!(
            "expected less than kafka.transaction.timeout ({}), got {}",
            kafka.transaction.timeout, kafka.transaction.interval
        ),
    );
    rule(
        kafka.commit_interval < kafka.session_timeout,
        "kafka.commit_interval",
        "kafka.session_timeout",
        format!("expected less than kafka.session_timeout ({}), got {}", kafka.session_timeout, kafka.commit_interval),
    );
    rule(
        kafka.group_protocol != GroupProtocol::Consumer || kafka.assignor != Assignor::RoundRobin,
        "kafka.assignor",
        "kafka.group_protocol",
        "expected \"cooperative-sticky\" or \"range\", because kafka.group_protocol is consumer, got \"roundrobin\""
            .into(),
    );
    // A topic that is read and written by one worker is a loop that never ends.
    rule(
        !kafka.input_topics.contains(&kafka.output_topic),
        "kafka.output_topic",
        "kafka.input_topics",
        format!("expected a topic that is no input, got \"{}\", which kafka.input_topics lists", kafka.output_topic),
    );
    rule(
        !kafka.input_topics.contains(&kafka.dead_letter_topic),
        "kafka.dead_letter_topic",
        "kafka.input_topics",
        format!(
            "expected a topic that is no input, got \"{}\", which kafka.input_topics lists",
            kafka.dead_letter_topic
        ),
    );
    rule(
        kafka.dead_letter_topic != kafka.output_topic,
        "kafka.dead_letter_topic",
        "kafka.output_topic",
        format!("expected another topic than kafka.output_topic, got \"{}\" for both", kafka.dead_letter_topic),
    );
    rule(
        limits.in_flight_bytes >= limits.payload_bytes,
        "limits.in_flight_bytes",
        "limits.payload_bytes",
        format!("expected at least limits.payload_bytes ({}), got {}", limits.payload_bytes, limits.in_flight_bytes),
    );
    rule(
        limits.decompressed_bytes >= limits.payload_bytes,
        "limits.decompressed_bytes",
        "limits.payload_bytes",
        format!("expected at least limits.payload_bytes ({}), got {}", limits.payload_bytes, limits.decompressed_bytes),
    );

    let mut names = BTreeSet::new();
    for (index, enricher) in config.enrich.http.iter().enumerate() {
        let path = |key: &str| format!("{ENRICHERS}[{index}].{key}");
        rule(
            enricher.name.is_empty() || names.insert(&enricher.name),
            &path("name"),
            "",
            format!("expected a name that no other enricher has, got \"{}\" a second time", enricher.name),
        );
        rule(
            enricher.deadline >= enricher.timeout,
            &path("deadline"),
            "",
            format!("expected at least the timeout of one attempt ({}), got {}", enricher.timeout, enricher.deadline),
        );
        for name in enricher.headers.keys() {
            rule(
                !enricher.headers_file.keys().any(|other| other.eq_ignore_ascii_case(name)),
                &path(&format!("headers_file.{name}")),
                "",
                "expected a header that is not given under headers too".into(),
            );
        }
    }
    broken
}

/// Reads the secrets of the client into its properties, and sees to it that those of the enrichers can be read.
pub fn secrets(settings: &mut Settings) {
    let files = std::mem::take(&mut settings.config.kafka.properties_file);
    for (name, file) in &files {
        let path = format!("kafka.properties_file.{name}");
        let read = if settings.config.kafka.properties.contains_key(name) {
            Err("expected a property that is not given under kafka.properties too".into())
        } else {
            secret(Path::new(file))
        };
        match read {
            Ok(value) => {
                settings.config.kafka.properties.insert(name.clone(), value);
                let origin = settings.origin(&path);
                settings.origins.insert(format!("kafka.properties.{name}"), origin);
            }
            Err(message) => {
                let origin = settings.origin(&path);
                settings.problems.push(Problem { origin, path, message });
            }
        }
    }
    settings.config.kafka.properties_file = files;

    let enrichers = settings.config.enrich.http.iter().enumerate();
    let files = enrichers.flat_map(|(index, enricher)| {
        enricher
            .headers_file
            .iter()
            .map(move |(name, file)| (format!("{ENRICHERS}[{index}].headers_file.{name}"), file))
    });
    let unreadable: Vec<Problem> = files
        .filter_map(|(path, file)| {
            let message = secret(Path::new(file)).err()?;
            Some(Problem { origin: settings.origin(&path), path, message })
        })
        .collect();
    settings.problems.extend(unreadable);
}

/// The content of a secret file, without the line break that editors put at its end.
fn secret(path: &Path) -> Result<String, String> {
    let text = text_of(path, SECRET_BYTES)
        .map_err(|error| format!("expected a text file that can be read, got {}: {error}", path.display()))?;
    let text = text.strip_suffix('\n').unwrap_or(&text);
    Ok(text.strip_suffix('\r').unwrap_or(text).to_owned())
}

impl Settings {
    /// Where the value of a key was given: itself, or the table around it.
    pub fn origin(&self, path: &str) -> Origin {
        let mut path = path;
        loop {
            if let Some(origin) = self.origins.get(path) {
                return origin.clone();
            }
            match path.rsplit_once('.') {
                Some((table, _)) => path = table,
                None => return Origin::Default,
            }
        }
    }
}
