//! The tags a COMMENT may carry after its prose.

use crate::inside::Inside;
use indexmap::IndexMap;

/// What a comment's tags say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tags {
    /// `@label(…)`: what people read above the field.
    pub label: Option<String>,
    /// `@values a=A b='B c'`: the words people read for values.
    pub values: IndexMap<String, String>,
    /// `@secret`: never leaves the database.
    pub secret: bool,
    /// `@list`: shown in lists by default.
    pub list: bool,
    /// `@group(…)`: the part of a form it belongs to.
    pub group: Option<String>,
    /// `@long`: text of several lines; other text is one line.
    pub long: bool,
    /// `@derived`: the database computes it; nobody writes it.
    pub derived: bool,
    /// `@stamped`: the server writes it as things happen; only an admin's import may bring it along.
    pub stamped: bool,
    /// `@personal`: about a person; kept from roles that see personal data masked, and reading it is noted.
    pub personal: bool,
    /// `@also(…)`: other names people know it by.
    pub also: Vec<String>,
    /// `@tones won=good lost=bad`, of an enum: how its values stand: good, warn, bad or info; plain without one.
    pub tones: IndexMap<String, String>,
    /// `@of(recruiting)`, of a column: it belongs to another module, and does not exist where that one is left out.
    pub of: Option<String>,
    /// `@rows(…)`, `@parts(…)` or `@several(…)`, of a structured column: what it holds inside.
    pub inside: Option<Inside>,
    /// What pages show of a noun.
    pub look: Look,
    /// `@timeline(clients, leads)`, `@today()`, `@dates()`, `@placed(projects)` or `@duplicates(clients)`, of a view: it
    /// is a feed, with these nouns.
    pub feed: Option<(String, Vec<String>)>,
    /// `@figure(noun)`, of a function: a number of Today, about rows of this noun.
    pub figure: Option<String>,
    /// `@link(/reports/forecast)`, of a figure: where it leads.
    pub link: Option<String>,
    /// `@places sales=1 admin=2`, of a figure: role and its place among the figures of the role.
    pub places: IndexMap<String, String>,
    /// `@meaning(name, industry)`, of a table: its rows are found by meaning, by the words of these columns.
    pub meaning: Vec<String>,
    /// `@searched(company_name, contact_name)`, of a table: its rows are found by the words of these columns.
    pub searched: Vec<String>,
    /// `@report(noun)`, of a function: it is a report about rows of this noun.
    pub report: Option<String>,
    /// `@rule(kind)`, of a function: it is a rule, which answers what holds now.
    pub rule: Option<String>,
    /// `@by(…)`, of a report: what each line is.
    pub by: Option<String>,
    /// `@drawn(…)`, of a report: `columns`, or `layers` with the second measure behind the first; bars without it.
    pub drawn: Option<String>,
    /// `@measures a=money b=count`, of a report: its figures and their units.
    pub measures: IndexMap<String, String>,
}

/// How pages show a noun, as the comment of its table says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Look {
    /// `@icon(handshake)`: its sign.
    pub icon: Option<String>,
    /// `@words(Deal, Deals)`: one and many, where the table's name does not say them.
    pub words: Option<(String, String)>,
    /// `@menu(3)`: its place among its module's nouns in the menu; not in the menu without it.
    pub menu: Option<u32>,
    /// `@key(d)`: the letter that goes here after `g`.
    pub key: Option<char>,
    /// `@named(company_name, email)`: the columns that name a row; the first that is filled does.
    pub named: Vec<String>,
    /// `@board(stage)`: the column a board stands on.
    pub board: Option<String>,
    /// `@calendar(due_date)`: the column a calendar stands on.
    pub calendar: Option<String>,
    /// `@hides(archived_at)`: lists leave rows out where this column is filled, unless somebody asks for it.
    pub hides: Option<String>,
    /// `@card(client_id, value)`: facts of a card beside its name.
    pub card: Vec<String>,
    /// `@sum(value)`: the amount that columns of a board add up.
    pub sum: Option<String>,
    /// `@page(/timesheet, timer, Timesheet, w)`: a page of its own in the menu, for who may add rows; with `seen` behind it for
    /// who may see them.
    pub pages: Vec<Place>,
    /// `@person`: its rows are people, whose personal data can be erased.
    pub person: bool,
    /// `@apart`: of a table, not listed among what points at a record; of a column, folded on a record's page;
    /// of a report, without a sum.
    pub apart: bool,
}

