::core::compile_error! {
    "a set needs at least one event: `Started(RecordingStarted)`"
}
#[allow(deprecated)]
const _: () = {
    use ::plumberd::__private as __p;
    impl __p::EventSet for Empty {
        const EVENTS: &'static [&'static __p::EventInfo] = &[];
        fn decode(
            _: &__p::Payload<'_>,
        ) -> __p::Result<__p::Decoded<Self>, __p::DecodeError> {
            __p::Ok(__p::Decoded::Unknown)
        }
    }
    impl __p::EncodeEvent for Empty {
        fn event_type(&self) -> &__p::str {
            ""
        }
        fn version(&self) -> __p::u32 {
            1
        }
        fn content_type(&self) -> __p::ContentType {
            __p::ContentType::Json
        }
        fn id(&self) -> __p::Option<__p::Uuid> {
            __p::None
        }
        fn encode(
            &self,
            _: __p::Uuid,
            _: &mut __p::Vec<__p::u8>,
        ) -> __p::Result<(), __p::EncodeError> {
            __p::Ok(())
        }
    }
};
