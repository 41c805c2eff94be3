use crate::shop::{Shop, succeeds};

#[test]
fn completions() {
    let shop = Shop::empty();
    for (shell, part) in [
        ("bash", "complete -F _plumberd"),
        ("zsh", "#compdef plumberd"),
        ("fish", "complete -c plumberd"),
        ("powershell", "Register-ArgumentCompleter"),
        ("elvish", "edit:completion"),
    ] {
        let ran = shop.run(&["completions", shell]);
        assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
        assert!(ran.out.contains(part) && ran.out.contains("verify"), "{shell}");
    }
    assert_eq!(shop.run(&["completions", "cmd"]).code, Some(2));
}

#[test]
fn manual_pages() {
    let shop = Shop::empty();
    let first = shop.run(&["manual"]);
    assert!(first.out.contains(".TH plumberd 1"), "{}", first.out);
    let ran = shop.run(&["manual", "--out", "man"]);
    let pages = std::fs::read_dir(shop.path("man")).unwrap().count();
    assert_eq!(ran, succeeds(&format!("wrote man: {pages} pages\n")));
    assert!(pages > 25, "{pages}");
    let page = shop.read("man/plumberd-store-check.1");
    assert!(
        page.contains(".TH plumberd\\-store\\-check 1")
            || page.contains(".TH plumberd-store-check 1"),
        "{page}"
    );
    assert_eq!(shop.read("man/plumberd.1"), first.out);
    shop.write("file", "");
    assert_eq!(shop.run(&["manual", "--out", "file"]).code, Some(2));
}

#[test]
fn every_command_has_examples() {
    let shop = Shop::empty();
    let help = shop.run(&["--help"]);
    let names = help.out.lines().skip_while(|line| *line != "Commands:").skip(1);
    let mut count = 0;
    for name in names.map_while(|line| line.strip_prefix("  ")?.split(' ').next()) {
        if matches!(name, "help" | "schema" | "store" | "serve") {
            continue;
        }
        let ran = shop.run(&[name, "--help"]);
        assert!(ran.out.contains(&format!("Examples:\n  plumberd {name}")), "{name}: {}", ran.out);
        count += 1;
    }
    assert!(count >= 15, "{count}");
}
