use std::collections::BTreeMap;

use buffa::{EnumValue, HasMessageView, Message, MessageField, MessageView};
use buffa_types::google::protobuf;
use jiff::{SignedDuration, Timestamp};

use super::ours;
use super::{Peer, borrowed, both_ways, strategy, unknown_fields};
use crate::report::{Outcome, Report};

#[allow(clippy::all, dead_code, unused_imports)]
mod generated {
    include!(concat!(env!("OUT_DIR"), "/buffa/mod.rs"));
}

use generated::{bench::v1 as bench, interop::v1 as interop};

pub fn run(report: &mut Report) -> Outcome {
    both_ways::<_, bench::RecordingFinished>(
        report,
        "RecordingFinished",
        strategy::recording_finished(),
    );
    both_ways::<_, bench::RecordingStopped>(
        report,
        "RecordingStopped",
        strategy::recording_stopped(),
    );
    both_ways::<_, interop::Everything>(report, "Everything", strategy::everything());
    both_ways::<_, interop::Loose>(report, "Loose", strategy::loose());
    borrowed::<bench::RecordingStopped>(report);
    unknown_fields::<interop::Everything>(report);
    Ok(())
}

macro_rules! codec {
    () => {
        fn encode(&self) -> Vec<u8> {
            self.encode_to_vec()
        }

        /// The view and the owned message have readers of their own; both have to agree.
        fn decode(bytes: &[u8]) -> Outcome<Self> {
            let owned = Self::decode_from_slice(bytes).map_err(|error| error.to_string())?;
            let view = <Self as HasMessageView>::decode_view(bytes)
                .and_then(|view| view.to_owned_message())
                .map_err(|error| error.to_string())?;
            crate::report::equal("the view", &view, &owned)?;
            Ok(owned)
        }
    };
}

impl Peer<ours::RecordingFinished> for bench::RecordingFinished {
    fn of(ours: &ours::RecordingFinished) -> Self {
        Self {
            recording_id: ours.recording_id.clone(),
            duration: ours.duration,
            file_path: ours.file_path.clone(),
            ..Default::default()
        }
    }

    codec!();
}

impl Peer<ours::RecordingStopped> for bench::RecordingStopped {
    fn of(ours: &ours::RecordingStopped) -> Self {
        use bench::__buffa::oneof::recording_stopped::Source;
        Self {
            recording_id: ours.recording_id.clone(),
            frames: ours.frames,
            duration: ours.duration,
            partial: ours.partial,
            checksum: ours.checksum.clone(),
            quality: EnumValue::from(ours.quality as i32),
            location: MessageField::some(bench::Location {
                site: ours.location.site.clone(),
                latitude: ours.location.latitude,
                longitude: ours.location.longitude,
                floor: ours.location.floor,
                ..Default::default()
            }),
            tags: ours.tags.clone(),
            counters: ours.counters.clone(),
            note: ours.note.clone(),
            stopped_at: MessageField::some(timestamp(ours.stopped_at)),
            source: ours.source.as_ref().map(|source| match source {
                ours::Source::Camera(camera) => Source::from(bench::Camera {
                    serial_no: camera.serial_no.clone(),
                    channel: camera.channel,
                    ..Default::default()
                }),
                ours::Source::Upload(upload) => Source::Upload(upload.clone()),
            }),
            ..Default::default()
        }
    }

    codec!();
}

