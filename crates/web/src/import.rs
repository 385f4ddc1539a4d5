//! `/import`: the wizard. A file is uploaded, its headers are matched, a dry run counts, the import shows how far it is, and all of it can be undone.

use super::address::encode;
use super::data::Fields;
use super::format;
use super::icons::icon;
use super::refused::{Answer, Refused};
use super::shell::{self, Page, go, respond};
use super::visit::Visit;
use axum::extract::{Multipart, Path};
use axum::http::{HeaderValue, StatusCode, header};
use maud::{Markup, html};
use records::Error;
use tokio::io::AsyncWriteExt as _;
use transfer::import::{Numbers, Order, preview, scratch};
use uuid::Uuid;

/// Rows shown before anything is decided.
const PREVIEW: usize = 20;

/// `GET /import?noun=…&file=…`
pub(super) async fn page(visit: Visit) -> Answer {
    if visit.actor.is_outsider() {
        return Err(Error::new(403, "42501", "Your role may not import").into());
    }
    let (step, body) = match visit.param("file").and_then(|f| Uuid::parse_str(&f).ok()) {
        Some(id) => (2, mapping_form(&visit, id, None)?),
        None => (1, upload_form(&visit)),
    };
    let page = Page {
        title: "Import".into(),
        acts: Some(html! {
            a class="b" href="/import_jobs" { (icon("history")) "Earlier imports" }
        }),
        ..Page::default()
    };
    Ok(shell::page(
        &visit,
        &page,
        &html! {
            (steps(step))
            (body)
        },
    ))
}

fn steps(current: usize) -> Markup {
    html! {
        ol class="steps" {
            @for (i, word) in {
                ["Choose a file", "Match the headers", "Check", "Import"]
                    .iter()
                    .enumerate()
            } {
                li aria-current=[(i + 1 == current).then_some("step")] {
                    b { (i + 1) }
                    (word)
                }
            }
        }
    }
}

fn upload_form(visit: &Visit) -> Markup {
    let wanted = visit.param("noun").unwrap_or_else(|| "clients".into());
    html! {
        form class="form" method="post" action="/import/upload" enctype="multipart/form-data" data-upload {
            div class="field" {
                label for="noun" { "What does each row become?" }
                select class="in" id="noun" name="noun" {
                    @for t in {
                        visit
                            .menu()
                            .filter(|t| {
                                visit.may(&t.name, "INSERT") && t.primary_key == ["id"]
                            })
                    } {
                        option value=(t.name) selected[t.name == wanted] { (t.plural()) }
                    }
                }
            }
            div class="field" {
                label class="drop" for="file" {
                    (icon("upload"))
                    span { "Drop a CSV or Excel file here, or click to choose one" }
                    span class="small quiet" data-file-name {
                        "Any delimiter, any encoding people use; up to "
                        (visit.server.settings.max_upload >> 20)
                        " MB."
                    }
                }
                input class="visually-hidden" id="file" type="file" name="file" accept=".csv,.tsv,.txt,.xlsx" required;
            }
            div class="feet" {
                button class="b primary" type="submit" { "Next" (icon("chevron-right")) }
            }
        }
    }
}

