//! What waits for a person, and what is planned: the views of the modules that say so, joined.

use crate::format;
use crate::refused::Refused;
use crate::visit::Visit;
use catalog::{Feed, FeedKind};
use jiff::civil::Date;
use platform::deep::Deep;
use serde_json::Value;
use uuid::Uuid;

/// Rows one view may bring.
const EACH: i64 = 40;
/// Days ahead that are planned.
const PLANNED: i32 = 14;

/// Something that waits to be done, or is planned.
pub(super) struct Item {
    pub(super) icon: String,
    pub(super) title: String,
    pub(super) about: String,
    /// A day or a moment.
    pub(super) when: Option<String>,
    pub(super) day: Option<Date>,
    pub(super) to: String,
    pub(super) noun: String,
    pub(super) id: String,
    /// What one click does.
    pub(super) acts: Vec<Act>,
    pub(super) late: bool,
    /// It has no day it is due on: somebody or something tells it.
    pub(super) is_news: bool,
}

/// One click that settles an item.
pub(super) struct Act {
    /// Its name in forms.
    pub(super) name: String,
    pub(super) word: String,
    /// It is shown as this icon alone.
    pub(super) icon: Option<String>,
    /// The columns it writes.
    pub(super) set: Vec<(String, Value)>,
    /// What is said when it is done.
    pub(super) told: String,
}

/// The views that have something to say to this person.
pub(super) fn feeds(visit: &Visit) -> impl Iterator<Item = &Feed> {
    let feeds = visit.catalog().feeds(FeedKind::Today, visit.actor.role);
    feeds.filter(|feed| visit.shows_module(&feed.view.schema))
}

/// What waits for this person, most pressing first.
pub(super) async fn items(visit: &Visit) -> Result<Vec<Item>, Refused> {
    let waits = "weight is not null and (ahead is null or day <= $2::text::date + ahead)";
    let order = "case when day < $2::text::date then coalesce(overdue, weight) else weight end, due nulls first";
    ask(visit, waits, order).await
}

/// What is planned for the next two weeks, day by day.
pub(super) async fn planned(visit: &Visit) -> Result<Vec<Item>, Refused> {
    let planned = format!("weight is null and day between $2::text::date and $2::text::date + {PLANNED}");
    ask(visit, &planned, "due").await
}

/// The acts of an item as it stands now; none when it no longer waits.
pub(super) async fn acts(visit: &Visit, noun: &str, id: &str) -> Result<Vec<Act>, Refused> {
    let id = Uuid::parse_str(id).map_err(|_| Refused::nothing())?;
    let asks: Vec<String> = feeds(visit)
        .filter(|feed| feed.about.iter().any(|about| about == noun))
        .map(|feed| format!("select acts from {} where noun = $1 and id = $2", feed.view.sql_name()))
        .collect();
    if asks.is_empty() {
        return Ok(Vec::new());
    }
    let tx = visit.begin(&visit.actor).await?;
    let rows = tx.query(&asks.join(" union all "), &[&noun, &id]).await.map_err(|e| visit.told_sql(e))?;
    visit.commit(tx).await?;
    Ok(rows.iter().filter_map(|r| r.get::<_, Option<Deep>>(0)).flat_map(|Deep(acts)| understood(&acts)).collect())
}

async fn ask(visit: &Visit, condition: &str, order: &str) -> Result<Vec<Item>, Refused> {
    let parts: Vec<String> = feeds(visit)
        .map(|feed| {
            let name = feed.view.sql_name();
            format!(
                "(select * from (select *, coalesce(due_date, (due_at at time zone $1::text)::date) as day,
                                 coalesce(due_at, due_date::timestamp at time zone $1::text) as due from {name}) v
                   where {condition} order by {order} limit {EACH})"
            )
        })
        .collect();
    if parts.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "select noun, id::text, title, about, amount::text, currency, icon, link, ahead, day::text,
                coalesce(due_date::text, to_char(due_at at time zone 'utc', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')), acts
           from ({}) items order by {order}",
        parts.join(" union all ")
    );
    let zone = visit.person.zone.iana_name().unwrap_or("UTC");
    let today = visit.today();
    let tx = visit.begin(&visit.actor).await?;
    let rows = tx.query(&sql, &[&zone, &today.to_string()]).await.map_err(|e| visit.told_sql(e))?;
    visit.commit(tx).await?;
    Ok(rows.iter().map(|row| item(visit, row, today)).collect())
}

fn item(visit: &Visit, row: &tokio_postgres::Row, today: Date) -> Item {
    let (noun, id): (String, String) = (row.get(0), row.get(1));
    let worth = row.get::<_, Option<String>>(4).zip(row.get::<_, Option<String>>(5));
    let worth = worth.map(|(amount, currency)| format::money(&amount, &currency));
    let about: Vec<String> =
        [Some(row.get(3)), worth].into_iter().flatten().filter(|words: &String| !words.is_empty()).collect();
    let (ahead, day): (Option<i32>, Option<String>) = (row.get(8), row.get(9));
    let day = day.and_then(|d| d.parse::<Date>().ok());
    let acts = row.get::<_, Option<Deep>>(11).map(|Deep(acts)| understood(&acts));
    Item {
        icon: row.get::<_, Option<String>>(6).unwrap_or_else(|| visit.catalog().icon(&noun).to_string()),
        title: row.get(2),
        about: if about.is_empty() { visit.catalog().singular(&noun) } else { about.join(" · ") },
        when: row.get(10),
        day,
        to: row.get::<_, Option<String>>(7).unwrap_or_else(|| format!("/{noun}/{id}")),
        acts: acts.unwrap_or_default(),
        late: ahead.is_some() && day.is_some_and(|d| d < today),
        is_news: ahead.is_none(),
        noun,
        id,
    }
}

fn understood(acts: &Value) -> Vec<Act> {
    let word = |act: &Value, key: &str| act[key].as_str().map(str::to_string);
    let set = |act: &Value| act["set"].as_object().into_iter().flatten().map(|(k, v)| (k.clone(), v.clone())).collect();
    let one = |act: &Value| {
        Some(Act {
            name: word(act, "do")?,
            word: word(act, "word")?,
            icon: word(act, "icon"),
            told: word(act, "told")?,
            set: set(act),
        })
    };
    acts.as_array().into_iter().flatten().filter_map(one).collect()
}
