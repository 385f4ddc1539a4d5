//! Lines stay narrow enough to be read side by side: few are wider than 120 columns, texts that can't be broken and comments
//! beside columns. The bounds only go down.

use std::fs;
use std::path::Path;

/// Folders, the ending of their files, and how many of a thousand lines may be wider.
const BOUNDS: &[(&[&str], &str, usize)] = &[(&["crates", "modules", "tests"], "rs", 12), (&["modules"], "sql", 70)];
const WIDTH: usize = 120;

#[test]
fn few_lines_are_wider_than_120_columns() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    for (folders, ending, most) in BOUNDS {
        let mut wide = Vec::new();
        let mut all = 0;
        for folder in *folders {
            measure(&root.join(folder), ending, &mut all, &mut wide);
        }
        let per_thousand = wide.len() * 1000 / all;
        assert!(
            per_thousand <= *most,
            "{per_thousand} of a thousand lines of .{ending} are wider than {WIDTH}, {most} may be. The widest:\n{}",
            widest(wide)
        );
    }
}

fn measure(folder: &Path, ending: &str, all: &mut usize, wide: &mut Vec<(usize, String)>) {
    for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if path.is_dir() && !path.ends_with("node_modules") {
            measure(&path, ending, all, wide);
        } else if path.extension().is_some_and(|e| e == ending) {
            for (number, line) in fs::read_to_string(&path).unwrap().lines().enumerate() {
                *all += 1;
                let width = line.chars().count();
                if width > WIDTH {
                    wide.push((width, format!("{}:{}", path.display(), number + 1)));
                }
            }
        }
    }
}

fn widest(mut wide: Vec<(usize, String)>) -> String {
    wide.sort_unstable();
    wide.iter().rev().take(20).map(|(width, place)| format!("{width} {place}\n")).collect()
}
