use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::thread::{self, JoinHandle};

use crate::store::EventStore;

use super::GroupError;
use super::command::Command;
use super::host::Host;
use super::inbox::Inbox;

/// The services of this process, by the address of their store. A service keeps its store, so while it
/// lives nothing else is at that address.
static SERVICES: Mutex<Vec<(usize, Weak<Service>)>> = Mutex::new(Vec::new());

/// The thread that looks after the groups of a store, while anybody uses them.
///
/// It is a thread of its own and not a task that its users poll, because messages time out and
/// checkpoints fall due when nobody is polling, and because no async runtime may be needed. It sleeps
/// on a condition until a command, a wake-up of the store or the next deadline.
#[derive(Debug)]
pub(super) struct Service {
    store: Arc<dyn EventStore>,
    inbox: Arc<Inbox>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Service {
    /// The service of a store; there is one only.
    pub(super) fn of(store: Arc<dyn EventStore>) -> Arc<Self> {
        let address = Arc::as_ptr(&store).cast::<()>() as usize;
        let mut services = lock(&SERVICES);
        services.retain(|(_, service)| service.strong_count() > 0);
        let running = services
            .iter()
            .filter(|(of, _)| *of == address)
            .filter_map(|(_, service)| service.upgrade())
            .find(|service| !service.inbox.is_closed());
        if let Some(service) = running {
            return service;
        }
        let service = Arc::new(Self { store, inbox: Arc::default(), thread: Mutex::default() });
        services.push((address, Arc::downgrade(&service)));
        service
    }

    pub(super) fn store(&self) -> &Arc<dyn EventStore> {
        &self.store
    }

    /// Asks for something. The thread begins with the first that is asked.
    pub(super) fn send(&self, command: Command) -> Result<(), GroupError> {
        let mut thread = lock(&self.thread);
        if thread.is_none() && !self.inbox.is_closed() {
            let host = Host::new(Arc::clone(&self.inbox), Arc::clone(&self.store));
            let closing = CloseOnDrop(Arc::clone(&self.inbox));
            let run = move || {
                // Whatever ends the thread, nobody is to wait for it.
                let _closing = closing;
                host.run();
            };
            let spawned = thread::Builder::new().name("plumberd-groups".into()).spawn(run);
            *thread =
                Some(spawned.map_err(|error| GroupError::Thread { reason: error.to_string() })?);
        }
        drop(thread);
        self.inbox.send(command)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

struct CloseOnDrop(Arc<Inbox>);

impl Drop for CloseOnDrop {
    fn drop(&mut self) {
        self.0.close();
    }
}

impl Drop for Service {
    /// Ends the thread and waits for it, so that the store can be opened again at once.
    fn drop(&mut self) {
        self.inbox.close();
        let thread = self.thread.get_mut().unwrap_or_else(PoisonError::into_inner).take();
        // The last user may be dropped by a waker that the thread itself wakes.
        if let Some(thread) = thread.filter(|thread| thread.thread().id() != thread::current().id())
        {
            let _ = thread.join();
        }
    }
}
