use plumberd_wire::v1::projections::statistics_resp::Details;

/// `KurrentDB`'s standard projections.
pub(super) const STANDARD: [&str; 5] =
    ["$by_category", "$by_correlation_id", "$by_event_type", BY_CATEGORY, "$streams"];

/// The one whose streams (`$category-…`) the stores do not have.
const BY_CATEGORY: &str = "$stream_by_category";

pub(super) fn is_standard(name: &str) -> bool {
    STANDARD.contains(&name)
}

/// Whether a standard projection is there; if so, always.
pub(super) fn is_running(name: &str) -> bool {
    name != BY_CATEGORY
}

/// What is told of one of them: it keeps up with every append, for it is a view of the log.
pub(super) fn details(name: &str) -> Details {
    let is_running = is_running(name);
    let (status, state_reason) = if is_running {
        ("Running", "")
    } else {
        ("Stopped", "this server has no $category- streams; read $streams")
    };
    Details {
        name: name.to_owned(),
        effective_name: name.to_owned(),
        status: status.to_owned(),
        state_reason: state_reason.to_owned(),
        mode: "Continuous".to_owned(),
        progress: if is_running { 100.0 } else { -1.0 },
        ..Details::default()
    }
}
