//! Invented streams: ten hosts with twenty pages each, whose furniture changes on the way, and an attacker among them.

use std::collections::HashSet;
use std::fmt::Write;

use super::*;
use crate::parse::text_dump::{self, Dump};

const HOSTS: usize = 10;
const PAGES: usize = 20;
const BYTES: usize = 1 << 20;

/// A page as it comes, and the lines that are its article.
struct Sample {
    url: String,
    text: String,
    article: Vec<String>,
}

const SUBJECTS: [&str; 12] = [
    "The harbour master",
    "A retired captain",
    "The council",
    "Nobody on the quay",
    "Her brother",
    "The lighthouse keeper",
    "A crew of six",
    "The baker of Lindhavn",
    "Most of the anglers",
    "The ferry company",
    "A marine biologist",
    "The mayor",
];
const VERBS: [&str; 11] = [
    "measured",
    "repaired",
    "remembered",
    "refused to sell",
    "photographed",
    "lost sight of",
    "paid for",
    "described",
    "had painted",
    "went looking for",
    "argued about",
];
const OBJECTS: [&str; 13] = [
    "the northern breakwater",
    "an old diving bell",
    "forty crates of herring",
    "the tide tables",
    "a broken winch",
    "the seal colony",
    "three rowing boats",
    "the new ticket office",
    "a letter from the ministry",
    "the sunken container",
    "the winter timetable",
    "a map of the channel",
    "the bell of the chapel",
];
const ENDS: [&str; 9] = [
    "before the storm reached the coast on Tuesday",
    "while the rest of the town was asleep",
    "for the second time since March",
    "although the money had run out",
    "with the help of two divers from the island",
    "in front of a small crowd of children",
    "after a meeting that lasted until midnight",
    "as the old law demands it",
    "and went home without another word",
];

