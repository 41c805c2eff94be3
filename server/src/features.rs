use plumberd_wire::v1::Empty;
use plumberd_wire::v1::server_features::server_features_server::{
    ServerFeatures, ServerFeaturesServer,
};
use plumberd_wire::v1::server_features::{SupportedMethod, SupportedMethods};
use tonic::{Request, Response, Status};

use crate::service::{Method, Service};

/// The version of `KurrentDB` whose behaviour this is. Clients compare it.
pub(crate) const VERSION: &str = "26.1.0";

const METHODS: [Method; 1] = [Method::new("getsupportedmethods", &[])];

/// Tells clients what the services can do.
struct Features(SupportedMethods);

pub(crate) fn service(services: &[Service]) -> Service {
    let own = "event_store.client.server_features.ServerFeatures";
    let others = services.iter().map(|service| (service.name, service.methods));
    let methods = others.chain([(own, METHODS.as_slice())]).flat_map(|(service, methods)| {
        methods.iter().map(move |method| SupportedMethod {
            method_name: method.name.to_owned(),
            service_name: service.to_lowercase(),
            features: method.features.iter().map(|&feature| feature.to_owned()).collect(),
        })
    });
    let supported = SupportedMethods {
        methods: methods.collect(),
        event_store_server_version: VERSION.to_owned(),
    };
    Service::new(&METHODS, ServerFeaturesServer::new(Features(supported)))
}

#[tonic::async_trait]
impl ServerFeatures for Features {
    async fn get_supported_methods(
        &self,
        _request: Request<Empty>,
    ) -> Result<Response<SupportedMethods>, Status> {
        Ok(Response::new(self.0.clone()))
    }
}
