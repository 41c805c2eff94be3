const _: () = {
    use ::plumberd::__private as __p;
    #[automatically_derived]
    impl<T: Clone, const N: usize> __p::Data for Created<T, N>
    where
        T: Send,
        T: __p::Data,
        T: __p::Field,
    {
        const NAME_BUFFER: __p::NameBuffer = __p::NameBuffer::generic(
            "Created",
            &[<T as __p::Data>::NAME],
        );
        const NAME: &'static __p::str = __p::NameBuffer::as_str(
            &<Self as __p::Data>::NAME_BUFFER,
        );
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
                kind: <[T; N] as __p::Field>::KIND,
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
    impl<T: Clone, const N: usize> __p::Field for Created<T, N>
    where
        T: Send,
        T: __p::Data,
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
    impl<T: Clone, const N: usize> __p::Message for Created<T, N>
    where
        T: Send,
        T: __p::Data,
        T: __p::ProtoField<__p::Plain>,
        T: __p::ProtoValue<__p::Plain>,
    {
        fn write_body<'__b>(
            &self,
            __w: __p::proto::Writer<'__b>,
        ) -> __p::proto::Writer<'__b> {
            let __w = <[T; N] as __p::ProtoField>::write_field(&self.list, 2u32, __w);
            let __w = <T as __p::ProtoField>::write_field(&self.item, 1u32, __w);
            __w
        }
    }
    #[automatically_derived]
    impl<'__de, T: Clone, const N: usize> __p::FieldRead<'__de> for Created<T, N>
    where
        T: Send,
        T: __p::Data,
        T: __p::FieldRead<'__de>,
    {
        fn read_json(
            __r: &mut __p::json::Reader<'__de>,
        ) -> __p::Result<Self, __p::Failed> {
            let mut __field_item: __p::Option<T> = __p::None;
            let mut __field_list: __p::Option<[T; N]> = __p::None;
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
            })
        }
    }
    #[automatically_derived]
    impl<'__de, T: Clone, const N: usize> __p::MessageRead<'__de> for Created<T, N>
    where
        T: Send,
        T: __p::Data,
        T: __p::ProtoFieldRead<'__de, __p::Plain>,
        T: __p::ProtoValueRead<'__de, __p::Plain>,
    {
        fn read_body(
            __earlier: __p::Option<Self>,
            __r: &mut __p::proto::Reader<'__de>,
        ) -> __p::Result<Self, __p::Failed> {
            let mut __field_item: __p::Option<T> = __p::None;
            let mut __field_list: __p::Option<[T; N]> = __p::None;
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
                        <[T; N] as __p::ProtoFieldRead<
                            '__de,
                        >>::merge(&mut __field_list, __key, __r)?
                    }
                    _ => __r.skip(__key)?,
                }
            }
            __p::Ok(Self {
                item: __r.finish(__field_item, &<Self as __p::Data>::FIELDS[0])?,
                list: __r.finish(__field_list, &<Self as __p::Data>::FIELDS[1])?,
            })
        }
    }
    #[automatically_derived]
    impl<T: Clone, const N: usize> __p::Event for Created<T, N>
    where
        T: Send,
        T: __p::Data,
        T: __p::Field,
    {
        const INFO: &'static __p::EventInfo = {
            ::core::assert!(
                < Older < T > as __p::Event > ::INFO.version == 1u32,
                "version v2 supersedes a struct that is not v1: a version is missing from the chain, or is there twice"
            );
            ::core::assert!(
                __p::is_older_of(< Older < T > as __p::Event > ::INFO, < Created < T, N >
                as __p::Data > ::NAME, & []),
                "`supersedes` names a struct of another event type: give it the same `name = \"Created\"`, or list its name in `aliases(…)`"
            );
            &__p::EventInfo {
                event_type: <Self as __p::Data>::NAME,
                aliases: &[],
                category: "Log",
                version: 2u32,
                oldest: <Older<T> as __p::Event>::INFO.oldest,
                supersedes: __p::Some(<Older<T> as __p::Event>::INFO),
                profile: __p::ProfileId::MicroPlumberd,
                content_type: __p::ContentType::Json,
                descriptor: <Self as __p::Data>::DESCRIPTOR,
            }
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
    impl<'__de, T: Clone, const N: usize> __p::DecodeEvent<'__de> for Created<T, N>
    where
        T: Send,
        T: __p::Data,
        T: __p::ProtoFieldRead<'__de, __p::Plain>,
        T: __p::ProtoValueRead<'__de, __p::Plain>,
    {
        fn decode(
            __payload: &__p::Payload<'__de>,
        ) -> __p::Result<__p::Upcasted<Self>, __p::DecodeError> {
            if __payload.version < 2u32 {
                return __p::decode_superseded::<Older<T>, Self>(__payload);
            }
            __p::decode_message::<Self>(__payload)
        }
    }
};
