use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Instant;

use plumberd::store::EventStore;
use plumberd::stream::StreamName;
use tokio_util::sync::CancellationToken;
use tonic::{Extensions, Status};
use uuid::Uuid;

use crate::auth::{Action, Auth, Caller};
use crate::budget::Budget;
use crate::config::Config;
use crate::error;
use crate::metrics::Metrics;

/// What all services share.
#[derive(Debug)]
pub(crate) struct Node {
    pub(crate) id: Uuid,
    pub(crate) store: Arc<dyn EventStore>,
    pub(crate) auth: Arc<dyn Auth>,
    pub(crate) config: Config,
    pub(crate) metrics: Metrics,
    /// What events on their way into the store may take.
    pub(crate) pending: Budget,
    /// What messages that are not whole yet may take.
    pub(crate) receiving: Budget,
    pub(crate) started: Instant,
    /// Cancelled when the server stops. What never ends by itself has to end then, and not with OK.
    pub(crate) stopping: CancellationToken,
}

impl Node {
    pub(crate) fn new(store: Arc<dyn EventStore>, auth: Arc<dyn Auth>, config: Config) -> Self {
        Self {
            id: Uuid::new_v4(),
            pending: Budget::new(config.limits.pending),
            receiving: Budget::new(config.limits.receiving),
            store,
            auth,
            config,
            metrics: Metrics::default(),
            started: Instant::now(),
            stopping: CancellationToken::new(),
        }
    }

    /// Whether the caller of a request may do something.
    pub(crate) async fn authorize(
        &self,
        extensions: &Extensions,
        action: Action<'_>,
    ) -> Result<(), Status> {
        let caller = extensions.get::<Caller>().unwrap_or(&Caller::Anonymous);
        self.auth.authorize(caller, action).await.map_err(error::refused)
    }

    /// The same for an append, which a server that only reads does not take.
    pub(crate) async fn authorize_write(
        &self,
        extensions: &Extensions,
        stream: &StreamName,
    ) -> Result<(), Status> {
        if self.config.read_only {
            return Err(error::read_only());
        }
        self.authorize(extensions, Action::Write(stream)).await
    }

    pub(crate) fn count_appended(&self, events: usize) {
        self.metrics.appends.fetch_add(1, Ordering::Relaxed);
        self.metrics.events_appended.fetch_add(events as u64, Ordering::Relaxed);
    }
}
