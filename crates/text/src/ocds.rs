//! Tenders as governments publish them: the Open Contracting Data Standard (OCDS). Release packages, record packages,
//! lists of releases, single ones, and lines of JSON are read; what of a release is used is short, and any of it may be
//! missing.

mod release;
mod tender;

pub use tender::Tender;

use anyhow::{bail, ensure};
use release::Seen;
use schemars::JsonSchema;
use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::fmt;
use std::io::Write;

/// Bytes a file may have.
pub const LARGEST: usize = 64 << 20;
/// Releases that are read of one file.
const MOST: u64 = 50_000;
/// Releases set aside that are told one by one.
const TOLD: usize = 200;

/// What was found in a file. It is written as the first line; a line of JSON for each [`Tender`] follows.
#[derive(Debug, Default, Clone, Serialize, Deserialize)]
pub struct Found {
    /// Releases read.
    pub releases: u64,
    /// Tenders they speak of.
    pub tenders: u64,
    /// Releases that say nothing of a tender.
    pub without_tender: u64,
    /// Releases beyond those that are read of one file.
    pub left_out: u64,
    /// Releases set aside.
    pub set_aside: u64,
    /// The first of them.
    pub aside: Vec<Aside>,
}

/// A release that was set aside.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Aside {
    /// Its place in the file, from 1.
    pub at: u64,
    /// Its OCID, where it has one.
    pub ocid: Option<String>,
    /// Why.
    pub reason: String,
}

/// Reads a file and writes what is in it.
///
/// # Errors
/// When it is larger than is read, or no JSON as OCDS has it.
pub fn write(bytes: &[u8], out: &mut dyn Write) -> anyhow::Result<()> {
    let (found, tenders) = read(bytes)?;
    serde_json::to_writer(&mut *out, &found)?;
    for tender in &tenders {
        out.write_all(b"\n")?;
        serde_json::to_writer(&mut *out, tender)?;
    }
    Ok(())
}

/// Reads a file: what was found, and its tenders by their OCIDs, each once.
///
/// # Errors
/// As [`write`].
pub fn read(bytes: &[u8]) -> anyhow::Result<(Found, Vec<Tender>)> {
    ensure!(bytes.len() <= LARGEST, "The file is larger than {} MB.", LARGEST >> 20);
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii();
    ensure!(!bytes.is_empty(), "The file is empty.");
    let mut read = Read::default();
    let mut lines = bytes.split(|b| *b == b'\n').map(<[u8]>::trim_ascii).filter(|line| !line.is_empty()).peekable();
    let first = lines.next().unwrap_or_default();
    if lines.peek().is_some() && serde_json::from_slice::<Map<String, Value>>(first).is_ok() {
        for line in std::iter::once(first).chain(lines) {
            if read.document(line).is_err() {
                read.found.releases += 1;
                read.aside(None, "This line is not JSON as OCDS has it.");
            }
        }
    } else if let Err(e) = read.document(bytes) {
        // What stood before the place where it breaks off counts.
        if read.found.releases == 0 {
            bail!("This is not JSON as OCDS has it (line {}, column {}).", e.line(), e.column());
        }
        read.found.releases += 1;
        read.aside(None, &format!("From line {}, column {} on the file is not JSON.", e.line(), e.column()));
    }
    ensure!(
        read.found.releases > 0 || read.is_package,
        "There is no release in this file. An OCDS file has releases or records."
    );
    let tenders = newest(read.tenders);
    Ok((Found { tenders: tenders.len() as u64, ..read.found }, tenders))
}

/// One tender for each OCID: what newer releases say goes over what older ones said.
fn newest(mut tenders: Vec<Tender>) -> Vec<Tender> {
    tenders.sort_by(|a, b| (&a.ocid, a.published, a.at).cmp(&(&b.ocid, b.published, b.at)));
    let mut kept: Vec<Tender> = Vec::new();
    for new in tenders {
        match kept.last_mut().filter(|old| old.ocid == new.ocid) {
            Some(old) => old.take_over(new),
            None => kept.push(new),
        }
    }
    kept
}

/// What was read so far.
#[derive(Default)]
struct Read {
    found: Found,
    tenders: Vec<Tender>,
    /// There were releases or records, be they none.
    is_package: bool,
}

impl Read {
    fn document(&mut self, bytes: &[u8]) -> serde_json::Result<()> {
        let mut json = serde_json::Deserializer::from_slice(bytes);
        Document(self).deserialize(&mut json)?;
        json.end()
    }

    fn aside(&mut self, ocid: Option<String>, reason: &str) {
        self.found.set_aside += 1;
        if self.found.aside.len() < TOLD {
            let at = self.found.releases;
            self.found.aside.push(Aside { at, ocid, reason: reason.into() });
        }
    }

    fn release(&mut self, release: &Value, of: Option<&str>) {
        if self.found.releases >= MOST {
            self.found.left_out += 1;
            return;
        }
        self.found.releases += 1;
        match release::tender(release, of) {
            Seen::Tender(tender) => self.tenders.push(Tender { at: self.found.releases, ..*tender }),
            Seen::Nothing => self.found.without_tender += 1,
            Seen::Aside(ocid, reason) => self.aside(ocid, reason),
        }
    }

