//! `plumberd serve`.

use std::io;
use std::net::SocketAddr;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;

use clap::{Args, ValueEnum};
use plumberd::engine::Durability;
use plumberd::engine::memory::MemoryStore;
use plumberd::engine::sqlite::{ScavengeOptions, SqliteOptions};
use plumberd::store::EventStore;
use plumberd_server::auth::Accounts;
use plumberd_server::{Builder, Scavenger, Server, Tls};
use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use crate::Outcome;
use crate::error::CliError;
use crate::stdout::Stdout;

#[derive(Debug, Args)]
#[allow(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub(crate) struct Serve {
    /// The file with the events; it is created if it is not there.
    #[arg(
        long,
        value_name = "FILE",
        required_unless_present = "memory",
        conflicts_with = "memory"
    )]
    data: Option<PathBuf>,
    /// Keep the events in memory, and forget them at the end.
    #[arg(long)]
    memory: bool,
    /// Listen here; may be given more than once.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:2113")]
    listen: Vec<SocketAddr>,
    /// Encrypt with a certificate that is made now, for localhost.
    #[arg(long, conflicts_with_all = ["tls_cert", "tls_key"])]
    dev: bool,
    /// Encrypt with this certificate, in PEM.
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    tls_cert: Option<PathBuf>,
    /// The key of the certificate, in PEM.
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    tls_key: Option<PathBuf>,
    /// Tell clients to come to this host and port.
    #[arg(long, value_name = "HOST:PORT")]
    advertise: Option<String>,
    /// Refuse everything that writes.
    #[arg(long)]
    read_only: bool,
    /// Listen where others reach it without TLS or credentials: they can read and write everything.
    #[arg(long)]
    insecure_anyway: bool,
    /// Demand the password of a user; a new store gets admin and ops, with the password changeit.
    #[arg(long)]
    users: bool,
    /// When an append is answered: when the disk has it, or when the system has it.
    #[arg(long, value_name = "WHEN", default_value = "full")]
    durability: WhenAnswered,
    /// What to log, on standard error.
    #[arg(long, value_name = "LEVEL", default_value = "warn")]
    log: LevelFilter,
    /// How to log.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    log_format: LogFormat,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum WhenAnswered {
    Full,
    Normal,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum LogFormat {
    Text,
    Json,
}

pub(crate) fn run(serve: &Serve, out: &mut Stdout) -> Result<Outcome, CliError> {
    log(serve.log, serve.log_format);
    let (store, scavenger) = open(serve)?;
    let mut builder = configure(serve, Arc::clone(&store))?;
    if let Some(scavenger) = scavenger {
        builder = builder.scavenger(scavenger);
    }
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| failed(&error))?
        .block_on(async {
            if serve.users {
                builder = builder.auth(accounts(store, out).await?);
            }
            let server = builder.bind().await.map_err(|error| failed(&error))?;
            let stop = stop().map_err(|error| failed(&error))?;
            announce(serve, &server, out);
            server.serve_until(stop).await;
            Ok(Outcome::Success)
        })
}

fn failed(error: &impl ToString) -> CliError {
    CliError::Usage(error.to_string())
}

/// The users of a store; the first ones, if there are none.
async fn accounts(store: Arc<dyn EventStore>, out: &mut Stdout) -> Result<Arc<Accounts>, CliError> {
    let accounts = Accounts::new(store).map_err(|error| failed(&error))?;
    if accounts.make_first().await.map_err(|error| failed(&error))? {
        out.line("made the users admin and ops with the password changeit; change it");
    }
    Ok(Arc::new(accounts))
}

/// The store, and what scavenges it.
fn open(serve: &Serve) -> Result<(Arc<dyn EventStore>, Option<Scavenger>), CliError> {
    let Some(path) = &serve.data else { return Ok((Arc::new(MemoryStore::new()), None)) };
    let durability = match serve.durability {
        WhenAnswered::Full => Durability::Full,
        WhenAnswered::Normal => Durability::Normal,
    };
    let store = SqliteOptions::new().durability(durability).open(path);
    let store = Arc::new(store.map_err(|error| failed(&error))?);
    let file = Arc::clone(&store);
    let scavenger = Scavenger::new(move |go_on| {
        let report = file.scavenge(ScavengeOptions::new(), |_| {
            if go_on() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        });
        match report {
            Ok(report) => Ok(format!("{} events, {} bytes", report.events, report.bytes)),
            Err(error) => Err(error.to_string()),
        }
    });
    Ok((store, Some(scavenger)))
}

fn configure(serve: &Serve, store: Arc<dyn EventStore>) -> Result<Builder, CliError> {
    let tls = match (&serve.tls_cert, &serve.tls_key) {
        (Some(certificate), Some(key)) => {
            Tls::Files { certificate: certificate.clone(), key: key.clone() }
        }
        _ if serve.dev => Tls::Development,
        _ => Tls::Off,
    };
    let builder = Server::builder(store)
        .listen(serve.listen.iter().copied())
        .tls(tls)
        .read_only(serve.read_only)
        .insecure_anyway(serve.insecure_anyway);
    let Some(advertise) = &serve.advertise else { return Ok(builder) };
    let parsed =
        advertise.rsplit_once(':').and_then(|(host, port)| Some((host, port.parse().ok()?)));
    match parsed {
        Some((host, port)) if !host.is_empty() => Ok(builder.advertise(host, port)),
        _ => Err(CliError::Usage(format!(
            "--advertise `{advertise}` is no host and port; write it as events.example.org:2113"
        ))),
    }
}

fn announce(serve: &Serve, server: &Server, out: &mut Stdout) {
    let store = serve
        .data
        .as_ref()
        .map_or_else(|| "in memory, gone at the end".to_owned(), |path| path.display().to_string());
    out.line(format_args!("plumberd {} serves {store}", env!("CARGO_PKG_VERSION")));
    if serve.insecure_anyway {
        out.line("insecure: whoever reaches it can read and write everything");
    }
    for url in server.urls() {
        out.line(format_args!("  {url}"));
        out.line(format_args!("  {}", url.replacen("kurrentdb:", "esdb:", 1)));
    }
    if let Some(certificate) = server.certificate().filter(|_| serve.dev) {
        out.text(certificate);
    }
    out.line("ready; Ctrl-C stops it");
    // Whoever started it waits for this line.
    out.flush();
}

/// What ends the server.
fn stop() -> io::Result<impl Future<Output = ()> + Send> {
    #[cfg(unix)]
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    Ok(async move {
        #[cfg(unix)]
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = terminate.recv() => {}
        }
        #[cfg(not(unix))]
        let _ = tokio::signal::ctrl_c().await;
    })
}

/// The server's own words as asked for; of what it is built on, warnings only.
fn log(level: LevelFilter, format: LogFormat) {
    let ours = ["plumberd", "plumberd_server", "plumberd_cli"].map(|target| (target, level));
    let targets = Targets::new().with_targets(ours).with_default(level.min(LevelFilter::WARN));
    let registry = tracing_subscriber::registry().with(targets);
    let layer = tracing_subscriber::fmt::layer().with_writer(io::stderr).with_ansi(false);
    // A test may have set one up already.
    let _ = match format {
        LogFormat::Text => registry.with(layer).try_init(),
        LogFormat::Json => registry.with(layer.json()).try_init(),
    };
}
