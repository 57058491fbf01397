//! One remote enricher: its client, its places, its attempts.

use std::collections::BTreeMap;
use std::pin::pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use bytes::Bytes;
use jiff::Timestamp;
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, RETRY_AFTER};
use reqwest::{Client, Response, StatusCode, Url, redirect};
use serde_json::Value;
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::{Instant, sleep, timeout, timeout_at};

use super::{SetUpError, backoff, question};
use crate::article::{Article, Enrichment, EnrichmentStatus};
use crate::config::{HttpEnricher, OnFailure};
use crate::telemetry::events::EnrichmentAnswered;

/// How many deadlines an article waits for a free place while the service answers others.
pub const TURNS: u32 = 8;

#[derive(Debug)]
pub struct Enricher {
    name: String,
    url: Url,
    client: Client,
    request: BTreeMap<String, String>,
    response: String,
    timeout: Duration,
    deadline: Duration,
    max_attempts: u32,
    response_bytes: u64,
    on_failure: OnFailure,
    places: Semaphore,
    /// Exchanges in which the service was there, whatever it said.
    answered: AtomicU64,
}

/// Why an attempt brought no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Failure {
    /// No place became free.
    Busy,
    Timeout,
    ConnectFailed,
    ConnectionLost,
    Status(StatusCode, Option<Duration>),
    TooLarge,
    NotJson,
}

impl Enricher {
    pub fn new(config: &HttpEnricher) -> Result<Self, SetUpError> {
        let set_up = || -> Result<Self, String> {
            let url: Url = config.url.parse().map_err(|error| format!("expected a url: {error}"))?;
            if !matches!(url.scheme(), "http" | "https") {
                return Err(format!("expected an http or https url, got scheme {:?}", url.scheme()));
            }
            if !url.username().is_empty() || url.password().is_some() {
                return Err("expected a url without a user; headers_file is the place for secrets".into());
            }
            for pointer in config.request.values().chain([&config.response]) {
                if !question::is_pointer(pointer) {
                    return Err(format!("expected a JSON Pointer that begins with /, got {pointer:?}"));
                }
            }
            let client = Client::builder()
                .user_agent(concat!("copydesk/", env!("CARGO_PKG_VERSION")))
                .default_headers(headers(config)?)
                .redirect(redirect::Policy::none())
                .no_proxy()
                .retry(reqwest::retry::never())
                .pool_max_idle_per_host(config.concurrency)
                .build()
                .map_err(|error| format!("the HTTP client cannot be made: {error}"))?;
            Ok(Self {
                name: config.name.clone(),
                url,
                client,
                request: config.request.clone(),
                response: config.response.clone(),
                timeout: config.timeout.0,
                deadline: config.deadline.0,
                max_attempts: config.max_attempts.max(1),
                response_bytes: config.response_bytes.0,
                on_failure: config.on_failure,
                places: Semaphore::new(config.concurrency.clamp(1, Semaphore::MAX_PERMITS)),
                answered: AtomicU64::new(0),
            })
        };
        set_up().map_err(|reason| SetUpError { name: config.name.clone(), reason })
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn on_failure(&self) -> OnFailure {
        self.on_failure
    }

    /// Whether its question is made of fields of the record.
    pub fn wants_record(&self) -> bool {
        !self.request.is_empty()
    }

    /// The body of the request. `None` where there is nothing to ask about.
    pub fn question(&self, article: &Article, record: Option<&Value>) -> Option<Bytes> {
        match record {
            Some(record) if self.wants_record() => question::of_fields(&self.request, record),
            _ => question::usual(article),
        }
    }

    /// Asks once, which may take several attempts, and tells how it went. `article` is its id.
    pub async fn ask(&self, question: Option<Bytes>, article: &str) -> Enrichment {
        let Some(question) = question else { return question::skipped() };
        let waiting = Instant::now();
        let (answer, began) = match self.place().await {
            Some(_place) => {
                let began = Instant::now();
                (self.exchange(question, article, began + self.deadline).await, began)
            }
            None => (Err(Failure::Busy), waiting),
        };
        if answer.as_ref().err().is_none_or(|failure| !failure.may_pass()) {
            self.answered.fetch_add(1, Ordering::Relaxed);
        }
        let enrichment = match answer {
            Ok(response) => question::answer(response, &self.response),
            Err(failure) => {
                Enrichment { status: EnrichmentStatus::Unavailable, data: None, detail: Some(failure.detail()) }
            }
        };
        EnrichmentAnswered { provider: &self.name, status: enrichment.status, elapsed: began.elapsed() }.emit();
        enrichment
    }

    /// Waits for a place without leaving the queue; gives up when a deadline passed in which nobody was answered.
    async fn place(&self) -> Option<SemaphorePermit<'_>> {
        let mut place = pin!(self.places.acquire());
        for _ in 0..TURNS {
            let answered = self.answered.load(Ordering::Relaxed);
            match timeout(self.deadline, place.as_mut()).await {
                Ok(place) => return place.ok(),
                Err(_) if self.answered.load(Ordering::Relaxed) == answered => return None,
                Err(_) => {}
            }
        }
        None
    }

