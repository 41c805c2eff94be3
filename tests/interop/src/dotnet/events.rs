//! A field of every kind, with the C# class that it is read into.
use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use plumberd::clock::DateTimeOffset;
use plumberd::{PlumberdData, PlumberdEvent};
use rust_decimal::Decimal;
use serde_json::{Value, json};
use uuid::Uuid;

#[derive(Debug, Clone, PartialEq, PlumberdEvent)]
#[event(category = "Interop", version = "v1")]
pub struct Scalars {
    pub id: Uuid,
    pub flag: bool,
    pub i8: i8,
    pub u8: u8,
    pub i16: i16,
    pub u16: u16,
    pub i32: i32,
    pub u32: u32,
    pub i64: i64,
    pub u64: u64,
    pub f32: f32,
    pub f64: f64,
    pub text: String,
}

pub fn scalars() -> Value {
    class(
        "Scalars",
        json!([
            ["Id", "Guid"],
            ["Flag", "bool"],
            ["I8", "sbyte"],
            ["U8", "byte"],
            ["I16", "short"],
            ["U16", "ushort"],
            ["I32", "int"],
            ["U32", "uint"],
            ["I64", "long"],
            ["U64", "ulong"],
            ["F32", "float"],
            ["F64", "double"],
            ["Text", "string"]
        ]),
    )
}

#[derive(Debug, Clone, PartialEq, PlumberdEvent)]
#[event(category = "Interop", version = "v1")]
pub struct Values {
    pub id: Uuid,
    pub bytes: Vec<u8>,
    pub digest: [u8; 4],
    pub other: Uuid,
    pub moment: Timestamp,
    pub offset_moment: DateTimeOffset,
    pub date_time: Timestamp,
    pub price: Decimal,
    pub day: Weekday,
}

pub fn values() -> Value {
    class(
        "Values",
        json!([
            ["Id", "Guid"],
            ["Bytes", "bytes"],
            ["Digest", "bytes"],
            ["Other", "Guid"],
            ["Moment", "DateTimeOffset"],
            ["OffsetMoment", "DateTimeOffset"],
            ["DateTime", "DateTime"],
            ["Price", "decimal"],
            ["Day", weekday()]
        ]),
    )
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, PlumberdData)]
pub enum Weekday {
    Sunday = 0,
    Monday = 1,
    Tuesday = 2,
}

fn weekday() -> Value {
    let values = json!({"Sunday": 0, "Monday": 1, "Tuesday": 2});
    json!({"enum": {"name": "Weekday", "values": values}})
}

#[derive(Debug, Clone, Default, PartialEq, PlumberdEvent)]
#[event(category = "Interop", version = "v1")]
pub struct Optionals {
    pub flag: Option<bool>,
    pub i32: Option<i32>,
    pub i64: Option<i64>,
    pub f64: Option<f64>,
    pub text: Option<String>,
    pub bytes: Option<Vec<u8>>,
    pub other: Option<Uuid>,
    pub moment: Option<Timestamp>,
    pub price: Option<Decimal>,
    pub day: Option<Weekday>,
    pub address: Option<Address>,
    pub list: Option<Vec<i32>>,
}

pub fn optionals() -> Value {
    let nullable = |inner: Value| json!({ "nullable": inner });
    class(
        "Optionals",
        json!([
            ["Flag", nullable(json!("bool"))],
            ["I32", nullable(json!("int"))],
            ["I64", nullable(json!("long"))],
            ["F64", nullable(json!("double"))],
            ["Text", "string"],
            ["Bytes", "bytes"],
            ["Other", nullable(json!("Guid"))],
            ["Moment", nullable(json!("DateTimeOffset"))],
            ["Price", nullable(json!("decimal"))],
            ["Day", nullable(weekday())],
            ["Address", address()],
            ["List", {"list": "int"}]
        ]),
    )
}

#[derive(Debug, Clone, PartialEq, PlumberdData)]
pub struct Address {
    pub street: String,
    pub house_no: u16,
    pub geo: Geo,
}

#[derive(Debug, Clone, PartialEq, PlumberdData)]
pub struct Geo {
    pub latitude: f64,
    pub longitude: f64,
}

