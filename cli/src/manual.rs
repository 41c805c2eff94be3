//! `docs/cli.md` lists the commands and flags that there are, no more and no fewer.

use std::collections::BTreeSet;

use clap::{Arg, Command, CommandFactory};

use crate::Arguments;

const PAGE: &str = include_str!("../../docs/cli.md");

/// The sections of the page: the title, and the text below it.
fn sections() -> Vec<(&'static str, &'static str)> {
    PAGE.split("\n## ").skip(1).filter_map(|section| section.split_once('\n')).collect()
}

/// The texts in backticks.
fn quoted(text: &str) -> Vec<&str> {
    text.split('`').skip(1).step_by(2).collect()
}

/// The commands that do something, with their full names.
fn commands() -> Vec<(String, Command)> {
    fn collect(name: &str, command: &Command, found: &mut Vec<(String, Command)>) {
        let mut inner = command.get_subcommands().filter(|it| it.get_name() != "help").peekable();
        if inner.peek().is_none() {
            found.push((name.to_owned(), command.clone()));
        }
        for command in inner {
            collect(&format!("{name} {}", command.get_name()), command, found);
        }
    }
    let mut plumberd = Arguments::command();
    plumberd.build();
    let mut found = Vec::new();
    collect("plumberd", &plumberd, &mut found);
    found
}

fn arguments(command: &Command) -> impl Iterator<Item = &Arg> {
    command.get_arguments().filter(|argument| argument.get_id() != "help")
}

/// `--lock <FILE>`, `<NAME>`, `[FIELDS]...`.
fn spelled(argument: &Arg) -> String {
    argument.to_string()
}

#[test]
fn every_command_has_its_section() {
    let documented: BTreeSet<String> = sections()
        .iter()
        .filter_map(|(title, _)| Some(title.strip_prefix('`')?.strip_suffix('`')?.to_owned()))
        .collect();
    let existing: BTreeSet<String> = commands().into_iter().map(|(name, _)| name).collect();
    assert_eq!(documented, existing);
}

#[test]
fn every_section_has_the_arguments_and_flags() {
    for (name, command) in commands() {
        let title = format!("`{name}`");
        let sections = sections();
        let (_, text) = sections.iter().find(|(it, _)| *it == title).expect(&title);
        let list = text.trim_start().strip_prefix("Arguments and flags: ").expect(&title);
        let (list, rest) = list.split_once("\n\n").expect(&title);
        let existing: Vec<String> = arguments(&command).map(spelled).collect();
        assert_eq!(quoted(list), existing, "{title}");
        let example = rest.split_once(&format!("```console\n$ {name}"));
        let is_whole = example.is_some_and(|(_, behind)| behind.starts_with([' ', '\n']));
        assert!(is_whole, "{title} has no example");
        assert!(rest.contains("\nExit codes: "), "{title} has no exit codes");
    }
}

#[test]
fn every_flag_is_explained() {
    let sections = sections();
    let (_, text) = sections.iter().find(|(title, _)| *title == "Flags").expect("Flags");
    let rows = text.lines().filter(|line| line.starts_with("| `"));
    let documented: Vec<&str> = rows.filter_map(|row| quoted(row).first().copied()).collect();
    let commands = commands();
    let existing: BTreeSet<String> = commands
        .iter()
        .flat_map(|(_, command)| arguments(command))
        .filter_map(|argument| Some(format!("--{}", argument.get_long()?)))
        .collect();
    assert_eq!(documented.len(), existing.len(), "a flag stands twice: {documented:?}");
    let documented: BTreeSet<String> = documented.into_iter().map(str::to_owned).collect();
    assert_eq!(documented, existing);
}
