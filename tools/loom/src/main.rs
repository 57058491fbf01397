//! Every interleaving of what threads share by hand: the budget, the one structure of copydesk that is neither a channel nor
//! behind a single lock. The source is copydesk's own; only its atomics and its mutex are loom's.
//!
//! `make loom` runs the models; one that fails panics with the interleaving that does it.

#![allow(dead_code)]

mod sync {
    pub use loom::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
    pub use loom::sync::{Mutex, MutexGuard};
    pub use std::sync::PoisonError;
}

#[path = "../../../src/commit/budget.rs"]
mod budget;

use budget::Budget;
use loom::sync::Arc;
use loom::thread;

fn main() {
    for (name, model) in MODELS {
        println!("{name}");
        loom::model(*model);
    }
}

type Model = (&'static str, fn());

const MODELS: &[Model] = &[
    ("what is charged by several threads and released by others is 0 in the end", || {
        let budget = Arc::new(Budget::new(10));
        let threads: Vec<_> = [4, 7].map(|bytes| carry(&budget, bytes)).into();
        threads.into_iter().for_each(|thread| thread.join().expect("a payload"));
        assert_eq!(budget.used(), 0);
        assert!(budget.is_open());
    }),
    ("a budget that is looked at while bytes come and go opens again", || {
        let budget = Arc::new(Budget::new(10));
        let payload = carry(&budget, 12);
        let looked = budget.is_open();
        payload.join().expect("a payload");
        // Whether it was seen closed or not: with nothing in flight it is open.
        assert!(budget.is_open() || looked);
        assert!(budget.is_open());
    }),
    ("of two payloads that have to grow without room, one always may", || {
        let budget = Arc::new(Budget::new(10));
        budget.charge(10);
        let growing: Vec<_> = (0..2)
            .map(|_| {
                let budget = Arc::clone(&budget);
                thread::spawn(move || {
                    let number = budget.number();
                    budget.grows(number);
                    let may = budget.may_grow(number);
                    (number, may)
                })
            })
            .collect();
        let asked: Vec<(u64, bool)> = growing.into_iter().map(|thread| thread.join().expect("a payload")).collect();
        let oldest = asked.iter().map(|(number, _)| *number).min().expect("two");
        // It may by now, whatever it was told while the other one was there or not yet.
        assert!(budget.may_grow(oldest));
        budget.grown(oldest);
        assert!(asked.iter().filter(|(number, _)| *number != oldest).all(|(number, _)| budget.may_grow(*number)));
    }),
    ("no two payloads have one number", || {
        let budget = Arc::new(Budget::new(1));
        let other = {
            let budget = Arc::clone(&budget);
            thread::spawn(move || budget.number())
        };
        assert_ne!(budget.number(), other.join().expect("a number"));
    }),
];

/// A payload: its bytes come, and go again.
fn carry(budget: &Arc<Budget>, bytes: usize) -> thread::JoinHandle<()> {
    let budget = Arc::clone(budget);
    thread::spawn(move || {
        budget.charge(bytes);
        budget.release(bytes);
    })
}
