use std::collections::BTreeSet;
use std::path::Path;

use super::field::{Field, FixedValue, Label, Type};
use super::{Enum, Message, Reserved, Schemas, Value};

const HEADER: &str = "plumberd-schemas 1";

/// What a line is wrong about.
type Fault = &'static str;

impl Schemas {
    /// Reads the file that the build script names. Nothing when it is not there: an editor may expand
    /// a derive before any build script has run.
    ///
    /// # Errors
    /// When the file cannot be read, or is not what `plumberd-build` writes.
    pub(crate) fn load(path: &Path) -> Result<Option<Self>, String> {
        let shown = path.display();
        let bytes = match std::fs::read(path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(format!("cannot read the schemas in {shown}: {error}")),
        };
        let text = String::from_utf8(bytes).map_err(|_| {
            format!("{shown} is not what plumberd-build writes: it is not UTF-8; run the build script again")
        })?;
        parse(&text).map(Some).map_err(|(line, fault)| {
            format!("{shown} is not what plumberd-build writes (line {line}: {fault}): use the plumberd-build of plumberd's version")
        })
    }
}

/// Reads the text; an error has its line.
fn parse(text: &str) -> Result<Schemas, (usize, Fault)> {
    let mut lines = (1..).zip(text.split('\n'));
    if lines.next().map(|(_, header)| header) != Some(HEADER) {
        return Err((1, "expected `plumberd-schemas 1`"));
    }
    let mut schemas = Schemas::default();
    let mut owner = None;
    for (number, line) in lines {
        if !line.is_empty() {
            read(line, &mut schemas, &mut owner).map_err(|fault| (number, fault))?;
        }
    }
    mark_empty_messages(&mut schemas);
    Ok(schemas)
}

fn mark_empty_messages(schemas: &mut Schemas) {
    let mut empty: BTreeSet<String> = schemas
        .messages
        .iter()
        .filter(|message| message.fields.is_empty())
        .map(|message| message.name.clone())
        .collect();
    empty.insert("google.protobuf.Empty".to_owned());
    for field in schemas.messages.iter_mut().flat_map(|message| &mut message.fields) {
        field.empty = matches!(&field.ty, Type::Message(name) if empty.contains(name));
    }
}

/// What the lines below a head belong to: the last of its kind.
#[derive(Clone, Copy)]
enum Owner {
    Message,
    Enum,
}

fn read(line: &str, schemas: &mut Schemas, owner: &mut Option<Owner>) -> Result<(), Fault> {
    let (kind, rest) = line.split_once('\t').ok_or("expected tabs between columns")?;
    match kind {
        "message" => {
            let (name, place) = pair(rest)?;
            schemas.messages.push(Message { name, place, ..Message::default() });
            *owner = Some(Owner::Message);
            return Ok(());
        }
        "enum" => {
            let (name, place) = pair(rest)?;
            schemas.enums.push(Enum { name, place, ..Enum::default() });
            *owner = Some(Owner::Enum);
            return Ok(());
        }
        _ => {}
    }
    match (owner, schemas.messages.last_mut(), schemas.enums.last_mut()) {
        (Some(Owner::Message), Some(message), _) => match kind {
            "field" => message.fields.push(field(rest, &message.place)?),
            _ => reserve(kind, rest, &mut message.reserved)?,
        },
        (Some(Owner::Enum), _, Some(known)) => match kind {
            "value" => known.values.push(value(rest, &known.place)?),
            _ => reserve(kind, rest, &mut known.reserved)?,
        },
        _ => return Err("expected a message or an enum first"),
    }
    Ok(())
}

fn pair(rest: &str) -> Result<(String, String), Fault> {
    match rest.split_once('\t') {
        Some((name, place)) if !name.is_empty() && !place.contains('\t') => {
            Ok((name.to_owned(), place.to_owned()))
        }
        _ => Err("expected a name and a place"),
    }
}

