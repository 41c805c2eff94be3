//! What a schema says about the fields' types: the compiler compares it, in constants.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};

use super::header;
use crate::ast::{Claim, Field, Item, Role};
use crate::attr::at;
use crate::schema;

/// Makes a change of the schemas expand the type again.
pub(super) fn tracked(item: &Item) -> Option<TokenStream> {
    let file = &item.proof.as_ref()?.file;
    Some(quote!(
        const _: &[__p::u8] = ::core::include_bytes!(#file);
    ))
}

/// The statements that stop the compilation where a field's type is another.
pub(super) fn checks<'a>(
    item: &Item,
    fields: impl IntoIterator<Item = &'a Field>,
) -> Vec<TokenStream> {
    claims(item, fields, check)
}

/// The same for alternatives without a value.
pub(super) fn unit_checks<'a>(
    item: &Item,
    alternatives: impl IntoIterator<Item = &'a Field>,
) -> Vec<TokenStream> {
    claims(item, alternatives, |claim, field| {
        let known = claim.known.iter().map(schema_field);
        quote_spanned! {at(&field.ident)=>
            __p::require_type(__p::Kind::Empty, "", __p::WireFormat::Plain, #(&#known)*);
        }
    })
}

fn claims<'a>(
    item: &Item,
    fields: impl IntoIterator<Item = &'a Field>,
    check: impl Fn(&Claim, &Field) -> TokenStream,
) -> Vec<TokenStream> {
    let Some(proof) = &item.proof else { return Vec::new() };
    let checks = fields.into_iter().filter_map(|field| {
        let claim = proof.claims.iter().find(|claim| claim.field == field.ident)?;
        Some(check(claim, field))
    });
    checks.collect()
}

fn check(claim: &Claim, field: &Field) -> TokenStream {
    let ty = &field.ty;
    let known = claim.known.iter().map(schema_field);
    match field.role {
        Role::Oneof => {
            let required = claim.known.iter().all(schema::Field::is_required);
            let (name, place) = (&field.name, claim.known.first().map(|known| &known.place));
            quote_spanned! {at(ty)=>
                __p::require_oneof(
                    <<#ty as __p::OneofField>::Oneof as __p::Data>::FIELDS,
                    <<#ty as __p::OneofField>::Oneof as __p::Data>::ALTERNATIVES,
                    <#ty as __p::Field>::KIND,
                    &__p::SchemaOneof { name: #name, place: #place, required: #required, fields: &[#(#known),*] },
                );
            }
        }
        Role::Fixed => {
            let format = wire_format(field);
            quote_spanned! {at(ty)=>
                __p::require_type(
                    <<#ty as __p::FixedField>::Value as __p::Field>::KIND, "", #format, #(&#known)*,
                );
            }
        }
        _ => {
            let format = wire_format(field);
            quote_spanned! {at(ty)=>
                __p::require_type(
                    <#ty as __p::Field>::KIND, <#ty as __p::Field>::PROTO_NAME, #format, #(&#known)*,
                );
            }
        }
    }
}

fn wire_format(field: &Field) -> TokenStream {
    let format = header::wire_format(field.wire);
    quote!(__p::WireFormat::#format)
}

fn schema_field(known: &schema::Field) -> TokenStream {
    let schema::Field { name, number, place, .. } = known;
    let declaration = known.declaration();
    let accepted = known.accepted();
    let (presence, remedy) = (known.has_presence(), known.remedy());
    quote! {
        __p::SchemaField {
            name: #name,
            number: #number,
            declaration: #declaration,
            place: #place,
            accepted: &[#(#accepted),*],
            presence: #presence,
            remedy: #remedy,
        }
    }
}
