//! Templates of messages: `{{variable}}`, with what stands there when it is missing, and `{% if … %}`. Nothing else runs in them.

use minijinja::{Environment, ErrorKind, UndefinedBehavior, Value};
use records::{Error, Result};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// What a template may speak of.
pub const VARIABLES: &[&str] = &[
    "company.country",
    "company.industry",
    "company.name",
    "company.website",
    "contact.firstName",
    "contact.lastName",
    "contact.name",
    "contact.title",
    "lead.country",
    "lead.source",
    "organisation.name",
    "sender.email",
    "sender.firstName",
    "sender.name",
];
/// Letters a message may have.
const LONGEST: usize = 20_000;
/// Steps a template may take.
const FUEL: u64 = 20_000;
/// The statements that are known.
const STATEMENTS: [&str; 4] = ["if", "elif", "else", "endif"];

/// The values of a lead, by variable; empty ones are missing.
pub(super) type Values = BTreeMap<String, String>;

/// A template that was understood.
pub(super) struct Template<'t> {
    environment: Environment<'t>,
    has_subject: bool,
    variables: BTreeSet<String>,
}

/// What an approved template of WhatsApp is called, its language, and what stands in it, in order.
pub(super) struct Approved<'t> {
    pub(super) name: &'t str,
    pub(super) language: String,
    values: Vec<Template<'t>>,
}

/// A message made of it; `metadata` of the draft.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Made {
    #[serde(skip)]
    pub(super) subject: Option<String>,
    #[serde(skip)]
    pub(super) body: String,
    pub(super) missing_fields: Vec<String>,
    pub(super) warnings: Vec<String>,
    pub(super) variables: BTreeMap<String, String>,
}

impl<'t> Approved<'t> {
    /// Understands what stands in it; `values` is a list of templates.
    ///
    /// # Errors
    /// TL100 when one can't be read, or speaks of what is not known.
    pub(super) fn new(name: &'t str, language: Option<&str>, values: &'t serde_json::Value) -> Result<Approved<'t>> {
        let texts = values.as_array().into_iter().flatten().filter_map(serde_json::Value::as_str);
        let values = texts.map(|text| Template::new(None, text)).collect::<Result<_>>();
        let values = values.map_err(|e| e.field("whatsapp_values"))?;
        Ok(Approved { name, language: language.unwrap_or("en").replace('-', "_"), values })
    }

    /// What stands in it for somebody; what is missing is added to the message's warnings.
    ///
    /// # Errors
    /// TL100 when it becomes too long, or takes too many steps.
    pub(super) fn filled(&self, values: &Values, made: &mut Made) -> Result<Vec<String>> {
        let mut filled = Vec::new();
        for template in &self.values {
            let one = template.made(values)?;
            for (all, more) in [(&mut made.missing_fields, one.missing_fields), (&mut made.warnings, one.warnings)] {
                all.extend(more.into_iter().filter(|words| !all.contains(words)).collect::<Vec<_>>());
            }
            filled.push(one.body.split_whitespace().collect::<Vec<_>>().join(" "));
        }
        Ok(filled)
    }
}

