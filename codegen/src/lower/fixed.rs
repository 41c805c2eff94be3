use std::fmt::Display;
use std::str::FromStr;

use plumberd_schema::diagnostic::Diagnostic;
use plumberd_schema::model::{Field, Fixed, Kind};

use crate::rules::{self, error};

/// The names of fields that say the version of an event.
const VERSION_FIELD: &str = "event_version";

/// The value of a `fixed_value`.
pub(super) fn parse(text: &str, field: &Field, version: Option<u32>) -> Result<Fixed, Diagnostic> {
    let name = &field.name;
    if field.oneof.is_some() {
        return Err(refused(format!("`{name}` is in a oneof and has a fixed value")));
    }
    let value = match &field.kind {
        Kind::String => Some(Fixed::Text(text.to_owned())),
        Kind::Bool => text.parse().ok().map(Fixed::Bool),
        Kind::Int(bits, _) => exact::<i64>(text)
            .filter(|value| {
                let limit = 1_i128 << (bits - 1);
                (-limit..limit).contains(&i128::from(*value))
            })
            .map(|value| u64::try_from(value).map_or(Fixed::Int(value), Fixed::UInt)),
        Kind::UInt(bits, _) => {
            exact::<u64>(text).filter(|value| i128::from(*value) < 1_i128 << bits).map(Fixed::UInt)
        }
        kind => {
            return Err(refused(format!("`{name}` is `{kind}` and has a fixed value")));
        }
    };
    let Some(value) = value else {
        let kind = &field.kind;
        return Err(error(
            &rules::FIXED_VALUE,
            format!("the fixed value {text:?} of `{name}` is not a value of `{kind}`"),
        )
        .help(match kind {
            Kind::Bool => "write \"true\" or \"false\"".to_owned(),
            Kind::Int(bits, _) => {
                let limit = 1_i128 << (bits - 1);
                format!("write a whole number from {} to {}", -limit, limit - 1)
            }
            Kind::UInt(bits, _) => {
                format!("write a whole number from 0 to {}", (1_i128 << bits) - 1)
            }
            _ => "write a text".to_owned(),
        }));
    };
    if name == VERSION_FIELD
        && let Some(version) = version
    {
        let expected = match &value {
            Fixed::Text(_) => Fixed::Text(format!("v{version}")),
            _ => Fixed::UInt(u64::from(version)),
        };
        if value != expected {
            return Err(error(
                &rules::FIXED_VERSION,
                format!("`{name}` is fixed at {value}, and the package is of version {version}"),
            )
            .help(format!("write {:?}", plain(&expected))));
        }
    }
    Ok(value)
}

fn plain(value: &Fixed) -> String {
    match value {
        Fixed::Text(text) => text.clone(),
        other => other.to_string(),
    }
}

fn refused(message: String) -> Diagnostic {
    error(&rules::FIXED_VALUE, message)
        .help("only a single `string`, `bool` or integer that is not `optional` can be fixed")
}

/// A number that is written in the one usual way.
fn exact<T: FromStr + Display>(text: &str) -> Option<T> {
    text.parse().ok().filter(|value: &T| value.to_string() == text)
}
