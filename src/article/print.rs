//! What duplicates of an article are found by: small, and made of hashes alone.

/// The print of a text. It is not published as it is; see `Fingerprints` for what is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Print {
    /// Of the whole folded body.
    pub exact: u128,
    /// Of the folded title.
    pub title: Option<u64>,
    /// Words of the body, or characters where words are not spaced.
    pub words: u32,
    /// Distinct shingles of the body.
    pub shingles: u32,
    /// The smallest hashes of its shingles, rising.
    pub sketch: Vec<u32>,
    /// The places in the sketch of the same hashes, in the order of the text.
    pub order: Vec<u8>,
    /// Hashes of its numbers, rising.
    pub numbers: Vec<u16>,
    pub paragraphs: Vec<ParagraphPrint>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ParagraphPrint {
    /// `idx` of the block.
    pub block: u32,
    pub words: u32,
    pub hash: u64,
}
