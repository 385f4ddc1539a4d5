//! A document is read: its file in the child, its text cut into passages, and all of it written in one transaction. The
//! meaning of the passages follows in the background (embed_changes.rs); their words are found at once.

use super::read_file_text::sentence;
use super::take_in::derive;
use platform::store;
use platform::verb::{Call, Site, Verb};
use records::{Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use text::passages::{Passage, cut};
use text::{About, Kind, LARGEST, Outline, Page};
use tokio_postgres::types::ToSql;
use uuid::Uuid;

/// Which one.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ReadDocument {
    /// The document.
    #[schemars(extend("x-noun" = "documents"))]
    document: Uuid,
}

/// What was read.
#[derive(Debug, Default, Serialize, Deserialize, JsonSchema)]
struct Read {
    /// Its pages.
    pages: usize,
    /// Its passages.
    passages: usize,
    /// The same in words.
    note: String,
}

pub(crate) fn verb() -> Verb {
    let summary = "Reads the newest version of a document and puts its passages in the place of those that were. The server \
                   does it by itself when a document comes in.";
    Verb::work("read_document", summary, &["system"], read_document)
        .refuses("TL120", "when its file can't be read")
        .queue("documents")
        .tries(3)
}

/// What is to be read.
struct Due {
    title: String,
    version: i32,
    name: String,
    /// The text somebody typed; else it is the file's.
    typed: Option<String>,
    content: Option<store::Content>,
    url: Option<String>,
    size: usize,
}

/// What came of reading.
struct Found {
    kind: String,
    pages: Vec<Page>,
    about: About,
    cut: bool,
    passages: Vec<Passage>,
}

async fn read_document(site: Site<'_>, input: ReadDocument) -> Result<Read> {
    let result = read(&site, input.document).await;
    let (status, reason) = match &result {
        Ok(_) => return result,
        Err(e) if e.code == "TL499" => ("cancelled", None),
        Err(e) if site.is_final(e) => ("failed", Some(e.message.clone())),
        Err(_) => return result,
    };
    // Whoever asked to stop would stop this, too.
    let tx = site.door.begin(site.actor).await?;
    let call = Call { tx: &tx, actor: site.actor, tools: site.tools, progress: site.progress };
    mark(call, input.document, status, reason.as_deref()).await?;
    tx.commit().await?;
    result
}

/// What is said of a document whose pages are pictures.
const PICTURES: &str = "Its pages are pictures. They are read after text recognition (OCR) only.";

async fn read(site: &Site<'_>, document: Uuid) -> Result<Read> {
    let Some(due) = site.read(async |call| due(call, document).await).await? else {
        return Ok(Read { note: "There is nothing new to read".into(), ..Read::default() });
    };
    site.progress.at(5, format!("Reading {}", due.name))?;
    let outline = outline(site, &due).await?;
    if outline.text.needs_ocr {
        let version = json!({ "version": due.version });
        site.write(&version, async |call| mark(call, document, "needs_ocr", Some(PICTURES)).await).await?;
        return Ok(Read { note: PICTURES.into(), ..Read::default() });
    }
    site.progress.at(60, format!("Cutting {}", due.name))?;
    let found = passages(site, &due, outline).await?;
    let answer = Read {
        pages: found.pages.len(),
        passages: found.passages.len(),
        note: format!("{}: {} passages", due.title, found.passages.len()),
    };
    site.write(&json!({ "version": due.version }), async |call| keep(call, document, &due, &found).await).await?;
    Ok(answer)
}

