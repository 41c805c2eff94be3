use std::path::{Path, PathBuf};
use std::sync::Arc;

use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::{ServerConfig, version};

use crate::StartError;

/// Whether and how connections are encrypted. TLS is of version 1.2 or 1.3.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Tls {
    /// They are not.
    #[default]
    Off,
    /// With a certificate from files.
    Files {
        /// The certificate and those that vouch for it, as PEM.
        certificate: PathBuf,
        /// Its key, as PEM.
        key: PathBuf,
    },
    /// With a certificate that is made when the server starts, for `localhost` and the addresses of
    /// loopback. Clients have to be given it, or not to check it.
    Development,
}

/// TLS that is ready.
#[derive(Clone)]
pub(crate) struct Encryption {
    pub(crate) acceptor: TlsAcceptor,
    /// The certificate as PEM.
    pub(crate) certificate: Arc<str>,
}

impl Tls {
    pub(crate) fn prepare(&self) -> Result<Option<Encryption>, StartError> {
        let (chain, key, certificate) = match self {
            Self::Off => return Ok(None),
            Self::Files { certificate, key } => from_files(certificate, key)?,
            Self::Development => made()?,
        };
        let failed =
            |error: tokio_rustls::rustls::Error| StartError::Tls { reason: error.to_string() };
        let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_protocol_versions(&[&version::TLS13, &version::TLS12])
            .map_err(failed)?
            .with_no_client_auth()
            .with_single_cert(chain, key)
            .map_err(failed)?;
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        let acceptor = TlsAcceptor::from(Arc::new(config));
        Ok(Some(Encryption { acceptor, certificate: certificate.into() }))
    }
}

type Identity = (Vec<CertificateDer<'static>>, PrivateKeyDer<'static>, String);

fn from_files(certificate: &Path, key: &Path) -> Result<Identity, StartError> {
    let refused =
        |path: &Path, reason: String| StartError::Certificate { path: path.into(), reason };
    let pem = std::fs::read_to_string(certificate)
        .map_err(|error| refused(certificate, error.to_string()))?;
    let chain = CertificateDer::pem_slice_iter(pem.as_bytes())
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| refused(certificate, error.to_string()))?;
    if chain.is_empty() {
        return Err(refused(certificate, "it holds no certificate in PEM".to_owned()));
    }
    let key = PrivateKeyDer::from_pem_file(key).map_err(|error| refused(key, error.to_string()))?;
    Ok((chain, key, pem))
}

fn made() -> Result<Identity, StartError> {
    let failed = |error: rcgen::Error| StartError::Tls { reason: error.to_string() };
    let names = ["localhost", "127.0.0.1", "::1"].map(str::to_owned);
    let made = rcgen::generate_simple_self_signed(names).map_err(failed)?;
    let key = PrivateKeyDer::try_from(made.signing_key.serialize_der())
        .map_err(|reason| StartError::Tls { reason: reason.to_owned() })?;
    Ok((vec![made.cert.der().clone()], key, made.cert.pem()))
}
