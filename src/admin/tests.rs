//! Over real sockets.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::oneshot;

use super::*;
use crate::outcome::{FilterRule, Outcome, RejectReason, Stage};
use crate::telemetry::metrics;
use crate::telemetry::snapshot::PartitionState;

/// The recorder is one for the whole process.
fn exposition() -> Arc<Exposition> {
    static EXPOSITION: OnceLock<Arc<Exposition>> = OnceLock::new();
    Arc::clone(EXPOSITION.get_or_init(|| Arc::new(metrics::install("2.12.1").unwrap())))
}

fn snapshot() -> Snapshot {
    let mut snapshot = Snapshot::starting(vec!["raw".into()], "articles".into());
    let dead = Outcome::DeadLettered { stage: Stage::Parse, reason: RejectReason::InvalidJson };
    snapshot.tallies.consumed = BTreeMap::from([("raw".into(), 12)]);
    snapshot.tallies.payloads =
        BTreeMap::from([(Outcome::Published, 6), (dead, 2), (Outcome::Filtered(FilterRule::MinWords), 1)]);
    snapshot.tallies.abandoned = 1;
    snapshot.inflight_records = 2;
    snapshot.inflight_bytes_limit = 64 << 20;
    snapshot.partitions =
        vec![PartitionState { topic: "<raw>".into(), partition: 3, lag: Some(40), committed: Some(9), stalled: None }];
    snapshot
}

struct Served {
    address: std::net::SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    task: tokio::task::JoinHandle<io::Result<()>>,
}

async fn served(snapshot: Snapshot) -> Served {
    served_within(Limits::default(), snapshot).await
}

async fn served_within(limits: Limits, snapshot: Snapshot) -> Served {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel();
    let probe: Probe = Arc::new(move || snapshot.clone());
    let shutdown = async { drop(stopped.await) };
    let desk = Desk { probe, exposition: exposition() };
    let task = tokio::spawn(serve_within(limits, listener, desk, shutdown));
    Served { address, stop: Some(stop), task }
}

impl Served {
    async fn ask(&self, method: &str, path: &str) -> (String, String) {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        stream.write_all(format!("{method} {path} HTTP/1.1\r\nhost: x\r\n\r\n").as_bytes()).await.unwrap();
        let mut answer = String::new();
        // Ends because every answer closes its connection.
        stream.read_to_string(&mut answer).await.unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        (head.to_ascii_lowercase(), body.to_string())
    }
}

#[tokio::test]
async fn metrics_come_in_the_format_prometheus_3_insists_on() {
    let served = served(snapshot()).await;
    let (head, body) = served.ask("GET", "/metrics").await;
    assert!(head.starts_with("http/1.1 200"), "{head}");
    assert!(head.contains("content-type: text/plain; version=0.0.4; charset=utf-8"), "{head}");
    assert!(body.contains("copydesk_records_consumed_total{topic=\"raw\"} 12\n"), "{body}");
    assert!(body.contains("copydesk_consumer_lag_records{topic=\"<raw>\",partition=\"3\"} 40\n"), "{body}");
}

#[tokio::test]
async fn probes_answer_with_a_code_and_one_line() {
    let mut state = snapshot();
    state.ready = Err("waiting for\nan assignment".into());
    let served = served(state).await;
    let (head, body) = served.ask("GET", "/livez").await;
    assert!(head.starts_with("http/1.1 200"), "{head}");
    assert_eq!(body, "ok\n");
    let (head, body) = served.ask("GET", "/readyz").await;
    assert!(head.starts_with("http/1.1 503"), "{head}");
    assert_eq!(body, "waiting for an assignment\n");
}

#[tokio::test]
async fn the_page_escapes_what_is_foreign_and_adds_up() {
    let served = served(snapshot()).await;
    let (head, body) = served.ask("GET", "/").await;
    assert!(head.contains("content-security-policy: default-src 'none'; style-src 'sha256-"), "{head}");
    assert!(head.contains("content-type: text/html; charset=utf-8"), "{head}");
    assert!(body.contains("&lt;raw&gt;") && !body.contains("<raw>"), "{body}");
    assert!(body.contains("The sums agree") && body.contains("invalid_json"), "{body}");
    assert!(!body.contains("<script"), "{body}");
}

#[tokio::test]
async fn the_page_says_so_when_the_sums_disagree() {
    let mut state = snapshot();
    state.tallies.abandoned = 0;
    let (_, body) = served(state).await.ask("GET", "/").await;
    assert!(body.contains("12 consumed, 11 accounted for"), "{body}");
}

#[tokio::test]
async fn other_paths_and_methods_are_refused() {
    let served = served(snapshot()).await;
    assert!(served.ask("GET", "/nothing").await.0.starts_with("http/1.1 404"));
    let (head, _) = served.ask("POST", "/metrics").await;
    assert!(head.starts_with("http/1.1 405") && head.contains("allow: get,head"), "{head}");
    let (head, body) = served.ask("HEAD", "/metrics").await;
    assert!(head.starts_with("http/1.1 200"), "{head}");
    assert_eq!(body, "");
}

#[tokio::test]
async fn silent_clients_lose_their_places_at_the_deadline() {
    let limits = Limits { places: 2, stay: Duration::from_millis(200) };
    let served = served_within(limits, snapshot()).await;
    let start = std::time::Instant::now();
    let silent = [TcpStream::connect(served.address).await.unwrap(), TcpStream::connect(served.address).await.unwrap()];
    // Both places are taken by clients that say nothing: this one waits until the deadline frees them.
    let (head, _) = served.ask("GET", "/livez").await;
    assert!(head.starts_with("http/1.1 200"), "{head}");
    assert!(start.elapsed() >= limits.stay, "{:?}", start.elapsed());
    drop(silent);
}

#[tokio::test]
async fn a_client_that_dawdles_does_not_hold_the_shutdown() {
    let mut served = served(snapshot()).await;
    let mut dawdler = TcpStream::connect(served.address).await.unwrap();
    dawdler.write_all(b"GET /metrics HT").await.unwrap();
    let _ = served.ask("GET", "/livez").await;
    served.stop.take().unwrap().send(()).unwrap();
    tokio::time::timeout(GRACE * 5, served.task).await.expect("ends in time").unwrap().unwrap();
}
