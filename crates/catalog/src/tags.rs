//! The tags a COMMENT may carry after its prose.

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
    /// `@meaning(name, industry)`, of a table: its rows are found by meaning, by the words of these columns.
    pub meaning: Vec<String>,
    /// `@report(noun)`, of a function: it is a report about rows of this noun.
    pub report: Option<String>,
    /// `@by(…)`, of a report: what each line is.
    pub by: Option<String>,
    /// `@drawn(…)`, of a report: `columns`, or `layers` with the second measure behind the first; bars without it.
    pub drawn: Option<String>,
    /// `@measures a=money b=count`, of a report: its figures and their units.
    pub measures: IndexMap<String, String>,
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
                "@also" | "@meaning" => {
                    let names = bracketed(&mut rest)
                        .ok_or_else(|| format!("{tag} needs its names in brackets: {tag}(one, two)"))?;
                    let names = names.split(',').map(|n| n.trim().to_string()).collect();
                    *(if tag == "@also" { &mut tags.also } else { &mut tags.meaning }) = names;
                }
                "@label" => {
                    tags.label =
                        Some(bracketed(&mut rest).ok_or("@label needs its words in brackets: @label(Date of birth)")?)
                }
                "@group" => {
                    tags.group = Some(bracketed(&mut rest).ok_or("@group needs its words in brackets: @group(Salary)")?)
                }
                "@report" | "@by" | "@drawn" => {
                    let words = bracketed(&mut rest).ok_or_else(|| format!("{tag} needs its word in brackets"))?;
                    match tag {
                        "@report" => tags.report = Some(words),
                        "@by" => tags.by = Some(words),
                        _ => tags.drawn = Some(words),
                    }
                }
                "@values" | "@measures" => {
                    let into = if tag == "@values" { &mut tags.values } else { &mut tags.measures };
                    while let Some((value, after)) =
                        rest.split_once('=').filter(|(v, _)| !v.starts_with('@') && !v.contains(' '))
                    {
                        let (word, after) = match after.strip_prefix('\'') {
                            Some(quoted) => quoted.split_once('\'').ok_or("@values has an open quote")?,
                            None => after.split_at(after.find(' ').unwrap_or(after.len())),
                        };
                        into.insert(value.to_string(), word.to_string());
                        rest = after.trim_start();
                    }
                }
                other => {
                    return Err(format!(
                        "unknown tag {other:?} in the comment {comment:?}. Known: @label(…) @values @secret @list \
                         @group(…) @long @derived @stamped @personal @also(…) @meaning(…) \
                         @report(…) @by(…) @drawn(…) @measures"
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
    fn an_unknown_tag_is_refused() {
        assert!(Tags::parse("Name. @hidden").unwrap_err().contains("@hidden"));
    }

    #[test]
    fn an_address_is_not_a_tag() {
        assert_eq!(Tags::parse("Write to a@b.example.").unwrap().0, "Write to a@b.example.");
    }
}
