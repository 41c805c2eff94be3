//! `.proto` text.
