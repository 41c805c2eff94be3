//! The events as a user of serde writes them for a .NET reader: PascalCase, enums as numbers, bytes
//! as base64. They are also the source of the values that every contender encodes.
use std::collections::HashMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_repr::{Deserialize_repr, Serialize_repr};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct RecordingFinished {
    pub recording_id: String,
    pub duration: f64,
    pub file_path: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct RecordingStopped {
    pub recording_id: String,
    pub frames: i64,
    pub duration: f64,
    pub partial: bool,
    #[serde(with = "base64_bytes")]
    pub checksum: Vec<u8>,
    pub quality: Quality,
    pub location: Location,
    pub tags: Vec<String>,
    pub counters: HashMap<String, i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    pub stopped_at: Timestamp,
    pub source: Source,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize_repr, Deserialize_repr)]
#[repr(i32)]
pub enum Quality {
    Unspecified = 0,
    Low = 1,
    High = 2,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Location {
    pub site: String,
    pub latitude: f64,
    pub longitude: f64,
    pub floor: i32,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Camera {
    pub serial_no: String,
    pub channel: u32,
}

/// A oneof in the form that .NET reads into a class with nullable members.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Source {
    pub kind: SourceKind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub camera: Option<Camera>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub upload: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub enum SourceKind {
    Camera,
    Upload,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct InventoryCounted {
    pub warehouse: String,
    pub sequence: i64,
    pub counted_at: Timestamp,
    pub items: Vec<Item>,
    pub totals: HashMap<String, i64>,
    pub weights: Vec<f64>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Item {
    pub sku: String,
    pub description: String,
    pub quantity: i64,
    pub price: f64,
    pub active: bool,
    pub quality: Quality,
    pub shelf: Location,
    pub labels: Vec<String>,
    pub stock: HashMap<String, i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remark: Option<String>,
}

mod base64_bytes {
    use std::borrow::Cow;

    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&STANDARD.encode(bytes))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        #[derive(Deserialize)]
        #[serde(transparent)]
        struct Text<'a>(#[serde(borrow)] Cow<'a, str>);
        let Text(text) = Text::deserialize(deserializer)?;
        STANDARD.decode(&*text).map_err(D::Error::custom)
    }
}

pub fn small() -> RecordingFinished {
    RecordingFinished {
        recording_id: "rec-123".to_owned(),
        duration: 120.5,
        file_path: "/recordings/rec-123.mp4".to_owned(),
    }
}

pub fn middle() -> RecordingStopped {
    RecordingStopped {
        recording_id: "b27f9322-7d73-4d98-a605-a731a2c373c6".to_owned(),
        frames: 216_931,
        duration: 7231.033_333,
        partial: true,
        checksum: (0..32).map(|index: u8| index.wrapping_mul(37).wrapping_add(11)).collect(),
        quality: Quality::High,
        location: Location {
            site: "Gdańsk-Wrzeszcz".to_owned(),
            latitude: 54.382_1,
            longitude: 18.604_4,
            floor: -1,
        },
        tags: ["night", "entrance", "retained"].map(str::to_owned).into(),
        counters: [("dropped".to_owned(), 17), ("keyframes".to_owned(), 4_338)].into(),
        note: Some("Stopped by the operator; \"disk\" nearly full.".to_owned()),
        stopped_at: Timestamp::new(1_752_423_739, 219_266_900).expect("a constant in range"),
        source: Source {
            kind: SourceKind::Camera,
            camera: Some(Camera { serial_no: "SN-00412-C".to_owned(), channel: 3 }),
            upload: None,
        },
    }
}

/// No value of a map is zero: prost leaves such a value out of the entry, the others write it.
pub fn large() -> InventoryCounted {
    let item = |index: i64| Item {
        sku: format!("SKU-{:06}", index * 7919 % 1_000_000),
        description: format!(
            "Bracket no. {index}, galvanised steel, for shelves of up to {} kg",
            40 + index % 25
        ),
        quantity: index * 12_345 % 9_973,
        price: decimal(index * 379 % 20_000, 2),
        active: index % 3 != 0,
        quality: if index % 2 == 0 { Quality::High } else { Quality::Low },
        shelf: Location {
            site: format!("hall {}, row {}", index % 4, index % 17),
            latitude: decimal(540_000 + index * 17, 4),
            longitude: decimal(180_000 - index * 13, 4),
            floor: (index % 5) as i32 - 1,
        },
        labels: vec![format!("batch-{}", index % 9), "fragile".to_owned()],
        stock: [("free".to_owned(), index * 31), ("reserved".to_owned(), index % 13 + 1)].into(),
        remark: (index % 4 == 0).then(|| "zażółć: counted twice".to_owned()),
    };
    InventoryCounted {
        warehouse: "WH-North-02".to_owned(),
        sequence: 9_007_199_254_740_993,
        counted_at: Timestamp::new(1_752_423_739, 219_266_900).expect("a constant in range"),
        items: (1..=62).map(item).collect(),
        totals: (0..12).map(|index| (format!("category-{index}"), 1 + index * 1_234_567)).collect(),
        weights: (0..64).map(|index| decimal(100 + index * 37, 2)).collect(),
    }
}

/// A float of few digits. serde_json reads one of 17 digits back with a wrong last bit, unless its
/// slower exact mode is on, which most do not turn on.
fn decimal(digits: i64, scale: i32) -> f64 {
    digits as f64 / 10f64.powi(scale)
}
