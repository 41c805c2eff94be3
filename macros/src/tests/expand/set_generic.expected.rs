const _: () = {
    use ::plumberd::__private as __p;
    #[automatically_derived]
    impl<A, B> __p::EventSet for Either<A, B>
    where
        A: __p::Event + for<'__any> __p::DecodeEvent<'__any>,
        Wrapped<B>: __p::Event + for<'__any> __p::DecodeEvent<'__any>,
    {
        const EVENTS: &'static [&'static __p::EventInfo] = &[
            <A as __p::Event>::INFO,
            <Wrapped<B> as __p::Event>::INFO,
            <Third as __p::Event>::INFO,
        ];
        fn decode(
            __payload: &__p::Payload<'_>,
        ) -> __p::Result<__p::Decoded<Self>, __p::DecodeError> {
            if __p::EventInfo::matches(<A as __p::Event>::INFO, __payload.event_type) {
                return __p::Ok(
                    __p::Decoded::Known(
                        <A as __p::DecodeEvent<'_>>::decode(__payload)?.map(Self::Left),
                    ),
                );
            }
            if __p::EventInfo::matches(
                <Wrapped<B> as __p::Event>::INFO,
                __payload.event_type,
            ) {
                return __p::Ok(
                    __p::Decoded::Known(
                        <Wrapped<B> as __p::DecodeEvent<'_>>::decode(__payload)?
                            .map(Self::Right),
                    ),
                );
            }
            if __p::EventInfo::matches(
                <Third as __p::Event>::INFO,
                __payload.event_type,
            ) {
                return __p::Ok(
                    __p::Decoded::Known(
                        <Third as __p::DecodeEvent<'_>>::decode(__payload)?
                            .map(Self::Third),
                    ),
                );
            }
            __p::Ok(__p::Decoded::Unknown)
        }
    }
    #[automatically_derived]
    impl<A, B> __p::EncodeEvent for Either<A, B>
    where
        A: __p::EncodeEvent,
        Wrapped<B>: __p::EncodeEvent,
    {
        fn event_type(&self) -> &__p::str {
            match self {
                Self::Left(__event) => <A as __p::EncodeEvent>::event_type(__event),
                Self::Right(__event) => {
                    <Wrapped<B> as __p::EncodeEvent>::event_type(__event)
                }
                Self::Third(__event) => <Third as __p::EncodeEvent>::event_type(__event),
            }
        }
        fn version(&self) -> __p::u32 {
            match self {
                Self::Left(__event) => <A as __p::EncodeEvent>::version(__event),
                Self::Right(__event) => {
                    <Wrapped<B> as __p::EncodeEvent>::version(__event)
                }
                Self::Third(__event) => <Third as __p::EncodeEvent>::version(__event),
            }
        }
        fn content_type(&self) -> __p::ContentType {
            match self {
                Self::Left(__event) => <A as __p::EncodeEvent>::content_type(__event),
                Self::Right(__event) => {
                    <Wrapped<B> as __p::EncodeEvent>::content_type(__event)
                }
                Self::Third(__event) => {
                    <Third as __p::EncodeEvent>::content_type(__event)
                }
            }
        }
        fn id(&self) -> __p::Option<__p::Uuid> {
            match self {
                Self::Left(__event) => <A as __p::EncodeEvent>::id(__event),
                Self::Right(__event) => <Wrapped<B> as __p::EncodeEvent>::id(__event),
                Self::Third(__event) => <Third as __p::EncodeEvent>::id(__event),
            }
        }
        fn encode(
            &self,
            __id: __p::Uuid,
            __out: &mut __p::Vec<__p::u8>,
        ) -> __p::Result<(), __p::EncodeError> {
            match self {
                Self::Left(__event) => {
                    <A as __p::EncodeEvent>::encode(__event, __id, __out)
                }
                Self::Right(__event) => {
                    <Wrapped<B> as __p::EncodeEvent>::encode(__event, __id, __out)
                }
                Self::Third(__event) => {
                    <Third as __p::EncodeEvent>::encode(__event, __id, __out)
                }
            }
        }
    }
    #[automatically_derived]
    impl<A, B> ::core::convert::From<Wrapped<B>> for Either<A, B> {
        fn from(__event: Wrapped<B>) -> Self {
            Self::Right(__event)
        }
    }
    #[automatically_derived]
    impl<A, B> ::core::convert::TryFrom<Either<A, B>> for Wrapped<B> {
        type Error = Either<A, B>;
        fn try_from(__set: Either<A, B>) -> __p::Result<Self, Either<A, B>> {
            match __set {
                Either::Right(__event) => __p::Ok(__event),
                __set => __p::Err(__set),
            }
        }
    }
    #[automatically_derived]
    impl<A, B> ::core::convert::From<Third> for Either<A, B> {
        fn from(__event: Third) -> Self {
            Self::Third(__event)
        }
    }
    #[automatically_derived]
    impl<A, B> ::core::convert::TryFrom<Either<A, B>> for Third {
        type Error = Either<A, B>;
        fn try_from(__set: Either<A, B>) -> __p::Result<Self, Either<A, B>> {
            match __set {
                Either::Third(__event) => __p::Ok(__event),
                __set => __p::Err(__set),
            }
        }
    }
};
