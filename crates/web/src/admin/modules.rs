//! Which modules the organisation shows. What is not shown is kept, and every right stays as it is.

use crate::data::Fields;
use crate::refused::Answer;
use crate::shell::go;
use crate::visit::Visit;
use maud::{Markup, html};
use std::collections::BTreeSet;

/// The card with a switch for every module there is.
pub(super) fn card(visit: &Visit) -> Markup {
    html! {
        section class="card" {
            div class="head" {
                h2 { "Modules" }
                span class="quiet small" {
                    "What menus, search and Today show. Nothing is deleted, and nobody's rights change."
                }
            }
            ul class="rows" {
                @for module in known(visit) {
                    @let shown = visit.shows_module(&module);
                    li {
                        div class="main" {
                            strong { (visit.catalog().module_title(&module)) }
                            div class="small quiet" { (nouns(visit, &module)) }
                        }
                        form method="post" action="/admin/flags" class="setting" data-submits {
                            input type="hidden" name="module" value=(module);
                            select
                                class="in"
                                name="value"
                                aria-label={ "Module " (visit.catalog().module_title(&module)) }
                            {
                                option value="true" selected[shown] { "Shown" }
                                option value="false" selected[!shown] { "Not shown" }
                            }
                            noscript {
                                button class="b" { "Save" }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// `POST /admin/flags` with a module: shows it, at the end of the menu, or takes it out of the menu.
pub(super) async fn act(visit: Visit, module: &str, form: &Fields) -> Answer {
    let shown = form.get("value") == Some("true");
    let (actor, operation) = visit.operation();
    let tx = visit.begin(&actor).await?;
    let change = if shown {
        "update identity.organizations set modules = modules || $1::text where not modules @> array[$1]"
    } else {
        "update identity.organizations set modules = array_remove(modules, $1) where modules @> array[$1]"
    };
    tx.execute(change, &[&module]).await.map_err(|e| visit.told_sql(e))?;
    visit.commit(tx).await?;
    visit.server.forget();
    Ok(go(&visit, &format!("/admin/flags?did={operation}&what=saved")))
}

/// What a module is about: its nouns that have a place in the menu.
fn nouns(visit: &Visit, module: &str) -> String {
    visit.catalog().menu().filter(|t| t.schema == module).map(catalog::Table::plural).collect::<Vec<_>>().join(", ")
}

/// The modules there are: those shown, in menu order, then the others.
fn known(visit: &Visit) -> Vec<String> {
    let there: BTreeSet<&str> = visit.server.catalog.tables.values().map(|t| t.schema.as_str()).collect();
    let shown = visit.person.modules.iter().filter(|m| there.contains(m.as_str()));
    let others = there.iter().map(|m| (*m).to_string()).filter(|m| !visit.person.modules.contains(m));
    shown.cloned().chain(others).filter(|m| m != "identity").collect()
}
