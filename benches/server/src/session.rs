use std::fs;
use std::path::{Path, PathBuf};
use std::process;

use crate::Outcome;
use crate::job::Place;
use crate::options::Options;
use crate::peer::Peer;
use crate::server::Server;
use plumberd_bench_harness::machine;
use plumberd_bench_harness::report::Report;

/// One run: what was asked for, where it happens, and what came out.
pub struct Session {
    pub options: Options,
    pub report: Report,
    folder: PathBuf,
}

/// A contender that can be asked.
pub struct Open {
    pub peer: Peer,
    pub place: Place,
    /// None for what has no network in between.
    pub server: Option<Server>,
}

impl Session {
    pub fn new(options: Options) -> Outcome<Self> {
        fs::create_dir_all(&options.folder)?;
        let root = options.folder.canonicalize()?;
        // What a run that was interrupted has left behind.
        for entry in fs::read_dir(&root)? {
            let entry = entry?;
            let process = entry.file_name().to_str().and_then(|name| name.parse().ok());
            if process.is_some_and(|process: u32| !machine::is_alive(process)) {
                fs::remove_dir_all(entry.path())?;
            }
        }
        let folder = root.join(process::id().to_string());
        fs::create_dir(&folder)?;
        Ok(Self { options, report: Report::default(), folder })
    }

    /// The contenders in the order of a round, so that nobody always runs behind the same one.
    pub fn turn(&self, round: usize) -> Vec<Peer> {
        let mut peers = self.options.peers.clone();
        let length = peers.len();
        peers.rotate_left(round % length);
        peers
    }

    /// A folder for one store, empty.
    pub fn fresh(&self, peer: Peer, name: &str) -> Outcome<PathBuf> {
        let folder = self.folder.join(format!("{name}-{peer}"));
        self.remove(&folder)?;
        fs::create_dir(&folder)?;
        Ok(folder)
    }

    /// Removes a store, and waits until that is on the disk.
    pub fn remove(&self, folder: &Path) -> Outcome {
        if folder.exists() {
            fs::remove_dir_all(folder)?;
        }
        machine::settle(&self.folder)
    }

    /// Starts what serves a store.
    pub fn open(&self, peer: Peer, folder: &Path, is_read: bool) -> Outcome<Open> {
        let server = match peer {
            Peer::Ours => Some(Server::ours(&self.options.plumberd, folder)?),
            Peer::Umadb => Some(Server::umadb(folder, is_read)?),
            Peer::Store => None,
        };
        let place = match (&server, peer) {
            (Some(server), Peer::Ours) => Place::Ours(server.address),
            (Some(server), _) => Place::Umadb(server.address),
            (None, _) => Place::Store(folder.join("events.db")),
        };
        Ok(Open { peer, place, server })
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.folder) {
            eprintln!("cannot remove {}: {error}", self.folder.display());
        }
    }
}
