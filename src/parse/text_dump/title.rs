//! Which line is the title.

use std::collections::HashSet;
use std::ops::Range;

use super::head::is_date;
use super::lines::{Line, fold, is_wide};

/// How far above the body a title is looked for, in lines.
const REACH: usize = 40;
/// How far into the run: a lead line may have drawn it in.
const INTO: usize = 2;
/// Width a title may have.
const WIDTH: Range<usize> = 8..260;
/// Paragraphs that a title is compared with.
const LEAD: usize = 6;

/// The line of the title: near above the body, of its words, and said twice if the page had a window title.
pub fn line(lines: &[Line], run: &Range<usize>, declared: Option<&str>) -> Option<usize> {
    if let Some(declared) = declared.map(fold).filter(|title| !title.is_empty()) {
        let same = |line: &Line| line.folded == declared;
        return lines.iter().take(run.end).rposition(same).or_else(|| lines.iter().position(same));
    }
    let body = lines.get(run.clone()).unwrap_or_default();
    let lead: HashSet<String> =
        body.iter().filter(|line| line.width >= 40).take(LEAD).flat_map(|line| terms(&line.folded)).collect();
    let first = body.iter().position(|line| line.ends && line.width >= 40).unwrap_or(0).min(INTO);
    let range = run.start.saturating_sub(REACH)..run.start + first;
    let mut best: Option<(i32, usize)> = None;
    for at in range {
        let Some(line) = lines.get(at) else { continue };
        let Some(points) = points(lines, at, line, run, &lead) else { continue };
        if points > 0 && best.is_none_or(|(most, _)| points >= most) {
            best = Some((points, at));
        }
    }
    best.map(|(_, at)| at)
}

fn points(lines: &[Line], at: usize, line: &Line, run: &Range<usize>, lead: &HashSet<String>) -> Option<i32> {
    let full_stop = line.ends && !line.text.ends_with(['?', '!', '？', '！', '؟', '"', '”', '»', '…']);
    if line.label.is_some() || !WIDTH.contains(&line.width) || line.words < 2 || full_stop || is_date(&line.text) {
        return None;
    }
    let own: Vec<String> = terms(&line.folded).collect();
    let shared = own.iter().filter(|term| lead.contains(*term)).count();
    let overlap = i32::try_from(shared * 40 / own.len().max(1)).unwrap_or(0);
    let window_title = lines.iter().enumerate().any(|(other, l)| {
        other != at
            && l.folded
                .strip_prefix(line.folded.as_str())
                .is_some_and(|rest| rest.trim_start().starts_with(['|', '-', '–', '—', '·', '«', ':']))
    });
    let far = i32::try_from(run.start.saturating_sub(at)).unwrap_or(i32::MAX).min(60);
    let size = match line.width {
        25..=150 => 12,
        15..25 => 4,
        _ => -6,
    };
    let alone = if line.blank_before && line.blank_after { 3 } else { 0 };
    Some(overlap + 35 * i32::from(window_title) + size + alone - far * 2)
}

/// What two texts can share: words of four letters and more, pairs of characters where words are not apart.
fn terms(folded: &str) -> impl Iterator<Item = String> {
    let words = folded
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.chars().count() >= 4 && !word.contains(is_wide));
    // The first letters only: endings and clitics differ.
    let words = words.map(|word| word.chars().take(6).collect::<String>());
    let pairs = folded
        .chars()
        .zip(folded.chars().skip(1))
        .filter(|(a, b)| is_wide(*a) && is_wide(*b))
        .map(|(a, b)| format!("{a}{b}"));
    words.chain(pairs)
}
