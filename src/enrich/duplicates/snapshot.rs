//! The window as bytes, so that it survives a restart.
//!
//! ```text
//!  copydesk duplicates 1 cd1    version, and the algorithm of the fingerprints
//!  cut                          how many articles, in which buckets of time, of which partitions
//!  articles                     in the order of arrival; of one that does not count only that it was there
//!  entries                      of the postings, a piece after the other
//!  sum                          XXH3 of all of it
//! ```
//!
//! Numbers have their low byte first. There are hashes and offsets, and no word of any article.
//!
//! The lock is held for one piece at a time, so nobody waits for a large window. Articles that come meanwhile are behind
//! the cut and left out. An entry that one of them pushes out meanwhile is lost: one hash of a text's 64.

use std::io::{self, BufRead, Read, Write};
use std::sync::Arc;

use uuid::Uuid;
use xxhash_rust::xxh3::Xxh3;

use super::postings::{ENTRY_BYTES, Postings};
use super::seen::{Number, Place, Seen};
use super::shared::SharedWindow;
use super::window::{Bounds, Partition, Window};
use crate::enrich::fingerprint::ALGORITHM;

/// To be raised with the form of the file, and with anything that is kept in it: the hashes of shingles, keys, sketches.
const VERSION: u32 = 1;
/// The longest first line that is read.
const LINE_BYTES: u64 = 64;
/// What is copied under the lock at once: some tens of KiB.
const ARTICLES_AT_ONCE: usize = 256;
const GROUPS_AT_ONCE: usize = 512;

/// How far the payloads of an assigned partition have ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finished {
    pub topic: Arc<str>,
    pub partition: i32,
    /// The next offset after the finished prefix; none where nothing of the assignment has ended.
    pub next: Option<i64>,
}

/// Why bytes are no window.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    #[error("expected a file that begins with {expected:?}, got {found:?}")]
    Foreign { expected: String, found: String },
    #[error("expected {expected}")]
    Broken { expected: &'static str },
    #[error("reading: {0}")]
    Read(io::Error),
}

impl From<io::Error> for SnapshotError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::UnexpectedEof => Self::Broken { expected: "more bytes" },
            _ => Self::Read(error),
        }
    }
}

fn first_line() -> String {
    format!("copydesk duplicates {VERSION} {ALGORITHM}\n")
}

impl SharedWindow {
    /// Writes the articles whose payloads have ended, and says how many these are. `finished` is asked once, for the
    /// partitions that are assigned then.
    ///
    /// # Errors
    ///
    /// Those of the writer and of `finished`.
    pub fn save(
        &self,
        finished: impl FnOnce() -> io::Result<Vec<Finished>>,
        out: &mut impl Write,
    ) -> io::Result<usize> {
        let mut out = Summed::new(out);
        out.write_all(first_line().as_bytes())?;
        let mut piece = Vec::new();
        let (first, count) = {
            let window = self.lock();
            window.put_cut(&mut piece);
            (window.articles.first, window.len())
        };
        out.write_all(&piece)?;

        // Asked after the cut: of what was met before it, more has ended by now and not less.
        let finished = finished()?;
        let open = self.lock().open_from(&finished);
        let mut articles = 0;
        for start in (0..count).step_by(ARTICLES_AT_ONCE) {
            piece.clear();
            let window = self.lock();
            for at in start..count.min(start + ARTICLES_AT_ONCE) {
                let seen = window.articles.get(first.wrapping_add(at as Number)).filter(|seen| has_ended(seen, &open));
                articles += usize::from(seen.is_some());
                put_article(seen, &mut piece);
            }
            drop(window);
            out.write_all(&piece)?;
        }
        for start in (0..).step_by(GROUPS_AT_ONCE) {
            piece.clear();
            let window = self.lock();
            if start >= window.postings.groups() {
                break;
            }
            let of_article = |number: Number| (number.wrapping_sub(first) as usize) < count;
            let entries = window.postings.of_range(start..start + GROUPS_AT_ONCE);
            for (key, number) in entries.filter(|(_, number)| of_article(*number)) {
                piece.extend(key.to_le_bytes());
                piece.extend(number.to_le_bytes());
            }
            drop(window);
            if !piece.is_empty() {
                out.write_all(&(piece.len() as u32).to_le_bytes())?;
                out.write_all(&piece)?;
            }
        }
        out.write_all(&0_u32.to_le_bytes())?;
        let sum = out.sum.digest();
        out.write_all(&sum.to_le_bytes())?;
        Ok(articles)
    }
}

