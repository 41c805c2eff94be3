//! One message in all forms.
use plumberd_schema::model::Schema;
use prost::Message;
use prost_reflect::{DynamicMessage, ReflectMessage};
use serde_json::Value as Json;

use super::peer;
use crate::generated::Generated;
use crate::report::{Outcome, Report, equal};

/// A message of prost-reflect, and the types that are its.
pub struct Made<'a> {
    pub schema: &'a Schema,
    pub message: DynamicMessage,
    pub types: &'a [&'a Generated],
}

impl Made<'_> {
    pub fn run(&self, report: &mut Report, name: &str) {
        let bytes = self.bytes();
        report
            .case(&format!("{name}: Protobuf"), || bytes.as_ref().map(drop).map_err(Clone::clone));
        // Without it, the other cases would fail as well.
        let Ok(bytes) = bytes else { return };
        report.case(&format!("{name}: JSON, micro-plumberd"), || self.micro_plumberd(&bytes));
        report.case(&format!("{name}: JSON, proto3"), || self.proto3(&bytes));
        report.case(&format!("{name}: JSON of prost-reflect"), || self.canonical(&bytes));
    }

    /// Of all types the same.
    fn all<T: PartialEq + std::fmt::Debug>(
        &self,
        what: &str,
        of: impl Fn(&Generated) -> T,
    ) -> Outcome<T> {
        let mut all = self.types.iter().map(|ty| of(ty));
        let first = all.next().ok_or("no types")?;
        for other in all {
            equal(what, &other, &first)?;
        }
        Ok(first)
    }

    fn is_message(&self, message: DynamicMessage) -> Outcome {
        let found = peer::sorted(self.schema, message);
        let expected = peer::sorted(self.schema, self.message.clone());
        if found == expected {
            return Ok(());
        }
        let (found, expected) = (peer::show(&found), peer::show(&expected));
        Err(format!("read by prost-reflect:\n  found    {found}\n  expected {expected}"))
    }

    /// What we write of the message, which prost-reflect reads as the same.
    fn bytes(&self) -> Outcome<Vec<u8>> {
        let theirs = self.message.encode_to_vec();
        let ours = self.all("bytes", |ty| (ty.rewrite)(&theirs))??;
        self.is_message(peer::decode(&self.message.descriptor(), &ours)?)?;
        Ok(ours)
    }

    fn micro_plumberd(&self, bytes: &[u8]) -> Outcome {
        let text = self.all("JSON", |ty| (ty.to_micro_plumberd)(bytes))?;
        let text = match text {
            Ok(text) => text,
            // Infinities have no such JSON, and both refuse them.
            Err(error) if error.contains("is not a JSON number") => return Ok(()),
            Err(error) => return Err(error),
        };
        self.all("read from JSON", |ty| (ty.from_micro_plumberd)(&text))?.map(drop)
    }

    fn proto3(&self, bytes: &[u8]) -> Outcome {
        let text = self.all("JSON", |ty| (ty.to_json)(bytes))??;
        let read = self.all("read from JSON", |ty| (ty.from_json)(&text))??;
        equal("bytes of what was read", &&*read, &bytes)?;
        self.is_message(peer::from_json(&self.message.descriptor(), &text)?)
    }

    /// The message as we wrote it, for the order of sets.
    fn canonical(&self, bytes: &[u8]) -> Outcome {
        let theirs = peer::to_json(&peer::decode(&self.message.descriptor(), bytes)?)?;
        let read = self.all("read from JSON", |ty| (ty.from_json)(&theirs.to_string()))??;
        equal("bytes of what was read", &&*read, &bytes)?;
        let ours = self.all("JSON", |ty| (ty.to_json)(bytes))??;
        let ours: Json = serde_json::from_str(&ours).map_err(|error| error.to_string())?;
        if peer::same(&ours, &theirs) {
            return Ok(());
        }
        Err(format!("JSON:\n  ours   {ours}\n  theirs {theirs}"))
    }
}
