//! The house keeps its shape: arrows point down, pure folders stay pure, each tool has one door.
//!
//! ```text
//!  main → cli → app → kafka, admin → pipeline → enrich → telemetry → parse, normalize, encode → dates → text → words
//! ```

use std::fs;
use std::path::Path;

/// Every module from the ground up: one may use what stands on a lower step, and itself.
const STEPS: &[&[&str]] = &[
    &["record", "outcome", "failpoints"],
    &["article"],
    &["text", "commit", "demo"],
    &["dates"],
    &["config"],
    &["parse", "normalize", "encode"],
    &["telemetry"],
    &["enrich"],
    &["pipeline"],
    &["kafka", "admin"],
    &["app"],
    &["cli"],
];

/// No clock, no file, no network, no runtime, no log.
const PURE: &[&str] = &[
    "src/article/",
    "src/commit/",
    "src/dates/",
    "src/encode/",
    "src/enrich/",
    "src/normalize/",
    "src/outcome.rs",
    "src/parse/",
    "src/record.rs",
    "src/text/",
];
const NOT_PURE: &[&str] = &["src/enrich/http/"];
const IMPURE: &[&str] = &[
    "tokio",
    "rdkafka",
    "reqwest",
    "metrics",
    "tracing",
    "axum",
    "std::fs",
    "std::net",
    "std::env",
    "std::process",
    "std::time::Instant",
    "std::time::SystemTime",
    "Instant::now",
    "SystemTime::now",
    "Timestamp::now",
    "Zoned::now",
];

/// Each of these crates has one door.
const DOORS: &[(&str, &[&str])] = &[
    ("rdkafka", &["src/kafka/"]),
    ("reqwest", &["src/enrich/http/"]),
    ("axum", &["src/admin/"]),
    ("metrics_exporter_prometheus", &["src/telemetry/"]),
    ("tracing_subscriber", &["src/telemetry/"]),
];

#[test]
fn the_house_keeps_its_shape() {
    let mut files = Vec::new();
    collect(Path::new(env!("CARGO_MANIFEST_DIR")), Path::new("src"), &mut files);
    assert!(files.len() > 20, "found {} files only", files.len());
    let broken = violations(&files);
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn every_kind_of_bad_import_is_found() {
    let bad = [
        ("src/parse/a.rs", "use tokio::sync::mpsc;"),
        ("src/parse/b.rs", "fn f() -> std::time::Instant { std::time::Instant::now() }"),
        ("src/dates/c.rs", "use std::{fmt, fs};"),
        ("src/parse/d.rs", "use crate::normalize::Normalizer;"),
        ("src/commit/e.rs", "use crate::{\n    outcome::Outcome,\n    pipeline::Flight,\n};"),
        ("src/pipeline/f.rs", "fn f(c: &rdkafka::ClientConfig) {}"),
        ("src/kafka/g.rs", "use crate::app;"),
        ("src/enrich/local.rs", "use reqwest::Client;"),
        ("src/kafka/h.rs", "metrics::counter!(\"copydesk_made_up_total\").increment(1);"),
        ("src/attic/i.rs", "fn f() {}"),
    ];
    for (path, text) in bad {
        let found = violations(&[(path.to_owned(), text.to_owned())]);
        assert!(!found.is_empty(), "{path} with {text:?} passes");
    }
}

#[test]
fn comments_tests_and_what_is_allowed_pass() {
    let good = [
        ("src/parse/a.rs", "//! Knows no tokio::spawn.\nuse crate::article::RawArticle; // not rdkafka::Message"),
        ("src/parse/b.rs", "fn f() {}\n#[cfg(test)]\nmod tests {\n    use std::fs;\n}\n"),
        ("src/parse/tests.rs", "use std::fs;"),
        (
            "src/kafka/c.rs",
            "use rdkafka::ClientConfig;\nuse crate::pipeline::{Ended, Road};\nuse crate::telemetry::metrics;",
        ),
        ("src/enrich/http/d.rs", "use reqwest::Client;\nuse std::time::Instant;"),
        ("src/telemetry/metrics.rs", "pub const X: &str = \"copydesk_x_total\";"),
    ];
    for (path, text) in good {
        assert_eq!(violations(&[(path.to_owned(), text.to_owned())]), Vec::<String>::new(), "{path}");
    }
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<(String, String)>) {
    let mut entries: Vec<_> =
        fs::read_dir(root.join(folder)).expect("a folder").map(|entry| entry.expect("an entry")).collect();
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let path = folder.join(entry.file_name());
        if entry.path().is_dir() {
            collect(root, &path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(entry.path()).expect("a source file");
            files.push((path.to_string_lossy().replace('\\', "/"), text));
        }
    }
}

/// What breaks the rules in these files, as `path: what`.
fn violations(files: &[(String, String)]) -> Vec<String> {
    let mut broken = Vec::new();
    for (path, text) in files {
        if path.ends_with("/tests.rs") || path.contains("/tests/") || path == "src/lib.rs" || path == "src/main.rs" {
            continue;
        }
        let code = code(text);
        let names = names(&code);
        let says = |what: &str| format!("{path}: {what}");

        if starts(path, PURE) && !starts(path, NOT_PURE) {
            let impure = IMPURE.iter().filter(|word| names.iter().any(|name| is_under(name, word)));
            broken.extend(impure.map(|word| says(&format!("a pure folder uses {word}"))));
        }
        for (word, doors) in DOORS {
            if !starts(path, doors) && names.iter().any(|name| is_under(name, word)) {
                broken.push(says(&format!("only {} may use {word}", doors.join(", "))));
            }
        }
        if !path.starts_with("src/telemetry/") && code.contains("\"copydesk_") {
            broken.push(says("only src/telemetry/ names a metric"));
        }
        let Some(own) = step(module(path)) else {
            broken.push(says("the module has no step in the house: give it one in tests/it/architecture.rs"));
            continue;
        };
        for used in names.iter().filter_map(|name| name.strip_prefix("crate::")) {
            let used = used.split("::").next().unwrap_or(used);
            // What has no step is no module: a function or a type that lib.rs exports.
            if used != module(path) && step(used).is_some_and(|step| step >= own) {
                broken.push(says(&format!("uses crate::{used}, which does not stand below it")));
            }
        }
    }
    broken
}

fn starts(path: &str, prefixes: &[&str]) -> bool {
    prefixes.iter().any(|prefix| path.starts_with(prefix))
}

/// `std::fs::File` is under `std::fs`; `std::fsx` is not. A path that only ends like it (`Instant::now`) is, too.
fn is_under(name: &str, word: &str) -> bool {
    let from_start = name.strip_prefix(word).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"));
    from_start || (word.contains("::") && name.ends_with(&format!("::{word}")))
}

fn module(path: &str) -> &str {
    let rest = path.strip_prefix("src/").unwrap_or(path);
    rest.split('/').next().unwrap_or(rest).trim_end_matches(".rs")
}

fn step(module: &str) -> Option<usize> {
    STEPS.iter().position(|modules| modules.contains(&module))
}

/// The text without comments and without the tests at its end.
fn code(text: &str) -> String {
    let mut code = String::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        if line.trim_start() == "#[cfg(test)]" {
            match lines.peek() {
                Some(next) if next.trim_end().ends_with(';') => {
                    lines.next();
                    continue;
                }
                _ => break,
            }
        }
        // A `//` in a string is an address: behind a colon.
        let end = line
            .match_indices("//")
            .find(|(place, _)| !line[..*place].ends_with(':'))
            .map_or(line.len(), |(place, _)| place);
        code.push_str(&line[..end]);
        code.push('\n');
    }
    code
}

