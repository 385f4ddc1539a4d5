//! Who may do what: the table the policies are made from, and why one person can or can't see one record.

use crate::data::{Ask, text};
use crate::icons::icon;
use crate::nouns::sentence;
use crate::refused::Refused;
use crate::visit::Visit;
use maud::{Markup, html};
use platform::Actor;
use records::Error;
use uuid::Uuid;

/// One line of access.sql.
struct Grant {
    role: String,
    noun: String,
    scopes: [String; 4],
}

async fn lines(visit: &Visit) -> Result<Vec<Grant>, Refused> {
    if !matches!(visit.actor.role, "admin" | "manager") {
        return Err(Error::new(403, "42501", "This page is for admins and managers").into());
    }
    let tx = visit.begin(&visit.actor).await?;
    let rows = tx
        .query("select role, noun, reads, creates, updates, deletes from kit.access", &[])
        .await
        .map_err(|e| visit.told_sql(e))?;
    visit.commit(tx).await?;
    Ok(rows
        .iter()
        .map(|r| Grant { role: r.get(0), noun: r.get(1), scopes: [r.get(2), r.get(3), r.get(4), r.get(5)] })
        .collect())
}

/// The line that counts: the noun's own, else its module's, else the role's.
fn counts<'l>(lines: &'l [Grant], role: &str, schema: &str, noun: &str) -> Option<&'l Grant> {
    let own = [format!("{schema}.{noun}"), format!("{schema}.*"), "*".to_string()];
    own.iter().find_map(|n| lines.iter().find(|l| l.role == role && l.noun == *n))
}

/// What a scope means.
fn meaning(scope: &str) -> &'static str {
    match scope {
        "all" => "every record of the organisation",
        "team" => "every record; with visibility “assigned only”, those of assigned clients",
        "assigned" => "records of clients they own or are assigned to, their own, and what belongs to nobody yet",
        "own" => "records that name them as owner, author or assignee",
        "client" => "records of their own client",
        "candidate" => "records of their own profile",
        "public" => "what is shared or published",
        _ => "nothing",
    }
}

/// Role × noun.
pub(super) async fn matrix(visit: &Visit) -> Result<Markup, Refused> {
    let lines = lines(visit).await?;
    let roles: Vec<&str> = modules::ROLES.iter().copied().filter(|r| *r != "system").collect();
    let letter = |scope: &str| match scope {
        "all" => "●",
        "team" => "◕",
        "assigned" => "◑",
        "own" | "client" | "candidate" => "◔",
        "public" => "○",
        _ => "·",
    };
    Ok(html! {
        p class="quiet" {
            "Four marks a cell: read, create, update, delete. ● all · ◕ team · ◑ assigned · ◔ own · ○ shared or published · “·” nothing. Hover for the words. The table is "
            code { "modules/access.sql" }
            "; row-level security in the database is made from it."
        }
        div class="scroll card" {
            table class="plain matrix" {
                thead {
                    tr {
                        th { "Noun" }
                        @for r in &roles {
                            th { (sentence(r)) }
                        }
                    }
                }
                tbody {
                    @for table in visit.server.catalog.tables.values().filter(|t| !t.is_view) {
                        tr {
                            td { (table.plural()) }
                            @for r in &roles {
                                @let line = counts(&lines, r, &table.schema, &table.name);
                                @let scopes: Vec<&str> = line
                                    .map(|l| l.scopes.iter().map(String::as_str).collect())
                                    .unwrap_or_else(|| vec!["none"; 4]);
                                td  class="mono nowrap"
                                    title={
                                        (sentence(r))
                                        ", "
                                        (table.plural())
                                        ": reads "
                                        (scopes[0])
                                        ", creates "
                                        (scopes[1])
                                        ", updates "
                                        (scopes[2])
                                        ", deletes "
                                        (scopes[3])
                                    }
                                {
                                    @for s in &scopes { (letter(s)) }
                                }
                            }
                        }
                    }
                }
            }
        }
    })
}

