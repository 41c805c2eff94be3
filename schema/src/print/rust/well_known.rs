//! The types of `google.protobuf` that plumberd has field types for.

/// What source needs to know about one.
#[derive(Debug, Clone, Copy)]
pub(super) struct WellKnown {
    /// The name in `plumberd::types`.
    pub(super) name: &'static str,
    /// Whether it is `Eq`, `Ord` and `Hash`.
    pub(super) eq: bool,
}

const fn well_known(name: &'static str, eq: bool) -> WellKnown {
    WellKnown { name, eq }
}

const TYPES: [WellKnown; 15] = [
    well_known("Any", true),
    well_known("BoolValue", true),
    well_known("BytesValue", true),
    well_known("DoubleValue", false),
    well_known("Empty", true),
    well_known("FieldMask", true),
    well_known("FloatValue", false),
    well_known("Int32Value", true),
    well_known("Int64Value", true),
    well_known("ListValue", false),
    well_known("NullValue", true),
    well_known("StringValue", true),
    well_known("Struct", false),
    well_known("UInt32Value", true),
    well_known("UInt64Value", true),
];

/// The field type of a full name.
pub(super) fn find(name: &str) -> Option<&'static WellKnown> {
    let name = name.strip_prefix("google.protobuf.")?;
    TYPES.iter().find(|known| known.name == name)
}
