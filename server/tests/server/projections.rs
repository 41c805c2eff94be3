//! Projections: what the store has anyway, and joins.

use std::sync::Arc;

use plumberd::engine::memory::MemoryStore;
use plumberd_server::TestServer;
use plumberd_wire::v1::projections::projections_client::ProjectionsClient;
use plumberd_wire::v1::projections::statistics_req::options::Mode;
use plumberd_wire::v1::projections::{
    CreateReq, DeleteReq, DisableReq, EnableReq, StateReq, StatisticsReq, UpdateReq, create_req,
    delete_req, disable_req, enable_req, state_req, statistics_req, update_req,
};
use tonic::transport::Channel;
use tonic::{Code, Status};

use crate::client::{
    PATIENCE, Streams, append, assert_said, channel, empty, read_short, read_stream,
};

fn create(name: &str, query: &str) -> CreateReq {
    let of = create_req::options::Continuous { name: name.to_owned(), ..Default::default() };
    let options = create_req::Options {
        mode: Some(create_req::options::Mode::Continuous(of)),
        query: query.to_owned(),
        ..create_req::Options::default()
    };
    CreateReq { options: Some(options) }
}

fn enable(name: &str) -> EnableReq {
    EnableReq { options: Some(enable_req::Options { name: name.to_owned() }) }
}

fn disable(name: &str) -> DisableReq {
    let options = disable_req::Options { name: name.to_owned(), write_checkpoint: false };
    DisableReq { options: Some(options) }
}

async fn statistics(
    client: &mut ProjectionsClient<Channel>,
    mode: Mode,
) -> Result<Vec<String>, Status> {
    let options = Some(statistics_req::Options { mode: Some(mode) });
    let mut answers = client.statistics(StatisticsReq { options }).await?.into_inner();
    let mut found = Vec::new();
    while let Some(answer) = answers.message().await? {
        let details = answer.details.unwrap();
        found.push(format!("{} {} {}", details.name, details.status, details.progress));
    }
    Ok(found)
}

#[tokio::test]
async fn what_the_store_has_anyway_is_told_as_projections() {
    let server = TestServer::start().await.unwrap();
    let mut client = ProjectionsClient::new(channel(&server).await);
    assert_eq!(
        statistics(&mut client, Mode::All(empty())).await.unwrap(),
        [
            "$by_category Running 100",
            "$by_correlation_id Running 100",
            "$by_event_type Running 100",
            "$stream_by_category Stopped -1",
            "$streams Running 100",
        ]
    );
    let of = |name: &str| Mode::Name(name.to_owned());
    assert_eq!(statistics(&mut client, of("$streams")).await.unwrap(), ["$streams Running 100"]);
    assert_eq!(statistics(&mut client, Mode::OneTime(empty())).await.unwrap(), [""; 0]);
    let status = statistics(&mut client, of("mine")).await.unwrap_err();
    assert_said(&status, Code::NotFound, "Projection 'mine' is not found.", &[]);
    let enable =
        |name: &str| EnableReq { options: Some(enable_req::Options { name: name.to_owned() }) };
    client.enable(enable("$by_category")).await.unwrap();
    assert_said(
        &client.enable(enable("$stream_by_category")).await.unwrap_err(),
        Code::Unimplemented,
        "`$stream_by_category` cannot be enabled: this server has no $category- streams; read $streams",
        &[],
    );
}

#[tokio::test]
async fn other_projections_are_refused_with_what_there_is() {
    let server = TestServer::start().await.unwrap();
    let mut client = ProjectionsClient::new(channel(&server).await);
    let create = |name: &str| create(name, "fromAll()");
    assert_said(
        &client.create(create("mine")).await.unwrap_err(),
        Code::Unimplemented,
        "This server runs no JavaScript. It has what $by_category, $by_event_type, $by_correlation_id and $streams make ($ce-, $et-, $bc-, $streams), and knows the text fromStreams(['$et-A', '$et-B']).when({ $any: function(s,e) { linkTo('C', e) } }); write other projections as subscriptions",
        &[],
    );
    let status = client.create(create("$streams")).await.unwrap_err();
    assert_said(&status, Code::AlreadyExists, "Projection '$streams' exists.", &[]);
    assert_said(
        &client.disable(disable("$streams")).await.unwrap_err(),
        Code::Unimplemented,
        "`$streams` cannot be disabled: it is a view of the log that is always there, not a program",
        &[],
    );
    let status = client.disable(disable("mine")).await.unwrap_err();
    assert_said(&status, Code::NotFound, "Projection 'mine' is not found.", &[]);
}

