const _: () = {
    use ::plumberd::__private as __p;
    #[automatically_derived]
    impl __p::Data for Source {
        const NAME: &'static __p::str = "Source";
        const FIELDS: &'static [__p::FieldDescriptor] = &[
            __p::FieldDescriptor {
                name: "camera",
                json_key: ",\"Camera\":",
                proto_json_key: ",\"camera\":",
                kind: <Camera as __p::Field>::KIND,
                ..__p::FieldDescriptor::NEW
            },
            __p::FieldDescriptor {
                name: "nobody",
                json_key: ",\"Nobody\":",
                proto_json_key: ",\"nobody\":",
                kind: __p::Kind::Empty,
                ..__p::FieldDescriptor::NEW
            },
        ];
        const DESCRIPTOR: &'static __p::TypeDescriptor = &__p::TypeDescriptor {
            name: <Self as __p::Data>::NAME,
            shape: __p::Shape::Oneof(<Self as __p::Data>::FIELDS),
            origin: __p::Origin {
                module: ::core::module_path!(),
                file: ::core::file!(),
                line: ::core::line!(),
            },
            ..__p::TypeDescriptor::NEW
        };
    }
    #[automatically_derived]
    impl __p::Field for Source {
        const KIND: __p::Kind = __p::Kind::Type(|| <Self as __p::Data>::DESCRIPTOR);
        fn write_json<'__b, __P: __p::Profile>(
            &self,
            __w: __p::json::Writer<'__b, __P>,
        ) -> __p::json::Writer<'__b, __P> {
            match self {
                Self::Camera(__value) => {
                    __w.alternative(&<Self as __p::Data>::FIELDS[0], __value)
                }
                Self::Nobody => __w.unit_alternative(&<Self as __p::Data>::FIELDS[1]),
            }
        }
    }
    #[automatically_derived]
    impl<'__de> __p::FieldRead<'__de> for Source {
        fn read_json(
            __r: &mut __p::json::Reader<'__de>,
        ) -> __p::Result<Self, __p::Failed> {
            __r.oneof(
                <Self as __p::Data>::FIELDS,
                |__index, __r| match __index {
                    0 => {
                        __p::Ok(
                            Self::Camera(
                                <Camera as __p::FieldRead<'__de>>::read_json(__r)?,
                            ),
                        )
                    }
                    _ => {
                        __r.skip_unknown()?;
                        __p::Ok(Self::Nobody)
                    }
                },
            )
        }
    }
};
