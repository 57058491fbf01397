//! The seconds and the memory that one hostile text takes: each in a process of its own.

use std::process::{Command, Stdio};

use copydesk::article::{BlockKind, RawArticle, RawBlock};

use super::texts::texts;
use super::{cpu_time, stages};

/// What a text may take in both stages, in seconds on a processor.
const MOST_SECONDS: f64 = 1.0;

/// Ends with a panic where one takes more.
pub fn run() {
    println!("| text | KiB | normalize, s | enrich, s | both, s | MiB at most |");
    println!("|---|--:|--:|--:|--:|--:|");
    let took_too_much = |name: &&str| {
        let program = std::env::current_exe().expect("this program");
        let ended = Command::new(program).args(["hostile", name]).stdin(Stdio::null()).status().expect("a process");
        !ended.success()
    };
    let bad: Vec<&str> = texts().iter().map(|(name, _, _)| *name).filter(took_too_much).collect();
    assert!(bad.is_empty(), "more than {MOST_SECONDS} s, or no end: {bad:?}");
}

/// One text, in this process.
pub fn one(name: &str) {
    let (_, language, text) = texts().into_iter().find(|(known, _, _)| *known == name).expect("a text of that name");
    let stages = stages();
    // What is made when a language is first met is no cost of a text.
    let _ = stages.normalizer.normalize(article(language, "a")).map(|article| stages.local.enrich(article));
    let raw = article(language, &text);
    let before = resident("VmRSS:");
    let started = cpu_time();
    let normalized = stages.normalizer.normalize(raw);
    let between = cpu_time();
    let enriched = normalized.map(|mut article| {
        article.language.tag = language.to_owned();
        stages.local.enrich(article)
    });
    let ended = cpu_time();
    let (normalize, enrich) = ((between - started).as_secs_f64(), (ended - between).as_secs_f64());
    println!(
        "| {name}{} | {} | {normalize:.2} | {enrich:.2} | {:.2} | {:.0} |",
        if enriched.is_ok() { "" } else { " (rejected)" },
        text.len() >> 10,
        normalize + enrich,
        resident("VmHWM:") - before
    );
    assert!(normalize + enrich <= MOST_SECONDS, "{name} took too long");
}

/// Each line a paragraph, and nothing else known.
fn article(language: &str, text: &str) -> RawArticle {
    let block = |line: &str| RawBlock { kind: BlockKind::Paragraph, level: None, text: line.to_owned() };
    let mut article = RawArticle::new("article_text");
    article.blocks = text.split('\n').map(block).collect();
    article.declared_languages = vec![language.to_owned()];
    article
}

/// What this process holds, or has held at most, in MiB.
fn resident(field: &str) -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("a process of Linux");
    let line = status.lines().find_map(|line| line.strip_prefix(field)).expect("a line of that name");
    line.trim().trim_end_matches(" kB").parse::<f64>().expect("a number") / 1024.0
}
