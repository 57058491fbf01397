//! `copydesk process` from outside: the binary, files and pipes.

use std::fmt::Write as _;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};

fn copydesk(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_copydesk"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("COPYDESK__")) {
        command.env_remove(name);
    }
    command.args(arguments).stdin(Stdio::null());
    command
}

fn run(arguments: &[&str]) -> Output {
    copydesk(arguments).output().unwrap()
}

/// Runs with a text on stdin.
fn pipe(arguments: &[&str], text: &str) -> Output {
    let mut child =
        copydesk(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let text = text.to_owned();
    let writing = std::thread::spawn(move || stdin.write_all(text.as_bytes()));
    let output = child.wait_with_output().unwrap();
    writing.join().unwrap().unwrap();
    output
}

fn json_lines(bytes: &[u8]) -> Vec<Value> {
    let text = std::str::from_utf8(bytes).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"))).collect()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// An invented article as an envelope.
fn envelope(n: usize) -> Value {
    let body = format!(
        "The harbour council met on day {n} to vote on the new ferry line between the two islands.\n\
         After a debate of {n} hours the members agreed to open the line before the summer, said the chairwoman.\n\
         Fishermen had asked for another berth, and the council promised to build one within the year."
    );
    json!({"id": format!("a{n}"), "url": format!("https://harbour.example/news/{n}"), "title": format!("Ferry line {n}"), "article_text": body})
}

fn envelopes(count: usize) -> String {
    (0..count).fold(String::new(), |mut text, n| {
        let _ = writeln!(text, "{}", envelope(n));
        text
    })
}

fn seed() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/seed.txt")
}

#[test]
fn the_seed_becomes_a_record_from_a_file_and_from_stdin() {
    let path = seed();
    let from_file = run(&["process", path.to_str().unwrap()]);
    let record = &json_lines(&from_file.stdout)[0];
    assert_eq!(record["language"]["tag"], "ar");
    assert_eq!(record["language"]["direction"], "rtl");
    assert_eq!(record["body"]["word_count"], 280);
    assert_eq!(text(&from_file.stderr), "");
    assert_eq!(from_file.status.code(), Some(0));

    let from_stdin = pipe(&["process"], &std::fs::read_to_string(path).unwrap());
    assert_eq!(text(&from_stdin.stdout), text(&from_file.stdout));
    assert_eq!(pipe(&["process", "-"], "").status.code(), Some(1), "an empty payload is rejected");
}

#[test]
fn lines_come_out_in_order_and_the_same_whatever_jobs_is() {
    let input = envelopes(300);
    let one = pipe(&["process", "--input", "jsonl", "--jobs", "1"], &input);
    assert_eq!(one.status.code(), Some(0), "{}", text(&one.stderr));
    let ids: Vec<Value> = json_lines(&one.stdout).iter().map(|record| record["source"]["id"].clone()).collect();
    assert_eq!(ids, (0..300).map(|n| json!(format!("a{n}"))).collect::<Vec<_>>());
    for jobs in ["0", "7"] {
        let many = pipe(&["process", "--input", "jsonl", "--jobs", jobs], &input);
        assert!(many.stdout == one.stdout, "--jobs {jobs} gives other bytes than --jobs 1");
    }
}

#[test]
fn rejects_are_lines_of_json_with_their_place() {
    let input = format!("{}\nnot json\n{{\"id\":\"bare\"}}\n{}\n", envelope(1), envelope(2));
    let output = pipe(&["process", "--input", "jsonl"], &input);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(json_lines(&output.stdout).len(), 2);
    let rejects = json_lines(&output.stderr);
    let of = |name: &str| rejects.iter().map(|reject| reject[name].clone()).collect::<Vec<_>>();
    assert_eq!(of("id"), [json!("-"), json!("bare")]);
    assert_eq!(of("line"), [json!(2), json!(3)]);
    assert_eq!(of("stage"), [json!("parse"), json!("parse")]);
    assert_eq!(of("reason"), [json!("invalid_json"), json!("field_missing")]);
}

#[test]
fn rejects_go_to_a_file_when_one_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("rejects.jsonl");
    let output = pipe(&["process", "--input", "jsonl", "--rejected", file.to_str().unwrap()], "{}\n");
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(json_lines(&std::fs::read(file).unwrap()).len(), 1);
    assert_eq!(text(&output.stderr), "published 0, filtered 0, rejected 1\n");
}

#[test]
fn a_line_that_is_too_long_is_a_reject_and_the_others_go_on() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("copydesk.toml");
    std::fs::write(&config, "[limits]\npayload_bytes = \"2KiB\"\n").unwrap();
    let input = format!("{}\n{}\n{}\n", envelope(1), "x".repeat(100_000), envelope(2));
    let output = pipe(&["process", "--input", "jsonl", "--config", config.to_str().unwrap()], &input);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(json_lines(&output.stdout).len(), 2);
    let reject = &json_lines(&output.stderr)[0];
    assert_eq!((&reject["line"], &reject["reason"]), (&json!(2), &json!("payload_too_large")));
    assert_eq!(reject["detail"], "expected at most 2KiB (limits.payload_bytes), got 100000 bytes");
}

