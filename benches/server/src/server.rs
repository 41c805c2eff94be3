//! The processes that are asked.

use std::env;
use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::mpsc;
use std::thread::{self, sleep};
use std::time::{Duration, Instant};

use crate::Outcome;
use plumberd_bench_harness::machine;

/// How long a server may take to begin.
const PATIENCE: Duration = Duration::from_secs(10);
/// Between two looks at the memory of a server.
const WATCH: Duration = Duration::from_millis(200);
/// What its documentation suggests where much is written; reads are faster without.
const UMADB_CACHE_MIB: &str = "64";

/// A server that listens, and ends with this.
pub struct Server {
    child: Child,
    pub address: SocketAddr,
    /// Held open, for what it prints.
    _said: Option<BufReader<ChildStdout>>,
}

impl Server {
    pub fn ours(program: &Path, folder: &Path) -> Outcome<Self> {
        let mut child = Command::new(program)
            .args(["serve", "--listen", "127.0.0.1:0", "--data"])
            .arg(folder.join("events.db"))
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("cannot run {}: {error}", program.display()))?;
        let mut said = BufReader::new(child.stdout.take().ok_or("the server has no output")?);
        let mut address = None;
        let mut line = String::new();
        while said.read_line(&mut line)? > 0 {
            if let Some(url) = line.trim().strip_prefix("kurrentdb://") {
                let host = url.split(['?', '/']).next().unwrap_or(url);
                address = Some(host.parse()?);
            }
            if line.starts_with("ready") {
                let address = address.ok_or("the server does not say where it listens")?;
                return Ok(Self { child, address, _said: Some(said) });
            }
            line.clear();
        }
        Err(format!("{} ended before it was ready", program.display()).into())
    }

    /// UmaDB's server, in another process of this program.
    pub fn umadb(folder: &Path, is_read: bool) -> Outcome<Self> {
        let address = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?;
        let child = Command::new(env::current_exe()?)
            .args(["umadb", &address.to_string(), if is_read { "0" } else { UMADB_CACHE_MIB }])
            .arg(folder)
            .stdout(Stdio::null())
            .spawn()?;
        let mut server = Self { child, address, _said: None };
        let begun = Instant::now();
        while TcpStream::connect(address).is_err() {
            if begun.elapsed() > PATIENCE {
                return Err("UmaDB does not begin".into());
            }
            if let Some(status) = server.child.try_wait()? {
                return Err(format!("UmaDB ended with {status} before it was ready").into());
            }
            sleep(Duration::from_millis(10));
        }
        Ok(server)
    }

    pub fn pause(&self) {
        machine::signal(&self.child, libc::SIGSTOP);
    }

    pub fn resume(&self) {
        machine::signal(&self.child, libc::SIGCONT);
    }

    /// What it has of a kind of memory that the kernel counts, in MiB.
    pub fn memory(&self, field: &str) -> Outcome<f64> {
        machine::memory_mib(self.child.id(), field)
    }

    /// Looks at its memory until the answer is dropped: what is its own, without the pages of files
    /// that the kernel lends.
    pub fn watch(&self) -> Watch {
        let process = self.child.id();
        let (stop, stopped) = mpsc::channel::<()>();
        let thread = thread::spawn(move || {
            let mut most: f64 = 0.0;
            while let Err(mpsc::RecvTimeoutError::Timeout) = stopped.recv_timeout(WATCH) {
                most = most.max(machine::memory_mib(process, "RssAnon").unwrap_or(0.0));
            }
            most
        });
        Watch { thread, stop }
    }
}

/// Somebody who looks at the memory of a server.
pub struct Watch {
    thread: thread::JoinHandle<f64>,
    stop: mpsc::Sender<()>,
}

impl Watch {
    /// The most that there was, in MiB.
    pub fn most(self) -> Outcome<f64> {
        drop(self.stop);
        self.thread.join().map_err(|_| "who looked at the memory panicked".into())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Both do nothing to a process that has ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[cfg(feature = "umadb")]
pub fn run_umadb(mut arguments: impl Iterator<Item = String>) -> Outcome {
    use umadb_server::{ServerOptions, StorageOptions, start_server_with_options};

    machine::die_with_parent();
    let mut next = || arguments.next().ok_or("usage: server umadb <address> <MiB> <folder>");
    let (listen_addr, cache, folder) = (next()?, next()?.parse()?, next()?);
    let storage = StorageOptions::default().db_path(folder).page_cache_max_mb(cache);
    let options = ServerOptions { listen_addr, tls: None, api_key: None, storage };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let (_never, stop) = tokio::sync::oneshot::channel();
    let served = runtime.block_on(start_server_with_options(options, stop));
    served.map_err(|error| error.to_string().into())
}

#[cfg(not(feature = "umadb"))]
pub fn run_umadb(_: impl Iterator<Item = String>) -> Outcome {
    Err("this program was built without UmaDB".into())
}
