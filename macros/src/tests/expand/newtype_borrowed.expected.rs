const _: () = {
    use ::plumberd::__private as __p;
    #[automatically_derived]
    impl<'a> __p::Field for Name<'a>
    where
        &'a str: __p::Field,
    {
        const KIND: __p::Kind = <&'a str as __p::Field>::KIND;
        const PROTO_NAME: &'static __p::str = <&'a str as __p::Field>::PROTO_NAME;
        fn write_json<'__b, __P: __p::Profile>(
            &self,
            __w: __p::json::Writer<'__b, __P>,
        ) -> __p::json::Writer<'__b, __P> {
            <&'a str as __p::Field>::write_json(&self.0, __w)
        }
        fn is_absent(&self) -> __p::bool {
            <&'a str as __p::Field>::is_absent(&self.0)
        }
        fn is_default(&self) -> __p::bool {
            <&'a str as __p::Field>::is_default(&self.0)
        }
    }
    #[automatically_derived]
    impl<'__de: 'a, 'a> __p::FieldRead<'__de> for Name<'a>
    where
        &'a str: __p::FieldRead<'__de>,
    {
        fn read_json(
            __r: &mut __p::json::Reader<'__de>,
        ) -> __p::Result<Self, __p::Failed> {
            __p::Ok(Self(<&'a str as __p::FieldRead<'__de>>::read_json(__r)?))
        }
        fn absent(__profile: __p::ProfileId) -> __p::Option<Self> {
            __p::Option::map(<&'a str as __p::FieldRead<'__de>>::absent(__profile), Self)
        }
    }
    #[automatically_derived]
    impl<'a, __E> __p::ProtoValue<__E> for Name<'a>
    where
        &'a str: __p::ProtoValue<__E>,
    {
        const WIRE: __p::proto::WireType = <&'a str as __p::ProtoValue<__E>>::WIRE;
        fn write<'__b>(
            &self,
            __number: __p::u32,
            __w: __p::proto::Writer<'__b>,
        ) -> __p::proto::Writer<'__b> {
            <&'a str as __p::ProtoValue<__E>>::write(&self.0, __number, __w)
        }
        fn write_list<'__a, '__b>(
            __reversed: impl ::core::iter::Iterator<Item = &'__a Self>,
            __number: __p::u32,
            __w: __p::proto::Writer<'__b>,
        ) -> __p::proto::Writer<'__b>
        where
            Self: '__a,
        {
            let __inner = ::core::iter::Iterator::map(
                __reversed,
                |__value: &'__a Self| &__value.0,
            );
            <&'a str as __p::ProtoValue<__E>>::write_list(__inner, __number, __w)
        }
    }
    #[automatically_derived]
    impl<'a, __E> __p::ProtoField<__E> for Name<'a>
    where
        &'a str: __p::ProtoField<__E>,
    {
        fn write_field<'__b>(
            &self,
            __number: __p::u32,
            __w: __p::proto::Writer<'__b>,
        ) -> __p::proto::Writer<'__b> {
            <&'a str as __p::ProtoField<__E>>::write_field(&self.0, __number, __w)
        }
    }
    #[automatically_derived]
    impl<'__de: 'a, 'a, __E> __p::ProtoValueRead<'__de, __E> for Name<'a>
    where
        &'a str: __p::ProtoValueRead<'__de, __E>,
    {
        fn read(
            __wire: __p::proto::WireType,
            __r: &mut __p::proto::Reader<'__de>,
        ) -> __p::Result<Self, __p::Failed> {
            __p::Ok(
                Self(<&'a str as __p::ProtoValueRead<'__de, __E>>::read(__wire, __r)?),
            )
        }
        fn merge_value(
            __slot: &mut __p::Option<Self>,
            __wire: __p::proto::WireType,
            __r: &mut __p::proto::Reader<'__de>,
        ) -> __p::Result<(), __p::Failed> {
            let mut __inner = __p::Option::map(
                __p::Option::take(__slot),
                |__value| __value.0,
            );
            <&'a str as __p::ProtoValueRead<
                '__de,
                __E,
            >>::merge_value(&mut __inner, __wire, __r)?;
            *__slot = __p::Option::map(__inner, Self);
            __p::Ok(())
        }
        fn read_list(
            __push: &mut impl ::core::ops::FnMut(Self),
            __wire: __p::proto::WireType,
            __r: &mut __p::proto::Reader<'__de>,
        ) -> __p::Result<(), __p::Failed> {
            <&'a str as __p::ProtoValueRead<
                '__de,
                __E,
            >>::read_list(&mut |__value| __push(Self(__value)), __wire, __r)
        }
    }
    #[automatically_derived]
    impl<'__de: 'a, 'a, __E> __p::ProtoFieldRead<'__de, __E> for Name<'a>
    where
        &'a str: __p::ProtoFieldRead<'__de, __E>,
    {
        fn merge(
            __slot: &mut __p::Option<Self>,
            __key: __p::proto::Key,
            __r: &mut __p::proto::Reader<'__de>,
        ) -> __p::Result<(), __p::Failed> {
            let mut __inner = __p::Option::map(
                __p::Option::take(__slot),
                |__value| __value.0,
            );
            <&'a str as __p::ProtoFieldRead<
                '__de,
                __E,
            >>::merge(&mut __inner, __key, __r)?;
            *__slot = __p::Option::map(__inner, Self);
            __p::Ok(())
        }
    }
    #[automatically_derived]
    impl<'a> __p::MapKey for Name<'a>
    where
        &'a str: __p::MapKey,
    {
        fn write_json_key<'__b, __P: __p::Profile>(
            &self,
            __w: __p::json::Writer<'__b, __P>,
        ) -> __p::json::Writer<'__b, __P> {
            <&'a str as __p::MapKey>::write_json_key(&self.0, __w)
        }
    }
    #[automatically_derived]
    impl<'__de: 'a, 'a> __p::MapKeyRead<'__de> for Name<'a>
    where
        &'a str: __p::MapKeyRead<'__de>,
    {
        fn read_json_key(
            __text: __p::Cow<'__de, __p::str>,
            __r: &mut __p::json::Reader<'__de>,
        ) -> __p::Result<Self, __p::Failed> {
            __p::Ok(
                Self(<&'a str as __p::MapKeyRead<'__de>>::read_json_key(__text, __r)?),
            )
        }
    }
};
