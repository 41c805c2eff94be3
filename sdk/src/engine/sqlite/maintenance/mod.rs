//! Work on a whole store.

mod copy;
mod error;
pub(super) mod migration;
mod removed;
mod window;

pub use error::MaintenanceError;
