use bytes::Bytes;
use kurrentdb::{
    AppendToStreamOptions, Client, CurrentRevision, Error, EventData, StreamState, Streaming,
};
use serde_json::json;
use uuid::Uuid;

use crate::harness::{
    Outcome, Service::Streams, Suite, equal, event, events, fails, fault, numbers, ok, read,
    refused, stream, unique,
};

pub async fn run(suite: &Suite) {
    suite.scenario("append: any", Streams, any).await;
    suite.scenario("append: no stream, and it is there", Streams, no_stream).await;
    suite.scenario("append: stream exists, and it is not there", Streams, exists).await;
    suite.scenario("append: a revision, right and wrong", Streams, revision).await;
    suite.scenario("append: a revision of a stream that is not there", Streams, absent).await;
    suite.scenario("append: the same events again are no new ones", Streams, again).await;
    suite.scenario("append: known events with new ones are refused", Streams, partly).await;
    suite.scenario("append: bytes and their metadata come back", Streams, bytes).await;
    suite.scenario("append: JSON and its metadata come back", Streams, json_data).await;
    suite.scenario("append: nothing at all", Streams, nothing).await;
    suite.scenario("append: an event beyond 16 MiB is refused", Streams, oversized).await;
    suite.scenario("append: 8 MiB in one event", Streams, large).await;
    suite.scenario("append: from an iterator", Streams, streaming).await;
    suite.scenario("append: of ten with the same revision one wins", Streams, race).await;
    suite.scenario("append: names and types of any letters", Streams, letters).await;
}

pub fn expecting(state: StreamState) -> AppendToStreamOptions {
    AppendToStreamOptions::default().stream_state(state)
}

async fn append(
    client: &Client,
    stream: &str,
    state: StreamState,
    events: Vec<EventData>,
) -> kurrentdb::Result<u64> {
    let result = client.append_to_stream(stream, &expecting(state), events).await?;
    Ok(result.next_expected_version)
}

fn conflict<T>(
    result: kurrentdb::Result<T>,
    expected: StreamState,
    current: CurrentRevision,
) -> Outcome {
    match refused(result)? {
        Error::WrongExpectedVersion { expected: e, current: c } => {
            equal((e, c), (expected, current))
        }
        error => Err(fault(format!("refused with {error:?}"))),
    }
}

async fn any(client: Client) -> Outcome {
    let name = unique("any");
    let first = client.append_to_stream(&*name, &Default::default(), event("a", 0)).await?;
    let second = client.append_to_stream(&*name, &Default::default(), events(3)).await?;
    equal((first.next_expected_version, second.next_expected_version), (0, 3))?;
    ok(second.position > first.position, "positions grow")
}

async fn no_stream(client: Client) -> Outcome {
    let name = unique("no_stream");
    equal(append(&client, &name, StreamState::NoStream, events(2)).await?, 1)?;
    let again = append(&client, &name, StreamState::NoStream, events(1)).await;
    conflict(again, StreamState::NoStream, CurrentRevision::Current(1))
}

async fn exists(client: Client) -> Outcome {
    let name = unique("exists");
    let result = append(&client, &name, StreamState::StreamExists, events(1)).await;
    conflict(result, StreamState::StreamExists, CurrentRevision::NoStream)?;
    append(&client, &name, StreamState::Any, events(1)).await?;
    equal(append(&client, &name, StreamState::StreamExists, events(1)).await?, 1)
}

async fn revision(client: Client) -> Outcome {
    let (name, _) = stream(&client, 3).await?;
    equal(append(&client, &name, StreamState::StreamRevision(2), events(1)).await?, 3)?;
    for wrong in [2, 7] {
        let state = StreamState::StreamRevision(wrong);
        let result = append(&client, &name, state, events(1)).await;
        conflict(result, state, CurrentRevision::Current(3))?;
    }
    equal(read(&client, &name).await?.len(), 4)
}

async fn absent(client: Client) -> Outcome {
    let state = StreamState::StreamRevision(5);
    let result = append(&client, &unique("absent"), state, events(1)).await;
    conflict(result, state, CurrentRevision::NoStream)
}

async fn again(client: Client) -> Outcome {
    let (name, list) = (unique("again"), events(3));
    for state in [StreamState::NoStream, StreamState::NoStream, StreamState::Any] {
        equal(append(&client, &name, state, list.clone()).await?, 2)?;
    }
    equal(numbers(&read(&client, &name).await?)?, [0, 1, 2])
}

