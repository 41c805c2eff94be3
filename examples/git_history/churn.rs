//! What the events add up to.

use std::collections::{BTreeSet, HashMap};

use crate::{CommitRecorded, FilesChanged};

/// Lines changed, by file and by author.
#[derive(Debug, Default)]
pub(crate) struct Churn {
    commits: u64,
    files: HashMap<String, File>,
    authors: HashMap<String, Author>,
}

#[derive(Debug, Default)]
struct File {
    commits: u64,
    lines: Lines,
    authors: BTreeSet<String>,
}

#[derive(Debug, Default)]
struct Author {
    commits: u64,
    lines: Lines,
}

#[derive(Debug, Default, Clone, Copy)]
struct Lines {
    added: u64,
    deleted: u64,
}

impl Lines {
    fn add(&mut self, added: Option<u32>, deleted: Option<u32>) {
        self.added += u64::from(added.unwrap_or(0));
        self.deleted += u64::from(deleted.unwrap_or(0));
    }

    fn churn(self) -> u64 {
        self.added + self.deleted
    }
}

impl Churn {
    pub(crate) fn commit(&mut self, commit: &CommitRecorded) {
        self.commits += 1;
        self.authors.entry(commit.author.clone()).or_default().commits += 1;
    }

    pub(crate) fn files(&mut self, files: FilesChanged) {
        for change in files.changes {
            let author = self.authors.entry(files.author.clone()).or_default();
            author.lines.add(change.added, change.deleted);
            let file = self.files.entry(change.path).or_default();
            file.commits += 1;
            file.lines.add(change.added, change.deleted);
            if !file.authors.contains(&files.author) {
                file.authors.insert(files.author.clone());
            }
        }
    }

    pub(crate) fn print(&self) {
        println!(
            "\n{} commits, {} files, {} authors\n",
            self.commits,
            self.files.len(),
            self.authors.len()
        );
        println!("{:>9} {:>9} {:>8} {:>8}  file", "added", "deleted", "commits", "authors");
        for (path, file) in top(&self.files, |file| file.lines.churn()) {
            let Lines { added, deleted } = file.lines;
            println!(
                "{added:>9} {deleted:>9} {:>8} {:>8}  {path}",
                file.commits,
                file.authors.len()
            );
        }
        println!("\n{:>9} {:>9} {:>8}  author", "added", "deleted", "commits");
        for (name, author) in top(&self.authors, |author| author.lines.churn()) {
            let Lines { added, deleted } = author.lines;
            println!("{added:>9} {deleted:>9} {:>8}  {name}", author.commits);
        }
    }
}

/// The fifteen largest, by value and then by name.
fn top<T>(entries: &HashMap<String, T>, by: impl Fn(&T) -> u64) -> Vec<(&String, &T)> {
    let mut entries: Vec<_> = entries.iter().collect();
    entries.sort_by(|a, b| by(b.1).cmp(&by(a.1)).then_with(|| a.0.cmp(b.0)));
    entries.truncate(15);
    entries
}