/// Every path that is named, groups spread out: `use std::{fmt, fs::File}` names `std::fmt` and `std::fs::File`.
fn names(code: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut rest = code;
    while let Some(start) = rest.find(|c: char| c.is_alphabetic() || c == '_') {
        rest = &rest[start..];
        rest = path(rest, "", &mut names);
    }
    names
}

/// Reads one path from the start of `text`, and hands back what follows it.
fn path<'a>(text: &'a str, prefix: &str, names: &mut Vec<String>) -> &'a str {
    let end = text.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(text.len());
    let name = format!("{prefix}{}", &text[..end]);
    let rest = &text[end..];
    let Some(after) = rest.strip_prefix("::") else {
        // A macro counts as its path: `tracing::info!`.
        names.push(name);
        return rest;
    };
    match after.chars().next() {
        Some('{') => group(&after[1..], &format!("{name}::"), names),
        Some(c) if c.is_alphabetic() || c == '_' => path(after, &format!("{name}::"), names),
        _ => {
            names.push(name);
            after
        }
    }
}

fn group<'a>(text: &'a str, prefix: &str, names: &mut Vec<String>) -> &'a str {
    let mut rest = text;
    loop {
        match rest.chars().next() {
            None => return rest,
            Some('}') => return &rest[1..],
            Some(c) if c.is_alphabetic() || c == '_' => rest = path(rest, prefix, names),
            Some(c) => rest = &rest[c.len_utf8()..],
        }
    }
}

/// The crates beside it have locks of their own, and `--locked` refuses one that does not know of a new dependency.
#[test]
fn the_locks_of_the_crates_beside_it_know_what_it_depends_on() {
    let read = |path: &str| -> toml::Table {
        toml::from_str(&fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()).unwrap()
    };
    let manifest = read("Cargo.toml");
    let expected: Vec<&str> = manifest["dependencies"].as_table().unwrap().keys().map(String::as_str).collect();
    for path in ["tests/fuzz/Cargo.lock", "tools/compare/Cargo.lock"] {
        let lock = read(path);
        let ours =
            lock["package"].as_array().unwrap().iter().find(|package| package["name"].as_str() == Some("copydesk"));
        // `name` or, where there are several, `name version`.
        let name = |dependency: &'_ toml::Value| dependency.as_str().unwrap().split(' ').next().unwrap().to_owned();
        let known: Vec<String> = ours.unwrap()["dependencies"].as_array().unwrap().iter().map(name).collect();
        let missing: Vec<&&str> = expected.iter().filter(|one| !known.iter().any(|known| known == **one)).collect();
        assert!(missing.is_empty(), "{path}: run `cargo metadata` there, it does not know {missing:?}");
    }
}
