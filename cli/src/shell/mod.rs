//! `completions` and `manual`: what the arguments know, for shells and `man`.

pub(crate) mod completions;
pub(crate) mod manual;
