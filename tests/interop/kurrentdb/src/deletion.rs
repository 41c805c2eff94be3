use kurrentdb::{
    Client, DeleteStreamOptions, Error, Position, StreamState, TombstoneStreamOptions,
};

use crate::append::expecting;
use crate::harness::{
    Outcome, Service::Streams, Suite, equal, events, fails, numbers, ok, read, refused, stream,
    unique,
};

pub async fn run(suite: &Suite) {
    suite.scenario("delete: the stream is not found any more", Streams, deleted).await;
    suite.scenario("delete: at a revision, right and wrong", Streams, at).await;
    suite.scenario("delete: a stream that never was", Streams, never).await;
    suite.scenario("delete: one can append again, and numbers go on", Streams, again).await;
    suite.scenario("tombstone: the stream is deleted for ever", Streams, tombstoned).await;
    suite.scenario("tombstone: at a revision, right and wrong", Streams, tombstoned_at).await;
}

async fn delete(
    client: &Client,
    name: &str,
    at: StreamState,
) -> kurrentdb::Result<Option<Position>> {
    client.delete_stream(name, &DeleteStreamOptions::default().stream_state(at)).await
}

async fn tombstone(
    client: &Client,
    name: &str,
    at: StreamState,
) -> kurrentdb::Result<Option<Position>> {
    client.tombstone_stream(name, &TombstoneStreamOptions::default().stream_state(at)).await
}

async fn deleted(client: Client) -> Outcome {
    let (name, _) = stream(&client, 2).await?;
    ok(delete(&client, &name, StreamState::Any).await?.is_some(), "a position")?;
    fails!(read(&client, &name).await, Error::ResourceNotFound);
    Ok(())
}

async fn at(client: Client) -> Outcome {
    let (name, _) = stream(&client, 3).await?;
    refused(delete(&client, &name, StreamState::StreamRevision(7)).await)?;
    equal(read(&client, &name).await?.len(), 3)?;
    delete(&client, &name, StreamState::StreamRevision(2)).await?;
    fails!(read(&client, &name).await, Error::ResourceNotFound);
    Ok(())
}

async fn never(client: Client) -> Outcome {
    refused(delete(&client, &unique("never"), StreamState::Any).await)?;
    Ok(())
}

async fn again(client: Client) -> Outcome {
    let (name, _) = stream(&client, 3).await?;
    delete(&client, &name, StreamState::Any).await?;
    let options = expecting(StreamState::NoStream);
    let result = client.append_to_stream(&*name, &options, events(2)).await?;
    equal(result.next_expected_version, 4)?;
    let found = read(&client, &name).await?;
    equal(numbers(&found)?, [0, 1])?;
    equal(found[0].get_original_event().revision, 3)
}

async fn tombstoned(client: Client) -> Outcome {
    let (name, _) = stream(&client, 2).await?;
    ok(tombstone(&client, &name, StreamState::Any).await?.is_some(), "a position")?;
    fails!(read(&client, &name).await, Error::ResourceDeleted);
    fails!(
        client.append_to_stream(&*name, &Default::default(), events(1)).await,
        Error::ResourceDeleted
    );
    fails!(delete(&client, &name, StreamState::Any).await, Error::ResourceDeleted);
    fails!(tombstone(&client, &name, StreamState::Any).await, Error::ResourceDeleted);
    Ok(())
}

async fn tombstoned_at(client: Client) -> Outcome {
    let (name, _) = stream(&client, 2).await?;
    refused(tombstone(&client, &name, StreamState::StreamRevision(0)).await)?;
    tombstone(&client, &name, StreamState::StreamRevision(1)).await?;
    fails!(read(&client, &name).await, Error::ResourceDeleted);
    Ok(())
}
