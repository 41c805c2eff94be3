use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};

use super::header::{self, Header, Need};
use super::{descriptor, json, proof, proto};
use crate::ast::{Field, Item, Message, Role};
use crate::attr::at;

/// Whether the generated code names something that is deprecated.
pub(super) fn has_deprecation(message: &Message) -> bool {
    message.item.deprecated.is_some()
        || message.fields.iter().any(|field| field.deprecated.is_some())
}

/// A nested struct.
pub(super) fn expand_data(message: &Message) -> TokenStream {
    let impls = expand(message);
    let nested = message.tagged.then(|| nested_message(message));
    quote!(#impls #nested)
}

/// What events and nested structs have in common.
pub(super) fn expand(message: &Message) -> TokenStream {
    let data = data(message);
    let write = write_impls(message, json::reference);
    let Header { params, ty, clause } = header_of(message, Need::FieldRead);
    let read_json = json::read(message);
    let read_proto = message.tagged.then(|| {
        let Header { params, ty, clause } = header_of(message, Need::ProtoRead);
        let read_body = proto::read(message);
        quote! {
            #[automatically_derived]
            impl #params __p::MessageRead<'__de> for #ty #clause { #read_body }
        }
    });
    quote! {
        #data
        #write
        #[automatically_derived]
        impl #params __p::FieldRead<'__de> for #ty #clause { #read_json }
        #read_proto
    }
}

fn header_of(message: &Message, need: Need) -> Header {
    // A oneof is bounded by the traits of oneofs, which its own impls fulfil.
    let fields =
        message.wire_fields().filter(|field| !matches!(field.role, Role::Oneof | Role::Fixed));
    header::header(&message.item, fields, need, false)
}

/// `Field` and `Message`: what writing takes.
pub(super) fn write_impls(
    message: &Message,
    access: impl Fn(&Field) -> TokenStream,
) -> TokenStream {
    let Header { params, ty, clause } = header_of(message, Need::Field);
    let write_json = json::write(message, &access);
    let write_proto = message.tagged.then(|| {
        let Header { params, ty, clause } = header_of(message, Need::Proto);
        let write_body = proto::write(message, &access);
        quote! {
            #[automatically_derived]
            impl #params __p::Message for #ty #clause { #write_body }
        }
    });
    let proto_name = descriptor::proto_name(&message.item);
    quote! {
        #[automatically_derived]
        impl #params __p::Field for #ty #clause {
            const KIND: __p::Kind = __p::Kind::Type(|| <Self as __p::Data>::DESCRIPTOR);
            #proto_name
            #write_json
        }
        #write_proto
    }
}

