use std::fs;

use plumberd_build::configure;
use plumberd_schema::print::descriptor_set::{Options, encode};
use plumberd_schema::testing::{sample, schema};

use super::{Seeds, choices, proto_text};
use crate::signal::Signal;

/// Loads a descriptor set, which only files can be.
pub fn run(data: &[u8]) -> Signal {
    let folder = std::env::temp_dir();
    let name = format!("plumberd-fuzz-{}.binpb", std::process::id());
    let path = folder.join(&name);
    fs::write(&path, data).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let signal = proto_text::answer(&configure().package(folder).descriptor_set(name));
    let _ = fs::remove_file(path);
    signal
}

/// Sets of printed schemas, with what they import and without.
pub fn seeds() -> Seeds {
    let schemas = (0..20_u8).map(|seed| schema(&choices(seed))).chain([sample()]);
    schemas
        .flat_map(|schema| {
            [true, false].map(|imports| encode(&schema, &Options { comments: true, imports }))
        })
        .flatten()
        // Google's own descriptors and ours would be changed more often than the schema.
        .filter(|set| set.len() < 16_384)
        .collect()
}
