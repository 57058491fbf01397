//! The memory as text: hashes and counts, no word of any page.
//!
//! ```text
//!  copydesk hosts 1
//!  host paper.example 212                   pages ever
//!  lines 01f3…:212:7ff …                    hash, the page on which it stood last, one bit for each page before
//!  page 212 9ab0… 01f3… 77aa…               which page, its address, its sketch
//! ```
//!
//! The hosts in the order of their visits.

use std::io::{self, BufRead, Write};

use super::HostMemory;
use super::host::{Host, Seen};
use super::page::Print;
use super::store::{Store, name};

/// The first line of every file.
const VERSION: &str = "copydesk hosts 1";

/// Why a text is no memory.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    #[error("line {line}: expected {expected}")]
    Line { line: usize, expected: &'static str },
    #[error("reading: {0}")]
    Read(#[from] io::Error),
}

impl HostMemory {
    /// Writes everything that is remembered.
    ///
    /// # Errors
    ///
    /// Those of the writer.
    pub fn export(&self, out: &mut impl Write) -> io::Result<()> {
        let store = self.store();
        writeln!(out, "{VERSION}")?;
        for (name, host) in store.in_order() {
            writeln!(out, "host {name} {}", host.pages)?;
            write!(out, "lines")?;
            for Seen { line, last, on } in &host.lines {
                write!(out, " {line:x}:{last}:{on:x}")?;
            }
            writeln!(out)?;
            for print in &host.prints {
                write!(out, "page {} {:x}", print.number, print.address)?;
                for hash in &print.sketch {
                    write!(out, " {hash:x}")?;
                }
                writeln!(out)?;
            }
        }
        Ok(())
    }

    /// A memory of at most so many bytes out of what [`Self::export`] wrote; where that is more, those visited last.
    ///
    /// # Errors
    ///
    /// [`ImportError`] where the text is none, with the line.
    pub fn import(text: impl BufRead, max_bytes: usize) -> Result<Self, ImportError> {
        let mut store = Store::new(max_bytes);
        let mut current: Option<(String, Host)> = None;
        let mut number = 0;
        for line in text.lines() {
            let line = line?;
            number += 1;
            let wrong = |expected| ImportError::Line { line: number, expected };
            if number == 1 {
                if line != VERSION {
                    return Err(wrong(VERSION));
                }
                continue;
            }
            let (word, rest) = line.split_once(' ').unwrap_or((line.as_str(), ""));
            match (word, &mut current) {
                ("host", _) => {
                    let begun = host(rest).ok_or_else(|| wrong("a host with its pages"))?;
                    finish(&mut store, current.replace(begun), number)?;
                }
                ("lines", Some((_, host))) => {
                    host.lines =
                        rest.split_whitespace().map(seen).collect::<Option<_>>().ok_or_else(|| wrong("lines"))?;
                }
                ("page", Some((_, host))) => host.prints.push_back(print(rest).ok_or_else(|| wrong("a page"))?),
                _ => return Err(wrong("a host, its lines or one of its pages")),
            }
        }
        if number == 0 {
            return Err(ImportError::Line { line: 1, expected: VERSION });
        }
        finish(&mut store, current, number)?;
        Ok(Self { store: store.into(), learns: true })
    }
}

fn finish(store: &mut Store, host: Option<(String, Host)>, line: usize) -> Result<(), ImportError> {
    let Some((name, host)) = host else { return Ok(()) };
    if !host.is_sound() {
        return Err(ImportError::Line { line, expected: "the host before it within its bounds" });
    }
    store.put(name, host);
    Ok(())
}

fn host(text: &str) -> Option<(String, Host)> {
    let mut parts = text.split(' ');
    let host = parts.next().filter(|host| !host.is_empty() && name(host) == *host)?;
    let pages = parts.next()?.parse().ok()?;
    parts.next().is_none().then(|| (host.to_owned(), Host { pages, ..Host::default() }))
}

fn seen(text: &str) -> Option<Seen> {
    let mut parts = text.split(':');
    let line = u64::from_str_radix(parts.next()?, 16).ok()?;
    let last = parts.next()?.parse().ok()?;
    let on = u32::from_str_radix(parts.next()?, 16).ok()?;
    parts.next().is_none().then_some(Seen { line, last, on })
}

fn print(text: &str) -> Option<Print> {
    let (number, hashes) = text.split_once(' ')?;
    let hashes: Vec<u64> = hashes.split(' ').map(|hash| u64::from_str_radix(hash, 16).ok()).collect::<Option<_>>()?;
    let (address, sketch) = hashes.split_first()?;
    Some(Print { number: number.parse().ok()?, address: *address, sketch: sketch.to_vec() })
}
