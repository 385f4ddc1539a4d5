//! A file that is fetched from where a link says it is.

use futures_util::TryStreamExt as _;
use platform::outbound::{Limits, Outbound, Reply, Request};
use platform::store::{Spool, not_taken};
use records::{Error, Result};
use std::time::Duration;
use url::Url;

/// How long fetching may take.
const PATIENCE: Duration = Duration::from_secs(120);

/// Fetches a file of at most so many bytes. Answers it, its name, and where it came from without what may be secret.
///
/// # Errors
/// TL120 when the link can't be followed or leads to no file; TL413 when there is more; 58030 when the disk is full.
pub async fn fetch(outbound: &dyn Outbound, link: &str, most: usize) -> Result<(Spool, String, String)> {
    let url = Url::parse(link.trim()).map_err(|_| {
        bad("This is no link.".into()).hint("A link begins with https:// and leads to a CSV or Excel file.")
    })?;
    let asked = direct(&url);
    let limits = Limits { time: PATIENCE, bytes: most as u64 + 1, redirects: 5, ..Limits::default() };
    let request = Request { limits, ..Request::get(asked.clone()) };
    let reply = outbound.send(request).await.map_err(|e| bad(format!("The link can't be followed. {e:#}")))?;
    if !(200..300).contains(&reply.status) {
        return Err(bad(format!("The link answers {}, not a file.", reply.status))
            .hint("Whoever has the link must be able to open it without signing in."));
    }
    if header(&reply, "content-type").starts_with("text/html") {
        return Err(bad("The link leads to a web page, not to a file.".into())
            .hint("Take the link that downloads the file, and share it with everybody who has it."));
    }
    let name = named(&reply).unwrap_or_else(|| last(&asked).unwrap_or_else(|| "linked.csv".into()));
    let from = Url::parse(&reply.url).unwrap_or(url);
    let bytes = Spool::take(reply.body.map_err(std::io::Error::other), most as u64).await;
    let bytes = bytes.map_err(|e| not_taken(&e, most as u64, "The file"))?;
    if bytes.content().size == 0 {
        return Err(bad("The link leads to an empty file.".into()));
    }
    Ok((bytes, name, without_secrets(from)))
}

fn bad(message: String) -> Error {
    Error::new(400, "TL120", message)
}

fn header<'r>(reply: &'r Reply, name: &str) -> &'r str {
    reply.headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default()
}

/// Where a link to a spreadsheet of a known service hands the file out: people copy the address of the page.
fn direct(url: &Url) -> String {
    let parts: Vec<&str> = url.path_segments().map(Iterator::collect).unwrap_or_default();
    match (url.host_str(), parts.as_slice()) {
        (Some("docs.google.com"), ["spreadsheets", "d", id, "edit" | "view" | "", ..] | ["spreadsheets", "d", id]) => {
            let named = |text: &str| text.split('&').find_map(|p| p.strip_prefix("gid=")).map(str::to_string);
            let gid = url.fragment().and_then(named).or_else(|| url.query().and_then(named));
            let gid = gid.map(|gid| format!("&gid={gid}")).unwrap_or_default();
            format!("https://docs.google.com/spreadsheets/d/{id}/export?format=csv{gid}")
        }
        _ => url.to_string(),
    }
}

/// The name the answer gives the file.
fn named(reply: &Reply) -> Option<String> {
    let said = header(reply, "content-disposition");
    let name = said.split(';').find_map(|part| part.trim().strip_prefix("filename="))?;
    plain(name.trim_matches('"'))
}

/// The last part of an address, where it looks like a file.
fn last(url: &str) -> Option<String> {
    let url = Url::parse(url).ok()?;
    let part = url.path_segments()?.next_back()?.to_string();
    let name = percent_encoding::percent_decode_str(&part).decode_utf8_lossy().into_owned();
    plain(&name).filter(|n| n.contains('.'))
}

fn plain(name: &str) -> Option<String> {
    let name = name.rsplit(['/', '\\']).next()?.chars().filter(|c| !c.is_control()).take(200).collect::<String>();
    (!name.is_empty()).then_some(name)
}

/// An address as it may be shown: links that anybody may open have their secret behind the question mark.
fn without_secrets(mut url: Url) -> String {
    url.set_query(None);
    url.set_fragment(None);
    url.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_of_a_sheet_becomes_that_of_its_file() {
        let of = |link: &str| direct(&Url::parse(link).unwrap());
        let page = "https://docs.google.com/spreadsheets/d/1aB/edit?usp=sharing#gid=42";
        assert_eq!(of(page), "https://docs.google.com/spreadsheets/d/1aB/export?format=csv&gid=42");
        let file = "https://files.example/export?id=7";
        assert_eq!(of(file), file);
    }
}
