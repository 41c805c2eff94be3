use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::ast::{EnumValue, Field, Item, Role};
use crate::attr::{FixedValue, Reserved, Wire};

/// A descriptor as a constant expression; members that have their default are not written.
pub(super) fn field(field: &Field, kind: &TokenStream) -> TokenStream {
    let name = &field.name;
    let json_key = fragment(&field.json);
    let proto_json_key = fragment(&field.proto_json);
    let number = field.number.map(|number| quote!(number: __p::Some(#number),));
    let wire_format = match field.wire {
        None => None,
        Some(Wire::ZigZag) => Some(quote!(wire_format: __p::WireFormat::ZigZag,)),
        Some(Wire::Fixed) => Some(quote!(wire_format: __p::WireFormat::Fixed,)),
    };
    let aliases = &field.aliases;
    let aliases = (!aliases.is_empty()).then(|| quote!(aliases: &[#(#aliases),*],));
    let oneof = (field.role == Role::Oneof).then(|| quote!(oneof: true,));
    let id = (field.role == Role::Id).then(|| quote!(id: true,));
    let default = field.default.as_ref().map(|_| quote!(default: true,));
    let fixed = field.fixed.as_ref().map(|value| match value {
        FixedValue::Text(text) => quote!(fixed: __p::Some(__p::FixedValue::Text(#text)),),
        FixedValue::Bool(value) => quote!(fixed: __p::Some(__p::FixedValue::Bool(#value)),),
        FixedValue::Int(..) => {
            let value = value.integer().map(Literal::i128_suffixed);
            quote!(fixed: __p::Some(__p::fixed_integer(#value, #kind)),)
        }
    });
    let doc = doc(&field.doc);
    let deprecated = deprecation(field.deprecated.as_ref());
    quote! {
        __p::FieldDescriptor {
            name: #name,
            json_key: #json_key,
            proto_json_key: #proto_json_key,
            #number
            #wire_format
            kind: #kind,
            #aliases
            #oneof
            #id
            #default
            #fixed
            #doc
            #deprecated
            ..__p::FieldDescriptor::NEW
        }
    }
}

/// A JSON key with all that stands around it.
fn fragment(key: &str) -> String {
    format!(",\"{key}\":")
}

fn doc(doc: &str) -> Option<TokenStream> {
    (!doc.is_empty()).then(|| quote!(doc: #doc,))
}

fn deprecation(note: Option<&String>) -> Option<TokenStream> {
    note.map(|note| quote!(deprecated: __p::Some(__p::Deprecation { note: #note }),))
}

/// A value of an enum.
pub(super) fn enum_value(value: &EnumValue) -> TokenStream {
    let EnumValue { number, name, proto_name, aliases, doc, .. } = value;
    let deprecated = match &value.deprecated {
        Some(note) => quote!(__p::Some(__p::Deprecation { note: #note })),
        None => quote!(__p::None),
    };
    quote! {
        __p::EnumValue {
            name: #name,
            proto_name: #proto_name,
            aliases: &[#(#aliases),*],
            number: #number,
            doc: #doc,
            deprecated: #deprecated,
        }
    }
}

/// `NAME`, and the buffer behind the name of a generic type.
pub(super) fn name(item: &Item) -> TokenStream {
    let name = &item.name;
    let mut params = item.name_params().peekable();
    if params.peek().is_none() {
        return quote!(const NAME: &'static __p::str = #name;);
    }
    quote! {
        const NAME_BUFFER: __p::NameBuffer = __p::NameBuffer::generic(#name, &[#(<#params as __p::Data>::NAME),*]);
        const NAME: &'static __p::str = __p::NameBuffer::as_str(&<Self as __p::Data>::NAME_BUFFER);
    }
}

/// `PROTO_NAME`, of a type that has one.
pub(super) fn proto_name(item: &Item) -> Option<TokenStream> {
    let name = item.full_name()?;
    Some(quote!(const PROTO_NAME: &'static __p::str = #name;))
}

/// `DESCRIPTOR`. `checks` are statements that run with it.
pub(super) fn descriptor(item: &Item, shape: &TokenStream, checks: &TokenStream) -> TokenStream {
    let doc = doc(&item.doc);
    let deprecated = deprecation(item.deprecated.as_ref());
    let proto = item.full_name().map(|name| quote!(proto: __p::Some(#name),));
    let reserved = reserved(&item.reserved);
    let value = quote! {
        &__p::TypeDescriptor {
            name: <Self as __p::Data>::NAME,
            #doc
            #deprecated
            shape: #shape,
            #proto
            #reserved
            origin: __p::Origin { module: ::core::module_path!(), file: ::core::file!(), line: ::core::line!() },
            ..__p::TypeDescriptor::NEW
        }
    };
    let value = if checks.is_empty() { value } else { quote!({ #checks #value }) };
    quote!(const DESCRIPTOR: &'static __p::TypeDescriptor = #value;)
}

fn reserved(reserved: &Reserved) -> Option<TokenStream> {
    if reserved.ranges.is_empty() && reserved.names.is_empty() {
        return None;
    }
    let numbers = reserved.ranges.iter().map(|(low, high)| quote!((#low, #high)));
    let names = &reserved.names;
    Some(quote!(reserved: __p::Reserved { numbers: &[#(#numbers),*], names: &[#(#names),*] },))
}
