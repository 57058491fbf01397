//! Passwords and rights, over TLS, as a cluster has them that is not for playing: SCRAM and the brokers' own authorizer. What
//! `deploy/kafka-acls.sh` grants is what a worker needs.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::broker::{Broker, tool};
use crate::support::committed::Group;
use crate::support::payloads::article;
use crate::support::producer::Producer;
use crate::support::reader::{Read, Reader};
use crate::support::settings::Settings;
use crate::support::topics::Topics;
use crate::support::worker::Worker;
use crate::support::{PATIENCE, eventually, free_port};

const ACLS: &str = "org.apache.kafka.tools.AclCommand";
const CONFIGS: &str = "kafka.admin.ConfigCommand";

/// A broker that knows a user, and lets nobody do anything but who comes by the plain listener.
struct Guarded {
    broker: Broker,
    folder: tempfile::TempDir,
    port: u16,
    topics: Topics,
}

impl Guarded {
    fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let port = free_port();
        let keys = keys(folder.path());
        let broker = Broker::start_with(|ports| {
            let (plain, controller) = (ports.plain, ports.controller);
            format!(
                "listeners=PLAINTEXT://127.0.0.1:{plain},SASL_SSL://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller}\n\
                 advertised.listeners=PLAINTEXT://127.0.0.1:{plain},SASL_SSL://127.0.0.1:{port}\n\
                 listener.security.protocol.map=PLAINTEXT:PLAINTEXT,SASL_SSL:SASL_SSL,CONTROLLER:PLAINTEXT\n\
                 sasl.enabled.mechanisms=SCRAM-SHA-512\n\
                 listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config=\
                 org.apache.kafka.common.security.scram.ScramLoginModule required;\n\
                 ssl.keystore.location={}\n\
                 ssl.keystore.type=PKCS12\n\
                 ssl.keystore.password=changeit\n\
                 authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer\n\
                 super.users=User:ANONYMOUS",
                keys.display()
            )
        });
        let topics = Topics::create(&broker, "rights", 1);
        let guarded = Self { broker, folder, port, topics };
        let scram = "SCRAM-SHA-512=[iterations=4096,password=right]";
        guarded.tool(CONFIGS, &["--alter", "--entity-type", "users", "--entity-name", "worker", "--add-config", scram]);
        guarded
    }

    fn tool(&self, class: &str, arguments: &[&str]) {
        let address = self.broker.address();
        let done = tool(class).args(["--bootstrap-server", &address]).args(arguments).output().expect("java");
        assert!(done.status.success(), "{class} {arguments:?}: {done:?}");
    }

    /// Runs the script as an administrator does.
    fn grant(&self) {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tools/kafka/kafka.sh");
        let command = self.folder.path().join("kafka-acls.sh");
        std::fs::write(&command, format!("#!/bin/sh\nexec '{script}' tool {ACLS} \"$@\"\n")).expect("a file");
        let made = Command::new("chmod").arg("+x").arg(&command).status().expect("chmod");
        assert!(made.success());
        let path = format!("{}:{}", self.folder.path().display(), std::env::var("PATH").unwrap_or_default());
        let granted = Command::new(concat!(env!("CARGO_MANIFEST_DIR"), "/deploy/kafka-acls.sh"))
            .args(["User:worker", &self.broker.address()])
            .env("PATH", path)
            .env("RUN", "1")
            .env("INPUT", &self.topics.input)
            .env("OUTPUT", &self.topics.output)
            .env("DEAD_LETTERS", &self.topics.dead_letters)
            .env("GROUP", &self.topics.group)
            .env("TRANSACTIONAL_ID", "rights-")
            .output()
            .expect("a shell");
        assert!(granted.status.success(), "{granted:?}");
    }

    /// Grants a right, or takes it away.
    fn change(&self, verb: &str, resource: &[&str], operation: &str) {
        let force: &[&str] = if verb == "--remove" { &["--force"] } else { &[] };
        let rest = [&["--allow-principal", "User:worker", "--operation", operation], resource, force].concat();
        self.tool(ACLS, &[&[verb], &rest[..]].concat());
    }

    fn settings(&self, password: &str) -> Settings {
        let certificate = self.folder.path().join("broker.pem");
        Settings::new(&self.broker, &self.topics)
            .with("kafka.brokers", &format!("[\"127.0.0.1:{}\"]", self.port))
            .with("kafka.properties.\"security.protocol\"", "\"sasl_ssl\"")
            .with("kafka.properties.\"ssl.ca.location\"", &format!("\"{}\"", certificate.display()))
            .with("kafka.properties.\"sasl.mechanism\"", "\"SCRAM-SHA-512\"")
            .with("kafka.properties.\"sasl.username\"", "\"worker\"")
            .with("kafka.properties.\"sasl.password\"", &format!("\"{password}\""))
    }

    fn write(&self, numbers: std::ops::Range<u64>) {
        Producer::new(&self.broker, &self.topics.input).write(0, &numbers.map(article).collect::<Vec<_>>());
    }
}

