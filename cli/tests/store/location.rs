use crate::shop::{Shop, fails, ran};

const NONE: &str = "no store is named; say `--url sqlite:events.db`, set PLUMBERD_URL, or write `url = \"sqlite:events.db\"` to plumberd.toml";

/// A shop with a store for each place that names one.
fn shop() -> Shop {
    let shop = Shop::empty();
    for name in ["argument", "environment", "file", "around", "user"] {
        let url = format!("sqlite:{name}.db");
        assert_eq!(shop.run(&["append", "A-1", name, "{}", "--url", &url]).code, Some(0));
    }
    shop
}

fn first(shop: &Shop, folder: &str, environment: Option<&str>, arguments: &[&str]) -> String {
    let mut command = shop.bare(&[&["read", "--json"], arguments].concat());
    command.current_dir(shop.path(folder));
    if let Some(url) = environment {
        command.env("PLUMBERD_URL", url);
    }
    let ran = ran(&command.output().unwrap());
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    let event: serde_json::Value = serde_json::from_str(ran.out.trim_end()).unwrap();
    event["type"].as_str().unwrap().to_owned()
}

#[test]
fn the_nearest_place_counts() {
    let shop = shop();
    assert_eq!(ran(&shop.bare(&["read"]).output().unwrap()), fails(NONE));
    let user = format!("url = \"sqlite:{}\"", shop.path("user.db").display());
    shop.write("home/.config/plumberd/plumberd.toml", user);
    assert_eq!(first(&shop, "", None, &[]), "user");
    shop.write("plumberd.toml", "url = \"sqlite:around.db\"\n");
    shop.write("a/b/x", "");
    // Relative to the file, not to the folder that somebody works in.
    assert_eq!(first(&shop, "a/b", None, &[]), "around");
    shop.write("a/plumberd.toml", "url = \"sqlite:../file.db\" # ours\n");
    assert_eq!(first(&shop, "a/b", None, &[]), "file");
    assert_eq!(first(&shop, "", Some("sqlite:environment.db"), &[]), "environment");
    assert_eq!(first(&shop, "", Some(""), &[]), "around");
    let argument = ["--url", "sqlite:argument.db"];
    assert_eq!(first(&shop, "", Some("sqlite:environment.db"), &argument), "argument");
}

#[test]
fn files_that_are_wrong() {
    let shop = Shop::empty();
    let path = shop.path("").canonicalize().unwrap().join("plumberd.toml");
    for (text, reason) in [
        ("url = 1", "`url` is not a text"),
        ("urk = \"x\"", "there is no key `urk`, only `url`"),
        ("a = 1\nurl = hunter2", "line 2 is not TOML"),
    ] {
        shop.write("plumberd.toml", text);
        let message = format!("{}: {reason}; write `url = \"sqlite:events.db\"`", path.display());
        assert_eq!(ran(&shop.bare(&["read"]).output().unwrap()), fails(&message));
    }
    shop.write("plumberd.toml", "");
    assert_eq!(ran(&shop.bare(&["read"]).output().unwrap()), fails(NONE));
}

#[test]
fn passwords_are_never_printed() {
    let shop = Shop::empty();
    for url in [
        "esdb://admin:hunter2@h:2113",
        "kurrentdb://admin:hunter2@h:2113?tls=false",
        "postgres://admin:hunter2@h/x",
        "admin:hunter2@h",
        "sqlite:a.db?hunter2@h=1",
    ] {
        for command in [&["read"][..], &["doctor"], &["stats", "--json"], &["store", "check"]] {
            let output = shop.bare(&[command, &["--url", url]].concat()).output().unwrap();
            let text = [output.stdout, output.stderr].concat();
            assert!(!String::from_utf8(text).unwrap().contains("hunter2"), "{command:?} {url}");
            let output = shop.bare(command).env("PLUMBERD_URL", url).output().unwrap();
            let text = [output.stdout, output.stderr].concat();
            assert!(!String::from_utf8(text).unwrap().contains("hunter2"), "{command:?} {url}");
        }
        let output = shop.bare(&["copy", url, "memory:"]).output().unwrap();
        assert_eq!(output.status.code(), Some(2));
        assert!(!String::from_utf8(output.stderr).unwrap().contains("hunter2"), "copy {url}");
    }
}

#[cfg(unix)]
#[test]
fn what_is_not_text() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let shop = Shop::empty();
    let mut command = shop.bare(&["read"]);
    command.env("PLUMBERD_URL", OsStr::from_bytes(b"sqlite:\xff.db"));
    assert_eq!(
        ran(&command.output().unwrap()),
        fails("PLUMBERD_URL is not UTF-8; write `%` and two digits")
    );
}
