//! What a derive is about, after the attributes have been read.

mod choice;
mod message;
mod set;

pub(crate) use choice::{Alternative, Choice, EnumValue, Oneof, ValueEnum};
pub(crate) use message::{Field, Message, Role};
pub(crate) use set::{EventSet, Payload, SetVariant};

use proc_macro2::{Ident, Span};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::{Attribute, Data, DeriveInput, Fields, GenericParam, Generics, LitStr, Path, Type};

use crate::attr::{self, ItemAttrs, ItemPlace, Reserved};
use crate::ctxt::Ctxt;
use crate::schema;

/// What every described type has.
#[derive(Clone)]
pub(crate) struct Item {
    pub(crate) ident: Ident,
    pub(crate) generics: Generics,
    pub(crate) krate: Path,
    /// The name on the wire, without type arguments.
    pub(crate) name: String,
    /// Whether the name was given, so that type arguments are no part of it.
    pub(crate) named: bool,
    pub(crate) doc: String,
    pub(crate) deprecated: Option<String>,
    pub(crate) reserved: Reserved,
    pub(crate) interop: Vec<Ident>,
    /// The full name of the Protobuf message or enum that the type is.
    pub(crate) proto: Option<LitStr>,
    /// The full name of the message or enum, without a check.
    pub(crate) proto_name: Option<LitStr>,
    /// What its schema says, when a build script has compiled one.
    pub(crate) proof: Option<Proof>,
}

/// What is left to the compiler of holding a type to its schema.
#[derive(Clone)]
pub(crate) struct Proof {
    /// Where the schemas stand.
    pub(crate) file: String,
    pub(crate) claims: Vec<Claim>,
}

/// What the schema says about a field.
#[derive(Clone)]
pub(crate) struct Claim {
    pub(crate) field: Ident,
    /// The field, or the fields of the oneof.
    pub(crate) known: Vec<schema::Field>,
}

impl Item {
    fn new(input: &DeriveInput, attrs: &ItemAttrs) -> Self {
        Self {
            ident: input.ident.clone(),
            generics: input.generics.clone(),
            krate: attrs.krate(),
            name: attrs.name.as_ref().map_or_else(|| bare(&input.ident), LitStr::value),
            named: attrs.name.is_some(),
            doc: attr::doc(&input.attrs),
            deprecated: attrs.deprecated.clone(),
            reserved: attrs.reserved.clone(),
            interop: attrs.interop.clone(),
            proto: attrs.proto.clone(),
            proto_name: attrs.proto_name.clone(),
            proof: None,
        }
    }

    /// The name of the message or enum, held to a schema or not.
    pub(crate) fn full_name(&self) -> Option<&LitStr> {
        self.proto.as_ref().or(self.proto_name.as_ref())
    }

    /// The type parameters whose names are part of the type's name.
    pub(crate) fn name_params(&self) -> impl Iterator<Item = &Ident> {
        let named = self.named;
        self.generics.type_params().map(|param| &param.ident).filter(move |_| !named)
    }
}

/// An event.
#[derive(Clone)]
pub(crate) struct Event {
    pub(crate) message: Message,
    pub(crate) attrs: ItemAttrs,
}

/// A type that `PlumberdData` is derived on.
#[derive(Clone)]
pub(crate) enum DataType {
    Message(Message),
    Newtype(Newtype),
    Enum(ValueEnum),
    Oneof(Oneof),
}

/// A tuple struct with one field, which travels as that field.
#[derive(Clone)]
pub(crate) struct Newtype {
    pub(crate) item: Item,
    pub(crate) inner: Type,
}

pub(crate) fn event(input: &DeriveInput, cx: &Ctxt) -> Option<Event> {
    let attrs = ItemAttrs::read(&input.attrs, ItemPlace::Event, cx);
    let at = input.ident.span();
    let fields = match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Unnamed(fields) => {
                let message = "an event has named fields, since their names are its JSON keys: write `struct Name { field: Type }`";
                cx.error(attr_span(fields), message);
                return None;
            }
            fields => fields,
        },
        Data::Enum(_) => {
            let message = "an event is a struct: derive `PlumberdEvents` for a set of events, or `PlumberdData` for a field type";
            cx.error(at, message);
            return None;
        }
        Data::Union(data) => {
            cx.error(
                data.union_token.span,
                "a union cannot be an event: its fields are not known when it is written",
            );
            return None;
        }
    };
    let item = Item::new(input, &attrs);
    let fields = message::fields(fields, &attrs, true, cx);
    Some(Event { message: Message::new(item, fields, cx), attrs })
}

