//! TypeScript: the types of the JSON.
//!
//! One installable package: a module for each package of the schema (`src/recording/v1.ts`) with
//! interfaces, unions and enums, a guard for each type, and the map `EVENTS` of all events. In the
//! profile `micro-plumberd` integers of 64 bits are numbers, and beyond 2^53 `JSON.parse` rounds them;
//! in Protobuf's own profile they are texts. Which profile a type is printed in is an option, since a
//! nested type has another form in each; events that write the other one are left out.

mod declaration;
mod guard;
mod kind;
mod literal;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::File;
use super::package::{Classes, PackageError, Text, check, check_version, header};
use crate::model::{Event, Profile, Schema, Type};
use declaration::Module;
use literal::string;

/// The runtime half of a package.
const JSON: &str = include_str!("json.ts");

/// How the package is called, and what it holds.
#[derive(Debug, Clone)]
pub struct Options {
    /// The name to install it by: `acme-events`, `@acme/events`.
    pub name: String,
    /// Its version, three numbers.
    pub version: String,
    /// The dialect of JSON. `py-0.1.9` has the types of `micro-plumberd`.
    pub profile: Profile,
}

impl Options {
    /// A package of this name, version 0.1.0, in the profile `micro-plumberd`.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), version: "0.1.0".to_owned(), profile: Profile::MicroPlumberd }
    }
}

/// The files of the package.
///
/// ```
/// use plumberd_schema::model::Schema;
/// use plumberd_schema::print::typescript;
///
/// let files = typescript::package(&Schema::default(), &typescript::Options::new("@acme/events"))?;
/// assert!(files.iter().any(|file| file.path == "src/index.ts"));
/// # Ok::<(), plumberd_schema::print::PackageError>(())
/// ```
///
/// # Errors
/// When the name or the version is not one that npm takes, and when the schema has types that it does
/// not hold, two events of one name, or a JSON key twice.
pub fn package(schema: &Schema, options: &Options) -> Result<Vec<File>, PackageError> {
    check_name(&options.name)?;
    check_version(&options.version)?;
    check(schema)?;
    let classes = Classes::new(schema, &literal::RESERVED)?;
    let proto3 = options.profile == Profile::Proto3;
    let layout = Layout { schema, classes, proto3 };

    let mut files = BTreeMap::new();
    let mut modules = BTreeSet::new();
    for package in schema.packages().keys() {
        let types = layout.types(package);
        if types.is_empty() {
            continue;
        }
        let module = module(package);
        files.insert(format!("src/{module}.ts"), Module::new(&layout, package).print(&types));
        modules.insert((module, *package));
    }
    files.insert("src/json.ts".to_owned(), format!("// {}\n{JSON}", header("its schema")));
    files.insert("src/index.ts".to_owned(), index(&layout, &modules));
    files.insert("package.json".to_owned(), manifest(options, &modules));
    files.insert("tsconfig.json".to_owned(), format!("// {}\n{TSCONFIG}", header("its schema")));
    files.insert("README.md".to_owned(), readme(options, &layout));
    Ok(files.into_iter().map(|(path, text)| File { path, text }).collect())
}

/// What is printed.
struct Layout<'a> {
    schema: &'a Schema,
    classes: Classes<'a>,
    /// Protobuf's own mapping, not the one of micro-plumberd.
    proto3: bool,
}

impl<'a> Layout<'a> {
    fn is_printed(&self, ty: &Type) -> bool {
        ty.event.as_ref().is_none_or(|event| (event.profile == Profile::Proto3) == self.proto3)
    }

    fn types(&self, package: &str) -> Vec<&'a Type> {
        let types = self.schema.types.values();
        types.filter(|ty| ty.package == package && self.is_printed(ty)).collect()
    }

    fn events(&self) -> impl Iterator<Item = (&'a Type, &'a Event)> {
        self.schema.events().filter(|(ty, _)| self.is_printed(ty))
    }

    /// The guard of a class; no name of the schema has a `$`.
    fn guard(class: &str) -> String {
        if class.starts_with(|c: char| c.is_ascii_uppercase()) {
            format!("is{class}")
        } else {
            format!("is_{class}")
        }
    }
}

