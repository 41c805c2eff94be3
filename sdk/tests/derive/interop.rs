//! The derives hand types over to the bridges with their generics; what the bridges do is tested with
//! them.
#![cfg(all(feature = "serde", feature = "schemars", feature = "prost"))]

use std::fmt::Debug;

use plumberd::{Fixed, PlumberdData, PlumberdEvent};

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

#[derive(Debug, Clone, Default, PartialEq, PlumberdEvent)]
#[event(category = "Account", interop(serde, schemars, prost))]
struct AccountCreated {
    #[event(tag = 1, fixed = "admin.account.created")]
    event_name: Fixed<&'static str>,
    #[event(tag = 2, fixed = -2)]
    number: Fixed<i32>,
    #[event(tag = 3, fixed = 3)]
    revision: Fixed<u64>,
    #[event(tag = 4, fixed = true)]
    flag: Fixed<bool>,
}

#[test]
fn constants() {
    let event = AccountCreated::default();
    let json = serde_json::to_value(&event).unwrap();
    assert_eq!(
        json,
        serde_json::json!({
            "EventName": "admin.account.created", "Number": -2, "Revision": 3, "Flag": true
        })
    );
    assert_eq!(serde_json::from_value::<AccountCreated>(json.clone()).unwrap(), event);
    let mut other = json;
    other["Revision"] = 4.into();
    assert!(
        serde_json::from_value::<AccountCreated>(other)
            .unwrap_err()
            .to_string()
            .starts_with("`Revision` is always 3, found 4 at `Revision`")
    );
    let schema = serde_json::to_value(schemars::schema_for!(AccountCreated)).unwrap();
    assert_eq!(
        schema["properties"],
        serde_json::json!({
            "EventName": {"const": "admin.account.created"},
            "Number": {"const": -2},
            "Revision": {"const": 3},
            "Flag": {"const": true},
        })
    );
    assert_eq!(schema["required"], serde_json::json!(["EventName", "Number", "Revision", "Flag"]));
    let bytes = prost::Message::encode_to_vec(&event);
    assert_eq!(bytes, plumberd::codec::proto::to_vec(&event).unwrap());
    assert_eq!(<AccountCreated as prost::Message>::decode(&*bytes).unwrap(), event);
    assert!(
        <AccountCreated as prost::Message>::decode(&[0x10, 1][..])
            .unwrap_err()
            .to_string()
            .contains("`number` is always -2, found 1")
    );
}
