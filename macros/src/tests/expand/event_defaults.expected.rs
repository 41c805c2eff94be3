const _: () = {
    use ::plumberd::__private as __p;
    #[automatically_derived]
    impl __p::Data for JobQueued {
        const NAME: &'static __p::str = "JobQueued";
        const FIELDS: &'static [__p::FieldDescriptor] = &[
            __p::FieldDescriptor {
                name: "priority",
                json_key: ",\"Priority\":",
                proto_json_key: ",\"priority\":",
                number: __p::Some(1u32),
                kind: <u8 as __p::Field>::KIND,
                default: true,
                ..__p::FieldDescriptor::NEW
            },
            __p::FieldDescriptor {
                name: "retries",
                json_key: ",\"Retries\":",
                proto_json_key: ",\"retries\":",
                number: __p::Some(2u32),
                kind: <u32 as __p::Field>::KIND,
                default: true,
                ..__p::FieldDescriptor::NEW
            },
            __p::FieldDescriptor {
                name: "queue",
                json_key: ",\"Queue\":",
                proto_json_key: ",\"queue\":",
                number: __p::Some(3u32),
                kind: <String as __p::Field>::KIND,
                default: true,
                ..__p::FieldDescriptor::NEW
            },
            __p::FieldDescriptor {
                name: "limit",
                json_key: ",\"Limit\":",
                proto_json_key: ",\"limit\":",
                number: __p::Some(4u32),
                kind: <u64 as __p::Field>::KIND,
                default: true,
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
    impl __p::Field for JobQueued {
        const KIND: __p::Kind = __p::Kind::Type(|| <Self as __p::Data>::DESCRIPTOR);
        fn write_json<'__b, __P: __p::Profile>(
            &self,
            __w: __p::json::Writer<'__b, __P>,
        ) -> __p::json::Writer<'__b, __P> {
            let (__start, __w) = __w.begin_object();
            let __w = __w.field(&<Self as __p::Data>::FIELDS[0], &self.priority);
            let __w = __w.field(&<Self as __p::Data>::FIELDS[1], &self.retries);
            let __w = __w.field(&<Self as __p::Data>::FIELDS[2], &self.queue);
            let __w = __w.field(&<Self as __p::Data>::FIELDS[3], &self.limit);
            __w.end_object(__start)
        }
    }
    #[automatically_derived]
    impl __p::Message for JobQueued {
        fn write_body<'__b>(
            &self,
            __w: __p::proto::Writer<'__b>,
        ) -> __p::proto::Writer<'__b> {
            let __w = <u64 as __p::ProtoField>::write_field(&self.limit, 4u32, __w);
            let __w = <String as __p::ProtoField>::write_field(&self.queue, 3u32, __w);
            let __w = <u32 as __p::ProtoField>::write_field(&self.retries, 2u32, __w);
            let __w = <u8 as __p::ProtoField>::write_field(&self.priority, 1u32, __w);
            __w
        }
    }
    #[automatically_derived]
    impl<'__de> __p::FieldRead<'__de> for JobQueued {
        fn read_json(
            __r: &mut __p::json::Reader<'__de>,
        ) -> __p::Result<Self, __p::Failed> {
            let mut __field_priority: __p::Option<u8> = __p::None;
            let mut __field_retries: __p::Option<u32> = __p::None;
            let mut __field_queue: __p::Option<String> = __p::None;
            let mut __field_limit: __p::Option<u64> = __p::None;
            let mut __cursor = __r.begin_object()?;
            while let __p::Some(__index) = __r
                .next_field(<Self as __p::Data>::FIELDS, &mut __cursor)?
            {
                match __index {
                    0 => __r.read_into(&mut __field_priority)?,
                    1 => __r.read_into(&mut __field_retries)?,
                    2 => __r.read_into(&mut __field_queue)?,
                    3 => __r.read_into(&mut __field_limit)?,
                    _ => __r.skip_unknown()?,
                }
            }
            __p::Ok(Self {
                priority: match __p::json_slot(__field_priority, __r) {
                    __p::Some(__value) => __value,
                    __p::None => <u8 as ::core::default::Default>::default(),
                },
                retries: match __p::json_slot(__field_retries, __r) {
                    __p::Some(__value) => __value,
                    __p::None => 5,
                },
                queue: match __p::json_slot(__field_queue, __r) {
                    __p::Some(__value) => __value,
                    __p::None => <String as ::core::convert::From<&_>>::from("main"),
                },
                limit: match __p::json_slot(__field_limit, __r) {
                    __p::Some(__value) => __value,
                    __p::None => limits::MAX,
                },
                cache: <Option<Cache> as ::core::default::Default>::default(),
                other: Cache::new(),
            })
        }
    }
    #[automatically_derived]
    impl<'__de> __p::MessageRead<'__de> for JobQueued {
        fn read_body(
            __earlier: __p::Option<Self>,
            __r: &mut __p::proto::Reader<'__de>,
        ) -> __p::Result<Self, __p::Failed> {
            let mut __field_priority: __p::Option<u8> = __p::None;
            let mut __field_retries: __p::Option<u32> = __p::None;
            let mut __field_queue: __p::Option<String> = __p::None;
            let mut __field_limit: __p::Option<u64> = __p::None;
            if let __p::Some(__earlier) = __earlier {
                __field_priority = __p::Some(__earlier.priority);
                __field_retries = __p::Some(__earlier.retries);
                __field_queue = __p::Some(__earlier.queue);
                __field_limit = __p::Some(__earlier.limit);
            }
            while let __p::Some(__key) = __r.next_key()? {
                match __key.number {
                    1 => {
                        <u8 as __p::ProtoFieldRead<
                            '__de,
                        >>::merge(&mut __field_priority, __key, __r)?
                    }
                    2 => {
                        <u32 as __p::ProtoFieldRead<
                            '__de,
                        >>::merge(&mut __field_retries, __key, __r)?
                    }
                    3 => {
                        <String as __p::ProtoFieldRead<
                            '__de,
                        >>::merge(&mut __field_queue, __key, __r)?
                    }
                    4 => {
                        <u64 as __p::ProtoFieldRead<
                            '__de,
                        >>::merge(&mut __field_limit, __key, __r)?
                    }
                    _ => __r.skip(__key)?,
                }
            }
            __p::Ok(Self {
                priority: match __p::proto_slot(__field_priority, __r) {
                    __p::Some(__value) => __value,
                    __p::None => <u8 as ::core::default::Default>::default(),
                },
                retries: match __p::proto_slot(__field_retries, __r) {
                    __p::Some(__value) => __value,
                    __p::None => 5,
                },
                queue: match __p::proto_slot(__field_queue, __r) {
                    __p::Some(__value) => __value,
                    __p::None => <String as ::core::convert::From<&_>>::from("main"),
                },
                limit: match __p::proto_slot(__field_limit, __r) {
                    __p::Some(__value) => __value,
                    __p::None => limits::MAX,
                },
                cache: <Option<Cache> as ::core::default::Default>::default(),
                other: Cache::new(),
            })
        }
    }
    #[automatically_derived]
    impl __p::Event for JobQueued {
        const INFO: &'static __p::EventInfo = &__p::EventInfo {
            event_type: <Self as __p::Data>::NAME,
            aliases: &[],
            category: "Job",
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
    impl<'__de> __p::DecodeEvent<'__de> for JobQueued {
        fn decode(
            __payload: &__p::Payload<'__de>,
        ) -> __p::Result<__p::Upcasted<Self>, __p::DecodeError> {
            __p::decode_message::<Self>(__payload)
        }
    }
    __p::register! {
        JobQueued
    }
};
