//! Calendars (RFC 5545) → when somebody is busy. What the entries are about is answered only where it is asked for.

use anyhow::{Context as _, bail};
use calcard::common::timezone::Tz;
use calcard::icalendar::{
    ICalendar, ICalendarComponent, ICalendarComponentType, ICalendarPeriod, ICalendarProperty, ICalendarStatus,
    ICalendarTransparency, ICalendarValue,
};
use calcard::{Entry, Parser};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::io::Write;
use std::str::FromStr as _;

/// Bytes a calendar may have.
pub const LARGEST: usize = 5 << 20;
/// Time zones a calendar may describe; each series is read beside all of them.
const ZONES: usize = 50;
/// Entries that are looked at, times one of them comes round from its beginning, and times of all together.
const ENTRIES: usize = 20_000;
const TIMES: usize = 20_000;
const ALL_TIMES: usize = 500_000;
/// Stretches that are answered, and meetings.
const STRETCHES: usize = 5_000;
const MEETINGS: usize = 2_000;
/// People of a meeting.
const PEOPLE: usize = 50;

/// When somebody is busy, in seconds since 1970.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Busy {
    /// Stretches in order, none touching another.
    pub times: Vec<(i64, i64)>,
    /// There was more than is looked at.
    pub is_cut: bool,
    /// Meetings with others, where they are asked for.
    #[serde(default)]
    pub meetings: Vec<Meeting>,
}

/// A meeting with others.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meeting {
    /// What it is known by, wherever it is moved.
    pub key: String,
    /// From when, in seconds since 1970.
    pub starts: i64,
    /// Until when.
    pub ends: i64,
    /// What it is about, in a line.
    pub title: String,
    /// The addresses of who takes part, lower-case.
    pub people: Vec<String>,
}

/// What is asked: `<from> <until> <zone>`, moments in seconds since 1970, and the zone of times that say none; a fourth word
/// asks for meetings, too.
struct Asked {
    from: i64,
    until: i64,
    zone: Tz,
    meetings: bool,
}

/// Writes when a calendar's owner is busy.
///
/// # Errors
/// When it is no calendar.
pub(crate) fn write(bytes: &[u8], part: Option<&str>, out: &mut dyn Write) -> anyhow::Result<()> {
    serde_json::to_writer(out, &read(bytes, part.unwrap_or_default())?)?;
    Ok(())
}

fn read(bytes: &[u8], part: &str) -> anyhow::Result<Busy> {
    if bytes.len() > LARGEST {
        bail!("The calendar is larger than {} MB.", LARGEST >> 20);
    }
    let asked = asked(part)?;
    let text = String::from_utf8_lossy(bytes);
    let mut parser = Parser::new(&text);
    let (mut busy, mut is_calendar, mut left, mut room) = (Busy::default(), false, ENTRIES, ALL_TIMES);
    loop {
        match parser.entry() {
            Entry::ICalendar(calendar) => {
                is_calendar |=
                    calendar.components.iter().any(|c| c.component_type == ICalendarComponentType::VCalendar);
                busy.is_cut |= calendar.components.len() > left;
                let kept = calendar.components.len().min(left);
                left -= kept;
                of_one(calendar, kept, &asked, &mut room, &mut busy);
            }
            Entry::Eof => break,
            _ if left == 0 => break,
            _ => left -= 1,
        }
    }
    if !is_calendar {
        bail!("This is no calendar.");
    }
    busy.times = joined(busy.times);
    busy.is_cut |= busy.times.len() > STRETCHES || room == 0;
    busy.times.truncate(STRETCHES);
    Ok(busy)
}

fn asked(part: &str) -> anyhow::Result<Asked> {
    let mut words = part.split(' ');
    let mut moment = || words.next().and_then(|word| word.parse::<i64>().ok()).context("which days are asked for?");
    let (from, until) = (moment()?, moment()?);
    let zone = words.next().and_then(|name| Tz::from_str(name).ok()).unwrap_or(Tz::UTC);
    Ok(Asked { from, until, zone, meetings: words.next().is_some() })
}

