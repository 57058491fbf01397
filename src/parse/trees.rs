//! Boosted regression trees over whole numbers: how the models that ship with copydesk are read and asked.
//!
//! ```text
//!  features units link_share …       the names of the numbers, in the order of a row
//!  bias -512                         where the sum begins
//!  tree 0:80:1:-1 1:300:-2:-3 | -210 95 340
//!       feature : most that goes left : left : right; below 0 is a leaf, -1 the first of those behind the bar
//! ```
//!
//! Made by `tools/train`, reviewed as a diff. Only whole numbers are compared and added, so every machine gives the
//! same answer. A child stands behind its parent in the list: no file can make a walk that does not end.

use sha2::{Digest, Sha256};

/// The first line of every file.
const VERSION: &str = "copydesk trees 1";

/// A sum of trees.
#[derive(Debug, Clone)]
pub struct Trees {
    bias: i32,
    trees: Vec<Tree>,
    hash: String,
}

#[derive(Debug, Clone)]
struct Tree {
    nodes: Vec<Node>,
    leaves: Vec<i32>,
}

#[derive(Debug, Clone, Copy)]
struct Node {
    feature: u16,
    /// What is at most this goes left.
    limit: i32,
    left: i16,
    right: i16,
}

/// Why a file is no model.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: expected {expected}")]
pub struct TreesError {
    line: usize,
    expected: &'static str,
}

impl Trees {
    /// Reads a model over the features with these names.
    ///
    /// # Errors
    ///
    /// The first line that is not what it should be; a model over other features than these.
    pub fn read(text: &str, features: &[&str]) -> Result<Self, TreesError> {
        let mut bias = None;
        let mut trees = Vec::new();
        let mut known = false;
        for (at, line) in text.lines().enumerate() {
            let wrong = |expected| TreesError { line: at + 1, expected };
            if at == 0 {
                if line != VERSION {
                    return Err(wrong(VERSION));
                }
                continue;
            }
            let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
            match word {
                "#" | "" => {}
                "features" => {
                    known = rest.split(' ').eq(features.iter().copied());
                    if !known {
                        return Err(wrong("the features that this version measures, in their order"));
                    }
                }
                "bias" => bias = Some(rest.parse().map_err(|_| wrong("a whole number"))?),
                "tree" => trees.push(tree(rest, features.len()).ok_or_else(|| wrong("a tree"))?),
                _ => return Err(wrong("features, bias, tree or a comment")),
            }
        }
        let end = |expected| TreesError { line: text.lines().count(), expected };
        if !known {
            return Err(end("features before the end"));
        }
        let bias = bias.ok_or_else(|| end("a bias before the end"))?;
        Ok(Self { bias, trees, hash: hash(text) })
    }

    /// `sha256:` and the hash of the file, as records name it.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// What the trees say of a row; above 0 is yes.
    pub fn score(&self, row: &[i32]) -> i32 {
        self.trees.iter().fold(self.bias, |sum, tree| sum.saturating_add(tree.value(row)))
    }
}

impl Tree {
    fn value(&self, row: &[i32]) -> i32 {
        let mut at: i16 = if self.nodes.is_empty() { -1 } else { 0 };
        while let Some(node) = usize::try_from(at).ok().and_then(|at| self.nodes.get(at)) {
            let value = row.get(usize::from(node.feature)).copied().unwrap_or(0);
            at = if value <= node.limit { node.left } else { node.right };
        }
        usize::try_from(-1 - i32::from(at)).ok().and_then(|leaf| self.leaves.get(leaf)).copied().unwrap_or(0)
    }
}

fn tree(text: &str, features: usize) -> Option<Tree> {
    let (nodes, leaves) = text.split_once('|')?;
    let nodes: Vec<Node> = nodes.split_whitespace().map(node).collect::<Option<_>>()?;
    let leaves: Vec<i32> = leaves.split_whitespace().map(|leaf| leaf.parse().ok()).collect::<Option<_>>()?;
    let stands = |at: usize, child: i16| match usize::try_from(child) {
        Ok(child) => child > at && child < nodes.len(),
        Err(_) => usize::try_from(-1 - i32::from(child)).is_ok_and(|leaf| leaf < leaves.len()),
    };
    let whole = nodes
        .iter()
        .enumerate()
        .all(|(at, node)| usize::from(node.feature) < features && stands(at, node.left) && stands(at, node.right));
    (whole && leaves.len() == nodes.len() + 1).then_some(Tree { nodes, leaves })
}

fn node(text: &str) -> Option<Node> {
    let mut parts = text.split(':');
    let node = Node {
        feature: parts.next()?.parse().ok()?,
        limit: parts.next()?.parse().ok()?,
        left: parts.next()?.parse().ok()?,
        right: parts.next()?.parse().ok()?,
    };
    parts.next().is_none().then_some(node)
}

fn hash(text: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    digest.iter().fold(String::from("sha256:"), |out, byte| out + &format!("{byte:02x}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: &str =
        "copydesk trees 1\n# small\nfeatures width links\nbias -5\ntree 0:80:1:-1 1:300:-2:-3 | 40 7 -20\ntree | 1\n";

    #[test]
    fn a_row_walks_every_tree_to_its_leaf() {
        let trees = Trees::read(SMALL, &["width", "links"]).unwrap();
        assert_eq!(trees.score(&[81, 0]), -5 + 40 + 1);
        assert_eq!(trees.score(&[80, 300]), -5 + 7 + 1);
        assert_eq!(trees.score(&[80, 301]), -5 - 20 + 1);
        assert_eq!(trees.score(&[]), -5 + 7 + 1);
    }

    #[test]
    fn a_file_that_could_walk_in_circles_or_out_of_itself_is_refused() {
        for nodes in [
            "0:80:0:-1 1:300:-2:-3 | 1 2 3",
            "0:80:1:-1 1:300:0:-3 | 1 2 3",
            "0:80:2:-1 1:300:-2:-3 | 1 2 3",
            "0:80:1:-1 1:300:-2:-4 | 1 2 3",
            "2:80:1:-1 1:300:-2:-3 | 1 2 3",
            "0:80:1:-1 1:300:-2:-3 | 1 2",
            "0:80:1:-1:0 1:300:-2:-3 | 1 2 3",
        ] {
            let text = format!("{VERSION}\nfeatures width links\nbias 0\ntree {nodes}\n");
            assert_eq!(Trees::read(&text, &["width", "links"]).unwrap_err().to_string(), "line 4: expected a tree");
        }
    }

    #[test]
    fn a_model_over_other_features_is_refused() {
        assert!(Trees::read(SMALL, &["links", "width"]).is_err());
        assert!(Trees::read("copydesk trees 2\n", &[]).is_err());
        assert!(Trees::read("copydesk trees 1\nbias 0\n", &[]).is_err());
        assert!(Trees::read("copydesk trees 1\nfeatures a\n", &["a"]).is_err());
        assert!(Trees::read("copydesk trees 1\nleaves a\n", &["a"]).is_err());
    }

    #[test]
    fn the_hash_is_that_of_the_whole_file() {
        let hash = |text: &str| Trees::read(text, &["width", "links"]).unwrap().hash().to_owned();
        assert_eq!(hash(SMALL).len(), "sha256:".len() + 64);
        assert_ne!(hash(SMALL), hash(&SMALL.replace("-20", "-21")));
    }
}
