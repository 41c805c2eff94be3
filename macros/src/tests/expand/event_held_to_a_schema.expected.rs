const _: () = {
    use ::plumberd::__private as __p;
    const _: &[__p::u8] = ::core::include_bytes!(
        "/src/tests/schemas.txt"
    );
    #[deny(overflowing_literals)]
    const _: <Fixed<&'static str> as __p::FixedField>::Value = "recording.finished";
    const _: () = {
        ::core::assert!(
            ! __p::oneof_shares_number(< RecordingFinished as __p::Data > ::FIELDS,
            2usize, << Option < Source > as __p::OneofField > ::Oneof as __p::Data >
            ::FIELDS),
            "a variant of the oneof `source` has a number that another field of the message has already"
        );
        ::core::assert!(
            ! __p::oneof_shares_name(< RecordingFinished as __p::Data > ::FIELDS, 2usize,
            << Option < Source > as __p::OneofField > ::Oneof as __p::Data > ::FIELDS),
            "a variant of the oneof `source` has a name that another field of the message has already"
        );
    };
    const _: () = {
        __p::require_type(
            <String as __p::Field>::KIND,
            <String as __p::Field>::PROTO_NAME,
            __p::WireFormat::Plain,
            &__p::SchemaField {
                name: "recording_id",
                number: 1u32,
                declaration: "string recording_id = 1",
                place: "proto/recording/v1/RecordingFinished.proto:11:3",
                accepted: &["string"],
                presence: false,
                remedy: "write `String`",
            },
        );
    };
    const _: () = {
        __p::require_type(
            <Option<Quality> as __p::Field>::KIND,
            <Option<Quality> as __p::Field>::PROTO_NAME,
            __p::WireFormat::Plain,
            &__p::SchemaField {
                name: "quality",
                number: 2u32,
                declaration: "optional recording.v1.Quality quality = 2",
                place: "proto/recording/v1/RecordingFinished.proto:12:3",
                accepted: &["optional recording.v1.Quality"],
                presence: false,
                remedy: "write `Option<Quality>`, where `Quality` has `#[event(proto = \"recording.v1.Quality\")]`",
            },
        );
    };
    const _: () = {
        __p::require_oneof(
            <<Option<Source> as __p::OneofField>::Oneof as __p::Data>::FIELDS,
            <<Option<Source> as __p::OneofField>::Oneof as __p::Data>::ALTERNATIVES,
            <Option<Source> as __p::Field>::KIND,
            &__p::SchemaOneof {
                name: "source",
                place: "proto/recording/v1/RecordingFinished.proto:14:5",
                required: false,
                fields: &[
                    __p::SchemaField {
                        name: "file",
                        number: 3u32,
                        declaration: "string file = 3",
                        place: "proto/recording/v1/RecordingFinished.proto:14:5",
                        accepted: &["string"],
                        presence: false,
                        remedy: "write `String`",
                    },
                    __p::SchemaField {
                        name: "nobody",
                        number: 4u32,
                        declaration: "recording.v1.Nobody nobody = 4",
                        place: "proto/recording/v1/RecordingFinished.proto:15:5",
                        accepted: &["recording.v1.Nobody", "google.protobuf.Empty"],
                        presence: false,
                        remedy: "write the variant without a value",
                    },
                ],
            },
        );
    };
    const _: () = {
        __p::require_type(
            <<Fixed<&'static str> as __p::FixedField>::Value as __p::Field>::KIND,
            "",
            __p::WireFormat::Plain,
            &__p::SchemaField {
                name: "event_name",
                number: 5u32,
                declaration: "string event_name = 5",
                place: "proto/recording/v1/RecordingFinished.proto:17:3",
                accepted: &["string"],
                presence: false,
                remedy: "write `Fixed<&'static str>`",
            },
        );
    };
    #[automatically_derived]
    impl __p::Data for RecordingFinished {
        const NAME: &'static __p::str = "RecordingFinished";
        const FIELDS: &'static [__p::FieldDescriptor] = &[
            __p::FieldDescriptor {
                name: "recording_id",
                json_key: ",\"RecordingId\":",
                proto_json_key: ",\"recordingId\":",
                number: __p::Some(1u32),
                kind: <String as __p::Field>::KIND,
                ..__p::FieldDescriptor::NEW
            },
            __p::FieldDescriptor {
                name: "quality",
                json_key: ",\"Quality\":",
                proto_json_key: ",\"quality\":",
                number: __p::Some(2u32),
                kind: <Option<Quality> as __p::Field>::KIND,
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
                name: "event_name",
                json_key: ",\"EventName\":",
                proto_json_key: ",\"eventName\":",
                number: __p::Some(5u32),
                kind: <<Fixed<
                    &'static str,
                > as __p::FixedField>::Value as __p::Field>::KIND,
                fixed: __p::Some(__p::FixedValue::Text("recording.finished")),
                ..__p::FieldDescriptor::NEW
            },
        ];
        const DESCRIPTOR: &'static __p::TypeDescriptor = &__p::TypeDescriptor {
            name: <Self as __p::Data>::NAME,
            shape: __p::Shape::Message(<Self as __p::Data>::FIELDS),
            proto: __p::Some("recording.v1.RecordingFinished"),
            origin: __p::Origin {
                module: ::core::module_path!(),
                file: ::core::file!(),
                line: ::core::line!(),
            },
            ..__p::TypeDescriptor::NEW
        };
    }
    #[automatically_derived]
    impl __p::Field for RecordingFinished {
        const KIND: __p::Kind = __p::Kind::Type(|| <Self as __p::Data>::DESCRIPTOR);
        const PROTO_NAME: &'static __p::str = "recording.v1.RecordingFinished";
        fn write_json<'__b, __P: __p::Profile>(
            &self,
            __w: __p::json::Writer<'__b, __P>,
        ) -> __p::json::Writer<'__b, __P> {
            let (__start, __w) = __w.begin_object();
            let __w = __w.field(&<Self as __p::Data>::FIELDS[0], &self.recording_id);
            let __w = __w.field(&<Self as __p::Data>::FIELDS[1], &self.quality);
            let __w = __w.oneof_field(&<Self as __p::Data>::FIELDS[2], &self.source);
            let __w = __w.fixed_field(&<Self as __p::Data>::FIELDS[3], &self.event_name);
            __w.end_object(__start)
        }
    }
    #[automatically_derived]
    impl __p::Message for RecordingFinished {
        fn write_body<'__b>(
            &self,
            __w: __p::proto::Writer<'__b>,
        ) -> __p::proto::Writer<'__b> {
            let __w = __w
                .fixed_field(5u32, &<Self as __p::Data>::FIELDS[3], &self.event_name);
            let __w = __w.oneof(&self.source);
            let __w = <Option<
                Quality,
            > as __p::ProtoField>::write_field(&self.quality, 2u32, __w);
            let __w = <String as __p::ProtoField>::write_field(
                &self.recording_id,
                1u32,
                __w,
            );
            __w
        }
    }
    #[automatically_derived]
    impl<'__de> __p::FieldRead<'__de> for RecordingFinished {
        fn read_json(
            __r: &mut __p::json::Reader<'__de>,
        ) -> __p::Result<Self, __p::Failed> {
            let mut __field_recording_id: __p::Option<String> = __p::None;
            let mut __field_quality: __p::Option<Option<Quality>> = __p::None;
            let mut __field_source: __p::Option<
                <Option<Source> as __p::OneofField>::Oneof,
            > = __p::None;
            let mut __field_event_name = false;
            let mut __cursor = __r.begin_object()?;
            while let __p::Some(__index) = __r
                .next_field(<Self as __p::Data>::FIELDS, &mut __cursor)?
            {
                match __index {
                    0 => __r.read_into(&mut __field_recording_id)?,
                    1 => __r.read_into(&mut __field_quality)?,
                    2 => __r.read_oneof_into(&mut __field_source)?,
                    3 => {
                        __r.read_fixed(
                            &mut __field_event_name,
                            &<Self as __p::Data>::FIELDS[3],
                        )?
                    }
                    _ => {
                        if !__r.read_alternative(&mut __field_source)? {
                            __r.skip_unknown()?
                        }
                    }
                }
            }
            __p::Ok(Self {
                recording_id: __r
                    .finish(__field_recording_id, &<Self as __p::Data>::FIELDS[0])?,
                quality: __r.finish(__field_quality, &<Self as __p::Data>::FIELDS[1])?,
                source: __r
                    .finish_oneof(__field_source, &<Self as __p::Data>::FIELDS[2])?,
                event_name: __r
                    .finish_fixed(__field_event_name, &<Self as __p::Data>::FIELDS[3])?,
            })
        }
    }
    #[automatically_derived]
    impl<'__de> __p::MessageRead<'__de> for RecordingFinished {
        fn read_body(
            __earlier: __p::Option<Self>,
            __r: &mut __p::proto::Reader<'__de>,
        ) -> __p::Result<Self, __p::Failed> {
            let mut __field_recording_id: __p::Option<String> = __p::None;
            let mut __field_quality: __p::Option<Option<Quality>> = __p::None;
            let mut __field_source: __p::Option<
                <Option<Source> as __p::OneofField>::Oneof,
            > = __p::None;
            let mut __field_event_name = false;
            if let __p::Some(__earlier) = __earlier {
                __field_recording_id = __p::Some(__earlier.recording_id);
                __field_quality = __p::Some(__earlier.quality);
                __field_source = <Option<
                    Source,
                > as __p::OneofField>::into_oneof(__earlier.source);
                __field_event_name = true;
            }
            while let __p::Some(__key) = __r.next_key()? {
                match __key.number {
                    1 => {
                        <String as __p::ProtoFieldRead<
                            '__de,
                        >>::merge(&mut __field_recording_id, __key, __r)?
                    }
                    2 => {
                        <Option<
                            Quality,
                        > as __p::ProtoFieldRead<
                            '__de,
                        >>::merge(&mut __field_quality, __key, __r)?
                    }
                    5 => {
                        __r.read_fixed(
                            &mut __field_event_name,
                            __key.wire,
                            &<Self as __p::Data>::FIELDS[3],
                        )?
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
                recording_id: __r
                    .finish(__field_recording_id, &<Self as __p::Data>::FIELDS[0])?,
                quality: __r.finish(__field_quality, &<Self as __p::Data>::FIELDS[1])?,
                source: __r
                    .finish_oneof(__field_source, &<Self as __p::Data>::FIELDS[2])?,
                event_name: __r
                    .finish_fixed(__field_event_name, &<Self as __p::Data>::FIELDS[3])?,
            })
        }
    }
    #[automatically_derived]
    impl __p::Event for RecordingFinished {
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
    impl<'__de> __p::DecodeEvent<'__de> for RecordingFinished {
        fn decode(
            __payload: &__p::Payload<'__de>,
        ) -> __p::Result<__p::Upcasted<Self>, __p::DecodeError> {
            __p::decode_message::<Self>(__payload)
        }
    }
    __p::register! {
        RecordingFinished
    }
};