/// A sentence of its own for each number.
fn sentence(n: usize) -> String {
    let pick = |words: &[&'static str], n: usize| words.get(n % words.len()).copied().unwrap_or_default();
    let (subject, verb) = (pick(&SUBJECTS, n), pick(&VERBS, n / 2 + n));
    format!("{subject} {verb} {} {}.", pick(&OBJECTS, n / 3 + 2 * n), pick(&ENDS, n / 5 + n))
}

/// Lines that a host prints around and between its articles; of a second design after half of the pages.
fn furniture(host: usize, late: bool) -> [Vec<String>; 3] {
    let design = if late { "Shore" } else { "Quay" };
    let menu = (0..9).map(|n| format!("{design} {} {host}", OBJECTS[(n + host) % OBJECTS.len()])).collect();
    let between = vec![
        format!("{design} explains it to you in brief {host}"),
        format!("Our {design} readers of town {host} took part in the vote last week"),
    ];
    let below = vec![
        format!(
            "The paper of town {host} has been printed in the old {design} warehouse since the year of the great flood, by hand."
        ),
        format!(
            "Every morning its editors bring the {design} tides of town {host} to more than four thousand breakfast tables."
        ),
        format!(
            "Write to the desk of town {host} when you see a {design} whale, and tell us where it was and what it did there."
        ),
    ];
    [menu, between, below]
}

fn sample(host: usize, page: usize) -> Sample {
    let [menu, between, below] = furniture(host, page >= PAGES / 2);
    let number = host * 1_000 + page * 37;
    let paragraphs: Vec<String> =
        (0..7).map(|n| format!("{} {}", sentence(number + 5 * n), sentence(number + 5 * n + 2))).collect();
    let mut text = menu.join("\n");
    let _ =
        write!(text, "\n\nWhat {} said about {}\n\n", SUBJECTS[(page + host) % 12], OBJECTS[(page * 5 + host) % 13]);
    for (n, paragraph) in paragraphs.iter().enumerate() {
        let _ = write!(text, "{paragraph}\n\n");
        if n % 3 == 1 {
            let _ = write!(text, "{}\n\n", between[(n / 3) % between.len()]);
        }
    }
    let _ = writeln!(text, "{}", below.join("\n\n"));
    Sample { url: format!("https://paper{host}.example/{page}"), text, article: paragraphs }
}

/// One page of each host after the other, as they come.
fn stream() -> impl Iterator<Item = Sample> {
    (0..PAGES).flat_map(|page| (0..HOSTS).map(move |host| sample(host, page)))
}

fn read(sample: &Sample, hosts: Option<&HostMemory>) -> Vec<String> {
    let article = text_dump::article(Dump { text: &sample.text, url: Some(&sample.url), hosts, title: None }, &mut ());
    article.unwrap().blocks.into_iter().map(|block| block.text).collect()
}

fn look(memory: &HostMemory, sample: &Sample) {
    text_dump::glance(Dump { text: &sample.text, url: Some(&sample.url), hosts: Some(memory), title: None });
}

/// Precision, recall and F1 of the words of the lines that were kept.
fn score(read: &[(Vec<String>, Vec<String>)]) -> (f64, f64, f64) {
    let words = |text: &str| text.split_whitespace().count();
    let (mut hit, mut kept, mut wanted) = (0, 0, 0);
    for (found, article) in read {
        let article: HashSet<&String> = article.iter().collect();
        hit += found.iter().filter(|line| article.contains(line)).map(|line| words(line)).sum::<usize>();
        kept += found.iter().map(|line| words(line)).sum::<usize>();
        wanted += article.iter().map(|line| words(line)).sum::<usize>();
    }
    let (precision, recall) = (hit as f64 / kept as f64, hit as f64 / wanted as f64);
    (precision, recall, 2.0 * precision * recall / (precision + recall))
}

/// Pages that repeat sentences which honest hosts have yet to print: on a host of the attacker's, on hundreds of
/// subdomains, and on an honest host that prints what anybody sends.
fn attack(memory: &HostMemory, page: usize) {
    let show =
        |url: &str, text: &str| text_dump::glance(Dump { text, url: Some(url), hosts: Some(memory), title: None });
    let coming: Vec<String> = (0..HOSTS).flat_map(|host| sample(host, page + 1).article).collect();
    let text = format!("Menu of the attack {page}\n\n{}\n", coming.join("\n\n"));
    (0..6).for_each(|n| show(&format!("https://attack.example/{page}/{n}"), &text));
    (0..40).for_each(|n| show(&format!("https://s{n}.attack.example/{page}"), &text));
    // A letter to the editor with tomorrow's article in it.
    let letter: Vec<String> =
        (0..20).map(|line| format!("{} Letter {}.", sentence(line + 7), "z".repeat(page))).collect();
    let tomorrow = sample(0, page + 1).article.join("\n\n");
    show(&format!("https://paper0.example/letters/{page}"), &format!("{}\n\n{tomorrow}\n", letter.join("\n\n")));
}

#[test]
fn dumps_get_better_as_pages_of_their_hosts_pass() {
    let memory = HostMemory::new(BYTES);
    let alone: Vec<_> = stream().map(|sample| (read(&sample, None), sample.article)).collect();
    let with: Vec<_> = stream().map(|sample| (read(&sample, Some(&memory)), sample.article)).collect();
    let ((p0, r0, f0), (p1, r1, f1)) = (score(&alone), score(&with));
    assert!(f1 > f0 + 0.05 && p1 > p0 && r1 >= r0, "{p0:.3} {r0:.3} {f0:.3}, with a memory {p1:.3} {r1:.3} {f1:.3}");
    // The second design is learnt as the first was.
    let last = HOSTS * (PAGES - 4);
    assert!(score(&with[last..]).0 > 0.99, "{:?}", score(&with[last..]));
    let figures = memory.figures();
    assert_eq!((figures.hosts, figures.evictions), (HOSTS, 0));
}

#[test]
fn an_attacker_makes_no_sentence_vanish_and_pushes_no_host_out() {
    let memory = HostMemory::new(BYTES);
    for page in 0..PAGES {
        for host in 0..HOSTS {
            let sample = sample(host, page);
            let (alone, with) = (read(&sample, None), read(&sample, Some(&memory)));
            for line in sample.article.iter().filter(|line| alone.contains(line)) {
                assert!(with.contains(line), "page {page} of host {host} lost: {line}");
            }
        }
        attack(&memory, page);
        assert!(memory.figures().bytes <= BYTES, "{:?}", memory.figures());
    }
    assert!(memory.figures().evictions > 0);
    let menu = furniture(3, true)[0].first().cloned().unwrap().to_lowercase();
    let seen = memory.visit("paper3.example", &Page::new(None, [(menu.as_str(), false)]));
    assert!(seen.line(0).at_least(8, 40), "{seen:?}");
}

#[test]
fn a_payload_that_is_delivered_again_changes_nothing() {
    let (once, twice) = (HostMemory::new(BYTES), HostMemory::new(BYTES));
    for sample in stream().take(5 * HOSTS) {
        let first = read(&sample, Some(&once));
        assert_eq!(read(&sample, Some(&twice)), first);
        assert_eq!(read(&sample, Some(&twice)), first);
    }
    assert_eq!(exported(&once), exported(&twice));
}

#[test]
fn the_same_pages_with_the_same_memory_give_the_same_articles_in_any_order() {
    let memory = HostMemory::new(BYTES);
    stream().for_each(|sample| look(&memory, &sample));
    let frozen = imported(&exported(&memory), BYTES).unwrap().frozen();
    let samples: Vec<Sample> = stream().skip(HOSTS * (PAGES - 2)).collect();
    let forth: Vec<_> = samples.iter().map(|sample| read(sample, Some(&frozen))).collect();
    let mut back: Vec<_> = samples.iter().rev().map(|sample| read(sample, Some(&frozen))).collect();
    back.reverse();
    assert_eq!(forth, back);
    assert_eq!(exported(&frozen), exported(&memory));
}

fn exported(memory: &HostMemory) -> String {
    let mut out = Vec::new();
    memory.export(&mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn imported(text: &str, max_bytes: usize) -> Result<HostMemory, ImportError> {
    HostMemory::import(text.as_bytes(), max_bytes)
}

#[test]
fn what_is_written_is_read_as_it_was_and_into_less_room_those_visited_last_fit() {
    let memory = HostMemory::new(BYTES);
    stream().for_each(|sample| look(&memory, &sample));
    let text = exported(&memory);
    assert_eq!(exported(&imported(&text, BYTES).unwrap()), text);
    assert!(!text.contains("harbour") && !text.contains("Quay"));
    let small = imported(&text, 64 << 10).unwrap();
    assert!(small.figures().bytes <= 64 << 10 && small.figures().hosts < HOSTS);
    assert!(exported(&small).contains("host paper9.example "));
}

#[test]
fn a_file_that_is_no_memory_is_refused_with_its_line() {
    for (text, line) in [
        ("", 1),
        ("copydesk hosts 2\n", 1),
        ("copydesk hosts 1\nlines 1:1:1\n", 2),
        ("copydesk hosts 1\nhost a.example\n", 2),
        ("copydesk hosts 1\nhost A.example 1\n", 2),
        ("copydesk hosts 1\nhost a.example 1\nlines 2:1:1 1:1:1\n", 3),
        ("copydesk hosts 1\nhost a.example 1\nlines 1:2:1\n", 3),
        ("copydesk hosts 1\nhost a.example 1\nlines 1:1:1\npage 1 x\n", 4),
        ("copydesk hosts 1\nhost a.example 1\nlines\npage 2 1\n", 4),
    ] {
        let error = imported(text, BYTES).unwrap_err().to_string();
        assert!(error.starts_with(&format!("line {line}: expected ")), "{text:?}: {error}");
    }
}
