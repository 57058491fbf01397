//! An HTTP enricher with moods: mostly quick, sometimes slow, sometimes failing, sometimes silent.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use super::dice::scramble;

/// A service on a port of its own, as long as the process.
pub struct Enricher {
    port: u16,
    moods: Arc<Moods>,
}

struct Moods {
    start: Instant,
    requests: AtomicU64,
    /// Until then, in milliseconds from the start, nobody gets an answer.
    silent_until_ms: AtomicU64,
    /// How long every answer takes.
    pace_ms: AtomicU64,
}

impl Enricher {
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let moods = Arc::new(Moods {
            start: Instant::now(),
            requests: AtomicU64::new(0),
            silent_until_ms: AtomicU64::new(0),
            pace_ms: AtomicU64::new(0),
        });
        let served = Arc::clone(&moods);
        thread::spawn(move || {
            for connection in listener.incoming().flatten() {
                let moods = Arc::clone(&served);
                thread::spawn(move || moods.serve(connection));
            }
        });
        Self { port, moods }
    }

    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}/facts", self.port)
    }

    /// Requests so far.
    pub fn requests(&self) -> u64 {
        self.moods.requests.load(Ordering::Acquire)
    }

    /// Answers nobody for a while.
    pub fn fall_silent(&self, time: Duration) {
        let until = u64::try_from((self.moods.start.elapsed() + time).as_millis()).unwrap_or(u64::MAX);
        self.moods.silent_until_ms.store(until, Ordering::Release);
    }

    /// Takes so long for every answer.
    pub fn take_time(&self, pace: Duration) {
        self.moods.pace_ms.store(u64::try_from(pace.as_millis()).unwrap_or(u64::MAX), Ordering::Release);
    }
}

impl Moods {
    /// Answers the questions of one connection.
    fn serve(&self, connection: TcpStream) -> Option<()> {
        let mut writer = connection.try_clone().ok()?;
        let mut reader = BufReader::new(connection);
        loop {
            let mut length = 0;
            loop {
                let mut line = String::new();
                if reader.read_line(&mut line).ok()? == 0 {
                    return None;
                }
                let line = line.trim().to_ascii_lowercase();
                if line.is_empty() {
                    break;
                }
                if let Some(value) = line.strip_prefix("content-length:") {
                    length = value.trim().parse().ok()?;
                }
            }
            reader.by_ref().take(length).read_to_end(&mut Vec::new()).ok()?;
            let number = self.requests.fetch_add(1, Ordering::AcqRel);
            thread::sleep(Duration::from_millis(self.pace_ms.load(Ordering::Acquire)));
            while self.start.elapsed().as_millis() < u128::from(self.silent_until_ms.load(Ordering::Acquire)) {
                thread::sleep(Duration::from_millis(20));
            }
            let (status, body) = match scramble(number) % 1000 {
                0..10 => ("503 Service Unavailable", ""),
                10..13 => return None,
                13..15 => {
                    thread::sleep(Duration::from_secs(3));
                    return None;
                }
                mood => {
                    thread::sleep(Duration::from_millis(if mood < 40 { mood * 4 } else { 0 }));
                    ("200 OK", "{\"known\":true}")
                }
            };
            let head = format!("HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {}", body.len());
            write!(writer, "{head}\r\n\r\n{body}").ok()?;
        }
    }
}
