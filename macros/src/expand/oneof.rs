use proc_macro2::{Literal, TokenStream};
use quote::{quote, quote_spanned};

use super::data_struct::message_as_value;
use super::header::{Header, Need, header};
use super::{data_struct, descriptor, proof, proto};
use crate::ast::{Alternative, Field, Oneof};
use crate::attr::at;

pub(super) fn has_deprecation(oneof: &Oneof) -> bool {
    oneof.item.deprecated.is_some()
        || oneof.alternatives.iter().any(|alternative| alternative.field.deprecated.is_some())
}

/// An enum with data.
pub(super) fn expand(oneof: &Oneof) -> TokenStream {
    let data = data(oneof);
    let json = json(oneof);
    let proto = oneof.tagged.then(|| message(oneof));
    quote!(#data #json #proto)
}

/// The alternatives that have a value: only their types need to be field types.
fn values(oneof: &Oneof) -> impl Iterator<Item = &Field> {
    oneof
        .alternatives
        .iter()
        .filter(|alternative| !alternative.unit)
        .map(|alternative| &alternative.field)
}

fn header_of(oneof: &Oneof, need: Need) -> Header {
    header(&oneof.item, values(oneof), need, true)
}

/// Match arms, one for each alternative. `arm` gets the index, the alternative and `__value`.
fn arms<'a>(
    oneof: &'a Oneof,
    mut arm: impl FnMut(Literal, &'a Alternative) -> TokenStream + 'a,
) -> impl Iterator<Item = TokenStream> + 'a {
    oneof.alternatives.iter().enumerate().map(move |(index, alternative)| {
        let variant = &alternative.field.ident;
        let pattern =
            if alternative.unit { quote!(Self::#variant) } else { quote!(Self::#variant(__value)) };
        let body = arm(Literal::usize_unsuffixed(index), alternative);
        quote!(#pattern => #body,)
    })
}

fn data(oneof: &Oneof) -> TokenStream {
    let Header { params, ty, clause } = header_of(oneof, Need::Field);
    let name = descriptor::name(&oneof.item);
    let fields = oneof.alternatives.iter().map(|alternative| {
        let ty = &alternative.field.ty;
        let kind = if alternative.unit {
            quote!(__p::Kind::Empty)
        } else {
            quote_spanned!(at(ty)=> <#ty as __p::Field>::KIND)
        };
        descriptor::field(&alternative.field, &kind)
    });
    let shape = quote!(__p::Shape::Oneof(<Self as __p::Data>::FIELDS));
    let names = oneof.tagged.then(|| {
        let names = oneof.alternatives.iter().map(|alternative| {
            let ty = &alternative.field.ty;
            if alternative.unit {
                quote!("")
            } else {
                quote_spanned!(at(ty)=> <#ty as __p::Field>::PROTO_NAME)
            }
        });
        quote!(const ALTERNATIVES: &'static [&'static __p::str] = &[#(#names),*];)
    });
    let mut checks = proof::checks(&oneof.item, values(oneof));
    let units = oneof.alternatives.iter().filter(|alternative| alternative.unit);
    checks.extend(proof::unit_checks(&oneof.item, units.map(|alternative| &alternative.field)));
    let (outside, inside) = data_struct::place_checks(&oneof.item, &checks);
    let descriptor = descriptor::descriptor(&oneof.item, &shape, &inside);
    quote! {
        #outside
        #[automatically_derived]
        impl #params __p::Data for #ty #clause {
            #name
            const FIELDS: &'static [__p::FieldDescriptor] = &[#(#fields),*];
            #names
            #descriptor
        }
    }
}

fn json(oneof: &Oneof) -> TokenStream {
    let Header { params, ty, clause } = header_of(oneof, Need::Field);
    let Header { params: read_params, clause: read_clause, .. } = header_of(oneof, Need::FieldRead);
    let proto_name = descriptor::proto_name(&oneof.item);
    let writes = arms(oneof, |index, alternative| {
        if alternative.unit {
            quote!(__w.unit_alternative(&<Self as __p::Data>::FIELDS[#index]))
        } else {
            quote_spanned!(at(&alternative.field.ty)=> __w.alternative(&<Self as __p::Data>::FIELDS[#index], __value))
        }
    });
    let read = if oneof.tagged {
        quote!(<Self as __p::OneofRead<'__de>>::read_json_alternative)
    } else {
        let reads = read_alternative(oneof);
        quote!(|__index, __r| #reads)
    };
    quote! {
        #[automatically_derived]
        impl #params __p::Field for #ty #clause {
            const KIND: __p::Kind = __p::Kind::Type(|| <Self as __p::Data>::DESCRIPTOR);
            #proto_name
            fn write_json<'__b, __P: __p::Profile>(&self, __w: __p::json::Writer<'__b, __P>) -> __p::json::Writer<'__b, __P> {
                match self { #(#writes)* }
            }
        }
        #[automatically_derived]
        impl #read_params __p::FieldRead<'__de> for #ty #read_clause {
            fn read_json(__r: &mut __p::json::Reader<'__de>) -> __p::Result<Self, __p::Failed> {
                __r.oneof(<Self as __p::Data>::FIELDS, #read)
            }
        }
    }
}

/// Reads the alternative at `__index`. The reader gives only indices that are there, so the last
/// alternative takes the rest.
fn read_alternative(oneof: &Oneof) -> TokenStream {
    let last = oneof.alternatives.len().saturating_sub(1);
    let reads = oneof.alternatives.iter().enumerate().map(|(index, alternative)| {
        let (variant, ty) = (&alternative.field.ident, &alternative.field.ty);
        let pattern = if index == last {
            quote!(_)
        } else {
            let index = Literal::usize_unsuffixed(index);
            quote!(#index)
        };
        if alternative.unit {
            quote!(#pattern => { __r.skip_unknown()?; __p::Ok(Self::#variant) })
        } else {
            quote_spanned! {at(ty)=>
                #pattern => __p::Ok(Self::#variant(<#ty as __p::FieldRead<'__de>>::read_json(__r)?)),
            }
        }
    });
    quote!(match __index { #(#reads)* })
}

fn message(oneof: &Oneof) -> TokenStream {
    let write_header = header_of(oneof, Need::Proto);
    let read_header = header_of(oneof, Need::ProtoRead);
    let Header { params, ty, clause } = &write_header;
    let Header { params: read_params, clause: read_clause, .. } = &read_header;
    let writes = arms(oneof, |_, alternative| {
        let (ty, number) = (&alternative.field.ty, alternative.field.number);
        if alternative.unit {
            quote!(__w.empty_message(#number))
        } else {
            let value = proto::value(&alternative.field);
            quote_spanned!(at(ty)=> <#ty as #value>::write(__value, #number, __w))
        }
    });
    let json_writes = arms(oneof, |index, alternative| {
        if alternative.unit {
            quote!(__w.empty_object(&<Self as __p::Data>::FIELDS[#index]))
        } else {
            quote_spanned!(at(&alternative.field.ty)=> __w.field_always(&<Self as __p::Data>::FIELDS[#index], __value))
        }
    });
    let numbers = oneof.alternatives.iter().filter_map(|alternative| alternative.field.number);
    let merges = merges(oneof);
    let reads = read_alternative(oneof);
    let name = &oneof.item.name;
    let as_value = message_as_value(&write_header, &read_header);
    quote! {
        #[automatically_derived]
        impl #params __p::Oneof for #ty #clause {
            fn write_alternative<'__b>(&self, __w: __p::proto::Writer<'__b>) -> __p::proto::Writer<'__b> {
                match self { #(#writes)* }
            }
            fn write_json_alternative<'__b, __P: __p::Profile>(&self, __w: __p::json::Writer<'__b, __P>) -> __p::json::Writer<'__b, __P> {
                match self { #(#json_writes)* }
            }
        }
        #[automatically_derived]
        impl #read_params __p::OneofRead<'__de> for #ty #read_clause {
            fn has_number(__number: __p::u32) -> __p::bool {
                match __number { #(#numbers)|* => true, _ => false }
            }
            fn merge_alternative(
                __slot: &mut __p::Option<Self>,
                __number: __p::u32,
                __wire: __p::proto::WireType,
                __r: &mut __p::proto::Reader<'__de>,
            ) -> __p::Result<(), __p::Failed> {
                match __number { #(#merges)* }
                __p::Ok(())
            }
            fn read_json_alternative(
                __index: __p::usize,
                __r: &mut __p::json::Reader<'__de>,
            ) -> __p::Result<Self, __p::Failed> {
                #reads
            }
        }
        #[automatically_derived]
        impl #params __p::Message for #ty #clause {
            fn write_body<'__b>(&self, __w: __p::proto::Writer<'__b>) -> __p::proto::Writer<'__b> {
                <Self as __p::Oneof>::write_alternative(self, __w)
            }
        }
        #[automatically_derived]
        impl #read_params __p::MessageRead<'__de> for #ty #read_clause {
            fn read_body(
                mut __earlier: __p::Option<Self>,
                __r: &mut __p::proto::Reader<'__de>,
            ) -> __p::Result<Self, __p::Failed> {
                const __ALTERNATIVE: &__p::FieldDescriptor =
                    &__p::FieldDescriptor { name: #name, ..__p::FieldDescriptor::NEW };
                while let __p::Some(__key) = __r.next_key()? {
                    if <Self as __p::OneofRead<'__de>>::has_number(__key.number) {
                        <Self as __p::OneofRead<'__de>>::merge_alternative(
                            &mut __earlier, __key.number, __key.wire, __r,
                        )?;
                    } else {
                        __r.skip(__key)?;
                    }
                }
                __r.finish_oneof(__earlier, __ALTERNATIVE)
            }
        }
        #as_value
    }
}

/// Another occurrence of the same alternative is merged with the earlier one, as Protobuf wants it.
fn merges(oneof: &Oneof) -> impl Iterator<Item = TokenStream> {
    let last = oneof.alternatives.len().saturating_sub(1);
    let only = oneof.alternatives.len() == 1;
    oneof.alternatives.iter().enumerate().map(move |(index, alternative)| {
        let Field { ident: variant, ty, number, .. } = &alternative.field;
        let number = number.filter(|_| index != last).map(Literal::u32_unsuffixed);
        let pattern = number.map_or_else(|| quote!(_), |number| quote!(#number));
        if alternative.unit {
            return quote! {
                #pattern => {
                    __r.empty_message(__wire)?;
                    *__slot = __p::Some(Self::#variant);
                }
            };
        }
        let otherwise = if only { quote!(__p::None) } else { quote!(_) };
        let value_read = proto::value_read(&alternative.field);
        quote_spanned! {at(ty)=>
            #pattern => {
                let mut __same: __p::Option<#ty> = match __p::Option::take(__slot) {
                    __p::Some(Self::#variant(__value)) => __p::Some(__value),
                    #otherwise => __p::None,
                };
                <#ty as #value_read>::merge_value(&mut __same, __wire, __r)?;
                *__slot = __p::Option::map(__same, Self::#variant);
            }
        }
    })
}
