//! Appointments: how a moment is told, and the file that puts one into a calendar.

use axum::http::StatusCode;
use axum::response::Response;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use platform::ics::Calendar;

/// A moment as an appointment is told: with its weekday.
pub(super) fn at(text: &str, zone: &TimeZone) -> String {
    text.parse::<Timestamp>()
        .map_or_else(|_| text.to_string(), |at| at.to_zoned(zone.clone()).strftime("%A, %-d %B %Y, %H:%M").to_string())
}

/// An entry for a calendar, as a file.
pub(super) fn entry(id: &str, title: &str, place: &str, starts_at: &str, ends_at: &str) -> Response {
    let moment =
        |text: &str| text.parse::<Timestamp>().map(|at| at.strftime("%Y%m%dT%H%M%SZ").to_string()).unwrap_or_default();
    let mut out = Calendar::begin(title);
    out.line("BEGIN:VEVENT");
    out.line(&format!("UID:{id}@throughline"));
    out.line(&format!("DTSTAMP:{}", moment(starts_at)));
    out.line(&format!("DTSTART:{}", moment(starts_at)));
    out.line(&format!("DTEND:{}", moment(ends_at)));
    out.text("SUMMARY", title);
    if !place.is_empty() {
        out.text("LOCATION", place);
    }
    out.line("END:VEVENT");
    server::http::typed(StatusCode::OK, "text/calendar; charset=utf-8", out.end())
}
