//! What the derives say about mistakes: each file under `tests/ui` fails to compile as its `.stderr`
//! shows. `TRYBUILD=overwrite cargo test -p plumberd --test ui` writes them anew.
#![allow(clippy::print_stderr, reason = "says why it was skipped")]

/// The compiler that the `.stderr` files come from; others word their own parts in other ways.
const COMPILER: &str = "1.95";

#[test]
fn compile_errors() {
    if let Some(reason) = skip() {
        eprintln!("skipped: {reason}");
        return;
    }
    trybuild::TestCases::new().compile_fail("tests/ui/*/*.rs");
}

fn skip() -> Option<String> {
    if std::env::var_os("PLUMBERD_SKIP_UI").is_some() {
        return Some("PLUMBERD_SKIP_UI is set".into());
    }
    if cfg!(any(feature = "serde", feature = "schemars", feature = "prost")) {
        // rustc then names other paths and candidates.
        return Some(
            "the expected texts are those without the features of other crates' traits".into(),
        );
    }
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let version = std::process::Command::new(rustc).arg("--version").output().ok()?;
    let version = String::from_utf8_lossy(&version.stdout).trim().to_owned();
    let pinned = version.strip_prefix("rustc ").is_some_and(|rest| rest.starts_with(COMPILER));
    (!pinned).then(|| format!("the expected texts are those of {COMPILER}, this is {version}"))
}