#[test]
fn filtered_articles_are_no_rejects() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("copydesk.toml");
    std::fs::write(&config, "[filter]\nmin_words = 1000\n").unwrap();
    let output = pipe(&["process", "--input", "jsonl", "--config", config.to_str().unwrap()], &envelopes(2));
    assert_eq!((text(&output.stdout), text(&output.stderr)), (String::new(), String::new()));
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn url_and_content_type_are_said_about_every_payload() {
    let page = "<html><body><h1>Ferry line opens</h1><p>The harbour council opened the new ferry line on Monday, \
        and many islanders came to see the first boat leave.</p></body></html>";
    let arguments =
        ["process", "--url", "https://harbour.example/ferry", "--content-type", "text/html; charset=utf-8", "--pretty"];
    let output = pipe(&arguments, page);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert!(output.stdout.iter().filter(|byte| **byte == b'\n').count() > 20, "--pretty breaks lines");
    let record: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(record["url"], "https://harbour.example/ferry");
}

#[test]
fn a_file_that_cannot_be_read_is_named_before_any_work() {
    let path = seed();
    let output = run(&["process", path.to_str().unwrap(), "no-such-file"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(text(&output.stdout), "");
    assert!(text(&output.stderr).starts_with("error: no-such-file: "), "{}", text(&output.stderr));
    assert_eq!(run(&["process", "--no-such-option"]).status.code(), Some(2));
}

#[test]
fn a_reader_that_has_seen_enough_ends_it_quietly() {
    let mut child = copydesk(&["process", "--input", "jsonl"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    // Never ends by itself: only the closed pipe can end it, at the latest when the pipe's buffer is full.
    let writing = std::thread::spawn(move || {
        let lines = envelopes(50);
        while stdin.write_all(lines.as_bytes()).is_ok() {}
    });
    let mut stdout = child.stdout.take().unwrap();
    stdout.read_exact(&mut [0; 100]).unwrap();
    drop(stdout);
    let output = child.wait_with_output().unwrap();
    writing.join().unwrap();
    assert_eq!((output.status.code(), text(&output.stderr)), (Some(0), String::new()));
}

#[test]
fn records_come_out_before_the_input_ends() {
    let mut child =
        copydesk(&["process", "--input", "jsonl"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let mut stdout = std::io::BufReader::new(child.stdout.take().unwrap());
    for n in 0..3 {
        writeln!(stdin, "{}", envelope(n)).unwrap();
        let mut line = String::new();
        std::io::BufRead::read_line(&mut stdout, &mut line).unwrap();
        let record: Value = serde_json::from_str(&line).unwrap();
        assert_eq!(record["source"]["id"], format!("a{n}"));
    }
    drop(stdin);
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn memory_does_not_grow_with_the_input() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("copydesk.toml");
    std::fs::write(&config, "[limits]\nin_flight_bytes = \"1MiB\"\npayload_bytes = \"1MiB\"\n").unwrap();
    let peak_kib = |count: usize| {
        let mut child = copydesk(&["process", "--input", "jsonl", "--jobs", "2", "--config", config.to_str().unwrap()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let mut stdout = child.stdout.take().unwrap();
        let reading = std::thread::spawn(move || std::io::copy(&mut stdout, &mut std::io::sink()));
        for n in 0..count {
            let mut long = envelope(n);
            long["article_text"] = vec![long["article_text"].as_str().unwrap(); 20].join("\n").into();
            writeln!(stdin, "{long}").unwrap();
        }
        // It still runs, for its input is open: the most it ever held can be read.
        let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap();
        drop(stdin);
        assert_eq!(child.wait().unwrap().code(), Some(0));
        reading.join().unwrap().unwrap();
        let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
        line.split_ascii_whitespace().nth(1).unwrap().parse::<u64>().unwrap()
    };
    // The bodies of the second run alone are more than twice the difference that is allowed.
    let (few, many) = (peak_kib(200), peak_kib(1_500));
    assert!(many < few + 4 * 1024, "{few} KiB for 200 payloads, {many} KiB for 1500");
}

#[test]
fn a_pipe_with_a_name_is_read_to_its_end() {
    let folder = tempfile::tempdir().unwrap();
    let fifo = folder.path().join("fifo");
    assert!(Command::new("mkfifo").arg(&fifo).status().unwrap().success());
    let written = fifo.clone();
    let writing = std::thread::spawn(move || std::fs::write(written, envelopes(3)));
    let output = run(&["process", "--input", "jsonl", fifo.to_str().unwrap()]);
    writing.join().unwrap().unwrap();
    assert_eq!(json_lines(&output.stdout).len(), 3, "{}", text(&output.stderr));
}
