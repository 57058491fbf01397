//! The page as a tree that cannot be hurt.
//!
//! ```text
//!  nodes   html  head  title "…"  body  div  p  "…"  a  "…"  p  "…"        in the order in which they begin
//!  end     ──────────────────────────────────────────────────▶            each knows where it ends and its parent
//! ```
//!
//! Nodes stand in one vector in document order, so walking the page is a loop, skipping an element is a jump, and giving
//! the tree back is freeing a vector: no recursion can meet deep markup.

use std::borrow::Cow;

use super::builder::Builder;
use super::names::{Attr, Tag};

pub(super) type NodeId = u32;

#[derive(Debug)]
pub(super) struct Node<'a> {
    pub(super) tag: Tag,
    pub(super) parent: NodeId,
    /// One past the last node inside it.
    pub(super) end: NodeId,
    /// Its attributes: where they start in the tree's list, and how many.
    pub(super) attributes: (u32, u8),
    /// Of a text node and of a raw text element; a script's is as it stood.
    pub(super) text: Cow<'a, str>,
}

#[derive(Debug)]
pub(super) struct Tree<'a> {
    pub(super) nodes: Vec<Node<'a>>,
    pub(super) attributes: Vec<(Attr, Cow<'a, str>)>,
    pub(super) depth_capped: bool,
    pub(super) nodes_capped: bool,
}

impl<'a> Tree<'a> {
    pub(super) fn parse(text: &'a str) -> Self {
        Builder::new(text).run()
    }

    pub(super) fn len(&self) -> NodeId {
        NodeId::try_from(self.nodes.len()).unwrap_or(NodeId::MAX)
    }

    pub(super) fn node(&self, id: NodeId) -> Option<&Node<'a>> {
        self.nodes.get(id as usize)
    }

    pub(super) fn tag(&self, id: NodeId) -> Tag {
        self.node(id).map_or(Tag::Other, |node| node.tag)
    }

    /// One past the last node inside.
    pub(super) fn end(&self, id: NodeId) -> NodeId {
        self.node(id).map_or(id + 1, |node| node.end)
    }

    pub(super) fn parent(&self, id: NodeId) -> Option<NodeId> {
        self.node(id).map(|node| node.parent).filter(|parent| *parent != id)
    }

    /// From the parent up to the root.
    pub(super) fn ancestors(&self, id: NodeId) -> impl Iterator<Item = NodeId> {
        std::iter::successors(self.parent(id), |id| self.parent(*id))
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (NodeId, &Node<'a>)> {
        (0..).zip(&self.nodes)
    }

    pub(super) fn attribute(&self, id: NodeId, name: Attr) -> Option<&str> {
        self.attributes(id).find(|(attr, _)| *attr == name).map(|(_, value)| value)
    }

    pub(super) fn attributes(&self, id: NodeId) -> impl Iterator<Item = (Attr, &str)> {
        let (start, count) = self.node(id).map_or((0, 0), |node| node.attributes);
        let start = start as usize;
        let found = self.attributes.get(start..start + usize::from(count)).unwrap_or(&[]);
        found.iter().map(|(attr, value)| (*attr, value.as_ref()))
    }

    /// All text inside, with whitespace collapsed and at most `limit` characters of it read.
    pub(super) fn text_of(&self, id: NodeId, limit: usize) -> String {
        let mut out = String::new();
        let mut at = id;
        let end = self.end(id);
        while at < end && out.len() < limit {
            match self.node(at) {
                Some(node) if node.tag == Tag::Text => push_collapsed(&mut out, &node.text),
                Some(node) if matches!(node.tag, Tag::Title) => push_collapsed(&mut out, &node.text),
                Some(node) if matches!(node.tag, Tag::Script | Tag::Style | Tag::Svg | Tag::Noscript) => {
                    at = node.end.max(at + 1);
                    continue;
                }
                Some(node) if node.tag.is_block() || node.tag == Tag::Br => push_collapsed(&mut out, " "),
                _ => {}
            }
            at += 1;
        }
        out.truncate(out.trim_end().len());
        out
    }
}

/// Appends a text with every run of whitespace as one space, none at the start. No-break spaces stay what they are.
pub(super) fn push_collapsed(out: &mut String, text: &str) {
    let mut words = text.split([' ', '\t', '\n', '\r', '\x0C']).peekable();
    let mut first = true;
    while let Some(word) = words.next() {
        let more = words.peek().is_some();
        if !first && !out.is_empty() && !out.ends_with(' ') {
            out.push(' ');
        }
        first = false;
        if word.is_empty() && !more {
            break;
        }
        out.push_str(word);
    }
}
