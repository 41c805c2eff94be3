//! The values of `samples()` in `python/py_micro_plumberd_driver.py`.
use uuid::{Uuid, uuid};

use super::events::*;
use super::{Captured, Sample};
use crate::driver::Driver;
use crate::report::{Outcome, Report};

const H: Uuid = uuid!("0d5e26d7-2b1c-4a7c-9f35-6a3c7c2f1b90");

pub fn run(report: &mut Report, driver: &mut Driver, captured: &[Captured]) -> Outcome {
    let mut sample = Sample { report, driver, captured };
    let camera = || CameraAttached { id: H, serial_no: "SN-0001".to_owned(), is_3d: true };
    let quality = || Quality { frame_rate: 25, codec_name: "h264".to_owned() };

    let finished = |recording_id: &str, duration, file_path: &str| {
        let (recording_id, file_path) = (recording_id.to_owned(), file_path.to_owned());
        move |id| RecordingFinished { id, recording_id, duration, file_path }
    };
    sample.both_ways("id-given", finished("rec-123", 120.5, "/recordings/rec-123.mp4"), true);
    sample.both_ways("id-generated", finished("rec-124", 120.0, "C:\\rec\\124.mp4"), true);
    sample.both_ways("id-upper-case", finished("", 0.0, ""), true);

    let started = |started_by: Option<&str>| {
        let started_by = started_by.map(str::to_owned);
        move |id| RecordingStarted { id, camera: camera(), quality: quality(), started_by }
    };
    // The profile writes nested models as the package writes plain ones, in snake_case; these have
    // the alias generator.
    sample.both_ways("nested-models", started(Some("anna")), false);
    sample.both_ways("nested-models-none", started(None), false);

    sample.both_ways(
        "unicode",
        |id| TaskCreated {
            id,
            title: "zażółć gęślą 😀".to_owned(),
            description: "quote \" slash / back \\ tab \t nl \n nul \0 del \u{7f} <b>&'+`\u{2028}"
                .to_owned(),
        },
        true,
    );
    let completed = |completed_by: &str, notes: Option<&str>| {
        let (completed_by, completion_notes) = (completed_by.to_owned(), notes.map(str::to_owned));
        move |id| TaskCompleted { id, completed_by, completion_notes }
    };
    sample.both_ways("optional-none", completed("developer@example.com", None), true);
    sample.both_ways("optional-some", completed("", Some("")), true);

    let flags = |enabled: bool, priority, previous| {
        move |id| FlagsChanged { id, enabled, hidden: !enabled, priority, previous }
    };
    sample.both_ways("bool-and-enum", flags(true, Priority::High, Some(Priority::Low)), true);
    sample.both_ways("enum-none", flags(false, Priority::Unspecified, None), true);

    sample.both_ways(
        "big-integers",
        |id| CountersReset {
            id,
            smallest: i64::MIN,
            largest: i64::MAX,
            unsigned: u64::MAX,
            zero: 0,
        },
        true,
    );
    sample.both_ways(
        "floats",
        |id| MeasurementTaken {
            id,
            third: 1.0 / 3.0,
            tenth: 0.1,
            whole: 120.0,
            huge: 1e300,
            tiny: 1e-7,
            negative_zero: -0.0,
        },
        true,
    );
    sample.both_ways(
        "lists-and-maps",
        |id| TagsReplaced {
            id,
            tags: ["a", "", "é"].map(str::to_owned).into(),
            counts: vec![1, -2, 3],
            scores: [("a key".to_owned(), 1.5), ("Pascal".to_owned(), 2.0)].into(),
            limits: [("snake_key".to_owned(), 1)].into(),
        },
        true,
    );
    sample.both_ways(
        "empty-lists-and-maps",
        |id| TagsReplaced {
            id,
            tags: vec![],
            counts: vec![],
            scores: [].into(),
            limits: [].into(),
        },
        true,
    );
    sample.both_ways(
        "lists-of-models",
        |id| LayoutChanged {
            id,
            qualities: vec![quality(), Quality { frame_rate: 50, codec_name: "av1".to_owned() }],
            by_name: [("main".to_owned(), quality())].into(),
            matrix: vec![vec![1, 2], vec![], vec![3]],
        },
        false,
    );
    sample.both_ways("no-fields", |id| SystemPinged { id }, true);
    sample.both_ways("caller-metadata", |id| SystemPinged { id }, true);
    sample.both_ways(
        "names",
        |id| NamesMapped {
            id,
            url2_x: 1,
            is_3d: true,
            x1_y: 2,
            v_1: 3,
            mp4file: "a.mp4".to_owned(),
            sha256sum: "00ff".to_owned(),
            crc32c: 4,
            h264_codec: "x".to_owned(),
        },
        true,
    );
    sample.readme_style();
    Ok(())
}

impl Sample<'_> {
    /// One way only: the package has no model to read such an event into.
    fn readme_style(&mut self) {
        let Some(captured) = self.captured.iter().find(|event| event.case == "readme-style") else {
            return self.report.fail("readme-style", "was not captured");
        };
        self.report.case("readme-style: their bytes, our reader, through aliases", || {
            let read: ReadmeStyle = plumberd::codec::json::from_slice(&captured.data)
                .map_err(|error| error.to_string())?;
            let recording_id = "rec-123".to_owned();
            let expected = ReadmeStyle { id: captured.id, recording_id, duration: 120.5 };
            crate::report::equal("value", &read, &expected)
        });
    }
}
