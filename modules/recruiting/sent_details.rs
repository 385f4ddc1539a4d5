//! What people send of themselves when they apply, and how it becomes part of a profile.

use platform::vault::OrgKeys;
use platform::verb::Call;
use records::{Error, Result};
use resume::{Found, Month, Resume};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

/// Characters of a name, and of a line.
const NAME: usize = 100;
const LINE: usize = 300;
/// Characters of a long text.
const LONG: usize = 20_000;
/// Words of a list, and positions.
const MANY: usize = 200;
const POSITIONS: usize = 60;

/// Columns of a profile that hold one value, and that hold a list.
const VALUES: [&str; 8] = [
    "current_title",
    "bio",
    "highest_education",
    "year_of_passing",
    "total_experience_years",
    "linkedin_url",
    "github_url",
    "portfolio_url",
];
const LISTS: [&str; 4] = ["skills", "certificates", "languages", "current_locations"];

/// What somebody says of themselves.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Details {
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// E-mail address.
    pub email: String,
    /// Telephone number.
    pub phone: String,
    /// Present job title.
    pub current_title: Option<String>,
    /// What they say about themselves.
    pub bio: Option<String>,
    /// Highest degree.
    pub highest_education: Option<String>,
    /// Year of that degree.
    pub year_of_passing: Option<i32>,
    /// Years of experience.
    pub total_experience_years: Option<f64>,
    /// LinkedIn profile.
    pub linkedin_url: Option<String>,
    /// GitHub profile.
    pub github_url: Option<String>,
    /// Portfolio.
    pub portfolio_url: Option<String>,
    /// Skills.
    pub skills: Vec<String>,
    /// Certificates.
    pub certificates: Vec<String>,
    /// Languages.
    pub languages: Vec<String>,
    /// Where they live.
    pub current_locations: Vec<String>,
    /// Where they worked.
    pub positions: Vec<Held>,
}

/// A position somebody held.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Held {
    /// Employer.
    pub company_name: String,
    /// Job title.
    pub job_title: Option<String>,
    /// First day.
    #[schemars(extend("format" = "date"))]
    pub start_date: Option<String>,
    /// Last day.
    #[schemars(extend("format" = "date"))]
    pub end_date: Option<String>,
    /// They work there now.
    pub is_current: bool,
    /// What they did.
    pub responsibilities: Option<String>,
}

impl From<Resume> for Details {
    /// What a résumé says, as a profile has it.
    fn from(read: Resume) -> Details {
        let said = |found: Option<Found<String>>| found.map(|found| found.value);
        let all = |found: Vec<Found<String>>| found.into_iter().map(|found| found.value).collect();
        let month = |found: Option<Found<Month>>| found.map(|found| found.value.to_string());
        let highest = read.education.iter().max_by_key(|e| (e.level, e.year.as_ref().map(|year| year.value)));
        let (degree, year) =
            highest.map_or((None, None), |e| (e.degree.clone(), e.year.as_ref().map(|year| year.value)));
        let name = said(read.contact.name).unwrap_or_default();
        let (first, last) = name.rsplit_once(' ').unwrap_or((&name, ""));
        let tickets = read.tickets.into_iter().map(|found| found.value.name);
        let current = read.positions.iter().find(|p| p.is_current).or(read.positions.first());
        Details {
            first_name: first.to_string(),
            last_name: last.to_string(),
            email: read.contact.emails.into_iter().next().map(|found| found.value).unwrap_or_default(),
            phone: read.contact.phones.into_iter().next().map(|found| found.value).unwrap_or_default(),
            current_title: current.and_then(|p| p.title.as_ref()).map(|found| found.value.clone()),
            bio: said(read.summary),
            highest_education: said(degree),
            year_of_passing: year,
            total_experience_years: read.total_experience_years.map(|found| (found.value * 10.0).round() / 10.0),
            linkedin_url: said(read.contact.linkedin),
            github_url: said(read.contact.github),
            portfolio_url: said(read.contact.portfolio),
            skills: all(read.skills),
            certificates: read.certificates.into_iter().map(|found| found.value).chain(tickets).collect(),
            languages: all(read.languages),
            current_locations: said(read.contact.place).into_iter().collect(),
            positions: read
                .positions
                .into_iter()
                .map(|p| Held {
                    company_name: said(p.company).unwrap_or_default(),
                    job_title: said(p.title),
                    start_date: month(p.start),
                    end_date: month(p.end),
                    is_current: p.is_current,
                    responsibilities: said(p.responsibilities),
                })
                .collect(),
        }
    }
}

