//! What a line of code may touch: crates know only those below them, rooms of a crate only those before them, and no two
//! files know each other, however far around.

use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::str::FromStr as _;

/// Each crate, and the crates of ours it may know.
const CRATES: &[(&str, &[&str])] = &[
    ("catalog", &[]),
    ("wheels", &[]),
    ("text", &[]),
    ("resume", &["text"]),
    ("embedder", &[]),
    ("paper", &[]),
    ("land", &[]),
    ("records", &["catalog"]),
    ("platform", &["catalog", "records", "embedder"]),
    ("import", &["catalog", "records", "platform", "text"]),
    ("crawl", &["platform", "text"]),
    ("modules", &["catalog", "records", "platform", "crawl", "import", "paper", "resume", "text"]),
    ("server", &["catalog", "records", "platform", "import", "modules"]),
    ("background", &["records", "platform", "modules", "server"]),
    ("api", &["catalog", "records", "platform", "import", "modules", "server"]),
    ("web", &["catalog", "records", "platform", "import", "land", "modules", "server"]),
    ("surfaces", &["catalog", "records", "platform", "server", "background", "api", "web"]),
    ("throughline", &["catalog", "records", "platform", "import", "modules", "text", "surfaces"]),
];

/// The rooms of a crate in their order: each may use those before it.
const ROOMS: &[(&str, &str)] = &[
    ("server", "http ics answers health rates reads seats settings stream tokens hosts server jobs imports auth"),
    ("api", "auth calendar_feed docs health import openapi rest"),
    (
        "web",
        "address assets document hub people when icons state refused visit data format guest chart live nouns about \
         arrangement fields rows shell calendar duplicates files import sign_in verbs today undo views admin pages record map bulk board list \
         form reports palette",
    ),
];

/// Rooms that stand beside each other: none knows another.
const APART: &[&str] = &["api"];

