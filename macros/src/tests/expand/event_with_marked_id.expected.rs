const _: () = {
    use ::plumberd::__private as __p;
    #[automatically_derived]
    impl __p::Data for TaskCreated {
        const NAME: &'static __p::str = "TaskCreated";
        const FIELDS: &'static [__p::FieldDescriptor] = &[
            __p::FieldDescriptor {
                name: "event_id",
                json_key: ",\"Id\":",
                proto_json_key: ",\"eventId\":",
                number: __p::Some(1u32),
                kind: <MyUuid as __p::Field>::KIND,
                id: true,
                ..__p::FieldDescriptor::NEW
            },
            __p::FieldDescriptor {
                name: "title",
                json_key: ",\"Title\":",
                proto_json_key: ",\"title\":",
                number: __p::Some(2u32),
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
    impl __p::Field for TaskCreated {
        const KIND: __p::Kind = __p::Kind::Type(|| <Self as __p::Data>::DESCRIPTOR);
        fn write_json<'__b, __P: __p::Profile>(
            &self,
            __w: __p::json::Writer<'__b, __P>,
        ) -> __p::json::Writer<'__b, __P> {
            let (__start, __w) = __w.begin_object();
            let __w = __w.field(&<Self as __p::Data>::FIELDS[0], &self.event_id);
            let __w = __w.field(&<Self as __p::Data>::FIELDS[1], &self.title);
            __w.end_object(__start)
        }
    }
    #[automatically_derived]
    impl __p::Message for TaskCreated {
        fn write_body<'__b>(
            &self,
            __w: __p::proto::Writer<'__b>,
        ) -> __p::proto::Writer<'__b> {
            let __w = <String as __p::ProtoField>::write_field(&self.title, 2u32, __w);
            let __w = <MyUuid as __p::ProtoField>::write_field(
                &self.event_id,
                1u32,
                __w,
            );
            __w
        }
    }
    #[automatically_derived]
    impl<'__de> __p::FieldRead<'__de> for TaskCreated {
        fn read_json(
            __r: &mut __p::json::Reader<'__de>,
        ) -> __p::Result<Self, __p::Failed> {
            let mut __field_event_id: __p::Option<MyUuid> = __p::None;
            let mut __field_title: __p::Option<String> = __p::None;
            let mut __cursor = __r.begin_object()?;
            while let __p::Some(__index) = __r
                .next_field(<Self as __p::Data>::FIELDS, &mut __cursor)?
            {
                match __index {
                    0 => __r.read_into(&mut __field_event_id)?,
                    1 => __r.read_into(&mut __field_title)?,
                    _ => __r.skip_unknown()?,
                }
            }
            __p::Ok(Self {
                event_id: __r.finish(__field_event_id, &<Self as __p::Data>::FIELDS[0])?,
                title: __r.finish(__field_title, &<Self as __p::Data>::FIELDS[1])?,
            })
        }
    }
    #[automatically_derived]
    impl<'__de> __p::MessageRead<'__de> for TaskCreated {
        fn read_body(
            __earlier: __p::Option<Self>,
            __r: &mut __p::proto::Reader<'__de>,
        ) -> __p::Result<Self, __p::Failed> {
            let mut __field_event_id: __p::Option<MyUuid> = __p::None;
            let mut __field_title: __p::Option<String> = __p::None;
            if let __p::Some(__earlier) = __earlier {
                __field_event_id = __p::Some(__earlier.event_id);
                __field_title = __p::Some(__earlier.title);
            }
            while let __p::Some(__key) = __r.next_key()? {
                match __key.number {
                    1 => {
                        <MyUuid as __p::ProtoFieldRead<
                            '__de,
                        >>::merge(&mut __field_event_id, __key, __r)?
                    }
                    2 => {
                        <String as __p::ProtoFieldRead<
                            '__de,
                        >>::merge(&mut __field_title, __key, __r)?
                    }
                    _ => __r.skip(__key)?,
                }
            }
            __p::Ok(Self {
                event_id: __r.finish(__field_event_id, &<Self as __p::Data>::FIELDS[0])?,
                title: __r.finish(__field_title, &<Self as __p::Data>::FIELDS[1])?,
            })
        }
    }
    #[automatically_derived]
    impl __p::Event for TaskCreated {
        const INFO: &'static __p::EventInfo = &__p::EventInfo {
            event_type: <Self as __p::Data>::NAME,
            aliases: &[],
            category: "Task",
            version: 1u32,
            oldest: 1u32,
            supersedes: __p::None,
            profile: __p::ProfileId::MicroPlumberd,
            content_type: __p::ContentType::Json,
            descriptor: <Self as __p::Data>::DESCRIPTOR,
        };
        fn id(&self) -> __p::Option<__p::Uuid> {
            <MyUuid as __p::EventId>::event_id(&self.event_id)
        }
        fn encode(
            &self,
            __id: __p::Uuid,
            __out: &mut __p::Vec<__p::u8>,
        ) -> __p::Result<(), __p::EncodeError> {
            __p::encode_json::<__p::MicroPlumberd, Self>(self, __id, __out)
        }
    }
    #[automatically_derived]
    impl<'__de> __p::DecodeEvent<'__de> for TaskCreated {
        fn decode(
            __payload: &__p::Payload<'__de>,
        ) -> __p::Result<__p::Upcasted<Self>, __p::DecodeError> {
            __p::decode_message::<Self>(__payload)
        }
    }
    __p::register! {
        TaskCreated
    }
};
