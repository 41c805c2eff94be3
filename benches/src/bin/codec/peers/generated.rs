//! plumberd: the same events, from the .proto. A message in a field is an option there, a map is a
//! `BTreeMap`, and an enum keeps numbers that it has no name for.
use plumberd::clock::DateTimeOffset;

use super::{Entry, Outcome, ours};
use crate::model;

#[allow(clippy::all, dead_code)]
mod code {
    plumberd::include_schemas!();
}
use code::bench::v1;

const NAME: &str = "ours";

pub fn small(entry: &mut Entry<'_>, event: &model::RecordingFinished) -> Outcome {
    let event = v1::RecordingFinished {
        recording_id: event.recording_id.clone(),
        duration: event.duration,
        file_path: event.file_path.clone(),
    };
    ours::enter(entry, NAME, event)
}

pub fn middle(entry: &mut Entry<'_>, event: &model::RecordingStopped) -> Outcome {
    use v1::recording_stopped::Source;
    let event = v1::RecordingStopped {
        recording_id: event.recording_id.clone(),
        frames: event.frames,
        duration: event.duration,
        partial: event.partial,
        checksum: event.checksum.clone(),
        quality: event.quality.into(),
        location: Some((&event.location).into()),
        tags: event.tags.clone(),
        counters: event.counters.clone().into_iter().collect(),
        note: event.note.clone(),
        stopped_at: Some(DateTimeOffset::from_unix(
            event.stopped_at.as_second(),
            event.stopped_at.subsec_nanosecond().try_into()?,
        )?),
        source: match &event.source {
            model::Source { camera: Some(camera), .. } => Some(Source::Camera(v1::Camera {
                serial_no: camera.serial_no.clone(),
                channel: camera.channel,
            })),
            model::Source { upload, .. } => upload.clone().map(Source::Upload),
        },
    };
    ours::enter(entry, NAME, event)
}

impl From<model::Quality> for v1::Quality {
    fn from(quality: model::Quality) -> Self {
        match quality {
            model::Quality::Unspecified => Self::Unspecified,
            model::Quality::Low => Self::Low,
            model::Quality::High => Self::High,
        }
    }
}

impl From<&model::Location> for v1::Location {
    fn from(location: &model::Location) -> Self {
        Self {
            site: location.site.clone(),
            latitude: location.latitude,
            longitude: location.longitude,
            floor: location.floor,
        }
    }
}
