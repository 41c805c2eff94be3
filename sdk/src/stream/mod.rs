//! What events are appended to: categories, stream names, revisions and positions.

mod category;
mod name;
mod revision;

pub use category::{Category, CategoryError};
pub use name::{StreamId, StreamName, StreamNameError};
pub use revision::{ExpectedRevision, Position, Revision};
