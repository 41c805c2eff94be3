use std::sync::LazyLock;

use plumberd_wire::FILE_DESCRIPTOR_SET;
use plumberd_wire::types::{DescriptorProto, FileDescriptorSet};
use prost::Message;

/// All messages, by their full names.
pub type Messages = std::collections::BTreeMap<String, DescriptorProto>;

/// A method of a service.
#[derive(Debug)]
pub struct Method {
    /// `/event_store.client.streams.Streams/Read`.
    pub path: String,
    /// The full name of what it takes.
    pub input: String,
    pub takes_many: bool,
    pub gives_many: bool,
}

/// All that the server could be asked, as its descriptors say.
pub struct Interface {
    pub methods: Vec<Method>,
    pub messages: Messages,
}

pub static INTERFACE: LazyLock<Interface> = LazyLock::new(|| {
    let set = FileDescriptorSet::decode(FILE_DESCRIPTOR_SET)
        .unwrap_or_else(|error| panic!("no descriptors: {error}"));
    let mut interface = Interface { methods: Vec::new(), messages: Messages::new() };
    for file in set.file {
        let package = file.package().to_owned();
        for service in &file.service {
            interface.methods.extend(service.method.iter().map(|method| Method {
                path: format!("/{package}.{}/{}", service.name(), method.name()),
                input: method.input_type().to_owned(),
                takes_many: method.client_streaming(),
                gives_many: method.server_streaming(),
            }));
        }
        for message in file.message_type {
            add(&mut interface.messages, &format!(".{package}"), message);
        }
    }
    assert!(interface.methods.len() > 40, "{:?}", interface.methods);
    interface
});

fn add(messages: &mut Messages, scope: &str, mut message: DescriptorProto) {
    let name = format!("{scope}.{}", message.name());
    for nested in std::mem::take(&mut message.nested_type) {
        add(messages, &name, nested);
    }
    messages.insert(name, message);
}

impl Interface {
    /// The method that a byte chooses.
    pub fn method(&self, choice: u8) -> &Method {
        &self.methods[usize::from(choice) % self.methods.len()]
    }
}
