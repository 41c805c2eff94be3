use super::{CAUSATION_ID, CLIENT_HOST_NAME, CORRELATION_ID, CREATED, Metadata, SCHEMA_VERSION};
use crate::clock::Fraction;
use crate::codec::profile::MicroPlumberd;
use crate::codec::{EncodeError, Field, json, write_once};

type Writer<'b> = json::Writer<'b, MicroPlumberd>;

const NAME: &str = "Metadata";

impl Metadata {
    /// Appends the metadata as a JSON object: `Created`, `ClientHostName`, `$correlationId` and
    /// `$causationId` first, in this order, then the version if above 1, then the caller's keys.
    ///
    /// An id that is not known is left out, never `null`, for .NET cannot read that.
    ///
    /// # Errors
    /// When a value of the caller's cannot be written. `out` is then as before.
    pub fn write(&self, out: &mut Vec<u8>) -> Result<(), EncodeError> {
        write_once::<Self, _, _>(
            NAME,
            |room| json::write_text(NAME, room, |w| self.write_json(w)),
            |end, room| {
                out.extend_from_slice(&room[..end]);
            },
        )
    }

    fn write_json<'b>(&self, w: Writer<'b>) -> Writer<'b> {
        let (mark, mut w) = w.begin_object();
        if let Some(created) = self.created {
            w = key(w, CREATED).quoted(|room| created.write(Fraction::Seven, room));
        }
        if let Some(host) = &self.client_host_name {
            w = key(w, CLIENT_HOST_NAME).str(host);
        }
        for (name, id) in [(CORRELATION_ID, self.correlation_id), (CAUSATION_ID, self.causation_id)]
        {
            if let Some(id) = id {
                w = id.write_json(key(w, name));
            }
        }
        if self.version > 1 {
            w = key(w, SCHEMA_VERSION).integer(self.version);
        }
        for (name, value) in &self.custom {
            w = w.entry(|w| w.str(name), value);
        }
        w.end_object(mark)
    }

    /// The metadata as a JSON object.
    ///
    /// # Errors
    /// As [`write`](Self::write).
    pub fn to_vec(&self) -> Result<Vec<u8>, EncodeError> {
        let mut out = Vec::with_capacity(256);
        self.write(&mut out)?;
        Ok(out)
    }
}

fn key<'b>(w: Writer<'b>, name: &str) -> Writer<'b> {
    w.raw(b",\"").raw(name.as_bytes()).raw(b"\":")
}
