use std::task::{Context, Poll};
use std::time::Instant;

use crate::store::BoxFuture;
use crate::testing::block_on;

use super::GroupError;
use super::attempts::Attempts;
use super::progress::{CheckpointPolicy, Progress, Step};

/// A write on its way.
pub(super) type Write<T> = BoxFuture<'static, Result<T, GroupError>>;

/// Writes the checkpoints of a [`Progress`], one at a time.
pub(super) struct Marker<P> {
    writing: Option<(Step<P>, Write<()>)>,
    attempts: Attempts,
}

impl<P: Copy + Ord> Marker<P> {
    pub(super) fn new() -> Self {
        Self { writing: None, attempts: Attempts::default() }
    }

    /// Goes on with the write that is under way, and begins one if it is time, or `at_once`.
    /// Tells whether one was done.
    pub(super) fn turn(
        &mut self,
        progress: &mut Progress<P>,
        policy: CheckpointPolicy,
        at_once: bool,
        (context, now): (&mut Context<'_>, Instant),
        mut write: impl FnMut(P) -> Write<()>,
    ) -> bool {
        let mut done = false;
        loop {
            if let Some((step, writing)) = &mut self.writing {
                let Poll::Ready(written) = writing.as_mut().poll(context) else { return done };
                match written {
                    Ok(()) => {
                        progress.mark(*step, now);
                        self.attempts.succeeded();
                        done = true;
                    }
                    Err(error) => self.attempts.failed(error, now),
                }
                self.writing = None;
            }
            let due = if at_once { progress.unmarked() } else { progress.due(policy, now) };
            let Some((step, place)) = due.and_then(|step| Some((step, step.place?))) else {
                return done;
            };
            if !self.attempts.try_now(now) {
                return done;
            }
            self.writing = Some((step, write(place)));
        }
    }

    /// When to take the next turn, if nothing else happens.
    pub(super) fn next(&self, progress: &Progress<P>, policy: CheckpointPolicy) -> Option<Instant> {
        match self.writing {
            Some(_) => None,
            None => self.attempts.next().or_else(|| progress.due_at(policy)),
        }
    }

    pub(super) fn error(&self) -> Option<&GroupError> {
        self.attempts.error()
    }

    /// Waits for the write that is under way.
    pub(super) fn wait(&mut self, progress: &mut Progress<P>, now: Instant) {
        if let Some((step, writing)) = self.writing.take()
            && block_on(writing).is_ok()
        {
            progress.mark(step, now);
        }
    }
}
