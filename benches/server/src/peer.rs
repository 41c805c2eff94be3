use std::fmt;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Peer {
    Ours,
    /// If this program was built with it.
    Umadb,
    Store,
}

impl Peer {
    #[cfg(feature = "umadb")]
    pub const ALL: [Self; 3] = [Self::Ours, Self::Umadb, Self::Store];
    #[cfg(not(feature = "umadb"))]
    pub const ALL: [Self; 2] = [Self::Ours, Self::Store];

    pub fn name(self) -> &'static str {
        match self {
            Self::Ours => "ours",
            Self::Umadb => "umadb",
            Self::Store => "store",
        }
    }

    /// Whether there is a network in between.
    pub fn is_server(self) -> bool {
        self != Self::Store
    }
}

impl fmt::Display for Peer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
