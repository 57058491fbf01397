//! A small server on a free port, and enrichers that ask it.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use axum::Router;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::{Notify, Semaphore};

use super::*;
use crate::config::{ByteSize, Period};
use crate::encode::samples::full;

/// Starts a server that answers each request by `answer`, which is told how many came before it.
async fn server<F, A>(answer: F) -> (SocketAddr, Arc<AtomicUsize>)
where
    F: Fn(usize, HeaderMap, String) -> A + Clone + Send + Sync + 'static,
    A: Future<Output = Response> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let requests = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&requests);
    let handler = move |headers: HeaderMap, body: String| answer(counted.fetch_add(1, Ordering::SeqCst), headers, body);
    tokio::spawn(async move { axum::serve(listener, Router::new().route("/ask", post(handler))).await });
    (address, requests)
}

fn enricher(name: &str, address: SocketAddr) -> HttpEnricher {
    HttpEnricher {
        name: name.into(),
        url: format!("http://{address}/ask"),
        request: BTreeMap::new(),
        response: String::new(),
        headers: BTreeMap::new(),
        headers_file: BTreeMap::new(),
        timeout: Period::millis(10_000),
        deadline: Period::millis(20_000),
        max_attempts: 3,
        concurrency: 4,
        response_bytes: ByteSize(1024),
        on_failure: OnFailure::Degrade,
    }
}

fn remote(enrichers: &[HttpEnricher]) -> RemoteEnrichers {
    RemoteEnrichers::new(enrichers).unwrap().unwrap()
}

fn asked() -> EnrichedArticle {
    EnrichedArticle { enrichment: BTreeMap::new(), ..full() }
}

/// What the only enricher of that configuration answers.
async fn answer(config: HttpEnricher) -> Enrichment {
    let mut enrichment = remote(&[config]).enrich(asked()).await.unwrap().enrichment;
    assert_eq!(enrichment.len(), 1);
    enrichment.pop_first().unwrap().1
}

fn unavailable(detail: &str) -> Enrichment {
    Enrichment { status: EnrichmentStatus::Unavailable, data: None, detail: Some(detail.into()) }
}

fn complete(data: Value) -> Enrichment {
    Enrichment { status: EnrichmentStatus::Complete, data: Some(data), detail: None }
}

#[test]
fn without_enrichers_there_is_nothing_to_ask() {
    assert!(RemoteEnrichers::new(&[]).unwrap().is_none());
}

#[tokio::test]
async fn an_answer_is_complete_and_the_service_gets_the_usual_question() {
    let (address, _) = server(|_, headers, body| async move {
        let body: Value = serde_json::from_str(&body).unwrap();
        assert_eq!(headers["content-type"], "application/json");
        json!({"echo": body}).to_string().into_response()
    })
    .await;
    let config = HttpEnricher { response: "/echo/title".into(), ..enricher("geo", address) };
    assert_eq!(answer(config).await, complete(json!("عودة «القارب»")));
}

#[tokio::test]
async fn the_question_is_made_of_the_configured_fields_and_headers() {
    let secret = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(secret.path(), "Bearer 17\n").unwrap();
    let (address, _) = server(|_, headers, body| async move {
        assert_eq!(headers["authorization"], "Bearer 17");
        assert_eq!(headers["x-desk"], "night");
        body.into_response()
    })
    .await;
    let config = HttpEnricher {
        request: BTreeMap::from([("host".into(), "/host".into()), ("none".into(), "/none".into())]),
        headers: BTreeMap::from([("x-desk".into(), "night".into())]),
        headers_file: BTreeMap::from([("authorization".into(), secret.path().display().to_string())]),
        ..enricher("geo", address)
    };
    assert_eq!(answer(config).await, complete(json!({"host": "news.example"})));
}

