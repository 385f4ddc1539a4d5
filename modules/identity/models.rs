//! Asking a model for words: which one, whether it may be asked, and what it cost. Nothing of the database is held while it
//! answers.

use futures_util::StreamExt as _;
use platform::models::{Asked, Event, Events, Fault, ModelAt, Spent};
use platform::verb::{Call, Site};
use records::{Error, Result};
use serde_json::json;
use uuid::Uuid;

/// A model that may be asked.
pub(crate) struct Model {
    id: Uuid,
    /// What it is called here.
    pub(crate) name: String,
    at: ModelAt,
    price: (f64, f64),
    /// What of the provider was read: it changes with it.
    pub(crate) version: String,
}

/// The model of the organisation; none when there is none.
///
/// # Errors
/// TL429 when what may be asked this month is used up; 58000 when its key can't be opened.
pub(crate) async fn model(site: &Site<'_>) -> Result<Option<Model>> {
    site.read(async |call| {
        call.as_system().await?;
        let found = open(call, None).await?;
        if found.is_some() {
            let limit: Option<String> =
                call.record("limit", "select identity.model_limit($1)", &[&call.actor.user]).await?.get(0);
            if let Some(limit) = limit {
                return Err(Error::new(429, "TL429", limit).hint("An admin sets how much that is."));
            }
        }
        call.as_actor().await?;
        Ok(found)
    })
    .await
}

/// Opens a provider: the one that is asked, or the one that is named. As the server.
///
/// # Errors
/// 58000 when its key can't be opened.
pub(crate) async fn open(call: Call<'_>, named: Option<Uuid>) -> Result<Option<Model>> {
    let inside_only = call.setting("models.inside_only", json!(false)).await? == json!(true);
    let Some(row) = call.row("select * from identity.model_provider($1)", &[&named]).await? else { return Ok(None) };
    let id: Uuid = row.get(0);
    let keys = call.keys().await?;
    let key = row.get::<_, Option<&[u8]>>(5).map(|key| keys.open("model_providers", "key", id.as_bytes(), key));
    let key = key.transpose().map_err(|e| Error::new(500, "58000", e.to_string()))?;
    let at = ModelAt { kind: row.get(2), address: row.get(3), key, model: row.get(4), inside_only };
    Ok(Some(Model { id, name: row.get(1), at, price: (row.get(6), row.get(7)), version: row.get(8) }))
}

impl Model {
    /// Asks, and answers piece by piece. Whoever reads it says with [`Model::note`] what it cost.
    pub(crate) fn ask(&self, site: &Site<'_>, asked: Asked) -> Events {
        site.tools.chat.ask(self.at.clone(), asked)
    }

    /// Asks, and waits for all the words.
    ///
    /// # Errors
    /// TL502 when there is no answer; TL429 when the model is busy.
    pub(crate) async fn words(&self, site: &Site<'_>, purpose: &str, asked: Asked) -> Result<String> {
        let (mut words, mut spent, mut fault) = (String::new(), Spent::default(), None);
        let mut events = self.ask(site, asked);
        while let Some(event) = events.next().await {
            match event {
                Ok(Event::Text(text)) => words += &text,
                Ok(Event::Call(_)) => {}
                Ok(Event::End(end)) => spent = end,
                Err(e) => fault = Some(e),
            }
        }
        self.note(site, purpose, spent, fault.as_ref()).await?;
        match fault {
            Some(fault) => Err(told(&fault)),
            None => Ok(words),
        }
    }

    /// Notes a use. Whoever asked to stop would keep this from being written, so nobody is asked.
    ///
    /// # Errors
    /// What PostgreSQL said.
    pub(crate) async fn note(&self, site: &Site<'_>, purpose: &str, spent: Spent, fault: Option<&Fault>) -> Result<()> {
        let cost = (f64::from(spent.read) * self.price.0 + f64::from(spent.written) * self.price.1) / 1e6;
        let (read, written) = (spent.read.min(1 << 30) as i32, spent.written.min(1 << 30) as i32);
        let error = fault.map(ToString::to_string);
        let system = platform::Actor { role: "system", operation: None, ..site.actor.clone() };
        let tx = site.door.begin(&system).await?;
        let sql = "insert into identity.model_uses (provider_id, model, purpose, user_id, read_tokens, written_tokens, cost, error)
                   select p.id, $2, $3, $4, $5, $6, $7::float8, $8 from identity.model_providers p where p.id = $1";
        let params: &[&(dyn tokio_postgres::types::ToSql + Sync)] =
            &[&self.id, &self.at.model, &purpose, &site.actor.user, &read, &written, &cost, &error];
        tx.execute(sql, params).await.map_err(|e| site.tools.explain(&e.into()))?;
        tx.commit().await?;
        Ok(())
    }

    /// Its id in `model_providers`.
    pub(crate) fn id(&self) -> Uuid {
        self.id
    }
}

/// Why there was no answer, as people are told it.
pub(crate) fn told(fault: &Fault) -> Error {
    let error = match fault {
        Fault::Busy(_) => Error::new(429, "TL429", fault.to_string()),
        _ => Error::new(502, "TL502", fault.to_string()),
    };
    match fault {
        Fault::Shut(_) => error.hint("An admin looks at the key and the credit of the provider."),
        Fault::Away(_) => error.hint("An admin looks at the address of the provider."),
        _ => error.hint("Try again later."),
    }
}
