//! A page or file of the web becomes a document.

use super::take_in::{Place, Taken, take_in};
use super::unpack_documents::kept;
use futures_util::TryStreamExt as _;
use platform::outbound::{Limits, Request};
use platform::store::Spool;
use platform::verb::{Site, Verb};
use records::{Error, Result};
use schemars::JsonSchema;
use serde::Deserialize;
use std::time::Duration;
use url::Url;
use uuid::Uuid;

/// What is to be fetched.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Fetch {
    /// The address of a page or file, such as https://example.org/terms.
    url: String,
    /// The kind of record it hangs on: clients, projects, opportunities, candidates or jobs.
    entity_type: Option<String>,
    /// The record it hangs on; who sees it sees the document.
    entity_id: Option<Uuid>,
    /// Only who adds it, and admins, see it.
    is_private: Option<bool>,
    /// Words it is found by.
    tags: Option<Vec<String>>,
}

pub(crate) fn verb() -> Verb {
    let summary = "Fetches a page or file of the web and makes a document of it. Fetched again, it is a new version.";
    Verb::asking("fetch_document", summary, super::ADDERS, fetch_document)
        .awaited()
        .refuses("TL100", "when it is no address, or it hangs on nothing documents hang on")
        .refuses("TL120", "when it can't be reached, has a private address, or is larger than 25 MB")
        .refuses("42501", "when they may not add documents, or do not see the record")
}

async fn fetch_document(site: Site<'_>, input: Fetch) -> Result<Taken> {
    let said = input.url.trim();
    let said = if said.contains("://") { said.to_string() } else { format!("https://{said}") };
    let mut url = Url::parse(&said)
        .ok()
        .filter(|u| matches!(u.scheme(), "http" | "https") && u.host_str().is_some())
        .ok_or_else(|| {
        Error::new(400, "TL100", "This is no address of the web.").hint("It begins with https://.").field("url")
    })?;
    url.set_fragment(None);
    url.set_username("").ok();
    url.set_password(None).ok();
    if url.as_str().len() > 300 {
        return Err(Error::new(400, "TL100", "The address is longer than 300 letters.").field("url"));
    }
    let place = Place::of(
        input.entity_type,
        input.entity_id,
        input.is_private.unwrap_or_default(),
        input.tags.unwrap_or_default(),
    )?;
    let place = Place { url: Some(url.to_string()), ..place };
    // Nobody's address is asked for who may not add anything.
    site.read(async |call| {
        let may = "select current_user not in ('tl_consultant', 'tl_staff', 'tl_sales', 'tl_recruiter')
                     or kit.setting('knowledge.members_add', 'false') = 'true'";
        if !call.record("organisation", may, &[]).await?.get::<_, bool>(0) {
            let refused = Error::new(403, "42501", "Managers and admins add documents here.");
            return Err(refused.hint("The setting knowledge.members_add lets everybody."));
        }
        Ok(())
    })
    .await?;
    let wrong = |why: String| Error::new(400, "TL120", why).hint("Save it as a file and add that.").field("url");
    let limits =
        Limits { time: Duration::from_secs(30), bytes: text::LARGEST as u64 + 1, redirects: 5, pause: Duration::ZERO };
    let request = Request { limits, ..Request::get(url.to_string()) };
    let reply = site.tools.outbound.send(request).await.map_err(|e| wrong(format!("It can't be reached. {e:#}")))?;
    if !(200..300).contains(&reply.status) {
        return Err(wrong(format!("The address answers {}.", reply.status)));
    }
    let bytes = Spool::take(reply.body.map_err(std::io::Error::other), text::LARGEST as u64).await;
    let bytes = bytes.map_err(|e| wrong(format!("It did not arrive whole: {e}.")))?;
    site.write((), async |call| {
        let file = kept(call, url.as_str(), &bytes).await?;
        take_in(call, file, &place, None).await
    })
    .await
}
