//! `copydesk healthcheck`: asks a worker whether it is well, for container probes in images without curl.

use std::process::ExitCode;
use std::time::{Duration, Instant};

use super::http::{self, Answer};
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
    match http::get(host, port, parsed.path(), Instant::now() + PATIENCE) {
        Ok(Answer { status: 200..=299, .. }) => print(format!("{url}: well\n").as_bytes()),
        Ok(Answer { status, .. }) => Err(Failure::unwell(
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_worker_that_listens_everywhere_is_asked_here() {
        assert_eq!(own("0.0.0.0:9464"), "http://127.0.0.1:9464/readyz");
        assert_eq!(own("[::]:9464"), "http://[::1]:9464/readyz");
        assert_eq!(own("10.1.2.3:80"), "http://10.1.2.3:80/readyz");
    }
}
