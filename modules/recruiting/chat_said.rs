//! What people mean who answer a question in a chat: yes or no, a number, a day, one of several answers; that they want a
//! person, or nothing more of this.

use super::chat_days::{day, in_words};
use super::chat_numbers::{grouped, number, plain, written};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Characters of an answer in words.
const LONGEST: usize = 2000;

/// What a question wants.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Wants {
    /// Yes or no.
    YesNo,
    /// A number; one of years may be said in months.
    Number { of_years: bool },
    /// A day.
    Day,
    /// One of these.
    Choice(Vec<String>),
    /// Words.
    Text,
    /// So many days, such as a notice period.
    Period,
    /// A yearly amount, in this currency when none is named.
    Pay(String),
}

/// An answer that was understood.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Understood {
    /// As it is kept.
    pub(super) value: String,
    /// As it is repeated.
    pub(super) words: String,
    /// The currency of an amount.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) currency: Option<String>,
}

impl Understood {
    fn of(value: impl Into<String>) -> Understood {
        let value = value.into();
        Understood { words: value.clone(), value, currency: None }
    }
}

/// The answer that is meant; nothing where it is not clear. `today` is where the organisation is.
pub(super) fn understood(wants: &Wants, said: &str, today: Date) -> Option<Understood> {
    match wants {
        Wants::YesNo => yes_no(said).map(|yes| Understood::of(if yes { "Yes" } else { "No" })),
        Wants::Number { of_years } => many(said, *of_years, today).map(|n| Understood::of(written(n))),
        Wants::Day => {
            day(said, today).map(|day| Understood { words: in_words(day), ..Understood::of(day.to_string()) })
        }
        Wants::Choice(choices) => choice(said, choices).map(Understood::of),
        Wants::Text => text(said).map(Understood::of),
        Wants::Period => period(said),
        Wants::Pay(currency) => pay(said, currency),
    }
}

/// Whether yes is meant, or no.
pub(super) fn yes_no(said: &str) -> Option<bool> {
    let said = plain(said);
    let words: Vec<&str> = said.split([' ', ',', '.']).filter(|word| !word.is_empty()).collect();
    let says = |phrases: &[&str]| contains_any(&said, phrases);
    if words.is_empty() || says(UNSURE) {
        return None;
    }
    if says(&["no problem", "no worries", "why not", "no doubt"]) {
        return Some(true);
    }
    let (yes, no) = (|word: &&str| YES.contains(word), |word: &&str| NO.contains(word));
    let denies = |word: &&str| no(word) || *word == "not" || word.ends_with("n't");
    let first = words[0];
    if yes(&first) || says(&["of course", "that's right", "go ahead", "for sure", "why yes"]) {
        return (!words.iter().any(no)).then_some(true);
    }
    if no(&first) || first == "not" {
        return (!words.iter().skip(1).any(|word| matches!(*word, "yes" | "yep" | "yeah"))).then_some(false);
    }
    let of_me = ["i", "i'm", "i've", "i'd", "we", "that's", "that", "it", "it's", "this"].contains(&first);
    if of_me && words.len() <= 12 {
        let speaks = ["do", "am", "have", "can", "may", "will", "would", "did", "could", "is", "was"];
        if words.iter().any(denies) {
            return Some(false);
        }
        let own = first.contains('\'') || words.get(1).is_some_and(|word| speaks.contains(word));
        return (own && words.len() <= 6).then_some(true);
    }
    if first.ends_with("n't") {
        return Some(false);
    }
    None
}

const YES: &[&str] = &[
    "yes",
    "y",
    "yep",
    "yeah",
    "yup",
    "yea",
    "ya",
    "yess",
    "aye",
    "sure",
    "ok",
    "okay",
    "correct",
    "right",
    "true",
    "absolutely",
    "definitely",
    "certainly",
    "indeed",
    "exactly",
    "affirmative",
    "please",
    "gladly",
    "perfect",
    "fine",
    "👍",
    "ja",
    "oui",
    "si",
    "sí",
];
const NO: &[&str] =
    &["no", "n", "nope", "nah", "never", "negative", "wrong", "incorrect", "false", "neither", "nein", "non", "👎"];
