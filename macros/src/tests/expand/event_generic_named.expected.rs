const _: () = {
    use ::plumberd::__private as __p;
    #[automatically_derived]
    impl<T, U> __p::Data for Created<T, U>
    where
        T: __p::Field,
    {
        const NAME: &'static __p::str = "Created";
        const FIELDS: &'static [__p::FieldDescriptor] = &[
            __p::FieldDescriptor {
                name: "item",
                json_key: ",\"Item\":",
                proto_json_key: ",\"item\":",
                number: __p::Some(1u32),
                kind: <T as __p::Field>::KIND,
                ..__p::FieldDescriptor::NEW
            },
            __p::FieldDescriptor {
                name: "list",
                json_key: ",\"List\":",
                proto_json_key: ",\"list\":",
                number: __p::Some(2u32),
                kind: <Vec<T> as __p::Field>::KIND,
                ..__p::FieldDescriptor::NEW
            },
        ];
        const DESCRIPTOR: &'static __p::TypeDescriptor = &__p::TypeDescriptor {
            name: <Self as __p::Data>::NAME,
            shape: __p::Shape::Message(<Self as __p::Data>::FIELDS),
            origin: __p::Origin {
                module: ::core::module_path!(),
                file: ::core::file!(),
                line: ::core::line!(),
            },
            ..__p::TypeDescriptor::NEW
        };
    }
    #[automatically_derived]
    impl<T, U> __p::Field for Created<T, U>
    where
        T: __p::Field,
    {
        const KIND: __p::Kind = __p::Kind::Type(|| <Self as __p::Data>::DESCRIPTOR);
        fn write_json<'__b, __P: __p::Profile>(
            &self,
            __w: __p::json::Writer<'__b, __P>,
        ) -> __p::json::Writer<'__b, __P> {
            let (__start, __w) = __w.begin_object();
            let __w = __w.field(&<Self as __p::Data>::FIELDS[0], &self.item);
            let __w = __w.field(&<Self as __p::Data>::FIELDS[1], &self.list);
            __w.end_object(__start)
        }
    }
    #[automatically_derived]
    impl<T, U> __p::Message for Created<T, U>
    where
        T: __p::ProtoField<__p::Plain>,
        T: __p::ProtoValue<__p::Plain>,
    {
        fn write_body<'__b>(
            &self,
            __w: __p::proto::Writer<'__b>,
        ) -> __p::proto::Writer<'__b> {
            let __w = <Vec<T> as __p::ProtoField>::write_field(&self.list, 2u32, __w);
            let __w = <T as __p::ProtoField>::write_field(&self.item, 1u32, __w);
            __w
        }
    }
    #[automatically_derived]
    impl<'__de, T, U> __p::FieldRead<'__de> for Created<T, U>
    where
        T: __p::FieldRead<'__de>,
    {
        fn read_json(
            __r: &mut __p::json::Reader<'__de>,
        ) -> __p::Result<Self, __p::Failed> {
            let mut __field_item: __p::Option<T> = __p::None;
            let mut __field_list: __p::Option<Vec<T>> = __p::None;
            let mut __cursor = __r.begin_object()?;
            while let __p::Some(__index) = __r
                .next_field(<Self as __p::Data>::FIELDS, &mut __cursor)?
            {
                match __index {
                    0 => __r.read_into(&mut __field_item)?,
                    1 => __r.read_into(&mut __field_list)?,
                    _ => __r.skip_unknown()?,
                }
            }
            __p::Ok(Self {
                item: __r.finish(__field_item, &<Self as __p::Data>::FIELDS[0])?,
                list: __r.finish(__field_list, &<Self as __p::Data>::FIELDS[1])?,
                unused: <Marker<U> as ::core::default::Default>::default(),
            })
        }
    }
    #[automatically_derived]
    impl<'__de, T, U> __p::MessageRead<'__de> for Created<T, U>
    where
        T: __p::ProtoFieldRead<'__de, __p::Plain>,
        T: __p::ProtoValueRead<'__de, __p::Plain>,
    {
        fn read_body(
            __earlier: __p::Option<Self>,
            __r: &mut __p::proto::Reader<'__de>,
        ) -> __p::Result<Self, __p::Failed> {
            let mut __field_item: __p::Option<T> = __p::None;
            let mut __field_list: __p::Option<Vec<T>> = __p::None;
            if let __p::Some(__earlier) = __earlier {
                __field_item = __p::Some(__earlier.item);
                __field_list = __p::Some(__earlier.list);
            }
            while let __p::Some(__key) = __r.next_key()? {
                match __key.number {
                    1 => {
                        <T as __p::ProtoFieldRead<
                            '__de,
                        >>::merge(&mut __field_item, __key, __r)?
                    }
                    2 => {
                        <Vec<
                            T,
                        > as __p::ProtoFieldRead<
                            '__de,
                        >>::merge(&mut __field_list, __key, __r)?
                    }
                    _ => __r.skip(__key)?,
                }
            }
            __p::Ok(Self {
                item: __r.finish(__field_item, &<Self as __p::Data>::FIELDS[0])?,
                list: __r.finish(__field_list, &<Self as __p::Data>::FIELDS[1])?,
                unused: <Marker<U> as ::core::default::Default>::default(),
            })
        }
    }
    #[automatically_derived]
    impl<T, U> __p::Event for Created<T, U>
    where
        T: __p::Field,
    {
        const INFO: &'static __p::EventInfo = &__p::EventInfo {
            event_type: <Self as __p::Data>::NAME,
            aliases: &[],
            category: "Log",
            version: 1u32,
            oldest: 1u32,
            supersedes: __p::None,
            profile: __p::ProfileId::MicroPlumberd,
            content_type: __p::ContentType::Json,
            descriptor: <Self as __p::Data>::DESCRIPTOR,
        };
        fn encode(
            &self,
            __id: __p::Uuid,
            __out: &mut __p::Vec<__p::u8>,
        ) -> __p::Result<(), __p::EncodeError> {
            __p::encode_json::<__p::MicroPlumberd, Self>(self, __id, __out)
        }
    }
    #[automatically_derived]
    impl<'__de, T, U> __p::DecodeEvent<'__de> for Created<T, U>
    where
        T: __p::ProtoFieldRead<'__de, __p::Plain>,
        T: __p::ProtoValueRead<'__de, __p::Plain>,
    {
        fn decode(
            __payload: &__p::Payload<'__de>,
        ) -> __p::Result<__p::Upcasted<Self>, __p::DecodeError> {
            __p::decode_message::<Self>(__payload)
        }
    }
    __p::interop_serde! {
        (T, U) (Created < T, U >) ()
    }
    __p::interop_schemars! {
        (T, U) (Created < T, U >) ()
    }
};
