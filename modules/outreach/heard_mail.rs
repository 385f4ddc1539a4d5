//! One message of a mailbox is heard: what it is decides what follows, all in the transaction that takes it.

use super::reading::Reading;
use super::replied::{Meant, meant};
use catalog::Kind;
use platform::vault::OrgKeys;
use platform::verb::Call;
use records::Result;
use serde_json::{Value, json};
use text::mail::{Mail, Report};
use uuid::Uuid;

/// What stands for an empty subject.
const NO_SUBJECT: &str = "(no subject)";

/// A message, and where it was found.
pub(super) struct Arrived<'a> {
    pub(super) mail: &'a Mail,
    /// Hash of its Message-ID.
    pub(super) key: &'a [u8],
    /// It was sent from here.
    pub(super) is_sent: bool,
    /// Only its headers were read.
    pub(super) is_cut: bool,
}

/// Which message of ours it speaks of.
struct Spoken {
    lead: Option<Uuid>,
    draft: Option<Uuid>,
    recipient: String,
}

/// What comes back of a message, as it is kept.
struct Came<'a> {
    outcome: &'a str,
    sentiment: Option<&'a str>,
    lasting: Option<bool>,
    until: Option<String>,
    activity: Option<Uuid>,
}

impl Came<'_> {
    fn of(outcome: &str) -> Came<'_> {
        Came { outcome, sentiment: None, lasting: None, until: None, activity: None }
    }
}

/// Hears a message that was taken. Answers what it was: answered, unsubscribed, bounced, delayed, complained,
/// out_of_office, chat, kept, nothing. The transaction is the server's.
pub(super) async fn hear(call: Call<'_>, reading: &Reading, arrived: &Arrived<'_>) -> Result<&'static str> {
    let mail = arrived.mail;
    let keys = call.keys().await?;
    let is_ours = arrived.is_sent;
    if !is_ours {
        // What says it is from here and was not sent from here is believed nothing.
        if mail.report.is_none() && mail.from.as_deref() == Some(&*reading.address) {
            return Ok("nothing");
        }
        if let Some(report) = &mail.report {
            return reported(call, reading, mail, report).await;
        }
        if is_for_modules(call, &keys, mail).await? {
            return Ok("chat");
        }
        // Mail that answers nothing may answer the last message to its sender; what answers something else does not.
        let sender = mail.from.as_deref().filter(|_| mail.answers.is_empty());
        if let Some(spoken) = spoken_of(call, &mail.answers, sender, reading.mailbox).await? {
            return answered(call, reading, &keys, arrived, &spoken).await;
        }
    }
    keep(call, reading, &keys, arrived, is_ours).await
}

/// The Message-IDs as they were sent.
fn bracketed<'a>(ids: impl Iterator<Item = &'a String>) -> Vec<String> {
    ids.map(|id| format!("<{id}>")).collect()
}

async fn spoken_of(call: Call<'_>, ids: &[String], sender: Option<&str>, mailbox: Uuid) -> Result<Option<Spoken>> {
    let ids = bracketed(ids.iter());
    let sql = "select lead_id, draft_id, recipient from outreach.spoken_of($1, $2, $3)";
    let row = call.row(sql, &[&ids, &sender, &mailbox]).await?;
    Ok(row.map(|row| Spoken { lead: row.get(0), draft: row.get(1), recipient: row.get(2) }))
}

