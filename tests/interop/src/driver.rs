use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::Value;

use crate::report::Outcome;

/// What `cargo xtask interop` installed for this suite.
pub fn installed() -> Outcome<PathBuf> {
    let folder = std::env::var_os("PLUMBERD_INTEROP")
        .ok_or("PLUMBERD_INTEROP is not set; run `cargo xtask interop`")?;
    Ok(folder.into())
}

/// The Python of this suite.
pub fn python() -> Outcome<PathBuf> {
    let python = if cfg!(windows) { "python/Scripts/python.exe" } else { "python/bin/python" };
    Ok(installed()?.join(python))
}

/// A program that answers one line of JSON to each line of JSON.
pub struct Driver {
    child: Child,
    requests: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Driver {
    /// Starts a script of `python/`.
    pub fn python(script: &str, arguments: &[&str]) -> Outcome<Self> {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("python").join(script);
        Self::start(Command::new(python()?).arg(script).args(arguments))
    }

    /// Starts a script of `node/`, which finds the packages that are installed for this suite.
    pub fn node(script: &str, arguments: &[&str]) -> Outcome<Self> {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("node").join(script);
        // Packages are looked for beside the script.
        let beside = installed()?.join("node").join(script.file_name().unwrap_or_default());
        std::fs::copy(&script, &beside)
            .map_err(|error| format!("cannot write {}: {error}", beside.display()))?;
        Self::start(Command::new("node").arg(beside).args(arguments))
    }

    fn start(command: &mut Command) -> Outcome<Self> {
        let mut child =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().map_err(|error| {
                format!("cannot run {}: {error}", command.get_program().to_string_lossy())
            })?;
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
