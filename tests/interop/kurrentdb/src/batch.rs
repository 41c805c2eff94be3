use kurrentdb::{Client, StreamState};

use crate::harness::{
    Outcome, Service::Streams, Suite, equal, events, ok, read, refused, stream, unique,
};

pub async fn run(suite: &Suite) {
    suite.scenario("batch append: many over one session", Streams, many).await;
    suite.scenario("batch append: every expected state", Streams, states).await;
    suite.scenario("batch append: a wrong revision is refused", Streams, wrong).await;
    suite.scenario("batch append: the same events again are no new ones", Streams, again).await;
}

async fn many(client: Client) -> Outcome {
    let batch = client.batch_append(&Default::default()).await?;
    let names: Vec<_> = (0..50).map(|_| unique("batch")).collect();
    let appends =
        names.iter().map(|name| batch.append_to_stream(name, StreamState::Any, events(4)));
    for (result, name) in futures::future::join_all(appends).await.into_iter().zip(&names) {
        let result = result?;
        equal((result.stream_name(), result.current_revision()), (&**name, Some(3)))?;
        ok(result.current_position().is_some(), "a position")?;
    }
    equal(read(&client, &names[49]).await?.len(), 4)
}

async fn states(client: Client) -> Outcome {
    let batch = client.batch_append(&Default::default()).await?;
    let name = unique("batch");
    for (state, revision) in [
        (StreamState::NoStream, 0),
        (StreamState::StreamRevision(0), 1),
        (StreamState::StreamExists, 2),
        (StreamState::Any, 3),
    ] {
        let result = batch.append_to_stream(&name, state, events(1)).await?;
        equal(result.current_revision(), Some(revision))?;
    }
    Ok(())
}

async fn wrong(client: Client) -> Outcome {
    let (name, _) = stream(&client, 2).await?;
    let batch = client.batch_append(&Default::default()).await?;
    let error = refused(batch.append_to_stream(&name, StreamState::NoStream, events(1)).await)?;
    ok(error.to_string().contains("WrongExpectedVersion"), format!("refused with {error:?}"))?;
    equal(read(&client, &name).await?.len(), 2)
}

async fn again(client: Client) -> Outcome {
    let (name, list) = (unique("batch"), events(2));
    let batch = client.batch_append(&Default::default()).await?;
    for _ in 0..2 {
        let result = batch.append_to_stream(&name, StreamState::NoStream, list.clone()).await?;
        equal(result.current_revision(), Some(1))?;
    }
    equal(read(&client, &name).await?.len(), 2)
}
