//! Drafting messages from a playbook: for one lead, or for thousands in a few statements.

use super::template::{Approved, Template, Values};
use platform::Actor;
use platform::verb::{Call, Verb};
use records::{Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::HashMap;
use uuid::Uuid;

/// Leads one go drafts for at most.
pub const MOST: usize = 10_000;
/// Leads that were left out are listed up to here.
const LISTED: usize = 200;
/// What is known of leads, as templates speak of it. As who asks.
pub(super) const VALUES: &str = "
  select l.id, case $2 when 'email' then l.email::text when 'whatsapp' then l.phone::text else p.linkedin_url::text end,
    jsonb_strip_nulls(jsonb_build_object(
      'contact.firstName', coalesce(nullif(p.first_name, ''), nullif(l.first_name, ''), nullif(split_part(l.contact_name, ' ', 1), '')),
      'contact.lastName', coalesce(nullif(p.last_name, ''), nullif(l.last_name, ''), nullif(substring(l.contact_name from ' (.+)$'), '')),
      'contact.name', coalesce(nullif(p.name, ''), nullif(l.contact_name, ''), nullif(concat_ws(' ', nullif(l.first_name, ''), nullif(l.last_name, '')), '')),
      'contact.title', nullif(p.title, ''), 'company.name', coalesce(nullif(l.company_name, ''), c.name),
      'company.website', c.website, 'company.industry', nullif(c.industry, ''), 'company.country', coalesce(c.country, l.country),
      'lead.country', l.country, 'lead.source', l.source)),
    coalesce(l.company_name, l.contact_name, l.email::text, 'A lead')
    from crm.leads l left join crm.clients c on c.org_id = l.org_id and c.id = l.client_id
    left join crm.contacts p on p.org_id = l.org_id and p.id = l.contact_id
   where l.id = any ($1)";

/// What is drafted, and for whom.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct DraftOutreach {
    /// The playbook.
    #[schemars(extend("x-noun" = "outreach_playbooks"))]
    playbook: Uuid,
    /// The lead.
    #[schemars(extend("x-noun" = "leads"))]
    lead: Option<Uuid>,
    /// More of them, up to 10,000.
    #[serde(default)]
    #[schemars(extend("x-noun" = "leads"))]
    leads: Vec<Uuid>,
}

/// A lead nothing was drafted for.
#[derive(Debug, Serialize, JsonSchema)]
struct LeftOut {
    /// The lead.
    lead: Uuid,
    /// What it is called.
    name: String,
    /// Why.
    reason: String,
}

/// What was drafted.
#[derive(Debug, Serialize, JsonSchema)]
struct Drafted {
    /// How many messages wait for approval now.
    drafts: usize,
    /// How many of them have warnings.
    with_warnings: usize,
    /// How many leads were left out.
    left_out: usize,
    /// The first of them, with the reason.
    leads: Vec<LeftOut>,
    /// The same in words.
    note: String,
}

pub(crate) fn verb() -> Verb {
    let summary = "Drafts a message of a playbook to leads. Who is suppressed, or is in the playbook already, is left out and told. \
                   What is drafted waits for approval.";
    Verb::new("draft_outreach", summary, super::WRITERS, draft_outreach)
        .refuses("TL100", "without a lead, with more than 10,000, or when the template can't be read")
        .refuses("TL404", "when there is no such playbook")
        .refuses("TL409", "when the playbook is not in use, or the one lead that is named is left out")
        .on("leads", "lead")
        .all_at_once("leads")
        .icon("send")
}

/// The sender's part of what is known.
pub(super) async fn sender(call: Call<'_>, user: Option<Uuid>) -> Result<Values> {
    let sql = "select coalesce(u.full_name, ''), coalesce(u.email::text, ''), o.name from identity.organizations o
                 left join identity.users u on u.org_id = o.org_id and u.id = $1";
    let row = call.record("organisation", sql, &[&user]).await?;
    let (name, email, organisation): (String, String, String) = (row.get(0), row.get(1), row.get(2));
    let first = name.split(' ').next().unwrap_or_default().to_string();
    Ok(Values::from([
        ("sender.name".into(), name),
        ("sender.firstName".into(), first),
        ("sender.email".into(), email),
        ("organisation.name".into(), organisation),
    ]))
}

