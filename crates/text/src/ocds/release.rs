//! One release → the tender it speaks of.

use super::tender::Tender;
use crate::day;
use serde_json::Value;

/// Signs a line may have, and a summary.
const LINE: usize = 500;
const SUMMARY: usize = 4000;

/// What a release is.
pub(super) enum Seen {
    /// It speaks of a tender.
    Tender(Box<Tender>),
    /// It speaks of none, such as that of an award.
    Nothing,
    /// It can't be used: its OCID, and why.
    Aside(Option<String>, &'static str),
}

/// Reads a release; `of` is the OCID of its record.
pub(super) fn tender(release: &Value, of: Option<&str>) -> Seen {
    if !release.is_object() {
        return Seen::Aside(None, "This is no release.");
    }
    let about = &release["tender"];
    if !about.is_object() {
        return Seen::Nothing;
    }
    let ocid = line(&release["ocid"]).or_else(|| of.and_then(|of| cleaned(of, LINE, false)));
    let Some(ocid) = ocid.filter(|ocid| ocid.chars().count() <= 200) else {
        return Seen::Aside(None, "It has no OCID.");
    };
    let published = match dated(&release["date"]) {
        None => None,
        Some(text) => match day::moment(text) {
            None => return Seen::Aside(Some(ocid), "Its date is none."),
            moment => moment,
        },
    };
    let closing_date = match dated(&about["tenderPeriod"]["endDate"]) {
        None => None,
        Some(text) => match day::day(text) {
            None => return Seen::Aside(Some(ocid), "Its last day for offers is no date."),
            day => day,
        },
    };
    let value = amount(&about["value"]["amount"]);
    Seen::Tender(Box::new(Tender {
        at: 0,
        ocid,
        published,
        title: line(&about["title"]),
        client: client(release),
        currency: value.as_ref().and_then(|_| currency(&about["value"]["currency"])),
        value,
        closing_date,
        location: location(release),
        url: url(about),
        summary: about["description"].as_str().and_then(|text| cleaned(text, SUMMARY, true)),
    }))
}

/// Who asks.
fn client(release: &Value) -> Option<String> {
    let party = |role: &str| line(&party(release, role)?["name"]);
    line(&release["buyer"]["name"])
        .or_else(|| party("buyer"))
        .or_else(|| line(&release["tender"]["procuringEntity"]["name"]))
        .or_else(|| party("procuringEntity"))
}

fn party<'r>(release: &'r Value, role: &str) -> Option<&'r Value> {
    let plays = |party: &&Value| party["roles"].as_array().is_some_and(|roles| roles.iter().any(|r| r == role));
    release["parties"].as_array()?.iter().find(plays)
}

/// Where the work is: where it is delivered, or else where who asks is.
fn location(release: &Value) -> Option<String> {
    let about = &release["tender"];
    let items = about["items"].as_array().map_or(&[][..], Vec::as_slice);
    let places = std::iter::once(about).chain(items.iter().take(20));
    places
        .flat_map(|at| [&at["deliveryAddress"], &at["deliveryAddresses"][0], &at["deliveryLocation"]["description"]])
        .find_map(address)
        .or_else(|| party(release, "buyer").and_then(|buyer| address(&buyer["address"])))
}

fn address(at: &Value) -> Option<String> {
    if at.is_string() {
        return line(at);
    }
    let mut parts: Vec<String> =
        ["locality", "region", "countryName"].iter().filter_map(|part| line(&at[*part])).collect();
    parts.dedup();
    (!parts.is_empty()).then(|| parts.join(", ")).and_then(|text| cleaned(&text, LINE, false))
}

/// Where the notice is, or else the first document.
fn url(about: &Value) -> Option<String> {
    let documents = about["documents"].as_array()?;
    let notice = |d: &&Value| d["documentType"] == "tenderNotice";
    let address = |document: &Value| {
        let url = document["url"].as_str()?.trim();
        let scheme = url.split_once("://")?.0;
        let is_one = matches!(scheme.to_ascii_lowercase().as_str(), "http" | "https")
            && url.chars().count() <= 2048
            && url.len() > scheme.len() + 3
            && !url.chars().any(|c| c.is_whitespace() || c.is_control());
        is_one.then(|| url.to_string())
    };
    documents.iter().filter(notice).find_map(address).or_else(|| documents.iter().take(50).find_map(address))
}

/// An amount of money, with its cents; none that no tender is worth.
fn amount(value: &Value) -> Option<String> {
    let number = match value {
        Value::Number(number) => number.as_f64()?,
        Value::String(text) => text.trim().parse().ok()?,
        _ => return None,
    };
    let digits = || match value {
        Value::Number(number) if number.is_u64() => number.to_string(),
        _ => format!("{number:.2}"),
    };
    (0.0..1e11).contains(&number).then(digits)
}

fn currency(value: &Value) -> Option<String> {
    let code = value.as_str()?.trim().to_uppercase();
    (code.len() == 3 && code.bytes().all(|b| b.is_ascii_uppercase())).then_some(code)
}

/// What stands where a date belongs, if anything does.
fn dated(value: &Value) -> Option<&str> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.trim()).filter(|text| !text.is_empty()),
        _ => Some("none"),
    }
}

fn line(value: &Value) -> Option<String> {
    cleaned(value.as_str()?, LINE, false)
}

/// A text without control characters, of so many signs at most; nothing when nothing is left.
fn cleaned(text: &str, most: usize, lines: bool) -> Option<String> {
    let kept = text.chars().map(|c| if c.is_control() && !(lines && c == '\n') { ' ' } else { c });
    let text: String = kept.collect();
    let text = if lines { text.trim().to_string() } else { text.split_whitespace().collect::<Vec<_>>().join(" ") };
    let cut: String = text.chars().take(most).collect();
    (!cut.trim().is_empty()).then_some(cut)
}
