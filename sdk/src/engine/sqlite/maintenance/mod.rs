//! Work on a whole store.

mod backup;
mod check;
mod copy;
mod error;
mod finding;
pub(super) mod migration;
mod progress;
mod rebuild;
mod removal;
mod removed;
mod scavenge;
mod window;

pub use backup::BackupReport;
pub use error::MaintenanceError;
pub use finding::{CheckReport, Finding};
pub use progress::{MaintenanceProgress, Stage};
pub use rebuild::RebuildReport;
pub use scavenge::{ScavengeOptions, ScavengeReport};
