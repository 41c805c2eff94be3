//! Persistent subscriptions.

use std::time::{Duration, Instant};

use bytes::Bytes;
use plumberd_server::TestServer;
use plumberd_wire::v1::Uuid;
use plumberd_wire::v1::persistent_subscriptions::create_req::settings::{
    CheckpointAfter, MessageTimeout,
};
use plumberd_wire::v1::persistent_subscriptions::create_req::{
    self, AllOptions, Settings, StreamOptions, all_options, stream_options,
};
use plumberd_wire::v1::persistent_subscriptions::persistent_subscriptions_client::PersistentSubscriptionsClient;
use plumberd_wire::v1::persistent_subscriptions::read_req::nack::Action;
use plumberd_wire::v1::persistent_subscriptions::read_req::options::UuidOption;
use plumberd_wire::v1::persistent_subscriptions::read_req::options::uuid_option;
use plumberd_wire::v1::persistent_subscriptions::read_req::{Ack, Content, Nack, Options};
use plumberd_wire::v1::persistent_subscriptions::read_resp::read_event::Count;
use plumberd_wire::v1::persistent_subscriptions::read_resp::{self, ReadEvent};
use plumberd_wire::v1::persistent_subscriptions::{
    CreateReq, DeleteReq, GetInfoReq, ListReq, ReadReq, ReadResp, ReplayParkedReq,
    SubscriptionInfo, UpdateReq, delete_req, get_info_req, list_req, read_req, replay_parked_req,
    update_req,
};
use tokio::sync::mpsc;
use tokio_stream::wrappers::UnboundedReceiverStream;
use tonic::transport::Channel;
use tonic::{Code, Status, Streaming};

use crate::client::{PATIENCE, Streams, append, assert_said, channel, empty, identifier};

type Groups = PersistentSubscriptionsClient<Channel>;

async fn start() -> (TestServer, Streams, Groups) {
    let server = TestServer::start().await.unwrap();
    let channel = channel(&server).await;
    (server, Streams::new(channel.clone()), Groups::new(channel))
}

/// What clients send by default.
pub(crate) fn settings() -> Settings {
    Settings {
        message_timeout: Some(MessageTimeout::MessageTimeoutMs(30_000)),
        checkpoint_after: Some(CheckpointAfter::CheckpointAfterMs(2000)),
        max_retry_count: 10,
        min_checkpoint_count: 10,
        max_checkpoint_count: 1000,
        live_buffer_size: 500,
        read_batch_size: 20,
        history_buffer_size: 500,
        consumer_strategy: "RoundRobin".to_owned(),
        ..Settings::default()
    }
}

/// Creates a group that begins with a stream's first event.
pub(crate) fn create(stream: &str, group: &str, settings: Settings) -> CreateReq {
    let of = StreamOptions {
        stream_identifier: Some(identifier(stream)),
        revision_option: Some(stream_options::RevisionOption::Start(empty())),
    };
    CreateReq {
        options: Some(create_req::Options {
            stream_option: Some(create_req::options::StreamOption::Stream(of)),
            group_name: group.to_owned(),
            settings: Some(settings),
            ..create_req::Options::default()
        }),
    }
}

fn create_all(group: &str, all: AllOptions) -> CreateReq {
    let mut request = create("A", group, settings());
    request.options.as_mut().unwrap().stream_option =
        Some(create_req::options::StreamOption::All(all));
    request
}

fn delete(stream: &str, group: &str) -> DeleteReq {
    let of = delete_req::options::StreamOption::StreamIdentifier(identifier(stream));
    let options = delete_req::Options { stream_option: Some(of), group_name: group.to_owned() };
    DeleteReq { options: Some(options) }
}

async fn info(client: &mut Groups, stream: &str, group: &str) -> Result<SubscriptionInfo, Status> {
    use get_info_req::options::StreamOption;
    let of = match stream {
        "$all" => StreamOption::All(empty()),
        stream => StreamOption::StreamIdentifier(identifier(stream)),
    };
    let options = get_info_req::Options { stream_option: Some(of), group_name: group.to_owned() };
    let answer = client.get_info(GetInfoReq { options: Some(options) }).await?;
    Ok(answer.into_inner().subscription_info.unwrap())
}