    /// A record: compiled, or as its releases.
    fn record(&mut self, record: &Value) {
        let ocid = record["ocid"].as_str();
        match (&record["compiledRelease"], &record["releases"]) {
            (compiled @ Value::Object(_), _) => self.release(compiled, ocid),
            (_, Value::Array(releases)) => releases.iter().for_each(|release| self.release(release, ocid)),
            _ => self.release(record, ocid),
        }
    }
}

/// A package, a release, or a list of them; each release is let go before the next is read.
struct Document<'r>(&'r mut Read);

impl<'de> DeserializeSeed<'de> for Document<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Document<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a package of OCDS, or a release")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while let Some(release) = list.next_element::<Value>()? {
            self.0.is_package = true;
            if release.get("compiledRelease").is_some() || release.get("releases").is_some() {
                self.0.record(&release);
            } else {
                self.0.release(&release, None);
            }
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let (mut own, mut is_package) = (Map::new(), false);
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "releases" | "records" => {
                    is_package = true;
                    map.next_value_seed(Items(self.0, key == "records"))?;
                }
                "ocid" | "date" | "tender" | "buyer" | "parties" | "compiledRelease" => {
                    own.insert(key, map.next_value()?);
                }
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        self.0.is_package |= is_package;
        if own.contains_key("compiledRelease") {
            self.0.record(&Value::Object(own));
        } else if !is_package && !own.is_empty() {
            self.0.release(&Value::Object(own), None);
        } else if !is_package {
            return Err(A::Error::custom("neither a package nor a release"));
        }
        Ok(())
    }
}

/// The releases or records of a package.
struct Items<'r>(&'r mut Read, bool);

impl<'de> DeserializeSeed<'de> for Items<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Items<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of releases or records")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while let Some(item) = list.next_element::<Value>()? {
            if self.1 { self.0.record(&item) } else { self.0.release(&item, None) }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn packages_records_lists_and_lines_are_read_alike() {
        let release = |ocid: &str, title: &str| json!({ "ocid": ocid, "tender": { "title": title } });
        let (a, b) = (release("a", "A"), release("b", "B"));
        for file in [
            json!({ "uri": "x", "releases": [a, b] }).to_string(),
            json!({ "records": [{ "ocid": "a", "compiledRelease": a }, { "ocid": "b", "releases": [b] }] }).to_string(),
            json!([a, b]).to_string(),
            format!("\u{feff}{a}\r\n\n{b}\n"),
            format!("{{\"releases\": [{a}]}}\n{{\"releases\": [{b}]}}"),
        ] {
            let (found, tenders) = read(file.as_bytes()).unwrap();
            let titles: Vec<_> = tenders.iter().map(|t| t.title.clone().unwrap()).collect();
            assert_eq!((found.releases, titles), (2, vec!["A".to_string(), "B".to_string()]), "{file}");
        }
        assert_eq!(read(a.to_string().as_bytes()).unwrap().1.len(), 1);
        assert_eq!(read(serde_json::to_string_pretty(&a).unwrap().as_bytes()).unwrap().1.len(), 1);
    }

    #[test]
    fn the_newest_release_wins_and_keeps_what_it_does_not_say() {
        let old = json!({ "ocid": "a", "date": "2027-01-01T00:00:00Z", "buyer": { "name": "City" },
                          "tender": { "title": "Old", "value": { "amount": 5, "currency": "EUR" } } });
        let new = json!({ "ocid": "a", "date": "2027-02-01T00:00:00Z", "tender": { "title": "New" } });
        for file in [json!([old, new]), json!([new, old])] {
            let (_, tenders) = read(file.to_string().as_bytes()).unwrap();
            let t = &tenders[0];
            assert_eq!((t.title.as_deref(), t.client.as_deref(), tenders.len()), (Some("New"), Some("City"), 1));
            assert_eq!((t.value.as_deref(), t.currency.as_deref()), (Some("5"), Some("EUR")));
        }
    }

    #[test]
    fn what_breaks_off_or_is_nested_too_deep_hurts_nobody() {
        let deep = format!("{{\"ocid\": \"a\", \"tender\": {}", "[".repeat(100_000));
        for bad in ["", "  ", "nope", "<html>", "7", "{}", "{\"a\": 1}", deep.as_str(), "\u{0}", "{\"releases\": 5}"] {
            assert!(read(bad.as_bytes()).is_err(), "{}", bad.chars().take(20).collect::<String>());
        }
        let (found, tenders) =
            read(br#"{"releases": [{"ocid": "a", "tender": {"title": "A"}}, {"ocid": "b", "ten"#).unwrap();
        assert_eq!((found.set_aside, tenders.len()), (1, 1), "{found:?}");
        let (found, _) = read(b"{\"ocid\": \"a\", \"tender\": {\"title\": \"A\"}}\nnope\n{\"ocid\": 3}").unwrap();
        assert_eq!((found.releases, found.set_aside), (3, 1), "{found:?}");
        assert_eq!(read(b"{\"releases\": []}").unwrap().0.releases, 0, "an empty package is one");
    }
}
