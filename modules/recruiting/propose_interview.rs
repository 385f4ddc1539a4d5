//! Times are proposed for an interview, and the candidate is asked to pick one.

use super::interview_times::{Window, free};
use super::status_link::status_link;
use super::tell_of_interviews::announce;
use crate::identity::outbox::{Letter, post};
use platform::verb::{Call, Verb};
use records::{Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Times that may be proposed at once, and how many are when nobody chose them.
const MOST: usize = 20;
const USUAL: usize = 5;

/// An interview to come.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ProposeInterview {
    /// The application.
    #[schemars(extend("x-noun" = "applications"))]
    application: Uuid,
    /// The round, as the job's hiring process names it.
    round: String,
    /// Who holds it.
    interviewers: Vec<Uuid>,
    /// How long it takes, in minutes; 45 without it.
    minutes: Option<i32>,
    /// The times that are proposed; the first free ones on different days when there are none.
    #[serde(default)]
    times: Vec<String>,
    /// The first day that is looked at when no times are given.
    #[schemars(extend("format" = "date"))]
    first: Option<String>,
    /// The last day.
    #[schemars(extend("format" = "date"))]
    last: Option<String>,
    /// Where it is, or who calls whom.
    location: Option<String>,
    /// Link to the video meeting.
    meeting_url: Option<String>,
    /// The interview whose times are proposed anew; a new one without it.
    #[schemars(extend("x-noun" = "interviews"))]
    again: Option<Uuid>,
    /// How the candidate hears of it: mail is sent, link is passed on by you.
    #[schemars(extend("enum" = ["mail", "link"]))]
    by: String,
}

/// What was proposed.
#[derive(Debug, Serialize, JsonSchema)]
struct Proposed {
    /// The interview.
    interview: Uuid,
    /// The times.
    times: Vec<String>,
    /// Where the candidate picks one; only when you pass it on, and shown only now.
    url: Option<String>,
    /// The e-mail that takes it to them.
    email: Option<Uuid>,
}

pub(crate) fn verb() -> Verb {
    let summary = "Proposes times for an interview at which everybody who holds it is free, and asks the candidate to pick one \
                   on their page. With an interview that is there, its former time is given up first.";
    Verb::new("propose_interview", summary, super::PLACERS, propose_interview)
        .refuses("TL404", "when there is no such application or interview, or it is not theirs to change")
        .refuses("TL100", "without a round, interviewers or times, or an address to write to")
        .refuses("TL409", "when nobody is free in these days")
        .refuses("23514", "when the application has ended, or somebody holds no interviews")
        .on("applications", "application")
        .when("is_active", &["true"])
        .page("interview")
        .leads_to("interviews", "interview")
        .icon("video")
}