/// A subscriber.
pub(crate) struct Subscriber {
    requests: mpsc::UnboundedSender<ReadReq>,
    answers: Streaming<ReadResp>,
}

pub(crate) fn read(stream: &str, group: &str, buffer_size: i32) -> ReadReq {
    use read_req::options::StreamOption;
    let of = match stream {
        "$all" => StreamOption::All(empty()),
        stream => StreamOption::StreamIdentifier(identifier(stream)),
    };
    let uuid_option = UuidOption { content: Some(uuid_option::Content::String(empty())) };
    ReadReq {
        content: Some(Content::Options(Options {
            stream_option: Some(of),
            group_name: group.to_owned(),
            buffer_size,
            uuid_option: Some(uuid_option),
        })),
    }
}

impl Subscriber {
    async fn begin(client: &mut Groups, first: ReadReq) -> Result<Self, Status> {
        let (requests, rest) = mpsc::unbounded_channel();
        requests.send(first).unwrap();
        let answers = client.read(UnboundedReceiverStream::new(rest)).await?.into_inner();
        Ok(Self { requests, answers })
    }

    /// Begins, and takes the confirmation.
    async fn confirmed(client: &mut Groups, stream: &str, group: &str) -> Self {
        let mut it = Self::begin(client, read(stream, group, 10)).await.unwrap();
        match it.next().await.unwrap() {
            read_resp::Content::SubscriptionConfirmation(confirmation) => {
                assert_eq!(confirmation.subscription_id, format!("{stream}::{group}"));
            }
            other @ read_resp::Content::Event(_) => panic!("{other:?}"),
        }
        it
    }

    async fn next(&mut self) -> Result<read_resp::Content, Status> {
        let answer = tokio::time::timeout(PATIENCE, self.answers.message()).await.unwrap();
        Ok(answer?.expect("it does not end").content.unwrap())
    }

    async fn event(&mut self) -> ReadEvent {
        match self.next().await.unwrap() {
            read_resp::Content::Event(event) => event,
            other @ read_resp::Content::SubscriptionConfirmation(_) => panic!("{other:?}"),
        }
    }

    async fn ended(&mut self) -> Status {
        loop {
            if let Err(status) = self.next().await {
                return status;
            }
        }
    }

    fn ack(&self, ids: Vec<Uuid>) {
        let ack = Content::Ack(Ack { id: Bytes::new(), ids });
        self.requests.send(ReadReq { content: Some(ack) }).unwrap();
    }

    fn nack(&self, id: Uuid, action: Action) {
        let nack =
            Nack { id: Bytes::new(), ids: vec![id], action: action.into(), reason: "so".into() };
        self.requests.send(ReadReq { content: Some(Content::Nack(nack)) }).unwrap();
    }
}

/// What to ack, and in short: `0:A` for revision 0 of type A, and how often it was tried.
fn seen(event: &ReadEvent) -> (Uuid, String) {
    let show = |it: &read_resp::read_event::RecordedEvent| {
        format!("{}:{}", it.stream_revision, it.metadata["type"])
    };
    let Some(Count::RetryCount(retries)) = event.count else { panic!("{event:?}") };
    let parts = [event.event.as_ref().map(show), event.link.as_ref().map(show)];
    let text = parts.into_iter().flatten().collect::<Vec<_>>().join(" by ");
    let acked = event.link.as_ref().or(event.event.as_ref()).unwrap();
    (acked.id.clone().unwrap(), format!("{text} #{retries}"))
}

fn group_trailers<'a>(
    exception: &'a str,
    stream: &'a str,
    group: &'a str,
) -> [(&'a str, &'a str); 3] {
    [("exception", exception), ("stream-name", stream), ("group-name", group)]
}

