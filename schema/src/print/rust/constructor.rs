//! Functions that fill a struct.

use super::attributes;
use super::ident::raw;
use super::message::{Slot, SlotSource};
use super::source::Source;

/// `new`, with the fields that have more than one value.
pub(super) fn print(ident: &str, slots: &[Slot<'_>], out: &mut Source) {
    let free: Vec<&Slot<'_>> =
        slots.iter().filter(|slot| !matches!(slot.source, SlotSource::Fixed(_))).collect();
    out.gap();
    out.open(&format!("impl {} {{", raw(ident)));
    out.doc("The message, with the values that are always the same.");
    out.line("#[must_use]");
    if free.len() > 7 {
        attributes::allow(out, "clippy::too_many_arguments", "the fields of the message");
    }
    if free.iter().filter(|slot| slot.ty == "bool").count() > 3 {
        attributes::allow(out, "clippy::fn_params_excessive_bools", "the fields of the message");
    }
    let parameters: Vec<String> =
        free.iter().map(|slot| format!("{}: {}", raw(&slot.ident), slot.ty)).collect();
    let whole = format!("pub fn new({}) -> Self {{", parameters.join(", "));
    if out.fits(&whole) {
        out.open(&whole);
    } else {
        out.open("pub fn new(");
        for parameter in parameters {
            out.line(&format!("{parameter},"));
        }
        out.close_silently();
        out.open(") -> Self {");
    }
    literal(slots, |slot| (raw(&slot.ident), None), out);
    out.close("}");
    out.close("}");
}

/// `Self { … }`; what a field that is not fixed gets is a variable of its name, or an expression.
pub(super) fn literal(
    slots: &[Slot<'_>],
    value: impl Fn(&Slot<'_>) -> (String, Option<String>),
    out: &mut Source,
) {
    out.open("Self {");
    // rustfmt never joins lines around a comment, whatever its settings are.
    out.line("// In the order of the message.");
    for slot in slots {
        let (name, value) = match slot.source {
            SlotSource::Fixed(_) => (
                raw(&slot.ident),
                Some(format!("{}::new()", slot.ty.split('<').next().unwrap_or(&slot.ty))),
            ),
            _ => value(slot),
        };
        out.line(&match value {
            Some(value) => format!("{name}: {value},"),
            None => format!("{name},"),
        });
    }
    out.close("}");
}