fn reserve(kind: &str, rest: &str, reserved: &mut Reserved) -> Result<(), Fault> {
    match kind {
        "reserved" => {
            let (low, high) = rest.split_once('\t').ok_or("expected a range of numbers")?;
            match (low.parse(), high.parse()) {
                (Ok(low), Ok(high)) => reserved.ranges.push((low, high)),
                _ => return Err("expected a range of numbers"),
            }
        }
        "reserved_name" => reserved.names.push(rest.to_owned()),
        _ => return Err("this line has no meaning here"),
    }
    Ok(())
}

fn value(rest: &str, owner: &str) -> Result<Value, Fault> {
    let columns: Vec<&str> = rest.split('\t').collect();
    let [name, number, at] = columns[..] else { return Err("expected three columns") };
    Ok(Value {
        name: name.to_owned(),
        number: number.parse().map_err(|_| "expected the number of a value")?,
        place: place(owner, at),
    })
}

fn field(rest: &str, owner: &str) -> Result<Field, Fault> {
    // A text may have a tab in it, and stands last but one.
    let (head, at) = rest.rsplit_once('\t').ok_or("expected seven columns")?;
    let columns: Vec<&str> = head.splitn(6, '\t').collect();
    let [name, number, ty, label, oneof, fixed] = columns[..] else {
        return Err("expected seven columns");
    };
    Ok(Field {
        name: name.to_owned(),
        number: number.parse().map_err(|_| "expected the number of a field")?,
        ty: kind(ty).ok_or("expected a type of Protobuf")?,
        label: match label {
            "singular" => Label::Singular,
            "optional" => Label::Optional,
            "repeated" => Label::Repeated,
            "required" => Label::Required,
            _ => return Err("expected `singular`, `optional`, `repeated` or `required`"),
        },
        oneof: (oneof != "-").then(|| oneof.to_owned()),
        fixed: if fixed == "-" { None } else { Some(constant(fixed)?) },
        empty: false,
        place: place(owner, at),
    })
}

fn kind(text: &str) -> Option<Type> {
    const SCALARS: [&str; 15] = [
        "double", "float", "int32", "int64", "uint32", "uint64", "sint32", "sint64", "fixed32",
        "fixed64", "sfixed32", "sfixed64", "bool", "string", "bytes",
    ];
    if let Some(scalar) = SCALARS.into_iter().find(|scalar| *scalar == text) {
        return Some(Type::Scalar(scalar));
    }
    match text.split_once(':')? {
        ("message", name) => Some(Type::Message(name.to_owned())),
        ("enum", name) => Some(Type::Enum(name.to_owned())),
        ("map", entry) => {
            let (key, value) = entry.split_once(':')?;
            match (kind(key)?, kind(value)?) {
                (_, Type::Map(..)) => None,
                (Type::Scalar(key), value) => Some(Type::Map(key, Box::new(value))),
                _ => None,
            }
        }
        _ => None,
    }
}

fn constant(text: &str) -> Result<FixedValue, Fault> {
    if let Some(quoted) = text.strip_prefix('"') {
        let body = quoted.strip_suffix('"').ok_or("expected a closing quote")?;
        return unescape(body).map(FixedValue::Text);
    }
    Ok(match text {
        "true" => FixedValue::Bool(true),
        "false" => FixedValue::Bool(false),
        number => match number.parse() {
            Ok(number) => FixedValue::Int(number),
            Err(_) if number.parse::<f64>().is_ok() => FixedValue::Float(number.to_owned()),
            Err(_) => return Err("expected a text in quotes, a number, `true` or `false`"),
        },
    })
}

