//! The board for machines: sitemap, robots, Atom, and the XML that aggregators of jobs read.

use super::board::Board;
use super::markup::split;
use super::posting::{COLUMNS, FROM, Posting};
use super::words::unmarked;
use crate::guest::{Guest, Refusal};
use axum::extract::Path;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use std::fmt::Write as _;

/// Addresses a sitemap may have.
const MOST: i64 = 50_000;
/// Jobs of the Atom feed.
const NEWEST: i64 = 50;

/// `GET /board/<organisation>/sitemap.xml`
pub(super) async fn sitemap(guest: Guest, Path(slug): Path<String>) -> Response {
    told(&guest, mapped(&guest, &slug).await)
}

/// `GET /sitemap.xml` at a host of its own.
pub(super) async fn own_sitemap(guest: Guest) -> Response {
    let mapped = match &guest.at {
        Some(at) => mapped(&guest, &at.slug).await,
        None => Err(Refusal::Closed),
    };
    told(&guest, mapped)
}

/// `GET /robots.txt`: pages of the board are for everybody, the rest for nobody.
pub(super) async fn robots(guest: Guest) -> Response {
    let mut text = String::from("User-agent: *\nAllow: /board\nAllow: /assets/\nDisallow: /\n");
    if let Some(at) = &guest.at
        && let Ok(board) = Board::open(&guest, &at.slug).await
    {
        let _ = write!(text, "\nSitemap: {}/sitemap.xml\n", board.origin);
    }
    server::http::typed(StatusCode::OK, "text/plain; charset=utf-8", text)
}

/// `GET /board/<organisation>/feed.atom`
pub(super) async fn atom(guest: Guest, Path(slug): Path<String>) -> Response {
    let written = async {
        let board = Board::open(&guest, &slug).await?;
        let jobs = jobs(&guest, &board, NEWEST).await?;
        Ok(as_atom(&board, &jobs))
    };
    told(&guest, written.await)
}

/// `GET /board/<organisation>/jobs.xml`
pub(super) async fn aggregators(guest: Guest, Path(slug): Path<String>) -> Response {
    let written = async {
        let board = Board::open(&guest, &slug).await?;
        let jobs = jobs(&guest, &board, MOST).await?;
        Ok(("application/xml; charset=utf-8", for_aggregators(&board, &jobs)))
    };
    told(&guest, written.await)
}

/// A media type and a document.
type Written = (&'static str, String);

fn told(guest: &Guest, written: Result<Written, Refusal>) -> Response {
    match written {
        Ok((kind, text)) => {
            let mut response = server::http::typed(StatusCode::OK, kind, text);
            response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=300"));
            response
        }
        Err(refusal) => refusal.page(guest.at.as_deref()),
    }
}

async fn jobs(guest: &Guest, board: &Board, most: i64) -> Result<Vec<Posting>, Refusal> {
    let tx = board.begin(guest).await?;
    let sql = format!("select {COLUMNS} {FROM} order by j.published_at desc, j.id desc limit $1");
    let rows = tx.query(&sql, &[&most]).await?;
    tx.commit().await?;
    Ok(rows.iter().map(Posting::of).collect())
}

async fn mapped(guest: &Guest, slug: &str) -> Result<Written, Refusal> {
    let board = Board::open(guest, slug).await?;
    let tx = board.begin(guest).await?;
    let sql =
        "select j.slug_url::text, to_char(j.posting_changed_at at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')
                 from recruiting.jobs j order by j.published_at desc, j.id desc limit $1";
    let rows = tx.query(sql, &[&(MOST - 1)]).await?;
    tx.commit().await?;
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    let latest = rows.iter().filter_map(|row| row.get::<_, Option<String>>(1)).max();
    let mut entry = |address: &str, changed: Option<String>| {
        let _ = write!(out, "<url><loc>{}</loc>", escaped(address));
        if let Some(changed) = changed {
            let _ = write!(out, "<lastmod>{changed}</lastmod>");
        }
        out.push_str("</url>\n");
    };
    entry(&board.address(""), latest);
    for row in &rows {
        entry(&board.address(&format!("/{}", row.get::<_, &str>(0))), row.get(1));
    }
    out.push_str("</urlset>\n");
    Ok(("application/xml; charset=utf-8", out))
}

fn as_atom(board: &Board, jobs: &[Posting]) -> Written {
    let own = board.address("/feed.atom");
    let latest = jobs.iter().map(|job| job.changed_at.as_str()).max().unwrap_or("1970-01-01T00:00:00Z");
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n<title>Jobs at {name}</title>\n\
         <id>{own}</id>\n<link rel=\"self\" href=\"{own}\"/>\n<link href=\"{front}\"/>\n<updated>{latest}</updated>\n\
         <author><name>{name}</name></author>\n",
        name = escaped(&board.name),
        own = escaped(&own),
        front = escaped(&board.address("")),
    );
    for job in jobs {
        let address = escaped(&board.address(&format!("/{}", job.slug)));
        let _ = writeln!(
            out,
            "<entry><title>{}</title><id>urn:uuid:{}</id><link href=\"{address}\"/><published>{}</published>\
             <updated>{}</updated><summary>{}</summary></entry>",
            escaped(&job.title),
            job.id,
            job.published_at,
            job.changed_at,
            escaped(&job.gist()),
        );
    }
    out.push_str("</feed>\n");
    ("application/atom+xml; charset=utf-8", out)
}

