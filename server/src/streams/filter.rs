use std::num::NonZeroU32;

use plumberd::store::{Filter, FilterOn, Selection};
use plumberd::stream::Category;
use plumberd_wire::v1::streams::read_req::options::filter_options::{Expression, Window};
use plumberd_wire::v1::streams::read_req::options::{FilterOptions, filter_options};
use tonic::Status;

/// How many events are looked at between two checkpoints, if the client does not say.
const WINDOW: u32 = 32;

/// Which events a filter takes, and after how many events there has to be a checkpoint.
#[derive(Debug)]
pub(super) struct Filtered {
    pub(super) selection: Selection,
    pub(super) filter: Option<Filter>,
    pub(super) checkpoint_interval: NonZeroU32,
}

pub(super) fn parse(options: FilterOptions, subscribes: bool) -> Result<Filtered, Status> {
    let refused = |text: &str| Status::invalid_argument(text);
    let (on, expression) = match options.filter {
        Some(filter_options::Filter::StreamIdentifier(expression)) => {
            (FilterOn::Stream, expression)
        }
        Some(filter_options::Filter::EventType(expression)) => (FilterOn::EventType, expression),
        None => return Err(refused("The filter says nothing of streams or event types")),
    };
    let window = match options.window {
        Some(Window::Max(max)) => max,
        Some(Window::Count(_)) => WINDOW,
        None => return Err(refused("The filter has no window")),
    };
    if subscribes && options.checkpoint_interval_multiplier == 0 {
        return Err(refused("The checkpoint interval multiplier has to be 1 at least"));
    }
    let interval = window.saturating_mul(options.checkpoint_interval_multiplier.max(1));
    let Expression { regex, prefix } = expression;
    let checkpoint_interval = NonZeroU32::new(interval).unwrap_or(NonZeroU32::MIN);
    if let (FilterOn::Stream, true, [name]) = (on, regex.is_empty(), prefix.as_slice())
        && let Some(name) = name.strip_prefix(INDEX)
    {
        let (selection, filter) = index(name)?;
        return Ok(Filtered { selection, filter, checkpoint_interval });
    }
    let filter = if regex.is_empty() {
        if prefix.is_empty() {
            return Err(refused("The filter has neither a regular expression nor prefixes"));
        }
        Filter::prefixes(on, prefix)
    } else {
        Filter::regex(on, &regex).map_err(|error| refused(&error.to_string()))?
    };
    Ok(Filtered { selection: Selection::All, filter: Some(filter), checkpoint_interval })
}

/// What the names of indexes begin with, which clients write as the prefix of streams.
const INDEX: &str = "$idx-";

/// The events of an index: of a category, of a type, or all that are not the system's.
fn index(name: &str) -> Result<(Selection, Option<Filter>), Status> {
    let refused = |reason: String| Status::invalid_argument(reason);
    if name == "all" {
        let filter = Filter::regex(FilterOn::Stream, r"^[^\$]")
            .map_err(|error| refused(error.to_string()))?;
        return Ok((Selection::All, Some(filter)));
    }
    match name.split_once('-') {
        Some(("ce", category)) => Category::parse(category)
            .map(|category| (Selection::Category(category), None))
            .map_err(|error| refused(error.to_string())),
        Some(("et", event_type)) => Ok((Selection::EventType(event_type.into()), None)),
        _ => Err(refused(format!(
            "There is no index `{INDEX}{name}`; use `$idx-all`, `$idx-ce-<category>` or `$idx-et-<type>`"
        ))),
    }
}
