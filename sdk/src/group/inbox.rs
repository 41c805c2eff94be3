use std::collections::BTreeSet;
use std::mem;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, Weak};
use std::task::{Wake, Waker};
use std::time::Instant;

use super::GroupError;
use super::command::{Command, GroupKey};

/// What wakes the service: commands, and groups whose reads and writes have come further.
#[derive(Debug, Default)]
pub(super) struct Inbox {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    commands: Vec<Command>,
    awake: BTreeSet<GroupKey>,
    closed: bool,
}

/// What has come in.
#[derive(Debug, Default)]
pub(super) struct Mail {
    pub(super) commands: Vec<Command>,
    pub(super) awake: BTreeSet<GroupKey>,
}

impl Inbox {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Asks the service for something.
    pub(super) fn send(&self, command: Command) -> Result<(), GroupError> {
        let mut state = self.lock();
        if state.closed {
            // The command may hold what comes back here when it is dropped.
            drop(state);
            drop(command);
            return Err(GroupError::Closed);
        }
        state.commands.push(command);
        drop(state);
        self.changed.notify_one();
        Ok(())
    }

    pub(super) fn is_closed(&self) -> bool {
        self.lock().closed
    }

    /// Lets nothing more in and ends the service. What was not done is dropped.
    pub(super) fn close(&self) {
        let mut state = self.lock();
        state.closed = true;
        let commands = mem::take(&mut state.commands);
        drop(state);
        self.changed.notify_all();
        drop(commands);
    }

    /// Waits until something comes, or the moment has come; nothing when the service is to end.
    pub(super) fn wait(&self, until: Option<Instant>) -> Option<Mail> {
        let mut state = self.lock();
        loop {
            if state.closed {
                return None;
            }
            if !state.commands.is_empty() || !state.awake.is_empty() {
                let State { commands, awake, .. } = &mut *state;
                return Some(Mail { commands: mem::take(commands), awake: mem::take(awake) });
            }
            let Some(until) = until else {
                state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
                continue;
            };
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Some(Mail::default());
            }
            let waited = self.changed.wait_timeout(state, left);
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Makes the service look after a group.
    pub(super) fn wake(&self, group: GroupKey) {
        self.lock().awake.insert(group);
        self.changed.notify_one();
    }
}

/// Wakes the service for one group.
#[derive(Debug)]
struct GroupWaker {
    inbox: Weak<Inbox>,
    group: GroupKey,
}

impl Wake for GroupWaker {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        if let Some(inbox) = self.inbox.upgrade() {
            inbox.wake(self.group);
        }
    }
}

/// A waker for the reads and writes of a group.
pub(super) fn waker(inbox: &Arc<Inbox>, group: GroupKey) -> Waker {
    Waker::from(Arc::new(GroupWaker { inbox: Arc::downgrade(inbox), group }))
}
