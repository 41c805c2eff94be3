//! A file's text, as `buf format` leaves it.

use std::fmt::Write;

use super::check::MAX_NUMBER;
use super::lower::entry_name;
use super::names::Names;
use super::options::has_own_json_name;
use super::source::{
    Declaration, Element, EnumSource, FieldSource, Label, Literal, Member, MessageSource,
    OneofSource, OptionSource, ReservedSource, Source,
};

/// Puts the text of a file together.
pub(super) struct Text<'a> {
    source: &'a Source,
    names: &'a Names,
    out: String,
    indent: usize,
}

impl<'a> Text<'a> {
    pub(super) fn print(source: &'a Source, names: &'a Names, header: &[String]) -> String {
        let mut text = Self { source, names, out: String::new(), indent: 0 };
        text.comment(header);
        if !header.is_empty() {
            text.line("");
        }
        text.line("syntax = \"proto3\";");
        if !source.package.is_empty() {
            text.line("");
            text.line(&format!("package {};", source.package));
        }
        if !source.imports.is_empty() {
            text.line("");
        }
        for import in &source.imports {
            text.line(&format!("import \"{import}\";"));
        }
        for ty in &source.types {
            text.line("");
            text.declaration(ty);
        }
        text.out
    }

    fn line(&mut self, line: &str) {
        if !line.is_empty() {
            for _ in 0..self.indent {
                self.out.push_str("  ");
            }
            self.out.push_str(line);
        }
        self.out.push('\n');
    }

    fn comment(&mut self, lines: &[String]) {
        for line in lines {
            if line.is_empty() {
                self.line("//");
            } else {
                self.line(&format!("// {line}"));
            }
        }
    }

    fn block(&mut self, head: &str, is_empty: bool, body: impl FnOnce(&mut Self)) {
        if is_empty {
            self.line(&format!("{head} {{}}"));
            return;
        }
        self.line(&format!("{head} {{"));
        self.indent += 1;
        body(self);
        self.indent -= 1;
        self.line("}");
    }

    fn declaration(&mut self, declaration: &Declaration) {
        match declaration {
            Declaration::Message(message) => self.message(message),
            Declaration::Enum(values) => self.values(values),
        }
    }

    fn message(&mut self, message: &MessageSource) {
        let scope = &message.full_name;
        let head = self.head(&message.options, &message.reserved, scope, true);
        let is_empty = head.is_empty() && message.members.is_empty() && message.nested.is_empty();
        self.comment(&message.comment);
        self.block(&format!("message {}", message.name), is_empty, |text| {
            text.out.push_str(&head);
            if !head.is_empty() && !message.members.is_empty() {
                text.line("");
            }
            for member in &message.members {
                match member {
                    Member::Field(field) => text.field(field, scope),
                    Member::Oneof(oneof) => text.oneof(oneof, scope),
                }
            }
            let mut first = head.is_empty() && message.members.is_empty();
            for nested in &message.nested {
                if !std::mem::take(&mut first) {
                    text.line("");
                }
                text.declaration(nested);
            }
        });
    }

    fn oneof(&mut self, oneof: &OneofSource, scope: &str) {
        self.comment(&oneof.comment);
        self.block(&format!("oneof {}", oneof.name), false, |text| {
            for option in &oneof.options {
                let option = text.option(option, scope);
                text.line(&format!("option {option};"));
            }
            if !oneof.options.is_empty() {
                text.line("");
            }
            for field in &oneof.fields {
                text.field(field, scope);
            }
        });
    }

    fn field(&mut self, field: &FieldSource, scope: &str) {
        self.comment(&field.comment);
        let element = match &field.element {
            Element::Scalar(name) => name.clone(),
            element => self.names.short(scope, &self.source.package, element.name()),
        };
        let ty = match (&field.key, field.label) {
            (Some(key), _) => format!("map<{key}, {element}>"),
            (None, Label::None) => element,
            (None, Label::Optional) => format!("optional {element}"),
            (None, Label::Repeated) => format!("repeated {element}"),
        };
        let own = has_own_json_name(&field.name, &field.json_name);
        let (ours, standard): (Vec<_>, Vec<_>) =
            field.options.iter().partition(|option| option.is_extension());
        let several = field.options.len() + usize::from(own) > 1;
        self.indent += usize::from(several);
        let mut options = self.options(standard, scope);
        options.extend(own.then(|| format!("json_name = {}", quoted(&field.json_name))));
        options.extend(self.options(ours, scope));
        self.indent -= usize::from(several);
        self.with_options(&format!("{ty} {} = {}", field.name, field.number), &options);
    }

