//! Writes the impls.
//!
//! Rules of the generated code: everything inside `const _: () = { … };`, where `__p` is the private
//! module of plumberd and the only import; every other path begins with `::` or comes from the user;
//! traits are called by their full path; local names begin with `__`.

mod data_enum;
mod data_struct;
mod descriptor;
mod event;
mod event_set;
mod fallback;
mod header;
mod json;
mod newtype;
mod oneof;
mod proof;
mod proto;
mod variant_event;

use std::path::Path;

use proc_macro2::TokenStream;
use quote::quote;
use syn::{ConstParam, DeriveInput, GenericParam, TypeParam};

use crate::ast::{self, DataType, Item};
use crate::check;
use crate::ctxt::Ctxt;

/// Which of the derives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Derive {
    Event,
    Data,
    Events,
}

/// Expands a derive. Errors are part of the result, next to impls that do nothing, so that there are
/// no errors about missing impls on top. `schemas` is the file with the schemas that a build script has
/// compiled.
pub(crate) fn derive(derive: Derive, input: TokenStream, schemas: Option<&Path>) -> TokenStream {
    let input: DeriveInput = match syn::parse2(input) {
        Ok(input) => input,
        Err(error) => return error.into_compile_error(),
    };
    let expanded = match derive {
        Derive::Event => Ctxt::collect(|cx| {
            let mut event = ast::event(&input, cx)?;
            check::event(&event, &input.ident, cx);
            check::schema::message(&mut event.message, schemas, cx);
            Some(event)
        })
        .map(|event| {
            let body = event::expand(&event);
            wrap(&event.message.item.krate, event::has_deprecation(&event), &body)
        }),
        Derive::Data => Ctxt::collect(|cx| {
            let mut data = ast::data(&input, cx)?;
            check::schema::data(&mut data, schemas, cx);
            Some(data)
        })
        .map(|data| {
            let (item, deprecated, body) = match &data {
                DataType::Message(message) => (
                    &message.item,
                    data_struct::has_deprecation(message),
                    data_struct::expand_data(message),
                ),
                DataType::Newtype(newtype) => (&newtype.item, false, newtype::expand(newtype)),
                DataType::Enum(values) => {
                    (&values.item, data_enum::has_deprecation(values), data_enum::expand(values))
                }
                DataType::Oneof(oneof) => {
                    (&oneof.item, oneof::has_deprecation(oneof), oneof::expand(oneof))
                }
            };
            let (interop, tracked) = (interop(item), proof::tracked(item));
            wrap(
                &item.krate,
                deprecated || item.deprecated.is_some(),
                &quote!(#tracked #body #interop),
            )
        }),
        Derive::Events => Ctxt::collect(|cx| {
            let mut set = ast::events(&input, cx)?;
            for event in set.events() {
                check::schema::message(&mut event.message, schemas, cx);
            }
            Some(set)
        })
        .map(|set| wrap(&set.krate, event_set::has_deprecation(&set), &event_set::expand(&set))),
    };
    expanded.unwrap_or_else(|errors| fallback::expand(derive, &input, &errors))
}

/// The block around everything. Code that names deprecated things is allowed to, and that alone.
fn wrap(krate: &syn::Path, deprecated: bool, body: &TokenStream) -> TokenStream {
    let allow = deprecated.then(|| quote!(#[allow(deprecated)]));
    quote! {
        #allow
        const _: () = {
            use #krate::__private as __p;
            #body
        };
    }
}

/// The impls of other crates' traits, written by macros of the SDK, since their features are its.
fn interop(item: &Item) -> TokenStream {
    let (ident, args) = (&item.ident, item.generics.split_for_impl().1);
    let params = item.generics.params.iter().map(|param| match param {
        GenericParam::Type(TypeParam { ident, colon_token, bounds, .. }) => {
            quote!(#ident #colon_token #bounds)
        }
        GenericParam::Const(ConstParam { const_token, ident, colon_token, ty, .. }) => {
            quote!(#const_token #ident #colon_token #ty)
        }
        lifetime @ GenericParam::Lifetime(_) => quote!(#lifetime),
    });
    let params = quote!(#(#params),*);
    let clause = item.generics.where_clause.as_ref().map(|clause| &clause.predicates);
    let calls = item.interop.iter().map(|name| {
        let name = quote::format_ident!("interop_{}", name, span = name.span());
        quote!(__p::#name! { (#params) (#ident #args) (#clause) })
    });
    quote!(#(#calls)*)
}
