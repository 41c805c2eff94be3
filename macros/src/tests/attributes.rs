//! How attributes are read, and what is said about wrong ones.

use proc_macro2::TokenStream;
use syn::DeriveInput;

use crate::ast::{self, DataType, Role};
use crate::check;
use crate::ctxt::Ctxt;
use crate::expand::{Derive, derive};

fn event(input: &str) -> Result<ast::Event, Vec<String>> {
    parse(input, |input, cx| {
        let event = ast::event(input, cx)?;
        check::event(&event, &input.ident, cx);
        Some(event)
    })
}

fn data(input: &str) -> Result<DataType, Vec<String>> {
    parse(input, ast::data)
}

fn parse<T>(
    input: &str,
    read: impl FnOnce(&DeriveInput, &Ctxt) -> Option<T>,
) -> Result<T, Vec<String>> {
    let tokens: TokenStream = input.parse().map_err(|_| vec!["not tokens".to_owned()])?;
    let input: DeriveInput = syn::parse2(tokens).map_err(|error| vec![error.to_string()])?;
    Ctxt::collect(|cx| read(&input, cx))
        .map_err(|errors| errors.into_iter().map(|error| error.to_string()).collect())
}

fn errors(input: &str) -> Vec<String> {
    event(input).err().unwrap_or_default()
}

fn error(input: &str) -> String {
    let errors = errors(input);
    assert_eq!(errors.len(), 1, "{errors:?}");
    errors.into_iter().next().unwrap_or_default()
}

#[test]
fn keys_may_be_spread_over_attributes() {
    let event = event(
        r#"#[event(category = "A")] #[event(version = "v1",)] #[event()] struct X { #[event(tag = 1)] #[event(name = "Y")] a: u8 }"#,
    );
    let event = event.ok();
    let field = event.as_ref().and_then(|event| event.message.fields.first());
    assert_eq!(field.map(|field| (field.number, field.json.as_str())), Some((Some(1), "Y")));
}

#[test]
fn versions() {
    let of = |version: &str| {
        errors(&format!(
            "#[event(category = \"A\", version = {version}, since = {version})] struct X;"
        ))
        .into_iter()
        .next()
        .unwrap_or_default()
    };
    assert_eq!(of("\"v1\""), "");
    assert_eq!(of("\"v12\""), "");
    for (version, part) in [
        ("\"1\"", "written with a `v`: \"v1\""),
        ("\"v0\"", "begin with \"v1\""),
        ("\"v01\"", "write \"v1\""),
        ("\"1.0\"", "a whole number"),
        ("\"v1.0\"", "a whole number"),
        ("\"\"", "is not a version"),
        ("\"one\"", "is not a version"),
        ("\"v99999999999\"", "too large"),
        ("\"v+1\"", "is not a version"),
        ("1", "expected a string literal: `version = \"v1\"`"),
    ] {
        assert!(of(version).contains(part), "{version}: {}", of(version));
    }
}

#[test]
fn several_errors_at_once() {
    let errors = errors(
        r#"#[event(categroy = "A", version = 1, version = "v2", nonsense(1, 2), name)] struct X { #[event(tga = 1)] a: u8, #[event(skip = 1)] b: u8 }"#,
    );
    let has = |part: &str| {
        assert!(errors.iter().any(|error| error.contains(part)), "{part}: {errors:#?}");
    };
    has("did you mean `category`?");
    has("expected a string literal: `version = \"v1\"`");
    has("`version` is given twice");
    has("unknown key of an event `nonsense`");
    has("`name` needs a value");
    has("did you mean `tag`?");
    has("`skip` takes no value");
}

#[test]
fn ids() {
    let role = |fields: &str| {
        let event = event(&format!("#[event(category = \"A\")] struct X {{ {fields} }}")).ok()?;
        event
            .message
            .fields
            .first()
            .map(|field| (field.role, field.ident.to_string(), field.json.clone()))
    };
    let id = |name: &str| Some((Role::Id, name.to_owned(), "Id".to_owned()));
    assert_eq!(role("a: u8, id: Uuid"), id("id"));
    assert_eq!(role("a: u8, id: Option<uuid::Uuid>"), id("id"));
    assert_eq!(role("id: u64, #[event(id)] other: Thing"), None, "both would have the key `Id`");
    assert_eq!(role("#[event(name = \"Number\")] id: u64, #[event(id)] other: Thing"), id("other"));
    assert_eq!(role("id: u64").map(|(role, ..)| role), Some(Role::Plain));
}

