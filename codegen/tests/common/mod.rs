//! Files in memory, compiled.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use plumberd_schema::print::File;
use prost_reflect::{DescriptorPool, DynamicMessage};
use protox::file::{ChainFileResolver, File as Source, FileResolver, GoogleFileResolver};

struct Memory(BTreeMap<String, String>);

impl FileResolver for Memory {
    fn open_file(&self, name: &str) -> Result<Source, protox::Error> {
        match self.0.get(name) {
            Some(text) => Source::from_source(name, text),
            None => Err(protox::Error::file_not_found(name)),
        }
    }
}

/// Compiles all files and what they import.
pub(crate) fn compile(files: &[File], names: &[&str]) -> Result<protox::Compiler, String> {
    let mut texts: BTreeMap<String, String> =
        files.iter().map(|file| (file.path.clone(), file.text.clone())).collect();
    texts.insert("plumberd/v1/options.proto".to_owned(), plumberd_schema::OPTIONS_PROTO.to_owned());
    let mut resolver = ChainFileResolver::new();
    resolver.add(Memory(texts));
    resolver.add(GoogleFileResolver::new());
    let mut compiler = protox::Compiler::with_file_resolver(resolver);
    compiler.include_source_info(true).include_imports(true);
    for name in names {
        compiler.open_file(name).map_err(|error| format!("{error:?}"))?;
    }
    Ok(compiler)
}

/// An encoded descriptor set with its custom options understood. Messages of one pool can be compared.
pub(crate) fn decode(set: &[u8]) -> DynamicMessage {
    static POOL: LazyLock<DescriptorPool> =
        LazyLock::new(|| compile(&[], &["plumberd/v1/options.proto"]).unwrap().descriptor_pool());
    let descriptor = POOL.get_message_by_name("google.protobuf.FileDescriptorSet").unwrap();
    DynamicMessage::decode(descriptor, set).unwrap()
}