#[tokio::test]
async fn events_are_given_out_and_answered() {
    let (_server, mut streams, mut groups) = start().await;
    append(&mut streams, "A-1", &["One", "Two", "Three"]).await;
    groups.create(create("A-1", "g", settings())).await.unwrap();
    let mut subscriber = Subscriber::confirmed(&mut groups, "A-1", "g").await;
    let (one, text) = seen(&subscriber.event().await);
    assert_eq!(text, "0:One #0");
    let (two, text) = seen(&subscriber.event().await);
    assert_eq!(text, "1:Two #0");
    subscriber.nack(one, Action::Retry);
    let (three, text) = seen(&subscriber.event().await);
    assert_eq!(text, "2:Three #0");
    let (one, text) = seen(&subscriber.event().await);
    assert_eq!(text, "0:One #1");
    subscriber.nack(two, Action::Skip);
    subscriber.nack(three, Action::Park);
    subscriber.ack(vec![one]);
    append(&mut streams, "A-1", &["Four"]).await;
    assert_eq!(seen(&subscriber.event().await).1, "3:Four #0");
    // What was parked comes by a link.
    let parked = async {
        loop {
            let info = info(&mut groups, "A-1", "g").await.unwrap();
            if info.parked_message_count == 1 {
                return info;
            }
            tokio::task::yield_now().await;
        }
    };
    let info = tokio::time::timeout(PATIENCE, parked).await.unwrap();
    assert_eq!((info.status.as_str(), info.total_in_flight_messages), ("Live", 1));
    let replay = replay_parked_req::Options {
        group_name: "g".to_owned(),
        stream_option: Some(replay_parked_req::options::StreamOption::StreamIdentifier(
            identifier("A-1"),
        )),
        stop_at_option: Some(replay_parked_req::options::StopAtOption::NoLimit(empty())),
    };
    groups.replay_parked(ReplayParkedReq { options: Some(replay) }).await.unwrap();
    let event = subscriber.event().await;
    let (_, text) = seen(&event);
    assert_eq!(text, "2:Three by 0:$> #0");
    assert_eq!(event.link.unwrap().data, "2@A-1");
}

#[tokio::test]
async fn what_groups_there_are_is_told() {
    let (_server, _streams, mut groups) = start().await;
    let list = |of: Option<&str>| {
        let of = of.map(|stream| list_req::StreamOption {
            stream_option: Some(list_req::stream_option::StreamOption::Stream(identifier(stream))),
        });
        let option = of.map_or(
            list_req::options::ListOption::ListAllSubscriptions(empty()),
            list_req::options::ListOption::ListForStream,
        );
        ListReq { options: Some(list_req::Options { list_option: Some(option) }) }
    };
    assert_eq!(groups.list(list(None)).await.unwrap().into_inner().subscriptions, []);
    let status = groups.list(list(Some("A-1"))).await.unwrap_err();
    assert_said(
        &status,
        Code::NotFound,
        "Subscription group  on stream A-1 does not exist.",
        &group_trailers("persistent-subscription-does-not-exist", "A-1", ""),
    );
    groups.create(create("A-1", "g", settings())).await.unwrap();
    let end = Some(all_options::AllOption::End(empty()));
    let all = AllOptions { all_option: end, filter_option: None };
    groups.create(create_all("audit", all)).await.unwrap();
    let found = groups.list(list(None)).await.unwrap().into_inner().subscriptions;
    let mut names: Vec<_> =
        found.iter().map(|it| (it.event_source.as_str(), it.group_name.as_str())).collect();
    names.sort_unstable();
    assert_eq!(names, [("$all", "audit"), ("A-1", "g")]);
    let found = groups.list(list(Some("A-1"))).await.unwrap().into_inner().subscriptions;
    assert_eq!(found.len(), 1);
    assert_eq!(info(&mut groups, "$all", "audit").await.unwrap().start_from, "C:-1/P:-1");
    let told = info(&mut groups, "A-1", "g").await.unwrap();
    let expected = SubscriptionInfo {
        event_source: "A-1".to_owned(),
        group_name: "g".to_owned(),
        status: "NotReady".to_owned(),
        start_from: "0".to_owned(),
        message_timeout_milliseconds: 30_000,
        max_retry_count: 10,
        live_buffer_size: 500,
        buffer_size: 500,
        read_batch_size: 20,
        check_point_after_milliseconds: 2000,
        min_check_point_count: 10,
        max_check_point_count: 1000,
        named_consumer_strategy: "RoundRobin".to_owned(),
        ..SubscriptionInfo::default()
    };
    assert_eq!(told, expected);
}

