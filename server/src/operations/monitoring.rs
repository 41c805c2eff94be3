use std::collections::BTreeMap;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use futures_core::Stream;
use plumberd_wire::v1::monitoring::monitoring_server::{Monitoring, MonitoringServer};
use plumberd_wire::v1::monitoring::{StatsReq, StatsResp};
use tonic::{Request, Response, Status};

use crate::auth::Action;
use crate::error;
use crate::node::Node;
use crate::service::{Method, Service};

const METHODS: [Method; 1] = [Method::new("stats", &[])];
/// The shortest time between two answers.
const SHORTEST: Duration = Duration::from_millis(100);

struct MonitoringService(Arc<Node>);

pub(crate) fn service(node: &Arc<Node>) -> Service {
    Service::new(&METHODS, MonitoringServer::new(MonitoringService(Arc::clone(node))))
}

/// What `/metrics` shows, and how long the server has been there.
fn stats(node: &Node) -> BTreeMap<String, String> {
    let samples = node.metrics.samples().into_iter();
    let mut stats: BTreeMap<_, _> =
        samples.map(|sample| (sample.name.to_owned(), sample.value.to_string())).collect();
    stats.insert("proc-id".to_owned(), std::process::id().to_string());
    stats.insert("proc-uptime-ms".to_owned(), node.started.elapsed().as_millis().to_string());
    stats
}

#[tonic::async_trait]
impl Monitoring for MonitoringService {
    type StatsStream = Pin<Box<dyn Stream<Item = Result<StatsResp, Status>> + Send>>;

    async fn stats(
        &self,
        request: Request<StatsReq>,
    ) -> Result<Response<Self::StatsStream>, Status> {
        let (_, extensions, request) = request.into_parts();
        self.0.authorize(&extensions, Action::Observe).await?;
        let period = Duration::from_millis(request.refresh_time_period_in_ms).max(SHORTEST);
        // The first answer comes at once, and the last is that the server stops.
        let begin = Some((Arc::clone(&self.0), Duration::ZERO));
        let answers = futures_util::stream::unfold(begin, move |state| async move {
            let (node, pause) = state?;
            let is_stopping = tokio::time::timeout(pause, node.stopping.cancelled()).await.is_ok();
            if is_stopping && !pause.is_zero() {
                return Some((Err(error::stopping()), None));
            }
            let answer = StatsResp { stats: stats(&node) };
            Some((Ok(answer), Some((node, period))))
        });
        Ok(Response::new(Box::pin(answers)))
    }
}
