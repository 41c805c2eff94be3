const _: () = {
    use ::plumberd::__private as __p;
    #[automatically_derived]
    impl __p::Data for TaskMoved {
        const NAME: &'static __p::str = "TaskMoved";
        const FIELDS: &'static [__p::FieldDescriptor] = &[
            __p::FieldDescriptor {
                name: "by",
                json_key: ",\"By\":",
                proto_json_key: ",\"by\":",
                number: __p::Some(7u32),
                wire_format: __p::WireFormat::ZigZag,
                kind: <i32 as __p::Field>::KIND,
                ..__p::FieldDescriptor::NEW
            },
            __p::FieldDescriptor {
                name: "at",
                json_key: ",\"At\":",
                proto_json_key: ",\"at\":",
                number: __p::Some(2u32),
                wire_format: __p::WireFormat::Fixed,
                kind: <u64 as __p::Field>::KIND,
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
    impl __p::Field for TaskMoved {
        const KIND: __p::Kind = __p::Kind::Type(|| <Self as __p::Data>::DESCRIPTOR);
        fn write_json<'__b, __P: __p::Profile>(
            &self,
            __w: __p::json::Writer<'__b, __P>,
        ) -> __p::json::Writer<'__b, __P> {
            let (__start, __w) = __w.begin_object();
            let __w = __w.field(&<Self as __p::Data>::FIELDS[0], &self.by);
            let __w = __w.field(&<Self as __p::Data>::FIELDS[1], &self.at);
            __w.end_object(__start)
        }
    }
    #[automatically_derived]
    impl __p::Message for TaskMoved {
        fn write_body<'__b>(
            &self,
            __w: __p::proto::Writer<'__b>,
        ) -> __p::proto::Writer<'__b> {
            let __w = <i32 as __p::ProtoField<
                __p::ZigZag,
            >>::write_field(&self.by, 7u32, __w);
            let __w = <u64 as __p::ProtoField<
                __p::FixedWidth,
            >>::write_field(&self.at, 2u32, __w);
            __w
        }
    }
    #[automatically_derived]
    impl<'__de> __p::FieldRead<'__de> for TaskMoved {
        fn read_json(
            __r: &mut __p::json::Reader<'__de>,
        ) -> __p::Result<Self, __p::Failed> {
            let mut __field_by: __p::Option<i32> = __p::None;
            let mut __field_at: __p::Option<u64> = __p::None;
            let mut __cursor = __r.begin_object()?;
            while let __p::Some(__index) = __r
                .next_field(<Self as __p::Data>::FIELDS, &mut __cursor)?
            {
                match __index {
                    0 => __r.read_into(&mut __field_by)?,
                    1 => __r.read_into(&mut __field_at)?,
                    _ => __r.skip_unknown()?,
                }
            }
            __p::Ok(Self {
                by: __r.finish(__field_by, &<Self as __p::Data>::FIELDS[0])?,
                at: __r.finish(__field_at, &<Self as __p::Data>::FIELDS[1])?,
            })
        }
    }
    #[automatically_derived]
    impl<'__de> __p::MessageRead<'__de> for TaskMoved {
        fn read_body(
            __earlier: __p::Option<Self>,
            __r: &mut __p::proto::Reader<'__de>,
        ) -> __p::Result<Self, __p::Failed> {
            let mut __field_by: __p::Option<i32> = __p::None;
            let mut __field_at: __p::Option<u64> = __p::None;
            if let __p::Some(__earlier) = __earlier {
                __field_by = __p::Some(__earlier.by);
                __field_at = __p::Some(__earlier.at);
            }
            while let __p::Some(__key) = __r.next_key()? {
                match __key.number {
                    7 => {
                        <i32 as __p::ProtoFieldRead<
                            '__de,
                            __p::ZigZag,
                        >>::merge(&mut __field_by, __key, __r)?
                    }
                    2 => {
                        <u64 as __p::ProtoFieldRead<
                            '__de,
                            __p::FixedWidth,
                        >>::merge(&mut __field_at, __key, __r)?
                    }
                    _ => __r.skip(__key)?,
                }
            }
            __p::Ok(Self {
                by: __r.finish(__field_by, &<Self as __p::Data>::FIELDS[0])?,
                at: __r.finish(__field_at, &<Self as __p::Data>::FIELDS[1])?,
            })
        }
    }
    #[automatically_derived]
    impl __p::Event for TaskMoved {
        const INFO: &'static __p::EventInfo = &__p::EventInfo {
            event_type: <Self as __p::Data>::NAME,
            aliases: &[],
            category: "Task",
            version: 1u32,
            oldest: 1u32,
            supersedes: __p::None,
            profile: __p::ProfileId::MicroPlumberd,
            content_type: __p::ContentType::Binary,
            descriptor: <Self as __p::Data>::DESCRIPTOR,
        };
        fn encode(
            &self,
            __id: __p::Uuid,
            __out: &mut __p::Vec<__p::u8>,
        ) -> __p::Result<(), __p::EncodeError> {
            let _ = __id;
            __p::encode_message(self, __out)
        }
    }
    #[automatically_derived]
    impl<'__de> __p::DecodeEvent<'__de> for TaskMoved {
        fn decode(
            __payload: &__p::Payload<'__de>,
        ) -> __p::Result<__p::Upcasted<Self>, __p::DecodeError> {
            __p::decode_message::<Self>(__payload)
        }
    }
};
