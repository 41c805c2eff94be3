//! Operations and measurements.

use std::sync::Arc;
use std::time::Duration;

use plumberd::engine::memory::MemoryStore;
use plumberd_server::{Scavenger, TestServer};
use plumberd_wire::v1::monitoring::StatsReq;
use plumberd_wire::v1::monitoring::monitoring_client::MonitoringClient;
use plumberd_wire::v1::operations::operations_client::OperationsClient;
use plumberd_wire::v1::operations::scavenge_resp::ScavengeResult;
use plumberd_wire::v1::operations::{
    ScavengeResp, SetNodePriorityReq, StartScavengeReq, StopScavengeReq, start_scavenge_req,
    stop_scavenge_req,
};
use tonic::transport::Channel;
use tonic::{Code, Status};

use crate::client::{PATIENCE, assert_said, channel, empty};

type Operations = OperationsClient<Channel>;

async fn start(scavenger: Option<Scavenger>) -> (TestServer, Operations) {
    let store = Arc::new(MemoryStore::new());
    let server = TestServer::start_with(store, |builder| match scavenger {
        Some(scavenger) => builder.scavenger(scavenger),
        None => builder,
    });
    let server = server.await.unwrap();
    let client = Operations::new(channel(&server).await);
    (server, client)
}

async fn scavenge(client: &mut Operations) -> Result<ScavengeResp, Status> {
    let options = Some(start_scavenge_req::Options { thread_count: 1, start_from_chunk: 0 });
    client.start_scavenge(StartScavengeReq { options }).await.map(tonic::Response::into_inner)
}

async fn stop(client: &mut Operations, id: &str) -> Result<ScavengeResp, Status> {
    let options = Some(stop_scavenge_req::Options { scavenge_id: id.to_owned() });
    client.stop_scavenge(StopScavengeReq { options }).await.map(tonic::Response::into_inner)
}

#[tokio::test]
async fn a_scavenge_is_begun_once_and_stopped() {
    let scavenger = Scavenger::new(|go_on| {
        while go_on() {
            std::thread::sleep(Duration::from_millis(1));
        }
        Err("stopped".to_owned())
    });
    let (_server, mut client) = start(Some(scavenger)).await;
    let first = scavenge(&mut client).await.unwrap();
    assert_eq!(first.scavenge_result(), ScavengeResult::Started);
    let second = scavenge(&mut client).await.unwrap();
    assert_eq!(second.scavenge_result(), ScavengeResult::InProgress);
    assert_eq!(second.scavenge_id, first.scavenge_id);
    let status = stop(&mut client, "x").await.unwrap_err();
    let trailers = [("exception", "scavenge-not-found"), ("scavenge-id", "x")];
    assert_said(&status, Code::NotFound, "Scavenge id was invalid.", &trailers);
    let stopped = stop(&mut client, &first.scavenge_id).await.unwrap();
    assert_eq!(stopped.scavenge_result(), ScavengeResult::Stopped);
    let again = async {
        while scavenge(&mut client).await.unwrap().scavenge_id == first.scavenge_id {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, again).await.unwrap();
    let last = scavenge(&mut client).await.unwrap();
    stop(&mut client, &last.scavenge_id).await.unwrap();
}

#[tokio::test]
async fn a_store_that_cannot_be_scavenged_is_not() {
    let (_server, mut client) = start(None).await;
    assert_said(
        &scavenge(&mut client).await.unwrap_err(),
        Code::Unimplemented,
        "The store of this server cannot be scavenged; one in a file (--data) can",
        &[],
    );
    client.merge_indexes(empty()).await.unwrap();
    client.resign_node(empty()).await.unwrap();
    client.set_node_priority(SetNodePriorityReq { priority: 1 }).await.unwrap();
    client.restart_persistent_subscriptions(empty()).await.unwrap();
}

#[tokio::test]
async fn a_client_stops_the_server() {
    let (server, mut client) = start(None).await;
    client.shutdown(empty()).await.unwrap();
    drop(client);
    let gone = async {
        while tokio::net::TcpStream::connect(server.address()).await.is_ok() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(PATIENCE, gone).await.unwrap();
    tokio::time::timeout(PATIENCE, server.stop()).await.unwrap();
}

#[tokio::test]
async fn measurements_come_until_the_server_stops() {
    let server = TestServer::start().await.unwrap();
    let mut client = MonitoringClient::new(channel(&server).await);
    let request = StatsReq { use_metadata: false, refresh_time_period_in_ms: 1 };
    let mut answers = client.stats(request).await.unwrap().into_inner();
    for _ in 0..2 {
        let stats = answers.message().await.unwrap().unwrap().stats;
        assert_eq!(stats["plumberd_connections"], "1");
        assert_eq!(stats["proc-id"], std::process::id().to_string());
    }
    drop(client);
    let stopping = tokio::spawn(server.stop());
    let status = loop {
        match answers.message().await {
            Ok(answer) => assert!(answer.is_some(), "it does not end with OK"),
            Err(status) => break status,
        }
    };
    assert_said(&status, Code::Unavailable, "Server Is Not Ready: it is stopping", &[]);
    drop(answers);
    stopping.await.unwrap();
}
