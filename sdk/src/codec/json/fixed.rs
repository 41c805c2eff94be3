use std::borrow::Cow;

use plumberd_schema::{FieldDescriptor, FixedValue, Kind};

use super::error::Fault;
use super::reader::Reader;
use super::writer::Writer;
use crate::codec::error::Failed;
use crate::codec::profile::{Profile, ProfileId};

impl<P: Profile> Writer<'_, P> {
    /// Writes a field that is a constant, in every profile.
    #[inline]
    #[must_use]
    pub fn fixed_field<T>(self, field: &'static FieldDescriptor, _: &T) -> Self {
        let w = self.key(field);
        match (field.fixed, field.kind) {
            (Some(FixedValue::Text(text)), _) => w.str(text),
            (Some(FixedValue::Int(value)), Kind::Int(64)) => w.integer64(value),
            (Some(FixedValue::Int(value)), _) => w.integer(value),
            (Some(FixedValue::UInt(value)), Kind::UInt(64)) => w.integer64(value),
            (Some(FixedValue::UInt(value)), _) => w.integer(value),
            (Some(FixedValue::Bool(value)), _) => w.bool(value),
            (None, _) => w.null(),
        }
    }
}

impl Reader<'_> {
    /// Reads the value of a field that is a constant, once.
    ///
    /// # Errors
    /// When the value is malformed or another one, or the key was there before.
    pub fn read_fixed(
        &mut self,
        seen: &mut bool,
        field: &'static FieldDescriptor,
    ) -> Result<(), Failed> {
        if std::mem::replace(seen, true) {
            return Err(self.duplicate());
        }
        self.peek();
        let start = self.at;
        let found = match field.fixed {
            None => return self.skip_value(),
            Some(FixedValue::Text(expected)) => {
                // .NET writes null for a text that was never set.
                let found = if self.null() { Cow::Borrowed("") } else { self.text()? };
                (found != expected).then(|| quoted(&found))
            }
            Some(value) if self.profile() == ProfileId::Proto3 && self.null() => {
                (!value.is_default()).then(|| "null".to_owned())
            }
            Some(FixedValue::Int(expected)) => {
                let found = self.i64("a 64-bit integer")?;
                (found != expected).then(|| found.to_string())
            }
            Some(FixedValue::UInt(expected)) => {
                let found = self.u64("an unsigned 64-bit integer")?;
                (found != expected).then(|| found.to_string())
            }
            Some(FixedValue::Bool(expected)) => {
                let found = self.bool()?;
                (found != expected).then(|| found.to_string())
            }
        };
        match found {
            None => Ok(()),
            Some(found) => Err(self.not_fixed(start, field, Some(found))),
        }
    }

    /// The field, when its value was there. In the `proto3` profile an absent key is Protobuf's
    /// default, which may be the value.
    ///
    /// # Errors
    /// When the key is absent.
    #[inline]
    pub fn finish_fixed<T: Default>(
        &mut self,
        seen: bool,
        field: &'static FieldDescriptor,
    ) -> Result<T, Failed> {
        if seen {
            return Ok(T::default());
        }
        match field.fixed {
            Some(value) if self.is_proto3() => {
                if value.is_default() {
                    return Ok(T::default());
                }
                Err(self.not_fixed(self.at.saturating_sub(1), field, None))
            }
            _ => Err(self.missing(field)),
        }
    }

    #[cold]
    fn not_fixed(
        &mut self,
        at: usize,
        field: &'static FieldDescriptor,
        found: Option<String>,
    ) -> Failed {
        let name = self.key_of(field);
        let Some(expected) = field.fixed else { return Failed };
        self.fail_at(at, Fault::NotFixed { name, expected, found })
    }
}

/// A text with quotes, cut.
pub(crate) fn quoted(text: &str) -> String {
    format!("{:?}", text.chars().take(60).collect::<String>())
}
