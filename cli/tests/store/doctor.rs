use crate::shop::{Shop, objects};

/// The state of each check.
fn states(shop: &Shop, arguments: &[&str], code: i32) -> Vec<(String, String)> {
    let ran = shop.run(&[&["doctor", "--json"], arguments].concat());
    assert_eq!((ran.code, ran.err.as_str()), (Some(code), ""), "{}", ran.out);
    let text = |it: &serde_json::Value, key: &str| it[key].as_str().unwrap().to_owned();
    let objects = objects(&ran.out);
    for object in &objects {
        assert_eq!(object["remedy"].is_null(), object["state"] == "ok", "{object}");
    }
    objects.iter().map(|it| (text(it, "check"), text(it, "state"))).collect()
}

fn of(states: &[(String, String)], check: &str) -> Option<String> {
    states.iter().find(|(name, _)| name == check).map(|(_, state)| state.clone())
}

#[test]
fn a_store_that_is_well() {
    let shop = Shop::with_order();
    let states = states(&shop, &[], 0);
    for check in ["version", "clock", "url", "file", "folder", "open", "read"] {
        assert_eq!(of(&states, check).as_deref(), Some("ok"), "{check}");
    }
    let ran = shop.run(&["doctor"]);
    assert!(ran.out.contains("ok       url: sqlite:events.db, from PLUMBERD_URL\n"), "{}", ran.out);
    assert!(
        ran.out.contains("ok       read: the newest event is 0@note of <time>, read in "),
        "{}",
        ran.out
    );
}

#[test]
fn a_store_that_is_not_there() {
    let shop = Shop::empty();
    let found = states(&shop, &[], 0);
    assert_eq!(of(&found, "file").as_deref(), Some("warning"));
    assert_eq!(of(&found, "open"), None);
    assert!(!shop.path("events.db").exists());
    let found = states(&shop, &["--url", "sqlite:nowhere/events.db"], 1);
    assert_eq!(of(&found, "folder").as_deref(), Some("failed"));
}

#[test]
fn what_is_no_store() {
    let shop = Shop::empty();
    shop.write("events.db", vec![7; 1024]);
    let ran = shop.run(&["doctor"]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.out.contains("\nfailed   open: "), "{}", ran.out);
    assert!(
        ran.out.contains("\n           = help: restore it from a backup or choose another file\n"),
        "{}",
        ran.out
    );
    assert!(ran.out.contains("1 failed, "), "{}", ran.out);
}

#[test]
fn urls_that_are_wrong() {
    let shop = Shop::empty();
    let ran = shop.run(&["doctor", "--url", "esdb://admin:hunter2@h:2113"]);
    assert_eq!(ran.code, Some(1));
    assert!(
        ran.out.contains("failed   url: from an argument: `esdb:` stores are not in this version"),
        "{}",
        ran.out
    );
    assert!(!ran.out.contains("hunter2"));
    let bare = shop.bare(&["doctor"]).output().unwrap();
    assert_eq!(bare.status.code(), Some(1));
    let out = String::from_utf8(bare.stdout).unwrap();
    assert!(
        out.contains(
            "failed   url: no store is named\n           = help: say `--url sqlite:events.db`"
        ),
        "{out}"
    );
}

#[test]
fn a_store_in_memory() {
    let found = states(&Shop::empty(), &["--url", "memory:"], 0);
    assert_eq!(of(&found, "open").as_deref(), Some("ok"));
}

/// As a user who may write everything, the test cannot tell.
#[cfg(unix)]
#[test]
fn permissions() {
    use std::fs::{OpenOptions, Permissions, set_permissions};
    use std::os::unix::fs::PermissionsExt;

    let shop = Shop::with_order();
    let path = shop.path("events.db");
    set_permissions(&path, Permissions::from_mode(0o444)).unwrap();
    if OpenOptions::new().write(true).open(&path).is_ok() {
        return;
    }
    let found = states(&shop, &[], 1);
    assert_eq!(of(&found, "file").as_deref(), Some("failed"));
}
