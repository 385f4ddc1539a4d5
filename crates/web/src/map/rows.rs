//! What the database says of a map: how many rows there are, where, and which. It groups them as the person who looks, so
//! that each is counted, and none that is not theirs to see; what comes back is bounded by the pixels of the map.

use super::extent::Stripe;
use super::layers::Layer;
use crate::arrangement::Arrangement;
use crate::data::Texts;
use crate::nouns::Noun;
use crate::refused::Refused;
use crate::visit::Visit;
use land::{Bounds, View};
use platform::Step;
use records::Sql;
use uuid::Uuid;

/// Pixels of the squares that rows are grouped by.
const SQUARE: f64 = 32.0;
/// Records a list beside a map has.
pub(super) const LISTED: usize = 100;
/// Whether a row is somewhere: 0°, 0° is what programs write that know no better.
const SOMEWHERE: &str = "lat between -90 and 90 and lng between -180 and 180 and (lat <> 0 or lng <> 0)";

/// The rows of all layers, as this person and this list see them.
pub(super) struct Rows<'v, 'l> {
    visit: &'v Visit,
    layers: &'l [Layer<'v>],
    /// The keys of the list's own rows.
    own: Sql,
}

/// What there is of the layers.
pub(super) struct Known {
    /// Of each layer the rows that are somewhere.
    pub(super) placed: Vec<u64>,
    /// Of the list's own noun those that are nowhere.
    pub(super) nowhere: u64,
    pub(super) stripes: Vec<Stripe>,
}

/// The title of a record, and its latitude and longitude if they are known.
type Centre = (String, Option<(f64, f64)>);

/// A record in a list.
pub(super) struct Listed {
    pub(super) layer: usize,
    pub(super) id: String,
    pub(super) title: String,
    pub(super) details: String,
    /// How far away it is.
    pub(super) km: Option<f64>,
}

/// The rows of one layer in one square.
pub(super) struct Cell {
    pub(super) layer: usize,
    pub(super) count: u64,
    /// Their middle in the square world.
    pub(super) middle: (f64, f64),
    /// Their ends there: west, north, east and south.
    pub(super) ends: (f64, f64, f64, f64),
    /// They are inside the circle, or there is none.
    pub(super) inside: bool,
    /// One of them.
    pub(super) id: String,
    pub(super) title: String,
}

/// A circle.
#[derive(Debug, Clone, Copy)]
pub(super) struct Around<'a> {
    pub(super) lat: f64,
    pub(super) lng: f64,
    pub(super) km: f64,
    /// The record it is drawn around: noun and id.
    pub(super) record: Option<(&'a str, Uuid)>,
}

/// A statement and its parameters.
struct Statement {
    params: Vec<Option<String>>,
}

impl Statement {
    fn number(&mut self, value: f64) -> String {
        self.params.push(Some(value.to_string()));
        format!("${}::float8", self.params.len())
    }

    fn word(&mut self, value: &str) -> String {
        self.params.push(Some(value.to_string()));
        format!("${}::text", self.params.len())
    }

    fn step(self, sql: String) -> Step {
        Step::new(sql, self.params)
    }
}

