use plumberd_schema::{EnumValue, FieldDescriptor};

use super::leaf::Leaf;

/// What a field holds.
#[derive(Debug, Clone)]
pub(super) enum Kind {
    /// Nothing: an alternative without a value.
    Empty,
    Leaf(Leaf),
    /// A type of the schema, by its index.
    Type(usize),
    /// A type of another library, which is not looked into.
    Foreign,
    Optional(Box<Kind>),
    List(Box<Kind>),
    Array(Box<Kind>, usize),
    Map(Leaf, Box<Kind>),
}

/// What a type is made of.
#[derive(Debug)]
pub(super) enum Shape {
    Message(Message),
    /// A oneof that stands for itself.
    Union(Oneof),
    Enum(Enum),
}

/// The fields of a message; a oneof counts as one.
#[derive(Debug)]
pub(super) struct Message {
    pub(super) fields: &'static [FieldDescriptor],
    /// What is behind each of them.
    pub(super) slots: Vec<Slot>,
}

#[derive(Debug)]
pub(super) struct Slot {
    pub(super) holds: Holds,
    /// Whether a missing key is read as a default.
    pub(super) default: bool,
}

#[derive(Debug)]
pub(super) enum Holds {
    Value(Kind),
    /// The value that the descriptor says.
    Fixed,
    Oneof(Oneof),
}

#[derive(Debug)]
pub(super) struct Oneof {
    pub(super) alternatives: &'static [FieldDescriptor],
    pub(super) kinds: Vec<Kind>,
    pub(super) required: bool,
}

impl Oneof {
    /// The alternative with this number.
    pub(super) fn with_number(
        &self,
        number: u32,
    ) -> Option<(usize, &'static FieldDescriptor, &Kind)> {
        let index = self.alternatives.iter().position(|it| it.number == Some(number))?;
        Some((index, self.alternatives.get(index)?, self.kinds.get(index)?))
    }
}

#[derive(Debug)]
pub(super) struct Enum {
    pub(super) values: &'static [EnumValue],
    pub(super) open: bool,
}

impl Enum {
    pub(super) fn has(&self, number: i32) -> bool {
        self.open || self.values.iter().any(|value| value.number == number)
    }
}
