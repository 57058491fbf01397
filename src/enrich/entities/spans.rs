//! A stretch of words that names something, before it is known whom.

use crate::article::{EntityType, MentionForm, MentionRule};

/// What a span names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Names {
    /// An entity of the list, by its index.
    Listed(u16),
    /// The seat of a listed organisation as a place: «إلى الكرملين».
    Seat(u16),
    /// Something that no list knows.
    Unlisted(EntityType),
}

#[derive(Debug, Clone, Copy)]
pub struct Span {
    /// Words, the end exclusive.
    pub first: usize,
    pub end: usize,
    /// Letters of the first word that are particles, not the name.
    pub clitic: u32,
    /// The particles cannot be parted from the name: «للولايات».
    pub fused: bool,
    /// Letters of the last word that are an ending, not the name.
    pub ending: u32,
    pub names: Names,
    pub kind: EntityType,
    pub form: MentionForm,
    pub rule: MentionRule,
    /// In thousandths.
    pub confidence: u16,
}

impl Span {
    pub fn words(&self) -> usize {
        self.end - self.first
    }
}
