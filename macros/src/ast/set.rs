use proc_macro2::{Ident, Span};
use quote::format_ident;
use syn::{DataEnum, DeriveInput, Fields, Generics, Path, Type, Variant};

use super::{Event, Item, Message, bare, message, refuse_event_attributes};
use crate::attr::{self, ItemAttrs, ItemPlace};
use crate::check;
use crate::ctxt::Ctxt;

/// The events that a reader understands.
#[derive(Clone)]
pub(crate) struct EventSet {
    pub(crate) ident: Ident,
    pub(crate) generics: Generics,
    pub(crate) krate: Path,
    pub(crate) variants: Vec<SetVariant>,
    /// Whether the set or a variant of it is deprecated.
    pub(crate) deprecated: bool,
}

impl EventSet {
    /// The events that variants are themselves.
    pub(crate) fn events(&mut self) -> impl Iterator<Item = &mut Event> {
        self.variants.iter_mut().filter_map(|variant| match &mut variant.payload {
            Payload::Event(event) => Some(&mut **event),
            _ => None,
        })
    }
}

/// A variant of a set.
#[derive(Clone)]
pub(crate) struct SetVariant {
    pub(crate) ident: Ident,
    pub(crate) payload: Payload,
}

#[derive(Clone)]
pub(crate) enum Payload {
    /// A type that is an event.
    Type(Type),
    /// An event that is not known, kept whole.
    Unknown(Type),
    /// The variant itself is the event. The event is that of a hidden struct with the same fields.
    Event(Box<Event>),
}

pub(super) fn read(
    input: &DeriveInput,
    data: &DataEnum,
    attrs: &ItemAttrs,
    cx: &Ctxt,
) -> Option<EventSet> {
    if let Some(lifetime) = input.generics.lifetimes().next() {
        let message = "a set owns its events, so that they outlive the buffer they were read from: use events without lifetimes";
        cx.error(lifetime.lifetime.span(), message);
        return None;
    }
    if data.variants.is_empty() {
        cx.error(input.ident.span(), "a set needs at least one event: `Started(RecordingStarted)`");
        return None;
    }
    let mut variants: Vec<SetVariant> = Vec::new();
    let mut deprecated = attrs.deprecated.is_some();
    let mut unknown: Option<Ident> = None;
    for variant in &data.variants {
        let keys = ItemAttrs::read(&variant.attrs, ItemPlace::SetVariant, cx);
        deprecated |= keys.deprecated.is_some();
        let payload = if let Some(at) = keys.key("unknown") {
            unknown_variant(variant, &keys, at, unknown.as_ref(), cx)
                .inspect(|_| unknown = Some(variant.ident.clone()))
        } else {
            event_variant(input, variant, keys, attrs, cx)
        };
        variants
            .extend(payload.map(|payload| SetVariant { ident: variant.ident.clone(), payload }));
    }
    if !data.variants.iter().any(|variant| !matches!(variant.fields, Fields::Unnamed(_))) {
        for key in attrs.given.iter().filter(|key| *key != "crate") {
            let message = format!(
                "`{key}` is for variants with fields, and this set has none: write it on the events"
            );
            cx.error(key.span(), message);
        }
    }
    let krate = attrs.krate();
    Some(EventSet {
        ident: input.ident.clone(),
        generics: input.generics.clone(),
        krate,
        variants,
        deprecated,
    })
}

fn unknown_variant(
    variant: &Variant,
    keys: &ItemAttrs,
    at: Span,
    earlier: Option<&Ident>,
    cx: &Ctxt,
) -> Option<Payload> {
    for key in keys.given.iter().filter(|key| *key != "unknown") {
        cx.error(key.span(), format!("`{key}` has no meaning next to `unknown`"));
    }
    if let Some(earlier) = earlier {
        cx.error(at, format!("`{earlier}` takes the unknown events already"));
        return None;
    }
    let ty = single(&variant.fields);
    if ty.is_none() {
        let name = &variant.ident;
        cx.error(at, format!("the variant for unknown events holds one: `{name}(UnknownEvent)`"));
    }
    ty.map(|ty| Payload::Unknown(ty.clone()))
}

fn event_variant(
    input: &DeriveInput,
    variant: &Variant,
    mut keys: ItemAttrs,
    set: &ItemAttrs,
    cx: &Ctxt,
) -> Option<Payload> {
    let ident = &variant.ident;
    if let Some(ty) = single(&variant.fields) {
        for key in keys.given.iter().filter(|key| *key != "deprecated") {
            cx.error(key.span(), format!("`{key}` belongs on the event that `{ident}` holds"));
        }
        for field in &variant.fields {
            refuse_event_attributes(&field.attrs, "the event of a variant", cx);
        }
        return Some(Payload::Type(ty.clone()));
    }
    if let Fields::Unnamed(fields) = &variant.fields {
        let message = format!(
            "a variant holds one event: `{ident}(TheEvent)`, or has named fields and is the event itself"
        );
        cx.error(syn::spanned::Spanned::span(fields), message);
        return None;
    }
    if let Some(param) = input.generics.type_params().next() {
        let message = format!(
            "a variant of a generic set cannot be an event itself: move the fields to a struct that derives `PlumberdEvent`, and write `{ident}(ThatStruct<{}>)`",
            param.ident
        );
        cx.error(ident.span(), message);
        return None;
    }
    keys.category = keys.category.or_else(|| set.category.clone());
    keys.version = keys.version.or(set.version);
    keys.profile = keys.profile.or(set.profile);
    keys.rename_all = keys.rename_all.or(set.rename_all);
    keys.encoding = keys.encoding.or(set.encoding);
    keys.register = keys.register.or(set.register);
    let item = Item {
        ident: format_ident!("__{}", bare(ident), span = ident.span()),
        generics: Generics::default(),
        krate: set.krate(),
        name: keys.name.as_ref().map_or_else(|| bare(ident), syn::LitStr::value),
        named: true,
        doc: attr::doc(&variant.attrs),
        deprecated: keys.deprecated.clone(),
        reserved: keys.reserved.clone(),
        interop: Vec::new(),
        proto: keys.proto.clone(),
        proto_name: keys.proto_name.clone(),
        proof: None,
    };
    let fields = message::fields(&variant.fields, &keys, true, cx);
    let event = Event { message: Message::new(item, fields, cx), attrs: keys };
    check::event(&event, ident, cx);
    Some(Payload::Event(Box::new(event)))
}

fn single(fields: &Fields) -> Option<&Type> {
    match fields {
        Fields::Unnamed(fields) if fields.unnamed.len() == 1 => {
            fields.unnamed.first().map(|field| &field.ty)
        }
        _ => None,
    }
}
