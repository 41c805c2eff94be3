const _: () = {
    use ::plumberd::__private as __p;
    #[automatically_derived]
    impl __p::Data for RecordingStarted {
        const NAME: &'static __p::str = "RecordingStarted";
        const FIELDS: &'static [__p::FieldDescriptor] = &[
            __p::FieldDescriptor {
                name: "recording_id",
                json_key: ",\"RecordingId\":",
                proto_json_key: ",\"recordingId\":",
                kind: <String as __p::Field>::KIND,
                ..__p::FieldDescriptor::NEW
            },
            __p::FieldDescriptor {
                name: "camera",
                json_key: ",\"Camera\":",
                proto_json_key: ",\"camera\":",
                kind: <u32 as __p::Field>::KIND,
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
            let __w = __w.field(&<Self as __p::Data>::FIELDS[0], &self.recording_id);
            let __w = __w.field(&<Self as __p::Data>::FIELDS[1], &self.camera);
            __w.end_object(__start)
        }
    }
    #[automatically_derived]
    impl<'__de> __p::FieldRead<'__de> for RecordingStarted {
        fn read_json(
            __r: &mut __p::json::Reader<'__de>,
        ) -> __p::Result<Self, __p::Failed> {
            let mut __field_recording_id: __p::Option<String> = __p::None;
            let mut __field_camera: __p::Option<u32> = __p::None;
            let mut __cursor = __r.begin_object()?;
            while let __p::Some(__index) = __r
                .next_field(<Self as __p::Data>::FIELDS, &mut __cursor)?
            {
                match __index {
                    0 => __r.read_into(&mut __field_recording_id)?,
                    1 => __r.read_into(&mut __field_camera)?,
                    _ => __r.skip_unknown()?,
                }
            }
            __p::Ok(Self {
                recording_id: __r
                    .finish(__field_recording_id, &<Self as __p::Data>::FIELDS[0])?,
                camera: __r.finish(__field_camera, &<Self as __p::Data>::FIELDS[1])?,
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
            __p::decode_json::<Self>(__payload)
        }
    }
    __p::register! {
        RecordingStarted
    }
};
