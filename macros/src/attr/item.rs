use proc_macro2::{Ident, Span};
use syn::{Attribute, LitStr, Path, Type};

use super::value::{self, Reserved};
use super::{Given, Keys, krate, read};
use crate::case::Case;
use crate::ctxt::Ctxt;

/// The keys of a type, or of a variant of a set that is an event itself.
#[derive(Default, Clone)]
pub(crate) struct ItemAttrs {
    pub(crate) given: Given,
    pub(crate) krate: Option<Path>,
    pub(crate) category: Option<Category>,
    pub(crate) version: Option<(u32, Span)>,
    pub(crate) name: Option<LitStr>,
    pub(crate) aliases: Vec<LitStr>,
    pub(crate) profile: Option<Profile>,
    pub(crate) rename_all: Option<Case>,
    pub(crate) encoding: Option<Encoding>,
    pub(crate) reserved: Reserved,
    pub(crate) deprecated: Option<String>,
    pub(crate) supersedes: Option<Type>,
    pub(crate) upcast_json: Vec<Path>,
    pub(crate) since: Option<(u32, Span)>,
    /// Whether a value enum travels by name in JSON.
    pub(crate) by_name: Option<bool>,
    pub(crate) interop: Vec<Ident>,
    pub(crate) register: Option<bool>,
    /// The full name of a Protobuf message or enum.
    pub(crate) proto: Option<LitStr>,
    pub(crate) proto_name: Option<LitStr>,
}

#[derive(Clone)]
pub(crate) enum Category {
    Name(LitStr),
    Const(Path),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Profile {
    MicroPlumberd,
    Proto3,
    Py019,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    Json,
    Protobuf,
}

/// What the keys stand on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Event,
    Data,
    Set,
    SetVariant,
}

const EXAMPLE_CATEGORY: &str = "category = \"Recording\"";

impl Place {
    fn keys(self) -> Keys {
        match self {
            Self::Event => Keys {
                place: "an event",
                allowed: &[
                    "category",
                    "version",
                    "name",
                    "aliases",
                    "profile",
                    "rename_all",
                    "crate",
                    "deprecated",
                    "reserved",
                    "encoding",
                    "supersedes",
                    "upcast_json",
                    "since",
                    "interop",
                    "register",
                    "proto",
                    "proto_name",
                ],
                elsewhere: &[
                    ("tag", "it belongs on a field"),
                    ("id", "it belongs on a field"),
                    ("skip", "it belongs on a field"),
                    ("oneof", "it belongs on a field"),
                    ("type", "the type name on the wire is `name = \"…\"`"),
                    ("stream", "streams are named by `category = \"…\"`"),
                    ("alias", "write `aliases(\"…\")`"),
                    ("json", "it belongs on an enum that derives `PlumberdData`"),
                ],
            },
            Self::Data => Keys {
                place: "a data type",
                allowed: &[
                    "name",
                    "rename_all",
                    "crate",
                    "deprecated",
                    "reserved",
                    "json",
                    "interop",
                    "proto",
                    "proto_name",
                ],
                elsewhere: &[
                    ("category", "only an event has a category; derive `PlumberdEvent`"),
                    ("version", "only an event has a version; derive `PlumberdEvent`"),
                    ("tag", "it belongs on a field or a variant"),
                    ("transparent", "a tuple struct with one field is transparent anyway"),
                ],
            },
            Self::Set => Keys {
                place: "a set of events",
                allowed: &["category", "version", "profile", "rename_all", "encoding", "crate"],
                elsewhere: &[
                    ("name", "a set has no name on the wire; it belongs on an event"),
                    ("unknown", "it belongs on a variant: `#[event(unknown)] Other(UnknownEvent)`"),
                    ("tag", "a set is not on the wire itself; it belongs on a field"),
                ],
            },
            Self::SetVariant => Keys {
                place: "a variant of a set",
                allowed: &[
                    "unknown",
                    "category",
                    "version",
                    "name",
                    "aliases",
                    "profile",
                    "rename_all",
                    "deprecated",
                    "reserved",
                    "encoding",
                    "since",
                    "supersedes",
                    "upcast_json",
                    "proto",
                    "proto_name",
                ],
                elsewhere: &[("tag", "a set is not on the wire itself; it belongs on a field")],
            },
        }
    }
}

