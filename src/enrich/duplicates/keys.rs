//! What stands in the postings beside shingles.

use xxhash_rust::xxh3::xxh3_64;

use super::seen::Arrival;

/// A property by which an article is found whole. Each kind is hashed with its own name, so that none is taken for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    Exact(u128),
    Page(u128),
    /// A title, and a hash of its site.
    Headline(u64, u64),
    Paragraph(u64),
}

impl Key {
    /// Never 0, which stands for none.
    pub fn hash(self) -> u32 {
        let (kind, one, other) = match self {
            Self::Exact(hash) => (1, (hash >> 64) as u64, hash as u64),
            Self::Page(id) => (2, (id >> 64) as u64, id as u64),
            Self::Headline(title, host) => (3, title, host),
            Self::Paragraph(hash) => (4, hash, 0),
        };
        let mut bytes = [kind; 17];
        for (to, from) in bytes.iter_mut().skip(1).zip(one.to_le_bytes().into_iter().chain(other.to_le_bytes())) {
            *to = from;
        }
        (xxh3_64(&bytes) as u32).max(1)
    }

    /// Of the body, of the page, and of the headline on its site, where both are known.
    pub fn whole(arrival: &Arrival<'_>) -> [Option<u32>; 3] {
        let exact = Self::Exact(arrival.print.exact);
        let page = Self::Page(arrival.article.id.as_u128());
        let host = arrival.article.host.as_deref().map(|host| xxh3_64(host.as_bytes()));
        let headline = arrival.print.title.zip(host).map(|(title, host)| Self::Headline(title, host));
        [Some(exact.hash()), Some(page.hash()), headline.map(Self::hash)]
    }
}
