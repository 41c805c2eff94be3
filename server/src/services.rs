//! The place where services are registered.

use std::sync::Arc;

use crate::node::Node;
use crate::service::{Service, Services};
use crate::{features, gossip, operations, persistent, projections, streams, streams_v2, users};

/// All services of the server. What stands here is advertised.
pub(crate) fn services(node: &Arc<Node>) -> Services {
    let groups = persistent::Subsystem::new(node);
    let mut services: Vec<Service> = vec![
        gossip::service(node),
        streams::service(node),
        streams_v2::service(node),
        persistent::service(node, &groups),
        users::service(node),
        operations::service(node, &groups),
        operations::monitoring(node),
        projections::service(node),
    ];
    services.push(features::service(&services));
    Services::new(services)
}
