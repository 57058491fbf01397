//! One stage: some threads between two bounded channels.

use std::thread::JoinHandle;
use std::time::Instant;

use crossbeam_channel::{Receiver, Sender, bounded};

use super::work::Batch;
use crate::outcome::Stage;
use crate::telemetry::events::StageFinished;

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
        let (sender, output) = bounded(workers * 2);
        for worker in 0..workers {
            let (input, sender, step) = (input.clone(), sender.clone(), step.clone());
            self.spawn(format!("{}-{worker}", stage.as_str()), move || run(stage, &input, &sender, &step))?;
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

fn run<T, U>(stage: Stage, input: &Receiver<Batch<T>>, output: &Sender<Batch<U>>, step: &impl Fn(T) -> U) {
    for batch in input {
        let finished = batch.into_iter().map(|payload| {
            let start = Instant::now();
            let payload = step(payload);
            StageFinished { stage, elapsed: start.elapsed() }.emit();
            payload
        });
        if output.send(finished.collect()).is_err() {
            // Nobody takes the output any more: the worker is going down hard, and nothing that is lost here was committed.
            return;
        }
    }
}
