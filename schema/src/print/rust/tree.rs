//! The modules, from the root down.

use std::collections::BTreeMap;

use super::names::{Module, is_union};
use super::source::Source;
use super::{Context, attributes, message, oneof, value_enum};
use crate::model::{Shape, Type};
use crate::print::File;

/// Why lints about comments are off.
const SOURCE: &str = "as in the .proto files";

/// A module and what is in it.
#[derive(Debug, Default)]
struct Room<'a> {
    /// The Protobuf name, `recording.v1.Outer`.
    name: String,
    /// Whether it belongs to a message, not to a package.
    of_message: bool,
    types: Vec<&'a Type>,
    oneofs: Vec<(&'a Type, usize)>,
    rooms: BTreeMap<String, Room<'a>>,
}

/// Everything in one text.
pub(super) fn text(cx: &Context<'_>) -> String {
    let mut out = Source::new();
    tree(cx).items(cx, &Module::new(), &mut out, &mut Out::Inline);
    out.finish()
}

/// A file for each package, and `mod.rs` for what is above them.
pub(super) fn files(cx: &Context<'_>) -> Vec<File> {
    let mut files = Vec::new();
    let mut out = Source::new();
    tree(cx).items(cx, &Module::new(), &mut out, &mut Out::Files(&mut files));
    files.push(File { path: "mod.rs".to_owned(), text: out.finish() });
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

/// Where the modules of packages go.
enum Out<'f> {
    /// Into the text of the module around them.
    Inline,
    /// Into files of their own.
    Files(&'f mut Vec<File>),
}

fn tree<'a>(cx: &Context<'a>) -> Room<'a> {
    let mut root = Room::default();
    for (name, ty) in &cx.schema.types {
        let Some(place) = cx.names.place(name) else { continue };
        room(&mut root, &place.module, ty, &ty.path).types.push(ty);
        if let (Shape::Message(message), false) = (&ty.shape, is_union(ty)) {
            for index in 0..message.oneofs.len() {
                if let Some(place) = cx.names.oneof(name, index) {
                    let path = format!("{}.", ty.path);
                    room(&mut root, &place.module, ty, &path).oneofs.push((ty, index));
                }
            }
        }
    }
    root
}

/// The room of a module, with the Protobuf names on the way to it. `path` ends with the name of what
/// is put there.
fn room<'a, 'r>(
    root: &'r mut Room<'a>,
    module: &[String],
    ty: &Type,
    path: &str,
) -> &'r mut Room<'a> {
    let packages = ty.package.split('.').filter(|part| !part.is_empty());
    let outer: Vec<&str> = path.split('.').collect();
    let outer = outer.iter().take(outer.len().saturating_sub(1)).copied();
    let parts = packages.map(|part| (part, false)).chain(outer.map(|part| (part, true)));
    module.iter().zip(parts).fold(root, |room, (ident, (part, of_message))| {
        let name =
            if room.name.is_empty() { part.to_owned() } else { format!("{}.{part}", room.name) };
        let inner = room.rooms.entry(ident.clone()).or_default();
        inner.name = name;
        inner.of_message = of_message;
        inner
    })
}

