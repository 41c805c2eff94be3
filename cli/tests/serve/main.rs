//! `plumberd serve` as a process: how it starts, what it refuses, and what a kill leaves.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    missing_docs,
    reason = "a test fails by panicking, and has no readers"
)]
#![cfg(unix)] // signals end the server

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use plumberd_wire::v1;
use plumberd_wire::v1::streams::append_req::options::ExpectedStreamRevision;
use plumberd_wire::v1::streams::append_req::{Content, Options, ProposedMessage};
use plumberd_wire::v1::streams::streams_client::StreamsClient;
use plumberd_wire::v1::streams::{AppendReq, AppendResp, append_resp};
use tonic::transport::Channel;

/// A server that ends with the test.
struct Served {
    child: Child,
    address: String,
}

impl Served {
    fn start(arguments: &[&str]) -> Self {
        let mut child = command(arguments).stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
        let url =
            lines.find_map(|line| line.trim().strip_prefix("kurrentdb://").map(str::to_owned));
        let url = url.unwrap();
        assert!(lines.any(|line| line == "ready; Ctrl-C stops it"));
        let address = url.split('?').next().unwrap().to_owned();
        // It may go on to print.
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, address }
    }

    fn get(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    fn signal(&self, name: &str) {
        let pid = self.child.id().to_string();
        let status = Command::new("kill").args([name, &pid]).status().unwrap();
        assert!(status.success());
    }

    async fn client(&self) -> StreamsClient<Channel> {
        let url = format!("http://{}", self.address);
        StreamsClient::new(Channel::from_shared(url).unwrap().connect().await.unwrap())
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_plumberd"));
    command.arg("serve").args(arguments);
    command
}

fn refused(arguments: &[&str]) -> String {
    let output = command(arguments).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "");
    String::from_utf8(output.stderr).unwrap()
}

/// The path as an argument.
fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// An append of one event, numbered in its payload.
fn numbered(stream: &str, number: u64) -> Vec<AppendReq> {
    let options = Options {
        stream_identifier: Some(v1::StreamIdentifier { stream_name: stream.to_owned().into() }),
        expected_stream_revision: Some(ExpectedStreamRevision::Any(v1::Empty {})),
    };
    let id = uuid::Uuid::now_v7().to_string();
    let event = ProposedMessage {
        id: Some(v1::Uuid { value: Some(v1::uuid::Value::String(id)) }),
        metadata: [("type", "Numbered"), ("content-type", "application/json")]
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .into(),
        custom_metadata: "".into(),
        data: number.to_string().into(),
    };
    vec![
        AppendReq { content: Some(Content::Options(options)) },
        AppendReq { content: Some(Content::ProposedMessage(event)) },
    ]
}

fn revision(answer: AppendResp) -> u64 {
    let Some(append_resp::Result::Success(success)) = answer.result else { panic!("{answer:?}") };
    let Some(append_resp::success::CurrentRevisionOption::CurrentRevision(revision)) =
        success.current_revision_option
    else {
        panic!("{success:?}")
    };
    revision
}

#[test]
fn it_serves_until_it_is_told_to_stop() {
    let mut served = Served::start(&["--memory", "--listen", "127.0.0.1:0"]);
    assert!(served.get("/health/live").starts_with("HTTP/1.1 204 "));
    assert!(served.get("/info").contains("\"readOnly\":false"));
    served.signal("-TERM");
    assert_eq!(served.child.wait().unwrap().code(), Some(0));

    let mut served = Served::start(&["--memory", "--listen", "127.0.0.1:0", "--read-only"]);
    assert!(served.get("/info").contains("\"readOnly\":true"));
    served.signal("-INT");
    assert_eq!(served.child.wait().unwrap().code(), Some(0));
}

#[test]
fn what_it_refuses() {
    let error = refused(&["--memory", "--listen", "127.0.0.1:0", "--advertise", "example.org"]);
    assert_eq!(
        error,
        "error: --advertise `example.org` is no host and port; write it as events.example.org:2113\n"
    );
    let error = refused(&["--memory", "--listen", "[::]:0"]);
    assert!(error.starts_with("error: [::]:0 can be reached from other machines"), "{error}");
    let error = refused(&["--data", "no/such/folder/events.db", "--listen", "127.0.0.1:0"]);
    assert!(error.starts_with("error: `"), "{error}");
    assert!(error.contains("no/such/folder"), "{error}");
    let error = refused(&["--memory", "--tls-cert", "none.pem", "--tls-key", "none.pem"]);
    assert!(error.starts_with("error: cannot use none.pem: "), "{error}");
    assert!(refused(&[]).contains("--data <FILE>"));
    assert!(refused(&["--memory", "--data", "x.db"]).contains("cannot be used with"));
}

/// What was answered before a `kill -9` is there after it, and nothing else is that was not sent.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kill_takes_nothing_that_was_answered() {
    const WRITERS: u64 = 8;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("events.db");
    let arguments = ["--data", text(&file), "--listen", "127.0.0.1:0"];
    let mut answered = vec![0; usize::try_from(WRITERS).unwrap()];
    let mut next = answered.clone();
    for round in 1..=3_u64 {
        let mut served = Served::start(&arguments);
        let mut writers = Vec::new();
        for (writer, next) in next.iter().copied().enumerate() {
            let mut client = served.client().await;
            writers.push(tokio::spawn(async move {
                let stream = format!("Killed-{writer}");
                // How many were answered and sent, counted over all rounds.
                let (mut done, mut sent) = (None, next);
                loop {
                    sent += 1;
                    let append = client.append(tokio_stream::iter(numbered(&stream, sent - 1)));
                    match append.await {
                        Ok(answer) => done = Some(revision(answer.into_inner()) + 1),
                        Err(_) => return (done, sent),
                    }
                }
            }));
        }
        tokio::time::sleep(std::time::Duration::from_millis(200 + 150 * round)).await;
        served.child.kill().unwrap();
        served.child.wait().unwrap();
        for (writer, handle) in writers.into_iter().enumerate() {
            let (done, sent) = handle.await.unwrap();
            answered[writer] = done.unwrap_or(answered[writer]);
            next[writer] = sent;
        }
        let store = plumberd::engine::connect(&format!("sqlite:{}", text(&file))).unwrap();
        for (writer, answered) in answered.iter().enumerate() {
            let stream = plumberd::StreamName::parse(format!("Killed-{writer}")).unwrap();
            let read = plumberd::store::ReadStream::forwards(stream);
            let events = plumberd::testing::collect(store.read_stream(read)).await.unwrap();
            assert!(events.len() as u64 >= *answered, "{} of {answered}", events.len());
            let numbers: Vec<u64> = events
                .iter()
                .map(|event| std::str::from_utf8(&event.data).unwrap().parse().unwrap())
                .collect();
            assert!(numbers.is_sorted_by(|a, b| a < b), "{numbers:?}");
            assert!(numbers.iter().all(|number| *number < next[writer]));
        }
    }
    assert!(answered.iter().sum::<u64>() > WRITERS, "{answered:?}");
}