/// `recording/v1`.
fn module(package: &str) -> String {
    match package {
        "" => "unversioned_".to_owned(),
        // Files that are there already.
        "index" | "json" => format!("{package}_"),
        package => package.replace('.', "/"),
    }
}

/// `$recording_v1`: what a module is called in another one.
fn alias(package: &str) -> String {
    format!("${}", module(package).replace('/', "_"))
}

/// The name that npm takes, with or without a scope.
fn check_name(name: &str) -> Result<(), PackageError> {
    let is_part = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_lowercase())
            && part
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_'))
    };
    let parts: Vec<&str> = match name.strip_prefix('@') {
        Some(scoped) => scoped.splitn(2, '/').collect(),
        None => vec![name],
    };
    let expected = if name.starts_with('@') { 2 } else { 1 };
    if parts.len() == expected && parts.into_iter().all(is_part) && name.len() < 200 {
        return Ok(());
    }
    Err(PackageError::Option {
        option: "name",
        value: name.to_owned(),
        expected: "small letters, digits and dashes, as in acme-events or @acme/events",
    })
}

fn index(layout: &Layout<'_>, modules: &BTreeSet<(String, &str)>) -> String {
    let mut text = Text::new(2);
    text.line(format!("// {}", header("its schema")));
    text.line("import type { EventInfo } from \"./json.js\";");
    for (module, package) in modules {
        if layout.events().any(|(ty, _)| ty.package == *package) {
            text.line(format!("import * as {} from \"./{module}.js\";", alias(package)));
        }
    }
    text.gap();
    text.line("export type { EventInfo, Json } from \"./json.js\";");
    text.gap();
    let keyed: Vec<(String, &Type, &Event)> = layout
        .events()
        .map(|(ty, event)| (string(&format!("{}.v{}", event.type_name, event.version)), ty, event))
        .collect();
    text.line("/** The events, by type name and version. */");
    text.line("export const EVENTS = {");
    text.inside(|text| {
        for (key, ty, event) in &keyed {
            let guard = Layout::guard(layout.classes.of(&ty.full_name()));
            let aliases: Vec<String> = event.aliases.iter().map(|alias| string(alias)).collect();
            text.line(format!("{key}: {{"));
            text.inside(|text| {
                text.line(format!("type: {},", string(&event.type_name)));
                text.line(format!("version: {},", event.version));
                text.line(format!("category: {},", string(&event.category)));
                text.line(format!("aliases: [{}],", aliases.join(", ")));
                text.line(format!("profile: {},", string(event.profile.as_str())));
                text.line(format!("encoding: {},", string(event.encoding.as_str())));
                text.line(format!("is: {}.{guard},", alias(&ty.package)));
            });
            text.line("},");
        }
    });
    text.line("} as const satisfies { readonly [key: string]: EventInfo };");
    text.gap();
    text.line("/** The types of the events, by the keys of {@link EVENTS}. */");
    text.line("export interface EventTypes {");
    text.inside(|text| {
        for (key, ty, _) in &keyed {
            let class = layout.classes.of(&ty.full_name());
            text.line(format!("readonly {key}: {}.{class};", alias(&ty.package)));
        }
    });
    text.line("}");
    text.gap();
    text.line("/** A key of {@link EVENTS}. */");
    text.line("export type EventKey = keyof EventTypes;");
    text.gap();
    text.line("const events: { readonly [key: string]: EventInfo } = EVENTS;");
    text.gap();
    text.line("/** The key of the event with a type name, or another name that is read as it, and a version. */");
    text.line("export function eventKey(type: string, version: number): EventKey | undefined {");
    text.inside(|text| {
        text.line("const found = Object.entries(events).find(");
        text.line("  ([, event]) =>");
        text.line("    event.version === version && (event.type === type || event.aliases.includes(type)),");
        text.line(");");
        text.line("return found?.[0] as EventKey | undefined;");
    });
    text.line("}");
    text.gap();
    text.line("/** Whether a value is the event with this key. */");
    text.line("export function isEvent<K extends EventKey>(key: K, value: unknown): value is EventTypes[K] {");
    text.inside(|text| text.line("return events[key]?.is(value) ?? false;"));
    text.line("}");
    text.finish()
}