/// The verb: whoever may change the person.
async fn propose_interview(call: Call<'_>, input: ProposeInterview) -> Result<Proposed> {
    let wrong = |field: &str, words: &str| Error::new(400, "TL100", words).field(field);
    let sql = "select c.id, c.name, c.first_name, c.email::bytea, j.title, o.name
                 from recruiting.applications a join recruiting.candidates c on c.id = a.candidate_id
                 join recruiting.jobs j on j.id = a.job_id join identity.organizations o on o.org_id = a.org_id
                where a.id = $1 for no key update of c";
    let row = call.record("application", sql, &[&input.application]).await?;
    let (person, name, first_name): (Uuid, String, String) = (row.get(0), row.get(1), row.get(2));
    let (sealed, job, organisation): (Option<Vec<u8>>, String, String) = (row.get(3), row.get(4), row.get(5));
    if let Some(again) = input.again {
        let sql = "select 1 from recruiting.interviews where id = $1 and application_id = $2";
        call.record("interview", sql, &[&again, &input.application]).await?;
    }
    let round = input.round.split_whitespace().collect::<Vec<_>>().join(" ");
    if round.is_empty() || round.chars().count() > 100 {
        return Err(wrong("round", "Say which round it is, such as Screening."));
    }
    let mut people = input.interviewers.clone();
    people.sort_unstable();
    people.dedup();
    if people.is_empty() || people.len() > 10 {
        return Err(wrong("interviewers", "Say who holds the interview: one to ten people."));
    }
    let keys = call.keys().await?;
    let to = match input.by.as_str() {
        "link" => None,
        "mail" if call.tools.public_url.is_empty() => {
            return Err(wrong("by", "The server does not know its own address, so a letter can't carry a link.")
                .hint("Whoever runs the server says it with --public-url. Or pass the link on yourself."));
        }
        "mail" => {
            let sealed = sealed.ok_or_else(|| wrong("by", &format!("{name} has no e-mail address.")))?;
            let open = keys.open("candidates", "email", person.as_bytes(), &sealed);
            Some(open.map_err(|e| Error::new(500, "58000", e.to_string()))?)
        }
        _ => return Err(wrong("by", "It goes by mail or link.")),
    };
    let minutes = input.minutes.unwrap_or(45);
    let window = Window { minutes: Some(minutes), first: input.first, last: input.last, beside: input.again };
    let times = if input.times.is_empty() {
        let (_, found) = free(call, input.application, &people, &window).await?;
        some_days(found.into_iter().map(|time| time.starts_at).collect())
    } else {
        input.times
    };
    if times.is_empty() {
        return Err(Error::new(409, "TL409", "There is no time at which everybody is free in these days.")
            .hint("Look at more days, or choose times yourself.")
            .field("times"));
    }
    if times.len() > MOST {
        return Err(wrong("times", &format!("Propose {MOST} times at most.")));
    }

    call.as_system().await?;
    let given = |text: &Option<String>| text.as_deref().map(str::trim).filter(|t| !t.is_empty()).map(str::to_string);
    let (location, meeting_url) = (given(&input.location), given(&input.meeting_url));
    let interview: Uuid = if let Some(again) = input.again {
        let sql =
            "update recruiting.interviews set status = 'proposed', reason = null, candidate_words = null where id = $1";
        call.execute(sql, &[&again]).await?;
        // Who had it in their calendar hears that it is off before others are asked.
        announce(call, &keys, again).await?;
        call.execute("delete from recruiting.interview_slots where interview_id = $1", &[&again]).await?;
        call.execute("delete from recruiting.interviewers where interview_id = $1", &[&again]).await?;
        let sql = "update recruiting.interviews set round = $2, minutes = $3, location = $4, meeting_url = $5::text, organizer_id = coalesce(kit.user_id(), organizer_id) where id = $1";
        call.execute(sql, &[&again, &round, &minutes, &location, &meeting_url]).await?;
        again
    } else {
        let sql = "insert into recruiting.interviews (application_id, round, minutes, time_zone, location, meeting_url, organizer_id)
                   values ($1, $2, $3, recruiting.zone(), $4, $5::text, kit.user_id()) returning id";
        call.record("interview", sql, &[&input.application, &round, &minutes, &location, &meeting_url]).await?.get(0)
    };
    let sql = "insert into recruiting.interviewers (interview_id, user_id) select $1::uuid, unnest($2::uuid[])";
    call.execute(sql, &[&interview, &people]).await?;
    let sql = "insert into recruiting.interview_slots (interview_id, starts_at, ends_at)
               select distinct $1::uuid, t.at, t.at + make_interval(mins => $3)
                 from unnest($2::text[]) w cross join lateral (select recruiting.moment_of(w) as at) t where t.at > now()";
    if call.execute(sql, &[&interview, &times, &minutes]).await? == 0 {
        return Err(wrong("times", "These times are over already."));
    }
    let link = status_link(call, input.application).await?;
    let url = format!("{}#interviews", link.url);
    let words = "select recruiting.moment(s.starts_at, i.time_zone) from recruiting.interview_slots s
                   join recruiting.interviews i on i.id = s.interview_id where i.id = $1 order by s.starts_at";
    let said = call.query(words, &[&interview]).await?;
    let said: Vec<String> = said.iter().map(|row| row.get(0)).collect();
    let zone: String = call
        .record("interview", "select time_zone from recruiting.interviews where id = $1", &[&interview])
        .await?
        .get(0);
    let mut proposed = Proposed { interview, times: Vec::new(), url: None, email: None };
    if let Some(to) = to {
        let list = said.iter().map(|time| format!("- {time}")).collect::<Vec<_>>().join("\n");
        let body = format!(
            "Hello {first_name},\n\nwe would like to talk with you about {job} ({round}, {minutes} minutes). These times are \
             free ({zone}):\n\n{list}\n\nPlease pick one here, or tell us when you can:\n\n{url}\n\n{organisation}\n"
        );
        let subject = format!("Pick a time for your interview: {job}");
        let by = call.actor.user;
        let letter = Letter { to, subject, body, kind: "key", by, ..Letter::default() };
        proposed.email = Some(post(call, &keys, &letter).await?);
    } else {
        proposed.url = Some(url);
    }
    let stamps = "select recruiting.stamp(s.starts_at) from recruiting.interview_slots s where s.interview_id = $1 order by s.starts_at";
    proposed.times = call.query(stamps, &[&interview]).await?.iter().map(|row| row.get(0)).collect();
    // Candidates were told; there is no more to tell until one is picked.
    call.execute("update recruiting.interviews set told_sequence = sequence where id = $1", &[&interview]).await?;
    call.as_actor().await?;
    let words = format!("proposed times for an interview with {name}: {round}");
    call.report("proposed_interview", "interviews", interview, &words).await?;
    Ok(proposed)
}

/// Some of many times, spread over days: a morning and an afternoon are more of a choice than two half hours.
fn some_days(all: Vec<String>) -> Vec<String> {
    let mut days: Vec<Vec<String>> = Vec::new();
    for time in all {
        match days.last_mut() {
            Some(day) if day[0].get(..10) == time.get(..10) => day.push(time),
            _ => days.push(vec![time]),
        }
    }
    let mut picked: Vec<String> = days.iter().take(USUAL).map(|day| day[0].clone()).collect();
    for day in &days {
        let late = &day[day.len() / 2];
        if picked.len() < USUAL && !picked.contains(late) {
            picked.push(late.clone());
        }
    }
    picked.sort_unstable();
    picked
}
