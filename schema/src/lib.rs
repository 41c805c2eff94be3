//! The descriptor model of plumberd: what a type is, as data.
//!
//! The derives write these descriptors as constants, so that everything which has to know a type
//! (the registry, the readers' error messages, the printers of other languages) reads one source.
//! This crate does no I/O, and the descriptors depend on nothing. The feature `model` adds the owned
//! [`model`] and what works on it.
#![forbid(unsafe_code)]

pub mod case;
#[cfg(feature = "model")]
pub mod compat;
mod descriptor;
#[cfg(feature = "model")]
pub mod diagnostic;
mod kind;
#[cfg(feature = "model")]
pub mod lock;
#[cfg(feature = "model")]
pub mod model;
pub mod name;
#[cfg(feature = "model")]
pub mod print;
#[cfg(feature = "testing")]
pub mod testing;

pub use descriptor::{
    Deprecation, EnumValue, FieldDescriptor, FixedValue, Origin, Reserved, Shape, TypeDescriptor,
    WireFormat,
};
pub use kind::{Kind, KindName};

/// The text of `plumberd/v1/options.proto`, the options that `.proto` files can use.
#[cfg(feature = "model")]
pub const OPTIONS_PROTO: &str = include_str!("../proto/plumberd/v1/options.proto");
