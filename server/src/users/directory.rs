use std::sync::Arc;

use bytes::Bytes;
use plumberd::clock::DateTimeOffset;
use plumberd::store::{
    AppendError, ContentType, Deletion, EventStore, NewEvent, ReadError, ReadStream, RecordedEvent,
};
use plumberd::stream::{ExpectedRevision, Revision, StreamName};
use uuid::Uuid;

use super::account::{ADMINS, Account, OPERATORS};
use super::password::Hashed;
use crate::streams::next;

/// The names of all users there ever were.
const USERS: &str = "$users";
/// What the two users of a new server are known by.
const FIRST_PASSWORD: &str = "changeit";

/// The users, in the store that they use.
#[derive(Debug, Clone)]
pub(crate) struct Directory(Arc<dyn EventStore>);

/// An account, and since when it is so.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) account: Account,
    pub(crate) revision: Revision,
    pub(crate) at: DateTimeOffset,
}

/// Why something was not done.
#[derive(Debug)]
pub(crate) enum Fault {
    /// There is no such user.
    NotFound,
    /// There is such a user, or somebody else has changed it.
    Conflict,
    /// The name cannot be a user's.
    Name,
    /// There are no random numbers.
    Random,
    Read(ReadError),
    Append(AppendError),
}

impl Directory {
    pub(crate) fn new(store: Arc<dyn EventStore>) -> Self {
        Self(store)
    }

    /// The last event of a stream.
    pub(crate) async fn last(
        &self,
        stream: StreamName,
    ) -> Result<Option<RecordedEvent>, ReadError> {
        let mut events = self.0.read_stream(ReadStream::backwards(stream).limit(1));
        match next(&mut events).await {
            None | Some(Err(ReadError::StreamNotFound { .. })) => Ok(None),
            Some(event) => event.map(Some),
        }
    }

    pub(crate) async fn find(&self, login_name: &str) -> Result<Option<Found>, ReadError> {
        let Some(stream) = Account::stream(login_name) else { return Ok(None) };
        let Some(event) = self.last(stream).await? else { return Ok(None) };
        let account = Account::parse(&event);
        if account.is_none() {
            tracing::error!(stream = %event.stream, revision = event.revision, "no user is there");
        }
        Ok(account.map(|account| Found {
            account,
            revision: event.revision,
            at: event.recorded_at,
        }))
    }

    async fn existing(&self, login_name: &str) -> Result<Found, Fault> {
        self.find(login_name).await.map_err(Fault::Read)?.ok_or(Fault::NotFound)
    }

    /// All users, in the order in which they came.
    pub(crate) async fn all(&self) -> Result<Vec<Found>, Fault> {
        let Ok(users) = StreamName::parse(USERS) else { return Ok(Vec::new()) };
        let mut names = Vec::new();
        let mut events = self.0.read_stream(ReadStream::forwards(users));
        while let Some(event) = next(&mut events).await {
            match event {
                Ok(event) => {
                    if let Ok(name) = String::from_utf8(event.data.to_vec())
                        && !names.contains(&name)
                    {
                        names.push(name);
                    }
                }
                Err(ReadError::StreamNotFound { .. }) => break,
                Err(error) => return Err(Fault::Read(error)),
            }
        }
        let mut found = Vec::new();
        for name in names {
            found.extend(self.find(&name).await.map_err(Fault::Read)?);
        }
        Ok(found)
    }

    pub(crate) async fn create(
        &self,
        login_name: String,
        full_name: String,
        groups: Vec<String>,
        password: String,
    ) -> Result<(), Fault> {
        let stream = Account::stream(&login_name).ok_or(Fault::Name)?;
        if self.find(&login_name).await.map_err(Fault::Read)?.is_some() {
            return Err(Fault::Conflict);
        }
        let password = hashed(password).await?;
        let name = Bytes::from(login_name.clone());
        let account = Account { login_name, full_name, groups, is_disabled: false, password };
        // A user that was removed may come again.
        let (none, created) = (ExpectedRevision::NoStream, account.to_json());
        self.append(stream, none, "$UserCreated", ContentType::Json, created).await?;
        let Ok(users) = StreamName::parse(USERS) else { return Ok(()) };
        self.append(users, ExpectedRevision::Any, "$User", ContentType::Binary, name).await
    }

    /// Changes an account, and its password if there is a new one.
    pub(crate) async fn change(
        &self,
        login_name: &str,
        password: Option<String>,
        change: impl FnOnce(&mut Account),
    ) -> Result<(), Fault> {
        let stream = Account::stream(login_name).ok_or(Fault::NotFound)?;
        let Found { mut account, revision, .. } = self.existing(login_name).await?;
        change(&mut account);
        if let Some(password) = password {
            account.password = hashed(password).await?;
        }
        let (expected, changed) = (ExpectedRevision::Exact(revision), account.to_json());
        self.append(stream, expected, "$UserUpdated", ContentType::Json, changed).await
    }

    pub(crate) async fn remove(&self, login_name: &str) -> Result<(), Fault> {
        let stream = Account::stream(login_name).ok_or(Fault::NotFound)?;
        let expected = ExpectedRevision::Exact(self.existing(login_name).await?.revision);
        match self.0.delete(stream, expected, Deletion::Soft).await {
            Ok(_) => Ok(()),
            Err(AppendError::WrongExpectedRevision { .. }) => Err(Fault::Conflict),
            Err(error) => Err(Fault::Append(error)),
        }
    }

    /// Makes the users of a new server, where there is none: `admin` and `ops`, with the password
    /// `changeit`. Tells whether it has.
    pub(crate) async fn make_first(&self) -> Result<bool, Fault> {
        let users = StreamName::parse(USERS).map_err(|_| Fault::Name)?;
        if self.last(users).await.map_err(Fault::Read)?.is_some() {
            return Ok(false);
        }
        let first = [("admin", "Administrator", ADMINS), ("ops", "Operations", OPERATORS)];
        for (name, full_name, group) in first {
            let groups = vec![group.to_owned()];
            self.create(name.to_owned(), full_name.to_owned(), groups, FIRST_PASSWORD.to_owned())
                .await?;
        }
        Ok(true)
    }

    async fn append(
        &self,
        stream: StreamName,
        expected: ExpectedRevision,
        event_type: &str,
        content_type: ContentType,
        data: Bytes,
    ) -> Result<(), Fault> {
        let event = NewEvent {
            id: Uuid::now_v7(),
            event_type: event_type.into(),
            content_type,
            data,
            metadata: Bytes::new(),
        };
        match self.0.append(stream, expected, vec![event]).await {
            Ok(_) => Ok(()),
            Err(AppendError::WrongExpectedRevision { .. }) => Err(Fault::Conflict),
            Err(error) => Err(Fault::Append(error)),
        }
    }
}

/// Away from the threads that answer others.
async fn hashed(password: String) -> Result<Hashed, Fault> {
    let hashed = tokio::task::spawn_blocking(move || Hashed::of(&password)).await;
    hashed.ok().flatten().ok_or(Fault::Random)
}
