//! Turns `.proto` files into events of plumberd, from a build script.
#![forbid(unsafe_code)]
