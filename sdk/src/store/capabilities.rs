/// What an engine can do beyond appending to one stream and reading. Asking for what it cannot do is
/// a typed error that names the capability.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
#[allow(clippy::struct_excessive_bools, reason = "each stands for itself")]
pub struct Capabilities {
    /// [`append_many`](super::EventStore::append_many) to more than one stream.
    pub multi_stream_append: bool,
    /// [`delete`](super::EventStore::delete), softly and for ever.
    pub deletes: bool,
    /// [`StreamMetadata`](super::StreamMetadata) is applied on reads.
    pub stream_metadata: bool,
    /// Links (`$>`) are resolved.
    pub links: bool,
    /// The streams `$ce-…`, `$et-…`, `$bc-…` and `$streams` can be read.
    pub virtual_streams: bool,
    /// [`Selection::Correlation`](super::Selection::Correlation).
    pub correlation: bool,
    /// [`Filter`](super::Filter)s on reads and subscriptions.
    pub filters: bool,
    /// Subscriptions.
    pub subscriptions: bool,
}

impl Capabilities {
    /// Everything.
    pub const ALL: Self = Self {
        multi_stream_append: true,
        deletes: true,
        stream_metadata: true,
        links: true,
        virtual_streams: true,
        correlation: true,
        filters: true,
        subscriptions: true,
    };
    /// Nothing but the basics.
    pub const NONE: Self = Self {
        multi_stream_append: false,
        deletes: false,
        stream_metadata: false,
        links: false,
        virtual_streams: false,
        correlation: false,
        filters: false,
        subscriptions: false,
    };
}
