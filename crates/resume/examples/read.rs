//! Reads résumés and prints what they say, a line of JSON each: `read [--text | --times] FILE…`. With `--text` their text as it
//! is read, with `--times` how many milliseconds reading the text took. The quality is counted from it.

use resume::{Month, ordered, read};

fn main() {
    let (today, mut only_text) = (Month { year: 2026, month: Some(11) }, false);
    let mut times = false;
    for name in std::env::args().skip(1) {
        if name == "--text" {
            only_text = true;
            continue;
        }
        if name == "--names" {
            let all: Vec<[Vec<String>; 2]> = serde_json::from_reader(std::io::stdin()).unwrap_or_default();
            let named = |words: Vec<String>, of: fn(&str) -> String| words.iter().map(|w| of(w)).collect::<Vec<_>>();
            let all: Vec<_> =
                all.into_iter().map(|[s, t]| [named(s, resume::skill), named(t, resume::ticket)]).collect();
            println!("{}", serde_json::to_string(&all).unwrap_or_default());
            continue;
        }
        if name == "--times" {
            times = true;
            // The tables are read once.
            read(&[], today);
            continue;
        }
        let Ok(laid) = std::fs::read(&name).map_err(Into::into).and_then(text::laid) else {
            println!("null");
            continue;
        };
        let start = std::time::Instant::now();
        let sheets = ordered(laid.text.pages, laid.pieces);
        if only_text {
            sheets.iter().for_each(|s| println!("{}\n----", s.page.text));
            continue;
        }
        if times {
            read(&sheets, today);
            println!("{:.3}", start.elapsed().as_secs_f64() * 1000.0);
            continue;
        }
        println!("{}", serde_json::to_string(&(laid.text.needs_ocr, read(&sheets, today))).unwrap_or_default());
    }
}
