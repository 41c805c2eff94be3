//! C#: records for micro-plumberd, and classes for protobuf-net.
