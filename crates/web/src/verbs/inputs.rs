//! A verb's input as a form, from its JSON Schema; and the form back as JSON.

use crate::data::Fields;
use crate::nouns::sentence;
use crate::refused::Refused;
use crate::visit::Visit;
use maud::{Markup, html};
use platform::verb::{Parameter, Verb};
use records::Error;
use serde_json::{Map, Value};

/// Every field but the one that names the record and those for programs alone (`x-hidden`), filled with what was said before. Lists of objects have no field here;
/// pages of their own make them.
pub(super) async fn all(visit: &Visit, verb: &Verb, own: &str, said: &Map<String, Value>) -> Result<Markup, Refused> {
    some(visit, verb.input.parameters().filter(|p| p.name != own), said).await
}

/// The fields of an input that somebody prepared. What it names by id is not to be changed; other records are not asked for.
pub(super) async fn prepared(visit: &Visit, verb: &Verb, said: &Map<String, Value>) -> Result<Markup, Refused> {
    let open = |p: &Parameter<'_>| p.schema.get("x-noun").is_none() && kind(p.schema) != "array";
    let first = verb.input.parameters().filter(|p| open(p) && (said.contains_key(p.name) || p.required));
    let rest: Vec<_> =
        verb.input.parameters().filter(|p| open(p) && !said.contains_key(p.name) && !p.required).collect();
    let (first, more) = (some(visit, first, said).await?, some(visit, rest.iter().copied(), said).await?);
    Ok(html! {
        (first)
        @if !rest.is_empty() {
            details {
                summary { "More" }
                (more)
            }
        }
    })
}

async fn some<'p>(
    visit: &Visit,
    parameters: impl Iterator<Item = Parameter<'p>>,
    said: &Map<String, Value>,
) -> Result<Markup, Refused> {
    let mut out = Vec::new();
    for parameter in parameters.filter(|p| p.schema["x-hidden"] != true) {
        let words = match parameter.schema["x-setting"].as_str() {
            Some(setting) => listed(visit, setting).await?,
            None => Vec::new(),
        };
        let chosen =
            said.get(parameter.name).map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_string));
        out.push(field(parameter, &chosen.or_else(|| visit.param(parameter.name)).unwrap_or_default(), visit, &words));
    }
    Ok(html! {
        @for one in out { (one) }
    })
}

/// The words an admin listed in a setting.
async fn listed(visit: &Visit, setting: &str) -> Result<Vec<String>, Refused> {
    let tx = visit.begin(&visit.actor).await?;
    let row = tx.query_one("select kit.setting($1)", &[&setting]).await.map_err(|e| visit.told_sql(e))?;
    visit.commit(tx).await?;
    let words: Option<Value> = row.get(0);
    let words = words.iter().flat_map(|words| words.as_array().into_iter().flatten());
    Ok(words.filter_map(|word| word.as_str().map(str::to_string)).collect())
}

fn kind(schema: &Value) -> &str {
    schema["type"].as_str().or_else(|| schema["type"][0].as_str()).unwrap_or("string")
}

/// Whether a description says more than the label does.
fn says_more(label: &str, words: &str) -> bool {
    words.trim_end_matches('.').to_lowercase() != format!("the {}", label.to_lowercase())
}

