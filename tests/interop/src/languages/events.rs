//! A field of every kind that all languages have.
use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use plumberd::clock::DateTimeOffset;
use plumberd::{Fixed, PlumberdData, PlumberdEvent};
use rust_decimal::Decimal;
use serde_json::Value;
use uuid::Uuid;

/// A recording ended.
#[derive(Debug, Clone, PartialEq, PlumberdEvent)]
#[event(category = "Recording")]
pub struct RecordingFinished {
    #[event(tag = 1)]
    pub id: Uuid,
    /// Which one.
    #[event(tag = 2)]
    pub recording_id: String,
    #[event(tag = 3)]
    pub duration: f64,
    #[event(tag = 4)]
    pub file_path: String,
}

/// All scalars, and what stands in the way: keywords, and names of pydantic's.
#[derive(Debug, Clone, PartialEq, PlumberdEvent)]
#[event(category = "Recording")]
pub struct ScalarsSeen {
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
    pub is_3d: bool,
    pub sha256sum: String,
    pub class: String,
    pub copy: String,
    pub equals: String,
    pub scalars_seen: String,
    pub json: Option<String>,
    #[event(name = "URL", aliases("Uri"))]
    pub url: String,
    #[event(name = "kebab-case")]
    pub kebab: String,
    #[event(default = 5)]
    pub retries: u32,
    #[event(deprecated = "use flag")]
    pub old: Option<bool>,
}

/// What has a form of its own in JSON.
#[derive(Debug, Clone, PartialEq, PlumberdEvent)]
#[event(category = "Recording")]
pub struct ValuesSeen {
    pub moment: DateTimeOffset,
    pub length: SignedDuration,
    pub price: Decimal,
    pub data: Vec<u8>,
    pub other: Uuid,
    pub quality: Quality,
    pub qualities: Vec<Quality>,
    pub codec: Codec,
    pub source: Source,
    #[event(oneof)]
    pub target: Target,
    pub maybe_source: Option<Source>,
    pub maybe_moment: Option<Timestamp>,
    pub maybe_quality: Option<Quality>,
    pub maybe_codec: Option<Codec>,
}

/// Lists, sets and maps.
#[derive(Debug, Clone, PartialEq, PlumberdEvent)]
#[event(category = "Recording")]
pub struct ListsSeen {
    pub numbers: Vec<i64>,
    pub small: Vec<u8>,
    pub texts: BTreeSet<String>,
    pub moments: Vec<Timestamp>,
    pub point: [f64; 3],
    pub addresses: Vec<Address>,
    pub holes: Vec<Option<String>>,
    pub nested: Vec<Vec<u32>>,
    pub names: BTreeMap<String, Address>,
    pub counts: BTreeMap<u32, SignedDuration>,
    pub ids: BTreeMap<Uuid, Vec<u8>>,
    pub flags: BTreeMap<bool, Quality>,
    pub sources: Vec<Source>,
    pub details: Value,
    pub more: Option<Value>,
    pub tree: Tree,
}

/// A decimal.
#[derive(Debug, Clone, PartialEq, PlumberdEvent)]
#[event(category = "Recording")]
pub struct PriceSet {
    pub price: Decimal,
}

/// A typed envelope.
#[derive(Debug, Clone, PartialEq, PlumberdEvent)]
#[event(category = "Recording")]
pub struct AccountMade {
    #[event(fixed = "account.made")]
    pub event_name: Fixed<&'static str>,
    pub account: String,
    pub attempts: Option<u8>,
}

/// In Protobuf's own JSON.
#[derive(Debug, Clone, PartialEq, PlumberdEvent)]
#[event(category = "Video", profile = "proto3")]
pub struct VideoCut {
    #[event(tag = 1)]
    pub id: Uuid,
    #[event(tag = 2)]
    pub frames: u64,
    #[event(tag = 3)]
    pub offset: i64,
    #[event(tag = 4)]
    pub speed: f64,
    #[event(tag = 5)]
    pub moment: Timestamp,
    #[event(tag = 6)]
    pub length: SignedDuration,
    #[event(tag = 7)]
    pub price: Decimal,
    #[event(tag = 8)]
    pub data: Vec<u8>,
    #[event(tag = 9)]
    pub quality: Quality,
    #[event(oneof)]
    pub target: Option<Target>,
    #[event(tag = 13)]
    pub source: Source,
    #[event(tag = 14)]
    pub counts: BTreeMap<u64, i64>,
    #[event(tag = 15)]
    pub addresses: Vec<Address>,
    #[event(tag = 16)]
    pub title: Option<String>,
}

/// How good it is.
#[derive(Debug, Clone, PartialEq, PlumberdData)]
pub enum Quality {
    #[event(tag = 0)]
    Unspecified,
    /// The best.
    #[event(tag = 1)]
    High,
    #[event(unknown)]
    Other(i32),
}

#[derive(Debug, Clone, PartialEq, PlumberdData)]
pub enum Codec {
    #[event(tag = 0)]
    Unset,
    #[event(tag = 1, name = "4K")]
    FourK,
}

/// Where it comes from.
#[derive(Debug, Clone, PartialEq, PlumberdData)]
pub enum Source {
    #[event(tag = 1)]
    Camera(u32),
    #[event(tag = 2)]
    File(String),
    #[event(tag = 3)]
    Address(Address),
    #[event(tag = 4)]
    Nobody,
}

/// Where it goes, as fields of the event in Protobuf.
#[derive(Debug, Clone, PartialEq, PlumberdData)]
pub enum Target {
    #[event(tag = 10)]
    Disk(String),
    #[event(tag = 11)]
    UntilMoment(Timestamp),
    #[event(tag = 12)]
    NoTarget,
}

#[derive(Debug, Clone, PartialEq, PlumberdData)]
pub struct Address {
    #[event(tag = 1)]
    pub street: String,
    #[event(tag = 2)]
    pub house_number: Option<u32>,
}

#[derive(Debug, Clone, PartialEq, PlumberdData)]
pub struct Tree {
    #[event(tag = 1)]
    pub value: i32,
    #[event(tag = 2)]
    pub children: Vec<Tree>,
}
