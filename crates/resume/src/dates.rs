//! Months and spans of time as people write them, in six languages.

use crate::Month;
use std::ops::Range;

/// Letters by which a month is known, once its marks are off.
const MONTHS: &[&[&str]] = &[
    &["january", "jan", "januar", "janvier", "janv", "enero", "ene", "janeiro", "januari", "jänner", "gennaio", "gen"],
    &[
        "february",
        "feb",
        "februar",
        "février",
        "fevrier",
        "févr",
        "fév",
        "febrero",
        "fevereiro",
        "fev",
        "februari",
        "febbraio",
    ],
    &["march", "mar", "märz", "mrz", "maerz", "mars", "marzo", "março", "marco", "maart", "mrt"],
    &["april", "apr", "avril", "avr", "abril", "abr", "aprile"],
    &["may", "mai", "mayo", "maio", "mei", "maggio", "mag"],
    &["june", "jun", "juni", "juin", "junio", "junho", "giugno", "giu"],
    &["july", "jul", "juli", "juillet", "juil", "julio", "julho", "luglio", "lug"],
    &["august", "aug", "août", "aout", "agosto", "ago", "augustus"],
    &["september", "sep", "sept", "septembre", "septiembre", "setembro", "set", "settembre"],
    &["october", "oct", "oktober", "okt", "octobre", "octubre", "outubro", "out", "ottobre", "ott"],
    &["november", "nov", "novembre", "noviembre", "novembro"],
    &["december", "dec", "dezember", "dez", "décembre", "decembre", "déc", "diciembre", "dic", "dezembro", "dicembre"],
];

const NOW: &[&str] = &[
    "present",
    "now",
    "today",
    "current",
    "currently",
    "date",
    "ongoing",
    "heute",
    "jetzt",
    "laufend",
    "aktuell",
    "dato",
    "aujourd'hui",
    "présent",
    "actuel",
    "actuellement",
    "jour",
    "actualidad",
    "actual",
    "actualmente",
    "presente",
    "hoy",
    "atual",
    "atualmente",
    "momento",
    "hoje",
    "heden",
    "nu",
    "huidig",
    "oggi",
    "attuale",
];
const SINCE: &[&str] = &["since", "seit", "depuis", "desde", "sinds", "from", "ab", "vanaf"];
const UNTIL: &[&str] =
    &["to", "until", "till", "through", "thru", "bis", "à", "au", "a", "al", "até", "hasta", "tot", "t/m", "al"];
/// Words that stand inside a date.
const INSIDE: &[&str] = &["de", "of", "del", "des", "the", "le"];
/// Years somebody living worked in.
const YEARS: std::ops::RangeInclusive<i32> = 1940..=2100;

/// A span of time in a text.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Spell {
    /// Its first month, and where that stands.
    pub(crate) start: (Month, Range<usize>),
    /// Its last month, and where that stands; nothing while it lasts, and where only one date stands.
    pub(crate) end: Option<(Month, Range<usize>)>,
    /// It lasts.
    pub(crate) is_open: bool,
    /// Only one date stands there.
    pub(crate) is_single: bool,
    /// Where all of it stands.
    pub(crate) at: Range<usize>,
}

/// Whether a date stands in a text.
pub(crate) fn any(text: &str) -> bool {
    let tokens = tokens(text);
    (0..tokens.len()).any(|i| point(&tokens, i).is_some())
}

