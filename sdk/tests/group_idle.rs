//! The service of consumer groups sleeps while nothing happens. A test of its own, for it measures the
//! time that the whole process computes.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use plumberd::engine::memory::MemoryStore;
use plumberd::group::{ConsumerGroups, GroupId, GroupSettings, GroupStart, SubscriberOptions};
use plumberd::store::EventStore;
use plumberd::stream::{ExpectedRevision, StreamName};
use plumberd::testing::{block_on, event};

/// The time that this process has computed, in hundredths of a second; nothing where that is not told.
fn cpu_time() -> Option<u64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let fields: Vec<_> = stat.rsplit(')').next()?.split_whitespace().collect();
    Some(fields.get(11)?.parse::<u64>().ok()? + fields.get(12)?.parse::<u64>().ok()?)
}

#[test]
fn waiting_takes_no_time() {
    let store = Arc::new(MemoryStore::new());
    let stream = StreamName::parse("Order-1").unwrap();
    let events = (0..30).map(|_| event("OrderPlaced")).collect();
    block_on(store.append(stream.clone(), ExpectedRevision::Any, events)).unwrap();
    let groups = ConsumerGroups::new(store);
    let group = GroupId::new(stream, "g").unwrap();
    let settings = GroupSettings { start: GroupStart::Start, ..GroupSettings::default() };
    block_on(groups.create(&group, settings)).unwrap();
    let mut subscriber = block_on(groups.subscribe(&group, SubscriberOptions::default())).unwrap();
    // Messages that will time out, and a checkpoint that will be due.
    for _ in 0..20 {
        let delivery = block_on(subscriber.next()).unwrap().unwrap();
        subscriber.ack([delivery.id()]).unwrap();
    }
    let before = cpu_time();
    thread::sleep(Duration::from_secs(1));
    if let (Some(before), Some(after)) = (before, cpu_time()) {
        assert!(after - before < 10, "{} hundredths of a second", after - before);
    }
}
