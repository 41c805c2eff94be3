//! Names that get in the way of everything that the generated code could have named carelessly, and
//! lints that are errors.
#![allow(missing_docs, reason = "`documented` checks that")]
#![allow(missing_debug_implementations, reason = "not about the generated code")]
#![allow(non_camel_case_types, reason = "keywords are not in camel case")]

use plumberd::{PlumberdData, PlumberdEvent, PlumberdEvents};

/// The names of the prelude and of the primitive types mean something else here.
pub mod shadowed {
    #![allow(dead_code, non_camel_case_types, reason = "they are in the way on purpose")]

    pub struct Option;
    pub struct Some;
    pub struct None;
    pub struct Result;
    pub struct Ok;
    pub struct Err;
    pub struct Vec;
    pub struct String;
    pub struct Default;
    pub struct From;
    pub struct Iterator;
    pub struct u32;
    pub struct str;
    pub struct bool;
    pub struct usize;
    pub mod core {}
    pub mod std {}
    pub mod plumberd {}

    #[derive(::plumberd::PlumberdEvent)]
    #[event(category = "Task")]
    pub struct Shadowed {
        #[event(tag = 1)]
        pub title: ::std::string::String,
        #[event(tag = 2)]
        pub kind: Kind,
        #[event(tag = 4, fixed = "shadowed")]
        pub name: ::plumberd::Fixed<&'static ::core::primitive::str>,
        #[event(tag = 5, fixed = -1, wire = "zigzag")]
        pub number: ::plumberd::Fixed<::core::primitive::i32>,
        #[event(tag = 3, default)]
        pub size: Size,
        #[event(oneof)]
        pub choice: ::core::option::Option<Choice>,
    }

    #[derive(::core::default::Default, ::plumberd::PlumberdData)]
    pub struct Size {
        #[event(tag = 1)]
        pub width: ::core::primitive::u32,
    }

    #[derive(::plumberd::PlumberdData)]
    pub enum Kind {
        Low = 0,
        High = 1,
    }

    #[derive(::plumberd::PlumberdData)]
    pub enum Choice {
        #[event(tag = 20)]
        Some(Size),
        #[event(tag = 21)]
        None,
    }

    #[derive(::plumberd::PlumberdData)]
    pub struct Wrapped(pub Size);

    #[derive(::plumberd::PlumberdEvents)]
    #[event(category = "Task")]
    pub enum Set {
        Ok(Shadowed),
        Err {
            size: Size,
        },
        #[event(unknown)]
        None(::plumberd::event::UnknownEvent),
    }
}

/// Inherent items and traits with the names of ours.
pub mod inherent {
    use super::PlumberdEvent;

    #[derive(PlumberdEvent)]
    #[event(category = "Task")]
    pub struct Busy {
        #[event(tag = 1)]
        pub a: u32,
        #[event(tag = 2, id)]
        pub id: plumberd::__private::Uuid,
    }

    #[allow(dead_code, reason = "it is in the way on purpose")]
    impl Busy {
        pub const NAME: u8 = 1;
        pub const FIELDS: u8 = 1;
        pub const INFO: u8 = 1;
        pub const KIND: u8 = 1;
        pub const DESCRIPTOR: u8 = 1;

        pub fn id() {}
        pub fn encode() {}
        pub fn decode() {}
        pub fn write_json() {}
        pub fn read_json() {}
        pub fn write_body() {}
        pub fn read_body() {}
    }

    #[allow(dead_code, reason = "it is in the way on purpose")]
    pub trait Greedy {
        fn write_field(&self) {}
        fn merge(&self) {}
        fn event_id(&self) {}
        fn upcast(&self) {}
    }

    impl<T> Greedy for T {}
}

/// Fields with the names of the generated code's own locals.
#[derive(PlumberdEvent)]
#[event(category = "Task")]
pub struct Locals {
    #[event(tag = 1)]
    pub r: u8,
    #[event(tag = 2)]
    pub w: u8,
    #[event(tag = 3)]
    pub key: u8,
    #[event(tag = 4)]
    pub index: u8,
    #[event(tag = 5)]
    pub cursor: u8,
    #[event(tag = 6)]
    pub start: u8,
    #[event(tag = 7)]
    pub earlier: u8,
    #[event(tag = 8)]
    pub p: u8,
    #[event(tag = 9)]
    pub value: u8,
    #[event(tag = 10)]
    pub number: u8,
    #[event(tag = 11)]
    __r: u8,
    #[event(tag = 12)]
    __field_r: u8,
}

/// Keywords.
#[derive(PlumberdEvent)]
#[event(category = "Task")]
pub struct r#try {
    #[event(tag = 1)]
    pub r#type: u8,
    #[event(tag = 2)]
    pub r#match: String,
    #[event(tag = 3)]
    pub r#async: Option<r#enum>,
}

