use super::{Entry, Outcome};
use crate::model;

pub fn small(_entry: &mut Entry<'_>, _event: &model::RecordingFinished) -> Outcome {
    Ok(())
}

pub fn middle(_entry: &mut Entry<'_>, _event: &model::RecordingStopped) -> Outcome {
    Ok(())
}

pub fn large(_entry: &mut Entry<'_>, _event: &model::InventoryCounted) -> Outcome {
    Ok(())
}
