//! Who takes part: a name, what it is started with, and the topics of one run.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use rdkafka::admin::AdminOptions;

use crate::support;
use crate::support::broker::Broker;
use crate::support::settings::Settings;
use crate::support::topics::{Shape, Topics, create};

/// Both promises, by the names of the configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivery {
    AtLeastOnce,
    ExactlyOnce,
}

/// What runs between the two topics.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The released binary, as it runs in production.
    Copydesk,
    /// Its source, ledger, road and sink; each stage hands on what it gets.
    Wiring,
    /// A bare loop over librdkafka.
    Copy,
    /// A bare loop that reads on while a transaction closes.
    CopyOn,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Contender {
    pub kind: Kind,
    pub delivery: Delivery,
}

/// When it ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Until {
    /// So many records were in the topic at the start.
    End(u64),
    /// It is asked to: SIGTERM, or the end of its standard input.
    Asked,
}

impl Contender {
    pub const fn new(kind: Kind, delivery: Delivery) -> Self {
        Self { kind, delivery }
    }

    pub fn name(self) -> String {
        let kind = match self.kind {
            Kind::Copydesk => "copydesk",
            Kind::Wiring => "wiring alone",
            Kind::Copy => "copy loop",
            Kind::CopyOn => "copy loop, reads on",
        };
        let delivery = match self.delivery {
            Delivery::AtLeastOnce => "at_least_once",
            Delivery::ExactlyOnce => "exactly_once",
        };
        format!("{kind}, {delivery}")
    }

    /// Makes an output topic of its own, and what reads the input into it.
    pub fn prepare(self, stage: &Stage<'_>, input: &str, until: Until) -> Prepared {
        let short = format!("{:?}.{:?}.{}", self.kind, self.delivery, stage.next()).to_lowercase();
        let output = format!("bench.out.{short}");
        create(stage.broker, &[(&output, Shape { partitions: crate::PARTITIONS, config: crate::ROOMY, node: 1 })]);
        let topics = Topics {
            input: input.into(),
            output: output.clone(),
            dead_letters: crate::DEAD_LETTERS.into(),
            group: format!("bench.{short}"),
        };
        let command = match self.kind {
            Kind::Copydesk => {
                let mut command = Command::new(env!("CARGO_BIN_EXE_copydesk"));
                command.arg("run").arg("--config").arg(self.configuration(stage, &topics, &short));
                if matches!(until, Until::End(_)) {
                    command.arg("--until-end");
                }
                command
            }
            Kind::Wiring => this_program(&[
                "wiring",
                &self.configuration(stage, &topics, &short).to_string_lossy(),
                if matches!(until, Until::End(_)) { "until-end" } else { "until-asked" },
            ]),
            Kind::Copy | Kind::CopyOn => {
                let records = if let Until::End(records) = until { records } else { u64::MAX };
                this_program(&[
                    match (self.kind, self.delivery) {
                        (_, Delivery::AtLeastOnce) => "copy",
                        (Kind::CopyOn, Delivery::ExactlyOnce) => "copy-in-transactions-on",
                        (_, Delivery::ExactlyOnce) => "copy-in-transactions",
                    },
                    &stage.broker.address(),
                    &topics.input,
                    &topics.output,
                    &topics.group,
                    &records.to_string(),
                ])
            }
        };
        Prepared { command: quiet(command), output }
    }

    /// Names, and the delivery; all else stays at its default.
    fn configuration(self, stage: &Stage<'_>, topics: &Topics, name: &str) -> PathBuf {
        let listen = format!("\"127.0.0.1:{}\"", support::free_port());
        let settings = Settings::names_only(stage.broker, topics).with("admin.listen", &listen);
        let settings = match self.delivery {
            Delivery::AtLeastOnce => settings,
            Delivery::ExactlyOnce => settings
                .with("kafka.delivery", "\"exactly_once\"")
                .with("kafka.transactional_id", &format!("\"bench.{name}\"")),
        };
        let path = stage.folder.path().join(format!("{name}.toml"));
        fs::write(&path, settings.to_toml()).expect("a file");
        path
    }
}

/// Where contenders run.
pub struct Stage<'a> {
    pub broker: &'a Broker,
    pub folder: tempfile::TempDir,
    runs: std::cell::Cell<u32>,
}

impl<'a> Stage<'a> {
    pub fn new(broker: &'a Broker) -> Self {
        Self { broker, folder: tempfile::tempdir().expect("a folder"), runs: std::cell::Cell::new(0) }
    }

    /// Removes topics whose records nobody needs any more: a run writes gigabytes.
    pub fn clear(&self, topics: &[String]) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        let names: Vec<&str> = topics.iter().map(String::as_str).collect();
        let admin = self.broker.admin();
        runtime.block_on(admin.delete_topics(&names, &AdminOptions::new())).expect("topics deleted");
    }

    fn next(&self) -> u32 {
        self.runs.set(self.runs.get() + 1);
        self.runs.get()
    }
}

/// Ready to be started.
pub struct Prepared {
    pub command: Command,
    pub output: String,
}

fn this_program(arguments: &[&str]) -> Command {
    let mut command = Command::new(std::env::current_exe().expect("this program"));
    command.args(arguments);
    command
}

fn quiet(mut command: Command) -> Command {
    command.env("RUST_LOG", "warn").stdin(Stdio::piped());
    command
}