#[tokio::test]
async fn who_is_connected_is_told_and_how_long_it_takes() {
    let (_server, mut streams, mut groups) = start().await;
    append(&mut streams, "A-1", &["One"]).await;
    let extra = Settings { extra_statistics: true, ..settings() };
    groups.create(create("A-1", "g", extra)).await.unwrap();
    let mut subscriber = Subscriber::confirmed(&mut groups, "A-1", "g").await;
    let (one, _) = seen(&subscriber.event().await);
    subscriber.ack(vec![one]);
    let measured = async {
        loop {
            let connections = info(&mut groups, "A-1", "g").await.unwrap().connections;
            let [connection] = connections.as_slice() else { panic!("{connections:?}") };
            if connection.in_flight_messages == 0 {
                return connection.clone();
            }
            tokio::task::yield_now().await;
        }
    };
    let connection = tokio::time::timeout(PATIENCE, measured).await.unwrap();
    assert_eq!(connection.username, "anonymous");
    assert_eq!(connection.connection_name, "<unknown>");
    let from: std::net::SocketAddr = connection.from.parse().unwrap();
    assert!(from.ip().is_loopback() && from.port() > 0, "{from}");
    assert_eq!((connection.available_slots, connection.total_items), (10, 1));
    let keys: Vec<_> = connection.observed_measurements.iter().map(|it| it.key.as_str()).collect();
    assert_eq!(
        keys,
        [
            "Mean",
            "Median",
            "Fastest",
            "Quintile 1",
            "Quintile 2",
            "Quintile 3",
            "Quintile 4",
            "Quintile 5",
            "90%",
            "95%",
            "99%",
            "99.5%",
            "99.9%",
            "Highest"
        ]
    );
}

#[tokio::test]
async fn what_is_not_acked_in_time_comes_again_and_is_parked_in_the_end() {
    let (_server, mut streams, mut groups) = start().await;
    append(&mut streams, "A-1", &["One", "Two"]).await;
    let timeout = Some(MessageTimeout::MessageTimeoutMs(100));
    let short = Settings { message_timeout: timeout, max_retry_count: 3, ..settings() };
    groups.create(create("A-1", "g", short)).await.unwrap();
    let mut subscriber = Subscriber::begin(&mut groups, read("A-1", "g", 1)).await.unwrap();
    subscriber.next().await.unwrap();
    for retries in 0..=3 {
        let begun = Instant::now();
        assert_eq!(seen(&subscriber.event().await).1, format!("0:One #{retries}"));
        let took = begun.elapsed();
        assert!(retries == 0 || took >= Duration::from_millis(80), "{retries}: {took:?}");
    }
    let (two, text) = seen(&subscriber.event().await);
    assert_eq!(text, "1:Two #0");
    subscriber.ack(vec![two]);
    let parked = async {
        while info(&mut groups, "A-1", "g").await.unwrap().parked_message_count < 1 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, parked).await.unwrap();
}