pub(super) fn values_of(known: &serde_json::Value, sender: &Values) -> Values {
    let mut values = sender.clone();
    for (name, value) in known.as_object().into_iter().flatten() {
        values.insert(name.clone(), value.as_str().unwrap_or_default().to_string());
    }
    values
}

/// The verb: leads are read as who asks, and so what they may not see is not there for them.
async fn draft_outreach(call: Call<'_>, input: DraftOutreach) -> Result<Drafted> {
    let sql = "select subject_template, body_template, channel::text, enabled, name, whatsapp_template,
                 whatsapp_values, language from outreach.outreach_playbooks where id = $1";
    let playbook = call.record("playbook", sql, &[&input.playbook]).await?;
    let (subject, body): (Option<String>, String) = (playbook.get(0), playbook.get(1));
    let (channel, name): (String, String) = (playbook.get(2), playbook.get(4));
    if !playbook.get::<_, bool>(3) {
        return Err(Error::new(409, "TL409", format!("{name} is not in use.")).hint("Switch the playbook on first."));
    }
    let template = Template::new(subject.as_deref(), &body)?;
    let (approved, filled): (Option<String>, Option<serde_json::Value>) = (playbook.get(5), playbook.get(6));
    let filled = filled.unwrap_or_default();
    let approved = approved.as_deref().filter(|_| channel == "whatsapp");
    let approved = approved.map(|name| Approved::new(name, playbook.get(7), &filled)).transpose()?;
    let mut leads = input.leads;
    leads.extend(input.lead);
    leads.sort_unstable();
    leads.dedup();
    if leads.is_empty() || leads.len() > MOST {
        return Err(Error::new(400, "TL100", format!("Choose one to {MOST} leads.")).field("leads"));
    }
    let sender = sender(call, call.actor.user).await?;
    let found = call.query(VALUES, &[&leads, &channel]).await?;
    let of: HashMap<Uuid, usize> = found.iter().enumerate().map(|(n, row)| (row.get(0), n)).collect();
    let called = |lead: &Uuid| of.get(lead).map_or_else(|| "A lead".to_string(), |n| found[*n].get(3));
    let mut out: Vec<LeftOut> = Vec::new();
    let mut leave = |lead: Uuid, reason: &str| {
        out.push(LeftOut { lead, name: called(&lead), reason: reason.to_string() });
    };
    for lead in leads.iter().filter(|lead| !of.contains_key(lead)) {
        leave(*lead, "There is no such lead, or it is not yours to see.");
    }
    let ids: Vec<Uuid> = found.iter().map(|row| row.get(0)).collect();
    let recipients: Vec<Option<String>> = found.iter().map(|row| row.get(1)).collect();
    let sql = "select lead_id, type::text, reason from outreach.suppressed_leads($1, $2)";
    let mut left: HashMap<Uuid, String> = call
        .query(sql, &[&ids, &recipients])
        .await?
        .iter()
        .map(|row| {
            let what = match row.get::<_, &str>(1) {
                "email" | "erased" => "address",
                "phone" => "number",
                "linkedin" => "profile",
                other => other,
            };
            let why = row.get::<_, Option<&str>>(2).map(|why| format!(": {why}")).unwrap_or_default();
            (row.get(0), format!("Its {what} is suppressed{why}"))
        })
        .collect();
    for lead in written_already(call, input.playbook, &ids, &recipients).await? {
        left.entry(lead).or_insert_with(|| "This playbook wrote to its address already.".into());
    }
    let wanted: Vec<Uuid> = ids.iter().filter(|id| !left.contains_key(id)).copied().collect();
    for id in &ids {
        if let Some(why) = left.get(id) {
            leave(*id, why);
        }
    }
    // Many are told of once, not one by one.
    let server = Actor { role: "system", bulk: leads.len() > 20, ..call.actor.clone() };
    call.tx.become_actor(&server).await?;
    let enrol = "insert into outreach.enrolments (lead_id, playbook_id) select unnest($1::uuid[]), $2
                 on conflict on constraint enrolments_once do nothing returning lead_id, id";
    let enrolled: HashMap<Uuid, Uuid> =
        call.query(enrol, &[&wanted, &input.playbook]).await?.iter().map(|row| (row.get(0), row.get(1))).collect();
    for id in wanted.iter().filter(|id| !enrolled.contains_key(id)) {
        leave(*id, "It is in this playbook already.");
    }
    let mut rows = Columns::default();
    let mut with_warnings = 0;
    for row in found.iter().filter(|row| enrolled.contains_key(&row.get(0))) {
        let lead: Uuid = row.get(0);
        let values = values_of(&row.get(2), &sender);
        let mut made = template.made(&values)?;
        let filled = approved.as_ref().map(|approved| approved.filled(&values, &mut made)).transpose()?;
        let mut metadata = json!(made);
        let recipient: Option<String> = row.get(1);
        if recipient.is_none() {
            let what = match &*channel {
                "email" => "Missing e-mail address",
                "whatsapp" => "Missing telephone number",
                _ => "Missing LinkedIn profile",
            };
            metadata["warnings"].as_array_mut().into_iter().for_each(|all| all.push(json!(what)));
        }
        with_warnings += usize::from(metadata["warnings"].as_array().is_some_and(|all| !all.is_empty()));
        rows.leads.push(lead);
        rows.enrolments.push(enrolled[&lead]);
        rows.recipients.push(recipient);
        rows.subjects.push(made.subject);
        rows.bodies.push(made.body);
        rows.metadata.push(metadata);
        rows.filled.push(json!(filled));
    }
    let insert = "
      insert into outreach.outreach_drafts (lead_id, enrolment_id, recipient, subject, body, made_subject, made_body, metadata,
        playbook_id, channel, whatsapp_template, whatsapp_language, whatsapp_values)
      select r.lead, r.enrolment, r.recipient, r.subject, r.body, r.subject, r.body, r.metadata, $7, $8::text::outreach.channel,
             $9::text, $10::text, nullif(r.filled, 'null')
        from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::jsonb[], $11::jsonb[])
          r (lead, enrolment, recipient, subject, body, metadata, filled)";
    let template = approved.as_ref().map(|approved| (approved.name, approved.language.as_str())).unzip();
    let params: &[&(dyn tokio_postgres::types::ToSql + Sync)] = &[
        &rows.leads,
        &rows.enrolments,
        &rows.recipients,
        &rows.subjects,
        &rows.bodies,
        &rows.metadata,
        &input.playbook,
        &channel,
        &template.0,
        &template.1,
        &rows.filled,
    ];
    let drafts = call.execute(insert, params).await? as usize;
    call.as_actor().await?;
    if let (0, Some(one), Some(_)) = (drafts, out.first(), input.lead) {
        return Err(Error::new(409, "TL409", format!("Nothing was drafted for {}. {}", one.name, one.reason)));
    }
    let left_out = out.len();
    let mut note =
        if drafts == 1 { "1 message was drafted".to_string() } else { format!("{drafts} messages were drafted") };
    if left_out > 0 {
        note += &format!(", {left_out} left out");
    }
    out.truncate(LISTED);
    Ok(Drafted { drafts, with_warnings, left_out, leads: out, note })
}

