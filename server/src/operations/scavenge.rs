use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use uuid::Uuid;

/// What the work asks now and then whether to go on.
type GoOn<'a> = &'a dyn Fn() -> bool;
type Work = dyn Fn(GoOn<'_>) -> Result<String, String> + Send + Sync;

/// Removes from a store what nobody can read any more, when a client asks for it.
///
/// ```
/// use plumberd_server::Scavenger;
///
/// let scavenger = Scavenger::new(|go_on| {
///     if go_on() { Ok("nothing to remove".to_owned()) } else { Err("stopped".to_owned()) }
/// });
/// assert_eq!(format!("{scavenger:?}"), "Scavenger { .. }");
/// ```
#[derive(Clone)]
pub struct Scavenger(Arc<Work>);

impl Scavenger {
    /// The work: it may block, asks now and then whether to go on, and tells in the end what it has
    /// done, or why it has not; both are logged.
    pub fn new(
        work: impl Fn(&dyn Fn() -> bool) -> Result<String, String> + Send + Sync + 'static,
    ) -> Self {
        Self(Arc::new(work))
    }
}

impl fmt::Debug for Scavenger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scavenger").finish_non_exhaustive()
    }
}

/// The scavenge that is under way; one at a time.
#[derive(Debug, Default)]
pub(super) struct Scavenges(Arc<Mutex<Option<UnderWay>>>);

#[derive(Debug)]
struct UnderWay {
    id: Uuid,
    is_stopped: Arc<AtomicBool>,
}

/// What becomes of a request to scavenge.
pub(super) enum Began {
    Now(Uuid),
    Before(Uuid),
}

impl Scavenges {
    pub(super) fn begin(&self, scavenger: &Scavenger) -> Began {
        let mut under_way = lock(&self.0);
        if let Some(UnderWay { id, .. }) = &*under_way {
            return Began::Before(*id);
        }
        let (id, is_stopped) = (Uuid::new_v4(), Arc::new(AtomicBool::new(false)));
        *under_way = Some(UnderWay { id, is_stopped: Arc::clone(&is_stopped) });
        let (work, finished) = (Arc::clone(&scavenger.0), Arc::clone(&self.0));
        tokio::task::spawn_blocking(move || {
            let _finished = Finished(finished);
            match work(&|| !is_stopped.load(Ordering::Relaxed)) {
                Ok(report) => tracing::info!(%id, %report, "scavenged"),
                Err(reason) => tracing::warn!(%id, %reason, "the scavenge did not finish"),
            }
        });
        Began::Now(id)
    }

    /// Whether there was one with this id to be stopped.
    pub(super) fn stop(&self, id: &str) -> bool {
        let under_way = lock(&self.0);
        let found = under_way.as_ref().filter(|under_way| under_way.id.to_string() == id);
        if let Some(found) = found {
            found.is_stopped.store(true, Ordering::Relaxed);
        }
        found.is_some()
    }
}

/// However the work ends, another may begin.
struct Finished(Arc<Mutex<Option<UnderWay>>>);

impl Drop for Finished {
    fn drop(&mut self) {
        *lock(&self.0) = None;
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