/// A report of a mail server. It counts only for a message of ours, and only for the address that message went to.
async fn reported(call: Call<'_>, reading: &Reading, mail: &Mail, report: &Report) -> Result<&'static str> {
    let ids: Vec<String> = report.about.iter().chain(&mail.answers).cloned().collect();
    let Some(spoken) = spoken_of(call, &ids, None, reading.mailbox).await? else { return Ok("nothing") };
    let addresses: Vec<&str> = report.recipients.iter().map(|one| one.address.as_str()).collect();
    let sql = "select coalesce(array_agg(t.place::integer - 1 order by t.place), '{}') from unnest($1::text[]) with ordinality t (address, place)
                where outreach.address_key(t.address) = outreach.address_key($2)";
    let places: Vec<i32> = call.record("report", sql, &[&addresses, &spoken.recipient]).await?.get(0);
    if report.is_complaint {
        if places.is_empty() && !addresses.is_empty() {
            return Ok("nothing");
        }
        keep_reply(call, reading, mail, &spoken, &Came::of("complained"), "").await?;
        tell(call, &spoken, "complained", "They complained of a message", None).await?;
        return Ok("complained");
    }
    let one = places.iter().filter_map(|place| report.recipients.get(usize::try_from(*place).ok()?)).find(|one| {
        one.action == "failed" && (one.status.starts_with('5') || one.status.starts_with('4'))
            || one.status.starts_with('4')
    });
    let Some(one) = one else { return Ok("nothing") };
    let lasting = one.status.starts_with('5');
    let words = format!("{} {}", one.status, one.words);
    keep_reply(call, reading, mail, &spoken, &Came { lasting: Some(lasting), ..Came::of("bounced") }, words.trim())
        .await?;
    // What may pass is counted: of three messages that came back, nothing more arrives there.
    let sql = "select count(distinct r.draft_id) >= 3 from outreach.replies r join outreach.outreach_drafts d on d.id = r.draft_id
                where r.lead_id = $1 and r.outcome = 'bounced' and not r.is_lasting
                  and outreach.address_key(d.recipient) = outreach.address_key($2)";
    let is_over = lasting || call.record("count", sql, &[&spoken.lead, &spoken.recipient]).await?.get(0);
    if is_over {
        tell(call, &spoken, "bounced", &format!("It came back: {}", words.trim()), None).await?;
        return Ok("bounced");
    }
    Ok("delayed")
}

/// An answer to a message of ours.
async fn answered(
    call: Call<'_>,
    reading: &Reading,
    keys: &OrgKeys,
    arrived: &Arrived<'_>,
    spoken: &Spoken,
) -> Result<&'static str> {
    let mail = arrived.mail;
    match meant(mail, reading.today) {
        Meant::Nothing => Ok("nothing"),
        Meant::Away(back) => {
            let until = back.map(|day| day.to_string());
            let came = Came { until: until.clone(), ..Came::of("out_of_office") };
            keep_reply(call, reading, mail, spoken, &came, &mail.said).await?;
            tell(call, spoken, "out_of_office", "Out of office", until.as_deref()).await?;
            Ok("out_of_office")
        }
        Meant::Stop => {
            // The address that was written to, and the one that said so.
            // Who writes from elsewhere says nothing for others.
            let domain = |address: &str| address.rsplit('@').next().map(str::to_lowercase);
            let from = mail.from.as_deref().filter(|from| domain(from) == domain(&spoken.recipient));
            for address in [Some(spoken.recipient.as_str()), from].into_iter().flatten() {
                let sql = "select outreach.suppress('email', $1, 'Asked in a reply', 'reply')
                            where outreach.address_key($1) ~ '^[^@\\s]+@[^@\\s]+\\.[^@\\s.]+$'";
                call.query(sql, &[&address]).await?;
            }
            let activity = log(call, keys, arrived, spoken, None).await?;
            keep_reply(call, reading, mail, spoken, &Came { activity, ..Came::of("unsubscribed") }, &mail.said).await?;
            tell(call, spoken, "unsubscribed", "Asked in a reply", None).await?;
            Ok("unsubscribed")
        }
        Meant::Answered(sentiment) => {
            let activity = log(call, keys, arrived, spoken, Some(sentiment.mood())).await?;
            let came = Came { activity, sentiment: Some(sentiment.word()), ..Came::of("answered") };
            keep_reply(call, reading, mail, spoken, &came, &mail.said).await?;
            tell(call, spoken, "answered", "Answered by e-mail", None).await?;
            Ok("answered")
        }
    }
}

/// Says what the lead said, in the one place for it. A message whose lead is gone still keeps its address from being
/// written to.
async fn tell(call: Call<'_>, spoken: &Spoken, said: &str, words: &str, until: Option<&str>) -> Result<()> {
    let Some(lead) = spoken.lead else {
        let origin = match said {
            "bounced" => "bounce",
            "complained" => "complaint",
            "unsubscribed" => "reply",
            _ => return Ok(()),
        };
        let sql = "select outreach.suppress('email', $1, $2, $3::text::outreach.suppression_origin)";
        return call.execute(sql, &[&spoken.recipient, &words, &origin]).await.map(drop);
    };
    let days = call.setting("outreach.away_days", json!(7)).await?.as_i64().unwrap_or(7) as i32;
    let sql = "select outreach.hear($1, $2::text::outreach.outcome, $3, $4, case when $2::text = 'out_of_office' then
                 coalesce($5::text::date::timestamp at time zone outreach.zone(), now() + make_interval(days => $6)) end)";
    call.execute(sql, &[&lead, &said, &words, &spoken.draft, &until, &days]).await?;
    if said != "out_of_office" {
        let event = format!("{said}_lead");
        call.report(&event, "leads", lead, words).await?;
    }
    Ok(())
}

