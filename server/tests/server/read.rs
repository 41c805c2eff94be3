use std::time::{Duration, SystemTime, UNIX_EPOCH};

use plumberd_wire::v1;
use plumberd_wire::v1::streams::ReadReq;
use plumberd_wire::v1::streams::read_req::Options;
use plumberd_wire::v1::streams::read_req::options::all_options::AllOption;
use plumberd_wire::v1::streams::read_req::options::filter_options::{Expression, Filter, Window};
use plumberd_wire::v1::streams::read_req::options::stream_options::RevisionOption;
use plumberd_wire::v1::streams::read_req::options::{
    AllOptions, ControlOption, CountOption, FilterOption, FilterOptions, Position, ReadDirection,
    StreamOption, StreamOptions, SubscriptionOptions, UuidOption, uuid_option,
};
use plumberd_wire::v1::streams::read_resp::Content;
use plumberd_wire::v1::streams::read_resp::read_event::Position as At;
use tonic::Code;
use uuid::Uuid;

use crate::client::{
    all_from, any, append, assert_said, empty, from, id, identifier, message, options, proposed,
    read, read_all, read_short, read_stream, send, start,
};

fn backwards(options: Options) -> Options {
    Options { read_direction: ReadDirection::Backwards.into(), ..options }
}

fn count(count: u64, options: Options) -> Options {
    Options { count_option: Some(CountOption::Count(count)), ..options }
}

fn filtered(filter: Filter, options: Options) -> Options {
    let filter = FilterOptions {
        filter: Some(filter),
        window: Some(Window::Max(32)),
        checkpoint_interval_multiplier: 1,
    };
    Options { filter_option: Some(FilterOption::Filter(filter)), ..options }
}

fn regex(regex: &str) -> Expression {
    Expression { regex: regex.to_owned(), prefix: Vec::new() }
}

fn prefixes(prefixes: &[&str]) -> Expression {
    let prefix = prefixes.iter().map(|&prefix| prefix.to_owned()).collect();
    Expression { regex: String::new(), prefix }
}

#[tokio::test]
async fn an_event_comes_back_as_it_was_sent() {
    let (_server, mut client) = start().await;
    let event_id = Uuid::from_u128(0xfedc_ba98_7654_4210_8123_4567_89ab_cdef);
    let mut event = message("Started", vec![0, 159, 146, 150]);
    event.id = Some(id(event_id));
    event.custom_metadata = "{\"a\":1}".into();
    event.metadata.insert("content-type".to_owned(), "application/x-other".to_owned());
    let before = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    send(&mut client, vec![options("A-1", any()), proposed(event)]).await.unwrap();

    for form in [uuid_option::Content::String(empty()), uuid_option::Content::Structured(empty())] {
        let mut options = read_stream("A-1");
        options.uuid_option = Some(UuidOption { content: Some(form) });
        let contents = read(&mut client, options).await.unwrap();
        let [Content::Event(read)] = contents.as_slice() else { panic!("{contents:?}") };
        let event = read.event.as_ref().unwrap();
        assert_eq!(read.link, None);
        assert_eq!(read.position, Some(At::CommitPosition(1)));
        let expected = match form {
            uuid_option::Content::String(_) => id(event_id),
            uuid_option::Content::Structured(_) => v1::Uuid {
                value: Some(v1::uuid::Value::Structured(v1::uuid::Structured {
                    most_significant_bits: 0xfedc_ba98_7654_4210_u64.cast_signed(),
                    least_significant_bits: 0x8123_4567_89ab_cdef_u64.cast_signed(),
                })),
            },
        };
        assert_eq!(event.id, Some(expected));
        assert_eq!(event.stream_identifier, Some(identifier("A-1")));
        assert_eq!(
            (event.stream_revision, event.commit_position, event.prepare_position),
            (0, 1, 1)
        );
        assert_eq!(&event.data[..], [0, 159, 146, 150]);
        assert_eq!(&event.custom_metadata[..], b"{\"a\":1}");
        let keys: Vec<_> = event.metadata.keys().map(String::as_str).collect();
        assert_eq!(keys, ["content-type", "created", "type"]);
        assert_eq!(event.metadata["type"], "Started");
        assert_eq!(event.metadata["content-type"], "application/octet-stream");
        let ticks: u64 = event.metadata["created"].parse().unwrap();
        let created =
            Duration::new(ticks / 10_000_000, u32::try_from(ticks % 10_000_000 * 100).unwrap());
        assert!(
            created + Duration::from_secs(1) > before && created < before + Duration::from_secs(60)
        );
    }
}

