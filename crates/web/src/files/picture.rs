//! A picture that is kept with a record, shown where it is spoken of.

use crate::refused::{Answer, Refused};
use crate::visit::Visit;
use axum::body::Body;
use axum::extract::Path;
use axum::http::{HeaderValue, StatusCode, header};
use platform::store;
use records::Error;
use uuid::Uuid;

/// Bytes a picture may have.
const LARGEST: u64 = 20 << 20;

/// `GET /files/<id>/picture`: a photograph, by what its bytes say it is; anything else is only ever saved.
pub(in super::super) async fn picture(visit: Visit, Path(id): Path<String>) -> Answer {
    let id = Uuid::parse_str(&id).map_err(|_| Refused::nothing())?;
    if !visit.may("files", "SELECT") {
        return Err(Refused::nothing());
    }
    // That the person sees the row is asked as the person; the bytes themselves no role reads, so the server fetches them.
    let tx = visit.begin(&visit.actor).await?;
    let seen = tx.query_opt("select 1 from knowledge.files where id = $1", &[&id]).await;
    seen.map_err(|e| visit.told_sql(e))?.ok_or_else(Refused::nothing)?;
    let content = store::content_of(&tx, &visit.actor, id).await.map_err(|e| visit.told(&e))?;
    visit.commit(tx).await?;
    let content = content.filter(|content| content.size <= LARGEST).ok_or_else(Refused::nothing)?;
    let (server, org) = (&visit.server, visit.actor.org);
    let objects = server.tools.objects.as_deref();
    let bytes = store::whole(&server.door, objects, org, &content, LARGEST).await;
    let bytes = bytes.map_err(|e| Error::new(503, "58030", format!("The file can't be read: {e}")))?;
    let (kind, _) = kind_of(&bytes).ok_or_else(Refused::nothing)?;
    let mut response = server::http::typed(StatusCode::OK, kind, Body::from(bytes));
    let headers = response.headers_mut();
    let alone = HeaderValue::from_static("default-src 'none'; sandbox; frame-ancestors 'none'");
    headers.insert(header::CONTENT_SECURITY_POLICY, alone);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, max-age=600"));
    Ok(response)
}

/// What a photograph is by how its bytes begin: its media type, and the ending of its name.
pub(crate) fn kind_of(bytes: &[u8]) -> Option<(&'static str, &'static str)> {
    match bytes {
        [0xff, 0xd8, 0xff, ..] => Some(("image/jpeg", "jpg")),
        [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, ..] => Some(("image/png", "png")),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(("image/webp", "webp")),
        _ => None,
    }
}
