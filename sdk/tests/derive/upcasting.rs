use plumberd::event::Payload;
use plumberd::store::ContentType;
use plumberd::{DecodeError, DecodeEvent, Event, PlumberdEvent, Upcast, UpcastError, Upcasted};
use serde_json::Value;

#[derive(Debug, PlumberdEvent)]
#[event(category = "User", name = "UserCreated")]
struct UserCreatedV1 {
    full_name: String,
}

#[derive(Debug, PartialEq, PlumberdEvent)]
#[event(category = "User", name = "UserCreated", version = "v2", supersedes = UserCreatedV1)]
struct UserCreatedV2 {
    #[event(tag = 1)]
    first_name: String,
    #[event(tag = 2)]
    last_name: String,
}

/// Several names make several events, none makes none.
#[derive(Debug, PartialEq, PlumberdEvent)]
#[event(category = "User", version = "v3", supersedes = UserCreatedV2, aliases("UserCreated"))]
struct UserRegistered {
    #[event(tag = 1)]
    name: String,
}

impl Upcast<UserCreatedV1> for UserCreatedV2 {
    fn upcast(old: UserCreatedV1) -> Result<Upcasted<Self>, UpcastError> {
        let names: Vec<&str> = old.full_name.split(' ').collect();
        match names[..] {
            [first, last] => {
                Ok(Upcasted::One(Self { first_name: first.into(), last_name: last.into() }))
            }
            _ => Err(UpcastError::new("`FullName` is not two names")),
        }
    }
}

impl Upcast<UserCreatedV2> for UserRegistered {
    fn upcast(old: UserCreatedV2) -> Result<Upcasted<Self>, UpcastError> {
        let names = [old.first_name, old.last_name];
        Ok(Upcasted::Many(
            names.into_iter().filter(|name| !name.is_empty()).map(|name| Self { name }).collect(),
        ))
    }
}

#[allow(clippy::unnecessary_wraps, reason = "a stage may fail")]
fn v1_to_v2(mut json: Value) -> Result<Value, UpcastError> {
    json["Total"] = json["Price"].take();
    Ok(json)
}

fn v2_to_v3(mut json: Value) -> Result<Value, UpcastError> {
    if json["Total"].is_null() {
        return Err(UpcastError::new("`Total` is missing"));
    }
    json["Currency"] = "EUR".into();
    Ok(json)
}

#[derive(Debug, PartialEq, PlumberdEvent)]
#[event(category = "Order", version = "v3", upcast_json(v1_to_v2, v2_to_v3))]
struct OrderPlaced {
    total: u64,
    currency: String,
}

#[derive(Debug, PartialEq, PlumberdEvent)]
#[event(category = "Order", version = "v3", since = "v2", upcast_json(v2_to_v3))]
struct OrderPaid {
    total: u64,
    currency: String,
}

fn decode<E: for<'de> DecodeEvent<'de>>(version: u32, data: &str) -> Result<Vec<E>, DecodeError> {
    let payload = Payload {
        event_type: E::TYPE,
        version,
        content_type: ContentType::Json,
        data: data.as_bytes(),
    };
    E::decode(&payload).map(|events| events.into_iter().collect())
}

#[test]
fn a_chain_of_structs() {
    let names = |version, data| -> Vec<String> {
        decode::<UserRegistered>(version, data)
            .unwrap()
            .into_iter()
            .map(|event| event.name)
            .collect()
    };
    assert_eq!(names(1, r#"{"FullName":"Ada Lovelace"}"#), ["Ada", "Lovelace"]);
    assert_eq!(names(2, r#"{"FirstName":"Ada","LastName":""}"#), ["Ada"]);
    assert_eq!(names(2, r#"{"FirstName":"","LastName":""}"#), [""; 0]);
    assert_eq!(names(3, r#"{"Name":"Ada"}"#), ["Ada"]);
    assert_eq!((UserRegistered::VERSION, UserRegistered::INFO.oldest), (3, 1));
}

#[test]
fn an_upcaster_may_refuse() {
    let error = decode::<UserRegistered>(1, r#"{"FullName":"Ada"}"#).unwrap_err();
    assert!(matches!(error, DecodeError::Upcast { from: 1, to: 2, .. }), "{error:?}");
    let error = decode::<UserRegistered>(4, "{}").unwrap_err();
    assert!(matches!(error, DecodeError::NewerVersion { version: 4, known: 3, .. }), "{error:?}");
}

#[test]
fn stages_of_json() {
    let order = |version, data| decode::<OrderPlaced>(version, data).unwrap();
    let expected = || vec![OrderPlaced { total: 5, currency: "EUR".into() }];
    assert_eq!(order(1, r#"{"Price":5}"#), expected());
    assert_eq!(order(2, r#"{"Total":5}"#), expected());
    assert_eq!(order(3, r#"{"Total":5,"Currency":"EUR"}"#), expected());
    let error = decode::<OrderPlaced>(1, "{}").unwrap_err();
    assert!(matches!(error, DecodeError::Upcast { from: 2, to: 3, .. }), "{error:?}");
    assert_eq!(OrderPlaced::INFO.oldest, 1);
}

#[test]
fn stages_that_begin_later() {
    assert_eq!(OrderPaid::INFO.oldest, 2);
    let paid = decode::<OrderPaid>(2, r#"{"Total":5}"#).unwrap();
    assert_eq!(paid, [OrderPaid { total: 5, currency: "EUR".into() }]);
    let error = decode::<OrderPaid>(1, "{}").unwrap_err();
    assert!(matches!(error, DecodeError::OlderVersion { version: 1, oldest: 2, .. }), "{error:?}");
}
