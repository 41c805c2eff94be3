const _: () = {
    use ::plumberd::__private as __p;
    #[automatically_derived]
    impl<'a> __p::Data for LineWritten<'a> {
        const NAME: &'static __p::str = "LineWritten";
        const FIELDS: &'static [__p::FieldDescriptor] = &[
            __p::FieldDescriptor {
                name: "text",
                json_key: ",\"Text\":",
                proto_json_key: ",\"text\":",
                number: __p::Some(1u32),
                kind: <&'a str as __p::Field>::KIND,
                ..__p::FieldDescriptor::NEW
            },
            __p::FieldDescriptor {
                name: "file",
                json_key: ",\"File\":",
                proto_json_key: ",\"file\":",
                number: __p::Some(2u32),
                kind: <Cow<'a, str> as __p::Field>::KIND,
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
    impl<'a> __p::Field for LineWritten<'a> {
        const KIND: __p::Kind = __p::Kind::Type(|| <Self as __p::Data>::DESCRIPTOR);
        fn write_json<'__b, __P: __p::Profile>(
            &self,
            __w: __p::json::Writer<'__b, __P>,
        ) -> __p::json::Writer<'__b, __P> {
            let (__start, __w) = __w.begin_object();
            let __w = __w.field(&<Self as __p::Data>::FIELDS[0], &self.text);
            let __w = __w.field(&<Self as __p::Data>::FIELDS[1], &self.file);
            __w.end_object(__start)
        }
    }
    #[automatically_derived]
    impl<'a> __p::Message for LineWritten<'a> {
        fn write_body<'__b>(
            &self,
            __w: __p::proto::Writer<'__b>,
        ) -> __p::proto::Writer<'__b> {
            let __w = <Cow<
                'a,
                str,
            > as __p::ProtoField>::write_field(&self.file, 2u32, __w);
            let __w = <&'a str as __p::ProtoField>::write_field(&self.text, 1u32, __w);
            __w
        }
    }
    #[automatically_derived]
    impl<'__de: 'a, 'a> __p::FieldRead<'__de> for LineWritten<'a> {
        fn read_json(
            __r: &mut __p::json::Reader<'__de>,
        ) -> __p::Result<Self, __p::Failed> {
            let mut __field_text: __p::Option<&'a str> = __p::None;
            let mut __field_file: __p::Option<Cow<'a, str>> = __p::None;
            let mut __cursor = __r.begin_object()?;
            while let __p::Some(__index) = __r
                .next_field(<Self as __p::Data>::FIELDS, &mut __cursor)?
            {
                match __index {
                    0 => __r.read_into(&mut __field_text)?,
                    1 => __r.read_into(&mut __field_file)?,
                    _ => __r.skip_unknown()?,
                }
            }
            __p::Ok(Self {
                text: __r.finish(__field_text, &<Self as __p::Data>::FIELDS[0])?,
                file: __r.finish(__field_file, &<Self as __p::Data>::FIELDS[1])?,
            })
        }
    }
    #[automatically_derived]
    impl<'__de: 'a, 'a> __p::MessageRead<'__de> for LineWritten<'a> {
        fn read_body(
            __earlier: __p::Option<Self>,
            __r: &mut __p::proto::Reader<'__de>,
        ) -> __p::Result<Self, __p::Failed> {
            let mut __field_text: __p::Option<&'a str> = __p::None;
            let mut __field_file: __p::Option<Cow<'a, str>> = __p::None;
            if let __p::Some(__earlier) = __earlier {
                __field_text = __p::Some(__earlier.text);
                __field_file = __p::Some(__earlier.file);
            }
            while let __p::Some(__key) = __r.next_key()? {
                match __key.number {
                    1 => {
                        <&'a str as __p::ProtoFieldRead<
                            '__de,
                        >>::merge(&mut __field_text, __key, __r)?
                    }
                    2 => {
                        <Cow<
                            'a,
                            str,
                        > as __p::ProtoFieldRead<
                            '__de,
                        >>::merge(&mut __field_file, __key, __r)?
                    }
                    _ => __r.skip(__key)?,
                }
            }
            __p::Ok(Self {
                text: __r.finish(__field_text, &<Self as __p::Data>::FIELDS[0])?,
                file: __r.finish(__field_file, &<Self as __p::Data>::FIELDS[1])?,
            })
        }
    }
    #[automatically_derived]
    impl<'a> __p::Event for LineWritten<'a> {
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
    impl<'__de: 'a, 'a> __p::DecodeEvent<'__de> for LineWritten<'a> {
        fn decode(
            __payload: &__p::Payload<'__de>,
        ) -> __p::Result<__p::Upcasted<Self>, __p::DecodeError> {
            __p::decode_message::<Self>(__payload)
        }
    }
};