fn address() -> Value {
    let geo = class("Geo", json!([["Latitude", "double"], ["Longitude", "double"]]));
    let fields = json!([["Street", "string"], ["HouseNo", "ushort"], ["Geo", {"class": geo}]]);
    json!({"class": class("Address", fields)})
}

#[derive(Debug, Clone, PartialEq, PlumberdEvent)]
#[event(category = "Interop", version = "v1")]
pub struct Collections {
    pub numbers: Vec<i32>,
    pub longs: Vec<u64>,
    pub floats: Vec<f64>,
    pub flags: Vec<bool>,
    pub texts: Vec<String>,
    pub ids: Vec<Uuid>,
    pub moments: Vec<Timestamp>,
    pub prices: Vec<Decimal>,
    pub blobs: Vec<Vec<u8>>,
    pub days: Vec<Weekday>,
    pub addresses: Vec<Address>,
    pub maybe: Vec<Option<i32>>,
    pub matrix: Vec<Vec<i32>>,
    pub fixed: [i32; 3],
    pub unique: BTreeSet<String>,
    pub by_text: BTreeMap<String, i64>,
    pub texts_by_text: BTreeMap<String, String>,
    pub address_by_text: BTreeMap<String, Address>,
    pub list_by_text: BTreeMap<String, Vec<i32>>,
    pub by_number: BTreeMap<i32, String>,
    pub by_id: BTreeMap<Uuid, bool>,
}

pub fn collections() -> Value {
    class(
        "Collections",
        json!([
            ["Numbers", {"array": "int"}],
            ["Longs", {"list": "ulong"}],
            ["Floats", {"list": "double"}],
            ["Flags", {"list": "bool"}],
            ["Texts", {"list": "string"}],
            ["Ids", {"list": "Guid"}],
            ["Moments", {"list": "DateTimeOffset"}],
            ["Prices", {"list": "decimal"}],
            ["Blobs", {"list": "bytes"}],
            ["Days", {"list": weekday()}],
            ["Addresses", {"list": address()}],
            ["Maybe", {"list": {"nullable": "int"}}],
            ["Matrix", {"array": {"array": "int"}}],
            ["Fixed", {"array": "int"}],
            ["Unique", {"set": "string"}],
            ["ByText", {"dict": "long"}],
            ["TextsByText", {"dict": "string"}],
            ["AddressByText", {"dict": address()}],
            ["ListByText", {"dict": {"list": "int"}}],
            // Only later versions of System.Text.Json have keys that are not strings; they write
            // and read the same text.
            ["ByNumber", {"dict": "string"}],
            ["ById", {"dict": "bool"}]
        ]),
    )
}

#[derive(Debug, Clone, PartialEq, PlumberdEvent)]
#[event(category = "Interop", version = "v1")]
pub struct Chosen {
    pub source: Source,
    pub fallback: Option<Source>,
}

#[derive(Debug, Clone, PartialEq, PlumberdData)]
pub enum Source {
    Camera(Camera),
    Upload(String),
    Channel(u32),
}

#[derive(Debug, Clone, PartialEq, PlumberdData)]
pub struct Camera {
    pub serial_no: String,
}

pub fn chosen() -> Value {
    let camera = class("Camera", json!([["SerialNo", "string"]]));
    let source = class(
        "Source",
        json!([
            ["Kind", "string"],
            ["Camera", {"class": camera}],
            ["Upload", "string"],
            ["Channel", {"nullable": "uint"}]
        ]),
    );
    class("Chosen", json!([["Source", {"class": source}], ["Fallback", {"class": source}]]))
}

/// Read into `string` members; their text then goes through .NET's TimeSpan.
#[derive(Debug, Clone, PartialEq, PlumberdEvent)]
#[event(category = "Interop", version = "v1")]
pub struct Spans {
    pub took: SignedDuration,
    pub waited: std::time::Duration,
}

pub fn spans() -> Value {
    class("Spans", json!([["Took", "string"], ["Waited", "string"]]))
}

fn class(name: &str, fields: Value) -> Value {
    json!({"name": name, "fields": fields})
}
