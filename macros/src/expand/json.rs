use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote, quote_spanned};

use crate::ast::{Field, Message, Role, bare};
use crate::attr::at;

/// The local variable that a field is read into; no other local begins with `__field_`.
pub(super) fn slot(field: &Field) -> Ident {
    format_ident!("__field_{}", bare(&field.ident), span = at(&field.ty))
}

/// The type of that variable.
fn slot_type(field: &Field) -> TokenStream {
    let ty = &field.ty;
    match field.role {
        Role::Oneof => {
            quote_spanned!(at(ty)=> __p::Option<<#ty as __p::OneofField>::Oneof>)
        }
        _ => quote!(__p::Option<#ty>),
    }
}

/// What the variables of some fields hold before they are read.
pub(super) fn slots<'a>(
    fields: impl Iterator<Item = &'a Field>,
) -> impl Iterator<Item = TokenStream> {
    fields.map(|field| {
        let (slot, ty) = (slot(field), slot_type(field));
        match field.role {
            Role::Fixed => quote!(let mut #slot = false;),
            _ => quote!(let mut #slot: #ty = __p::None;),
        }
    })
}

/// `write_json`; `access` gives a reference to a field.
pub(super) fn write(message: &Message, access: impl Fn(&Field) -> TokenStream) -> TokenStream {
    let fields = message.wire_fields().enumerate().map(|(index, field)| {
        let value = access(field);
        let index = syn::Index::from(index);
        match field.role {
            Role::Oneof => {
                quote_spanned!(at(&field.ty)=> let __w = __w.oneof_field(&<Self as __p::Data>::FIELDS[#index], #value);)
            }
            Role::Fixed => {
                quote_spanned!(at(&field.ty)=> let __w = __w.fixed_field(&<Self as __p::Data>::FIELDS[#index], #value);)
            }
            _ => quote_spanned!(at(&field.ty)=> let __w = __w.field(&<Self as __p::Data>::FIELDS[#index], #value);),
        }
    });
    quote! {
        fn write_json<'__b, __P: __p::Profile>(&self, __w: __p::json::Writer<'__b, __P>) -> __p::json::Writer<'__b, __P> {
            let (__start, __w) = __w.begin_object();
            #(#fields)*
            __w.end_object(__start)
        }
    }
}

/// `read_json`.
pub(super) fn read(message: &Message) -> TokenStream {
    let slots = slots(message.wire_fields());
    let arms: Vec<TokenStream> = message
        .wire_fields()
        .enumerate()
        .map(|(index, field)| {
            let slot = slot(field);
            let index = proc_macro2::Literal::usize_unsuffixed(index);
            match field.role {
                Role::Oneof => {
                    quote_spanned!(at(&field.ty)=> #index => __r.read_oneof_into(&mut #slot)?,)
                }
                Role::Fixed => {
                    quote!(#index => __r.read_fixed(&mut #slot, &<Self as __p::Data>::FIELDS[#index])?,)
                }
                _ => quote_spanned!(at(&field.ty)=> #index => __r.read_into(&mut #slot)?,),
            }
        })
        .collect();
    let oneofs = message.wire_fields().filter(|field| field.role == Role::Oneof).map(|field| {
        let slot = slot(field);
        quote_spanned!(at(&field.ty)=> !__r.read_alternative(&mut #slot)?)
    });
    let mut oneofs = oneofs.peekable();
    let otherwise = if oneofs.peek().is_some() {
        quote!(if #(#oneofs)&&* { __r.skip_unknown()? })
    } else {
        quote!(__r.skip_unknown()?)
    };
    let body = if arms.is_empty() {
        quote! {
            while let __p::Some(_) = __r.next_field(<Self as __p::Data>::FIELDS, &mut __cursor)? {
                #otherwise;
            }
        }
    } else {
        quote! {
            while let __p::Some(__index) = __r.next_field(<Self as __p::Data>::FIELDS, &mut __cursor)? {
                match __index {
                    #(#arms)*
                    _ => #otherwise,
                }
            }
        }
    };
    let value = construct(message, &quote!(json_slot));
    quote! {
        fn read_json(__r: &mut __p::json::Reader<'__de>) -> __p::Result<Self, __p::Failed> {
            #(#slots)*
            let mut __cursor = __r.begin_object()?;
            #body
            __p::Ok(#value)
        }
    }
}

/// The value out of the slots. `declared` is the function that looks at a field with a default.
pub(super) fn construct(message: &Message, declared: &TokenStream) -> TokenStream {
    let mut index = 0usize;
    let fields: Vec<TokenStream> = message
        .fields
        .iter()
        .map(|field| {
            let (ident, ty) = (&field.ident, &field.ty);
            if !field.travels() {
                let value = match &field.default {
                    Some(default) => default.tokens(ty),
                    None => quote_spanned!(at(ty)=> <#ty as ::core::default::Default>::default()),
                };
                return quote!(#ident: #value,);
            }
            let place = syn::Index::from(index);
            index += 1;
            let slot = slot(field);
            let value = match (&field.default, field.role) {
                (Some(default), _) => {
                    let default = default.tokens(ty);
                    quote!(match __p::#declared(#slot, __r) { __p::Some(__value) => __value, __p::None => #default })
                }
                (None, Role::Fixed) => quote!(__r.finish_fixed(#slot, &<Self as __p::Data>::FIELDS[#place])?),
                (None, Role::Oneof) => quote!(__r.finish_oneof(#slot, &<Self as __p::Data>::FIELDS[#place])?),
                (None, _) => quote_spanned!(at(ty)=> __r.finish(#slot, &<Self as __p::Data>::FIELDS[#place])?),
            };
            quote!(#ident: #value,)
        })
        .collect();
    quote!(Self { #(#fields)* })
}

/// A reference to a field of `self`, at the place of the field's type, so that an error about the
/// type points at it.
pub(super) fn reference(field: &Field) -> TokenStream {
    let ident = access(field);
    quote_spanned!(at(&field.ty)=> &self.#ident)
}

/// The name of a field at the place of its type.
pub(super) fn access(field: &Field) -> Ident {
    let mut ident = field.ident.clone();
    ident.set_span(at(&field.ty));
    ident
}