impl Peer<ours::Everything> for interop::Everything {
    fn of(ours: &ours::Everything) -> Self {
        use interop::__buffa::oneof::everything::Choice;
        let ours = ours.clone();
        Self {
            plain_i32: ours.plain_i32,
            plain_i64: ours.plain_i64,
            plain_u32: ours.plain_u32,
            plain_u64: ours.plain_u64,
            zigzag_i32: ours.zigzag_i32,
            zigzag_i64: ours.zigzag_i64,
            fixed_u32: ours.fixed_u32,
            fixed_u64: ours.fixed_u64,
            fixed_i32: ours.fixed_i32,
            fixed_i64: ours.fixed_i64,
            single: ours.single,
            wide: ours.wide,
            flag: ours.flag,
            text: ours.text,
            raw: ours.raw,
            mode: EnumValue::from(ours.mode as i32),
            maybe_i64: ours.maybe_i64,
            maybe_text: ours.maybe_text,
            maybe_flag: ours.maybe_flag,
            maybe_raw: ours.maybe_raw,
            maybe_mode: ours.maybe_mode.map(|mode| EnumValue::from(mode as i32)),
            maybe_wide: ours.maybe_wide,
            maybe_tree: ours
                .maybe_tree
                .as_ref()
                .map(interop::Tree::from)
                .map_or_else(MessageField::none, MessageField::some),
            many_i32: ours.many_i32,
            many_text: ours.many_text,
            many_wide: ours.many_wide,
            many_flag: ours.many_flag,
            many_raw: ours.many_raw,
            many_mode: ours
                .many_mode
                .into_iter()
                .map(|mode| EnumValue::from(mode as i32))
                .collect(),
            many_tree: ours.many_tree.iter().map(interop::Tree::from).collect(),
            many_zigzag: ours.many_zigzag,
            many_fixed: ours.many_fixed,
            many_u64: ours.many_u64,
            text_by_text: ours.text_by_text,
            i64_by_i32: ours.i64_by_i32,
            tree_by_text: map(ours.tree_by_text, |tree| interop::Tree::from(&tree)),
            flag_by_u64: ours.flag_by_u64,
            wide_by_i64: ours.wide_by_i64,
            mode_by_text: map(ours.mode_by_text, |mode| EnumValue::from(mode as i32)),
            at: MessageField::some(timestamp(ours.at)),
            maybe_at: ours
                .maybe_at
                .map(timestamp)
                .map_or_else(MessageField::none, MessageField::some),
            took: MessageField::some(duration(ours.took)),
            choice: ours.choice.as_ref().map(|choice| match choice {
                ours::Choice::ByText(text) => Choice::ByText(text.clone()),
                ours::Choice::ByNumber(number) => Choice::ByNumber(*number),
                ours::Choice::ByTree(tree) => Choice::from(interop::Tree::from(tree)),
                ours::Choice::ByRaw(raw) => Choice::ByRaw(raw.clone()),
                ours::Choice::ByMode(mode) => Choice::ByMode(EnumValue::from(*mode as i32)),
            }),
            late: ours.late,
            last: ours.last,
            ..Default::default()
        }
    }

    codec!();
}

impl Peer<ours::Loose> for interop::Loose {
    const ONE_ENCODING: bool = false;

    fn of(ours: &ours::Loose) -> Self {
        Self {
            loose: ours.loose.clone(),
            wide: ours.wide.clone(),
            tight: ours.tight.clone(),
            ..Default::default()
        }
    }

    codec!();
}

impl From<&ours::Tree> for interop::Tree {
    fn from(tree: &ours::Tree) -> Self {
        Self {
            value: tree.value,
            name: tree.name.clone(),
            children: tree.children.iter().map(Self::from).collect(),
            ..Default::default()
        }
    }
}

fn map<K: Ord, V, W>(map: BTreeMap<K, V>, convert: impl Fn(V) -> W) -> BTreeMap<K, W> {
    map.into_iter().map(|(key, value)| (key, convert(value))).collect()
}

fn timestamp(moment: Timestamp) -> protobuf::Timestamp {
    // Protobuf counts nanoseconds forwards, also before 1970.
    let nanos = moment.as_nanosecond();
    protobuf::Timestamp {
        seconds: nanos.div_euclid(1_000_000_000) as i64,
        nanos: nanos.rem_euclid(1_000_000_000) as i32,
        ..Default::default()
    }
}

fn duration(span: SignedDuration) -> protobuf::Duration {
    protobuf::Duration { seconds: span.as_secs(), nanos: span.subsec_nanos(), ..Default::default() }
}
