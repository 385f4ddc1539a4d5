//! Rows for pages: the API's own queries, planned and run as the person who looks.

use super::address::pairs;
use super::refused::Refused;
use super::visit::Visit;
use catalog::Table;
use platform::explain;
use platform::{Actor, Step, Tx};
use records::{Body, Count, Error, Expect, Plan, Prefer, Query, Return, Sql, Weight, answer};
use serde_json::{Map, Value};
use server::Server;
use uuid::Uuid;

/// A row as the API would answer it.
pub(super) type Row = Map<String, Value>;

/// Rows whose columns are all texts.
pub(super) type Texts = Vec<Vec<Option<String>>>;

/// One question to the records engine.
pub(super) struct Ask {
    /// The noun.
    pub(super) noun: String,
    /// The query string of the API.
    pub(super) query: String,
    /// Whether and how to count.
    pub(super) count: Option<Count>,
}

impl Ask {
    pub(super) fn new(noun: &str, query: impl Into<String>) -> Ask {
        Ask { noun: noun.into(), query: query.into(), count: None }
    }

    pub(super) fn counted(self, count: Count) -> Ask {
        Ask { count: Some(count), ..self }
    }
}

/// What was found.
#[derive(Default)]
pub(super) struct Found {
    pub(super) rows: Vec<Row>,
    /// How many rows the question finds without its limit.
    pub(super) total: Option<u64>,
    /// The cursor of the next page, when this one is full.
    pub(super) next: Option<String>,
    /// The version of each row.
    pub(super) versions: Vec<Option<i64>>,
}

/// Where rows are asked for: of which server, and as whom.
#[derive(Clone, Copy)]
pub(super) struct Desk<'a> {
    pub(super) server: &'a Server,
    pub(super) actor: &'a Actor,
}

impl Desk<'_> {
    /// Answers several questions in one transaction.
    pub(super) async fn read(&self, asks: &[Ask]) -> Result<Vec<Found>, Error> {
        let vault = self.server.vault(self.actor).await.map_err(|e| self.told(&e))?;
        let planner = self.server.planner(self.actor, &*vault);
        let (mut steps, mut plans) = (Vec::new(), Vec::new());
        for ask in asks {
            let query = Query::parse(&ask.query)?;
            let plan =
                planner.read(planner.table(&ask.noun)?, &query, &Prefer { count: ask.count, ..Prefer::default() })?;
            steps.push(Step::new(plan.sql.text.as_str(), plan.sql.params.clone()));
            if let Some(count) = &plan.count {
                steps.push(Step::new(count.text.as_str(), count.params.clone()));
            }
            plans.push(plan);
        }
        let weight = plans.iter().map(|p| p.weight).max().unwrap_or(Weight::Quick);
        let mut answers =
            self.server.door.run(self.actor, steps, weight, false).await.map_err(|e| self.told(&e))?.into_iter();
        let mut all = Vec::with_capacity(asks.len());
        for (plan, ask) in plans.iter().zip(asks) {
            let rows = answers.next().unwrap_or_default();
            self.server.note_read(self.actor, &ask.noun, plan, &rows.rows);
            let json = answer::json_list(plan, rows.rows.iter().map(|r| &r[..]), &self.server.writing(&*vault))?;
            let hidden: Vec<_> = rows.rows.iter().map(|r| answer::hidden(plan, r)).collect();
            let full = plan.limit == Some(rows.rows.len() as u64) && !plan.cursor.is_empty();
            let total = plan
                .count
                .as_ref()
                .and_then(|_| answers.next())
                .and_then(|c| Some(i64::from_be_bytes(c.rows.first()?.get(6..14)?.try_into().ok()?).max(0) as u64));
            all.push(Found {
                rows: rows_of(&json)?,
                total,
                next: if full { hidden.last().map(|(cursor, _)| records::cursor(cursor)) } else { None },
                versions: hidden.into_iter().map(|(_, version)| version).collect(),
            });
        }
        Ok(all)
    }

    /// Creates a row inside a transaction and answers it.
    pub(super) async fn create_in(&self, tx: &Tx, noun: &str, row: &Row) -> Result<Row, Error> {
        let vault = self.server.vault(self.actor).await.map_err(|e| self.told(&e))?;
        let planner = self.server.planner(self.actor, &*vault);
        let body = Body::json(Value::Object(row.clone()).to_string().as_bytes())?;
        let prefer = Prefer { returning: Return::Representation, missing_default: true, ..Prefer::default() };
        let plan =
            planner.create(planner.table(noun)?, &Query::parse("select=*")?, &prefer, body, Expect::default())?;
        let mut rows = self.run_in(tx, &plan, &*vault).await?;
        if rows.is_empty() {
            Err(Error::new(403, "42501", "You may create this, but not see it afterwards; nothing was saved"))
        } else {
            Ok(rows.swap_remove(0))
        }
    }

    /// Changes the rows a filter finds, if they still are of this version, and answers them.
    pub(super) async fn update_in(
        &self,
        tx: &Tx,
        noun: &str,
        filter: &str,
        row: &Row,
        version: Option<&str>,
    ) -> Result<Vec<Row>, Error> {
        let vault = self.server.vault(self.actor).await.map_err(|e| self.told(&e))?;
        let planner = self.server.planner(self.actor, &*vault);
        let body = Body::json(Value::Object(row.clone()).to_string().as_bytes())?;
        let prefer = Prefer { returning: Return::Representation, ..Prefer::default() };
        let version = version.and_then(answer::version_of);
        let plan = planner.update(
            planner.table(noun)?,
            &Query::parse(filter)?,
            &prefer,
            body,
            Expect::default(),
            version.as_deref(),
        )?;
        self.run_in(tx, &plan, &*vault).await
    }

    /// Removes the rows a filter finds and answers how many there were.
    pub(super) async fn delete_in(&self, tx: &Tx, noun: &str, filter: &str) -> Result<u64, Error> {
        let planner = self.server.planner(self.actor, &records::Nothing);
        let plan = planner.delete(
            planner.table(noun)?,
            &Query::parse(filter)?,
            &Prefer::default(),
            Expect::default(),
            None,
        )?;
        let rows =
            tx.run(&Step::new(plan.sql.text.as_str(), plan.sql.params.clone())).await.map_err(|e| self.told(&e))?;
        Ok(rows.affected)
    }

    async fn run_in(&self, tx: &Tx, plan: &Plan, vault: &dyn records::Vault) -> Result<Vec<Row>, Error> {
        let rows =
            tx.run(&Step::new(plan.sql.text.as_str(), plan.sql.params.clone())).await.map_err(|e| self.told(&e))?;
        let json = answer::json_list(plan, rows.rows.iter().map(|r| &r[..]), &self.server.writing(vault))?;
        rows_of(&json)
    }

    /// What PostgreSQL refused, in people's words.
    pub(super) fn told(&self, e: &platform::DbError) -> Error {
        explain(&self.server.catalog, e, true)
    }
}

