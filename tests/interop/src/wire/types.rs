use plumberd_wire::{kurrent, v1, v2};
use prost::{DecodeError, Message};

/// Decodes bytes in one of our types, and encodes it again.
pub type Round = fn(&[u8]) -> Result<Vec<u8>, DecodeError>;

fn round<T: Message + Default>(bytes: &[u8]) -> Result<Vec<u8>, DecodeError> {
    T::decode(bytes).map(|message| message.encode_to_vec())
}

/// Our type of a message.
pub fn of(name: &str) -> Option<Round> {
    Some(match name {
        "event_store.client.gossip.ClusterInfo" => round::<v1::gossip::ClusterInfo>,
        "event_store.client.gossip.EndPoint" => round::<v1::gossip::EndPoint>,
        "event_store.client.gossip.MemberInfo" => round::<v1::gossip::MemberInfo>,
        "event_store.client.persistent_subscriptions.ReadReq" => {
            round::<v1::persistent_subscriptions::ReadReq>
        }
        "event_store.client.persistent_subscriptions.ReadResp" => {
            round::<v1::persistent_subscriptions::ReadResp>
        }
        "event_store.client.persistent_subscriptions.CreateReq" => {
            round::<v1::persistent_subscriptions::CreateReq>
        }
        "event_store.client.persistent_subscriptions.CreateResp" => {
            round::<v1::persistent_subscriptions::CreateResp>
        }
        "event_store.client.persistent_subscriptions.UpdateReq" => {
            round::<v1::persistent_subscriptions::UpdateReq>
        }
        "event_store.client.persistent_subscriptions.UpdateResp" => {
            round::<v1::persistent_subscriptions::UpdateResp>
        }
        "event_store.client.persistent_subscriptions.DeleteReq" => {
            round::<v1::persistent_subscriptions::DeleteReq>
        }
        "event_store.client.persistent_subscriptions.DeleteResp" => {
            round::<v1::persistent_subscriptions::DeleteResp>
        }
        "event_store.client.persistent_subscriptions.GetInfoReq" => {
            round::<v1::persistent_subscriptions::GetInfoReq>
        }
        "event_store.client.persistent_subscriptions.GetInfoResp" => {
            round::<v1::persistent_subscriptions::GetInfoResp>
        }
        "event_store.client.persistent_subscriptions.SubscriptionInfo" => {
            round::<v1::persistent_subscriptions::SubscriptionInfo>
        }
        "event_store.client.persistent_subscriptions.ReplayParkedReq" => {
            round::<v1::persistent_subscriptions::ReplayParkedReq>
        }
        "event_store.client.persistent_subscriptions.ReplayParkedResp" => {
            round::<v1::persistent_subscriptions::ReplayParkedResp>
        }
        "event_store.client.persistent_subscriptions.ListReq" => {
            round::<v1::persistent_subscriptions::ListReq>
        }
        "event_store.client.persistent_subscriptions.ListResp" => {
            round::<v1::persistent_subscriptions::ListResp>
        }
        "event_store.client.projections.CreateReq" => round::<v1::projections::CreateReq>,
        "event_store.client.projections.CreateResp" => round::<v1::projections::CreateResp>,
        "event_store.client.projections.UpdateReq" => round::<v1::projections::UpdateReq>,
        "event_store.client.projections.UpdateResp" => round::<v1::projections::UpdateResp>,
        "event_store.client.projections.DeleteReq" => round::<v1::projections::DeleteReq>,
        "event_store.client.projections.DeleteResp" => round::<v1::projections::DeleteResp>,
        "event_store.client.projections.StatisticsReq" => round::<v1::projections::StatisticsReq>,
        "event_store.client.projections.StatisticsResp" => round::<v1::projections::StatisticsResp>,
        "event_store.client.projections.StateReq" => round::<v1::projections::StateReq>,
        "event_store.client.projections.StateResp" => round::<v1::projections::StateResp>,
        "event_store.client.projections.ResultReq" => round::<v1::projections::ResultReq>,
        "event_store.client.projections.ResultResp" => round::<v1::projections::ResultResp>,
        "event_store.client.projections.ResetReq" => round::<v1::projections::ResetReq>,
        "event_store.client.projections.ResetResp" => round::<v1::projections::ResetResp>,
        "event_store.client.projections.EnableReq" => round::<v1::projections::EnableReq>,
        "event_store.client.projections.EnableResp" => round::<v1::projections::EnableResp>,
        "event_store.client.projections.DisableReq" => round::<v1::projections::DisableReq>,
        "event_store.client.projections.DisableResp" => round::<v1::projections::DisableResp>,
        "event_store.client.Empty" => round::<v1::Empty>,
        "event_store.client.UUID" => round::<v1::Uuid>,
        "event_store.client.StreamIdentifier" => round::<v1::StreamIdentifier>,
        "event_store.client.AllStreamPosition" => round::<v1::AllStreamPosition>,
        "event_store.client.WrongExpectedVersion" => round::<v1::WrongExpectedVersion>,
        "event_store.client.AccessDenied" => round::<v1::AccessDenied>,
        "event_store.client.StreamDeleted" => round::<v1::StreamDeleted>,
        "event_store.client.Timeout" => round::<v1::Timeout>,
        "event_store.client.Unknown" => round::<v1::Unknown>,
        "event_store.client.InvalidTransaction" => round::<v1::InvalidTransaction>,
        "event_store.client.MaximumAppendSizeExceeded" => round::<v1::MaximumAppendSizeExceeded>,
        "event_store.client.MaximumAppendEventSizeExceeded" => {
            round::<v1::MaximumAppendEventSizeExceeded>
        }
        "event_store.client.BadRequest" => round::<v1::BadRequest>,
        "event_store.client.streams.ReadReq" => round::<v1::streams::ReadReq>,
        "event_store.client.streams.ReadResp" => round::<v1::streams::ReadResp>,
        "event_store.client.streams.AppendReq" => round::<v1::streams::AppendReq>,
        "event_store.client.streams.AppendResp" => round::<v1::streams::AppendResp>,
        "event_store.client.streams.BatchAppendReq" => round::<v1::streams::BatchAppendReq>,
        "event_store.client.streams.BatchAppendResp" => round::<v1::streams::BatchAppendResp>,
        "event_store.client.streams.DeleteReq" => round::<v1::streams::DeleteReq>,
        "event_store.client.streams.DeleteResp" => round::<v1::streams::DeleteResp>,
        "event_store.client.streams.TombstoneReq" => round::<v1::streams::TombstoneReq>,
        "event_store.client.streams.TombstoneResp" => round::<v1::streams::TombstoneResp>,
        "kurrent.rpc.AccessDeniedErrorDetails" => round::<kurrent::AccessDeniedErrorDetails>,
        "kurrent.rpc.NotLeaderNodeErrorDetails" => round::<kurrent::NotLeaderNodeErrorDetails>,
        "kurrentdb.protocol.v2.streams.errors.StreamNotFoundErrorDetails" => {
            round::<v2::streams::errors::StreamNotFoundErrorDetails>
        }
        "kurrentdb.protocol.v2.streams.errors.StreamAlreadyExistsErrorDetails" => {
            round::<v2::streams::errors::StreamAlreadyExistsErrorDetails>
        }
        "kurrentdb.protocol.v2.streams.errors.StreamDeletedErrorDetails" => {
            round::<v2::streams::errors::StreamDeletedErrorDetails>
        }
        "kurrentdb.protocol.v2.streams.errors.StreamTombstonedErrorDetails" => {
            round::<v2::streams::errors::StreamTombstonedErrorDetails>
        }
        "kurrentdb.protocol.v2.streams.errors.StreamRevisionConflictErrorDetails" => {
            round::<v2::streams::errors::StreamRevisionConflictErrorDetails>
        }
        "kurrentdb.protocol.v2.streams.errors.AppendRecordSizeExceededErrorDetails" => {
            round::<v2::streams::errors::AppendRecordSizeExceededErrorDetails>
        }
        "kurrentdb.protocol.v2.streams.errors.AppendTransactionSizeExceededErrorDetails" => {
            round::<v2::streams::errors::AppendTransactionSizeExceededErrorDetails>
        }
        "kurrentdb.protocol.v2.streams.errors.StreamAlreadyInAppendSessionErrorDetails" => {
            round::<v2::streams::errors::StreamAlreadyInAppendSessionErrorDetails>
        }
        "kurrentdb.protocol.v2.streams.errors.AppendConsistencyViolationErrorDetails" => {
            round::<v2::streams::errors::AppendConsistencyViolationErrorDetails>
        }
        "kurrentdb.protocol.v2.streams.errors.ConsistencyViolation" => {
            round::<v2::streams::errors::ConsistencyViolation>
        }
        "kurrentdb.protocol.v2.streams.AppendRequest" => round::<v2::streams::AppendRequest>,
        "kurrentdb.protocol.v2.streams.AppendResponse" => round::<v2::streams::AppendResponse>,
        "kurrentdb.protocol.v2.streams.AppendSessionResponse" => {
            round::<v2::streams::AppendSessionResponse>
        }
        "kurrentdb.protocol.v2.streams.SchemaInfo" => round::<v2::streams::SchemaInfo>,
        "kurrentdb.protocol.v2.streams.AppendRecord" => round::<v2::streams::AppendRecord>,
        "kurrentdb.protocol.v2.streams.AppendRecordsRequest" => {
            round::<v2::streams::AppendRecordsRequest>
        }
        "kurrentdb.protocol.v2.streams.AppendRecordsResponse" => {
            round::<v2::streams::AppendRecordsResponse>
        }
        "kurrentdb.protocol.v2.streams.ConsistencyCheck" => round::<v2::streams::ConsistencyCheck>,
        "kurrentdb.protocol.v2.streams.StreamRevision" => round::<v2::streams::StreamRevision>,
        _ => return None,
    })
}
