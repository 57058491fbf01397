//! What has been replayed: a marker for each payload, in a compacted topic beside the dead letters.

use std::collections::HashMap;

use super::letter::{Letter, Marker, Source};
use crate::record::Record;

/// How many markers are held in memory at most, about 100 bytes each. Those whose letters are gone are taken away by every run that reads to
/// the end, so this is a bound on the letters in the topic that were replayed.
const MOST: usize = 2_000_000;

/// More payloads than can be remembered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Full;

/// The markers.
#[derive(Debug, Default)]
pub struct Memory(HashMap<Source, Remembered>);

#[derive(Debug, Clone, Copy)]
struct Remembered {
    timestamp: Option<i64>,
    /// A letter of this payload is still there.
    met: bool,
}

impl Memory {
    /// Takes a record of the topic of markers in. Later ones count; what is no marker is passed over.
    ///
    /// # Errors
    ///
    /// [`Full`].
    pub fn take(&mut self, record: &Record) -> Result<(), Full> {
        let Some(source) = record.key.as_deref().and_then(Source::of_key) else { return Ok(()) };
        match record.value.as_deref().map(serde_json::from_slice::<Marker>) {
            None => {
                self.0.remove(&source);
                Ok(())
            }
            Some(Ok(marker)) => self.insert(source, Remembered { timestamp: marker.timestamp, met: false }),
            Some(Err(error)) => {
                tracing::warn!(key = %source, %error, "a marker cannot be read and is passed over");
                Ok(())
            }
        }
    }

    /// Whether the payload of a letter was replayed before.
    pub fn knows(&mut self, letter: &Letter) -> bool {
        let remembered = self.0.get_mut(&letter.source).filter(|remembered| remembered.timestamp == letter.timestamp);
        remembered.map(|remembered| remembered.met = true).is_some()
    }

    /// Remembers a letter that is being replayed.
    ///
    /// # Errors
    ///
    /// [`Full`].
    pub fn remember(&mut self, letter: &Letter) -> Result<(), Full> {
        self.insert(letter.source.clone(), Remembered { timestamp: letter.timestamp, met: true })
    }

    /// Forgets one that was not replayed after all.
    pub fn forget(&mut self, letter: &Letter) {
        self.0.remove(&letter.source);
    }

    /// Payloads of which no letter was met: after a run that met all of them, their markers are of no use any more.
    #[must_use]
    pub fn left_over(&self) -> Vec<Source> {
        self.0.iter().filter(|(_, remembered)| !remembered.met).map(|(source, _)| source.clone()).collect()
    }

    fn insert(&mut self, source: Source, remembered: Remembered) -> Result<(), Full> {
        if self.0.len() >= MOST && !self.0.contains_key(&source) {
            return Err(Full);
        }
        self.0.insert(source, remembered);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Header, Origin};

    fn letter(offset: i64, timestamp: i64) -> Letter {
        let header = |name: &str, value: String| Header { name: name.into(), value: Some(value.into_bytes()) };
        let headers = vec![
            header("copydesk.source.topic", "raw".into()),
            header("copydesk.source.partition", "0".into()),
            header("copydesk.source.offset", offset.to_string()),
            header("copydesk.source.timestamp", timestamp.to_string()),
        ];
        let value = Some(b"x".to_vec());
        Letter::read(Record { origin: Origin::Input { index: 0 }, timestamp_ms: None, key: None, value, headers })
            .unwrap()
    }

    fn marker(letter: &Letter, gone: bool) -> Record {
        let value = (!gone).then(|| serde_json::to_vec(&letter.marker()).unwrap());
        Record {
            origin: Origin::Input { index: 0 },
            timestamp_ms: None,
            key: Some(letter.source.to_string().into_bytes()),
            value,
            headers: Vec::new(),
        }
    }

    #[test]
    fn what_was_replayed_is_known_again_until_its_marker_is_taken_away() {
        let (mut memory, letter) = (Memory::default(), letter(3, 100));
        assert!(!memory.knows(&letter));
        memory.take(&marker(&letter, false)).unwrap();
        assert!(memory.knows(&letter));
        memory.take(&marker(&letter, true)).unwrap();
        assert!(!memory.knows(&letter));
    }

    #[test]
    fn another_payload_at_the_same_offset_of_a_topic_made_anew_is_not_known() {
        let mut memory = Memory::default();
        memory.take(&marker(&letter(3, 100), false)).unwrap();
        assert!(!memory.knows(&letter(3, 200)));
    }

    #[test]
    fn only_markers_without_a_letter_are_left_over() {
        let mut memory = Memory::default();
        for offset in [1, 2] {
            memory.take(&marker(&letter(offset, 100), false)).unwrap();
        }
        assert!(memory.knows(&letter(1, 100)));
        memory.remember(&letter(9, 100)).unwrap();
        assert_eq!(memory.left_over(), [letter(2, 100).source]);
    }

    #[test]
    fn what_is_no_marker_is_passed_over() {
        let mut memory = Memory::default();
        let odd = |key: Option<&[u8]>, value: &[u8]| Record {
            key: key.map(<[u8]>::to_vec),
            value: Some(value.to_vec()),
            ..marker(&letter(1, 1), false)
        };
        for record in [odd(None, b"{}"), odd(Some(b"raw/0/1"), b"no"), odd(Some(b"\xff"), b"{}")] {
            memory.take(&record).unwrap();
        }
        assert!(memory.left_over().is_empty());
    }
}
