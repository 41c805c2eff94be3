const _: () = {
    use ::plumberd::__private as __p;
    #[automatically_derived]
    impl<T> __p::Data for Source<T>
    where
        T: __p::Data,
        T: __p::Field,
    {
        const NAME_BUFFER: __p::NameBuffer = __p::NameBuffer::generic(
            "Source",
            &[<T as __p::Data>::NAME],
        );
        const NAME: &'static __p::str = __p::NameBuffer::as_str(
            &<Self as __p::Data>::NAME_BUFFER,
        );
        const FIELDS: &'static [__p::FieldDescriptor] = &[
            __p::FieldDescriptor {
                name: "only",
                json_key: ",\"Only\":",
                proto_json_key: ",\"only\":",
                number: __p::Some(1u32),
                kind: <T as __p::Field>::KIND,
                ..__p::FieldDescriptor::NEW
            },
        ];
        const ALTERNATIVES: &'static [&'static __p::str] = &[
            <T as __p::Field>::PROTO_NAME,
        ];
        const DESCRIPTOR: &'static __p::TypeDescriptor = &__p::TypeDescriptor {
            name: <Self as __p::Data>::NAME,
            shape: __p::Shape::Oneof(<Self as __p::Data>::FIELDS),
            origin: __p::Origin {
                module: ::core::module_path!(),
                file: ::core::file!(),
                line: ::core::line!(),
            },
            ..__p::TypeDescriptor::NEW
        };
    }
    #[automatically_derived]
    impl<T> __p::Field for Source<T>
    where
        T: __p::Data,
        T: __p::Field,
    {
        const KIND: __p::Kind = __p::Kind::Type(|| <Self as __p::Data>::DESCRIPTOR);
        fn write_json<'__b, __P: __p::Profile>(
            &self,
            __w: __p::json::Writer<'__b, __P>,
        ) -> __p::json::Writer<'__b, __P> {
            match self {
                Self::Only(__value) => {
                    __w.alternative(&<Self as __p::Data>::FIELDS[0], __value)
                }
            }
        }
    }
    #[automatically_derived]
    impl<'__de, T> __p::FieldRead<'__de> for Source<T>
    where
        T: __p::Data,
        T: __p::FieldRead<'__de>,
    {
        fn read_json(
            __r: &mut __p::json::Reader<'__de>,
        ) -> __p::Result<Self, __p::Failed> {
            __r.oneof(
                <Self as __p::Data>::FIELDS,
                <Self as __p::OneofRead<'__de>>::read_json_alternative,
            )
        }
    }
    #[automatically_derived]
    impl<T> __p::Oneof for Source<T>
    where
        T: __p::Data,
        T: __p::ProtoValue<__p::Plain>,
    {
        fn write_alternative<'__b>(
            &self,
            __w: __p::proto::Writer<'__b>,
        ) -> __p::proto::Writer<'__b> {
            match self {
                Self::Only(__value) => <T as __p::ProtoValue>::write(__value, 1u32, __w),
            }
        }
        fn write_json_alternative<'__b, __P: __p::Profile>(
            &self,
            __w: __p::json::Writer<'__b, __P>,
        ) -> __p::json::Writer<'__b, __P> {
            match self {
                Self::Only(__value) => {
                    __w.field_always(&<Self as __p::Data>::FIELDS[0], __value)
                }
            }
        }
    }
    #[automatically_derived]
    impl<'__de, T> __p::OneofRead<'__de> for Source<T>
    where
        T: __p::Data,
        T: __p::ProtoValueRead<'__de, __p::Plain>,
    {
        fn has_number(__number: __p::u32) -> __p::bool {
            match __number {
                1u32 => true,
                _ => false,
            }
        }
        fn merge_alternative(
            __slot: &mut __p::Option<Self>,
            __number: __p::u32,
            __wire: __p::proto::WireType,
            __r: &mut __p::proto::Reader<'__de>,
        ) -> __p::Result<(), __p::Failed> {
            match __number {
                _ => {
                    let mut __same: __p::Option<T> = match __p::Option::take(__slot) {
                        __p::Some(Self::Only(__value)) => __p::Some(__value),
                        __p::None => __p::None,
                    };
                    <T as __p::ProtoValueRead<
                        '__de,
                    >>::merge_value(&mut __same, __wire, __r)?;
                    *__slot = __p::Option::map(__same, Self::Only);
                }
            }
            __p::Ok(())
        }
        fn read_json_alternative(
            __index: __p::usize,
            __r: &mut __p::json::Reader<'__de>,
        ) -> __p::Result<Self, __p::Failed> {
            match __index {
                _ => __p::Ok(Self::Only(<T as __p::FieldRead<'__de>>::read_json(__r)?)),
            }
        }
    }
    #[automatically_derived]
    impl<T> __p::Message for Source<T>
    where
        T: __p::Data,
        T: __p::ProtoValue<__p::Plain>,
    {
        fn write_body<'__b>(
            &self,
            __w: __p::proto::Writer<'__b>,
        ) -> __p::proto::Writer<'__b> {
            <Self as __p::Oneof>::write_alternative(self, __w)
        }
    }
    #[automatically_derived]
    impl<'__de, T> __p::MessageRead<'__de> for Source<T>
    where
        T: __p::Data,
        T: __p::ProtoValueRead<'__de, __p::Plain>,
    {
        fn read_body(
            mut __earlier: __p::Option<Self>,
            __r: &mut __p::proto::Reader<'__de>,
        ) -> __p::Result<Self, __p::Failed> {
            const __ALTERNATIVE: &__p::FieldDescriptor = &__p::FieldDescriptor {
                name: "Source",
                ..__p::FieldDescriptor::NEW
            };
            while let __p::Some(__key) = __r.next_key()? {
                if <Self as __p::OneofRead<'__de>>::has_number(__key.number) {
                    <Self as __p::OneofRead<
                        '__de,
                    >>::merge_alternative(
                        &mut __earlier,
                        __key.number,
                        __key.wire,
                        __r,
                    )?;
                } else {
                    __r.skip(__key)?;
                }
            }
            __r.finish_oneof(__earlier, __ALTERNATIVE)
        }
    }
    #[automatically_derived]
    impl<T> __p::ProtoValue for Source<T>
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
    impl<T> __p::ProtoField for Source<T>
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
    impl<'__de, T> __p::ProtoValueRead<'__de> for Source<T>
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
    impl<'__de, T> __p::ProtoFieldRead<'__de> for Source<T>
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
