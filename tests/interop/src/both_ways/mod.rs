//! The same types twice: the Rust that somebody would have written for a schema, and what `plumberd-build`
//! makes of the `.proto` files that are exported from it. And prost-reflect, which knows the `.proto` files
//! only: its messages, its bytes and its canonical JSON.
use std::collections::BTreeSet;
use std::path::Path;

use plumberd_schema::model::Schema;
use plumberd_schema::testing::normal;
use prost_reflect::DescriptorPool;

use crate::generated::{Generated, types};
use crate::report::{Outcome, Report, equal};

mod describe;
mod made;
mod make;
mod pairs;
mod peer;
mod rust;
mod seeds;

use describe::{Describe, collect};
use made::Made;
use make::Maker;

/// Messages of each type.
const MESSAGES: u64 = 20;

/// A schema that follows from a number, and its types in both forms.
pub struct Pair {
    seed: u32,
    /// The `.proto` files, compiled by protox.
    set: &'static [u8],
    code_first: Side,
    proto_first: Side,
}

/// The types in one form.
pub struct Side {
    messages: Vec<Generated>,
    descriptions: Vec<Describe>,
}

pub fn run(report: &mut Report) -> Outcome {
    let refused = pairs::refused();
    println!("both-ways: left out, since plumberd refuses them: {} schemas", refused.len());
    for (seed, reason) in refused {
        println!("both-ways:   #{seed}: {reason}");
    }
    for pair in pairs::all() {
        let name = format!("schema {}", pair.seed);
        let schema = seeds::schema(pair.seed);
        descriptors(report, &name, &schema, &pair);
        let sides = [&*pair.code_first.messages, &*pair.proto_first.messages];
        messages(report, &name, &schema, pair.set, &sides)?;
    }
    corpus(report)
}

/// What `.proto` files of people, not of printers, have.
fn corpus(report: &mut Report) -> Outcome {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../codegen/tests/good/proto");
    let loaded = plumberd_build::configure().proto_root(folder).load();
    let schema = loaded.map_err(|errors| errors.to_string())?.schema;
    messages(report, "corpus", &schema, pairs::CORPUS, &[&types::corpus()])
}

/// The types describe themselves as the schema does, whichever way they came.
fn descriptors(report: &mut Report, name: &str, schema: &Schema, pair: &Pair) {
    let sides = [("code-first", &pair.code_first), ("proto-first", &pair.proto_first)];
    for (side, types) in sides {
        report.case(&format!("{name}: {side} describes the schema"), || {
            let described = rust::one_space(normal(collect(&types.descriptions)?));
            let expected = rust::one_space(rust::kept(normal(schema.clone())));
            for (name, ty) in &expected.types {
                let found = described.types.get(name);
                same_lines(name, &format!("{found:#?}"), &format!("{:#?}", Some(ty)))?;
            }
            equal("types", &described.types.len(), &expected.types.len())
        });
    }
}

/// Compares texts, and shows the lines that differ.
fn same_lines(what: &str, found: &str, expected: &str) -> Outcome {
    let only = |sign: &str, text: &str, other: &str| -> String {
        let other: BTreeSet<&str> = other.lines().collect();
        let lines = text.lines().filter(|line| !other.contains(line));
        lines.map(|line| format!("\n  {sign} {}", line.trim())).collect()
    };
    if found == expected {
        return Ok(());
    }
    Err(format!("{what}:{}{}", only("-", expected, found), only("+", found, expected)))
}

/// Messages that prost-reflect makes up, in all types. The sides are forms of the same types.
fn messages(
    report: &mut Report,
    name: &str,
    schema: &Schema,
    set: &[u8],
    sides: &[&[Generated]],
) -> Outcome {
    let pool = DescriptorPool::decode(set).map_err(|error| error.to_string())?;
    for index in 0..sides.first().map_or(0, |side| side.len()) {
        let types: Vec<&Generated> = sides.iter().filter_map(|side| side.get(index)).collect();
        let Some(first) = types.first() else { continue };
        for seed in 0..MESSAGES {
            let Some(message) = Maker::new(schema, &pool, seed).message(first.name) else {
                report.fail(&format!("{name} {}", first.name), "no message could be made up");
                break;
            };
            Made { schema, message, types: &types }
                .run(report, &format!("{name} {} #{seed}", first.name));
        }
    }
    Ok(())
}
