//! The small commands from outside: what they print, where, and how they end.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

fn copydesk(arguments: &[&str], environment: &[(&str, &str)]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_copydesk"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("COPYDESK__")) {
        command.env_remove(name);
    }
    command.args(arguments).envs(environment.iter().copied()).stdin(Stdio::null()).output().unwrap()
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn check_prints_what_results_and_where_it_comes_from() {
    let output = copydesk(
        &["check"],
        &[("COPYDESK__KAFKA__GROUP_ID", "desk"), ("COPYDESK__KAFKA__PROPERTIES__SASL_PASSWORD", "hunter2")],
    );
    let text = stdout(&output);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(text.contains("group_id = \"desk\"  # environment COPYDESK__KAFKA__GROUP_ID\n"), "{text}");
    assert!(text.contains("\"sasl.password\" = \"***\""), "{text}");
    assert!(!text.contains("hunter2"), "{text}");
}

#[test]
fn a_wrong_configuration_ends_with_2_and_every_mistake_on_stderr() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/config/five-mistakes.toml");
    let output = copydesk(&["check", "--config", file], &[("COPYDESK__KAFKA__LINGER", "soon")]);
    let text = stderr(&output);
    assert_eq!((output.status.code(), stdout(&output)), (Some(2), String::new()));
    assert_eq!(text.lines().filter(|line| line.starts_with("error: ")).count(), 6, "{text}");
    assert_eq!(text.lines().filter(|line| line.starts_with("help: ")).count(), 1, "{text}");
    let missing = copydesk(&["check", "--config", "no-such-file.toml"], &[]);
    assert_eq!(missing.status.code(), Some(2));
    assert!(stderr(&missing).starts_with("error: no-such-file.toml: "), "{}", stderr(&missing));
}

#[test]
fn exactly_once_without_an_id_of_its_own_is_wrong_configuration_for_check_and_run() {
    for command in ["check", "run"] {
        let output = copydesk(&[command], &[("COPYDESK__KAFKA__DELIVERY", "exactly_once")]);
        assert_eq!((output.status.code(), stdout(&output)), (Some(2), String::new()), "{command}");
        assert!(stderr(&output).contains("kafka.transactional_id"), "{}", stderr(&output));
    }
}

#[test]
fn wrong_usage_ends_with_2() {
    for arguments in [&["no-such-command"][..], &["check", "--no-such-option"], &["man", "no-such-command"], &[]] {
        let output = copydesk(arguments, &[]);
        assert_eq!((output.status.code(), stdout(&output)), (Some(2), String::new()), "{arguments:?}");
    }
}

#[test]
fn schemas_are_schemas() {
    let output = copydesk(&["schema", "config"], &[]);
    let schema: Value = serde_json::from_str(&stdout(&output)).unwrap();
    assert!(jsonschema::meta::is_valid(&schema));
}

#[test]
fn every_command_has_a_manual_page_and_every_shell_its_completions() {
    let help = stdout(&copydesk(&["--help"], &[]));
    let commands: Vec<&str> = help
        .lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .take_while(|line| !line.is_empty())
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    assert!(commands.contains(&"process") && commands.len() > 4, "{commands:?}");
    for command in commands {
        let page = stdout(&copydesk(&["man", command], &[]));
        assert!(page.contains(&format!(".TH copydesk-{command} 1")), "{page}");
    }
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        assert!(stdout(&copydesk(&["completions", shell], &[])).contains("process"), "{shell}");
    }
}

#[test]
fn nothing_is_coloured_that_is_no_terminal() {
    for output in [copydesk(&["--help"], &[]), copydesk(&["no-such-command"], &[])] {
        assert!(!output.stdout.contains(&0x1b) && !output.stderr.contains(&0x1b));
    }
}

#[test]
fn a_health_check_asks_where_the_worker_listens() {
    for (status, code) in [("200 OK", 0), ("503 Service Unavailable", 1)] {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let listen = format!("0.0.0.0:{}", listener.local_addr().unwrap().port());
        let asked = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            // To its end: what is left unread when a socket closes resets the connection.
            let mut question = Vec::new();
            while !question.ends_with(b"\r\n\r\n") {
                let mut byte = [0];
                stream.read_exact(&mut byte).unwrap();
                question.extend(byte);
            }
            write!(stream, "HTTP/1.1 {status}\r\ncontent-length: 0\r\n\r\n").unwrap();
            question
        });
        let output = copydesk(&["healthcheck"], &[("COPYDESK__ADMIN__LISTEN", &listen)]);
        assert!(asked.join().unwrap().starts_with(b"GET /readyz HTTP/1.1"));
        assert_eq!(output.status.code(), Some(code), "{}", stderr(&output));
    }
}

#[test]
fn a_worker_that_is_not_there_is_not_well() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let output = copydesk(&["healthcheck", "--url", &format!("http://127.0.0.1:{port}/livez")], &[]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).starts_with("error: http://127.0.0.1:"), "{}", stderr(&output));
}

#[test]
fn explain_draws_text_or_a_page_and_ends_with_1_where_there_is_no_article() {
    let seed = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/seed.txt");
    let text = copydesk(&["explain", seed], &[]);
    assert_eq!(text.status.code(), Some(0), "{}", stderr(&text));
    assert!(stdout(&text).contains("Fields\n  title ") && !stdout(&text).contains('\u{1b}'));

    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join("page.html");
    let drawn = copydesk(&["explain", seed, "--html", page.to_str().unwrap()], &[]);
    assert_eq!((drawn.status.code(), stdout(&drawn)), (Some(0), String::new()));
    assert!(std::fs::read_to_string(page).unwrap().starts_with("<!doctype html>"));

    let pdf = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/bad/document.pdf");
    let refused = copydesk(&["explain", pdf], &[]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(stdout(&refused).contains("rejected: unsupported_type: "));
    assert_eq!(copydesk(&["explain", "no-such-file"], &[]).status.code(), Some(2));
}