impl Visit {
    fn desk(&self) -> Desk<'_> {
        Desk { server: &self.server, actor: &self.actor }
    }

    /// Answers several questions in one transaction.
    pub(super) async fn read(&self, asks: &[Ask]) -> Result<Vec<Found>, Refused> {
        Ok(self.desk().read(asks).await?)
    }

    /// Answers one question.
    pub(super) async fn find(&self, ask: Ask) -> Result<Found, Refused> {
        Ok(self.read(&[ask]).await?.into_iter().next().unwrap_or_default())
    }

    /// The statement that finds the keys of all rows a query of the API finds, for one of ours around it.
    pub(super) async fn keys(&self, noun: &str, query: &str) -> Result<Sql, Refused> {
        let vault = self.server.vault(&self.actor).await.map_err(|e| self.told(&e))?;
        let planner = self.server.planner(&self.actor, &*vault);
        Ok(planner.keys(planner.table(noun)?, &Query::parse(query)?)?)
    }

    /// The rows of texts that statements of ours answer this person, in one transaction and one round trip. They are
    /// planned once, for whatever their parameters are.
    pub(super) async fn texts(&self, steps: Vec<Step>) -> Result<Vec<Texts>, Refused> {
        let once = Step::new("select set_config('plan_cache_mode', 'force_generic_plan', true)", Vec::new());
        let steps = std::iter::once(once).chain(steps).collect();
        let answers = self.server.door.run(&self.actor, steps, Weight::Light, false).await;
        let answers = answers.map_err(|e| self.told(&e))?;
        Ok(answers.iter().skip(1).map(|found| found.rows.iter().map(|row| answer::texts(row)).collect()).collect())
    }

    /// A transaction as this person.
    pub(super) async fn begin(&self, actor: &Actor) -> Result<Tx, Refused> {
        self.server.door.begin(actor).await.map_err(|e| self.told(&e).into())
    }

    /// Commits, in the words of the catalog when it is refused.
    pub(super) async fn commit(&self, tx: Tx) -> Result<(), Refused> {
        tx.commit().await.map_err(|e| self.told(&e).into())
    }

    /// Creates a row inside a transaction and answers it.
    pub(super) async fn create_in(&self, tx: &Tx, noun: &str, row: &Row) -> Result<Row, Refused> {
        Ok(self.desk().create_in(tx, noun, row).await?)
    }

    /// Changes the rows a filter finds, if they still are of this version, and answers them.
    pub(super) async fn update_in(
        &self,
        tx: &Tx,
        noun: &str,
        filter: &str,
        row: &Row,
        version: Option<&str>,
    ) -> Result<Vec<Row>, Refused> {
        Ok(self.desk().update_in(tx, noun, filter, row, version).await?)
    }

    /// Removes the rows a filter finds and answers how many there were.
    pub(super) async fn delete_in(&self, tx: &Tx, noun: &str, filter: &str) -> Result<u64, Refused> {
        Ok(self.desk().delete_in(tx, noun, filter).await?)
    }

    /// Whether the database lets this person change the row of this key: asked of its policies, without locking the
    /// row.
    pub(super) async fn may_change(&self, table: &Table, key: &str) -> Result<bool, Refused> {
        if !self.may(&table.name, "UPDATE") {
            return Ok(false);
        }
        let keys: Vec<Uuid> = key.split(',').filter_map(|part| Uuid::parse_str(part).ok()).collect();
        if keys.len() != table.primary_key.len() {
            return Ok(false);
        }
        let tx = self.begin(&self.actor).await?;
        let policies = "select string_agg('(' || pg_get_expr(polqual, polrelid) || ')', ' or ') from pg_policy
           where polrelid = $1::text::regclass and polcmd in ('w', '*')
             and (polroles = '{0}' or (select oid from pg_roles where rolname = current_user) = any (polroles))";
        let row = tx.query_one(policies, &[&table.sql_name()]).await.map_err(|e| self.told_sql(e))?;
        let Some(rule) = row.get::<_, Option<String>>(0) else { return Ok(false) };
        let is: Vec<String> =
            table.primary_key.iter().enumerate().map(|(i, column)| format!("{column} = ${}", i + 1)).collect();
        let question =
            format!("select exists (select from {} where {} and ({rule}))", table.sql_name(), is.join(" and "));
        let params: Vec<&(dyn tokio_postgres::types::ToSql + Sync)> = keys.iter().map(|k| k as _).collect();
        let may = tx.query_one(&question, &params).await.map_err(|e| self.told_sql(e))?.get(0);
        self.commit(tx).await?;
        Ok(may)
    }

    /// What PostgreSQL refused, in people's words.
    pub(super) fn told(&self, e: &platform::DbError) -> Error {
        self.desk().told(e)
    }

    /// What PostgreSQL refused through a client, in people's words.
    pub(super) fn told_sql(&self, e: tokio_postgres::Error) -> Refused {
        self.told(&e.into()).into()
    }
}

