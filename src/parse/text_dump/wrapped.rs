//! Dumps that were wrapped at a fixed column: the lines of a paragraph become one again.

use super::lines::{Line, is_wide};

/// The widest column that text is wrapped at.
const MAX_COLUMN: usize = 110;
/// The narrowest.
const MIN_COLUMN: usize = 40;
/// How many lines it takes to tell.
const MIN_LINES: usize = 4;

/// The lines with wrapped ones joined, if the dump is wrapped.
pub fn unwrap(lines: Vec<Line>) -> Vec<Line> {
    let Some(column) = column(&lines) else { return lines };
    let mut out: Vec<Line> = Vec::new();
    let mut open: Option<Joined> = None;
    for line in lines {
        let full = line.text.chars().count() + SLACK >= column;
        let goes_on = !line.blank_before && line.label.is_none();
        match &mut open {
            Some(joined) if joined.full && goes_on => joined.push(&line, full),
            _ => {
                out.extend(open.take().map(Joined::close));
                open = Some(Joined { full: full && line.label.is_none(), line, more: String::new() });
            }
        }
    }
    out.extend(open.map(Joined::close));
    out
}

/// A line and those that go on with it; looked at again once all are there, or a long paragraph would take forever.
struct Joined {
    line: Line,
    more: String,
    /// Whether the last of them reaches the column.
    full: bool,
}

impl Joined {
    fn push(&mut self, line: &Line, full: bool) {
        let before = if self.more.is_empty() { &self.line.text } else { &self.more };
        if !before.ends_with(is_wide) {
            self.more.push(' ');
        }
        self.more.push_str(&line.text);
        self.line.blank_after = line.blank_after;
        self.full = full;
    }

    fn close(self) -> Line {
        if self.more.is_empty() {
            return self.line;
        }
        let Line { number, text, blank_before, blank_after, .. } = self.line;
        Line { blank_after, ..Line::new(number, text + &self.more, blank_before) }
    }
}

/// A line may end that many characters before the column: the length of a long word.
const SLACK: usize = 18;

/// The column a dump is wrapped at: its longest line, if most lines that go on are nearly as long.
fn column(lines: &[Line]) -> Option<usize> {
    let lengths: Vec<usize> = lines.iter().map(|line| line.text.chars().count()).collect();
    let column = lengths.iter().copied().max().filter(|max| (MIN_COLUMN..=MAX_COLUMN).contains(max))?;
    let going_on: Vec<(&Line, usize)> = lines
        .iter()
        .zip(lengths.iter().copied())
        .filter(|(line, length)| !line.blank_after && *length * 2 > column)
        .collect();
    let full = going_on.iter().filter(|(_, length)| length + SLACK >= column).count();
    let mid_sentence = going_on.iter().filter(|(line, _)| !line.ends).count();
    (going_on.len() >= MIN_LINES && full * 10 >= going_on.len() * 8 && mid_sentence * 2 > going_on.len())
        .then_some(column)
}

#[cfg(test)]
mod tests {
    use super::super::lines::lines;
    use super::*;

    #[test]
    fn wrapped_paragraphs_become_one_line_each() {
        let text = "The town council voted on Monday evening to\nreopen the old swimming pool, which had to\nclose nine years ago after a flood filled it\nwith mud. The work begins in spring.\n\nThe mayor, who had promised it in three\nelections and lost two of them, said that he\nwould be the first to jump into the water.";
        let texts: Vec<String> = unwrap(lines(text)).into_iter().map(|line| line.text).collect();
        assert_eq!(texts.len(), 2, "{texts:#?}");
        assert!(texts[0].starts_with("The town council voted on Monday evening to reopen the old"));
        assert!(texts[0].ends_with("begins in spring.") && texts[1].ends_with("into the water."));
    }

    #[test]
    fn paragraphs_on_lines_of_their_own_stay_apart() {
        let text = "One sentence stands here.\nAnother one stands here, and it is longer.\nA third.\nA fourth, of middling length.\nA fifth.";
        assert_eq!(unwrap(lines(text)).len(), 5);
    }
}
