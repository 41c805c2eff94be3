use super::{list, map, named, optional, value};
use crate::WireFormat;
use crate::model::{
    Encoding, Enum, EnumValue, Event, Field, Fixed, Kind, Message, Oneof, Profile, Schema, Shape,
    Type,
};

/// A schema that follows from some bytes, each of which settles a choice. All have a Protobuf form, and
/// shorter input gives smaller schemas, so that a property test or a fuzzer that shrinks its input ends
/// with a small one.
///
/// ```
/// use plumberd_schema::testing::schema;
///
/// assert_eq!(schema(&[]).types.len(), 1);
/// assert!(schema(&[203; 100]).types.len() > 1);
/// ```
#[must_use]
pub fn schema(bytes: &[u8]) -> Schema {
    let mut choices = Choices { bytes, at: 0 };
    let mut planned: Vec<Plan> = Vec::new();
    for package in PACKAGES.iter().take(1 + choices.below(PACKAGES.len())) {
        for number in 0..=choices.below(5) {
            let mut path = format!("Type{number}");
            let outer = planned.last().filter(|last| last.package == *package && !last.is_enum);
            if let (Some(outer), 3) = (outer, choices.below(4)) {
                path = format!("{}.{path}", outer.path);
            }
            let is_enum = choices.below(4) == 3;
            let is_event = !is_enum && !path.contains('.') && choices.rarely(3);
            let of_event = match outer.filter(|_| path.contains('.')) {
                Some(outer) => outer.of_event.clone(),
                None => is_event.then(|| path.clone()),
            };
            planned.push(Plan { package, path, is_enum, is_event, of_event });
        }
    }
    let mut schema = Schema::default();
    for index in 0..planned.len() {
        schema.insert(choices.ty(&planned, index));
    }
    schema
}

const PACKAGES: [&str; 4] = ["alpha.v1", "alpha.v2", "beta_two.gamma.v1", "alpha.beta_two.v3"];

struct Plan {
    package: &'static str,
    path: String,
    is_enum: bool,
    is_event: bool,
    /// The event that it is or is nested in.
    of_event: Option<String>,
}

struct Choices<'a> {
    bytes: &'a [u8],
    at: usize,
}

const TEXTS: [&str; 8] = [
    "",
    "plain",
    "two words",
    "*/ and // and /*",
    "line\nafter line\n\n  indented",
    "quote \" and \\ backslash",
    "caf\u{e9} \u{1f3a5}",
    "tab\tand \u{1}9 bell",
];

const NAMES: [&str; 8] = ["id", "a_b", "is_3d", "x1_y", "mp4file", "message", "URL", "user_ID"];

