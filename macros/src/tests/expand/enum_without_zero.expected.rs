const _: () = {
    use ::plumberd::__private as __p;
    const __VALUES: &[__p::EnumValue] = &[
        __p::EnumValue {
            name: "Debug",
            proto_name: "LEVEL_DEBUG",
            aliases: &[],
            number: -1i32,
            doc: "",
            deprecated: __p::None,
        },
        __p::EnumValue {
            name: "Error",
            proto_name: "LEVEL_ERROR",
            aliases: &[],
            number: 1i32,
            doc: "",
            deprecated: __p::None,
        },
    ];
    fn __number(__value: &Level) -> __p::i32 {
        match *__value {
            Level::Debug => -1,
            Level::Error => 1,
        }
    }
    fn __value(__number: __p::i32) -> __p::Option<Level> {
        match __number {
            -1 => __p::Some(Level::Debug),
            1 => __p::Some(Level::Error),
            _ => __p::None,
        }
    }
    #[automatically_derived]
    impl __p::Data for Level {
        const NAME: &'static __p::str = "Level";
        const FIELDS: &'static [__p::FieldDescriptor] = &[];
        const DESCRIPTOR: &'static __p::TypeDescriptor = &__p::TypeDescriptor {
            name: <Self as __p::Data>::NAME,
            shape: __p::Shape::Enum {
                values: __VALUES,
                open: false,
                by_name: false,
            },
            origin: __p::Origin {
                module: ::core::module_path!(),
                file: ::core::file!(),
                line: ::core::line!(),
            },
            ..__p::TypeDescriptor::NEW
        };
    }
    #[automatically_derived]
    impl __p::Field for Level {
        const KIND: __p::Kind = __p::Kind::Type(|| <Self as __p::Data>::DESCRIPTOR);
        fn write_json<'__b, __P: __p::Profile>(
            &self,
            __w: __p::json::Writer<'__b, __P>,
        ) -> __p::json::Writer<'__b, __P> {
            let __index = match *self {
                Self::Debug => 0,
                Self::Error => 1,
            };
            __w.enum_value(&__VALUES[__index], false)
        }
    }
    #[automatically_derived]
    impl<'__de> __p::FieldRead<'__de> for Level {
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
    }
};
