use plumberd_server::TestServer;
use plumberd_wire::v1::gossip::gossip_client::GossipClient;
use plumberd_wire::v1::gossip::member_info::VNodeState;
use plumberd_wire::v1::server_features::server_features_client::ServerFeaturesClient;
use tonic::transport::Channel;

use crate::client::{channel, empty};

#[tokio::test]
async fn what_works_is_advertised_in_lower_case() {
    let server = TestServer::start().await.unwrap();
    let mut client = ServerFeaturesClient::new(channel(&server).await);
    let answer = client.get_supported_methods(empty()).await.unwrap().into_inner();
    assert_eq!(answer.event_store_server_version, "26.1.0");
    let found = |service: &str, method: &str| {
        let found =
            answer.methods.iter().find(|it| it.service_name == service && it.method_name == method);
        found.map(|it| it.features.join(","))
    };
    let streams = "event_store.client.streams.streams";
    assert_eq!(found(streams, "read").as_deref(), Some("position,events"));
    assert_eq!(found(streams, "append").as_deref(), Some(""));
    assert_eq!(found(streams, "batchappend").as_deref(), Some("deadline_duration"));
    assert_eq!(found(streams, "delete").as_deref(), Some(""));
    assert_eq!(found(streams, "tombstone").as_deref(), Some(""));
    let records = "kurrentdb.protocol.v2.streams.streamsservice";
    assert_eq!(found(records, "appendsession").as_deref(), Some(""));
    assert_eq!(found(records, "appendrecords").as_deref(), Some(""));
    let groups = "event_store.client.persistent_subscriptions.persistentsubscriptions";
    for method in ["create", "update", "delete", "read", "getinfo", "list", "replayparked"] {
        assert_eq!(found(groups, method).as_deref(), Some("stream,all"), "{method}");
    }
    assert_eq!(found(groups, "restartsubsystem").as_deref(), Some(""));
    let others = [
        ("users.users", "changepassword"),
        ("operations.operations", "startscavenge"),
        ("monitoring.monitoring", "stats"),
        ("projections.projections", "statistics"),
    ];
    for (service, method) in others {
        let service = format!("event_store.client.{service}");
        assert_eq!(found(&service, method).as_deref(), Some(""), "{service}");
    }
    let projections = "event_store.client.projections.projections";
    assert_eq!(found(projections, "create").as_deref(), Some("track_emitted_streams"));
    assert_eq!(found(projections, "state"), None);
    assert_eq!(found("event_store.client.gossip.gossip", "read").as_deref(), Some(""));
    let own = "event_store.client.server_features.serverfeatures";
    assert_eq!(found(own, "getsupportedmethods").as_deref(), Some(""));
    for method in &answer.methods {
        assert_eq!(method.method_name, method.method_name.to_lowercase());
        assert_eq!(method.service_name, method.service_name.to_lowercase());
    }
}

async fn gossip(channel: Channel) -> (String, u32) {
    let answer = GossipClient::new(channel).read(empty()).await.unwrap().into_inner();
    let [member] = answer.members.as_slice() else { panic!("{answer:?}") };
    assert_eq!((member.state(), member.is_alive), (VNodeState::Leader, true));
    assert!(member.time_stamp > 17_000_000_000_000_000);
    assert!(member.instance_id.is_some());
    let endpoint = member.http_end_point.clone().unwrap();
    (endpoint.address, endpoint.port)
}

#[tokio::test]
async fn the_only_member_leads_and_is_where_the_client_reached_it() {
    let server = TestServer::start().await.unwrap();
    let port = server.address().port();
    assert_eq!(gossip(channel(&server).await).await, ("127.0.0.1".to_owned(), port.into()));
    let named = Channel::from_shared(format!("http://localhost:{port}")).unwrap();
    assert_eq!(gossip(named.connect().await.unwrap()).await, ("localhost".to_owned(), port.into()));
}

#[tokio::test]
async fn another_place_may_be_advertised() {
    let store = std::sync::Arc::new(plumberd::engine::memory::MemoryStore::new());
    let server =
        TestServer::start_with(store, |builder| builder.advertise("events.example.org", 4000));
    let server = server.await.unwrap();
    let found = gossip(channel(&server).await).await;
    assert_eq!(found, ("events.example.org".to_owned(), 4000));
}