impl<'v, 'l> Rows<'v, 'l> {
    pub(super) async fn of(
        visit: &'v Visit,
        noun: &Noun<'_>,
        arrangement: &Arrangement,
        layers: &'l [Layer<'v>],
    ) -> Result<Rows<'v, 'l>, Refused> {
        let own = visit.keys(noun.name(), &arrangement.filters_for(visit, noun)).await?;
        Ok(Rows { visit, layers, own })
    }

    /// What there is, and where the record is that a circle is drawn around.
    pub(super) async fn known(&self, near: Option<(&str, Uuid)>) -> Result<(Known, Option<Centre>), Refused> {
        let (statement, rows) = self.rows(|_| true);
        let sql = format!(
            "select noun, count(*)::text, min(lat)::text, min(lng)::text, max(lat)::text, max(lng)::text, stripe::text
               from (select noun, lat, lng, case when {SOMEWHERE} then floor(lng)::int end as stripe from ({rows}) r) s
              group by noun, stripe"
        );
        let mut steps = vec![statement.step(sql)];
        let layer = near.and_then(|(noun, id)| Some((self.layers.iter().find(|l| l.noun == noun)?, id)));
        if let Some((layer, id)) = layer {
            let mut statement = Statement { params: Vec::new() };
            let id = statement.word(&id.to_string());
            let views = layer.views.iter().map(|view| {
                format!(
                    "select title, case when {SOMEWHERE} then lat::text end, case when {SOMEWHERE} then lng::text end
                       from {view} where id = {id}::uuid"
                )
            });
            let sql = views.collect::<Vec<_>>().join(" union all ");
            steps.push(statement.step(sql));
        }
        let mut answers = self.visit.texts(steps).await?.into_iter();
        let mut known = Known { placed: vec![0; self.layers.len()], nowhere: 0, stripes: Vec::new() };
        for row in answers.next().unwrap_or_default() {
            let (Some(layer), count) = (self.layer(&row), whole(&row, 1)) else { continue };
            if row.get(6).is_some_and(Option::is_some) {
                known.placed[layer] += count;
                let [south, west, north, east] = [2, 3, 4, 5].map(|n| decimal(&row, n));
                known.stripes.push(Stripe { layer, bounds: Bounds { south, west, north, east } });
            } else if self.layers[layer].own {
                known.nowhere += count;
            }
        }
        let found = answers.next().and_then(|rows| rows.into_iter().next());
        let place =
            |row: &[Option<String>]| Some((row.get(1)?.as_ref()?.parse().ok()?, row.get(2)?.as_ref()?.parse().ok()?));
        Ok((known, found.map(|row| (told(&row, 0), place(&row)))))
    }

    /// The rows of a view and so many pixels around it, by squares.
    pub(super) fn cells(&self, view: &View, beyond: (f64, f64), around: Option<Around<'_>>) -> Step {
        let (mut statement, rows) = self.rows(|layer| layer.on);
        let (west, north, east, south) = view.ends(beyond);
        // Where the world is narrower than the map, each row stands on it once.
        let (west, east) = if east - west > 1.0 { (view.x - 0.5, view.x + 0.5) } else { (west, east) };
        let [west, north, east, south] = [west, north, east, south].map(|end| statement.number(end));
        let squares = statement.number(view.scale() / SQUARE);
        let inside = around.map_or_else(|| "true".to_string(), |around| within(&mut statement, around));
        statement.step(format!(
            "select noun, count(*)::text, avg(x)::text, avg(y)::text, min(x)::text, min(y)::text, max(x)::text,
                    max(y)::text, inside::text, min(id::text), min(title)
               from (select noun, id, title, inside, y, {west} + (x - {west}) - floor(x - {west}) as x
                       from (select noun, id, title, {inside} as inside, lng / 360 + 0.5 as x, 0.5 - ln(tan(radians(
                               45 + greatest(least(lat, 85.0511), -85.0511) / 2))) / (2 * pi()) as y
                               from ({rows}) r where {SOMEWHERE}) p) q
              where x <= {east} and y between {north} and {south}
              group by noun, inside, floor(x * {squares}), floor(y * {squares})"
        ))
    }

    /// Reads the squares.
    pub(super) fn read_cells(&self, answer: Texts) -> Vec<Cell> {
        let cell = |row: Vec<Option<String>>| {
            Some(Cell {
                layer: self.layer(&row)?,
                count: whole(&row, 1),
                middle: (decimal(&row, 2), decimal(&row, 3)),
                ends: (decimal(&row, 4), decimal(&row, 5), decimal(&row, 6), decimal(&row, 7)),
                inside: told(&row, 8) == "true",
                id: told(&row, 9),
                title: told(&row, 10),
            })
        };
        answer.into_iter().filter_map(cell).collect()
    }

    /// What is inside a circle: how many of each layer, and the nearest.
    pub(super) fn circle(&self, around: Around<'_>) -> [Step; 2] {
        let (mut statement, rows) = self.rows(|layer| layer.on);
        let inside = self.others(&mut statement, around);
        let counts = format!("select noun, count(*)::text from ({rows}) r where {inside} group by noun");
        let counts = statement.step(counts);
        let (mut statement, rows) = self.rows(|layer| layer.on);
        let inside = self.others(&mut statement, around);
        let (lat, lng) = (statement.number(around.lat), statement.number(around.lng));
        let nearest = format!(
            "select noun, id::text, title, details, km::text
               from (select noun, id, title, details, kit.distance({lat}, {lng}, lat, lng) as km
                       from ({rows}) r where {inside}) c
              order by c.km, title, id limit {LISTED}"
        );
        [counts, statement.step(nearest)]
    }

    /// The records of an area: how many of each layer, and the first by name.
    pub(super) fn area(&self, area: Bounds) -> [Step; 2] {
        let condition = |statement: &mut Statement| {
            let [south, north, west] = [area.south, area.north, area.west].map(|end| statement.number(end));
            let wide = statement.number(area.east - area.west);
            // Degrees to the east of the area's western end, around the globe.
            format!(
                "{SOMEWHERE} and lat between {south} and {north} and lng - {west} + 360 * (lng < {west})::int <= {wide}"
            )
        };
        self.listed(condition)
    }

    /// The list's own rows that are nowhere.
    pub(super) fn nowhere(&self) -> Step {
        let (statement, rows) = self.rows(|layer| layer.own);
        statement.step(format!(
            "select noun, id::text, title, details, null from ({rows}) r where ({SOMEWHERE}) is not true
              order by title, id limit {LISTED}"
        ))
    }

    /// Reads how many there are of each layer.
    pub(super) fn read_counts(&self, answer: &Texts) -> Vec<u64> {
        let mut counts = vec![0; self.layers.len()];
        for row in answer {
            if let Some(layer) = self.layer(row) {
                counts[layer] += whole(row, 1);
            }
        }
        counts
    }

    /// Reads records.
    pub(super) fn read_listed(&self, answer: &Texts) -> Vec<Listed> {
        let listed = |row: &Vec<Option<String>>| {
            Some(Listed {
                layer: self.layer(row)?,
                id: told(row, 1),
                title: told(row, 2),
                details: told(row, 3),
                km: row.get(4).and_then(Option::as_ref).and_then(|km| km.parse().ok()),
            })
        };
        answer.iter().filter_map(listed).collect()
    }

    fn listed(&self, condition: impl Fn(&mut Statement) -> String) -> [Step; 2] {
        let (mut statement, rows) = self.rows(|layer| layer.on);
        let fits = condition(&mut statement);
        let counts = statement.step(format!("select noun, count(*)::text from ({rows}) r where {fits} group by noun"));
        let (mut statement, rows) = self.rows(|layer| layer.on);
        let fits = condition(&mut statement);
        let first = statement.step(format!(
            "select noun, id::text, title, details, null from ({rows}) r where {fits}
              order by title, id limit {LISTED}"
        ));
        [counts, first]
    }

    /// The condition for what is inside a circle and not what it is drawn around.
    fn others(&self, statement: &mut Statement, around: Around<'_>) -> String {
        let inside = within(statement, around);
        let Some((noun, id)) = around.record else { return format!("{SOMEWHERE} and {inside}") };
        let (noun, id) = (statement.word(noun), statement.word(&id.to_string()));
        format!("{SOMEWHERE} and {inside} and (noun <> {noun} or id <> {id}::uuid)")
    }

    /// The rows of some layers: of the list's own noun those it shows, of the others what is current.
    fn rows(&self, which: impl Fn(&Layer<'_>) -> bool) -> (Statement, String) {
        let wanted = || self.layers.iter().filter(|layer| which(layer));
        let params = if wanted().any(|layer| layer.own) { self.own.params.clone() } else { Vec::new() };
        let columns = "noun, id, title, details, lat, lng";
        let parts = wanted().flat_map(|layer| {
            layer.views.iter().map(move |view| {
                let these = if layer.own { format!("id in ({})", self.own.text) } else { "is_current".to_string() };
                format!("select {columns} from {view} where {these}")
            })
        });
        let none = "select null::text as noun, null::uuid as id, null::text as title, null::text as details,
                           null::float8 as lat, null::float8 as lng where false";
        let all: Vec<String> = std::iter::once(none.to_string()).chain(parts).collect();
        (Statement { params }, all.join(" union all "))
    }

    fn layer(&self, row: &[Option<String>]) -> Option<usize> {
        let noun = row.first()?.as_deref()?;
        self.layers.iter().position(|layer| layer.noun == noun)
    }
}

fn within(statement: &mut Statement, around: Around<'_>) -> String {
    let [lat, lng, km] = [around.lat, around.lng, around.km].map(|n| statement.number(n));
    format!("kit.distance({lat}, {lng}, lat, lng) <= {km}")
}

fn told(row: &[Option<String>], n: usize) -> String {
    row.get(n).cloned().flatten().unwrap_or_default()
}

fn whole(row: &[Option<String>], n: usize) -> u64 {
    told(row, n).parse().unwrap_or_default()
}

fn decimal(row: &[Option<String>], n: usize) -> f64 {
    told(row, n).parse().unwrap_or_default()
}
