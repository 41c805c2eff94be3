use plumberd_schema::{EnumValue, FieldDescriptor, Kind};

use super::error::Fault;
use super::reader::{ReadLimits, Reader};
use super::structure::{find, known_values};
use crate::codec::error::Failed;

impl Reader<'_> {
    /// Reads a oneof as a value of its own: an object with one alternative and perhaps its `Kind`.
    ///
    /// # Errors
    /// When there is no alternative, more than one, or another one than `Kind` says.
    pub fn oneof<T>(
        &mut self,
        fields: &'static [FieldDescriptor],
        read: impl Fn(usize, &mut Self) -> Result<T, Failed>,
    ) -> Result<T, Failed> {
        const EXPECTED: &str = "an alternative of the oneof";
        self.begin_object()?;
        let start = self.at;
        let mut kind: Option<(usize, usize)> = None;
        let mut value: Option<(usize, T)> = None;
        let mut first = true;
        while let Some(key) = self.next_key(std::mem::take(&mut first))? {
            if key.eq_ignore_ascii_case("kind") && self.peek() == Some(b'"') {
                if kind.is_some() {
                    return Err(self.duplicate());
                }
                let at = self.at;
                let name = self.text()?;
                let Some(index) = find(fields, &name) else {
                    return Err(self.fail_at(
                        at,
                        Fault::Invalid { value: name.into_owned(), expected: EXPECTED },
                    ));
                };
                kind = Some((index, at));
            } else if let Some(index) = find(fields, &key) {
                // .NET writes the members that are not set as null.
                if !self.has_null(fields.get(index)) && self.peek() == Some(b'n') {
                    self.skip_value()?;
                } else if value.is_some() {
                    return Err(self.duplicate());
                } else {
                    value = Some((index, read(index, self)?));
                }
            } else {
                self.skip_value()?;
            }
        }
        match (kind, value) {
            (None, Some((_, value))) => Ok(value),
            (Some((kind, at)), Some((index, value))) => {
                if kind == index {
                    return Ok(value);
                }
                let name = fields.get(kind).map_or("", |field| field.json_name());
                Err(self.fail_at(
                    at,
                    Fault::Invalid {
                        value: name.into(),
                        expected: "the alternative that is there",
                    },
                ))
            }
            (Some((kind, at)), None) => {
                // An alternative without a value has its name only.
                match fields.get(kind) {
                    Some(FieldDescriptor { kind: Kind::Empty, .. }) => {}
                    field => {
                        let name = field.map_or("", FieldDescriptor::json_name);
                        return Err(self.fail_at(at, Fault::Missing(name)));
                    }
                }
                read(kind, &mut Reader::new("{}", self.profile(), ReadLimits::default()))
            }
            (None, None) => Err(self.fail_at(start, Fault::Missing("Kind"))),
        }
    }

    /// Reads a value of an enum, by number or by name.
    ///
    /// # Errors
    /// When a name is not one of the values, or something else comes next.
    #[inline]
    pub fn enum_number(
        &mut self,
        values: &'static [EnumValue],
        name: &'static str,
    ) -> Result<i32, Failed> {
        if self.peek() == Some(b'"') {
            return self.enum_name(values, name);
        }
        let number = self.i64("an enum")?;
        self.narrow(number, "an enum, which has 32 bits")
    }

    fn enum_name(
        &mut self,
        values: &'static [EnumValue],
        name: &'static str,
    ) -> Result<i32, Failed> {
        let start = self.at;
        let text = self.text()?;
        let found = values.iter().find(|value| {
            value.name == text || value.proto_name == text || value.aliases.contains(&&*text)
        });
        match found {
            Some(value) => Ok(value.number),
            None => {
                self.at = start;
                Err(self.unknown_enum_value(&text, values, name))
            }
        }
    }

    /// Notes that an enum does not have a number or name.
    #[cold]
    pub fn unknown_enum_value(
        &mut self,
        value: &str,
        values: &'static [EnumValue],
        name: &'static str,
    ) -> Failed {
        self.fail(Fault::UnknownEnumValue {
            value: value.chars().take(60).collect(),
            name,
            known: known_values(values),
        })
    }
}
