//! The types of one schema twice: as somebody would have written them, and from `.proto` files.
use std::error::Error;
use std::fmt::Write;
use std::fs;
use std::path::Path;

use plumberd_build::configure;
use plumberd_schema::model::{Schema, Shape};
use plumberd_schema::print::{proto, rust};

use crate::{path, set_of};

#[path = "../src/both_ways/seeds.rs"]
mod seeds;

/// How many schemas are compared.
const SCHEMAS: usize = 30;

/// An expression with all schemas: `vec![Pair { … }, …]`.
pub fn generate(out: &Path) -> Result<(), Box<dyn Error>> {
    let out = out.join("both_ways");
    fs::create_dir_all(&out)?;
    let mut pairs = String::new();
    let (mut accepted, mut refused) = (0, Vec::new());
    for seed in 0.. {
        if accepted == SCHEMAS {
            break;
        }
        let schema = seeds::schema(seed);
        match pair(&out, seed, &schema)? {
            Ok(text) => {
                accepted += 1;
                pairs.push_str(&text);
            }
            Err(reason) => refused.push((seed, reason)),
        }
    }
    let refused: String =
        refused.iter().map(|(seed, reason)| format!("({seed}, {reason:?}),")).collect();
    fs::write(out.join("pairs.rs"), format!("vec![{pairs}]"))?;
    Ok(fs::write(out.join("refused.rs"), format!("&[{refused}]"))?)
}

/// The code of a schema, or why there is none.
fn pair(out: &Path, seed: u32, schema: &Schema) -> Result<Result<String, String>, Box<dyn Error>> {
    let options = rust::Options::new().supersede(false);
    if let Some(refused) = rust::check(schema, &options).first() {
        return Ok(Err(refused.to_string()));
    }
    let files = match proto::files(schema, &proto::Options::default()) {
        Ok(files) => files,
        Err(error) => return Ok(Err(error.to_string())),
    };
    let config = files.iter().fold(configure(), |config, file| config.file(&file.path, &file.text));
    let loaded = match config.load() {
        Ok(loaded) => loaded.schema,
        Err(errors) => {
            let text = errors.to_string();
            return Ok(Err(text.lines().next().unwrap_or_default().to_owned()));
        }
    };
    let folder = out.join(seed.to_string());
    for file in &files {
        let path = folder.join("proto").join(&file.path);
        fs::create_dir_all(path.parent().unwrap_or(&folder))?;
        fs::write(path, &file.text)?;
    }
    let names: Vec<String> = files.iter().map(|file| file.path.clone()).collect();
    fs::write(folder.join("set.binpb"), set_of(&folder.join("proto"), &names)?)?;
    let mut text =
        format!("Pair {{ seed: {seed}, set: include_bytes!({:?}),", folder.join("set.binpb"));
    for (name, schema) in [("code_first", schema), ("proto_first", &loaded)] {
        let file = folder.join(name).with_extension("rs");
        fs::write(&file, rust::text(schema, &options))?;
        write!(
            text,
            "{name}: {{ #[allow(dead_code, reason = \"generated\")] mod schemas {{ include!({file:?}); }} {} }},",
            side(schema)?
        )?;
    }
    Ok(Ok(text + "},"))
}

/// The types of one side: `Side { messages: vec![…], descriptions: vec![…] }`.
fn side(schema: &Schema) -> Result<String, Box<dyn Error>> {
    let (mut messages, mut descriptions) = (String::new(), String::new());
    for ty in schema.types.values() {
        let path = path(ty);
        if matches!(ty.shape, Shape::Message(_)) {
            write!(messages, "Generated::of::<{path}>(),")?;
        }
        let describe = if ty.event.is_some() { "event" } else { "data" };
        write!(descriptions, "describe::{describe}::<{path}>,")?;
    }
    Ok(format!("Side {{ messages: vec![{messages}], descriptions: vec![{descriptions}] }}"))
}
