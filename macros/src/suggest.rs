/// The candidate that was probably meant, if one is near enough.
pub(crate) fn nearest<'a>(given: &str, candidates: &[&'a str]) -> Option<&'a str> {
    let given = given.to_lowercase();
    candidates
        .iter()
        .map(|candidate| (distance(&given, &candidate.to_lowercase()), *candidate))
        .filter(|(distance, candidate)| *distance <= 1 + candidate.len().min(given.len()) / 4)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// How many insertions, deletions, replacements and swaps of neighbours lead from one text to the other.
fn distance(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=to.len()).collect();
    let mut previous = None;
    for (row, a) in from.chars().enumerate() {
        let mut current = vec![row + 1];
        for (column, b) in to.iter().enumerate() {
            let replaced = above[column] + usize::from(a != *b);
            let mut best = replaced.min(above[column + 1] + 1).min(current[column] + 1);
            if column > 0 && previous == Some(*b) && to[column - 1] == a {
                best = best.min(before[column - 1] + 1);
            }
            current.push(best);
        }
        before = std::mem::replace(&mut above, current);
        previous = Some(a);
    }
    above[to.len()]
}

/// `` `a`, `b` or `c` ``.
pub(crate) fn one_of(items: &[&str]) -> String {
    let mut text = String::new();
    for (index, item) in items.iter().enumerate() {
        let separator = match index {
            0 => "",
            _ if index + 1 == items.len() => " or ",
            _ => ", ",
        };
        text.push_str(separator);
        text.push('`');
        text.push_str(item);
        text.push('`');
    }
    text
}

/// `unknown thing`, with what was probably meant and what is allowed.
pub(crate) fn unknown(what: &str, given: &str, allowed: &[&str]) -> String {
    match nearest(given, allowed) {
        Some(meant) => format!(
            "unknown {what} `{given}`: did you mean `{meant}`?\nallowed: {}",
            one_of(allowed)
        ),
        None => format!("unknown {what} `{given}`\nallowed: {}", one_of(allowed)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances() {
        for (a, b, expected) in [
            ("", "", 0),
            ("", "abc", 3),
            ("tag", "tag", 0),
            ("tga", "tag", 1),
            ("verson", "version", 1),
            ("catgory", "category", 1),
            ("kitten", "sitting", 3),
        ] {
            assert_eq!(distance(a, b), expected, "{a} {b}");
            assert_eq!(distance(b, a), expected, "{b} {a}");
        }
    }

    #[test]
    fn near_and_far() {
        let keys = ["category", "version", "name", "tag", "aliases"];
        assert_eq!(nearest("verison", &keys), Some("version"));
        assert_eq!(nearest("Category", &keys), Some("category"));
        assert_eq!(nearest("alias", &keys), Some("aliases"));
        assert_eq!(nearest("tags", &keys), Some("tag"));
        assert_eq!(nearest("stream", &keys), None);
        assert_eq!(nearest("x", &keys), None);
    }

    #[test]
    fn lists() {
        assert_eq!(one_of(&["a"]), "`a`");
        assert_eq!(one_of(&["a", "b", "c"]), "`a`, `b` or `c`");
    }
}
