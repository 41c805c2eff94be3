use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::Type;

use super::header::{self, Header, Need};
use super::{data_struct, json, proof};
use crate::ast::{self, Field, Role};
use crate::attr::{Category, Encoding, ItemAttrs, Profile, at};

pub(super) fn has_deprecation(event: &ast::Event) -> bool {
    data_struct::has_deprecation(&event.message)
}

/// An event.
pub(super) fn expand(event: &ast::Event) -> TokenStream {
    let item = &event.message.item;
    let data = data_struct::expand(&event.message);
    let (checks_outside, info) = info(event);
    let methods = methods(event, json::reference);
    let protobuf = event.attrs.encoding == Some(Encoding::Protobuf);
    let Header { params, ty, clause } =
        header_of(event, if protobuf { Need::Proto } else { Need::Field });
    let need = if event.message.tagged { Need::ProtoRead } else { Need::FieldRead };
    let Header { params: read_params, clause: read_clause, .. } = header_of(event, need);
    let decode = decode(event);
    let registered = item.generics.params.is_empty() && event.attrs.register != Some(false);
    let register = registered.then(|| {
        let ident = &item.ident;
        quote!(__p::register! { #ident })
    });
    let interop = super::interop(item);
    let tracked = proof::tracked(item);
    quote! {
        #tracked
        #data
        #checks_outside
        #[automatically_derived]
        impl #params __p::Event for #ty #clause {
            #info
            #methods
        }
        #[automatically_derived]
        impl #read_params __p::DecodeEvent<'__de> for #ty #read_clause {
            #decode
        }
        #register
        #interop
    }
}

fn header_of(event: &ast::Event, need: Need) -> Header {
    let fields = event
        .message
        .wire_fields()
        .filter(|field| !matches!(field.role, Role::Oneof | Role::Fixed));
    header::header(&event.message.item, fields, need, false)
}

fn version(attrs: &ItemAttrs) -> u32 {
    attrs.version.map_or(1, |(version, _)| version)
}

