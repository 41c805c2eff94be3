use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;
use syn::{WherePredicate, parse_quote};

use super::header::{self, Header};
use crate::ast::{Newtype, mentions_any};
use crate::attr::at;

/// A tuple struct with one field: everything is done by the field.
///
/// Whether the field's type has a Protobuf form, or can be the key of a map, is not known here, and
/// a bound like `where String: MapKey` that does not hold is an error even where nobody needs it.
/// Unless it depends on a parameter: then it is checked when it is used. `ProtoValue<E>` has the wire
/// format, the reading traits have `'de`, and `MapKey` borrows the `'de` of `MapKeyRead`.
pub(super) fn expand(newtype: &Newtype) -> TokenStream {
    let span = at(&newtype.inner);
    let json = json(newtype, span);
    let proto = proto(newtype, span);
    let map_key = map_key(newtype, span);
    quote::quote!(#json #proto #map_key)
}

/// The header of an impl with bounds on the inner type.
fn header_of(newtype: &Newtype, reads: bool, predicates: Vec<WherePredicate>) -> Header {
    header::with(&newtype.item, reads, predicates)
}

/// A bound that is only written when it depends on a parameter; the impl's body states it otherwise.
fn when_generic(newtype: &Newtype, predicate: WherePredicate) -> Vec<WherePredicate> {
    if mentions_any(&newtype.inner, &newtype.item.generics) { vec![predicate] } else { Vec::new() }
}

fn json(newtype: &Newtype, span: Span) -> TokenStream {
    let inner = &newtype.inner;
    let Header { params, ty, clause } =
        header_of(newtype, false, when_generic(newtype, parse_quote!(#inner: __p::Field)));
    let Header { params: read_params, clause: read_clause, .. } = header_of(
        newtype,
        true,
        when_generic(newtype, parse_quote!(#inner: __p::FieldRead<'__de>)),
    );
    quote_spanned! {span=>
        #[automatically_derived]
        impl #params __p::Field for #ty #clause {
            const KIND: __p::Kind = <#inner as __p::Field>::KIND;
            const PROTO_NAME: &'static __p::str = <#inner as __p::Field>::PROTO_NAME;
            fn write_json<'__b, __P: __p::Profile>(&self, __w: __p::json::Writer<'__b, __P>) -> __p::json::Writer<'__b, __P> {
                <#inner as __p::Field>::write_json(&self.0, __w)
            }
            fn is_absent(&self) -> __p::bool {
                <#inner as __p::Field>::is_absent(&self.0)
            }
            fn is_default(&self) -> __p::bool {
                <#inner as __p::Field>::is_default(&self.0)
            }
        }
        #[automatically_derived]
        impl #read_params __p::FieldRead<'__de> for #ty #read_clause {
            fn read_json(__r: &mut __p::json::Reader<'__de>) -> __p::Result<Self, __p::Failed> {
                __p::Ok(Self(<#inner as __p::FieldRead<'__de>>::read_json(__r)?))
            }
            fn absent(__profile: __p::ProfileId) -> __p::Option<Self> {
                __p::Option::map(<#inner as __p::FieldRead<'__de>>::absent(__profile), Self)
            }
        }
    }
}

fn proto(newtype: &Newtype, span: Span) -> TokenStream {
    let inner = &newtype.inner;
    // The wire format is a parameter of these impls.
    let mut with_format = newtype.item.clone();
    with_format.generics.params.push(parse_quote!(__E));
    let with_bound = |reads: bool, predicate: WherePredicate| Header {
        ty: header_of(newtype, false, Vec::new()).ty,
        ..header::with(&with_format, reads, vec![predicate])
    };
    let Header { params, ty, clause } =
        with_bound(false, parse_quote!(#inner: __p::ProtoValue<__E>));
    let Header { params: field_params, clause: field_clause, .. } =
        with_bound(false, parse_quote!(#inner: __p::ProtoField<__E>));
    let Header { params: value_read_params, clause: value_read_clause, .. } =
        with_bound(true, parse_quote!(#inner: __p::ProtoValueRead<'__de, __E>));
    let Header { params: field_read_params, clause: field_read_clause, .. } =
        with_bound(true, parse_quote!(#inner: __p::ProtoFieldRead<'__de, __E>));
    quote_spanned! {span=>
        #[automatically_derived]
        impl #params __p::ProtoValue<__E> for #ty #clause {
            const WIRE: __p::proto::WireType = <#inner as __p::ProtoValue<__E>>::WIRE;
            fn write<'__b>(&self, __number: __p::u32, __w: __p::proto::Writer<'__b>) -> __p::proto::Writer<'__b> {
                <#inner as __p::ProtoValue<__E>>::write(&self.0, __number, __w)
            }
            fn write_list<'__a, '__b>(
                __reversed: impl ::core::iter::Iterator<Item = &'__a Self>,
                __number: __p::u32,
                __w: __p::proto::Writer<'__b>,
            ) -> __p::proto::Writer<'__b> where Self: '__a {
                let __inner = ::core::iter::Iterator::map(__reversed, |__value: &'__a Self| &__value.0);
                <#inner as __p::ProtoValue<__E>>::write_list(__inner, __number, __w)
            }
        }
        #[automatically_derived]
        impl #field_params __p::ProtoField<__E> for #ty #field_clause {
            fn write_field<'__b>(&self, __number: __p::u32, __w: __p::proto::Writer<'__b>) -> __p::proto::Writer<'__b> {
                <#inner as __p::ProtoField<__E>>::write_field(&self.0, __number, __w)
            }
        }
        #[automatically_derived]
        impl #value_read_params __p::ProtoValueRead<'__de, __E> for #ty #value_read_clause {
            fn read(
                __wire: __p::proto::WireType,
                __r: &mut __p::proto::Reader<'__de>,
            ) -> __p::Result<Self, __p::Failed> {
                __p::Ok(Self(<#inner as __p::ProtoValueRead<'__de, __E>>::read(__wire, __r)?))
            }
            fn merge_value(
                __slot: &mut __p::Option<Self>,
                __wire: __p::proto::WireType,
                __r: &mut __p::proto::Reader<'__de>,
            ) -> __p::Result<(), __p::Failed> {
                let mut __inner = __p::Option::map(__p::Option::take(__slot), |__value| __value.0);
                <#inner as __p::ProtoValueRead<'__de, __E>>::merge_value(&mut __inner, __wire, __r)?;
                *__slot = __p::Option::map(__inner, Self);
                __p::Ok(())
            }
            fn read_list(
                __push: &mut impl ::core::ops::FnMut(Self),
                __wire: __p::proto::WireType,
                __r: &mut __p::proto::Reader<'__de>,
            ) -> __p::Result<(), __p::Failed> {
                <#inner as __p::ProtoValueRead<'__de, __E>>::read_list(
                    &mut |__value| __push(Self(__value)), __wire, __r,
                )
            }
        }
        #[automatically_derived]
        impl #field_read_params __p::ProtoFieldRead<'__de, __E> for #ty #field_read_clause {
            fn merge(
                __slot: &mut __p::Option<Self>,
                __key: __p::proto::Key,
                __r: &mut __p::proto::Reader<'__de>,
            ) -> __p::Result<(), __p::Failed> {
                let mut __inner = __p::Option::map(__p::Option::take(__slot), |__value| __value.0);
                <#inner as __p::ProtoFieldRead<'__de, __E>>::merge(&mut __inner, __key, __r)?;
                *__slot = __p::Option::map(__inner, Self);
                __p::Ok(())
            }
        }
    }
}

fn map_key(newtype: &Newtype, span: Span) -> TokenStream {
    let inner = &newtype.inner;
    let (bound, read_bound): (WherePredicate, WherePredicate) =
        if mentions_any(inner, &newtype.item.generics) {
            (parse_quote!(#inner: __p::MapKey), parse_quote!(#inner: __p::MapKeyRead<'__de>))
        } else {
            let any: WherePredicate = parse_quote!(for<'__any> #inner: __p::MapKeyRead<'__any>);
            (any.clone(), any)
        };
    let Header { params, ty, clause } = header_of(newtype, false, vec![bound]);
    let Header { params: read_params, clause: read_clause, .. } =
        header_of(newtype, true, vec![read_bound]);
    quote_spanned! {span=>
        #[automatically_derived]
        impl #params __p::MapKey for #ty #clause {
            fn write_json_key<'__b, __P: __p::Profile>(&self, __w: __p::json::Writer<'__b, __P>) -> __p::json::Writer<'__b, __P> {
                <#inner as __p::MapKey>::write_json_key(&self.0, __w)
            }
        }
        #[automatically_derived]
        impl #read_params __p::MapKeyRead<'__de> for #ty #read_clause {
            fn read_json_key(
                __text: __p::Cow<'__de, __p::str>,
                __r: &mut __p::json::Reader<'__de>,
            ) -> __p::Result<Self, __p::Failed> {
                __p::Ok(Self(<#inner as __p::MapKeyRead<'__de>>::read_json_key(__text, __r)?))
            }
        }
    }
}
