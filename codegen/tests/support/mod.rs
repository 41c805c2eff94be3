//! What several tests need.

use plumberd_schema::OPTIONS_PROTO;
use prost_reflect::DescriptorPool;

/// Files by name and text, as a compiler would write them into a descriptor set.
pub(crate) fn descriptor_set(files: &[(&str, &str)]) -> Vec<u8> {
    let mut pool = DescriptorPool::global();
    let options = [("plumberd/v1/options.proto", OPTIONS_PROTO)];
    for (name, text) in options.iter().chain(files) {
        let descriptor = protox_parse::parse(name, text).unwrap();
        pool.add_file_descriptor_proto(descriptor).unwrap();
    }
    pool.encode_to_vec()
}