    /// Attempts, and waits between them, until the deadline. The place is kept meanwhile: a service in trouble gets fewer
    /// requests and not more.
    async fn exchange(&self, question: Bytes, article: &str, deadline: Instant) -> Result<Option<Value>, Failure> {
        let mut attempts = 0;
        let mut before = None;
        loop {
            attempts += 1;
            let ends = deadline.min(Instant::now() + self.timeout);
            let failure = match timeout_at(ends, self.attempt(question.clone())).await {
                Ok(Ok(response)) => return Ok(response),
                Ok(Err(failure)) => failure,
                // Cut short by the deadline: what the attempt before it met says more.
                Err(_) if ends == deadline => return Err(before.unwrap_or(Failure::Timeout)),
                Err(_) => Failure::Timeout,
            };
            before = Some(failure);
            if attempts >= self.max_attempts || !failure.may_pass() {
                return Err(failure);
            }
            let wait = backoff::after(attempts, article, &self.name).max(failure.retry_after());
            // A wait that the deadline cuts short would end without an attempt.
            if deadline.checked_duration_since(Instant::now()).is_none_or(|left| left <= wait) {
                return Err(failure);
            }
            sleep(wait).await;
        }
    }

    async fn attempt(&self, question: Bytes) -> Result<Option<Value>, Failure> {
        let sent = self.client.post(self.url.clone()).body(question).send().await;
        let response = sent.map_err(|error| Failure::of(&error))?;
        match response.status() {
            StatusCode::NO_CONTENT | StatusCode::RESET_CONTENT => Ok(None),
            status if status.is_success() => {
                let body = self.read(response).await?;
                serde_json::from_slice(&body).map(Some).map_err(|_| Failure::NotJson)
            }
            status => {
                let asked = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok());
                Err(Failure::Status(status, asked.and_then(|asked| backoff::retry_after(asked, Timestamp::now()))))
            }
        }
    }

    /// Reads no more than `response_bytes`, whatever the length header says.
    async fn read(&self, mut response: Response) -> Result<Vec<u8>, Failure> {
        if response.content_length().is_some_and(|length| length > self.response_bytes) {
            return Err(Failure::TooLarge);
        }
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| Failure::of(&error))? {
            if (body.len() + chunk.len()) as u64 > self.response_bytes {
                return Err(Failure::TooLarge);
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body)
    }

    #[cfg(test)]
    pub fn free_places(&self) -> usize {
        self.places.available_permits()
    }
}

impl Failure {
    fn of(error: &reqwest::Error) -> Self {
        if error.is_connect() {
            Self::ConnectFailed
        } else if error.is_timeout() {
            Self::Timeout
        } else {
            Self::ConnectionLost
        }
    }

    /// Whether another attempt may go better: the service was away or asks for patience.
    fn may_pass(self) -> bool {
        match self {
            Self::Busy | Self::Timeout | Self::ConnectFailed | Self::ConnectionLost => true,
            Self::Status(status, _) => status == StatusCode::TOO_MANY_REQUESTS || status.is_server_error(),
            Self::TooLarge | Self::NotJson => false,
        }
    }

    fn retry_after(self) -> Duration {
        match self {
            Self::Status(_, Some(wait)) => wait,
            _ => Duration::ZERO,
        }
    }

    /// From a closed list: it stands in records.
    fn detail(self) -> String {
        match self {
            Self::Busy => "busy".into(),
            Self::Timeout => "timeout".into(),
            Self::ConnectFailed => "connect_failed".into(),
            Self::ConnectionLost => "connection_lost".into(),
            Self::Status(status, _) => format!("http_{}", status.as_u16()),
            Self::TooLarge => "response_too_large".into(),
            Self::NotJson => "response_not_json".into(),
        }
    }
}

/// The headers of every request: ours, then the configured ones, then the secret ones, read once.
fn headers(config: &HttpEnricher) -> Result<HeaderMap, String> {
    let json = HeaderValue::from_static("application/json");
    let mut headers = HeaderMap::from_iter([(CONTENT_TYPE, json.clone()), (ACCEPT, json)]);
    for (name, value) in &config.headers {
        headers.insert(header_name(name)?, header_value(name, value)?);
    }
    for (name, path) in &config.headers_file {
        let secret =
            std::fs::read_to_string(path).map_err(|error| format!("cannot read {path} for header {name}: {error}"))?;
        headers.insert(header_name(name)?, header_value(name, secret.trim_end_matches(['\r', '\n']))?);
    }
    Ok(headers)
}

fn header_name(name: &str) -> Result<HeaderName, String> {
    name.parse().map_err(|_| format!("expected the name of a header, got {name:?}"))
}

/// Any of them may be a secret: none is printed, neither in an error nor in a debug line.
fn header_value(name: &str, value: &str) -> Result<HeaderValue, String> {
    let mut value = HeaderValue::from_str(value)
        .map_err(|_| format!("expected a value without control characters for header {name}"))?;
    value.set_sensitive(true);
    Ok(value)
}