#[test]
fn crates_know_only_what_is_below_them() {
    let ours: BTreeSet<&str> = CRATES.iter().map(|(name, _)| *name).collect();
    let mut wrong = Vec::new();
    for (name, may) in CRATES {
        let manifest = fs::read_to_string(folder(name).join("Cargo.toml")).unwrap();
        let dependencies = manifest.split("[dependencies]").nth(1).unwrap_or_default();
        let dependencies = dependencies.split("\n[").next().unwrap_or_default();
        for line in dependencies.lines() {
            let other = line.split(['.', ' ', '=']).next().unwrap_or_default();
            if ours.contains(other) && !may.contains(&other) {
                wrong.push(format!("{name} may not know {other}"));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn rooms_use_only_those_before_them() {
    let mut wrong = Vec::new();
    for (name, order) in ROOMS {
        let order: Vec<&str> = order.split_whitespace().collect();
        let place = |file: &str| order.iter().position(|room| *room == file.split("::").next().unwrap_or_default());
        let house = House::read(&source(name));
        for arrow in house.arrows.iter().filter(|a| !a.from.is_empty() && !a.to.is_empty()) {
            let (from, to) = (place(&arrow.from), place(&arrow.to));
            let (Some(from), Some(to)) = (from, to) else {
                wrong.push(format!("{name}: {} is in no room; give it a place in tests/laws/rooms.rs", arrow.from));
                continue;
            };
            if to > from || APART.contains(name) && to != from {
                wrong.push(format!("crates/{name}/src, {arrow}"));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn no_files_know_each_other_in_a_circle() {
    let mut wrong = Vec::new();
    for (name, _) in CRATES {
        let house = House::read(&source(name));
        let reach = |from: &str| {
            let (mut seen, mut next) = (BTreeSet::new(), vec![from.to_string()]);
            while let Some(file) = next.pop() {
                let more = house.arrows.iter().filter(|a| a.from == file && !seen.contains(&a.to));
                next.extend(more.map(|a| a.to.clone()).collect::<BTreeSet<_>>());
                seen.insert(file);
            }
            seen
        };
        let reached: BTreeMap<&str, BTreeSet<String>> =
            house.files.keys().map(|file| (file.as_str(), reach(file))).collect();
        let closes = |a: &&Arrow| reached.get(a.to.as_str()).is_some_and(|r| r.contains(&a.from));
        wrong.extend(house.arrows.iter().filter(closes).map(|arrow| format!("{name}, {arrow}")));
    }
    assert_eq!(wrong, Vec::<String>::new(), "each of these closes a circle");
}

fn folder(name: &str) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    if name == "modules" { root.join(name) } else { root.join("crates").join(name) }
}

fn source(name: &str) -> PathBuf {
    if name == "modules" { folder(name) } else { folder(name).join("src") }
}

/// The files of a crate by their module path, "" for the root, and who names whom.
#[derive(Default)]
struct House {
    files: BTreeMap<String, PathBuf>,
    arrows: BTreeSet<Arrow>,
    /// What a file hands on under a name, and the path it stands for.
    handed: BTreeMap<(String, String), Vec<String>>,
}

/// One file names another.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Arrow {
    from: String,
    to: String,
    line: usize,
    words: String,
}

impl std::fmt::Display for Arrow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} line {}: {}", self.from, self.line, self.words)
    }
}

/// What one file says: its uses (public or not), and the paths in its code.
#[derive(Default)]
struct Said {
    uses: Vec<(bool, Vec<String>, String, usize)>,
    paths: Vec<(Vec<String>, usize)>,
}

impl House {
    fn read(root: &Path) -> House {
        let mut house = House::default();
        house.find(root, root);
        let said: Vec<(String, Said)> = house
            .files
            .iter()
            .map(|(file, path)| {
                let text = fs::read_to_string(path).unwrap();
                let tokens = TokenStream::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
                let mut said = Said::default();
                said.read(tokens);
                (file.clone(), said)
            })
            .collect();
        for (file, said) in &said {
            for (_, path, name, _) in said.uses.iter().filter(|u| u.0) {
                house.handed.insert((file.clone(), name.clone()), path.clone());
            }
        }
        for (file, said) in said {
            let mut names: BTreeMap<String, Vec<String>> = BTreeMap::new();
            for (public, path, name, line) in said.uses {
                let Some((to, rest)) = house.resolve(&file, &path, 0) else { continue };
                if rest.is_empty() {
                    names.insert(name, to.split("::").filter(|p| !p.is_empty()).map(str::to_string).collect());
                }
                if !public {
                    house.arrow(&file, &to, line, &path);
                }
            }
            for (path, line) in said.paths {
                let full = match names.get(&path[0]) {
                    Some(module) => ["crate".to_string()].iter().chain(module).chain(&path[1..]).cloned().collect(),
                    None => path.clone(),
                };
                if let Some((to, _)) = house.resolve(&file, &full, 0) {
                    house.arrow(&file, &to, line, &path);
                }
            }
        }
        house
    }

    fn find(&mut self, root: &Path, folder: &Path) {
        for entry in fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()) {
            if entry.is_dir() {
                self.find(root, &entry);
            } else if entry.extension().is_some_and(|e| e == "rs") && entry.file_name().is_some_and(|n| n != "build.rs")
            {
                let module = entry.strip_prefix(root).unwrap().with_extension("");
                let module = module.to_str().unwrap().replace('/', "::");
                let is_root = matches!(module.as_str(), "lib" | "main");
                self.files.insert(if is_root { String::new() } else { module }, entry);
            }
        }
    }

    fn arrow(&mut self, from: &str, to: &str, line: usize, path: &[String]) {
        if from != to {
            self.arrows.insert(Arrow { from: from.into(), to: to.into(), line, words: path.join("::") });
        }
    }

    /// The file a path of this file leads to, and what it names there. What is handed on is followed to its home.
    fn resolve(&self, file: &str, path: &[String], deep: usize) -> Option<(String, Vec<String>)> {
        let own: Vec<&str> = file.split("::").filter(|p| !p.is_empty()).collect();
        let (mut base, mut rest): (Vec<&str>, &[String]) = match path.first()?.as_str() {
            "crate" => (Vec::new(), &path[1..]),
            "self" | "super" => (own.clone(), path),
            first => {
                let child = own.iter().copied().chain([first]).collect::<Vec<_>>().join("::");
                if !self.files.contains_key(&child) {
                    return None;
                }
                (own.clone(), path)
            }
        };
        while let Some(step) = rest.first().filter(|s| matches!(s.as_str(), "self" | "super")) {
            if step == "super" {
                base.pop();
            }
            rest = &rest[1..];
        }
        let full: Vec<&str> = base.into_iter().chain(rest.iter().map(String::as_str)).collect();
        let deepest = (0..=full.len()).rev().find(|n| self.files.contains_key(&full[..*n].join("::")))?;
        let (to, left) = (full[..deepest].join("::"), &full[deepest..]);
        let left: Vec<String> = left.iter().map(|s| (*s).to_string()).collect();
        if let Some(home) = left.first().and_then(|name| self.handed.get(&(to.clone(), name.clone())))
            && deep < 5
            && let Some((at, mut more)) = self.resolve(&to, home, deep + 1)
            && at != to
        {
            more.extend(left.into_iter().skip(1));
            return Some((at, more));
        }
        Some((to, left))
    }
}

impl Said {
    fn read(&mut self, tokens: TokenStream) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let (mut i, mut public) = (0, false);
        while i < tokens.len() {
            match &tokens[i] {
                TokenTree::Ident(word) if word == "pub" => {
                    public = true;
                    // pub(super), pub(in …)
                    let scoped = matches!(tokens.get(i + 1), Some(TokenTree::Group(g)) if g.delimiter() == Delimiter::Parenthesis);
                    i += 1 + usize::from(scoped);
                    continue;
                }
                TokenTree::Ident(word) if word == "use" => {
                    let end = tokens[i..].iter().position(|t| is(t, ';')).map_or(tokens.len(), |n| i + n);
                    self.tree(&tokens[i + 1..end], &[], public, word.span().start().line);
                    i = end;
                }
                // A module inside a file has names of its own: only tests stand so.
                TokenTree::Ident(word) if word == "mod" => {
                    i += if matches!(tokens.get(i + 2), Some(TokenTree::Group(_))) { 2 } else { 1 };
                }
                TokenTree::Ident(first) => {
                    let (path, next) = path(&tokens, i, first);
                    let after_path = i > 1 && is(&tokens[i - 1], ':') && is(&tokens[i - 2], ':');
                    if path.len() > 1 && !after_path {
                        self.paths.push((path, first.span().start().line));
                    }
                    i = next;
                    public = false;
                    continue;
                }
                TokenTree::Group(group) => self.read(group.stream()),
                _ => {}
            }
            public = false;
            i += 1;
        }
    }

    /// The paths of a use tree, each with the name it has here.
    fn tree(&mut self, tokens: &[TokenTree], before: &[String], public: bool, line: usize) {
        let (mut path, mut name, mut i) = (before.to_vec(), None, 0);
        while i < tokens.len() {
            match &tokens[i] {
                TokenTree::Ident(word) if word == "as" => {
                    name = tokens.get(i + 1).map(ToString::to_string);
                    i += 1;
                }
                TokenTree::Ident(word) => path.push(word.to_string()),
                TokenTree::Group(group) => {
                    let inner: Vec<TokenTree> = group.stream().into_iter().collect();
                    inner
                        .split(|t| is(t, ','))
                        .filter(|p| !p.is_empty())
                        .for_each(|p| self.tree(p, &path, public, line));
                    return;
                }
                TokenTree::Punct(p) if p.as_char() == '*' => return,
                _ => {}
            }
            i += 1;
        }
        if path.len() > 1 && path.last().is_some_and(|l| l == "self") {
            path.pop();
        }
        let name = name.or_else(|| path.last().cloned()).unwrap_or_default();
        self.uses.push((public, path, name, line));
    }
}

/// The path that begins here, and where it ends.
fn path(tokens: &[TokenTree], start: usize, first: &Ident) -> (Vec<String>, usize) {
    let (mut path, mut i) = (vec![first.to_string()], start + 1);
    while let (Some(a), Some(b), Some(TokenTree::Ident(next))) = (tokens.get(i), tokens.get(i + 1), tokens.get(i + 2))
        && is(a, ':')
        && is(b, ':')
    {
        path.push(next.to_string());
        i += 3;
    }
    (path, i)
}

fn is(token: &TokenTree, sign: char) -> bool {
    matches!(token, TokenTree::Punct(p) if p.as_char() == sign)
}
