use std::sync::Arc;
use std::time::{Duration, Instant};

use plumberd::engine::memory::MemoryStore;
use plumberd_server::{Limits, StartError, TestServer, Tls};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{
    ClientConfig, ProtocolVersion, RootCertStore, SupportedProtocolVersion, version,
};

use crate::client::PATIENCE;

async fn start(tls: Tls) -> Result<TestServer, StartError> {
    TestServer::start_with(Arc::new(MemoryStore::new()), |builder| builder.tls(tls)).await
}

/// Asks for `/info` with this version of TLS, and gives what was agreed on and answered.
async fn ask(
    server: &TestServer,
    version: &'static SupportedProtocolVersion,
) -> (ProtocolVersion, String) {
    let mut roots = RootCertStore::empty();
    roots
        .add(CertificateDer::from_pem_slice(server.certificate().unwrap().as_bytes()).unwrap())
        .unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_protocol_versions(&[version])
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let stream = TcpStream::connect(server.address()).await.unwrap();
    let name = ServerName::try_from("localhost").unwrap();
    let mut stream = TlsConnector::from(Arc::new(config)).connect(name, stream).await.unwrap();
    let agreed = stream.get_ref().1.protocol_version().unwrap();
    let request = b"GET /info HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
    stream.write_all(request).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    (agreed, answer)
}

#[tokio::test]
async fn a_made_certificate_serves_localhost_by_new_versions() {
    let server = start(Tls::Development).await.unwrap();
    assert!(server.url().ends_with("?tls=true&tlsVerifyCert=false"), "{}", server.url());
    for (asked, expected) in
        [(&version::TLS12, ProtocolVersion::TLSv1_2), (&version::TLS13, ProtocolVersion::TLSv1_3)]
    {
        let (agreed, answer) = ask(&server, asked).await;
        assert_eq!(agreed, expected);
        assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
    }
}

/// A greeting of TLS 1.1, by hand: no library of today writes one.
fn greeting(minor: u8) -> Vec<u8> {
    let mut hello = vec![3, minor];
    hello.extend([7; 32]); // random
    hello.push(0); // no session
    hello.extend([0, 4, 0xc0, 0x13, 0x00, 0x2f]); // ECDHE-RSA and RSA, AES-128-CBC
    hello.extend([1, 0]); // no compression
    let length = u8::try_from(hello.len()).unwrap();
    let mut message = vec![1, 0, 0, length];
    message.extend(hello);
    let mut record = vec![22, 3, 1, 0, u8::try_from(message.len()).unwrap()];
    record.extend(message);
    record
}

#[tokio::test]
async fn old_versions_are_refused() {
    let server = start(Tls::Development).await.unwrap();
    for minor in [1, 2] {
        let mut stream = TcpStream::connect(server.address()).await.unwrap();
        stream.write_all(&greeting(minor)).await.unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.unwrap();
        // A fatal alert, and nothing else.
        assert_eq!((answer.len(), answer[0], answer[5]), (7, 21, 2), "{answer:?}");
    }
    // It serves others as before.
    ask(&server, &version::TLS13).await;
}

#[tokio::test]
async fn whoever_never_ends_its_greeting_is_sent_away() {
    let mut limits = Limits::default();
    limits.handshake = Duration::from_millis(200);
    let store = Arc::new(MemoryStore::new());
    let server = TestServer::start_with(store, |it| it.tls(Tls::Development).limits(limits));
    let server = server.await.unwrap();
    for begun in [&[][..], &greeting(3)[..20]] {
        let begin = Instant::now();
        let mut stream = TcpStream::connect(server.address()).await.unwrap();
        stream.write_all(begun).await.unwrap();
        let mut answer = Vec::new();
        let read = stream.read_to_end(&mut answer);
        tokio::time::timeout(PATIENCE, read).await.unwrap().unwrap();
        let took = begin.elapsed();
        assert!(took >= Duration::from_millis(150) && took < Duration::from_secs(3), "{took:?}");
        assert!(answer.is_empty(), "{answer:?}");
    }
}

#[tokio::test]
async fn plain_text_is_not_answered() {
    let server = start(Tls::Development).await.unwrap();
    let mut stream = TcpStream::connect(server.address()).await.unwrap();
    stream.write_all(b"GET /info HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    assert!(!String::from_utf8_lossy(&answer).contains("HTTP"), "{answer:?}");
}

#[tokio::test]
async fn files_are_used_or_named() {
    let made = start(Tls::Development).await.unwrap();
    let folder = std::env::temp_dir().join(format!("plumberd-tls-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let (missing, empty, good) =
        (folder.join("none.pem"), folder.join("empty.pem"), folder.join("good.pem"));
    std::fs::write(&empty, "nothing").unwrap();
    std::fs::write(&good, made.certificate().unwrap()).unwrap();
    for (certificate, key, place, reason) in [
        (&missing, &good, &missing, "No such file or directory (os error 2)"),
        (&empty, &good, &empty, "it holds no certificate in PEM"),
        (&good, &empty, &empty, "no items found"),
    ] {
        let tls = Tls::Files { certificate: certificate.clone(), key: key.clone() };
        let Err(error) = start(tls).await else { panic!("it started") };
        let text = format!("cannot use {}: ", place.display());
        let found = error.to_string();
        assert!(found.starts_with(&text) && found.contains(reason), "{found}");
    }
    std::fs::remove_dir_all(&folder).unwrap();
}