/// The entries of one calendar. Each series is expanded by itself, with those of its times that were moved: one that never
/// ends takes nothing from the others.
fn of_one(calendar: ICalendar, kept: usize, asked: &Asked, room: &mut usize, busy: &mut Busy) {
    let (mut zones, mut series): (Vec<ICalendarComponent>, HashMap<String, Vec<ICalendarComponent>>) =
        Default::default();
    for (n, mut component) in calendar.components.into_iter().take(kept).enumerate() {
        component.component_ids.clear();
        match component.component_type {
            ICalendarComponentType::VTimezone if zones.len() < ZONES => zones.push(component),
            ICalendarComponentType::VTimezone => {}
            ICalendarComponentType::VEvent => {
                // Moved times are found by their moment; programs count their changes apart from those of the series.
                component.entries.retain(|entry| entry.name != ICalendarProperty::Sequence);
                let uid =
                    component.uid().filter(|uid| !uid.is_empty()).map_or_else(|| format!("\0{n}"), str::to_string);
                series.entry(uid).or_default().push(component);
            }
            ICalendarComponentType::VFreebusy => busy.times.extend(said_busy(&component, asked)),
            _ => {}
        }
    }
    for entries in series.into_values() {
        if *room == 0 {
            return;
        }
        let first = zones.len();
        let one = ICalendar { components: zones.iter().cloned().chain(entries).collect() };
        let found = one.expand_dates(asked.zone, TIMES.min(*room));
        busy.is_cut |=
            found.events.len() >= TIMES && found.events.iter().all(|event| event.timestamps().0 < asked.until);
        *room = room.saturating_sub(found.events.len());
        for event in &found.events {
            let (starts, ends) = event.timestamps();
            let takes = one.components.get(event.comp_id as usize).is_some_and(takes_time);
            if takes && event.comp_id as usize >= first && starts < asked.until && ends > asked.from && ends > starts {
                busy.times.push((starts.max(asked.from), ends.min(asked.until)));
                let entry = one.components.get(event.comp_id as usize).filter(|_| asked.meetings);
                if let Some(meeting) = entry.and_then(|entry| meeting(&one, entry, starts, ends, asked)) {
                    busy.is_cut |= busy.meetings.len() >= MEETINGS;
                    busy.meetings.push(meeting);
                    busy.meetings.truncate(MEETINGS);
                }
            }
        }
    }
}

/// A meeting, of an entry that names others. A time of a series that was moved is known by when it was to be.
fn meeting(all: &ICalendar, entry: &ICalendarComponent, starts: i64, ends: i64, asked: &Asked) -> Option<Meeting> {
    let uid = entry.uid().filter(|uid| !uid.is_empty())?;
    let named = entry.properties(&ICalendarProperty::Attendee).chain(entry.properties(&ICalendarProperty::Organizer));
    let mut people: Vec<String> = named
        .flat_map(|property| property.values.iter().filter_map(|value| value.as_text()))
        .map(|text| text.trim().to_lowercase().trim_start_matches("mailto:").to_string())
        .filter(|text| {
            text.contains('@') && text.len() <= 320 && !text.chars().any(|c| c.is_control() || c.is_whitespace())
        })
        .take(PEOPLE)
        .collect();
    people.sort_unstable();
    people.dedup();
    if people.is_empty() {
        return None;
    }
    let moved =
        entry.properties(&ICalendarProperty::RecurrenceId).next().and_then(|property| match property.values.first() {
            Some(ICalendarValue::PartialDateTime(at)) => {
                Some(at.to_date_time_with_tz(asked.zone).map_or(starts, |at| at.timestamp()))
            }
            _ => None,
        });
    let is_series = all.components.iter().any(|c| c.properties(&ICalendarProperty::Rrule).next().is_some());
    let key = match moved.or(is_series.then_some(starts)) {
        Some(at) => format!("{uid} {at}"),
        None => uid.to_string(),
    };
    let title =
        entry.properties(&ICalendarProperty::Summary).next().and_then(|p| p.values.first()).and_then(|v| v.as_text());
    let title: String =
        title.unwrap_or("Meeting").chars().map(|c| if c.is_control() { ' ' } else { c }).take(300).collect();
    let title = if title.trim().is_empty() { "Meeting".to_string() } else { title.trim().to_string() };
    Some(Meeting { key: key.chars().take(400).collect(), starts, ends, title, people })
}