#[tokio::test]
async fn a_stream_is_read_both_ways_and_from_anywhere() {
    let (_server, mut client) = start().await;
    append(&mut client, "A-1", &["A", "B", "C", "D"]).await;
    let stream = || read_stream("A-1");
    let (at, end) = (RevisionOption::Revision, || RevisionOption::End(empty()));
    for (options, expected) in [
        (stream(), &["0:A", "1:B", "2:C", "3:D"][..]),
        (count(2, stream()), &["0:A", "1:B"]),
        (count(0, stream()), &[]),
        (from(stream(), at(2)), &["2:C", "3:D"]),
        (from(stream(), at(4)), &[]),
        (from(stream(), at(u64::MAX)), &[]),
        (from(stream(), end()), &[]),
        (backwards(from(stream(), end())), &["3:D", "2:C", "1:B", "0:A"]),
        (backwards(count(1, from(stream(), end()))), &["3:D"]),
        (backwards(from(stream(), at(1))), &["1:B", "0:A"]),
        (backwards(from(stream(), at(9))), &["3:D", "2:C", "1:B", "0:A"]),
        (backwards(stream()), &["0:A"]),
        (read_stream("A-2"), &["not found"]),
        (backwards(from(read_stream("A-2"), end())), &["not found"]),
    ] {
        assert_eq!(
            read_short(&mut client, options.clone()).await.unwrap(),
            expected,
            "{options:?}"
        );
    }
}

#[tokio::test]
async fn old_clients_are_told_where_a_stream_begins_and_ends() {
    let (_server, mut client) = start().await;
    append(&mut client, "A-1", &["A", "B", "C"]).await;
    let old =
        |options| Options { control_option: Some(ControlOption { compatibility: 1 }), ..options };
    let stream = || old(read_stream("A-1"));
    for (options, expected) in [
        (stream(), &["0:A", "1:B", "2:C", "last 2"][..]),
        (count(1, stream()), &["0:A", "last 2"]),
        (from(stream(), RevisionOption::Revision(7)), &["first 0", "last 2"]),
        (backwards(from(stream(), RevisionOption::End(empty()))), &["2:C", "1:B", "0:A", "last 2"]),
        (backwards(from(stream(), RevisionOption::Revision(0))), &["0:A", "last 2"]),
        (old(read_stream("A-2")), &["not found"]),
    ] {
        assert_eq!(
            read_short(&mut client, options.clone()).await.unwrap(),
            expected,
            "{options:?}"
        );
    }
}

#[tokio::test]
async fn the_log_is_read_both_ways_from_anywhere_and_filtered() {
    let (_server, mut client) = start().await;
    append(&mut client, "A-1", &["A", "B"]).await;
    append(&mut client, "B-1", &["C"]).await;
    append(&mut client, "A-2", &["D"]).await;
    let at = |at| AllOption::Position(Position { commit_position: at, prepare_position: at });
    let end = || AllOption::End(empty());
    for (options, expected) in [
        (read_all(), &["0:A", "1:B", "0:C", "0:D"][..]),
        (count(2, read_all()), &["0:A", "1:B"]),
        (all_from(read_all(), at(3)), &["0:C", "0:D"]),
        (all_from(read_all(), at(99)), &[]),
        (all_from(read_all(), end()), &[]),
        (all_from(read_all(), at(u64::MAX)), &[]),
        (backwards(all_from(read_all(), end())), &["0:D", "0:C", "1:B", "0:A"]),
        (backwards(all_from(read_all(), at(u64::MAX))), &["0:D", "0:C", "1:B", "0:A"]),
        (backwards(all_from(read_all(), at(3))), &["1:B", "0:A"]),
        (backwards(all_from(read_all(), at(1))), &[]),
        (backwards(all_from(read_all(), at(0))), &[]),
        (
            filtered(Filter::StreamIdentifier(prefixes(&["A-", "X-"])), read_all()),
            &["0:A", "1:B", "0:D"],
        ),
        (filtered(Filter::EventType(prefixes(&["C"])), read_all()), &["0:C"]),
        (filtered(Filter::EventType(regex("^(?!(B$|C$))")), read_all()), &["0:A", "0:D"]),
        (count(1, filtered(Filter::StreamIdentifier(regex("^A-")), read_all())), &["0:A"]),
        (
            backwards(all_from(
                filtered(Filter::StreamIdentifier(regex("^A-")), read_all()),
                end(),
            )),
            &["0:D", "1:B", "0:A"],
        ),
    ] {
        assert_eq!(
            read_short(&mut client, options.clone()).await.unwrap(),
            expected,
            "{options:?}"
        );
    }
}

