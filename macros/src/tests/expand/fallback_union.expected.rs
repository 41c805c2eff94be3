::core::compile_error! {
    "a union cannot be an event: its fields are not known when it is written"
}
#[allow(deprecated)]
const _: () = {
    use ::plumberd::__private as __p;
    impl __p::Data for U {
        const NAME: &'static __p::str = "U";
        const FIELDS: &'static [__p::FieldDescriptor] = &[];
        const DESCRIPTOR: &'static __p::TypeDescriptor = &__p::TypeDescriptor {
            name: "U",
            ..__p::TypeDescriptor::NEW
        };
    }
    impl __p::Field for U {
        const KIND: __p::Kind = __p::Kind::Type(|| <Self as __p::Data>::DESCRIPTOR);
        fn write_json<'__b, __P: __p::Profile>(
            &self,
            __w: __p::json::Writer<'__b, __P>,
        ) -> __p::json::Writer<'__b, __P> {
            __w
        }
    }
    impl<'__de> __p::FieldRead<'__de> for U {
        fn read_json(
            _: &mut __p::json::Reader<'__de>,
        ) -> __p::Result<Self, __p::Failed> {
            __p::Err(__p::Failed)
        }
    }
    impl __p::Message for U {
        fn write_body<'__b>(
            &self,
            __w: __p::proto::Writer<'__b>,
        ) -> __p::proto::Writer<'__b> {
            __w
        }
    }
    impl<'__de> __p::MessageRead<'__de> for U {
        fn read_body(
            _: __p::Option<Self>,
            _: &mut __p::proto::Reader<'__de>,
        ) -> __p::Result<Self, __p::Failed> {
            __p::Err(__p::Failed)
        }
    }
    impl __p::Event for U {
        const INFO: &'static __p::EventInfo = &__p::EventInfo {
            event_type: <Self as __p::Data>::NAME,
            aliases: &[],
            category: "None",
            version: 1,
            oldest: 1,
            supersedes: __p::None,
            profile: __p::ProfileId::MicroPlumberd,
            content_type: __p::ContentType::Json,
            descriptor: <Self as __p::Data>::DESCRIPTOR,
        };
        fn encode(
            &self,
            _: __p::Uuid,
            _: &mut __p::Vec<__p::u8>,
        ) -> __p::Result<(), __p::EncodeError> {
            __p::Ok(())
        }
    }
    impl<'__de> __p::DecodeEvent<'__de> for U {
        fn decode(
            _: &__p::Payload<'__de>,
        ) -> __p::Result<__p::Upcasted<Self>, __p::DecodeError> {
            __p::Ok(__p::Upcasted::none())
        }
    }
};
