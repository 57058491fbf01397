//! A real Apache Kafka, from its own jars: `tools/kafka/kafka.sh serve` in a folder of its own, on ports of its own.
//!
//! The script ends the broker when its stdin closes. That pipe is ours, so the broker goes with this process whatever
//! happens to it: a test that panics, Ctrl-C, `kill -9`.

use std::fs;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::Duration;

use rdkafka::ClientConfig;
use rdkafka::admin::AdminClient;
use rdkafka::client::DefaultClientContext;

use super::{eventually, free_port};

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tools/kafka/kafka.sh");

/// One of Kafka's own commands, by the class that its script names.
pub fn tool(class: &str) -> Command {
    let mut command = Command::new(SCRIPT);
    command.arg("tool").arg(class);
    command
}

/// One broker, as long as it is held.
pub struct Broker {
    folder: PathBuf,
    port: u16,
    controller_port: u16,
    /// 1 is the controller, too.
    node: i32,
    extra: String,
    /// The voters, where every node of the cluster is a controller, too.
    voters: String,
    serving: Option<Child>,
}

impl Broker {
    /// The broker that all tests share that do not harm it.
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<Broker> = OnceLock::new();
        SHARED.get_or_init(Self::start)
    }

    /// A broker of one's own.
    pub fn start() -> Self {
        Self::start_with(|_| String::new())
    }

    /// A broker of one's own with more lines of properties, which may be made from its port.
    pub fn start_with(extra: impl Fn(Ports) -> String) -> Self {
        let ports = Ports { plain: free_port(), controller: free_port() };
        Self::launch(1, ports, extra(ports))
    }

    /// A cluster in which each node is broker and controller, with more lines of properties for each.
    #[cfg(feature = "failpoints")]
    pub fn start_cluster(nodes: i32, extra: impl Fn(Ports) -> String) -> Vec<Self> {
        let ports: Vec<Ports> = (0..nodes).map(|_| Ports { plain: free_port(), controller: free_port() }).collect();
        let voter = |(node, ports): (i32, &Ports)| format!("{node}@127.0.0.1:{}", ports.controller);
        let voters: Vec<String> = (1..).zip(&ports).map(voter).collect();
        let mut brokers: Vec<Self> = (1..)
            .zip(ports)
            .map(|(node, ports)| {
                let mut broker = Self::new(node, ports, extra(ports));
                broker.voters = voters.join(",");
                broker
            })
            .collect();
        // None of them is up before most of them are.
        brokers.iter_mut().for_each(Self::spawn);
        brokers.iter_mut().for_each(Self::await_up);
        brokers
    }

    /// A second broker in this one's cluster.
    pub fn join(&self) -> Self {
        Self::launch(2, Ports { plain: free_port(), controller: self.controller_port }, String::new())
    }

    fn launch(node: i32, ports: Ports, extra: String) -> Self {
        let mut broker = Self::new(node, ports, extra);
        broker.serve();
        broker
    }

    fn new(node: i32, ports: Ports, extra: String) -> Self {
        let prepared = Command::new(SCRIPT).arg("prepare").status().expect("tools/kafka/kafka.sh can be run");
        assert!(prepared.success(), "Kafka's jars could not be fetched: see above");
        // The folder is the script's to remove: it outlives this process by the moment that takes.
        let folder = tempfile::Builder::new().prefix("copydesk-kafka-").tempdir().expect("a folder").keep();
        let (port, controller_port) = (ports.plain, ports.controller);
        Self { folder, port, controller_port, node, extra, voters: String::new(), serving: None }
    }

    /// `host:port` of the plain listener.
    pub fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// Settings of a client of this broker.
    pub fn client(&self) -> ClientConfig {
        let mut client = ClientConfig::new();
        client.set("bootstrap.servers", self.address());
        client.set("reconnect.backoff.max.ms", "500");
        client
    }

    /// An admin client.
    pub fn admin(&self) -> AdminClient<DefaultClientContext> {
        self.client().create().expect("an admin client")
    }

    /// Ends it as an operator does: SIGTERM, and it leaves in order.
    pub fn stop(&mut self) {
        self.end("TERM");
    }

    /// Ends it as a power cut does.
    pub fn kill(&mut self) {
        self.end("KILL");
    }

    /// Starts it again on the same folder and ports.
    pub fn restart(&mut self) {
        assert!(self.serving.is_none(), "the broker still runs");
        self.serve();
    }

    fn serve(&mut self) {
        self.spawn();
        self.await_up();
    }

    fn spawn(&mut self) {
        let mut command = Command::new(SCRIPT);
        command.arg("serve").arg(&self.folder).arg(self.port.to_string()).arg(self.controller_port.to_string());
        command.env("KAFKA_EXTRA", &self.extra).env("KAFKA_NODE", self.node.to_string());
        command.env("KAFKA_VOTERS", &self.voters);
        self.serving = Some(
            command
                .stdin(Stdio::piped())
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .expect("tools/kafka/kafka.sh can be run"),
        );
    }

    fn await_up(&mut self) {
        let admin = self.admin();
        eventually(&format!("a broker at {}:\n{}", self.address(), self.log()), Duration::from_secs(60), || {
            if let Some(serving) = &mut self.serving
                && let Some(status) = serving.try_wait().expect("a child")
            {
                panic!("the broker ended with {status}:\n{}", self.log());
            }
            admin
                .inner()
                .fetch_metadata(None, Duration::from_millis(500))
                .is_ok_and(|found| !found.brokers().is_empty())
        });
    }

    fn end(&mut self, signal: &str) {
        let Some(mut serving) = self.serving.take() else { panic!("the broker does not run") };
        let process = fs::read_to_string(self.folder.join("pid")).expect("the broker's process id");
        super::worker::send_signal(process.trim(), signal);
        eventually("the broker's end", Duration::from_secs(40), || serving.try_wait().expect("a child").is_some());
    }

    /// Copies what it has and what it said, for someone who looks for what went wrong.
    #[cfg(feature = "failpoints")]
    pub fn keep(&self, to: &std::path::Path) {
        let copied = Command::new("cp").arg("-r").arg(&self.folder).arg(to).status().expect("cp can be run");
        assert!(copied.success(), "{} could not be copied to {}", self.folder.display(), to.display());
    }

    fn log(&self) -> String {
        fs::read_to_string(self.folder.join("log")).unwrap_or_default()
    }
}

impl Drop for Broker {
    fn drop(&mut self) {
        match self.serving.take() {
            // Closing the pipe is what ends it; the script removes the folder.
            Some(mut serving) => {
                drop(serving.stdin.take());
                let _ = serving.wait();
            }
            None => {
                let _ = fs::remove_dir_all(&self.folder);
            }
        }
    }
}

/// The ports of a broker that is about to start.
#[derive(Debug, Clone, Copy)]
pub struct Ports {
    pub plain: u16,
    pub controller: u16,
}
