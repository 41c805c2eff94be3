use plumberd::store::BoxFuture;

use super::{Action, Auth, Caller, Credentials, Refusal};

/// Everybody may do everything, whatever they say who they are: `KurrentDB` with `--insecure`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Open;

impl Auth for Open {
    fn demands_credentials(&self) -> bool {
        false
    }

    fn authenticate(
        &self,
        _credentials: Option<Credentials>,
    ) -> BoxFuture<'_, Result<Caller, Refusal>> {
        Box::pin(std::future::ready(Ok(Caller::Anonymous)))
    }

    fn authorize<'a>(
        &'a self,
        _caller: &'a Caller,
        _action: Action<'a>,
    ) -> BoxFuture<'a, Result<(), Refusal>> {
        Box::pin(std::future::ready(Ok(())))
    }
}
