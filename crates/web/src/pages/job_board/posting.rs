//! A job as everybody may read it.

use crate::format;
use tokio_postgres::Row;
use uuid::Uuid;

/// The columns of a [`Posting`], of `recruiting.jobs j` and `recruiting.employer_of(j.id) e`.
pub(super) const COLUMNS: &str =
    "j.id, j.slug_url::text, j.title, j.employment_type::text, j.work_mode::text, j.industry,
  j.functional_area, j.job_locations, j.country, j.min_salary, j.max_salary, j.currency::text, j.salary_unit::text,
  j.benefits_perks, j.about_company::text, j.job_summary::text, j.responsibilities, j.experience_required,
  j.education_qualification, j.required_skills, j.preferred_skills, j.tools_tech_stack, j.number_of_openings,
  j.application_deadline::text, j.hiring_process_rounds, j.notice_period_accepted, j.meta_title, j.meta_description,
  to_char(j.published_at at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'),
  to_char(j.posting_changed_at at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'),
  (extract(epoch from j.published_at) * 1000000)::bigint, e.name, e.website";
/// Where they come from.
pub(super) const FROM: &str = "from recruiting.jobs j
  left join lateral (select w.name, w.website from recruiting.employer_of(j.id) w where j.names_client) e on true";

/// A job on the board.
pub(crate) struct Posting {
    pub(crate) id: Uuid,
    pub(crate) slug: String,
    pub(crate) title: String,
    pub(super) employment_type: String,
    pub(super) work_mode: String,
    pub(super) industry: Option<String>,
    pub(super) area: Option<String>,
    pub(super) places: Vec<String>,
    pub(super) country: Option<String>,
    pub(super) least: Option<i64>,
    pub(super) most: Option<i64>,
    pub(super) currency: Option<String>,
    pub(super) unit: Option<String>,
    pub(super) benefits: Vec<String>,
    pub(super) about_company: Option<String>,
    pub(super) summary: Option<String>,
    pub(super) duties: Vec<String>,
    pub(super) experience: Option<String>,
    pub(super) education: Option<String>,
    pub(super) required: Vec<String>,
    pub(super) preferred: Vec<String>,
    pub(super) tools: Vec<String>,
    pub(super) openings: i32,
    /// The last day to apply.
    pub(super) deadline: Option<String>,
    pub(super) rounds: Vec<String>,
    pub(super) notice: Option<String>,
    pub(super) meta_title: Option<String>,
    pub(super) meta_description: Option<String>,
    pub(super) published_at: String,
    pub(super) changed_at: String,
    /// The moment it was published, in microseconds: its place in the list.
    pub(super) moment: i64,
    /// Its client, where the board may say so.
    pub(super) employer: Option<String>,
    pub(super) website: Option<String>,
}

impl Posting {
    pub(super) fn of(row: &Row) -> Posting {
        let list = |at: usize| -> Vec<String> {
            let value: Option<serde_json::Value> = row.get(at);
            let words = value.as_ref().and_then(|v| v.as_array()).map_or(&[][..], Vec::as_slice);
            words.iter().filter_map(|w| w.as_str()).map(str::to_string).collect()
        };
        let text = |at: usize| row.get::<_, Option<String>>(at).filter(|text| !text.trim().is_empty());
        Posting {
            id: row.get(0),
            slug: row.get(1),
            title: row.get(2),
            employment_type: row.get(3),
            work_mode: row.get(4),
            industry: text(5),
            area: text(6),
            places: list(7),
            country: row.get(8),
            least: row.get(9),
            most: row.get(10),
            currency: row.get(11),
            unit: row.get(12),
            benefits: list(13),
            about_company: text(14),
            summary: text(15),
            duties: list(16),
            experience: text(17),
            education: text(18),
            required: list(19),
            preferred: list(20),
            tools: list(21),
            openings: row.get(22),
            deadline: row.get(23),
            rounds: list(24),
            notice: text(25),
            meta_title: text(26),
            meta_description: text(27),
            published_at: row.get::<_, Option<String>>(28).unwrap_or_default(),
            changed_at: row.get::<_, Option<String>>(29).unwrap_or_default(),
            moment: row.get::<_, Option<i64>>(30).unwrap_or_default(),
            employer: row.get(31),
            website: row.get(32),
        }
    }

    /// How people read its form of employment.
    pub(super) fn employment(&self) -> &'static str {
        match self.employment_type.as_str() {
            "part_time" => "Part-time",
            "contractor" => "Contract",
            "temporary" => "Temporary",
            "intern" => "Internship",
            _ => "Full-time",
        }
    }

    /// Where the work is done.
    pub(super) fn place(&self) -> String {
        let places = self.places.join(" · ");
        match (self.work_mode.as_str(), places.is_empty()) {
            ("remote", _) => match &self.country {
                Some(country) => format!("Remote ({country})"),
                None => "Remote".into(),
            },
            ("hybrid", false) => format!("{places} (hybrid)"),
            ("hybrid", true) => "Hybrid".into(),
            _ => places,
        }
    }

    /// What it pays, in words; nothing when that is not said.
    pub(super) fn salary(&self) -> Option<String> {
        let currency = self.currency.as_deref().unwrap_or_default();
        let money = |amount: i64| format::grouped(&amount.to_string());
        let amount = match (self.least, self.most) {
            (Some(least), Some(most)) if least != most => format!("{} – {}", money(least), money(most)),
            (Some(one), _) if self.most.is_some() => money(one),
            (Some(least), None) => format!("from {}", money(least)),
            (None, Some(most)) => format!("up to {}", money(most)),
            _ => return None,
        };
        let unit = match self.unit.as_deref() {
            Some("hour") => " an hour",
            Some("month") => " a month",
            Some("year") => " a year",
            _ => "",
        };
        Some(format!("{currency} {amount}{unit}").trim().to_string())
    }

    /// What it is about, in two lines.
    pub(super) fn gist(&self) -> String {
        let text = self.meta_description.as_deref().or(self.summary.as_deref()).unwrap_or_default();
        let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
        match words.char_indices().nth(160) {
            Some((cut, _)) => format!("{}…", words[..cut].rsplit_once(' ').map_or(&words[..cut], |(begin, _)| begin)),
            None => words,
        }
    }
}

/// A day as people write it.
pub(super) fn day(text: &str) -> String {
    let date = text.get(..10).unwrap_or(text).parse::<jiff::civil::Date>();
    date.map_or_else(|_| text.to_string(), |date| date.strftime("%-d %B %Y").to_string())
}