impl Details {
    /// The same without what does not belong: signs that are no text, what is too long, what a column would refuse.
    ///
    /// # Errors
    /// TL100 without a first name or an e-mail address.
    pub fn settled(self) -> Result<Details> {
        let wrong = |field: &str, words: &str| Err(Error::new(400, "TL100", words).field(field));
        let first_name = line(&self.first_name, NAME);
        if first_name.is_empty() {
            return wrong("first_name", "Please fill in your first name.");
        }
        let email = line(&self.email, 320).to_lowercase();
        if !records::is_email(&email) {
            return wrong("email", "Please fill in your e-mail address, such as ada@example.com.");
        }
        let phone = line(&self.phone, 40);
        let digits = phone.chars().filter(char::is_ascii_digit).count();
        let signs = phone.chars().all(|c| c.is_ascii_digit() || " +()./-".contains(c));
        if !phone.is_empty() && (digits < 5 || !signs) {
            return wrong("phone", "Please fill in your telephone number in digits, such as +61 412 345 678.");
        }
        Ok(Details {
            first_name,
            last_name: line(&self.last_name, NAME),
            email,
            phone,
            current_title: said(self.current_title.as_deref()),
            bio: long(self.bio.as_deref()),
            highest_education: said(self.highest_education.as_deref()),
            year_of_passing: self.year_of_passing.filter(|year| (1900..=2200).contains(year)),
            total_experience_years: self.total_experience_years.filter(|years| (0.0..=80.0).contains(years)),
            linkedin_url: address(self.linkedin_url.as_deref()),
            github_url: address(self.github_url.as_deref()),
            portfolio_url: address(self.portfolio_url.as_deref()),
            skills: words(&self.skills),
            certificates: words(&self.certificates),
            languages: words(&self.languages),
            current_locations: words(&self.current_locations),
            positions: self.positions.iter().filter_map(Held::settled).take(POSITIONS).collect(),
        })
    }

    /// What they say, sealed for this form.
    pub(super) fn sealed(&self, keys: &OrgKeys, form: Uuid) -> Result<Vec<u8>> {
        let text = serde_json::to_string(self).map_err(|e| Error::new(500, "XX000", e.to_string()))?;
        keys.seal("application_forms", "details", &form, &text).map_err(|e| Error::new(500, "58000", e.to_string()))
    }

    /// What was sealed for a form.
    pub(super) fn open(keys: &OrgKeys, form: Uuid, sealed: &[u8]) -> Result<Details> {
        let text = keys.open("application_forms", "details", form.as_bytes(), sealed);
        let text = text.map_err(|e| Error::new(500, "58000", e.to_string()))?;
        serde_json::from_str(&text).map_err(|e| Error::new(500, "XX000", e.to_string()))
    }

    /// Makes it part of a profile: what is empty there or still as `former` said it, or with `replaces` all that is said here.
    pub(super) async fn fill(
        &self,
        call: Call<'_>,
        keys: &OrgKeys,
        person: Uuid,
        replaces: bool,
        former: &Details,
    ) -> Result<()> {
        // What was said before and is emptied now is empty then.
        let set = |column: &&str, empty: String, nothing: &str| {
            format!(
                "{column} = case when c.{column} = f.{column} then coalesce(r.{column}, {nothing})
                   when $3 or {empty} then coalesce(r.{column}, c.{column}) else c.{column} end"
            )
        };
        let values = VALUES.iter().map(|column| set(column, format!("c.{column} is null"), "null"));
        let lists = LISTS.iter().map(|column| set(column, format!("c.{column} in ('[]', '{{}}')"), "'[]'"));
        let sql = format!(
            "update recruiting.candidates c set {} from jsonb_populate_record(null::recruiting.candidates, $2) r,
               jsonb_populate_record(null::recruiting.candidates, $4) f
              where c.id = $1",
            values.chain(lists).collect::<Vec<_>>().join(", ")
        );
        call.execute(&sql, &[&person, &self.said(), &replaces, &former.said()]).await?;
        if !self.phone.is_empty() {
            let sealed = keys.seal("candidates", "phone", &person, &self.phone);
            let sealed = sealed.map_err(|e| Error::new(500, "58000", e.to_string()))?;
            let index = |phone: &str| keys.index(catalog::Kind::PiiPhone, phone);
            let sql = "update recruiting.candidates set phone = $2::bytea, phone_index = $3
                        where id = $1 and (phone is null or $4 or phone_index = $5)";
            call.execute(sql, &[&person, &sealed, &index(&self.phone), &replaces, &index(&former.phone)]).await?;
        }
        let gone = "delete from recruiting.candidate_work_history h
                     using jsonb_to_recordset($2) p (company_name text, start_date date)
                     where h.candidate_id = $1 and h.company_name = p.company_name
                       and h.start_date is not distinct from p.start_date";
        call.execute(gone, &[&person, &json!(former.positions)]).await?;
        let sql = "insert into recruiting.candidate_work_history (candidate_id, company_name, job_title, start_date,
                     end_date, is_current, responsibilities)
                   select $1, p.company_name, p.job_title, p.start_date, p.end_date, coalesce(p.is_current, false),
                     p.responsibilities
                     from jsonb_to_recordset($2) p (company_name text, job_title text, start_date date, end_date date,
                       is_current boolean, responsibilities text)
                    where not exists (select from recruiting.candidate_work_history h where h.candidate_id = $1
                      and lower(h.company_name) = lower(p.company_name)
                      and h.start_date is not distinct from p.start_date)";
        call.execute(sql, &[&person, &json!(self.positions)]).await?;
        Ok(())
    }

    /// The columns of a profile it says something about.
    fn said(&self) -> Value {
        let mut all = json!(self);
        if let Some(columns) = all.as_object_mut() {
            columns.retain(|name, value| {
                (VALUES.contains(&name.as_str()) || LISTS.contains(&name.as_str()))
                    && !value.is_null()
                    && value.as_array().is_none_or(|list| !list.is_empty())
            });
        }
        all
    }
}

