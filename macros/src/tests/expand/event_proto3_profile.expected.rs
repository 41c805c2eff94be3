const _: () = {
    use ::plumberd::__private as __p;
    #[automatically_derived]
    impl __p::Data for TaskClosed {
        const NAME: &'static __p::str = "TaskClosed";
        const FIELDS: &'static [__p::FieldDescriptor] = &[
            __p::FieldDescriptor {
                name: "closed_by",
                json_key: ",\"ClosedBy\":",
                proto_json_key: ",\"closedBy\":",
                number: __p::Some(1u32),
                kind: <String as __p::Field>::KIND,
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
    impl __p::Field for TaskClosed {
        const KIND: __p::Kind = __p::Kind::Type(|| <Self as __p::Data>::DESCRIPTOR);
        fn write_json<'__b, __P: __p::Profile>(
            &self,
            __w: __p::json::Writer<'__b, __P>,
        ) -> __p::json::Writer<'__b, __P> {
            let (__start, __w) = __w.begin_object();
            let __w = __w.field(&<Self as __p::Data>::FIELDS[0], &self.closed_by);
            __w.end_object(__start)
        }
    }
    #[automatically_derived]
    impl __p::Message for TaskClosed {
        fn write_body<'__b>(
            &self,
            __w: __p::proto::Writer<'__b>,
        ) -> __p::proto::Writer<'__b> {
            let __w = <String as __p::ProtoField>::write_field(
                &self.closed_by,
                1u32,
                __w,
            );
            __w
        }
    }
    #[automatically_derived]
    impl<'__de> __p::FieldRead<'__de> for TaskClosed {
        fn read_json(
            __r: &mut __p::json::Reader<'__de>,
        ) -> __p::Result<Self, __p::Failed> {
            let mut __field_closed_by: __p::Option<String> = __p::None;
            let mut __cursor = __r.begin_object()?;
            while let __p::Some(__index) = __r
                .next_field(<Self as __p::Data>::FIELDS, &mut __cursor)?
            {
                match __index {
                    0 => __r.read_into(&mut __field_closed_by)?,
                    _ => __r.skip_unknown()?,
                }
            }
            __p::Ok(Self {
                closed_by: __r
                    .finish(__field_closed_by, &<Self as __p::Data>::FIELDS[0])?,
            })
        }
    }
    #[automatically_derived]
    impl<'__de> __p::MessageRead<'__de> for TaskClosed {
        fn read_body(
            __earlier: __p::Option<Self>,
            __r: &mut __p::proto::Reader<'__de>,
        ) -> __p::Result<Self, __p::Failed> {
            let mut __field_closed_by: __p::Option<String> = __p::None;
            if let __p::Some(__earlier) = __earlier {
                __field_closed_by = __p::Some(__earlier.closed_by);
            }
            while let __p::Some(__key) = __r.next_key()? {
                match __key.number {
                    1 => {
                        <String as __p::ProtoFieldRead<
                            '__de,
                        >>::merge(&mut __field_closed_by, __key, __r)?
                    }
                    _ => __r.skip(__key)?,
                }
            }
            __p::Ok(Self {
                closed_by: __r
                    .finish(__field_closed_by, &<Self as __p::Data>::FIELDS[0])?,
            })
        }
    }
    #[automatically_derived]
    impl __p::Event for TaskClosed {
        const INFO: &'static __p::EventInfo = &__p::EventInfo {
            event_type: <Self as __p::Data>::NAME,
            aliases: &[],
            category: "Task",
            version: 1u32,
            oldest: 1u32,
            supersedes: __p::None,
            profile: __p::ProfileId::Proto3,
            content_type: __p::ContentType::Json,
            descriptor: <Self as __p::Data>::DESCRIPTOR,
        };
        fn encode(
            &self,
            __id: __p::Uuid,
            __out: &mut __p::Vec<__p::u8>,
        ) -> __p::Result<(), __p::EncodeError> {
            __p::encode_json::<__p::Proto3, Self>(self, __id, __out)
        }
    }
    #[automatically_derived]
    impl<'__de> __p::DecodeEvent<'__de> for TaskClosed {
        fn decode(
            __payload: &__p::Payload<'__de>,
        ) -> __p::Result<__p::Upcasted<Self>, __p::DecodeError> {
            __p::decode_message::<Self>(__payload)
        }
    }
    __p::register! {
        TaskClosed
    }
};
