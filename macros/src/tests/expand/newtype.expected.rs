const _: () = {
    use ::plumberd::__private as __p;
    #[automatically_derived]
    impl __p::Field for CameraId {
        const KIND: __p::Kind = <String as __p::Field>::KIND;
        const PROTO_NAME: &'static __p::str = <String as __p::Field>::PROTO_NAME;
        fn write_json<'__b, __P: __p::Profile>(
            &self,
            __w: __p::json::Writer<'__b, __P>,
        ) -> __p::json::Writer<'__b, __P> {
            <String as __p::Field>::write_json(&self.0, __w)
        }
        fn is_absent(&self) -> __p::bool {
            <String as __p::Field>::is_absent(&self.0)
        }
        fn is_default(&self) -> __p::bool {
            <String as __p::Field>::is_default(&self.0)
        }
    }
    #[automatically_derived]
    impl<'__de> __p::FieldRead<'__de> for CameraId {
        fn read_json(
            __r: &mut __p::json::Reader<'__de>,
        ) -> __p::Result<Self, __p::Failed> {
            __p::Ok(Self(<String as __p::FieldRead<'__de>>::read_json(__r)?))
        }
        fn absent(__profile: __p::ProfileId) -> __p::Option<Self> {
            __p::Option::map(<String as __p::FieldRead<'__de>>::absent(__profile), Self)
        }
    }
    #[automatically_derived]
    impl<__E> __p::ProtoValue<__E> for CameraId
    where
        String: __p::ProtoValue<__E>,
    {
        const WIRE: __p::proto::WireType = <String as __p::ProtoValue<__E>>::WIRE;
        fn write<'__b>(
            &self,
            __number: __p::u32,
            __w: __p::proto::Writer<'__b>,
        ) -> __p::proto::Writer<'__b> {
            <String as __p::ProtoValue<__E>>::write(&self.0, __number, __w)
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
            <String as __p::ProtoValue<__E>>::write_list(__inner, __number, __w)
        }
    }
    #[automatically_derived]
    impl<__E> __p::ProtoField<__E> for CameraId
    where
        String: __p::ProtoField<__E>,
    {
        fn write_field<'__b>(
            &self,
            __number: __p::u32,
            __w: __p::proto::Writer<'__b>,
        ) -> __p::proto::Writer<'__b> {
            <String as __p::ProtoField<__E>>::write_field(&self.0, __number, __w)
        }
    }
    #[automatically_derived]
    impl<'__de, __E> __p::ProtoValueRead<'__de, __E> for CameraId
    where
        String: __p::ProtoValueRead<'__de, __E>,
    {
        fn read(
            __wire: __p::proto::WireType,
            __r: &mut __p::proto::Reader<'__de>,
        ) -> __p::Result<Self, __p::Failed> {
            __p::Ok(
                Self(<String as __p::ProtoValueRead<'__de, __E>>::read(__wire, __r)?),
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
            <String as __p::ProtoValueRead<
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
            <String as __p::ProtoValueRead<
                '__de,
                __E,
            >>::read_list(&mut |__value| __push(Self(__value)), __wire, __r)
        }
    }
    #[automatically_derived]
    impl<'__de, __E> __p::ProtoFieldRead<'__de, __E> for CameraId
    where
        String: __p::ProtoFieldRead<'__de, __E>,
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
            <String as __p::ProtoFieldRead<
                '__de,
                __E,
            >>::merge(&mut __inner, __key, __r)?;
            *__slot = __p::Option::map(__inner, Self);
            __p::Ok(())
        }
    }
    #[automatically_derived]
    impl __p::MapKey for CameraId
    where
        for<'__any> String: __p::MapKeyRead<'__any>,
    {
        fn write_json_key<'__b, __P: __p::Profile>(
            &self,
            __w: __p::json::Writer<'__b, __P>,
        ) -> __p::json::Writer<'__b, __P> {
            <String as __p::MapKey>::write_json_key(&self.0, __w)
        }
    }
    #[automatically_derived]
    impl<'__de> __p::MapKeyRead<'__de> for CameraId
    where
        for<'__any> String: __p::MapKeyRead<'__any>,
    {
        fn read_json_key(
            __text: __p::Cow<'__de, __p::str>,
            __r: &mut __p::json::Reader<'__de>,
        ) -> __p::Result<Self, __p::Failed> {
            __p::Ok(
                Self(<String as __p::MapKeyRead<'__de>>::read_json_key(__text, __r)?),
            )
        }
    }
};
