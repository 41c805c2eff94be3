use plumberd_schema::WireFormat;
use plumberd_schema::model::{Kind, Schema};

use super::Row;
use super::base::{field, list, named, optional, rename_type};

fn kinds(old: &mut Schema, new: &mut Schema, from: Kind, to: Kind) {
    field(old, "recording.v1.Started", "frames").kind = from;
    field(new, "recording.v1.Started", "frames").kind = to;
}

fn texts(old: &mut Schema, new: &mut Schema, from: &str, to: &str) {
    kinds(old, new, from.parse().unwrap(), to.parse().unwrap());
}

pub(crate) const ROWS: &[Row] = &[
    ("int32 to int64", |old, new| texts(old, new, "int32", "int64")),
    ("int64 to int32", |old, new| texts(old, new, "int64", "int32")),
    ("uint32 to int64", |old, new| texts(old, new, "uint32", "int64")),
    ("int32 to uint32", |old, new| texts(old, new, "int32", "uint32")),
    ("uint8 to int32", |old, new| texts(old, new, "uint8", "int32")),
    ("bool to int32", |old, new| texts(old, new, "bool", "int32")),
    ("int32 to sint32", |old, new| texts(old, new, "int32", "sint32")),
    ("sint32 to sint64", |old, new| texts(old, new, "sint32", "sint64")),
    ("int32 to fixed32", |old, new| texts(old, new, "uint32", "fixed32")),
    ("fixed32 to sfixed32", |old, new| texts(old, new, "fixed32", "sfixed32")),
    ("fixed16 to sfixed32", |old, new| texts(old, new, "fixed16", "sfixed32")),
    ("fixed32 to fixed64", |old, new| texts(old, new, "fixed32", "fixed64")),
    ("float to double", |old, new| texts(old, new, "float", "double")),
    ("double to float", |old, new| texts(old, new, "double", "float")),
    ("float to fixed32", |old, new| texts(old, new, "float", "fixed32")),
    ("int32 to double", |old, new| texts(old, new, "int32", "double")),
    ("int64 to double", |old, new| texts(old, new, "int64", "double")),
    ("int32 to decimal", |old, new| texts(old, new, "int32", "decimal")),
    ("double to decimal", |old, new| texts(old, new, "double", "decimal")),
    ("string to bytes", |old, new| texts(old, new, "string", "bytes")),
    ("bytes to string", |old, new| texts(old, new, "bytes", "string")),
    ("uuid to string", |old, new| texts(old, new, "uuid", "string")),
    ("string to uuid", |old, new| texts(old, new, "string", "uuid")),
    ("timestamp to string", |old, new| texts(old, new, "timestamp", "string")),
    ("timestamp to int64", |old, new| texts(old, new, "timestamp", "int64")),
    ("string to json", |old, new| texts(old, new, "string", "json")),
    ("enum to int32", |old, new| texts(old, new, "recording.v1.Quality", "int32")),
    ("int32 to an open enum", |old, new| texts(old, new, "int32", "recording.v1.Quality")),
    ("int32 to a closed enum", |old, new| texts(old, new, "int32", "job.v1.State")),
    ("enum by name to int32", |old, new| texts(old, new, "mail.v1.Codec", "int32")),
    ("enum to another enum", |old, new| {
        texts(old, new, "recording.v1.Quality", "mail.v1.Codec");
    }),
    ("message to another message", |old, new| {
        texts(old, new, "optional<recording.v1.Size>", "optional<mail.v1.Target>");
    }),
    ("message to string", |old, new| texts(old, new, "recording.v1.Size", "string")),
    ("single to list", |old, new| texts(old, new, "string", "list<string>")),
    ("list of text to single", |old, new| texts(old, new, "list<string>", "string")),
    ("list of numbers to single", |old, new| texts(old, new, "list<int32>", "int32")),
    ("list of int32 to list of int64", |old, new| texts(old, new, "list<int32>", "list<int64>")),
    ("list to set", |old, new| texts(old, new, "list<string>", "set<string>")),
    ("set to list", |old, new| texts(old, new, "set<string>", "list<string>")),
    ("array to list", |old, new| texts(old, new, "array<double, 3>", "list<double>")),
    ("array gets longer", |old, new| texts(old, new, "array<double, 3>", "array<double, 4>")),
    ("map value widened", |old, new| {
        texts(old, new, "map<string, int32>", "map<string, int64>");
    }),
    ("map key to text", |old, new| texts(old, new, "map<int32, string>", "map<string, string>")),
    ("map to list", |old, new| texts(old, new, "map<string, string>", "list<string>")),
    ("plain becomes optional", |old, new| {
        kinds(old, new, Kind::INT32, optional(Kind::INT32));
    }),
    ("optional becomes plain", |old, new| {
        kinds(old, new, optional(Kind::String), Kind::String);
    }),
    ("optional becomes plain, with a default", |old, new| {
        kinds(old, new, optional(Kind::String), Kind::String);
        field(new, "recording.v1.Started", "frames").default = true;
    }),
    ("message becomes required", |_, new| {
        field(new, "recording.v1.Started", "size").kind = named("recording.v1.Size");
    }),
    ("message no longer required", |old, _| {
        field(old, "recording.v1.Started", "size").kind = named("recording.v1.Size");
    }),
    ("optional and wider at once", |old, new| {
        kinds(old, new, Kind::INT32, optional(Kind::INT64));
    }),
    ("optional elements", |old, new| {
        kinds(old, new, list(Kind::INT32), list(optional(Kind::INT32)));
    }),
    ("zigzag in Rust only", |old, new| {
        field(old, "job.v1.Queued", "priority").kind = Kind::Int(32, WireFormat::Plain);
        field(new, "job.v1.Queued", "priority").kind = Kind::Int(32, WireFormat::ZigZag);
    }),
    ("nested type renamed", |_, new| {
        rename_type(new, "recording.v1.Size", "recording.v1", "Extent");
    }),
    ("nested type moved", |_, new| rename_type(new, "recording.v1.Size", "common.v1", "Size")),
];
