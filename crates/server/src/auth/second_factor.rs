//! The second factor: codes of an app (TOTP), and recovery codes for who lost it.

use super::noted::note;
use super::refusal::Refusal;
use super::users::Account;
use crate::server::Server;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use platform::secrets::{is_mac, mac};
use platform::totp::Secret;
use platform::{Actor, DbError, Tx};
use uuid::Uuid;

/// Recovery codes a person gets at a time.
const CODES: usize = 10;
/// Seconds between the password and the code.
const PATIENCE: i64 = 300;

/// Whether the person has an app that shows codes.
pub async fn is_on(server: &Server, org: Uuid, user: Uuid) -> Result<bool, DbError> {
    let tx = server.door.begin(&Actor::sign_in(org)).await?;
    let sql = "select exists (select from identity.second_factors
                where org_id = $1 and user_id = $2 and confirmed_at is not null)";
    let on = tx.query_one(sql, &[&org, &user]).await?.get(0);
    tx.commit().await?;
    Ok(on)
}

/// Begins anew: the secret to be put into an app. It counts once a first code was right.
pub async fn begin(server: &Server, actor: &Actor) -> Result<Secret, DbError> {
    let id = Uuid::now_v7();
    let tx = server.door.begin(&Actor { role: "auth", ..actor.clone() }).await?;
    let open = "delete from identity.second_factors where org_id = $1 and user_id = $2 and confirmed_at is null";
    tx.execute(open, &[&actor.org, &actor.user]).await?;
    let sql = "insert into identity.second_factors (org_id, id, user_id) values ($1, $2, $3)";
    tx.execute(sql, &[&actor.org, &id, &actor.user]).await?;
    tx.commit().await?;
    Ok(secret(server, id))
}

/// The secret that waits for its first code.
pub async fn waiting(server: &Server, actor: &Actor) -> Result<Option<Secret>, DbError> {
    let tx = server.door.begin(&Actor { role: "auth", ..actor.clone() }).await?;
    let sql = "select id from identity.second_factors where org_id = $1 and user_id = $2 and confirmed_at is null";
    let row = tx.query_opt(sql, &[&actor.org, &actor.user]).await?;
    tx.commit().await?;
    Ok(row.map(|r| secret(server, r.get(0))))
}

/// Takes the first code and answers the recovery codes, which are shown once; none when the code is wrong.
pub async fn confirm(server: &Server, actor: &Actor, code: &str) -> Result<Option<Vec<String>>, DbError> {
    let user = actor.user.unwrap_or_default();
    let Some(step) = waiting(server, actor).await?.and_then(|s| s.step_of(code, now())) else { return Ok(None) };
    let tx = server.door.begin(&Actor { role: "auth", ..actor.clone() }).await?;
    let sql = "update identity.second_factors set confirmed_at = now(), last_step = $3
                where org_id = $1 and user_id = $2 and confirmed_at is null";
    if tx.execute(sql, &[&actor.org, &user, &step]).await? == 0 {
        return Ok(None);
    }
    tx.execute("delete from identity.recovery_codes where org_id = $1 and user_id = $2", &[&actor.org, &user]).await?;
    let codes: Vec<String> = (0..CODES).map(|_| new_code()).collect();
    let sql = "insert into identity.recovery_codes (org_id, user_id, code_hash) select $1, $2, unnest($3::bytea[])";
    let hashes: Vec<Vec<u8>> = codes.iter().map(|code| code_hash(server, actor.org, user, code)).collect();
    tx.execute(sql, &[&actor.org, &user, &hashes]).await?;
    tell(server, &tx, actor, user, true).await?;
    tx.commit().await?;
    Ok(Some(codes))
}

/// Whether it is the app's code of now or an unused recovery code. Either works once.
pub async fn is_right(server: &Server, org: Uuid, user: Uuid, code: &str) -> Result<bool, DbError> {
    let tx = server.door.begin(&Actor::sign_in(org)).await?;
    let sql = "select id from identity.second_factors where org_id = $1 and user_id = $2 and confirmed_at is not null";
    let Some(row) = tx.query_opt(sql, &[&org, &user]).await? else { return Ok(false) };
    let id: Uuid = row.get(0);
    let taken = if let Some(step) = secret(server, id).step_of(code, now()) {
        let sql = "update identity.second_factors set last_step = $3 where org_id = $1 and id = $2 and last_step < $3";
        tx.execute(sql, &[&org, &id, &step]).await?
    } else {
        let sql = "delete from identity.recovery_codes where org_id = $1 and user_id = $2 and code_hash = $3";
        tx.execute(sql, &[&org, &user, &code_hash(server, org, user, code)]).await?
    };
    tx.commit().await?;
    Ok(taken > 0)
}

