use kurrentdb::operations::{self, OperationalOptions, UserDetails};
use kurrentdb::{Client, Credentials, Error};

use crate::harness::{
    Outcome, Service::Users, Suite, equal, events, fails, fault, ok, operator, refused, unique,
};

pub async fn run(suite: &Suite) {
    suite.scenario("user: created, and found again", Users, created).await;
    suite.scenario("user: a second time is refused", Users, again).await;
    suite.scenario("user: updated", Users, updated).await;
    suite.scenario("user: disabled and enabled", Users, disabled).await;
    suite.scenario("user: deleted; one that is not there is refused", Users, deleted).await;
    suite.scenario("user: the password changed, and set anew", Users, passwords).await;
    suite.tls("credentials: a wrong password is refused", Users, wrong_password).await;
}

async fn user(operator: &operations::Client) -> Outcome<String> {
    let login = unique("user");
    let groups = vec!["pipes".to_owned()];
    operator.create_user(&login, "first", "Zoë P.", groups, &Default::default()).await?;
    Ok(login)
}

async fn details(operator: &operations::Client, login: &str) -> kurrentdb::Result<UserDetails> {
    let mut found = operator.user_details(login, &OperationalOptions::default()).await?;
    found.next().await?.ok_or(Error::ResourceNotFound)
}

async fn created(_: Client) -> Outcome {
    let operator = operator()?;
    let login = user(&operator).await?;
    let found = details(&operator, &login).await?;
    equal((&*found.login, &*found.full_name), (&*login, "Zoë P."))?;
    ok(found.groups.contains(&"pipes".to_owned()), format!("groups {:?}", found.groups))?;
    ok(!found.disabled, "not disabled")
}

async fn again(_: Client) -> Outcome {
    let operator = operator()?;
    let login = user(&operator).await?;
    let options = Default::default();
    refused(operator.create_user(&login, "other", "Other", vec![], &options).await)?;
    equal(&*details(&operator, &login).await?.full_name, "Zoë P.")
}

async fn updated(_: Client) -> Outcome {
    let operator = operator()?;
    let login = user(&operator).await?;
    let groups = vec!["valves".to_owned()];
    operator.update_user(&login, "first", "Zoë Q.", groups, &Default::default()).await?;
    let found = details(&operator, &login).await?;
    equal(&*found.full_name, "Zoë Q.")?;
    ok(found.groups.contains(&"valves".to_owned()), format!("groups {:?}", found.groups))
}

async fn disabled(_: Client) -> Outcome {
    let operator = operator()?;
    let login = user(&operator).await?;
    operator.disable_user(&login, &Default::default()).await?;
    ok(details(&operator, &login).await?.disabled, "disabled")?;
    operator.enable_user(&login, &Default::default()).await?;
    ok(!details(&operator, &login).await?.disabled, "enabled")
}

async fn deleted(_: Client) -> Outcome {
    let operator = operator()?;
    let login = user(&operator).await?;
    operator.delete_user(&login, &Default::default()).await?;
    fails!(details(&operator, &login).await, Error::ResourceNotFound);
    fails!(
        operator.delete_user(unique("nobody"), &Default::default()).await,
        Error::ResourceNotFound
    );
    Ok(())
}

async fn passwords(_: Client) -> Outcome {
    let operator = operator()?;
    let login = user(&operator).await?;
    let options = OperationalOptions::default();
    operator.change_user_password(&login, "first", "second", &options).await?;
    refused(operator.change_user_password(&login, "wrong", "third", &options).await)?;
    operator.reset_user_password(&login, "fourth", &options).await?;
    Ok(operator.change_user_password(&login, "fourth", "fifth", &options).await?)
}

async fn wrong_password(client: Client) -> Outcome {
    let options = kurrentdb::AppendToStreamOptions::default()
        .authenticated(Credentials::new("admin", "wrong"));
    let result = client.append_to_stream(unique("who"), &options, events(1)).await;
    match refused(result)? {
        Error::AccessDenied => Ok(()),
        error => Err(fault(format!("refused with {error:?}"))),
    }
}
