//! The descriptor model of plumberd: what a type is, as data.
//!
//! The derives write these descriptors as constants, so that everything which has to know a type
//! (the registry, the readers' error messages, the printers of other languages) reads one source.
//! This crate does no I/O and depends on nothing.
#![forbid(unsafe_code)]

pub mod case;
mod descriptor;
mod kind;
pub mod name;

pub use descriptor::{
    Deprecation, EnumValue, FieldDescriptor, Origin, Reserved, Shape, TypeDescriptor, WireFormat,
};
pub use kind::{Kind, KindName};
