use std::collections::BTreeSet;

/// Nodes that use each other, directly or not, in groups; a group comes behind those that it uses.
///
/// This is Tarjan's algorithm with a stack of its own, since the depth is up to the input.
pub(super) fn groups(uses: &[BTreeSet<usize>]) -> Vec<Vec<usize>> {
    const NEW: usize = usize::MAX;
    let mut groups = Vec::new();
    let (mut index, mut low) = (vec![NEW; uses.len()], vec![NEW; uses.len()]);
    let mut open: Vec<usize> = Vec::new();
    let mut is_open = vec![false; uses.len()];
    let mut count = 0;
    for start in 0..uses.len() {
        if index[start] != NEW {
            continue;
        }
        let mut calls = vec![(start, uses[start].iter())];
        while let Some((node, mut rest)) = calls.pop() {
            if index[node] == NEW {
                (index[node], low[node]) = (count, count);
                count += 1;
                open.push(node);
                is_open[node] = true;
            }
            let next = rest.by_ref().find(|used| {
                if is_open[**used] {
                    low[node] = low[node].min(low[**used]);
                }
                index[**used] == NEW
            });
            if let Some(next) = next {
                calls.push((node, rest));
                calls.push((*next, uses[*next].iter()));
                continue;
            }
            if let Some((caller, _)) = calls.last() {
                low[*caller] = low[*caller].min(low[node]);
            }
            if low[node] == index[node] {
                let at = open.iter().rposition(|other| *other == node).unwrap_or_default();
                let mut group = open.split_off(at);
                for member in &group {
                    is_open[*member] = false;
                }
                group.sort_unstable();
                groups.push(group);
            }
        }
    }
    groups
}
