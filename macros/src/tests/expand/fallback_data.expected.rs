::core::compile_error! {
    "an alternative has one value: move the fields to `struct CameraData { … }` that derives `PlumberdData`, and write `Camera(CameraData)`"
}
#[allow(deprecated)]
const _: () = {
    use ::plumberd::__private as __p;
    impl __p::Data for Source {
        const NAME: &'static __p::str = "Source";
        const FIELDS: &'static [__p::FieldDescriptor] = &[];
        const DESCRIPTOR: &'static __p::TypeDescriptor = &__p::TypeDescriptor {
            name: "Source",
            ..__p::TypeDescriptor::NEW
        };
    }
    impl __p::Field for Source {
        const KIND: __p::Kind = __p::Kind::Type(|| <Self as __p::Data>::DESCRIPTOR);
        fn write_json<'__b, __P: __p::Profile>(
            &self,
            __w: __p::json::Writer<'__b, __P>,
        ) -> __p::json::Writer<'__b, __P> {
            __w
        }
    }
    impl<'__de> __p::FieldRead<'__de> for Source {
        fn read_json(
            _: &mut __p::json::Reader<'__de>,
        ) -> __p::Result<Self, __p::Failed> {
            __p::Err(__p::Failed)
        }
    }
    impl __p::Message for Source {
        fn write_body<'__b>(
            &self,
            __w: __p::proto::Writer<'__b>,
        ) -> __p::proto::Writer<'__b> {
            __w
        }
    }
    impl<'__de> __p::MessageRead<'__de> for Source {
        fn read_body(
            _: __p::Option<Self>,
            _: &mut __p::proto::Reader<'__de>,
        ) -> __p::Result<Self, __p::Failed> {
            __p::Err(__p::Failed)
        }
    }
    #[automatically_derived]
    impl __p::ProtoValue for Source {
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
    impl __p::ProtoField for Source {
        fn write_field<'__b>(
            &self,
            __number: __p::u32,
            __w: __p::proto::Writer<'__b>,
        ) -> __p::proto::Writer<'__b> {
            __w.message(__number, self)
        }
    }
    #[automatically_derived]
    impl<'__de> __p::ProtoValueRead<'__de> for Source {
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
    impl<'__de> __p::ProtoFieldRead<'__de> for Source {
        fn merge(
            __slot: &mut __p::Option<Self>,
            __key: __p::proto::Key,
            __r: &mut __p::proto::Reader<'__de>,
        ) -> __p::Result<(), __p::Failed> {
            __r.merge_message(__slot, __key.wire)
        }
    }
    impl __p::Oneof for Source {
        fn write_alternative<'__b>(
            &self,
            __w: __p::proto::Writer<'__b>,
        ) -> __p::proto::Writer<'__b> {
            __w
        }
        fn write_json_alternative<'__b, __P: __p::Profile>(
            &self,
            __w: __p::json::Writer<'__b, __P>,
        ) -> __p::json::Writer<'__b, __P> {
            __w
        }
    }
    impl<'__de> __p::OneofRead<'__de> for Source {
        fn has_number(_: __p::u32) -> __p::bool {
            false
        }
        fn merge_alternative(
            _: &mut __p::Option<Self>,
            _: __p::u32,
            _: __p::proto::WireType,
            _: &mut __p::proto::Reader<'__de>,
        ) -> __p::Result<(), __p::Failed> {
            __p::Err(__p::Failed)
        }
        fn read_json_alternative(
            _: __p::usize,
            _: &mut __p::json::Reader<'__de>,
        ) -> __p::Result<Self, __p::Failed> {
            __p::Err(__p::Failed)
        }
    }
};