/// One element a job and place: what aggregators ask for, in CDATA, without entities.
fn for_aggregators(board: &Board, jobs: &[Posting]) -> String {
    let built = jobs.iter().map(|job| job.changed_at.as_str()).max().unwrap_or("1970-01-01T00:00:00Z");
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<source>\n");
    for (name, value) in
        [("publisher", board.name.as_str()), ("publisherurl", &board.address("")), ("lastBuildDate", built)]
    {
        element(&mut out, name, value);
    }
    for job in jobs {
        let places = if job.places.is_empty() { vec![String::new()] } else { job.places.clone() };
        for (n, place) in places.iter().enumerate() {
            let (city, state) = split(place);
            let reference = if n == 0 { job.id.to_string() } else { format!("{}-{}", job.id, n + 1) };
            let remote = match job.work_mode.as_str() {
                "remote" => "Fully remote",
                "hybrid" => "Hybrid remote",
                _ => "",
            };
            let parts = [
                ("title", job.title.clone()),
                ("date", job.published_at.clone()),
                ("referencenumber", reference),
                ("requisitionid", job.id.to_string()),
                ("url", board.address(&format!("/{}?source=feed", job.slug))),
                ("company", job.employer.clone().unwrap_or_else(|| "Confidential".into())),
                ("sourcename", board.name.clone()),
                ("city", city),
                ("state", state.unwrap_or_default()),
                ("country", job.country.clone().unwrap_or_default()),
                ("description", described(job)),
                ("salary", job.salary().unwrap_or_default()),
                ("education", job.education.clone().unwrap_or_default()),
                ("jobtype", job.employment().to_lowercase()),
                ("category", job.area.clone().or_else(|| job.industry.clone()).unwrap_or_default()),
                ("experience", job.experience.clone().unwrap_or_default()),
                ("expirationdate", job.deadline.clone().unwrap_or_default()),
                ("remotetype", remote.to_string()),
            ];
            out.push_str("<job>\n");
            for (name, value) in &parts {
                // What is always asked for stands there even when it is empty.
                if !value.is_empty() || matches!(*name, "city" | "state" | "country") {
                    element(&mut out, name, value);
                }
            }
            out.push_str("</job>\n");
        }
    }
    out.push_str("</source>\n");
    out
}

fn described(job: &Posting) -> String {
    let list = |word: &str, all: &[String]| {
        let items: Vec<String> = all.iter().map(|one| format!("- {one}")).collect();
        if items.is_empty() { String::new() } else { unmarked(&format!("# {word}\n{}", items.join("\n"))) }
    };
    [
        unmarked(job.summary.as_deref().unwrap_or_default()),
        list("What you do", &job.duties),
        list("What you need", &job.required),
        list("What you get", &job.benefits),
    ]
    .concat()
}

fn element(out: &mut String, name: &str, value: &str) {
    let value: String = value.chars().filter(|c| !c.is_control() || *c == '\n').collect();
    let _ = writeln!(out, "<{name}><![CDATA[{}]]></{name}>", value.replace("]]>", "]]]]><![CDATA[>"));
}

fn escaped(text: &str) -> String {
    let plain: String = text.chars().filter(|c| !c.is_control()).collect();
    plain.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
