use std::thread;
use std::time::Duration;

use plumberd::group::{ConsumerGroups, NackAction};
use plumberd::testing::block_on;

use super::store::{Faulty, next, order, put, settings, subscribe, until};

#[test]
fn nothing_happens_when_nothing_happens() {
    let (store, switches) = Faulty::shared();
    put(&*store, 20);
    let groups = ConsumerGroups::new(store.clone());
    block_on(groups.create(&order(), settings())).unwrap();
    // Nobody has subscribed, then somebody has all there is, then somebody has no room.
    let quiet = |what: &str| {
        thread::sleep(Duration::from_millis(100));
        let before = switches.activity();
        thread::sleep(Duration::from_millis(300));
        assert_eq!(switches.activity(), before, "{what}");
    };
    quiet("without subscribers");
    assert_eq!(switches.activity().0, 0, "a group without subscribers reads nothing");
    let mut subscriber = subscribe(&groups);
    for revision in 0..20 {
        let delivery = next(&mut subscriber);
        assert_eq!(delivery.event.revision, revision);
        let id = [delivery.id()];
        if revision % 2 == 0 {
            subscriber.ack(id).unwrap();
        } else {
            subscriber.nack(id, NackAction::Park, "odd").unwrap();
        }
    }
    until(&groups, |info| info.last_checkpoint == Some(19.into()));
    quiet("when all is done");
    put(&*store, 20);
    assert_eq!(next(&mut subscriber).event.revision, 20);
    quiet("when the subscriber has no room");
    drop(subscriber);
    quiet("when the subscriber has left");
}
