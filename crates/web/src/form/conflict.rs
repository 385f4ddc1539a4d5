//! Two people changed one record.

use crate::data::{Fields, Row};
use crate::fields::{self, Shown};
use crate::icons::icon;
use crate::nouns::{Field, Noun};
use crate::shell::{self, Page, respond};
use crate::visit::Visit;
use axum::http::StatusCode;
use axum::response::Response;
use catalog::Kind;
use maud::html;

/// Who changed a record last.
async fn changed_by(visit: &Visit, noun: &str, id: &str) -> Option<String> {
    let id = uuid::Uuid::parse_str(id).ok()?;
    let tx = visit.begin(&platform::Actor { role: "system", ..visit.actor.clone() }).await.ok()?;
    let row = tx
        .query_opt(
            "select u.full_name from identity.audit_log a
               join identity.users u on u.org_id = a.org_id and u.id = a.user_id
              where a.resource_type = $1 and a.resource_id = $2 and a.action in ('create', 'update')
              order by a.occurred_at desc limit 1",
            &[&noun, &id],
        )
        .await
        .ok()??;
    Some(row.get(0))
}

/// Two people changed one record: what was there, what is there now, what this person typed; field by field.
pub(super) async fn conflict(
    visit: &Visit,
    noun: &Noun<'_>,
    id: &str,
    typed: &Fields,
    stored: &Row,
    now: Option<&str>,
) -> Response {
    let other = changed_by(visit, noun.name(), id).await.unwrap_or_else(|| "Somebody".into());
    let differing: Vec<&Field> = noun
        .fields
        .iter()
        .filter(|f| {
            f.writable && typed.get(&f.key).is_some() && !same(&fields::raw(visit, f, stored), &typed.all(&f.key), f)
        })
        .collect();
    let body = html! {
        form
            class="form"
            method="post"
            action={ "/" (noun.name()) "/" (id) }
            hx-post={ "/" (noun.name()) "/" (id) }
            hx-target="this"
            hx-swap="outerHTML"
            data-conflict
        {
            div class="note warn" role="alert" {
                (icon("triangle-alert"))
                span {
                    strong { (other) }
                    " saved this record while you were editing it. Nothing of yours is lost: choose for each field."
                }
            }
            @if let Some(now) = now {
                input type="hidden" name="version" value=(now);
            }
            input type="hidden" name="force" value="true";
            @for f in &differing {
                @let mine = typed
                    .all(&f.key)
                    .into_iter()
                    .filter(|v| !v.is_empty())
                    .collect::<Vec<_>>()
                    .join(", ");
                @let mine_words = typed
                    .get(&format!("{}.name", f.key))
                    .map(str::to_string)
                    .filter(|_| f.target.is_some())
                    .unwrap_or_else(|| mine.clone());
                fieldset class="field" {
                    legend class="name" {
                        strong { (f.label) }
                    }
                    label class="checks" {
                        input type="radio" name=(f.key) value=(mine) checked;
                        span {
                            span class="quiet" { "Yours: " }
                            (if mine_words.is_empty() { "(empty)" } else { &mine_words })
                        }
                    }
                    label class="checks" {
                        input type="radio" name=(f.key) value=(fields::raw(visit, f, stored));
                        span {
                            span class="quiet" { "Theirs: " }
                            ({
                                Shown {
                                    visit,
                                    field: f,
                                    row: stored,
                                }
                                    .view()
                            })
                        }
                    }
                }
            }
            @if differing.is_empty() {
                p { "Your values and theirs are the same." }
            }
            div class="feet" {
                button class="b primary" type="submit" { "Save what I chose" }
                a class="b" href={ "/" (noun.name()) "/" (id) } { "Keep theirs, drop mine" }
            }
        }
    };
    let mut response = if visit.partial {
        respond(body)
    } else {
        shell::page(
            visit,
            &Page {
                title: "Changed by somebody else".into(),
                crumbs: vec![(noun.plural(), format!("/{}", noun.name()))],
                ..Page::default()
            },
            &body,
        )
    };
    *response.status_mut() = StatusCode::CONFLICT;
    response
}

pub(super) fn same(stored: &str, typed: &[&str], field: &Field) -> bool {
    if field.kind == Kind::Choices {
        return typed.iter().filter(|t| !t.is_empty()).copied().collect::<Vec<_>>().join(", ") == stored;
    }
    if let Some(inside) = &field.inside {
        return fields::tidy(inside, typed.last().copied().unwrap_or_default()) == fields::tidy(inside, stored);
    }
    let typed = typed.last().copied().unwrap_or_default().replace("\r\n", "\n");
    typed == stored || field.kind == Kind::Boolean && (typed == "true") == (stored == "true")
}
