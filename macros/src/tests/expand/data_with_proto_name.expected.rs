const _: () = {
    use ::plumberd::__private as __p;
    #[automatically_derived]
    impl __p::Data for Size {
        const NAME: &'static __p::str = "Size";
        const FIELDS: &'static [__p::FieldDescriptor] = &[
            __p::FieldDescriptor {
                name: "width",
                json_key: ",\"Width\":",
                proto_json_key: ",\"width\":",
                number: __p::Some(1u32),
                kind: <u32 as __p::Field>::KIND,
                ..__p::FieldDescriptor::NEW
            },
        ];
        const DESCRIPTOR: &'static __p::TypeDescriptor = &__p::TypeDescriptor {
            name: <Self as __p::Data>::NAME,
            shape: __p::Shape::Message(<Self as __p::Data>::FIELDS),
            proto: __p::Some("recording.v1.Size"),
            origin: __p::Origin {
                module: ::core::module_path!(),
                file: ::core::file!(),
                line: ::core::line!(),
            },
            ..__p::TypeDescriptor::NEW
        };
    }
    #[automatically_derived]
    impl __p::Field for Size {
        const KIND: __p::Kind = __p::Kind::Type(|| <Self as __p::Data>::DESCRIPTOR);
        const PROTO_NAME: &'static __p::str = "recording.v1.Size";
        fn write_json<'__b, __P: __p::Profile>(
            &self,
            __w: __p::json::Writer<'__b, __P>,
        ) -> __p::json::Writer<'__b, __P> {
            let (__start, __w) = __w.begin_object();
            let __w = __w.field(&<Self as __p::Data>::FIELDS[0], &self.width);
            __w.end_object(__start)
        }
    }
    #[automatically_derived]
    impl __p::Message for Size {
        fn write_body<'__b>(
            &self,
            __w: __p::proto::Writer<'__b>,
        ) -> __p::proto::Writer<'__b> {
            let __w = <u32 as __p::ProtoField>::write_field(&self.width, 1u32, __w);
            __w
        }
    }
    #[automatically_derived]
    impl<'__de> __p::FieldRead<'__de> for Size {
        fn read_json(
            __r: &mut __p::json::Reader<'__de>,
        ) -> __p::Result<Self, __p::Failed> {
            let mut __field_width: __p::Option<u32> = __p::None;
            let mut __cursor = __r.begin_object()?;
            while let __p::Some(__index) = __r
                .next_field(<Self as __p::Data>::FIELDS, &mut __cursor)?
            {
                match __index {
                    0 => __r.read_into(&mut __field_width)?,
                    _ => __r.skip_unknown()?,
                }
            }
            __p::Ok(Self {
                width: __r.finish(__field_width, &<Self as __p::Data>::FIELDS[0])?,
            })
        }
    }
    #[automatically_derived]
    impl<'__de> __p::MessageRead<'__de> for Size {
        fn read_body(
            __earlier: __p::Option<Self>,
            __r: &mut __p::proto::Reader<'__de>,
        ) -> __p::Result<Self, __p::Failed> {
            let mut __field_width: __p::Option<u32> = __p::None;
            if let __p::Some(__earlier) = __earlier {
                __field_width = __p::Some(__earlier.width);
            }
            while let __p::Some(__key) = __r.next_key()? {
                match __key.number {
                    1 => {
                        <u32 as __p::ProtoFieldRead<
                            '__de,
                        >>::merge(&mut __field_width, __key, __r)?
                    }
                    _ => __r.skip(__key)?,
                }
            }
            __p::Ok(Self {
                width: __r.finish(__field_width, &<Self as __p::Data>::FIELDS[0])?,
            })
        }
    }
    #[automatically_derived]
    impl __p::ProtoValue for Size {
        const WIRE: __p::proto::WireType = __p::proto::WireType::Len;
        fn write<'__b>(
            &self,
            __number: __p::u32,
            __w: __p::proto::Writer<'__b>,
        ) -> __p::proto::Writer<'__b> {
            __w.message(__number, self)
        }
    }
    #[automatically_derived]
    impl __p::ProtoField for Size {
        fn write_field<'__b>(
            &self,
            __number: __p::u32,
            __w: __p::proto::Writer<'__b>,
        ) -> __p::proto::Writer<'__b> {
            __w.message(__number, self)
        }
    }
    #[automatically_derived]
    impl<'__de> __p::ProtoValueRead<'__de> for Size {
        fn read(
            __wire: __p::proto::WireType,
            __r: &mut __p::proto::Reader<'__de>,
        ) -> __p::Result<Self, __p::Failed> {
            __r.message(__wire)
        }
        fn merge_value(
            __slot: &mut __p::Option<Self>,
            __wire: __p::proto::WireType,
            __r: &mut __p::proto::Reader<'__de>,
        ) -> __p::Result<(), __p::Failed> {
            __r.merge_message(__slot, __wire)
        }
    }
    #[automatically_derived]
    impl<'__de> __p::ProtoFieldRead<'__de> for Size {
        fn merge(
            __slot: &mut __p::Option<Self>,
            __key: __p::proto::Key,
            __r: &mut __p::proto::Reader<'__de>,
        ) -> __p::Result<(), __p::Failed> {
            __r.merge_message(__slot, __key.wire)
        }
    }
};
