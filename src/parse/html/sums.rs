//! Running sums over the blocks of a page: what any range of them holds, in two look-ups.

use super::blocks::Blocks;
use super::features::Measured;
use super::tree::NodeId;
use super::verdict::Verdict;

/// What stands before each block, and all of it at the end.
#[derive(Debug)]
pub(super) struct Sums {
    starts: Vec<NodeId>,
    before: Vec<Held>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Held {
    units: i64,
    prose: i64,
    kept: i64,
    chars: i64,
    linked: i64,
}

/// The first block and the one after the last.
pub(super) type Range = (usize, usize);

impl Sums {
    pub(super) fn new(blocks: &Blocks, measured: &Measured, verdicts: &[Verdict]) -> Self {
        let mut held = Held::default();
        let mut before = vec![held];
        for ((block, feature), verdict) in blocks.list.iter().zip(&measured.blocks).zip(verdicts) {
            let units = i64::from(feature.units);
            let prose = if feature.is_prose { units } else { 0 };
            held = Held {
                units: held.units + units,
                prose: held.prose + prose,
                kept: held.kept + if *verdict == Verdict::Keep { prose } else { 0 },
                chars: held.chars + i64::from(block.chars),
                linked: held.linked + i64::from(block.link_chars),
            };
            before.push(held);
        }
        Self { starts: blocks.list.iter().map(|block| block.start).collect(), before }
    }

    /// The blocks that begin from node `from` on and before node `to`.
    pub(super) fn range(&self, from: NodeId, to: NodeId) -> Range {
        (self.starts.partition_point(|start| *start < from), self.starts.partition_point(|start| *start < to))
    }

    /// Text, wide signs twice.
    pub(super) fn units(&self, range: Range) -> i64 {
        self.of(range, |held| held.units)
    }

    /// Units of lines that one reads.
    pub(super) fn prose(&self, range: Range) -> i64 {
        self.of(range, |held| held.prose)
    }

    /// Prose that the rules keep.
    pub(super) fn kept(&self, range: Range) -> i64 {
        self.of(range, |held| held.kept)
    }

    pub(super) fn chars(&self, range: Range) -> i64 {
        self.of(range, |held| held.chars)
    }

    /// Characters of links.
    pub(super) fn linked(&self, range: Range) -> i64 {
        self.of(range, |held| held.linked)
    }

    fn of(&self, (from, to): Range, value: impl Fn(&Held) -> i64) -> i64 {
        let at = |index: usize| self.before.get(index).map_or(0, &value);
        at(to) - at(from)
    }
}
