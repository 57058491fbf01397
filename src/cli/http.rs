//! One GET to a worker's admin server: all the HTTP that the commands need.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::time::{Duration, Instant};

/// Of an answer, so much is read. A scrape of a worker with a thousand partitions is far below it.
const ANSWER_BYTES: usize = 8 << 20;

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub body: String,
}

/// Asks with HTTP/1.1 and reads until the server closes the connection.
///
/// # Errors
///
/// Where nobody answers before the deadline, or not in HTTP/1.1.
pub fn get(host: &str, port: u16, path: &str, deadline: Instant) -> io::Result<Answer> {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let mut stream = connect(bare, port, deadline)?;
    let request = format!("GET {path} HTTP/1.1\r\nhost: {host}:{port}\r\nconnection: close\r\n\r\n");
    stream.set_write_timeout(Some(left(deadline)?))?;
    stream.write_all(request.as_bytes())?;
    let answer = String::from_utf8_lossy(&read(&mut stream, deadline)?).into_owned();

    // `HTTP/1.1 200 OK`, headers, an empty line, the body.
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
    let line = head.lines().next().unwrap_or_default();
    let status =
        line.strip_prefix("HTTP/1.").and_then(|rest| rest.split(' ').nth(1)).and_then(|code| code.parse().ok());
    let status = status.ok_or_else(|| io::Error::other(format!("expected an answer in HTTP/1.1, got {line:?}")))?;
    Ok(Answer { status, body: body.to_string() })
}

fn read(stream: &mut TcpStream, deadline: Instant) -> io::Result<Vec<u8>> {
    let mut answer = Vec::new();
    let mut piece = [0; 16 << 10];
    while answer.len() < ANSWER_BYTES {
        stream.set_read_timeout(Some(left(deadline)?))?;
        match stream.read(&mut piece) {
            Ok(0) => break,
            Ok(count) => answer.extend(piece.iter().take(count)),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            // What a timeout is called differs from system to system.
            Err(error) if error.kind() == ErrorKind::WouldBlock => return Err(ErrorKind::TimedOut.into()),
            Err(error) => return Err(error),
        }
    }
    Ok(answer)
}

fn connect(host: &str, port: u16, deadline: Instant) -> io::Result<TcpStream> {
    let mut failed = io::Error::other("expected a host with an address, got one without");
    for address in (host, port).to_socket_addrs()? {
        match TcpStream::connect_timeout(&address, left(deadline)?) {
            Ok(stream) => return Ok(stream),
            Err(error) => failed = error,
        }
    }
    Err(failed)
}

fn left(deadline: Instant) -> io::Result<Duration> {
    let left = deadline.saturating_duration_since(Instant::now());
    if left.is_zero() { Err(ErrorKind::TimedOut.into()) } else { Ok(left) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpListener;

    /// Answers one connection, and gives back the first line of the question.
    fn answering(answer: &'static str) -> (u16, std::thread::JoinHandle<String>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let asked = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut question = Vec::new();
            while !question.ends_with(b"\r\n\r\n") {
                let mut byte = [0];
                stream.read_exact(&mut byte).unwrap();
                question.extend(byte);
            }
            stream.write_all(answer.as_bytes()).unwrap();
            String::from_utf8(question).unwrap().lines().next().unwrap().to_owned()
        });
        (port, asked)
    }

    fn soon() -> Instant {
        Instant::now() + Duration::from_secs(10)
    }

    #[test]
    fn status_and_body_are_taken_from_the_answer() {
        let (port, asked) = answering("HTTP/1.1 503 Service Unavailable\r\ncontent-length: 4\r\n\r\nwait");
        let Answer { status, body } = get("127.0.0.1", port, "/readyz", soon()).unwrap();
        assert_eq!((status, body.as_str()), (503, "wait"));
        assert_eq!(asked.join().unwrap(), "GET /readyz HTTP/1.1");
    }

    #[test]
    fn what_is_no_http_is_an_error() {
        let (port, asked) = answering("220 mail.example ESMTP\r\n");
        let error = get("127.0.0.1", port, "/", soon()).unwrap_err();
        assert!(error.to_string().contains("220 mail.example"), "{error}");
        asked.join().unwrap();
    }

    #[test]
    fn nobody_there_is_an_error() {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        assert!(get("127.0.0.1", port, "/", soon()).is_err());
    }

    #[test]
    fn patience_has_an_end() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let deadline = Instant::now() + Duration::from_millis(50);
        let error = get("127.0.0.1", port, "/", deadline).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::TimedOut);
    }
}
