const _: () = {
    use ::plumberd::__private as __p;
    const _: () = {
        ::core::assert!(
            ! __p::oneof_shares_number(< OddEvent as __p::Data > ::FIELDS, 2usize, <<
            Which as __p::OneofField > ::Oneof as __p::Data > ::FIELDS),
            "a variant of the oneof `which` has a number that another field of the message has already"
        );
        ::core::assert!(
            ! __p::oneof_shares_name(< OddEvent as __p::Data > ::FIELDS, 2usize, << Which
            as __p::OneofField > ::Oneof as __p::Data > ::FIELDS),
            "a variant of the oneof `which` has a name that another field of the message has already"
        );
    };
    #[automatically_derived]
    impl __p::Data for OddEvent {
        const NAME: &'static __p::str = "OddEvent";
        const FIELDS: &'static [__p::FieldDescriptor] = &[
            __p::FieldDescriptor {
                name: "FieldName8",
                json_key: ",\"FieldName8\":",
                proto_json_key: ",\"FieldName8\":",
                number: __p::Some(1u32),
                kind: <String as __p::Field>::KIND,
                ..__p::FieldDescriptor::NEW
            },
            __p::FieldDescriptor {
                name: "_x",
                json_key: ",\"X\":",
                proto_json_key: ",\"x-axis\":",
                number: __p::Some(2u32),
                kind: <f64 as __p::Field>::KIND,
                ..__p::FieldDescriptor::NEW
            },
            __p::FieldDescriptor {
                name: "Which",
                json_key: ",\"Which\":",
                proto_json_key: ",\"Which\":",
                kind: <Which as __p::Field>::KIND,
                oneof: true,
                ..__p::FieldDescriptor::NEW
            },
        ];
        const DESCRIPTOR: &'static __p::TypeDescriptor = &__p::TypeDescriptor {
            name: <Self as __p::Data>::NAME,
            shape: __p::Shape::Message(<Self as __p::Data>::FIELDS),
            proto: __p::Some("odd.v1.OddEvent"),
            origin: __p::Origin {
                module: ::core::module_path!(),
                file: ::core::file!(),
                line: ::core::line!(),
            },
            ..__p::TypeDescriptor::NEW
        };
    }
    #[automatically_derived]
    impl __p::Field for OddEvent {
        const KIND: __p::Kind = __p::Kind::Type(|| <Self as __p::Data>::DESCRIPTOR);
        const PROTO_NAME: &'static __p::str = "odd.v1.OddEvent";
        fn write_json<'__b, __P: __p::Profile>(
            &self,
            __w: __p::json::Writer<'__b, __P>,
        ) -> __p::json::Writer<'__b, __P> {
            let (__start, __w) = __w.begin_object();
            let __w = __w.field(&<Self as __p::Data>::FIELDS[0], &self.field_name8);
            let __w = __w.field(&<Self as __p::Data>::FIELDS[1], &self.x);
            let __w = __w.oneof_field(&<Self as __p::Data>::FIELDS[2], &self.which);
            __w.end_object(__start)
        }
    }
    #[automatically_derived]
    impl __p::Message for OddEvent {
        fn write_body<'__b>(
            &self,
            __w: __p::proto::Writer<'__b>,
        ) -> __p::proto::Writer<'__b> {
            let __w = __w.oneof(&self.which);
            let __w = <f64 as __p::ProtoField>::write_field(&self.x, 2u32, __w);
            let __w = <String as __p::ProtoField>::write_field(
                &self.field_name8,
                1u32,
                __w,
            );
            __w
        }
    }
    #[automatically_derived]
    impl<'__de> __p::FieldRead<'__de> for OddEvent {
        fn read_json(
            __r: &mut __p::json::Reader<'__de>,
        ) -> __p::Result<Self, __p::Failed> {
            let mut __field_field_name8: __p::Option<String> = __p::None;
            let mut __field_x: __p::Option<f64> = __p::None;
            let mut __field_which: __p::Option<<Which as __p::OneofField>::Oneof> = __p::None;
            let mut __cursor = __r.begin_object()?;
            while let __p::Some(__index) = __r
                .next_field(<Self as __p::Data>::FIELDS, &mut __cursor)?
            {
                match __index {
                    0 => __r.read_into(&mut __field_field_name8)?,
                    1 => __r.read_into(&mut __field_x)?,
                    2 => __r.read_oneof_into(&mut __field_which)?,
                    _ => {
                        if !__r.read_alternative(&mut __field_which)? {
                            __r.skip_unknown()?
                        }
                    }
                }
            }
            __p::Ok(Self {
                field_name8: __r
                    .finish(__field_field_name8, &<Self as __p::Data>::FIELDS[0])?,
                x: __r.finish(__field_x, &<Self as __p::Data>::FIELDS[1])?,
                which: __r.finish_oneof(__field_which, &<Self as __p::Data>::FIELDS[2])?,
            })
        }
    }
    #[automatically_derived]
    impl<'__de> __p::MessageRead<'__de> for OddEvent {
        fn read_body(
            __earlier: __p::Option<Self>,
            __r: &mut __p::proto::Reader<'__de>,
        ) -> __p::Result<Self, __p::Failed> {
            let mut __field_field_name8: __p::Option<String> = __p::None;
            let mut __field_x: __p::Option<f64> = __p::None;
            let mut __field_which: __p::Option<<Which as __p::OneofField>::Oneof> = __p::None;
            if let __p::Some(__earlier) = __earlier {
                __field_field_name8 = __p::Some(__earlier.field_name8);
                __field_x = __p::Some(__earlier.x);
                __field_which = <Which as __p::OneofField>::into_oneof(__earlier.which);
            }
            while let __p::Some(__key) = __r.next_key()? {
                match __key.number {
                    1 => {
                        <String as __p::ProtoFieldRead<
                            '__de,
                        >>::merge(&mut __field_field_name8, __key, __r)?
                    }
                    2 => {
                        <f64 as __p::ProtoFieldRead<
                            '__de,
                        >>::merge(&mut __field_x, __key, __r)?
                    }
                    __number if <<Which as __p::OneofField>::Oneof as __p::OneofRead<
                        '__de,
                    >>::has_number(__number) => {
                        <<Which as __p::OneofField>::Oneof as __p::OneofRead<
                            '__de,
                        >>::merge_alternative(
                            &mut __field_which,
                            __number,
                            __key.wire,
                            __r,
                        )?;
                    }
                    _ => __r.skip(__key)?,
                }
            }
            __p::Ok(Self {
                field_name8: __r
                    .finish(__field_field_name8, &<Self as __p::Data>::FIELDS[0])?,
                x: __r.finish(__field_x, &<Self as __p::Data>::FIELDS[1])?,
                which: __r.finish_oneof(__field_which, &<Self as __p::Data>::FIELDS[2])?,
            })
        }
    }
    #[automatically_derived]
    impl __p::Event for OddEvent {
        const INFO: &'static __p::EventInfo = &__p::EventInfo {
            event_type: <Self as __p::Data>::NAME,
            aliases: &[],
            category: "Odd",
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
    impl<'__de> __p::DecodeEvent<'__de> for OddEvent {
        fn decode(
            __payload: &__p::Payload<'__de>,
        ) -> __p::Result<__p::Upcasted<Self>, __p::DecodeError> {
            __p::decode_message::<Self>(__payload)
        }
    }
    __p::register! {
        OddEvent
    }
};
