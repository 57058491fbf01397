//! Errands: questions to the cluster that take as long as they take, asked on a thread of their own so that the source need
//! not wait for the answer.
//!
//! One errand at a time: a coordinator that is away gathers no heap of them.

use std::thread::{self, JoinHandle, Thread};

use crossbeam_channel::{Receiver, Sender, bounded};

use super::fault::Fault;

/// The thread that runs errands, seen from whoever sends it.
pub struct Errands<Q, A> {
    requests: Sender<(Q, Thread)>,
    answers: Receiver<A>,
    under_way: bool,
    thread: JoinHandle<()>,
}

impl<Q: Send + 'static, A: Send + 'static> Errands<Q, A> {
    /// Starts the thread; `run` answers a question, however long that takes.
    ///
    /// # Errors
    ///
    /// [`Fault`] where the system gives no thread.
    pub fn start(name: &str, run: impl Fn(Q) -> A + Send + 'static) -> Result<Self, Fault> {
        let (requests, to_do) = bounded::<(Q, Thread)>(1);
        let (done, answers) = bounded(1);
        let thread = thread::Builder::new()
            .name(name.into())
            .spawn(move || {
                for (question, asker) in to_do {
                    if done.send(run(question)).is_err() {
                        return;
                    }
                    asker.unpark();
                }
            })
            .map_err(|error| Fault::Resources { reason: error.to_string() })?;
        Ok(Self { requests, answers, under_way: false, thread })
    }

    /// Whether an answer is outstanding.
    #[must_use]
    pub fn are_under_way(&self) -> bool {
        self.under_way
    }

    /// Sends a question off; the thread that sends it is woken when the answer is there. False where the one before is not
    /// answered yet, or the thread is gone.
    pub fn send(&mut self, question: Q) -> bool {
        if self.under_way {
            return false;
        }
        self.under_way = self.requests.try_send((question, thread::current())).is_ok();
        self.under_way
    }

    /// The answer, once it is there.
    pub fn answer(&mut self) -> Option<A> {
        let answer = self.answers.try_recv().ok()?;
        self.under_way = false;
        Some(answer)
    }

    /// Ends the thread. One that still waits for the cluster is left behind, with what it holds.
    pub fn end(self) {
        let Self { requests, answers, under_way, thread } = self;
        drop((requests, answers));
        let name = thread.thread().name().unwrap_or_default().to_string();
        if !under_way && thread.join().is_err() {
            tracing::warn!(name, "a thread for errands panicked");
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn one_errand_at_a_time_and_whoever_sent_it_is_woken() {
        let (let_go, held) = bounded::<()>(0);
        let mut errands = Errands::start("test", move |question: u32| held.recv().map(|()| question * 2)).unwrap();
        assert!(errands.send(4));
        assert!(!errands.send(5), "the first is under way");
        assert!(errands.answer().is_none());
        let_go.send(()).unwrap();
        let answer = loop {
            // A channel may have taken our wake-up for its own, so nobody waits for it alone.
            thread::park_timeout(Duration::from_millis(20));
            if let Some(answer) = errands.answer() {
                break answer;
            }
        };
        assert_eq!(answer, Ok(8));
        assert!(errands.send(6));
        drop(let_go);
        errands.end();
    }
}
