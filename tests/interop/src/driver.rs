use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::Value;

use crate::report::Outcome;

/// A Python program that answers one line of JSON to each line of JSON.
pub struct Driver {
    child: Child,
    requests: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Driver {
    /// Starts a script of `python/`, with the Python that `cargo xtask interop` prepared for it.
    pub fn start(script: &str) -> Outcome<Self> {
        let python = std::env::var_os("PLUMBERD_INTEROP_PYTHON")
            .ok_or("PLUMBERD_INTEROP_PYTHON is not set; run `cargo xtask interop`")?;
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("python").join(script);
        let mut child = Command::new(&python)
            .arg(&script)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("cannot run {}: {error}", python.display()))?;
        let (Some(requests), Some(answers)) = (child.stdin.take(), child.stdout.take()) else {
            return Err("the driver has no pipes".to_owned());
        };
        Ok(Self { child, requests, answers: BufReader::new(answers) })
    }

    /// Asks; what the other side refuses is an `Err` inside, a broken driver is one outside.
    pub fn ask(&mut self, request: &Value) -> Outcome<Result<Value, String>> {
        let broken = |error: &dyn std::fmt::Display| format!("the driver is broken: {error}");
        writeln!(self.requests, "{request}").map_err(|error| broken(&error))?;
        self.requests.flush().map_err(|error| broken(&error))?;
        let mut line = String::new();
        self.answers.read_line(&mut line).map_err(|error| broken(&error))?;
        if line.is_empty() {
            return Err(broken(&"it ended"));
        }
        let answer: Value = serde_json::from_str(&line).map_err(|error| broken(&error))?;
        if answer["ok"] == true {
            return Ok(Ok(answer));
        }
        match answer["error"].as_str() {
            Some(error) => Ok(Err(error.to_owned())),
            None => Err(broken(&answer["fault"])),
        }
    }

    /// Asks for what must not be refused.
    pub fn demand(&mut self, request: &Value) -> Outcome<Value> {
        self.ask(request)?.map_err(|error| format!("refused: {error}\n  request  {request}"))
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // Its standard input closes with the pipe; killing it only saves the wait.
        _ = self.child.kill();
        _ = self.child.wait();
    }
}
