//! The rules, one function each.

mod event;
mod fields;
pub(crate) mod schema;
mod tags;

pub(crate) use event::event;
pub(crate) use fields::{
    alternative_name, field_conflicts, field_names, fixed_values, json_names, no_other_keys,
};
pub(crate) use tags::{
    all_or_no_tags, enum_values, field_numbers, free_numbers, tag, unknown_value,
};
