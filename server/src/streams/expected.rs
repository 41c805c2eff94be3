//! What a request expects of a stream: the same in four messages.

use plumberd::ExpectedRevision;
use plumberd_wire::v1::streams::append_req::options::ExpectedStreamRevision as OfAppend;
use plumberd_wire::v1::streams::batch_append_req::options::ExpectedStreamPosition as OfBatch;
use plumberd_wire::v1::streams::delete_req::options::ExpectedStreamRevision as OfDelete;
use plumberd_wire::v1::streams::tombstone_req::options::ExpectedStreamRevision as OfTombstone;
use tonic::Status;

macro_rules! expected {
    ($name:ident, $message:ident, $revision:ident) => {
        pub(super) fn $name(expected: Option<$message>) -> Result<ExpectedRevision, Status> {
            match expected {
                Some($message::$revision(revision)) => Ok(ExpectedRevision::Exact(revision)),
                Some($message::NoStream(_)) => Ok(ExpectedRevision::NoStream),
                Some($message::Any(_)) => Ok(ExpectedRevision::Any),
                Some($message::StreamExists(_)) => Ok(ExpectedRevision::Exists),
                None => Err(Status::invalid_argument(
                    "The options say nothing of the expected revision",
                )),
            }
        }
    };
}
expected!(of_append, OfAppend, Revision);
expected!(of_batch, OfBatch, StreamPosition);
expected!(of_delete, OfDelete, Revision);
expected!(of_tombstone, OfTombstone, Revision);
