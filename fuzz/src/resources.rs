use std::fs;

/// How much more of each the process may have than at its first look.
const MEMORY: u64 = 64 * 1024 * 1024;
const THREADS: u64 = 8;
const FILES: u64 = 16;

/// What the process has taken from the system.
#[derive(Debug, Clone, Copy)]
pub struct Resources {
    /// Resident, in bytes.
    memory: u64,
    threads: u64,
    /// Open ones, sockets among them.
    files: u64,
}

impl Resources {
    /// What it has now; nothing where the system does not tell.
    pub fn now() -> Option<Self> {
        let status = fs::read_to_string("/proc/self/status").ok()?;
        let number = |key: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(key))?;
            line.split_whitespace().next()?.parse::<u64>().ok()
        };
        Some(Self {
            memory: number("VmRSS:")? * 1024,
            threads: number("Threads:")?,
            files: fs::read_dir("/proc/self/fd").ok()?.count() as u64,
        })
    }

    /// # Panics
    /// When much more is taken than before.
    pub fn assert_near(&self, before: &Self) {
        for (what, now, before, more) in [
            ("bytes of memory", self.memory, before.memory, MEMORY),
            ("threads", self.threads, before.threads, THREADS),
            ("open files", self.files, before.files, FILES),
        ] {
            assert!(
                now <= before + more,
                "{now} {what}, and {before} before: more than {more} more"
            );
        }
    }
}
