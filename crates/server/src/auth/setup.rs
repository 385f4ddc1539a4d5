//! The first organisation, by a link the server prints when there is none.

use super::refusal::Refusal;
use super::users::{NewUser, create_user};
use crate::server::Server;
use axum::http::StatusCode;
use platform::passwords;
use platform::vault::KeyRing;
use serde::Deserialize;
use std::sync::PoisonError;
use tokio_postgres::Transaction;
use uuid::Uuid;

/// An organisation to be made.
#[derive(Debug, Clone)]
pub struct NewOrganisation {
    /// Name.
    pub name: String,
    /// Short name.
    pub slug: String,
}

/// What the first set-up is told.
#[derive(Deserialize, Default)]
pub struct Wish {
    /// The secret of the link.
    #[serde(default)]
    pub token: String,
    /// The organisation's name.
    #[serde(default)]
    pub organisation: String,
    /// The person's name.
    #[serde(default)]
    pub full_name: String,
    /// The sign-in address.
    #[serde(default)]
    pub email: String,
    /// The password in clear.
    #[serde(default)]
    pub password: String,
}

/// Makes an organisation with its keys, and leaves the transaction in its context as the owner.
///
/// # Errors
/// When the short name is taken or not allowed.
pub async fn create_organisation(
    tx: &Transaction<'_>,
    keys: &KeyRing,
    organisation: &NewOrganisation,
) -> anyhow::Result<Uuid> {
    let org = Uuid::now_v7();
    tx.execute("select set_config('throughline.org', $1, true)", &[&org.to_string()]).await?;
    keys.load(tx, org).await?;
    tx.batch_execute(&format!("set local role {}", platform::install::OWNER)).await?;
    tx.execute(
        "insert into identity.organizations (org_id, name, slug) values ($1, $2, $3::text)",
        &[&org, &organisation.name, &organisation.slug],
    )
    .await
    .map_err(|e| {
        let e = platform::DbError::from(e);
        match e.code.as_str() {
            "23505" => anyhow::anyhow!("there is already an organisation with the short name {:?}", organisation.slug),
            "23514" => anyhow::anyhow!(
                "the short name {:?} should be lower-case letters, digits and single hyphens",
                organisation.slug
            ),
            _ => anyhow::Error::from(e),
        }
    })?;
    Ok(org)
}

/// Whether the first organisation is still to be made. One made meanwhile by the command line closes the link.
pub async fn is_open(server: &Server) -> bool {
    if !server.waits_for_setup() {
        return false;
    }
    let found = async {
        let tx = server.door.begin(&platform::Actor::sign_in(Uuid::nil())).await?;
        let found: bool = tx.query_one("select exists (select from identity.organizations)", &[]).await?.get(0);
        tx.commit().await?;
        Ok::<bool, platform::DbError>(found)
    };
    if found.await.unwrap_or_default() {
        *server.setup_secret.write().unwrap_or_else(PoisonError::into_inner) = None;
    }
    server.waits_for_setup()
}

/// Makes the first organisation and its admin, given the secret of the printed link, which is used up by it.
///
/// # Errors
/// `setup_not_allowed` for a wrong secret, `validation_failed` for what is missing or not allowed; the link stays good.
pub async fn set_up(server: &Server, wish: Wish) -> Result<(), Refusal> {
    let secret = server.setup_secret.write().unwrap_or_else(PoisonError::into_inner).take();
    let given = platform::secrets::hash(&wish.token);
    let right = secret.as_ref().is_some_and(|s| platform::secrets::hash(s) == given);
    let put_back = || *server.setup_secret.write().unwrap_or_else(PoisonError::into_inner) = secret.clone();
    if !right {
        put_back();
        return Err(Refusal::new(
            StatusCode::FORBIDDEN,
            "setup_not_allowed",
            "This set-up link is not valid; it works once, from the server's output",
        ));
    }
    let done = make(server, &wish).await;
    if done.is_err() {
        put_back();
    }
    done.map_err(|e| Refusal::bad("validation_failed", platform::told(&e)))
}

async fn make(server: &Server, wish: &Wish) -> anyhow::Result<()> {
    anyhow::ensure!(
        !wish.organisation.trim().is_empty() && !wish.email.trim().is_empty() && !wish.full_name.trim().is_empty(),
        "send organisation, full_name, email and password"
    );
    let admin = server.admin.as_ref().ok_or_else(|| anyhow::anyhow!("this server has no administrative login"))?;
    let mut client = admin.connect().await?;
    let tx = client.transaction().await?;
    let slug = tx.query_one("select kit.slugify($1)", &[&wish.organisation]).await?.get(0);
    let org = create_organisation(
        &tx,
        &server.tools.keys,
        &NewOrganisation { name: wish.organisation.trim().to_string(), slug },
    )
    .await?;
    let own = [&*wish.full_name, &wish.email, &wish.organisation];
    let password_hash = passwords::hash(&wish.password, &own)?;
    let user = NewUser {
        email: wish.email.clone(),
        full_name: wish.full_name.clone(),
        role: "admin".into(),
        password_hash,
        client: None,
        candidate: None,
    };
    create_user(&tx, org, &user).await?;
    tx.commit().await?;
    Ok(())
}
