//! `docs/schemas.md`, followed to the letter: its files are written, its commands are run, and what it
//! says they print is compared.
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::driver::installed;
use crate::report::{Outcome, Report};

/// A code block of the page, by what stands behind its fence.
#[derive(Debug, PartialEq)]
enum Step<'a> {
    /// `rust src/main.rs`: a file, from the folder that the commands are in.
    File { path: &'a str, text: String },
    /// `sh` or `sh fails`: a script, and what the block `text` behind it says of its output.
    Run { script: String, fails: bool, output: Option<String> },
}

pub fn run(report: &mut Report) -> Outcome {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let root = root.canonicalize().map_err(|error| error.to_string())?;
    let page = root.join("docs/schemas.md");
    let text = fs::read_to_string(&page).map_err(|error| format!("{}: {error}", page.display()))?;
    let steps = steps(&text)?;
    // Outside of the repository: inside of it, Cargo would make the new crate a member of the workspace.
    let work = tempfile::tempdir().map_err(|error| format!("no temporary folder: {error}"))?;
    let mut place = Place { folder: work.path().into(), path: search_path(&root)?, root };
    for (line, step) in steps {
        let name = format!("docs/schemas.md:{line}");
        let mut fault = None;
        report.case(&name, || place.follow(&step).inspect_err(|error| fault = Some(error.clone())));
        if fault.is_some() {
            // What follows builds on it.
            return Err(format!("{name} failed, and the rest was not run"));
        }
    }
    Ok(())
}

/// The tools of this suite and our own command, before those of the machine.
fn search_path(root: &Path) -> Outcome<std::ffi::OsString> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .args(["build", "--quiet", "--package", "plumberd-cli"])
        .current_dir(root)
        .status()
        .map_err(|error| format!("cannot run cargo: {error}"))?;
    if !status.success() {
        return Err("plumberd-cli does not build".to_owned());
    }
    let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    let mut folders = vec![
        target.join("debug"),
        installed()?.join("python/bin"),
        installed()?.join("node/node_modules/.bin"),
    ];
    folders.extend(env::split_paths(&env::var_os("PATH").unwrap_or_default()));
    env::join_paths(folders).map_err(|error| error.to_string())
}

struct Place {
    /// Where the next command runs: a script may end in another folder.
    folder: PathBuf,
    path: std::ffi::OsString,
    root: PathBuf,
}

impl Place {
    fn follow(&mut self, step: &Step<'_>) -> Outcome {
        match step {
            Step::File { path, text } => {
                let path = self.folder.join(path);
                let parent = path.parent().unwrap_or(&path);
                fs::create_dir_all(parent)
                    .and_then(|()| fs::write(&path, text))
                    .map_err(|error| format!("{}: {error}", path.display()))
            }
            Step::Run { script, fails, output } => self.run(script, *fails, output.as_deref()),
        }
    }

    fn run(&mut self, script: &str, fails: bool, expected: Option<&str>) -> Outcome {
        let end = self.folder.join(".end");
        let script = format!("exec 2>&1\nset -e\n{script}");
        let output = Command::new("bash")
            .args(["-c", &format!("trap 'pwd > \"$END\"' EXIT\n{script}")])
            .current_dir(&self.folder)
            .env("END", &end)
            .env("PATH", &self.path)
            .env("PLUMBERD", &self.root)
            .env("CARGO_TARGET_DIR", self.root.join("target/interop/guide/target"))
            .env("CARGO_TERM_COLOR", "never")
            .env("NO_COLOR", "1")
            .output()
            .map_err(|error| format!("cannot run bash: {error}"))?;
        let text = String::from_utf8_lossy(&output.stdout);
        if output.status.success() == fails {
            let status = output.status;
            return Err(format!("ended with {status}, which is not what the page says\n{text}"));
        }
        if let Ok(folder) = fs::read_to_string(&end) {
            self.folder = folder.trim_end().into();
        }
        _ = fs::remove_file(&end);
        expected.map_or(Ok(()), |expected| printed(&text, expected))
    }
}

/// Whether the expected lines are printed, in this order, each whole; `…` stands for anything inside of
/// a line, and for any lines.
fn printed(text: &str, expected: &str) -> Outcome {
    let mut lines = text.lines();
    for line in expected.lines().map(str::trim_end).filter(|line| !matches!(*line, "" | "…")) {
        if !lines.any(|found| matches_line(found.trim_end(), line)) {
            return Err(format!(
                "the page says that this is printed: {line}\nprinted was:\n{text}"
            ));
        }
    }
    Ok(())
}

fn matches_line(found: &str, expected: &str) -> bool {
    let mut rest = found;
    let mut parts = expected.split('…');
    let Some(whole) = parts.next().and_then(|first| rest.strip_prefix(first)) else {
        return false;
    };
    rest = whole;
    let mut last = None;
    for part in parts {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
        last = Some(part);
    }
    // A line that ends in `…` may go on.
    rest.is_empty() || last == Some("")
}

/// The code blocks, each with the line of its fence.
fn steps(page: &str) -> Outcome<Vec<(usize, Step<'_>)>> {
    let mut steps: Vec<(usize, Step<'_>)> = Vec::new();
    let mut lines = page.lines().enumerate();
    while let Some((number, line)) = lines.next() {
        let Some(info) = line.strip_prefix("```") else { continue };
        let mut block = String::new();
        let closed = lines.by_ref().map(|(_, line)| line).take_while(|line| *line != "```");
        for line in closed {
            block += line;
            block.push('\n');
        }
        let (language, rest) = info.split_once(' ').unwrap_or((info, ""));
        let step = match (language, rest) {
            // What is a part of something.
            ("rust,ignore", _) => continue,
            ("sh", "") => Step::Run { script: block, fails: false, output: None },
            ("sh", "fails") => Step::Run { script: block, fails: true, output: None },
            ("text", "") => match steps.last_mut() {
                Some((_, Step::Run { output, .. })) if output.is_none() => {
                    *output = Some(block);
                    continue;
                }
                _ => return Err(format!("line {}: output of no command", number + 1)),
            },
            (_, "") => return Err(format!("line {}: a file without its path", number + 1)),
            (_, path) => Step::File { path, text: block },
        };
        steps.push((number + 1, step));
    }
    if steps.is_empty() { Err("the page has no code".to_owned()) } else { Ok(steps) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_steps() {
        let page =
            "a\n```rust src/main.rs\nfn main() {}\n```\n```sh fails\nfalse\n```\n```text\nx\n```\n";
        let run = Step::Run { script: "false\n".into(), fails: true, output: Some("x\n".into()) };
        let file = Step::File { path: "src/main.rs", text: "fn main() {}\n".into() };
        assert_eq!(steps(page), Ok(vec![(2, file), (5, run)]));
        assert!(steps("```text\nx\n```\n").is_err());
        assert!(steps("```rust\nx\n```\n").is_err());
        assert!(steps("nothing").is_err());
    }

    #[test]
    fn output_is_compared_line_by_line() {
        assert_eq!(printed("a\nb c\nd\n", "a\n…\nd"), Ok(()));
        assert_eq!(printed("in 12 ms at x\n", "in … ms at …"), Ok(()));
        assert!(printed("a\nb\n", "b\na").is_err());
        assert!(printed("ab\n", "a").is_err());
        assert!(printed("ab\n", "b").is_err());
    }
}
