//! What a form offers for the parts of its structured fields: names of other nouns, and files kept with the record.

use crate::address::encode;
use crate::data::{Ask, text};
use crate::nouns::{Noun, shown};
use crate::refused::Refused;
use crate::visit::Visit;
use catalog::{Holds, Inside};

/// Names one noun may bring.
const MOST: usize = 200;

/// What is offered.
#[derive(Default)]
pub(crate) struct Offered {
    /// Noun and its names.
    names: Vec<(String, Vec<String>)>,
    /// Id and name of the files kept with the record.
    pub(super) files: Vec<(String, String)>,
}

/// Nothing is.
pub(crate) static NOTHING: Offered = Offered { names: Vec::new(), files: Vec::new() };

impl Offered {
    /// The names of a noun.
    pub(super) fn names(&self, noun: &str) -> &[String] {
        self.names.iter().find(|(name, _)| name == noun).map(|(_, names)| names.as_slice()).unwrap_or_default()
    }
}

/// What is offered on the form of a record, or of a new one.
pub(crate) async fn offered(visit: &Visit, noun: &Noun<'_>, id: Option<&str>) -> Result<Offered, Refused> {
    let mut offered = Offered::default();
    let structured = || noun.fields.iter().filter(|f| f.writable).filter_map(|f| f.inside.as_ref());
    let mut nouns: Vec<&str> = structured().flat_map(Inside::offers).collect();
    nouns.sort_unstable();
    nouns.dedup();
    for name in nouns {
        // A noun of a module that is not here offers nothing.
        if visit.catalog().table(name).is_none() || !visit.may(name, "SELECT") {
            continue;
        }
        let there = visit.noun(name)?;
        let Some(called) = there.names().first().map(|f| f.key.clone()) else { continue };
        let question = format!("select={}&order={called}&limit={MOST}", encode(&there.select(&[])));
        let found = visit.find(Ask::new(name, question)).await?;
        let names = found.rows.iter().filter_map(|row| there.field(&called).map(|f| shown(f, row))).collect();
        offered.names.push((name.to_string(), names));
    }
    let has_files = structured().flat_map(Inside::parts).any(|part| part.holds == Holds::File);
    if let Some(id) = id.filter(|id| has_files && visit.may("files", "SELECT") && uuid::Uuid::parse_str(id).is_ok()) {
        let kept = format!("select=id,name&entity_type=eq.{}&entity_id=eq.{id}&order=id.desc&limit=100", noun.name());
        let found = visit.find(Ask::new("files", kept)).await?;
        offered.files = found.rows.iter().map(|f| (text(f, "id").into(), text(f, "name").into())).collect();
    }
    Ok(offered)
}
