//! Older versions of an event, turned into newer ones while they are read.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

use plumberd::event::{Payload, UnknownEvent};
use plumberd::store::ContentType;
use plumberd::{
    DecodeError, Decoded, EncodeEvent, Event, EventSet, PlumberdEvent, PlumberdEvents, Upcast,
    UpcastError, Upcasted,
};
use proptest::prelude::*;
use serde_json::{Value, json};
use uuid::Uuid;

fn payload<'a>(event_type: &'a str, version: u32, data: &'a [u8]) -> Payload<'a> {
    Payload { event_type, version, content_type: ContentType::Json, data }
}

fn decode<S: EventSet>(
    event_type: &str,
    version: u32,
    json: &Value,
) -> Result<Decoded<S>, DecodeError> {
    S::decode(&payload(event_type, version, json.to_string().as_bytes()))
}

fn known<S: EventSet>(event_type: &str, version: u32, json: &Value) -> Vec<S> {
    match decode(event_type, version, json).unwrap() {
        Decoded::Known(events) => events.into_iter().collect(),
        Decoded::Unknown => panic!("unknown"),
    }
}

fn error<S: EventSet>(event_type: &str, version: u32, json: &Value) -> String {
    match decode::<S>(event_type, version, json) {
        Ok(_) => "no error".into(),
        Err(error) => error.to_string(),
    }
}

// A chain of structs: a name becomes two, then a greeting is made of them.

#[derive(Debug, Clone, PartialEq, PlumberdEvent)]
#[event(category = "User", version = "v1", name = "UserCreated", register = false)]
struct UserCreatedV1 {
    #[event(tag = 1)]
    full_name: String,
}

#[derive(Debug, Clone, PartialEq, PlumberdEvent)]
#[event(category = "User", version = "v2", name = "UserCreated", supersedes = UserCreatedV1, register = false)]
struct UserCreatedV2 {
    #[event(tag = 1)]
    first_name: String,
    #[event(tag = 2)]
    last_name: String,
}

#[derive(Debug, Clone, PartialEq, PlumberdEvent)]
#[event(category = "User", version = "v3", supersedes = UserCreatedV2, aliases("UserRegistered"))]
struct UserCreated {
    #[event(tag = 1)]
    first_name: String,
    #[event(tag = 2)]
    last_name: String,
    #[event(tag = 3)]
    initials: String,
}

impl Upcast<UserCreatedV1> for UserCreatedV2 {
    fn upcast(old: UserCreatedV1) -> Result<Upcasted<Self>, UpcastError> {
        let Some((first, last)) = old.full_name.split_once(' ') else {
            return Err(UpcastError::new(format!(
                "`full_name` is `{}`, without a space",
                old.full_name
            )));
        };
        Ok(Upcasted::One(Self { first_name: first.into(), last_name: last.into() }))
    }
}

impl Upcast<UserCreatedV2> for UserCreated {
    fn upcast(old: UserCreatedV2) -> Result<Upcasted<Self>, UpcastError> {
        let initials = old
            .first_name
            .chars()
            .chain(old.last_name.chars())
            .filter(|c| c.is_uppercase())
            .collect();
        let UserCreatedV2 { first_name, last_name } = old;
        Ok(Upcasted::One(Self { first_name, last_name, initials }))
    }
}

fn ada() -> UserCreated {
    UserCreated { first_name: "Ada".into(), last_name: "Lovelace".into(), initials: "AL".into() }
}

#[test]
fn a_chain_of_structs() {
    for (version, json) in [
        (1, json!({"FullName": "Ada Lovelace"})),
        (2, json!({"FirstName": "Ada", "LastName": "Lovelace"})),
        (3, json!({"FirstName": "Ada", "LastName": "Lovelace", "Initials": "AL"})),
    ] {
        assert_eq!(
            known::<UserCreated>("UserCreated", version, &json),
            [ada()],
            "version {version}"
        );
        assert_eq!(known::<UserCreated>("UserRegistered", version, &json), [ada()], "alias");
    }
    assert_eq!((UserCreated::INFO.version, UserCreated::INFO.oldest), (3, 1));
}

