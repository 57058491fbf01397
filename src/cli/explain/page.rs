//! The explanation as a page: one file, no script, nothing loaded from anywhere, every word of the payload escaped.

use std::fmt::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use super::facts::{Fact, Group, Mark, groups, marks, pieces};
use super::told::{Field, Row, Told, clean, fate, name};
use crate::article::{BlockKind, EnrichedArticle};
use crate::parse::{Fate, Line};

const STYLE: &str = include_str!("page.css");
/// So many lines that were left out in a row are folded away.
const FOLDED: usize = 4;

pub fn render(told: &Told) -> String {
    // The style is allowed by its hash, and nothing else is.
    let hash = STANDARD.encode(Sha256::digest(STYLE));
    let title = told.title().unwrap_or(&told.name);
    let title = escape(title);
    let mut out = format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{hash}'; \
         base-uri 'none'; form-action 'none'\">\n\
         <meta name=\"viewport\" content=\"width=device-width\"><meta name=\"referrer\" content=\"no-referrer\">\n\
         <title>{title}</title><style>{STYLE}</style></head><body>\n<h1 dir=\"auto\">{title}</h1>\n"
    );
    let _ = writeln!(out, "<p class=\"quiet\"><bdi>{}</bdi>", escape(&told.name));
    for line in told.summary().lines() {
        let _ = writeln!(out, "<br>{}", escape(line));
    }
    out.push_str("</p>\n");
    if !told.fields.is_empty() {
        out.push_str("<h2>Fields</h2>\n<table>\n");
        told.fields.iter().for_each(|field| put_field(&mut out, field));
        out.push_str("</table>\n");
    }
    if !told.lines.is_empty() {
        out.push_str("<h2>Lines</h2>\n");
        put_lines(&mut out, &told.lines);
    }
    if let Some(enriched) = &told.enriched {
        out.push_str("<h2>Text</h2>\n");
        put_text(&mut out, enriched);
        groups(enriched).iter().for_each(|group| put_group(&mut out, group));
    }
    out.push_str("</body></html>\n");
    out
}

/// The article as it is published, with what was found marked where it stands.
fn put_text(out: &mut String, enriched: &EnrichedArticle) {
    out.push_str("<article>\n");
    if let Some(title) = &enriched.article.title {
        put_marked(out, "h3", &title.display, 0, &marks(enriched, true));
    }
    let marks = marks(enriched, false);
    for block in &enriched.article.blocks {
        let tag = if block.kind == BlockKind::Heading { "h4" } else { "p" };
        // A caption is no part of the body: it has no place, and nothing is marked in it.
        match block.char_start {
            Some(start) => put_marked(out, tag, &block.text, start, &marks),
            None => put_marked(out, tag, &block.text, 0, &[]),
        }
    }
    out.push_str("</article>\n");
}

fn put_marked(out: &mut String, tag: &str, text: &str, start: u32, marks: &[Mark]) {
    let _ = write!(out, "<{tag} dir=\"auto\">");
    for (piece, over) in pieces(text, start, marks) {
        for mark in &over {
            let _ = write!(out, "<span class=\"fact {}\" title=\"{}\">", escape(&mark.what), escape(&mark.detail));
        }
        out.push_str(&escape(&piece));
        over.iter().for_each(|_| out.push_str("</span>"));
    }
    let _ = writeln!(out, "</{tag}>");
}

fn put_group(out: &mut String, group: &Group) {
    let _ = writeln!(out, "<h2>{}</h2>\n<table>", group.name);
    for Fact { what, score, text, detail } in &group.rows {
        let _ = writeln!(
            out,
            "<tr><td class=\"field\"><span class=\"fact {what}\">{what}</span></td><td class=\"from\">{:.2}</td>\
             <td class=\"value\"><bdi>{}</bdi><div class=\"quiet\" dir=\"auto\">{}</div></td></tr>",
            score.value(),
            escape(text),
            escape(detail),
            what = escape(what),
        );
    }
    out.push_str("</table>\n");
}

impl Told {
    fn title(&self) -> Option<&str> {
        Some(self.article.as_ref().ok()?.title.as_ref()?.display.as_str())
    }
}

// Writing to a string does not fail, here and below.
fn put_field(out: &mut String, field: &Field) {
    if field.candidates.is_empty() {
        let name = field.name;
        let _ = writeln!(out, "<tr><td class=\"field\">{name}</td><td class=\"quiet\" colspan=\"2\">none</td></tr>");
    }
    for (at, row) in field.candidates.iter().enumerate() {
        put_row(out, if at == 0 { field.name } else { "" }, row);
    }
}

fn put_row(out: &mut String, label: &str, row: &Row) {
    let Row { candidate, chosen, read, unreadable, .. } = row;
    let (class, mark) = if *chosen { ("chosen", "✓") } else { ("lost", "") };
    let points = candidate.points.map(|points| format!(" · {points} points")).unwrap_or_default();
    let _ = write!(
        out,
        "<tr class=\"{class}\"><td class=\"field\">{label}</td>\
         <td class=\"from\"><span class=\"mark\">{mark}</span>{:.2} {}{points}</td><td class=\"value\" dir=\"auto\">{}",
        candidate.confidence.value(),
        row.from(),
        escape(&candidate.value),
    );
    if let Some(read) = read {
        let _ = write!(out, " <bdi class=\"quiet\">= {}</bdi>", escape(read));
    }
    if *unreadable {
        out.push_str(" <bdi class=\"bad\">no date</bdi>");
    }
    out.push_str("</td></tr>\n");
}

/// The lines, those that were left out folded away where they are many.
fn put_lines(out: &mut String, lines: &[Line]) {
    for run in lines.chunk_by(|one, next| is_gone(one) == is_gone(next)) {
        let folds = run.len() >= FOLDED && run.first().is_some_and(is_gone);
        if folds {
            let mut reasons: Vec<String> = run.iter().map(fate).collect();
            reasons.sort();
            reasons.dedup();
            let _ = writeln!(
                out,
                "<details><summary>{} lines left out: {}</summary>",
                run.len(),
                reasons.join(", ").replace('_', " ")
            );
        }
        run.iter().for_each(|line| put_line(out, line));
        if folds {
            out.push_str("</details>\n");
        }
    }
}

fn is_gone(line: &Line) -> bool {
    matches!(line.fate, Fate::Removed(_))
}

fn put_line(out: &mut String, line: &Line) {
    let class = match line.fate {
        Fate::Kept(kind) => format!("kept {}", name(&kind)),
        Fate::Moved => "moved".into(),
        Fate::Removed(_) => "gone".into(),
    };
    let number = line.number.map(|number| format!("line {number}"));
    let points = line.points.map(|points| format!("{points} points"));
    let place: Vec<String> = [number, points].into_iter().flatten().collect();
    let _ = writeln!(
        out,
        "<div class=\"line {class}\"><div class=\"fate\">{}<small>{}</small></div>\
         <div class=\"why\">{}</div><div class=\"text\" dir=\"auto\">{}</div></div>",
        fate(line).replace('_', " "),
        place.join(" · "),
        escape(&line.evidence.join(" · ")),
        escape(&line.text),
    );
}

/// For text between tags: the only place where a payload's text stands.
fn escape(text: &str) -> String {
    let text = clean(text);
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}