/// The newest version, unless it was read; from then on people see that it is being read.
async fn due(call: Call<'_>, document: Uuid) -> Result<Option<Due>> {
    let sql = "select d.title, d.content, d.metadata ->> 'url', v.version, v.name, v.file_id,
                      kit.number_setting('knowledge.passage_size', 200)::int4
                 from knowledge.documents d
                 join knowledge.document_versions v on v.org_id = d.org_id and v.document_id = d.id
                where d.id = $1 and (v.read_at is null or not exists (
                        select from knowledge.document_chunks c where c.org_id = d.org_id and c.document_id = d.id))
                  and v.version = (select max(n.version) from knowledge.document_versions n
                                    where n.org_id = d.org_id and n.document_id = d.id)";
    let Some(row) = call.row(sql, &[&document]).await? else { return Ok(None) };
    let file: Option<Uuid> = row.get(5);
    let content = match file {
        Some(file) => store::content_of(call.tx, call.actor, file).await?,
        None => None,
    };
    let typed: Option<String> = row.get(1);
    mark(call, document, "reading", None).await?;
    Ok(Some(Due {
        title: row.get(0),
        version: row.get(3),
        name: row.get(4),
        typed: if content.is_some() { None } else { Some(typed.unwrap_or_default()) },
        content,
        url: row.get(2),
        size: usize::try_from(row.get::<_, i32>(6)).unwrap_or(200),
    }))
}

async fn mark(call: Call<'_>, document: Uuid, status: &str, reason: Option<&str>) -> Result<()> {
    derive(call, true).await?;
    let sql = "update knowledge.documents set status = $2::text::knowledge.document_status, reason = $3 where id = $1";
    call.execute(sql, &[&document, &status, &reason]).await?;
    derive(call, false).await
}

/// The text with its headings: of the file, read in the child, or as it was typed.
async fn outline(site: &Site<'_>, due: &Due) -> Result<Outline> {
    let refused = |why: &str| Error::new(400, "TL120", sentence(why));
    let Some(content) = &due.content else {
        return outline_of(site, due.typed.clone().unwrap_or_default().into_bytes()).await;
    };
    if content.size > LARGEST as u64 {
        return Err(refused(&format!("It is larger than {} MB", LARGEST >> 20)));
    }
    let objects = site.tools.objects.as_deref();
    let bytes = store::whole(site.door, objects, site.actor.org, content, LARGEST as u64).await;
    outline_of(site, bytes.map_err(store::unreadable)?).await
}

async fn outline_of(site: &Site<'_>, bytes: Vec<u8>) -> Result<Outline> {
    let refused = |why: &str| Error::new(400, "TL120", sentence(why));
    let read = site.tools.guard.read_bytes("outline", bytes).await.map_err(|e| refused(&format!("{e:#}")))?;
    serde_json::from_slice(&read).map_err(|e| Error::new(500, "XX000", e.to_string()))
}

async fn passages(site: &Site<'_>, due: &Due, outline: Outline) -> Result<Found> {
    let Outline { text, about } = outline;
    let kind = match (&due.url, &due.content) {
        (Some(_), _) => "url".to_string(),
        (None, None) => "text".to_string(),
        (None, Some(_)) => named(text.kind, &due.name),
    };
    let model = site.tools.embed.clone();
    let size = model.as_ref().map_or(due.size, |m| due.size.min(m.longest()));
    let title = titled(due, &about);
    let cutting = tokio::task::spawn_blocking(move || {
        let count = |words: &str| match &model {
            Some(model) => model.pieces(words),
            None => words.split_whitespace().map(|word| 1 + word.len() / 6).sum(),
        };
        let passages = cut(&text.pages, &title, size, &count);
        (text, passages)
    });
    let (text, passages) = cutting.await.map_err(|e| Error::new(500, "XX000", e.to_string()))?;
    if passages.is_empty() {
        return Err(Error::new(400, "TL120", "There is no text in it."));
    }
    Ok(Found { kind, pages: text.pages, about, cut: text.cut, passages })
}

/// What a file is, in the words of its name where that says more.
fn named(kind: Kind, name: &str) -> String {
    let known = serde_json::to_value(kind).ok().and_then(|k| k.as_str().map(str::to_string)).unwrap_or_default();
    let ending = name.rsplit('.').next().unwrap_or_default().to_lowercase();
    match known.as_str() {
        "text" if ["md", "csv", "tsv", "txt", "log"].contains(&ending.as_str()) => ending,
        _ => known,
    }
}

/// What it is called: a page that was fetched, as it says itself.
fn titled(due: &Due, about: &About) -> String {
    match (&due.url, &about.title) {
        (Some(url), Some(title)) if *url == due.title => title.clone(),
        _ => due.title.clone(),
    }
}

