use super::virtual_stream::{VirtualStream, category_of};
use crate::store::Selection;
use crate::stream::StreamName;

/// What a subscription can be about, other than the whole log: the events of a stream, or of a category.
///
/// It is a hash. Two that share one are woken together, and find nothing new.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Topic(u64);

impl Topic {
    /// What an event of this stream is about. The metadata of a stream says what it shows, so both are
    /// one topic.
    pub(crate) fn of_event_in(stream: &StreamName) -> impl Iterator<Item = Self> {
        let category = category_of(stream).map(Self::category);
        [Some(Self::stream(stream)), category].into_iter().flatten()
    }

    /// What a subscription to a stream is about; `None` when it may be about any event.
    pub(crate) fn of_stream(stream: &StreamName) -> Option<Self> {
        match VirtualStream::parse(stream) {
            None => Some(Self::stream(stream)),
            Some(VirtualStream::Category(category)) => Some(Self::category(&category)),
            Some(_) => None,
        }
    }

    /// What a subscription to a part of the log is about; `None` when it may be about any event.
    pub(crate) fn of_selection(selection: &Selection) -> Option<Self> {
        match selection {
            Selection::Category(category) => Some(Self::category(category.as_str())),
            _ => None,
        }
    }

    fn stream(stream: &StreamName) -> Self {
        let name = stream.as_str();
        Self(hash(1, name.strip_prefix("$$").unwrap_or(name)))
    }

    fn category(category: &str) -> Self {
        Self(hash(2, category))
    }
}

/// One multiplication for eight bytes (as in `FxHash`): every append takes one.
fn hash(seed: u64, text: &str) -> u64 {
    const FACTOR: u64 = 0xf135_7aea_2e62_a9c5;
    let (words, rest) = text.as_bytes().as_chunks::<8>();
    let mut last = [0; 8];
    last[..rest.len()].copy_from_slice(rest);
    let words = words.iter().chain([&last]).map(|word| u64::from_le_bytes(*word));
    let hash = words.fold(seed, |hash, word| (hash.rotate_left(5) ^ word).wrapping_mul(FACTOR));
    hash ^ hash >> 32
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use super::*;
    use crate::engine::append::tests::name;
    use crate::stream::Category;

    #[test]
    fn a_subscription_hears_of_its_events_and_of_few_others() {
        let heard = |about: Topic, stream: &str| {
            Topic::of_event_in(&name(stream)).any(|topic| topic == about)
        };
        let one = Topic::of_stream(&name("Order-1")).unwrap();
        for (stream, expected) in [
            ("Order-1", true),
            ("$$Order-1", true),
            ("Order-10", false),
            ("Order-2", false),
            ("Order", false),
        ] {
            assert_eq!(heard(one, stream), expected, "{stream}");
        }
        let metadata = Topic::of_stream(&name("$$Order-1")).unwrap();
        assert!(heard(metadata, "Order-1") && heard(metadata, "$$Order-1"));
        let category = Category::parse("Order").unwrap();
        for category in [
            Topic::of_stream(&name("$ce-Order")),
            Topic::of_selection(&Selection::Category(category)),
        ] {
            let category = category.unwrap();
            assert!(heard(category, "Order-1") && heard(category, "Order-2"));
            assert!(!heard(category, "Orders-1") && !heard(category, "Order"));
        }
        for stream in ["$et-Happened", "$streams", "$bc-1"] {
            assert_eq!(Topic::of_stream(&name(stream)), None, "{stream}");
        }
        assert_eq!(Topic::of_selection(&Selection::All), None);
    }
}
