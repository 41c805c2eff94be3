//! plumberd's options in descriptors.

use prost_reflect::{
    DescriptorPool, DynamicMessage, EnumDescriptor, EnumValueDescriptor, ExtensionDescriptor,
    FieldDescriptor, Kind, MessageDescriptor, OneofDescriptor, Value,
};

/// The number of `fixed_value`, in whatever package it is declared.
const FIXED_VALUE: u32 = 50001;

/// The options that the files of a pool can use.
#[derive(Debug)]
pub(crate) struct Options {
    event: Option<ExtensionDescriptor>,
    data: Option<ExtensionDescriptor>,
    field: Option<ExtensionDescriptor>,
    choice: Option<ExtensionDescriptor>,
    values: Option<ExtensionDescriptor>,
    value: Option<ExtensionDescriptor>,
}

impl Options {
    pub(crate) fn new(pool: &DescriptorPool) -> Self {
        let find = |name: &str| pool.get_extension_by_name(&format!("plumberd.v1.{name}"));
        Self {
            event: find("event"),
            data: find("data"),
            field: find("field"),
            choice: find("choice"),
            values: find("values"),
            value: find("value"),
        }
    }

    /// `(plumberd.v1.event)` and `(plumberd.v1.data)`.
    pub(crate) fn message(&self, message: &MessageDescriptor) -> (Option<Set>, Option<Set>) {
        if message.descriptor_proto().options.is_none() {
            return (None, None);
        }
        let options = message.options();
        (Set::of(&options, self.event.as_ref()), Set::of(&options, self.data.as_ref()))
    }

    /// `(plumberd.v1.field)` and `(fixed_value)`.
    pub(crate) fn field(&self, field: &FieldDescriptor) -> (Set, Option<String>) {
        if field.field_descriptor_proto().options.is_none() {
            return (Set(None), None);
        }
        let options = field.options();
        let fixed = options.extensions().find_map(|(extension, value)| {
            (extension.number() == FIXED_VALUE && matches!(extension.kind(), Kind::String))
                .then(|| value.as_str().map(str::to_owned))?
        });
        (Set::of(&options, self.field.as_ref()).unwrap_or(Set(None)), fixed)
    }

    /// `(plumberd.v1.choice)`.
    pub(crate) fn oneof(&self, oneof: &OneofDescriptor) -> Set {
        if oneof.oneof_descriptor_proto().options.is_none() {
            return Set(None);
        }
        Set::of(&oneof.options(), self.choice.as_ref()).unwrap_or(Set(None))
    }

    /// `(plumberd.v1.values)`.
    pub(crate) fn enumeration(&self, enumeration: &EnumDescriptor) -> Set {
        if enumeration.enum_descriptor_proto().options.is_none() {
            return Set(None);
        }
        Set::of(&enumeration.options(), self.values.as_ref()).unwrap_or(Set(None))
    }

    /// `(plumberd.v1.value)`.
    pub(crate) fn value(&self, value: &EnumValueDescriptor) -> Set {
        if value.enum_value_descriptor_proto().options.is_none() {
            return Set(None);
        }
        Set::of(&value.options(), self.value.as_ref()).unwrap_or(Set(None))
    }
}

/// An option that is a message, or the absence of one, which has the same defaults.
#[derive(Debug, Clone)]
pub(crate) struct Set(Option<DynamicMessage>);

impl Set {
    fn of(options: &DynamicMessage, extension: Option<&ExtensionDescriptor>) -> Option<Self> {
        let extension = extension.filter(|extension| options.has_extension(extension))?;
        match &*options.get_extension(extension) {
            Value::Message(message) => Some(Self(Some(message.clone()))),
            _ => None,
        }
    }

    /// Nothing is set.
    pub(crate) const NONE: Self = Self(None);

    fn value(&self, name: &str) -> Option<Value> {
        let message = self.0.as_ref()?;
        let field = message.get_field_by_name(name)?;
        Some(field.into_owned())
    }

    /// A text, if it is set.
    pub(crate) fn text(&self, name: &str) -> Option<String> {
        match self.value(name)? {
            Value::String(text) if !text.is_empty() => Some(text),
            _ => None,
        }
    }

    /// A list of texts.
    pub(crate) fn texts(&self, name: &str) -> Vec<String> {
        match self.value(name) {
            Some(Value::List(list)) => {
                list.iter().filter_map(Value::as_str).map(str::to_owned).collect()
            }
            _ => Vec::new(),
        }
    }

    /// A flag.
    pub(crate) fn flag(&self, name: &str) -> bool {
        matches!(self.value(name), Some(Value::Bool(true)))
    }

    /// A number, if it is set.
    pub(crate) fn number(&self, name: &str) -> Option<u32> {
        match self.value(name)? {
            Value::U32(number) if number != 0 => Some(number),
            _ => None,
        }
    }
}
