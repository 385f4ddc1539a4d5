//! Rows of companies and people, as somebody exported or copied them: a table with a head (commas, semicolons or tabs), or
//! a list of profiles, one a line.

use serde::{Deserialize, Serialize};
use std::io::Write;

/// Bytes of a file.
pub const LARGEST: usize = 4 << 20;
/// Rows of a file.
pub const MOST: usize = 10_000;

/// A company, or a person there.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompanyRow {
    /// The company.
    pub name: Option<String>,
    /// Its home page.
    pub website: Option<String>,
    /// What it does.
    pub industry: Option<String>,
    /// Where it is.
    pub country: Option<String>,
    /// How many people work there.
    pub size: Option<String>,
    /// What it is about.
    pub description: Option<String>,
    /// A person's first name.
    pub first_name: Option<String>,
    /// A person's last name.
    pub last_name: Option<String>,
    /// What they do.
    pub title: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Telephone number.
    pub phone: Option<String>,
    /// Profile at LinkedIn.
    pub linkedin: Option<String>,
}

/// Reads a file and writes its rows, a line of JSON each.
pub(crate) fn write(bytes: &[u8], out: &mut dyn Write) -> anyhow::Result<()> {
    for row in read(bytes)? {
        serde_json::to_writer(&mut *out, &row)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

/// Reads a file.
///
/// # Errors
/// When it is larger than is read, or neither a table nor a list of profiles.
pub fn read(bytes: &[u8]) -> anyhow::Result<Vec<CompanyRow>> {
    anyhow::ensure!(bytes.len() <= LARGEST, "The rows are larger than {} MB.", LARGEST >> 20);
    let text = crate::plain::decoded(bytes);
    let text = text.trim_start_matches('\u{feff}').trim();
    let first = text.lines().next().unwrap_or_default();
    let by = [',', ';', '\t'].into_iter().max_by_key(|sign| first.matches(*sign).count()).unwrap_or(',');
    let head: Vec<Option<Part>> = first.split(by).map(|name| Part::of(name.trim_matches(['"', ' ']))).collect();
    if head.iter().flatten().any(|part| matches!(part, Part::Name | Part::Website | Part::Linkedin | Part::Email)) {
        return Ok(table(text, by, &head));
    }
    let rows: Vec<CompanyRow> = text.lines().filter_map(profile).take(MOST).collect();
    anyhow::ensure!(
        !rows.is_empty(),
        "These are no rows: the first line names the columns, one of them name, website, email or linkedin."
    );
    Ok(rows)
}

fn table(text: &str, by: char, head: &[Option<Part>]) -> Vec<CompanyRow> {
    let mut lines = csv::ReaderBuilder::new().delimiter(by as u8).flexible(true).from_reader(text.as_bytes());
    let records = lines.records().filter_map(Result::ok).take(MOST);
    let rows = records.map(|record| {
        let mut row = CompanyRow::default();
        for (part, cell) in head.iter().zip(record.iter()) {
            if let Some(part) = part {
                part.set(&mut row, cell);
            }
        }
        row
    });
    rows.filter(|row| *row != CompanyRow::default()).collect()
}

/// A line such as "Ann Able, Director at Acme - https://www.linkedin.com/in/ann", in any order.
fn profile(said: &str) -> Option<CompanyRow> {
    let at = said.find("linkedin.com/")?;
    let begin = said[..at].rfind(|c: char| c.is_whitespace() || "<(,;".contains(c)).map_or(0, |n| n + 1);
    let length = said[begin..].find(|c: char| c.is_whitespace() || ">),;".contains(c)).unwrap_or(said.len() - begin);
    let url = said[begin..begin + length].trim_start_matches("https://").trim_start_matches("http://");
    let url = format!("https://{}", url.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/'));
    let around = format!("{} {}", &said[..begin], &said[begin + length..]);
    let words = line(around.trim_matches(|c: char| c.is_whitespace() || "-–—|,;<>()".contains(c)));
    let mut row = CompanyRow { linkedin: Some(url.clone()), ..CompanyRow::default() };
    if url.contains("linkedin.com/company/") {
        row.name = Some(words).filter(|w| !w.is_empty());
        return Some(row);
    }
    let (person, rest) = words.split_once([',', '|', '–', '-']).unwrap_or((&words, ""));
    let (first, last) = person.trim().rsplit_once(' ').unwrap_or(("", person.trim()));
    let (title, company) = rest.split_once(" at ").or_else(|| rest.split_once(" @ ")).unwrap_or((rest, ""));
    let some = |text: &str| Some(line(text.trim_matches([' ', ',', '-', '|']))).filter(|t| !t.is_empty());
    (row.first_name, row.last_name, row.title, row.name) = (some(first), some(last), some(title), some(company));
    Some(row)
}

/// What a column holds.
#[derive(Clone, Copy)]
enum Part {
    Name,
    Website,
    Industry,
    Country,
    Size,
    Description,
    FirstName,
    LastName,
    Person,
    Title,
    Email,
    Phone,
    Linkedin,
}

impl Part {
    fn of(head: &str) -> Option<Part> {
        let plain: String = head.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
        Some(match plain.as_str() {
            "company" | "companyname" | "organisation" | "organization" | "account" | "firma" | "unternehmen"
            | "currentcompany" => Part::Name,
            "website" | "url" | "homepage" | "web" | "companywebsite" | "domain" => Part::Website,
            "industry" | "sector" | "branche" => Part::Industry,
            "country" | "land" | "companycountry" => Part::Country,
            "size" | "employees" | "headcount" | "companysize" => Part::Size,
            "description" | "about" | "summary" => Part::Description,
            "firstname" | "vorname" | "givenname" => Part::FirstName,
            "lastname" | "nachname" | "surname" | "familyname" => Part::LastName,
            "name" | "fullname" | "contact" | "contactname" | "person" => Part::Person,
            "title" | "position" | "jobtitle" | "role" | "headline" => Part::Title,
            "email" | "emailaddress" | "mail" | "workemail" => Part::Email,
            "phone" | "telephone" | "mobile" | "phonenumber" => Part::Phone,
            "linkedin" | "linkedinurl" | "profile" | "profileurl" | "linkedinprofile" | "personlinkedinurl" => {
                Part::Linkedin
            }
            _ => return None,
        })
    }

    fn set(self, row: &mut CompanyRow, cell: &str) {
        let value = line(cell);
        if value.is_empty() {
            return;
        }
        let place = match self {
            Part::Name => &mut row.name,
            Part::Website => &mut row.website,
            Part::Industry => &mut row.industry,
            Part::Country => &mut row.country,
            Part::Size => &mut row.size,
            Part::Description => &mut row.description,
            Part::FirstName => &mut row.first_name,
            Part::LastName => &mut row.last_name,
            Part::Title => &mut row.title,
            Part::Email => &mut row.email,
            Part::Phone => &mut row.phone,
            Part::Linkedin => &mut row.linkedin,
            Part::Person => {
                if let Some((first, last)) = value.rsplit_once(' ') {
                    row.first_name.get_or_insert_with(|| first.to_string());
                    row.last_name.get_or_insert_with(|| last.to_string());
                } else {
                    row.last_name.get_or_insert(value);
                }
                return;
            }
        };
        *place = Some(value);
    }
}

fn line(text: &str) -> String {
    let words: Vec<&str> =
        text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|w| !w.is_empty()).collect();
    words.join(" ").chars().take(600).collect()
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn a_table_and_a_list_of_profiles() {
        let table = "Company;Website;First name;Last Name;Email\nAcme;acme.example;Ann;Able;ann@acme.example\n;;;;\n\"B; Co\";;;;\n";
        let rows = read(table.as_bytes()).unwrap();
        assert_eq!(rows.len(), 2, "{rows:?}");
        assert_eq!((rows[0].name.as_deref(), rows[1].name.as_deref()), (Some("Acme"), Some("B; Co")));
        let list = "Ann Able, Director at Acme Pty - https://www.linkedin.com/in/ann-able/?x=1\nno profile\n\
                    https://linkedin.com/company/acme Acme";
        let rows = read(list.as_bytes()).unwrap();
        assert_eq!(rows.len(), 2, "{rows:?}");
        assert_eq!(rows[0].linkedin.as_deref(), Some("https://www.linkedin.com/in/ann-able"));
        assert_eq!((rows[0].first_name.as_deref(), rows[0].name.as_deref()), (Some("Ann"), Some("Acme Pty")));
        assert_eq!((rows[0].title.as_deref(), rows[1].name.as_deref()), (Some("Director"), Some("Acme")));
        assert!(read(b"hello\nworld").is_err());
    }
}
