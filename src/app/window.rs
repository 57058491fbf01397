//! The file in which a worker keeps its window of duplicates over a restart.
//!
//! A thread of its own writes it, so that neither the road nor a commit waits for a disk. One worker holds the file: the
//! window of another would take its place.

use std::fs::{File, TryLockError};
use std::io::{self, BufReader};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, SyncSender};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use super::file;
use crate::config::DuplicateWindow;
use crate::enrich::duplicates::{Bounds, Finished, SharedWindow, SnapshotError, Window};
use crate::telemetry::events::{SnapshotOutcome, WindowKept};

/// How long the last snapshot of a worker may take.
const LAST: Duration = Duration::from_secs(10);

/// The file of a window, for as long as this worker has it.
#[derive(Debug)]
pub struct WindowFile {
    path: PathBuf,
    /// Beside the file, which is another one after every snapshot.
    _lock: File,
}

impl WindowFile {
    /// The file that the configuration names, once the window holds what stands in it. None where it names none, or where
    /// it cannot be ours; one that cannot be read is told, and the window begins empty.
    pub fn open(config: &DuplicateWindow, window: &SharedWindow) -> Option<Self> {
        if config.snapshot_path.is_empty() {
            return None;
        }
        let (started, path) = (Instant::now(), PathBuf::from(&config.snapshot_path));
        let lock = match lock(&path) {
            Ok(lock) => lock,
            Err(reason) => {
                tell(&path, started, SnapshotOutcome::Locked, 0, &reason);
                return None;
            }
        };
        match read(&path, super::bounds(config)) {
            Ok(None) => {}
            Ok(Some(restored)) => {
                tell(&path, started, SnapshotOutcome::Read, restored.len(), "");
                window.replace(restored);
            }
            Err(error) => tell(&path, started, SnapshotOutcome::Broken, 0, &error.to_string()),
        }
        Some(Self { path, _lock: lock })
    }

    fn write(&self, window: &SharedWindow, finished: impl FnOnce() -> io::Result<Vec<Finished>>) {
        let started = Instant::now();
        match file::replace(&self.path, |out| window.save(finished, out)) {
            Ok(articles) => tell(&self.path, started, SnapshotOutcome::Written, articles, ""),
            Err(error) => tell(&self.path, started, SnapshotOutcome::Failed, 0, &error.to_string()),
        }
    }
}

fn tell(path: &Path, started: Instant, outcome: SnapshotOutcome, articles: usize, reason: &str) {
    WindowKept { outcome, path, articles, elapsed: started.elapsed(), reason }.emit();
}

fn read(path: &Path, bounds: Bounds) -> Result<Option<Window>, SnapshotError> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    Window::restore(BufReader::new(file), bounds, now()).map(Some)
}

fn lock(path: &Path) -> Result<File, String> {
    let beside = file::beside(path, ".lock");
    let file = File::create(&beside).map_err(|error| format!("{}: {error}", beside.display()))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err("another worker has it".into()),
        Err(TryLockError::Error(error)) => Err(format!("{}: {error}", beside.display())),
    }
}

/// The clock that a window goes by: milliseconds since the epoch.
pub(super) fn now() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(now.as_millis()).unwrap_or(u64::MAX)
}

/// The thread that writes a window now and then.
#[derive(Debug)]
pub struct Snapshots {
    end: SyncSender<bool>,
    thread: JoinHandle<()>,
}

impl Snapshots {
    /// Writes every `interval`; `finished` says how far the payloads of assigned partitions have ended, or why that is not
    /// known: nothing is written then.
    ///
    /// # Errors
    ///
    /// Where the system gives no thread.
    pub fn start(
        file: WindowFile,
        window: SharedWindow,
        interval: Duration,
        finished: impl Fn() -> io::Result<Vec<Finished>> + Send + 'static,
    ) -> io::Result<Self> {
        let (end, ended) = mpsc::sync_channel(1);
        let thread = thread::Builder::new()
            .name("window-snapshots".into())
            .spawn(move || keep(&file, &window, interval, &finished, &ended))?;
        Ok(Self { end, thread })
    }

    /// Ends the thread, with one more snapshot where what has ended is known.
    pub fn end(self, last: bool) {
        // One that is gone has told its panic.
        let _ = self.end.try_send(last);
        let deadline = Instant::now() + LAST;
        while !self.thread.is_finished() && Instant::now() < deadline {
            thread::sleep(Duration::from_millis(5));
        }
        if !self.thread.is_finished() {
            tracing::warn!("the last snapshot of the window of duplicates was not written in time");
        }
    }
}