async fn partly(client: Client) -> Outcome {
    let (name, known) = (unique("partly"), event("known", 0));
    append(&client, &name, StreamState::NoStream, vec![known.clone()]).await?;
    let mixed = vec![known, event("new", 1)];
    fails!(
        append(&client, &name, StreamState::NoStream, mixed).await,
        Error::WrongExpectedVersion { .. }
    );
    Ok(())
}

async fn bytes(client: Client) -> Outcome {
    let (name, id) = (unique("bytes"), Uuid::new_v4());
    let data: Bytes = (0..=255).collect::<Vec<u8>>().into();
    let event = EventData::binary("bytes", data.clone()).metadata(data.clone()).id(id);
    append(&client, &name, StreamState::Any, vec![event]).await?;
    let found = read(&client, &name).await?;
    let found = found[0].get_original_event();
    equal((found.id, &*found.event_type, found.is_json), (id, "bytes", false))?;
    ok(found.data == data && found.custom_metadata == data, "the same bytes")
}

async fn json_data(client: Client) -> Outcome {
    let (name, id) = (unique("json"), Uuid::new_v4());
    let data = json!({"text": "größer 😀", "list": [1, null, {"deep": true}], "number": 1.5});
    let metadata = json!({"$correlationId": Uuid::new_v4(), "user": "zoë"});
    let event = EventData::json("json", &data)?.metadata_as_json(&metadata)?.id(id);
    append(&client, &name, StreamState::Any, vec![event]).await?;
    let found = read(&client, &name).await?;
    let found = found[0].get_original_event();
    equal((found.id, found.revision, found.is_json), (id, 0, true))?;
    equal(found.stream_id(), &*name)?;
    equal(found.as_json::<serde_json::Value>()?, data)?;
    equal(serde_json::from_slice::<serde_json::Value>(&found.custom_metadata)?, metadata)?;
    let age = std::time::SystemTime::now().duration_since(found.created.into()).unwrap_or_default();
    ok(age.as_secs() < 60, format!("created {}", found.created))
}

async fn nothing(client: Client) -> Outcome {
    let (name, _) = stream(&client, 2).await?;
    equal(append(&client, &name, StreamState::StreamRevision(1), vec![]).await?, 1)?;
    equal(read(&client, &name).await?.len(), 2)
}

async fn oversized(client: Client) -> Outcome {
    let name = unique("oversized");
    let large = EventData::binary("large", vec![7; 16 * 1024 * 1024 + 1].into());
    refused(append(&client, &name, StreamState::Any, vec![large]).await)?;
    fails!(read(&client, &name).await, Error::ResourceNotFound);
    equal(append(&client, &name, StreamState::Any, events(1)).await?, 0)
}

async fn large(client: Client) -> Outcome {
    let (name, data) = (unique("large"), Bytes::from(vec![42; 8 * 1024 * 1024]));
    let event = EventData::binary("large", data.clone()).id(Uuid::new_v4());
    append(&client, &name, StreamState::Any, vec![event]).await?;
    ok(read(&client, &name).await?[0].get_original_event().data == data, "the same bytes")
}

async fn streaming(client: Client) -> Outcome {
    let name = unique("streaming");
    let list = Streaming((0..500).map(|number| event("counted", number)));
    let result = client.append_to_stream(&*name, &Default::default(), list).await?;
    equal(result.next_expected_version, 499)
}

async fn race(client: Client) -> Outcome {
    let (name, _) = stream(&client, 1).await?;
    let race = (0..10).map(|number| {
        append(&client, &name, StreamState::StreamRevision(0), vec![event("racer", number)])
    });
    let results = futures::future::join_all(race).await;
    equal(results.iter().filter(|result| result.is_ok()).count(), 1)?;
    for result in results.into_iter().filter(Result::is_err) {
        fails!(result, Error::WrongExpectedVersion { .. });
    }
    Ok(())
}

async fn letters(client: Client) -> Outcome {
    let name = unique("Straße/ 時計 %20?&#");
    append(&client, &name, StreamState::Any, vec![event("Größe geändert ⏱", 0)]).await?;
    let found = read(&client, &name).await?;
    let found = found[0].get_original_event();
    equal((found.stream_id(), &*found.event_type), (&*name, "Größe geändert ⏱"))
}
