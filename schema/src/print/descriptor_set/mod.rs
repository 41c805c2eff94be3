//! A Protobuf descriptor set, `.binpb`.