/// The first span of time in a text, or its first date where it has none.
pub(crate) fn spell(text: &str) -> Option<Spell> {
    let tokens = tokens(text);
    let mut single = None;
    for i in 0..tokens.len() {
        let Some((start, after)) = point(&tokens, i) else { continue };
        if start.is_now() {
            continue;
        }
        let at = tokens[i].at.start..tokens[after - 1].at.end;
        let since = i.checked_sub(1).map(|b| &tokens[b]).filter(|t| SINCE.contains(&t.text.as_str()));
        if let Some((end, behind)) = until(&tokens, after) {
            let whole = since.map_or(at.start, |t| t.at.start)..tokens[behind - 1].at.end;
            let from = (after..behind).find(|n| point(&tokens, *n).is_some()).unwrap_or(after);
            let place = tokens[from].at.start..tokens[behind - 1].at.end;
            let Point::Month(mut first) = start else { continue };
            let Point::Month(last) = end else {
                return Some(Spell { start: (first, at), end: None, is_open: true, is_single: false, at: whole });
            };
            // "Jan – Mar 2019": the year stands behind the second one only.
            if first.year == 0 {
                first.year = last.year;
            }
            if first <= last || first.year == last.year {
                return Some(Spell {
                    start: (first, at),
                    end: Some((last, place)),
                    is_open: false,
                    is_single: false,
                    at: whole,
                });
            }
        }
        let Point::Month(first) = start else { continue };
        if first.year == 0 {
            continue;
        }
        let whole = since.map_or(at.start, |t| t.at.start)..at.end;
        let opens = since.is_some() || tokens.get(after).is_some_and(|t| t.is_dash()) && after + 1 == tokens.len();
        let found = Spell { start: (first, at), end: None, is_open: opens, is_single: !opens, at: whole };
        if opens {
            return Some(found);
        }
        single.get_or_insert(found);
    }
    single
}

/// The last day a text names, such as 2027-02-28; of a month its last one.
pub(crate) fn day(text: &str) -> Option<(String, Range<usize>)> {
    let tokens = tokens(text);
    for i in 0..tokens.len() {
        if let Some((day, month, year, after)) = full(&tokens, i) {
            return Some((format!("{year:04}-{month:02}-{day:02}"), tokens[i].at.start..tokens[after - 1].at.end));
        }
        if let Some((Point::Month(Month { year, month: Some(month) }), after)) = point(&tokens, i)
            && year > 0
        {
            let last = last_day(year, month);
            return Some((format!("{year:04}-{month:02}-{last:02}"), tokens[i].at.start..tokens[after - 1].at.end));
        }
    }
    None
}

fn last_day(year: i32, month: u8) -> u8 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

/// A date, or "present".
#[derive(Debug, Clone, Copy, PartialEq)]
enum Point {
    Month(Month),
    Now,
}

impl Point {
    fn is_now(self) -> bool {
        self == Point::Now
    }
}

/// What stands between two dates, and the second one.
fn until(tokens: &[Token], mut i: usize) -> Option<(Point, usize)> {
    let mut joined = false;
    while let Some(token) = tokens.get(i) {
        if token.is_dash() || UNTIL.contains(&token.text.as_str()) {
            joined = true;
        } else if !(joined && (INSIDE.contains(&token.text.as_str()) || SINCE.contains(&token.text.as_str()))) {
            break;
        }
        i += 1;
    }
    joined.then(|| point(tokens, i)).flatten()
}