/// `Data`.
fn data(message: &Message) -> TokenStream {
    let Header { params, ty, clause } = header_of(message, Need::Field);
    let name = descriptor::name(&message.item);
    let fields = message.wire_fields().map(|field| {
        let ty = &field.ty;
        let kind = match field.role {
            Role::Fixed => {
                quote_spanned!(at(ty)=> <<#ty as __p::FixedField>::Value as __p::Field>::KIND)
            }
            _ => quote_spanned!(at(ty)=> <#ty as __p::Field>::KIND),
        };
        descriptor::field(field, &kind)
    });
    let fixed = fixed_checks(message);
    let mut checks: Vec<TokenStream> = oneof_checks(message).into_iter().collect();
    checks.extend(proof::checks(&message.item, message.wire_fields()));
    let (outside, inside) = place_checks(&message.item, &checks);
    let descriptor = descriptor::descriptor(
        &message.item,
        &quote!(__p::Shape::Message(<Self as __p::Data>::FIELDS)),
        &inside,
    );
    quote! {
        #fixed
        #outside
        #[automatically_derived]
        impl #params __p::Data for #ty #clause {
            #name
            const FIELDS: &'static [__p::FieldDescriptor] = &[#(#fields),*];
            #descriptor
        }
    }
}

/// Checks as constants of their own, so that one build shows all that fail, and as statements in front of the descriptor: of a generic type,
/// they can only run for each of its instances.
pub(super) fn place_checks(item: &Item, checks: &[TokenStream]) -> (TokenStream, TokenStream) {
    if item.generics.params.is_empty() {
        (quote!(#(const _: () = { #checks };)*), TokenStream::new())
    } else {
        (TokenStream::new(), quote!(#(#checks)*))
    }
}

/// A fixed value is one of the field's type, and that type has the wire format.
fn fixed_checks(message: &Message) -> TokenStream {
    let checks = message.wire_fields().filter_map(|field| {
        let (ty, value) = (&field.ty, field.fixed.as_ref()?);
        let fixed = quote_spanned!(at(ty)=> <#ty as __p::FixedField>::Value);
        let format = field.wire.is_some().then(|| {
            let format = header::format(field.wire);
            quote_spanned!(at(ty)=> const _: () = __p::has_format::<#fixed, #format>();)
        });
        Some(quote! {
            #[deny(overflowing_literals)]
            const _: #fixed = #value;
            #format
        })
    });
    quote!(#(#checks)*)
}

/// A oneof's alternatives are fields of the message, so their numbers and names must be free.
fn oneof_checks(message: &Message) -> Option<TokenStream> {
    let (ident, args) = (&message.item.ident, message.item.generics.split_for_impl().1);
    let this = quote!(#ident #args);
    let checks = message.wire_fields().enumerate().filter(|(_, field)| field.role == Role::Oneof).map(|(index, field)| {
        let ty = &field.ty;
        let alternatives =
                quote_spanned!(at(ty)=> <<#ty as __p::OneofField>::Oneof as __p::Data>::FIELDS);
        let number = format!("a variant of the oneof `{}` has a number that another field of the message has already", field.ident);
        let name = format!("a variant of the oneof `{}` has a name that another field of the message has already", field.ident);
        quote_spanned! {at(ty)=>
            ::core::assert!(!__p::oneof_shares_number(<#this as __p::Data>::FIELDS, #index, #alternatives), #number);
            ::core::assert!(!__p::oneof_shares_name(<#this as __p::Data>::FIELDS, #index, #alternatives), #name);
        }
    });
    let checks = quote!(#(#checks)*);
    (!checks.is_empty()).then_some(checks)
}

/// A struct with tags as a field of a message, an element of a list, an alternative.
pub(super) fn nested_message(message: &Message) -> TokenStream {
    message_as_value(&header_of(message, Need::Proto), &header_of(message, Need::ProtoRead))
}

/// The four impls by which a message is a value in another one.
pub(super) fn message_as_value(write: &Header, read: &Header) -> TokenStream {
    let Header { params, ty, clause } = write;
    let Header { params: read_params, clause: read_clause, .. } = read;
    quote! {
        #[automatically_derived]
        impl #params __p::ProtoValue for #ty #clause {
            const WIRE: __p::proto::WireType = __p::proto::WireType::Len;
            fn write<'__b>(&self, __number: __p::u32, __w: __p::proto::Writer<'__b>) -> __p::proto::Writer<'__b> {
                __w.message(__number, self)
            }
        }
        #[automatically_derived]
        impl #params __p::ProtoField for #ty #clause {
            fn write_field<'__b>(&self, __number: __p::u32, __w: __p::proto::Writer<'__b>) -> __p::proto::Writer<'__b> {
                __w.message(__number, self)
            }
        }
        #[automatically_derived]
        impl #read_params __p::ProtoValueRead<'__de> for #ty #read_clause {
            fn read(
                __wire: __p::proto::WireType,
                __r: &mut __p::proto::Reader<'__de>,
            ) -> __p::Result<Self, __p::Failed> {
                __r.message(__wire)
            }
            fn merge_value(
                __slot: &mut __p::Option<Self>,
                __wire: __p::proto::WireType,
                __r: &mut __p::proto::Reader<'__de>,
            ) -> __p::Result<(), __p::Failed> {
                __r.merge_message(__slot, __wire)
            }
        }
        #[automatically_derived]
        impl #read_params __p::ProtoFieldRead<'__de> for #ty #read_clause {
            fn merge(
                __slot: &mut __p::Option<Self>,
                __key: __p::proto::Key,
                __r: &mut __p::proto::Reader<'__de>,
            ) -> __p::Result<(), __p::Failed> {
                __r.merge_message(__slot, __key.wire)
            }
        }
    }
}