impl<'t> Template<'t> {
    /// Understands a template.
    ///
    /// # Errors
    /// TL100 when it can't be read, or speaks of what is not known.
    pub(super) fn new(subject: Option<&'t str>, body: &'t str) -> Result<Template<'t>> {
        let mut environment = Environment::empty();
        environment.set_undefined_behavior(UndefinedBehavior::SemiStrict);
        environment.set_fuel(Some(FUEL));
        environment.add_filter(
            "default",
            |value: Value, other: Option<Value>| {
                if value.is_undefined() { other.unwrap_or_default() } else { value }
            },
        );
        environment.add_filter("upper", |text: String| text.to_uppercase());
        environment.add_filter("lower", |text: String| text.to_lowercase());
        environment.add_filter("trim", |text: String| text.trim().to_string());
        let mut variables = BTreeSet::new();
        let subject = subject.filter(|subject| !subject.trim().is_empty());
        for (part, text) in [("body_template", Some(body)), ("subject_template", subject)] {
            let Some(text) = text else { continue };
            known_statements(text).map_err(|e| e.field(part))?;
            environment.add_template(part, text).map_err(|e| unreadable(&e).field(part))?;
            let template = environment.get_template(part).map_err(|e| unreadable(&e).field(part))?;
            variables.extend(template.undeclared_variables(true));
        }
        if let Some(other) = variables.iter().find(|name| !VARIABLES.contains(&name.as_str())) {
            return Err(Error::new(400, "TL100", format!("Nothing is known as {{{{{other}}}}}."))
                .hint(format!("There are: {}.", VARIABLES.join(", "))));
        }
        Ok(Template { environment, has_subject: subject.is_some(), variables })
    }

    /// The message to somebody.
    ///
    /// # Errors
    /// TL100 when it becomes too long, or takes too many steps.
    pub(super) fn made(&self, values: &Values) -> Result<Made> {
        let is_there = |name: &&String| values.get(*name).is_some_and(|value| !value.trim().is_empty());
        let missing: Vec<&String> = self.variables.iter().filter(|name| !is_there(name)).collect();
        // What is missing stands as nothing, unless the template says what stands there instead.
        let mut silent: Vec<&str> = Vec::new();
        let mut warnings = Vec::new();
        for (at, name) in missing.iter().enumerate() {
            let others = missing[at + 1..].iter().chain(&missing[..at]).map(|name| name.as_str());
            if self.fails_without(values, &others.collect::<Vec<_>>()) {
                warnings.push(format!("Missing {}", in_words(name)));
                silent.push(name);
            }
        }
        let body = self.render("body_template", values, &silent)?.trim().to_string();
        if body.chars().count() > LONGEST {
            return Err(Error::new(400, "TL100", format!("The message has more than {LONGEST} letters."))
                .field("body_template"));
        }
        let subject = match self.has_subject {
            true => {
                let line: String = self.render("subject_template", values, &silent)?;
                let line: String = line.chars().map(|c| if c.is_control() { ' ' } else { c }).take(300).collect();
                Some(line.split_whitespace().collect::<Vec<_>>().join(" "))
            }
            false => None,
        };
        let variables =
            self.variables.iter().filter(is_there).map(|name| (name.clone(), values[name.as_str()].clone())).collect();
        let missing_fields = missing.into_iter().cloned().collect();
        Ok(Made { subject, body, missing_fields, warnings, variables })
    }

    /// Whether something would be printed that is not there, when all of these are there but empty.
    fn fails_without(&self, values: &Values, empty: &[&str]) -> bool {
        let fails =
            |part| matches!(self.rendered(part, values, empty), Err(e) if e.kind() == ErrorKind::UndefinedError);
        fails("body_template") || self.has_subject && fails("subject_template")
    }

    fn render(&self, part: &'static str, values: &Values, empty: &[&str]) -> Result<String> {
        self.rendered(part, values, empty).map_err(|e| unreadable(&e).field(part))
    }

    fn rendered(&self, part: &str, values: &Values, empty: &[&str]) -> std::result::Result<String, minijinja::Error> {
        let mut tree: BTreeMap<&str, BTreeMap<&str, String>> = BTreeMap::new();
        for (group, _) in VARIABLES.iter().filter_map(|name| name.split_once('.')) {
            tree.entry(group).or_default();
        }
        for (name, value) in values.iter().filter(|(_, value)| !value.trim().is_empty()) {
            if let Some((group, key)) = name.split_once('.') {
                let line = value.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
                tree.entry(group).or_default().insert(key, line);
            }
        }
        for name in empty {
            if let Some((group, key)) = name.split_once('.') {
                tree.entry(group).or_default().entry(key).or_default();
            }
        }
        self.environment.get_template(part)?.render(tree)
    }
}

