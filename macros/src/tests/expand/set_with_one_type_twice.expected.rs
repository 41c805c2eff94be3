const _: () = {
    use ::plumberd::__private as __p;
    const _: () = ::core::assert!(
        __p::has_new_names(< Twice as __p::EventSet > ::EVENTS, 1usize),
        "event type name of variant `B` is already used by an earlier variant of this set"
    );
    #[automatically_derived]
    impl __p::EventSet for Twice {
        const EVENTS: &'static [&'static __p::EventInfo] = &[
            <Started as __p::Event>::INFO,
            <Started as __p::Event>::INFO,
        ];
        fn decode(
            __payload: &__p::Payload<'_>,
        ) -> __p::Result<__p::Decoded<Self>, __p::DecodeError> {
            if __p::EventInfo::matches(
                <Started as __p::Event>::INFO,
                __payload.event_type,
            ) {
                return __p::Ok(
                    __p::Decoded::Known(
                        <Started as __p::DecodeEvent<'_>>::decode(__payload)?
                            .map(Self::A),
                    ),
                );
            }
            if __p::EventInfo::matches(
                <Started as __p::Event>::INFO,
                __payload.event_type,
            ) {
                return __p::Ok(
                    __p::Decoded::Known(
                        <Started as __p::DecodeEvent<'_>>::decode(__payload)?
                            .map(Self::B),
                    ),
                );
            }
            __p::Ok(__p::Decoded::Unknown)
        }
    }
    #[automatically_derived]
    impl __p::EncodeEvent for Twice {
        fn event_type(&self) -> &__p::str {
            match self {
                Self::A(__event) => <Started as __p::EncodeEvent>::event_type(__event),
                Self::B(__event) => <Started as __p::EncodeEvent>::event_type(__event),
            }
        }
        fn version(&self) -> __p::u32 {
            match self {
                Self::A(__event) => <Started as __p::EncodeEvent>::version(__event),
                Self::B(__event) => <Started as __p::EncodeEvent>::version(__event),
            }
        }
        fn content_type(&self) -> __p::ContentType {
            match self {
                Self::A(__event) => <Started as __p::EncodeEvent>::content_type(__event),
                Self::B(__event) => <Started as __p::EncodeEvent>::content_type(__event),
            }
        }
        fn id(&self) -> __p::Option<__p::Uuid> {
            match self {
                Self::A(__event) => <Started as __p::EncodeEvent>::id(__event),
                Self::B(__event) => <Started as __p::EncodeEvent>::id(__event),
            }
        }
        fn encode(
            &self,
            __id: __p::Uuid,
            __out: &mut __p::Vec<__p::u8>,
        ) -> __p::Result<(), __p::EncodeError> {
            match self {
                Self::A(__event) => {
                    <Started as __p::EncodeEvent>::encode(__event, __id, __out)
                }
                Self::B(__event) => {
                    <Started as __p::EncodeEvent>::encode(__event, __id, __out)
                }
            }
        }
    }
};