/// `POST /import/upload`
pub(super) async fn upload(visit: Visit, mut form: Multipart) -> Answer {
    let bad = |e: axum::extract::multipart::MultipartError| {
        Refused::from(Error::new(400, "TL120", format!("The file did not arrive whole: {e}")))
    };
    let id = Uuid::now_v7();
    let files = scratch()?;
    let path = files[0].path();
    let (mut noun, mut filename) = (String::new(), String::new());
    while let Some(mut field) = form.next_field().await.map_err(bad)? {
        match field.name() {
            Some("noun") => noun = field.text().await.map_err(bad)?,
            Some("file") => {
                filename = field
                    .file_name()
                    .unwrap_or("upload.csv")
                    .rsplit(['/', '\\'])
                    .next()
                    .unwrap_or_default()
                    .to_string();
                let failed = |e: std::io::Error| {
                    Refused::from(Error::new(503, "58030", format!("The file can't be stored: {e}")))
                };
                let (mut file, mut size) = (tokio::fs::File::create(&path).await.map_err(failed)?, 0);
                while let Some(chunk) = field.chunk().await.map_err(bad)? {
                    size += chunk.len();
                    if size > visit.server.settings.max_upload {
                        tokio::fs::remove_file(&path).await.ok();
                        return Err(Error::new(
                            413,
                            "TL413",
                            format!("The file is larger than {} MB", visit.server.settings.max_upload >> 20),
                        )
                        .into());
                    }
                    file.write_all(&chunk).await.map_err(failed)?;
                }
                file.flush().await.map_err(failed)?;
                if size == 0 {
                    return Err(Error::new(400, "TL120", "The file is empty")
                        .hint("Choose a CSV or Excel file with a line of headers and at least one row.")
                        .into());
                }
            }
            _ => {}
        }
    }
    if filename.is_empty() {
        return Err(Error::new(400, "TL120", "Choose a file first").into());
    }
    visit.noun(&noun)?;
    let own_fields =
        visit.person.custom.iter().filter(|c| c.noun == noun).map(|c| (c.key.clone(), c.label.clone())).collect();
    let order = Order {
        noun,
        rejects: files[1].path(),
        file: path,
        filename,
        map: Vec::new(),
        key: None,
        dry_run: true,
        restart: true,
        sheet: None,
        keep: true,
        own_fields,
        guard: visit.server.tools.guard.clone(),
        numbers: Numbers::Unsaid,
        scratch: files.to_vec(),
    };
    preview(&order, 1).map_err(Refused::from)?;
    visit.web.imports.keep(id, &visit.actor, order)?;
    Ok(go(&visit, &format!("/import?file={id}")))
}

/// Each run sets rows aside in a file of its own.
fn rejects_anew(order: &mut Order) -> Result<(), Refused> {
    let [file, _] = scratch()?;
    order.rejects = file.path();
    order.scratch.truncate(1);
    order.scratch.push(file);
    Ok(())
}

/// What was uploaded by this person under this name.
fn uploaded(visit: &Visit, id: Uuid) -> Result<Order, Refused> {
    visit
        .web
        .imports
        .uploaded(id, &visit.actor)
        .ok_or_else(|| Error::new(404, "TL121", "This upload is no longer here").hint("Upload the file again.").into())
}

