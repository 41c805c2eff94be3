::core::compile_error! {
    "unknown key of an event `categry`: did you mean `category`?\nallowed: `category`, `version`, `name`, `aliases`, `profile`, `rename_all`, `crate`, `deprecated`, `reserved`, `encoding`, `supersedes`, `upcast_json`, `since`, `interop`, `register`, `proto` or `proto_name`"
}
#[allow(deprecated)]
const _: () = {
    use ::other::__private as __p;
    impl<'a, T> __p::Data for TaskCreated<'a, T> {
        const NAME: &'static __p::str = "TaskCreated";
        const FIELDS: &'static [__p::FieldDescriptor] = &[];
        const DESCRIPTOR: &'static __p::TypeDescriptor = &__p::TypeDescriptor {
            name: "TaskCreated",
            ..__p::TypeDescriptor::NEW
        };
    }
    impl<'a, T> __p::Field for TaskCreated<'a, T> {
        const KIND: __p::Kind = __p::Kind::Type(|| <Self as __p::Data>::DESCRIPTOR);
        fn write_json<'__b, __P: __p::Profile>(
            &self,
            __w: __p::json::Writer<'__b, __P>,
        ) -> __p::json::Writer<'__b, __P> {
            __w
        }
    }
    impl<'__de: 'a, 'a, T> __p::FieldRead<'__de> for TaskCreated<'a, T> {
        fn read_json(
            _: &mut __p::json::Reader<'__de>,
        ) -> __p::Result<Self, __p::Failed> {
            __p::Err(__p::Failed)
        }
    }
    impl<'a, T> __p::Message for TaskCreated<'a, T> {
        fn write_body<'__b>(
            &self,
            __w: __p::proto::Writer<'__b>,
        ) -> __p::proto::Writer<'__b> {
            __w
        }
    }
    impl<'__de: 'a, 'a, T> __p::MessageRead<'__de> for TaskCreated<'a, T> {
        fn read_body(
            _: __p::Option<Self>,
            _: &mut __p::proto::Reader<'__de>,
        ) -> __p::Result<Self, __p::Failed> {
            __p::Err(__p::Failed)
        }
    }
    impl<'a, T> __p::Event for TaskCreated<'a, T> {
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
    impl<'__de: 'a, 'a, T> __p::DecodeEvent<'__de> for TaskCreated<'a, T> {
        fn decode(
            _: &__p::Payload<'__de>,
        ) -> __p::Result<__p::Upcasted<Self>, __p::DecodeError> {
            __p::Ok(__p::Upcasted::none())
        }
    }
};
