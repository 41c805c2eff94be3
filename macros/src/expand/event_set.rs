use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::Type;

use super::variant_event;
use crate::ast::{EventSet, Payload, SetVariant};
use crate::attr::at;

pub(super) fn has_deprecation(set: &EventSet) -> bool {
    set.deprecated
        || set.variants.iter().any(|variant| match &variant.payload {
            Payload::Event(event) => super::event::has_deprecation(event),
            _ => false,
        })
}

/// A set of events.
pub(super) fn expand(set: &EventSet) -> TokenStream {
    let hidden = set.variants.iter().filter_map(|variant| match &variant.payload {
        Payload::Event(event) => Some(variant_event::expand(event)),
        _ => None,
    });
    let names = distinct_names(set);
    let decode = event_set(set);
    let encode = encode_event(set);
    let conversions = conversions(set);
    quote! {
        #(#hidden)*
        #names
        #decode
        #encode
        #conversions
    }
}

/// The type that describes and reads the event of a variant, unless the variant is `unknown`.
fn event_type(variant: &SetVariant) -> Option<TokenStream> {
    match &variant.payload {
        Payload::Type(ty) => Some(ty.to_token_stream()),
        Payload::Event(event) => Some(event.message.item.ident.to_token_stream()),
        Payload::Unknown(_) => None,
    }
}

