const _: () = {
    use ::plumberd::__private as __p;
    const _: &[__p::u8] = ::core::include_bytes!(
        "/src/tests/schemas.txt"
    );
    const _: () = {
        __p::require_type(
            <String as __p::Field>::KIND,
            <String as __p::Field>::PROTO_NAME,
            __p::WireFormat::Plain,
            &__p::SchemaField {
                name: "file",
                number: 1u32,
                declaration: "string file = 1",
                place: "proto/recording/v1/Source.proto:5:5",
                accepted: &["string"],
                presence: false,
                remedy: "write `String`",
            },
        );
    };
    const _: () = {
        __p::require_type(
            __p::Kind::Empty,
            "",
            __p::WireFormat::Plain,
            &__p::SchemaField {
                name: "nobody",
                number: 2u32,
                declaration: "recording.v1.Nobody nobody = 2",
                place: "proto/recording/v1/Source.proto:6:5",
                accepted: &["recording.v1.Nobody", "google.protobuf.Empty"],
                presence: false,
                remedy: "write the variant without a value",
            },
        );
    };
    #[automatically_derived]
    impl __p::Data for Source {
        const NAME: &'static __p::str = "Source";
        const FIELDS: &'static [__p::FieldDescriptor] = &[
            __p::FieldDescriptor {
                name: "file",
                json_key: ",\"File\":",
                proto_json_key: ",\"file\":",
                number: __p::Some(1u32),
                kind: <String as __p::Field>::KIND,
                ..__p::FieldDescriptor::NEW
            },
            __p::FieldDescriptor {
                name: "nobody",
                json_key: ",\"Nobody\":",
                proto_json_key: ",\"nobody\":",
                number: __p::Some(2u32),
                kind: __p::Kind::Empty,
                ..__p::FieldDescriptor::NEW
            },
        ];
        const ALTERNATIVES: &'static [&'static __p::str] = &[
            <String as __p::Field>::PROTO_NAME,
            "",
        ];
        const DESCRIPTOR: &'static __p::TypeDescriptor = &__p::TypeDescriptor {
            name: <Self as __p::Data>::NAME,
            shape: __p::Shape::Oneof(<Self as __p::Data>::FIELDS),
            proto: __p::Some("recording.v1.Source"),
            origin: __p::Origin {
                module: ::core::module_path!(),
                file: ::core::file!(),
                line: ::core::line!(),
            },
            ..__p::TypeDescriptor::NEW
        };
    }
    #[automatically_derived]
    impl __p::Field for Source {
        const KIND: __p::Kind = __p::Kind::Type(|| <Self as __p::Data>::DESCRIPTOR);
        const PROTO_NAME: &'static __p::str = "recording.v1.Source";
        fn write_json<'__b, __P: __p::Profile>(
            &self,
            __w: __p::json::Writer<'__b, __P>,
        ) -> __p::json::Writer<'__b, __P> {
            match self {
                Self::File(__value) => {
                    __w.alternative(&<Self as __p::Data>::FIELDS[0], __value)
                }
                Self::Nobody => __w.unit_alternative(&<Self as __p::Data>::FIELDS[1]),
            }
        }
    }
    #[automatically_derived]
    impl<'__de> __p::FieldRead<'__de> for Source {
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
    impl __p::Oneof for Source {
        fn write_alternative<'__b>(
            &self,
            __w: __p::proto::Writer<'__b>,
        ) -> __p::proto::Writer<'__b> {
            match self {
                Self::File(__value) => {
                    <String as __p::ProtoValue>::write(__value, 1u32, __w)
                }
                Self::Nobody => __w.empty_message(2u32),
            }
        }
        fn write_json_alternative<'__b, __P: __p::Profile>(
            &self,
            __w: __p::json::Writer<'__b, __P>,
        ) -> __p::json::Writer<'__b, __P> {
            match self {
                Self::File(__value) => {
                    __w.field_always(&<Self as __p::Data>::FIELDS[0], __value)
                }
                Self::Nobody => __w.empty_object(&<Self as __p::Data>::FIELDS[1]),
            }
        }
    }
    #[automatically_derived]
    impl<'__de> __p::OneofRead<'__de> for Source {
        fn has_number(__number: __p::u32) -> __p::bool {
            match __number {
                1u32 | 2u32 => true,
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
                1 => {
                    let mut __same: __p::Option<String> = match __p::Option::take(
                        __slot,
                    ) {
                        __p::Some(Self::File(__value)) => __p::Some(__value),
                        _ => __p::None,
                    };
                    <String as __p::ProtoValueRead<
                        '__de,
                    >>::merge_value(&mut __same, __wire, __r)?;
                    *__slot = __p::Option::map(__same, Self::File);
                }
                _ => {
                    __r.empty_message(__wire)?;
                    *__slot = __p::Some(Self::Nobody);
                }
            }
            __p::Ok(())
        }
        fn read_json_alternative(
            __index: __p::usize,
            __r: &mut __p::json::Reader<'__de>,
        ) -> __p::Result<Self, __p::Failed> {
            match __index {
                0 => {
                    __p::Ok(
                        Self::File(<String as __p::FieldRead<'__de>>::read_json(__r)?),
                    )
                }
                _ => {
                    __r.skip_unknown()?;
                    __p::Ok(Self::Nobody)
                }
            }
        }
    }
    #[automatically_derived]
    impl __p::Message for Source {
        fn write_body<'__b>(
            &self,
            __w: __p::proto::Writer<'__b>,
        ) -> __p::proto::Writer<'__b> {
            <Self as __p::Oneof>::write_alternative(self, __w)
        }
    }
    #[automatically_derived]
    impl<'__de> __p::MessageRead<'__de> for Source {
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
    impl __p::ProtoValue for Source {
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
    impl __p::ProtoField for Source {
        fn write_field<'__b>(
            &self,
            __number: __p::u32,
            __w: __p::proto::Writer<'__b>,
        ) -> __p::proto::Writer<'__b> {
            __w.message(__number, self)
        }
    }
    #[automatically_derived]
    impl<'__de> __p::ProtoValueRead<'__de> for Source {
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
    impl<'__de> __p::ProtoFieldRead<'__de> for Source {
        fn merge(
            __slot: &mut __p::Option<Self>,
            __key: __p::proto::Key,
            __r: &mut __p::proto::Reader<'__de>,
        ) -> __p::Result<(), __p::Failed> {
            __r.merge_message(__slot, __key.wire)
        }
    }
};
