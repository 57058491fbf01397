//! What other pages of the host say about a line.
//!
//! They speak against short lines, and against what looks like furniture as well. A sentence is not left out because it was
//! seen before: whoever can put pages on a host could make it vanish from the pages of others there. One that stands on
//! nearly all of the newest pages only draws the run no longer: at its ends it falls away, between other sentences it stays.
//! Where that is said of most of a page, it is not believed.

use url::Url;

use super::Dump;
use super::labels::ends_in_credit;
use super::lines::Line;
use super::select::{LONG, heads, site_words};
use crate::parse::hosts::{Elsewhere, Page};

/// What it means that a line was seen before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Before {
    Furniture,
    /// A sentence on nearly all pages.
    Notice,
}

/// Asks the memory about the lines of a dump whose address is known, and lets it remember them.
pub fn remember(lines: &mut [Line], dump: Dump<'_>) {
    let (Some(hosts), Some(url)) = (dump.hosts, dump.url) else { return };
    let Some(url) = Url::parse(url).ok() else { return };
    let Some(host) = url.host_str() else { return };
    let page =
        Page::new(Some(url.as_str()), lines.iter().map(|line| (line.folded.as_str(), line.ends && line.width >= LONG)));
    let seen = hosts.visit(host, &page);
    for (at, line) in lines.iter_mut().enumerate() {
        line.elsewhere = seen.line(at);
    }
    let sentences = || lines.iter().filter(|line| is_sentence(line));
    if 2 * sentences().filter(|line| line.elsewhere.always()).count() > sentences().count() {
        lines.iter_mut().filter(|line| is_sentence(line)).for_each(|line| line.elsewhere = Elsewhere::default());
    }
}

/// None where a line was not seen often enough to say anything.
pub fn says(lines: &[Line], at: usize, line: &Line) -> Option<Before> {
    let seen = line.elsewhere;
    if is_sentence(line) {
        let furniture = line.label.is_some() || ends_in_credit(&line.text) || site_words(&line.folded) >= 2;
        return match furniture {
            true => seen.at_least(3, 30).then_some(Before::Furniture),
            false => seen.always().then_some(Before::Notice),
        };
    }
    let often = match (heads(lines, at), line.ends) {
        // Heads such as "What we know" come again without being furniture.
        (true, _) => seen.at_least(4, 60) || seen.always(),
        // "No comment." may be said twice.
        (_, true) => seen.at_least(3, 30),
        _ => seen.at_least(2, 10),
    };
    often.then_some(Before::Furniture)
}

fn is_sentence(line: &Line) -> bool {
    line.width >= LONG || (line.ends && line.width >= LONG / 2)
}
