//! What a worker keeps in files over a restart. The embedded broker will do: this is about the files and not about delivery.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use copydesk::kafka::{EmbeddedBroker, Reader};
use copydesk::record::{Origin, Record};
use serde_json::{Value, json};

const PATIENCE: Duration = Duration::from_secs(180);

struct Desk {
    broker: EmbeddedBroker,
    reader: Reader,
    snapshot: String,
}

impl Desk {
    fn start(folder: &Path) -> Self {
        let broker = EmbeddedBroker::start(&["raw.articles", "articles.v1", "articles.dlq"], 1).unwrap();
        let reader = broker.read(&["articles.v1"], 1).unwrap();
        Self { broker, reader, snapshot: folder.join("window").to_str().unwrap().to_owned() }
    }

    fn worker(&self) -> Child {
        let mut command = Command::new(env!("CARGO_BIN_EXE_copydesk"));
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("COPYDESK__")) {
            command.env_remove(name);
        }
        let worker = command
            .arg("run")
            .env("COPYDESK__KAFKA__BROKERS", self.broker.brokers().join(","))
            // The embedded broker does not hear who leaves a group.
            .env("COPYDESK__KAFKA__SESSION_TIMEOUT", "6s")
            .env("COPYDESK__ADMIN__LISTEN", "127.0.0.1:0")
            .env("COPYDESK__ENRICH__DUPLICATES__SNAPSHOT_PATH", &self.snapshot)
            .env("RUST_LOG", "info")
            .stderr(Stdio::piped());
        worker.spawn().unwrap()
    }

    /// A worker comes, makes the record of a payload, and goes in good order; the record, and what the worker told.
    fn run(&self, payload: &Value) -> (Value, String) {
        let worker = self.worker();
        let value = Some(payload.to_string().into_bytes());
        let record =
            Record { origin: Origin::Input { index: 0 }, timestamp_ms: None, key: None, value, headers: vec![] };
        self.broker.feed("raw.articles", 1, [&record]).unwrap();
        // The reader returns without a record when its client had something else to do.
        let deadline = Instant::now() + PATIENCE;
        let mut published = None;
        while published.is_none() && Instant::now() < deadline {
            published = self.reader.next(deadline);
        }
        assert!(Command::new("kill").arg(worker.id().to_string()).status().unwrap().success());
        let output = worker.wait_with_output().unwrap();
        let log = String::from_utf8(output.stderr).unwrap();
        let record = serde_json::from_slice(&published.expect(&log).value.unwrap()).unwrap();
        assert_eq!(output.status.code(), Some(0), "{log}");
        (record, log)
    }
}

#[test]
fn a_worker_that_starts_again_knows_what_it_published_before() {
    let folder = tempfile::tempdir().unwrap();
    let desk = Desk::start(folder.path());
    let article = json!({"article_text": "The harbour council met on Monday to vote on the new ferry line between the two \
        islands, and after a debate of eleven hours it agreed to open the line before the summer begins."});
    let (first, _) = desk.run(&article);
    assert_eq!(first.get("duplicate"), None);
    let (again, log) = desk.run(&article);
    assert_eq!(
        (&again["duplicate"]["kind"], &again["duplicate"]["of"]),
        (&json!("exact"), &first["record_id"]),
        "{log}"
    );
    assert!(log.contains("window of duplicates read"), "{log}");
}
