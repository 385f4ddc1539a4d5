//! The map: where projects are, plotted from their own coordinates, without any map service. Tenders stand where projects of the same place stand.

use super::address::encode;
use super::arrangement::Arrangement;
use super::data::{Ask, Row, number, text};
use super::nouns::Noun;
use super::refused::Refused;
use super::visit::Visit;
use catalog::Table;
use maud::{Markup, html};
use std::collections::HashMap;

const WIDTH: f64 = 960.0;
const HEIGHT: f64 = 540.0;
/// Points closer than this are drawn as one.
const CLUSTER: f64 = 30.0;

struct Point {
    x: f64,
    y: f64,
    rows: Vec<(String, String)>,
}

pub(super) async fn map(
    visit: &Visit,
    noun: &Noun<'_>,
    arrangement: &Arrangement,
) -> Result<(Markup, Option<u64>), Refused> {
    let own = noun.field("lat").is_some();
    let fields: Vec<_> = ["lat", "lng", "location"].iter().filter_map(|k| noun.field(k)).collect();
    // Rows without a place of their own stand where rows of another noun stand that has them.
    let has = |t: &&Table| ["lat", "lng", "location"].iter().all(|c| t.column(c).is_some());
    let places = visit.catalog().tables.values().filter(has).find(|t| visit.may(&t.name, "SELECT"));
    let mut asks = vec![Ask::new(
        noun.name(),
        format!("select={}&limit=1000&{}", encode(&noun.select(&fields)), arrangement.filters_for(visit, noun)),
    )];
    if let Some(places) = places.filter(|_| !own) {
        asks.push(Ask::new(&places.name, "select=location,lat,lng&lat=not.is.null&limit=1000"));
    }
    let mut found = visit.read(&asks).await?.into_iter();
    let rows = found.next().unwrap_or_default().rows;
    let mut known: HashMap<String, (f64, f64)> = HashMap::new();
    for row in found.next().unwrap_or_default().rows {
        known.entry(town(text(&row, "location"))).or_insert((number(&row, "lat"), number(&row, "lng")));
    }
    let place = |row: &Row| {
        if own {
            row.get("lat").and_then(serde_json::Value::as_f64).zip(row.get("lng").and_then(serde_json::Value::as_f64))
        } else {
            known.get(&town(text(row, "location"))).copied()
        }
    };
    let placed: Vec<(f64, f64, &Row)> = rows.iter().filter_map(|r| place(r).map(|(lat, lng)| (lat, lng, r))).collect();
    let total = rows.len() as u64;
    if placed.is_empty() {
        return Ok((
            super::shell::empty(
                noun.table.icon(),
                "Nothing to place",
                "A map needs latitude and longitude. Fill them in on a project, or import them.",
                &html! {
                    a class="b" href={ "/" (noun.name()) } { "Back to the list" }
                },
            ),
            Some(total),
        ));
    }
    let bound = |f: &dyn Fn(&(f64, f64, &Row)) -> f64| {
        placed.iter().map(f).fold((f64::MAX, f64::MIN), |(l, h), v| (l.min(v), h.max(v)))
    };
    let ((south, north), (west, east)) = (bound(&|p| p.0), bound(&|p| p.1));
    let (lat_mid, lng_mid) = ((south + north) / 2.0, (west + east) / 2.0);
    // One degree of longitude is shorter away from the equator.
    let shrink = lat_mid.to_radians().cos().max(0.1);
    let scale =
        ((WIDTH - 120.0) / ((east - west) * shrink).max(0.02)).min((HEIGHT - 100.0) / (north - south).max(0.02));
    let mut points: Vec<Point> = Vec::new();
    for (lat, lng, row) in &placed {
        let (x, y) = (WIDTH / 2.0 + (lng - lng_mid) * shrink * scale, HEIGHT / 2.0 - (lat - lat_mid) * scale);
        let entry = (noun.title(row), noun.key(row));
        match points.iter_mut().find(|p| (p.x - x).hypot(p.y - y) < CLUSTER) {
            Some(point) => {
                let n = point.rows.len() as f64;
                (point.x, point.y) = ((point.x * n + x) / (n + 1.0), (point.y * n + y) / (n + 1.0));
                point.rows.push(entry);
            }
            None => points.push(Point { x, y, rows: vec![entry] }),
        }
    }
    let unplaced: Vec<&Row> = rows.iter().filter(|r| place(r).is_none()).collect();
    let ids = |p: &Point| p.rows.iter().map(|(_, id)| id.clone()).collect::<Vec<_>>().join(",");
    let body = html! {
        div class="map" {
            svg viewBox={ "0 0 " (WIDTH) " " (HEIGHT) } role="group" aria-label={ (noun.plural()) " by place" } {
                @for n in 0..=8 {
                    @let x = f64::from(n) * WIDTH / 8.0;
                    line class="ln" x1=(x) x2=(x) y1="0" y2=(HEIGHT) {}
                    text class="ax" x=(x + 22.0) y=(HEIGHT - 8.0) {
                        ({
                            format!(
                                "{:.2}°",
                                lng_mid + (x - WIDTH / 2.0) / scale / shrink,
                            )
                        })
                    }
                }
                @for n in 0..=4 {
                    @let y = f64::from(n) * HEIGHT / 4.0;
                    line class="ln" y1=(y) y2=(y) x1="0" x2=(WIDTH) {}
                    text class="ax" x="24" y=(y + 12.0) { (format!("{:.2}°", lat_mid - (y - HEIGHT / 2.0) / scale)) }
                }
                @for p in &points {
                    @let to = if p.rows.len() == 1 {
                        format!("/{}/{}", noun.name(), p.rows[0].1)
                    } else {
                        format!("/{}?id=in.({})", noun.name(), ids(p))
                    };
                    a href=(to) {
                        title {
                            ({
                                p.rows
                                    .iter()
                                    .take(8)
                                    .map(|(t, _)| t.as_str())
                                    .collect::<Vec<_>>()
                                    .join(", ")
                            })
                            @if p.rows.len() > 8 { " and " (p.rows.len() - 8) " more" }
                        }
                        circle
                            cx=(format!("{:.1}", p.x))
                            cy=(format!("{:.1}", p.y))
                            r=(format!("{:.1}", 7.0 + (p.rows.len() as f64).sqrt() * 4.0)) {}
                        @if p.rows.len() > 1 {
                            text x=(format!("{:.1}", p.x)) y=(format!("{:.1}", p.y)) { (p.rows.len()) }
                        }
                    }
                }
            }
        }
        @if !unplaced.is_empty() {
            div class="inside" {
                details {
                    summary { (unplaced.len()) " without a known place" }
                    ul class="rows" {
                        @for row in unplaced.iter().take(100) {
                            li {
                                a class="plain" href={ "/" (noun.name()) "/" (noun.key(row)) } { (noun.title(row)) }
                                span class="quiet" { (text(row, "location")) }
                            }
                        }
                    }
                }
            }
        }
    };
    Ok((body, Some(total)))
}

/// The town of a place: what stands before the first comma.
fn town(location: &str) -> String {
    location.split(',').next().unwrap_or_default().trim().to_lowercase()
}