fn keep(
    file: &WindowFile,
    window: &SharedWindow,
    interval: Duration,
    finished: &dyn Fn() -> io::Result<Vec<Finished>>,
    ended: &Receiver<bool>,
) {
    let last = loop {
        match ended.recv_timeout(interval) {
            Err(RecvTimeoutError::Timeout) => file.write(window, finished),
            Ok(last) => break last,
            // The worker did not come to its end.
            Err(RecvTimeoutError::Disconnected) => break false,
        }
    };
    if last {
        file.write(window, finished);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::enrich::duplicates::Arrival;
    use crate::record::{Origin, Position};

    fn config(path: &Path) -> DuplicateWindow {
        DuplicateWindow { snapshot_path: path.to_str().unwrap().to_owned(), ..DuplicateWindow::default() }
    }

    fn window() -> SharedWindow {
        SharedWindow::new(crate::app::bounds(&DuplicateWindow::default()))
    }

    /// A window with so many articles of one partition.
    fn filled(articles: u32) -> SharedWindow {
        let window = window();
        for n in 0..articles {
            meet(&window, n, i64::from(n));
        }
        window
    }

    /// Whether the window knows the nth article.
    fn meet(window: &SharedWindow, n: u32, offset: i64) -> bool {
        let text: String = (0..60).map(|word| format!("word{} ", n * 100 + word)).collect();
        let mut article = crate::encode::samples::full().article;
        (article.body.text, article.folded_body) = (text.clone(), text.clone());
        article.blocks.truncate(1);
        article.blocks[0].text = text;
        article.id = uuid::Uuid::from_u128(n.into());
        article.title = None;
        let enriched = crate::enrich::LocalEnricher::new(crate::config::LocalEnrich {
            duplicates: true,
            ..crate::config::LocalEnrich::OFF
        })
        .enrich(article);
        let origin = Origin::Kafka(Position { topic: "raw".into(), partition: 0, offset, epoch: 1 });
        let record_id = crate::encode::record_id(&origin, None);
        let print = enriched.print.unwrap();
        let arrival = Arrival { article: &enriched.article, print: &print, record_id, origin: &origin };
        window.lock().meet(arrival, now()).is_some()
    }

    #[test]
    fn the_next_worker_begins_with_the_window_of_the_one_before() {
        let folder = tempfile::tempdir().unwrap();
        let config = config(&folder.path().join("window"));
        let file = WindowFile::open(&config, &window()).unwrap();
        let finished = || Ok(vec![Finished { topic: "raw".into(), partition: 0, next: Some(2) }]);
        let snapshots = Snapshots::start(file, filled(3), Duration::from_secs(3600), finished).unwrap();
        snapshots.end(true);

        let next = window();
        let _file = WindowFile::open(&config, &next).unwrap();
        assert_eq!([0, 1, 2].map(|n| meet(&next, n, 10)), [true, true, false], "the last had not ended");
        let mut names: Vec<_> =
            std::fs::read_dir(folder.path()).unwrap().map(|file| file.unwrap().file_name()).collect();
        names.sort();
        assert_eq!(names, ["window", "window.lock"]);
    }

    #[test]
    fn it_is_written_while_the_worker_works_and_not_at_an_end_that_is_not_to_be_trusted() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("window");
        let file = WindowFile::open(&config(&path), &window()).unwrap();
        let (told, asked) = mpsc::channel();
        let finished = move || {
            let _ = told.send(());
            Ok(Vec::new())
        };
        let window = filled(2);
        let snapshots = Snapshots::start(file, window.clone(), Duration::from_millis(1), finished).unwrap();
        // The first is on the disk when the second begins.
        asked.recv().unwrap();
        asked.recv().unwrap();
        let written = std::fs::metadata(&path).unwrap().len();
        meet(&window, 2, 2);
        snapshots.end(false);
        assert!(written > 500, "{written}");

        std::fs::remove_file(&path).unwrap();
        let file = WindowFile::open(&config(&path), &window).unwrap();
        Snapshots::start(file, window, Duration::from_secs(3600), || Ok(Vec::new())).unwrap().end(false);
        assert!(!path.exists());
    }

    #[test]
    fn a_file_that_is_no_window_begins_an_empty_one_and_is_written_anew() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("window");
        std::fs::write(&path, "copydesk hosts 1\nhost paper.example\n").unwrap();
        let next = window();
        let file = WindowFile::open(&config(&path), &next).unwrap();
        assert!(next.lock().is_empty());
        file.write(&filled(2), || Ok(Vec::new()));
        drop(file);
        let _file = WindowFile::open(&config(&path), &next).unwrap();
        assert_eq!(next.lock().len(), 2);
    }

    #[test]
    fn two_workers_do_not_share_a_file() {
        let folder = tempfile::tempdir().unwrap();
        let config = config(&folder.path().join("window"));
        let first = WindowFile::open(&config, &window()).unwrap();
        first.write(&filled(2), || Ok(Vec::new()));
        let second = window();
        assert!(WindowFile::open(&config, &second).is_none());
        assert!(second.lock().is_empty());
        drop(first);
        assert!(WindowFile::open(&config, &second).is_some());
        assert_eq!(second.lock().len(), 2);
    }

    #[test]
    fn without_a_path_there_is_none_and_one_that_cannot_be_written_stops_no_worker() {
        assert!(WindowFile::open(&DuplicateWindow::default(), &window()).is_none());
        assert!(WindowFile::open(&config(Path::new("/no/such/folder/window")), &window()).is_none());
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("window");
        let file = WindowFile::open(&config(&path), &window()).unwrap();
        std::fs::create_dir(&path).unwrap();
        file.write(&filled(1), || Ok(Vec::new()));
        assert!(path.is_dir());
    }

    #[test]
    fn what_has_ended_and_is_not_to_be_trusted_leaves_the_snapshot_before() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("window");
        let file = WindowFile::open(&config(&path), &window()).unwrap();
        file.write(&filled(1), || Ok(Vec::new()));
        let before = std::fs::read(&path).unwrap();
        file.write(&filled(2), || Err(io::Error::other("the ledger is broken")));
        assert_eq!(std::fs::read(&path).unwrap(), before);
    }
}
