use futures::TryStreamExt;
use kurrentdb::{Client, GenericProjectionOptions};

use crate::harness::{
    Outcome, Service::Projections, Suite, equal, fault, ok, projections, refused, unique,
};

const STANDARD: [&str; 4] = ["$by_category", "$by_event_type", "$stream_by_category", "$streams"];

pub async fn run(suite: &Suite) {
    suite.scenario("projections: the standard ones are listed", Projections, listed).await;
    suite.scenario("projections: the status of one", Projections, status).await;
    suite.scenario("projections: JavaScript of one's own is refused", Projections, own).await;
}

async fn listed(_: Client) -> Outcome {
    let projections = projections()?;
    let options = GenericProjectionOptions::default();
    let listed: Vec<_> = projections.list(&options).await?.try_collect().await?;
    for name in STANDARD {
        ok(listed.iter().any(|found| found.name == name), format!("{name} is listed"))?;
    }
    Ok(())
}

async fn status(_: Client) -> Outcome {
    let options = GenericProjectionOptions::default();
    let found = projections()?.get_status("$by_category", &options).await?;
    let found = found.ok_or_else(|| fault("no status"))?;
    equal((&*found.name, &*found.status), ("$by_category", "Running"))
}

async fn own(_: Client) -> Outcome {
    let query = "fromAll().when({ $any: (state) => { state.count += 1; } })".to_owned();
    refused(projections()?.create(unique("own"), query, &Default::default()).await)?;
    Ok(())
}
