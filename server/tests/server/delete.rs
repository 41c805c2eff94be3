use plumberd_wire::v1::streams::append_req::options::ExpectedStreamRevision as ForAppend;
use plumberd_wire::v1::streams::delete_req::options::ExpectedStreamRevision as ForDelete;
use plumberd_wire::v1::streams::tombstone_req::options::ExpectedStreamRevision as ForTombstone;
use plumberd_wire::v1::streams::{
    DeleteReq, DeleteResp, TombstoneReq, TombstoneResp, delete_req, delete_resp, tombstone_req,
    tombstone_resp,
};
use tonic::{Code, Status};

use crate::client::{
    Streams, any, append, assert_said, begin, empty, identifier, live, message, options, proposed,
    read_short, read_stream, send, start,
};

async fn delete(client: &mut Streams, stream: &str, expected: ForDelete) -> Result<u64, Status> {
    let options = delete_req::Options {
        stream_identifier: Some(identifier(stream)),
        expected_stream_revision: Some(expected),
    };
    let answer = client.delete(DeleteReq { options: Some(options) }).await?.into_inner();
    let DeleteResp { position_option: Some(delete_resp::PositionOption::Position(at)) } = answer
    else {
        panic!("{answer:?}")
    };
    Ok(at.commit_position)
}

async fn tombstone(client: &mut Streams, stream: &str) -> Result<u64, Status> {
    let options = tombstone_req::Options {
        stream_identifier: Some(identifier(stream)),
        expected_stream_revision: Some(ForTombstone::Any(empty())),
    };
    let answer = client.tombstone(TombstoneReq { options: Some(options) }).await?.into_inner();
    let TombstoneResp { position_option: Some(tombstone_resp::PositionOption::Position(at)) } =
        answer
    else {
        panic!("{answer:?}")
    };
    Ok(at.commit_position)
}

#[track_caller]
fn assert_deleted(status: &Status) {
    assert_said(
        status,
        Code::FailedPrecondition,
        "Event stream 'A-1' is deleted.",
        &[("exception", "stream-deleted"), ("stream-name", "A-1")],
    );
}

#[tokio::test]
async fn a_deleted_stream_is_not_found_and_comes_back() {
    let (_server, mut client) = start().await;
    append(&mut client, "A-1", &["Started", "Stopped"]).await;
    assert_eq!(delete(&mut client, "A-1", ForDelete::Revision(1)).await.unwrap(), 3);
    assert_eq!(read_short(&mut client, read_stream("A-1")).await.unwrap(), ["not found"]);
    // Again is no error.
    delete(&mut client, "A-1", ForDelete::Any(empty())).await.unwrap();
    let status = delete(&mut client, "A-1", ForDelete::StreamExists(empty())).await.unwrap_err();
    assert_deleted(&status);

    let requests =
        vec![options("A-1", ForAppend::NoStream(empty())), proposed(message("Back", "{}"))];
    send(&mut client, requests).await.unwrap();
    assert_eq!(read_short(&mut client, read_stream("A-1")).await.unwrap(), ["2:Back"]);
}

#[tokio::test]
async fn a_stream_that_never_was_cannot_be_deleted() {
    let (_server, mut client) = start().await;
    let status = delete(&mut client, "A-1", ForDelete::Any(empty())).await.unwrap_err();
    assert_said(
        &status,
        Code::FailedPrecondition,
        "Delete failed due to WrongExpectedVersion. Stream: A-1, Expected version: -2, Actual version: -1",
        &[
            ("exception", "wrong-expected-version"),
            ("stream-name", "A-1"),
            ("expected-version", "-2"),
            ("actual-version", ""),
        ],
    );
}

#[tokio::test]
async fn a_deletion_has_an_expectation() {
    let (_server, mut client) = start().await;
    append(&mut client, "A-1", &["Started"]).await;
    for (expected, number) in [(ForDelete::Revision(5), "5"), (ForDelete::NoStream(empty()), "-1")]
    {
        let status = delete(&mut client, "A-1", expected).await.unwrap_err();
        let text = format!(
            "Delete failed due to WrongExpectedVersion. Stream: A-1, Expected version: {number}, Actual version: 0"
        );
        assert_said(
            &status,
            Code::FailedPrecondition,
            &text,
            &[
                ("exception", "wrong-expected-version"),
                ("stream-name", "A-1"),
                ("expected-version", number),
                ("actual-version", "0"),
            ],
        );
    }
}

#[tokio::test]
async fn a_tombstoned_stream_has_ended() {
    let (_server, mut client) = start().await;
    append(&mut client, "A-1", &["Started"]).await;
    assert_eq!(tombstone(&mut client, "A-1").await.unwrap(), 2);
    let requests = vec![options("A-1", any()), proposed(message("Back", "{}"))];
    assert_deleted(&send(&mut client, requests).await.unwrap_err());
    assert_deleted(&tombstone(&mut client, "A-1").await.unwrap_err());
    assert_deleted(&delete(&mut client, "A-1", ForDelete::Any(empty())).await.unwrap_err());
    // Before the answer begins, so that the call itself fails.
    assert_deleted(&begin(&mut client, read_stream("A-1")).await.unwrap_err());
    assert_deleted(&begin(&mut client, live(read_stream("A-1"))).await.unwrap_err());
}

#[tokio::test]
async fn names_that_are_not_ascii_are_escaped_in_trailers() {
    let (_server, mut client) = start().await;
    append(&mut client, "Ä-1", &["Started"]).await;
    tombstone(&mut client, "Ä-1").await.unwrap();
    let status = begin(&mut client, read_stream("Ä-1")).await.unwrap_err();
    assert_said(
        &status,
        Code::FailedPrecondition,
        "Event stream 'Ä-1' is deleted.",
        &[("exception", "stream-deleted"), ("stream-name", "%C3%84-1")],
    );
}

#[tokio::test]
async fn a_request_needs_its_parts() {
    let (_server, mut client) = start().await;
    let status = client.delete(DeleteReq::default()).await.unwrap_err();
    assert_said(&status, Code::InvalidArgument, "The request has no options", &[]);
    let status = client.tombstone(TombstoneReq::default()).await.unwrap_err();
    assert_said(&status, Code::InvalidArgument, "The request has no options", &[]);
    let options = delete_req::Options {
        stream_identifier: Some(identifier("A-1")),
        expected_stream_revision: None,
    };
    let status = client.delete(DeleteReq { options: Some(options) }).await.unwrap_err();
    let text = "The options say nothing of the expected revision";
    assert_said(&status, Code::InvalidArgument, text, &[]);
}
