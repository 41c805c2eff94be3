use std::mem;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle, Thread};

use crate::contender::{Append, Outcome, Refused};

/// The writing side of a peer.
pub trait Sink: Send + 'static {
    /// Takes appends in order, each for itself, and answers with the positions when all are durable.
    fn commit(&mut self, appends: Vec<Append>) -> Outcome<Vec<Result<u64, Refused>>>;
}

/// Writes for many: directly for a writer that is alone, and by a thread that commits in a group
/// whatever waits when the previous commit is done.
pub struct Writer<S> {
    sink: Arc<Mutex<S>>,
    queue: Arc<Queue>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct Queue {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    waiting: Vec<(Append, Arc<Answer>)>,
    closed: bool,
}

struct Answer {
    asker: Thread,
    given: Mutex<Option<Result<u64, Arc<str>>>>,
}

impl<S: Sink> Writer<S> {
    pub fn start(sink: S) -> Self {
        let (sink, queue) = (Arc::new(Mutex::new(sink)), Arc::new(Queue::default()));
        let thread = thread::spawn({
            let (sink, queue) = (Arc::clone(&sink), Arc::clone(&queue));
            move || queue.drain(&sink)
        });
        Self { sink, queue, thread: Some(thread) }
    }

    pub fn sink(&self) -> MutexGuard<'_, S> {
        lock(&self.sink)
    }

    pub fn append(&self, append: Append) -> Outcome<u64> {
        let answers = self.sink().commit(vec![append])?;
        Ok(answers.into_iter().next().ok_or("no answer")??)
    }

    pub fn append_batch(&self, appends: Vec<Append>) -> Outcome<Vec<u64>> {
        let answers = self.sink().commit(appends)?;
        Ok(answers.into_iter().collect::<Result<_, _>>()?)
    }

    pub fn append_shared(&self, append: Append) -> Outcome<u64> {
        let answer = Arc::new(Answer { asker: thread::current(), given: Mutex::new(None) });
        let mut state = lock(&self.queue.state);
        state.waiting.push((append, Arc::clone(&answer)));
        let alone = state.waiting.len() == 1;
        drop(state);
        if alone {
            self.queue.changed.notify_one();
        }
        loop {
            if let Some(given) = lock(&answer.given).take() {
                return given.map_err(|reason| reason.to_string().into());
            }
            thread::park();
        }
    }
}

impl Queue {
    fn drain<S: Sink>(&self, sink: &Mutex<S>) {
        loop {
            let mut state = lock(&self.state);
            while state.waiting.is_empty() && !state.closed {
                state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
            }
            if state.waiting.is_empty() {
                return;
            }
            let waiting = mem::take(&mut state.waiting);
            drop(state);
            let (appends, askers): (Vec<_>, Vec<_>) = waiting.into_iter().unzip();
            match lock(sink).commit(appends) {
                Ok(answers) => {
                    for (asker, answer) in askers.iter().zip(answers) {
                        asker.give(answer.map_err(|refused| refused.to_string().into()));
                    }
                }
                Err(error) => {
                    let reason: Arc<str> = error.to_string().into();
                    askers.iter().for_each(|asker| asker.give(Err(Arc::clone(&reason))));
                }
            }
        }
    }
}

impl Answer {
    fn give(&self, answer: Result<u64, Arc<str>>) {
        *lock(&self.given) = Some(answer);
        self.asker.unpark();
    }
}

impl<S> Drop for Writer<S> {
    fn drop(&mut self) {
        lock(&self.queue.state).closed = true;
        self.queue.changed.notify_one();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