/// Headers with their first values, and what each becomes.
fn mapping_form(visit: &Visit, id: Uuid, wrong: Option<&str>) -> Result<Markup, Refused> {
    let mut order = uploaded(visit, id)?;
    order.sheet = visit.param("sheet").or(order.sheet);
    let noun = visit.noun(&order.noun)?;
    let sample = preview(&order, PREVIEW)?;
    let mapping =
        transfer::import::plan(&visit.server, &visit.actor, &Order { map: Vec::new(), key: None, ..order.clone() });
    let (headers, targets): (Vec<String>, Vec<Option<String>>) = match &mapping {
        Ok(m) => {
            (m.headers.clone(), m.targets.iter().map(|t| t.as_ref().map(transfer::import::Target::word)).collect())
        }
        // Nothing matched: the person decides.
        Err(_) => {
            let all = transfer::import::headers(&order)?;
            let none = vec![None; all.len()];
            (all, none)
        }
    };
    let chosen = |header: &str, guess: &Option<String>| {
        order
            .map
            .iter()
            .find(|(h, _)| h == header)
            .map_or_else(|| guess.clone().unwrap_or_default(), |(_, c)| c.clone())
    };
    let columns: Vec<(String, String)> = noun
        .fields
        .iter()
        .filter(|f| (f.writable || f.key == "created_at") && !f.computed)
        .map(|f| (f.custom.as_ref().map_or(f.key.clone(), |c| format!("custom.{c}")), f.label.clone()))
        .collect();
    let keys: Vec<&(String, String)> =
        columns.iter().filter(|(k, _)| targets.iter().flatten().any(|t| t == k)).collect();
    Ok(html! {
        p {
            strong { (order.filename) }
            " "
            span class="quiet" { (sample.form) ", " (headers.len()) " columns → " (noun.plural().to_lowercase()) }
        }
        @if sample.sheets.len() > 1 {
            nav class="tabs" aria-label="Sheets" {
                @for s in &sample.sheets {
                    a   href={ "/import?file=" (id) "&sheet=" (encode(s)) }
                        aria-current=[
                            (order.sheet.as_deref() == Some(s)
                                || order.sheet.is_none()
                                    && Some(s) == sample.sheets.first())
                                .then_some("true")
                        ]
                    { (s) }
                }
            }
        }
        @if let Some(wrong) = wrong {
            div class="note bad" role="alert" {
                (icon("triangle-alert"))
                span { (wrong) }
            }
        }
        form method="post" action={ "/import/" (id) "/plan" } {
            input type="hidden" name="sheet" value=(order.sheet.clone().unwrap_or_default());
            div class="card" {
                div class="scroll" {
                    table class="plain" {
                        thead {
                            tr {
                                th { "Header" }
                                th { "Becomes" }
                                th { "First values" }
                            }
                        }
                        tbody {
                            @for (i, (header, guess)) in headers.iter().zip(&targets).enumerate() {
                                @let value = chosen(header, guess);
                                tr {
                                    td {
                                        strong { (header) }
                                    }
                                    td {
                                        input type="hidden" name="header" value=(header);
                                        select class="in" name="column" aria-label={ "What " (header) " becomes" } {
                                            option value="" selected[value.is_empty()] { "Leave out" }
                                            @for (key, label) in &columns {
                                                option value=(key) selected[*key == value] { (label) }
                                            }
                                        }
                                    }
                                    td class="quiet" {
                                        ({
                                            sample
                                                .rows
                                                .iter()
                                                .filter_map(|r| r.get(i))
                                                .filter(|c| !c.trim().is_empty())
                                                .take(3)
                                                .map(|c| c.chars().take(40).collect::<String>())
                                                .collect::<Vec<_>>()
                                                .join(" · ")
                                        })
                                    }
                                }
                            }
                        }
                    }
                }
            }
            div class="field" {
                label for="key" { "Rows that are already there are recognised by" }
                select class="in short" id="key" name="key" {
                    option value="" { "nothing: every row is new" }
                    @for (k, label) in &keys {
                        option value=(k) selected[order.key.as_deref() == Some(k)] { (label) ", and then updated" }
                    }
                }
            }
            div class="field" {
                label for="decimal" { "Numbers are written" }
                select class="in short" id="decimal" name="decimal" {
                    @for (value, words, is) in {
                        [
                            (
                                "",
                                "as can be seen; the rest is set aside",
                                Numbers::Unsaid,
                            ),
                            ("point", "1,234.50", Numbers::Point),
                            ("comma", "1.234,50", Numbers::Comma),
                        ]
                    } {
                        option value=(value) selected[order.numbers == is] { (words) }
                    }
                }
            }
            details class="card" {
                summary class="head" { "First " (sample.rows.len()) " rows" }
                div class="scroll" {
                    table class="plain" {
                        thead {
                            tr {
                                @for h in &headers {
                                    th { (h) }
                                }
                            }
                        }
                        tbody {
                            @for row in &sample.rows {
                                tr {
                                    @for cell in row {
                                        td { (cell.chars().take(80).collect::<String>()) }
                                    }
                                }
                            }
                        }
                    }
                }
            }
            div class="form" {
                div class="feet" {
                    button class="b primary" type="submit" { "Check all rows" (icon("chevron-right")) }
                    a class="b ghost" href="/import" { "Another file" }
                }
            }
        }
    })
}

