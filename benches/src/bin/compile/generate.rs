//! Writes the crates that are built: the same 200 structs, derived in three ways.
use std::fmt::Write;
use std::path::Path;
use std::{fs, io};

pub const OURS: &str = "ours";

/// The contenders and the packages that they live in.
pub const PACKAGES: [(&str, &str); 3] =
    [(OURS, "derive-ours"), ("serde+prost", "derive-serde-prost"), ("serde", "derive-serde")];

const STRUCTS: usize = 200;

/// Field names, Rust types, and prost's names of the types.
const FIELDS: [(&str, &str, &str); 8] = [
    ("recording_id", "String", "string"),
    ("frame_count", "i64", "int64"),
    ("duration", "f64", "double"),
    ("is_partial", "bool", "bool"),
    ("started_by", "Option<String>", "string, optional"),
    ("tags", "Vec<String>", "string, repeated"),
    ("channel", "u32", "uint32"),
    ("checksum", "Vec<u8>", "bytes = \"vec\""),
];

pub fn workspace(directory: &Path, repository: &Path) -> io::Result<()> {
    let members = PACKAGES.map(|(_, package)| format!("{package:?}")).join(", ");
    let manifest = format!("[workspace]\nresolver = \"3\"\nmembers = [{members}]\n");
    write(&directory.join("Cargo.toml"), &manifest)?;

    let sdk = repository.join("sdk");
    let plumberd = format!(
        "plumberd = {{ path = {sdk:?}, default-features = false, features = [\"derive\"] }}\n"
    );
    let serde = "base64 = \"0.23\"\nserde = { version = \"1\", features = [\"derive\"] }\n\
                 serde_json = \"1\"\n";
    package(directory, "derive-ours", &plumberd, &ours())?;
    let both = format!("{serde}prost = \"0.14\"\n");
    package(directory, "derive-serde-prost", &both, &serde_crate(true))?;
    package(directory, "derive-serde", serde, &serde_crate(false))
}

fn package(directory: &Path, name: &str, dependencies: &str, source: &str) -> io::Result<()> {
    let directory = directory.join(name);
    fs::create_dir_all(directory.join("src"))?;
    let manifest = format!(
        "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
         [dependencies]\n{dependencies}"
    );
    write(&directory.join("Cargo.toml"), &manifest)?;
    write(&directory.join("src/lib.rs"), source)
}

/// Leaves a file alone that is as it should be, so that cargo does, too.
fn write(path: &Path, text: &str) -> io::Result<()> {
    if fs::read_to_string(path).is_ok_and(|old| old == text) {
        Ok(())
    } else {
        fs::write(path, text)
    }
}

fn ours() -> String {
    let mut code =
        String::from("use plumberd::PlumberdEvent;\nuse plumberd::codec::{json, proto};\n");
    for index in 0..STRUCTS {
        let mut fields = String::new();
        for (tag, (name, kind, _)) in (1..).zip(FIELDS) {
            _ = writeln!(fields, "    #[event(tag = {tag})]\n    pub {name}: {kind},");
        }
        _ = writeln!(
            code,
            "
#[derive(PlumberdEvent)]
#[event(category = \"Recording\", version = \"v1\")]
pub struct Event{index} {{
{fields}}}

pub fn exercise{index}(event: &Event{index}, buffer: &mut Vec<u8>) -> usize {{
    json::write_into(event, buffer).unwrap();
    let from_json = json::from_slice::<Event{index}>(buffer).unwrap();
    let mut proto_buffer = plumberd::codec::Buffer::new();
    let bytes = proto::encode(&from_json, &mut proto_buffer).unwrap();
    proto::from_slice::<Event{index}>(bytes).unwrap().tags.len()
}}"
        );
    }
    code
}

fn serde_crate(prost: bool) -> String {
    let mut code = String::from(BASE64_MODULE);
    for index in 0..STRUCTS {
        let mut fields = String::new();
        for (tag, (name, kind, prost_kind)) in (1..).zip(FIELDS) {
            if prost {
                _ = writeln!(
                    fields,
                    "    #[prost({prost_kind}, tag = {tag:?})]",
                    tag = format!("{tag}")
                );
            }
            match kind {
                "Vec<u8>" => fields.push_str("    #[serde(with = \"base64_bytes\")]\n"),
                "Option<String>" => fields
                    .push_str("    #[serde(default, skip_serializing_if = \"Option::is_none\")]\n"),
                _ => {}
            }
            _ = writeln!(fields, "    pub {name}: {kind},");
        }
        let derives = if prost {
            "Clone, PartialEq, prost::Message, serde::Serialize, serde::Deserialize"
        } else {
            "serde::Serialize, serde::Deserialize"
        };
        let proto = if prost {
            "let bytes = prost::Message::encode_to_vec(&from_json);
    <Event{index} as prost::Message>::decode(&*bytes).unwrap().tags.len()"
                .replace("{index}", &index.to_string())
        } else {
            "from_json.tags.len()".to_owned()
        };
        _ = writeln!(
            code,
            "
#[derive({derives})]
#[serde(rename_all = \"PascalCase\")]
pub struct Event{index} {{
{fields}}}

pub fn exercise{index}(event: &Event{index}, buffer: &mut Vec<u8>) -> usize {{
    serde_json::to_writer(&mut *buffer, event).unwrap();
    let from_json = serde_json::from_slice::<Event{index}>(buffer).unwrap();
    {proto}
}}"
        );
    }
    code
}

const BASE64_MODULE: &str = r#"mod base64_bytes {
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&STANDARD.encode(bytes))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        STANDARD.decode(&*text).map_err(D::Error::custom)
    }
}
"#;
