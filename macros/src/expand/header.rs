use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Type, WherePredicate, parse_quote};

use crate::ast::{Field, Item, mentions};
use crate::attr::Wire;

/// What an impl asks of the fields' types.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Need {
    Field,
    FieldRead,
    Proto,
    ProtoRead,
}

/// The parts of an impl around the trait: `impl #params Trait for #ty #clause`.
pub(super) struct Header {
    pub(super) params: TokenStream,
    pub(super) ty: TokenStream,
    pub(super) clause: TokenStream,
}

/// The header of an impl whose type parameters are bounded where a field mentions them. `single`
/// says that the fields are alternatives of a oneof, which have to be single values in Protobuf.
pub(super) fn header<'a>(
    item: &Item,
    fields: impl IntoIterator<Item = &'a Field>,
    need: Need,
    single: bool,
) -> Header {
    let mut predicates: Vec<WherePredicate> =
        item.name_params().map(|param| parse_quote!(#param: __p::Data)).collect();
    for field in fields {
        for param in item.generics.type_params().map(|param| &param.ident) {
            if mentions(&field.ty, param) {
                let whole = !single && is_param(&field.ty, param);
                let format = format(field.wire);
                predicates.push(match (need, whole) {
                    (Need::Field, _) => parse_quote!(#param: __p::Field),
                    (Need::FieldRead, _) => parse_quote!(#param: __p::FieldRead<'__de>),
                    (Need::Proto, true) => parse_quote!(#param: __p::ProtoField<#format>),
                    (Need::Proto, false) => parse_quote!(#param: __p::ProtoValue<#format>),
                    (Need::ProtoRead, true) => {
                        parse_quote!(#param: __p::ProtoFieldRead<'__de, #format>)
                    }
                    (Need::ProtoRead, false) => {
                        parse_quote!(#param: __p::ProtoValueRead<'__de, #format>)
                    }
                });
            }
        }
    }
    with(item, matches!(need, Need::FieldRead | Need::ProtoRead), predicates)
}

/// The header of an impl with further predicates.
pub(super) fn with(item: &Item, reads: bool, predicates: Vec<WherePredicate>) -> Header {
    let (_, args, _) = item.generics.split_for_impl();
    let mut generics = item.generics.clone();
    if reads {
        let mut input: syn::LifetimeParam = parse_quote!('__de);
        input.bounds = item.generics.lifetimes().map(|param| param.lifetime.clone()).collect();
        if !input.bounds.is_empty() {
            input.colon_token = Some(syn::token::Colon::default());
        }
        generics.params.insert(0, syn::GenericParam::Lifetime(input));
    }
    if !predicates.is_empty() {
        let clause = generics.make_where_clause();
        for predicate in predicates {
            if !clause.predicates.iter().any(|known| same(known, &predicate)) {
                clause.predicates.push(predicate);
            }
        }
    }
    let ident = &item.ident;
    let (params, _, clause) = generics.split_for_impl();
    Header {
        params: params.to_token_stream(),
        ty: quote!(#ident #args),
        clause: clause.to_token_stream(),
    }
}

fn same(a: &WherePredicate, b: &WherePredicate) -> bool {
    a.to_token_stream().to_string() == b.to_token_stream().to_string()
}

fn is_param(ty: &Type, param: &proc_macro2::Ident) -> bool {
    matches!(ty, Type::Path(path) if path.qself.is_none() && path.path.is_ident(param))
}

/// The name of a wire format in descriptors.
pub(super) fn wire_format(wire: Option<Wire>) -> TokenStream {
    match wire {
        None => quote!(Plain),
        Some(Wire::ZigZag) => quote!(ZigZag),
        Some(Wire::Fixed) => quote!(Fixed),
    }
}

/// The marker of a wire format.
pub(super) fn format(wire: Option<Wire>) -> TokenStream {
    match wire {
        None => quote!(__p::Plain),
        Some(Wire::ZigZag) => quote!(__p::ZigZag),
        Some(Wire::Fixed) => quote!(__p::FixedWidth),
    }
}