const UNSURE: &[&str] = &[
    "not sure",
    "don't know",
    "do not know",
    "dont know",
    "maybe",
    "perhaps",
    "depends",
    "yes and no",
    "possibly",
    "idk",
    "unsure",
    "not certain",
    "can't say",
    "hard to say",
];

fn contains_any(said: &str, phrases: &[&str]) -> bool {
    let spaced = format!(" {} ", said.replace([',', '.'], " ").split_whitespace().collect::<Vec<_>>().join(" "));
    phrases.iter().any(|phrase| spaced.contains(&format!(" {phrase} ")))
}

/// A number; years may be said in months, or since when.
fn many(said: &str, of_years: bool, today: Date) -> Option<f64> {
    let said = plain(said);
    if contains_any(&said, &["none", "no experience", "nothing", "never did"]) && number(&said).is_none() {
        return Some(0.0);
    }
    // Fewer than two is not two.
    if contains_any(&said, &["less than", "fewer than", "under", "below"]) {
        return None;
    }
    let many = number(&said)?;
    if !of_years {
        return Some(many);
    }
    if contains_any(&said, &["since"]) && (1950.0..=f64::from(today.year())).contains(&many) {
        return Some(f64::from(today.year()) - many);
    }
    let in_months = said.contains("month") && !said.contains("year");
    Some(if in_months { (many / 12.0 * 10.0).round() / 10.0 } else { many })
}

/// One of several answers: by itself, by its number, or as a part of a sentence.
fn choice(said: &str, choices: &[String]) -> Option<String> {
    let said = plain(said);
    let plains: Vec<String> = choices.iter().map(|choice| plain(choice)).collect();
    let one = |fits: &dyn Fn(&str) -> bool| {
        let found: Vec<usize> = (0..plains.len()).filter(|i| !plains[*i].is_empty() && fits(&plains[*i])).collect();
        // Day and night, and not day as well.
        let longest = found.iter().copied().max_by_key(|i| plains[*i].len())?;
        found.iter().all(|i| plains[longest].contains(&plains[*i])).then(|| choices[longest].clone())
    };
    if let Some(same) = one(&|choice| choice == said) {
        return Some(same);
    }
    if contains_any(&said, UNSURE) || contains_any(&said, &["not", "no", "except", "neither"]) {
        return None;
    }
    let spaced = format!(" {} ", said.replace([',', '.'], " ").split_whitespace().collect::<Vec<_>>().join(" "));
    if let Some(inside) = one(&|choice| spaced.contains(&format!(" {choice} "))) {
        return Some(inside);
    }
    let numbered = !choices.iter().any(|choice| choice.chars().any(|c| c.is_ascii_digit()));
    let places = ["first", "second", "third", "fourth", "fifth"];
    let place = places.iter().position(|place| contains_any(&said, &[place])).map(|at| at as f64 + 1.0);
    if let Some(at) = place.or_else(|| number(&said)).filter(|at| numbered && *at >= 1.0 && at.fract() == 0.0) {
        return choices.get(at as usize - 1).cloned();
    }
    // Said with a letter too many, too few, or exchanged.
    one(&|choice| choice.len() >= 4 && said.split(' ').any(|word| are_near(word, choice)))
}

/// Whether two words differ by one letter, or by two that are exchanged.
fn are_near(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let begins = a.iter().zip(&b).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[begins..], &b[begins..]);
    let ends = a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[..a.len() - ends], &b[..b.len() - ends]);
    a.len() <= 1 && b.len() <= 1 || a.len() == 2 && b.len() == 2 && a[0] == b[1] && a[1] == b[0]
}

fn text(said: &str) -> Option<String> {
    let said: String = said.chars().filter(|c| !c.is_control() || *c == '\n').take(LONGEST).collect();
    Some(said.trim().to_string()).filter(|said| said.chars().any(char::is_alphanumeric))
}

