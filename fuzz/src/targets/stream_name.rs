use plumberd::event::{guid_from_string, guid_of_stream_id};
use plumberd::stream::{Category, StreamId, StreamName};

use crate::signal::Signal;

/// A name comes apart into a category and an id, which make the same name again.
pub fn run(data: &[u8]) -> Signal {
    let Ok(text) = std::str::from_utf8(data) else { return Signal::of("not text") };
    let category = Category::parse(text);
    if let Ok(category) = &category {
        assert_eq!(category.as_str(), text);
        assert!(
            !text.contains(['-', ':']) && !text.is_empty() && !text.starts_with('$'),
            "{text:?}"
        );
        let name = StreamName::new(category, &StreamId::from(7u64));
        assert_eq!((name.category(), name.id()), (text, Some("7")));
        assert_eq!(StreamName::parse(name.as_str()).as_ref(), Ok(&name));
    }
    let signal = match StreamName::parse(text) {
        Ok(name) => {
            assert_eq!(name.as_str(), text);
            let id = name.id();
            let joined =
                id.map_or(name.category().to_owned(), |id| format!("{}-{id}", name.category()));
            assert_eq!(joined, text);
            assert_eq!(name.is_system(), text.starts_with('$'));
            let guid = guid_of_stream_id(id.unwrap_or_default());
            let parsed = id.and_then(|id| uuid::Uuid::try_parse(id).ok());
            if parsed.is_none() {
                assert_eq!(guid, guid_from_string(id.unwrap_or_default()));
            }
            assert_eq!(StreamId::parse(text).is_ok(), text.len() <= 768);
            Signal::of((id.map(|id| id.len().checked_ilog2()), parsed.is_some(), name.is_system()))
        }
        Err(error) => {
            assert!(StreamId::parse(text).is_err());
            Signal::of(std::mem::discriminant(&error))
        }
    };
    signal.and(match category {
        Ok(_) => Signal::of("a category"),
        Err(error) => Signal::of(error.fault.message()),
    })
}
