//! What points at a record: lists from the references of the catalog, with adding in place.

use crate::about::Record;
use crate::address::encode;
use crate::data::Ask;
use crate::fields::Shown;
use crate::icons::{icon, meaning};
use crate::nouns::Field;
use crate::refused::Refused;
use crate::visit::Visit;
use catalog::Cardinality;
use maud::{Markup, html};
use records::Count;

/// A list of rows that point at the record.
pub(super) struct Related {
    pub(super) noun: String,
    /// The column that points here.
    pub(super) column: String,
    pub(super) label: String,
    pub(super) count: u64,
    /// Has a tab of its own.
    pub(super) main: bool,
}

impl Related {
    /// Its name in the address.
    pub(super) fn tab(&self) -> String {
        format!("{}.{}", self.noun, self.column)
    }
}

/// Tabs a record may have before the rest goes under "Related".
const TABS: usize = 7;

/// What points here, and how much of it there is.
pub(super) async fn counts(visit: &Visit, record: &Record<'_>) -> Result<Vec<Related>, Refused> {
    let name = record.noun.name();
    let mut all: Vec<Related> = visit
        .server
        .catalog
        .relations(name)
        .iter()
        .filter(|r| r.junction.is_none() && matches!(r.cardinality, Cardinality::OneToMany | Cardinality::OneToOne))
        .filter_map(|r| {
            let column = r.column.clone()?;
            // Told from the other side: the other table has the column.
            let there = visit.server.catalog.table(&r.target)?;
            let told = there.column(&column).is_some_and(|c| there.may(visit.actor.role, "SELECT", c));
            let points = told && r.on.iter().any(|(here, there)| here == "id" && *there == column);
            (points
                && visit.shows_beside(name, &r.target)
                && visit.may(&r.target, "SELECT")
                && !there.is_view
                && !there.tags.look.apart)
                .then(|| Related { noun: r.target.clone(), column, label: String::new(), count: 0, main: false })
        })
        .collect();
    if all.is_empty() {
        return Ok(all);
    }
    // A user is pointed at from everywhere; what they made is found through lists.
    if name == "users" {
        all.retain(|r| matches!(r.column.as_str(), "owner_id" | "assigned_to" | "user_id"));
    }
    let asks: Vec<Ask> = all
        .iter()
        .map(|r| {
            Ask::new(
                &r.noun,
                format!(
                    "select={}&{}=eq.{}&limit=0",
                    visit.server.catalog.table(&r.noun).map_or("id", |t| t.primary_key[0].as_str()),
                    r.column,
                    record.id
                ),
            )
            .counted(Count::Estimated)
        })
        .collect();
    for (related, found) in all.iter_mut().zip(visit.read(&asks).await?) {
        related.count = found.total.unwrap_or_default();
    }
    let twice: Vec<String> = all.iter().map(|r| r.noun.clone()).collect();
    for related in &mut all {
        let ambiguous = twice.iter().filter(|n| **n == related.noun).count() > 1;
        let column = visit
            .server
            .catalog
            .table(&related.noun)
            .and_then(|t| t.column(&related.column))
            .map(catalog::Column::label)
            .unwrap_or_default();
        related.label = if ambiguous {
            format!("{} ({})", visit.catalog().plural(&related.noun), column.to_lowercase())
        } else {
            visit.catalog().plural(&related.noun)
        };
    }
    // Those in the menu first, in its order, the filled before the empty.
    let rank = |r: &Related| visit.catalog().menu().position(|t| t.name == r.noun).unwrap_or(99);
    all.sort_by_key(|r| (r.count == 0, rank(r)));
    let mut tabs = 0;
    for related in &mut all {
        let placed = visit.catalog().table(&related.noun).is_some_and(|t| t.tags.look.menu.is_some());
        let wanted = placed || related.count > 0;
        related.main = wanted && tabs < TABS && (related.count > 0 || tabs < 4);
        tabs += usize::from(related.main);
    }
    Ok(all)
}

/// One list of rows that point here.
pub(super) async fn list(visit: &Visit, record: &Record<'_>, related: &Related) -> Result<Markup, Refused> {
    let noun = visit.noun(&related.noun)?;
    let name = noun.names().first().map(|f| f.key.clone()).unwrap_or_default();
    let fields: Vec<&Field> =
        noun.fields.iter().filter(|f| f.listed && f.key != related.column && f.key != name).take(6).collect();
    let order = ["occurred_at", "date", "position", "due_date"]
        .iter()
        .find(|c| noun.field(c).is_some())
        .map_or("id.desc".to_string(), |c| if *c == "position" { (*c).to_string() } else { format!("{c}.desc") });
    let order = if noun.table.primary_key == ["id"] { order } else { noun.table.primary_key.join(",") };
    let found = visit
        .find(Ask::new(
            &related.noun,
            format!(
                "select={}&{}=eq.{}&order={order}&limit=50",
                encode(&noun.select(&fields)),
                related.column,
                record.id
            ),
        ))
        .await?;
    let writes = visit.may(&related.noun, "UPDATE");
    let new = format!(
        "/{}/new?{}={}&next={}",
        related.noun,
        related.column,
        record.id,
        encode(&format!("{}?tab={}", record.address(), related.tab()))
    );
    let all = format!("/{}?{}=eq.{}", related.noun, related.column, record.id);
    let removes = visit.may(&related.noun, "DELETE");
    Ok(html! {
        section class="card" {
            div class="head" {
                h2 {
                    (related.label)
                    " "
                    span class="quiet" { (related.count) }
                }
                @if related.count > 0 {
                    a class="b ghost" href=(all) { (icon("table")) "Open as list" }
                }
                @if visit.may(&related.noun, "INSERT") {
                    a class="b" href=(new) { (icon("plus")) "Add" }
                }
            }
            @if found.rows.is_empty() {
                p class="inside quiet" {
                    "No "
                    (related.label.to_lowercase())
                    " yet. "
                    (noun.table.comment.as_deref().unwrap_or_default())
                }
            } @else {
                div class="scroll" {
                    table class="grid" data-noun=(related.noun) aria-label=(related.label) {
                        thead {
                            tr {
                                th scope="col" { "Name" }
                                @for f in &fields {
                                    th scope="col" class=[f.numeric().then_some("num")] { (f.label) }
                                }
                                @if removes {
                                    th {
                                        span class="visually-hidden" { "Remove" }
                                    }
                                }
                            }
                        }
                        tbody {
                            @for row in &found.rows {
                                @let key = noun.key(row);
                                tr data-id=(key) data-title=(noun.title(row)) {
                                    td {
                                        a class="plain" href={ "/" (related.noun) "/" (key) } { (noun.title(row)) }
                                    }
                                    @for f in &fields {
                                        td  class={
                                                (if writes && f.writable { "edit" } else { "" })
                                                (if f.numeric() { " num" } else { "" })
                                            }
                                            data-f=(f.key)
                                            tabindex=[(writes && f.writable).then_some("0")]
                                        { (Shown { visit, field: f, row }.cell()) }
                                    }
                                    @if removes {
                                        td {
                                            form hx-post={ "/" (related.noun) "/" (key) "/delete?stay=1" } hx-swap="none" {
                                                button class="b ghost icon" type="submit" { (meaning("x", "Remove")) }
                                            }
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
                @if related.count > found.rows.len() as u64 {
                    p class="inside" {
                        a class="plain" href=(all) { "All " (related.count) }
                    }
                }
            }
        }
    })
}
