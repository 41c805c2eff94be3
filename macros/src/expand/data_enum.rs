use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::descriptor;
use crate::ast::ValueEnum;

pub(super) fn has_deprecation(values: &ValueEnum) -> bool {
    values.item.deprecated.is_some() || values.values.iter().any(|value| value.deprecated.is_some())
}

/// An enum that travels as a number.
pub(super) fn expand(values: &ValueEnum) -> TokenStream {
    let table = table(values);
    let data = data(values);
    let json = json(values);
    // Protobuf's default is the value with number 0, so without one there is no Protobuf form.
    let proto = values.values.iter().any(|value| value.number == 0).then(|| proto(values));
    quote! {
        #table
        #data
        #json
        #proto
    }
}

/// The values, and the ways between them and their numbers.
fn table(values: &ValueEnum) -> TokenStream {
    let ty = &values.item.ident;
    let entries = values.values.iter().map(descriptor::enum_value);
    let to = values.values.iter().map(|value| {
        let (variant, number) = (&value.ident, Literal::i32_unsuffixed(value.number));
        quote!(#ty::#variant => #number,)
    });
    let to_unknown =
        values.unknown.iter().map(|unknown| quote!(#ty::#unknown(__number) => __number,));
    let from = values.values.iter().map(|value| {
        let (variant, number) = (&value.ident, Literal::i32_unsuffixed(value.number));
        quote!(#number => __p::Some(#ty::#variant),)
    });
    let from_unknown = match &values.unknown {
        Some(unknown) => quote!(__p::Some(#ty::#unknown(__number))),
        None => quote!(__p::None),
    };
    quote! {
        const __VALUES: &[__p::EnumValue] = &[#(#entries),*];
        fn __number(__value: &#ty) -> __p::i32 {
            match *__value { #(#to)* #(#to_unknown)* }
        }
        fn __value(__number: __p::i32) -> __p::Option<#ty> {
            match __number { #(#from)* _ => #from_unknown }
        }
    }
}

fn data(values: &ValueEnum) -> TokenStream {
    let ty = &values.item.ident;
    let name = descriptor::name(&values.item);
    let open = values.unknown.is_some();
    let by_name = values.by_name;
    let shape = quote!(__p::Shape::Enum { values: __VALUES, open: #open, by_name: #by_name });
    let descriptor = descriptor::descriptor(&values.item, &shape, &TokenStream::new());
    quote! {
        #[automatically_derived]
        impl __p::Data for #ty {
            #name
            const FIELDS: &'static [__p::FieldDescriptor] = &[];
            #descriptor
        }
    }
}

fn json(values: &ValueEnum) -> TokenStream {
    let ty = &values.item.ident;
    let by_name = values.by_name;
    let proto_name = descriptor::proto_name(&values.item);
    let indices = values.values.iter().enumerate().map(|(index, value)| {
        let (variant, index) = (&value.ident, Literal::usize_unsuffixed(index));
        quote!(Self::#variant => #index,)
    });
    let unknown = values
        .unknown
        .iter()
        .map(|unknown| quote!(Self::#unknown(__number) => return __w.integer(__number),));
    let zero = values.values.iter().find(|value| value.number == 0);
    let defaults = zero.map(|_| {
        quote! {
            fn is_default(&self) -> __p::bool {
                __number(self) == 0
            }
        }
    });
    let absent = zero.map(|zero| {
        let variant = &zero.ident;
        quote! {
            fn absent(__profile: __p::ProfileId) -> __p::Option<Self> {
                match __profile {
                    __p::ProfileId::Proto3 => __p::Some(Self::#variant),
                    _ => __p::None,
                }
            }
        }
    });
    let write = if values.values.is_empty() {
        quote!(match *self { #(#unknown)* })
    } else {
        quote! {
            let __index = match *self { #(#indices)* #(#unknown)* };
            __w.enum_value(&__VALUES[__index], #by_name)
        }
    };
    quote! {
        #[automatically_derived]
        impl __p::Field for #ty {
            const KIND: __p::Kind = __p::Kind::Type(|| <Self as __p::Data>::DESCRIPTOR);
            #proto_name
            fn write_json<'__b, __P: __p::Profile>(&self, __w: __p::json::Writer<'__b, __P>) -> __p::json::Writer<'__b, __P> {
                #write
            }
            #defaults
        }
        #[automatically_derived]
        impl<'__de> __p::FieldRead<'__de> for #ty {
            fn read_json(__r: &mut __p::json::Reader<'__de>) -> __p::Result<Self, __p::Failed> {
                let __n = __r.enum_number(__VALUES, <Self as __p::Data>::NAME)?;
                match __value(__n) {
                    __p::Some(__value) => __p::Ok(__value),
                    __p::None => {
                        __p::Err(__p::unknown_enum_number(__r, __n, __VALUES, <Self as __p::Data>::NAME))
                    }
                }
            }
            #absent
        }
    }
}

fn proto(values: &ValueEnum) -> TokenStream {
    let ty = &values.item.ident;
    quote! {
        #[automatically_derived]
        impl __p::ProtoValue for #ty {
            const WIRE: __p::proto::WireType = __p::proto::WireType::Varint;
            fn write<'__b>(&self, __at: __p::u32, __w: __p::proto::Writer<'__b>) -> __p::proto::Writer<'__b> {
                __w.enum_number(__at, __number(self))
            }
            fn write_list<'__a, '__b>(
                __reversed: impl ::core::iter::Iterator<Item = &'__a Self>,
                __at: __p::u32,
                __w: __p::proto::Writer<'__b>,
            ) -> __p::proto::Writer<'__b> {
                __w.packed(__reversed, __at, |__value, __w| __w.enum_element(__number(__value)))
            }
        }
        #[automatically_derived]
        impl __p::ProtoField for #ty {
            fn write_field<'__b>(&self, __at: __p::u32, __w: __p::proto::Writer<'__b>) -> __p::proto::Writer<'__b> {
                let __n = __number(self);
                if __n == 0 { __w } else { __w.enum_number(__at, __n) }
            }
        }
        fn __checked(__n: __p::i32, __r: &mut __p::proto::Reader<'_>) -> __p::Result<#ty, __p::Failed> {
            match __value(__n) {
                __p::Some(__value) => __p::Ok(__value),
                __p::None => __p::Err(__r.unknown_enum_value(__n, __VALUES, <#ty as __p::Data>::NAME)),
            }
        }
        #[automatically_derived]
        impl<'__de> __p::ProtoValueRead<'__de> for #ty {
            fn read(
                __wire: __p::proto::WireType,
                __r: &mut __p::proto::Reader<'__de>,
            ) -> __p::Result<Self, __p::Failed> {
                __checked(__r.enum_number(__wire)?, __r)
            }
            fn read_list(
                __push: &mut impl ::core::ops::FnMut(Self),
                __wire: __p::proto::WireType,
                __r: &mut __p::proto::Reader<'__de>,
            ) -> __p::Result<(), __p::Failed> {
                __r.packed(__wire, __p::proto::WireType::Varint, |__r| {
                    __push(__checked(__r.enum_element()?, __r)?);
                    __p::Ok(())
                })
            }
        }
        #[automatically_derived]
        impl<'__de> __p::ProtoFieldRead<'__de> for #ty {
            fn merge(
                __slot: &mut __p::Option<Self>,
                __key: __p::proto::Key,
                __r: &mut __p::proto::Reader<'__de>,
            ) -> __p::Result<(), __p::Failed> {
                *__slot = __p::Some(__checked(__r.enum_number(__key.wire)?, __r)?);
                __p::Ok(())
            }
        }
    }
}
