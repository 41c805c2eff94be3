#[cfg(feature = "umadb")]
use std::net::SocketAddr;
use std::ops::Range;
use std::path::Path;

use crate::Outcome;
use crate::contender::store::Store;
#[cfg(feature = "umadb")]
use crate::contender::umadb::Umadb;
use crate::job::Answer;
use crate::workload::{self, LENGTH};

/// Events that are appended together.
const BATCH: u64 = 500;

/// Fills the file of an embedded store, which a server can open as well.
pub async fn store(file: &Path, events: u64) -> Outcome<Answer> {
    let (store, streams) = (Store::open(file)?, events / LENGTH);
    for batch in batches(events) {
        let appends =
            batch.map(|number| (workload::stream(number % streams), workload::event(number)));
        store.append_many(appends.collect()).await?;
    }
    Ok(Answer::Filled)
}

#[cfg(feature = "umadb")]
pub async fn umadb(address: SocketAddr, events: u64) -> Outcome<Answer> {
    let (server, streams) = (Umadb::connect(address).await?, events / LENGTH);
    for batch in batches(events) {
        let appends = batch.map(|number| {
            (workload::stream(number % streams), number / streams, workload::event(number))
        });
        server.append_many(appends.collect()).await?;
    }
    Ok(Answer::Filled)
}

/// An event is the next one of the next stream.
fn batches(events: u64) -> impl Iterator<Item = Range<u64>> {
    (0..events).step_by(BATCH as usize).map(move |from| from..events.min(from + BATCH))
}