#[test]
fn tags_are_suggested_behind_the_last_and_around_reserved_ones() {
    let errors = errors(
        r#"#[event(category = "A", reserved(3..=4, 18999))] struct X { #[event(tag = 2)] a: u8, b: u8, c: u8 }"#,
    );
    assert_eq!(errors.len(), 2);
    assert!(
        errors.iter().any(|error| error.contains("`b`") && error.contains("tag = 5")),
        "{errors:?}"
    );
    assert!(
        errors.iter().any(|error| error.contains("`c`") && error.contains("tag = 6")),
        "{errors:?}"
    );
    let many = error(r#"#[event(category = "A")] struct X { #[event(tag = 18999)] a: u8, b: u8 }"#);
    assert!(many.contains("tag = 20000"), "{many}");
    // There is no free number, and nothing runs for ever or overflows.
    error(
        r#"#[event(category = "A", reserved(2..=536870911))] struct X { #[event(tag = 1)] a: u8, b: u8 }"#,
    );
}

#[test]
fn shapes_of_data() {
    assert!(matches!(data("struct A(u8);"), Ok(DataType::Newtype(_))));
    assert!(matches!(data("struct A { a: u8 }"), Ok(DataType::Message(_))));
    assert!(matches!(data("enum A { B = 0 }"), Ok(DataType::Enum(_))));
    assert!(matches!(data("enum A { B(u8), C }"), Ok(DataType::Oneof(_))));
    assert!(matches!(data("enum A { B = 0, #[event(unknown)] C(i32) }"), Ok(DataType::Enum(_))));
    assert!(data("enum A {}").is_err());
    assert!(data("struct A(u8, u8);").is_err());
}

/// The same rules as `plumberd_schema::name::check_category`.
#[test]
fn categories() {
    let fault =
        |name: &str| errors(&format!("#[event(category = {name:?})] struct X;")).into_iter().next();
    let same = |name: &str| {
        let fault = fault(name);
        assert_eq!(
            fault.is_some(),
            plumberd_schema::name::check_category(name).is_err(),
            "{name:?}"
        );
        fault.unwrap_or_default()
    };
    for good in ["Recording", ">SessionIn", "ż", "a b"] {
        assert_eq!(same(good), "");
    }
    for (bad, part) in [
        ("", "cannot be empty"),
        ("My-Cat", "write \"MyCat\""),
        ("a:b", "cannot contain `:`"),
        ("$all", "cannot begin with `$`"),
        ("a\nb", "control characters"),
        (&"x".repeat(256), "longer than 255 bytes"),
    ] {
        assert!(same(bad).contains(part), "{bad:?}");
    }
}

/// Whatever the attribute holds, the answer is an error, not a panic.
#[test]
fn nonsense_is_refused() {
    let pieces = [
        "category", "=", "\"A\"", ",", "(", ")", "tag", "1", "-", "..=", "::", "crate", "<", "'a",
        "#", "reserved", "default",
    ];
    let mut state = 1u64;
    for _ in 0..600 {
        let mut text = String::new();
        let mut open = 0;
        for _ in 0..8 {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let piece = usize::try_from(state >> 33)
                .ok()
                .and_then(|index| pieces.get(index % pieces.len()));
            match piece.copied().unwrap_or_default() {
                "(" => open += 1,
                ")" if open == 0 => continue,
                ")" => open -= 1,
                _ => {}
            }
            text.push_str(piece.copied().unwrap_or_default());
            text.push(' ');
        }
        text.push_str(&")".repeat(open));
        for kind in [Derive::Event, Derive::Data, Derive::Events] {
            expand(kind, &format!("#[event({text})] struct X {{ #[event({text})] a: u8 }}"));
            expand(kind, &format!("#[event({text})] enum X {{ #[event({text})] A(u8), B }}"));
            expand(
                kind,
                &format!("#[event({text})] enum X {{ #[event({text})] A = 0, B {{ a: u8 }} }}"),
            );
        }
    }
}

fn expand(kind: Derive, input: &str) {
    if let Ok(tokens) = input.parse() {
        let _ = derive(kind, tokens, None);
    }
}

/// Whatever the item looks like, too.
#[test]
fn odd_types_and_generics_are_no_panic() {
    let types = [
        "dyn A + B",
        "&'a (dyn A + 'a)",
        "impl A",
        "!",
        "_",
        "()",
        "(T, T)",
        "m!(a)",
        "for<'x> fn(&'x T) -> T",
        "*const T",
        "[T; { 1 + N }]",
        "<T as A>::B<'a>",
        "T::Item",
        "Self",
        "Box<Self>",
    ];
    let generics = ["", "<'a, T: ?Sized + A = u8, const N: usize = 3>", "<T,>", "<#[cfg(x)] T>"];
    for ty in types {
        for generics in generics {
            for kind in [Derive::Event, Derive::Data, Derive::Events] {
                for item in [
                    format!(
                        "struct X{generics} where {ty}: A {{ #[event(tag = 1)] a: {ty}, #[event(oneof)] b: {ty} }}"
                    ),
                    format!("struct X{generics}({ty});"),
                    format!("enum X{generics} {{ A({ty}), #[event(unknown)] B({ty}) }}"),
                    format!(
                        "enum X{generics} {{ #[event(tag = 1)] A({ty}), #[event(tag = 2)] r#fn }}"
                    ),
                    format!("enum X{generics} {{ A {{ a: {ty} }}, B }}"),
                    format!("union X{generics} {{ a: {ty} }}"),
                ] {
                    expand(kind, &format!("#[event(category = \"A\")] {item}"));
                    expand(kind, &item);
                }
            }
        }
    }
}