#[test]
fn a_chain_in_protobuf() {
    let data = b"\x0a\x0cAda Lovelace";
    let payload =
        Payload { event_type: "UserCreated", version: 1, content_type: ContentType::Binary, data };
    let Decoded::Known(events) = UserCreated::decode(&payload).unwrap() else { panic!() };
    assert_eq!(events.into_one(), Some(ada()));
}

#[test]
fn errors_of_a_chain() {
    assert_eq!(
        error::<UserCreated>("UserCreated", 4, &json!({})),
        "`UserCreated` has version 4, and this program knows up to 3; update it before it reads on"
    );
    assert_eq!(
        error::<UserCreated>("UserCreated", 1, &json!({"FullName": "Plato"})),
        "cannot turn `UserCreated` version 1 into version 2: `full_name` is `Plato`, without a space"
    );
    assert_eq!(
        error::<UserCreated>("UserCreated", 1, &json!({"FullName": 7})),
        "cannot read `UserCreated` (version 1) from JSON: expected text, found a number at `FullName` (line 1, column 13)"
    );
    assert_eq!(
        error::<UserCreated>("UserCreated", 0, &json!({})),
        "`UserCreated` has version 0, and this program reads from 1 on; add an upcaster for it"
    );
    assert!(matches!(decode::<UserCreated>("UserDeleted", 1, &json!({})), Ok(Decoded::Unknown)));
}

proptest! {
    #[test]
    fn every_version_becomes_the_newest(first in "[A-Z][a-z]{0,8}", last in "[A-Z][a-z]{0,8}") {
        let newest = UserCreated {
            initials: format!("{}{}", &first[..1], &last[..1]),
            first_name: first.clone(),
            last_name: last.clone(),
        };
        let v1 = UserCreatedV1 { full_name: format!("{first} {last}") };
        let v2 = UserCreatedV2 { first_name: first, last_name: last };
        for (version, json) in [
            (1, plumberd::codec::json::to_vec(&v1).unwrap()),
            (2, plumberd::codec::json::to_vec(&v2).unwrap()),
            (3, plumberd::codec::json::to_vec(&newest).unwrap()),
        ] {
            let decoded = UserCreated::decode(&payload("UserCreated", version, &json)).unwrap();
            prop_assert_eq!(decoded.into_one(), Some(newest.clone()));
        }
    }
}

// One event becomes several, or none.

#[derive(Debug, Clone, PartialEq, PlumberdEvent)]
#[event(category = "Cart", name = "ItemAdded", register = false)]
struct ItemsAdded {
    items: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, PlumberdEvent)]
#[event(category = "Cart", version = "v2", name = "ItemAdded", supersedes = ItemsAdded, register = false)]
struct ItemAddedV2 {
    item: String,
}

#[derive(Debug, Clone, PartialEq, PlumberdEvent)]
#[event(category = "Cart", version = "v3", supersedes = ItemAddedV2)]
struct ItemAdded {
    item: String,
    place: u32,
}

impl Upcast<ItemsAdded> for ItemAddedV2 {
    fn upcast(old: ItemsAdded) -> Result<Upcasted<Self>, UpcastError> {
        Ok(Upcasted::Many(old.items.into_iter().map(|item| Self { item }).collect()))
    }
}

impl Upcast<ItemAddedV2> for ItemAdded {
    /// A crossed-out item vanishes, a doubled one comes twice.
    fn upcast(old: ItemAddedV2) -> Result<Upcasted<Self>, UpcastError> {
        let event = |place| Self { item: old.item.clone(), place };
        Ok(match old.item.as_bytes().first() {
            Some(b'-') => Upcasted::none(),
            Some(b'+') => Upcasted::Many(vec![event(0), event(1)]),
            Some(b'!') => return Err(UpcastError::new("an item is forbidden")),
            _ => event(0).into(),
        })
    }
}

#[test]
fn one_event_becomes_several_or_none() {
    let items = |json: Value| -> Vec<String> {
        let events: Vec<ItemAdded> = known("ItemAdded", 1, &json);
        events.into_iter().map(|event| format!("{}{}", event.item, event.place)).collect()
    };
    assert_eq!(items(json!({"Items": ["a", "-b", "+c", "d"]})), ["a0", "+c0", "+c1", "d0"]);
    assert!(items(json!({"Items": []})).is_empty());
    assert!(items(json!({"Items": ["-a"]})).is_empty());
    assert_eq!(
        error::<ItemAdded>("ItemAdded", 1, &json!({"Items": ["a", "!b"]})),
        "cannot turn `ItemAdded` version 2 into version 3: an item is forbidden"
    );
}

