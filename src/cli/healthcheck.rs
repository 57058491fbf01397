//! `copydesk healthcheck`: asks a worker whether it is well, for container probes in images without curl.

use std::io::{self, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use super::{Configuration, Failure, print};
use crate::config::address;

/// For everything: name, connection, question, answer.
const PATIENCE: Duration = Duration::from_secs(3);

/// Ask a worker whether it is well; exit with 1 where it is not
#[derive(Debug, clap::Args)]
pub struct Args {
    /// What to ask; by default /readyz at the address that the configuration lets the worker listen on
    #[arg(long)]
    url: Option<String>,
    #[command(flatten)]
    configuration: Configuration,
}

pub fn run(args: &Args) -> Result<ExitCode, Failure> {
    let url = match &args.url {
        Some(url) => url.clone(),
        None => own(&args.configuration.load()?.0.admin.listen),
    };
    let parsed = url::Url::parse(&url).ok().filter(|url| url.scheme() == "http");
    let Some((parsed, port)) = parsed.and_then(|url| url.port_or_known_default().map(|port| (url, port))) else {
        return Err(Failure::usage(
            format!("expected an http URL, got \"{url}\""),
            "give one such as --url http://127.0.0.1:9464/livez",
        ));
    };
    let host = parsed.host_str().unwrap_or_default();
    let help = "is the worker running, and is this its admin.listen?";
    match ask(host, port, parsed.path(), Instant::now() + PATIENCE) {
        Ok(200..=299) => print(format!("{url}: well\n").as_bytes()),
        Ok(status) => Err(Failure::unwell(
            format!("{url}: expected a status of 2xx, got {status}"),
            "the worker's log and its page at / say why",
        )),
        Err(error) => Err(Failure::unwell(format!("{url}: {error}"), help)),
    }
}

/// Where a worker that listens there can be asked from the same machine.
fn own(listen: &str) -> String {
    let (host, port) = address(listen).unwrap_or((listen, 80));
    let host = match host {
        "0.0.0.0" => "127.0.0.1",
        "::" => "::1",
        host => host,
    };
    let (open, close) = if host.contains(':') { ("[", "]") } else { ("", "") };
    format!("http://{open}{host}{close}:{port}/readyz")
}

/// The status of the answer to one GET.
fn ask(host: &str, port: u16, path: &str, deadline: Instant) -> io::Result<u16> {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let mut stream = connect(bare, port, deadline)?;
    let request = format!("GET {path} HTTP/1.1\r\nhost: {host}:{port}\r\nconnection: close\r\n\r\n");
    stream.set_write_timeout(Some(left(deadline)?))?;
    stream.write_all(request.as_bytes())?;

    // The first line is all that matters: `HTTP/1.1 200 OK`.
    let mut line = Vec::new();
    let mut byte = [0];
    while line.len() < 64 && !line.ends_with(b"\n") {
        stream.set_read_timeout(Some(left(deadline)?))?;
        match stream.read(&mut byte) {
            Ok(0) => break,
            Ok(_) => line.extend(byte),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            // What a timeout is called differs from system to system.
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Err(io::ErrorKind::TimedOut.into()),
            Err(error) => return Err(error),
        }
    }
    let line = String::from_utf8_lossy(&line);
    let status =
        line.strip_prefix("HTTP/1.").and_then(|rest| rest.split(' ').nth(1)).and_then(|code| code.parse().ok());
    status.ok_or_else(|| io::Error::other(format!("expected an answer in HTTP/1.1, got {:?}", line.trim_end())))
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
    if left.is_zero() { Err(io::ErrorKind::TimedOut.into()) } else { Ok(left) }
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
        Instant::now() + PATIENCE
    }

    #[test]
    fn the_status_of_the_answer_counts() {
        let (port, asked) = answering("HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\n\r\n");
        assert_eq!(ask("127.0.0.1", port, "/readyz", soon()).unwrap(), 503);
        assert_eq!(asked.join().unwrap(), "GET /readyz HTTP/1.1");
    }

    #[test]
    fn what_is_no_http_is_not_well() {
        let (port, asked) = answering("220 mail.example ESMTP\r\n");
        let error = ask("127.0.0.1", port, "/", soon()).unwrap_err();
        assert!(error.to_string().contains("220 mail.example"), "{error}");
        asked.join().unwrap();
    }

    #[test]
    fn nobody_there_is_not_well() {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        assert!(ask("127.0.0.1", port, "/", soon()).is_err());
    }

    #[test]
    fn patience_has_an_end() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let deadline = Instant::now() + Duration::from_millis(50);
        let error = ask("127.0.0.1", port, "/", deadline).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
    }

    #[test]
    fn a_worker_that_listens_everywhere_is_asked_here() {
        assert_eq!(own("0.0.0.0:9464"), "http://127.0.0.1:9464/readyz");
        assert_eq!(own("[::]:9464"), "http://[::1]:9464/readyz");
        assert_eq!(own("10.1.2.3:80"), "http://10.1.2.3:80/readyz");
    }
}
