use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use plumberd::store::EventStore;
use plumberd_wire::v1::streams::ReadResp;
use plumberd_wire::v1::streams::read_req::Options;
use plumberd_wire::v1::streams::read_req::options::all_options::AllOption;
use plumberd_wire::v1::streams::read_req::options::filter_options::{Expression, Filter, Window};
use plumberd_wire::v1::streams::read_req::options::stream_options::RevisionOption;
use plumberd_wire::v1::streams::read_req::options::{FilterOption, FilterOptions, Position};
use plumberd_wire::v1::streams::read_resp::Content;
use tonic::{Code, Streaming};

use crate::client::{
    all_from, any, append, begin, empty, from, live, message, next, options, proposed, read_all,
    read_stream, send, short, start,
};

async fn gives(answers: &mut Streaming<ReadResp>, expected: &[&str]) {
    for expected in expected {
        assert_eq!(short(&next(answers).await.unwrap()), *expected);
    }
}

fn filter(types: &[&str], max: u32, multiplier: u32) -> Options {
    let prefix = types.iter().map(|&prefix| prefix.to_owned()).collect();
    let filter = FilterOptions {
        filter: Some(Filter::EventType(Expression { regex: String::new(), prefix })),
        window: Some(Window::Max(max)),
        checkpoint_interval_multiplier: multiplier,
    };
    Options { filter_option: Some(FilterOption::Filter(filter)), ..live(read_all()) }
}

#[tokio::test]
async fn a_subscription_to_a_stream() {
    let (_server, mut client) = start().await;
    append(&mut client, "A-1", &["A", "B"]).await;
    let mut answers = begin(&mut client, live(read_stream("A-1"))).await.unwrap();
    let Content::Confirmation(confirmation) = next(&mut answers).await.unwrap() else { panic!() };
    assert_eq!(confirmation.subscription_id.len(), 36);
    gives(&mut answers, &["0:A", "1:B"]).await;
    let Content::CaughtUp(up) = next(&mut answers).await.unwrap() else { panic!() };
    assert_eq!((up.stream_revision, up.position), (Some(1), None));
    assert!(up.timestamp.unwrap().seconds > 1_700_000_000);
    append(&mut client, "A-2", &["X"]).await;
    append(&mut client, "A-1", &["C"]).await;
    gives(&mut answers, &["2:C"]).await;
}

#[tokio::test]
async fn a_revision_is_exclusive() {
    let (_server, mut client) = start().await;
    append(&mut client, "A-1", &["A", "B", "C"]).await;
    let after = |revision| from(live(read_stream("A-1")), RevisionOption::Revision(revision));
    let mut answers = begin(&mut client, after(0)).await.unwrap();
    gives(&mut answers, &["confirmation", "1:B", "2:C", "caught up at revision 2"]).await;
    let end = from(live(read_stream("A-1")), RevisionOption::End(empty()));
    let mut answers = begin(&mut client, end).await.unwrap();
    gives(&mut answers, &["confirmation", "caught up at revision 2"]).await;
    append(&mut client, "A-1", &["D"]).await;
    gives(&mut answers, &["3:D"]).await;
}

#[tokio::test]
async fn a_stream_that_is_not_there_may_come() {
    let (_server, mut client) = start().await;
    let mut answers = begin(&mut client, live(read_stream("A-1"))).await.unwrap();
    gives(&mut answers, &["confirmation", "caught up"]).await;
    append(&mut client, "A-1", &["A"]).await;
    gives(&mut answers, &["0:A"]).await;
}

#[tokio::test]
async fn a_subscription_to_the_log() {
    let (_server, mut client) = start().await;
    append(&mut client, "A-1", &["A"]).await;
    append(&mut client, "B-1", &["B"]).await;
    let mut answers = begin(&mut client, live(read_all())).await.unwrap();
    gives(&mut answers, &["confirmation", "0:A", "0:B", "caught up at 2"]).await;
    append(&mut client, "C-1", &["C"]).await;
    gives(&mut answers, &["0:C"]).await;

    let at = AllOption::Position(Position { commit_position: 1, prepare_position: 1 });
    let mut answers = begin(&mut client, all_from(live(read_all()), at)).await.unwrap();
    gives(&mut answers, &["confirmation", "0:B", "0:C", "caught up at 3"]).await;
    let end = AllOption::End(empty());
    let mut answers = begin(&mut client, all_from(live(read_all()), end)).await.unwrap();
    gives(&mut answers, &["confirmation", "caught up at 3"]).await;
}

