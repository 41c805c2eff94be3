//! Work on a whole store.

mod backup;
mod check;
mod copy;
mod error;
mod finding;
pub(super) mod migration;
mod progress;
mod rebuild;
mod removed;
mod window;

pub use backup::BackupReport;
pub use error::MaintenanceError;
pub use finding::{CheckReport, Finding};
pub use progress::{MaintenanceProgress, Stage};
pub use rebuild::RebuildReport;
