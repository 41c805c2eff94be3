use std::time::Duration;

use serde_json::{Map, Value, json};

use crate::clock::DateTimeOffset;
use crate::store::{Filter, FilterOn};
use crate::stream::StreamName;

use super::begin::Begin;
use super::{GroupError, GroupId, GroupSettings, GroupSource, GroupStart, Place, Strategy};

/// The stream of the file of groups; its last event holds all of them.
pub(super) const CONFIG_STREAM: &str = "$persistentSubscriptionConfig";
/// The type of its events.
pub(super) const CONFIG_TYPE: &str = "$PersistentConfig";

/// A group, as the file of groups tells of it: with `KurrentDB`'s keys, and two of our own.
/// `startAfter` is where the end was when the group was created, and `prefixes` holds those that have
/// a comma, which would part them in `data`.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Entry {
    pub(super) group: GroupId,
    pub(super) settings: GroupSettings,
    /// Where the group begins; nothing when the end has to be looked up.
    pub(super) begin: Option<Begin>,
}

/// Writes the file of groups.
pub(super) fn to_json<'a>(
    entries: impl Iterator<Item = &'a Entry>,
    updated: DateTimeOffset,
) -> String {
    let entries: Vec<Value> = entries.map(Entry::to_json).collect();
    json!({
        "version": "2",
        "updated": updated.to_string(),
        "updatedBy": "plumberd",
        "entries": entries,
    })
    .to_string()
}

/// Reads the file of groups.
pub(super) fn parse(json: &[u8]) -> Result<Vec<Entry>, GroupError> {
    let object = |value| match value {
        Value::Object(object) => Ok(object),
        _ => Err(bad("the text".into(), "it is not an object")),
    };
    let json = serde_json::from_slice(json)
        .map_err(|error| bad("the text".into(), &format!("it is not JSON: {error}")))?;
    let Some(Value::Array(entries)) = object(json)?.remove("entries") else {
        return Err(bad("`entries`".into(), "they are not a list"));
    };
    let read = |(index, entry)| {
        let fields = Fields { index, fields: object(entry)? };
        fields.entry()
    };
    entries.into_iter().enumerate().map(read).collect()
}

fn bad(place: String, reason: &str) -> GroupError {
    let reason =
        format!("{reason}; append a sound one, or delete the stream and create the groups anew");
    GroupError::State { stream: CONFIG_STREAM.into(), place, reason }
}

impl Entry {
    fn to_json(&self) -> Value {
        let Self { group, settings, .. } = self;
        let millis = |time: Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        let mut json = json!({
            "stream": group.source().as_str(),
            "group": group.name(),
            "resolveLinkTos": settings.resolve_links,
            "extraStatistics": settings.extra_statistics,
            "messageTimeout": settings.message_timeout.map_or(0, millis),
            "startPosition": start_text(settings.start, group.source()),
            "liveBufferSize": settings.live_buffer_size,
            "historyBufferSize": settings.history_buffer_size,
            "maxRetryCount": settings.max_retry_count,
            "readBatchSize": settings.read_batch_size,
            "preferRoundRobin": settings.strategy == Strategy::RoundRobin,
            "checkPointAfter": millis(settings.checkpoint_after),
            "minCheckPointCount": settings.min_checkpoint_count,
            "maxCheckPointCount": settings.max_checkpoint_count,
            "maxSubscriberCount": settings.max_subscribers,
            "namedConsumerStrategy": settings.strategy.as_str(),
        });
        if let Some(filter) = &settings.filter {
            json["filter"] = filter_json(filter);
        }
        if let (GroupStart::End, Some(Begin::Behind(place))) = (settings.start, self.begin) {
            json["startAfter"] = place.map_or(String::new(), |place| place.to_string()).into();
        }
        json
    }
}

fn start_text(start: GroupStart, source: &GroupSource) -> String {
    let (first, end) = match source {
        GroupSource::All => ("C:0/P:0", "C:-1/P:-1"),
        GroupSource::Stream(_) => ("0", "-1"),
    };
    match start {
        GroupStart::Start => first.into(),
        GroupStart::End => end.into(),
        GroupStart::At(place) => place.to_string(),
    }
}

