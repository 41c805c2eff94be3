const _: () = {
    use ::plumberd::__private as __p;
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
                doc: "Which one.",
                ..__p::FieldDescriptor::NEW
            },
            __p::FieldDescriptor {
                name: "duration",
                json_key: ",\"Duration\":",
                proto_json_key: ",\"duration\":",
                number: __p::Some(2u32),
                kind: <f64 as __p::Field>::KIND,
                ..__p::FieldDescriptor::NEW
            },
            __p::FieldDescriptor {
                name: "file_path",
                json_key: ",\"FilePath\":",
                proto_json_key: ",\"filePath\":",
                number: __p::Some(3u32),
                kind: <String as __p::Field>::KIND,
                ..__p::FieldDescriptor::NEW
            },
        ];
        const DESCRIPTOR: &'static __p::TypeDescriptor = &__p::TypeDescriptor {
            name: <Self as __p::Data>::NAME,
            doc: "A camera stopped, and its file is complete.\n\nSent once.",
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
    impl __p::Field for RecordingFinished {
        const KIND: __p::Kind = __p::Kind::Type(|| <Self as __p::Data>::DESCRIPTOR);
        fn write_json<'__b, __P: __p::Profile>(
            &self,
            __w: __p::json::Writer<'__b, __P>,
        ) -> __p::json::Writer<'__b, __P> {
            let (__start, __w) = __w.begin_object();
            let __w = __w.field(&<Self as __p::Data>::FIELDS[0], &self.recording_id);
            let __w = __w.field(&<Self as __p::Data>::FIELDS[1], &self.duration);
            let __w = __w.field(&<Self as __p::Data>::FIELDS[2], &self.file_path);
            __w.end_object(__start)
        }
    }
    #[automatically_derived]
    impl __p::Message for RecordingFinished {
        fn write_body<'__b>(
            &self,
            __w: __p::proto::Writer<'__b>,
        ) -> __p::proto::Writer<'__b> {
            let __w = <String as __p::ProtoField>::write_field(
                &self.file_path,
                3u32,
                __w,
            );
            let __w = <f64 as __p::ProtoField>::write_field(&self.duration, 2u32, __w);
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
            let mut __field_duration: __p::Option<f64> = __p::None;
            let mut __field_file_path: __p::Option<String> = __p::None;
            let mut __cursor = __r.begin_object()?;
            while let __p::Some(__index) = __r
                .next_field(<Self as __p::Data>::FIELDS, &mut __cursor)?
            {
                match __index {
                    0 => __r.read_into(&mut __field_recording_id)?,
                    1 => __r.read_into(&mut __field_duration)?,
                    2 => __r.read_into(&mut __field_file_path)?,
                    _ => __r.skip_unknown()?,
                }
            }
            __p::Ok(Self {
                recording_id: __r
                    .finish(__field_recording_id, &<Self as __p::Data>::FIELDS[0])?,
                duration: __r.finish(__field_duration, &<Self as __p::Data>::FIELDS[1])?,
                file_path: __r
                    .finish(__field_file_path, &<Self as __p::Data>::FIELDS[2])?,
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
            let mut __field_duration: __p::Option<f64> = __p::None;
            let mut __field_file_path: __p::Option<String> = __p::None;
            if let __p::Some(__earlier) = __earlier {
                __field_recording_id = __p::Some(__earlier.recording_id);
                __field_duration = __p::Some(__earlier.duration);
                __field_file_path = __p::Some(__earlier.file_path);
            }
            while let __p::Some(__key) = __r.next_key()? {
                match __key.number {
                    1 => {
                        <String as __p::ProtoFieldRead<
                            '__de,
                        >>::merge(&mut __field_recording_id, __key, __r)?
                    }
                    2 => {
                        <f64 as __p::ProtoFieldRead<
                            '__de,
                        >>::merge(&mut __field_duration, __key, __r)?
                    }
                    3 => {
                        <String as __p::ProtoFieldRead<
                            '__de,
                        >>::merge(&mut __field_file_path, __key, __r)?
                    }
                    _ => __r.skip(__key)?,
                }
            }
            __p::Ok(Self {
                recording_id: __r
                    .finish(__field_recording_id, &<Self as __p::Data>::FIELDS[0])?,
                duration: __r.finish(__field_duration, &<Self as __p::Data>::FIELDS[1])?,
                file_path: __r
                    .finish(__field_file_path, &<Self as __p::Data>::FIELDS[2])?,
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
