use std::collections::BTreeSet;

use super::Layout;
use super::kind::Scope;
use super::literal::{comment, escape, property, string};
use super::property::obsolete;
use crate::model::{Enum, Type};
use crate::print::package::Text;

/// An enum; with a converter beside it if JSON has its names.
pub(super) fn print(layout: &Layout<'_>, scope: &Scope<'_>, ty: &Type, values: &Enum) -> String {
    let name = layout.classes.of(&ty.full_name());
    let class = escape(name);
    let proto = layout.contracts.has(&ty.full_name());
    let mut text = Text::new(4);
    comment(&mut text, &ty.doc, &[]);
    obsolete(&mut text, scope, ty.deprecated.as_ref());
    if proto {
        text.line(format!("[{}]", scope.library("ProtoBuf", "ProtoContract")));
    }
    let converter = format!("{name}JsonConverter");
    if values.by_name {
        let attribute = scope.library("System.Text.Json.Serialization", "JsonConverter");
        text.line(format!("[{attribute}(typeof({converter}))]"));
    }
    text.line(format!("public enum {class}"));
    text.line("{");
    let mut taken = BTreeSet::new();
    let mut members = Vec::new();
    text.inside(|text| {
        for (index, value) in values.values.iter().enumerate() {
            if index > 0 {
                text.gap();
            }
            comment(text, &value.doc, &[]);
            obsolete(text, scope, value.deprecated.as_ref());
            if proto {
                let attribute = scope.library("ProtoBuf", "ProtoEnum");
                text.line(format!("[{attribute}(Name = {})]", string(&value.name)));
            }
            let member = property(&mut taken, &value.json_name, &value.name.to_lowercase());
            text.line(format!("{member} = {},", value.number));
            members.push(member);
        }
    });
    text.line("}");
    if values.by_name {
        text.gap();
        print_converter(&mut text, scope, &class, &converter, values, &members);
    }
    text.finish()
}

/// Names as they are in JSON, which need not be names in C#; numbers are read too.
fn print_converter(
    text: &mut Text,
    scope: &Scope<'_>,
    class: &str,
    converter: &str,
    values: &Enum,
    members: &[String],
) {
    let json = |name| scope.library("System.Text.Json", name);
    let base = scope.library("System.Text.Json.Serialization", "JsonConverter");
    let ty = scope.library("System", "Type");
    // Members may be obsolete, but are read and written all the same.
    text.line("#pragma warning disable CS0612, CS0618");
    text.line(format!(
        "/// <summary>Writes the names of {class}, and reads names and numbers.</summary>"
    ));
    text.line(format!("public sealed class {converter} : {base}<{class}>"));
    text.line("{");
    text.inside(|text| {
        text.line("/// <inheritdoc />");
        text.line(format!(
            "public override {class} Read(ref {} reader, {ty} type, {} options)",
            json("Utf8JsonReader"),
            json("JsonSerializerOptions")
        ));
        text.line("{");
        text.inside(|text| {
            text.line(format!("if (reader.TokenType == {}.Number)", json("JsonTokenType")));
            text.line("{");
            text.inside(|text| text.line(format!("return ({class})reader.GetInt32();")));
            text.line("}");
            text.gap();
            text.line("return reader.GetString() switch");
            text.line("{");
            text.inside(|text| {
                let mut seen = BTreeSet::new();
                for (value, member) in values.values.iter().zip(members) {
                    let names = [&value.json_name, &value.name].into_iter();
                    for name in names.chain(&value.aliases) {
                        if seen.insert(name) {
                            text.line(format!("{} => {class}.{member},", string(name)));
                        }
                    }
                }
                text.line(format!(
                    "_ => throw new {}({}),",
                    json("JsonException"),
                    string(&format!("Not the name of a {class}"))
                ));
            });
            text.line("};");
        });
        text.line("}");
        text.gap();
        text.line("/// <inheritdoc />");
        text.line(format!(
            "public override void Write({} writer, {class} value, {} options)",
            json("Utf8JsonWriter"),
            json("JsonSerializerOptions")
        ));
        text.line("{");
        text.inside(|text| {
            text.line("switch ((int)value)");
            text.line("{");
            text.inside(|text| {
                let mut seen = BTreeSet::new();
                for value in &values.values {
                    if seen.insert(value.number) {
                        text.line(format!("case {}:", value.number));
                        text.inside(|text| {
                            let name = string(&value.json_name);
                            text.line(format!("writer.WriteStringValue({name});"));
                            text.line("break;");
                        });
                    }
                }
                text.line("default:");
                text.inside(|text| {
                    text.line("writer.WriteNumberValue((int)value);");
                    text.line("break;");
                });
            });
            text.line("}");
        });
        text.line("}");
    });
    text.line("}");
}
