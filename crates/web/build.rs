//! Brings the web app's libraries from npm and puts everything a browser loads into the executable.
//!
//! THROUGHLINE_NODE_MODULES names a folder that already holds them, for builds without npm.
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Lucide icons the app uses.
const ICONS: &str = "house calendar users building-2 user handshake target list-todo folder-kanban clock receipt briefcase contact megaphone file-text search bell settings shield \
    chart-column upload download plus x check chevron-right chevron-down chevron-left ellipsis funnel arrow-up arrow-down columns-3 kanban table map rows-3 bookmark trash-2 pencil undo-2 \
    history message-square phone mail video sticky-note circle-check triangle-alert info link external-link moon sun monitor log-out circle-question-mark keyboard eye copy git-merge \
    panel-right maximize-2 globe hash tag lock key-round activity zap heart-pulse bot book-open inbox send ban layers hard-hat user-check user-plus clipboard-list grip-vertical save \
    paperclip file refresh-cw flag swords calendar-clock log-in menu radar badge-check timer circle-dot at-sign power sliders-horizontal map-pin play scan-search minus gauge compass sparkles archive archive-restore route list-ordered";
/// Style sheets and scripts, in the order they are joined.
const STYLES: &[&str] = &[
    "tokens.css",
    "base.css",
    "frame.css",
    "parts.css",
    "pages.css",
    "roster.css",
    "map.css",
    "job_board.css",
    "chat.css",
    "outreach.css",
    "knowledge.css",
];
const SCRIPTS: &[&str] = &[
    "core.js",
    "keys.js",
    "palette.js",
    "list.js",
    "form.js",
    "board.js",
    "roster.js",
    "map.js",
    "review.js",
    "chat.js",
    "knowledge.js",
    "live.js",
    "passkeys.js",
];

fn main() {
    let here =
        PathBuf::from(std::env::var("CARGO_MANIFEST_DIR").expect("cargo sets CARGO_MANIFEST_DIR")).join("assets");
    let out = PathBuf::from(std::env::var("OUT_DIR").expect("cargo sets OUT_DIR"));
    println!("cargo:rerun-if-changed={}", here.display());
    println!("cargo:rerun-if-env-changed=THROUGHLINE_NODE_MODULES");
    let modules = match std::env::var_os("THROUGHLINE_NODE_MODULES") {
        Some(folder) => PathBuf::from(folder),
        None => install(&here, &out.join("npm")),
    };
    let read = |path: PathBuf| fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let join = |names: &[&str]| names.iter().map(|n| read(here.join(n))).collect::<Vec<_>>().join("\n");
    fs::write(out.join("app.css"), join(STYLES)).expect("OUT_DIR is writable");
    fs::write(out.join("app.js"), format!("{}\n{}", read(modules.join("htmx.org/dist/htmx.min.js")), join(SCRIPTS)))
        .expect("OUT_DIR is writable");
    let mut sprite = String::from("<svg xmlns=\"http://www.w3.org/2000/svg\">\n");
    for name in ICONS.split_whitespace() {
        let svg = read(modules.join(format!("lucide-static/icons/{name}.svg")));
        let body = svg
            .split_once("<svg")
            .and_then(|(_, s)| s.split_once('>'))
            .and_then(|(_, s)| s.rsplit_once("</svg>"))
            .map(|(b, _)| b)
            .expect("an icon is one svg element");
        writeln!(
            sprite,
            "<symbol id=\"{name}\" viewBox=\"0 0 24 24\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"1.75\" stroke-linecap=\"round\" stroke-linejoin=\"round\">{}</symbol>",
            body.split_whitespace().collect::<Vec<_>>().join(" ")
        )
        .expect("writing to a string");
    }
    for (from, to) in [("400Regular/NotoSans_400Regular", "regular"), ("700Bold/NotoSans_700Bold", "bold")] {
        let path = modules.join(format!("@expo-google-fonts/noto-sans/{from}.ttf"));
        fs::copy(&path, out.join(format!("{to}.ttf"))).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    }
    sprite += "</svg>\n";
    fs::write(out.join("icons.svg"), sprite).expect("OUT_DIR is writable");
}

/// `npm ci` in a folder of its own; does nothing when the lock file has not changed since.
fn install(from: &Path, to: &Path) -> PathBuf {
    let lock = fs::read(from.join("package-lock.json")).expect("assets/package-lock.json");
    if fs::read(to.join("done")).is_ok_and(|done| done == lock) {
        return to.join("node_modules");
    }
    fs::create_dir_all(to).expect("OUT_DIR is writable");
    for name in ["package.json", "package-lock.json"] {
        fs::copy(from.join(name), to.join(name)).expect("OUT_DIR is writable");
    }
    let run = Command::new("npm")
        .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"])
        .current_dir(to)
        .status();
    match run {
        Ok(status) if status.success() => {}
        Ok(status) => panic!(
            "npm ci ended with {status}. The web app's libraries come from the npm registry; or set THROUGHLINE_NODE_MODULES to a folder that has them."
        ),
        Err(e) => panic!(
            "npm could not be started ({e}). Install Node.js with npm, or set THROUGHLINE_NODE_MODULES to a folder that has htmx.org and lucide-static."
        ),
    }
    fs::write(to.join("done"), lock).expect("OUT_DIR is writable");
    to.join("node_modules")
}
