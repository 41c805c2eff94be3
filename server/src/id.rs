use plumberd_wire::v1;
use uuid::Uuid;

/// How an answer writes UUIDs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum UuidForm {
    Structured,
    Text,
}

/// Reads a UUID; nothing when it is missing or malformed.
pub(crate) fn parse(id: Option<&v1::Uuid>) -> Option<Uuid> {
    match id?.value.as_ref()? {
        v1::uuid::Value::String(text) => Uuid::try_parse(text).ok(),
        v1::uuid::Value::Structured(v1::uuid::Structured {
            most_significant_bits: high,
            least_significant_bits: low,
        }) => Some(Uuid::from_u64_pair(high.cast_unsigned(), low.cast_unsigned())),
    }
}

pub(crate) fn write(id: Uuid, form: UuidForm) -> v1::Uuid {
    let value = match form {
        UuidForm::Text => v1::uuid::Value::String(id.hyphenated().to_string()),
        UuidForm::Structured => {
            let (high, low) = id.as_u64_pair();
            v1::uuid::Value::Structured(v1::uuid::Structured {
                most_significant_bits: high.cast_signed(),
                least_significant_bits: low.cast_signed(),
            })
        }
    };
    v1::Uuid { value: Some(value) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_are_read_back() {
        let id = Uuid::from_u128(0xfedc_ba98_7654_3210_8000_0000_0000_0001);
        for form in [UuidForm::Structured, UuidForm::Text] {
            assert_eq!(parse(Some(&write(id, form))), Some(id));
        }
        assert_eq!(
            write(id, UuidForm::Text).value,
            Some(v1::uuid::Value::String("fedcba98-7654-3210-8000-000000000001".to_owned()))
        );
    }

    #[test]
    fn what_is_no_uuid_is_nothing() {
        let text = |text: &str| v1::Uuid { value: Some(v1::uuid::Value::String(text.to_owned())) };
        for id in
            [None, Some(v1::Uuid { value: None }), Some(text("")), Some(text("x")), Some(text("ä"))]
        {
            assert_eq!(parse(id.as_ref()), None, "{id:?}");
        }
    }
}