/// So many days: `two weeks`, `a month`, `none`.
fn period(said: &str) -> Option<Understood> {
    let said = plain(said);
    let none =
        ["none", "no notice", "immediately", "at once", "right away", "straight away", "now", "asap", "any time"];
    let of_days = |days: i64, words: String| Understood { value: days.to_string(), words, currency: None };
    if contains_any(&said, &none) || said == "no" {
        return Some(of_days(0, "none, you could start at once".into()));
    }
    let unit =
        |names: &[&str]| said.split(' ').any(|w| names.contains(&w.trim_start_matches(|c: char| c.is_ascii_digit())));
    let (days, name) = match () {
        () if unit(&["month", "months", "mth", "mths"]) => (30, "month"),
        () if unit(&["week", "weeks", "wk", "wks"]) => (7, "week"),
        () if unit(&["fortnight", "fortnights"]) => (14, "fortnight"),
        () if unit(&["quarter", "quarters"]) => (90, "quarter"),
        () if unit(&["year", "years"]) => return None,
        () => (1, "day"),
    };
    let many = match number(&said) {
        Some(many) => many,
        None if days > 1 && contains_any(&said, &["a", "the", name]) && !said.contains('-') => 1.0,
        None => return None,
    };
    let total = (many * f64::from(days)).round();
    if !(0.0..=730.0).contains(&total) {
        return None;
    }
    let plural = |n: f64| if (n - 1.0).abs() < f64::EPSILON { "" } else { "s" };
    let words = if days == 1 {
        format!("{} day{}", written(total), plural(total))
    } else {
        format!("{} {name}{}, that is {} days", written(many), plural(many), written(total))
    };
    Some(of_days(total as i64, words))
}

/// A yearly amount.
fn pay(said: &str, usual: &str) -> Option<Understood> {
    let said = plain(said);
    // What an hour or a day pays makes no year by itself.
    if ["hour", "hourly", "/h", "p/h", "day", "daily", "week", "weekly"].iter().any(|unit| said.contains(unit)) {
        return None;
    }
    let mut amount = number(&said)?;
    if contains_any(&said, &["lakh", "lakhs", "lpa", "lac"]) {
        amount *= 100_000.0;
    }
    if contains_any(&said, &["million", "crore"]) {
        return None;
    }
    let monthly = said.contains("month") || contains_any(&said, &["pm", "p.m"]);
    let amount = if monthly { amount * 12.0 } else { amount };
    if !(1_000.0..=1e11).contains(&amount) {
        return None;
    }
    let currency = currency(&said, usual);
    let value = amount.round() as i64;
    let words = format!("{currency} {} a year", grouped(value)).trim().to_string();
    Some(Understood { value: value.to_string(), words, currency: Some(currency).filter(|c| !c.is_empty()) })
}

fn currency(said: &str, usual: &str) -> String {
    const NAMES: [(&[&str], &str); 5] = [
        (&["eur", "euro", "euros"], "EUR"),
        (&["gbp", "pound", "pounds"], "GBP"),
        (&["inr", "rupee", "rupees", "lakh", "lakhs", "lpa"], "INR"),
        (&["usd"], "USD"),
        (&["aud"], "AUD"),
    ];
    const CODES: [&str; 12] = ["chf", "cad", "nzd", "sgd", "hkd", "sek", "nok", "dkk", "pln", "jpy", "aed", "zar"];
    let sign = [('€', "EUR"), ('£', "GBP"), ('₹', "INR")].into_iter().find(|(sign, _)| said.contains(*sign));
    let named = NAMES.iter().find(|(names, _)| contains_any(said, names)).map(|(_, code)| *code);
    let code = CODES.iter().find(|code| contains_any(said, &[code])).map(|code| code.to_uppercase());
    if let Some(code) = sign.map(|(_, code)| code).or(named).map(str::to_string).or(code) {
        return code;
    }
    // A dollar is that of the place.
    let dollars = said.contains('$') || contains_any(said, &["dollar", "dollars"]);
    if dollars && !["AUD", "USD", "CAD", "NZD", "SGD", "HKD"].contains(&usual) {
        "USD".into()
    } else {
        usual.to_string()
    }
}