/// The rows of an answer. A value from before its depth was bounded is read as far as it goes.
fn rows_of(json: &[u8]) -> Result<Vec<Row>, Error> {
    let read = || -> serde_json::Result<Vec<Row>> {
        if let Ok(rows) = serde_json::from_slice(json) {
            return Ok(rows);
        }
        let rows = platform::deep::read(json)?;
        Ok(rows.as_array().into_iter().flatten().filter_map(|row| row.as_object().cloned()).collect())
    };
    read().map_err(|e| Error::new(500, "XX000", e.to_string()))
}

/// A text of a row, or "".
pub(super) fn text<'r>(row: &'r Row, key: &str) -> &'r str {
    row.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// A number of a row, or 0.
pub(super) fn number(row: &Row, key: &str) -> f64 {
    row.get(key).and_then(Value::as_f64).unwrap_or_default()
}

/// A form's fields.
#[derive(Clone)]
pub(super) struct Fields(pub(super) Vec<(String, String)>);

impl Fields {
    /// The first value of a field, trimmed of nothing.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(k, _)| k == name).map(|(_, v)| v.as_str())
    }

    /// The first value of a field that is not empty.
    pub(super) fn filled(&self, name: &str) -> Option<&str> {
        self.get(name).map(str::trim).filter(|v| !v.is_empty())
    }

    /// All values of a field.
    pub(super) fn all(&self, name: &str) -> Vec<&str> {
        self.0.iter().filter(|(k, _)| k == name).map(|(_, v)| v.as_str()).collect()
    }
}

impl<S: Send + Sync> axum::extract::FromRequest<S> for Fields
where
    std::sync::Arc<Server>: axum::extract::FromRef<S>,
{
    type Rejection = Refused;

    async fn from_request(request: axum::extract::Request, state: &S) -> Result<Self, Refused> {
        use axum::extract::FromRef as _;
        let server = std::sync::Arc::<Server>::from_ref(state);
        let (parts, body) = request.into_parts();
        let bytes = server::http::read(body, &parts.headers, server.settings.max_body + (1 << 20)).await?;
        let text = std::str::from_utf8(&bytes).map_err(|_| Error::new(400, "PGRST102", "The form is not UTF-8"))?;
        Ok(Fields(pairs(text)))
    }
}
