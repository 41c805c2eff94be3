//! A field of every kind. Maps and sets are ordered, so that a value has one encoding.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use plumberd::clock::DateTimeOffset;
use plumberd::{PlumberdData, PlumberdEvent};
use serde_json::Value;
use uuid::Uuid;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, PlumberdData)]
pub enum Quality {
    Low = 0,
    High = 2,
}

#[derive(Debug, Clone, Copy, PartialEq, PlumberdData)]
#[event(json = "name")]
pub enum Colour {
    #[event(tag = 0)]
    Red,
    #[event(tag = 1)]
    Blue,
    #[event(unknown)]
    Other(i32),
}

#[derive(Debug, Clone, PartialEq, PlumberdData)]
pub enum Source {
    #[event(tag = 30)]
    Camera(Camera),
    #[event(tag = 31)]
    Word(String),
    #[event(tag = 32)]
    Nobody,
    #[event(tag = 33)]
    Level(Colour),
}

#[derive(Debug, Clone, PartialEq, PlumberdData)]
pub struct Camera {
    #[event(tag = 1)]
    pub label: String,
    #[event(tag = 2)]
    pub quality: Quality,
    #[event(tag = 3)]
    pub below: Option<Box<Camera>>,
    #[event(tag = 4)]
    pub rates: Vec<f32>,
}

#[derive(Debug, Clone, PartialEq, PlumberdEvent)]
#[event(category = "Fuzz")]
pub struct Everything {
    #[event(tag = 1)]
    pub id: Uuid,
    #[event(tag = 2)]
    pub small: i8,
    #[event(tag = 3, wire = "zigzag")]
    pub signed: i64,
    #[event(tag = 4, wire = "fixed")]
    pub fixed: u32,
    #[event(tag = 5)]
    pub double: f64,
    #[event(tag = 6)]
    pub text: String,
    #[event(tag = 7)]
    pub single: char,
    #[event(tag = 8)]
    pub bytes: Vec<u8>,
    #[event(tag = 9)]
    pub at: DateTimeOffset,
    #[event(tag = 10)]
    pub took: Duration,
    #[event(tag = 11)]
    pub colours: Vec<Colour>,
    #[event(tag = 12)]
    pub qualities: BTreeSet<Quality>,
    #[event(tag = 13)]
    pub cameras: Vec<Camera>,
    #[event(tag = 14)]
    pub by_name: BTreeMap<String, Camera>,
    #[event(tag = 15)]
    pub by_number: BTreeMap<i32, bool>,
    #[event(tag = 16)]
    pub free: Value,
    #[event(tag = 17)]
    pub nested: Option<Source>,
    #[event(oneof)]
    pub source: Option<Source>,
    #[event(tag = 18)]
    pub maybe: Option<u64>,
    #[event(tag = 19)]
    pub spans: Vec<Duration>,
    #[event(tag = 20)]
    pub digest: [u8; 4],
    #[event(tag = 21, default)]
    pub new: bool,
}

/// Types that prost has too, with its struct of the same message.
#[derive(Debug, Clone, PartialEq, PlumberdData)]
pub struct Plain {
    #[event(tag = 1)]
    pub text: String,
    #[event(tag = 2)]
    pub int: i32,
    #[event(tag = 3)]
    pub long: u64,
    #[event(tag = 4, wire = "zigzag")]
    pub zigzag: i32,
    #[event(tag = 5)]
    pub bytes: Vec<u8>,
    #[event(tag = 6)]
    pub numbers: Vec<i64>,
    #[event(tag = 7)]
    pub doubles: Vec<f64>,
    #[event(tag = 8)]
    pub inner: Option<Box<Plain>>,
    #[event(tag = 9)]
    pub list: Vec<Plain>,
    #[event(tag = 10)]
    pub map: BTreeMap<String, i32>,
    #[event(tag = 11)]
    pub maybe: Option<bool>,
    #[event(tag = 12, wire = "fixed")]
    pub fixed: i64,
    #[event(oneof)]
    pub choice: Option<Choice>,
}

#[derive(Debug, Clone, PartialEq, PlumberdData)]
pub enum Choice {
    #[event(tag = 20)]
    Word(String),
    #[event(tag = 21)]
    Part(Box<Plain>),
    #[event(tag = 22)]
    Number(u32),
}

#[derive(Clone, PartialEq, prost::Message)]
pub struct ProstPlain {
    #[prost(string, tag = "1")]
    pub text: String,
    #[prost(int32, tag = "2")]
    pub int: i32,
    #[prost(uint64, tag = "3")]
    pub long: u64,
    #[prost(sint32, tag = "4")]
    pub zigzag: i32,
    #[prost(bytes = "vec", tag = "5")]
    pub bytes: Vec<u8>,
    #[prost(int64, repeated, tag = "6")]
    pub numbers: Vec<i64>,
    #[prost(double, repeated, tag = "7")]
    pub doubles: Vec<f64>,
    #[prost(message, optional, boxed, tag = "8")]
    pub inner: Option<Box<ProstPlain>>,
    #[prost(message, repeated, tag = "9")]
    pub list: Vec<ProstPlain>,
    #[prost(btree_map = "string, int32", tag = "10")]
    pub map: BTreeMap<String, i32>,
    #[prost(bool, optional, tag = "11")]
    pub maybe: Option<bool>,
    #[prost(sfixed64, tag = "12")]
    pub fixed: i64,
    #[prost(oneof = "ProstChoice", tags = "20, 21, 22")]
    pub choice: Option<ProstChoice>,
}

#[derive(Clone, PartialEq, prost::Oneof)]
pub enum ProstChoice {
    #[prost(string, tag = "20")]
    Word(String),
    #[prost(message, tag = "21")]
    Part(Box<ProstPlain>),
    #[prost(uint32, tag = "22")]
    Number(u32),
}
