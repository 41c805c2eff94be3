//! The history of a repository, as `git log` streams it.

use std::error::Error;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

use plumberd::clock::DateTimeOffset;

use crate::FileChange;

/// One commit with its changes against its first parent; none for a merge.
#[derive(Debug)]
pub(crate) struct Commit {
    pub(crate) hash: String,
    pub(crate) author: String,
    pub(crate) authored_at: DateTimeOffset,
    pub(crate) subject: String,
    pub(crate) changes: Vec<FileChange>,
}

/// The commits of a repository, oldest first, read one by one.
#[derive(Debug)]
pub(crate) struct History {
    git: Child,
    output: BufReader<ChildStdout>,
    commits: u64,
    /// The header that ended the commit before.
    next: Option<Header>,
}

#[derive(Debug)]
struct Header {
    hash: String,
    author: String,
    authored_at: DateTimeOffset,
    subject: String,
}

type Fallible<T> = Result<T, Box<dyn Error>>;

impl History {
    /// Starts to read the history of the checked-out branch.
    pub(crate) fn open(repository: &Path) -> Fallible<Self> {
        let git = |arguments: &[&str]| {
            let mut command = Command::new("git");
            command.arg("-C").arg(repository).args(arguments).stdin(Stdio::null());
            command
        };
        let counted = git(&["rev-list", "--count", "HEAD"])
            .output()
            .map_err(|error| format!("cannot run git, which reads the history: {error}"))?;
        if !counted.status.success() {
            return Err(String::from_utf8_lossy(&counted.stderr).trim().into());
        }
        let commits = String::from_utf8(counted.stdout)?.trim().parse()?;
        // NUL ends a header and each of its files; \x01 begins a header, \x02 parts it.
        let format = "--format=%x01%H%x02%aN <%aE>%x02%aI%x02%s";
        let mut git = git(&["log", "--reverse", "--no-renames", "-z", "--numstat", format, "HEAD"])
            .stdout(Stdio::piped())
            .spawn()?;
        let output = git.stdout.take().ok_or("git has no output")?;
        Ok(Self { git, output: BufReader::new(output), commits, next: None })
    }

    pub(crate) fn commits(&self) -> u64 {
        self.commits
    }

    fn token(&mut self) -> Fallible<Option<String>> {
        let mut token = Vec::new();
        self.output.read_until(0, &mut token)?;
        if token.pop().is_none() {
            return Ok(None);
        }
        // Paths and names are bytes to git, and text to us.
        let text = String::from_utf8_lossy(&token);
        Ok(Some(text.trim_start_matches('\n').to_owned()))
    }

    fn read(&mut self) -> Fallible<Option<Commit>> {
        let header = match self.next.take() {
            Some(header) => header,
            None => match self.token()? {
                Some(token) => Header::parse(&token)?,
                None => return self.finish(),
            },
        };
        let mut changes = Vec::new();
        while let Some(token) = self.token()? {
            if token.starts_with('\x01') {
                self.next = Some(Header::parse(&token)?);
                break;
            }
            if !token.is_empty() {
                changes.push(change(&token)?);
            }
        }
        let Header { hash, author, authored_at, subject } = header;
        Ok(Some(Commit { hash, author, authored_at, subject, changes }))
    }

    fn finish(&mut self) -> Fallible<Option<Commit>> {
        let status = self.git.wait()?;
        if status.success() { Ok(None) } else { Err(format!("git log ended with {status}").into()) }
    }
}

impl Iterator for History {
    type Item = Fallible<Commit>;

    fn next(&mut self) -> Option<Self::Item> {
        self.read().transpose()
    }
}

impl Drop for History {
    fn drop(&mut self) {
        // After an error, git may still have more to say than anybody reads.
        let _ = self.git.kill();
        let _ = self.git.wait();
    }
}

impl Header {
    fn parse(token: &str) -> Fallible<Self> {
        let parts: Vec<&str> = token.trim_start_matches('\x01').splitn(4, '\x02').collect();
        let [hash, author, authored_at, subject] = parts[..] else {
            return Err(format!("git log wrote a header that is not one: {token:?}").into());
        };
        // Some old commits have offsets that do not exist; their moment is lost, the commit is not.
        let authored_at = DateTimeOffset::parse(authored_at).unwrap_or(DateTimeOffset::UNIX_EPOCH);
        Ok(Self { hash: hash.into(), author: author.into(), authored_at, subject: subject.into() })
    }
}

/// `added TAB deleted TAB path`, with `-` for both in a binary file.
fn change(token: &str) -> Fallible<FileChange> {
    let mut parts = token.splitn(3, '\t');
    let (Some(added), Some(deleted), Some(path)) = (parts.next(), parts.next(), parts.next())
    else {
        return Err(format!("git log wrote a change that is not one: {token:?}").into());
    };
    Ok(FileChange { path: path.into(), added: added.parse().ok(), deleted: deleted.parse().ok() })
}
