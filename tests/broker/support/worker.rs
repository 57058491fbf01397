//! The worker as an operator starts it: the binary, a file, signals.

use std::fs::{self, File};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::time::Duration;

use super::metrics::{self, Metrics};
use super::settings::Settings;
use super::{eventually, free_port};

/// A running `copydesk run`.
pub struct Worker {
    child: Child,
    port: u16,
    folder: tempfile::TempDir,
}

impl Worker {
    /// Starts one; it may still be on its way into the group.
    pub fn start(settings: &Settings) -> Self {
        Self::start_with(settings, &[])
    }

    /// Starts one with more arguments.
    pub fn start_with(settings: &Settings, arguments: &[&str]) -> Self {
        Self::start_in(settings, arguments, &[])
    }

    /// Starts one with more arguments and more of an environment.
    pub fn start_in(settings: &Settings, arguments: &[&str], environment: &[(&str, &str)]) -> Self {
        let port = free_port();
        let folder = tempfile::tempdir().expect("a folder");
        let config = write_config(&folder, &settings.clone().with("admin.listen", &format!("\"127.0.0.1:{port}\"")));
        let stderr = File::create(folder.path().join("stderr")).expect("a file");
        let child = command()
            .arg("run")
            .arg("--config")
            .arg(config)
            .args(arguments)
            .envs(environment.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(stderr)
            .spawn()
            .expect("copydesk starts");
        Self { child, port, folder }
    }

    /// Waits until it says that it is ready.
    #[track_caller]
    pub fn wait_until_ready(&mut self) {
        eventually("the worker is ready", super::PATIENCE, || {
            self.assert_alive();
            metrics::get(self.port, "/readyz").is_ok_and(|answer| answer.status == 200)
        });
    }

    #[track_caller]
    pub fn assert_alive(&mut self) {
        if let Some(status) = self.child.try_wait().expect("a child") {
            panic!("the worker ended with {status}");
        }
    }

    /// What `/metrics` says now.
    #[track_caller]
    pub fn metrics(&self) -> Metrics {
        Metrics::scrape(self.port).expect("the worker answers a scrape")
    }

    /// The port of `/metrics`.
    pub fn admin_port(&self) -> u16 {
        self.port
    }

    /// Whether it answers a scrape yet.
    pub fn is_up(&self) -> bool {
        Metrics::scrape(self.port).is_ok()
    }

    /// Sends it a signal as a shell does.
    pub fn signal(&self, signal: &str) {
        send_signal(&self.child.id().to_string(), signal);
    }

    /// Asks it to drain and end.
    pub fn terminate(&self) {
        send_signal(&self.child.id().to_string(), "TERM");
    }

    /// Stops it where it stands, until [`wake`](Self::wake).
    pub fn freeze(&self) {
        send_signal(&self.child.id().to_string(), "STOP");
    }

    pub fn wake(&self) {
        send_signal(&self.child.id().to_string(), "CONT");
    }

    /// How it ended, where it has.
    pub fn ended(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().expect("a child")
    }

    /// Ends it on the spot.
    pub fn kill(mut self) {
        send_signal(&self.child.id().to_string(), "KILL");
        let _ = self.child.wait();
    }

    /// Waits for its end.
    #[track_caller]
    pub fn wait(&mut self, patience: Duration) -> ExitStatus {
        let mut status = None;
        eventually("the worker's end", patience, || {
            status = self.child.try_wait().expect("a child");
            status.is_some()
        });
        status.expect("it ended")
    }

    /// Drains it; it has to end with 0.
    #[track_caller]
    pub fn drain(mut self) {
        self.terminate();
        let status = self.wait(super::PATIENCE);
        assert_eq!(status.code(), Some(0), "a drained worker ends with 0");
    }

    /// Its log so far.
    pub fn stderr(&self) -> String {
        fs::read_to_string(self.folder.path().join("stderr")).unwrap_or_default()
    }

    /// The most memory it ever held, in bytes.
    pub fn peak_resident_bytes(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).expect("a live process");
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("VmHWM");
        let kibibytes: u64 = line.trim().trim_end_matches(" kB").trim().parse().expect("a number");
        kibibytes * 1024
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        if std::thread::panicking() {
            let log = self.stderr();
            let lines: Vec<&str> = log.lines().collect();
            let tail = lines.len().saturating_sub(60);
            eprintln!("--- the worker's log, last lines ---\n{}\n---", lines[tail..].join("\n"));
        }
    }
}

/// Runs another command of copydesk to its end.
pub fn run(settings: Option<&Settings>, arguments: &[&str]) -> Output {
    let folder = tempfile::tempdir().expect("a folder");
    let mut command = command();
    command.args(arguments);
    if let Some(settings) = settings {
        command.arg("--config").arg(write_config(&folder, settings));
    }
    command.stdin(Stdio::null()).output().expect("copydesk starts")
}

/// Starts another command of copydesk; it is ended when dropped.
pub fn spawn(settings: &Settings, arguments: &[&str]) -> Spawned {
    let folder = tempfile::tempdir().expect("a folder");
    let mut command = command();
    command.args(arguments).arg("--config").arg(write_config(&folder, settings));
    let silent = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    Spawned { child: silent.spawn().expect("copydesk starts"), _folder: folder }
}

/// A running command.
pub struct Spawned {
    child: Child,
    _folder: tempfile::TempDir,
}

impl Spawned {
    /// Ends it on the spot.
    #[track_caller]
    pub fn kill(&mut self) {
        assert!(self.child.try_wait().expect("a child").is_none(), "it has ended by itself");
        self.child.kill().expect("a child");
        self.child.wait().expect("a child");
    }
}

impl Drop for Spawned {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_copydesk"));
    // What the shell around the tests has set is not part of them.
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("COPYDESK__")) {
        command.env_remove(name);
    }
    command.env_remove("RUST_LOG");
    command
}

fn write_config(folder: &tempfile::TempDir, settings: &Settings) -> PathBuf {
    let path = folder.path().join("copydesk.toml");
    fs::write(&path, settings.to_toml()).expect("a file");
    path
}

/// Sends a signal as a shell does.
pub fn send_signal(process: &str, signal: &str) {
    let status = Command::new("sh").args(["-c", "kill -s \"$1\" \"$2\"", "kill", signal, process]).status();
    assert!(status.is_ok_and(|status| status.success()), "{signal} to process {process}");
}
