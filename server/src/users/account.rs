use bytes::Bytes;
use plumberd::store::RecordedEvent;
use plumberd::stream::StreamName;
use serde_json::{Value, json};

use super::password::Hashed;

/// Members may do everything.
pub(crate) const ADMINS: &str = "$admins";
/// Members may look after the server.
pub(crate) const OPERATORS: &str = "$ops";

/// A user, as the last event of `$user-<name>` has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Account {
    pub(crate) login_name: String,
    pub(crate) full_name: String,
    pub(crate) groups: Vec<String>,
    pub(crate) is_disabled: bool,
    pub(crate) password: Hashed,
}

impl Account {
    /// The stream of a user; nothing when the name cannot be one's.
    pub(crate) fn stream(login_name: &str) -> Option<StreamName> {
        let printable = !login_name.is_empty() && !login_name.contains([':', '/']);
        printable.then(|| StreamName::parse(format!("$user-{login_name}")).ok()).flatten()
    }

    pub(crate) fn to_json(&self) -> Bytes {
        let Self { login_name, full_name, groups, is_disabled, password } = self;
        json!({
            "loginName": login_name,
            "fullName": full_name,
            "salt": password.salt,
            "hash": password.hash,
            "disabled": is_disabled,
            "groups": groups,
        })
        .to_string()
        .into()
    }

    /// Nothing when the event does not hold a user.
    pub(crate) fn parse(event: &RecordedEvent) -> Option<Self> {
        let json: Value = serde_json::from_slice(&event.data).ok()?;
        let text = |key: &str| json.get(key)?.as_str().map(str::to_owned);
        let groups = match json.get("groups") {
            None | Some(Value::Null) => Vec::new(),
            Some(groups) => {
                let names = groups.as_array()?.iter().map(|it| it.as_str().map(str::to_owned));
                names.collect::<Option<_>>()?
            }
        };
        Some(Self {
            login_name: text("loginName")?,
            full_name: text("fullName").unwrap_or_default(),
            groups,
            is_disabled: json.get("disabled").is_some_and(|it| *it != Value::Bool(false)),
            password: Hashed { salt: text("salt")?, hash: text("hash")? },
        })
    }
}
