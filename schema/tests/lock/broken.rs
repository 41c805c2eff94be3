use plumberd_schema::lock::{Lock, LockError, MAX_BYTES};

use crate::small;

fn text() -> String {
    Lock::of(&small()).to_json()
}

fn message(text: &str) -> String {
    Lock::parse(text).unwrap_err().to_string()
}

/// The message for the file with one text replaced by another, once.
fn with(from: &str, to: &str) -> String {
    let text = text();
    assert!(text.contains(from), "{from}");
    message(&text.replacen(from, to, 1))
}

const BY_HAND: &str = "; the file is not written by hand: restore it from version control, then run `plumberd schema accept`";

#[test]
fn edited_by_hand() {
    let error = with("\"name\": \"width\"", "\"name\": \"breadth\"");
    assert!(
        error.starts_with(
            "plumberd.lock.json: type `recording.v1.Size` was edited by hand: its digest is sha256:"
        ),
        "{error}"
    );
    assert!(
        error.ends_with("; restore the file from version control, change the schema itself, and run `plumberd schema accept`"),
        "{error}"
    );
}

#[test]
fn every_edit_of_a_line_is_noticed() {
    let text = text();
    for (from, to) in [
        ("\"number\": 2", "\"number\": 3"),
        ("\"oldest\": 1", "\"oldest\": 2"),
        ("\"category\": \"Recording\"", "\"category\": \"Camera\""),
        ("\"kind\": \"int32\"", "\"kind\": \"int64\""),
        (", \"default\": true", ""),
        ("\"fixed\": \"recording.started\"", "\"fixed\": \"x\""),
        ("\"deprecated\": true,", ""),
        ("[20, 22]", "[20, 21]"),
        ("\"open\": true", "\"open\": false"),
        ("\"package\": \"recording.v1\"", "\"removed\": true, \"package\": \"recording.v1\""),
    ] {
        assert!(text.contains(from), "{from}");
        let error = Lock::parse(&text.replacen(from, to, 1)).unwrap_err();
        assert!(matches!(error, LockError::Edited { .. }), "{from}: {error}");
    }
}

#[test]
fn merge_conflict() {
    let text = text();
    let (before, after) = text.split_at(text.find("    \"recording.v1.Size\"").unwrap());
    let conflict = format!("{before}<<<<<<< HEAD\n=======\n>>>>>>> main\n{after}");
    let line = before.lines().count() + 1;
    assert_eq!(
        message(&conflict),
        format!(
            "plumberd.lock.json:{line}: a merge conflict is not resolved; take one side of the file (`git checkout --ours plumberd.lock.json`), then run `plumberd schema accept`"
        )
    );
}

#[test]
fn types_of_two_branches_merge() {
    let schema = small();
    let mut one = schema.clone();
    let size = one.types.remove("recording.v1.Size").unwrap();
    // The entry of a type does not depend on the other types.
    let entry = |text: &str| {
        let start = text.find("    \"recording.v1.Started\"").unwrap();
        text[start..].to_owned()
    };
    assert_eq!(entry(&Lock::of(&schema).to_json()), entry(&Lock::of(&one).to_json()));
    one.insert(size);
    assert_eq!(Lock::of(&one), Lock::of(&schema));
}

#[test]
fn truncated() {
    let text = text();
    for end in (0..text.trim_end().len()).filter(|end| text.is_char_boundary(*end)) {
        let error = Lock::parse(&text[..end]).unwrap_err();
        assert!(matches!(error, LockError::Truncated { .. }), "{end}: {error}");
    }
    assert_eq!(
        message(""),
        "plumberd.lock.json:1:0: the file ends too early; restore it from version control, or remove it and run `plumberd schema accept`"
    );
}

#[test]
fn not_json() {
    assert_eq!(
        message("{\n  \"format\": 1,\n  types"),
        "plumberd.lock.json:3:3: not JSON: key must be a string; restore the file from version control"
    );
    assert_eq!(
        message("\u{feff}{}"),
        "plumberd.lock.json:1:1: not JSON: expected value; restore the file from version control"
    );
    assert!(message(&(text() + "x")).contains("not JSON: trailing characters"));
}

#[test]
fn other_formats() {
    assert_eq!(
        with("\"format\": 1", "\"format\": 2"),
        "plumberd.lock.json has format 2, this plumberd reads format 1; use the version of plumberd that wrote it, or a newer one"
    );
    // Whatever else it has.
    assert!(message("{\"format\": 9, \"types\": []}").contains("has format 9"));
    assert_eq!(message("{}"), format!("plumberd.lock.json:1:2: missing field `format`{BY_HAND}"));
    assert_eq!(
        message("{\"format\": \"1\"}"),
        format!("plumberd.lock.json:1:14: invalid type: string \"1\", expected u64{BY_HAND}")
    );
}