/// Writes all of it. Somebody may have brought a newer version meanwhile: then this one is left to it.
async fn keep(call: Call<'_>, document: Uuid, due: &Due, found: &Found) -> Result<()> {
    // It may be gone by now. What is newest is asked once nobody else writes it.
    let lock = "select 1 from knowledge.documents where id = $1 for no key update";
    if call.row(lock, &[&document]).await?.is_none() {
        return Ok(());
    }
    let newest = "select max(version) from knowledge.document_versions where document_id = $1";
    if call.record("document", newest, &[&document]).await?.get::<_, Option<i32>>(0) != Some(due.version) {
        return Ok(());
    }
    // Thousands of passages take longer than a person would wait.
    call.query("select set_config('statement_timeout', '600s', true)", &[]).await?;
    derive(call, true).await?;
    call.query("select set_config('throughline.reading', 'on', true)", &[]).await?;
    let before = "update knowledge.document_versions v set content = d.content
                    from knowledge.documents d where d.id = $1 and v.document_id = d.id and v.version = d.version
                     and v.version <> $2 and v.content is null";
    if due.content.is_some() {
        call.execute(before, &[&document, &due.version]).await?;
    }
    let told = told(found);
    let version =
        "update knowledge.document_versions set read_at = now(), metadata = $3 where document_id = $1 and version = $2";
    call.execute(version, &[&document, &due.version, &told]).await?;
    let content: Vec<&str> = found.pages.iter().map(|p| p.text.as_str()).collect();
    let content = content.join("\u{c}");
    let title = titled(due, &found.about);
    let update = "update knowledge.documents d
         set title = $2, content = $3::text, file_type = $4, version = $5, status = 'ready', reason = null,
             metadata = (metadata - '{author,date,language,pages,cut}'::text[]) || $6,
             file_path = case when $7 then '/files/' || file_id || '/content' end
       where id = $1";
    let title: String = title.chars().take(500).collect();
    let has_file = due.content.is_some();
    let values: &[&(dyn ToSql + Sync)] = &[&document, &title, &content, &found.kind, &due.version, &told, &has_file];
    call.execute(update, values).await?;
    replace(call, document, &found.passages).await?;
    call.query("select set_config('throughline.reading', '', true)", &[]).await?;
    derive(call, false).await
}

fn told(found: &Found) -> Value {
    let mut told = Map::new();
    let About { author, date, language, .. } = &found.about;
    for (key, value) in [("author", author), ("date", date), ("language", language)] {
        if let Some(value) = value {
            told.insert(key.into(), json!(value));
        }
    }
    told.insert("pages".into(), json!(found.pages.len()));
    if found.cut {
        told.insert("cut".into(), json!(true));
    }
    Value::Object(told)
}

/// Puts passages in the place of those that were; what stays the same keeps its meaning.
async fn replace(call: Call<'_>, document: Uuid, passages: &[Passage]) -> Result<()> {
    let texts: Vec<&str> = passages.iter().map(|p| p.text.as_str()).collect();
    let headings: Vec<String> = passages.iter().map(|p| p.heading.join(" › ")).collect();
    let places: Vec<Value> =
        passages.iter().map(|p| json!({ "page": p.page, "offset": p.offset, "length": p.length })).collect();
    let replace = "
      with old as materialized (
        delete from knowledge.document_chunks where document_id = $1
        returning heading, content, embedding, embedding_model),
      known as materialized (
        select distinct on (heading, content) * from old where embedding is not null order by heading, content)
      insert into knowledge.document_chunks (document_id, chunk_index, heading, content, metadata, embedding, embedding_model)
      select $1, (n.place - 1)::int, nullif(n.heading, ''), n.content, n.metadata, k.embedding, k.embedding_model
        from unnest($2::text[], $3::text[], $4::jsonb[]) with ordinality n (heading, content, metadata, place)
        left join known k on k.content = n.content and k.heading is not distinct from nullif(n.heading, '')
       where (select count(*) from old) >= 0";
    call.execute(replace, &[&document, &headings, &texts, &places]).await.map(drop)
}
