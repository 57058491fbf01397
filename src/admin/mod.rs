//! The worker seen from outside: `/metrics` for Prometheus, `/livez` and `/readyz` for probes, `/` for people.
//!
//! Read-only, without payloads and without secrets, and on loopback unless the configuration says otherwise. There is no
//! authentication and no TLS here: whoever may connect may read, so what may connect is the network's business.
//!
//! ```text
//!  listener ──▶ Guests (64 at once, 10 s each) ──▶ axum ──▶ probe() ──▶ one Snapshot ──▶ text | HTML
//! ```

mod guests;
mod page;

use std::future::Future;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::header::{ALLOW, CACHE_CONTROL, CONNECTION, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::header::{REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tokio::net::TcpListener;

use crate::telemetry::metrics::Exposition;
use crate::telemetry::snapshot::Snapshot;
use guests::{Guests, Limits};

/// Reads the worker's state; called for every request, so it holds its locks for moments only.
pub type Probe = Arc<dyn Fn() -> Snapshot + Send + Sync>;

/// What Prometheus must find in `Content-Type`: version 3 fails a scrape that names no format.
const EXPOSITION_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";
const LINE_TYPE: &str = "text/plain; charset=utf-8";
const PAGE_TYPE: &str = "text/html; charset=utf-8";

/// How often histograms are folded where nobody scrapes.
const UPKEEP_INTERVAL: Duration = Duration::from_secs(1);
/// What a request under way may still take after the shutdown.
const GRACE: Duration = Duration::from_secs(1);

#[derive(Clone)]
struct Desk {
    probe: Probe,
    exposition: Arc<Exposition>,
}

/// Serves until `shutdown` resolves.
///
/// # Errors
///
/// Where the listener cannot be used.
pub async fn serve(
    listener: TcpListener,
    probe: Probe,
    exposition: Arc<Exposition>,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    serve_within(Limits::default(), listener, Desk { probe, exposition }, shutdown).await
}

async fn serve_within(
    limits: Limits,
    listener: TcpListener,
    desk: Desk,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let (closing, closed) = tokio::sync::oneshot::channel::<()>();
    let upkeep = Arc::clone(&desk.exposition);
    let shutdown = async move {
        shutdown.await;
        drop(closing);
    };
    let server = axum::serve(Guests::new(listener, limits), router(desk)).with_graceful_shutdown(shutdown);
    tokio::select! {
        served = server => served,
        () = keep_up(&upkeep) => Ok(()),
        () = async { let _ = closed.await; tokio::time::sleep(GRACE).await } => Ok(()),
    }
}

async fn keep_up(exposition: &Exposition) {
    let mut ticks = tokio::time::interval(UPKEEP_INTERVAL);
    loop {
        ticks.tick().await;
        exposition.upkeep();
    }
}

fn router(desk: Desk) -> Router {
    // GET answers HEAD too.
    Router::new()
        .route("/", get(front_page))
        .route("/metrics", get(metrics))
        .route("/livez", get(livez))
        .route("/readyz", get(readyz))
        .fallback(|| async {
            answer(StatusCode::NOT_FOUND, LINE_TYPE, "not found; there is / /metrics /livez /readyz\n")
        })
        .method_not_allowed_fallback(|| async {
            let mut response = answer(StatusCode::METHOD_NOT_ALLOWED, LINE_TYPE, "only GET and HEAD\n");
            response.headers_mut().insert(ALLOW, HeaderValue::from_static("GET,HEAD"));
            response
        })
        .with_state(desk)
}

async fn metrics(State(desk): State<Desk>) -> Response {
    answer(StatusCode::OK, EXPOSITION_TYPE, desk.exposition.render(&(desk.probe)()))
}

async fn livez(State(desk): State<Desk>) -> Response {
    verdict((desk.probe)().live)
}

async fn readyz(State(desk): State<Desk>) -> Response {
    verdict((desk.probe)().ready)
}

async fn front_page(State(desk): State<Desk>) -> Response {
    let mut response = answer(StatusCode::OK, PAGE_TYPE, page::render(&(desk.probe)()));
    if let Ok(policy) = HeaderValue::from_str(page::policy()) {
        response.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// `ok`, or the reason in one line.
fn verdict(state: Result<(), String>) -> Response {
    match state {
        Ok(()) => answer(StatusCode::OK, LINE_TYPE, "ok\n"),
        Err(reason) => {
            let line: String = reason.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
            answer(StatusCode::SERVICE_UNAVAILABLE, LINE_TYPE, line + "\n")
        }
    }
}

fn answer(status: StatusCode, content_type: &'static str, body: impl Into<axum::body::Body>) -> Response {
    let headers = [
        (CONTENT_TYPE, content_type),
        (CACHE_CONTROL, "no-store"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "no-referrer"),
        // One request a connection: a place is free again as soon as it is answered.
        (CONNECTION, "close"),
    ];
    (status, headers, body.into()).into_response()
}

#[cfg(test)]
mod tests;
