use std::fmt;

/// The counts of a suite. What cannot run at all is skipped by `cargo xtask interop` as a whole.
pub struct Report {
    suite: String,
    passed: u64,
    failed: u64,
}

/// What a case comes to: nothing, or what is wrong.
pub type Outcome<T = ()> = Result<T, String>;

impl Report {
    pub fn new(suite: &str) -> Self {
        Self { suite: suite.to_owned(), passed: 0, failed: 0 }
    }

    /// Runs a case.
    pub fn case(&mut self, name: &str, case: impl FnOnce() -> Outcome) {
        match case() {
            Ok(()) => self.passed += 1,
            Err(message) => self.fail(name, &message),
        }
    }

    pub fn fail(&mut self, name: &str, message: &str) {
        println!("FAILED {}: {name}: {message}", self.suite);
        self.failed += 1;
    }

    pub fn is_green(&self) -> bool {
        self.failed == 0
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { suite, passed, failed } = self;
        write!(f, "{suite}: {passed} passed, {failed} failed, 0 skipped")
    }
}

/// Compares, and says what differs.
pub fn equal<T: PartialEq + fmt::Debug>(what: &str, found: &T, expected: &T) -> Outcome {
    if found == expected {
        Ok(())
    } else {
        Err(format!("{what}:\n  found    {found:?}\n  expected {expected:?}"))
    }
}