/// The date that begins at a token, and the token behind it.
fn point(tokens: &[Token], i: usize) -> Option<(Point, usize)> {
    let token = tokens.get(i)?;
    // A number inside a word, a price or a phone number is no date.
    if let Some((_, month, year, after)) = full(tokens, i) {
        return Some((Point::Month(Month { year, month: Some(month) }), after));
    }
    if NOW.contains(&token.text.as_str()) {
        return Some((Point::Now, i + 1));
    }
    // "Universidade do Mar, 2016" is no March.
    let named = i.checked_sub(1).is_some_and(|b| tokens[b].text == "do");
    if let Some(month) = month_of(&token.text).filter(|_| !named) {
        let mut next = i + 1;
        while tokens.get(next).is_some_and(|t| t.text == "." || t.text == "," || INSIDE.contains(&t.text.as_str())) {
            next += 1;
        }
        // A day may stand between: March 3, 2019.
        let year = |n: usize| tokens.get(n).and_then(Token::year);
        if let Some(year) = year(next) {
            return Some((Point::Month(Month { year, month: Some(month) }), next + 1));
        }
        if tokens.get(next).is_some_and(|t| t.text == "'")
            && let Some(two) = tokens.get(next + 1).filter(|t| t.text.len() == 2).and_then(Token::number)
        {
            return Some((Point::Month(Month { year: century(two), month: Some(month) }), next + 2));
        }
        let token = tokens.get(next);
        if let Some(two) = token.filter(|t| t.text.len() == 2 && !t.tight).and_then(Token::number) {
            let more = tokens.get(next + 1).is_some_and(|t| t.text == ",");
            if let Some(year) = year(next + 1 + usize::from(more)) {
                return Some((Point::Month(Month { year, month: Some(month) }), next + 2 + usize::from(more)));
            }
            if two > 31 || !more && token.is_some_and(|t| t.text.starts_with('0')) {
                return Some((Point::Month(Month { year: century(two), month: Some(month) }), next + 1));
            }
        }
        // A month whose year stands behind the second one.
        let is_dash = tokens.get(next).is_some_and(Token::is_dash);
        let follows = is_dash && tokens.get(next + 1).is_some_and(|t| month_of(&t.text).is_some());
        return follows.then_some((Point::Month(Month { year: 0, month: Some(month) }), next));
    }
    let number = token.number()?;
    let sign = tokens.get(i + 1).map_or("", |t| t.text.as_str());
    if (1..=12).contains(&number) && token.text.len() <= 2 && matches!(sign, "/" | "." | "-") {
        let year = tokens.get(i + 2).filter(|t| t.tight);
        if let Some(year) = year.and_then(Token::year) {
            return Some((Point::Month(Month { year, month: u8::try_from(number).ok() }), i + 3));
        }
        let two = year.filter(|t| t.text.len() == 2 && sign == "/").and_then(Token::number);
        if let Some(two) = two.filter(|_| tokens.get(i + 3).is_none_or(|t| t.text != "/")) {
            return Some((Point::Month(Month { year: century(two), month: u8::try_from(number).ok() }), i + 3));
        }
    }
    let year = token.year()?;
    if matches!(sign, "/" | "." | "-")
        && let Some(month) = tokens.get(i + 2).filter(|t| t.tight && t.text.len() == 2).and_then(Token::number)
        && (1..=12).contains(&month)
        && tokens.get(i + 3).is_none_or(|t| !t.tight || t.text != sign)
    {
        return Some((Point::Month(Month { year, month: u8::try_from(month).ok() }), i + 3));
    }
    Some((Point::Month(Month { year, month: None }), i + 1))
}

/// A day: 28.02.2027, 28/02/2027 or 2027-02-28.
fn full(tokens: &[Token], i: usize) -> Option<(u8, u8, i32, usize)> {
    let text = |n: usize| tokens.get(i + n).map_or("", |t| t.text.as_str());
    let number = |n: usize| tokens.get(i + n).filter(|t| n == 0 || t.tight).and_then(Token::number);
    if !matches!(text(1), "." | "/" | "-") || text(3) != text(1) {
        return None;
    }
    let (first, second, third) = (number(0)?, number(2)?, number(4)?);
    let small = |n: i32, most: i32| (1..=most).contains(&n).then(|| u8::try_from(n).ok()).flatten();
    if YEARS.contains(&third) && text(4).len() == 4 {
        // Which is the month is clear where the other is none; days stand first in most of the world.
        let (day, month) = if second > 12 { (second, first) } else { (first, second) };
        return Some((small(day, 31)?, small(month, 12)?, third, i + 5));
    }
    if YEARS.contains(&first) && text(0).len() == 4 {
        return Some((small(third, 31)?, small(second, 12)?, first, i + 5));
    }
    None
}

fn month_of(word: &str) -> Option<u8> {
    let at = MONTHS.iter().position(|names| names.contains(&word))?;
    u8::try_from(at + 1).ok()
}

fn century(two: i32) -> i32 {
    if two > 45 { 1900 + two } else { 2000 + two }
}

/// A word, a number or a sign.
#[derive(Debug)]
struct Token {
    text: String,
    at: Range<usize>,
    /// No blank stands before it.
    tight: bool,
}

impl Token {
    fn number(&self) -> Option<i32> {
        (self.text.len() <= 4 && self.text.bytes().all(|b| b.is_ascii_digit()))
            .then(|| self.text.parse().ok())
            .flatten()
    }

