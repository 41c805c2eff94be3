use std::borrow::Cow;
use std::marker::PhantomData;

use uuid::Uuid;

use super::{Carries, Envelope, EnvelopeError, Header, Opened};
use crate::codec::EncodeError;
use crate::event::{EncodeEvent, EventInfo, Payload};
use crate::store::ContentType;

/// How the type name of an event becomes the name in an envelope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Naming {
    /// As it is: `AdminAccountCreated`.
    Type,
    /// Its words in lower case, with dots: `admin.account.created`. Type names as they are, are read
    /// as well.
    Dotted,
}

impl Naming {
    /// The name of a type.
    ///
    /// ```
    /// use plumberd::envelope::Naming;
    ///
    /// assert_eq!(Naming::Type.name("AdminAccountCreated"), "AdminAccountCreated");
    /// assert_eq!(Naming::Dotted.name("AdminAccountCreated"), "admin.account.created");
    /// assert_eq!(Naming::Dotted.name("HTTPServerStarted"), "http.server.started");
    /// ```
    #[must_use]
    pub fn name(self, event_type: &str) -> Cow<'_, str> {
        match self {
            Self::Type => Cow::Borrowed(event_type),
            Self::Dotted => Cow::Owned(dotted(event_type).collect()),
        }
    }

    /// Whether a name is the one of a type. The type name itself always is: a topic that went over to
    /// dotted names has older events.
    fn is_name_of(self, name: &str, event_type: &str) -> bool {
        name == event_type || self == Self::Dotted && dotted(event_type).eq(name.chars())
    }

    /// The type that has a name, or an alias of that name.
    pub(super) fn find(
        self,
        name: &str,
        events: &[&'static EventInfo],
    ) -> Result<Option<&'static EventInfo>, EnvelopeError> {
        let mut matching = events.iter().filter(|info| {
            std::iter::once(&info.event_type)
                .chain(info.aliases)
                .any(|event_type| self.is_name_of(name, event_type))
        });
        match (matching.next(), matching.next()) {
            (Some(first), Some(second)) => Err(EnvelopeError::AmbiguousName {
                name: name.into(),
                first: first.event_type,
                second: second.event_type,
            }),
            (first, _) => Ok(first.copied()),
        }
    }
}

/// The words of a name in Pascal case, in lower case, with dots between them.
fn dotted(name: &str) -> impl Iterator<Item = char> + '_ {
    name.char_indices().flat_map(move |(at, c)| {
        let before = name[..at].chars().next_back();
        let behind = name[at + c.len_utf8()..].chars().next();
        let begins = c.is_uppercase()
            && before.is_some_and(|before| {
                // The last of several capitals begins a word if the word goes on.
                before.is_lowercase()
                    || before.is_numeric()
                    || before.is_uppercase() && behind.is_some_and(char::is_lowercase)
            });
        begins.then_some('.').into_iter().chain(c.to_lowercase())
    })
}

/// Another envelope, with dotted event names: `Dotted<Bytes>`.
#[derive(Debug, Clone, Copy)]
pub struct Dotted<V>(PhantomData<V>);

impl<V: Envelope> Envelope for Dotted<V> {
    const NAME: &'static str = V::NAME;
    const NAMING: Naming = Naming::Dotted;

    fn open(bytes: &[u8]) -> Result<Opened<'_>, EnvelopeError> {
        V::open(bytes)
    }

    fn write(payload: &Payload<'_>, header: &Header) -> Result<Vec<u8>, EnvelopeError> {
        V::write(payload, header)
    }
}

impl<E: EncodeEvent, V: Carries<E>> Carries<E> for Dotted<V> {
    fn encode(event: &E, id: Uuid, out: &mut Vec<u8>) -> Result<ContentType, EncodeError> {
        V::encode(event, id, out)
    }
}

#[cfg(test)]
mod tests {
    use super::Naming;

    #[test]
    fn words() {
        for (name, expected) in [
            ("AdminAccountCreated", "admin.account.created"),
            ("Created", "created"),
            ("UserID", "user.id"),
            ("HTTPServer", "http.server"),
            ("UserCreatedV2", "user.created.v2"),
            ("Mp3Uploaded", "mp3.uploaded"),
            ("ABTest", "ab.test"),
            ("admin.account.created", "admin.account.created"),
            ("Task_Done", "task_done"),
            ("ŻółwUrósł", "żółw.urósł"),
            ("A", "a"),
            ("", ""),
        ] {
            assert_eq!(Naming::Dotted.name(name), expected);
            assert!(Naming::Dotted.is_name_of(expected, name));
            assert!(!Naming::Dotted.is_name_of("other", name));
            assert_eq!(Naming::Type.name(name), name);
            assert_eq!(Naming::Type.is_name_of(expected, name), expected == name);
        }
    }
}
