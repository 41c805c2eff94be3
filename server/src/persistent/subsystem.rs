use std::sync::{Arc, Mutex, PoisonError};

use plumberd::group::{ConsumerGroups, GroupError};
use plumberd::store::EventStore;
use tonic::Status;

use super::fault;
use crate::error;
use crate::node::Node;

/// The groups of the store, which can be started again.
#[derive(Debug)]
pub(crate) struct Subsystem {
    store: Arc<dyn EventStore>,
    groups: Mutex<ConsumerGroups>,
}

impl Subsystem {
    /// The groups of a node. They write down how far they are when it stops.
    pub(crate) fn new(node: &Arc<Node>) -> Arc<Self> {
        let store = Arc::clone(&node.store);
        let groups = Mutex::new(ConsumerGroups::new(Arc::clone(&store)));
        let subsystem = Arc::new(Self { store, groups });
        let (stopping, stopped) = (node.stopping.clone(), Arc::clone(&subsystem));
        tokio::spawn(async move {
            stopping.cancelled().await;
            if let Err(error) = stopped.groups().shutdown().await {
                tracing::warn!(%error, "some events will be given to persistent subscriptions again");
            }
        });
        subsystem
    }

    pub(crate) fn groups(&self) -> ConsumerGroups {
        self.groups.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Restarts them as a client has asked.
    pub(crate) async fn restart_for_client(&self, node: &Node) -> Result<(), Status> {
        if node.config.read_only {
            return Err(error::read_only());
        }
        self.restart().await.map_err(fault::of_all)
    }

    /// Drops all subscribers, and begins with what the store keeps.
    async fn restart(&self) -> Result<(), GroupError> {
        let ended = self.groups().shutdown().await;
        let anew = ConsumerGroups::new(Arc::clone(&self.store));
        *self.groups.lock().unwrap_or_else(PoisonError::into_inner) = anew;
        match ended {
            // Somebody else is restarting them.
            Err(GroupError::Closed) => Ok(()),
            ended => ended,
        }
    }
}
