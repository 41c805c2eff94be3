use plumberd_schema::case::to_pascal;
use plumberd_schema::model::{Field, Kind, ParseKindError};
use prost_reflect::{FieldDescriptor, Kind as ProtoKind};

use super::message::deprecated;
use super::{Context, Lower, fixed};
use crate::options::Set;
use crate::rules::{self, error, note};

/// The JSON key of an event's id, whatever the field is called.
const ID_KEY: &str = "Id";

impl Lower<'_> {
    pub(super) fn field(
        &mut self,
        context: &Context<'_>,
        descriptor: &FieldDescriptor,
        oneof: Option<usize>,
    ) -> Field {
        let (rules, fixed) = self.options.field(descriptor);
        let name = descriptor.name();
        let mut field = Field::new(name, Some(descriptor.number()), Kind::Bool);
        field.place = Some(context.places.at(descriptor.path()));
        let declared = self.declared(descriptor, oneof);
        field.kind = self.kind(&field, declared, &rules);
        self.required(&mut field, oneof, &rules);
        field.id = rules.flag("id");
        if field.id {
            self.id(&mut field, oneof);
        }
        if let Some(name) = rules.text("name") {
            field.json_name = name;
        } else if field.id {
            ID_KEY.clone_into(&mut field.json_name);
        } else {
            field.json_name = to_pascal(name);
        }
        descriptor.json_name().clone_into(&mut field.proto_json_name);
        field.aliases = rules.texts("aliases");
        field.oneof = oneof;
        field.default = rules.flag("default");
        field.doc = context.places.doc(descriptor.path());
        let raw = descriptor.field_descriptor_proto();
        let is_deprecated = raw.options.as_ref().is_some_and(prost_types::FieldOptions::deprecated);
        field.deprecated = deprecated(is_deprecated, &mut field.doc);
        if raw.options.as_ref().is_some_and(|options| options.packed == Some(false)) {
            self.push(
                note(&rules::PACKED, format!("`{name}` is written packed, against its option"))
                    .at(field.place.clone()),
            );
        }
        if let Some(text) = fixed {
            match fixed::parse(&text, &field, context.version()) {
                Ok(value) => field.fixed = Some(value),
                Err(finding) => self.push(finding.at(field.place.clone())),
            }
        }
        field
    }

    /// The kind that follows from the type alone, without `required`.
    fn declared(&mut self, descriptor: &FieldDescriptor, oneof: Option<usize>) -> Kind {
        if descriptor.is_map()
            && let ProtoKind::Message(entry) = descriptor.kind()
        {
            let key = self.single(&entry.map_entry_key_field().kind(), false);
            let value = self.single(&entry.map_entry_value_field().kind(), false);
            return Kind::Map(Box::new(key), Box::new(value));
        }
        let single = self.single(&descriptor.kind(), oneof.is_some());
        if descriptor.is_list() {
            return Kind::List(Box::new(single));
        }
        let is_message = matches!(descriptor.kind(), ProtoKind::Message(_));
        let is_optional = descriptor.field_descriptor_proto().proto3_optional();
        if oneof.is_none() && (is_message || is_optional) {
            return Kind::Optional(Box::new(single));
        }
        single
    }

    fn single(&mut self, kind: &ProtoKind, in_oneof: bool) -> Kind {
        let scalar = match kind {
            ProtoKind::Message(message) => {
                return match message.full_name() {
                    "google.protobuf.Timestamp" => Kind::Timestamp,
                    "google.protobuf.Duration" => Kind::Duration,
                    "google.protobuf.Value" => Kind::Json,
                    "google.protobuf.Empty" if in_oneof => Kind::Empty,
                    name => Kind::Named(name.to_owned()),
                };
            }
            ProtoKind::Enum(enumeration) => {
                let name = enumeration.full_name();
                if !self.out.enums.contains(name) {
                    self.out.enums.insert(name.to_owned());
                }
                return Kind::Named(name.to_owned());
            }
            ProtoKind::Double => "double",
            ProtoKind::Float => "float",
            ProtoKind::Int32 => "int32",
            ProtoKind::Int64 => "int64",
            ProtoKind::Uint32 => "uint32",
            ProtoKind::Uint64 => "uint64",
            ProtoKind::Sint32 => "sint32",
            ProtoKind::Sint64 => "sint64",
            ProtoKind::Fixed32 => "fixed32",
            ProtoKind::Fixed64 => "fixed64",
            ProtoKind::Sfixed32 => "sfixed32",
            ProtoKind::Sfixed64 => "sfixed64",
            ProtoKind::Bool => "bool",
            ProtoKind::String => "string",
            ProtoKind::Bytes => "bytes",
        };
        Kind::of_scalar(scalar).unwrap_or(Kind::Bytes)
    }

    /// The declared kind, narrowed by the option `kind`.
    fn kind(&mut self, field: &Field, declared: Kind, rules: &Set) -> Kind {
        let Some(text) = rules.text("kind") else { return declared };
        let kind = match text.parse::<Kind>() {
            Ok(kind) => kind,
            Err(ParseKindError { text, .. }) => {
                self.push(
                    error(&rules::KIND, format!("`{text}` is not a kind of field"))
                        .at(field.place.clone())
                        .help("examples are `uuid`, `decimal`, `int16`, `set<string>`, `array<double, 3>`"),
                );
                return declared;
            }
        };
        // A kind is that of the whole field, or that of a single value in it.
        let narrowed = match (&declared, &kind) {
            (
                _,
                Kind::Optional(_) | Kind::List(_) | Kind::Array(..) | Kind::Set(_) | Kind::Map(..),
            ) => kind,
            (Kind::Optional(_), _) => Kind::Optional(Box::new(kind)),
            (Kind::List(_), _) => Kind::List(Box::new(kind)),
            _ => kind,
        };
        if fits(&declared, &narrowed) {
            return narrowed;
        }
        self.push(
            error(
                &rules::KIND,
                format!("`{}` is `{declared}`, which `{text}` does not fit", field.name),
            )
            .at(field.place.clone())
            .help(match narrowed.proto_type() {
                Some(of) if !of.contains('.') => {
                    let label = match &narrowed {
                        Kind::Optional(_) => "optional ",
                        kind if kind.is_repeated() => "repeated ",
                        _ => "",
                    };
                    format!("`{text}` is `{label}{of}` in Protobuf")
                }
                _ => "drop the option, or change the type of the field".to_owned(),
            }),
        );
        declared
    }

    fn required(&mut self, field: &mut Field, oneof: Option<usize>, rules: &Set) {
        if !rules.flag("required") {
            return;
        }
        let is_message = match field.kind.required() {
            Kind::Named(name) => !self.out.enums.contains(name),
            Kind::Timestamp | Kind::Duration | Kind::Json => true,
            _ => false,
        };
        let (text, help) = match &field.kind {
            _ if oneof.is_some() => (
                "is in a oneof, so it cannot be required",
                "require the choice, with `option (plumberd.v1.choice).required = true;`",
            ),
            Kind::Optional(inner) if is_message => {
                field.kind = inner.as_ref().clone();
                return;
            }
            Kind::Optional(_) => ("is `optional` and cannot be required", "drop one of the two"),
            kind if kind.is_repeated() => (
                "is repeated, so it cannot be required",
                "drop the option: an empty one is written as such",
            ),
            _ => (
                "is a scalar, which always has a value, so it cannot be required",
                "drop the option",
            ),
        };
        self.push(
            error(&rules::REQUIRED, format!("`{}` {text}", field.name))
                .at(field.place.clone())
                .help(help),
        );
    }

    /// The kind of an event's id, which only its use says.
    fn id(&mut self, field: &mut Field, oneof: Option<usize>) {
        let narrowed = match (&field.kind, oneof) {
            (Kind::String | Kind::Uuid, None) => Kind::Uuid,
            (Kind::Optional(inner), None) if matches!(**inner, Kind::String | Kind::Uuid) => {
                Kind::Optional(Box::new(Kind::Uuid))
            }
            _ => {
                let kind = &field.kind;
                self.push(
                    error(
                        &rules::EVENT_ID,
                        format!(
                            "`{}` is `{kind}`, and an event's id is a UUID in a string",
                            field.name
                        ),
                    )
                    .at(field.place.clone())
                    .help("make it a `string`, or drop the option"),
                );
                field.id = false;
                return;
            }
        };
        field.kind = narrowed;
    }
}

/// Whether two kinds are the same to Protobuf.
fn fits(declared: &Kind, narrowed: &Kind) -> bool {
    match (declared, narrowed) {
        (Kind::Map(key, value), Kind::Map(narrow_key, narrow_value)) => {
            key.proto_type() == narrow_key.proto_type()
                && value.proto_type() == narrow_value.proto_type()
        }
        (Kind::Optional(a), Kind::Optional(b))
        | (Kind::List(a), Kind::List(b) | Kind::Set(b) | Kind::Array(b, _)) => fits(a, b),
        _ => {
            let single = |kind: &Kind| !matches!(kind, Kind::Optional(_)) && !kind.is_repeated();
            single(declared)
                && single(narrowed)
                && declared.proto_type().is_some()
                && declared.proto_type() == narrowed.proto_type()
        }
    }
}
