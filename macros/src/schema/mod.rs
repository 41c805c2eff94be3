//! The schemas that a build script has compiled, as types with `#[event(proto = "…")]` are held to
//! them.

mod field;
mod file;

pub(crate) use field::{Field, oneof_member};

use crate::suggest;

/// The messages and enums of a file that `plumberd-build` wrote.
#[derive(Debug, Default)]
pub(crate) struct Schemas {
    messages: Vec<Message>,
    enums: Vec<Enum>,
}

#[derive(Debug, Default)]
pub(crate) struct Message {
    pub(crate) name: String,
    /// `file:line:column`.
    pub(crate) place: String,
    pub(crate) fields: Vec<Field>,
    reserved: Reserved,
}

#[derive(Debug, Default)]
pub(crate) struct Enum {
    pub(crate) name: String,
    /// `file:line:column`.
    pub(crate) place: String,
    pub(crate) values: Vec<Value>,
    reserved: Reserved,
}

/// A value of an enum.
#[derive(Debug)]
pub(crate) struct Value {
    pub(crate) name: String,
    pub(crate) number: i32,
    /// `file:line:column`.
    pub(crate) place: String,
}

/// Numbers and names that must not be used again.
#[derive(Debug, Default)]
pub(crate) struct Reserved {
    ranges: Vec<(i64, i64)>,
    names: Vec<String>,
}

impl Reserved {
    /// What is reserved of a number and a name, as the subject of a sentence.
    pub(crate) fn reason(&self, number: Option<i64>, name: &str) -> Option<String> {
        let number = number
            .filter(|number| self.ranges.iter().any(|(low, high)| (low..=high).contains(&number)));
        match number {
            Some(number) => Some(format!("number {number}")),
            None => self.names.iter().any(|known| known == name).then(|| format!("`{name}`")),
        }
    }
}

impl Message {
    pub(crate) fn reserved(&self) -> &Reserved {
        &self.reserved
    }

    /// The fields of a oneof.
    pub(crate) fn oneof(&self, name: &str) -> Vec<&Field> {
        self.fields.iter().filter(|field| field.oneof.as_deref() == Some(name)).collect()
    }

    /// The names of the oneofs, in their order.
    pub(crate) fn oneofs(&self) -> Vec<&str> {
        let mut names: Vec<&str> =
            self.fields.iter().filter_map(|field| field.oneof.as_deref()).collect();
        names.dedup();
        names
    }
}

impl Enum {
    pub(crate) fn reserved(&self) -> &Reserved {
        &self.reserved
    }
}

impl Schemas {
    /// The message with a full name.
    ///
    /// # Errors
    /// That there is none, and which one was probably meant.
    pub(crate) fn message(&self, name: &str) -> Result<&Message, String> {
        if let Some(message) = self.messages.iter().find(|message| message.name == name) {
            return Ok(message);
        }
        Err(match self.enums.iter().find(|known| known.name == name) {
            Some(known) => format!(
                "`{name}` is an enum in the schema ({}), and this type is a message",
                known.place
            ),
            None => {
                self.unknown("message", name, self.messages.iter().map(|it| (&it.name, &it.place)))
            }
        })
    }

    /// The enum with a full name.
    ///
    /// # Errors
    /// That there is none, and which one was probably meant.
    pub(crate) fn value_enum(&self, name: &str) -> Result<&Enum, String> {
        if let Some(known) = self.enums.iter().find(|known| known.name == name) {
            return Ok(known);
        }
        Err(match self.messages.iter().find(|message| message.name == name) {
            Some(message) => format!(
                "`{name}` is a message in the schema ({}), and this type is an enum of values",
                message.place
            ),
            None => self.unknown("enum", name, self.enums.iter().map(|it| (&it.name, &it.place))),
        })
    }

    fn unknown<'a>(
        &self,
        what: &str,
        name: &str,
        known: impl Iterator<Item = (&'a String, &'a String)>,
    ) -> String {
        let known: Vec<(&str, &str)> =
            known.map(|(name, place)| (name.as_str(), place.as_str())).collect();
        let names: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
        let last = |name: &str| name.rsplit('.').next().unwrap_or_default().to_owned();
        let namesake = names.iter().copied().find(|other| last(other) == last(name));
        match suggest::nearest(name, &names).or(namesake) {
            Some(meant) => {
                let place =
                    known.iter().find(|(name, _)| *name == meant).map_or("", |(_, place)| place);
                format!("the schemas have no {what} `{name}`: did you mean `{meant}` ({place})?")
            }
            None if names.is_empty() && self.messages.is_empty() && self.enums.is_empty() => {
                format!(
                    "the schemas have no {what} `{name}`, for they are empty: does the build script compile the right folder?"
                )
            }
            None => {
                format!(
                    "the schemas have no {what} `{name}`, and none with a similar name: add it to a .proto file that the build script compiles"
                )
            }
        }
    }
}
