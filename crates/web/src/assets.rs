//! Style, script and icons: embedded, compressed once, kept by browsers for ever under an address that names their version.

use axum::body::Bytes;
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use data_encoding::HEXLOWER;
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest as _, Sha256};
use std::io::Write as _;
use std::sync::LazyLock;

struct Asset {
    name: &'static str,
    content_type: &'static str,
    plain: &'static str,
    gzip: Bytes,
}

static ASSETS: LazyLock<Vec<Asset>> = LazyLock::new(|| {
    let asset = |name, content_type, plain: &'static str| {
        let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
        gzip.write_all(plain.as_bytes()).expect("writing to memory");
        Asset { name, content_type, plain, gzip: gzip.finish().expect("writing to memory").into() }
    };
    vec![
        asset("app.css", "text/css; charset=utf-8", include_str!(concat!(env!("OUT_DIR"), "/app.css"))),
        asset("app.js", "text/javascript; charset=utf-8", include_str!(concat!(env!("OUT_DIR"), "/app.js"))),
        asset("icons.svg", "image/svg+xml", include_str!(concat!(env!("OUT_DIR"), "/icons.svg"))),
    ]
});

static BASE: LazyLock<String> = LazyLock::new(|| {
    let mut hash = Sha256::new();
    ASSETS.iter().for_each(|a| hash.update(a.plain));
    let version = HEXLOWER.encode(&hash.finalize()[..6]);
    format!("/assets/{version}/")
});

/// Where this version's assets are.
pub(super) fn base() -> &'static str {
    &BASE
}

/// `GET /assets/<version>/<name>`
pub(super) async fn serve(Path((_, name)): Path<(String, String)>, headers: HeaderMap) -> Response {
    let Some(asset) = ASSETS.iter().find(|a| a.name == name) else { return StatusCode::NOT_FOUND.into_response() };
    let gzip = headers.get(header::ACCEPT_ENCODING).and_then(|v| v.to_str().ok()).is_some_and(|v| v.contains("gzip"));
    let mut response = if gzip { Response::new(asset.gzip.clone().into()) } else { Response::new(asset.plain.into()) };
    let out = response.headers_mut();
    out.insert(header::CONTENT_TYPE, HeaderValue::from_static(asset.content_type));
    out.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
    out.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if gzip {
        out.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    response
}

/// `GET /favicon.ico`
pub(super) async fn favicon() -> Response {
    const MARK: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#0b6b70"/><path d="M7 11h18M16 11v14" stroke="#fff" stroke-width="4" stroke-linecap="round"/></svg>"##;
    let mut response = server::http::typed(StatusCode::OK, "image/svg+xml", MARK);
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=86400"));
    response
}
