//! Variants that are events themselves: `Started { camera: String }`.
//!
//! The variant's fields are not a type, so there are two hidden structs: one that holds the fields,
//! describes them and is read, and one that holds references to them and is written.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote, quote_spanned};

use super::json::{self, slot};
use super::{data_struct, event};
use crate::ast::{Event, Field};
use crate::attr::at;

/// The hidden structs.
pub(super) fn expand(event: &Event) -> TokenStream {
    let ident = &event.message.item.ident;
    let fields = event.message.fields.iter().map(|field| {
        let Field { ident, ty, .. } = field;
        quote!(#ident: #ty)
    });
    let impls = event::expand(event);
    let view = view(event);
    quote! {
        struct #ident { #(#fields),* }
        #impls
        #view
    }
}

fn view_name(event: &Event) -> Ident {
    format_ident!("{}View", event.message.item.ident)
}

fn view(event: &Event) -> TokenStream {
    let ident = &event.message.item.ident;
    let name = view_name(event);
    let fields = event.message.wire_fields().map(|field| {
        let Field { ident, ty, .. } = field;
        quote!(#ident: &'__a #ty)
    });
    let mut message = event.message.clone();
    message.item.ident = name.clone();
    message.item.generics = syn::parse_quote!(<'__a>);
    let access = |field: &Field| {
        let ident = json::access(field);
        quote_spanned!(at(&field.ty)=> self.#ident)
    };
    let impls = data_struct::write_impls(&message, access);
    let methods = event::methods(event, access);
    quote! {
        struct #name<'__a> {
            #(#fields,)*
            __lifetime: ::core::marker::PhantomData<&'__a ()>,
        }
        #[automatically_derived]
        impl<'__a> __p::Data for #name<'__a> {
            const NAME: &'static __p::str = <#ident as __p::Data>::NAME;
            const FIELDS: &'static [__p::FieldDescriptor] = <#ident as __p::Data>::FIELDS;
            const DESCRIPTOR: &'static __p::TypeDescriptor = <#ident as __p::Data>::DESCRIPTOR;
        }
        #impls
        #[automatically_derived]
        impl<'__a> __p::Event for #name<'__a> {
            const INFO: &'static __p::EventInfo = <#ident as __p::Event>::INFO;
            #methods
        }
    }
}

/// A function from the hidden struct to the variant.
pub(super) fn into_variant(event: &Event, variant: &Ident) -> TokenStream {
    let fields = event.message.fields.iter().map(|field| {
        let ident = &field.ident;
        quote!(#ident: __event.#ident)
    });
    let event = if event.message.fields.is_empty() { quote!(_) } else { quote!(__event) };
    quote!(|#event| Self::#variant { #(#fields),* })
}

/// An arm of one of the methods of `EncodeEvent`.
pub(super) fn encode_arm(event: &Event, variant: &Ident, method: &Ident) -> TokenStream {
    let ident = &event.message.item.ident;
    let any = quote!(Self::#variant { .. });
    match method.to_string().as_str() {
        "event_type" => quote!(#any => <#ident as __p::Data>::NAME,),
        "version" => quote!(#any => <#ident as __p::Event>::INFO.version,),
        "content_type" => quote!(#any => <#ident as __p::Event>::INFO.content_type,),
        "id" => {
            match event.message.wire_fields().find(|field| field.role == crate::ast::Role::Id) {
                Some(Field { ident, ty, .. }) => {
                    quote!(Self::#variant { #ident: __value, .. } => <#ty as __p::EventId>::event_id(__value),)
                }
                None => quote!(#any => __p::None,),
            }
        }
        _ => {
            let name = view_name(event);
            let bindings = event.message.wire_fields().map(|field| {
                let (ident, slot) = (&field.ident, slot(field));
                quote!(#ident: #slot)
            });
            let fields = event.message.wire_fields().map(|field| {
                let (ident, slot) = (&field.ident, slot(field));
                quote!(#ident: #slot)
            });
            quote! {
                Self::#variant { #(#bindings,)* .. } => {
                    let __view = #name { #(#fields,)* __lifetime: ::core::marker::PhantomData };
                    __p::Event::encode(&__view, __id, __out)
                }
            }
        }
    }
}