/// `POST /import/<id>/plan`: a dry run with this mapping.
pub(super) async fn plan(visit: Visit, Path(id): Path<Uuid>, form: Fields) -> Answer {
    let mut order = uploaded(&visit, id)?;
    order.map = form
        .all("header")
        .into_iter()
        .map(str::to_string)
        .zip(form.all("column").into_iter().map(str::to_string))
        .collect();
    order.key = form.filled("key").map(str::to_string);
    order.sheet = form.filled("sheet").map(str::to_string);
    order.dry_run = true;
    order.numbers = Numbers::parse(form.get("decimal").unwrap_or_default()).map_err(Refused::from)?;
    visit.web.imports.keep(id, &visit.actor, order.clone())?;
    let job = Uuid::now_v7();
    rejects_anew(&mut order)?;
    if let Err(e) = visit.web.imports.launch(visit.actor.clone(), order.clone(), job) {
        let body = mapping_form(&visit, id, Some(&e.0.message))?;
        let mut response = shell::page(
            &visit,
            &Page { title: "Import".into(), ..Page::default() },
            &html! {
                (steps(2))
                (body)
            },
        );
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
        return Ok(response);
    }
    Ok(follow(&visit, id, job, 3, "Checking"))
}

/// `POST /import/<id>/start`: the import itself.
pub(super) async fn start(visit: Visit, Path(id): Path<Uuid>, _form: Fields) -> Answer {
    let mut order = uploaded(&visit, id)?;
    let job = Uuid::now_v7();
    order.dry_run = false;
    rejects_anew(&mut order)?;
    visit.web.imports.launch(visit.actor.clone(), order, job)?;
    Ok(follow(&visit, id, job, 4, "Importing"))
}

fn follow(visit: &Visit, id: Uuid, job: Uuid, step: usize, title: &str) -> axum::response::Response {
    let body = html! {
        (steps(step))
        div id="progress" hx-get={ "/import/" (job) "/progress?file=" (id) } hx-trigger="load" hx-swap="innerHTML" {
            p class="quiet" { (title) "…" }
            noscript {
                a class="b" href={ "/import/" (job) "/progress?file=" (id) } { "How far is it?" }
            }
        }
    };
    shell::page(visit, &Page { title: "Import".into(), ..Page::default() }, &body)
}

