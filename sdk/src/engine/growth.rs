use crate::stream::Position;
use std::sync::Mutex;
#[derive(Debug, Default)]
pub(crate) struct Growth(Mutex<u64>);
impl Growth {
    pub(crate) fn new() -> Self {
        Self::default()
    }
    pub(crate) fn advance(&self, p: Position) {
        let mut g = self.0.lock().unwrap_or_else(|e| e.into_inner());
        *g = (*g).max(p.commit);
    }
    pub(crate) fn is_awaited(&self) -> bool {
        false
    }
    pub(crate) fn close(&self) {}
}
