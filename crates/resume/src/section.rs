//! Lines → the parts of a résumé.

use crate::Span;
use crate::line::Line;
use crate::words::Heading;

/// Lines under one heading.
#[derive(Debug)]
pub(crate) struct Section {
    /// What they are about; nothing above the first heading.
    pub(crate) heading: Option<Heading>,
    /// The lines, without the heading.
    pub(crate) lines: Vec<Line>,
}

/// The parts, in order. Where the name stands, none goes on.
pub(crate) fn sections(lines: Vec<Line>, name: Option<Span>) -> Vec<Section> {
    let mut sections: Vec<Section> = vec![Section { heading: None, lines: Vec::new() }];
    // What a column of the page before was about when the page ended: it may go on.
    let mut columns: [Option<Heading>; 4] = [None; 4];
    let mut place = (0, 0);
    let has_heading = lines.iter().any(|line| heading(line).is_some_and(|(h, _)| h == Heading::Experience));
    for line in lines {
        if (line.page, line.column) != place {
            if place != (0, 0) && place.1 != line.column && line.column != 0 {
                let goes_on = if line.page > place.0 { columns[line.column.min(3)] } else { None };
                sections.push(Section { heading: goes_on, lines: Vec::new() });
            }
            place = (line.page, line.column);
        }
        let at = line.whole();
        if name.is_some_and(|n| n.page == at.page && at.from <= n.from && n.to <= at.to) {
            sections.push(Section { heading: None, lines: Vec::new() });
        }
        let now = sections.last().and_then(|s| s.heading);
        match heading(&line).filter(|(h, rest)| !stays(now, *h, *rest, &line, has_heading)) {
            Some((heading, rest)) => {
                columns[line.column.min(3)] = Some(heading);
                sections.push(Section { heading: Some(heading), lines: Vec::new() });
                if let Some(at) = rest {
                    let from = line.from + line.text[..at].chars().count();
                    push(&mut sections, Line { text: line.text[at..].to_string(), from, ..line });
                }
            }
            None => push(&mut sections, line),
        }
    }
    sections
}

fn push(sections: &mut [Section], line: Line) {
    if let Some(last) = sections.last_mut() {
        last.lines.push(line);
    }
}

/// What a line heads, and where it goes on.
fn heading(line: &Line) -> Option<(Heading, Option<usize>)> {
    if let Some(heading) = Heading::of(&line.text) {
        return Some((heading, None));
    }
    Heading::before(&line.text).map(|(heading, at)| (heading, Some(at)))
}

/// Whether what looks like a heading belongs to the part it stands in.
fn stays(now: Option<Heading>, heading: Heading, rest: Option<usize>, line: &Line, has_heading: bool) -> bool {
    let inline = rest.is_some();
    match (now, heading) {
        // "Languages: Java, Python", "Tools: Git" among skills; spoken languages are told apart by their names.
        (Some(Heading::Skills), Heading::Skills | Heading::Other | Heading::Experience | Heading::Education)
            if inline =>
        {
            true
        }
        (Some(Heading::Skills), Heading::Languages) => {
            let at = rest.unwrap_or(0);
            inline && crate::languages::named(&line.text[at..]).is_none()
        }
        // "Contact: …" or "Profile: …" in the address.
        (None, Heading::Contact) if inline => true,
        // A bullet, or a word in the middle of a job: "Projects: …", "Tools: …".
        (Some(Heading::Experience), _) if inline => {
            !matches!(heading, Heading::Languages | Heading::Education | Heading::Certificates | Heading::Tickets)
                || line.bullet
        }
        (Some(Heading::Experience), Heading::Other | Heading::Contact | Heading::Summary) if line.bullet => true,
        (Some(Heading::Education), Heading::Other) if inline => true,
        (Some(_), Heading::Education | Heading::Skills | Heading::Experience) if line.bullet && has_heading => true,
        _ => false,
    }
}