impl Held {
    fn settled(&self) -> Option<Held> {
        let company_name = line(&self.company_name, LINE);
        let start_date = day(self.start_date.as_deref());
        // A last day before the first is none.
        let end_date = day(self.end_date.as_deref()).filter(|end| start_date.as_ref().is_none_or(|start| end >= start));
        (!company_name.is_empty()).then(|| Held {
            company_name,
            job_title: said(self.job_title.as_deref()),
            start_date,
            end_date,
            is_current: self.is_current,
            responsibilities: long(self.responsibilities.as_deref()),
        })
    }
}

fn line(text: &str, most: usize) -> String {
    let plain: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(most).collect()
}

fn said(text: Option<&str>) -> Option<String> {
    text.map(|text| line(text, LINE)).filter(|text| !text.is_empty())
}

fn long(text: Option<&str>) -> Option<String> {
    let plain = |text: &str| text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).take(LONG).collect();
    text.map(str::trim).filter(|text| !text.is_empty()).map(plain)
}

fn words(all: &[String]) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for word in all.iter().map(|word| line(word, 100)).filter(|word| !word.is_empty()) {
        if out.len() < MANY && out.iter().all(|other| !other.eq_ignore_ascii_case(&word)) {
            out.push(word);
        }
    }
    out
}

/// An address of the web, with the scheme people leave out.
fn address(text: Option<&str>) -> Option<String> {
    let text = said(text)?;
    let whole = if text.contains("://") { text } else { format!("https://{text}") };
    let is_web = (whole.starts_with("https://") || whole.starts_with("http://")) && !whole.contains(' ');
    (is_web && whole.len() <= 2048 && whole.len() > 8).then_some(whole)
}

/// A day, or the first of a month or year.
fn day(text: Option<&str>) -> Option<String> {
    let text = text?.trim();
    let whole = match text.len() {
        4 => format!("{text}-01-01"),
        7 => format!("{text}-01"),
        _ => text.to_string(),
    };
    let mut parts = whole.split('-').map(str::parse::<u32>);
    let (year, month, day) = (parts.next()?.ok()?, parts.next()?.ok()?, parts.next()?.ok()?);
    let long = match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    let is_day = parts.next().is_none() && whole.len() == 10;
    (is_day && (1900..=2199).contains(&year) && (1..=12).contains(&month) && (1..=long).contains(&day)).then_some(whole)
}

#[cfg(test)]
mod tests {
    use super::{Details, Held, day};

    #[test]
    fn what_does_not_belong_is_left_out() {
        let sent = Details {
            first_name: " Ada\u{0}\n".into(),
            email: "ADA@Example.com".into(),
            phone: "+61 412 345 678".into(),
            year_of_passing: Some(12),
            linkedin_url: Some("www.linkedin.com/in/ada".into()),
            portfolio_url: Some("javascript://alert(1)".into()),
            skills: vec!["Rust".into(), "rust".into(), " ".into()],
            positions: vec![
                Held {
                    company_name: "Acme".into(),
                    start_date: Some("2020".into()),
                    end_date: Some("2019-05".into()),
                    ..Held::default()
                },
                Held::default(),
            ],
            ..Details::default()
        };
        let settled = sent.settled().unwrap();
        assert_eq!((settled.first_name.as_str(), settled.email.as_str()), ("Ada", "ada@example.com"));
        assert_eq!(settled.year_of_passing, None);
        assert_eq!(settled.linkedin_url.as_deref(), Some("https://www.linkedin.com/in/ada"));
        assert_eq!((settled.portfolio_url, settled.skills), (None, vec!["Rust".to_string()]));
        assert_eq!(settled.positions.len(), 1);
        assert_eq!(
            (settled.positions[0].start_date.as_deref(), &settled.positions[0].end_date),
            (Some("2020-01-01"), &None)
        );
    }

    #[test]
    fn who_sends_has_a_name_and_an_address_and_a_number_has_digits() {
        let sent = |first: &str, email: &str, phone: &str| {
            let sent =
                Details { first_name: first.into(), email: email.into(), phone: phone.into(), ..Details::default() };
            sent.settled().map_err(|e| e.field.unwrap_or_default())
        };
        assert_eq!(sent(" ", "ada@example.com", "").unwrap_err(), "first_name");
        assert_eq!(sent("Ada", "ada at example", "").unwrap_err(), "email");
        assert_eq!(sent("Ada", "ada@example.com", "call me").unwrap_err(), "phone");
        assert!(sent("Ada", "ada@example.com", "").is_ok());
    }

    #[test]
    fn days_are_of_the_calendar() {
        assert_eq!(day(Some("2024-02-29")).as_deref(), Some("2024-02-29"));
        assert_eq!([day(Some("2023-02-29")), day(Some("soon")), day(Some("2020-13"))], [None, None, None]);
    }
}
