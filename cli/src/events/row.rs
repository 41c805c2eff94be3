use plumberd::clock::DateTimeOffset;
use plumberd::store::{ContentType, RecordedEvent};

use crate::Stdout;
use crate::line;
use crate::table::{Align, Table};

/// Events, as people or programs read them.
#[derive(Debug)]
pub(crate) enum Rows {
    /// Columns.
    Table(Table),
    /// A JSON object a line.
    Json,
}

impl Rows {
    pub(crate) fn new(json: bool) -> Self {
        if json {
            return Self::Json;
        }
        Self::Table(Table::new(&[
            ("position", Align::Right),
            ("time", Align::Left),
            ("stream", Align::Left),
            ("revision", Align::Right),
            ("type", Align::Left),
            ("data", Align::Left),
        ]))
    }

    pub(crate) fn event(&mut self, out: &mut Stdout, event: &RecordedEvent) {
        match self {
            Self::Json => out.line(line::of_event(event)),
            Self::Table(table) => table.row(
                out,
                &[
                    event.position.map(|position| position.to_string()).unwrap_or_default(),
                    time(event.recorded_at),
                    event.stream.to_string(),
                    event.revision.to_string(),
                    event.event_type.to_string(),
                    data(event),
                ],
            ),
        }
    }

    /// Prints what was kept back.
    pub(crate) fn flush(&mut self, out: &mut Stdout) {
        if let Self::Table(table) = self {
            table.flush(out);
        }
    }
}

/// To the millisecond, in UTC.
pub(crate) fn time(moment: DateTimeOffset) -> String {
    let text = moment.with_offset_minutes(0).unwrap_or(moment).to_string();
    text.get(..23).map_or(text.clone(), |text| text.replace('T', " "))
}

/// The payload in one line.
fn data(event: &RecordedEvent) -> String {
    match event.content_type {
        ContentType::Json => line::compact(&event.data)
            .unwrap_or_else(|| String::from_utf8_lossy(&event.data).into_owned()),
        ContentType::Binary => format!("({} bytes)", event.data.len()),
    }
}
