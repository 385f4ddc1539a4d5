//! The questions of a job, as who applies sees them.

use crate::guest::Refusal;
use maud::{Markup, html};
use platform::Tx;
use uuid::Uuid;

/// A question. What it marks, who applies may not read.
pub(super) struct Question {
    pub(super) id: Uuid,
    question: String,
    kind: String,
    choices: Vec<String>,
    is_required: bool,
}

impl Question {
    /// Those of a job, in their order.
    pub(super) async fn all(tx: &Tx, job: Uuid) -> Result<Vec<Question>, Refusal> {
        let sql = "select q.id, q.question, q.kind::text, q.choices, q.is_required from recruiting.job_questions q
                    where q.job_id = $1 order by q.position, q.id limit 100";
        let of = |row: &tokio_postgres::Row| {
            let choices: serde_json::Value = row.get(3);
            let words = choices.as_array().map_or(&[][..], Vec::as_slice);
            Question {
                id: row.get(0),
                question: row.get(1),
                kind: row.get(2),
                choices: words.iter().filter_map(|word| word.as_str()).map(str::to_string).collect(),
                is_required: row.get(4),
            }
        };
        Ok(tx.query(sql, &[&job]).await?.iter().map(of).collect())
    }

    /// Its name in the form.
    pub(super) fn field(&self) -> String {
        format!("question-{}", self.id)
    }

    /// Where it is answered.
    pub(super) fn input(&self, typed: &str, wrong: Option<&str>) -> Markup {
        let field = self.field();
        let invalid = wrong.map(|_| "true");
        let described = wrong.map(|_| format!("{field}-wrong"));
        html! {
            div class="field" {
                label for=(field) dir="auto" {
                    (self.question)
                    @if !self.is_required {
                        span class="quiet" { " (optional)" }
                    }
                }
                @match self.kind.as_str() {
                    "yes_no" => (self.choice(&field, &["Yes".into(), "No".into()], typed, wrong)),
                    "choice" => (self.choice(&field, &self.choices, typed, wrong)),
                    "text" => {
                        textarea
                            class="in"
                            id=(field)
                            name=(field)
                            rows="3"
                            maxlength="2000"
                            required[self.is_required]
                            aria-invalid=[invalid]
                            aria-describedby=[described]
                        { (typed) }
                    }
                    kind => {
                        input
                            class="in"
                            id=(field)
                            name=(field)
                            type=(if kind == "date" { "date" } else { "text" })
                            inputmode=[(kind == "number").then_some("decimal")]
                            value=(typed)
                            autocomplete="off"
                            required[self.is_required]
                            aria-invalid=[invalid]
                            aria-describedby=[described];
                    }
                }
                @if let Some(words) = wrong {
                    span class="wrong" id={ (field) "-wrong" } role="alert" { (words) }
                }
            }
        }
    }

    fn choice(&self, field: &str, all: &[String], typed: &str, wrong: Option<&str>) -> Markup {
        html! {
            select
                class="in"
                id=(field)
                name=(field)
                required[self.is_required]
                aria-invalid=[wrong.map(|_| "true")]
                aria-describedby=[wrong.map(|_| format!("{field}-wrong"))]
            {
                option value="" { "Please choose" }
                @for one in all {
                    option value=(one) selected[one == typed] { (one) }
                }
            }
        }
    }
}