impl Choices<'_> {
    /// A number below another; 0 when the choices are used up.
    fn below(&mut self, end: usize) -> usize {
        let byte = self.bytes.get(self.at).copied().unwrap_or(0);
        self.at += 1;
        usize::from(byte) % end
    }

    /// Yes in one of so many cases.
    fn rarely(&mut self, cases: usize) -> bool {
        self.below(cases) == cases - 1
    }

    fn text(&mut self) -> String {
        TEXTS.get(self.below(TEXTS.len())).copied().unwrap_or_default().to_owned()
    }

    fn texts(&mut self) -> Vec<String> {
        if self.rarely(5) { (0..=self.below(3)).map(|_| self.text()).collect() } else { vec![] }
    }

    fn note(&mut self) -> Option<String> {
        self.rarely(6).then(|| self.text())
    }

    fn ty(&mut self, planned: &[Plan], index: usize) -> Type {
        let Some(plan) = planned.get(index) else { return Type::message("", "Nothing") };
        let mut ty = Type::message(plan.package, plan.path.clone());
        ty.doc = self.text();
        ty.deprecated = self.note();
        if self.rarely(5) {
            ty.name = Some(format!("Generic<{}>", plan.path));
        }
        let last = if plan.is_enum {
            self.values(&mut ty)
        } else {
            self.fields(&mut ty, planned, index);
            if plan.is_event {
                ty.event = Some(self.event(plan.path.clone(), ty.package_version().unwrap_or(1)));
                ty.name = None;
            }
            let last = ty.fields().iter().filter_map(|field| field.number).max();
            i64::from(last.unwrap_or_default())
        };
        if self.rarely(3) {
            let low = last + 1 + i64::try_from(self.below(9)).unwrap_or_default();
            let max = if plan.is_enum { i64::from(i32::MAX) } else { 536_870_911 };
            let high = [low, low + 5, max][self.below(3)];
            ty.reserved.numbers.push((low, high));
            ty.reserved.names.push("was_here".to_owned());
        }
        ty
    }

    fn fields(&mut self, ty: &mut Type, planned: &[Plan], index: usize) {
        let mut message = Message::default();
        let mut number = 0;
        for position in 0..self.below(9) {
            number += 1 + u32::try_from(self.below(40)).unwrap_or_default();
            // Names beside each other differ, and so do the keys that follow from them.
            let name = format!("{}_f{position}", NAMES.get(self.below(8)).unwrap_or(&"x"));
            let kind = self.kind(planned, index);
            let mut field = Field::new(name, Some(number), kind);
            field.doc = self.text();
            field.deprecated = self.note();
            field.aliases = self.texts();
            field.default = self.rarely(8);
            if self.rarely(6) {
                field.json_name = format!("Own{position}{}", self.text());
            }
            if self.rarely(6) {
                field.proto_json_name = format!("own{position}");
            }
            let is_single = field.kind == *field.kind.required() && !field.kind.is_repeated();
            if is_single && self.rarely(3) {
                field.oneof = Some(self.oneof(&mut message.oneofs));
            } else if field.kind == Kind::String && self.rarely(3) {
                field.fixed = Some(Fixed::Text(self.text()));
            }
            message.fields.push(field);
        }
        // An event is never a union.
        message.union = message.oneofs.len() == 1
            && planned.get(index).is_some_and(|plan| !plan.is_event)
            && message.fields.iter().all(|field| field.oneof.is_some())
            && self.rarely(2);
        if let (true, Some(oneof)) = (message.union, message.oneofs.first_mut()) {
            oneof.required = true;
        }
        ty.shape = Shape::Message(message);
    }

    fn event(&mut self, name: String, version: u32) -> Event {
        Event {
            category: if self.rarely(3) { "Own".to_owned() } else { "Alpha".to_owned() },
            type_name: if self.rarely(4) { format!("{name}Happened") } else { name },
            aliases: self.texts(),
            version,
            oldest: if self.rarely(2) { 1 } else { version },
            profile: if self.rarely(4) { Profile::Proto3 } else { Profile::MicroPlumberd },
            encoding: if self.rarely(4) { Encoding::Protobuf } else { Encoding::Json },
        }
    }

    /// One of the oneofs that are there, or a new one.
    fn oneof(&mut self, oneofs: &mut Vec<Oneof>) -> usize {
        let index = self.below(oneofs.len() + 1);
        if index == oneofs.len() {
            let name = format!("{}_o{index}", NAMES.get(self.below(8)).unwrap_or(&"x"));
            let pascal = crate::case::to_pascal(&name);
            oneofs.push(Oneof {
                json_name: if self.rarely(3) { "Own".to_owned() } else { pascal.clone() },
                type_name: if self.rarely(3) { "Own".to_owned() } else { pascal },
                name,
                required: self.rarely(2),
                default: self.rarely(5),
                aliases: self.texts(),
                doc: self.text(),
                place: None,
            });
        }
        index
    }

    fn kind(&mut self, planned: &[Plan], index: usize) -> Kind {
        match self.below(8) {
            0..=3 => self.single(planned, index),
            4 => optional(self.single(planned, index)),
            5 => list(self.single(planned, index)),
            6 => Kind::Set(Box::new(self.single(planned, index))),
            _ => {
                let key = match self.below(4) {
                    0 => Kind::String,
                    1 => Kind::Uuid,
                    2 => Kind::Bool,
                    _ => Kind::UInt(8, WireFormat::Plain),
                };
                map(key, self.single(planned, index))
            }
        }
    }

    fn single(&mut self, planned: &[Plan], index: usize) -> Kind {
        let bits = [8, 16, 32, 64][self.below(4)];
        let format = [WireFormat::Plain, WireFormat::ZigZag, WireFormat::Fixed][self.below(3)];
        match self.below(16) {
            0 => Kind::String,
            1 => Kind::Bool,
            2 => Kind::Int(bits, format),
            3 if format != WireFormat::ZigZag => Kind::UInt(bits, format),
            3 | 4 => Kind::F32,
            5 => Kind::F64,
            6 => Kind::Bytes,
            7 => Kind::Uuid,
            8 => Kind::Timestamp,
            9 => Kind::Duration,
            10 => Kind::Decimal,
            11 => Kind::Json,
            12 => named("google.protobuf.Int64Value"),
            _ => {
                // Any type of the same package but of other events, or any of a later package: what stands in
                // files that use each other could not be printed.
                let package = planned.get(index).map_or("", |plan| plan.package);
                let own_event = planned.get(index).and_then(|plan| plan.of_event.clone());
                let usable: Vec<&Plan> = planned
                    .iter()
                    .enumerate()
                    .filter(|(other, plan)| {
                        (plan.package == package
                            && (plan.of_event.is_none() || plan.of_event == own_event))
                            || (plan.package != package && *other > index)
                    })
                    .map(|(_, plan)| plan)
                    .collect();
                let chosen = self.below(usable.len().max(1));
                usable.get(chosen).map_or(Kind::String, |plan| {
                    Kind::Named(format!("{}.{}", plan.package, plan.path))
                })
            }
        }
    }

    /// The highest number.
    fn values(&mut self, ty: &mut Type) -> i64 {
        let prefix = crate::case::to_screaming_snake(&ty.path.replace('.', "_"));
        let mut values = Vec::new();
        let mut number = if self.rarely(4) { -7 } else { 0 };
        while number <= 0 || self.rarely(2) && values.len() < 9 {
            let name = format!("{prefix}_V{}", values.len());
            let json_name = if self.rarely(4) {
                format!("Own{}", self.text())
            } else {
                crate::case::to_pascal(&format!("V{}", values.len()))
            };
            values.push(EnumValue {
                aliases: self.texts(),
                doc: self.text(),
                deprecated: self.note(),
                ..value(&name, &json_name, number)
            });
            number += if number < 0 { 7 } else { 1 + i32::from(self.rarely(3)) };
        }
        ty.shape = Shape::Enum(Enum { values, open: !self.rarely(3), by_name: self.rarely(3) });
        i64::from(number)
    }
}