impl Room<'_> {
    fn items(&self, cx: &Context<'_>, module: &Module, out: &mut Source, files: &mut Out<'_>) {
        let mut rooms: BTreeMap<&String, &Room<'_>> = self.rooms.iter().collect();
        for (ty, index) in &self.oneofs {
            out.gap();
            oneof::print(cx, ty, *index, module, out);
        }
        for ty in &self.types {
            out.gap();
            if module.is_empty() {
                // There is no module of a package that could have them.
                let alone = Room { types: vec![ty], ..Room::default() };
                alone.lints().into_iter().for_each(|lint| attributes::allow(out, lint, SOURCE));
            }
            match &ty.shape {
                Shape::Enum(values) => value_enum::print(cx, ty, values, out),
                Shape::Message(_) if is_union(ty) => oneof::print_union(cx, ty, module, out),
                Shape::Message(shape) => message::print(cx, ty, shape, module, out),
            }
            // What a message has inside of it stands right behind it.
            let name = ty.full_name();
            let inner = rooms.iter().find(|(_, room)| room.of_message && room.name == name);
            if let Some((ident, inner)) = inner.map(|(ident, inner)| (*ident, *inner)) {
                rooms.remove(ident);
                inner.print(cx, ident, module, out, files);
            }
        }
        for (ident, inner) in rooms {
            inner.print(cx, ident, module, out, files);
        }
    }

    fn print(
        &self,
        cx: &Context<'_>,
        ident: &str,
        outer: &Module,
        out: &mut Source,
        files: &mut Out<'_>,
    ) {
        out.gap();
        let name = &self.name;
        out.doc(&match (self.of_message, self.types.is_empty()) {
            (true, _) => format!("What belongs to the message `{name}`."),
            (false, false) => format!("The package `{name}`."),
            (false, true) => format!("The packages of `{name}`."),
        });
        // The lints of what is inside are inherited.
        if !self.of_message && !self.types.is_empty() {
            self.lints().into_iter().for_each(|lint| attributes::allow(out, lint, SOURCE));
        }
        if outer.last().is_some_and(|outer| outer == ident) {
            attributes::allow(out, "clippy::module_inception", "the name of the package");
        }
        let name = super::ident::raw(ident);
        let mut module = outer.clone();
        module.push(ident.to_owned());
        if let (Out::Files(_), false) = (&files, self.of_message) {
            out.line(&format!("pub mod {name};"));
            let mut inner = Source::new();
            self.items(cx, &module, &mut inner, files);
            if let Out::Files(files) = files {
                let is_leaf = self.rooms.values().all(|room| room.of_message);
                let tail = if is_leaf { ".rs" } else { "/mod.rs" };
                let path = format!("{}{tail}", module.join("/"));
                files.push(File { path, text: inner.finish() });
            }
            return;
        }
        out.open(&format!("pub mod {name} {{"));
        self.items(cx, &module, out, files);
        out.close("}");
    }

    /// The lints that the comments break, and that those break which are not there.
    fn lints(&self) -> Vec<&'static str> {
        let mut docs = Vec::new();
        self.docs(&mut docs);
        let is_item = |line: &str| {
            let text = line.trim_start();
            text.starts_with(['-', '*', '+', '>']) || text.starts_with(|c: char| c.is_ascii_digit())
        };
        let is_name = |word: &str| {
            let inner = word.trim_matches(|c: char| !c.is_alphanumeric());
            inner.contains(['_', '/', ':', '.', '('])
                || inner.chars().skip(1).any(char::is_uppercase)
        };
        let mut lints = Vec::new();
        if docs.iter().flat_map(|doc| doc.lines()).any(is_item) {
            lints.extend(["clippy::doc_lazy_continuation", "clippy::doc_overindented_list_items"]);
        }
        if docs.iter().flat_map(|doc| doc.split_whitespace()).any(is_name) {
            lints.push("clippy::doc_markdown");
        }
        if docs.iter().any(|doc| doc.trim().is_empty()) {
            lints.push("missing_docs");
        }
        lints
    }

    /// The comments of everything that can have one.
    fn docs<'s>(&'s self, docs: &mut Vec<&'s str>) {
        for ty in &self.types {
            docs.push(&ty.doc);
            match &ty.shape {
                Shape::Enum(values) => docs.extend(values.values.iter().map(|it| &*it.doc)),
                Shape::Message(message) => {
                    docs.extend(message.fields.iter().map(|it| &*it.doc));
                    if !is_union(ty) {
                        docs.extend(message.oneofs.iter().map(|it| &*it.doc));
                    }
                }
            }
        }
        for room in self.rooms.values() {
            room.docs(docs);
        }
    }
}
