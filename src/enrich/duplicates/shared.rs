//! One window, shared by those who need it: the step that asks it, whoever gives partitions up, and the snapshot.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::window::{Bounds, Window};

/// A window behind a lock. It is held for one payload at a time, and for one piece of a snapshot.
#[derive(Debug, Clone)]
pub struct SharedWindow(Arc<Mutex<Window>>);

impl SharedWindow {
    #[must_use]
    pub fn new(bounds: Bounds) -> Self {
        Self(Arc::new(Mutex::new(Window::new(bounds))))
    }

    /// Puts another in its place.
    pub fn replace(&self, window: Window) {
        *self.lock() = window;
    }

    pub fn lock(&self) -> MutexGuard<'_, Window> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
