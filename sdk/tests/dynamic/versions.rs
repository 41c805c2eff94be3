use plumberd::codec::dynamic::{Types, Verdict};
use plumberd::event::Payload;
use plumberd::schema::model::{Encoding, Event, Field, Kind, Profile, Schema, Shape, Type};
use plumberd::store::ContentType;

fn event(package: &str, version: u32, oldest: u32, field: Field) -> Type {
    let mut ty = Type::message(package, "OrderPlaced");
    if let Shape::Message(message) = &mut ty.shape {
        message.fields.push(field);
    }
    ty.event = Some(Event {
        category: "Order".into(),
        type_name: "OrderPlaced".into(),
        aliases: vec!["OrderMade".into()],
        version,
        oldest,
        profile: Profile::MicroPlumberd,
        encoding: Encoding::Json,
    });
    ty
}

fn schema(types: impl IntoIterator<Item = Type>) -> Schema {
    let mut schema = Schema::default();
    for ty in types {
        schema.insert(ty);
    }
    schema
}

fn total(kind: Kind) -> Field {
    Field::new("total", None, kind)
}

fn check(types: &Types, event_type: &str, version: u32, json: &str) -> Result<Verdict, String> {
    let data = json.as_bytes();
    let payload = Payload { event_type, version, content_type: ContentType::Json, data };
    types.check(&payload).map_err(|error| error.to_string())
}

#[test]
fn each_version_is_read_with_its_own_type() {
    let (text, number) = (total(Kind::String), total(Kind::F64));
    let both = schema([event("order.v1", 1, 1, text), event("order.v2", 2, 1, number)]);
    let types = Types::new(&both, &Schema::default());
    assert_eq!(check(&types, "OrderPlaced", 1, "{\"Total\":\"9\"}"), Ok(Verdict::Read));
    assert_eq!(check(&types, "OrderMade", 2, "{\"Total\":9}"), Ok(Verdict::Read));
    assert_eq!(
        check(&types, "OrderMade", 1, "{\"Total\":9}"),
        Err("cannot read `OrderMade` (version 1) from JSON: expected text, found a number at `Total` (line 1, column 10)".into())
    );
    assert_eq!(check(&types, "OrderLost", 1, "{}"), Ok(Verdict::Unknown));
    assert_eq!(
        check(&types, "OrderPlaced", 3, "{}"),
        Err("`OrderPlaced` has version 3, and this program knows up to 2; update it before it reads on".into())
    );
}

#[test]
fn superseded_types_are_read_as_long_as_upcasters_take_them() {
    let newest = |oldest| schema([event("order.v3", 3, oldest, total(Kind::F64))]);
    let gone = schema([
        event("order.v1", 1, 1, total(Kind::String)),
        event("order.v2", 2, 1, total(Kind::Bool)),
    ]);
    let types = Types::new(&newest(2), &gone);
    assert_eq!(check(&types, "OrderPlaced", 2, "{\"Total\":true}"), Ok(Verdict::Read));
    assert!(check(&types, "OrderPlaced", 2, "{\"Total\":1}").is_err());
    assert_eq!(
        check(&types, "OrderPlaced", 1, "{\"Total\":\"9\"}"),
        Err(
            "`OrderPlaced` has version 1, and this program reads from 2 on; add an upcaster for it"
                .into()
        )
    );
    let types = Types::new(&newest(1), &Schema::default());
    assert_eq!(check(&types, "OrderPlaced", 1, "anything"), Ok(Verdict::Upcast));
    // A type that is gone altogether is unknown.
    let types = Types::new(&Schema::default(), &gone);
    assert_eq!(check(&types, "OrderPlaced", 1, "{}"), Ok(Verdict::Unknown));
}

#[test]
fn types_of_other_libraries_are_not_looked_into() {
    let field = total(Kind::Named("google.type.Money".into()));
    let types = Types::new(&schema([event("order.v1", 1, 1, field)]), &Schema::default());
    for json in ["{\"Total\":{\"units\":\"5\"}}", "{\"Total\":null}", "{}"] {
        assert_eq!(check(&types, "OrderPlaced", 1, json), Ok(Verdict::Read), "{json}");
    }
    assert!(check(&types, "OrderPlaced", 1, "{\"Total\":}").is_err());
}

#[test]
fn json_only_types_have_no_protobuf() {
    let field = total(Kind::F64);
    let types = Types::new(&schema([event("order.v1", 1, 1, field)]), &Schema::default());
    let payload = Payload {
        event_type: "OrderPlaced",
        version: 1,
        content_type: ContentType::Binary,
        data: &[],
    };
    assert_eq!(
        types.check(&payload).unwrap_err().to_string(),
        "`OrderPlaced` is stored as Protobuf, and the type has no tags; add `#[event(tag = …)]` to its fields"
    );
}