async fn keep_reply(
    call: Call<'_>,
    reading: &Reading,
    mail: &Mail,
    spoken: &Spoken,
    came: &Came<'_>,
    words: &str,
) -> Result<()> {
    let Some(lead) = spoken.lead else { return Ok(()) };
    let words = Some(words.trim()).filter(|words| !words.is_empty());
    // The draft may be gone with an undo.
    let sql = "
      insert into outreach.replies (lead_id, draft_id, mailbox_id, activity_id, outcome, sentiment, sender, subject, words,
          is_lasting, until_date, received_at, settled_at)
        values ($1, (select id from outreach.outreach_drafts where id = $2), $3, $4, $5::text::outreach.outcome, $6::text::outreach.reply_sentiment,
          $7, $8, left($9, 10000), $10, $11::text::date, least(coalesce($12::text::timestamptz, now()), now()),
          case when $5::text in ('bounced', 'out_of_office') then now() end)";
    call.execute(
        sql,
        &[
            &lead,
            &spoken.draft,
            &reading.mailbox,
            &came.activity,
            &came.outcome,
            &came.sentiment,
            &mail.from,
            &subject(mail),
            &words,
            &came.lasting,
            &came.until,
            &mail.sent_at,
        ],
    )
    .await
    .map(drop)
}

fn subject(mail: &Mail) -> &str {
    if mail.subject.is_empty() { NO_SUBJECT } else { &mail.subject }
}

/// What the messages of a conversation share: the first of them.
fn thread(mail: &Mail) -> Option<&str> {
    mail.answers.last().or(mail.id.as_ref()).map(String::as_str)
}

fn writer(mail: &Mail) -> Option<String> {
    let from = mail.from.as_deref()?;
    Some(mail.name.as_ref().map_or_else(|| from.to_string(), |name| format!("{name} <{from}>")))
}

/// An answer on the timeline of its lead, contact and open deal. Logged by hand before, it stays that entry.
async fn log(
    call: Call<'_>,
    keys: &OrgKeys,
    arrived: &Arrived<'_>,
    spoken: &Spoken,
    mood: Option<&str>,
) -> Result<Option<Uuid>> {
    let (mail, Some(lead)) = (arrived.mail, spoken.lead) else { return Ok(None) };
    let sql = "
      insert into crm.activities (type, subject, description, occurred_at, client_id, opportunity_id, lead_id, created_by,
          sentiment, message_key, writer, thread_key)
        select 'email', $2, nullif($3::text, ''), least(coalesce($4::text::timestamptz, now()), now()),
               coalesce(o.client_id, l.client_id, p.client_id), o.id, l.id, null, $5::text::crm.sentiment, $6, $7, $8
          from crm.leads l left join crm.contacts p on p.org_id = l.org_id and p.id = l.contact_id
          left join lateral (select d.id, d.client_id from crm.opportunities d where d.org_id = l.org_id
             and d.stage::text not in ('closed_won', 'closed_lost') and (d.id = l.converted_opportunity_id
               or d.client_id = coalesce(l.client_id, p.client_id))
             order by d.id = l.converted_opportunity_id desc nulls last, d.created_at desc limit 1) o on true
         where l.id = $1
        on conflict (org_id, message_key) where message_key is not null do nothing returning id";
    let own = hex(arrived.key);
    let id = mail.id.as_deref().unwrap_or(&own);
    let subject = subject(mail);
    let row =
        call.row(sql, &[&lead, &subject, &mail.said, &mail.sent_at, &mood, &id, &writer(mail), &thread(mail)]).await?;
    let Some(row) = row else {
        let known = call.row("select id from crm.activities where message_key = $1", &[&id]).await?;
        return Ok(known.map(|row| row.get(0)));
    };
    let activity: Uuid = row.get(0);
    let index = mail.from.as_deref().and_then(|from| keys.index(Kind::PiiEmail, from));
    let sql = "insert into crm.activity_contacts (activity_id, contact_id)
               select $1, p.id from crm.contacts p where p.email_index = $3
                  or p.id = (select l.contact_id from crm.leads l where l.id = $2) limit 20
               on conflict do nothing";
    call.execute(sql, &[&activity, &lead, &index]).await?;
    Ok(Some(activity))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// Whether a module knows what this answers: a letter it wrote.
async fn is_for_modules(call: Call<'_>, keys: &OrgKeys, mail: &Mail) -> Result<bool> {
    if mail.is_automatic || mail.is_bulk || mail.said.is_empty() || mail.answers.is_empty() {
        return Ok(false);
    }
    let told = of_modules(call, keys, mail, mail.from.iter()).await?;
    Ok(told["heard"] == true)
}

/// What the modules say of a message: whether one heard it, and the person it names.
async fn of_modules<'a>(
    call: Call<'_>,
    keys: &OrgKeys,
    mail: &Mail,
    others: impl Iterator<Item = &'a String>,
) -> Result<Value> {
    let indexes: Vec<String> =
        others.filter_map(|address| keys.index(Kind::PiiEmail, address)).map(|index| hex(&index)).collect();
    let told = json!({ "answers": mail.answers, "indexes": indexes, "words": mail.said });
    Ok(call.record("message", "select outreach.tell_modules($1)", &[&told]).await?.get(0))
}

