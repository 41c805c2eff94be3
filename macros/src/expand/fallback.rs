use proc_macro2::TokenStream;
use quote::quote;
use syn::{Attribute, Data, DeriveInput};

use super::header::{self, Header};
use super::{Derive, descriptor};
use crate::ast::{Item, bare};
use crate::attr::{ItemAttrs, ItemPlace, Reserved};
use crate::ctxt::Ctxt;

/// The errors, and impls that do nothing: without them, every use of the type would be an error too.
/// The program does not compile, so they never run.
pub(super) fn expand(derive: Derive, input: &DeriveInput, errors: &syn::Error) -> TokenStream {
    let errors = errors.to_compile_error();
    let attrs = attrs(derive, &input.attrs);
    let krate = attrs.krate();
    let item = Item {
        ident: input.ident.clone(),
        generics: input.generics.clone(),
        krate: krate.clone(),
        name: bare(&input.ident),
        named: true,
        doc: String::new(),
        deprecated: None,
        reserved: Reserved::default(),
        interop: Vec::new(),
        proto: attrs.proto,
        proto_name: attrs.proto_name,
        proof: None,
    };
    let write = header::with(&item, false, Vec::new());
    let read = header::with(&item, true, Vec::new());
    let impls = match derive {
        Derive::Events => set(&write),
        Derive::Event => {
            let (data, event) = (data(&item, &write, &read), event(&write, &read));
            quote!(#data #event)
        }
        Derive::Data => {
            let (data, value) = (data(&item, &write, &read), value(&write, &read));
            let oneof = matches!(input.data, Data::Enum(_)).then(|| oneof(&write, &read));
            quote!(#data #value #oneof)
        }
    };
    let block = super::wrap(&krate, true, &impls);
    quote!(#errors #block)
}

/// The keys of the type, as far as they can be read; their errors have been reported.
fn attrs(derive: Derive, attrs: &[Attribute]) -> ItemAttrs {
    let place = match derive {
        Derive::Event => ItemPlace::Event,
        Derive::Data => ItemPlace::Data,
        Derive::Events => ItemPlace::Set,
    };
    let mut read = ItemAttrs::default();
    let _ = Ctxt::collect(|cx| {
        read = ItemAttrs::read(attrs, place, cx);
        Some(())
    });
    read
}

fn data(item: &Item, write: &Header, read: &Header) -> TokenStream {
    let name = &item.name;
    let proto_name = descriptor::proto_name(item);
    let Header { params, ty, clause } = write;
    let Header { params: read_params, clause: read_clause, .. } = read;
    quote! {
        impl #params __p::Data for #ty #clause {
            const NAME: &'static __p::str = #name;
            const FIELDS: &'static [__p::FieldDescriptor] = &[];
            const DESCRIPTOR: &'static __p::TypeDescriptor = &__p::TypeDescriptor {
                name: #name,
                ..__p::TypeDescriptor::NEW
            };
        }
        impl #params __p::Field for #ty #clause {
            const KIND: __p::Kind = __p::Kind::Type(|| <Self as __p::Data>::DESCRIPTOR);
            #proto_name
            fn write_json<'__b, __P: __p::Profile>(&self, __w: __p::json::Writer<'__b, __P>) -> __p::json::Writer<'__b, __P> { __w }
        }
        impl #read_params __p::FieldRead<'__de> for #ty #read_clause {
            fn read_json(_: &mut __p::json::Reader<'__de>) -> __p::Result<Self, __p::Failed> {
                __p::Err(__p::Failed)
            }
        }
        impl #params __p::Message for #ty #clause {
            fn write_body<'__b>(&self, __w: __p::proto::Writer<'__b>) -> __p::proto::Writer<'__b> { __w }
        }
        impl #read_params __p::MessageRead<'__de> for #ty #read_clause {
            fn read_body(
                _: __p::Option<Self>,
                _: &mut __p::proto::Reader<'__de>,
            ) -> __p::Result<Self, __p::Failed> {
                __p::Err(__p::Failed)
            }
        }
    }
}

fn value(write: &Header, read: &Header) -> TokenStream {
    super::data_struct::message_as_value(write, read)
}

fn oneof(write: &Header, read: &Header) -> TokenStream {
    let Header { params, ty, clause } = write;
    let Header { params: read_params, clause: read_clause, .. } = read;
    quote! {
        impl #params __p::Oneof for #ty #clause {
            fn write_alternative<'__b>(&self, __w: __p::proto::Writer<'__b>) -> __p::proto::Writer<'__b> { __w }
            fn write_json_alternative<'__b, __P: __p::Profile>(&self, __w: __p::json::Writer<'__b, __P>) -> __p::json::Writer<'__b, __P> { __w }
        }
        impl #read_params __p::OneofRead<'__de> for #ty #read_clause {
            fn has_number(_: __p::u32) -> __p::bool {
                false
            }
            fn merge_alternative(
                _: &mut __p::Option<Self>,
                _: __p::u32,
                _: __p::proto::WireType,
                _: &mut __p::proto::Reader<'__de>,
            ) -> __p::Result<(), __p::Failed> {
                __p::Err(__p::Failed)
            }
            fn read_json_alternative(
                _: __p::usize,
                _: &mut __p::json::Reader<'__de>,
            ) -> __p::Result<Self, __p::Failed> {
                __p::Err(__p::Failed)
            }
        }
    }
}

fn event(write: &Header, read: &Header) -> TokenStream {
    let Header { params, ty, clause } = write;
    let Header { params: read_params, clause: read_clause, .. } = read;
    quote! {
        impl #params __p::Event for #ty #clause {
            const INFO: &'static __p::EventInfo = &__p::EventInfo {
                event_type: <Self as __p::Data>::NAME,
                aliases: &[],
                category: "None",
                version: 1,
                oldest: 1,
                supersedes: __p::None,
                profile: __p::ProfileId::MicroPlumberd,
                content_type: __p::ContentType::Json,
                descriptor: <Self as __p::Data>::DESCRIPTOR,
            };
            fn encode(&self, _: __p::Uuid, _: &mut __p::Vec<__p::u8>) -> __p::Result<(), __p::EncodeError> {
                __p::Ok(())
            }
        }
        impl #read_params __p::DecodeEvent<'__de> for #ty #read_clause {
            fn decode(_: &__p::Payload<'__de>) -> __p::Result<__p::Upcasted<Self>, __p::DecodeError> {
                __p::Ok(__p::Upcasted::none())
            }
        }
    }
}

fn set(write: &Header) -> TokenStream {
    let Header { params, ty, clause } = write;
    quote! {
        impl #params __p::EventSet for #ty #clause {
            const EVENTS: &'static [&'static __p::EventInfo] = &[];
            fn decode(_: &__p::Payload<'_>) -> __p::Result<__p::Decoded<Self>, __p::DecodeError> {
                __p::Ok(__p::Decoded::Unknown)
            }
        }
        impl #params __p::EncodeEvent for #ty #clause {
            fn event_type(&self) -> &__p::str { "" }
            fn version(&self) -> __p::u32 { 1 }
            fn content_type(&self) -> __p::ContentType { __p::ContentType::Json }
            fn id(&self) -> __p::Option<__p::Uuid> { __p::None }
            fn encode(&self, _: __p::Uuid, _: &mut __p::Vec<__p::u8>) -> __p::Result<(), __p::EncodeError> {
                __p::Ok(())
            }
        }
    }
}
