use std::fmt;

/// What a change means for a reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Verdict {
    /// The reader gets the same meaning.
    #[default]
    Safe,
    /// The reader refuses the event, or loses a part of it; in a new version an upcaster can translate.
    NeedsUpcaster,
    /// The reader gets another meaning, or nothing can be done on its side: it is deployed already.
    Breaking,
}

impl Verdict {
    /// `safe`, `needs upcaster` or `breaking`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Safe => "safe",
            Self::NeedsUpcaster => "needs upcaster",
            Self::Breaking => "breaking",
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// What an event looks like when it travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Wire {
    /// JSON of the profile `micro-plumberd`: fields by their JSON names, enums by number.
    Json,
    /// JSON of the profile `proto3`: fields by their Protobuf JSON names, enums by name.
    ProtoJson,
    /// Protobuf: everything by number.
    Protobuf,
}

impl Wire {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Json, Self::ProtoJson, Self::Protobuf];

    /// `JSON`, `proto3 JSON` or `Protobuf`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Json => "JSON",
            Self::ProtoJson => "proto3 JSON",
            Self::Protobuf => "Protobuf",
        }
    }
}

/// Who reads what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// A reader of before, an event of after.
    OldReader,
    /// A reader of after, an event of before: what is in the store.
    NewReader,
}

/// How a value that one definition wrote is read by another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Reading {
    /// As it was meant.
    Same,
    /// With an error, or with a part of it lost.
    Refused,
    /// As something else.
    Misread,
}

/// The verdicts of one change, for each wire and direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Verdicts {
    old_reader: [Verdict; 3],
    new_reader: [Verdict; 3],
}

impl Verdicts {
    /// Nobody notices.
    pub const SAFE: Self = Self::both(Verdict::Safe, Verdict::Safe);

    /// The same on every wire.
    pub(super) const fn both(old_reader: Verdict, new_reader: Verdict) -> Self {
        Self { old_reader: [old_reader; 3], new_reader: [new_reader; 3] }
    }

    /// What is read, by direction and wire. What an old reader does not read as it was meant is
    /// breaking: nobody can give it an upcaster.
    pub(super) fn of(reads: impl Fn(Direction, Wire) -> Reading) -> Self {
        Self {
            old_reader: Wire::ALL.map(|wire| match reads(Direction::OldReader, wire) {
                Reading::Same => Verdict::Safe,
                Reading::Refused | Reading::Misread => Verdict::Breaking,
            }),
            new_reader: Wire::ALL.map(|wire| match reads(Direction::NewReader, wire) {
                Reading::Same => Verdict::Safe,
                Reading::Refused => Verdict::NeedsUpcaster,
                Reading::Misread => Verdict::Breaking,
            }),
        }
    }

    /// The verdicts of one wire only; the others are safe.
    pub(super) fn only(self, wires: &[Wire]) -> Self {
        let mut only = Self::SAFE;
        for wire in wires {
            let index = *wire as usize;
            if let (Some(to), Some(from)) =
                (only.old_reader.get_mut(index), self.old_reader.get(index))
            {
                *to = *from;
            }
            if let (Some(to), Some(from)) =
                (only.new_reader.get_mut(index), self.new_reader.get(index))
            {
                *to = *from;
            }
        }
        only
    }

    /// The verdict of one direction on one wire.
    #[must_use]
    pub const fn verdict(&self, direction: Direction, wire: Wire) -> Verdict {
        match direction {
            Direction::OldReader => self.old_reader[wire as usize],
            Direction::NewReader => self.new_reader[wire as usize],
        }
    }
}