/// Takes the second factor away; the password alone opens the account again.
pub async fn remove(server: &Server, actor: &Actor, user: Uuid) -> Result<(), DbError> {
    let tx = server.door.begin(&Actor { role: "auth", ..actor.clone() }).await?;
    for table in ["second_factors", "recovery_codes"] {
        let sql = format!("delete from identity.{table} where org_id = $1 and user_id = $2");
        tx.execute(&sql, &[&actor.org, &user]).await?;
    }
    tell(server, &tx, actor, user, false).await?;
    tx.commit().await
}

/// The change stands in the feed, and its owner is told by mail.
async fn tell(server: &Server, tx: &Tx, actor: &Actor, user: Uuid, on: bool) -> Result<(), DbError> {
    let Some(account) = super::users::within(tx, actor.org, user).await? else { return Ok(()) };
    tx.become_actor(&Actor { role: "system", ..actor.clone() }).await?;
    let words = format!("Second factor of {} {}", account.full_name, if on { "set up" } else { "removed" });
    note(tx, "second_factor", if on { "info" } else { "warn" }, &account, &words).await?;
    super::notices::factor_changed(server, tx, &(&account).into(), on).await
}

/// What shows, for some minutes, that the password was right.
pub fn ticket(server: &Server, account: &Account) -> String {
    let until = now() + PATIENCE;
    let head = [account.org.as_bytes().as_slice(), account.id.as_bytes(), &until.to_be_bytes()].concat();
    let proof = mac(&ticket_key(server), &[&head, password_of(account)]);
    URL_SAFE_NO_PAD.encode([head.as_slice(), &proof].concat())
}

/// The account of a ticket that is good now.
pub async fn by_ticket(server: &Server, ticket: &str) -> Result<Account, Refusal> {
    let stale = || Refusal::bad("ticket_expired", "That took too long. Please sign in again.");
    let bytes = URL_SAFE_NO_PAD.decode(ticket).map_err(|_| stale())?;
    let (Some(head), Some(proof)) = (bytes.get(..40), bytes.get(40..72)) else { return Err(stale()) };
    let (org, user) = (Uuid::from_slice(&head[..16]), Uuid::from_slice(&head[16..32]));
    let (Ok(org), Ok(user), Ok(until)) = (org, user, head[32..].try_into().map(i64::from_be_bytes)) else {
        return Err(stale());
    };
    let account = super::users::by_id(server, org, user).await?.filter(|a| a.is_active).ok_or_else(stale)?;
    let genuine = is_mac(&ticket_key(server), &[head, password_of(&account)], proof);
    if genuine && until >= now() { Ok(account) } else { Err(stale()) }
}

/// A new password makes tickets worthless.
fn password_of(account: &Account) -> &[u8] {
    account.password_hash.as_deref().unwrap_or_default().as_bytes()
}

fn ticket_key(server: &Server) -> [u8; 32] {
    server.tools.keys.master().derive("sign-in tickets")
}

/// Stored nowhere: whoever reads the database has no second factor.
fn secret(server: &Server, id: Uuid) -> Secret {
    Secret::of(&server.tools.keys.master().derive(&format!("second factor {id}")))
}

/// 50 random bits, as people copy them: `k3q7x-9mwte`. No letter looks like another.
fn new_code() -> String {
    const LETTERS: &[u8; 32] = b"23456789abcdefghjkmnpqrstuvwxyz0";
    let letters = rand::random::<[u8; 10]>().map(|byte| char::from(LETTERS[usize::from(byte % 32)]));
    let text: String = letters.iter().collect();
    format!("{}-{}", &text[..5], &text[5..])
}

fn code_hash(server: &Server, org: Uuid, user: Uuid, code: &str) -> Vec<u8> {
    let typed: String = code.to_lowercase().chars().filter(char::is_ascii_alphanumeric).collect();
    let key = server.tools.keys.master().derive("recovery codes");
    mac(&key, &[org.as_bytes(), user.as_bytes(), typed.as_bytes()]).to_vec()
}

fn now() -> i64 {
    jiff::Timestamp::now().as_second()
}
