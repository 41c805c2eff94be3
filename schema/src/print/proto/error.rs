use std::fmt;

use crate::diagnostic::{Diagnostic, Severity};
use crate::model::{Place, Type};

/// A schema cannot be written as Protobuf.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct PrintError {
    /// The full name of the type.
    pub type_name: String,
    /// The field, oneof or value.
    pub member: Option<String>,
    /// Where it is, if that is known.
    pub place: Option<Box<Place>>,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
}

impl PrintError {
    pub(super) fn new(ty: &Type, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            type_name: ty.full_name(),
            member: None,
            place: ty.place.clone().map(Box::new),
            message: message.into(),
            help: help.into(),
        }
    }

    /// Says that the fault is in a field, oneof or value.
    pub(super) fn of(mut self, member: &str, place: Option<&Place>) -> Self {
        self.member = Some(member.to_owned());
        if place.is_some() {
            self.place = place.cloned().map(Box::new);
        }
        self
    }
}

impl fmt::Display for PrintError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(place) = &self.place {
            write!(f, "{place}: ")?;
        }
        write!(f, "`{}", self.type_name)?;
        if let Some(member) = &self.member {
            write!(f, ".{member}")?;
        }
        write!(f, "` cannot be written as Protobuf: {}; {}", self.message, self.help)
    }
}

impl std::error::Error for PrintError {}

impl From<PrintError> for Diagnostic {
    fn from(error: PrintError) -> Self {
        let member = error.member.map(|member| format!(".{member}")).unwrap_or_default();
        let message = format!(
            "`{}{member}` cannot be written as Protobuf: {}",
            error.type_name, error.message
        );
        Diagnostic::new(Severity::Error, "no-protobuf", message)
            .at(error.place.map(|place| *place))
            .help(error.help)
    }
}

/// A type that has JSON only, and so no place in `.proto` files.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Skipped {
    /// The full name of the type.
    pub type_name: String,
    /// Where it is, if that is known.
    pub place: Option<Place>,
    /// Why, as a clause.
    pub reason: String,
}

impl fmt::Display for Skipped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is not printed, because {}", self.type_name, self.reason)
    }
}
