//! Which fields need a box, so that a type has a size.

use std::collections::BTreeMap;

use crate::model::{Kind, Type};

/// The types that hold each other, in groups.
#[derive(Debug, Default)]
pub(super) struct Cycles<'a> {
    groups: BTreeMap<&'a str, usize>,
}

/// The type that a value of this kind has inside of itself; what is in a list is somewhere else.
pub(super) fn held(kind: &Kind) -> Option<&str> {
    match kind {
        Kind::Named(name) => Some(name),
        Kind::Optional(inner) | Kind::Array(inner, _) => held(inner),
        _ => None,
    }
}

impl<'a> Cycles<'a> {
    /// The strongly connected components, by Kosaraju's two walks. The stacks are explicit: a long
    /// chain of messages must not exhaust that of the thread.
    pub(super) fn new(types: &[&'a Type]) -> Self {
        let names: Vec<String> = types.iter().map(|ty| ty.full_name()).collect();
        let index: BTreeMap<&str, usize> =
            names.iter().enumerate().map(|(index, name)| (name.as_str(), index)).collect();
        let mut forwards = vec![Vec::new(); types.len()];
        let mut backwards = vec![Vec::new(); types.len()];
        let mut keys: BTreeMap<usize, &'a str> = BTreeMap::new();
        for (from, ty) in types.iter().enumerate() {
            for name in ty.fields().iter().filter_map(|field| held(&field.kind)) {
                let Some(&to) = index.get(name) else { continue };
                keys.insert(to, name);
                if let (Some(forwards), Some(backwards)) =
                    (forwards.get_mut(from), backwards.get_mut(to))
                {
                    forwards.push(to);
                    backwards.push(from);
                }
            }
        }
        let mut seen = vec![false; types.len()];
        let mut finished = Vec::new();
        for start in 0..types.len() {
            walk(start, &forwards, &mut seen, &mut finished);
        }
        let mut seen = vec![false; types.len()];
        let mut groups = BTreeMap::new();
        for (group, start) in finished.into_iter().rev().enumerate() {
            let mut members = Vec::new();
            walk(start, &backwards, &mut seen, &mut members);
            for member in members {
                // A type that nobody holds is in no cycle.
                if let Some(name) = keys.get(&member) {
                    groups.insert(*name, group);
                }
            }
        }
        Self { groups }
    }

    /// Whether a field of this kind holds a value of its own type, by whatever way.
    pub(super) fn boxes(&self, owner: &str, kind: &Kind) -> bool {
        let Some(inner) = held(kind) else { return false };
        self.groups.get(owner).is_some_and(|group| self.groups.get(inner) == Some(group))
    }
}

/// Adds what can be reached and was not seen, the farthest first.
fn walk(start: usize, edges: &[Vec<usize>], seen: &mut [bool], out: &mut Vec<usize>) {
    let mut stack = vec![(start, 0)];
    while let Some((node, next)) = stack.pop() {
        if next == 0 {
            match seen.get_mut(node) {
                Some(seen) if !*seen => *seen = true,
                _ => continue,
            }
        }
        match edges.get(node).and_then(|edges| edges.get(next)) {
            Some(to) => {
                stack.push((node, next + 1));
                stack.push((*to, 0));
            }
            None => out.push(node),
        }
    }
}
