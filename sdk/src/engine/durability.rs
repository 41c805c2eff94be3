/// When an embedded store answers an append.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Durability {
    /// When the events would survive a power cut: each group of appends is synced to the disk.
    #[default]
    Full,
    /// When the events would survive the end of the process. A power cut may take the last ones,
    /// but never leaves a gap or a broken file.
    Normal,
}
