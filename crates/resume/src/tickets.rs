//! Tickets, licences and certificates.

use crate::dates;
use crate::line::{Line, trimmed};
use crate::section::Section;
use crate::vocabulary::TICKETS;
use crate::words::Heading;
use crate::{Found, Ticket};

/// Names of certificates that are known wherever they stand.
const CERTIFICATES: &[&str] = &[
    "PMP",
    "Project Management Professional",
    "PRINCE2 Practitioner",
    "Certified Public Accountant",
    "CISSP",
    "CISM",
    "CISA",
    "OSCP",
    "CEH",
    "CCNA",
    "CCNP",
    "CompTIA Security+",
    "CompTIA Network+",
    "AWS Certified Solutions Architect",
    "AWS Certified Developer",
    "Azure Administrator Associate",
    "Certified Scrum Master",
    "CSM",
    "ISTQB",
    "Red Hat Certified Engineer",
    "CFA",
    "ACCA",
    "CIMA",
    "Six Sigma Black Belt",
    "Six Sigma Green Belt",
    "ITIL Foundation",
    "CKA",
    "CIPD",
    "NEBOSH",
    "IOSH",
    "Advanced Life Support",
    "Basic Life Support",
    "ACLS",
    "Certificate IV in Training and Assessment",
    "TESOL",
    "CELTA",
];

/// Reads both: tickets are what the table of tickets has or what stands under their heading.
pub(crate) fn read(sections: &[Section]) -> (Vec<Found<Ticket>>, Vec<Found<String>>) {
    let mut tickets: Vec<Found<Ticket>> = Vec::new();
    let mut certificates: Vec<Found<String>> = Vec::new();
    for section in sections {
        for line in &section.lines {
            match section.heading {
                Some(Heading::Tickets) => listed(line, |name, at, known| {
                    add_ticket(&mut tickets, line, name, at, if known { 95 } else { 75 });
                }),
                Some(Heading::Certificates) => listed(line, |name, at, known| {
                    if known {
                        add_ticket(&mut tickets, line, name, at, 90);
                    } else if !certificates.iter().any(|c| c.value.eq_ignore_ascii_case(&name)) {
                        certificates.push(Found::new(name, line.span(&at), 85));
                    }
                }),
                // Who can drive a forklift has no licence by that: among skills only a ticket's whole name counts.
                Some(Heading::Skills) => {
                    listed(line, |name, at, _| {
                        let is_whole = at.len() == name.len() || TICKETS.of(&line.text[at.clone()]).is_some();
                        if is_whole && is_sure(&line.text[at.clone()]) && TICKETS.of(&name).is_some() {
                            add_ticket(&mut tickets, line, name, at, 70);
                        }
                    });
                    certificates_in(line, &mut certificates);
                }
                Some(Heading::Summary | Heading::Other | Heading::Contact) | None => {
                    for (entry, at) in TICKETS.within(&line.text) {
                        if is_sure(&line.text[at.clone()]) {
                            add_ticket(&mut tickets, line, entry.name.to_string(), at, 70);
                        }
                    }
                    certificates_in(line, &mut certificates);
                }
                Some(Heading::Education) => certificates_in(line, &mut certificates),
                _ => {}
            }
        }
    }
    (tickets, certificates)
}

/// Whether a name outside its list is one: several words, or capitals.
fn is_sure(written: &str) -> bool {
    written.contains(' ') || written.chars().count() > 2 && written.chars().all(|c| !c.is_lowercase())
}

fn certificates_in(line: &Line, certificates: &mut Vec<Found<String>>) {
    for name in CERTIFICATES {
        let Some(at) = line.text.find(name) else { continue };
        let is_whole = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
        let at = at..at + name.len();
        if is_whole(line.text[..at.start].chars().next_back())
            && is_whole(line.text[at.end..].chars().next())
            && !certificates.iter().any(|c| c.value.contains(name))
        {
            certificates.push(Found::new((*name).to_string(), line.span(&at), 75));
        }
    }
}

/// Tickets of a person at most; a profile holds two hundred.
const MOST: usize = 100;

fn add_ticket(tickets: &mut Vec<Found<Ticket>>, line: &Line, name: String, at: std::ops::Range<usize>, confidence: u8) {
    if tickets.len() >= MOST || tickets.iter().any(|t| t.value.name.eq_ignore_ascii_case(&name)) {
        return;
    }
    let behind = &line.text[at.end..];
    let plain = behind.to_lowercase();
    let says =
        ["exp", "valid", "until", "renew", "due", "gültig", "ablauf", "valable", "válid", "geldig", "ends", "to "];
    let expires = says.iter().any(|w| plain.contains(w)).then(|| dates::day(behind)).flatten().map(|d| d.0);
    let ticket = Ticket { name, number: number(behind), expires };
    tickets.push(Found::new(ticket, line.span(&at), confidence));
}

/// The number behind `No.`, `#` or `Nr.`
fn number(text: &str) -> Option<String> {
    let plain = text.to_lowercase();
    let at = ["no. ", "no.: ", "number ", "number: ", "nr. ", "#", "n° ", "no: ", "licence no "]
        .iter()
        .find_map(|l| plain.find(l).map(|at| at + l.len()))?;
    let number: String = text.get(at..)?.chars().take_while(|c| c.is_alphanumeric() || *c == '-').collect();
    (number.len() >= 3 && number.chars().any(|c| c.is_ascii_digit())).then_some(number)
}

/// The items of a line, whether each is a ticket, by its name here.
fn listed(line: &Line, mut each: impl FnMut(String, std::ops::Range<usize>, bool)) {
    // A comma may be part of a name: "Diploma in Governance, Risk and Compliance".
    let short = line.text.split(',').all(|p| p.split_whitespace().count() <= 4);
    let is_sign = |c: char| c == ',' && short || matches!(c, ';' | '|' | '·' | '•' | '\t');
    for (part, at) in line.parts(is_sign).collect::<Vec<_>>() {
        let (name, at) = bare(part, at);
        if name.chars().filter(|c| c.is_alphabetic()).count() < 2 || name.chars().count() > 90 {
            continue;
        }
        if let Some(entry) = TICKETS.of(name) {
            each(entry.name.to_string(), at, true);
            continue;
        }
        let within: Vec<_> = TICKETS.within(name).into_iter().filter(|f| name.len() < f.1.len() + 16).collect();
        match within.as_slice() {
            [(entry, _)] => each(entry.name.to_string(), at, true),
            _ => each(name.to_string(), at, false),
        }
    }
}

/// Without what stands in brackets, dates and numbers behind it.
fn bare(part: &str, at: std::ops::Range<usize>) -> (&str, std::ops::Range<usize>) {
    let mut end = part.len();
    if TICKETS.of(part).is_none() {
        for sign in [" (exp", " (valid", " exp", " valid", " No.", " no.", " #", " – ", " - ", ": "] {
            if let Some(found) = part.find(sign).filter(|f| *f > 2) {
                end = end.min(found);
            }
        }
        if let Some(spell) = dates::spell(&part[..end]).filter(|s| s.at.end + 1 >= end && s.at.start > 3) {
            end = spell.at.start;
        }
    }
    let mut kept = trimmed(&part[..end]);
    if !kept.contains('(') {
        kept = kept.trim_end_matches(')');
    } else if !kept.contains(')') {
        kept = trimmed(kept.split('(').next().unwrap_or(kept));
    }
    (kept, at.start..at.start + kept.len())
}