    fn values(&mut self, values: &EnumSource) {
        let scope = &values.full_name;
        let head = self.head(&values.options, &values.reserved, scope, false);
        self.comment(&values.comment);
        self.block(&format!("enum {}", values.name), false, |text| {
            text.out.push_str(&head);
            if !head.is_empty() {
                text.line("");
            }
            for value in &values.values {
                text.comment(&value.comment);
                let several = value.options.len() > 1;
                text.indent += usize::from(several);
                let options = text.options(&value.options, scope);
                text.indent -= usize::from(several);
                text.with_options(&format!("{} = {}", value.name, value.number), &options);
            }
        });
    }

    fn with_options(&mut self, declaration: &str, options: &[String]) {
        match options {
            [] => self.line(&format!("{declaration};")),
            [option] => self.line(&format!("{declaration} [{option}];")),
            options => {
                self.line(&format!("{declaration} ["));
                self.indent += 1;
                for (index, option) in options.iter().enumerate() {
                    let comma = if index + 1 < options.len() { "," } else { "" };
                    self.line(&format!("{option}{comma}"));
                }
                self.indent -= 1;
                self.line("];");
            }
        }
    }

    /// The options of a type and what it reserves.
    fn head(
        &mut self,
        options: &[OptionSource],
        reserved: &ReservedSource,
        scope: &str,
        is_message: bool,
    ) -> String {
        let before = std::mem::take(&mut self.out);
        self.indent += 1;
        for option in options {
            let option = self.option(option, scope);
            self.line(&format!("option {option};"));
        }
        let max = if is_message { MAX_NUMBER } else { i32::MAX };
        let numbers: Vec<String> = reserved
            .numbers
            .iter()
            .map(|(low, high)| match high {
                high if high == low => low.to_string(),
                high if *high == max => format!("{low} to max"),
                high => format!("{low} to {high}"),
            })
            .collect();
        let names: Vec<String> = reserved.names.iter().map(|name| quoted(name)).collect();
        for list in [numbers, names] {
            if !list.is_empty() {
                self.line(&format!("reserved {};", list.join(", ")));
            }
        }
        self.indent -= 1;
        std::mem::replace(&mut self.out, before)
    }

    fn options<'o>(
        &self,
        options: impl IntoIterator<Item = &'o OptionSource>,
        scope: &str,
    ) -> Vec<String> {
        options.into_iter().map(|option| self.option(option, scope)).collect()
    }

    /// `deprecated = true`, `(plumberd.v1.field) = {id: true}`.
    fn option(&self, option: &OptionSource, scope: &str) -> String {
        let name = if option.is_extension() {
            format!("({})", self.names.short(scope, &self.source.package, option.name))
        } else {
            option.name.to_owned()
        };
        format!("{name} = {}", self.literal(&option.value))
    }

    fn literal(&self, literal: &Literal) -> String {
        match literal {
            Literal::Bool(value) => value.to_string(),
            Literal::Number(value) => value.to_string(),
            Literal::Text(value) => quoted(value),
            Literal::Message(entries) => {
                let mut lines =
                    entries.iter().map(|it| format!("{}: {}", it.name, self.literal(&it.value)));
                if let [_] | [] = entries.as_slice() {
                    return format!("{{{}}}", lines.next().unwrap_or_default());
                }
                let margin = "  ".repeat(self.indent);
                let mut text = "{\n".to_owned();
                for line in lines {
                    let _ = writeln!(text, "{margin}  {line}");
                }
                let _ = write!(text, "{margin}}}");
                text
            }
        }
    }
}

/// A text in quotes, with escapes that every compiler reads.
fn quoted(text: &str) -> String {
    let mut quoted = "\"".to_owned();
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            c if c.is_ascii_control() => {
                // Three digits, so that what follows is not taken for one.
                let _ = write!(quoted, "\\{:03o}", u32::from(c));
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

/// The names that the files can refer to.
pub(super) fn names(sources: &[Source]) -> Names {
    fn add(names: &mut Names, package: &str, declaration: &Declaration) {
        match declaration {
            Declaration::Enum(values) => names.add(package, values.full_name.clone()),
            Declaration::Message(message) => {
                names.add(package, message.full_name.clone());
                for (field, _) in message.fields() {
                    if field.key.is_some() {
                        let entry = entry_name(&field.name);
                        names.add(package, format!("{}.{entry}", message.full_name));
                    }
                    if field.element.name().starts_with("google.") {
                        names.add("google.protobuf", field.element.name().to_owned());
                    }
                }
                for nested in &message.nested {
                    add(names, package, nested);
                }
            }
        }
    }
    let mut names = Names::default();
    for name in super::options::NAMES {
        names.add("plumberd.v1", format!("plumberd.v1.{name}"));
    }
    for source in sources {
        for declaration in &source.types {
            add(&mut names, &source.package, declaration);
        }
    }
    names
}