/// Whether the payload of an article stands before what is still open of its partition.
fn has_ended(seen: &Seen, open: &[i64]) -> bool {
    let Some(place) = seen.place else { return true };
    open.get(usize::from(place.partition)).is_none_or(|open| place.offset < *open)
}

impl Window {
    /// A window within bounds out of what [`SharedWindow::save`] wrote: what is too old by now is forgotten, and so are the
    /// oldest where all of it is too much. `now` is in milliseconds.
    ///
    /// # Errors
    ///
    /// [`SnapshotError`] where the bytes are no window, or one of another version.
    pub fn restore(input: impl BufRead, bounds: Bounds, now: u64) -> Result<Self, SnapshotError> {
        let mut input = Reader { input, sum: Xxh3::new() };
        let expected = first_line();
        let found = input.line()?;
        if found != expected.as_bytes() {
            let shown = |line: &str| line.trim_end().to_owned();
            let found = shown(&String::from_utf8_lossy(&found));
            return Err(SnapshotError::Foreign { expected: shown(&expected), found });
        }
        let mut window = Self::new(bounds);
        let count = window.take_cut(&mut input, now)?;
        for _ in 0..count {
            let seen = input.article()?;
            window.make_room(seen.bytes() + usize::from(seen.entries) * ENTRY_BYTES);
            window.push(seen);
        }
        loop {
            let bytes = input.u32()?;
            if bytes == 0 {
                break;
            }
            for _ in 0..bytes / 8 {
                let (key, number) = (input.u32()?, input.u32()?);
                window.postings.put_back(key, number, &window.articles);
            }
        }
        let sum = input.sum.digest();
        if input.u64()? != sum {
            return Err(SnapshotError::Broken { expected: "the sum of what was written" });
        }
        if input.input.read(&mut [0])? > 0 {
            return Err(SnapshotError::Broken { expected: "nothing behind the sum" });
        }
        window.forget_old(now);
        Ok(window)
    }

    fn put_cut(&self, out: &mut Vec<u8>) {
        out.extend(self.articles.first.to_le_bytes());
        out.extend((self.len() as u32).to_le_bytes());
        out.extend((self.postings.groups() as u64).to_le_bytes());
        out.extend((self.buckets.len() as u32).to_le_bytes());
        for (began, count) in &self.buckets {
            out.extend(began.to_le_bytes());
            out.extend((*count as u32).to_le_bytes());
        }
        out.extend((self.partitions.len() as u32).to_le_bytes());
        for Partition { topic, partition, .. } in &self.partitions {
            out.extend((topic.len() as u16).to_le_bytes());
            out.extend(topic.as_bytes());
            out.extend(partition.to_le_bytes());
        }
    }

    /// How many articles follow.
    fn take_cut(&mut self, input: &mut Reader<impl BufRead>, now: u64) -> Result<u32, SnapshotError> {
        self.articles.first = input.u32()?;
        let count = input.u32()?;
        let groups = input.u64()?;
        let mut in_buckets = 0_u64;
        for _ in 0..input.u32()? {
            let (began, count) = (input.u64()?, input.u32()?);
            in_buckets += u64::from(count);
            if count == 0 || in_buckets > u64::from(u32::MAX) {
                return Err(SnapshotError::Broken { expected: "buckets with articles" });
            }
            // A clock that was ahead must not keep them for ever.
            self.buckets.push_back((began.min(now), count as usize));
        }
        if in_buckets != u64::from(count) {
            return Err(SnapshotError::Broken { expected: "every article in a bucket" });
        }
        for _ in 0..input.u32()? {
            let length = input.u16()?;
            let mut topic = vec![0; usize::from(length)];
            input.fill(&mut topic)?;
            let topic = String::from_utf8(topic).map_err(|_| SnapshotError::Broken { expected: "a topic's name" })?;
            self.partitions.push(Partition::new(topic.into(), input.u32()? as i32));
        }
        self.postings = Postings::of_groups(usize::try_from(groups).unwrap_or(usize::MAX), self.bounds().bytes);
        Ok(count)
    }

