//! What follows a commit: its payloads end in the ledger, are counted, and their bytes go back. Ten thousand of them take as
//! long as two commits, so a thread of its own does it while the next transaction is filled already.

use std::sync::Arc;
use std::thread::{self, JoinHandle};

use crossbeam_channel::{Receiver, Sender, bounded};

use super::held::{self, Held};
use crate::kafka::fault::Fault;
use crate::kafka::shared::Shared;

/// Committed transactions that wait: one is ended while the next one closes. Their bytes are in the budget until then.
const WAITING: usize = 1;

/// The thread, seen from the transactor; it has ended everything when this is gone.
pub struct Ending {
    /// `None` once nothing more comes.
    committed: Option<Sender<Vec<Held>>>,
    thread: Option<JoinHandle<()>>,
    shared: Arc<Shared>,
}

impl Ending {
    /// # Errors
    ///
    /// [`Fault`] where the system gives no thread.
    pub fn start(shared: Arc<Shared>) -> Result<Self, Fault> {
        let (committed, transactions) = bounded(WAITING);
        let ending = Arc::clone(&shared);
        let thread = thread::Builder::new()
            .name(NAME.into())
            .spawn(move || end_all(&transactions, &ending))
            .map_err(|error| Fault::Resources { reason: error.to_string() })?;
        Ok(Self { committed: Some(committed), thread: Some(thread), shared })
    }

    /// Ends what was committed, in the order in which it comes.
    pub fn take(&self, committed: Vec<Held>) {
        let sent = self.committed.as_ref().map(|sender| sender.send(committed));
        // It ends only by a panic: what it left would stay in flight for ever.
        if !matches!(sent, Some(Ok(()))) {
            self.shared.fail(Fault::ThreadEnded { thread: NAME.into() });
        }
    }
}

const NAME: &str = "kafka-ending";

impl Drop for Ending {
    fn drop(&mut self) {
        self.committed = None;
        if self.thread.take().is_some_and(|thread| thread.join().is_err()) {
            self.shared.fail(Fault::ThreadEnded { thread: NAME.into() });
        }
    }
}

fn end_all(transactions: &Receiver<Vec<Held>>, shared: &Shared) {
    for committed in transactions {
        let offsets = held::offsets(&committed);
        // One by one: the bytes of each go back at once, and intake goes on.
        for Held { flight, articles } in committed {
            for article in &articles {
                shared.end_article(&flight, article.outcome());
            }
        }
        shared.commit_succeeded(offsets);
    }
}