/// Whether an entry says that its owner is not there for others.
fn takes_time(entry: &ICalendarComponent) -> bool {
    let is_free = entry.entries.iter().any(|e| {
        matches!(&e.name, ICalendarProperty::Other(name) if name.eq_ignore_ascii_case("X-MICROSOFT-CDO-BUSYSTATUS"))
            && e.values.first().and_then(|v| v.as_text()).is_some_and(|v| v.eq_ignore_ascii_case("FREE"))
    });
    !is_free
        && entry.status() != Some(&ICalendarStatus::Cancelled)
        && entry.transparency() != Some(&ICalendarTransparency::Transparent)
}

/// The stretches of a VFREEBUSY that are not said to be free.
fn said_busy(entry: &ICalendarComponent, asked: &Asked) -> Vec<(i64, i64)> {
    let mut times = Vec::new();
    for said in entry.properties(&ICalendarProperty::Freebusy) {
        let is_free = said.params.iter().any(|p| p.value.as_text().is_some_and(|v| v.eq_ignore_ascii_case("FREE")));
        for value in said.values.iter().filter(|_| !is_free).take(STRETCHES) {
            let ICalendarValue::Period(period) = value else { continue };
            let found = match period {
                ICalendarPeriod::Range { start, end } => start
                    .to_date_time_with_tz(asked.zone)
                    .zip(end.to_date_time_with_tz(asked.zone))
                    .map(|(s, e)| (s.timestamp(), e.timestamp())),
                ICalendarPeriod::Duration { start, duration } => start
                    .to_date_time_with_tz(asked.zone)
                    .zip(duration.to_time_delta())
                    .map(|(s, d)| (s.timestamp(), s.timestamp().saturating_add(d.num_seconds()))),
            };
            let inside = |&(s, e): &(i64, i64)| s < asked.until && e > asked.from && e > s;
            times.extend(found.filter(inside).map(|(s, e)| (s.max(asked.from), e.min(asked.until))));
        }
    }
    times
}

