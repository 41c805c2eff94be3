const _: () = {
    use ::plumberd::__private as __p;
    struct __Created {
        id: Uuid,
        title: String,
        seen: bool,
    }
    #[automatically_derived]
    impl __p::Data for __Created {
        const NAME: &'static __p::str = "Created";
        const FIELDS: &'static [__p::FieldDescriptor] = &[
            __p::FieldDescriptor {
                name: "id",
                json_key: ",\"Id\":",
                proto_json_key: ",\"id\":",
                number: __p::Some(2u32),
                kind: <Uuid as __p::Field>::KIND,
                id: true,
                ..__p::FieldDescriptor::NEW
            },
            __p::FieldDescriptor {
                name: "title",
                json_key: ",\"Title\":",
                proto_json_key: ",\"title\":",
                number: __p::Some(1u32),
                kind: <String as __p::Field>::KIND,
                ..__p::FieldDescriptor::NEW
            },
        ];
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
    impl __p::Field for __Created {
        const KIND: __p::Kind = __p::Kind::Type(|| <Self as __p::Data>::DESCRIPTOR);
        fn write_json<'__b, __P: __p::Profile>(
            &self,
            __w: __p::json::Writer<'__b, __P>,
        ) -> __p::json::Writer<'__b, __P> {
            let (__start, __w) = __w.begin_object();
            let __w = __w.field(&<Self as __p::Data>::FIELDS[0], &self.id);
            let __w = __w.field(&<Self as __p::Data>::FIELDS[1], &self.title);
            __w.end_object(__start)
        }
    }
    #[automatically_derived]
    impl __p::Message for __Created {
        fn write_body<'__b>(
            &self,
            __w: __p::proto::Writer<'__b>,
        ) -> __p::proto::Writer<'__b> {
            let __w = <Uuid as __p::ProtoField>::write_field(&self.id, 2u32, __w);
            let __w = <String as __p::ProtoField>::write_field(&self.title, 1u32, __w);
            __w
        }
    }
    #[automatically_derived]
    impl<'__de> __p::FieldRead<'__de> for __Created {
        fn read_json(
            __r: &mut __p::json::Reader<'__de>,
        ) -> __p::Result<Self, __p::Failed> {
            let mut __field_id: __p::Option<Uuid> = __p::None;
            let mut __field_title: __p::Option<String> = __p::None;
            let mut __cursor = __r.begin_object()?;
            while let __p::Some(__index) = __r
                .next_field(<Self as __p::Data>::FIELDS, &mut __cursor)?
            {
                match __index {
                    0 => __r.read_into(&mut __field_id)?,
                    1 => __r.read_into(&mut __field_title)?,
                    _ => __r.skip_unknown()?,
                }
            }
            __p::Ok(Self {
                id: __r.finish(__field_id, &<Self as __p::Data>::FIELDS[0])?,
                title: __r.finish(__field_title, &<Self as __p::Data>::FIELDS[1])?,
                seen: <bool as ::core::default::Default>::default(),
            })
        }
    }
    #[automatically_derived]
    impl<'__de> __p::MessageRead<'__de> for __Created {
        fn read_body(
            __earlier: __p::Option<Self>,
            __r: &mut __p::proto::Reader<'__de>,
        ) -> __p::Result<Self, __p::Failed> {
            let mut __field_id: __p::Option<Uuid> = __p::None;
            let mut __field_title: __p::Option<String> = __p::None;
            if let __p::Some(__earlier) = __earlier {
                __field_id = __p::Some(__earlier.id);
                __field_title = __p::Some(__earlier.title);
            }
            while let __p::Some(__key) = __r.next_key()? {
                match __key.number {
                    2 => {
                        <Uuid as __p::ProtoFieldRead<
                            '__de,
                        >>::merge(&mut __field_id, __key, __r)?
                    }
                    1 => {
                        <String as __p::ProtoFieldRead<
                            '__de,
                        >>::merge(&mut __field_title, __key, __r)?
                    }
                    _ => __r.skip(__key)?,
                }
            }
            __p::Ok(Self {
                id: __r.finish(__field_id, &<Self as __p::Data>::FIELDS[0])?,
                title: __r.finish(__field_title, &<Self as __p::Data>::FIELDS[1])?,
                seen: <bool as ::core::default::Default>::default(),
            })
        }
    }
    #[automatically_derived]
    impl __p::Event for __Created {
        const INFO: &'static __p::EventInfo = &__p::EventInfo {
            event_type: <Self as __p::Data>::NAME,
            aliases: &[],
            category: "Task",
            version: 1u32,
            oldest: 1u32,
            supersedes: __p::None,
            profile: __p::ProfileId::MicroPlumberd,
            content_type: __p::ContentType::Json,
            descriptor: <Self as __p::Data>::DESCRIPTOR,
        };
        fn id(&self) -> __p::Option<__p::Uuid> {
            <Uuid as __p::EventId>::event_id(&self.id)
        }
        fn encode(
            &self,
            __id: __p::Uuid,
            __out: &mut __p::Vec<__p::u8>,
        ) -> __p::Result<(), __p::EncodeError> {
            __p::encode_json::<__p::MicroPlumberd, Self>(self, __id, __out)
        }
    }
    #[automatically_derived]
    impl<'__de> __p::DecodeEvent<'__de> for __Created {
        fn decode(
            __payload: &__p::Payload<'__de>,
        ) -> __p::Result<__p::Upcasted<Self>, __p::DecodeError> {
            __p::decode_message::<Self>(__payload)
        }
    }
    __p::register! {
        __Created
    }
    struct __CreatedView<'__a> {
        id: &'__a Uuid,
        title: &'__a String,
        __lifetime: ::core::marker::PhantomData<&'__a ()>,
    }
    #[automatically_derived]
    impl<'__a> __p::Data for __CreatedView<'__a> {
        const NAME: &'static __p::str = <__Created as __p::Data>::NAME;
        const FIELDS: &'static [__p::FieldDescriptor] = <__Created as __p::Data>::FIELDS;
        const DESCRIPTOR: &'static __p::TypeDescriptor = <__Created as __p::Data>::DESCRIPTOR;
    }
    #[automatically_derived]
    impl<'__a> __p::Field for __CreatedView<'__a> {
        const KIND: __p::Kind = __p::Kind::Type(|| <Self as __p::Data>::DESCRIPTOR);
        fn write_json<'__b, __P: __p::Profile>(
            &self,
            __w: __p::json::Writer<'__b, __P>,
        ) -> __p::json::Writer<'__b, __P> {
            let (__start, __w) = __w.begin_object();
            let __w = __w.field(&<Self as __p::Data>::FIELDS[0], self.id);
            let __w = __w.field(&<Self as __p::Data>::FIELDS[1], self.title);
            __w.end_object(__start)
        }
    }
    #[automatically_derived]
    impl<'__a> __p::Message for __CreatedView<'__a> {
        fn write_body<'__b>(
            &self,
            __w: __p::proto::Writer<'__b>,
        ) -> __p::proto::Writer<'__b> {
            let __w = <Uuid as __p::ProtoField>::write_field(self.id, 2u32, __w);
            let __w = <String as __p::ProtoField>::write_field(self.title, 1u32, __w);
            __w
        }
    }
    #[automatically_derived]
    impl<'__a> __p::Event for __CreatedView<'__a> {
        const INFO: &'static __p::EventInfo = <__Created as __p::Event>::INFO;
        fn id(&self) -> __p::Option<__p::Uuid> {
            <Uuid as __p::EventId>::event_id(self.id)
        }
        fn encode(
            &self,
            __id: __p::Uuid,
            __out: &mut __p::Vec<__p::u8>,
        ) -> __p::Result<(), __p::EncodeError> {
            __p::encode_json::<__p::MicroPlumberd, Self>(self, __id, __out)
        }
    }
    struct __Done {}
    #[automatically_derived]
    impl __p::Data for __Done {
        const NAME: &'static __p::str = "TaskDone";
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
    impl __p::Field for __Done {
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
    impl __p::Message for __Done {
        fn write_body<'__b>(
            &self,
            __w: __p::proto::Writer<'__b>,
        ) -> __p::proto::Writer<'__b> {
            __w
        }
    }
    #[automatically_derived]
    impl<'__de> __p::FieldRead<'__de> for __Done {
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
    impl<'__de> __p::MessageRead<'__de> for __Done {
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
    impl __p::Event for __Done {
        const INFO: &'static __p::EventInfo = &__p::EventInfo {
            event_type: <Self as __p::Data>::NAME,
            aliases: &[],
            category: "Task",
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
    impl<'__de> __p::DecodeEvent<'__de> for __Done {
        fn decode(
            __payload: &__p::Payload<'__de>,
        ) -> __p::Result<__p::Upcasted<Self>, __p::DecodeError> {
            __p::decode_message::<Self>(__payload)
        }
    }
    __p::register! {
        __Done
    }
    struct __DoneView<'__a> {
        __lifetime: ::core::marker::PhantomData<&'__a ()>,
    }
    #[automatically_derived]
    impl<'__a> __p::Data for __DoneView<'__a> {
        const NAME: &'static __p::str = <__Done as __p::Data>::NAME;
        const FIELDS: &'static [__p::FieldDescriptor] = <__Done as __p::Data>::FIELDS;
        const DESCRIPTOR: &'static __p::TypeDescriptor = <__Done as __p::Data>::DESCRIPTOR;
    }
    #[automatically_derived]
    impl<'__a> __p::Field for __DoneView<'__a> {
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
    impl<'__a> __p::Message for __DoneView<'__a> {
        fn write_body<'__b>(
            &self,
            __w: __p::proto::Writer<'__b>,
        ) -> __p::proto::Writer<'__b> {
            __w
        }
    }
    #[automatically_derived]
    impl<'__a> __p::Event for __DoneView<'__a> {
        const INFO: &'static __p::EventInfo = <__Done as __p::Event>::INFO;
        fn encode(
            &self,
            __id: __p::Uuid,
            __out: &mut __p::Vec<__p::u8>,
        ) -> __p::Result<(), __p::EncodeError> {
            __p::encode_json::<__p::MicroPlumberd, Self>(self, __id, __out)
        }
    }
    const _: () = ::core::assert!(
        __p::has_new_names(< TaskEvent as __p::EventSet > ::EVENTS, 1usize),
        "event type name of variant `Done` is already used by an earlier variant of this set"
    );
    #[automatically_derived]
    impl __p::EventSet for TaskEvent {
        const EVENTS: &'static [&'static __p::EventInfo] = &[
            <__Created as __p::Event>::INFO,
            <__Done as __p::Event>::INFO,
        ];
        fn decode(
            __payload: &__p::Payload<'_>,
        ) -> __p::Result<__p::Decoded<Self>, __p::DecodeError> {
            if __p::EventInfo::matches(
                <__Created as __p::Event>::INFO,
                __payload.event_type,
            ) {
                return __p::Ok(
                    __p::Decoded::Known(
                        <__Created as __p::DecodeEvent<'_>>::decode(__payload)?
                            .map(|__event| Self::Created {
                                id: __event.id,
                                title: __event.title,
                                seen: __event.seen,
                            }),
                    ),
                );
            }
            if __p::EventInfo::matches(
                <__Done as __p::Event>::INFO,
                __payload.event_type,
            ) {
                return __p::Ok(
                    __p::Decoded::Known(
                        <__Done as __p::DecodeEvent<'_>>::decode(__payload)?
                            .map(|_| Self::Done {}),
                    ),
                );
            }
            __p::Ok(__p::Decoded::Unknown)
        }
    }
    #[automatically_derived]
    impl __p::EncodeEvent for TaskEvent {
        fn event_type(&self) -> &__p::str {
            match self {
                Self::Created { .. } => <__Created as __p::Data>::NAME,
                Self::Done { .. } => <__Done as __p::Data>::NAME,
            }
        }
        fn version(&self) -> __p::u32 {
            match self {
                Self::Created { .. } => <__Created as __p::Event>::INFO.version,
                Self::Done { .. } => <__Done as __p::Event>::INFO.version,
            }
        }
        fn content_type(&self) -> __p::ContentType {
            match self {
                Self::Created { .. } => <__Created as __p::Event>::INFO.content_type,
                Self::Done { .. } => <__Done as __p::Event>::INFO.content_type,
            }
        }
        fn id(&self) -> __p::Option<__p::Uuid> {
            match self {
                Self::Created { id: __value, .. } => {
                    <Uuid as __p::EventId>::event_id(__value)
                }
                Self::Done { .. } => __p::None,
            }
        }
        fn encode(
            &self,
            __id: __p::Uuid,
            __out: &mut __p::Vec<__p::u8>,
        ) -> __p::Result<(), __p::EncodeError> {
            match self {
                Self::Created { id: __field_id, title: __field_title, .. } => {
                    let __view = __CreatedView {
                        id: __field_id,
                        title: __field_title,
                        __lifetime: ::core::marker::PhantomData,
                    };
                    __p::Event::encode(&__view, __id, __out)
                }
                Self::Done { .. } => {
                    let __view = __DoneView {
                        __lifetime: ::core::marker::PhantomData,
                    };
                    __p::Event::encode(&__view, __id, __out)
                }
            }
        }
    }
};