#[tokio::test]
async fn indexes_are_read_by_the_prefix_of_their_name() {
    let (_server, mut client) = start().await;
    append(&mut client, "A-1", &["A", "B"]).await;
    append(&mut client, "$A-1", &["A"]).await;
    append(&mut client, "A-2", &["A"]).await;
    let index = |name: &str| filtered(Filter::StreamIdentifier(prefixes(&[name])), read_all());
    for (name, expected) in [
        ("$idx-ce-A", &["0:A", "1:B", "0:A"][..]),
        ("$idx-et-A", &["0:A", "0:A", "0:A"]),
        ("$idx-all", &["0:A", "1:B", "0:A"]),
        ("$idx-ce-none", &[]),
    ] {
        assert_eq!(read_short(&mut client, index(name)).await.unwrap(), expected, "{name}");
    }
    let status = read(&mut client, index("$idx-bc-1")).await.unwrap_err();
    let text =
        "There is no index `$idx-bc-1`; use `$idx-all`, `$idx-ce-<category>` or `$idx-et-<type>`";
    assert_said(&status, Code::InvalidArgument, text, &[]);
}

#[tokio::test]
async fn links_are_resolved_if_asked_for() {
    let (_server, mut client) = start().await;
    append(&mut client, "A-1", &["A", "B"]).await;
    let mut dangling = message("$>", "7@A-1");
    dangling.custom_metadata = "{}".into();
    let link = message("$>", "1@A-1");
    let requests = vec![options("links", any()), proposed(link), proposed(dangling)];
    send(&mut client, requests).await.unwrap();

    let resolved = |options| Options { resolve_links: true, ..options };
    assert_eq!(read_short(&mut client, read_stream("links")).await.unwrap(), ["0:$>", "1:$>"]);
    let contents = read(&mut client, resolved(read_stream("links"))).await.unwrap();
    let [Content::Event(good), Content::Event(bad)] = contents.as_slice() else {
        panic!("{contents:?}")
    };
    let (event, link) = (good.event.as_ref().unwrap(), good.link.as_ref().unwrap());
    assert_eq!((event.stream_revision, event.metadata["type"].as_str()), (1, "B"));
    assert_eq!((event.commit_position, link.commit_position), (2, 3));
    assert_eq!(good.position, Some(At::CommitPosition(3)));
    assert_eq!(
        (link.stream_revision, link.metadata["type"].as_str(), &link.data[..]),
        (0, "$>", &b"1@A-1"[..])
    );
    assert_eq!(link.stream_identifier, Some(identifier("links")));
    // One that leads nowhere is a link without an event.
    assert_eq!(bad.event, None);
    assert_eq!(&bad.link.as_ref().unwrap().data[..], b"7@A-1");

    assert_eq!(
        read_short(&mut client, resolved(read_stream("$ce-A"))).await.unwrap(),
        ["0:A by 0:$>", "1:B by 1:$>"]
    );
    assert_eq!(read_short(&mut client, read_stream("$et-B")).await.unwrap(), ["0:$>"]);
}

