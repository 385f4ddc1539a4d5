//! People and days: each person a row, their placements and absences bars in it.

use super::days::{self, Bar};
use super::span::{ROWS, Span};
use crate::icons::icon;
use crate::nouns::sentence;
use crate::refused::Refused;
use crate::shell;
use crate::visit::Visit;
use maud::{Markup, html};
use std::collections::HashMap;
use uuid::Uuid;

/// Who is shown: one row more than a page, to know whether there is another. The status is compared as text: below row
/// security PostgreSQL takes an enum with one value in use to equal every other, and would sort everybody.
const PEOPLE: &str = "select c.id, c.name, coalesce(c.trade, c.role, ''), c.status::text, c.internal_rating,
       kit.distance(c.lat, c.lng, s.lat, s.lng)
  from recruiting.candidates c left join delivery.projects s on s.id = $5::uuid
 where c.status::text not in ('archived', 'do_not_use')
   and ($1::text is null or lower($1) in (lower(trim(c.trade)), lower(trim(c.role))))
   and ($2::text is null or strpos(lower(c.name), lower($2)) > 0)
   and ($3::text is null or exists (select from jsonb_array_elements(c.compliance) t
         where strpos(lower(t ->> 'ticket'), lower($3)) > 0
           and (coalesce(t ->> 'expires', '') = '' or t ->> 'expires' >= $9::text)))
   and ($4::text is null or strpos(lower(c.current_locations::text), lower($4)) > 0)
   and ($6::float8 is null or kit.distance(c.lat, c.lng, s.lat, s.lng) <= $6)
   and ($7::int is null or c.internal_rating >= $7)
 order by lower(c.name), c.id limit 501 offset $8";

const BOOKED: &str =
    "select p.candidate_id, p.id, p.status::text, p.start_date - $2::text::date, p.end_date - $2::text::date,
       p.shift::text, p.role, p.placement_group_id, g.name, coalesce(o.name, j.title, ''), p.override_reason is not null
  from recruiting.placements p
  left join delivery.projects o on o.org_id = p.org_id and o.id = p.project_id
  left join recruiting.jobs j on j.org_id = p.org_id and j.id = p.job_id
  left join recruiting.placement_groups g on g.org_id = p.org_id and g.id = p.placement_group_id
 where p.candidate_id = any ($1) and p.status in ('draft', 'active', 'completed')
   and p.end_date >= $2::text::date and p.start_date <= $3::text::date";

const AWAY: &str = "select a.candidate_id, a.id, a.start_date - $2::text::date, a.end_date - $2::text::date, coalesce(a.reason, 'Away')
  from recruiting.absences a
 where a.candidate_id = any ($1) and a.end_date >= $2::text::date and a.start_date <= $3::text::date";

