//! What is said of every verb is true: the codes it refuses with are registered, the records it takes are nouns. And a test
//! uses it.

use records::codes;
use serde_json::Value;
use std::fs;
use std::path::Path;
use tests::World;

#[test]
fn every_verb_describes_itself() {
    let world = World::new();
    let mut wrong = Vec::new();
    for verb in &world.server.verbs {
        let registered =
            |code: &str| [codes::OWN, codes::DIALECT, codes::POSTGRESQL].concat().iter().any(|c| c.0 == code);
        for (code, _) in verb.refusals.iter().filter(|(code, _)| !registered(code)) {
            wrong.push(format!("{}: {code} is not in crates/records/src/codes.rs", verb.name));
        }
        let mut nouns = Vec::new();
        named(verb.input.json(), &mut nouns);
        nouns.extend(verb.subject.map(|(noun, _)| noun.to_string()));
        nouns.extend(verb.leads_to.map(|(noun, _)| noun.to_string()));
        for noun in nouns.iter().filter(|noun| world.server.catalog.table(noun).is_none()) {
            wrong.push(format!("{}: there is no noun {noun}", verb.name));
        }
        for parameter in verb.input.parameters() {
            if parameter.schema["description"].as_str().is_none_or(str::is_empty) {
                wrong.push(format!("{}: {} has no doc comment", verb.name, parameter.name));
            }
        }
        if let Some((_, field)) = verb.subject.filter(|(_, field)| verb.input.parameter(field).is_none()) {
            wrong.push(format!("{}: it stands on {field}, which it does not take", verb.name));
        }
        for field in verb.shows.into_iter().chain(verb.leads_to.map(|(_, field)| field)) {
            if verb.answer.parameter(field).is_none() {
                wrong.push(format!("{}: it shows {field}, which it does not answer", verb.name));
            }
        }
        if verb.input.json()["additionalProperties"] != Value::Bool(false) {
            wrong.push(format!("{}: its input wants #[serde(deny_unknown_fields)]", verb.name));
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn every_verb_is_used_by_a_test() {
    let world = World::new();
    let tests: String = ["surfaces", "stories"]
        .iter()
        .flat_map(|part| fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(part)).unwrap())
        .map(|file| file.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "rs"))
        .map(|path| fs::read_to_string(path).unwrap())
        .collect();
    let said = |name: &str| {
        // As a word that is said to the server, not as part of a longer name.
        let ends = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric() && c != '_');
        tests
            .match_indices(name)
            .any(|(at, _)| tests[..at].ends_with(['"', '/']) && ends(tests[at + name.len()..].chars().next()))
    };
    let untested: Vec<_> = world.server.verbs.iter().filter(|verb| !said(&verb.name)).map(|verb| &verb.name).collect();
    assert!(untested.is_empty(), "tests/surfaces and tests/stories do not use {untested:?}");
}

/// The nouns a schema names, at any depth.
fn named(schema: &Value, nouns: &mut Vec<String>) {
    nouns.extend(schema["x-noun"].as_str().map(str::to_string));
    match schema {
        Value::Object(map) => map.values().for_each(|inner| named(inner, nouns)),
        Value::Array(list) => list.iter().for_each(|inner| named(inner, nouns)),
        _ => {}
    }
}
