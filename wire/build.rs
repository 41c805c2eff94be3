//! Compiles the files of `proto/`, without `protoc`.

use std::error::Error;
use std::path::{Path, PathBuf};

use prost::Message;

/// What is asked for; the others are imported.
const FILES: [&str; 14] = [
    "event_store/client/gossip.proto",
    "event_store/client/monitoring.proto",
    "event_store/client/operations.proto",
    "event_store/client/persistent_subscriptions.proto",
    "event_store/client/projections.proto",
    "event_store/client/server_features.proto",
    "event_store/client/shared.proto",
    "event_store/client/streams.proto",
    "event_store/client/users.proto",
    "google/rpc/error_info.proto",
    "google/rpc/status.proto",
    "kurrent/rpc.proto",
    "kurrentdb/protocol/v2/streams/errors.proto",
    "kurrentdb/protocol/v2/streams/streams.proto",
];

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=proto");
    let descriptors = protox::compile(FILES, [Path::new("proto")])?;
    let out = PathBuf::from(std::env::var_os("OUT_DIR").ok_or("OUT_DIR is not set")?);
    std::fs::write(out.join("wire.bin"), descriptors.encode_to_vec())?;
    let wanted = |feature: &str| std::env::var_os(format!("CARGO_FEATURE_{feature}")).is_some();
    let mut config = prost_build::Config::new();
    // Details of errors are found by their names.
    config.enable_type_names();
    tonic_prost_build::configure()
        .build_client(wanted("CLIENT"))
        .build_server(wanted("SERVER"))
        .build_transport(false)
        .bytes(".")
        .btree_map(".")
        .include_file("wire.rs")
        .compile_fds_with_config(descriptors, config)?;
    Ok(())
}