/// A page in the menu that is no list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Where it is.
    pub address: String,
    /// Its sign.
    pub icon: String,
    /// What it is called.
    pub word: String,
    /// The letter that goes there after `g`.
    pub key: Option<char>,
    /// It is for who sees rows; else for who may add some.
    pub seen: bool,
}

impl Tags {
    /// Splits a comment into prose and tags. The error names the unknown tag and the known ones.
    ///
    /// # Errors
    /// When a tag is unknown or its value is missing.
    pub fn parse(comment: &str) -> Result<(String, Tags), String> {
        let mut tags = Tags::default();
        let start = if comment.starts_with('@') { Some(0) } else { comment.find(" @") };
        let Some(start) = start else { return Ok((comment.trim().to_string(), tags)) };
        let prose = comment[..start].trim().to_string();
        let mut rest = comment[start..].trim();
        while !rest.is_empty() {
            let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '@')).unwrap_or(rest.len());
            let (tag, after) = rest.split_at(end);
            rest = after.trim_start();
            match tag {
                "@secret" => tags.secret = true,
                "@list" => tags.list = true,
                "@long" => tags.long = true,
                "@derived" => tags.derived = true,
                "@stamped" => tags.stamped = true,
                "@personal" => tags.personal = true,
                "@person" => tags.look.person = true,
                // Read by the database alone: the history does not keep what stands in the column.
                "@untold" => {}
                "@apart" => tags.look.apart = true,
                "@also" | "@meaning" | "@searched" | "@named" | "@card" | "@words" | "@page" | "@timeline"
                | "@today" | "@dates" | "@placed" | "@duplicates" | "@rows" | "@parts" | "@several" => {
                    let names = bracketed(&mut rest).ok_or_else(|| format!("{tag} needs its names in brackets"))?;
                    let names = names.split(',').map(|n| n.trim().to_string()).filter(|n| !n.is_empty());
                    let mut names: Vec<String> = names.collect();
                    match tag {
                        "@also" => tags.also = names,
                        "@meaning" => tags.meaning = names,
                        "@searched" => tags.searched = names,
                        "@rows" | "@parts" | "@several" => tags.inside = Some(Inside::of(tag, &names)?),
                        "@named" => tags.look.named = names,
                        "@card" => tags.look.card = names,
                        "@words" => {
                            let (Some(many), Some(one), None) = (names.pop(), names.pop(), names.pop()) else {
                                return Err("@words needs one and many: @words(Deal, Deals)".into());
                            };
                            tags.look.words = Some((one, many));
                        }
                        "@page" => {
                            let mut parts = names.into_iter();
                            let (Some(address), Some(icon), Some(word)) = (parts.next(), parts.next(), parts.next())
                            else {
                                return Err(
                                    "@page needs address, icon and word: @page(/timesheet, timer, Timesheet)".into()
                                );
                            };
                            let key = parts.next().and_then(|key| key.chars().next());
                            let seen = parts.next().is_some_and(|word| word == "seen");
                            tags.look.pages.push(Place { address, icon, word, key, seen });
                        }
                        feed => tags.feed = Some((feed[1..].to_string(), names)),
                    }
                }
                "@label" => {
                    tags.label =
                        Some(bracketed(&mut rest).ok_or("@label needs its words in brackets: @label(Date of birth)")?)
                }
                "@group" => {
                    tags.group = Some(bracketed(&mut rest).ok_or("@group needs its words in brackets: @group(Salary)")?)
                }
                "@report" | "@rule" | "@by" | "@drawn" | "@figure" | "@link" | "@of" | "@icon" | "@board"
                | "@calendar" | "@hides" | "@sum" | "@menu" | "@key" => {
                    let words = bracketed(&mut rest).ok_or_else(|| format!("{tag} needs its word in brackets"))?;
                    match tag {
                        "@report" => tags.report = Some(words),
                        "@rule" => tags.rule = Some(words),
                        "@by" => tags.by = Some(words),
                        "@drawn" => tags.drawn = Some(words),
                        "@figure" => tags.figure = Some(words),
                        "@link" => tags.link = Some(words),
                        "@of" => tags.of = Some(words),
                        "@icon" => tags.look.icon = Some(words),
                        "@board" => tags.look.board = Some(words),
                        "@calendar" => tags.look.calendar = Some(words),
                        "@hides" => tags.look.hides = Some(words),
                        "@sum" => tags.look.sum = Some(words),
                        "@menu" => {
                            tags.look.menu = Some(words.parse().map_err(|_| "@menu needs its place: @menu(3)")?);
                        }
                        _ => {
                            let mut letters = words.chars().filter(char::is_ascii_lowercase);
                            tags.look.key = Some(letters.next().ok_or("@key needs its letter: @key(d)")?);
                        }
                    }
                }
                "@values" | "@tones" | "@measures" | "@places" => {
                    let into = match tag {
                        "@values" => &mut tags.values,
                        "@tones" => &mut tags.tones,
                        "@places" => &mut tags.places,
                        _ => &mut tags.measures,
                    };
                    while let Some((value, after)) =
                        rest.split_once('=').filter(|(v, _)| !v.starts_with('@') && !v.contains(' '))
                    {
                        let (word, after) = match after.strip_prefix('\'') {
                            Some(quoted) => {
                                quoted.split_once('\'').ok_or_else(|| format!("{tag} has an open quote"))?
                            }
                            None => after.split_at(after.find(' ').unwrap_or(after.len())),
                        };
                        into.insert(value.to_string(), word.to_string());
                        rest = after.trim_start();
                    }
                }
                other => {
                    return Err(format!(
                        "unknown tag {other:?} in the comment {comment:?}. Known: @label(…) @values @tones @secret @list \
                         @group(…) @long @derived @stamped @personal @untold @also(…) @of(…) @rows(…) @parts(…) @several(…) @meaning(…) @searched(…) @icon(…) @words(…) \
                         @menu(…) @key(…) @named(…) @board(…) @calendar(…) @hides(…) @card(…) @sum(…) @page(…) @person @apart @timeline(…) \
                         @today() @dates() @placed(…) @duplicates(…) @figure(…) @link(…) @places @report(…) @by(…) @drawn(…) @measures @rule(…)"
                    ));
                }
            }
        }
        Ok((prose, tags))
    }
}

