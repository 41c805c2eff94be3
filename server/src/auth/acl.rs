//! Who may do what with a stream: `$acl` of its metadata, else what `$settings` says, else the defaults.

use plumberd::stream::StreamName;
use serde_json::Value;

use super::Caller;
use crate::users::account::ADMINS;

/// Every user.
const ALL: &str = "$all";

/// What one may do with a stream, by the key of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Right {
    Read,
    Write,
    Delete,
    ReadMetadata,
    WriteMetadata,
}

impl Right {
    fn key(self) -> &'static str {
        match self {
            Self::Read => "$r",
            Self::Write => "$w",
            Self::Delete => "$d",
            Self::ReadMetadata => "$mr",
            Self::WriteMetadata => "$mw",
        }
    }

    /// The same for the stream whose metadata another one holds.
    pub(super) fn of_metadata(self) -> Self {
        match self {
            Self::Read | Self::ReadMetadata => Self::ReadMetadata,
            Self::Write | Self::Delete | Self::WriteMetadata => Self::WriteMetadata,
        }
    }
}

/// Whether a caller may, by the `$acl` of the stream and the event in `$settings`.
pub(super) fn allows(
    caller: &Caller,
    right: Right,
    stream: &StreamName,
    acl: Option<&Value>,
    settings: Option<&Value>,
) -> bool {
    let Caller::User { name, groups } = caller else { return false };
    if caller.is_in(ADMINS) {
        return true;
    }
    let is_system = stream.as_str().starts_with('$');
    let default = if is_system { "$systemStreamAcl" } else { "$userStreamAcl" };
    let said = acl
        .and_then(|acl| acl.get(right.key()))
        .or_else(|| settings?.get(default)?.get(right.key()))
        .filter(|said| !said.is_null());
    let is_meant =
        |role: &str| role == ALL || role == &**name || groups.iter().any(|it| &**it == role);
    match said {
        None => !is_system,
        Some(Value::String(role)) => is_meant(role),
        Some(Value::Array(roles)) => roles.iter().filter_map(Value::as_str).any(is_meant),
        // What is no list of roles opens nothing.
        Some(_) => false,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use serde_json::json;

    use super::*;

    fn user(name: &str, groups: &[&str]) -> Caller {
        Caller::user(name, groups.iter().copied())
    }

    fn may(caller: &Caller, stream: &str, acl: &Value, settings: &Value) -> bool {
        let stream = StreamName::parse(stream).unwrap();
        allows(caller, Right::Read, &stream, Some(acl), Some(settings))
    }

    #[test]
    fn by_default_streams_are_every_users_and_system_streams_the_admins() {
        let (ann, none) = (user("ann", &["staff"]), json!({}));
        assert!(may(&ann, "A-1", &none, &none));
        assert!(!may(&ann, "$settings", &none, &none));
        assert!(may(&user("root", &["$admins"]), "$settings", &none, &none));
        assert!(!may(&Caller::Anonymous, "A-1", &none, &none));
    }

    #[test]
    fn the_stream_says_it_before_the_settings_do() {
        let (ann, none) = (user("ann", &["staff"]), json!({}));
        let settings =
            json!({"$userStreamAcl": {"$r": "bob"}, "$systemStreamAcl": {"$r": ["staff"]}});
        assert!(!may(&ann, "A-1", &none, &settings));
        assert!(may(&ann, "$settings", &none, &settings));
        assert!(may(&ann, "A-1", &json!({"$r": "$all"}), &settings));
        assert!(may(&ann, "A-1", &json!({"$r": ["bob", "ann"]}), &settings));
        assert!(!may(&ann, "A-1", &json!({"$r": []}), &none));
        assert!(may(&user("root", &["$admins"]), "A-1", &json!({"$r": []}), &none));
    }

    #[test]
    fn what_is_malformed_opens_nothing() {
        for said in [json!(1), json!({"$all": true}), json!([1, {}])] {
            assert!(!may(&user("ann", &[]), "A-1", &json!({ "$r": said }), &json!({})), "{said}");
        }
    }
}