/// The table, and what is said above it.
pub(super) async fn grid(visit: &Visit, span: &Span) -> Result<(Markup, Markup), Refused> {
    let rating = span.filter("rating").and_then(|n| n.parse::<i32>().ok());
    let km = span.near.and_then(|_| span.filter("km").unwrap_or("50").replace(',', ".").parse::<f64>().ok());
    let (first, last, today) = (span.first.to_string(), span.last().to_string(), span.today.to_string());
    let offset = (span.page * ROWS) as i64;
    let filter = |name: &str| span.filter(name).map(str::to_string);
    let (trade, name, ticket, region) = (filter("trade"), filter("name"), filter("ticket"), filter("region"));
    let tx = visit.begin(&visit.actor).await?;
    let mut people = tx
        .query(PEOPLE, &[&trade, &name, &ticket, &region, &span.near, &km, &rating, &offset, &today])
        .await
        .map_err(|e| visit.told_sql(e))?;
    let more = people.len() > ROWS;
    people.truncate(ROWS);
    let ids: Vec<Uuid> = people.iter().map(|row| row.get(0)).collect();
    let booked = tx.query(BOOKED, &[&ids, &first, &last]).await.map_err(|e| visit.told_sql(e))?;
    let away = tx.query(AWAY, &[&ids, &first, &last]).await.map_err(|e| visit.told_sql(e))?;
    visit.commit(tx).await?;
    if people.is_empty() {
        return Ok((empty(visit, span), html! {}));
    }
    let mut bars: HashMap<Uuid, Vec<Bar>> = HashMap::new();
    for row in &booked {
        let (start, end): (i32, i32) = (row.get(3), row.get(4));
        let content = placement(span, row);
        bars.entry(row.get(0)).or_default().push(Bar { start: start.into(), end: end.into(), content });
    }
    for row in &away {
        let (start, end): (i32, i32) = (row.get(2), row.get(3));
        let content = html! {
            a class="bar away" href={ "/absences/" (row.get::<_, Uuid>(1)) } { (row.get::<_, &str>(4)) }
        };
        bars.entry(row.get(0)).or_default().push(Bar { start: start.into(), end: end.into(), content });
    }
    let places = visit.may("placements", "INSERT");
    let table = html! {
        div class="roster-wrap" {
            table
                class={ "roster " (days::look(span)) }
                data-first=(span.first)
                data-days=(span.days)
                data-today=(span.today)
                data-places[places]
            {
                (days::head(span, "Person"))
                @for person in &people {
                    @let id: Uuid = person.get(0);
                    @let lines = days::lines(span, bars.remove(&id).unwrap_or_default());
                    tbody data-person=(id) data-name=(person.get::<_, &str>(1)) {
                        @for (n, line) in lines.iter().enumerate() {
                            tr {
                                @if n == 0 {
                                    th scope="row" rowspan=(lines.len()) { (who(person, places)) }
                                }
                                (line)
                            }
                        }
                    }
                }
            }
        }
        @if more || span.page > 0 {
            div class="inside pager" {
                @if span.page > 0 {
                    @let before = (span.page - 1).to_string();
                    a class="b" href=(span.address(&[("page", &before)])) { (icon("chevron-left")) "People before" }
                }
                @if more {
                    @let after = (span.page + 1).to_string();
                    a class="b" href=(span.address(&[("page", &after)])) { "More people" (icon("chevron-right")) }
                }
            }
        }
    };
    let free =
        people.len() - booked.iter().map(|row| row.get::<_, Uuid>(0)).collect::<std::collections::HashSet<_>>().len();
    let note = html! {
        p class="roster-note quiet small" {
            (people.len())
            @if people.len() == 1 { " person" } @else { " people" }
            @if more { ", and more on the next page" }
            " · " (free) " without a booking in these days"
        }
    };
    Ok((table, note))
}

fn who(person: &tokio_postgres::Row, picks: bool) -> Markup {
    let (id, name, trade, status): (Uuid, &str, &str, &str) =
        (person.get(0), person.get(1), person.get(2), person.get(3));
    let (rating, km): (Option<i16>, Option<f64>) = (person.get(4), person.get(5));
    html! {
        @if picks {
            input type="checkbox" data-pick-person value=(id) aria-label={ "Pick " (name) };
        }
        a href={ "/candidates/" (id) } { (name) }
        span class="quiet small" {
            (trade)
            @if let Some(rating) = rating { " · " (rating) "/5" }
            @if let Some(km) = km { " · " (km.round()) " km" }
            @if status == "unavailable" { " · unavailable" }
        }
    }
}

fn placement(span: &Span, row: &tokio_postgres::Row) -> Markup {
    let (id, status, shift, role): (Uuid, &str, &str, Option<&str>) = (row.get(1), row.get(2), row.get(5), row.get(6));
    let (crew, crew_name, place): (Option<Uuid>, Option<&str>, &str) = (row.get(7), row.get(8), row.get(9));
    let (start, end): (i32, i32) = (row.get(3), row.get(4));
    let day = |n: i32| span.day(n.into()).strftime("%-d %b").to_string();
    let mut words = vec![place.to_string(), role.unwrap_or_default().to_string()];
    words.push(format!("{} – {}", day(start), day(end)));
    words.extend(crew_name.map(str::to_string));
    words.extend((shift != "any").then(|| format!("{shift} shift")));
    words.extend((status != "active").then(|| sentence(status)));
    words.extend(row.get::<_, bool>(10).then(|| "booked against a rule".to_string()));
    words.retain(|word| !word.is_empty());
    html! {
        a   class={ "bar " (status) @if shift == "night" { " night" } @if row.get::<_, bool>(10) { " against" } }
            href={ "/placements/" (id) }
            data-bar=(id)
            data-crew=[crew]
            data-start=(start)
            data-end=(end)
            title=(words.join(" · "))
        { (place) }
    }
}

fn empty(visit: &Visit, span: &Span) -> Markup {
    if span.is_narrowed() {
        let all = html! {
            a class="b" href=(span.plain()) { "Show everybody" }
        };
        return shell::empty("users", "Nobody fits", "No person fits all of these filters.", &all);
    }
    let acts = html! {
        @if visit.may("candidates", "INSERT") {
            a class="b primary" href="/candidates/new" { (icon("plus")) "Candidate" }
            a class="b" href="/import?noun=candidates" { (icon("upload")) "Import" }
        }
    };
    shell::empty("hard-hat", "Nobody to place yet", "The roster shows your people and the days they work.", &acts)
}