/// `/admin/why?noun=…&id=…&user=…`: asks the database as that person.
pub(super) async fn why(visit: &Visit) -> Result<Markup, Refused> {
    let (noun, id, user) = (
        visit.param("noun").unwrap_or_default(),
        visit.param("id").unwrap_or_default(),
        visit.param("user").unwrap_or_default(),
    );
    let people =
        visit.find(Ask::new("users", "select=id,full_name,role,status&order=full_name&limit=1000")).await?.rows;
    let verdict = match (visit.server.catalog.table(&noun), Uuid::parse_str(&id), Uuid::parse_str(&user)) {
        (Some(table), Ok(record), Ok(user)) => Some(explain(visit, &table.schema, &noun, record, user).await?),
        (Some(_), Ok(record), _) => Some(everybody(visit, &noun, record).await?),
        _ => None,
    };
    Ok(html! {
        form class="form" method="get" action="/admin/why" {
            div class="field" {
                label for="why-noun" { "Kind of record" }
                select class="in" id="why-noun" name="noun" {
                    @for t in {
                        visit
                            .server
                            .catalog
                            .tables
                            .values()
                            .filter(|t| !t.is_view && t.primary_key == ["id"])
                    } {
                        option value=(t.name) selected[t.name == noun] { (t.singular()) }
                    }
                }
            }
            div class="field" {
                label for="why-id" { "Record" }
                span class="help" { "Its id: the last part of its address." }
                input class="in mono" id="why-id" name="id" value=(id) required;
            }
            div class="field" {
                label for="why-user" { "Person" }
                select class="in" id="why-user" name="user" {
                    option value="" { "Everybody" }
                    @for p in &people {
                        option value=(text(p, "id")) selected[text(p, "id") == user] {
                            (text(p, "full_name"))
                            " · "
                            (sentence(text(p, "role")))
                        }
                    }
                }
            }
            div {
                button class="b primary" type="submit" { (icon("eye")) "Explain" }
            }
        }
        p {}
        @if let Some(verdict) = verdict { (verdict) }
    })
}

/// A person as the database would see them.
async fn as_person(visit: &Visit, user: Uuid) -> Result<(Actor, String, bool), Refused> {
    let tx = visit.begin(&Actor { role: "system", ..visit.actor.clone() }).await?;
    let row = tx
        .query_opt("select full_name, role::text, client_id, candidate_id, status = 'active' from identity.users where id = $1", &[&user])
        .await
        .map_err(|e| visit.told_sql(e))?
        .ok_or_else(Refused::nothing)?;
    visit.commit(tx).await?;
    let role: String = row.get(1);
    let role = server::auth::role_of(&role)?;
    Ok((
        Actor { user: Some(user), client: row.get(2), candidate: row.get(3), ..Actor::of(visit.actor.org, role) },
        row.get(0),
        row.get(4),
    ))
}

async fn can(visit: &Visit, actor: &Actor, table: &str, record: Uuid, lock: &str) -> bool {
    let Ok(tx) = visit.begin(actor).await else { return false };
    matches!(tx.query_opt(&format!("select id from {table} where id = $1 {lock}"), &[&record]).await, Ok(Some(_)))
}