/// Checks that stand alone, and `INFO`.
fn info(event: &ast::Event) -> (Option<TokenStream>, TokenStream) {
    let attrs = &event.attrs;
    let aliases = &attrs.aliases;
    let category = match &attrs.category {
        Some(Category::Name(name)) => quote!(#name),
        Some(Category::Const(path)) => quote!(#path),
        None => quote!("None"),
    };
    let version = version(attrs);
    let first = version - u32::try_from(attrs.upcast_json.len()).unwrap_or(0).min(version - 1);
    let oldest = match (&attrs.supersedes, attrs.since) {
        (Some(old), _) => quote!(<#old as __p::Event>::INFO.oldest),
        (None, Some((since, _))) => quote!(#since),
        (None, None) => quote!(#first),
    };
    let profile = match attrs.profile {
        None | Some(Profile::MicroPlumberd) => quote!(MicroPlumberd),
        Some(Profile::Proto3) => quote!(Proto3),
        Some(Profile::Py019) => quote!(Py019),
    };
    let content_type = match attrs.encoding {
        Some(Encoding::Protobuf) => quote!(Binary),
        _ => quote!(Json),
    };
    let supersedes = match &attrs.supersedes {
        Some(old) => quote!(__p::Some(<#old as __p::Event>::INFO)),
        None => quote!(__p::None),
    };
    let value = quote! {
        &__p::EventInfo {
            event_type: <Self as __p::Data>::NAME,
            aliases: &[#(#aliases),*],
            category: #category,
            version: #version,
            oldest: #oldest,
            supersedes: #supersedes,
            profile: __p::ProfileId::#profile,
            content_type: __p::ContentType::#content_type,
            descriptor: <Self as __p::Data>::DESCRIPTOR,
        }
    };
    let checks = checks(event);
    if checks.is_empty() {
        return (None, quote!(const INFO: &'static __p::EventInfo = #value;));
    }
    if event.message.item.generics.params.is_empty() {
        let checks = quote!(const _: () = { #checks };);
        (Some(checks), quote!(const INFO: &'static __p::EventInfo = #value;))
    } else {
        // Of a generic event, the checks can only run for each of its instances.
        (None, quote!(const INFO: &'static __p::EventInfo = { #checks #value };))
    }
}

/// What the compiler has to see the other type or constant for.
fn checks(event: &ast::Event) -> TokenStream {
    let item = &event.message.item;
    let (ident, args) = (&item.ident, item.generics.split_for_impl().1);
    let category = match &event.attrs.category {
        Some(Category::Const(path)) => {
            Some(quote_spanned!(at(path)=> __p::require_category(#path);))
        }
        _ => None,
    };
    let supersedes = event.attrs.supersedes.as_ref().map(|old| {
        let aliases = &event.attrs.aliases;
        let version = version(&event.attrs);
        let before = version - 1;
        let gap = format!(
            "version v{version} supersedes a struct that is not v{before}: a version is missing from the chain, or is there twice"
        );
        let name = format!(
            "`supersedes` names a struct of another event type: give it the same `name = {:?}`, or list its name in `aliases(…)`",
            item.name
        );
        quote_spanned! {at(old)=>
            ::core::assert!(<#old as __p::Event>::INFO.version == #before, #gap);
            ::core::assert!(
                __p::is_older_of(<#old as __p::Event>::INFO, <#ident #args as __p::Data>::NAME, &[#(#aliases),*]),
                #name
            );
        }
    });
    quote!(#category #supersedes)
}

/// `id` and `encode`; `access` gives a reference to a field.
pub(super) fn methods(event: &ast::Event, access: impl Fn(&Field) -> TokenStream) -> TokenStream {
    let id = event.message.wire_fields().find(|field| field.role == Role::Id).map(|field| {
        let (ty, value) = (&field.ty, access(field));
        let id = quote_spanned!(at(ty)=> <#ty as __p::EventId>::event_id(#value));
        quote! {
            fn id(&self) -> __p::Option<__p::Uuid> {
                #id
            }
        }
    });
    let encode = match (event.attrs.encoding, event.attrs.profile) {
        (Some(Encoding::Protobuf), _) => quote! {
            let _ = __id;
            __p::encode_message(self, __out)
        },
        (_, None | Some(Profile::MicroPlumberd)) => {
            quote!(__p::encode_json::<__p::MicroPlumberd, Self>(self, __id, __out))
        }
        (_, Some(Profile::Proto3)) => {
            quote!(__p::encode_json::<__p::Proto3, Self>(self, __id, __out))
        }
        (_, Some(Profile::Py019)) => {
            quote!(__p::encode_json::<__p::Py019, Self>(self, __id, __out))
        }
    };
    quote! {
        #id
        fn encode(&self, __id: __p::Uuid, __out: &mut __p::Vec<__p::u8>) -> __p::Result<(), __p::EncodeError> {
            #encode
        }
    }
}

fn decode(event: &ast::Event) -> TokenStream {
    let version = version(&event.attrs);
    let older = if let Some(old) = &event.attrs.supersedes {
        Some(superseded(old, version))
    } else if event.attrs.upcast_json.is_empty() {
        None
    } else {
        let stages = event.attrs.upcast_json.iter().map(|stage| quote!(#stage));
        Some(quote! {
            if __payload.version < #version {
                return __p::decode_json_stages::<Self>(__payload, &[#(#stages),*]);
            }
        })
    };
    let current = if event.message.tagged {
        quote!(__p::decode_message::<Self>)
    } else {
        quote!(__p::decode_json::<Self>)
    };
    quote! {
        fn decode(__payload: &__p::Payload<'__de>) -> __p::Result<__p::Upcasted<Self>, __p::DecodeError> {
            #older
            #current(__payload)
        }
    }
}

/// The call stands where the old type is named, and so does the error about a missing `Upcast`.
fn superseded(old: &Type, version: u32) -> TokenStream {
    let span: Span = at(old);
    quote_spanned! {span=>
        if __payload.version < #version {
            return __p::decode_superseded::<#old, Self>(__payload);
        }
    }
}
