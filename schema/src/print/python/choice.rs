use std::collections::BTreeSet;

use super::attribute::Attribute;
use super::class::{Module, identifier_path};
use super::literal::{docstring, string};
use crate::model::{Field, Kind, Message, Oneof};
use crate::print::package::{identifier, unique};

impl<'a> Module<'a> {
    /// The class of a oneof.
    pub(super) fn choice(
        &mut self,
        class: &str,
        mut doc: Vec<String>,
        message: &'a Message,
        index: usize,
        oneof: &Oneof,
    ) {
        if doc.is_empty() {
            doc.push(format!("The alternatives of `{}`.", identifier_path(&oneof.type_name)));
        }
        let mut taken = BTreeSet::from(["kind".to_owned()]);
        let alternatives: Vec<(&Field, Option<Attribute>)> = message
            .alternatives(index)
            .map(|field| {
                let held = (field.kind != Kind::Empty).then(|| {
                    let mut held = self.attribute(field, &mut taken);
                    if !held.annotation.ends_with("| None") {
                        held.annotation.push_str(" | None");
                    }
                    held.default = Some("None".to_owned());
                    held
                });
                (field, held)
            })
            .collect();
        self.text.line("\n");
        self.text.line(format!("class {class}(_wire.Choice):"));
        let annotations = &self.annotations;
        self.text.inside(|text| {
            docstring(text, &doc);
            text.gap();
            text.line("MEMBERS: typing.ClassVar[typing.Mapping[str, str | None]] = {");
            text.inside(|text| {
                for (field, held) in &alternatives {
                    let member = held.as_ref().map_or("None".to_owned(), |held| string(&held.name));
                    text.line(format!("{}: {member},", string(&field.json_name)));
                }
            });
            text.line("}");
            text.gap();
            let kinds: Vec<String> =
                alternatives.iter().map(|(field, _)| string(&field.json_name)).collect();
            text.line(format!("kind: typing.Literal[{}]", kinds.join(", ")));
            let mut constructors = BTreeSet::new();
            for (_, held) in &alternatives {
                if let Some(held) = held {
                    held.clone().print(text);
                }
            }
            for (field, held) in &alternatives {
                let kind = string(&field.json_name);
                let base = held.as_ref().map_or_else(
                    || identifier(&crate::case::to_snake(&field.name)).to_lowercase(),
                    |held| held.name.trim_end_matches('_').to_owned(),
                );
                let name = unique(&mut constructors, &format!("of_{base}"));
                text.gap();
                text.line("@classmethod");
                match held {
                    Some(held) => {
                        let value = annotations.of(field.kind.required());
                        text.line(format!("def {name}(cls, value: {value}) -> {class}:"));
                        text.inside(|text| {
                            text.line(format!("\"\"\"The alternative {}.\"\"\"", held.name));
                            text.line(format!("return cls(kind={kind}, {}=value)", held.name));
                        });
                    }
                    None => {
                        text.line(format!("def {name}(cls) -> {class}:"));
                        text.inside(|text| {
                            text.line(format!("\"\"\"The alternative {base}.\"\"\""));
                            text.line(format!("return cls(kind={kind})"));
                        });
                    }
                }
            }
        });
    }
}
