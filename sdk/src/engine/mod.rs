//! Where events are kept: one module an engine, each behind its feature.

mod append;
mod connect;
pub(crate) mod correlation;
mod deletion;
mod describe;
mod durability;
mod growth;
mod live;
pub mod memory;
mod plan;
mod reserved;
#[cfg(feature = "sqlite")]
pub mod sqlite;
mod url;
mod virtual_stream;
mod visibility;

pub use append::{DEFAULT_MAX_APPEND_SIZE, DEFAULT_MAX_EVENT_SIZE};
pub use connect::connect;
pub use durability::Durability;
pub use url::{SqliteUrl, StoreUrl, parse_url};

/// A stream that says what the engine cannot do, and ends.
pub(crate) fn not_supported<T>(
    capability: &'static str,
) -> impl futures_core::Stream<Item = Result<T, crate::store::ReadError>> + Send {
    NotSupported { capability: Some(capability), item: std::marker::PhantomData::<fn() -> T> }
}

struct NotSupported<T> {
    capability: Option<&'static str>,
    item: std::marker::PhantomData<fn() -> T>,
}

impl<T> futures_core::Stream for NotSupported<T> {
    type Item = Result<T, crate::store::ReadError>;

    fn poll_next(
        mut self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        let capability = self.capability.take();
        std::task::Poll::Ready(
            capability.map(|capability| Err(crate::store::ReadError::NotSupported { capability })),
        )
    }
}