#[tokio::test]
async fn where_the_record_has_no_field_to_ask_about_nobody_is_asked() {
    let (address, requests) = server(|_, _, _| async { "{}".into_response() }).await;
    let config = HttpEnricher {
        request: BTreeMap::from([("mood".into(), "/mood".into())]),
        on_failure: OnFailure::DeadLetter,
        ..enricher("geo", address)
    };
    let answer = answer(config).await;
    assert_eq!((answer.status, answer.detail.as_deref()), (EnrichmentStatus::Skipped, Some("nothing_to_ask")));
    assert_eq!(requests.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn after_a_timeout_another_attempt_is_made() {
    let (address, requests) = server(|before, _, _| async move {
        if before == 0 {
            std::future::pending::<()>().await;
        }
        "[7]".into_response()
    })
    .await;
    let config = HttpEnricher { timeout: Period::millis(1000), ..enricher("geo", address) };
    assert_eq!(answer(config).await, complete(json!([7])));
    assert_eq!(requests.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn a_service_that_fails_for_ever_is_unavailable_before_the_deadline() {
    let (address, requests) = server(|_, _, _| async { StatusCode::SERVICE_UNAVAILABLE.into_response() }).await;
    let deadline = Duration::from_millis(1500);
    let config = HttpEnricher { max_attempts: 1000, deadline: Period(deadline), ..enricher("geo", address) };
    let enrichers = remote(&[config]);
    let began = Instant::now();
    let enrichment = enrichers.enrich(asked()).await.unwrap().enrichment;
    assert_eq!(enrichment["geo"], unavailable("http_503"));
    // Generous to a busy machine; a thousand attempts would take more than an hour.
    assert!(began.elapsed() <= deadline * 5, "{:?}", began.elapsed());
    // 50 to 100 ms, 100 to 200 ms and so on lie between them.
    assert!((2..=6).contains(&requests.load(Ordering::SeqCst)), "{requests:?}");
}

#[tokio::test]
async fn attempts_are_counted() {
    let (address, requests) = server(|_, _, _| async { StatusCode::TOO_MANY_REQUESTS.into_response() }).await;
    assert_eq!(answer(enricher("geo", address)).await, unavailable("http_429"));
    assert_eq!(requests.load(Ordering::SeqCst), 3);
}

#[tokio::test]
async fn a_service_that_hangs_is_left_at_the_deadline() {
    let (address, _) = server(|_, _, _| async { std::future::pending().await }).await;
    let config = HttpEnricher { deadline: Period::millis(200), ..enricher("geo", address) };
    assert_eq!(answer(config).await, unavailable("timeout"));
}

#[tokio::test]
async fn a_wait_that_goes_past_the_deadline_is_not_begun() {
    let (address, requests) =
        server(|_, _, _| async { (StatusCode::SERVICE_UNAVAILABLE, [("retry-after", "3600")]).into_response() }).await;
    assert_eq!(answer(enricher("geo", address)).await, unavailable("http_503"));
    assert_eq!(requests.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_wait_that_is_asked_for_is_kept() {
    let (address, _) = server(|before, _, _| async move {
        match before {
            0 => (StatusCode::TOO_MANY_REQUESTS, [("retry-after", "1")]).into_response(),
            _ => "1".into_response(),
        }
    })
    .await;
    let began = Instant::now();
    assert_eq!(answer(enricher("geo", address)).await, complete(json!(1)));
    assert!(began.elapsed() >= Duration::from_secs(1), "{:?}", began.elapsed());
}

#[tokio::test]
async fn a_refusal_and_a_redirect_are_final() {
    for status in [StatusCode::NOT_FOUND, StatusCode::BAD_REQUEST, StatusCode::FOUND] {
        let (address, requests) =
            server(move |_, _, _| async move { (status, [("location", "/ask")]).into_response() }).await;
        assert_eq!(answer(enricher("geo", address)).await, unavailable(&format!("http_{}", status.as_u16())));
        assert_eq!(requests.load(Ordering::SeqCst), 1);
    }
}

#[tokio::test]
async fn a_service_that_is_not_there_is_unavailable() {
    let address = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let config = HttpEnricher { max_attempts: 2, ..enricher("geo", address) };
    assert_eq!(answer(config).await, unavailable("connect_failed"));
}

#[tokio::test]
async fn a_response_over_its_bound_is_not_read() {
    let text = |length: usize| format!("\"{}\"", "x".repeat(length - 2));
    let (address, _) = server(move |_, _, _| async move { text(1024).into_response() }).await;
    assert_eq!(answer(enricher("geo", address)).await.status, EnrichmentStatus::Complete);
    let (address, requests) = server(move |_, _, _| async move { text(1025).into_response() }).await;
    assert_eq!(answer(enricher("geo", address)).await, unavailable("response_too_large"));
    assert_eq!(requests.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_response_without_a_length_is_bounded_while_it_is_read() {
    // A server by hand, whose answer never ends: it writes until the other side has had enough.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let server = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut request = [0; 4096];
        while !request.ends_with(b"}") {
            let read = stream.read(&mut request).unwrap();
            request.rotate_left(read);
        }
        stream.write_all(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n").unwrap();
        while stream.write_all(b"4\r\n    \r\n").is_ok() {}
    });
    assert_eq!(answer(enricher("geo", address)).await, unavailable("response_too_large"));
    // The runtime goes on meanwhile, for it is the one that closes the connection.
    tokio::task::spawn_blocking(move || server.join().unwrap()).await.unwrap();
}

#[tokio::test]
async fn a_response_that_is_no_json_is_no_answer() {
    for body in ["", "<p>", "{\"a\":", "{} {}"] {
        let (address, requests) = server(move |_, _, _| async move { body.into_response() }).await;
        assert_eq!(answer(enricher("geo", address)).await, unavailable("response_not_json"), "{body:?}");
        assert_eq!(requests.load(Ordering::SeqCst), 1);
    }
}

#[tokio::test]
async fn a_service_that_knows_nothing_of_the_article_leaves_it_partial() {
    let (address, _) = server(|_, _, _| async { StatusCode::NO_CONTENT.into_response() }).await;
    let config = HttpEnricher { on_failure: OnFailure::DeadLetter, ..enricher("geo", address) };
    let empty = answer(config).await;
    assert_eq!((empty.status, empty.detail.as_deref()), (EnrichmentStatus::Partial, Some("response_empty")));
    let (address, _) = server(|_, _, _| async { "{\"found\":null}".into_response() }).await;
    let nothing = answer(HttpEnricher { response: "/found".into(), ..enricher("geo", address) }).await;
    assert_eq!((nothing.status, nothing.detail.as_deref()), (EnrichmentStatus::Partial, Some("pointer_found_nothing")));
}

#[tokio::test]
async fn an_enricher_that_must_answer_stops_the_article() {
    let (address, _) = server(|_, _, _| async { StatusCode::NOT_FOUND.into_response() }).await;
    let config = HttpEnricher { on_failure: OnFailure::DeadLetter, ..enricher("geo", address) };
    let stop = remote(&[enricher("any", address), config]).enrich(asked()).await.unwrap_err();
    let expected = "expected an answer of enricher geo, got http_404";
    assert_eq!(stop, Stop::rejected(RejectReason::EnrichmentFailed, expected));
}

#[tokio::test]
async fn several_enrichers_are_asked_beside_each_other() {
    // Each answers only once the other was asked too.
    let both = Arc::new(tokio::sync::Barrier::new(2));
    let (address, _) = server(move |_, _, body| {
        let both = Arc::clone(&both);
        async move {
            both.wait().await;
            body.into_response()
        }
    })
    .await;
    let configs = ["tone", "geo"].map(|name| HttpEnricher { response: "/language".into(), ..enricher(name, address) });
    let enrichment = remote(&configs).enrich(asked()).await.unwrap().enrichment;
    let expected = ["geo", "tone"].map(|name| (name.to_string(), complete(json!("ar"))));
    assert_eq!(enrichment, BTreeMap::from(expected));
}

#[tokio::test]
async fn no_more_requests_are_under_way_than_allowed() {
    let (arrived, gate) = (Arc::new(Notify::new()), Arc::new(Semaphore::new(0)));
    let (under_way, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let (address, requests) = {
        let (arrived, gate, most) = (Arc::clone(&arrived), Arc::clone(&gate), Arc::clone(&most));
        server(move |before, _, _| {
            let (arrived, gate) = (Arc::clone(&arrived), Arc::clone(&gate));
            let (under_way, most) = (Arc::clone(&under_way), Arc::clone(&most));
            async move {
                most.fetch_max(under_way.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                if before == 1 {
                    arrived.notify_one();
                }
                gate.acquire().await.unwrap().forget();
                under_way.fetch_sub(1, Ordering::SeqCst);
                "{}".into_response()
            }
        })
        .await
    };
    let enrichers = Arc::new(remote(&[HttpEnricher { concurrency: 2, ..enricher("geo", address) }]));
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..6 {
        let enrichers = Arc::clone(&enrichers);
        tasks.spawn(async move { enrichers.enrich(asked()).await.unwrap() });
    }
    arrived.notified().await;
    assert_eq!(enrichers.enrichers[0].free_places(), 0);
    gate.add_permits(6);
    for article in tasks.join_all().await {
        assert_eq!(article.enrichment["geo"].status, EnrichmentStatus::Complete);
    }
    assert_eq!(most.load(Ordering::SeqCst), 2);
    assert_eq!(requests.load(Ordering::SeqCst), 6);
    assert_eq!(enrichers.enrichers[0].free_places(), 2);
}

#[tokio::test]
async fn a_queue_before_a_service_that_answers_outlives_the_deadline() {
    // Thirty requests of 50 ms, one at a time: the last waits for longer than its deadline, and is answered all the same.
    let (address, _) = server(|_, _, _| async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        "{}".into_response()
    })
    .await;
    let deadline = Duration::from_secs(1);
    let config = HttpEnricher { concurrency: 1, deadline: Period(deadline), ..enricher("geo", address) };
    let enrichers = Arc::new(remote(&[config]));
    let began = Instant::now();
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..30 {
        let enrichers = Arc::clone(&enrichers);
        tasks.spawn(async move { enrichers.enrich(asked()).await.unwrap() });
    }
    for article in tasks.join_all().await {
        assert_eq!(article.enrichment["geo"], complete(json!({})));
    }
    assert!(began.elapsed() > deadline, "the queue was too short to show anything");
}

#[tokio::test]
async fn a_queue_before_a_service_that_is_dead_lasts_a_deadline_and_no_longer() {
    let (address, requests) = server(|_, _, _| async { std::future::pending().await }).await;
    let config = HttpEnricher { concurrency: 1, deadline: Period::millis(300), ..enricher("geo", address) };
    let enrichers = Arc::new(remote(&[config]));
    let began = Instant::now();
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..50 {
        let enrichers = Arc::clone(&enrichers);
        tasks.spawn(async move { enrichers.enrich(asked()).await.unwrap() });
    }
    for article in tasks.join_all().await {
        assert_eq!(article.enrichment["geo"].status, EnrichmentStatus::Unavailable);
    }
    // One by one they would take fifteen seconds.
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
    assert!(requests.load(Ordering::SeqCst) < 50);
}

#[test]
fn what_cannot_work_is_refused_at_the_start_and_no_secret_is_told() {
    let address: SocketAddr = "127.0.0.1:1".parse().unwrap();
    let refused = |config: HttpEnricher| RemoteEnrichers::new(&[config]).unwrap_err().to_string();
    let good = || enricher("geo", address);
    let pair = |name: &str, value: &str| BTreeMap::from([(name.to_string(), value.to_string())]);
    assert_eq!(
        refused(HttpEnricher { url: "file:///etc/passwd".into(), ..good() }),
        "enricher geo: expected an http or https url, got scheme \"file\""
    );
    assert!(refused(HttpEnricher { url: "geo".into(), ..good() }).starts_with("enricher geo: expected a url"));
    let told = refused(HttpEnricher { url: "http://desk:tell-no-one@geo/".into(), ..good() });
    assert!(told.contains("headers_file") && !told.contains("tell-no-one"), "{told}");
    assert!(refused(HttpEnricher { response: "a/b".into(), ..good() }).contains("JSON Pointer"));
    assert!(refused(HttpEnricher { request: pair("a", "b"), ..good() }).contains("JSON Pointer"));
    assert!(refused(HttpEnricher { headers: pair("a b", "c"), ..good() }).contains("name of a header"));
    assert!(refused(HttpEnricher { headers_file: pair("a", "/nowhere/token"), ..good() }).contains("/nowhere/token"));
    let told = refused(HttpEnricher { headers: pair("authorization", "tell\nno one"), ..good() });
    assert!(told.contains("authorization") && !told.contains("no one"), "{told}");
    let secret = HttpEnricher { headers: pair("authorization", "tell-no-one"), ..good() };
    assert!(!format!("{:?}", remote(&[secret])).contains("tell-no-one"));
    assert!(RemoteEnrichers::new(&[good(), good()]).unwrap_err().to_string().contains("got two"));
}
