use std::num::NonZeroU32;

use plumberd::store::{Filter, FilterOn};
use plumberd_wire::v1::streams::read_req::options::filter_options::{Expression, Window};
use plumberd_wire::v1::streams::read_req::options::{FilterOptions, filter_options};
use tonic::Status;

/// How many events are looked at between two checkpoints, if the client does not say.
const WINDOW: u32 = 32;

/// A filter, and after how many events there has to be a checkpoint.
#[derive(Debug)]
pub(super) struct Filtered {
    pub(super) filter: Filter,
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
    let filter = if regex.is_empty() {
        if prefix.is_empty() {
            return Err(refused("The filter has neither a regular expression nor prefixes"));
        }
        Filter::prefixes(on, prefix)
    } else {
        Filter::regex(on, &regex).map_err(|error| refused(&error.to_string()))?
    };
    Ok(Filtered {
        filter,
        checkpoint_interval: NonZeroU32::new(interval).unwrap_or(NonZeroU32::MIN),
    })
}