/// Stretches in order, those that touch made one.
fn joined(mut times: Vec<(i64, i64)>) -> Vec<(i64, i64)> {
    times.sort_unstable();
    let mut all: Vec<(i64, i64)> = Vec::new();
    for (starts, ends) in times {
        match all.last_mut() {
            Some(last) if starts <= last.1 => last.1 = last.1.max(ends),
            _ => all.push((starts, ends)),
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    /// When the owner of these entries is busy in March and April 2026, as hours of UTC.
    fn busy(entries: &str, zone: &str) -> Vec<(String, String)> {
        let text = format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{entries}END:VCALENDAR\r\n").replace('\n', "\r\n");
        let part = format!("1772323200 1777507200 {zone}");
        let told = |at: i64| calcard_time(at);
        read(text.as_bytes(), &part).unwrap().times.into_iter().map(|(s, e)| (told(s), told(e))).collect()
    }

    fn calcard_time(at: i64) -> String {
        let (day, second) = (at.div_euclid(86_400), at.rem_euclid(86_400));
        format!("{}+{:02}:{:02}", day - 20_513, second / 3600, second % 3600 / 60)
    }

    fn event(lines: &str) -> String {
        format!("BEGIN:VEVENT\nUID:{}\n{lines}\nEND:VEVENT\n", lines.len())
    }

    #[test]
    fn times_are_read_in_their_zone_on_both_sides_of_a_change() {
        // Berlin turns its clocks on 29 March 2026: nine o'clock is 08:00 UTC before, 07:00 after.
        let weekly = event(
            "DTSTART;TZID=Europe/Berlin:20260323T090000\nDTEND;TZID=Europe/Berlin:20260323T100000\nRRULE:FREQ=WEEKLY;COUNT=2",
        );
        let is = busy(&weekly, "UTC");
        assert_eq!(is, [("22+08:00".into(), "22+09:00".into()), ("29+07:00".into(), "29+08:00".into())]);
        let floating = event("DTSTART:20260302T090000\nDURATION:PT30M");
        assert_eq!(busy(&floating, "Australia/Sydney"), [("0+22:00".into(), "0+22:30".into())]);
    }

    #[test]
    fn what_takes_no_time_counts_for_nothing() {
        let at = "DTSTART:20260302T090000Z\nDTEND:20260302T100000Z\n";
        for free in ["TRANSP:TRANSPARENT", "STATUS:CANCELLED", "X-MICROSOFT-CDO-BUSYSTATUS:FREE"] {
            assert!(busy(&event(&format!("{at}{free}")), "UTC").is_empty(), "{free}");
        }
        assert_eq!(busy(&event(&format!("{at}TRANSP:OPAQUE")), "UTC").len(), 1);
    }

    #[test]
    fn a_moved_and_a_left_out_time_of_a_series_count_as_they_are() {
        let series = "BEGIN:VEVENT\nUID:a\nSEQUENCE:4\nDTSTART:20260302T090000Z\nDTEND:20260302T100000Z\nRRULE:FREQ=DAILY;COUNT=3\nEXDATE:20260304T090000Z\nEND:VEVENT\n\
             BEGIN:VEVENT\nUID:a\nSEQUENCE:6\nRECURRENCE-ID:20260303T090000Z\nDTSTART:20260303T140000Z\nDTEND:20260303T150000Z\nEND:VEVENT\n";
        let is = busy(series, "UTC");
        assert_eq!(is, [("1+09:00".into(), "1+10:00".into()), ("2+14:00".into(), "2+15:00".into())]);
    }

    #[test]
    fn a_series_without_an_end_takes_nothing_from_the_others() {
        let endless = "BEGIN:VEVENT\nUID:x\nDTSTART:19700101T000000Z\nDURATION:PT1S\nRRULE:FREQ=SECONDLY\nEND:VEVENT\n";
        let one = event("DTSTART:20260302T090000Z\nDTEND:20260302T100000Z");
        let text = format!("BEGIN:VCALENDAR\n{endless}{one}END:VCALENDAR\n").replace('\n', "\r\n");
        let read = read(text.as_bytes(), "1772323200 1777507200 UTC").unwrap();
        assert!(read.is_cut);
        assert_eq!(read.times.len(), 1);
    }

    #[test]
    fn meetings_are_known_wherever_they_are_moved() {
        let entries = "BEGIN:VEVENT\nUID:one\nSUMMARY:Kick-off\nDTSTART:20260302T090000Z\nDTEND:20260302T100000Z\nORGANIZER:mailto:Me@x.example\nATTENDEE;CN=Ann:MAILTO:Ann@acme.example\nEND:VEVENT\n\
             BEGIN:VEVENT\nUID:alone\nDTSTART:20260303T090000Z\nDTEND:20260303T100000Z\nEND:VEVENT\n\
             BEGIN:VEVENT\nUID:off\nSTATUS:CANCELLED\nDTSTART:20260303T090000Z\nDTEND:20260303T100000Z\nATTENDEE:mailto:ann@acme.example\nEND:VEVENT\n\
             BEGIN:VEVENT\nUID:many\nSUMMARY:Weekly\nDTSTART:20260302T110000Z\nDTEND:20260302T120000Z\nRRULE:FREQ=DAILY;COUNT=2\nATTENDEE:mailto:ann@acme.example\nEND:VEVENT\n\
             BEGIN:VEVENT\nUID:many\nSUMMARY:Weekly\nRECURRENCE-ID:20260303T110000Z\nDTSTART:20260304T150000Z\nDTEND:20260304T160000Z\nATTENDEE:mailto:ann@acme.example\nEND:VEVENT\n";
        let text = format!("BEGIN:VCALENDAR\r\n{entries}END:VCALENDAR\r\n").replace('\n', "\r\n");
        let read = |part: &str| read(text.as_bytes(), part).unwrap().meetings;
        let mut found = read("1772323200 1777507200 UTC meetings");
        found.sort_by_key(|meeting| meeting.starts);
        let keys: Vec<(&str, &str)> = found.iter().map(|m| (m.key.as_str(), m.title.as_str())).collect();
        assert_eq!(keys, [("one", "Kick-off"), ("many 1772449200", "Weekly"), ("many 1772535600", "Weekly")]);
        assert_eq!(found[0].people, ["ann@acme.example", "me@x.example"]);
        assert_eq!(found[2].starts, 1_772_636_400);
        assert!(read("1772323200 1777507200 UTC").is_empty(), "who does not ask is not told");
    }

    #[test]
    fn what_is_no_calendar_is_refused() {
        for text in ["", "<html>BEGIN:VCALENDAR</html>", "BEGIN:VCARD\r\nFN:A\r\nEND:VCARD\r\n", "\0\0\0"] {
            assert!(read(text.as_bytes(), "0 1 UTC").is_err(), "{text}");
        }
    }
}
