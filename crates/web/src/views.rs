//! Saved views: an arrangement with a name.

use super::address::encode;
use super::arrangement::Arrangement;
use super::data::{Fields, Row};
use super::icons::icon;
use super::nouns::Noun;
use super::refused::{Answer, Refused};
use super::shell::go;
use super::visit::Visit;
use axum::extract::Path;
use maud::{Markup, html};
use records::Error;
use serde_json::Value;

/// The menu that saves and manages views.
pub(super) fn menu(visit: &Visit, noun: &Noun<'_>, arrangement: &Arrangement) -> Markup {
    let query = arrangement.query();
    let saved = visit.param("saved").or_else(|| arrangement.saved.clone());
    html! {
        details class="menu" id="views" {
            summary class="b ghost" { (icon("bookmark")) "Save view" }
            div class="pop" {
                form class="builder" method="post" action="/views" {
                    input type="hidden" name="noun" value=(noun.name());
                    input type="hidden" name="query" value=(query);
                    div class="field" {
                        label for="view-name" { "Name" }
                        input
                            class="in"
                            id="view-name"
                            name="name"
                            required
                            maxlength="100"
                            placeholder="My open deals"
                            autocomplete="off";
                    }
                    label {
                        input type="checkbox" name="is_shared" value="true";
                        " For everybody"
                    }
                    label {
                        input type="checkbox" name="is_default" value="true";
                        " Open the list this way for me"
                    }
                    button class="b primary" type="submit" { "Save view" }
                }
                @if let Some(id) = &saved {
                    hr;
                    form method="post" action={ "/views/" (id) } {
                        input type="hidden" name="query" value=(query);
                        button class="item" name="do" value="update" { (icon("save")) "Update this view" }
                    }
                    form method="post" action={ "/views/" (id) } {
                        button class="item danger" name="do" value="delete" { (icon("trash-2")) "Delete this view" }
                    }
                }
                hr;
                a class="item" href={ "/saved_views?noun=eq." (noun.name()) } { (icon("bookmark")) "All views" }
            }
        }
    }
}

/// `POST /views`
pub(super) async fn save(visit: Visit, form: Fields) -> Answer {
    let noun = form.filled("noun").unwrap_or_default().to_string();
    visit.noun(&noun)?;
    let name = form.filled("name").ok_or_else(|| Error::new(400, "TL100", "A view needs a name"))?;
    let query = form.get("query").unwrap_or_default();
    let on = |key: &str| Value::Bool(form.get(key) == Some("true"));
    let row = Row::from_iter([
        ("noun".to_string(), Value::from(noun.clone())),
        ("name".into(), name.into()),
        ("query".into(), query.into()),
        ("is_shared".into(), on("is_shared")),
        ("is_default".into(), on("is_default")),
    ]);
    let (actor, _) = visit.operation();
    let tx = visit.begin(&actor).await?;
    if form.get("is_default") == Some("true") {
        tx.execute("update identity.saved_views set is_default = false where noun = $1 and user_id = kit.user_id() and is_default", &[&noun]).await.map_err(|e| visit.told_sql(e))?;
    }
    let made = visit.create_in(&tx, "saved_views", &row).await?;
    visit.commit(tx).await?;
    Ok(go(&visit, &format!("/{noun}?{query}&saved={}", super::data::text(&made, "id"))))
}

/// `POST /views/<id>`: a new arrangement for it, or its end.
pub(super) async fn change(visit: Visit, Path(id): Path<String>, form: Fields) -> Answer {
    let noun = visit.noun("saved_views")?;
    let filter = noun.filter(&id)?;
    let found = visit.find(super::data::Ask::new("saved_views", format!("select=noun,query&{filter}"))).await?;
    let about = found.rows.first().map(|r| super::data::text(r, "noun").to_string()).ok_or_else(Refused::nothing)?;
    let (actor, _) = visit.operation();
    let tx = visit.begin(&actor).await?;
    let done = if form.get("do") == Some("delete") {
        visit.delete_in(&tx, "saved_views", &filter).await? > 0
    } else {
        let row = Row::from_iter([("query".to_string(), Value::from(form.get("query").unwrap_or_default()))]);
        !visit.update_in(&tx, "saved_views", &filter, &row, None).await?.is_empty()
    };
    visit.commit(tx).await?;
    if !done {
        return Err(Error::new(403, "42501", "Only its maker can change a view")
            .hint("Save it under a name of your own.")
            .into());
    }
    let to = if form.get("do") == Some("delete") {
        format!("/{about}")
    } else {
        format!("/{about}?{}&saved={}", form.get("query").unwrap_or_default(), encode(&id))
    };
    Ok(go(&visit, &to))
}
