//! One stage: some threads between two bounded channels.

use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, SendError, Sender, bounded};

use super::work::Batch;
use crate::outcome::Stage;
use crate::telemetry::events::StageDurations;

/// Between two looks at a gate that is shut.
const LOOK: Duration = Duration::from_millis(2);

/// The threads of a road. Each has a name, and the owner of the road joins them.
#[derive(Debug, Default)]
pub struct Threads(pub Vec<JoinHandle<()>>);

impl Threads {
    /// Starts a stage with `workers` threads. It ends when its input closes, and closes its output by that.
    ///
    /// # Errors
    ///
    /// Where the system gives no thread.
    pub fn stage<T, U>(
        &mut self,
        stage: Stage,
        workers: usize,
        input: Receiver<Batch<T>>,
        step: impl Fn(T) -> U + Clone + Send + 'static,
    ) -> std::io::Result<Receiver<Batch<U>>>
    where
        T: Send + 'static,
        U: Send + 'static,
    {
        self.gated_stage(stage, workers, input, |_| true, step)
    }

    /// A stage with a gate: a payload waits before its step until the gate is open for it. Those before it in its batch
    /// go on meanwhile, for it may be them that it waits for.
    ///
    /// # Errors
    ///
    /// Where the system gives no thread.
    pub fn gated_stage<T, U>(
        &mut self,
        stage: Stage,
        workers: usize,
        input: Receiver<Batch<T>>,
        gate: impl Fn(&T) -> bool + Clone + Send + 'static,
        step: impl Fn(T) -> U + Clone + Send + 'static,
    ) -> std::io::Result<Receiver<Batch<U>>>
    where
        T: Send + 'static,
        U: Send + 'static,
    {
        let (sender, output) = bounded(workers * 2);
        for worker in 0..workers {
            let (input, sender, gate, step) = (input.clone(), sender.clone(), gate.clone(), step.clone());
            self.spawn(format!("{}-{worker}", stage.as_str()), move || {
                // An error means that nobody takes the output any more: the worker is going down hard, and nothing that
                // is lost here was committed.
                let _ = run(stage, &input, &sender, &gate, &step);
            })?;
        }
        Ok(output)
    }

    /// Starts a named thread.
    ///
    /// # Errors
    ///
    /// Where the system gives no thread.
    pub fn spawn(&mut self, name: String, body: impl FnOnce() + Send + 'static) -> std::io::Result<()> {
        self.0.push(std::thread::Builder::new().name(name).spawn(body)?);
        Ok(())
    }
}

fn run<T, U>(
    stage: Stage,
    input: &Receiver<Batch<T>>,
    output: &Sender<Batch<U>>,
    gate: &impl Fn(&T) -> bool,
    step: &impl Fn(T) -> U,
) -> Result<(), SendError<Batch<U>>> {
    let durations = StageDurations::of(stage);
    for batch in input {
        let mut finished = Batch::with_capacity(batch.len());
        // The end of one payload is the start of the next: one look at the clock for each.
        let mut start = Instant::now();
        for payload in batch {
            if !gate(&payload) {
                if !finished.is_empty() {
                    output.send(std::mem::take(&mut finished))?;
                }
                while !gate(&payload) {
                    std::thread::sleep(LOOK);
                }
                start = Instant::now();
            }
            finished.push(step(payload));
            let end = Instant::now();
            durations.record(end.saturating_duration_since(start));
            start = end;
        }
        output.send(finished)?;
    }
    Ok(())
}
