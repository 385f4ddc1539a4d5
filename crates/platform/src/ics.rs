//! Calendars as text (RFC 5545), written line by line.

use std::fmt::Write as _;

/// A calendar under way: [`Calendar::begin`], its events line by line, [`Calendar::end`].
pub struct Calendar(String);

impl Calendar {
    /// A calendar with its name.
    pub fn begin(name: &str) -> Calendar {
        let mut calendar = Calendar(String::new());
        for line in [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//Throughline//Calendar//EN",
            "CALSCALE:GREGORIAN",
            "METHOD:PUBLISH",
            "REFRESH-INTERVAL;VALUE=DURATION:PT15M",
        ] {
            calendar.line(line);
        }
        calendar.text("X-WR-CALNAME", name);
        calendar
    }

    /// A message about one event (RFC 5546): `REQUEST` invites, `CANCEL` calls off.
    pub fn message(method: &str) -> Calendar {
        let mut calendar = Calendar(String::new());
        for line in ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Throughline//Calendar//EN", "CALSCALE:GREGORIAN"] {
            calendar.line(line);
        }
        calendar.line(&format!("METHOD:{method}"));
        calendar
    }

    /// Somebody who takes part: the property with its parameters, their name, and their address.
    pub fn person(&mut self, property: &str, name: &str, address: &str) {
        // Inside quotes, and so without any (RFC 5545, 3.2).
        let name: String = name.chars().filter(|c| !c.is_control() && *c != '"').collect();
        let address: String = address.chars().filter(|c| !c.is_control() && !c.is_whitespace()).collect();
        self.line(&format!("{property};CN=\"{name}\":mailto:{address}"));
    }

    /// The whole text.
    pub fn end(mut self) -> String {
        self.line("END:VCALENDAR");
        self.0
    }

    /// A text property (RFC 5545, 3.3.11).
    pub fn text(&mut self, name: &str, value: &str) {
        let escaped = value.chars().fold(String::new(), |mut out, c| {
            match c {
                '\\' | ';' | ',' => {
                    let _ = write!(out, "\\{c}");
                }
                '\n' => out.push_str("\\n"),
                c if c.is_control() => {}
                c => out.push(c),
            }
            out
        });
        self.line(&format!("{name}:{escaped}"));
    }

    /// A line, folded after 75 octets (RFC 5545, 3.1).
    pub fn line(&mut self, text: &str) {
        let mut width = 0;
        for c in text.chars() {
            if width + c.len_utf8() > 75 {
                self.0.push_str("\r\n ");
                width = 1;
            }
            self.0.push(c);
            width += c.len_utf8();
        }
        self.0.push_str("\r\n");
    }
}
