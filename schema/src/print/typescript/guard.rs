use super::Layout;
use super::declaration::Module;
use super::literal::string;
use crate::model::{Kind, Message};

impl<'a> Module<'a> {
    /// The function that says whether a value is of a type.
    pub(super) fn guard(&mut self, class: &str, checks: &[String]) {
        let guard = Layout::guard(class);
        let text = &mut self.text;
        text.gap();
        text.line(format!("/** Whether a value is a {{@link {class}}}. */"));
        text.line(format!("export function {guard}(value: unknown): value is {class} {{"));
        text.inside(|text| match checks {
            [] => text.line("return true;"),
            [only] => text.line(format!("return {only};")),
            [first, rest @ ..] => {
                text.line("return (");
                text.inside(|text| {
                    text.line(format!("{first} &&"));
                    for (index, check) in rest.iter().enumerate() {
                        let and = if index + 1 < rest.len() { " &&" } else { "" };
                        text.line(format!("{check}{and}"));
                    }
                });
                text.line(");");
            }
        });
        text.line("}");
    }

    /// The union of a oneof's alternatives, behind its comment.
    pub(super) fn choice(&mut self, class: &str, message: &'a Message, index: usize) {
        let mut checks = Vec::new();
        let fields: Vec<_> = message.alternatives(index).collect();
        self.text.line(format!("export type {class} ="));
        if fields.is_empty() {
            self.text.inside(|text| text.line("never;"));
        }
        for (at, field) in fields.iter().enumerate() {
            let end = if at + 1 < fields.len() { "" } else { ";" };
            let held = (field.kind != Kind::Empty).then(|| self.property(field, &field.json_name));
            let kind = string(&field.json_name);
            let mut check = format!("$.isExactly({kind})(value[\"Kind\"])");
            self.text.inside(|text| {
                let Some(held) = held else {
                    text.line(format!("| {{ readonly Kind: {kind} }}{end}"));
                    return;
                };
                check = format!("({check} && {})", held.check());
                text.line("| {");
                text.inside(|text| {
                    text.inside(|text| {
                        text.line(format!("readonly Kind: {kind};"));
                        held.print(text);
                    });
                    text.line(format!("}}{end}"));
                });
            });
            checks.push(check);
        }
        let any = if checks.is_empty() { "false".to_owned() } else { checks.join(" || ") };
        self.guard(class, &["$.isObject(value)".to_owned(), format!("({any})")]);
    }
}
