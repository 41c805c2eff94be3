//! The derives hand types over to the bridges with their generics; what the bridges do is tested with
//! them.
#![cfg(all(feature = "serde", feature = "schemars", feature = "prost"))]

use std::fmt::Debug;

use plumberd::{PlumberdData, PlumberdEvent};

#[derive(Debug, Clone, Default, PartialEq, PlumberdEvent)]
#[event(category = "Task", interop(serde, schemars, prost))]
struct TaskCreated {
    #[event(tag = 1)]
    title: String,
}

#[derive(Debug, Clone, Default, PartialEq, PlumberdData)]
#[event(interop(serde, schemars))]
struct Page<T: Clone, U = u8>
where
    T: Debug,
{
    #[event(tag = 1)]
    items: Vec<T>,
    #[event(skip)]
    marker: std::marker::PhantomData<U>,
}

#[derive(Debug, Clone, Copy, PartialEq, PlumberdData)]
#[event(interop(serde, schemars))]
enum Level {
    Low = 0,
    High = 1,
}

#[derive(Debug, Clone, PartialEq, PlumberdData)]
#[event(interop(serde, schemars))]
enum Source {
    File(String),
    Nobody,
}

#[test]
fn serde() {
    let event = TaskCreated { title: "t".into() };
    let json = serde_json::to_string(&event).unwrap();
    assert_eq!(serde_json::from_str::<TaskCreated>(&json).unwrap(), event);
    let source = Source::File("f".into());
    let json = serde_json::to_string(&source).unwrap();
    assert_eq!(serde_json::from_str::<Source>(&json).unwrap(), source);
    let page =
        Page::<TaskCreated, TaskCreated> { items: vec![event], marker: std::marker::PhantomData };
    let json = serde_json::to_string(&page).unwrap();
    assert_eq!(serde_json::from_str::<Page<TaskCreated, TaskCreated>>(&json).unwrap(), page);
    assert_eq!(serde_json::to_string(&Level::High).unwrap(), "1");
}
