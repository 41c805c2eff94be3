//! Makes up projects of any size. It needs nothing but the standard library, so that benches in other
//! workspaces can include the file.

use std::fmt::Write;
use std::fs;
use std::io;
use std::path::Path;

/// Writes `count` files into `root`, ten to a domain: events with twelve fields of all sorts, which
/// import a file of shared types.
pub(crate) fn generate(root: &Path, count: usize) -> io::Result<()> {
    let shared = root.join("common/v1");
    fs::create_dir_all(&shared)?;
    fs::write(shared.join("Place.proto"), SHARED)?;
    for index in 1..count {
        let domain = format!("domain{}", index / 10);
        let folder = root.join(&domain).join("v1");
        fs::create_dir_all(&folder)?;
        let name = format!("Thing{index}Changed");
        fs::write(folder.join(format!("{name}.proto")), event(&domain, &name))?;
    }
    Ok(())
}

const SHARED: &str = "\
// What several domains need.
syntax = \"proto3\";

package common.v1;

// Where something is.
message Place {
  // In degrees.
  double latitude = 1;
  double longitude = 2;
}
";

fn event(domain: &str, name: &str) -> String {
    let mut text = String::new();
    let _ = write!(
        text,
        "\
syntax = \"proto3\";

package {domain}.v1;

import \"common/v1/Place.proto\";
import \"google/protobuf/timestamp.proto\";
import \"plumberd/v1/options.proto\";

// Something about a thing changed.
message {name} {{
  option (plumberd.v1.event) = {{
    aliases: [\"{name}Before\"]
  }};
  reserved 20 to 29;
  reserved \"old\";

  // The id of the change.
  string id = 1 [(plumberd.v1.field).kind = \"uuid\"];
  // What it is called.
  string title = 2;
  int64 amount = 3;
  double ratio = 4;
  bool final = 5;
  bytes hash = 6;
  optional string note = 7;
  repeated string tags = 8;
  map<string, int32> counts = 9;
  google.protobuf.Timestamp changed_at = 10 [(plumberd.v1.field).required = true];
  {name}State state = 11;
  common.v1.Place place = 12;
  oneof cause {{
    string person = 13;
    {name}Rule rule = 14;
  }}
}}

// The rule that changed it.
message {name}Rule {{
  string name = 1;
  uint32 priority = 2;
}}

// How far it is.
enum {name}State {{
  {prefix}_STATE_UNSPECIFIED = 0;
  {prefix}_STATE_OPEN = 1;
  {prefix}_STATE_CLOSED = 2;
}}
",
        prefix = screaming(name)
    );
    text
}

fn screaming(name: &str) -> String {
    let mut text = String::new();
    let mut before = ' ';
    for c in name.chars() {
        if c.is_ascii_uppercase() && (before.is_ascii_lowercase() || before.is_ascii_digit()) {
            text.push('_');
        }
        text.push(c.to_ascii_uppercase());
        before = c;
    }
    text
}
