//! The schema of a program's types: their versions, and names that are there twice.

use plumberd::event::Registry;
use plumberd::{PlumberdData, PlumberdEvent, Upcast, UpcastError, Upcasted};

use super::model::{placeless, schema};

/// A name in two parts.
#[derive(Debug, PlumberdData)]
struct Address {
    #[event(tag = 1)]
    street: String,
}

#[derive(Debug, PlumberdEvent)]
#[event(category = "User", name = "UserAdded", register = false)]
struct UserCreatedV1 {
    #[event(tag = 1)]
    name: String,
    #[event(tag = 2)]
    address: Option<Address>,
}

#[derive(Debug, PlumberdEvent)]
#[event(category = "User", name = "UserCreated", aliases("UserAdded"), version = "v2")]
#[event(supersedes = UserCreatedV1, register = false)]
struct UserCreatedV2 {
    #[event(tag = 1)]
    first_name: String,
    #[event(tag = 2)]
    address: Option<Address>,
}

#[derive(Debug, PlumberdEvent)]
#[event(category = "User", version = "v3", aliases("UserAdded"), supersedes = UserCreatedV2)]
#[event(register = false)]
struct UserCreated {
    #[event(tag = 1)]
    full_name: String,
    #[event(tag = 2)]
    address: Option<Address>,
}

impl Upcast<UserCreatedV1> for UserCreatedV2 {
    fn upcast(old: UserCreatedV1) -> Result<Upcasted<Self>, UpcastError> {
        Ok(Self { first_name: old.name, address: old.address }.into())
    }
}

impl Upcast<UserCreatedV2> for UserCreated {
    fn upcast(old: UserCreatedV2) -> Result<Upcasted<Self>, UpcastError> {
        Ok(Self { full_name: old.first_name, address: old.address }.into())
    }
}

#[test]
fn older_versions_are_in_the_schema() {
    let schema = schema::<UserCreated>();
    let names: Vec<&str> = schema.types.keys().map(String::as_str).collect();
    // What all versions use stays where the first one put it.
    assert_eq!(
        names,
        ["user.v1.Address", "user.v1.UserAdded", "user.v2.UserCreated", "user.v3.UserCreated"]
    );
    let events: Vec<_> = schema
        .events()
        .map(|(ty, event)| {
            let fields: Vec<&str> = ty.fields().iter().map(|field| &*field.name).collect();
            (&*event.type_name, event.version, event.oldest, fields)
        })
        .collect();
    assert_eq!(
        events,
        [
            ("UserAdded", 1, 1, vec!["name", "address"]),
            ("UserCreated", 2, 1, vec!["first_name", "address"]),
            ("UserCreated", 3, 1, vec!["full_name", "address"]),
        ]
    );
}

#[test]
fn a_registry_has_the_newest_version() {
    let newest = |registry: Registry| {
        let events: Vec<_> =
            registry.events().map(|info| (info.event_type, info.version)).collect();
        assert_eq!(events, [("UserCreated", 3)]);
        assert_eq!(registry.find("UserAdded").unwrap().version, 3);
    };
    newest(Registry::new().with::<UserCreatedV1>().unwrap().with::<UserCreated>().unwrap());
    newest(Registry::new().with::<UserCreated>().unwrap().with::<UserCreatedV1>().unwrap());
    let registry = Registry::new().with::<UserCreatedV2>().unwrap();
    newest(registry.with::<UserCreated>().unwrap().with::<UserCreatedV1>().unwrap());
}

mod elsewhere {
    /// Another type of a name that is taken.
    #[derive(Debug, plumberd::PlumberdData)]
    pub(super) struct Address {
        #[event(tag = 1)]
        city: String,
    }

    /// It uses one type with the name of another.
    #[derive(Debug, plumberd::PlumberdEvent)]
    #[event(category = "User", register = false)]
    pub(super) struct UserMoved {
        #[event(tag = 1)]
        from: super::Address,
        #[event(tag = 2)]
        to: Address,
    }

    /// The same, in another package.
    #[derive(Debug, plumberd::PlumberdEvent)]
    #[event(category = "Shop", register = false)]
    pub(super) struct ShopMoved {
        #[event(tag = 1)]
        to: Address,
    }

    /// A part with the name of its event.
    #[derive(Debug, plumberd::PlumberdEvent)]
    #[event(category = "User", register = false)]
    pub(super) struct UserLeft {
        #[event(tag = 1)]
        part: parts::UserLeft,
    }

    pub(super) mod parts {
        #[derive(Debug, plumberd::PlumberdData)]
        pub(crate) struct UserLeft {
            #[event(tag = 1)]
            reason: String,
        }
    }

    /// A full name that is taken.
    #[derive(Debug, plumberd::PlumberdEvent)]
    #[event(category = "Shop", proto_name = "user.v3.UserCreated", register = false)]
    pub(super) struct ShopOpened {
        #[event(tag = 1)]
        name: String,
    }
}

fn message(registry: &Registry) -> String {
    placeless(&registry.schema().unwrap_err().to_string())
}

fn said(name: &str) -> String {
    let file = "tests/schema_lock/registry.rs";
    format!(
        "{file}: the type would be `{name}`, as the one at {file} is; give one of them another name, with `#[event(name = \"…\")]` or `#[event(proto = \"…\")]`"
    )
}

#[test]
fn names_that_are_there_twice() {
    let registry = Registry::new().with::<elsewhere::UserMoved>().unwrap();
    assert_eq!(message(&registry), said("user.v1.Address"));
    let registry = Registry::new().with::<elsewhere::UserLeft>().unwrap();
    assert_eq!(message(&registry), said("user.v1.UserLeft"));
    let registry = Registry::new().with::<UserCreated>().unwrap();
    let registry = registry.with::<elsewhere::ShopOpened>().unwrap();
    assert_eq!(message(&registry), said("user.v3.UserCreated"));
}

#[test]
fn a_name_may_be_in_two_packages() {
    let registry = Registry::new().with::<UserCreated>().unwrap();
    let schema = registry.with::<elsewhere::ShopMoved>().unwrap().schema().unwrap();
    assert_eq!(schema.types["shop.v1.Address"].fields()[0].name, "city");
    assert_eq!(schema.types["user.v1.Address"].fields()[0].name, "street");
}