    /// For each partition, from which offset on its payloads may not have ended. Those of earlier assignments have, or are
    /// forgotten.
    fn open_from(&self, finished: &[Finished]) -> Vec<i64> {
        let of = |partition: &Partition| {
            let same = |known: &&Finished| known.topic == partition.topic && known.partition == partition.partition;
            finished.iter().find(same).and_then(|known| known.next.or(partition.began())).unwrap_or(i64::MAX)
        };
        self.partitions.iter().map(of).collect()
    }
}

fn put_article(seen: Option<&Seen>, out: &mut Vec<u8>) {
    let Some(seen) = seen else { return out.push(0) };
    out.push(1);
    out.extend(seen.record_id.as_bytes());
    out.push(seen.place.is_some().into());
    if let Some(Place { partition, offset }) = seen.place {
        out.extend(partition.to_le_bytes());
        out.extend(offset.to_le_bytes());
    }
    out.extend(seen.story.to_le_bytes());
    out.extend(seen.entries.to_le_bytes());
    out.extend(seen.exact.to_le_bytes());
    out.push(seen.title.is_some().into());
    out.extend(seen.title.iter().flat_map(|title| title.to_le_bytes()));
    out.extend(seen.shingles.to_le_bytes());
    out.push(seen.numbers.len() as u8);
    out.push(seen.paragraphs.len() as u8);
    let short = seen.numbers.iter().chain(&seen.paragraphs).chain(&seen.ladder);
    out.extend(short.flat_map(|number| number.to_le_bytes()));
    out.extend(seen.sketch.to_le_bytes());
    out.extend(seen.bound.to_le_bytes());
}

/// Adds up what goes through it.
struct Summed<'a, W> {
    out: &'a mut W,
    sum: Xxh3,
}

impl<'a, W: Write> Summed<'a, W> {
    fn new(out: &'a mut W) -> Self {
        Self { out, sum: Xxh3::new() }
    }

    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.sum.update(bytes);
        self.out.write_all(bytes)
    }
}

struct Reader<R> {
    input: R,
    sum: Xxh3,
}

impl<R: BufRead> Reader<R> {
    fn line(&mut self) -> io::Result<Vec<u8>> {
        let mut line = Vec::new();
        (&mut self.input).take(LINE_BYTES).read_until(b'\n', &mut line)?;
        self.sum.update(&line);
        Ok(line)
    }

    fn fill(&mut self, bytes: &mut [u8]) -> io::Result<()> {
        self.input.read_exact(bytes)?;
        self.sum.update(bytes);
        Ok(())
    }

    fn bytes<const N: usize>(&mut self) -> io::Result<[u8; N]> {
        let mut bytes = [0; N];
        self.fill(&mut bytes)?;
        Ok(bytes)
    }

    fn is_there(&mut self) -> Result<bool, SnapshotError> {
        match self.bytes()? {
            [0] => Ok(false),
            [1] => Ok(true),
            _ => Err(SnapshotError::Broken { expected: "0 or 1" }),
        }
    }

    fn u16(&mut self) -> io::Result<u16> {
        self.bytes().map(u16::from_le_bytes)
    }

    fn u32(&mut self) -> io::Result<u32> {
        self.bytes().map(u32::from_le_bytes)
    }

    fn u64(&mut self) -> io::Result<u64> {
        self.bytes().map(u64::from_le_bytes)
    }

    fn article(&mut self) -> Result<Seen, SnapshotError> {
        if !self.is_there()? {
            return Ok(Seen::forgotten());
        }
        let record_id = Uuid::from_bytes(self.bytes()?);
        let place = if self.is_there()? {
            Some(Place { partition: self.u16()?, offset: i64::from_le_bytes(self.bytes()?) })
        } else {
            None
        };
        let (story, entries) = (self.u32()?, self.u16()?);
        let exact = u128::from_le_bytes(self.bytes()?);
        let title = if self.is_there()? { Some(self.u64()?) } else { None };
        let shingles = self.u32()?;
        let [numbers, paragraphs] = self.bytes()?;
        let mut several = |count: u8| (0..count).map(|_| self.u16()).collect::<io::Result<_>>();
        let (numbers, paragraphs) = (several(numbers)?, several(paragraphs)?);
        let base = Seen::forgotten();
        let mut seen = Seen { record_id, place, story, entries, exact, title, shingles, numbers, paragraphs, ..base };
        for rung in &mut seen.ladder {
            *rung = self.u16()?;
        }
        (seen.sketch, seen.bound, seen.forgotten) = (self.u16()?, self.u32()?, false);
        Ok(seen)
    }
}
