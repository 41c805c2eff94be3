use std::time::Duration;

use kurrentdb::{
    Acl, Client, Error, StreamAclBuilder, StreamMetadataBuilder, StreamMetadataResult, StreamState,
    TombstoneStreamOptions, VersionedMetadata,
};
use serde_json::json;

use crate::append::expecting;
use crate::harness::{
    Outcome, Service::Streams, Suite, equal, fails, fault, numbers, ok, read, stream, unique,
};

pub async fn run(suite: &Suite) {
    suite.scenario("metadata: set and got, with keys of one's own", Streams, set).await;
    suite.scenario("metadata: of a stream without any", Streams, none).await;
    suite.scenario("metadata: the expected revision is that of the metadata", Streams, wrong).await;
    suite.scenario("metadata: the count keeps the last events", Streams, count).await;
    suite.scenario("metadata: truncation hides what was before", Streams, truncated).await;
    suite.scenario("metadata: the age hides what is old", Streams, age).await;
    suite.scenario("metadata: of a tombstoned stream", Streams, tombstoned).await;
}

async fn got(client: &Client, stream: &str) -> Outcome<Box<VersionedMetadata>> {
    match client.get_stream_metadata(stream, &Default::default()).await? {
        StreamMetadataResult::Success(found) => Ok(found),
        other => Err(fault(format!("found {other:?}"))),
    }
}

async fn set(client: Client) -> Outcome {
    let name = unique("meta");
    let acl = StreamAclBuilder::new().add_read_roles("$all").add_write_roles("$admins").build();
    let metadata = StreamMetadataBuilder::new()
        .max_count(5)
        .max_age(Duration::from_secs(3_600))
        .cache_control(Duration::from_secs(60))
        .truncate_before(1)
        .acl(Acl::Stream(acl))
        .insert_custom_property("department", "pipes")
        .build();
    client.set_stream_metadata(&*name, &Default::default(), &metadata).await?;
    let found = got(&client, &name).await?;
    equal((found.version(), found.stream_name()), (0, &*format!("$${name}")))?;
    let found = found.metadata();
    equal((found.max_count, found.truncate_before), (Some(5), Some(1)))?;
    equal((found.max_age, found.cache_control), (metadata.max_age, metadata.cache_control))?;
    equal(&found.acl, &metadata.acl)?;
    equal(found.custom_properties.get("department"), Some(&json!("pipes")))
}

async fn none(client: Client) -> Outcome {
    let found = client.get_stream_metadata(unique("meta"), &Default::default()).await?;
    ok(found.is_not_found(), format!("found {found:?}"))
}

async fn wrong(client: Client) -> Outcome {
    let name = unique("meta");
    let metadata = |count| StreamMetadataBuilder::new().max_count(count).build();
    let first = expecting(StreamState::NoStream);
    client.set_stream_metadata(&*name, &first, &metadata(1)).await?;
    let next = expecting(StreamState::StreamRevision(0));
    client.set_stream_metadata(&*name, &next, &metadata(2)).await?;
    fails!(
        client.set_stream_metadata(&*name, &next, &metadata(3)).await,
        Error::WrongExpectedVersion { .. }
    );
    equal(got(&client, &name).await?.metadata().max_count, Some(2))
}

async fn count(client: Client) -> Outcome {
    let (name, _) = stream(&client, 5).await?;
    let metadata = StreamMetadataBuilder::new().max_count(2).build();
    client.set_stream_metadata(&*name, &Default::default(), &metadata).await?;
    equal(numbers(&read(&client, &name).await?)?, [3, 4])
}

async fn truncated(client: Client) -> Outcome {
    let (name, _) = stream(&client, 5).await?;
    let metadata = StreamMetadataBuilder::new().truncate_before(3).build();
    client.set_stream_metadata(&*name, &Default::default(), &metadata).await?;
    equal(numbers(&read(&client, &name).await?)?, [3, 4])
}

async fn age(client: Client) -> Outcome {
    let (name, _) = stream(&client, 2).await?;
    // The client writes milliseconds where KurrentDB, and plumberd with it, counts seconds.
    let metadata = StreamMetadataBuilder::new().max_age(Duration::from_millis(1)).build();
    client.set_stream_metadata(&*name, &Default::default(), &metadata).await?;
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    equal(read(&client, &name).await?.len(), 0)
}

async fn tombstoned(client: Client) -> Outcome {
    let (name, _) = stream(&client, 1).await?;
    client.tombstone_stream(&*name, &TombstoneStreamOptions::default()).await?;
    let found = client.get_stream_metadata(&*name, &Default::default()).await;
    // Either is said of a stream that is gone; success with metadata would be wrong.
    ok(!found.as_ref().is_ok_and(StreamMetadataResult::is_success), format!("found {found:?}"))
}