/// Whether they want to talk to a person.
pub(super) fn wants_person(said: &str) -> bool {
    let said = plain(said);
    let person = [
        "a person",
        "real person",
        "a human",
        "human being",
        "human",
        "a recruiter",
        "the recruiter",
        "someone",
        "somebody",
        "a colleague",
        "your boss",
        "an agent",
        "real agent",
        "a real one",
    ];
    let asks = ["talk", "speak", "call me", "chat with", "contact", "phone", "connect", "put me", "get me", "write to"];
    let plainly = [
        "call me",
        "phone me",
        "ring me",
        "real person",
        "real human",
        "human please",
        "not a bot",
        "person please",
        "recruiter please",
        "speak to a human",
        "operator",
    ];
    contains_any(&said, &plainly)
        || ["human", "person", "agent", "recruiter", "operator", "a human", "a person"].contains(&said.as_str())
        || contains_any(&said, &asks) && contains_any(&said, &person)
}

/// Whether they want no more of it.
pub(super) fn declines(said: &str) -> bool {
    let said = plain(said);
    let alone = ["stop", "unsubscribe", "cancel", "quit", "end", "withdraw", "no thanks", "no thank you", "opt out"];
    let phrases = [
        "not interested",
        "no longer interested",
        "no interest",
        "don't contact me",
        "do not contact me",
        "stop writing",
        "stop messaging",
        "stop contacting",
        "stop this",
        "stop it",
        "leave me alone",
        "please stop",
        "withdraw my application",
        "found another job",
        "found a job",
        "accepted another",
        "not looking",
        "remove me",
        "i withdraw",
        "changed my mind",
    ];
    alone.contains(&said.trim_end_matches(['!', '?'])) || contains_any(&said, &phrases)
}

/// Whether they would rather not answer.
pub(super) fn skips(said: &str) -> bool {
    let said = plain(said);
    let phrases =
        ["skip", "rather not", "prefer not", "next question", "none of your business", "won't say", "no comment"];
    contains_any(&said, &phrases) || said == "pass" || said == "next"
}

/// Whether it is thanks, a greeting or a farewell, and nothing else.
pub(super) fn is_courtesy(said: &str) -> bool {
    const COURTESIES: [&str; 22] = [
        "thanks",
        "thank",
        "you",
        "thx",
        "cheers",
        "bye",
        "goodbye",
        "hello",
        "hi",
        "hey",
        "great",
        "perfect",
        "ok",
        "okay",
        "good",
        "morning",
        "evening",
        "afternoon",
        "very",
        "much",
        "cool",
        "super",
    ];
    let said = plain(said);
    let mut words = said.split([' ', ',', '.']).filter(|word| !word.is_empty()).peekable();
    words.peek().is_some() && words.all(|word| COURTESIES.contains(&word))
}