    fn year(&self) -> Option<i32> {
        self.number().filter(|n| self.text.len() == 4 && YEARS.contains(n))
    }

    fn is_dash(&self) -> bool {
        matches!(self.text.as_str(), "-" | "–" | "—" | "−" | "‒" | "‐" | "‑" | "~" | "→" | "/")
    }
}

fn tokens(text: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let kind = |c: char| {
        if c.is_ascii_digit() {
            1
        } else if c.is_alphabetic() {
            2
        } else {
            0
        }
    };
    let mut tight = false;
    for (at, c) in text.char_indices() {
        if c.is_whitespace() {
            tight = false;
            continue;
        }
        let end = at + c.len_utf8();
        let c = if c == '’' { '\'' } else { c };
        let inside_word = c == '\'' && tokens.last().is_some_and(|t| t.text == "aujourd");
        match tokens.last_mut() {
            Some(last)
                if tight
                    && (inside_word
                        || kind(c) != 0
                            && last
                                .text
                                .chars()
                                .next_back()
                                .is_some_and(|l| kind(l) == kind(c) || l == '\'' && last.text.len() > 1)) =>
            {
                last.text.extend(c.to_lowercase());
                last.at.end = end;
            }
            _ => {
                let glued = tight && kind(c) != 0;
                let mut token = Token { text: c.to_lowercase().collect(), at: at..end, tight };
                // A digit glued to letters is part of a name, such as Q3 or 3D.
                if glued && kind(c) == 1 && tokens.last().is_some_and(|t| t.text.chars().any(char::is_alphabetic)) {
                    token.text.push('\u{0}');
                }
                tokens.push(token);
            }
        }
        tight = true;
    }
    for token in &mut tokens {
        if token.text.contains('\u{0}') {
            token.text = format!("#{}", token.text.replace('\u{0}', ""));
        }
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> String {
        spell(text).map_or_else(String::new, |s| {
            let end = s.end.map_or_else(|| if s.is_open { "…".into() } else { "?".into() }, |e| e.0.to_string());
            format!("{} {end}", s.start.0)
        })
    }

    #[test]
    fn spans_of_time_in_many_shapes() {
        for (text, wanted) in [
            ("Sep. 2013 – Dec. 2014", "2013-09 2014-12"),
            ("01/2019 – now", "2019-01 …"),
            ("2018–present", "2018 …"),
            ("März 2020 – heute", "2020-03 …"),
            ("de septembre 2019 à aujourd’hui", "2019-09 …"),
            ("abril de 2014 - marzo de 2016", "2014-04 2016-03"),
            ("Engineer (June 2016 to August 2020)", "2016-06 2020-08"),
            ("2016-04 - 2020-05", "2016-04 2020-05"),
            ("Mar '15 — Present", "2015-03 …"),
            ("Jan – Mar 2019", "2019-01 2019-03"),
            ("seit 2019", "2019 …"),
            ("Since May 2011", "2011-05 …"),
            ("01.10.2012 - 28.02.2018", "2012-10 2018-02"),
            ("2008 - 2012", "2008 2012"),
            ("augustus 2013 – april 2018", "2013-08 2018-04"),
            ("B.Sc., 2014", "2014 ?"),
            ("12 to 30 people", ""),
            ("Phone 0491 570 156", ""),
            ("2018 –", "2018 …"),
            ("Universidade do Mar, 2016", "2016 ?"),
        ] {
            assert_eq!(said(text), wanted, "{text}");
        }
    }

    #[test]
    fn a_span_knows_where_it_stands() {
        let text = "Acme, März 2020 – heute, Köln";
        let spell = spell(text).expect("a span");
        assert_eq!(&text[spell.at], "März 2020 – heute");
        assert_eq!(&text[spell.start.1], "März 2020");
    }

    #[test]
    fn a_last_day() {
        assert_eq!(day("expires 28/02/2027").map(|d| d.0).as_deref(), Some("2027-02-28"));
        assert_eq!(day("valid to Feb 2028").map(|d| d.0).as_deref(), Some("2028-02-29"));
    }
}