#[derive(Default)]
struct Columns {
    leads: Vec<Uuid>,
    enrolments: Vec<Uuid>,
    recipients: Vec<Option<String>>,
    subjects: Vec<Option<String>>,
    bodies: Vec<String>,
    metadata: Vec<serde_json::Value>,
    filled: Vec<serde_json::Value>,
}

/// Leads whose address this playbook wrote to already, as another lead or before; of several leads with one address, all
/// but the first.
async fn written_already(
    call: Call<'_>,
    playbook: Uuid,
    leads: &[Uuid],
    recipients: &[Option<String>],
) -> Result<Vec<Uuid>> {
    let sql = "with asked as materialized (
                 select a.lead, k.key, row_number() over (partition by k.key order by a.place) as n
                   from unnest($2::uuid[], $3::text[]) with ordinality a (lead, recipient, place)
                  cross join lateral (select outreach.address_key(a.recipient) as key) k where k.key is not null),
               before as materialized (
                 select outreach.address_key(d.recipient) as key, d.lead_id, d.status = 'sent' as was_sent
                   from outreach.outreach_drafts d
                  where d.playbook_id = $1 and d.status <> 'cancelled' and d.recipient is not null)
               select a.lead from asked a where a.n > 1
               union
               select a.lead from asked a join before b on b.key = a.key where b.lead_id <> a.lead or b.was_sent";
    call.as_system().await?;
    let found = call.query(sql, &[&playbook, &leads, &recipients]).await?.iter().map(|row| row.get(0)).collect();
    call.as_actor().await?;
    Ok(found)
}
