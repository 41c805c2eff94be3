use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use plumberd::store::{BoxFuture, EventStore, ReadError, StreamMetadata};
use plumberd::stream::StreamName;
use ring::hmac;
use ring::rand::SystemRandom;
use serde_json::Value;

use super::acl::{Right, allows};
use super::guess::Guess;
use super::{Action, Auth, Caller, Credentials, Refusal};
use crate::users::account::{ADMINS, Account, OPERATORS};
use crate::users::directory::{Directory, Fault};
use crate::users::password::Hashed;

/// How many passwords are remembered that were right.
const REMEMBERED: usize = 10_000;

/// The users that the store holds, and what its streams say of who may do what: `KurrentDB` without
/// `--insecure`.
///
/// Members of `$admins` may do everything, those of `$ops` look after the server. Streams are every
/// user's and streams that begin with `$` the admins', unless `$acl` in the metadata of a stream or the
/// event in `$settings` says otherwise. Who is no user sees no stream.
///
/// ```
/// use std::sync::Arc;
/// use plumberd::engine::memory::MemoryStore;
/// use plumberd_server::TestServer;
/// use plumberd_server::auth::Accounts;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let store = Arc::new(MemoryStore::new());
/// let accounts = Accounts::new(store.clone())?;
/// accounts.make_first().await?; // admin and ops, with the password `changeit`
/// let server = TestServer::start_with(store, |builder| builder.auth(Arc::new(accounts))).await?;
/// # server.stop().await;
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Accounts {
    directory: Directory,
    settings: StreamName,
    all: StreamName,
    /// What was right before, so that not every call takes as long as a guess.
    remembered: Mutex<HashMap<Box<str>, hmac::Tag>>,
    key: hmac::Key,
}

/// Why there are no accounts.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AccountsError {
    /// The system has no random numbers.
    #[error("the system has no random numbers, which passwords need; look at its entropy source")]
    Random,
    /// The first users could not be written or read.
    #[error("the first users cannot be made: {reason}")]
    Store {
        /// What the store said.
        reason: String,
    },
}

impl Accounts {
    /// The accounts that a store holds.
    ///
    /// # Errors
    /// When the system has no random numbers.
    pub fn new(store: Arc<dyn EventStore>) -> Result<Self, AccountsError> {
        let key = hmac::Key::generate(hmac::HMAC_SHA256, &SystemRandom::new())
            .map_err(|_| AccountsError::Random)?;
        let name = |name: &str| {
            StreamName::parse(name)
                .map_err(|error| AccountsError::Store { reason: error.to_string() })
        };
        Ok(Self {
            directory: Directory::new(store),
            settings: name("$settings")?,
            all: name("$all")?,
            remembered: Mutex::default(),
            key,
        })
    }

    /// Makes `admin` and `ops` with the password `changeit`, where there is no user yet, and tells
    /// whether it has.
    ///
    /// # Errors
    /// When they could not be written.
    pub async fn make_first(&self) -> Result<bool, AccountsError> {
        self.directory.make_first().await.map_err(|fault| match fault {
            Fault::Random => AccountsError::Random,
            Fault::Read(error) => AccountsError::Store { reason: error.to_string() },
            Fault::Append(error) => AccountsError::Store { reason: error.to_string() },
            fault => AccountsError::Store { reason: format!("{fault:?}") },
        })
    }

