//! The few pages for people: the API's description, the first set-up. Nothing is loaded from elsewhere.

use axum::http::StatusCode;
use axum::response::Response;
use records::codes::{self, Code};
use server::http::typed;

const HTML: &str = "text/html; charset=utf-8";

/// `GET /docs`
pub(crate) async fn page() -> Response {
    typed(StatusCode::OK, HTML, include_str!("../assets/docs.html"))
}

/// `GET /docs.js`
pub(crate) async fn script() -> Response {
    typed(StatusCode::OK, "text/javascript; charset=utf-8", include_str!("../assets/docs.js"))
}

/// `GET /docs.css`
pub(crate) async fn style() -> Response {
    typed(StatusCode::OK, "text/css; charset=utf-8", include_str!("../assets/docs.css"))
}

/// `GET /docs/errors`: the register of error codes.
pub(crate) async fn errors() -> Response {
    let group = |title: &str, codes: &[Code]| {
        let row = |(code, means, advice): &Code| {
            format!("<tr id=\"{code}\"><th scope=\"row\"><code>{code}</code><td>{means}<td>{advice}\n")
        };
        let rows: String = codes.iter().map(row).collect();
        format!("<h2>{title}</h2>\n<table>\n<tr><th>Code<th>What it means<th>What to do\n{rows}</table>\n")
    };
    let own = group("Throughline", codes::OWN);
    let dialect = group("The dialect, as PostgREST gives them", codes::DIALECT);
    let sql = group("PostgreSQL", codes::POSTGRESQL);
    let page = include_str!("../assets/errors.html");
    typed(StatusCode::OK, HTML, page.replace("<!-- codes -->", &format!("{own}{dialect}{sql}")))
}
