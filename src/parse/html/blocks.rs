//! Tree → blocks: every line of text that a reader would see, with what is known of its place.
//!
//! One loop over the nodes. A block element starts and ends a line; so do two `<br>` in a row, the paragraphs of pages
//! that have none. Scripts, forms' parts and hidden elements are jumped over.

use crate::article::BlockKind;

use super::hints::{Hints, of_element};
use super::names::Tag;
use super::tree::{NodeId, Tree, push_collapsed};

/// A line of text and where it stands.
#[derive(Debug)]
pub(super) struct Block {
    pub(super) text: String,
    pub(super) kind: BlockKind,
    pub(super) level: Option<u8>,
    /// The block element it stands in.
    pub(super) node: NodeId,
    pub(super) parent: NodeId,
    /// The node at which its text begins.
    pub(super) start: NodeId,
    /// The list or data table it is part of, and the row there: its parts become one block in the end.
    pub(super) group: Option<(NodeId, NodeId)>,
    /// Characters but whitespace.
    pub(super) chars: u32,
    /// How many of them are links.
    pub(super) link_chars: u32,
    /// The links that begin in it.
    pub(super) links: Vec<NodeId>,
}

impl Block {
    pub(super) fn link_share(&self) -> f32 {
        if self.chars == 0 { 0.0 } else { self.link_chars as f32 / self.chars as f32 }
    }
}

/// The blocks of a page and the hints of its elements.
#[derive(Debug)]
pub(super) struct Blocks {
    pub(super) list: Vec<Block>,
    /// For each node the hints of that element alone.
    pub(super) hints: Vec<Hints>,
}

impl Blocks {
    pub(super) fn hint(&self, id: NodeId) -> Hints {
        self.hints.get(id as usize).copied().unwrap_or(Hints::NONE)
    }
}

pub(super) fn of_tree(tree: &Tree<'_>) -> Blocks {
    let mut walk = Walk::new(tree);
    let mut at = 0;
    while at < tree.len() {
        walk.leave_ended(at);
        at = walk.enter(at);
    }
    walk.leave_ended(NodeId::MAX);
    walk.flush();
    settle_tables(&mut walk.list, tree);
    Blocks { list: walk.list, hints: walk.hints }
}

struct Walk<'t, 'a> {
    tree: &'t Tree<'a>,
    hints: Vec<Hints>,
    list: Vec<Block>,
    /// Open elements that matter here, and where they end.
    open: Vec<(NodeId, NodeId, Tag)>,
    line: Line,
    link_until: NodeId,
}

/// The line that is being read.
#[derive(Default)]
struct Line {
    text: String,
    start: Option<NodeId>,
    chars: u32,
    link_chars: u32,
    breaks: u32,
    links: Vec<NodeId>,
}

impl<'t, 'a> Walk<'t, 'a> {
    fn new(tree: &'t Tree<'a>) -> Self {
        let hints = vec![Hints::NONE; tree.len() as usize];
        Self { tree, hints, list: Vec::new(), open: Vec::new(), line: Line::default(), link_until: 0 }
    }

    fn leave_ended(&mut self, at: NodeId) {
        while self.open.last().is_some_and(|(_, end, _)| *end <= at) {
            // Before it is closed: the line is still its own.
            self.flush();
            self.open.pop();
        }
    }

    /// Takes a node in; returns the next to look at.
    fn enter(&mut self, id: NodeId) -> NodeId {
        let Some(node) = self.tree.node(id) else { return id + 1 };
        match node.tag {
            Tag::Text => {
                self.text(id, &node.text);
                return id + 1;
            }
            Tag::Br => {
                self.line.breaks += 1;
                if self.line.breaks > 1 {
                    self.flush();
                } else {
                    push_collapsed(&mut self.line.text, " ");
                }
                return id + 1;
            }
            Tag::A => {
                self.link_until = node.end;
                self.line.links.push(id);
                return id + 1;
            }
            _ => {}
        }
        let hints = of_element(self.tree, id);
        if hints.any(Hints::HIDDEN) {
            if node.tag.is_block() {
                self.flush();
            }
            return node.end.max(id + 1);
        }
        if let Some(slot) = self.hints.get_mut(id as usize) {
            *slot = hints;
        }
        if node.tag.is_block() {
            self.flush();
            if node.end > id + 1 {
                self.open.push((id, node.end, node.tag));
            }
        }
        id + 1
    }

