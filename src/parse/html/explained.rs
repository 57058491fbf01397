//! How a page was read, in words.

use super::blocks::{Block, Blocks};
use super::features::{Features, Measured};
use super::phrases;
use super::verdict::Verdict;
use crate::article::{RawBlock, RemovedReason};
use crate::parse::explain::{Fate, Line};

/// Every block with its verdict and its measures.
pub(super) fn lines(blocks: &Blocks, measured: &Measured, verdicts: &[Verdict]) -> Vec<Line> {
    let mut title_moved = false;
    let line = |((block, features), verdict): ((&Block, &Features), &Verdict)| {
        let fate = match *verdict {
            Verdict::Keep => Fate::Kept(block.kind),
            // The first is the title itself, which stands in its field.
            Verdict::Drop(RemovedReason::TitleRepeated) if !std::mem::replace(&mut title_moved, true) => Fate::Moved,
            Verdict::Drop(reason) => Fate::Removed(reason),
        };
        Line { number: None, text: block.text.clone(), fate, points: None, evidence: evidence(block, features) }
    };
    blocks.list.iter().zip(&measured.blocks).zip(verdicts).map(line).collect()
}

fn evidence(block: &Block, features: &Features) -> Vec<String> {
    let place = if features.in_container { "in the container" } else { "outside the container" };
    let mut evidence = vec![place.to_owned(), format!("{} characters", features.units)];
    if features.is_prose {
        evidence.push("prose".into());
    }
    if features.link_share > 0.0 {
        evidence.push(format!("{:.0} % links", features.link_share * 100.0));
    }
    let zone: Vec<&str> = features.zone.names().collect();
    if !zone.is_empty() {
        evidence.push(format!("zone: {}", zone.join(", ")));
    }
    if phrases::reason(&block.text).is_some() {
        evidence.push("words of furniture".into());
    }
    evidence
}

/// Paragraphs of a page that holds its text as data only.
pub(super) fn from_data(blocks: &[RawBlock]) -> Vec<Line> {
    let line = |block: &RawBlock| Line {
        number: None,
        text: block.text.clone(),
        fate: Fate::Kept(block.kind),
        points: None,
        evidence: vec!["from the page's data: nothing on it reads as an article".into()],
    };
    blocks.iter().map(line).collect()
}
