//! The explanation as lines of text: the text of the payload last on each, so that its direction moves nothing else.

use std::fmt::Write;

use super::facts::{Fact, groups};
use super::told::{Field, Row, Told, clean, fate};
use crate::parse::{Fate, Line};

/// Characters of a payload's text on one line.
const TEXT_CHARS: usize = 100;
/// Width of the places that a value comes from.
const FROM: usize = 22;
/// Where the text of a line begins.
const COLUMN: usize = 36;

const BOLD: &str = "1";
const DIM: &str = "2";
const RED: &str = "31";
const GREEN: &str = "32";
const CYAN: &str = "36";

pub fn render(told: &Told, colour: bool) -> String {
    let mut paper = Paper { out: String::new(), colour };
    paper.line(BOLD, &clean(&told.name));
    for line in told.summary().lines() {
        paper.line("", &clean(line));
    }
    if !told.fields.is_empty() {
        paper.line("", "");
        paper.line(BOLD, "Fields");
        told.fields.iter().for_each(|field| paper.field(field));
    }
    if !told.lines.is_empty() {
        paper.line("", "");
        paper.line(BOLD, "Lines");
        told.lines.iter().for_each(|line| paper.payload_line(line));
    }
    for group in told.enriched.as_ref().map(groups).unwrap_or_default() {
        paper.line("", "");
        paper.line(BOLD, group.name);
        group.rows.iter().for_each(|fact| paper.fact(fact));
    }
    paper.out
}

struct Paper {
    out: String,
    colour: bool,
}

impl Paper {
    // Writing to a string does not fail.
    fn put(&mut self, style: &str, text: &str) {
        let _ = match self.colour && !style.is_empty() {
            true => write!(self.out, "\u{1b}[{style}m{text}\u{1b}[0m"),
            false => write!(self.out, "{text}"),
        };
    }

    fn line(&mut self, style: &str, text: &str) {
        self.put(style, text);
        self.out.push('\n');
    }

    fn field(&mut self, field: &Field) {
        if field.candidates.is_empty() {
            self.put("", &format!("  {:<14}", field.name));
            self.line(DIM, "- none");
            return;
        }
        for (at, row) in field.candidates.iter().enumerate() {
            let label = if at == 0 { field.name } else { "" };
            self.put("", &format!("  {label:<14}"));
            self.row(row);
        }
    }

    fn row(&mut self, row: &Row) {
        let Row { candidate, chosen, read, unreadable, .. } = row;
        let points = candidate.points.map(|points| format!("{points} points")).unwrap_or_default();
        let from = format!("{:.2} {:<FROM$} {points:<9} ", candidate.confidence.value(), row.from());
        self.put(if *chosen { GREEN } else { DIM }, if *chosen { "> " } else { "  " });
        self.put(DIM, &from);
        self.put(if *chosen { BOLD } else { DIM }, &isolated(&candidate.value));
        if let Some(read) = read {
            self.put(DIM, &format!(" = {}", clean(read)));
        }
        if *unreadable {
            self.put(RED, " (no date)");
        }
        self.out.push('\n');
    }

    fn fact(&mut self, fact: &Fact) {
        self.put(CYAN, &format!("  {:<16}", clean(&fact.what)));
        self.put(DIM, &format!(" {:.2}  ", fact.score.value()));
        self.line("", &isolated(&fact.text));
        if !fact.detail.is_empty() {
            self.line(DIM, &format!("{:25}{}", "", isolated(&fact.detail)));
        }
    }

    fn payload_line(&mut self, line: &Line) {
        let number = line.number.map(|number| number.to_string()).unwrap_or_default();
        let points = line.points.map(|points| points.to_string()).unwrap_or_default();
        let (style, mark, body) = match line.fate {
            Fate::Kept(_) => (GREEN, '+', ""),
            Fate::Moved => (CYAN, '>', ""),
            Fate::Removed(_) => (RED, '-', DIM),
        };
        self.put(DIM, &format!("{number:>6} "));
        self.put(style, &format!("{mark} {:<17}", fate(line)));
        self.put(DIM, &format!("{points:>7}   "));
        self.line(body, &isolated(&line.text));
        self.line(DIM, &format!("{:COLUMN$}{}", "", line.evidence.join(" · ")));
    }
}

/// Text between marks that keep its direction to itself, cut where a line ends.
fn isolated(text: &str) -> String {
    let text = clean(text);
    let cut: String = text.chars().take(TEXT_CHARS).collect();
    let more = if cut.len() < text.len() { "…" } else { "" };
    let is_rtl = |c: char| matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}');
    if cut.contains(is_rtl) { format!("\u{2068}{cut}{more}\u{2069}") } else { format!("{cut}{more}") }
}