#[derive(PlumberdData)]
pub enum r#enum {
    #[event(tag = 1)]
    r#struct(u32),
    #[event(tag = 2)]
    r#fn,
}

#[derive(PlumberdEvents)]
#[event(category = "Task")]
pub enum r#impl {
    r#try(r#try),
    r#move { r#in: u8, id: u8, out: u8 },
}

/// Everything is documented, so `missing_docs` may be an error.
#[deny(missing_docs)]
pub mod documented {
    use super::{PlumberdData, PlumberdEvent, PlumberdEvents};

    /// An event.
    #[derive(PlumberdEvent)]
    #[event(category = "Task")]
    pub struct Event {
        /// A field.
        pub field: Data,
    }

    /// Data.
    #[derive(PlumberdData)]
    pub struct Data {
        /// A field.
        pub field: u8,
    }

    /// A set.
    #[derive(PlumberdEvents)]
    pub enum Set {
        /// A variant.
        Event(Event),
    }
}

/// Deprecated things are named by the generated code alone.
pub mod deprecated {
    use super::{PlumberdData, PlumberdEvent};

    #[deprecated]
    #[derive(PlumberdEvent)]
    #[event(category = "Task")]
    pub struct Old {
        #[deprecated(note = "gone")]
        #[event(tag = 1)]
        pub field: u8,
    }

    #[derive(PlumberdData)]
    pub enum Level {
        #[deprecated]
        Low = 0,
        High = 1,
    }
}

macro_rules! by_macro {
    ($name:ident { $($field:ident: $type:ty),* }) => {
        #[derive(PlumberdEvent)]
        #[event(category = "Task")]
        pub struct $name { $(pub $field: $type,)* pub from_the_macro: u8 }
    };
}
by_macro!(ByMacro { a: u8, b: Option<String> });

macro_rules! many {
    ($($field:ident = $tag:literal),*) => {
        /// 200 fields.
        #[derive(PlumberdEvent)]
        #[event(category = "Task")]
        pub struct Many { $(#[event(tag = $tag)] pub $field: u32,)* }
    };
}
include!("many.rs");

#[derive(PlumberdEvent)]
#[event(category = "Task")]
pub struct Nothing {}

/// Bounds, defaults and where clauses of the user's own.
#[derive(PlumberdEvent)]
#[event(category = "Task", name = "Generic")]
pub struct Generic<'a, T: Clone = u8, const N: usize = 2>
where
    T: Send,
{
    #[event(tag = 1)]
    pub items: Vec<T>,
    #[event(tag = 2)]
    pub text: &'a str,
    #[event(skip)]
    pub marker: core::marker::PhantomData<[T; N]>,
}

#[test]
fn names_without_raw_marks() {
    use plumberd::{EncodeEvent, Event, EventSet};
    assert_eq!(r#try::TYPE, "try");
    assert_eq!(<r#try as plumberd::codec::Data>::FIELDS[0].json_name(), "Type");
    assert_eq!(<r#impl as EventSet>::EVENTS[1].event_type, "move");
    let set = r#impl::r#move { r#in: 1, id: 2, out: 3 };
    let mut out = Vec::new();
    EncodeEvent::encode(&set, plumberd::__private::Uuid::from_u128(1), &mut out)
        .expect("it can be written");
    assert_eq!(String::from_utf8_lossy(&out), r#"{"In":1,"Id":2,"Out":3}"#);
}

#[test]
fn locals_do_not_collide() {
    use plumberd::codec::{json, proto};
    let text = r#"{"R":1,"W":2,"Key":3,"Index":4,"Cursor":5,"Start":6,"Earlier":7,"P":8,"Value":9,"Number":10,"__R":11,"__FieldR":12}"#;
    let read: Locals = match json::from_slice(text.as_bytes()) {
        Ok(read) => read,
        Err(error) => panic!("{error}"),
    };
    let bytes = proto::to_vec(&read).expect("it can be written");
    assert_eq!(bytes, (1..=12).flat_map(|number| [number << 3, number]).collect::<Vec<u8>>());
    let again: Locals = proto::from_slice(&bytes).expect("it can be read");
    assert_eq!(json::to_vec(&again).expect("it can be written"), text.as_bytes());
}

#[test]
fn many_fields() {
    use plumberd::codec::proto;
    let many: Many = proto::from_slice(&[]).expect("everything has a default");
    assert!(proto::to_vec(&many).expect("it can be written").is_empty());
    assert_eq!(<Many as plumberd::codec::Data>::FIELDS.len(), 200);
}