/// `GET /import/<job>/progress?file=…`: how far it is; asks again by itself until it is over.
pub(super) async fn progress(visit: Visit, Path(job): Path<Uuid>) -> Answer {
    let file = visit.param("file").and_then(|f| Uuid::parse_str(&f).ok()).ok_or_else(Refused::nothing)?;
    let state = visit.web.imports.state(&visit.actor, job).await.map_err(|e| e.0)?;
    let order = uploaded(&visit, file)?;
    let number = |key: &str| state[key].as_u64().unwrap_or_default();
    let running = state["status"] == "running";
    let dry = visit.begin(&visit.actor).await?;
    let real = dry
        .query_opt("select 1 from identity.import_jobs where id = $1", &[&job])
        .await
        .map_err(|e| visit.told_sql(e))?
        .is_some();
    visit.commit(dry).await?;
    let (done, all) = (number("bytes"), number("bytes_total").max(1));
    let count = |n: u64, word: &str, tone: &str| {
        html! {
            div {
                strong class=(tone) { (format::grouped(&n.to_string())) }
                " "
                (word)
            }
        }
    };
    let noun = visit.catalog().plural(&order.noun).to_lowercase();
    let counts = html! {
        (count(number("rows_in"), "rows read", ""))
        (count(number("created"), "new", ""))
        (count(number("updated"), "updated", ""))
        (count(number("duplicates"), "duplicates", ""))
        @if number("twins") > 0 { (count(number("twins"), "look like others", "late")) }
        ({
            count(
                number("rejected").saturating_sub(number("duplicates")),
                "rejected",
                if number("rejected") > 0 { "late" } else { "" },
            )
        })
    };
    let reasons = html! {
        @if let Some(reasons) = state["reasons"].as_array().filter(|r| !r.is_empty()) {
            section class="card" {
                div class="head" {
                    h2 { "Set aside" }
                    a class="b" href={ "/import/" (job) "/rejects" } {
                        (icon("download"))
                        "All of them, to mend and import again"
                    }
                }
                table class="plain" {
                    thead {
                        tr {
                            th { "Line" }
                            th { "Why" }
                        }
                    }
                    tbody {
                        @for r in reasons {
                            tr {
                                td { (r["line"]) }
                                td { (r["reason"].as_str().unwrap_or_default()) }
                            }
                        }
                    }
                }
            }
        }
    };
    let body = if running {
        html! {
            div hx-get={ "/import/" (job) "/progress?file=" (file) }
                hx-trigger="load delay:400ms"
                hx-target="#progress"
                hx-swap="innerHTML"
            {
                div class="card" {
                    div class="inside factors" {
                        progress max="100" value=(done * 100 / all) aria-label="Progress" { (done * 100 / all) " %" }
                        div class="line" { (counts) }
                        form hx-post={ "/import/" (job) "/stop" } hx-swap="none" {
                            button class="b" type="submit" { "Stop" }
                        }
                    }
                }
            }
        }
    } else if let Some(error) = state["error"].as_str() {
        html! {
            div class="note bad" role="alert" {
                (icon("triangle-alert"))
                span { (error) }
            }
            p {
                a class="b" href={ "/import?file=" (file) } { "Back to the headers" }
            }
        }
    } else if real {
        html! {
            div class="note good" role="status" {
                (icon("circle-check"))
                span {
                    ({
                        if state["status"] == "cancelled" {
                            "Stopped. "
                        } else {
                            "Done. "
                        }
                    })
                    (number("created"))
                    " "
                    (noun)
                    " created, "
                    (number("updated"))
                    " updated."
                }
            }
            div class="card" {
                div class="inside factors" { (counts) }
            }
            div class="rec-head" {
                a class="b primary" href={ "/" (order.noun) } { (icon("table")) "Show " (noun) }
                form method="post" action="/undo" hx-post="/undo" hx-swap="none" {
                    input type="hidden" name="operation" value=(job);
                    button class="b" type="submit" { (icon("undo-2")) "Undo the whole import" }
                }
                a class="b ghost" href="/import" { "Import another file" }
            }
            (reasons)
        }
    } else {
        let nothing = number("created") + number("updated") == 0;
        html! {
            div class={ "note " (if nothing { "warn" } else { "good" }) } role="status" {
                (icon(if nothing { "triangle-alert" } else { "circle-check" }))
                span {
                    @if nothing { "Not one row would be brought in." } @else {
                        "Every row was checked; nothing was written yet."
                    }
                }
            }
            div class="card" {
                div class="inside factors" { (counts) }
            }
            div class="rec-head" {
                @if !nothing {
                    form method="post" action={ "/import/" (file) "/start" } {
                        button class="b primary" type="submit" {
                            "Import "
                            ({
                                format::grouped(
                                    &(number("created") + number("updated")).to_string(),
                                )
                            })
                            " "
                            (noun)
                        }
                    }
                }
                a class="b" href={ "/import?file=" (file) } { (icon("chevron-left")) "Back to the headers" }
            }
            (reasons)
        }
    };
    if visit.partial {
        return Ok(respond(body));
    }
    Ok(shell::page(
        &visit,
        &Page { title: "Import".into(), ..Page::default() },
        &html! {
            (steps(if real { 4 } else { 3 }))
            (body)
        },
    ))
}

/// `POST /import/<job>/stop`
pub(super) async fn stop(visit: Visit, Path(job): Path<Uuid>) -> Answer {
    visit.web.imports.stop(&visit.actor, job).await.map_err(|e| e.0)?;
    Ok(respond(html! {}))
}

/// `GET /import/<job>/rejects`
pub(super) async fn rejects(visit: Visit, Path(job): Path<Uuid>) -> Answer {
    let bytes = visit.web.imports.rejects_of(&visit.actor, job).await.map_err(|e| e.0)?;
    let mut response = server::http::typed(StatusCode::OK, "text/csv; charset=utf-8", bytes);
    response
        .headers_mut()
        .insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"rejects.csv\""));
    Ok(response)
}
