//! Random schemas, and random edits of them.

use plumberd_schema::case::to_pascal;
use plumberd_schema::model::{
    Encoding, Enum, EnumValue, Event, Field, Fixed, Kind, Message, Oneof, Place, Profile, Reserved,
    Schema, Shape, Type,
};
use proptest::prelude::*;

const NAMES: [&str; 8] = ["id", "name", "frames", "size", "is_3d", "state", "tags", "url"];
const KINDS: [&str; 16] = [
    "bool",
    "int32",
    "int64",
    "sint32",
    "fixed64",
    "uint32",
    "double",
    "string",
    "bytes",
    "uuid",
    "timestamp",
    "json",
    "list<string>",
    "map<string, int64>",
    "a.v1.T0",
    "list<b.v1.T1>",
];

pub(crate) fn schema() -> impl Strategy<Value = Schema> {
    proptest::collection::vec(ty(), 1..5).prop_map(|types| {
        let mut schema = Schema::default();
        for (index, mut ty) in types.into_iter().enumerate() {
            ty.path = format!("T{index}");
            if let Some(event) = &mut ty.event {
                event.type_name = ty.path.clone();
            }
            schema.insert(ty);
        }
        schema
    })
}

fn ty() -> impl Strategy<Value = Type> {
    let shape = prop_oneof![
        3 => message().prop_map(Shape::Message),
        1 => values().prop_map(Shape::Enum),
    ];
    let reserved = (proptest::collection::vec(100_i64..110, 0..3), any::<bool>());
    (prop_oneof!["a.v1", "b.v1"], shape, reserved, any::<bool>(), event()).prop_map(
        |(package, shape, (numbers, names), deprecated, event)| Type {
            event: event.filter(|_| matches!(shape, Shape::Message(_))),
            shape,
            deprecated: deprecated.then(String::new),
            reserved: Reserved {
                numbers: numbers.into_iter().map(|number| (number, number + 1)).collect(),
                names: if names { vec!["gone".to_owned()] } else { Vec::new() },
            },
            ..Type::message(package, "")
        },
    )
}

fn event() -> impl Strategy<Value = Option<Event>> {
    let profile = prop_oneof![Just(Profile::MicroPlumberd), Just(Profile::Proto3)];
    let encoding = prop_oneof![Just(Encoding::Json), Just(Encoding::Protobuf)];
    let event = (profile, encoding, 1..4_u32).prop_map(|(profile, encoding, version)| Event {
        category: "Recording".to_owned(),
        type_name: String::new(),
        aliases: vec!["Old".to_owned()],
        version,
        oldest: 1,
        profile,
        encoding,
    });
    proptest::option::of(event)
}

fn message() -> impl Strategy<Value = Message> {
    let names = proptest::sample::subsequence(NAMES.to_vec(), 0..NAMES.len());
    let field = (0..KINDS.len(), any::<bool>(), any::<bool>(), 0..4_u8);
    (names, proptest::collection::vec(field, NAMES.len()), any::<bool>()).prop_map(
        |(names, fields, numbered)| {
            let mut message = Message::default();
            for ((index, name), (kind, optional, default, special)) in
                names.into_iter().enumerate().zip(fields)
            {
                let number = numbered.then(|| u32::try_from(index).unwrap() + 1);
                let mut kind: Kind = KINDS[kind].parse().unwrap();
                let single = !kind.is_repeated();
                if optional && single && special != 0 {
                    kind = Kind::Optional(Box::new(kind));
                }
                let mut field = Field { default, ..Field::new(name, number, kind) };
                match special {
                    0 if single => {
                        if message.oneofs.is_empty() {
                            message.oneofs = vec![oneof("before"), oneof("choice")];
                        }
                        field.oneof = Some(1);
                    }
                    1 => field.fixed = Some(Fixed::Int(3)),
                    2 => field.aliases = vec![format!("Old{index}"), "Ab".to_owned()],
                    _ => {}
                }
                message.fields.push(field);
            }
            message
        },
    )
}

fn oneof(name: &str) -> Oneof {
    Oneof {
        name: name.to_owned(),
        json_name: to_pascal(name),
        type_name: to_pascal(name),
        required: false,
        default: false,
        aliases: Vec::new(),
        doc: String::new(),
        place: None,
    }
}

fn values() -> impl Strategy<Value = Enum> {
    (1..6_i32, any::<bool>(), any::<bool>()).prop_map(|(count, open, by_name)| {
        let values = (0..count).map(|number| EnumValue {
            name: format!("V_{number}"),
            json_name: format!("V{number}"),
            aliases: Vec::new(),
            number,
            doc: String::new(),
            deprecated: None,
            place: None,
        });
        Enum { values: values.collect(), open, by_name }
    })
}