#[test]
fn wrong_structure() {
    let place = |error: &str| {
        let rest = error.strip_prefix("plumberd.lock.json:").unwrap();
        let rest = rest.strip_suffix(BY_HAND).unwrap_or_else(|| panic!("{error}"));
        let (place, fault) = rest.split_once(": ").unwrap();
        assert!(
            place.split(':').all(|number| number.parse::<u32>().is_ok_and(|it| it > 0)),
            "{error}"
        );
        fault.to_owned()
    };
    for (from, to, fault) in [
        (
            "\"number\": 1, \"name\": \"camera\"",
            "\"number\": 0, \"name\": \"camera\"",
            "0 is not a field number; they are from 1 to 536870911",
        ),
        (
            "\"number\": 1, \"name\": \"camera\"",
            "\"number\": 536870912, \"name\": \"camera\"",
            "536870912 is not a field number; they are from 1 to 536870911",
        ),
        (
            "\"number\": 1, \"name\": \"camera\"",
            "\"number\": -1, \"name\": \"camera\"",
            "invalid value: integer `-1`, expected u32",
        ),
        (
            "\"number\": 2, \"name\": \"QUALITY_HIGH\"",
            "\"number\": 2147483648, \"name\": \"QUALITY_HIGH\"",
            "invalid value: integer `2147483648`, expected i32",
        ),
        (
            "\"kind\": \"int32\"",
            "\"kind\": \"int7\"",
            "`int7` is not a kind of field; examples are `uuid`, `decimal`, `int16`, `set<string>`, `array<double, 3>`",
        ),
        ("\"kind\": \"int32\"", "\"kind\": 7", "invalid type: integer `7`, expected a string"),
        (
            "\"json\": \"Width\"",
            "\"jsn\": \"Width\"",
            "unknown field `jsn`, expected one of `number`, `name`, `json`, `proto_json`, `kind`, `oneof`, `aliases`, `fixed`, `id`, `default`, `deprecated`",
        ),
        (", \"json\": \"Width\"", "", "missing field `json`"),
        ("\"name\": \"width\"", "\"name\": \"width\", \"name\": \"w\"", "duplicate field `name`"),
        (
            "\"recording.v1.Size\": {",
            "\"recording.v1.Quality\": {",
            "the type `recording.v1.Quality` is there twice",
        ),
        (
            "\"profile\": \"micro-plumberd\"",
            "\"profile\": \"xml\"",
            "unknown variant `xml`, expected one of `micro-plumberd`, `proto3`, `py-0.1.9`",
        ),
        (
            "\"digest\": \"sha256:",
            "\"digest\": \"md5:",
            "a hash is `sha256:` and 64 hexadecimal digits in lower case",
        ),
        ("[20, 22]", "[20]", "invalid length 1, expected a tuple of size 2"),
    ] {
        assert_eq!(place(&with(from, to)), fault, "{from}");
    }
}

#[test]
fn a_type_that_does_not_hold_together() {
    let wrong = |fault: &str| {
        format!(
            "plumberd.lock.json: type `recording.v1.Size`: {fault}; restore the file from version control, then run `plumberd schema accept`"
        )
    };
    assert_eq!(
        with(
            "\"package\": \"recording.v1\",\n      \"fields\": [\n        { \"number\": 1, \"name\": \"width\"",
            "\"package\": \"other\",\n      \"fields\": [\n        { \"number\": 1, \"name\": \"width\""
        ),
        wrong("its package `other` does not begin its name")
    );
    assert_eq!(
        with(
            "\"kind\": \"int32\" },\n        { \"number\": 2, \"name\": \"height\"",
            "\"kind\": \"int32\", \"oneof\": \"shape\" },\n        { \"number\": 2, \"name\": \"height\""
        ),
        wrong("field `width` is in the oneof `shape`, which is not there")
    );
    let digest = format!("sha256:{}", "0".repeat(64));
    let both = format!(
        "{{\"format\":1,\"types\":{{\"recording.v1.Size\":{{\"package\":\"recording.v1\",\"fields\":[],\"values\":[],\"digest\":\"{digest}\"}}}}}}"
    );
    assert_eq!(message(&both), wrong("it has to have either `fields` or `values`"));
    let value = |number| format!("{{\"number\":{number},\"name\":\"BIG\",\"json\":\"Big\"}}");
    let values = format!("\"values\":[{},{}]", value(0), value(1));
    assert_eq!(
        message(&both.replace("\"fields\":[],\"values\":[]", &values)),
        wrong("the value `BIG` is there twice")
    );
}

#[test]
fn too_large_and_too_deep() {
    let large = " ".repeat(MAX_BYTES + 1);
    assert_eq!(
        message(&large),
        "plumberd.lock.json has 67108865 bytes, the limit is 67108864; restore the file from version control"
    );
    let deep = |depth| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    assert_eq!(
        message(&format!("{{\"format\": 1, \"types\": {}}}", deep(100_000))),
        format!(
            "plumberd.lock.json:1:23: invalid type: sequence, expected types by their names{BY_HAND}"
        )
    );
    assert_eq!(
        message(&deep(100_000)),
        format!("plumberd.lock.json:1:1: invalid type: sequence, expected u64{BY_HAND}")
    );
}
