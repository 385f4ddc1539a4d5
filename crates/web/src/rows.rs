//! Single records: read, made, changed.

use crate::address::encode;
use crate::data::{Ask, Found, Row};
use crate::nouns::{Field, Noun};
use crate::refused::Refused;
use crate::visit::Visit;
use records::Error;

/// A row by its key, with all its fields.
pub(crate) async fn fetch(visit: &Visit, noun: &Noun<'_>, id: &str) -> Result<Found, Refused> {
    let fields: Vec<&Field> = noun.fields.iter().collect();
    let custom = if noun.table.column("custom").is_some() && !visit.actor.is_outsider() { ",custom" } else { "" };
    visit
        .find(Ask::new(noun.name(), format!("select={}{custom}&{}", encode(&noun.select(&fields)), noun.filter(id)?)))
        .await
}

/// Creates a row; own fields go into `custom`.
pub(crate) async fn save_new(visit: &Visit, actor: &platform::Actor, noun: &str, row: Row) -> Result<Row, Refused> {
    let tx = visit.begin(actor).await?;
    let made = visit.create_in(&tx, noun, &row).await?;
    visit.commit(tx).await?;
    Ok(made)
}

/// Changes a row of this key and answers it; own fields are merged into what `custom` holds.
pub(crate) async fn save(
    visit: &Visit,
    actor: &platform::Actor,
    noun: &Noun<'_>,
    id: &str,
    mut row: Row,
    version: Option<&str>,
) -> Result<Row, Refused> {
    if let Some(serde_json::Value::Object(changed)) = row.get("custom").cloned() {
        let found = visit.find(Ask::new(noun.name(), format!("select=custom&{}", noun.filter(id)?))).await?;
        let mut custom =
            found.rows.first().and_then(|r| r.get("custom")).and_then(|c| c.as_object().cloned()).unwrap_or_default();
        custom.extend(changed);
        custom.retain(|_, v| !v.is_null());
        row.insert("custom".into(), custom.into());
    }
    let tx = visit.begin(actor).await?;
    let mut changed = visit.update_in(&tx, noun.name(), &noun.filter(id)?, &row, version).await?;
    if changed.is_empty() {
        drop(tx);
        let there = visit
            .find(Ask::new(noun.name(), format!("select={}&{}", noun.table.primary_key[0], noun.filter(id)?)))
            .await?;
        return Err(if there.rows.is_empty() {
            Refused::nothing()
        } else if version.is_some() {
            Error::new(412, "TL412", "Somebody else changed this first")
                .hint("Look at what changed and try again.")
                .into()
        } else {
            Error::new(403, "42501", format!("Your role may not change this {}", noun.singular().to_lowercase()))
                .hint("It belongs to somebody else; ask its owner or an admin.")
                .into()
        });
    }
    visit.commit(tx).await?;
    Ok(changed.swap_remove(0))
}