/// Numbers at random from a seed.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit.max(1)
    }

    fn shuffle<T>(&mut self, items: &mut [T]) {
        for index in (1..items.len()).rev() {
            items.swap(index, self.below(index + 1));
        }
    }
}

/// The same schema with other comments and places, in another order.
pub(crate) fn disturb(schema: &Schema, seed: u64) -> Schema {
    let mut dice = Dice::new(seed);
    let mut schema = schema.clone();
    for ty in schema.types.values_mut() {
        ty.doc = format!("{}", dice.below(9));
        ty.place = Some(Place { file: "x.proto".to_owned(), line: 3, column: 1 });
        dice.shuffle(&mut ty.reserved.numbers);
        match &mut ty.shape {
            Shape::Message(message) => {
                dice.shuffle(&mut message.fields);
                for field in &mut message.fields {
                    field.doc = "A field.".to_owned();
                    dice.shuffle(&mut field.aliases);
                    // The oneofs are turned round.
                    field.oneof = field.oneof.map(|index| message.oneofs.len() - 1 - index);
                }
                message.oneofs.reverse();
            }
            Shape::Enum(values) => dice.shuffle(&mut values.values),
        }
    }
    schema
}

/// The schema with one thing changed, and what it was.
pub(crate) fn edit(schema: &Schema, seed: u64) -> (String, Schema) {
    let mut dice = Dice::new(seed);
    let mut schema = schema.clone();
    let names: Vec<String> = schema.types.keys().cloned().collect();
    let name = names[dice.below(names.len())].clone();
    if dice.below(12) == 0 {
        schema.types.remove(&name);
        return (format!("{name} removed"), schema);
    }
    let ty = schema.types.get_mut(&name).unwrap();
    let what = match dice.below(4) {
        0 => match &mut ty.event {
            Some(event) => match dice.below(5) {
                0 => set("category", || event.category.push('X')),
                1 => set("type name", || event.type_name.push('X')),
                2 => set("event aliases", || event.aliases.clear()),
                3 => set("version", || event.version += 1),
                _ => set("event gone", || ty.event = None),
            },
            None => set("reserved", || ty.reserved.names.push("new".to_owned())),
        },
        _ => match &mut ty.shape {
            Shape::Message(message) => edit_message(message, &mut dice),
            Shape::Enum(values) => edit_enum(values, &mut dice),
        },
    };
    (format!("{name}: {what}"), schema)
}

fn set(what: &'static str, edit: impl FnOnce()) -> &'static str {
    edit();
    what
}

fn edit_message(message: &mut Message, dice: &mut Dice) -> &'static str {
    if message.fields.is_empty() {
        message.fields.push(Field::new("first", Some(1), Kind::Bool));
        return "field added";
    }
    let index = dice.below(message.fields.len());
    let field = &mut message.fields[index];
    match dice.below(11) {
        0 => {
            message.fields.remove(index);
            "field removed"
        }
        1 => {
            let number = field.number.map(|_| 50);
            message.fields.push(Field::new("added", number, Kind::Optional(Box::new(Kind::Bool))));
            "field added"
        }
        2 => set("name", || field.name.push_str("_x")),
        3 => set("JSON name", || field.json_name.push('X')),
        4 => set("Protobuf JSON name", || field.proto_json_name.push('X')),
        5 => set("number", || {
            field.number = field.number.map_or(Some(60), |number| Some(number + 60))
        }),
        6 => set("kind", || field.kind = Kind::Decimal),
        7 => set("default", || field.default = !field.default),
        8 => set("id", || field.id = !field.id),
        9 => set("fixed", || {
            field.fixed = if field.fixed.is_some() { None } else { Some(Fixed::UInt(1)) };
        }),
        _ => set("alias", || field.aliases.push("Another".to_owned())),
    }
}

fn edit_enum(values: &mut Enum, dice: &mut Dice) -> &'static str {
    let index = dice.below(values.values.len());
    let value = &mut values.values[index];
    match dice.below(7) {
        0 => {
            values.values.remove(index);
            "value removed"
        }
        1 => set("value name", || value.name.push_str("_X")),
        2 => set("value number", || value.number += 70),
        3 => set("value JSON name", || value.json_name.push('X')),
        4 => set("open", || values.open = !values.open),
        5 => set("by name", || values.by_name = !values.by_name),
        _ => set("value deprecated", || value.deprecated = Some(String::new())),
    }
}
