use proc_macro2::Span;
use syn::{Attribute, LitStr};

use super::fixed::{self, FixedValue};
use super::value::{self, DefaultValue, Wire};
use super::{Given, Keys, read};
use crate::case;
use crate::ctxt::Ctxt;

/// The keys of a field or of a variant of an enum with data or values.
#[derive(Default, Clone)]
pub(crate) struct FieldAttrs {
    pub(crate) given: Given,
    pub(crate) tag: Option<(i64, Span)>,
    pub(crate) name: Option<LitStr>,
    pub(crate) proto_name: Option<LitStr>,
    pub(crate) json_name: Option<LitStr>,
    pub(crate) aliases: Vec<LitStr>,
    pub(crate) default: Option<DefaultValue>,
    pub(crate) wire: Option<Wire>,
    pub(crate) fixed: Option<FixedValue>,
    pub(crate) deprecated: Option<String>,
}

/// What the keys stand on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    EventField,
    DataField,
    Variant,
}

const ON_THE_TYPE: &str = "it belongs on the type";

impl Place {
    fn keys(self) -> Keys {
        match self {
            Self::EventField => Keys {
                place: "a field",
                allowed: &[
                    "tag",
                    "name",
                    "aliases",
                    "default",
                    "skip",
                    "id",
                    "reserved",
                    "oneof",
                    "wire",
                    "fixed",
                    "deprecated",
                    "proto_name",
                    "json_name",
                ],
                elsewhere: &[
                    ("category", ON_THE_TYPE),
                    ("version", ON_THE_TYPE),
                    ("rename_all", ON_THE_TYPE),
                    ("rename", "write `name = \"…\"`"),
                    ("alias", "write `aliases(\"…\")`"),
                    (
                        "flatten",
                        "write `oneof` on an enum with data; other types cannot be flattened",
                    ),
                    ("optional", "write the type as `Option<…>`"),
                ],
            },
            Self::DataField => Keys {
                place: "a field",
                allowed: &[
                    "tag",
                    "name",
                    "aliases",
                    "default",
                    "skip",
                    "reserved",
                    "oneof",
                    "wire",
                    "fixed",
                    "deprecated",
                    "proto_name",
                    "json_name",
                ],
                elsewhere: &[
                    (
                        "id",
                        "only an event has an id; write `name = \"Id\"` if only the key is meant",
                    ),
                    ("rename", "write `name = \"…\"`"),
                    ("alias", "write `aliases(\"…\")`"),
                    (
                        "flatten",
                        "write `oneof` on an enum with data; other types cannot be flattened",
                    ),
                    ("optional", "write the type as `Option<…>`"),
                ],
            },
            Self::Variant => Keys {
                place: "a variant",
                allowed: &[
                    "tag",
                    "name",
                    "aliases",
                    "unknown",
                    "wire",
                    "deprecated",
                    "proto_name",
                    "json_name",
                ],
                elsewhere: &[
                    ("rename", "write `name = \"…\"`"),
                    ("alias", "write `aliases(\"…\")`"),
                    ("skip", "every variant can be on the wire"),
                    ("fixed", "it belongs on a field of a struct"),
                    ("default", "the variant with number 0 is the default"),
                    ("other", "write `unknown`"),
                ],
            },
        }
    }
}

impl FieldAttrs {
    pub(crate) fn read(attrs: &[Attribute], place: Place, cx: &Ctxt) -> Self {
        let mut out = Self::default();
        let given = read(attrs, cx, &place.keys(), |key, input| {
            match key.to_string().as_str() {
                "tag" => out.tag = Some(value::tag(key, input)?),
                "name" => out.name = Some(value::string(key, input, "name = \"Name\"")?),
                "proto_name" => out.proto_name = Some(value::proto_name(key, input)?),
                "json_name" => {
                    out.json_name = Some(value::string(key, input, "json_name = \"recordingId\"")?);
                }
                "aliases" => out.aliases = value::strings(key, input, "aliases(\"OldName\")")?,
                "default" => out.default = Some(value::default(key, input)?),
                "wire" => {
                    out.wire = Some(value::choice(
                        key,
                        input,
                        "wire = \"zigzag\"",
                        &["zigzag", "fixed"],
                        |name| match name {
                            "zigzag" => Some(Wire::ZigZag),
                            "fixed" => Some(Wire::Fixed),
                            _ => None,
                        },
                    )?);
                }
                "fixed" => out.fixed = Some(fixed::read(key, input)?),
                "deprecated" => out.deprecated = Some(value::deprecated(key, input)?),
                _ => value::flag(key, input)?,
            }
            Ok(())
        });
        out.given = given;
        if out.deprecated.is_none() {
            out.deprecated = super::deprecation(attrs);
        }
        out
    }

    /// The name in `.proto` files, and the key of the `proto3` profile, where they are not `rule`.
    pub(crate) fn proto_names(&self, rule: String) -> (String, String) {
        let name = self.proto_name.as_ref().map_or(rule, LitStr::value);
        let json =
            self.json_name.as_ref().map_or_else(|| case::to_proto_json(&name), LitStr::value);
        (name, json)
    }

    /// All keys of JSON.
    pub(crate) fn json_keys(&self) -> impl Iterator<Item = &LitStr> {
        self.name.iter().chain(&self.json_name).chain(&self.aliases)
    }

    /// Whether a key without value is there.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.given.key(key).is_some()
    }
}