proptest! {
    #[test]
    fn several_events_keep_their_order(items in proptest::collection::vec("[+-]?[a-z]{1,3}", 0..8)) {
        let events: Vec<ItemAdded> = known("ItemAdded", 1, &json!({ "Items": items }));
        let expected: Vec<(&str, u32)> = items
            .iter()
            .flat_map(|item| match item.as_bytes()[0] {
                b'-' => vec![],
                b'+' => vec![(&**item, 0), (&**item, 1)],
                _ => vec![(&**item, 0)],
            })
            .collect();
        let found: Vec<(&str, u32)> = events.iter().map(|event| (&*event.item, event.place)).collect();
        prop_assert_eq!(found, expected);
    }
}

// Stages of raw JSON, for versions whose structs are gone, below a chain of structs.

#[allow(clippy::unnecessary_wraps, reason = "the type of a stage")]
fn price_v1_to_v2(mut event: Value) -> Result<Value, UpcastError> {
    event["Cents"] = (event["Euros"].as_u64().unwrap_or(0) * 100).into();
    Ok(event)
}

fn price_v2_to_v3(mut event: Value) -> Result<Value, UpcastError> {
    if event["Cents"] == 13 {
        return Err(UpcastError::new("nothing costs 13 cents"));
    }
    event["Amount"] = event["Cents"].take();
    Ok(event)
}

#[derive(Debug, Clone, PartialEq, PlumberdEvent)]
#[event(
    category = "Price",
    version = "v3",
    name = "PriceChanged",
    upcast_json(price_v1_to_v2, price_v2_to_v3),
    register = false
)]
struct PriceChangedV3 {
    #[event(tag = 1)]
    amount: u64,
}

#[derive(Debug, Clone, PartialEq, PlumberdEvent)]
#[event(category = "Price", version = "v4", supersedes = PriceChangedV3)]
struct PriceChanged {
    #[event(tag = 1)]
    amount: u64,
    #[event(tag = 2)]
    currency: String,
}

impl Upcast<PriceChangedV3> for PriceChanged {
    fn upcast(old: PriceChangedV3) -> Result<Upcasted<Self>, UpcastError> {
        Ok(Self { amount: old.amount, currency: "EUR".into() }.into())
    }
}

#[test]
fn stages_below_a_chain() {
    let expected = PriceChanged { amount: 700, currency: "EUR".into() };
    for (version, json) in [
        (1, json!({"Euros": 7})),
        (2, json!({"Cents": 700})),
        (3, json!({"Amount": 700})),
        (4, json!({"Amount": 700, "Currency": "EUR"})),
    ] {
        assert_eq!(
            known::<PriceChanged>("PriceChanged", version, &json),
            std::slice::from_ref(&expected),
            "{version}"
        );
    }
    assert_eq!((PriceChanged::INFO.version, PriceChanged::INFO.oldest), (4, 1));
    for (version, json, message) in [
        (
            0,
            json!({}),
            "`PriceChanged` has version 0, and this program reads from 1 on; add an upcaster for it",
        ),
        (
            2,
            json!({"Cents": 13}),
            "cannot turn `PriceChanged` version 2 into version 3: nothing costs 13 cents",
        ),
        (
            5,
            json!({}),
            "`PriceChanged` has version 5, and this program knows up to 4; update it before it reads on",
        ),
    ] {
        assert_eq!(error::<PriceChanged>("PriceChanged", version, &json), message);
    }
    assert_eq!(
        error::<PriceChanged>("PriceChanged", 2, &json!({"Cents": "many"})),
        "cannot read `PriceChanged` (version 2) from JSON: expected an integer, found text at `Amount` (line 1, column 11)"
    );
    // A stage reads JSON: a Protobuf payload that old cannot be read.
    let payload = Payload {
        event_type: "PriceChanged",
        version: 2,
        content_type: ContentType::Binary,
        data: b"",
    };
    assert!(matches!(PriceChanged::decode(&payload), Err(DecodeError::NoProtobuf { .. })));
    // One of version 3 can.
    let payload = Payload { version: 3, data: b"\x08\x07", ..payload };
    let expected = PriceChanged { amount: 7, currency: "EUR".into() };
    assert_eq!(PriceChanged::decode(&payload).unwrap().into_one(), Some(expected));
}

