//! How far long work has come, on standard error, when that is a terminal.

use std::ops::ControlFlow;

use indicatif::{HumanCount, ProgressBar, ProgressDrawTarget, ProgressStyle};
use plumberd::engine::sqlite::{MaintenanceProgress, Stage};

use crate::interrupt;

/// A bar or a counter. Where standard error is no terminal, it shows nothing.
#[derive(Debug)]
pub(crate) struct Progress {
    bar: ProgressBar,
    stage: Option<Stage>,
}

impl Progress {
    /// A bar of this many units.
    pub(crate) fn of(total: u64, unit: &str) -> Self {
        Self::with(Some(total), &format!("{{wide_bar}} {{percent}}% {unit}, {{eta}} left"))
    }

    /// A counter, where nobody knows how much there is.
    pub(crate) fn counter() -> Self {
        Self::with(None, "{spinner} {msg}")
    }

    fn with(total: Option<u64>, template: &str) -> Self {
        let target = ProgressDrawTarget::stderr();
        let bar = ProgressBar::with_draw_target(total, target);
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        Self { bar, stage: None }
    }

    pub(crate) fn set(&self, done: u64) {
        self.bar.set_position(done);
    }

    /// Counts events.
    pub(crate) fn count(&self, events: u64) {
        if !self.bar.is_hidden() {
            self.bar.set_message(format!("{} events", HumanCount(events)));
            self.bar.tick();
        }
    }

    /// Shows maintenance, whose stages have units of their own.
    pub(crate) fn maintenance(&mut self, progress: MaintenanceProgress) -> ControlFlow<()> {
        if self.stage != Some(progress.stage) {
            self.stage = Some(progress.stage);
            self.bar.reset();
        }
        self.bar.set_length(progress.total);
        self.bar.set_position(progress.done);
        go_on()
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

/// Whether to go on: until Ctrl-C is pressed.
pub(crate) fn go_on() -> ControlFlow<()> {
    if interrupt::is_pressed() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
}
