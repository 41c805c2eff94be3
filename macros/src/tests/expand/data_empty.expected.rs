const _: () = {
    use ::plumberd::__private as __p;
    #[automatically_derived]
    impl __p::Data for Nothing {
        const NAME: &'static __p::str = "Nothing";
        const FIELDS: &'static [__p::FieldDescriptor] = &[];
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
    impl __p::Field for Nothing {
        const KIND: __p::Kind = __p::Kind::Type(|| <Self as __p::Data>::DESCRIPTOR);
        fn write_json<'__b, __P: __p::Profile>(
            &self,
            __w: __p::json::Writer<'__b, __P>,
        ) -> __p::json::Writer<'__b, __P> {
            let (__start, __w) = __w.begin_object();
            __w.end_object(__start)
        }
    }
    #[automatically_derived]
    impl __p::Message for Nothing {
        fn write_body<'__b>(
            &self,
            __w: __p::proto::Writer<'__b>,
        ) -> __p::proto::Writer<'__b> {
            __w
        }
    }
    #[automatically_derived]
    impl<'__de> __p::FieldRead<'__de> for Nothing {
        fn read_json(
            __r: &mut __p::json::Reader<'__de>,
        ) -> __p::Result<Self, __p::Failed> {
            let mut __cursor = __r.begin_object()?;
            while let __p::Some(_) = __r
                .next_field(<Self as __p::Data>::FIELDS, &mut __cursor)?
            {
                __r.skip_unknown()?;
            }
            __p::Ok(Self {})
        }
    }
    #[automatically_derived]
    impl<'__de> __p::MessageRead<'__de> for Nothing {
        fn read_body(
            __earlier: __p::Option<Self>,
            __r: &mut __p::proto::Reader<'__de>,
        ) -> __p::Result<Self, __p::Failed> {
            let _ = __earlier;
            while let __p::Some(__key) = __r.next_key()? {
                __r.skip(__key)?;
            }
            __p::Ok(Self {})
        }
    }
    #[automatically_derived]
    impl __p::ProtoValue for Nothing {
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
    impl __p::ProtoField for Nothing {
        fn write_field<'__b>(
            &self,
            __number: __p::u32,
            __w: __p::proto::Writer<'__b>,
        ) -> __p::proto::Writer<'__b> {
            __w.message(__number, self)
        }
    }
    #[automatically_derived]
    impl<'__de> __p::ProtoValueRead<'__de> for Nothing {
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
    impl<'__de> __p::ProtoFieldRead<'__de> for Nothing {
        fn merge(
            __slot: &mut __p::Option<Self>,
            __key: __p::proto::Key,
            __r: &mut __p::proto::Reader<'__de>,
        ) -> __p::Result<(), __p::Failed> {
            __r.merge_message(__slot, __key.wire)
        }
    }
};
