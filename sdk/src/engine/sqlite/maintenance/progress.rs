use std::ops::ControlFlow;

use super::MaintenanceError;

/// How far work on a whole store has come. Whoever is told may end the work with
/// [`ControlFlow::Break`], which is [`MaintenanceError::Cancelled`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MaintenanceProgress {
    /// What is being done.
    pub stage: Stage,
    /// How much of it is done, in units of the stage.
    pub done: u64,
    /// How much there is to do, as far as is known.
    pub total: u64,
}

/// What is being done, and the unit of its [`MaintenanceProgress`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Stage {
    /// `SQLite` checks its file; one step.
    File,
    /// The runs of the index are read; runs.
    Index,
    /// The events are read; positions.
    Events,
    /// The file is copied; pages.
    Copy,
    /// The file is written anew, without the pages that are free; one step.
    Compaction,
}

/// Whoever is told of the progress.
pub(super) type Watch<'a> = &'a mut dyn FnMut(MaintenanceProgress) -> ControlFlow<()>;

/// Tells of the progress.
pub(super) fn tell(
    watch: Watch<'_>,
    stage: Stage,
    done: u64,
    total: u64,
) -> Result<(), MaintenanceError> {
    match watch(MaintenanceProgress { stage, done, total }) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(MaintenanceError::Cancelled),
    }
}
