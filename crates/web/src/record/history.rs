//! Who changed what and when, and bringing a former value back.

use super::timeline::{differences, words};
use crate::about::Record;
use crate::data::{Fields, Row};
use crate::format;
use crate::icons::icon;
use crate::nouns::sentence;
use crate::refused::{Answer, Refused};
use crate::rows::save;
use crate::shell::{go, toast, with_header, with_toast};
use crate::visit::Visit;
use axum::extract::Path;
use maud::{Markup, html};
use platform::deep::Deep;
use records::Error;
use serde_json::Value;
use uuid::Uuid;

/// The changes of a record, newest first.
pub(super) async fn history(visit: &Visit, record: &Record<'_>) -> Result<Markup, Refused> {
    let id = Uuid::parse_str(&record.id).map_err(|_| Refused::nothing())?;
    let tx = visit.begin(&visit.actor).await?;
    let rows = tx
        .query(
            "select a.id, a.action::text, a.changes, to_char(a.occurred_at at time zone 'utc', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"'), coalesce(u.full_name, 'Throughline'), coalesce(a.ip_address, '')
               from identity.audit_log a left join identity.users u on u.org_id = a.org_id and u.id = a.user_id
              where a.resource_type = $1 and a.resource_id = $2 order by a.occurred_at desc limit 200",
            &[&record.noun.name(), &id],
        )
        .await
        .map_err(|e| visit.told_sql(e))?;
    visit.commit(tx).await?;
    let table = Some(record.noun.table);
    let writes = record.changes;
    Ok(html! {
        section class="card" {
            div class="head" {
                h2 { "History" }
            }
            div class="scroll" {
                table class="plain" {
                    thead {
                        tr {
                            th { "When" }
                            th { "Who" }
                            th { "What" }
                            th { "Before" }
                            th { "After" }
                            th {
                                span class="visually-hidden" { "Restore" }
                            }
                        }
                    }
                    tbody {
                        @for r in &rows {
                            @let (
                                entry,
                                action,
                                changes,
                                at,
                                who,
                            ): (Uuid, &str, Option<Deep>, &str, &str) = (
                                r.get(0),
                                r.get(1),
                                r.get(2),
                                r.get(3),
                                r.get(4),
                            );
                            @let pairs: Vec<(String, Value, Value)> = if action == "update" {
                                changes
                                    .iter()
                                    .flat_map(|Deep(changes)| differences(changes))
                                    .collect()
                            } else {
                                Vec::new()
                            };
                            @if pairs.is_empty() {
                                tr {
                                    td class="nowrap" { (format::moment(visit, at)) }
                                    td { (who) }
                                    td {
                                        ({
                                            match action {
                                                "create" => "Created",
                                                "read" => "Looked at personal data",
                                                "delete" => "Deleted",
                                                "export" => "Exported",
                                                other => other,
                                            }
                                        })
                                    }
                                    td {}
                                    td {}
                                    td {}
                                }
                            }
                            @for (i, (column, was, is)) in pairs.iter().enumerate() {
                                tr {
                                    td class="nowrap" {
                                        @if i == 0 { (format::moment(visit, at)) }
                                    }
                                    td {
                                        @if i == 0 { (who) }
                                    }
                                    td {
                                        ({
                                            table
                                                .and_then(|t| t.column(column))
                                                .map_or_else(|| sentence(column), catalog::Column::label)
                                        })
                                    }
                                    @let (before, after) = (
                                        words(table, column, was),
                                        words(table, column, is),
                                    );
                                    @if before == after {
                                        td {}
                                        td { "changed" }
                                    } @else {
                                        td { (before) }
                                        td { (after) }
                                    }
                                    td {
                                        @if {
                                            writes && was.as_str() != Some("hidden")
                                                && record.noun.field(column).is_some_and(|f| f.writable)
                                        } {
                                            form
                                                method="post"
                                                action={ (record.address()) "/restore" }
                                                hx-post={ (record.address()) "/restore" }
                                                hx-swap="none"
                                            {
                                                input type="hidden" name="entry" value=(entry);
                                                input type="hidden" name="column" value=(column);
                                                button
                                                    class="b ghost"
                                                    type="submit"
                                                    title="Bring the former value back"
                                                { (icon("undo-2")) "Restore" }
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

/// `POST /<noun>/<id>/restore`: one column gets the value it had before an entry of the log.
pub(crate) async fn restore(visit: Visit, Path((name, id)): Path<(String, String)>, form: Fields) -> Answer {
    let noun = visit.noun(&name)?;
    let entry = form.filled("entry").and_then(|e| Uuid::parse_str(e).ok()).ok_or_else(Refused::nothing)?;
    let column =
        form.filled("column").filter(|c| noun.field(c).is_some_and(|f| f.writable)).ok_or_else(Refused::nothing)?;
    let record = Uuid::parse_str(&id).map_err(|_| Refused::nothing())?;
    let tx = visit.begin(&visit.actor).await?;
    let row = tx
        .query_opt(
            "select changes -> $4 -> 0 from identity.audit_log where id = $1 and resource_type = $2 and resource_id = $3 and action = 'update' and changes ? $4",
            &[&entry, &name, &record, &column],
        )
        .await
        .map_err(|e| visit.told_sql(e))?;
    visit.commit(tx).await?;
    let Deep(former) = row.ok_or_else(Refused::nothing)?.get::<_, Option<Deep>>(0).unwrap_or(Deep(Value::Null));
    if former.as_str() == Some("hidden") {
        return Err(Error::new(400, "TL100", "Encrypted values are not kept in the history").into());
    }
    let (actor, operation) = visit.operation();
    save(&visit, &actor, &noun, &id, Row::from_iter([(column.to_string(), former)]), None).await?;
    if visit.partial {
        return Ok(with_header(
            with_toast(&html! {}, &toast("The former value is back.", Some(operation))),
            "hx-trigger",
            "rows-changed",
        ));
    }
    Ok(go(&visit, &format!("/{name}/{id}?tab=history")))
}
