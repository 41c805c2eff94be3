//! The events that go both ways, as `python/py_micro_plumberd_driver.py` makes them.

use uuid::{Uuid, uuid};

use crate::events::*;

/// What is done with each.
pub trait Visitor {
    /// `make` makes the event with this id.
    fn visit<E>(&mut self, case: &str, category: &str, make: impl FnOnce(Uuid) -> E)
    where
        E: plumberd::EventSet + plumberd::EncodeEvent + PartialEq + std::fmt::Debug;
}

const CAMERA: Uuid = uuid!("0d5e26d7-2b1c-4a7c-9f35-6a3c7c2f1b90");

pub fn each(visitor: &mut impl Visitor) {
    let quality = || Quality { frame_rate: 25, codec_name: "h264".to_owned() };
    visitor.visit("id-given", "Recording", |id| RecordingFinished {
        id,
        recording_id: "rec-123".to_owned(),
        duration: 120.5,
        file_path: "/recordings/rec-123.mp4".to_owned(),
    });
    visitor.visit("nested-models", "Recording", |id| RecordingStarted {
        id,
        camera: CameraAttached { id: CAMERA, serial_no: "SN-0001".to_owned(), is_3d: true },
        quality: quality(),
        started_by: Some("anna".to_owned()),
    });
    visitor.visit("unicode", "Task", |id| TaskCreated {
        id,
        title: "zażółć gęślą 😀".to_owned(),
        description: "quote \" slash / back \\ tab \t nl \n nul \0 del \u{7f} <b>&'+`\u{2028}"
            .to_owned(),
    });
    visitor.visit("optional-none", "Task", |id| TaskCompleted {
        id,
        completed_by: "developer@example.com".to_owned(),
        completion_notes: None,
    });
    visitor.visit("bool-and-enum", "Settings", |id| FlagsChanged {
        id,
        enabled: true,
        hidden: false,
        priority: Priority::High,
        previous: Some(Priority::Low),
    });
    visitor.visit("big-integers", "Counter", |id| CountersReset {
        id,
        smallest: i64::MIN,
        largest: i64::MAX,
        unsigned: u64::MAX,
        zero: 0,
    });
    visitor.visit("floats", "Measurement", |id| MeasurementTaken {
        id,
        third: 1.0 / 3.0,
        tenth: 0.1,
        whole: 120.0,
        huge: 1e300,
        tiny: 1e-7,
        negative_zero: -0.0,
    });
    visitor.visit("lists-and-maps", "Tag", |id| TagsReplaced {
        id,
        tags: ["a", "", "é"].map(str::to_owned).into(),
        counts: vec![1, -2, 3],
        scores: [("a key".to_owned(), 1.5), ("Pascal".to_owned(), 2.0)].into(),
        limits: [("snake_key".to_owned(), 1)].into(),
    });
    visitor.visit("lists-of-models", "Layout", |id| LayoutChanged {
        id,
        qualities: vec![quality(), Quality { frame_rate: 50, codec_name: "av1".to_owned() }],
        by_name: [("main".to_owned(), quality())].into(),
        matrix: vec![vec![1, 2], vec![], vec![3]],
    });
    visitor.visit("no-fields", "System", |id| SystemPinged { id });
    visitor.visit("names", "Name", |id| NamesMapped {
        id,
        url2_x: 1,
        is_3d: true,
        x1_y: 2,
        v_1: 3,
        mp4file: "a.mp4".to_owned(),
        sha256sum: "00ff".to_owned(),
        crc32c: 4,
        h264_codec: "x".to_owned(),
    });
    visitor.visit("readme-style", "Recording", |id| ReadmeStyle {
        id,
        recording_id: "rec-123".to_owned(),
        duration: 120.5,
    });
}
