//! Sites and days: what each site asks for against what is booked, and who is there.

use super::days::{self, Bar};
use super::span::Span;
use crate::format::count;
use crate::icons::icon;
use crate::refused::Refused;
use crate::shell;
use crate::visit::Visit;
use maud::{Markup, html};
use tokio_postgres::Row;
use uuid::Uuid;

/// Sites that ask for people or have some in these days.
const SITES: &str = "select p.id, p.name, c.name, p.location
  from delivery.projects p join crm.clients c on c.org_id = p.org_id and c.id = p.client_id
 where exists (select from recruiting.demands d where d.org_id = p.org_id and d.project_id = p.id
         and d.end_date >= $1::text::date and d.start_date <= $2::text::date
         and ($3::text is null or lower(trim(d.trade)) = lower($3)))
    or exists (select from recruiting.placements w where w.org_id = p.org_id and w.project_id = p.id
         and w.status in ('draft', 'active', 'completed')
         and w.end_date >= $1::text::date and w.start_date <= $2::text::date
         and ($3::text is null or lower(trim(w.role)) = lower($3)))
 order by p.name, p.id limit 101";

const COVER: &str = "select v.project_id, d.trade, v.shift::text, v.start_date - $2::text::date, v.end_date - $2::text::date, v.asked, v.booked, d.id
  from recruiting.cover($1, $2::text::date, $3::text::date) v
  cross join lateral (select d.id, d.trade from recruiting.demands d
        where d.project_id = v.project_id and lower(trim(d.trade)) = v.trade and d.shift = v.shift
          and d.start_date <= v.end_date and d.end_date >= v.start_date order by d.start_date, d.id limit 1) d
 where $4::text is null or v.trade = lower($4)";

const BOOKED: &str = "select p.project_id, p.id, p.candidate_id, c.name, p.status::text, p.start_date - $2::text::date, p.end_date - $2::text::date, p.role, g.name
  from recruiting.placements p
  join recruiting.candidates c on c.org_id = p.org_id and c.id = p.candidate_id
  left join recruiting.placement_groups g on g.org_id = p.org_id and g.id = p.placement_group_id
 where p.project_id = any ($1) and p.status in ('draft', 'active', 'completed')
   and p.end_date >= $2::text::date and p.start_date <= $3::text::date
   and ($4::text is null or lower(trim(p.role)) = lower($4))
 order by g.name nulls last, c.name, p.id limit 4000";

/// The table, and what is said above it.
pub(super) async fn grid(visit: &Visit, span: &Span) -> Result<(Markup, Markup), Refused> {
    let (first, last) = (span.first.to_string(), span.last().to_string());
    let trade = span.filter("trade").map(str::to_string);
    let tx = visit.begin(&visit.actor).await?;
    let sites = tx.query(SITES, &[&first, &last, &trade]).await.map_err(|e| visit.told_sql(e))?;
    let ids: Vec<Uuid> = sites.iter().take(100).map(|row| row.get(0)).collect();
    let cover = tx.query(COVER, &[&ids, &first, &last, &trade]).await.map_err(|e| visit.told_sql(e))?;
    let booked = tx.query(BOOKED, &[&ids, &first, &last, &trade]).await.map_err(|e| visit.told_sql(e))?;
    visit.commit(tx).await?;
    if sites.is_empty() {
        let acts = html! {
            @if visit.may("demands", "INSERT") {
                a class="b primary" href="/demands/new" { (icon("plus")) "Demand" }
            }
        };
        let words = "Say how many people of which trade a site needs, and the roster shows what is still open.";
        return Ok((shell::empty("clipboard-list", "No site asks for people in these days", words, &acts), html! {}));
    }
    let of = |rows: &[Row], site: Uuid| -> Vec<usize> {
        rows.iter().enumerate().filter(|(_, row)| row.get::<_, Uuid>(0) == site).map(|(n, _)| n).collect()
    };
    let table = html! {
        div class="roster-wrap" {
            table class={ "roster by-site " (days::look(span)) } data-first=(span.first) data-days=(span.days) {
                (days::head(span, "Site"))
                @for site in sites.iter().take(100) {
                    @let id: Uuid = site.get(0);
                    @let (asked, there) = (of(&cover, id), of(&booked, id));
                    tbody {
                        tr class="site" {
                            th scope="rowgroup" colspan=(span.days + 1) {
                                a href={ "/projects/" (id) } { (site.get::<_, &str>(1)) }
                                span class="quiet small" {
                                    (site.get::<_, &str>(2))
                                    @if let Some(place) = site.get::<_, Option<&str>>(3) { " · " (place) }
                                }
                            }
                        }
                        (demands(span, &asked.iter().map(|n| &cover[*n]).collect::<Vec<_>>()))
                        (crew(span, &there.iter().map(|n| &booked[*n]).collect::<Vec<_>>()))
                    }
                }
            }
        }
    };
    let short = cover.iter().filter(|row| row.get::<_, i64>(6) < row.get::<_, i64>(5));
    let open = short.map(|row| row.get::<_, Uuid>(7)).collect::<std::collections::HashSet<_>>().len();
    let note = html! {
        p class="roster-note quiet small" {
            (count(ids.len() as i64, "site")) @if sites.len() > 100 { " (the first; filter by trade to see fewer)" }
            " · " @if open == 0 { "nothing is open" } @else { (count(open as i64, "line")) " still open" }
        }
    };
    Ok((table, note))
}