/// Mail with somebody we know, on their timeline: as its owner allows, and for whom.
async fn keep(
    call: Call<'_>,
    reading: &Reading,
    keys: &OrgKeys,
    arrived: &Arrived<'_>,
    is_ours: bool,
) -> Result<&'static str> {
    let mail = arrived.mail;
    if reading.keeps == "answers" || mail.is_automatic || mail.is_bulk || mail.report.is_some() {
        return Ok("nothing");
    }
    // What was written from a playbook stands there already.
    if let (true, Some(id)) = (is_ours, &mail.id)
        && spoken_of(call, std::slice::from_ref(id), None, reading.mailbox).await?.is_some()
    {
        return Ok("nothing");
    }
    let sender = if is_ours { None } else { mail.from.as_ref() };
    let others: Vec<&String> = if is_ours { mail.to.iter().collect() } else { sender.into_iter().collect() };
    let others: Vec<&String> = others.into_iter().filter(|a| **a != reading.address && !reading.is_never(a)).collect();
    if others.is_empty() {
        return Ok("nothing");
    }
    let indexes: Vec<Vec<u8>> = others.iter().filter_map(|a| keys.index(Kind::PiiEmail, a)).collect();
    let sql = "select p.id, p.client_id from crm.contacts p where p.email_index = any ($1) order by p.client_id nulls last, p.id limit 50";
    let contacts = call.query(sql, &[&indexes]).await?;
    let client: Option<Uuid> = contacts.iter().find_map(|row| row.get(1));
    let sql = "select l.id from crm.leads l where l.address_index = any ($1) order by l.created_at desc limit 1";
    let lead: Option<Uuid> = call.row(sql, &[&others]).await?.map(|row| row.get(0));
    let told = of_modules(call, keys, &Mail::default(), others.iter().copied()).await?;
    let candidate = told["candidate"].as_str().and_then(|id| Uuid::parse_str(id).ok());
    if client.is_none() && lead.is_none() && candidate.is_none() {
        return Ok("nothing");
    }
    let text =
        Some(mail.text.as_str()).filter(|text| reading.keeps == "everything" && !arrived.is_cut && !text.is_empty());
    let own = hex(arrived.key);
    let id = mail.id.as_deref().unwrap_or(&own);
    let written = sender.and_then(|_| writer(mail));
    let sql = "
      insert into crm.activities (type, subject, description, occurred_at, client_id, lead_id, candidate_id, created_by,
          message_key, writer, thread_key, only_for)
        values ('email', $1, $2::text, least(coalesce($3::text::timestamptz, now()), now()), $4, $5, $6, $7, $8, $9, $10, $11)
        on conflict (org_id, message_key) where message_key is not null do nothing returning id";
    let subject = subject(mail);
    let row = call
        .row(
            sql,
            &[
                &subject,
                &text,
                &mail.sent_at,
                &client,
                &lead,
                &candidate,
                &reading.user,
                &id,
                &written,
                &thread(mail),
                &reading.only_for,
            ],
        )
        .await?;
    let Some(row) = row else { return Ok("nothing") };
    let activity: Uuid = row.get(0);
    let people: Vec<Uuid> = contacts.iter().map(|row| row.get(0)).collect();
    let sql = "insert into crm.activity_contacts (activity_id, contact_id) select $1, unnest($2::uuid[]) on conflict do nothing";
    call.execute(sql, &[&activity, &people]).await?;
    Ok("kept")
}

/// A message another mailbox holds, too: nothing is heard again, but who reads this one sees it as well.
pub(super) async fn again(call: Call<'_>, reading: &Reading, arrived: &Arrived<'_>) -> Result<()> {
    let mail = arrived.mail;
    if reading.keeps == "answers" {
        return Ok(());
    }
    let keys = call.keys().await?;
    keep(call, reading, &keys, arrived, arrived.is_sent).await?;
    let Some(id) = mail.id.as_deref() else { return Ok(()) };
    let sql = "update crm.activities a set only_for = case when $2::uuid[] is not null then a.only_for || $2 end
                where a.message_key = $1 and (a.writer is null or a.writer is not distinct from $3)
                  and a.occurred_at = least(coalesce($4::text::timestamptz, now()), now()) and a.only_for is not null and ($2::uuid[] is null or not a.only_for @> $2)";
    // An id alone is no proof: it has to be the same message.
    call.execute(sql, &[&id, &reading.only_for, &writer(mail), &mail.sent_at]).await.map(drop)
}