fn bracketed(rest: &mut &str) -> Option<String> {
    let (words, after) = rest.strip_prefix('(')?.split_once(')')?;
    *rest = after.trim_start();
    Some(words.trim_matches('\'').to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_and_tags_part() {
        let (prose, tags) = Tags::parse("Why it was lost. @label('Loss reason') @list @values a=A b='B c'").unwrap();
        assert_eq!(prose, "Why it was lost.");
        assert_eq!(tags.label.as_deref(), Some("Loss reason"));
        assert!(tags.list && !tags.secret);
        assert_eq!(tags.values["b"], "B c");
    }

    #[test]
    fn tags_of_a_noun_say_how_it_looks() {
        let (_, tags) =
            Tags::parse("A deal. @icon(handshake) @words(Deal, Deals) @menu(3) @key(d) @card(a, b)").unwrap();
        let words = Some(("Deal".to_string(), "Deals".to_string()));
        assert_eq!((tags.look.words, tags.look.menu, tags.look.key), (words, Some(3), Some('d')));
        assert_eq!(tags.look.card, ["a", "b"]);
        assert!(Tags::parse("A deal. @words(Deal)").is_err() && Tags::parse("A deal. @menu(first)").is_err());
    }

    #[test]
    fn tags_of_a_structured_column_say_what_it_holds() {
        let (_, tags) = Tags::parse("Tickets. @rows(ticket=ticket_kinds, number, expires=until)").unwrap();
        let inside = tags.inside.unwrap();
        assert_eq!(inside.offers(), ["ticket_kinds"]);
        assert!(inside.parts()[2].is_day() && inside.parts()[1].name == "number");
        assert!(Tags::parse("Gear. @several()").unwrap().1.inside.is_some() && Tags::parse("Site. @parts()").is_err());
    }

    #[test]
    fn an_unknown_tag_is_refused() {
        assert!(Tags::parse("Name. @hidden").unwrap_err().contains("@hidden"));
    }

    #[test]
    fn an_address_is_not_a_tag() {
        assert_eq!(Tags::parse("Write to a@b.example.").unwrap().0, "Write to a@b.example.");
    }
}