proptest! {
    /// What .NET and Python write is kept to the last digit on its way through the stages.
    #[test]
    fn stages_lose_nothing(euros in 0u64..1 << 50, other in ".{0,8}") {
        let json = json!({"Euros": euros, "Other": other});
        let events: Vec<PriceChanged> = known("PriceChanged", 1, &json);
        prop_assert_eq!(events[0].amount, euros * 100);
    }
}

// Sets.

#[derive(Debug, Clone, PartialEq, PlumberdEvents)]
#[event(category = "Shop")]
enum ShopEvent {
    User(UserCreated),
    Item(Box<ItemAdded>),
    Price(PriceChanged),
    #[event(version = "v2", since = "v2", aliases("ShopShut"))]
    ShopClosed {
        reason: String,
        #[event(default)]
        days: u32,
    },
    ShopOpened,
    #[event(unknown)]
    Other(UnknownEvent),
}

#[derive(Debug, Clone, PartialEq, PlumberdEvents)]
enum UserEvent {
    User(UserCreated),
}

#[test]
fn sets_read_through_the_chains() {
    assert_eq!(
        known::<ShopEvent>("UserCreated", 1, &json!({"FullName": "Ada Lovelace"})),
        [ShopEvent::User(ada())]
    );
    let items = known::<ShopEvent>("ItemAdded", 1, &json!({"Items": ["+a"]}));
    let item = |place| ShopEvent::Item(Box::new(ItemAdded { item: "+a".into(), place }));
    assert_eq!(items, [item(0), item(1)]);
    assert!(known::<ShopEvent>("ItemAdded", 1, &json!({"Items": []})).is_empty());
    let closed = ShopEvent::ShopClosed { reason: "holiday".into(), days: 0 };
    for name in ["ShopClosed", "ShopShut"] {
        assert_eq!(
            known::<ShopEvent>(name, 2, &json!({"Reason": "holiday"})),
            std::slice::from_ref(&closed)
        );
    }
    assert_eq!(known::<ShopEvent>("ShopOpened", 1, &json!({})), [ShopEvent::ShopOpened]);
    assert_eq!(
        error::<ShopEvent>("ShopClosed", 1, &json!({})),
        "`ShopClosed` has version 1, and this program reads from 2 on; add an upcaster for it"
    );
    assert_eq!(
        error::<ShopEvent>("ShopClosed", 3, &json!({})),
        "`ShopClosed` has version 3, and this program knows up to 2; update it before it reads on"
    );
    let types: Vec<_> =
        ShopEvent::EVENTS.iter().map(|info| (info.event_type, info.version)).collect();
    assert_eq!(
        types,
        [
            ("UserCreated", 3),
            ("ItemAdded", 3),
            ("PriceChanged", 4),
            ("ShopClosed", 2),
            ("ShopOpened", 1)
        ]
    );
}

#[test]
fn an_unknown_type_is_kept_whole_or_is_a_value() {
    let events = known::<ShopEvent>("Stranger", 9, &json!({"A": 1}));
    let [ShopEvent::Other(unknown)] = &events[..] else { panic!("{events:?}") };
    assert_eq!((&*unknown.event_type, unknown.version), ("Stranger", 9));
    assert_eq!(unknown.data, br#"{"A":1}"#.as_slice());
    // It goes out again as it came in, whatever id it gets.
    let mut out = Vec::new();
    EncodeEvent::encode(&events[0], Uuid::max(), &mut out).unwrap();
    assert_eq!(out, br#"{"A":1}"#);
    assert_eq!(
        (EncodeEvent::event_type(&events[0]), EncodeEvent::version(&events[0])),
        ("Stranger", 9)
    );
    assert_eq!(decode::<UserEvent>("Stranger", 9, &json!({})).unwrap(), Decoded::Unknown);
}

#[test]
fn set_conversions() {
    let event: ShopEvent = ada().into();
    assert_eq!(UserCreated::try_from(event.clone()), Ok(ada()));
    assert_eq!(PriceChanged::try_from(event.clone()), Err(event));
}