/// Whether it asks something.
pub(super) fn is_question(said: &str) -> bool {
    const BEGINS: [&str; 30] = [
        "what", "what's", "whats", "when", "when's", "where", "where's", "who", "who's", "whom", "how", "how's", "why",
        "which", "is", "are", "does", "do", "did", "can", "could", "would", "will", "should", "may", "am", "has",
        "have", "tell", "explain",
    ];
    let asks = said.contains('?');
    let plain = plain(said);
    let mut words =
        plain.split([' ', ',']).filter(|word| !["and", "but", "so", "hi", "hello", "also", "ok"].contains(word));
    let first = words.next().unwrap_or_default();
    let begins = BEGINS.contains(&first.trim_end_matches('?'));
    let long = words.count() >= 2;
    asks && (long || begins) || begins && long && !["do", "am", "have", "may", "will", "can"].contains(&first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn value(wants: &Wants, said: &str) -> Option<String> {
        understood(wants, said, date(2026, 11, 30)).map(|understood| understood.value)
    }

    #[test]
    fn yes_and_no_are_understood_in_many_words() {
        for said in [
            "yes",
            "Yep!",
            "yeah, sure",
            "Y",
            "ok",
            "of course I do",
            "I am",
            "I do.",
            "absolutely",
            "No problem",
            "that's right",
            "Correct",
            "👍",
            "yes please",
            "I have",
        ] {
            assert_eq!(yes_no(said), Some(true), "{said}");
        }
        for said in
            ["no", "Nope.", "nah", "I don't", "I'm not", "not really", "I can't", "no, sorry", "Never", "not yet"]
        {
            assert_eq!(yes_no(said), Some(false), "{said}");
        }
        for said in ["", "maybe", "I don't know", "yes and no", "it depends", "3", "yes, no, well", "what do you mean?"]
        {
            assert_eq!(yes_no(said), None, "{said}");
        }
    }

    #[test]
    fn numbers_days_and_choices_are_understood() {
        let years = Wants::Number { of_years: true };
        for (said, is) in [
            ("around 3 years", Some("3")),
            ("18 months", Some("1.5")),
            ("since 2019", Some("7")),
            ("none", Some("0")),
            ("less than 2", None),
            ("3-4", None),
            ("many", None),
        ] {
            assert_eq!(value(&years, said).as_deref(), is, "{said}");
        }
        let day = understood(&Wants::Day, "3rd of March", date(2026, 11, 30)).unwrap();
        assert_eq!((day.value.as_str(), day.words.as_str()), ("2027-03-03", "3 March 2027"));
        let shift = Wants::Choice(vec!["Day".into(), "Night".into(), "Day and night".into()]);
        for (said, is) in [
            ("night", Some("Night")),
            ("Night shift please", Some("Night")),
            ("day and night is fine", Some("Day and night")),
            ("2", Some("Night")),
            ("the first one", Some("Day")),
            ("nihgt", Some("Night")),
            ("not night", None),
            ("4", None),
            ("weekend", None),
            ("don't know", None),
        ] {
            assert_eq!(value(&shift, said).as_deref(), is, "{said}");
        }
        assert_eq!(value(&Wants::Text, "  I rig by night \u{7}\n"), Some("I rig by night".into()));
        assert_eq!(value(&Wants::Text, "…"), None);
    }

    #[test]
    fn periods_and_pay_are_understood() {
        for (said, is) in [
            ("two weeks", Some("14")),
            ("a month", Some("30")),
            ("1 month notice", Some("30")),
            ("30", Some("30")),
            ("30 days", Some("30")),
            ("none", Some("0")),
            ("immediately", Some("0")),
            ("a fortnight", Some("14")),
            ("2-4 weeks", None),
            ("long", None),
        ] {
            assert_eq!(value(&Wants::Period, said).as_deref(), is, "{said}");
        }
        let pay = |said: &str| {
            let found = understood(&Wants::Pay("AUD".into()), said, date(2026, 11, 30))?;
            Some((found.value, found.currency.unwrap_or_default()))
        };
        for (said, value, currency) in [
            ("65k", "65000", "AUD"),
            ("about 65,000 a year", "65000", "AUD"),
            ("€ 5000 a month", "60000", "EUR"),
            ("$90 000", "90000", "AUD"),
            ("12 lakhs", "1200000", "INR"),
            ("60 thousand pounds", "60000", "GBP"),
        ] {
            assert_eq!(pay(said), Some((value.into(), currency.into())), "{said}");
        }
        for said in ["40 an hour", "65", "a lot", "60 to 70k"] {
            assert_eq!(pay(said), None, "{said}");
        }
    }

    #[test]
    fn who_wants_a_person_or_nothing_more_is_heard() {
        for said in
            ["Can I talk to a person?", "call me", "human", "I want to speak to a real human", "could someone call me"]
        {
            assert!(wants_person(said), "{said}");
        }
        for said in ["yes", "I talk to people all day", "a person told me", "3"] {
            assert!(!wants_person(said), "{said}");
        }
        for said in
            ["STOP", "not interested", "I'm no longer interested.", "please stop", "No thanks", "I found another job"]
        {
            assert!(declines(said), "{said}");
        }
        for said in ["no", "yes", "I stopped smoking", "Thank you", "I am interested"] {
            assert!(!declines(said), "{said}");
        }
        for said in ["What is the salary?", "where would I work", "Is there parking?", "and how long is the contract?"]
        {
            assert!(is_question(said), "{said}");
        }
        for said in ["I do", "3 years?", "yes", "I am a rigger", "next Monday"] {
            assert!(!is_question(said), "{said}");
        }
        assert!(is_courtesy("Thank you very much!") && is_courtesy("hi") && !is_courtesy("thanks, but what now"));
        assert!(skips("I'd rather not say") && skips("skip") && !skips("3"));
    }
}
