//! A crate that knows plumberd under another name only, and imports nothing.
#![no_implicit_prelude]
#![deny(warnings, missing_docs)]
#![forbid(unsafe_code)]

/// As another crate would re-export it.
pub mod deep {
    pub use ::events as events_of_ours;
}

/// An event.
#[derive(::events::PlumberdEvent)]
#[event(category = "Task", crate = ::events, version = "v2", supersedes = Old)]
pub struct TaskCreated {
    /// A field.
    #[event(tag = 1)]
    pub title: ::std::string::String,
    /// A oneof.
    #[event(oneof)]
    pub source: ::core::option::Option<Source>,
    /// A default.
    #[event(tag = 2, default = "x")]
    pub text: ::std::string::String,
}

/// An older one.
#[derive(::events::PlumberdEvent)]
#[event(category = "Task", crate = "::events", name = "TaskCreated")]
pub struct Old;

impl ::events::Upcast<Old> for TaskCreated {
    fn upcast(_: Old) -> ::core::result::Result<::events::Upcasted<Self>, ::events::UpcastError> {
        ::core::result::Result::Ok(::events::Upcasted::none())
    }
}

/// A oneof.
#[derive(::events::PlumberdData)]
#[event(crate = crate::deep::events_of_ours)]
pub enum Source {
    /// With a value.
    #[event(tag = 10)]
    Number(Number),
    /// Without.
    #[event(tag = 11)]
    Nothing,
}

/// A newtype.
#[derive(::events::PlumberdData)]
#[event(crate = ::events)]
pub struct Number(pub u64);

/// Values.
#[derive(::events::PlumberdData)]
#[event(crate = ::events)]
pub enum Level {
    /// One.
    Low = 0,
    /// Another.
    High = 1,
}

/// A set.
#[derive(::events::PlumberdEvents)]
#[event(crate = ::events, category = "Task")]
pub enum TaskEvent {
    /// A newtype variant.
    Created(TaskCreated),
    /// A variant that is an event.
    Moved {
        /// A field.
        level: Level,
    },
    /// A unit variant.
    Gone,
    /// Others.
    #[event(unknown)]
    Other(::events::event::UnknownEvent),
}
