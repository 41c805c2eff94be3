//! What a change of a schema means for those who read and write its events.
