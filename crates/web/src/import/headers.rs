//! The second step: headers with their first values, and what each becomes.

use crate::address::encode;
use crate::icons::icon;
use crate::refused::Refused;
use crate::visit::Visit;
use ::import::{Import, Mapping, Numbers, Options, Preview, Target};
use maud::{Markup, html};
use server::imports;

/// Rows shown before anything is decided.
const PREVIEW: usize = 20;

/// The headers and first rows of the file of an import.
pub(super) async fn sample(visit: &Visit, import: &Import) -> Result<Preview, Refused> {
    let server = &visit.server;
    let bytes = ::import::sample(&server.door, server.tools.objects.as_deref(), &visit.actor, import).await?;
    imports::input(server, &bytes, &import.filename, &import.options).preview(PREVIEW).map_err(Refused::from)
}

/// The form of the mapping; `wrong` says what was wrong with the last one.
pub(super) async fn form(visit: &Visit, import: &Import, wrong: Option<&str>) -> Result<Markup, Refused> {
    let mut import = import.clone();
    import.options.sheet = visit.param("sheet").or(import.options.sheet);
    let noun = visit.noun(&import.noun)?;
    let sample = sample(visit, &import).await?;
    let guess = Options::default();
    let mapping = imports::plan(&visit.server, &visit.actor, &import.noun, &sample.headers, &guess).await;
    // Where nothing matched the person decides.
    let targets: Vec<Option<String>> = mapping.as_ref().map_or_else(|_| vec![None; sample.headers.len()], words);
    let headers = &sample.headers;
    let chosen = |header: &str, guess: &Option<String>| {
        import
            .options
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
            strong { (import.filename) }
            " "
            span class="quiet" { (sample.form) ", " (headers.len()) " columns → " (noun.plural().to_lowercase()) }
        }
        @if sample.sheets.len() > 1 {
            nav class="tabs" aria-label="Sheets" {
                @for s in &sample.sheets {
                    a   href={ "/import?file=" (import.id) "&sheet=" (encode(s)) }
                        aria-current=[
                            (import.options.sheet.as_deref() == Some(s)
                                || import.options.sheet.is_none()
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
        form method="post" action={ "/import/" (import.id) "/plan" } {
            input type="hidden" name="sheet" value=(import.options.sheet.clone().unwrap_or_default());
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
                        option value=(k) selected[import.options.key.as_deref() == Some(k)] {
                            (label)
                            ", and then updated"
                        }
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
                        option value=(value) selected[import.options.decimal == is] { (words) }
                    }
                }
            }
            details class="card" {
                summary class="head" { "First " (sample.rows.len()) " rows" }
                div class="scroll" {
                    table class="plain" {
                        thead {
                            tr {
                                @for h in headers {
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

fn words(mapping: &Mapping) -> Vec<Option<String>> {
    mapping.targets.iter().map(|t| t.as_ref().map(Target::word)).collect()
}