/// The lines of demand: spans of days with as many booked as asked, or fewer.
fn demands(span: &Span, cover: &[&Row]) -> Markup {
    let mut lines: Vec<(&str, &str, Vec<Bar>)> = Vec::new();
    for row in cover {
        let (trade, shift): (&str, &str) = (row.get(1), row.get(2));
        let (asked, booked): (i64, i64) = (row.get(5), row.get(6));
        let tone = if booked >= asked {
            "good"
        } else if booked == 0 {
            "bad"
        } else {
            "warn"
        };
        let words = if booked >= asked {
            format!("{booked} of {asked} booked")
        } else {
            format!("{} of {asked} lack", asked - booked)
        };
        let content = html! {
            a class={ "need " (tone) } href={ "/demands/" (row.get::<_, Uuid>(7)) "/fill" } title=(words) {
                (booked) "/" (asked)
            }
        };
        let bar = Bar { start: row.get::<_, i32>(3).into(), end: row.get::<_, i32>(4).into(), content };
        match lines.iter_mut().find(|(t, s, _)| t.eq_ignore_ascii_case(trade) && *s == shift) {
            Some((_, _, bars)) => bars.push(bar),
            None => lines.push((trade, shift, vec![bar])),
        }
    }
    html! {
        @for (trade, shift, bars) in lines {
            @for line in days::lines(span, bars) {
                tr class="needs" {
                    th scope="row" {
                        (trade)
                        @if shift != "any" {
                            span class="quiet small" { (shift) " shift" }
                        }
                    }
                    (line)
                }
            }
        }
    }
}

/// Who is there, a row each.
fn crew(span: &Span, booked: &[&Row]) -> Markup {
    let mut people: Vec<(Uuid, &str, Option<&str>, Vec<Bar>)> = Vec::new();
    for row in booked {
        let (person, name, status): (Uuid, &str, &str) = (row.get(2), row.get(3), row.get(4));
        let (start, end): (i32, i32) = (row.get(5), row.get(6));
        let role: Option<&str> = row.get(7);
        let content = html! {
            a   class={ "bar " (status) }
                href={ "/placements/" (row.get::<_, Uuid>(1)) }
                data-bar=(row.get::<_, Uuid>(1))
                data-start=(start)
                data-end=(end)
                title={ (name) " · " (role.unwrap_or_default()) }
            { (role.unwrap_or_default()) }
        };
        let bar = Bar { start: start.into(), end: end.into(), content };
        match people.iter_mut().find(|(id, ..)| *id == person) {
            Some((.., bars)) => bars.push(bar),
            None => people.push((person, name, row.get(8), vec![bar])),
        }
    }
    html! {
        @for (id, name, crew, bars) in people {
            @for (n, line) in days::lines(span, bars).iter().enumerate() {
                tr {
                    th scope="row" class="person" {
                        @if n == 0 {
                            a href={ "/candidates/" (id) } { (name) }
                            @if let Some(crew) = crew {
                                span class="quiet small" { (crew) }
                            }
                        }
                    }
                    (line)
                }
            }
        }
    }
}
