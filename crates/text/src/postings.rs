//! Openings as others publish them: the public boards of Greenhouse, Lever, Ashby and Workable (JSON), schema.org JobPosting
//! in career pages (JSON-LD), RSS and Atom, and the XML feed of the aggregators. Which of them it is shows in the file.

mod boards;
mod feed;
mod markup;
mod posting;

pub use posting::{MOST, Posting};

use anyhow::{bail, ensure};
use serde_json::Value;
use std::io::Write;

/// Bytes a file may have.
pub const LARGEST: usize = 32 << 20;

/// Where the public board of a company is asked, by its system and the board's short name.
pub fn board_address(system: &str, name: &str) -> Option<String> {
    Some(match system {
        "greenhouse" => format!("https://boards-api.greenhouse.io/v1/boards/{name}/jobs?content=true"),
        "lever" => format!("https://api.lever.co/v0/postings/{name}?mode=json"),
        "ashby" => format!("https://api.ashbyhq.com/posting-api/job-board/{name}?includeCompensation=true"),
        "workable" => format!("https://apply.workable.com/api/v1/widget/accounts/{name}?details=true"),
        _ => return None,
    })
}

/// Reads a file and writes its openings, a line of JSON each.
///
/// # Errors
/// When it is larger than is read, or none of these.
pub fn write(bytes: &[u8], out: &mut dyn Write) -> anyhow::Result<()> {
    for posting in read(bytes)? {
        serde_json::to_writer(&mut *out, &posting)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

/// Reads a file: its openings, each address once.
///
/// # Errors
/// As [`write`].
pub fn read(bytes: &[u8]) -> anyhow::Result<Vec<Posting>> {
    ensure!(bytes.len() <= LARGEST, "The answer is larger than {} MB.", LARGEST >> 20);
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii();
    let found = match bytes.first() {
        None => bail!("The answer is empty."),
        Some(b'{' | b'[') => match serde_json::from_slice::<Value>(bytes) {
            Ok(json) => boards::read(&json)?,
            Err(e) => bail!("This is no JSON (line {}, column {}).", e.line(), e.column()),
        },
        Some(_) => {
            let page = crate::plain::decoded(bytes);
            match feed::is_one(&page) {
                true => feed::read(&page)?,
                false => markup::read(&page),
            }
        }
    };
    let mut seen = std::collections::HashSet::new();
    let told = found.into_iter().filter_map(Posting::settled).filter(|posting| seen.insert(posting.url.clone()));
    Ok(told.take(MOST).collect())
}

#[cfg(test)]
mod tests {
    use super::posting::day;
    use super::{Posting, read};

    fn one(file: &str) -> Posting {
        let mut found = read(file.as_bytes()).unwrap();
        assert_eq!(found.len(), 1, "{found:?}");
        found.remove(0)
    }

    fn told(posting: &Posting) -> [&str; 7] {
        let said = |text: &'_ Option<String>| text.as_deref().unwrap_or("-").to_string().leak() as &str;
        [
            posting.title.clone().leak(),
            said(&posting.company),
            said(&posting.location),
            said(&posting.posted),
            said(&posting.summary),
            said(&posting.salary),
            said(&posting.job_type),
        ]
    }

    #[test]
    fn greenhouse() {
        let file = r#"{"jobs":[{"absolute_url":"https://boards.greenhouse.io/acme/jobs/1","title":"Rigger","company_name":"Acme",
            "location":{"name":"Perth, WA"},"first_published":"2026-11-02T09:00:00-05:00",
            "content":"&lt;p&gt;You rig &amp;amp; climb.&lt;/p&gt;"}],"meta":{"total":1}}"#;
        let one = one(file);
        assert_eq!(told(&one), ["Rigger", "Acme", "Perth, WA", "2026-11-02", "You rig & climb.", "-", "-"]);
    }

    #[test]
    fn lever_and_its_pay() {
        let file = r#"[{"hostedUrl":"https://jobs.lever.co/acme/7","text":"Welder","createdAt":1762905600000,
            "categories":{"location":"Oslo","commitment":"Full-time"},"descriptionPlain":"You weld.",
            "salaryRange":{"min":60000,"max":80000,"currency":"EUR","interval":"per-year-salary"}}]"#;
        let one = one(file);
        assert_eq!(
            told(&one),
            ["Welder", "-", "Oslo", "2025-11-12", "You weld.", "60000 to 80000 EUR per year", "Full-time"]
        );
    }

    #[test]
    fn ashby_and_workable() {
        let ashby = one(
            r#"{"apiVersion":"1","jobs":[{"jobUrl":"https://jobs.ashbyhq.com/acme/9","title":"Cook","location":"Rome",
            "employmentType":"FullTime","isListed":true,"publishedAt":"2026-10-01T00:00:00Z","descriptionPlain":"Cooking.",
            "compensation":{"compensationTierSummary":"$100K – $120K"}},{"isListed":false,"jobUrl":"https://x.example","title":"Hidden"}]}"#,
        );
        assert_eq!(told(&ashby)[1..], ["-", "Rome", "2026-10-01", "Cooking.", "$100K – $120K", "FullTime"]);
        let workable = one(
            r#"{"name":"Acme","jobs":[{"url":"https://apply.workable.com/j/A","title":"Nurse","city":"Graz","country":"Austria",
            "published_on":"2026-09-09","employment_type":"Part-time"},
            {"url":"https://apply.workable.com/j/A","title":"Nurse","city":"Linz","country":"Austria"}]}"#,
        );
        assert_eq!(told(&workable)[1..4], ["Acme", "Graz, Austria", "2026-09-09"]);
    }

    #[test]
    fn a_career_page_says_it_in_its_markup() {
        let file = r#"<html><head><script type="application/ld+json">{"@context":"https://schema.org","@graph":[{"@type":"WebSite"},
            {"@type":["JobPosting"],"title":"Site &amp; yard manager","url":"/jobs/5","datePosted":"2026-11-01",
             "hiringOrganization":{"@type":"Organization","name":"Acme"},"employmentType":["FULL_TIME","TEMPORARY"],
             "jobLocation":{"@type":"Place","address":{"addressLocality":"Hobart","addressCountry":{"name":"AU"}}},
             "baseSalary":{"currency":"AUD","value":{"minValue":90000,"maxValue":110000,"unitText":"YEAR"}},
             "description":"<p>Run it.</p>"}]}</script><SCRIPT TYPE='application/ld+json'>not json</SCRIPT></head></html>"#;
        let one = one(file);
        assert_eq!(one.url, "/jobs/5");
        assert_eq!(
            told(&one),
            [
                "Site & yard manager",
                "Acme",
                "Hobart, AU",
                "2026-11-01",
                "Run it.",
                "90000 to 110000 AUD per year",
                "FULL_TIME, TEMPORARY"
            ]
        );
        assert!(read(b"<html><p>Nothing</p></html>").unwrap().is_empty());
    }

    #[test]
    fn feeds_of_three_kinds() {
        let rss = one(
            "<?xml version=\"1.0\"?><rss><channel><title>Jobs at Acme</title><item><title>Baker</title><link>https://a.example/1</link>\
             <pubDate>Mon, 02 Nov 2026 09:00:00 GMT</pubDate><description><![CDATA[<b>Bread</b> &amp; rolls]]></description></item></channel></rss>",
        );
        assert_eq!(told(&rss)[3..5], ["2026-11-02", "Bread & rolls"]);
        let atom = one(
            "<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>Miner</title><link rel='alternate' href='https://a.example/2'/>\
             <published>2026-11-03T00:00:00Z</published><summary>Dig</summary></entry></feed>",
        );
        assert_eq!((atom.url.as_str(), told(&atom)[3]), ("https://a.example/2", "2026-11-03"));
        let source = one(
            "<source><publisher>Acme</publisher><job><title><![CDATA[Smith]]></title><url><![CDATA[https://a.example/3]]></url>\
             <company><![CDATA[Acme]]></company><city>Ulm</city><country>DE</country><jobtype>fulltime</jobtype><salary>50k</salary>\
             <date>2026-11-04</date><description><![CDATA[Forge]]></description></job></source>",
        );
        assert_eq!(told(&source), ["Smith", "Acme", "Ulm, DE", "2026-11-04", "Forge", "50k", "fulltime"]);
    }

    #[test]
    fn what_is_none_of_these_is_refused_and_nothing_is_expanded() {
        assert!(read(b"").is_err() && read(b"{\"a\":1}").is_err() && read(b"[1").is_err());
        let bomb = "<!DOCTYPE r [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;\">]><rss><channel><item><title>&b;x</title>\
                    <link>https://a.example</link></item></channel></rss>";
        let found = read(bomb.as_bytes()).unwrap_or_default();
        assert!(found.iter().all(|posting| !posting.title.contains("aaaa")), "{found:?}");
        let deep = format!("{}1{}", "[".repeat(5_000), "]".repeat(5_000));
        assert!(read(deep.as_bytes()).is_err());
    }

    #[test]
    fn days_of_three_kinds() {
        assert_eq!(day("1762905600000").as_deref(), Some("2025-11-12"));
        assert_eq!(day("2026-02-30"), None);
        assert_eq!(day("Tue, 3 Nov 2026 10:00:00 +0100").as_deref(), Some("2026-11-03"));
        assert_eq!(day("soon"), None);
    }
}