fn field(parameter: Parameter<'_>, chosen: &str, visit: &Visit, listed: &[String]) -> Markup {
    let Parameter { name: key, schema, required } = parameter;
    let id = format!("verb-{key}");
    let options: Vec<&str> = schema["enum"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let each: Vec<&str> = schema["items"]["enum"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let control = match (kind(schema), schema["x-noun"].as_str()) {
        ("array", _) if each.is_empty() => return html! {},
        ("array", _) => {
            html! {
                div class="checks" {
                    @for o in &each {
                        label {
                            input type="checkbox" name=(key) value=(o) checked;
                            (sentence(o))
                        }
                    }
                }
            }
        }
        (_, Some(noun)) => html! {
            div class="pick" data-pick=(noun) {
                input type="hidden" name=(key) value=(chosen);
                input type="hidden" name={ (key) ".was" } value="";
                input
                    class="in"
                    type="text"
                    id=(id)
                    name={ (key) ".name" }
                    placeholder={ "Find a " (visit.catalog().singular(noun).to_lowercase()) "…" }
                    required[required]
                    role="combobox"
                    aria-expanded="false"
                    aria-autocomplete="list"
                    autocomplete="off"
                    spellcheck="false";
            }
        },
        _ if !options.is_empty() => {
            html! {
                select class="in" id=(id) name=(key) {
                    @if !required {
                        option value="" { "–" }
                    }
                    @for o in options {
                        option value=(o) selected[o == chosen] { (sentence(o)) }
                    }
                }
            }
        }
        _ if !listed.is_empty() => {
            html! {
                select class="in" id=(id) name=(key) required[required] {
                    option value="" { "Choose…" }
                    @for o in listed {
                        option value=(o) { (o) }
                    }
                }
            }
        }
        ("boolean", _) => {
            html! {
                select class="in" id=(id) name=(key) {
                    option value="" { "–" }
                    option value="true" { "Yes" }
                    option value="false" { "No" }
                }
            }
        }
        ("integer", _) => {
            html! {
                input
                    class="in"
                    id=(id)
                    name=(key)
                    type="number"
                    step="1"
                    value=(chosen)
                    required[required]
                    autocomplete="off";
            }
        }
        ("number", _) => {
            html! {
                input
                    class="in"
                    id=(id)
                    name=(key)
                    type="text"
                    inputmode="decimal"
                    value=(chosen)
                    required[required]
                    autocomplete="off";
            }
        }
        _ if matches!(key, "description" | "notes" | "message" | "note") => {
            html! {
                textarea class="in" id=(id) name=(key) rows="3" required[required] { (chosen) }
            }
        }
        _ => {
            let kind = match schema["format"].as_str() {
                Some("date") => "date",
                Some("date-time") => "datetime-local",
                Some("email") => "email",
                Some("password") => "password",
                _ => "text",
            };
            html! {
                input
                    class="in"
                    id=(id)
                    name=(key)
                    type=(kind)
                    value=(chosen)
                    required[required]
                    autocomplete=(if kind == "password" { "new-password" } else { "off" });
            }
        }
    };
    let label = schema["title"].as_str().map_or_else(|| sentence(key), str::to_string);
    html! {
        div class="field" {
            label for=(id) { (label) }
            (control)
            @if let Some(words) = schema["description"].as_str().filter(|words| says_more(&label, words)) {
                span class="help" { (words) }
            }
        }
    }
}

/// What the form says, as the verb takes it. Empty fields are left out.
pub(crate) fn read(verb: &Verb, form: &Fields) -> Result<Value, Error> {
    let mut body = Map::new();
    for (key, value) in &form.0 {
        // The words beside a picked record.
        let Some(Parameter { schema, .. }) = verb.input.parameter(key) else { continue };
        let value = value.trim();
        if value.is_empty() {
            continue;
        }
        let value = match kind(schema) {
            "integer" => value
                .parse::<i64>()
                .map(Value::from)
                .map_err(|_| Error::new(400, "TL100", format!("{} should be a whole number", sentence(key))))?,
            // As it was typed, digit for digit; a comma is a decimal point.
            "number" => value
                .replace(',', ".")
                .parse::<serde_json::Number>()
                .map(|_| Value::String(value.replace(',', ".")))
                .map_err(|_| Error::new(400, "TL100", format!("{} should be a number", sentence(key))))?,
            "boolean" => Value::Bool(value == "true"),
            "array" => {
                let list = body.entry(key.clone()).or_insert_with(|| Value::Array(Vec::new()));
                if let Value::Array(list) = list {
                    list.push(Value::String(value.to_string()));
                }
                continue;
            }
            _ => Value::String(value.to_string()),
        };
        body.insert(key.clone(), value);
    }
    if let Some(missing) = verb.input.parameters().find(|p| p.required && !body.contains_key(p.name)) {
        return Err(Error::new(400, "TL100", format!("{} is needed", sentence(missing.name))));
    }
    Ok(Value::Object(body))
}

#[cfg(test)]
mod tests {
    use super::*;
    use platform::verb::{Call, Decimal};

    #[test]
    fn forms_become_json() {
        #[derive(serde::Deserialize, schemars::JsonSchema)]
        #[expect(dead_code, reason = "only its schema is looked at")]
        struct Input {
            n: i64,
            x: Option<Decimal>,
            s: Option<Vec<String>>,
            t: String,
        }
        async fn nothing(_: Call<'_>, _: Input) -> Result<(), Error> {
            Ok(())
        }
        let verb = Verb::new("v", "", &[], nothing);
        let form = Fields(
            [("n", "3"), ("x", "1234,50"), ("s", "a"), ("s", "b"), ("t", " hi "), ("t.name", "words"), ("z", "1")]
                .map(|(k, v)| (k.to_string(), v.to_string()))
                .to_vec(),
        );
        assert_eq!(read(&verb, &form).unwrap().to_string(), r#"{"n":3,"x":"1234.50","s":["a","b"],"t":"hi"}"#);
        let told = |fields: &[(&str, &str)]| {
            let form = Fields(fields.iter().map(|(k, v)| ((*k).to_string(), (*v).to_string())).collect());
            read(&verb, &form).unwrap_err().message
        };
        assert_eq!(told(&[("n", "x")]), "N should be a whole number");
        assert_eq!(told(&[("n", "3"), ("t", "   ")]), "T is needed");
    }
}