impl ItemAttrs {
    pub(crate) fn read(attrs: &[Attribute], place: Place, cx: &Ctxt) -> Self {
        let mut out = Self::default();
        let given = read(attrs, cx, &place.keys(), |key, input| out.take(key, input));
        out.given = given;
        if let (Some(_), Some(at)) = (out.key("proto"), out.key("proto_name")) {
            let message = "`proto_name` contradicts `proto`, which says the name and holds the type to its schema: remove one of the two";
            cx.error(at, message);
        }
        if out.deprecated.is_none() {
            out.deprecated = super::deprecation(attrs);
        }
        out
    }

    fn take(&mut self, key: &Ident, input: syn::parse::ParseStream<'_>) -> syn::Result<()> {
        match key.to_string().as_str() {
            "crate" => self.krate = Some(krate::read(key, input)?),
            "category" => {
                value::eq(key, input, EXAMPLE_CATEGORY)?;
                self.category = Some(if input.peek(LitStr) {
                    Category::Name(input.parse()?)
                } else if input.peek(syn::Lit) {
                    let message = format!(
                        "expected a string literal or the path of a constant: `{EXAMPLE_CATEGORY}`"
                    );
                    return Err(syn::Error::new(input.span(), message));
                } else {
                    Category::Const(input.parse()?)
                });
            }
            "version" => self.version = Some(value::version(key, input)?),
            "since" => self.since = Some(value::version(key, input)?),
            "name" => self.name = Some(value::string(key, input, "name = \"RecordingFinished\"")?),
            "aliases" => self.aliases = value::strings(key, input, "aliases(\"OldName\")")?,
            "profile" => {
                let names = ["micro-plumberd", "proto3", "py-0.1.9"];
                self.profile = Some(value::choice(
                    key,
                    input,
                    "profile = \"micro-plumberd\"",
                    &names,
                    |name| match name {
                        "micro-plumberd" => Some(Profile::MicroPlumberd),
                        "proto3" => Some(Profile::Proto3),
                        "py-0.1.9" => Some(Profile::Py019),
                        _ => None,
                    },
                )?);
            }
            "rename_all" => {
                let example = "rename_all = \"camelCase\"";
                self.rename_all =
                    Some(value::choice(key, input, example, &Case::NAMES, Case::parse)?);
            }
            "encoding" => {
                self.encoding = Some(value::choice(
                    key,
                    input,
                    "encoding = \"protobuf\"",
                    &["json", "protobuf"],
                    |name| match name {
                        "json" => Some(Encoding::Json),
                        "protobuf" => Some(Encoding::Protobuf),
                        _ => None,
                    },
                )?);
            }
            "json" => {
                self.by_name = Some(value::choice(
                    key,
                    input,
                    "json = \"name\"",
                    &["name", "number"],
                    |form| match form {
                        "name" => Some(true),
                        "number" => Some(false),
                        _ => None,
                    },
                )?);
            }
            "reserved" => self.reserved = value::reserved(key, input)?,
            "deprecated" => self.deprecated = Some(value::deprecated(key, input)?),
            "supersedes" => {
                self.supersedes = Some(value::parsed(key, input, "supersedes = OlderEvent")?);
            }
            "upcast_json" => {
                let example = "upcast_json(v1_to_v2)";
                self.upcast_json = value::list(key, input, example, |item| {
                    let at = item.span();
                    item.parse().map_err(|_| {
                        syn::Error::new(at, format!("expected a function: `{example}`"))
                    })
                })?;
            }
            "interop" => {
                let names = ["serde", "schemars", "prost"];
                self.interop = value::idents(key, input, "interop(serde)", &names)?;
            }
            "register" => self.register = Some(value::boolean(key, input, "register = false")?),
            "proto" => self.proto = Some(value::full_name(key, input)?),
            "proto_name" => self.proto_name = Some(value::full_name(key, input)?),
            _ => value::flag(key, input)?,
        }
        Ok(())
    }

    /// The path to plumberd.
    pub(crate) fn krate(&self) -> Path {
        self.krate.clone().unwrap_or_else(|| syn::parse_quote!(::plumberd))
    }

    /// The place of a key.
    pub(crate) fn key(&self, name: &str) -> Option<Span> {
        self.given.key(name)
    }
}
