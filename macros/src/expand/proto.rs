use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};

use super::header::format;
use super::json::{construct, slot, slots};
use crate::ast::{Field, Message, Role};
use crate::attr::at;

/// The trait of a field: `__p::ProtoField`.
fn proto_field(field: &Field) -> TokenStream {
    with_format(field, &quote!(ProtoField), None)
}

fn proto_field_read(field: &Field) -> TokenStream {
    with_format(field, &quote!(ProtoFieldRead), Some(&quote!('__de)))
}

/// The trait of an alternative, which is a single value.
pub(super) fn value(field: &Field) -> TokenStream {
    with_format(field, &quote!(ProtoValue), None)
}

pub(super) fn value_read(field: &Field) -> TokenStream {
    with_format(field, &quote!(ProtoValueRead), Some(&quote!('__de)))
}

/// A trait with the wire format of a field, if it is not the type's own: `__p::ProtoField<__p::ZigZag>`.
fn with_format(field: &Field, name: &TokenStream, input: Option<&TokenStream>) -> TokenStream {
    let format = field.wire.is_some().then(|| format(field.wire));
    let mut arguments = input.into_iter().chain(&format).peekable();
    if arguments.peek().is_none() {
        quote!(__p::#name)
    } else {
        quote!(__p::#name<#(#arguments),*>)
    }
}

/// `write_body`. The writer goes back to front, so the highest number comes first; a oneof stays
/// behind the field that it is declared behind.
pub(super) fn write(message: &Message, access: impl Fn(&Field) -> TokenStream) -> TokenStream {
    let mut last = 0;
    let mut declared: Vec<(usize, &Field)> = message.wire_fields().enumerate().collect();
    declared.sort_by_key(|(_, field)| field.order);
    let mut ordered: Vec<(u32, usize, &Field)> = declared
        .into_iter()
        .map(|(index, field)| {
            last = field.number.unwrap_or(last);
            (last, index, field)
        })
        .collect();
    ordered.sort_by_key(|(number, ..)| *number);
    let writes = ordered.iter().rev().map(|(_, index, field)| {
        let value = access(field);
        let ty = &field.ty;
        match (field.role, field.number) {
            (Role::Fixed, Some(number)) => {
                let index = syn::Index::from(*index);
                quote_spanned!(at(ty)=> let __w = __w.fixed_field(#number, &<Self as __p::Data>::FIELDS[#index], #value);)
            }
            (Role::Oneof, _) | (_, None) => quote_spanned!(at(ty)=> let __w = __w.oneof(#value);),
            (_, Some(number)) => {
                let proto = proto_field(field);
                quote_spanned!(at(ty)=> let __w = <#ty as #proto>::write_field(#value, #number, __w);)
            }
        }
    });
    quote! {
        fn write_body<'__b>(&self, __w: __p::proto::Writer<'__b>) -> __p::proto::Writer<'__b> {
            #(#writes)*
            __w
        }
    }
}

/// `read_body`.
pub(super) fn read(message: &Message) -> TokenStream {
    let fields: Vec<&Field> = message.wire_fields().collect();
    let slots = slots(message.wire_fields());
    let earlier = fields.iter().map(|field| {
        let (slot, ident, ty) = (slot(field), &field.ident, &field.ty);
        match field.role {
            Role::Oneof => quote!(#slot = <#ty as __p::OneofField>::into_oneof(__earlier.#ident);),
            Role::Fixed => quote!(#slot = true;),
            _ => quote!(#slot = __p::Some(__earlier.#ident);),
        }
    });
    let earlier = if fields.is_empty() {
        quote!(let _ = __earlier;)
    } else {
        quote!(if let __p::Some(__earlier) = __earlier { #(#earlier)* })
    };
    let numbered = fields.iter().enumerate().filter(|(_, field)| field.role != Role::Oneof).map(|(index, field)| {
        let (slot, ty, number) = (slot(field), &field.ty, field.number);
        let number = number.map(proc_macro2::Literal::u32_unsuffixed);
        if field.role == Role::Fixed {
            let index = syn::Index::from(index);
            return quote!(#number => __r.read_fixed(&mut #slot, __key.wire, &<Self as __p::Data>::FIELDS[#index])?,);
        }
        let proto = proto_field_read(field);
        quote_spanned!(at(ty)=> #number => <#ty as #proto>::merge(&mut #slot, __key, __r)?,)
    });
    let oneofs = fields.iter().filter(|field| field.role == Role::Oneof).map(|field| {
        let (slot, ty) = (slot(field), &field.ty);
        quote_spanned! {at(ty)=>
            __number if <<#ty as __p::OneofField>::Oneof as __p::OneofRead<'__de>>::has_number(__number) => {
                <<#ty as __p::OneofField>::Oneof as __p::OneofRead<'__de>>::merge_alternative(
                    &mut #slot, __number, __key.wire, __r,
                )?;
            }
        }
    });
    let body = if fields.is_empty() {
        quote!(__r.skip(__key)?;)
    } else {
        quote! {
            match __key.number {
                #(#numbered)*
                #(#oneofs)*
                _ => __r.skip(__key)?,
            }
        }
    };
    let value = construct(message, &quote!(proto_slot));
    quote! {
        fn read_body(
            __earlier: __p::Option<Self>,
            __r: &mut __p::proto::Reader<'__de>,
        ) -> __p::Result<Self, __p::Failed> {
            #(#slots)*
            #earlier
            while let __p::Some(__key) = __r.next_key()? {
                #body
            }
            __p::Ok(#value)
        }
    }
}