#[tokio::test]
async fn groups_of_the_log_have_filters() {
    use create_req::all_options::filter_options::{Expression, Filter, Window};
    use create_req::all_options::{FilterOption, FilterOptions};
    let (_server, mut streams, mut groups) = start().await;
    append(&mut streams, "A-1", &["One", "Two"]).await;
    append(&mut streams, "B-1", &["Three"]).await;
    let create = |group: &str, expression: Expression| {
        let filter = FilterOptions {
            filter: Some(Filter::StreamIdentifier(expression)),
            window: Some(Window::Count(empty())),
            checkpoint_interval_multiplier: 1,
        };
        let all_option = Some(all_options::AllOption::Start(empty()));
        create_all(
            group,
            AllOptions { all_option, filter_option: Some(FilterOption::Filter(filter)) },
        )
    };
    let regex = |regex: &str| Expression { regex: regex.to_owned(), prefix: vec![] };
    groups.create(create("regex", regex("^B-"))).await.unwrap();
    let prefix = Expression { regex: String::new(), prefix: vec!["A-".to_owned()] };
    groups.create(create("prefix", prefix)).await.unwrap();
    let mut subscriber = Subscriber::confirmed(&mut groups, "$all", "regex").await;
    assert_eq!(seen(&subscriber.event().await).1, "0:Three #0");
    let mut subscriber = Subscriber::confirmed(&mut groups, "$all", "prefix").await;
    assert_eq!(seen(&subscriber.event().await).1, "0:One #0");
    let status = groups.create(create("broken", regex("("))).await.unwrap_err();
    assert_eq!(status.code(), Code::InvalidArgument);
}

#[tokio::test]
async fn links_are_acked_by_their_own_id() {
    let (_server, mut streams, mut groups) = start().await;
    append(&mut streams, "A-1", &["One"]).await;
    let resolving = Settings { resolve_links: true, ..settings() };
    groups.create(create("$ce-A", "g", resolving)).await.unwrap();
    let mut subscriber = Subscriber::confirmed(&mut groups, "$ce-A", "g").await;
    let event = subscriber.event().await;
    let (link, text) = seen(&event);
    assert_eq!(text, "0:One by 0:$> #0");
    subscriber.ack(vec![event.event.unwrap().id.unwrap()]);
    subscriber.nack(link, Action::Retry);
    // The first ack was of nothing that the subscriber has.
    assert_eq!(seen(&subscriber.event().await).1, "0:One by 0:$> #1");
}

#[tokio::test]
async fn what_exists_or_does_not_is_refused_to_the_letter() {
    let (_server, _streams, mut groups) = start().await;
    let missing = group_trailers("persistent-subscription-does-not-exist", "A-1", "g");
    let text = "Subscription group g on stream A-1 does not exist.";
    let assert_missing = |status: Status| assert_said(&status, Code::NotFound, text, &missing);
    assert_missing(info(&mut groups, "A-1", "g").await.unwrap_err());
    assert_missing(groups.delete(delete("A-1", "g")).await.unwrap_err());
    assert_missing(groups.update(update("A-1", "g", 0)).await.unwrap_err());
    assert_missing(Subscriber::begin(&mut groups, read("A-1", "g", 10)).await.err().unwrap());
    groups.create(create("A-1", "g", settings())).await.unwrap();
    let status = groups.create(create("A-1", "g", settings())).await.unwrap_err();
    assert_said(
        &status,
        Code::AlreadyExists,
        "Subscription group g on stream A-1 exists.",
        &group_trailers("persistent-subscription-exists", "A-1", "g"),
    );
}

#[tokio::test]
async fn there_may_be_too_many_subscribers() {
    let (_server, _streams, mut groups) = start().await;
    let few = Settings { max_subscriber_count: 1, ..settings() };
    groups.create(create("A-1", "g", few)).await.unwrap();
    let first = Subscriber::confirmed(&mut groups, "A-1", "g").await;
    let status = Subscriber::begin(&mut groups, read("A-1", "g", 10)).await.err().unwrap();
    assert_said(
        &status,
        Code::FailedPrecondition,
        "Maximum subscriptions reached for subscription group g on stream A-1.",
        &group_trailers("maximum-subscribers-reached", "A-1", "g"),
    );
    drop(first);
    let freed = async {
        while Subscriber::begin(&mut groups, read("A-1", "g", 10)).await.is_err() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, freed).await.unwrap();
}

