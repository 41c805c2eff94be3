const _: () = {
    use ::plumberd::__private as __p;
    const _: () = ::core::assert!(
        __p::has_new_names(< RecordingEvent as __p::EventSet > ::EVENTS, 1usize),
        "event type name of variant `Finished` is already used by an earlier variant of this set"
    );
    #[automatically_derived]
    impl __p::EventSet for RecordingEvent {
        const EVENTS: &'static [&'static __p::EventInfo] = &[
            <RecordingStarted as __p::Event>::INFO,
            <Box<RecordingFinished> as __p::Event>::INFO,
        ];
        fn decode(
            __payload: &__p::Payload<'_>,
        ) -> __p::Result<__p::Decoded<Self>, __p::DecodeError> {
            if __p::EventInfo::matches(
                <RecordingStarted as __p::Event>::INFO,
                __payload.event_type,
            ) {
                return __p::Ok(
                    __p::Decoded::Known(
                        <RecordingStarted as __p::DecodeEvent<'_>>::decode(__payload)?
                            .map(Self::Started),
                    ),
                );
            }
            if __p::EventInfo::matches(
                <Box<RecordingFinished> as __p::Event>::INFO,
                __payload.event_type,
            ) {
                return __p::Ok(
                    __p::Decoded::Known(
                        <Box<
                            RecordingFinished,
                        > as __p::DecodeEvent<'_>>::decode(__payload)?
                            .map(Self::Finished),
                    ),
                );
            }
            __p::Ok(
                __p::Decoded::Known(
                    __p::Upcasted::One(
                        Self::Other(::core::convert::From::from(__payload)),
                    ),
                ),
            )
        }
    }
    #[automatically_derived]
    impl __p::EncodeEvent for RecordingEvent {
        fn event_type(&self) -> &__p::str {
            match self {
                Self::Started(__event) => {
                    <RecordingStarted as __p::EncodeEvent>::event_type(__event)
                }
                Self::Finished(__event) => {
                    <Box<RecordingFinished> as __p::EncodeEvent>::event_type(__event)
                }
                Self::Other(__event) => {
                    <UnknownEvent as __p::EncodeEvent>::event_type(__event)
                }
            }
        }
        fn version(&self) -> __p::u32 {
            match self {
                Self::Started(__event) => {
                    <RecordingStarted as __p::EncodeEvent>::version(__event)
                }
                Self::Finished(__event) => {
                    <Box<RecordingFinished> as __p::EncodeEvent>::version(__event)
                }
                Self::Other(__event) => {
                    <UnknownEvent as __p::EncodeEvent>::version(__event)
                }
            }
        }
        fn content_type(&self) -> __p::ContentType {
            match self {
                Self::Started(__event) => {
                    <RecordingStarted as __p::EncodeEvent>::content_type(__event)
                }
                Self::Finished(__event) => {
                    <Box<RecordingFinished> as __p::EncodeEvent>::content_type(__event)
                }
                Self::Other(__event) => {
                    <UnknownEvent as __p::EncodeEvent>::content_type(__event)
                }
            }
        }
        fn id(&self) -> __p::Option<__p::Uuid> {
            match self {
                Self::Started(__event) => {
                    <RecordingStarted as __p::EncodeEvent>::id(__event)
                }
                Self::Finished(__event) => {
                    <Box<RecordingFinished> as __p::EncodeEvent>::id(__event)
                }
                Self::Other(__event) => <UnknownEvent as __p::EncodeEvent>::id(__event),
            }
        }
        fn encode(
            &self,
            __id: __p::Uuid,
            __out: &mut __p::Vec<__p::u8>,
        ) -> __p::Result<(), __p::EncodeError> {
            match self {
                Self::Started(__event) => {
                    <RecordingStarted as __p::EncodeEvent>::encode(__event, __id, __out)
                }
                Self::Finished(__event) => {
                    <Box<
                        RecordingFinished,
                    > as __p::EncodeEvent>::encode(__event, __id, __out)
                }
                Self::Other(__event) => {
                    <UnknownEvent as __p::EncodeEvent>::encode(__event, __id, __out)
                }
            }
        }
    }
    #[automatically_derived]
    impl ::core::convert::From<RecordingStarted> for RecordingEvent {
        fn from(__event: RecordingStarted) -> Self {
            Self::Started(__event)
        }
    }
    #[automatically_derived]
    impl ::core::convert::TryFrom<RecordingEvent> for RecordingStarted {
        type Error = RecordingEvent;
        fn try_from(__set: RecordingEvent) -> __p::Result<Self, RecordingEvent> {
            match __set {
                RecordingEvent::Started(__event) => __p::Ok(__event),
                __set => __p::Err(__set),
            }
        }
    }
    #[automatically_derived]
    impl ::core::convert::From<Box<RecordingFinished>> for RecordingEvent {
        fn from(__event: Box<RecordingFinished>) -> Self {
            Self::Finished(__event)
        }
    }
    #[automatically_derived]
    impl ::core::convert::TryFrom<RecordingEvent> for Box<RecordingFinished> {
        type Error = RecordingEvent;
        fn try_from(__set: RecordingEvent) -> __p::Result<Self, RecordingEvent> {
            match __set {
                RecordingEvent::Finished(__event) => __p::Ok(__event),
                __set => __p::Err(__set),
            }
        }
    }
};
