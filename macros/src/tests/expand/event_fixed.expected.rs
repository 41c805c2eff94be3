const _: () = {
    use ::plumberd::__private as __p;
    #[deny(overflowing_literals)]
    const _: <Fixed<&'static str> as __p::FixedField>::Value = "admin.account.created";
    #[deny(overflowing_literals)]
    const _: <Fixed<i32> as __p::FixedField>::Value = -3;
    const _: () = __p::has_format::<
        <Fixed<i32> as __p::FixedField>::Value,
        __p::ZigZag,
    >();
    #[automatically_derived]
    impl __p::Data for AccountCreated {
        const NAME: &'static __p::str = "AccountCreated";
        const FIELDS: &'static [__p::FieldDescriptor] = &[
            __p::FieldDescriptor {
                name: "event_name",
                json_key: ",\"EventName\":",
                proto_json_key: ",\"eventName\":",
                number: __p::Some(1u32),
                kind: <<Fixed<
                    &'static str,
                > as __p::FixedField>::Value as __p::Field>::KIND,
                fixed: __p::Some(__p::FixedValue::Text("admin.account.created")),
                ..__p::FieldDescriptor::NEW
            },
            __p::FieldDescriptor {
                name: "revision",
                json_key: ",\"Revision\":",
                proto_json_key: ",\"revision\":",
                number: __p::Some(2u32),
                wire_format: __p::WireFormat::ZigZag,
                kind: <<Fixed<i32> as __p::FixedField>::Value as __p::Field>::KIND,
                fixed: __p::Some(
                    __p::fixed_integer(
                        -3i128,
                        <<Fixed<i32> as __p::FixedField>::Value as __p::Field>::KIND,
                    ),
                ),
                ..__p::FieldDescriptor::NEW
            },
            __p::FieldDescriptor {
                name: "name",
                json_key: ",\"Name\":",
                proto_json_key: ",\"name\":",
                number: __p::Some(3u32),
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
    impl __p::Field for AccountCreated {
        const KIND: __p::Kind = __p::Kind::Type(|| <Self as __p::Data>::DESCRIPTOR);
        fn write_json<'__b, __P: __p::Profile>(
            &self,
            __w: __p::json::Writer<'__b, __P>,
        ) -> __p::json::Writer<'__b, __P> {
            let (__start, __w) = __w.begin_object();
            let __w = __w.fixed_field(&<Self as __p::Data>::FIELDS[0], &self.event_name);
            let __w = __w.fixed_field(&<Self as __p::Data>::FIELDS[1], &self.revision);
            let __w = __w.field(&<Self as __p::Data>::FIELDS[2], &self.name);
            __w.end_object(__start)
        }
    }
    #[automatically_derived]
    impl __p::Message for AccountCreated {
        fn write_body<'__b>(
            &self,
            __w: __p::proto::Writer<'__b>,
        ) -> __p::proto::Writer<'__b> {
            let __w = <String as __p::ProtoField>::write_field(&self.name, 3u32, __w);
            let __w = __w
                .fixed_field(2u32, &<Self as __p::Data>::FIELDS[1], &self.revision);
            let __w = __w
                .fixed_field(1u32, &<Self as __p::Data>::FIELDS[0], &self.event_name);
            __w
        }
    }
    #[automatically_derived]
    impl<'__de> __p::FieldRead<'__de> for AccountCreated {
        fn read_json(
            __r: &mut __p::json::Reader<'__de>,
        ) -> __p::Result<Self, __p::Failed> {
            let mut __field_event_name = false;
            let mut __field_revision = false;
            let mut __field_name: __p::Option<String> = __p::None;
            let mut __cursor = __r.begin_object()?;
            while let __p::Some(__index) = __r
                .next_field(<Self as __p::Data>::FIELDS, &mut __cursor)?
            {
                match __index {
                    0 => {
                        __r.read_fixed(
                            &mut __field_event_name,
                            &<Self as __p::Data>::FIELDS[0],
                        )?
                    }
                    1 => {
                        __r.read_fixed(
                            &mut __field_revision,
                            &<Self as __p::Data>::FIELDS[1],
                        )?
                    }
                    2 => __r.read_into(&mut __field_name)?,
                    _ => __r.skip_unknown()?,
                }
            }
            __p::Ok(Self {
                event_name: __r
                    .finish_fixed(__field_event_name, &<Self as __p::Data>::FIELDS[0])?,
                revision: __r
                    .finish_fixed(__field_revision, &<Self as __p::Data>::FIELDS[1])?,
                name: __r.finish(__field_name, &<Self as __p::Data>::FIELDS[2])?,
            })
        }
    }
    #[automatically_derived]
    impl<'__de> __p::MessageRead<'__de> for AccountCreated {
        fn read_body(
            __earlier: __p::Option<Self>,
            __r: &mut __p::proto::Reader<'__de>,
        ) -> __p::Result<Self, __p::Failed> {
            let mut __field_event_name = false;
            let mut __field_revision = false;
            let mut __field_name: __p::Option<String> = __p::None;
            if let __p::Some(__earlier) = __earlier {
                __field_event_name = true;
                __field_revision = true;
                __field_name = __p::Some(__earlier.name);
            }
            while let __p::Some(__key) = __r.next_key()? {
                match __key.number {
                    1 => {
                        __r.read_fixed(
                            &mut __field_event_name,
                            __key.wire,
                            &<Self as __p::Data>::FIELDS[0],
                        )?
                    }
                    2 => {
                        __r.read_fixed(
                            &mut __field_revision,
                            __key.wire,
                            &<Self as __p::Data>::FIELDS[1],
                        )?
                    }
                    3 => {
                        <String as __p::ProtoFieldRead<
                            '__de,
                        >>::merge(&mut __field_name, __key, __r)?
                    }
                    _ => __r.skip(__key)?,
                }
            }
            __p::Ok(Self {
                event_name: __r
                    .finish_fixed(__field_event_name, &<Self as __p::Data>::FIELDS[0])?,
                revision: __r
                    .finish_fixed(__field_revision, &<Self as __p::Data>::FIELDS[1])?,
                name: __r.finish(__field_name, &<Self as __p::Data>::FIELDS[2])?,
            })
        }
    }
    #[automatically_derived]
    impl __p::Event for AccountCreated {
        const INFO: &'static __p::EventInfo = &__p::EventInfo {
            event_type: <Self as __p::Data>::NAME,
            aliases: &[],
            category: "Account",
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
    impl<'__de> __p::DecodeEvent<'__de> for AccountCreated {
        fn decode(
            __payload: &__p::Payload<'__de>,
        ) -> __p::Result<__p::Upcasted<Self>, __p::DecodeError> {
            __p::decode_message::<Self>(__payload)
        }
    }
    __p::register! {
        AccountCreated
    }
};
