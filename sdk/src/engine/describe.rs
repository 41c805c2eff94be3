use crate::store::Selection;

/// What a read of the log reads, for errors.
pub(crate) fn describe(selection: &Selection) -> String {
    match selection {
        Selection::All => "the log".into(),
        Selection::Category(category) => format!("category `{category}`"),
        Selection::EventType(name) => format!("the events of type `{name}`"),
        Selection::Correlation(id) => format!("the events of correlation `{id}`"),
        Selection::Streams => "the streams".into(),
    }
}
