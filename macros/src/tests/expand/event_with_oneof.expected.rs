const _: () = {
    use ::plumberd::__private as __p;
    const _: () = {
        ::core::assert!(
            ! __p::oneof_shares_number(< RecordingStarted as __p::Data > ::FIELDS,
            1usize, << Option < Source > as __p::OneofField > ::Oneof as __p::Data >
            ::FIELDS),
            "a variant of the oneof `source` has a number that another field of the message has already"
        );
        ::core::assert!(
            ! __p::oneof_shares_name(< RecordingStarted as __p::Data > ::FIELDS, 1usize,
            << Option < Source > as __p::OneofField > ::Oneof as __p::Data > ::FIELDS),
            "a variant of the oneof `source` has a name that another field of the message has already"
        );
    };
    #[automatically_derived]
    impl __p::Data for RecordingStarted {
        const NAME: &'static __p::str = "RecordingStarted";
        const FIELDS: &'static [__p::FieldDescriptor] = &[
            __p::FieldDescriptor {
                name: "name",
                json_key: ",\"Name\":",
                proto_json_key: ",\"name\":",
                number: __p::Some(1u32),
                kind: <String as __p::Field>::KIND,
                ..__p::FieldDescriptor::NEW
            },
            __p::FieldDescriptor {
                name: "source",
                json_key: ",\"Source\":",
                proto_json_key: ",\"source\":",
                kind: <Option<Source> as __p::Field>::KIND,
                oneof: true,
                ..__p::FieldDescriptor::NEW
            },
            __p::FieldDescriptor {
                name: "last",
                json_key: ",\"Last\":",
                proto_json_key: ",\"last\":",
                number: __p::Some(4u32),
                kind: <i64 as __p::Field>::KIND,
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
    impl __p::Field for RecordingStarted {
        const KIND: __p::Kind = __p::Kind::Type(|| <Self as __p::Data>::DESCRIPTOR);
        fn write_json<'__b, __P: __p::Profile>(
            &self,
            __w: __p::json::Writer<'__b, __P>,
        ) -> __p::json::Writer<'__b, __P> {
            let (__start, __w) = __w.begin_object();
            let __w = __w.field(&<Self as __p::Data>::FIELDS[0], &self.name);
            let __w = __w.oneof_field(&<Self as __p::Data>::FIELDS[1], &self.source);
            let __w = __w.field(&<Self as __p::Data>::FIELDS[2], &self.last);
            __w.end_object(__start)
        }
    }
    #[automatically_derived]
    impl __p::Message for RecordingStarted {
        fn write_body<'__b>(
            &self,
            __w: __p::proto::Writer<'__b>,
        ) -> __p::proto::Writer<'__b> {
            let __w = <i64 as __p::ProtoField>::write_field(&self.last, 4u32, __w);
            let __w = __w.oneof(&self.source);
            let __w = <String as __p::ProtoField>::write_field(&self.name, 1u32, __w);
            __w
        }
    }
    #[automatically_derived]
    impl<'__de> __p::FieldRead<'__de> for RecordingStarted {
        fn read_json(
            __r: &mut __p::json::Reader<'__de>,
        ) -> __p::Result<Self, __p::Failed> {
            let mut __field_name: __p::Option<String> = __p::None;
            let mut __field_source: __p::Option<
                <Option<Source> as __p::OneofField>::Oneof,
            > = __p::None;
            let mut __field_last: __p::Option<i64> = __p::None;
            let mut __cursor = __r.begin_object()?;
            while let __p::Some(__index) = __r
                .next_field(<Self as __p::Data>::FIELDS, &mut __cursor)?
            {
                match __index {
                    0 => __r.read_into(&mut __field_name)?,
                    1 => __r.read_oneof_into(&mut __field_source)?,
                    2 => __r.read_into(&mut __field_last)?,
                    _ => {
                        if !__r.read_alternative(&mut __field_source)? {
                            __r.skip_unknown()?
                        }
                    }
                }
            }
            __p::Ok(Self {
                name: __r.finish(__field_name, &<Self as __p::Data>::FIELDS[0])?,
                source: __r
                    .finish_oneof(__field_source, &<Self as __p::Data>::FIELDS[1])?,
                last: __r.finish(__field_last, &<Self as __p::Data>::FIELDS[2])?,
            })
        }
    }
    #[automatically_derived]
    impl<'__de> __p::MessageRead<'__de> for RecordingStarted {
        fn read_body(
            __earlier: __p::Option<Self>,
            __r: &mut __p::proto::Reader<'__de>,
        ) -> __p::Result<Self, __p::Failed> {
            let mut __field_name: __p::Option<String> = __p::None;
            let mut __field_source: __p::Option<
                <Option<Source> as __p::OneofField>::Oneof,
            > = __p::None;
            let mut __field_last: __p::Option<i64> = __p::None;
            if let __p::Some(__earlier) = __earlier {
                __field_name = __p::Some(__earlier.name);
                __field_source = <Option<
                    Source,
                > as __p::OneofField>::into_oneof(__earlier.source);
                __field_last = __p::Some(__earlier.last);
            }
            while let __p::Some(__key) = __r.next_key()? {
                match __key.number {
                    1 => {
                        <String as __p::ProtoFieldRead<
                            '__de,
                        >>::merge(&mut __field_name, __key, __r)?
                    }
                    4 => {
                        <i64 as __p::ProtoFieldRead<
                            '__de,
                        >>::merge(&mut __field_last, __key, __r)?
                    }
                    __number if <<Option<
                        Source,
                    > as __p::OneofField>::Oneof as __p::OneofRead<
                        '__de,
                    >>::has_number(__number) => {
                        <<Option<
                            Source,
                        > as __p::OneofField>::Oneof as __p::OneofRead<
                            '__de,
                        >>::merge_alternative(
                            &mut __field_source,
                            __number,
                            __key.wire,
                            __r,
                        )?;
                    }
                    _ => __r.skip(__key)?,
                }
            }
            __p::Ok(Self {
                name: __r.finish(__field_name, &<Self as __p::Data>::FIELDS[0])?,
                source: __r
                    .finish_oneof(__field_source, &<Self as __p::Data>::FIELDS[1])?,
                last: __r.finish(__field_last, &<Self as __p::Data>::FIELDS[2])?,
            })
        }
    }
    #[automatically_derived]
    impl __p::Event for RecordingStarted {
        const INFO: &'static __p::EventInfo = &__p::EventInfo {
            event_type: <Self as __p::Data>::NAME,
            aliases: &[],
            category: "Recording",
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
    impl<'__de> __p::DecodeEvent<'__de> for RecordingStarted {
        fn decode(
            __payload: &__p::Payload<'__de>,
        ) -> __p::Result<__p::Upcasted<Self>, __p::DecodeError> {
            __p::decode_message::<Self>(__payload)
        }
    }
    __p::register! {
        RecordingStarted
    }
};