fn update(stream: &str, group: &str, strategy: i32) -> UpdateReq {
    use update_req::settings as of;
    UpdateReq {
        options: Some(update_req::Options {
            stream_identifier: Some(identifier(stream)),
            group_name: group.to_owned(),
            settings: Some(update_req::Settings {
                message_timeout: Some(of::MessageTimeout::MessageTimeoutTicks(50_000_000)),
                checkpoint_after: Some(of::CheckpointAfter::CheckpointAfterTicks(10_000_000)),
                max_checkpoint_count: 5,
                live_buffer_size: 4,
                read_batch_size: 3,
                history_buffer_size: 5,
                named_consumer_strategy: strategy,
                ..update_req::Settings::default()
            }),
            ..update_req::Options::default()
        }),
    }
}

#[tokio::test]
async fn older_clients_are_understood_and_an_update_drops_readers() {
    let (_server, _streams, mut groups) = start().await;
    let mut request = create("A-1", "g", settings());
    let options = request.options.as_mut().unwrap();
    options.stream_option = None;
    options.stream_identifier = Some(identifier("A-1"));
    let old = options.settings.as_mut().unwrap();
    old.revision = 7;
    old.consumer_strategy.clear();
    old.named_consumer_strategy = create_req::ConsumerStrategy::Pinned.into();
    groups.create(request).await.unwrap();
    let told = info(&mut groups, "A-1", "g").await.unwrap();
    assert_eq!((told.start_from.as_str(), told.named_consumer_strategy.as_str()), ("7", "Pinned"));
    let mut subscriber = Subscriber::confirmed(&mut groups, "A-1", "g").await;
    groups.update(update("A-1", "g", 0)).await.unwrap();
    assert_said(
        &subscriber.ended().await,
        Code::Cancelled,
        "Subscription group g on stream A-1 was dropped.",
        &group_trailers("persistent-subscription-dropped", "A-1", "g"),
    );
    let told = info(&mut groups, "A-1", "g").await.unwrap();
    assert_eq!(told.named_consumer_strategy, "DispatchToSingle");
    assert_eq!(told.message_timeout_milliseconds, 5000);
    assert_eq!(told.check_point_after_milliseconds, 1000);
    assert_eq!((told.live_buffer_size, told.read_batch_size, told.buffer_size), (4, 3, 5));
}

#[tokio::test]
async fn readers_of_a_deleted_group_are_dropped() {
    let (_server, _streams, mut groups) = start().await;
    groups.create(create("A-1", "g", settings())).await.unwrap();
    let mut subscriber = Subscriber::confirmed(&mut groups, "A-1", "g").await;
    groups.delete(delete("A-1", "g")).await.unwrap();
    assert_said(
        &subscriber.ended().await,
        Code::NotFound,
        "Subscription group g on stream A-1 does not exist.",
        &group_trailers("persistent-subscription-does-not-exist", "A-1", "g"),
    );
}

#[tokio::test]
async fn who_stops_is_dropped_and_its_event_goes_to_the_next() {
    let (_server, mut streams, mut groups) = start().await;
    append(&mut streams, "A-1", &["One"]).await;
    groups.create(create("A-1", "g", settings())).await.unwrap();
    let mut subscriber = Subscriber::confirmed(&mut groups, "A-1", "g").await;
    let (one, _) = seen(&subscriber.event().await);
    subscriber.nack(one, Action::Stop);
    let status = subscriber.ended().await;
    assert_eq!(status.message(), "Subscription group g on stream A-1 was dropped.");
    let mut subscriber = Subscriber::confirmed(&mut groups, "A-1", "g").await;
    assert_eq!(seen(&subscriber.event().await).1, "0:One #1");
}