    async fn identify(&self, credentials: Credentials) -> Result<Caller, Refusal> {
        let Credentials { user, password } = credentials;
        let found = self.directory.find(&user).await.map_err(|error| not_ready(&error))?;
        let account = found.map(|found| found.account);
        let kept = account.as_ref().map_or_else(nobody, |account| account.password.clone());
        let proof = format!("{user}\n{}\n{password}", kept.hash);
        let is_known = self
            .lock()
            .get(&*user)
            .is_some_and(|tag| hmac::verify(&self.key, proof.as_bytes(), tag.as_ref()).is_ok());
        let is_right = is_known || Guess::new(password).check(kept).await;
        let account: Account = account
            .filter(|account| is_right && !account.is_disabled)
            .ok_or(Refusal::Unauthenticated)?;
        if !is_known {
            let mut remembered = self.lock();
            if remembered.len() >= REMEMBERED {
                remembered.clear();
            }
            remembered.insert(user.into(), hmac::sign(&self.key, proof.as_bytes()));
        }
        Ok(Caller::user(account.login_name, account.groups))
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<Box<str>, hmac::Tag>> {
        self.remembered.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn check(&self, caller: &Caller, right: Right, of: &StreamName) -> Result<(), Refusal> {
        // Whatever streams and settings say, broken or not: so the admins can mend them.
        if caller.is_in(ADMINS) {
            return Ok(());
        }
        if *caller == Caller::Anonymous {
            return Err(Refusal::Denied);
        }
        let (right, stream) = match of.as_str().strip_prefix("$$") {
            Some(original) => {
                (right.of_metadata(), StreamName::parse(original).map_err(|_| Refusal::Denied)?)
            }
            None => (right, of.clone()),
        };
        let acl = match StreamMetadata::stream_of(&stream) {
            Ok(metadata) => self.json(metadata).await?,
            Err(_) => None,
        };
        let acl = acl.as_ref().and_then(|metadata| metadata.get("$acl"));
        let settings = self.json(self.settings.clone()).await?;
        if allows(caller, right, &stream, acl, settings.as_ref()) {
            return Ok(());
        }
        Err(Refusal::Denied)
    }

    /// The JSON in the last event of a stream. What cannot be read lets nobody in.
    async fn json(&self, stream: StreamName) -> Result<Option<Value>, Refusal> {
        let event = self.directory.last(stream).await;
        let event = match event {
            Ok(event) => event,
            // Nothing but the defaults is left of it.
            Err(ReadError::StreamDeleted { .. }) => None,
            Err(error) => return Err(not_ready(&error)),
        };
        event
            .map(|event| serde_json::from_slice(&event.data).map_err(|_| Refusal::Denied))
            .transpose()
    }

    async fn decide(&self, caller: &Caller, action: Action<'_>) -> Result<(), Refusal> {
        let is_in = |wanted| caller.is_in(wanted);
        let may = match action {
            Action::Read(stream) | Action::Consume(Some(stream)) => {
                return self.check(caller, Right::Read, stream).await;
            }
            Action::Write(stream) => return self.check(caller, Right::Write, stream).await,
            Action::Delete(stream) => return self.check(caller, Right::Delete, stream).await,
            Action::ReadAll | Action::Consume(None) => {
                return self.check(caller, Right::Read, &self.all).await;
            }
            Action::ManageUsers => is_in(ADMINS),
            Action::SeeUser(name) => is_in(ADMINS) || caller.name() == Some(name),
            Action::ManageSubscriptions
            | Action::Operate
            | Action::Observe
            | Action::ManageProjections => is_in(ADMINS) || is_in(OPERATORS),
            Action::SeeProjections => caller.name().is_some(),
        };
        if may { Ok(()) } else { Err(Refusal::Denied) }
    }
}

/// As long as a wrong password of somebody takes that of nobody.
fn nobody() -> Hashed {
    let hash = format!("pbkdf2-sha256$600000${}=", "A".repeat(43));
    Hashed { salt: "AAAAAAAAAAAAAAAAAAAAAA==".to_owned(), hash }
}

fn not_ready(error: &ReadError) -> Refusal {
    tracing::error!(%error, "users or rights cannot be read");
    Refusal::NotReady
}

impl Auth for Accounts {
    fn demands_credentials(&self) -> bool {
        true
    }

    fn authenticate(
        &self,
        credentials: Option<Credentials>,
    ) -> BoxFuture<'_, Result<Caller, Refusal>> {
        Box::pin(async move {
            match credentials {
                None => Ok(Caller::Anonymous),
                Some(credentials) => self.identify(credentials).await,
            }
        })
    }

    fn authorize<'a>(
        &'a self,
        caller: &'a Caller,
        action: Action<'a>,
    ) -> BoxFuture<'a, Result<(), Refusal>> {
        Box::pin(self.decide(caller, action))
    }
}
