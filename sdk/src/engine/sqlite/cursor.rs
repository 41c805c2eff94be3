use crate::engine::virtual_stream::VirtualStream;
use crate::store::{Direction, Filter, ReadAll, ReadFrom, ReadStream, Selection};
use crate::stream::StreamName;

/// Where a read has got to. Between two pages it holds nothing open: the next page begins behind
/// the last event, and a log that only grows at its end needs no snapshot for that.
#[derive(Debug, Clone)]
pub(super) struct Cursor {
    pub(super) what: What,
    pub(super) direction: Direction,
    pub(super) at: At,
    /// Events still wanted.
    pub(super) left: u64,
    pub(super) filter: Option<Filter>,
    pub(super) resolve_links: bool,
}

/// What is being read.
#[derive(Debug, Clone)]
pub(super) enum What {
    Stream(StreamName),
    /// A stream that no event stands in.
    Virtual(StreamName, VirtualStream),
    Log(Selection),
}

/// Where the next page begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum At {
    /// At this revision of a stream, or the next one in the direction of the read.
    Revision(i64),
    /// At this position of the log, or the next one.
    Position(i64),
}

impl Cursor {
    pub(super) fn of_stream(read: ReadStream) -> Self {
        let what = match VirtualStream::parse(&read.stream) {
            Some(of) => What::Virtual(read.stream, of),
            None => What::Stream(read.stream),
        };
        let (direction, at, left) = begin(read.direction, read.from, read.limit);
        let at = At::Revision(at);
        Self { what, direction, at, left, filter: None, resolve_links: read.resolve_links }
    }

    pub(super) fn of_log(read: ReadAll) -> Self {
        let from = match read.from {
            ReadFrom::At(position) => ReadFrom::At(position.commit),
            ReadFrom::Start => ReadFrom::Start,
            ReadFrom::End => ReadFrom::End,
        };
        let (direction, at, left) = begin(read.direction, from, read.limit);
        Self {
            what: What::Log(read.selection),
            direction,
            at: At::Position(at),
            left,
            filter: read.filter,
            resolve_links: read.resolve_links,
        }
    }

    /// Whether another cursor of the same read goes on at the same event.
    pub(super) fn is_at(&self, other: &Self) -> bool {
        self.at == other.at && self.left == other.left
    }

    /// What is being read, for errors.
    pub(super) fn describe(&self) -> String {
        match &self.what {
            What::Stream(stream) | What::Virtual(stream, _) => format!("stream `{stream}`"),
            What::Log(Selection::All) => "the log".into(),
            What::Log(Selection::Category(category)) => format!("category `{category}`"),
            What::Log(Selection::EventType(name)) => format!("the events of type `{name}`"),
            What::Log(Selection::Correlation(id)) => format!("the events of correlation `{id}`"),
            What::Log(Selection::Streams) => "the first events of the streams".into(),
        }
    }

    /// Moves behind a position; `false` when there is nothing behind it.
    pub(super) fn pass(&mut self, position: i64) -> bool {
        let next = match self.direction {
            Direction::Forwards => position.checked_add(1),
            Direction::Backwards => position.checked_sub(1).filter(|next| *next > 0),
        };
        if let Some(next) = next {
            self.at = At::Position(next);
        }
        next.is_some()
    }
}

fn begin(direction: Direction, from: ReadFrom<u64>, limit: Option<u64>) -> (Direction, i64, u64) {
    let left = limit.unwrap_or(u64::MAX);
    let clamp = |at: u64| i64::try_from(at).unwrap_or(i64::MAX);
    match (direction, from) {
        (Direction::Forwards, ReadFrom::Start) => (direction, 0, left),
        (Direction::Forwards, ReadFrom::End) => (direction, i64::MAX, 0),
        (Direction::Backwards, ReadFrom::End) => (direction, i64::MAX, left),
        (_, ReadFrom::At(at)) => (direction, clamp(at), left),
        // The oldest event, and then there is no other.
        (Direction::Backwards, ReadFrom::Start) => (Direction::Forwards, 0, left.min(1)),
    }
}
