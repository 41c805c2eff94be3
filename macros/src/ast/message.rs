use proc_macro2::{Ident, Span};
use syn::{Fields, LitStr, Type};

use super::{Item, bare};
use crate::attr::{self, DefaultValue, FieldAttrs, FieldPlace, FixedValue, ItemAttrs, Wire};
use crate::case::{self, Case};
use crate::check;
use crate::ctxt::Ctxt;

/// A struct with named fields.
#[derive(Clone)]
pub(crate) struct Message {
    pub(crate) item: Item,
    /// Those on the wire in its order, the id first; then those that are not.
    pub(crate) fields: Vec<Field>,
    /// Whether every field has a number, so that there is a Protobuf form.
    pub(crate) tagged: bool,
}

/// A field of a struct.
#[derive(Clone)]
pub(crate) struct Field {
    pub(crate) ident: Ident,
    pub(crate) ty: Type,
    pub(crate) role: Role,
    /// Its place in the declaration.
    pub(crate) order: usize,
    pub(crate) number: Option<u32>,
    /// Where the number stands.
    pub(crate) number_at: Span,
    /// The name in `.proto` files.
    pub(crate) name: String,
    /// The key of the `micro-plumberd` profile.
    pub(crate) json: String,
    /// Where that key comes from.
    pub(crate) json_at: Span,
    /// The key of the `proto3` profile.
    pub(crate) proto_json: String,
    pub(crate) aliases: Vec<LitStr>,
    pub(crate) wire: Option<Wire>,
    pub(crate) default: Option<DefaultValue>,
    /// The value of a constant.
    pub(crate) fixed: Option<FixedValue>,
    pub(crate) doc: String,
    pub(crate) deprecated: Option<String>,
}

/// What a field does on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    Plain,
    /// The event's id.
    Id,
    /// An enum with data whose alternatives are fields of this message.
    Oneof,
    /// A constant on the wire.
    Fixed,
    /// Never on the wire.
    Skip,
    /// No longer on the wire.
    Reserved,
}

impl Field {
    /// Whether the field is on the wire.
    pub(crate) fn travels(&self) -> bool {
        !matches!(self.role, Role::Skip | Role::Reserved)
    }

    /// Whether the field has, or should have, a number of its own.
    pub(crate) fn takes_tag(&self) -> bool {
        matches!(self.role, Role::Plain | Role::Id | Role::Fixed)
    }
}

impl Message {
    pub(crate) fn new(mut item: Item, mut fields: Vec<Field>, cx: &Ctxt) -> Self {
        fields.sort_by_key(|field| (!field.travels(), field.role != Role::Id));
        check::field_numbers(&fields, &item.reserved, cx);
        check::field_names(&fields, &item.reserved, cx);
        check::fixed_values(&fields, &item.generics, cx);
        let tagged = check::all_or_no_tags(&fields, &item.reserved, cx);
        for field in fields.iter().filter(|field| field.role == Role::Reserved) {
            item.reserved.ranges.extend(field.number.map(|number| (number, number)));
            item.reserved.names.push(field.name.clone());
        }
        Self { item, fields, tagged }
    }

    /// The fields on the wire, in its order.
    pub(crate) fn wire_fields(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(|field| field.travels())
    }
}

/// Reads the fields of a struct, or of a variant that is an event.
pub(crate) fn fields(fields: &Fields, item: &ItemAttrs, is_event: bool, cx: &Ctxt) -> Vec<Field> {
    let place = if is_event { FieldPlace::EventField } else { FieldPlace::DataField };
    let with_serde = item.interop.iter().any(|name| name == "serde");
    let mut out: Vec<Field> = fields
        .iter()
        .enumerate()
        .filter_map(|(order, field)| {
            if with_serde {
                attr::serde_instead(&field.attrs, cx);
            }
            let ident = field.ident.clone()?;
            let attrs = FieldAttrs::read(&field.attrs, place, cx);
            check::field_conflicts(&attrs, cx);
            Some(Field {
                order,
                ..read(ident, field, &attrs, item.rename_all.unwrap_or(Case::Pascal), cx)
            })
        })
        .collect();
    if is_event {
        choose_id(&mut out, cx);
    }
    out
}

fn read(ident: Ident, field: &syn::Field, attrs: &FieldAttrs, case: Case, cx: &Ctxt) -> Field {
    let rust_name = bare(&ident);
    let (name, proto_json) = attrs.proto_names(case::to_snake(&rust_name));
    let role = if attrs.has("skip") {
        Role::Skip
    } else if attrs.has("reserved") {
        Role::Reserved
    } else if attrs.has("oneof") {
        Role::Oneof
    } else if attrs.has("id") {
        Role::Id
    } else if attrs.has("fixed") {
        Role::Fixed
    } else {
        Role::Plain
    };
    let json = attrs.name.as_ref().map_or_else(|| case.apply(&rust_name), LitStr::value);
    check::json_names(attrs.json_keys(), cx);
    Field {
        ty: field.ty.clone(),
        role,
        order: 0,
        number: check::tag(attrs, cx),
        number_at: attrs.tag.map_or_else(|| ident.span(), |(_, at)| at),
        proto_json,
        name,
        json,
        json_at: attrs.name.as_ref().map_or_else(|| ident.span(), LitStr::span),
        aliases: attrs.aliases.clone(),
        wire: attrs.wire,
        default: attrs.default.clone(),
        fixed: attrs.fixed.clone(),
        doc: attr::doc(&field.attrs),
        deprecated: attrs.deprecated.clone(),
        ident,
    }
}

/// The id is the field marked `#[event(id)]`, or else one that is called `id` and is a `Uuid`. Its
/// key is always `Id`, which is where micro-plumberd looks for it.
fn choose_id(fields: &mut [Field], cx: &Ctxt) {
    let marked: Vec<Span> = fields
        .iter()
        .filter(|field| field.role == Role::Id)
        .map(|field| field.ident.span())
        .collect();
    if let Some(second) = marked.get(1) {
        cx.error(*second, "an event has one id, and an earlier field is marked `#[event(id)]` too");
    }
    if marked.is_empty() {
        let by_name = fields
            .iter_mut()
            .find(|field| field.role == Role::Plain && field.ident == "id" && is_uuid(&field.ty));
        if let Some(field) = by_name {
            field.role = Role::Id;
        }
    }
    if let Some(field) = fields.iter_mut().find(|field| field.role == Role::Id) {
        "Id".clone_into(&mut field.json);
    }
}

/// `Uuid` or `Option<Uuid>`, as written.
fn is_uuid(ty: &Type) -> bool {
    let Type::Path(path) = ty else { return false };
    let Some(last) = path.path.segments.last() else { return false };
    if last.ident == "Uuid" {
        return true;
    }
    let syn::PathArguments::AngleBracketed(arguments) = &last.arguments else { return false };
    last.ident == "Option"
        && matches!(arguments.args.first(), Some(syn::GenericArgument::Type(inner)) if is_uuid(inner))
}