fn manifest(options: &Options, modules: &BTreeSet<(String, &str)>) -> String {
    let mut text = Text::new(2);
    let Options { name, version, .. } = options;
    text.line("{");
    text.inside(|text| {
        text.line(format!("\"//\": {},", string(&header("its schema"))));
        text.line(format!("\"name\": {},", string(name)));
        text.line(format!("\"version\": {},", string(version)));
        text.line("\"description\": \"Events as JSON, with their types\",");
        text.line("\"type\": \"module\",");
        text.line("\"sideEffects\": false,");
        text.line("\"exports\": {");
        text.inside(|text| {
            let entries = [(".".to_owned(), "index")]
                .into_iter()
                .chain(modules.iter().map(|(module, _)| (format!("./{module}"), &**module)));
            let entries: Vec<(String, &str)> = entries.collect();
            for (index, (entry, file)) in entries.iter().enumerate() {
                let comma = if index + 1 < entries.len() { "," } else { "" };
                text.line(format!("{}: {{", string(entry)));
                text.inside(|text| {
                    text.line(format!("\"types\": {},", string(&format!("./dist/{file}.d.ts"))));
                    text.line(format!("\"default\": {}", string(&format!("./dist/{file}.js"))));
                });
                text.line(format!("}}{comma}"));
            }
        });
        text.line("},");
        text.line("\"files\": [\"dist\", \"src\"],");
        text.line("\"engines\": { \"node\": \">=18\" },");
        text.line("\"scripts\": { \"build\": \"tsc\", \"prepack\": \"tsc\" },");
        // `satisfies` came with 4.9, `const` type parameters and NodeNext as used here with 5.0.
        text.line("\"devDependencies\": { \"typescript\": \">=5.0.0\" }");
    });
    text.line("}");
    text.finish()
}

const TSCONFIG: &str = r#"{
  "compilerOptions": {
    "target": "ES2022",
    "module": "NodeNext",
    "moduleResolution": "NodeNext",
    "lib": ["ES2022"],
    "types": [],
    "rootDir": "src",
    "outDir": "dist",
    "declaration": true,
    "declarationMap": true,
    "sourceMap": true,
    "strict": true,
    "exactOptionalPropertyTypes": true,
    "noUncheckedIndexedAccess": true,
    "noPropertyAccessFromIndexSignature": true,
    "noImplicitOverride": true,
    "verbatimModuleSyntax": true,
    "isolatedModules": true
  },
  "include": ["src"]
}
"#;

fn readme(options: &Options, layout: &Layout<'_>) -> String {
    let Options { name, .. } = options;
    let integers = if layout.proto3 {
        "Integers of 64 bits are texts, as in Protobuf's own mapping."
    } else {
        "Integers of 64 bits are numbers; `JSON.parse` rounds those beyond 2^53."
    };
    let mut text = format!(
        "<!-- {} -->\n# {name}\n\nEvents as JSON, with their types.\n\n```sh\nnpm install {name}\n```\n\nTimes, time spans, ids and bytes are texts. {integers}\n\n## Reading\n\n```ts\n",
        header("its schema")
    );
    let _ = writeln!(text, "import {{ EVENTS, eventKey }} from \"{name}\";");
    if let Some((ty, event)) = layout.events().next() {
        let class = layout.classes.of(&ty.full_name());
        let guard = Layout::guard(class);
        let _ = write!(
            text,
            "import {{ {guard}, type {class} }} from \"{name}/{}\";\n\nconst key = eventKey({}, {});\nconst value: unknown = JSON.parse(\"{{}}\");\nif (key !== undefined && {guard}(value)) {{\n  const event: {class} = value;\n  console.log(EVENTS[key].category, event);\n}}\n",
            module(&ty.package),
            string(&event.type_name),
            event.version,
        );
    } else {
        text.push_str("\nconsole.log(EVENTS, eventKey(\"Any\", 1));\n");
    }
    text.push_str("```\n");
    text
}
