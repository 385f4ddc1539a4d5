//! How far long work has come.

use records::{Error, Result};
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::sync::{Mutex, PoisonError};

/// How far long work has come, and whether somebody asked it to stop. Shared between the work and who watches it.
#[derive(Debug, Default)]
pub struct Progress {
    percent: AtomicU8,
    note: Mutex<String>,
    stop: AtomicBool,
    watched: AtomicBool,
}

impl Progress {
    /// Says how far the work is, in percent, and what it is doing.
    ///
    /// # Errors
    /// TL499 when somebody asked it to stop; what was done so far is then undone.
    pub fn at(&self, percent: u8, note: impl Into<String>) -> Result<()> {
        self.go_on()?;
        self.percent.store(percent.min(100), Ordering::Relaxed);
        *self.note.lock().unwrap_or_else(PoisonError::into_inner) = note.into();
        Ok(())
    }

    /// Whether the work may go on.
    ///
    /// # Errors
    /// TL499 when somebody asked it to stop.
    pub fn go_on(&self) -> Result<()> {
        if self.stop.load(Ordering::Relaxed) {
            return Err(Error::new(409, "TL499", "Somebody asked to stop this."));
        }
        Ok(())
    }

    /// Of work in the background, whose progress is told.
    pub fn watched() -> Progress {
        Progress { watched: AtomicBool::new(true), ..Progress::default() }
    }

    /// Whether it is work in the background, which may take its time.
    pub fn is_watched(&self) -> bool {
        self.watched.load(Ordering::Relaxed)
    }

    /// Asks the work to stop.
    pub fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }

    /// Percent done, and what is being done.
    pub fn now(&self) -> (i32, String) {
        (self.percent.load(Ordering::Relaxed).into(), self.note.lock().unwrap_or_else(PoisonError::into_inner).clone())
    }
}
