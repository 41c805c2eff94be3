//! The `.proto` text of a schema that has everything.
#![allow(
    clippy::unwrap_used,
    missing_docs,
    reason = "a test fails by panicking, and has no readers"
)]

mod print;

use plumberd_schema::print::proto;
use plumberd_schema::testing::sample;

#[test]
fn the_text_of_everything() {
    let options = proto::Options { header: Some("Written by a test.".into()), options_file: false };
    let files = proto::files(&sample(), &options).unwrap();
    let paths: Vec<_> = files.iter().map(|file| file.path.as_str()).collect();
    assert_eq!(
        paths,
        [
            "recording/v1/Camera.proto",
            "recording/v1/RecordingEnded.proto",
            "recording/v1/RecordingFinished.proto",
            "recording/v2/RecordingFinished.proto",
            "shared/v1/PageText.proto",
        ]
    );
    let all: Vec<_> =
        files.iter().map(|file| format!("==> {}\n{}", file.path, file.text)).collect();
    print::compare("sample.proto.txt", &all.concat());
}

#[test]
fn the_options_are_written_when_they_are_used() {
    let options = proto::Options { options_file: true, ..Default::default() };
    let files = proto::files(&sample(), &options).unwrap();
    let file = files.iter().find(|file| file.path == "plumberd/v1/options.proto").unwrap();
    assert_eq!(file.text, plumberd_schema::OPTIONS_PROTO);

    let mut plain = sample();
    plain.types.retain(|name, _| name == "recording.v1.RecordingEnded.Reason");
    plain.insert(plumberd_schema::model::Type::message("recording.v1", "RecordingEnded"));
    plain.types.values_mut().for_each(|ty| ty.event = None);
    // It would be taken for an event, so the option is needed.
    assert_eq!(proto::files(&plain, &options).unwrap().len(), 2);
    let ended = plain.types.get_mut("recording.v1.RecordingEnded").unwrap();
    ended.event = sample().types["recording.v1.RecordingEnded"].event.clone();
    assert_eq!(proto::files(&plain, &options).unwrap().len(), 1);
}
