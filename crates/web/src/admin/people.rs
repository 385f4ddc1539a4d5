//! Users and invitations.

use crate::data::{Ask, Fields, Row, text};
use crate::fields::choice::pill;
use crate::format::{self, who};
use crate::icons::icon;
use crate::nouns::sentence;
use crate::refused::{Answer, Refused};
use crate::shell::go;
use crate::sign_in::join_link;
use crate::visit::Visit;
use maud::{Markup, html};
use platform::Actor;
use platform::secrets::{hash, new_token};
use records::Error;
use serde_json::Value;
use server::auth::{passkeys, second_factor};
use uuid::Uuid;

const ROLES: &[&str] = &["admin", "manager", "consultant", "recruiter", "sales", "staff", "viewer"];
/// Who else may be invited: the role, the column that says whose, its noun, and what it is called.
const OUTSIDERS: &[(&str, &str, &str, &str)] =
    &[("client", "client_id", "clients", "Client"), ("candidate", "candidate_id", "candidates", "Candidate")];

pub(super) async fn page(visit: &Visit, link: Option<(&str, &str)>) -> Result<Markup, Refused> {
    let found = visit
        .read(&[
            Ask::new("users", "select=id,email,full_name,role,status,last_active_at&order=status,full_name&limit=500"),
            Ask::new(
                "invitations",
                "select=id,email,full_name,role,expires_at,created_at&accepted_at=is.null&order=id.desc&limit=100",
            ),
        ])
        .await?;
    let tx = visit.begin(&Actor { role: "auth", ..visit.actor.clone() }).await?;
    let sql = "select user_id from identity.second_factors where org_id = $1 and confirmed_at is not null";
    let rows = tx.query(sql, &[&visit.actor.org]).await.map_err(|e| visit.told_sql(e))?;
    let devices = passkeys::owners(&tx, visit.actor.org).await.map_err(|e| visit.told_sql(e))?;
    visit.commit(tx).await?;
    let factors: Vec<Uuid> = rows.iter().map(|r| r.get(0)).collect();
    Ok(html! {
        @if let Some((email, link)) = link {
            div class="note good" role="status" {
                (icon("circle-check"))
                div {
                    p {
                        "Send this link to "
                        strong { (email) }
                        ". It works once, for seven days, and is shown only now."
                    }
                    p {
                        input class="in mono" readonly value=(link) aria-label="Invitation link" data-select;
                    }
                }
            }
            p {}
        }
        section class="card" {
            div class="head" {
                h2 { "Invite somebody" }
            }
            form class="inside composer" method="post" action="/admin/users" {
                input type="hidden" name="do" value="invite";
                div class="line" {
                    div class="field" {
                        label for="inv-email" { "E-mail" }
                        input class="in" id="inv-email" name="email" type="email" required autocomplete="off";
                    }
                    div class="field" {
                        label for="inv-name" { "Name" }
                        input class="in" id="inv-name" name="full_name" autocomplete="off";
                    }
                    div class="field" {
                        label for="inv-role" { "Role" }
                        select class="in" id="inv-role" name="role" {
                            @for r in ROLES {
                                option value=(r) selected[*r == "consultant"] { (sentence(r)) }
                            }
                            @for (r, ..) in OUTSIDERS {
                                option value=(r) { (sentence(r)) }
                            }
                        }
                    }
                    @for (role, key, noun, label) in OUTSIDERS { (whose(role, key, noun, label)) }
                    button class="b primary" type="submit" { (icon("user-plus")) "Invite" }
                }
            }
        }
        @if !found[1].rows.is_empty() {
            section class="card" {
                div class="head" {
                    h2 { "Invited" }
                }
                ul class="rows" {
                    @for i in &found[1].rows {
                        li {
                            div class="main" {
                                (text(i, "email"))
                                " "
                                span class="quiet small" {
                                    (sentence(text(i, "role")))
                                    ", until "
                                    (format::moment(visit, text(i, "expires_at")))
                                }
                            }
                            form method="post" action="/admin/users" {
                                input type="hidden" name="id" value=(text(i, "id"));
                                button class="b" name="do" value="again" { "New link" }
                                button class="b ghost" name="do" value="withdraw" { "Withdraw" }
                            }
                        }
                    }
                }
            }
        }
        section class="card" {
            div class="head" {
                h2 {
                    "Users "
                    span class="quiet" { (found[0].rows.len()) }
                }
                a class="b ghost" href="/users" { (icon("table")) "Open as list" }
            }
            div class="scroll" {
                table class="plain" {
                    thead {
                        tr {
                            th { "Name" }
                            th { "E-mail" }
                            th { "Role" }
                            th { "Last active" }
                            th { "Status" }
                            th {
                                span class="visually-hidden" { "Actions" }
                            }
                        }
                    }
                    tbody {
                        @for u in &found[0].rows {
                            @let (id, me) = (
                                text(u, "id"),
                                text(u, "id") == visit.person.id.to_string(),
                            );
                            tr {
                                td {
                                    a href={ "/users/" (id) } { (who(text(u, "full_name"))) }
                                }
                                td { (text(u, "email")) }
                                td {
                                    @if me || matches!(text(u, "role"), "client" | "candidate") {
                                        (sentence(text(u, "role")))
                                    } @else {
                                        form method="post" action="/admin/users" data-submits {
                                            input type="hidden" name="id" value=(id);
                                            input type="hidden" name="do" value="role";
                                            select
                                                class="in"
                                                name="role"
                                                aria-label={ "Role of " (text(u, "full_name")) }
                                            {
                                                @for r in ROLES {
                                                    option value=(r) selected[*r == text(u, "role")] { (sentence(r)) }
                                                }
                                            }
                                            noscript {
                                                button class="b" { "Save" }
                                            }
                                        }
                                    }
                                }
                                td {
                                    @if text(u, "last_active_at").is_empty() {
                                        span class="quiet" { "never" }
                                    } @else { (format::moment(visit, text(u, "last_active_at"))) }
                                }
                                td {
                                    ({
                                        pill(
                                            visit.catalog().tone("users", "status", text(u, "status")),
                                            &sentence(text(u, "status")),
                                        )
                                    })
                                }
                                td {
                                    @if !me {
                                        form method="post" action="/admin/users" {
                                            input type="hidden" name="id" value=(id);
                                            @if text(u, "status") == "active" {
                                                button class="b ghost" name="do" value="deactivate" { "Deactivate" }
                                            } @else {
                                                button class="b ghost" name="do" value="activate" { "Activate" }
                                            }
                                            button class="b ghost" name="do" value="sign_out" { "Sign out" }
                                            button class="b ghost" name="do" value="reset" { "Password link" }
                                            @if factors.iter().any(|f| f.to_string() == id) {
                                                button class="b ghost" name="do" value="factor" {
                                                    "Remove second factor"
                                                }
                                            }
                                            @if devices.iter().any(|d| d.to_string() == id) {
                                                button class="b ghost" name="do" value="passkeys" { "Remove passkeys" }
                                            }
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    })
}

pub(super) async fn act(visit: Visit, form: Fields) -> Answer {
    let id = form.filled("id").and_then(|i| Uuid::parse_str(i).ok());
    let (actor, operation) = visit.operation();
    let what = form.get("do").unwrap_or_default();
    match what {
        "invite" | "again" | "reset" => {
            let chosen = |key: &str| form.filled(key).and_then(|i| Uuid::parse_str(i).ok());
            let invited = match (what, id) {
                ("invite", _) => {
                    let role = form.filled("role").unwrap_or("consultant").to_string();
                    let of = |wanted: &str, key: &str| chosen(key).filter(|_| role == wanted);
                    Invited {
                        email: form.filled("email").unwrap_or_default().to_lowercase(),
                        name: form.filled("full_name").map(str::to_string),
                        client: of("client", "client_id"),
                        candidate: of("candidate", "candidate_id"),
                        role,
                    }
                }
                (_, Some(id)) => {
                    let noun = if what == "again" { "invitations" } else { "users" };
                    let query = format!("select=email,full_name,role,client_id,candidate_id&id=eq.{id}");
                    let found = visit.find(Ask::new(noun, query)).await?;
                    let row = found.rows.first().ok_or_else(Refused::nothing)?;
                    let role = text(row, "role").to_string();
                    Invited {
                        email: text(row, "email").to_string(),
                        name: Some(text(row, "full_name").to_string()),
                        client: Uuid::parse_str(text(row, "client_id")).ok(),
                        candidate: Uuid::parse_str(text(row, "candidate_id")).ok().filter(|_| role == "candidate"),
                        role,
                    }
                }
                _ => return Err(Refused::nothing()),
            };
            let email = invited.email.clone();
            if what == "invite" {
                let known = visit
                    .find(Ask::new("users", format!("select=id&email=eq.{}", crate::address::encode(&email))))
                    .await?;
                if !known.rows.is_empty() {
                    return Err(Error::new(409, "23505", format!("{email} already belongs to the organisation"))
                        .hint("Use the password link beside their name.")
                        .into());
                }
            }
            let token = new_token();
            let tx = visit.begin(&visit.actor).await?;
            let open = "delete from identity.invitations where lower(email) = lower($1::text) and accepted_at is null";
            tx.execute(open, &[&email]).await.map_err(|e| visit.told_sql(e))?;
            let sql = "insert into identity.invitations (email, full_name, role, token_hash, client_id, candidate_id)
                       values ($1::text, $2, $3::text::identity.user_role, $4, $5, $6)";
            let Invited { name, role, client, candidate, .. } = &invited;
            tx.execute(sql, &[&email, name, role, &hash(&token), client, candidate])
                .await
                .map_err(|e| visit.told_sql(e))?;
            visit.commit(tx).await?;
            let link = format!("{}{}", visit.origin(), join_link(&token));
            let body = page(&visit, Some((&email, &link))).await?;
            return Ok(super::frame::framed(&visit, "users", "Users and invitations", &body));
        }
        "withdraw" => {
            let tx = visit.begin(&visit.actor).await?;
            tx.execute("delete from identity.invitations where id = $1", &[&id])
                .await
                .map_err(|e| visit.told_sql(e))?;
            visit.commit(tx).await?;
        }
        "factor" => {
            second_factor::remove(&visit.server, &visit.actor, id.ok_or_else(Refused::nothing)?).await?;
            return Ok(go(&visit, "/admin/users?what=second_factor_removed"));
        }
        "passkeys" => {
            passkeys::remove_all(&visit.server, &visit.actor, id.ok_or_else(Refused::nothing)?).await?;
            return Ok(go(&visit, "/admin/users?what=passkeys_removed"));
        }
        "sign_out" => {
            let tx = visit.begin(&Actor { role: "auth", ..visit.actor.clone() }).await?;
            tx.execute(
                "update identity.sessions set ended_at = now() where org_id = $1 and user_id = $2 and ended_at is null",
                &[&visit.actor.org, &id],
            )
            .await
            .map_err(|e| visit.told_sql(e))?;
            visit.commit(tx).await?;
            visit.server.forget();
            return Ok(go(&visit, "/admin/users?what=signed_out"));
        }
        "role" | "activate" | "deactivate" => {
            let id = id.ok_or_else(Refused::nothing)?;
            let row = match what {
                "role" => Row::from_iter([("role".to_string(), Value::from(form.filled("role").unwrap_or_default()))]),
                _ => Row::from_iter([(
                    "status".to_string(),
                    Value::from(if what == "activate" { "active" } else { "inactive" }),
                )]),
            };
            let noun = visit.noun("users")?;
            crate::rows::save(&visit, &actor, &noun, &id.to_string(), row, None).await?;
            visit.server.forget();
        }
        _ => return Err(Refused::nothing()),
    }
    Ok(go(&visit, &format!("/admin/users?did={operation}&what=changed")))
}

/// Somebody who gets a link: an invitation, or one for a new password.
struct Invited {
    email: String,
    name: Option<String>,
    role: String,
    client: Option<Uuid>,
    candidate: Option<Uuid>,
}

/// The record an outsider belongs to; needed for their role only.
fn whose(role: &str, key: &str, noun: &str, label: &str) -> Markup {
    html! {
        div class="field" {
            label for={ "inv-" (key) } { (label) }
            div class="pick" data-pick=(noun) {
                input type="hidden" name=(key) value="";
                input type="hidden" name={ (key) ".was" } value="";
                input
                    class="in"
                    type="text"
                    id={ "inv-" (key) }
                    name={ (key) ".name" }
                    placeholder={ "For role " (role) }
                    role="combobox"
                    aria-expanded="false"
                    aria-autocomplete="list"
                    autocomplete="off"
                    spellcheck="false";
            }
        }
    }
}
