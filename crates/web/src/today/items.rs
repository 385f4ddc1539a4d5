//! What waits for a person, and what is planned: the views of the modules that say so, joined.

use crate::data::Texts;
use crate::format;
use crate::refused::Refused;
use crate::visit::Visit;
use catalog::{Feed, FeedKind};
use jiff::civil::Date;
use platform::Step;
use platform::deep::Deep;
use serde_json::Value;
use uuid::Uuid;

/// Rows one view may bring of what waits, and of what is planned.
const EACH: u32 = 40;
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
    /// It is to come, and nothing is to be done about it yet.
    pub(super) is_planned: bool,
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
    /// The verb it runs instead, and its input.
    pub(super) verb: Option<(String, Value)>,
    /// Where people look at it, or say more, before it is done.
    pub(super) page: Option<String>,
    /// What is said when it is done.
    pub(super) told: String,
}

/// The views that have something to say to this person.
pub(super) fn feeds(visit: &Visit) -> impl Iterator<Item = &Feed> {
    let feeds = visit.catalog().feeds(FeedKind::Today, visit.actor.role);
    feeds.filter(|feed| visit.shows_module(&feed.view.schema))
}

/// The statement that finds what waits for this person, most pressing first, and then what is planned for the next two
/// weeks, day by day. None where no view has something to say.
pub(super) fn asked(visit: &Visit) -> Option<Step> {
    let waits = "weight is not null and (ahead is null or day <= $2::text::date + ahead)";
    let planned = format!("weight is null and day between $2::text::date and $2::text::date + {PLANNED}");
    ask(visit, &format!("({waits} or {planned})"))
}

/// What is new for this person.
pub(super) async fn news(visit: &Visit) -> Result<Vec<Item>, Refused> {
    match ask(visit, "weight is not null and ahead is null") {
        Some(step) => Ok(items(visit, &visit.texts(vec![step]).await?.swap_remove(0))),
        None => Ok(Vec::new()),
    }
}

/// What a statement of these found.
pub(super) fn items(visit: &Visit, rows: &Texts) -> Vec<Item> {
    rows.iter().filter_map(|row| item(visit, row)).collect()
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

fn ask(visit: &Visit, condition: &str) -> Option<Step> {
    let parts: Vec<String> = feeds(visit)
        .map(|feed| {
            let name = feed.view.sql_name();
            format!(
                "select * from (
                   select *, row_number() over (partition by weight is null order by pressing, due nulls first) as nth
                     from (select *, case when day < $2::text::date then coalesce(overdue, weight) else weight end as pressing
                             from (select *, coalesce(due_date, (due_at at time zone $1::text)::date) as day,
                                          coalesce(due_at, due_date::timestamp at time zone $1::text) as due from {name}) v
                          ) v
                    where {condition}) v
                  where nth <= {EACH}"
            )
        })
        .collect();
    let sql = format!(
        "select noun, id::text, title, about, amount::text, currency, icon, link, ahead::text, day::text,
                coalesce(due_date::text, to_char(due_at at time zone 'utc', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')), acts::text,
                weight::text
           from ({}) items order by weight is null, pressing, due nulls first",
        parts.join(" union all ")
    );
    let zone = visit.person.zone.iana_name().unwrap_or("UTC");
    let params = vec![Some(zone.to_string()), Some(visit.today().to_string())];
    (!parts.is_empty()).then(|| Step::new(sql, params))
}

fn item(visit: &Visit, row: &[Option<String>]) -> Option<Item> {
    let value = |column: usize| row.get(column).cloned().flatten();
    let (noun, id) = (value(0)?, value(1)?);
    let worth = value(4).zip(value(5)).map(|(amount, currency)| format::money(&amount, &currency));
    let about: Vec<String> = [value(3), worth].into_iter().flatten().filter(|words| !words.is_empty()).collect();
    let ahead = value(8);
    let day = value(9).and_then(|d| d.parse::<Date>().ok());
    let acts = value(11).and_then(|acts| platform::deep::read(acts.as_bytes()).ok());
    Some(Item {
        icon: value(6).unwrap_or_else(|| visit.catalog().icon(&noun).to_string()),
        title: value(2)?,
        about: if about.is_empty() { visit.catalog().singular(&noun) } else { about.join(" · ") },
        when: value(10),
        day,
        to: value(7).unwrap_or_else(|| format!("/{noun}/{id}")),
        acts: acts.map(|acts| understood(&acts)).unwrap_or_default(),
        late: ahead.is_some() && day.is_some_and(|d| d < visit.today()),
        is_planned: value(12).is_none(),
        noun,
        id,
    })
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
            verb: word(act, "verb").map(|verb| (verb, act["input"].clone())),
            page: word(act, "page"),
        })
    };
    acts.as_array().into_iter().flatten().filter_map(one).collect()
}