/// No two events of a set have a name in common. Only the compiler sees the names of other types.
fn distinct_names(set: &EventSet) -> TokenStream {
    if !set.generics.params.is_empty() {
        return TokenStream::new();
    }
    let ident = &set.ident;
    let events = set.variants.iter().filter(|variant| event_type(variant).is_some());
    let checks = events.enumerate().skip(1).map(|(index, variant)| {
        let message =
            format!("event type name of variant `{}` is already used by an earlier variant of this set", variant.ident);
        quote_spanned! {variant.ident.span().resolved_at(proc_macro2::Span::call_site())=>
            const _: () = ::core::assert!(__p::has_new_names(<#ident as __p::EventSet>::EVENTS, #index), #message);
        }
    });
    quote!(#(#checks)*)
}

fn event_set(set: &EventSet) -> TokenStream {
    let ident = &set.ident;
    let (params, args, clause) = set.generics.split_for_impl();
    let mut predicates: Vec<TokenStream> = Vec::new();
    for param in set.generics.type_params().map(|param| &param.ident) {
        let mentioned = set.variants.iter().any(|variant| {
            matches!(&variant.payload, Payload::Type(ty) if crate::ast::mentions(ty, param))
        });
        if mentioned {
            predicates.extend(set.variants.iter().filter_map(|variant| match &variant.payload {
                Payload::Type(ty) if crate::ast::mentions(ty, param) => {
                    Some(quote!(#ty: __p::Event + for<'__any> __p::DecodeEvent<'__any>,))
                }
                _ => None,
            }));
        }
    }
    let clause = join(clause, &predicates);
    let infos = set.variants.iter().filter_map(|variant| {
        let ty = event_type(variant)?;
        Some(quote_spanned!(span_of(variant)=> <#ty as __p::Event>::INFO))
    });
    let arms = set.variants.iter().filter_map(|variant| {
        let name = &variant.ident;
        let ty = event_type(variant)?;
        let wrap = match &variant.payload {
            Payload::Event(event) => variant_event::into_variant(event, name),
            _ => quote!(Self::#name),
        };
        Some(quote_spanned! {span_of(variant)=>
            if __p::EventInfo::matches(<#ty as __p::Event>::INFO, __payload.event_type) {
                return __p::Ok(__p::Decoded::Known(
                    <#ty as __p::DecodeEvent<'_>>::decode(__payload)?.map(#wrap),
                ));
            }
        })
    });
    let unknown =
        set.variants.iter().find(|variant| matches!(variant.payload, Payload::Unknown(_)));
    let otherwise = match unknown {
        Some(variant) => {
            let ident = &variant.ident;
            quote_spanned! {span_of(variant)=>
                __p::Decoded::Known(__p::Upcasted::One(Self::#ident(::core::convert::From::from(__payload))))
            }
        }
        None => quote!(__p::Decoded::Unknown),
    };
    quote! {
        #[automatically_derived]
        impl #params __p::EventSet for #ident #args #clause {
            const EVENTS: &'static [&'static __p::EventInfo] = &[#(#infos),*];
            fn decode(__payload: &__p::Payload<'_>) -> __p::Result<__p::Decoded<Self>, __p::DecodeError> {
                #(#arms)*
                __p::Ok(#otherwise)
            }
        }
    }
}

/// A where clause with more predicates.
fn join(clause: Option<&syn::WhereClause>, predicates: &[TokenStream]) -> TokenStream {
    if predicates.is_empty() {
        return clause.to_token_stream();
    }
    let known = clause.map(|clause| clause.predicates.iter());
    let known = known.into_iter().flatten();
    quote!(where #(#known,)* #(#predicates)*)
}

fn span_of(variant: &SetVariant) -> proc_macro2::Span {
    match &variant.payload {
        Payload::Type(ty) | Payload::Unknown(ty) => at(ty),
        Payload::Event(_) => at(&variant.ident),
    }
}

fn encode_event(set: &EventSet) -> TokenStream {
    let ident = &set.ident;
    let (params, args, clause) = set.generics.split_for_impl();
    let predicates: Vec<TokenStream> = set
        .variants
        .iter()
        .filter_map(|variant| match &variant.payload {
            Payload::Type(ty) if crate::ast::mentions_any(ty, &set.generics) => {
                Some(quote!(#ty: __p::EncodeEvent,))
            }
            _ => None,
        })
        .collect();
    let clause = join(clause, &predicates);
    let method = |name: &str, arguments: &TokenStream| {
        let name = quote::format_ident!("{}", name);
        let arms = set.variants.iter().map(|variant| {
            let ident = &variant.ident;
            match &variant.payload {
                Payload::Type(ty) | Payload::Unknown(ty) => quote_spanned! {at(ty)=>
                    Self::#ident(__event) => <#ty as __p::EncodeEvent>::#name(__event #arguments),
                },
                Payload::Event(event) => variant_event::encode_arm(event, ident, &name),
            }
        });
        quote!(match self { #(#arms)* })
    };
    let nothing = TokenStream::new();
    let event_type = method("event_type", &nothing);
    let version = method("version", &nothing);
    let content_type = method("content_type", &nothing);
    let id = method("id", &nothing);
    let encode = method("encode", &quote!(, __id, __out));
    quote! {
        #[automatically_derived]
        impl #params __p::EncodeEvent for #ident #args #clause {
            fn event_type(&self) -> &__p::str { #event_type }
            fn version(&self) -> __p::u32 { #version }
            fn content_type(&self) -> __p::ContentType { #content_type }
            fn id(&self) -> __p::Option<__p::Uuid> { #id }
            fn encode(&self, __id: __p::Uuid, __out: &mut __p::Vec<__p::u8>) -> __p::Result<(), __p::EncodeError> {
                #encode
            }
        }
    }
}

/// `From` an event, and back where the set holds it. Not for a type that two variants hold, and not
/// for a bare parameter, which could be the set itself.
fn conversions(set: &EventSet) -> TokenStream {
    let ident = &set.ident;
    let (params, args, clause) = set.generics.split_for_impl();
    let held: Vec<(&Ident, &Type)> = set
        .variants
        .iter()
        .filter_map(|variant| match &variant.payload {
            Payload::Type(ty) => Some((&variant.ident, ty)),
            _ => None,
        })
        .collect();
    let same =
        |a: &Type, b: &Type| a.to_token_stream().to_string() == b.to_token_stream().to_string();
    let is_param = |ty: &Type| {
        set.generics
            .type_params()
            .any(|param| matches!(ty, Type::Path(path) if path.path.is_ident(&param.ident)))
    };
    let unique = held.iter().filter(|(_, ty)| {
        held.iter().filter(|(_, other)| same(ty, other)).count() == 1 && !is_param(ty)
    });
    let single = set.variants.len() == 1;
    let impls = unique.map(|(variant, ty)| {
        let otherwise = (!single).then(|| quote!(__set => __p::Err(__set),));
        quote! {
            #[automatically_derived]
            impl #params ::core::convert::From<#ty> for #ident #args #clause {
                fn from(__event: #ty) -> Self {
                    Self::#variant(__event)
                }
            }
            #[automatically_derived]
            impl #params ::core::convert::TryFrom<#ident #args> for #ty #clause {
                type Error = #ident #args;
                fn try_from(__set: #ident #args) -> __p::Result<Self, #ident #args> {
                    match __set {
                        #ident::#variant(__event) => __p::Ok(__event),
                        #otherwise
                    }
                }
            }
        }
    });
    quote!(#(#impls)*)
}
