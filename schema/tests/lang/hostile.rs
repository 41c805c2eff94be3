#![allow(clippy::assigning_clones, clippy::too_many_lines, reason = "plain data")]

use plumberd_schema::model::{Event, Field, Fixed, Kind, Oneof, Schema, Shape};

use super::{event, field, message, oneof, schema, values};

/// What would break out of comments and strings.
pub(crate) const ATTACKS: [&str; 12] = [
    "*/ process.exit(1); /*",
    "\"\"\"; raise SystemExit(1); \"\"\"",
    "'''",
    "\\",
    "ends with a quote\"",
    "ends with a backslash\\",
    "</summary><script>&amp;",
    "line\nimport os\r\nusing Hacked;\rx",
    "separators\u{2028}import os\u{2029}using Hacked;\u{85}x\u{b}y\u{c}z",
    "`${process.exit(1)}`",
    "{@link x} @deprecated\n@internal",
    "\0\u{1b}\u{7f}\u{feff}\u{fffe}",
];

/// A schema with an attack in every text that is not the name of something in Protobuf.
pub(crate) fn hostile() -> Schema {
    let all = ATTACKS.join("\n");
    let fields = ATTACKS
        .iter()
        .enumerate()
        .map(|(index, attack)| {
            let number = u32::try_from(index).unwrap() + 1;
            Field {
                json_name: format!("{attack}{index}"),
                proto_json_name: format!("{attack}{index}"),
                aliases: vec![(*attack).to_owned()],
                doc: (*attack).to_owned(),
                deprecated: Some((*attack).to_owned()),
                fixed: (index % 2 == 0).then(|| Fixed::Text((*attack).to_owned())),
                ..field(&format!("field_{index}"), number, "string")
            }
        })
        .collect();
    let mut hostile = message("evil.v1", "Hostile", fields);
    hostile.doc.clone_from(&all);
    hostile.deprecated = Some(all.clone());
    hostile.event =
        Some(Event { aliases: vec![all.clone()], ..event(&all, &all.replace('\0', ""), 1) });

    let alternatives = ATTACKS
        .iter()
        .enumerate()
        .map(|(index, attack)| Field {
            json_name: (*attack).to_owned(),
            proto_json_name: (*attack).to_owned(),
            oneof: Some(0),
            doc: (*attack).to_owned(),
            ..field(&format!("field_{index}"), u32::try_from(index).unwrap() + 1, "string")
        })
        .collect();
    let mut choice = message("evil.v1", "Choice", alternatives);
    if let Shape::Message(it) = &mut choice.shape {
        it.oneofs.push(Oneof {
            json_name: all.clone(),
            doc: all.clone(),
            ..oneof("choice", &all, true)
        });
    }

    let numbered: Vec<(&str, &str, i32)> = ATTACKS
        .iter()
        .enumerate()
        .map(|(index, attack)| ("VALUE", *attack, i32::try_from(index).unwrap()))
        .collect();
    let mut enumerated = values("evil.v1", "Values", &numbered);
    enumerated.doc.clone_from(&all);
    if let Shape::Enum(it) = &mut enumerated.shape {
        for (index, value) in it.values.iter_mut().enumerate() {
            value.name = format!("VALUE_{index}");
            value.doc = ATTACKS[index].to_owned();
            value.deprecated = Some(ATTACKS[index].to_owned());
        }
        it.by_name = true;
    }

    // Names that languages keep for themselves, or that stand in the way of generated ones.
    let words = [
        "class",
        "def",
        "lambda",
        "event",
        "namespace",
        "string",
        "object",
        "constructor",
        "type",
        "json",
        "copy",
        "model_fields",
        "schema",
        "validate",
        "str",
        "list",
        "int",
        "dict",
        "kind",
        "id",
        "__proto__",
        "equals",
        "get_hash_code",
        "to_string",
        "clone",
        "words",
        "guid",
        "self",
        "print",
        "stream",
        "value",
        "_leading",
        "userID",
        "user_id",
        "equality_contract",
    ];
    let fields = words
        .iter()
        .enumerate()
        .map(|(index, name)| field(name, u32::try_from(index).unwrap() + 1, "string"))
        .collect();
    let mut words = message("import.class.v1", "Words", fields);
    words.event = Some(event("Words", "Words", 1));
    let mut schema = schema(vec![hostile, choice, enumerated, words]);
    for name in [
        "Guid",
        "List",
        "Dictionary",
        "Event",
        "Field",
        "Record",
        "String",
        "Object",
        "Array",
        "JsonElement",
        "Data",
        "Empty",
        "None",
        "ClosedEnum",
        "Exception",
        "DateTimeOffset",
        "System",
        "Number",
        "EVENTS",
        "OutputStream",
        "Attribute",
    ] {
        schema.insert(message(
            "import.class.v1",
            name,
            vec![
                field("a", 1, "uuid"),
                field("b", 2, "list<timestamp>"),
                field("c", 3, "map<string, json>"),
                Field::new("d", None, Kind::Set(Box::new(Kind::Duration))),
            ],
        ));
    }
    schema
}
