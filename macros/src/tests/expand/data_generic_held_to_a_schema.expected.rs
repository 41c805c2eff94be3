const _: () = {
    use ::plumberd::__private as __p;
    const _: &[__p::u8] = ::core::include_bytes!(
        "/src/tests/schemas.txt"
    );
    #[automatically_derived]
    impl<T> __p::Data for Page<T>
    where
        T: __p::Data,
        T: __p::Field,
    {
        const NAME_BUFFER: __p::NameBuffer = __p::NameBuffer::generic(
            "Page",
            &[<T as __p::Data>::NAME],
        );
        const NAME: &'static __p::str = __p::NameBuffer::as_str(
            &<Self as __p::Data>::NAME_BUFFER,
        );
        const FIELDS: &'static [__p::FieldDescriptor] = &[
            __p::FieldDescriptor {
                name: "items",
                json_key: ",\"Items\":",
                proto_json_key: ",\"items\":",
                number: __p::Some(1u32),
                kind: <Vec<T> as __p::Field>::KIND,
                ..__p::FieldDescriptor::NEW
            },
        ];
        const DESCRIPTOR: &'static __p::TypeDescriptor = {
            __p::require_type(
                <Vec<T> as __p::Field>::KIND,
                <Vec<T> as __p::Field>::PROTO_NAME,
                __p::WireFormat::Plain,
                &__p::SchemaField {
                    name: "items",
                    number: 1u32,
                    declaration: "repeated recording.v1.Nobody items = 1",
                    place: "proto/recording/v1/Page.proto:4:3",
                    accepted: &["repeated recording.v1.Nobody"],
                    presence: false,
                    remedy: "write `Vec<Nobody>`, where `Nobody` has `#[event(proto = \"recording.v1.Nobody\")]`",
                },
            );
            &__p::TypeDescriptor {
                name: <Self as __p::Data>::NAME,
                shape: __p::Shape::Message(<Self as __p::Data>::FIELDS),
                proto: __p::Some("recording.v1.Page"),
                origin: __p::Origin {
                    module: ::core::module_path!(),
                    file: ::core::file!(),
                    line: ::core::line!(),
                },
                ..__p::TypeDescriptor::NEW
            }
        };
    }
    #[automatically_derived]
    impl<T> __p::Field for Page<T>
    where
        T: __p::Data,
        T: __p::Field,
    {
        const KIND: __p::Kind = __p::Kind::Type(|| <Self as __p::Data>::DESCRIPTOR);
        const PROTO_NAME: &'static __p::str = "recording.v1.Page";
        fn write_json<'__b, __P: __p::Profile>(
            &self,
            __w: __p::json::Writer<'__b, __P>,
        ) -> __p::json::Writer<'__b, __P> {
            let (__start, __w) = __w.begin_object();
            let __w = __w.field(&<Self as __p::Data>::FIELDS[0], &self.items);
            __w.end_object(__start)
        }
    }
    #[automatically_derived]
    impl<T> __p::Message for Page<T>
    where
        T: __p::Data,
        T: __p::ProtoValue<__p::Plain>,
    {
        fn write_body<'__b>(
            &self,
            __w: __p::proto::Writer<'__b>,
        ) -> __p::proto::Writer<'__b> {
            let __w = <Vec<T> as __p::ProtoField>::write_field(&self.items, 1u32, __w);
            __w
        }
    }
    #[automatically_derived]
    impl<'__de, T> __p::FieldRead<'__de> for Page<T>
    where
        T: __p::Data,
        T: __p::FieldRead<'__de>,
    {
        fn read_json(
            __r: &mut __p::json::Reader<'__de>,
        ) -> __p::Result<Self, __p::Failed> {
            let mut __field_items: __p::Option<Vec<T>> = __p::None;
            let mut __cursor = __r.begin_object()?;
            while let __p::Some(__index) = __r
                .next_field(<Self as __p::Data>::FIELDS, &mut __cursor)?
            {
                match __index {
                    0 => __r.read_into(&mut __field_items)?,
                    _ => __r.skip_unknown()?,
                }
            }
            __p::Ok(Self {
                items: __r.finish(__field_items, &<Self as __p::Data>::FIELDS[0])?,
            })
        }
    }
    #[automatically_derived]
    impl<'__de, T> __p::MessageRead<'__de> for Page<T>
    where
        T: __p::Data,
        T: __p::ProtoValueRead<'__de, __p::Plain>,
    {
        fn read_body(
            __earlier: __p::Option<Self>,
            __r: &mut __p::proto::Reader<'__de>,
        ) -> __p::Result<Self, __p::Failed> {
            let mut __field_items: __p::Option<Vec<T>> = __p::None;
            if let __p::Some(__earlier) = __earlier {
                __field_items = __p::Some(__earlier.items);
            }
            while let __p::Some(__key) = __r.next_key()? {
                match __key.number {
                    1 => {
                        <Vec<
                            T,
                        > as __p::ProtoFieldRead<
                            '__de,
                        >>::merge(&mut __field_items, __key, __r)?
                    }
                    _ => __r.skip(__key)?,
                }
            }
            __p::Ok(Self {
                items: __r.finish(__field_items, &<Self as __p::Data>::FIELDS[0])?,
            })
        }
    }
    #[automatically_derived]
    impl<T> __p::ProtoValue for Page<T>
    where
        T: __p::Data,
        T: __p::ProtoValue<__p::Plain>,
    {
        const WIRE: __p::proto::WireType = __p::proto::WireType::Len;
        fn write<'__b>(
            &self,
            __number: __p::u32,
            __w: __p::proto::Writer<'__b>,
        ) -> __p::proto::Writer<'__b> {
            __w.message(__number, self)
        }
    }
    #[automatically_derived]
    impl<T> __p::ProtoField for Page<T>
    where
        T: __p::Data,
        T: __p::ProtoValue<__p::Plain>,
    {
        fn write_field<'__b>(
            &self,
            __number: __p::u32,
            __w: __p::proto::Writer<'__b>,
        ) -> __p::proto::Writer<'__b> {
            __w.message(__number, self)
        }
    }
    #[automatically_derived]
    impl<'__de, T> __p::ProtoValueRead<'__de> for Page<T>
    where
        T: __p::Data,
        T: __p::ProtoValueRead<'__de, __p::Plain>,
    {
        fn read(
            __wire: __p::proto::WireType,
            __r: &mut __p::proto::Reader<'__de>,
        ) -> __p::Result<Self, __p::Failed> {
            __r.message(__wire)
        }
        fn merge_value(
            __slot: &mut __p::Option<Self>,
            __wire: __p::proto::WireType,
            __r: &mut __p::proto::Reader<'__de>,
        ) -> __p::Result<(), __p::Failed> {
            __r.merge_message(__slot, __wire)
        }
    }
    #[automatically_derived]
    impl<'__de, T> __p::ProtoFieldRead<'__de> for Page<T>
    where
        T: __p::Data,
        T: __p::ProtoValueRead<'__de, __p::Plain>,
    {
        fn merge(
            __slot: &mut __p::Option<Self>,
            __key: __p::proto::Key,
            __r: &mut __p::proto::Reader<'__de>,
        ) -> __p::Result<(), __p::Failed> {
            __r.merge_message(__slot, __key.wire)
        }
    }
};
