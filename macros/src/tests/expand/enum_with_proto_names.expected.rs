const _: () = {
    use ::plumberd::__private as __p;
    const __VALUES: &[__p::EnumValue] = &[
        __p::EnumValue {
            name: "A",
            proto_name: "A",
            aliases: &[],
            number: 0i32,
            doc: "",
            deprecated: __p::None,
        },
        __p::EnumValue {
            name: "High",
            proto_name: "QUALITY_HIGH",
            aliases: &[],
            number: 1i32,
            doc: "",
            deprecated: __p::None,
        },
    ];
    fn __number(__value: &Quality) -> __p::i32 {
        match *__value {
            Quality::A => 0,
            Quality::High => 1,
        }
    }
    fn __value(__number: __p::i32) -> __p::Option<Quality> {
        match __number {
            0 => __p::Some(Quality::A),
            1 => __p::Some(Quality::High),
            _ => __p::None,
        }
    }
    #[automatically_derived]
    impl __p::Data for Quality {
        const NAME: &'static __p::str = "Quality";
        const FIELDS: &'static [__p::FieldDescriptor] = &[];
        const DESCRIPTOR: &'static __p::TypeDescriptor = &__p::TypeDescriptor {
            name: <Self as __p::Data>::NAME,
            shape: __p::Shape::Enum {
                values: __VALUES,
                open: false,
                by_name: false,
            },
            proto: __p::Some("odd.v1.Outer.Quality"),
            origin: __p::Origin {
                module: ::core::module_path!(),
                file: ::core::file!(),
                line: ::core::line!(),
            },
            ..__p::TypeDescriptor::NEW
        };
    }
    #[automatically_derived]
    impl __p::Field for Quality {
        const KIND: __p::Kind = __p::Kind::Type(|| <Self as __p::Data>::DESCRIPTOR);
        const PROTO_NAME: &'static __p::str = "odd.v1.Outer.Quality";
        fn write_json<'__b, __P: __p::Profile>(
            &self,
            __w: __p::json::Writer<'__b, __P>,
        ) -> __p::json::Writer<'__b, __P> {
            let __index = match *self {
                Self::A => 0,
                Self::High => 1,
            };
            __w.enum_value(&__VALUES[__index], false)
        }
        fn is_default(&self) -> __p::bool {
            __number(self) == 0
        }
    }
    #[automatically_derived]
    impl<'__de> __p::FieldRead<'__de> for Quality {
        fn read_json(
            __r: &mut __p::json::Reader<'__de>,
        ) -> __p::Result<Self, __p::Failed> {
            let __n = __r.enum_number(__VALUES, <Self as __p::Data>::NAME)?;
            match __value(__n) {
                __p::Some(__value) => __p::Ok(__value),
                __p::None => {
                    __p::Err(
                        __p::unknown_enum_number(
                            __r,
                            __n,
                            __VALUES,
                            <Self as __p::Data>::NAME,
                        ),
                    )
                }
            }
        }
        fn absent(__profile: __p::ProfileId) -> __p::Option<Self> {
            match __profile {
                __p::ProfileId::Proto3 => __p::Some(Self::A),
                _ => __p::None,
            }
        }
    }
    #[automatically_derived]
    impl __p::ProtoValue for Quality {
        const WIRE: __p::proto::WireType = __p::proto::WireType::Varint;
        fn write<'__b>(
            &self,
            __at: __p::u32,
            __w: __p::proto::Writer<'__b>,
        ) -> __p::proto::Writer<'__b> {
            __w.enum_number(__at, __number(self))
        }
        fn write_list<'__a, '__b>(
            __reversed: impl ::core::iter::Iterator<Item = &'__a Self>,
            __at: __p::u32,
            __w: __p::proto::Writer<'__b>,
        ) -> __p::proto::Writer<'__b> {
            __w.packed(
                __reversed,
                __at,
                |__value, __w| __w.enum_element(__number(__value)),
            )
        }
    }
    #[automatically_derived]
    impl __p::ProtoField for Quality {
        fn write_field<'__b>(
            &self,
            __at: __p::u32,
            __w: __p::proto::Writer<'__b>,
        ) -> __p::proto::Writer<'__b> {
            let __n = __number(self);
            if __n == 0 { __w } else { __w.enum_number(__at, __n) }
        }
    }
    fn __checked(
        __n: __p::i32,
        __r: &mut __p::proto::Reader<'_>,
    ) -> __p::Result<Quality, __p::Failed> {
        match __value(__n) {
            __p::Some(__value) => __p::Ok(__value),
            __p::None => {
                __p::Err(
                    __r.unknown_enum_value(__n, __VALUES, <Quality as __p::Data>::NAME),
                )
            }
        }
    }
    #[automatically_derived]
    impl<'__de> __p::ProtoValueRead<'__de> for Quality {
        fn read(
            __wire: __p::proto::WireType,
            __r: &mut __p::proto::Reader<'__de>,
        ) -> __p::Result<Self, __p::Failed> {
            __checked(__r.enum_number(__wire)?, __r)
        }
        fn read_list(
            __push: &mut impl ::core::ops::FnMut(Self),
            __wire: __p::proto::WireType,
            __r: &mut __p::proto::Reader<'__de>,
        ) -> __p::Result<(), __p::Failed> {
            __r.packed(
                __wire,
                __p::proto::WireType::Varint,
                |__r| {
                    __push(__checked(__r.enum_element()?, __r)?);
                    __p::Ok(())
                },
            )
        }
    }
    #[automatically_derived]
    impl<'__de> __p::ProtoFieldRead<'__de> for Quality {
        fn merge(
            __slot: &mut __p::Option<Self>,
            __key: __p::proto::Key,
            __r: &mut __p::proto::Reader<'__de>,
        ) -> __p::Result<(), __p::Failed> {
            *__slot = __p::Some(__checked(__r.enum_number(__key.wire)?, __r)?);
            __p::Ok(())
        }
    }
};
