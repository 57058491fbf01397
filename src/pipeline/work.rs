//! What travels through the channels: a payload with its articles, each of them on the road or stopped.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use super::flight::Flight;
use crate::outcome::{RejectReason, Stage, Stop};

/// A few payloads at a time: one hop through a channel for all of them.
pub type Batch<T> = Vec<T>;

/// A payload and what became of it so far. All its articles travel together, so that nothing has to be put together again.
#[derive(Debug)]
pub struct Work<T> {
    pub flight: Arc<Flight>,
    pub articles: Vec<Item<T>>,
}

/// One article of a payload, on the road or stopped at a stage.
#[derive(Debug)]
pub struct Item<T> {
    /// Its place, where the payload holds several.
    pub item: Option<u32>,
    pub state: Result<T, Halt>,
}

/// Where an article stopped, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Halt {
    pub stage: Stage,
    pub stop: Stop,
}

impl<T> Work<T> {
    /// Takes every article that is still on the road through a stage. A panic becomes a dead letter of this one article.
    pub fn advance<U>(self, stage: Stage, step: impl Fn(&Flight, Option<u32>, T) -> Result<U, Stop>) -> Work<U> {
        let Self { flight, articles } = self;
        let articles = articles
            .into_iter()
            .map(|Item { item, state }| {
                let state = state
                    .and_then(|article| caught(|| step(&flight, item, article)).map_err(|stop| Halt { stage, stop }));
                Item { item, state }
            })
            .collect();
        Work { flight, articles }
    }
}

/// Runs a step of a stage; a panic in it is a rejection with the panic's message.
pub fn caught<U>(step: impl FnOnce() -> Result<U, Stop>) -> Result<U, Stop> {
    // Nothing outlives the step but its result: the article it held is dropped with it.
    catch_unwind(AssertUnwindSafe(step)).unwrap_or_else(|panic| Err(panicked(Some(&*panic))))
}

/// What a panic makes of an article.
pub fn panicked(panic: Option<&(dyn Any + Send)>) -> Stop {
    let message = panic
        .and_then(|panic| panic.downcast_ref::<&str>().copied().or(panic.downcast_ref::<String>().map(String::as_str)))
        .unwrap_or("without a message");
    Stop::rejected(RejectReason::Panic, format!("the stage panicked: {message}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_a_rejection() {
        let stopped = caught::<()>(|| panic!("no such block"));
        let Err(Stop::Rejected(rejection)) = stopped else { panic!("{stopped:?}") };
        assert_eq!(rejection.reason, RejectReason::Panic);
        assert_eq!(rejection.detail, "the stage panicked: no such block");
    }
}
