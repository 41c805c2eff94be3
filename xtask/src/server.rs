use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::program::built;
use crate::{Outcome, cargo};

/// How `plumberd serve` runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    Memory,
    Data,
    /// In memory, with the certificate of `--dev`.
    Tls,
    /// The same, and the passwords of users are demanded.
    Users,
}

impl Mode {
    pub(crate) const ALL: &[Self] = &[Self::Memory, Self::Data, Self::Tls, Self::Users];
    pub(crate) const OPEN: &[Self] = &[Self::Memory, Self::Data, Self::Tls];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Memory => "memory",
            Self::Data => "data",
            Self::Tls => "tls",
            Self::Users => "users",
        }
    }
}

/// A `plumberd serve` on a free port of 127.0.0.1, which ends with this.
pub(crate) struct Server {
    child: Child,
    /// Its connection string, as it printed it.
    pub(crate) url: String,
    /// The file with its certificate, if it has one.
    pub(crate) certificate: PathBuf,
    /// The file with its events; empty if they are in memory.
    pub(crate) store: PathBuf,
}

/// Builds `plumberd`, and says where it is.
pub(crate) fn build() -> Outcome<PathBuf> {
    let mut command = cargo();
    command.args(["build", "--package", "plumberd-cli"]);
    built(command, "plumberd-cli")
}

impl Server {
    /// Starts `program serve` with a new store in `folder`, and waits until it is ready.
    pub(crate) fn start(program: &Path, mode: Mode, folder: &Path) -> Outcome<Self> {
        let fault = |error| format!("cannot write {}: {error}", folder.display());
        if folder.exists() {
            fs::remove_dir_all(folder).map_err(fault)?;
        }
        fs::create_dir_all(folder).map_err(fault)?;
        let mut command = Command::new(program);
        command.args(["serve", "--listen", "127.0.0.1:0"]);
        let mut store = PathBuf::new();
        match mode {
            Mode::Memory => command.arg("--memory"),
            Mode::Data => {
                store = folder.join("events.db");
                command.arg("--data").arg(&store)
            }
            Mode::Tls => command.args(["--memory", "--dev"]),
            Mode::Users => command.args(["--memory", "--dev", "--users"]),
        };
        let mut child = command
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("cannot run {}: {error}", program.display()))?;
        let said = child.stdout.take();
        let mut server =
            Self { child, url: String::new(), certificate: folder.join("certificate.pem"), store };
        let mut certificate = String::new();
        for line in said.into_iter().flat_map(|said| BufReader::new(said).lines()) {
            let line = line.map_err(|error| format!("plumberd serve: {error}"))?;
            if line.starts_with("ready") {
                fs::write(&server.certificate, certificate).map_err(fault)?;
                return Ok(server);
            }
            let trimmed = line.trim();
            if server.url.is_empty() && trimmed.starts_with("kurrentdb://") {
                trimmed.clone_into(&mut server.url);
            } else if line.starts_with("-----BEGIN") || !certificate.is_empty() {
                certificate += &line;
                certificate.push('\n');
            }
        }
        Err("plumberd serve ended before it was ready".to_owned())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        _ = self.child.kill();
        _ = self.child.wait();
    }
}
