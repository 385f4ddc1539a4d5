//! The days the roster shows and whom, as the address says.

use crate::address::encode;
use crate::refused::Refused;
use crate::visit::Visit;
use jiff::civil::Date;
use uuid::Uuid;

/// How many rows a page of the roster has.
pub(super) const ROWS: usize = 500;

/// What narrows the roster.
const FILTERS: [&str; 7] = ["trade", "name", "ticket", "region", "rating", "near", "km"];

/// The days the roster shows and whom.
pub(super) struct Span {
    pub(super) first: Date,
    pub(super) days: usize,
    pub(super) today: Date,
    pub(super) by_sites: bool,
    /// The site people are to be near.
    pub(super) near: Option<Uuid>,
    /// Pages before this one.
    pub(super) page: usize,
    /// Sites with a known place, to choose from.
    pub(super) sites: Vec<(Uuid, String)>,
    filters: Vec<(&'static str, String)>,
}

impl Span {
    /// What the address asks for; four weeks from this Monday by itself.
    pub(super) fn of(visit: &Visit) -> Span {
        let today = visit.today();
        let asked = |name: &str| visit.param(name).map(|v| v.trim().to_string()).filter(|v| !v.is_empty());
        let monday = today.saturating_sub(jiff::Span::new().days(i64::from(today.weekday().to_monday_zero_offset())));
        let in_reach = |day: &Date| (1990..=2200).contains(&day.year());
        Span {
            first: asked("from").and_then(|d| d.parse().ok()).filter(in_reach).unwrap_or(monday),
            days: asked("days").and_then(|d| d.parse().ok()).unwrap_or(28).clamp(7, 92),
            today,
            by_sites: asked("by").as_deref() == Some("sites"),
            near: asked("near").and_then(|id| id.parse().ok()),
            page: asked("page").and_then(|n| n.parse().ok()).unwrap_or(0).min(10_000),
            sites: Vec::new(),
            filters: FILTERS.iter().filter_map(|name| Some((*name, asked(name)?))).collect(),
        }
    }

    /// The last day.
    pub(super) fn last(&self) -> Date {
        self.day(self.days as i64 - 1)
    }

    /// The day so many days after the first.
    pub(super) fn day(&self, after: i64) -> Date {
        self.first.saturating_add(jiff::Span::new().days(after))
    }

    /// What a filter says.
    pub(super) fn filter(&self, name: &str) -> Option<&str> {
        self.filters.iter().find(|(key, _)| *key == name).map(|(_, value)| value.as_str())
    }

    /// Whether a filter says anything.
    pub(super) fn is_narrowed(&self) -> bool {
        !self.filters.is_empty()
    }

    /// The same days of everybody.
    pub(super) fn plain(&self) -> String {
        let mut all: Vec<(&str, &str)> = FILTERS.iter().map(|name| (*name, "")).collect();
        all.push(("page", ""));
        self.address(&all)
    }

    /// The address of as many days before or after.
    pub(super) fn moved(&self, times: i64) -> String {
        let first = self.day(times * self.days as i64).to_string();
        self.address(&[("from", &first)])
    }

    /// The address of this roster with some of it changed; what is empty is left out.
    pub(super) fn address(&self, changed: &[(&str, &str)]) -> String {
        let (first, days, page) = (self.first.to_string(), self.days.to_string(), self.page.to_string());
        let by = if self.by_sites { "sites" } else { "people" };
        let page = if self.page == 0 { "" } else { &page };
        let own = [("by", by), ("from", &first), ("days", &days), ("page", page)];
        let kept = own.into_iter().chain(self.filters.iter().map(|(key, value)| (*key, value.as_str())));
        let now = kept.filter(|(key, _)| !changed.iter().any(|(other, _)| other == key)).chain(changed.iter().copied());
        let said: Vec<String> = now.filter(|(_, v)| !v.is_empty()).map(|(k, v)| format!("{k}={}", encode(v))).collect();
        format!("/roster?{}", said.join("&"))
    }

    /// Reads the sites one can be near to.
    pub(super) async fn with_sites(mut self, visit: &Visit) -> Result<Span, Refused> {
        let sql = "select p.id, p.name from delivery.projects p
                    where p.lat is not null and p.lng is not null and p.status in ('planning', 'active')
                    order by p.name limit 300";
        let tx = visit.begin(&visit.actor).await?;
        let rows = tx.query(sql, &[]).await.map_err(|e| visit.told_sql(e))?;
        visit.commit(tx).await?;
        self.sites = rows.iter().map(|row| (row.get(0), row.get(1))).collect();
        Ok(self)
    }
}
