//! Files that hold what a printer wrote when somebody last looked at it.

use std::path::Path;

/// Compares with the file, or writes it if `BLESS` is set.
pub(crate) fn compare(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/print/snapshots").join(name);
    if std::env::var_os("BLESS").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        text == expected,
        "{} differs; run the test with BLESS=1 and look at the change:\n{text}",
        path.display()
    );
}