#[tokio::test]
async fn a_position_that_is_not_there_is_refused() {
    let (_server, mut client) = start().await;
    append(&mut client, "A-1", &["A"]).await;
    let at = AllOption::Position(Position { commit_position: 9, prepare_position: 9 });
    let mut answers = begin(&mut client, all_from(live(read_all()), at)).await.unwrap();
    gives(&mut answers, &["confirmation"]).await;
    let status = next(&mut answers).await.unwrap_err();
    assert_eq!(status.code(), Code::InvalidArgument);
    assert_eq!(status.message(), "Trying to read from an invalid position.");
}

#[tokio::test]
async fn checkpoints_of_a_filter() {
    let (_server, mut client) = start().await;
    append(&mut client, "A-1", &["X", "X", "X", "X", "A", "X"]).await;
    // Each two events; and before it is caught up, where it is.
    let mut answers = begin(&mut client, filter(&["A"], 2, 1)).await.unwrap();
    gives(
        &mut answers,
        &["confirmation", "checkpoint 2", "checkpoint 4", "4:A", "checkpoint 6", "caught up at 6"],
    )
    .await;
    // The same when live.
    append(&mut client, "A-1", &["X", "X", "A"]).await;
    gives(&mut answers, &["checkpoint 8", "8:A"]).await;

    // What is taken counts too.
    let mut answers = begin(&mut client, filter(&["X"], 1, 4)).await.unwrap();
    gives(
        &mut answers,
        &[
            "confirmation",
            "0:X",
            "1:X",
            "2:X",
            "3:X",
            "checkpoint 4",
            "5:X",
            "6:X",
            "7:X",
            "checkpoint 9",
            "caught up at 9",
        ],
    )
    .await;
    // Nothing is told twice.
    append(&mut client, "A-1", &["X"]).await;
    gives(&mut answers, &["9:X"]).await;
}

#[tokio::test]
async fn an_event_behind_each_checkpoint_is_found_again() {
    let (_server, mut client) = start().await;
    append(&mut client, "A-1", &["X", "A", "X", "X", "A", "X", "A", "A", "X", "X"]).await;
    let mut answers = begin(&mut client, filter(&["A"], 1, 1)).await.unwrap();
    let (mut seen, mut resumed) = (0, 0);
    loop {
        match next(&mut answers).await.unwrap() {
            Content::Event(_) => seen += 1,
            Content::Checkpoint(checkpoint) => {
                let at = AllOption::Position(Position {
                    commit_position: checkpoint.commit_position,
                    prepare_position: checkpoint.prepare_position,
                });
                let mut again =
                    begin(&mut client, all_from(filter(&["A"], 1, 1), at)).await.unwrap();
                let mut rest = 0;
                loop {
                    match next(&mut again).await.unwrap() {
                        Content::Event(_) => rest += 1,
                        Content::CaughtUp(_) => break,
                        _ => {}
                    }
                }
                assert_eq!(seen + rest, 4, "resumed behind {}", checkpoint.commit_position);
                resumed += 1;
            }
            Content::CaughtUp(_) => break,
            _ => {}
        }
    }
    assert_eq!((seen, resumed), (4, 10));
}

#[tokio::test]
async fn resolved_links_are_live() {
    let (_server, mut client) = start().await;
    append(&mut client, "A-1", &["A"]).await;
    let options = Options { resolve_links: true, ..live(read_stream("$ce-A")) };
    let mut answers = begin(&mut client, options).await.unwrap();
    gives(&mut answers, &["confirmation", "0:A by 0:$>", "caught up at revision 0"]).await;
    append(&mut client, "A-2", &["B"]).await;
    gives(&mut answers, &["0:B by 1:$>"]).await;
}

/// One that reads nothing keeps nobody from writing or reading, and finds everything later.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_slow_subscriber_holds_nobody_up_and_misses_nothing() {
    const EVENTS: usize = 200;
    let (server, mut client) = start().await;
    let mut slow = begin(&mut client, live(read_stream("A-1"))).await.unwrap();
    gives(&mut slow, &["confirmation", "caught up"]).await;
    let sent = Arc::new(AtomicBool::new(false));
    let writing = {
        let (sent, mut client) = (Arc::clone(&sent), client.clone());
        tokio::spawn(async move {
            // 20 MiB: more than windows and buffers hold.
            for _ in 0..EVENTS {
                let event = message("Large", vec![b'x'; 100 * 1024]);
                send(&mut client, vec![options("A-1", any()), proposed(event)]).await.unwrap();
            }
            sent.store(true, Ordering::SeqCst);
        })
    };
    tokio::time::timeout(Duration::from_secs(30), writing).await.unwrap().unwrap();
    assert!(sent.load(Ordering::SeqCst));
    assert!(server.store().capabilities().subscriptions);
    for revision in 0..EVENTS {
        let content = next(&mut slow).await.unwrap();
        assert_eq!(short(&content), format!("{revision}:Large"));
    }
}
