//! When the expected texts of the compile-fail tests are not those of this build.

/// The compiler that the `.stderr` files come from; others word their own parts in other ways.
const COMPILER: &str = "1.95";

/// Why the tests are skipped, if they are.
pub(crate) fn reason() -> Option<String> {
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