/// The events of the output, when there are so many.
async fn linked(client: &mut Streams, count: usize) -> Vec<String> {
    let enough = async {
        loop {
            let mut options = read_stream("FooModel");
            options.resolve_links = true;
            let events = read_short(client, options).await.unwrap();
            if events.len() >= count && events[0] != "not found" {
                return events;
            }
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, enough).await.unwrap()
}

const JOIN: &str = "fromStreams(['$et-FooCreated','$et-FooRefined']).when( { \n    $any : function(s,e) { if(e && e.streamId !== null && e.sequenceNumber >= 0) linkTo('FooModel', e) }\n});";

#[tokio::test]
async fn a_join_links_what_was_and_what_comes() {
    let store = Arc::new(MemoryStore::new());
    let server = TestServer::start_with(store.clone(), |builder| builder).await.unwrap();
    let connection = channel(&server).await;
    let mut client = ProjectionsClient::new(connection.clone());
    let mut streams = Streams::new(connection);
    append(&mut streams, "Foo-1", &["FooCreated", "Other", "FooCreatedTwice"]).await;
    client.create(create("FooModel", JOIN)).await.unwrap();
    assert_eq!(linked(&mut streams, 1).await, ["0:FooCreated by 0:$>"]);
    append(&mut streams, "Foo-2", &["Other", "FooRefined"]).await;
    let two = ["0:FooCreated by 0:$>", "1:FooRefined by 1:$>"];
    assert_eq!(linked(&mut streams, 2).await, two);
    let of = || Mode::Name("FooModel".to_owned());
    assert_eq!(statistics(&mut client, of()).await.unwrap(), ["FooModel Running -1"]);
    let status = client.create(create("FooModel", JOIN)).await.unwrap_err();
    assert_said(&status, Code::AlreadyExists, "Projection 'FooModel' exists.", &[]);
    let delete = || {
        let options = delete_req::Options { name: "FooModel".to_owned(), ..Default::default() };
        DeleteReq { options: Some(options) }
    };
    assert_said(
        &client.delete(delete()).await.unwrap_err(),
        Code::FailedPrecondition,
        "The projection is running; disable it before it is deleted",
        &[],
    );
    let state = state_req::Options { name: "FooModel".to_owned(), partition: String::new() };
    assert_said(
        &client.state(StateReq { options: Some(state) }).await.unwrap_err(),
        Code::Unimplemented,
        "`FooModel` has no state: it writes links only",
        &[],
    );

    // Disabled, it links nothing; enabled, it goes on where it was.
    client.disable(disable("FooModel")).await.unwrap();
    assert_eq!(statistics(&mut client, of()).await.unwrap(), ["FooModel Stopped -1"]);
    append(&mut streams, "Foo-1", &["FooRefined"]).await;
    client.enable(enable("FooModel")).await.unwrap();
    let three = ["0:FooCreated by 0:$>", "1:FooRefined by 1:$>", "3:FooRefined by 2:$>"];
    assert_eq!(linked(&mut streams, 3).await, three);

    // With other types, it goes through all events, and links none twice.
    let update = update_req::Options {
        name: "FooModel".to_owned(),
        query: JOIN.replace("FooRefined", "Other"),
        emit_option: None,
    };
    client.update(UpdateReq { options: Some(update) }).await.unwrap();
    let five = linked(&mut streams, 5).await;
    assert_eq!(five[3..], ["1:Other by 3:$>", "0:Other by 4:$>"]);

    // It is there again after a start.
    drop((client, streams));
    server.stop().await;
    let server = TestServer::start_with(store, |builder| builder).await.unwrap();
    let connection = channel(&server).await;
    let mut client = ProjectionsClient::new(connection.clone());
    let mut streams = Streams::new(connection);
    append(&mut streams, "Foo-3", &["FooCreated"]).await;
    assert_eq!(linked(&mut streams, 6).await[5..], ["0:FooCreated by 5:$>"]);
    client.disable(disable("FooModel")).await.unwrap();
    client.delete(delete()).await.unwrap();
    let status = statistics(&mut client, of()).await.unwrap_err();
    assert_said(&status, Code::NotFound, "Projection 'FooModel' is not found.", &[]);
}
