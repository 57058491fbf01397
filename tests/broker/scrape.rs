//! A real Prometheus scrapes a worker and answers a question about it.

use std::fs;
use std::process::{Child, Command, Stdio};

use crate::support::broker::Broker;
use crate::support::metrics::get;
use crate::support::payloads::article;
use crate::support::producer::Producer;
use crate::support::settings::Settings;
use crate::support::topics::Topics;
use crate::support::worker::Worker;
use crate::support::{PATIENCE, eventually, free_port};

struct Prometheus {
    child: Child,
    port: u16,
    _folder: tempfile::TempDir,
}

impl Prometheus {
    fn scraping(target: u16) -> Self {
        let (folder, port) = (tempfile::tempdir().expect("a folder"), free_port());
        let config = folder.path().join("prometheus.yml");
        let scrape = format!(
            "global: {{scrape_interval: 1s}}\nscrape_configs:\n- job_name: copydesk\n  static_configs: [{{targets: ['127.0.0.1:{target}']}}]\n"
        );
        fs::write(&config, scrape).expect("a file");
        let child = Command::new("prometheus")
            .arg(format!("--config.file={}", config.display()))
            .arg(format!("--storage.tsdb.path={}", folder.path().join("data").display()))
            .arg(format!("--web.listen-address=127.0.0.1:{port}"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(fs::File::create(folder.path().join("log")).expect("a file"))
            .spawn()
            .expect("prometheus is installed: tools/require.sh test");
        Self { child, port, _folder: folder }
    }

    /// The value of the first series that a query finds.
    fn ask(&self, query: &str) -> Option<String> {
        let answer = get(self.port, &format!("/api/v1/query?query={query}")).ok()?;
        let body = serde_json::from_str::<serde_json::Value>(&answer.body).ok()?;
        body["data"]["result"][0]["value"][1].as_str().map(str::to_owned)
    }
}

impl Drop for Prometheus {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn prometheus_scrapes_a_worker_and_finds_its_sums() {
    let broker = Broker::shared();
    let topics = Topics::create(broker, "scrape", 1);
    let mut worker = Worker::start(&Settings::new(broker, &topics));
    worker.wait_until_ready();
    let prometheus = Prometheus::scraping(worker.admin_port());
    let mut producer = Producer::new(broker, &topics.input);
    producer.write(0, &(0..25).map(article).collect::<Vec<_>>());
    let published = format!("copydesk_records_published_total%7Btopic=%22{}%22%7D", topics.output);
    eventually("Prometheus knows of 25 articles", PATIENCE, || prometheus.ask(&published).as_deref() == Some("25"));
    let balance =
        "sum(copydesk_records_consumed_total)-sum(copydesk_records_published_total)-sum(copydesk_inflight_records)";
    eventually("its sums agree", PATIENCE, || prometheus.ask(balance).as_deref() == Some("0"));
    assert_eq!(prometheus.ask("up").as_deref(), Some("1"));
    worker.drain();
}