/// Loops, and whatever else could go on without an end, are not for messages.
fn known_statements(text: &str) -> Result<()> {
    for after in text.split("{%").skip(1) {
        let word = after.trim_start_matches(['-', '+']).trim_start();
        let word: String = word.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        if !STATEMENTS.contains(&word.as_str()) {
            return Err(Error::new(400, "TL100", format!("{{% {word} %}} is not known in a message."))
                .hint("There are {% if … %}, {% elif … %}, {% else %} and {% endif %}."));
        }
    }
    Ok(())
}

fn unreadable(e: &minijinja::Error) -> Error {
    let words = match e.kind() {
        ErrorKind::OutOfFuel => "The template takes too many steps.".to_string(),
        _ => {
            let line = e.line().map(|line| format!(" in line {line}")).unwrap_or_default();
            format!(
                "The template can't be read{line}: {}.",
                e.detail().map_or_else(|| e.kind().to_string(), str::to_string)
            )
        }
    };
    Error::new(400, "TL100", words)
        .hint("Variables look like {{company.name}} or {{contact.firstName|default('there')}}.")
}

/// company.website → company website; contact.firstName → contact first name.
fn in_words(name: &str) -> String {
    let mut words = String::new();
    for c in name.chars() {
        match c {
            '.' => words.push(' '),
            c if c.is_uppercase() => {
                words.push(' ');
                words.extend(c.to_lowercase());
            }
            c => words.push(c),
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::{Template, Values};

    fn values(some: &[(&str, &str)]) -> Values {
        some.iter().map(|(name, value)| ((*name).to_string(), (*value).to_string())).collect()
    }

    #[test]
    fn what_is_missing_is_told_and_warned_of_where_nothing_stands_instead() {
        let body = "Hello {{contact.firstName|default('there')}}, {% if company.industry %}in {{company.industry}}{% endif %} \
                    I looked at {{company.website}}.";
        let template = Template::new(Some("For {{company.name}}"), body).unwrap();
        let made = template.made(&values(&[("company.name", "Acme")])).unwrap();
        assert_eq!(made.body, "Hello there,  I looked at .");
        assert_eq!(made.subject.as_deref(), Some("For Acme"));
        assert_eq!(made.missing_fields, ["company.industry", "company.website", "contact.firstName"]);
        assert_eq!(made.warnings, ["Missing company website"]);
    }

    #[test]
    fn what_is_filled_in_is_not_looked_at_again_and_stays_on_its_line() {
        let template = Template::new(Some("{{company.name}}"), "{{company.name}}").unwrap();
        let hostile = "{{contact.name}}\r\nBcc: all@x.example <b>{% if %}";
        let made = template.made(&values(&[("company.name", hostile)])).unwrap();
        assert_eq!(made.subject.as_deref(), Some("{{contact.name}} Bcc: all@x.example <b>{% if %}"));
        assert!(!made.body.contains(['\r', '\n']));
    }

    #[test]
    fn nothing_goes_on_without_an_end() {
        for body in [
            "{% for x in [1] %}{% endfor %}",
            "{%- set x = 1 %}",
            "{% include 'body_template' %}",
            "{% macro a() %}{% endmacro %}",
            "{{ range(10) }}",
            "{{ company.secret }}",
            "{{ 1",
            "{% if company.name %}",
        ] {
            assert_eq!(Template::new(None, body).err().map(|e| e.code.to_string()).as_deref(), Some("TL100"), "{body}");
        }
        let long = Template::new(None, "{{ 'x' * 30000 }}").unwrap();
        assert!(long.made(&Values::new()).is_err(), "a message has an end");
        let huge = Template::new(None, "{{ 'x' * 1000000000000 }}").unwrap();
        assert!(huge.made(&Values::new()).is_err());
    }
}
