//! Numbers as people say them in a chat: `around 3 years`, `65k`, `two and a half`.

const ONES: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const TENS: [&str; 8] = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

/// What was said in small letters, without signs that say nothing.
pub(super) fn plain(said: &str) -> String {
    let said = said.to_lowercase().replace(['’', '‘', '`'], "'").replace(['–', '—'], "-");
    let kept = |c: char| c.is_alphanumeric() || "'+-./,:%$€£₹&#👍👎".contains(c);
    let spaced: String = said.chars().map(|c| if kept(c) { c } else { ' ' }).collect();
    let words = spaced.split_whitespace().map(|word| word.trim_end_matches([',', '.', ':', '-']));
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The one number that is said; nothing where there is none, or where there are several.
pub(super) fn number(said: &str) -> Option<f64> {
    let words = joined(&plain(said));
    let mut found: Vec<f64> = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let word = words[at].as_str();
        let more = |n: usize| words.get(at + n).map(String::as_str);
        if let Some(n) = spelled(word) {
            let ones = more(1).and_then(spelled).filter(|ones| n >= 20.0 && *ones < 10.0 && *ones > 0.0);
            at += usize::from(ones.is_some());
            found.push(n + ones.unwrap_or_default());
        } else if word == "couple" || word == "pair" {
            found.push(2.0);
        } else if word == "half"
            && matches!((at.checked_sub(1).map(|b| words[b].as_str()), found.last()), (Some("a"), Some(_)))
        {
            if let Some(last) = found.last_mut() {
                *last += 0.5;
            }
        } else if word == "half" {
            found.push(0.5);
        } else if word == "hundred" || word == "thousand" {
            let times = if word == "hundred" { 100.0 } else { 1000.0 };
            match found.last_mut() {
                Some(last) => *last *= times,
                None => found.push(times),
            }
        } else {
            match digits(word) {
                Digits::Number(n) => found.push(n),
                Digits::Several => return None,
                Digits::None => {}
            }
        }
        at += 1;
    }
    match found[..] {
        [one] => Some(one),
        _ => None,
    }
}

/// A number as it is kept: without more digits than it has.
pub(super) fn written(number: f64) -> String {
    let text = format!("{number:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_string()
}

/// A large number as people read it: 65 000.
pub(super) fn grouped(number: i64) -> String {
    let digits = number.abs().to_string();
    let groups: Vec<&str> =
        digits.as_bytes().rchunks(3).rev().map(|group| std::str::from_utf8(group).unwrap_or_default()).collect();
    format!("{}{}", if number < 0 { "-" } else { "" }, groups.join("\u{202f}"))
}

/// Words, with 65 000 as one.
fn joined(said: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    // How many digits the last word began with, and whether more may follow.
    let mut goes_on = false;
    for word in said.split(' ').flat_map(|word| match word.split_once('-') {
        // twenty-five, and not 3-4.
        Some((a, b)) if spelled(a).is_some() && spelled(b).is_some() => vec![a, b],
        _ => vec![word],
    }) {
        let digits = word.trim_start_matches(['$', '€', '£', '₹', '+']);
        let are_digits = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
        match words.last_mut().filter(|_| goes_on && are_digits && word.len() == 3) {
            Some(last) => last.push_str(word),
            None => {
                goes_on = are_digits && digits.len() <= 3 && !digits.starts_with('0');
                words.push(word.to_string());
            }
        }
    }
    words
}

fn spelled(word: &str) -> Option<f64> {
    if let Some(n) = ONES.iter().position(|one| *one == word) {
        return Some(n as f64);
    }
    TENS.iter().position(|ten| *ten == word).map(|n| (n as f64 + 2.0) * 10.0)
}

enum Digits {
    Number(f64),
    Several,
    None,
}

/// `3`, `3.5`, `3,5`, `65,000`, `65k`, `3yrs`, `5+`, `$80`; not `3rd`, and not `3-4`.
fn digits(word: &str) -> Digits {
    let word = word.trim_start_matches(['~', '$', '€', '£', '₹', '+', '#', '\'']).trim_end_matches(['+', '%', '/']);
    let (sign, word) = word.strip_prefix('-').map_or((1.0, word), |rest| (-1.0, rest));
    let end = word.find(|c: char| !c.is_ascii_digit() && c != '.' && c != ',').unwrap_or(word.len());
    let (number, unit) = word.split_at(end);
    if !number.starts_with(|c: char| c.is_ascii_digit()) {
        return Digits::None;
    }
    if unit.chars().any(|c| c.is_ascii_digit()) {
        return Digits::Several;
    }
    if ["st", "nd", "rd", "th"].contains(&unit) {
        return Digits::None;
    }
    let times = match unit.trim_end_matches(['/', '-', '.']) {
        "k" => 1_000.0,
        "m" | "mio" => 1_000_000.0,
        _ => 1.0,
    };
    let number = number.trim_end_matches(['.', ',']);
    let groups: Vec<&str> = number.split([',', '.']).collect();
    let are_groups = groups.len() > 1 && groups[0].len() <= 3 && groups[1..].iter().all(|group| group.len() == 3);
    let text = match groups[..] {
        [whole] => whole.to_string(),
        // 3.500 may be three and a half as well; whoever says it confirms what is repeated.
        _ if are_groups && groups[0] != "0" => groups.concat(),
        [whole, part] if part.len() <= 2 => format!("{whole}.{part}"),
        _ => return Digits::Several,
    };
    text.parse::<f64>().map_or(Digits::None, |n| Digits::Number(sign * n * times))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_number_is_understood_however_it_is_written() {
        for (said, is) in [
            ("3", 3.0),
            ("around 3 years", 3.0),
            ("3.5", 3.5),
            ("3,5 years", 3.5),
            ("5+", 5.0),
            ("3yrs", 3.0),
            ("three", 3.0),
            ("Twenty-five", 25.0),
            ("twenty five years or so", 25.0),
            ("two and a half", 2.5),
            ("half", 0.5),
            ("a couple of years", 2.0),
            ("65k", 65_000.0),
            ("65,000", 65_000.0),
            ("65.000", 65_000.0),
            ("65 000", 65_000.0),
            ("1 200 000", 1_200_000.0),
            ("$80,000.", 80_000.0),
            ("sixty thousand", 60_000.0),
            ("-2", -2.0),
            ("none? zero", 0.0),
        ] {
            assert_eq!(number(said), Some(is), "{said}");
        }
        for said in ["", "many", "3-4", "3 to 4", "between three and five", "the 3rd", "3 years and 2 months"] {
            assert_eq!(number(said), None, "{said}");
        }
        assert_eq!((written(3.0).as_str(), written(2.50).as_str(), written(-0.25).as_str()), ("3", "2.5", "-0.25"));
        assert_eq!((grouped(65_000).as_str(), grouped(999).as_str()), ("65\u{202f}000", "999"));
    }
}
