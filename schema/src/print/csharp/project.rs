use std::fmt::Write;

use super::literal::{escape, property};
use super::{Layout, Options, taken_properties};
use crate::model::{Kind, Shape, Type};
use crate::print::package::{header, is_micro_plumberd};

/// The project file.
pub(super) fn project(options: &Options) -> String {
    let Options { name, version, target_framework, micro_plumberd, .. } = options;
    let mut references = format!(
        "    <PackageReference Include=\"MicroPlumberd\" Version=\"{micro_plumberd}\" />\n"
    );
    if options.protobuf_net {
        // The version that micro-plumberd's own Protobuf package refers to.
        references
            .push_str("    <PackageReference Include=\"protobuf-net\" Version=\"3.2.56\" />\n");
    }
    format!(
        r#"<!-- {header} -->
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <TargetFramework>{target_framework}</TargetFramework>
    <Nullable>enable</Nullable>
    <ImplicitUsings>disable</ImplicitUsings>
    <GenerateDocumentationFile>true</GenerateDocumentationFile>
    <NoWarn>$(NoWarn);CS1591</NoWarn>
    <PackageId>{name}</PackageId>
    <Version>{version}</Version>
    <Description>Events for micro-plumberd</Description>
    <PackageReadmeFile>README.md</PackageReadmeFile>
  </PropertyGroup>
  <ItemGroup>
    <None Include="README.md" Pack="true" PackagePath="\" />
  </ItemGroup>
  <ItemGroup>
{references}  </ItemGroup>
</Project>
"#,
        header = header("its schema"),
    )
}

pub(super) fn readme(layout: &Layout<'_>) -> String {
    let name = &layout.options.name;
    let mut text = format!(
        "<!-- {} -->\n# {name}\n\nEvents for micro-plumberd.\n\n```sh\ndotnet add package {name}\n```\n",
        header("its schema")
    );
    let events = layout.schema.events().filter(|(ty, _)| is_micro_plumberd(ty));
    let mut events = events.filter_map(|(ty, _)| Some((ty, sample(layout, ty)?)));
    if let Some((ty, call)) = events.next() {
        let _ = write!(
            text,
            "\n```csharp\nusing System;\nusing System.Text.Json;\nusing {};\n\nvar recorded = {call};\nConsole.WriteLine(JsonSerializer.Serialize(recorded));\n```\n",
            layout.namespace(&ty.package)
        );
    }
    text
}

/// A call that makes an event, if its fields are simple.
fn sample(layout: &Layout<'_>, ty: &Type) -> Option<String> {
    let Shape::Message(message) = &ty.shape else { return None };
    let class = layout.classes.of(&ty.full_name());
    if message.union || !message.oneofs.is_empty() {
        return None;
    }
    let mut taken = taken_properties(class);
    taken.insert("Id".to_owned());
    let mut members = Vec::new();
    for field in message.fields.iter().filter(|field| !field.id) {
        let name = property(&mut taken, &field.json_name, &field.name);
        let optional = field.default || matches!(field.kind, Kind::Optional(_));
        if optional || field.fixed.is_some() || field.deprecated.is_some() {
            continue;
        }
        let value = match &field.kind {
            Kind::Bool => "true",
            Kind::Int(..) | Kind::UInt(..) => "1",
            Kind::F32 => "1.5f",
            Kind::F64 => "1.5",
            Kind::Decimal => "1.5m",
            Kind::String => "\"text\"",
            Kind::Uuid => "Guid.NewGuid()",
            Kind::Timestamp => "DateTimeOffset.UtcNow",
            Kind::Duration => "TimeSpan.FromSeconds(1)",
            Kind::List(_) | Kind::Set(_) | Kind::Array(..) | Kind::Map(..) => "new()",
            _ => return None,
        };
        members.push(format!("{name} = {value}"));
    }
    Some(format!("new {} {{ {} }}", escape(class), members.join(", ")))
}