pub(crate) fn data(input: &DeriveInput, cx: &Ctxt) -> Option<DataType> {
    let attrs = ItemAttrs::read(&input.attrs, ItemPlace::Data, cx);
    let item = Item::new(input, &attrs);
    match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Unnamed(fields) => {
                only(
                    &attrs,
                    &["crate", "interop"],
                    "a newtype, which travels as the field inside",
                    cx,
                );
                if fields.unnamed.len() != 1 {
                    let message = format!(
                        "a tuple struct needs exactly one field, and travels as that field; this one has {}: give the fields names",
                        fields.unnamed.len()
                    );
                    cx.error(attr_span(fields), message);
                    return None;
                }
                let field = fields.unnamed.first()?;
                refuse_event_attributes(&field.attrs, "the field of a newtype", cx);
                Some(DataType::Newtype(Newtype { item, inner: field.ty.clone() }))
            }
            fields => {
                only(
                    &attrs,
                    &[
                        "crate",
                        "interop",
                        "name",
                        "rename_all",
                        "deprecated",
                        "reserved",
                        "proto",
                        "proto_name",
                    ],
                    "a struct",
                    cx,
                );
                let fields = message::fields(fields, &attrs, false, cx);
                Some(DataType::Message(Message::new(item, fields, cx)))
            }
        },
        Data::Enum(data) => match choice::read(item, data, &attrs, cx)? {
            Choice::Values(values) => Some(DataType::Enum(values)),
            Choice::Oneof(oneof) => Some(DataType::Oneof(oneof)),
        },
        Data::Union(data) => {
            cx.error(
                data.union_token.span,
                "a union cannot be a field type: its fields are not known when it is written",
            );
            None
        }
    }
}

pub(crate) fn events(input: &DeriveInput, cx: &Ctxt) -> Option<EventSet> {
    let attrs = ItemAttrs::read(&input.attrs, ItemPlace::Set, cx);
    let data = match &input.data {
        Data::Enum(data) => data,
        Data::Struct(_) => {
            let message = "a set of events is an enum with one variant for each event: derive `PlumberdEvent` on a struct";
            cx.error(input.ident.span(), message);
            return None;
        }
        Data::Union(data) => {
            cx.error(
                data.union_token.span,
                "a set of events is an enum with one variant for each event",
            );
            return None;
        }
    };
    set::read(input, data, &attrs, cx)
}

/// A name without `r#`.
pub(crate) fn bare(ident: &Ident) -> String {
    ident.unraw().to_string()
}

/// Whether a type parameter or lifetime of the item occurs in some tokens.
pub(crate) fn mentions(tokens: &impl ToTokens, ident: &Ident) -> bool {
    fn within(tokens: proc_macro2::TokenStream, ident: &Ident) -> bool {
        tokens.into_iter().any(|token| match token {
            proc_macro2::TokenTree::Ident(found) => found == *ident,
            proc_macro2::TokenTree::Group(group) => within(group.stream(), ident),
            _ => false,
        })
    }
    within(tokens.to_token_stream(), ident)
}

/// Whether any parameter of the item occurs in some tokens.
pub(crate) fn mentions_any(tokens: &impl ToTokens, generics: &Generics) -> bool {
    generics.params.iter().any(|param| match param {
        GenericParam::Type(param) => mentions(tokens, &param.ident),
        GenericParam::Const(param) => mentions(tokens, &param.ident),
        GenericParam::Lifetime(param) => mentions(tokens, &param.lifetime.ident),
    })
}

/// Refuses the keys that make no sense for this shape of a type.
fn only(attrs: &ItemAttrs, allowed: &[&str], what: &str, cx: &Ctxt) {
    for key in attrs.given.iter().filter(|key| !allowed.contains(&key.to_string().as_str())) {
        cx.error(key.span(), format!("`{key}` has no meaning for {what}"));
    }
}

fn refuse_event_attributes(attrs: &[Attribute], what: &str, cx: &Ctxt) {
    for attr in attrs.iter().filter(|attr| attr.path().is_ident("event")) {
        let at = attr.path().get_ident().map_or_else(Span::call_site, Ident::span);
        cx.error(at, format!("{what} takes no `#[event(…)]`"));
    }
}

fn attr_span(tokens: &impl syn::spanned::Spanned) -> Span {
    tokens.span()
}