fn filter_json(filter: &Filter) -> Value {
    let context = match filter.on() {
        FilterOn::Stream => "streamid",
        FilterOn::EventType => "eventtype",
    };
    if let Some(regex) = filter.as_regex() {
        return json!({ "context": context, "type": "regex", "data": regex, "isAllStream": true });
    }
    let prefixes = filter.as_prefixes().unwrap_or_default();
    let mut json = json!({
        "context": context, "type": "prefix", "data": prefixes.join(","), "isAllStream": true,
    });
    if prefixes.iter().any(|prefix| prefix.contains(',')) {
        json["prefixes"] = prefixes.iter().map(|prefix| &**prefix).collect();
    }
    json
}

/// The fields of one entry.
struct Fields {
    index: usize,
    fields: Map<String, Value>,
}

impl Fields {
    fn bad(&self, key: &str, reason: &str) -> GroupError {
        bad(format!("`entries[{}].{key}`", self.index), reason)
    }

    fn text(&self, key: &str) -> Result<Option<&str>, GroupError> {
        match self.fields.get(key) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(other) => Err(self.bad(key, &format!("{other} is not a text"))),
        }
    }

    fn flag(&self, key: &str) -> Result<bool, GroupError> {
        match self.fields.get(key) {
            None | Some(Value::Null) => Ok(false),
            Some(Value::Bool(flag)) => Ok(*flag),
            Some(other) => Err(self.bad(key, &format!("{other} is neither true nor false"))),
        }
    }

    /// A number; what is left out is as in [`GroupSettings::default`].
    fn number(&self, key: &str, default: u32) -> Result<u32, GroupError> {
        match self.fields.get(key) {
            None | Some(Value::Null) => Ok(default),
            Some(value) => value
                .as_u64()
                .and_then(|number| u32::try_from(number).ok())
                .ok_or_else(|| self.bad(key, &format!("{value} is not a whole number of 32 bits"))),
        }
    }

    fn millis(&self, key: &str, default: Duration) -> Result<Duration, GroupError> {
        let default = u32::try_from(default.as_millis()).unwrap_or(u32::MAX);
        Ok(Duration::from_millis(self.number(key, default)?.into()))
    }

    fn entry(self) -> Result<Entry, GroupError> {
        let stream = self.text("stream")?.unwrap_or_default();
        let stream =
            StreamName::parse(stream).map_err(|error| self.bad("stream", &error.to_string()))?;
        let group = GroupId::new(stream, self.text("group")?.unwrap_or_default())
            .map_err(|error| self.bad("group", &error.to_string()))?;
        let default = GroupSettings::default();
        let timeout = self.millis("messageTimeout", Duration::from_secs(30))?;
        let settings = GroupSettings {
            filter: self.filter()?,
            resolve_links: self.flag("resolveLinkTos")?,
            start: self.start(group.source())?,
            extra_statistics: self.flag("extraStatistics")?,
            message_timeout: (!timeout.is_zero()).then_some(timeout),
            max_retry_count: self.number("maxRetryCount", default.max_retry_count)?,
            checkpoint_after: self.millis("checkPointAfter", default.checkpoint_after)?,
            min_checkpoint_count: self
                .number("minCheckPointCount", default.min_checkpoint_count)?,
            max_checkpoint_count: self
                .number("maxCheckPointCount", default.max_checkpoint_count)?,
            max_subscribers: self.number("maxSubscriberCount", default.max_subscribers)?,
            live_buffer_size: self.number("liveBufferSize", default.live_buffer_size)?,
            read_batch_size: self.number("readBatchSize", default.read_batch_size)?,
            history_buffer_size: self.number("historyBufferSize", default.history_buffer_size)?,
            strategy: match self.text("namedConsumerStrategy")? {
                None | Some("") => default.strategy,
                Some(name) => Strategy::parse(name)
                    .map_err(|error| self.bad("namedConsumerStrategy", &error.reason))?,
            },
        };
        settings
            .check(group.source())
            .map_err(|error| bad(format!("`entries[{}]`", self.index), &error.to_string()))?;
        let begin = self.begin(settings.start, group.source())?;
        Ok(Entry { group, settings, begin })
    }

    fn start(&self, source: &GroupSource) -> Result<GroupStart, GroupError> {
        match self.text("startPosition")? {
            None | Some("-1" | "C:-1/P:-1") => Ok(GroupStart::End),
            Some("0" | "C:0/P:0") => Ok(GroupStart::Start),
            Some(text) => Place::parse(text, source).map(GroupStart::At).ok_or_else(|| {
                self.bad("startPosition", &format!("{text:?} is no place in `{source}`"))
            }),
        }
    }

    fn begin(&self, start: GroupStart, source: &GroupSource) -> Result<Option<Begin>, GroupError> {
        Ok(match (start, self.text("startAfter")?) {
            (GroupStart::Start, _) | (GroupStart::End, Some("")) => Some(Begin::Behind(None)),
            (GroupStart::At(Place::Revision(revision)), _) => {
                Some(Begin::Behind(revision.checked_sub(1).map(Place::Revision)))
            }
            (GroupStart::At(Place::Position(position)), _) => Some(Begin::At(position)),
            (GroupStart::End, None) => None,
            (GroupStart::End, Some(text)) => match Place::parse(text, source) {
                Some(place) => Some(Begin::Behind(Some(place))),
                None => {
                    let reason = format!("{text:?} is no place in `{source}`");
                    return Err(self.bad("startAfter", &reason));
                }
            },
        })
    }

    fn filter(&self) -> Result<Option<Filter>, GroupError> {
        let fields = match self.fields.get("filter") {
            None | Some(Value::Null) => return Ok(None),
            Some(Value::Object(fields)) => Self { index: self.index, fields: fields.clone() },
            Some(other) => return Err(self.bad("filter", &format!("{other} is not an object"))),
        };
        let on = match fields.text("context")? {
            Some("streamid") => FilterOn::Stream,
            Some("eventtype") => FilterOn::EventType,
            other => {
                let reason = format!("{other:?} is neither \"streamid\" nor \"eventtype\"");
                return Err(self.bad("filter.context", &reason));
            }
        };
        let data = fields.text("data")?.unwrap_or_default();
        match fields.text("type")? {
            Some("prefix") => {
                let prefixes: Vec<&str> = match fields.fields.get("prefixes") {
                    Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).collect(),
                    _ => data.split(',').filter(|prefix| !prefix.is_empty()).collect(),
                };
                Ok(Some(Filter::prefixes(on, prefixes)))
            }
            Some("regex") => self.regex(on, data).map(Some),
            other => {
                let reason = format!("{other:?} is neither \"prefix\" nor \"regex\"");
                Err(self.bad("filter.type", &reason))
            }
        }
    }

    #[cfg(feature = "regex")]
    fn regex(&self, on: FilterOn, pattern: &str) -> Result<Filter, GroupError> {
        Filter::regex(on, pattern).map_err(|error| self.bad("filter.data", &error.to_string()))
    }

    #[cfg(not(feature = "regex"))]
    fn regex(&self, _: FilterOn, pattern: &str) -> Result<Filter, GroupError> {
        let reason = format!("`{pattern}` needs the feature `regex` of plumberd");
        Err(self.bad("filter.data", &reason))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(group: GroupId, settings: GroupSettings, begin: Begin) -> Entry {
        Entry { group, settings, begin: Some(begin) }
    }

    fn order() -> GroupId {
        GroupId::new(StreamName::parse("Order-1").unwrap(), "billing").unwrap()
    }

    #[test]
    fn entries_survive() {
        let start = |start| GroupSettings { start, ..GroupSettings::default() };
        let all = |start| (GroupId::to_all("audit").unwrap(), start);
        let position = crate::stream::Position { commit: 9, prepare: 8 };
        let mut entries = Vec::new();
        for ((group, at), begin) in [
            ((order(), GroupStart::Start), Begin::Behind(None)),
            ((order(), GroupStart::At(4.into())), Begin::Behind(Some(3.into()))),
            ((order(), GroupStart::End), Begin::Behind(None)),
            ((order(), GroupStart::End), Begin::Behind(Some(7.into()))),
            (all(GroupStart::Start), Begin::Behind(None)),
            (all(GroupStart::End), Begin::Behind(Some(position.into()))),
            (all(GroupStart::At(position.into())), Begin::At(position)),
        ] {
            entries.push(entry(group, start(at), begin));
        }
        for filter in [
            Filter::stream_prefixes(["a", "b"]),
            Filter::type_prefixes(["a,b"]),
            #[cfg(feature = "regex")]
            Filter::regex(FilterOn::EventType, "^(?!A),").unwrap(),
        ] {
            let settings = GroupSettings { filter: Some(filter), ..start(GroupStart::Start) };
            let (group, _) = all(GroupStart::Start);
            entries.push(entry(group, settings, Begin::Behind(None)));
        }
        let json = to_json(entries.iter(), DateTimeOffset::UNIX_EPOCH);
        assert_eq!(parse(json.as_bytes()).unwrap(), entries);
    }

    #[test]
    fn the_text_is_that_of_kurrentdb() {
        let settings = GroupSettings { start: GroupStart::Start, ..GroupSettings::default() };
        let entries = [entry(order(), settings, Begin::Behind(None))];
        let json = to_json(entries.iter(), DateTimeOffset::UNIX_EPOCH);
        let expected = json!({
            "version": "2",
            "updated": "1970-01-01T00:00:00.0000000+00:00",
            "updatedBy": "plumberd",
            "entries": [{
                "stream": "Order-1", "group": "billing", "resolveLinkTos": false,
                "extraStatistics": false, "messageTimeout": 30000, "startPosition": "0",
                "liveBufferSize": 500, "historyBufferSize": 500, "maxRetryCount": 10,
                "readBatchSize": 20, "preferRoundRobin": true, "checkPointAfter": 2000,
                "minCheckPointCount": 10, "maxCheckPointCount": 1000, "maxSubscriberCount": 0,
                "namedConsumerStrategy": "RoundRobin",
            }],
        });
        assert_eq!(serde_json::from_str::<Value>(&json).unwrap(), expected);
    }

    #[test]
    fn what_is_left_out_is_the_default() {
        let json = br#"{"version":"2","entries":[{"stream":"Order-1","group":"billing"}]}"#;
        let [entry] = parse(json).unwrap().try_into().unwrap();
        assert_eq!(entry.settings, GroupSettings::default());
        assert_eq!(entry.begin, None, "the end has to be looked up");
        let json =
            br#"{"version":"2","entries":[{"stream":"Order-1","group":"g","messageTimeout":0}]}"#;
        assert_eq!(parse(json).unwrap()[0].settings.message_timeout, None);
        assert!(parse(br#"{"entries":[]}"#).unwrap().is_empty());
    }

    #[test]
    fn what_is_no_file_of_groups_is_refused() {
        let of = |fields: &str| {
            format!(
                r#"{{"entries":[{{"stream":"$all","group":"g","startPosition":"C:0/P:0"{fields}}}]}}"#
            )
        };
        for (json, error) in [
            (
                "{".into(),
                "the text: it is not JSON: EOF while parsing an object at line 1 column 1",
            ),
            ("[]".into(), "the text: it is not an object"),
            ("{}".into(), "`entries`: they are not a list"),
            (r#"{"entries":[7]}"#.into(), "the text: it is not an object"),
            (
                r#"{"entries":[{}]}"#.into(),
                "`entries[0].stream`: a stream name or id cannot be empty",
            ),
            (
                r#"{"entries":[{"stream":"a"}]}"#.into(),
                "`entries[0].group`: a group of `a` has an empty name; give it one",
            ),
            (
                of(r#","maxRetryCount":-1"#),
                "`entries[0].maxRetryCount`: -1 is not a whole number of 32 bits",
            ),
            (
                of(r#","resolveLinkTos":1"#),
                "`entries[0].resolveLinkTos`: 1 is neither true nor false",
            ),
            (
                of(r#","namedConsumerStrategy":7"#),
                "`entries[0].namedConsumerStrategy`: 7 is not a text",
            ),
            (
                of(r#","namedConsumerStrategy":"Fair""#),
                "`entries[0].namedConsumerStrategy`: `Fair` is not known; use RoundRobin, DispatchToSingle, Pinned or PinnedByCorrelation",
            ),
            (
                of(r#","readBatchSize":0"#),
                "`entries[0]`: `read_batch_size`: 0 would stand still; use 1 or more",
            ),
            (
                of(r#","startPosition":"7""#),
                "`entries[0].startPosition`: \"7\" is no place in `$all`",
            ),
            (
                of(r#","startPosition":"C:-1/P:-1","startAfter":"x""#),
                "`entries[0].startAfter`: \"x\" is no place in `$all`",
            ),
            (of(r#","filter":1"#), "`entries[0].filter`: 1 is not an object"),
            (
                of(r#","filter":{}"#),
                "`entries[0].filter.context`: None is neither \"streamid\" nor \"eventtype\"",
            ),
            (
                of(r#","filter":{"context":"streamid","type":"x"}"#),
                "`entries[0].filter.type`: Some(\"x\") is neither \"prefix\" nor \"regex\"",
            ),
        ] {
            let expected = format!(
                "stream `$persistentSubscriptionConfig` holds what is no state of groups: {error}; append a sound one, or delete the stream and create the groups anew"
            );
            assert_eq!(parse(json.as_bytes()).unwrap_err().to_string(), expected, "{json}");
        }
    }
}
