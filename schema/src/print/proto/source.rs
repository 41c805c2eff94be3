//! What stands in a `.proto` file, as both the text and the descriptors say it.

use std::collections::BTreeSet;

pub(in crate::print) struct Source {
    pub(in crate::print) path: String,
    pub(in crate::print) package: String,
    pub(in crate::print) imports: BTreeSet<String>,
    pub(in crate::print) types: Vec<Declaration>,
}

pub(in crate::print) enum Declaration {
    Message(MessageSource),
    Enum(EnumSource),
}

pub(in crate::print) struct MessageSource {
    pub(in crate::print) name: String,
    pub(in crate::print) full_name: String,
    pub(in crate::print) comment: Vec<String>,
    pub(in crate::print) options: Vec<OptionSource>,
    pub(in crate::print) reserved: ReservedSource,
    pub(in crate::print) members: Vec<Member>,
    pub(in crate::print) nested: Vec<Declaration>,
}

impl MessageSource {
    /// The fields with the index of their oneof, in the order of the text.
    pub(in crate::print) fn fields(&self) -> Vec<(&FieldSource, Option<usize>)> {
        let mut fields = Vec::new();
        let mut oneofs = 0;
        for member in &self.members {
            match member {
                Member::Field(field) => fields.push((field, None)),
                Member::Oneof(oneof) => {
                    fields.extend(oneof.fields.iter().map(|field| (field, Some(oneofs))));
                    oneofs += 1;
                }
            }
        }
        fields
    }

    pub(in crate::print) fn oneofs(&self) -> impl Iterator<Item = &OneofSource> {
        self.members.iter().filter_map(|member| match member {
            Member::Oneof(oneof) => Some(oneof),
            Member::Field(_) => None,
        })
    }
}

pub(in crate::print) enum Member {
    Field(FieldSource),
    Oneof(OneofSource),
}

pub(in crate::print) struct OneofSource {
    pub(in crate::print) name: String,
    pub(in crate::print) comment: Vec<String>,
    pub(in crate::print) options: Vec<OptionSource>,
    pub(in crate::print) fields: Vec<FieldSource>,
}

pub(in crate::print) struct FieldSource {
    pub(in crate::print) name: String,
    pub(in crate::print) number: u32,
    pub(in crate::print) label: Label,
    pub(in crate::print) element: Element,
    /// Set when it is a map: the key's scalar.
    pub(in crate::print) key: Option<String>,
    pub(in crate::print) json_name: String,
    pub(in crate::print) comment: Vec<String>,
    pub(in crate::print) options: Vec<OptionSource>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::print) enum Label {
    None,
    Optional,
    Repeated,
}

/// The type of one value.
#[derive(Clone, PartialEq, Eq)]
pub(in crate::print) enum Element {
    Scalar(String),
    /// A full name.
    Message(String),
    /// A full name.
    Enum(String),
}

impl Element {
    pub(in crate::print) fn name(&self) -> &str {
        match self {
            Self::Scalar(name) | Self::Message(name) | Self::Enum(name) => name,
        }
    }
}

pub(in crate::print) struct EnumSource {
    pub(in crate::print) name: String,
    pub(in crate::print) full_name: String,
    pub(in crate::print) comment: Vec<String>,
    pub(in crate::print) options: Vec<OptionSource>,
    pub(in crate::print) reserved: ReservedSource,
    /// The one with number 0 first.
    pub(in crate::print) values: Vec<ValueSource>,
}

pub(in crate::print) struct ValueSource {
    pub(in crate::print) name: String,
    pub(in crate::print) number: i32,
    pub(in crate::print) comment: Vec<String>,
    pub(in crate::print) options: Vec<OptionSource>,
}

#[derive(Default)]
pub(in crate::print) struct ReservedSource {
    /// Inclusive, ascending, apart from each other.
    pub(in crate::print) numbers: Vec<(i32, i32)>,
    pub(in crate::print) names: Vec<String>,
}

pub(in crate::print) struct OptionSource {
    /// `deprecated`, or the full name of an extension.
    pub(in crate::print) name: &'static str,
    pub(in crate::print) number: u32,
    pub(in crate::print) value: Literal,
}

impl OptionSource {
    pub(in crate::print) fn deprecated(number: u32) -> Self {
        Self { name: "deprecated", number, value: Literal::Bool(true) }
    }

    pub(in crate::print) fn is_extension(&self) -> bool {
        self.name.contains('.')
    }
}

pub(in crate::print) enum Literal {
    Bool(bool),
    Number(u32),
    Text(String),
    Message(Vec<Entry>),
}

/// A field of a message literal. One that is repeated stands there as often as it has values.
pub(in crate::print) struct Entry {
    pub(in crate::print) name: &'static str,
    pub(in crate::print) number: u32,
    pub(in crate::print) value: Literal,
}

/// Collects the entries of a message literal.
#[derive(Default)]
pub(in crate::print) struct Entries(pub(in crate::print) Vec<Entry>);

impl Entries {
    pub(in crate::print) fn text(&mut self, name: &'static str, number: u32, value: &str) {
        self.0.push(Entry { name, number, value: Literal::Text(value.to_owned()) });
    }

    pub(in crate::print) fn texts(&mut self, name: &'static str, number: u32, values: &[String]) {
        for value in values {
            self.text(name, number, value);
        }
    }

    pub(in crate::print) fn flag(&mut self, name: &'static str, number: u32, value: bool) {
        if value {
            self.0.push(Entry { name, number, value: Literal::Bool(true) });
        }
    }

    pub(in crate::print) fn number(&mut self, name: &'static str, number: u32, value: u32) {
        self.0.push(Entry { name, number, value: Literal::Number(value) });
    }

    /// The option, if there is something to say, or if it says something by being there.
    pub(in crate::print) fn option(
        self,
        name: &'static str,
        number: u32,
        always: bool,
    ) -> Option<OptionSource> {
        (always || !self.0.is_empty()).then_some(OptionSource {
            name,
            number,
            value: Literal::Message(self.0),
        })
    }
}
