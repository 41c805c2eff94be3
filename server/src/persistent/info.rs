use std::time::Duration;

use plumberd::group::{GroupInfo, GroupSource, GroupStart, Latency, Place, SubscriberInfo};
use plumberd_wire::v1::persistent_subscriptions::SubscriptionInfo;
use plumberd_wire::v1::persistent_subscriptions::subscription_info::{ConnectionInfo, Measurement};

/// What a group is doing, as clients read it.
pub(super) fn message(info: &GroupInfo) -> SubscriptionInfo {
    let settings = &info.settings;
    let place = |place: Option<Place>| place.map(|place| place.to_string()).unwrap_or_default();
    SubscriptionInfo {
        event_source: info.group.source().as_str().to_owned(),
        group_name: info.group.name().to_owned(),
        status: if info.is_replaying {
            format!("{}, ReplayingParkedMessages", info.status)
        } else {
            info.status.to_string()
        },
        connections: info.subscribers.iter().map(connection).collect(),
        average_per_second: small(info.average_per_second),
        total_items: large(info.total_items),
        count_since_last_measurement: large(info.count_since_last_measurement),
        last_checkpointed_event_position: place(info.last_checkpoint),
        last_known_event_position: place(info.last_known),
        resolve_link_tos: settings.resolve_links,
        start_from: start(settings.start, info.group.source()),
        message_timeout_milliseconds: settings.message_timeout.map_or(0, millis),
        extra_statistics: settings.extra_statistics,
        max_retry_count: small(settings.max_retry_count),
        live_buffer_size: small(settings.live_buffer_size),
        buffer_size: small(settings.history_buffer_size),
        read_batch_size: small(settings.read_batch_size),
        check_point_after_milliseconds: millis(settings.checkpoint_after),
        min_check_point_count: small(settings.min_checkpoint_count),
        max_check_point_count: small(settings.max_checkpoint_count),
        read_buffer_count: small(info.read_buffer_count),
        live_buffer_count: large(info.live_buffer_count),
        retry_buffer_count: small(info.retry_buffer_count),
        total_in_flight_messages: small(info.total_in_flight),
        outstanding_messages_count: small(info.outstanding),
        named_consumer_strategy: settings.strategy.as_str().to_owned(),
        max_subscriber_count: small(settings.max_subscribers),
        parked_message_count: large(info.parked_count),
    }
}

/// Where a group begins: `0`, `-1` for the end, a revision, or such a position.
fn start(start: GroupStart, source: &GroupSource) -> String {
    let text = match (start, source) {
        (GroupStart::At(place), _) => return place.to_string(),
        (GroupStart::Start, GroupSource::Stream(_)) => "0",
        (GroupStart::Start, GroupSource::All) => "C:0/P:0",
        (GroupStart::End, GroupSource::Stream(_)) => "-1",
        (GroupStart::End, GroupSource::All) => "C:-1/P:-1",
    };
    text.to_owned()
}

fn connection(subscriber: &SubscriberInfo) -> ConnectionInfo {
    let measured = subscriber.latency.as_ref().map(measurements);
    ConnectionInfo {
        from: subscriber.options.from.clone(),
        username: subscriber.options.user.clone(),
        average_items_per_second: small(subscriber.average_per_second),
        total_items: large(subscriber.total_items),
        count_since_last_measurement: large(subscriber.count_since_last_measurement),
        observed_measurements: measured.unwrap_or_default(),
        available_slots: small(subscriber.available_slots),
        in_flight_messages: small(subscriber.in_flight),
        connection_name: subscriber.options.connection_name.clone(),
    }
}

/// How long a subscriber takes, in milliseconds.
fn measurements(latency: &Latency) -> Vec<Measurement> {
    let measurement = |key: &str, took: Duration| Measurement {
        key: key.to_owned(),
        value: i64::try_from(took.as_millis()).unwrap_or(i64::MAX),
    };
    let [first, second, third, fourth] = latency.quintiles;
    vec![
        measurement("Mean", latency.mean),
        measurement("Median", latency.median),
        measurement("Fastest", latency.fastest),
        measurement("Quintile 1", first),
        measurement("Quintile 2", second),
        measurement("Quintile 3", third),
        measurement("Quintile 4", fourth),
        measurement("Quintile 5", latency.slowest),
        measurement("90%", latency.percentile_90),
        measurement("95%", latency.percentile_95),
        measurement("99%", latency.percentile_99),
        measurement("99.5%", latency.percentile_99_5),
        measurement("99.9%", latency.percentile_99_9),
        measurement("Highest", latency.slowest),
    ]
}

/// Numbers as wide as the message has them.
fn small(number: impl TryInto<i32>) -> i32 {
    number.try_into().unwrap_or(i32::MAX)
}

fn large(number: impl TryInto<i64>) -> i64 {
    number.try_into().unwrap_or(i64::MAX)
}

fn millis(time: Duration) -> i32 {
    small(time.as_millis())
}