    fn text(&mut self, id: NodeId, text: &str) {
        let chars = u32::try_from(text.chars().filter(|sign| !sign.is_whitespace()).count()).unwrap_or(u32::MAX);
        if chars > 0 {
            self.line.breaks = 0;
            self.line.start.get_or_insert(id);
        }
        push_collapsed(&mut self.line.text, text);
        self.line.chars += chars;
        if id < self.link_until {
            self.line.link_chars += chars;
        }
    }

    fn flush(&mut self) {
        let line = std::mem::take(&mut self.line);
        let text = line.text.trim();
        if line.chars == 0 {
            return;
        }
        let start = line.start.unwrap_or(0);
        let node = self.open.last().map_or(0, |(id, _, _)| *id);
        let parent = self.tree.parent(node).unwrap_or(0);
        let (kind, level, group) = self.kind();
        let text = if text.len() == line.text.len() { line.text } else { text.to_owned() };
        self.list.push(Block {
            text,
            kind,
            level,
            node,
            parent,
            start,
            group,
            chars: line.chars,
            link_chars: line.link_chars,
            links: line.links,
        });
    }

    /// What the elements that are open make of a line.
    fn kind(&self) -> (BlockKind, Option<u8>, Option<(NodeId, NodeId)>) {
        let mut kind = BlockKind::Paragraph;
        let mut row = None;
        for (steps, (id, _, tag)) in self.open.iter().rev().enumerate() {
            if let Some(level) = tag.heading_level() {
                return (BlockKind::Heading, Some(level), None);
            }
            match tag {
                Tag::Figcaption | Tag::Caption | Tag::Figure => return (BlockKind::Caption, None, None),
                Tag::Blockquote => return (BlockKind::Quote, None, None),
                Tag::Li | Tag::Dd | Tag::Dt if steps < 3 && row.is_none() => {
                    row = Some(*id);
                    kind = BlockKind::List;
                }
                Tag::Ul | Tag::Ol | Tag::Dl | Tag::Menu if kind == BlockKind::List => {
                    return (kind, None, row.map(|row| (*id, row)));
                }
                Tag::Td | Tag::Th if row.is_none() && steps < 4 => kind = BlockKind::Table,
                Tag::Tr if kind == BlockKind::Table => row = Some(*id),
                Tag::Table if kind == BlockKind::Table => return (kind, None, row.map(|row| (*id, row))),
                _ => {}
            }
            if steps < 3 && self.hints.get(*id as usize).is_some_and(|hints| hints.any(Hints::CAPTION)) {
                return (BlockKind::Caption, None, None);
            }
        }
        // A list item without its list, a cell without its table.
        (if kind == BlockKind::Table { BlockKind::Paragraph } else { kind }, None, None)
    }
}

/// Tables that hold data stay tables; those that only lay out a page become paragraphs.
fn settle_tables(list: &mut [Block], tree: &Tree<'_>) {
    let mut at = 0;
    while at < list.len() {
        let Some((table, _)) =
            list.get(at).filter(|block| block.kind == BlockKind::Table).and_then(|block| block.group)
        else {
            at += 1;
            continue;
        };
        let end = tree.end(table);
        let inside = list.get(at..).unwrap_or(&[]).iter().take_while(|block| block.start < end).count().max(1);
        let blocks = list.get_mut(at..at + inside).unwrap_or(&mut []);
        let mut rows = 0;
        let mut last_row = None;
        for block in blocks.iter() {
            let row = block.group.map(|(_, row)| row);
            rows += u32::from(row != last_row);
            last_row = row;
        }
        let cells = u32::try_from(blocks.len()).unwrap_or(u32::MAX);
        let is_data = rows >= 2
            && cells >= rows + rows / 2
            && blocks.iter().all(|block| block.group.is_some_and(|(id, _)| id == table) && block.chars < 300);
        if !is_data {
            for block in blocks.iter_mut().filter(|block| block.group.is_some_and(|(id, _)| id == table)) {
                block.kind = BlockKind::Paragraph;
                block.group = None;
            }
            at += 1;
        } else {
            at += inside;
        }
    }
}
