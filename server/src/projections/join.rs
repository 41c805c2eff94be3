use plumberd::stream::StreamName;

/// What joins all events of some types in one stream: the projection that micro-plumberd makes for each
/// of its handlers, known by its text.
///
/// ```js
/// fromStreams(['$et-FooCreated']).when({ $any: function(s,e) { linkTo('FooModel', e) } });
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Join {
    /// The types of the events, whole.
    pub(super) types: Vec<String>,
    /// Where the links go.
    pub(super) output: StreamName,
}

const BEGIN: &str = "fromStreams([";
const ANY: &str = "]).when({$any:function(s,e){";
/// What micro-plumberd asks first; it is so of every event here.
const GUARD: &str = "if(e&&e.streamId!==null&&e.sequenceNumber>=0)";
const LINK: &str = "linkTo(";
const END: &str = ",e)}})";

impl Join {
    /// Nothing when the text is that of another projection.
    pub(super) fn parse(query: &str) -> Option<Self> {
        let query = without_spaces(query)?;
        let rest = query.strip_prefix(BEGIN)?;
        let (streams, rest) = rest.split_once(ANY)?;
        let rest = rest.strip_prefix(GUARD).unwrap_or(rest).strip_prefix(LINK)?;
        let output = rest.trim_end_matches(';').strip_suffix(END)?;
        let types = streams.split(',').map(|stream| {
            let name = quoted(stream)?.strip_prefix("$et-")?;
            // `$>` would be the links themselves.
            (!name.is_empty() && name != "$>").then(|| name.to_owned())
        });
        let types = types.collect::<Option<Vec<_>>>()?;
        let output = StreamName::parse(quoted(output)?).ok()?;
        // Streams of the server's own are not for links of others.
        (!output.as_str().starts_with('$')).then_some(Self { types, output })
    }
}

/// The text without the spaces that stand outside of quotes; nothing when quotes do not end, or hide
/// anything.
fn without_spaces(query: &str) -> Option<String> {
    let mut text = String::with_capacity(query.len());
    let mut quote = None;
    for character in query.chars() {
        match (character, quote) {
            // Commas part names.
            ('\\', _) | (',', Some(_)) => return None,
            ('\'' | '"', None) => quote = Some(character),
            (character, Some(open)) if character == open => quote = None,
            (character, None) if character.is_whitespace() => continue,
            _ => {}
        }
        text.push(character);
    }
    quote.is_none().then_some(text)
}

/// What stands in quotes of one kind.
fn quoted(text: &str) -> Option<&str> {
    ['\'', '"'].into_iter().find_map(|quote| {
        let inner = text.strip_prefix(quote)?.strip_suffix(quote)?;
        (!inner.contains(['\'', '"'])).then_some(inner)
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    fn join(query: &str) -> Option<(Vec<String>, String)> {
        Join::parse(query).map(|join| (join.types, join.output.as_str().to_owned()))
    }

    #[test]
    fn the_text_of_micro_plumberd_is_known() {
        let query = "fromStreams(['$et-FooCreated','$et-FooRefined']).when( { \n    $any : function(s,e) { if(e && e.streamId !== null && e.sequenceNumber >= 0) linkTo('FooModel', e) }\n});";
        let types = vec!["FooCreated".to_owned(), "FooRefined".to_owned()];
        assert_eq!(join(query), Some((types, "FooModel".to_owned())));
    }

    #[test]
    fn so_is_an_older_one_without_a_guard() {
        let query = "fromStreams([\"$et-A\"]).when({$any:function(s,e){linkTo('>My App',e)}})";
        assert_eq!(join(query), Some((vec!["A".to_owned()], ">My App".to_owned())));
    }

    #[test]
    fn others_are_not() {
        for query in [
            "",
            "fromAll()",
            "fromStreams(['$ce-A']).when({$any:function(s,e){linkTo('B',e)}})",
            "fromStreams(['$et-']).when({$any:function(s,e){linkTo('B',e)}})",
            "fromStreams(['$et-$>']).when({$any:function(s,e){linkTo('B',e)}})",
            "fromStreams([]).when({$any:function(s,e){linkTo('B',e)}})",
            "fromStreams(['$et-A']).when({$any:function(s,e){linkTo('$B',e)}})",
            "fromStreams(['$et-A']).when({$any:function(s,e){linkTo('',e)}})",
            "fromStreams(['$et-A']).when({$any:function(s,e){linkTo('B-'+e.body.Id,e)}})",
            "fromStreams(['$et-A']).when({$any:function(s,e){linkTo('B',e);linkTo('C',e)}})",
            "fromStreams(['$et-A']).when({$any:function(s,e){if(e.x)linkTo('B',e)}})",
            "fromStreams(['$et-A\\'']).when({$any:function(s,e){linkTo('B',e)}})",
            "fromStreams(['$et-A']).when({$any:function(s,e){linkTo('B,e)}})",
        ] {
            assert_eq!(join(query), None, "{query}");
        }
    }
}