#[tokio::test]
async fn what_cannot_be_read_is_refused() {
    let (_server, mut client) = start().await;
    append(&mut client, "A-1", &["A"]).await;
    let filter = |filter: FilterOptions| Options {
        filter_option: Some(FilterOption::Filter(filter)),
        ..read_all()
    };
    let good = FilterOptions {
        filter: Some(Filter::EventType(regex("A"))),
        window: Some(Window::Count(empty())),
        checkpoint_interval_multiplier: 1,
    };
    let on =
        |expression| FilterOptions { filter: Some(Filter::EventType(expression)), ..good.clone() };
    let live = |options| Options {
        count_option: Some(CountOption::Subscription(SubscriptionOptions {})),
        ..options
    };
    let nowhere = AllOptions { all_option: None };
    let position = Position { commit_position: 1, prepare_position: 2 };
    let without_name = StreamOptions {
        stream_identifier: None,
        revision_option: Some(RevisionOption::Start(empty())),
    };
    let without_place =
        StreamOptions { stream_identifier: Some(identifier("A-1")), revision_option: None };
    for (options, text) in [
        (
            Options { stream_option: None, ..read_all() },
            "The options have neither a stream nor all",
        ),
        (
            Options { count_option: None, ..read_all() },
            "The options have neither a count nor a subscription",
        ),
        (
            Options { filter_option: None, ..read_all() },
            "The options have neither a filter nor no_filter",
        ),
        (Options { uuid_option: None, ..read_all() }, "The options do not say how to write UUIDs"),
        (
            Options { uuid_option: Some(UuidOption { content: None }), ..read_all() },
            "The options do not say how to write UUIDs",
        ),
        (
            Options { read_direction: 7, ..read_all() },
            "The read direction is neither forwards nor backwards",
        ),
        (
            Options { stream_option: Some(StreamOption::All(nowhere)), ..read_all() },
            "The options do not say where to begin",
        ),
        (
            Options { stream_option: Some(StreamOption::Stream(without_place)), ..read_all() },
            "The options do not say where to begin",
        ),
        (
            Options { stream_option: Some(StreamOption::Stream(without_name)), ..read_all() },
            "The request has no stream_identifier",
        ),
        (
            all_from(read_all(), AllOption::Position(position)),
            "Trying to read from an invalid position.",
        ),
        (live(backwards(read_all())), "A subscription cannot go backwards"),
        (
            Options { filter_option: filter(good.clone()).filter_option, ..read_stream("A-1") },
            "Streams cannot be filtered; read $all",
        ),
        (
            filter(FilterOptions { filter: None, ..good.clone() }),
            "The filter says nothing of streams or event types",
        ),
        (filter(FilterOptions { window: None, ..good.clone() }), "The filter has no window"),
        (filter(on(prefixes(&[]))), "The filter has neither a regular expression nor prefixes"),
        (
            live(filter(FilterOptions { checkpoint_interval_multiplier: 0, ..good.clone() })),
            "The checkpoint interval multiplier has to be 1 at least",
        ),
    ] {
        let status = read(&mut client, options).await.unwrap_err();
        assert_said(&status, Code::InvalidArgument, text, &[]);
    }
    let status = client.read(ReadReq { options: None }).await.unwrap_err();
    assert_said(&status, Code::InvalidArgument, "The request has no options", &[]);

    let status = read(&mut client, filter(on(regex("a(")))).await.unwrap_err();
    assert_eq!(status.code(), Code::InvalidArgument);
    assert!(status.message().starts_with("`a(` is not a regular expression: "), "{status}");
}

#[tokio::test]
async fn an_expression_that_explodes_is_an_error_and_no_hang() {
    let (_server, mut client) = start().await;
    append(&mut client, &format!("{}b", "a".repeat(60)), &["A"]).await;
    let evil = filtered(Filter::StreamIdentifier(regex(r"^((a+)+\2?)+c(?!d)$")), read_all());
    let status = read(&mut client, evil).await.unwrap_err();
    assert_eq!(status.code(), Code::InvalidArgument);
    assert!(status.message().contains("does not come to an end"), "{status}");
}
