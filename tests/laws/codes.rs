//! Every error code stands in the register, and the register holds no code that is never given.

use records::codes;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

#[test]
fn every_code_is_registered_and_every_registered_code_is_given() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut given = BTreeSet::new();
    for folder in ["crates", "modules"] {
        gather(&root.join(folder), &mut given);
    }
    let registered: BTreeSet<String> =
        codes::OWN.iter().chain(codes::DIALECT).map(|(code, ..)| (*code).to_string()).collect();
    let difference = |a: &BTreeSet<String>, b: &BTreeSet<String>| a.difference(b).cloned().collect::<Vec<_>>();
    assert_eq!(difference(&given, &registered), Vec::<String>::new(), "not in crates/records/src/codes.rs");
    assert_eq!(difference(&registered, &given), Vec::<String>::new(), "given nowhere");
}

/// The codes written in quotes in the files of a folder.
fn gather(folder: &Path, given: &mut BTreeSet<String>) {
    for path in fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()) {
        if path.is_dir() {
            gather(&path, given);
        } else if path.extension().is_some_and(|e| e == "rs" || e == "sql") && !path.ends_with("records/src/codes.rs") {
            let text = fs::read_to_string(&path).unwrap();
            let quoted = text.split(['"', '\'']).filter(|word| {
                let digits = word.strip_prefix("TL").or_else(|| word.strip_prefix("PGRST"));
                digits.is_some_and(|d| d.len() == 3 && d.bytes().all(|b| b.is_ascii_digit()))
            });
            given.extend(quoted.map(str::to_string));
        }
    }
}
