//! What `.proto` files become, exactly.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use plumberd_build::configure;

#[test]
fn dump() {
    let loaded = configure()
        .file(
            "recording/v1/RecordingFinished.proto",
            r#"syntax = "proto3";

package recording.v1;

import "google/protobuf/timestamp.proto";
import "plumberd/v1/options.proto";

// A recording ended.
//
//   It is on disk.
message RecordingFinished {
  option (plumberd.v1.event) = { aliases: "RecordingStopped" };
  reserved 7 to 9;
  reserved "frames";

  string recording_id = 1 [(plumberd.v1.field).id = true]; // The id.
  /* é */ optional double duration = 2;
  Quality quality = 3 [deprecated = true];
  google.protobuf.Timestamp at = 4 [(plumberd.v1.field).required = true];
  map<string, Tag> tags = 5;
  oneof source {
    option (plumberd.v1.choice).required = true;
    string file = 10;
    Camera camera = 11;
  }
  message Camera { uint32 id = 1; }
}

message Tag { string name = 1; }

// How good it is.
enum Quality {
  QUALITY_UNSPECIFIED = 0;
  QUALITY_HIGH = 1; // Best.
}
"#,
        )
        .load()
        .unwrap();
    println!("{:#?}", loaded.schema);
}