fn unescape(body: &str) -> Result<String, Fault> {
    let mut text = String::with_capacity(body.len());
    let mut chars = body.chars();
    while let Some(c) = chars.next() {
        text.push(match c {
            '"' => return Err("expected an escape in front of a quote"),
            '\\' => match chars.next() {
                Some('n') => '\n',
                Some(c @ ('"' | '\\')) => c,
                _ => return Err("expected one of the escapes `\\\"`, `\\\\` and `\\n`"),
            },
            c => c,
        });
    }
    Ok(text)
}

/// A place in the file of the type around it, which has a line and a column of its own behind it.
fn place(owner: &str, at: &str) -> String {
    let file = owner.rsplitn(3, ':').last().unwrap_or_default();
    format!("{file}:{at}")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    const FILE: &str = "plumberd-schemas 1\n\
        message\trecording.v1.RecordingFinished\tproto/recording/v1/RecordingFinished.proto:9:1\n\
        field\trecording_id\t1\tstring\tsingular\t-\t-\t11:3\n\
        field\tquality\t2\tenum:recording.v1.Quality\toptional\t-\t-\t12:3\n\
        field\ttags\t3\tmap:string:message:recording.v1.Tag\trepeated\t-\t-\t13:3\n\
        field\tevent_name\t4\tstring\tsingular\t-\t\"a\\n\\\"\\\\\tb\"\t14:3\n\
        field\tfile\t5\tstring\tsingular\tsource\t-\t16:5\n\
        field\tratio\t6\tdouble\tsingular\tsource\t-1.5\t17:5\n\
        reserved\t7\t9\n\
        reserved_name\tframes\n\
        enum\trecording.v1.Quality\tproto/recording/v1/Quality.proto:3:1\n\
        value\tQUALITY_HIGH\t-2\t5:3\n\
        reserved\t-9\t-7\n";

    #[test]
    fn reads_every_line() {
        let schemas = parse(FILE).unwrap();
        let message = schemas.message("recording.v1.RecordingFinished").unwrap();
        assert_eq!(message.place, "proto/recording/v1/RecordingFinished.proto:9:1");
        let shown: Vec<String> = message
            .fields
            .iter()
            .map(|field| format!("{} @ {}", field.declaration(), field.place))
            .collect();
        let file = "proto/recording/v1/RecordingFinished.proto";
        assert_eq!(
            shown,
            [
                format!("string recording_id = 1 @ {file}:11:3"),
                format!("optional recording.v1.Quality quality = 2 @ {file}:12:3"),
                format!("map<string, recording.v1.Tag> tags = 3 @ {file}:13:3"),
                format!("string event_name = 4 @ {file}:14:3"),
                format!("string file = 5 @ {file}:16:5"),
                format!("double ratio = 6 @ {file}:17:5"),
            ]
        );
        assert_eq!(message.fields[3].fixed, Some(FixedValue::Text("a\n\"\\\tb".into())));
        assert_eq!(message.fields[5].fixed, Some(FixedValue::Float("-1.5".into())));
        assert_eq!(message.oneofs(), ["source"]);
        assert_eq!(message.oneof("source").len(), 2);
        assert_eq!(message.reserved().reason(Some(8), "x").as_deref(), Some("number 8"));
        assert_eq!(message.reserved().reason(Some(10), "frames").as_deref(), Some("`frames`"));
        assert_eq!(message.reserved().reason(Some(10), "x"), None);
        let quality = schemas.value_enum("recording.v1.Quality").unwrap();
        assert_eq!(
            (quality.values[0].number, quality.values[0].place.as_str()),
            (-2, "proto/recording/v1/Quality.proto:5:3")
        );
        assert_eq!(quality.reserved().reason(Some(-8), "").as_deref(), Some("number -8"));
    }

    #[test]
    fn a_drive_letter_is_no_line() {
        assert_eq!(place("C:\\proto\\a.proto:9:1", "11:3"), "C:\\proto\\a.proto:11:3");
    }

    #[test]
    fn refuses_other_files() {
        for (text, line, fault) in [
            ("", 1, "expected `plumberd-schemas 1`"),
            ("plumberd-schemas 2\n", 1, "expected `plumberd-schemas 1`"),
            ("plumberd-schemas 1\r\n", 1, "expected `plumberd-schemas 1`"),
            ("plumberd-schemas 1\nmessage", 2, "expected tabs between columns"),
            ("plumberd-schemas 1\nmessage\tA", 2, "expected a name and a place"),
            ("plumberd-schemas 1\nmessage\tA\ta:1:1\tb", 2, "expected a name and a place"),
            (
                "plumberd-schemas 1\nfield\ta\t1\tstring\tsingular\t-\t-\t1:1",
                2,
                "expected a message or an enum first",
            ),
            (
                "plumberd-schemas 1\nmessage\tA\ta:1:1\nvalue\tA\t1\t1:1",
                3,
                "this line has no meaning here",
            ),
            (
                "plumberd-schemas 1\nmessage\tA\ta:1:1\nservice\tA",
                3,
                "this line has no meaning here",
            ),
            ("plumberd-schemas 1\nmessage\tA\ta:1:1\nfield\ta", 3, "expected seven columns"),
            (
                "plumberd-schemas 1\nmessage\tA\ta:1:1\nfield\ta\t1\tstring\tsingular\t-\t1:1",
                3,
                "expected seven columns",
            ),
            (
                "plumberd-schemas 1\nmessage\tA\ta:1:1\nfield\ta\tone\tstring\tsingular\t-\t-\t1:1",
                3,
                "expected the number of a field",
            ),
            (
                "plumberd-schemas 1\nmessage\tA\ta:1:1\nfield\ta\t1\tgroup\tsingular\t-\t-\t1:1",
                3,
                "expected a type of Protobuf",
            ),
            (
                "plumberd-schemas 1\nmessage\tA\ta:1:1\nfield\ta\t1\tmap:string\tsingular\t-\t-\t1:1",
                3,
                "expected a type of Protobuf",
            ),
            (
                "plumberd-schemas 1\nmessage\tA\ta:1:1\nfield\ta\t1\tmap:string:map:string:string\tsingular\t-\t-\t1:1",
                3,
                "expected a type of Protobuf",
            ),
            (
                "plumberd-schemas 1\nmessage\tA\ta:1:1\nfield\ta\t1\tstring\tmany\t-\t-\t1:1",
                3,
                "expected `singular`, `optional`, `repeated` or `required`",
            ),
            (
                "plumberd-schemas 1\nmessage\tA\ta:1:1\nfield\ta\t1\tstring\tsingular\t-\t\"\t1:1",
                3,
                "expected a closing quote",
            ),
            (
                "plumberd-schemas 1\nmessage\tA\ta:1:1\nfield\ta\t1\tstring\tsingular\t-\t\"\"\"\t1:1",
                3,
                "expected an escape in front of a quote",
            ),
            (
                "plumberd-schemas 1\nmessage\tA\ta:1:1\nfield\ta\t1\tstring\tsingular\t-\t\"\\t\"\t1:1",
                3,
                "expected one of the escapes `\\\"`, `\\\\` and `\\n`",
            ),
            (
                "plumberd-schemas 1\nmessage\tA\ta:1:1\nfield\ta\t1\tstring\tsingular\t-\tyes\t1:1",
                3,
                "expected a text in quotes, a number, `true` or `false`",
            ),
            (
                "plumberd-schemas 1\nmessage\tA\ta:1:1\nreserved\t1",
                3,
                "expected a range of numbers",
            ),
            ("plumberd-schemas 1\nenum\tA\ta:1:1\nvalue\tA\t1", 3, "expected three columns"),
            (
                "plumberd-schemas 1\nenum\tA\ta:1:1\nvalue\tA\tx\t1:1",
                3,
                "expected the number of a value",
            ),
        ] {
            assert_eq!(parse(text).err(), Some((line, fault)), "{text:?}");
        }
    }
}
