use std::time::Duration;

use tokio::sync::Semaphore;

use crate::users::password::Hashed;

/// How many passwords are tried at once: whoever guesses has to leave the machine to others.
static TRIES: Semaphore = Semaphore::const_new(2);
/// How long a wrong one waits for its answer.
const PAUSE: Duration = Duration::from_millis(500);

/// A password that somebody says is theirs.
pub(crate) struct Guess(String);

impl Guess {
    pub(crate) fn new(password: String) -> Self {
        Self(password)
    }

    /// Whether it is the one that is kept. It takes a while; longer when it is not.
    pub(crate) async fn check(self, kept: Hashed) -> bool {
        let tried = async {
            let _place = TRIES.acquire().await.ok()?;
            tokio::task::spawn_blocking(move || kept.is_of(&self.0)).await.ok()
        };
        let right = tried.await.unwrap_or(false);
        if !right {
            tokio::time::sleep(PAUSE).await;
        }
        right
    }
}
