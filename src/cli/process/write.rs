//! What became of the payloads, in input order: records, rejects, and how many of each.

use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::io::{self, Write};

use crossbeam_channel::{Receiver, Sender};

use super::Failure;
use super::feed::Place;
use super::pretty::pretty;
use super::reject::{Names, Reject};
use crate::outcome::{FilterRule, Stage};
use crate::pipeline::{Batch, DeadLetter, End, Ended, Sequencer};

/// Articles by their end.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub published: u64,
    pub rejected: u64,
    pub filtered: BTreeMap<FilterRule, u64>,
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { published, rejected, filtered } = self;
        let rules: Vec<_> = filtered.iter().map(|(rule, count)| format!("{} {count}", rule.as_str())).collect();
        let rules = if rules.is_empty() { String::new() } else { format!(" ({})", rules.join(", ")) };
        write!(f, "published {published}, filtered {}{rules}, rejected {rejected}", filtered.values().sum::<u64>())
    }
}

/// Takes the ends of the road and writes them.
pub struct Writer<W> {
    records: W,
    rejects: Box<dyn Write>,
    names: Names,
    pretty: bool,
    tally: Tally,
}

impl<W: Write> Writer<W> {
    pub fn new(records: W, rejects: Box<dyn Write>, names: Names, pretty: bool) -> Self {
        Self { records, rejects, names, pretty, tally: Tally::default() }
    }

    /// Writes until the last place has been written. What waits for an earlier payload is in flight, and so bounded.
    pub fn run(
        &mut self,
        places: &Receiver<Place>,
        ends: &Receiver<Batch<Ended>>,
        ended: &Sender<()>,
    ) -> Result<(), Failure> {
        let mut sequencer = Sequencer::default();
        let mut ready = VecDeque::new();
        while let Some(place) = self.next(places).map_err(Failure::output)? {
            if let Some(rejection) = &place.refused {
                self.reject(&Reject::refused(&place, Stage::Parse, rejection)).map_err(Failure::output)?;
                continue;
            }
            let done = loop {
                if let Some(done) = ready.pop_front() {
                    break done;
                }
                let Some(batch) = self.next(ends).map_err(Failure::output)? else {
                    return Err(Failure::stopped("the stages ended before their work was done"));
                };
                for done in batch {
                    sequencer.push(done.flight.ticket, done, |done| ready.push_back(done));
                }
            };
            self.payload(&place, &done).map_err(Failure::output)?;
            // First the bytes go back to the budget, then the feeder hears of it.
            drop(done);
            let _ = ended.try_send(());
        }
        Ok(())
    }

    /// The next of a channel. Before it waits, what was written goes out: whoever feeds line by line reads line by line.
    fn next<T>(&mut self, channel: &Receiver<T>) -> io::Result<Option<T>> {
        if let Ok(next) = channel.try_recv() {
            return Ok(Some(next));
        }
        self.records.flush()?;
        self.rejects.flush()?;
        Ok(channel.recv().ok())
    }

    fn payload(&mut self, place: &Place, done: &Ended) -> io::Result<()> {
        for (item, end) in &done.ends {
            match end {
                End::Publish(record) => {
                    self.tally.published += 1;
                    if self.pretty {
                        self.records.write_all(&pretty(&record.value))?;
                    } else {
                        self.records.write_all(&record.value)?;
                    }
                    self.records.write_all(b"\n")?;
                }
                End::Filter(rule) => *self.tally.filtered.entry(*rule).or_default() += 1,
                End::DeadLetter(DeadLetter { stage, reason, detail, .. }) => {
                    let id = self.names.id(&done.flight.record).unwrap_or_else(|| place.file.to_string());
                    self.reject(&Reject::new(place, id, *item, *stage, *reason, detail))?;
                }
            }
        }
        Ok(())
    }

    fn reject(&mut self, reject: &Reject<'_>) -> io::Result<()> {
        self.tally.rejected += 1;
        let mut line = serde_json::to_vec(reject)?;
        line.push(b'\n');
        self.rejects.write_all(&line)
    }

    /// Nothing is done before it is out.
    pub fn finish(mut self) -> Result<Tally, Failure> {
        self.records.flush().and_then(|()| self.rejects.flush()).map_err(Failure::output)?;
        Ok(self.tally)
    }
}