#[tokio::test]
async fn restarted_groups_go_on() {
    let (_server, mut streams, mut groups) = start().await;
    append(&mut streams, "A-1", &["One", "Two"]).await;
    groups.create(create("A-1", "g", settings())).await.unwrap();
    let mut subscriber = Subscriber::confirmed(&mut groups, "A-1", "g").await;
    let (one, _) = seen(&subscriber.event().await);
    subscriber.ack(vec![one]);
    seen(&subscriber.event().await);
    let acked = async {
        while info(&mut groups, "A-1", "g").await.unwrap().total_in_flight_messages > 1 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, acked).await.unwrap();
    groups.restart_subsystem(empty()).await.unwrap();
    assert_eq!(subscriber.ended().await.code(), Code::Unavailable);
    let mut subscriber = Subscriber::confirmed(&mut groups, "A-1", "g").await;
    assert_eq!(seen(&subscriber.event().await).1, "1:Two #0");
}

#[tokio::test]
async fn a_server_that_stops_says_so() {
    let (server, streams, mut groups) = start().await;
    groups.create(create("A-1", "g", settings())).await.unwrap();
    let mut subscriber = Subscriber::confirmed(&mut groups, "A-1", "g").await;
    let stopping = tokio::spawn(server.stop());
    let status = subscriber.ended().await;
    assert_said(&status, Code::Unavailable, "Server Is Not Ready: it is stopping", &[]);
    drop((subscriber, groups, streams));
    stopping.await.unwrap();
}

#[tokio::test]
async fn wrong_requests_are_refused() {
    let (_server, mut streams, mut groups) = start().await;
    let mut refused = Vec::new();
    for change in [
        (|it| *it = None) as fn(&mut Option<create_req::Options>),
        |it| it.as_mut().unwrap().settings = None,
        |it| it.as_mut().unwrap().group_name.clear(),
        |it| it.as_mut().unwrap().settings.as_mut().unwrap().consumer_strategy = "Fair".into(),
        |it| it.as_mut().unwrap().settings.as_mut().unwrap().read_batch_size = -1,
        |it| it.as_mut().unwrap().settings.as_mut().unwrap().live_buffer_size = 0,
        |it| it.as_mut().unwrap().settings.as_mut().unwrap().history_buffer_size = 19,
    ] {
        let mut request = create("A-1", "g", settings());
        change(&mut request.options);
        let status = groups.create(request).await.unwrap_err();
        refused.push((status.code(), status.message().to_owned()));
    }
    let failed = |reason: &str| {
        let text = format!("Subscription group g on stream A-1 failed: '{reason}'");
        (Code::Internal, text)
    };
    let invalid = |text: &str| (Code::InvalidArgument, text.to_owned());
    assert_eq!(
        refused,
        [
            invalid("The request has no options"),
            invalid("The options have no settings"),
            invalid("a group of `A-1` has an empty name; give it one"),
            failed(
                "`strategy`: `Fair` is not known; use RoundRobin, DispatchToSingle, Pinned or PinnedByCorrelation"
            ),
            failed("`read_batch_size`: -1 is less than 0; use 0 or more"),
            failed("`live_buffer_size`: 0 would stand still; use 1 or more"),
            failed("`history_buffer_size`: 19 has no room for a `read_batch_size` of 20; raise it"),
        ]
    );
    groups.create(create("A-1", "g", settings())).await.unwrap();
    let ack = ReadReq { content: Some(Content::Ack(Ack::default())) };
    let status = Subscriber::begin(&mut groups, ack).await.err().unwrap();
    assert_said(&status, Code::InvalidArgument, "The first request has no options", &[]);
    let status = Subscriber::begin(&mut groups, read("A-1", "g", 0)).await.err().unwrap();
    let reason = "`buffer_size`: 0 has room for no event; use 1 or more";
    assert_eq!((status.code(), status.message().to_owned()), failed(reason));
    append(&mut streams, "A-1", &["One"]).await;
    let mut subscriber = Subscriber::confirmed(&mut groups, "A-1", "g").await;
    subscriber.ack(vec![Uuid { value: None }]);
    let status = subscriber.ended().await;
    assert_said(&status, Code::InvalidArgument, "An id of an event is no UUID", &[]);
}