async fn explain(visit: &Visit, schema: &str, noun: &str, record: Uuid, user: Uuid) -> Result<Markup, Refused> {
    let (actor, name, active) = as_person(visit, user).await?;
    let lines = lines(visit).await?;
    let table = format!("{schema}.\"{noun}\"");
    let sees = can(visit, &actor, &table, record, "").await;
    let changes = can(visit, &actor, &table, record, "for update").await;
    let exists = can(visit, &Actor { role: "system", ..visit.actor.clone() }, &table, record, "").await;
    let line = counts(&lines, actor.role, schema, noun);
    let scope = |i: usize| line.map_or("none", |l| l.scopes[i].as_str());
    let tx = visit.begin(&Actor { user: Some(user), ..Actor::system(visit.actor.org) }).await?;
    let row = tx
        .query_one("select kit.sees_all(), (select count(*) from crm.client_assignments where user_id = $1), (select count(*) from crm.clients where owner_id = $1)", &[&user])
        .await
        .map_err(|e| visit.told_sql(e))?;
    let (open, assigned, owned): (bool, i64, i64) = (row.get(0), row.get(1), row.get(2));
    visit.commit(tx).await?;
    let item = |yes: bool, words: Markup| {
        html! {
            li class=[yes.then_some("met")] {
                (icon(if yes { "circle-check" } else { "circle-dot" }))
                span { (words) }
            }
        }
    };
    Ok(html! {
        section class="card" {
            div class="head" {
                h2 {
                    (name)
                    @if sees { " can see this record" } @else { " can't see this record" }
                    @if changes { " and change it" }
                }
            }
            div class="inside" {
                ul class="checklist" {
                    ({
                        item(
                            exists,
                            html! {
                                @ if exists { "The record exists in this organisation." } @
                                else { "There is no such record in this organisation." }
                            },
                        )
                    })
                    ({
                        item(
                            active,
                            html! {
                                @ if active { "The account is active." } @ else {
                                "The account is deactivated: they can't sign in." }
                            },
                        )
                    })
                    ({
                        item(
                            scope(0) != "none",
                            html! {
                                "As " strong { (sentence(actor.role)) } " they read " strong
                                { (meaning(scope(0))) } " (scope " code { (scope(0)) } ")."
                            },
                        )
                    })
                    @if matches!(scope(0), "team" | "assigned") {
                        ({
                            item(
                                open || sees,
                                html! {
                                    @ if open { "The organisation's visibility is open." } @
                                    else {
                                    "The organisation's visibility is “assigned only”; they own "(owned)
                                    " clients and are assigned to "(assigned) "." }
                                },
                            )
                        })
                    }
                    ({
                        item(
                            changes,
                            html! {
                                "They may change "(meaning(scope(2))) " (scope " code {
                                (scope(2)) } ")."
                            },
                        )
                    })
                    ({
                        item(
                            scope(3) != "none",
                            html! {
                                "They may delete "(meaning(scope(3))) " (scope " code {
                                (scope(3)) } ")."
                            },
                        )
                    })
                }
                p class="quiet small" { "The answer is the database's own: the record was asked for as this person." }
            }
        }
    })
}

/// Everybody who sees one record.
async fn everybody(visit: &Visit, noun: &str, record: Uuid) -> Result<Markup, Refused> {
    let table = visit.server.catalog.table(noun).ok_or_else(Refused::nothing)?.sql_name();
    let people = visit
        .find(Ask::new("users", "select=id,full_name,role&status=eq.active&order=full_name&limit=200"))
        .await?
        .rows;
    let mut seen = Vec::new();
    for person in &people {
        let Ok(id) = Uuid::parse_str(text(person, "id")) else { continue };
        let (actor, name, _) = as_person(visit, id).await?;
        seen.push((
            name,
            actor.role,
            can(visit, &actor, &table, record, "").await,
            can(visit, &actor, &table, record, "for update").await,
            id,
        ));
    }
    let yes = seen.iter().filter(|s| s.2).count();
    Ok(html! {
        section class="card" {
            div class="head" {
                h2 { (yes) " of " (seen.len()) " people can see it" }
            }
            table class="plain" {
                thead {
                    tr {
                        th { "Person" }
                        th { "Role" }
                        th { "Sees" }
                        th { "Changes" }
                        th {}
                    }
                }
                tbody {
                    @for (name, role, sees, changes, id) in &seen {
                        tr {
                            td { (name) }
                            td { (sentence(role)) }
                            td { (if *sees { "Yes" } else { "–" }) }
                            td { (if *changes { "Yes" } else { "–" }) }
                            td {
                                a class="plain" href={ "/admin/why?noun=" (noun) "&id=" (record) "&user=" (id) } {
                                    "Why?"
                                }
                            }
                        }
                    }
                }
            }
        }
    })
}