/// Keys of the broker and, beside them, its certificate for those who have to know it.
fn keys(folder: &Path) -> PathBuf {
    let (keys, certificate) = (folder.join("broker.p12"), folder.join("broker.pem"));
    let keytool = |arguments: &[&str]| {
        let common = ["-alias", "broker", "-storetype", "PKCS12", "-storepass", "changeit", "-keystore"];
        let done = Command::new("keytool").args(arguments).args(common).arg(&keys).output().expect("keytool");
        assert!(done.status.success(), "{done:?}");
        done.stdout
    };
    let names = ["-dname", "CN=localhost", "-ext", "SAN=ip:127.0.0.1,dns:localhost", "-ext", "bc=ca:true"];
    keytool(&[&["-genkeypair", "-keyalg", "EC", "-groupname", "secp256r1", "-validity", "30"], &names[..]].concat());
    std::fs::write(certificate, keytool(&["-exportcert", "-rfc"])).expect("a file");
    keys
}

/// It ends with 3, and says what it may not do.
#[track_caller]
fn is_turned_away(mut worker: Worker, says: &[&str]) -> String {
    assert_eq!(worker.wait(PATIENCE).code(), Some(3), "{}", worker.stderr());
    let log = worker.stderr();
    let last = log.lines().rfind(|line| line.contains("the worker had to stop")).unwrap_or_default();
    assert!(says.iter().all(|word| last.contains(word)), "{says:?} in: {log}");
    log
}

#[test]
fn a_worker_ends_without_its_rights_and_goes_on_where_it_was_once_it_has_them() {
    let guarded = Guarded::start();
    let topics = &guarded.topics;
    guarded.write(0..20);
    let log = is_turned_away(Worker::start(&guarded.settings("mistyped-4711")), &["refuse our credentials"]);
    assert!(!log.contains("mistyped-4711"), "the password stands in the log: {log}");
    is_turned_away(Worker::start(&guarded.settings("right")), &["not authorized for", &topics.input]);

    guarded.grant();
    let settings = guarded.settings("right");
    let transactional = settings
        .clone()
        .with("kafka.delivery", "\"exactly_once\"")
        .with("kafka.transactional_id", "\"rights-a\"")
        .with("kafka.transaction.timeout", "\"3s\"");
    let mut articles = Reader::new(&guarded.broker, &topics.output);
    let worker = Worker::start(&transactional);
    articles.read_until("the first articles", PATIENCE, |read| read.len() == 20);
    // The right to write is taken away from a worker at work, and given back.
    guarded.change("--remove", &["--topic", &topics.output], "Write");
    guarded.write(20..40);
    is_turned_away(worker, &["not authorized for writing", "opic authorization failed"]);
    guarded.change("--add", &["--topic", &topics.output], "Write");
    let worker = Worker::start(&transactional);
    articles.read_until("the articles in between", PATIENCE, |read| read.len() == 40);
    worker.drain();

    // The right to the group, from one that commits by itself.
    let worker = Worker::start(&settings);
    guarded.write(40..60);
    articles.read_until("more articles", PATIENCE, |read| read.len() == 60);
    let group = Group::new(&guarded.broker, &topics.group, &topics.input, 1);
    eventually("all is committed", PATIENCE, || group.committed() == group.ends());
    guarded.change("--remove", &["--group", &topics.group], "Read");
    is_turned_away(worker, &["not authorized for", &topics.group]);
    guarded.change("--add", &["--group", &topics.group], "Read");
    guarded.write(60..80);
    let worker = Worker::start(&settings);
    articles.read_until("the last articles", PATIENCE, |read| read.len() == 80);
    let offsets: Vec<i64> = articles.read_to_end().iter().map(|read| Read::article_source(read).1).collect();
    assert_eq!(offsets.len(), 80);
    assert_eq!(offsets.iter().collect::<std::collections::BTreeSet<_>>().len(), 80, "each once: {offsets:?}");
    worker.drain();
}
