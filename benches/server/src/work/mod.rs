//! What a client does, and takes the time of.

pub mod append;
pub mod fill;
pub mod live;
pub mod load;
pub mod read;
