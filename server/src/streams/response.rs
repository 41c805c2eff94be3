//! What a read answers besides events.

use plumberd::clock::DateTimeOffset;
use plumberd::store::Progress;
use plumberd::stream::StreamName;
use plumberd_wire::types::Timestamp;
use plumberd_wire::v1::streams::ReadResp;
use plumberd_wire::v1::streams::read_resp::{
    CaughtUp, Checkpoint, Content, Position, StreamNotFound, SubscriptionConfirmation,
};
use uuid::Uuid;

use crate::error::identifier;

/// Ticks of 100 ns since 1970: `created` of an event. They last until the year 31197.
pub(crate) fn ticks(at: DateTimeOffset) -> i64 {
    at.unix_seconds().saturating_mul(10_000_000).saturating_add((at.subsec_nanos() / 100).into())
}

pub(crate) fn confirmation() -> ReadResp {
    let subscription_id = Uuid::new_v4().hyphenated().to_string();
    of(Content::Confirmation(SubscriptionConfirmation { subscription_id }))
}

pub(crate) fn not_found(stream: &StreamName) -> ReadResp {
    of(Content::StreamNotFound(StreamNotFound { stream_identifier: Some(identifier(stream)) }))
}

pub(crate) fn checkpoint(position: plumberd::stream::Position, at: DateTimeOffset) -> ReadResp {
    of(Content::Checkpoint(Checkpoint {
        commit_position: position.commit,
        prepare_position: position.prepare,
        timestamp: Some(timestamp(at)),
    }))
}

pub(crate) fn caught_up(progress: &Progress) -> ReadResp {
    of(Content::CaughtUp(CaughtUp {
        timestamp: Some(timestamp(progress.at)),
        stream_revision: progress.revision.map(u64::cast_signed),
        position: progress.position.map(|position| Position {
            commit_position: position.commit,
            prepare_position: position.prepare,
        }),
    }))
}

pub(crate) fn of(content: Content) -> ReadResp {
    ReadResp { content: Some(content) }
}

fn timestamp(at: DateTimeOffset) -> Timestamp {
    Timestamp { seconds: at.unix_seconds(), nanos: at.subsec_nanos().cast_signed() }
}
