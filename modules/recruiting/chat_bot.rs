//! What the bot says: it asks one thing at a time, repeats what it understood, keeps only what was agreed to, quotes the job's
//! text, and hands over when it does not know better. It knows nothing but what stands here.

use super::chat_model::Told;
use super::chat_said::{
    Understood, Wants, declines, is_courtesy, is_question, skips, understood, wants_person, yes_no,
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// After so many answers in a row that it did not understand, somebody of us answers.
const MISSES: i16 = 2;

/// Something the bot asks.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Item {
    /// What it is about.
    pub(super) key: Key,
    /// In words.
    pub(super) question: String,
    /// What is wanted.
    pub(super) wants: Wants,
    /// It is asked until it is answered.
    pub(super) is_required: bool,
}

/// What a question is about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "about", content = "id", rename_all = "snake_case")]
pub(super) enum Key {
    /// Whether they are interested.
    Opening,
    /// A question of the job, by its id.
    Question(String),
    /// A column of the profile.
    Fact(String),
}

/// What the bot waits for: an answer, or that they agree to what it understood.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Asked {
    /// What it asked.
    #[serde(flatten)]
    pub(super) key: Key,
    /// What it understood, and repeated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) understood: Option<Understood>,
}

/// Where the conversation stands.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Talk {
    /// What the bot waits for.
    pub(super) asked: Option<Asked>,
    /// What is to be asked, in order; what was agreed to or skipped leaves it.
    pub(super) items: Vec<Item>,
    /// How often in a row it did not understand.
    pub(super) misses: i16,
    /// What they agreed to.
    pub(super) agreed: Vec<(Key, Understood)>,
    /// What they did not want to answer.
    pub(super) skipped: Vec<Key>,
    /// How the bot's part ended.
    pub(super) end: Option<End>,
    /// What it says.
    pub(super) says: Vec<String>,
}

/// What answers a question about the job.
#[derive(Debug, PartialEq)]
pub(super) enum Found {
    /// A passage of its text.
    Passage(String),
    /// An answer a model made of it, with the words it rests on.
    Told(Told),
}

impl Found {
    fn words(&self) -> String {
        match self {
            Found::Passage(passage) => format!("The description of the job says: “{passage}”"),
            Found::Told(Told { answer, quote }) => {
                format!("{answer}\n\n(A program answers. The description of the job says: “{quote}”)")
            }
        }
    }
}

/// How the bot's part ends.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum End {
    /// They want no more of it.
    Declined,
    /// Somebody of us is needed, for this reason.
    HandOver(&'static str),
}

/// What the bot says first.
pub(super) fn opening(first_name: &str, organisation: &str, job: &str, questions: usize) -> String {
    let many = match questions {
        0 => "I answer questions about the job".to_string(),
        1 => "I have one short question, and I answer yours about the job".to_string(),
        n => format!("I have {n} short questions, and I answer yours about the job"),
    };
    format!(
        "Hello {first_name}, I am the bot of {organisation}, a program. It is about {job}. {many}. You can ask for a person at \
         any time.\n\nAre you interested?"
    )
}

impl Talk {
    /// Whether what was said asks something that the job's text may answer.
    pub(super) fn asks_about_job(&self, said: &str, today: Date) -> bool {
        if self.end.is_some() || wants_person(said) || declines(said) || is_courtesy(said) {
            return false;
        }
        let answers = self.wanted().is_some_and(|wants| {
            !matches!(wants, Wants::Text) && understood(wants, said, today).is_some() && !said.contains('?')
        });
        !answers && (is_question(said) || self.asked.is_none() && self.items.is_empty())
    }

    /// Hears one message. `found` is what answers it, where it asks something about the job.
    pub(super) fn hear(&mut self, said: &str, found: Option<&Found>, today: Date) {
        if self.end.is_some() {
            return;
        }
        if wants_person(said) {
            return self.hand_over("They asked for a person.", "I have asked a colleague to write to you here.");
        }
        let refuses = matches!(&self.asked, Some(Asked { key: Key::Opening, .. })) && yes_no(said) == Some(false);
        if declines(said) || refuses {
            self.says.push(
                "Thank you for telling me. I will not ask any more. Should you change your mind, just write here."
                    .into(),
            );
            self.asked = None;
            self.end = Some(End::Declined);
            return;
        }
        if self.asks_about_job(said, today) {
            return match found {
                Some(found) => {
                    self.misses = 0;
                    self.says.push(found.words());
                    self.repeat();
                }
                None => self.hand_over(
                    "They asked what the text of the job does not say.",
                    "The description of the job does not say that. I have asked a colleague to answer you here.",
                ),
            };
        }
        match self.asked.take() {
            None if is_courtesy(said) && self.items.is_empty() => self.says.push("You are welcome.".into()),
            None => self.next(),
            Some(Asked { key: Key::Opening, .. }) => match yes_no(said) {
                Some(_) => {
                    self.says.push("Good.".into());
                    self.next();
                }
                None => self.missed(Key::Opening, "Please answer with yes or no."),
            },
            Some(Asked { key, understood: Some(kept) }) => self.confirmed(key, kept, said, today),
            Some(Asked { key, understood: None }) => self.answered(key, said, today),
        }
    }

    /// Asks what comes next, or says that this was all.
    pub(super) fn next(&mut self) {
        match self.items.first() {
            Some(item) => {
                self.says.push(asks(item));
                self.asked = Some(Asked { key: item.key.clone(), understood: None });
            }
            None => {
                self.asked = None;
                self.says.push(
                    "Thank you, that is all I wanted to know. You can go on asking me about the job here.".into(),
                );
            }
        }
    }

    /// Asks again for what it waits for.
    pub(super) fn remind(&mut self) {
        self.says.push("I wanted to ask you once more.".into());
        match self.asked {
            Some(_) => self.repeat(),
            None => self.next(),
        }
    }

    /// Nothing is left to ask, and it has nothing to wait for.
    pub(super) fn is_complete(&self) -> bool {
        self.end.is_none() && self.asked.is_none() && self.items.is_empty()
    }

    fn item(&self, key: &Key) -> Option<&Item> {
        self.items.iter().find(|item| item.key == *key)
    }

    /// What the bot waits for.
    fn wanted(&self) -> Option<&Wants> {
        let asked = self.asked.as_ref()?;
        if asked.key == Key::Opening || asked.understood.is_some() {
            return Some(&Wants::YesNo);
        }
        self.item(&asked.key).map(|item| &item.wants)
    }

    /// An answer to a question.
    fn answered(&mut self, key: Key, said: &str, today: Date) {
        let Some(item) = self.item(&key).cloned() else { return self.next() };
        if skips(said) {
            if item.is_required {
                return self.missed(key, "The job asks this of everybody.");
            }
            self.items.retain(|item| item.key != key);
            self.skipped.push(key);
            self.misses = 0;
            self.says.push("That is fine.".into());
            return self.next();
        }
        match understood(&item.wants, said, today) {
            Some(understood) => self.confirm(key, understood),
            None => self.missed(key, &hint(&item.wants)),
        }
    }

    /// Whether they agree to what was understood; who says something else means that.
    fn confirmed(&mut self, key: Key, kept: Understood, said: &str, today: Date) {
        let Some(item) = self.item(&key).cloned() else { return self.next() };
        let says = yes_no(said);
        if says == Some(true) {
            self.misses = 0;
            self.says.push(format!("Noted: {}.", kept.words.trim_end_matches('.')));
            self.items.retain(|item| item.key != key);
            self.agreed.push((key, kept));
            return self.next();
        }
        let rest = rest_of_no(said);
        let other = (!rest.is_empty() && item.wants != Wants::YesNo)
            .then(|| understood(&item.wants, rest, today))
            .flatten()
            .filter(|other| *other != kept);
        match (other, says) {
            (Some(other), _) => self.confirm(key, other),
            (None, Some(false)) => {
                self.misses = 0;
                self.says.push("Then I misunderstood.".into());
                self.says.push(asks(&item));
                self.asked = Some(Asked { key, understood: None });
            }
            (None, _) => {
                self.asked = Some(Asked { key, understood: Some(kept) });
                self.missed_again("Please answer with yes or no.");
            }
        }
    }

    fn confirm(&mut self, key: Key, understood: Understood) {
        self.misses = 0;
        self.says.push(repeated(&understood));
        self.asked = Some(Asked { key, understood: Some(understood) });
    }

    /// Did not understand an answer to this.
    fn missed(&mut self, key: Key, hint: &str) {
        self.asked = Some(Asked { key, understood: None });
        self.missed_again(hint);
    }

    fn missed_again(&mut self, hint: &str) {
        self.misses += 1;
        if self.misses >= MISSES {
            self.hand_over(
                "The bot did not understand the answer.",
                "I am sorry, I do not understand. I have asked a colleague to write to you here.",
            );
            return;
        }
        self.says.push(format!("I did not understand that. {hint}"));
        self.repeat();
    }

    fn hand_over(&mut self, why: &'static str, says: &str) {
        self.asked = None;
        self.says.push(says.into());
        self.end = Some(End::HandOver(why));
    }

    /// Says once more what it waits for.
    fn repeat(&mut self) {
        let words = match &self.asked {
            Some(Asked { understood: Some(understood), .. }) => Some(repeated(understood)),
            Some(Asked { key: Key::Opening, .. }) => Some("Are you interested?".into()),
            Some(Asked { key, .. }) => self.item(key).map(asks),
            None if self.items.is_empty() => return,
            None => return self.next(),
        };
        match words {
            Some(words) => self.says.push(words),
            // What was asked is asked no more.
            None => self.next(),
        }
    }
}

/// What is left of "no, four".
fn rest_of_no(said: &str) -> &str {
    let said = said.trim();
    let first = said.split([' ', ',', '.', '!']).next().unwrap_or_default();
    if matches!(first.to_lowercase().as_str(), "no" | "nope" | "nah" | "wrong") {
        return said[first.len()..].trim_start_matches([' ', ',', '.', '!']);
    }
    said
}

fn repeated(understood: &Understood) -> String {
    format!("I understood: {}. Is that right?", understood.words.trim_end_matches('.'))
}

fn asks(item: &Item) -> String {
    match &item.wants {
        Wants::Choice(choices) => {
            let numbered: Vec<String> = choices.iter().enumerate().map(|(n, c)| format!("{}. {c}", n + 1)).collect();
            format!("{}\n{}", item.question, numbered.join("\n"))
        }
        _ => item.question.clone(),
    }
}

fn hint(wants: &Wants) -> String {
    match wants {
        Wants::YesNo => "Please answer with yes or no.".into(),
        Wants::Number { .. } => "One number is enough, such as 3.".into(),
        Wants::Day => "A day is enough, such as 3 March or next Monday.".into(),
        Wants::Choice(_) => "Please choose one of these.".into(),
        Wants::Text => "A few words are enough.".into(),
        Wants::Period => "Days, weeks or months are enough, such as two weeks.".into(),
        Wants::Pay(_) => "Please say one amount a year, such as 65 000.".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn today() -> Date {
        date(2026, 11, 30)
    }

    fn item(id: &str, question: &str, wants: Wants, is_required: bool) -> Item {
        Item { key: Key::Question(id.into()), question: question.into(), wants, is_required }
    }

    fn talk() -> Talk {
        let items = vec![
            item("a", "May you work here?", Wants::YesNo, true),
            item("b", "How many years?", Wants::Number { of_years: true }, false),
            Item {
                key: Key::Fact("availability_date".into()),
                question: "From when?".into(),
                wants: Wants::Day,
                is_required: false,
            },
        ];
        Talk { items, asked: Some(Asked { key: Key::Opening, understood: None }), ..Talk::default() }
    }

    /// What is answered to what is said, one message after the other.
    fn said(talk: &mut Talk, messages: &[&str]) -> String {
        let mut last = String::new();
        for message in messages {
            talk.says.clear();
            talk.hear(message, None, today());
            last = talk.says.join("\n");
        }
        last
    }

    #[test]
    fn nothing_is_kept_that_was_not_agreed_to() {
        let mut t = talk();
        assert!(said(&mut t, &["yep"]).contains("May you work here?"));
        assert_eq!(said(&mut t, &["I do"]), "I understood: Yes. Is that right?");
        assert!(t.agreed.is_empty());
        assert!(said(&mut t, &["yes"]).starts_with("Noted: Yes.\nHow many years?"));
        assert_eq!(said(&mut t, &["around 3 years"]), "I understood: 3. Is that right?");
        assert_eq!(said(&mut t, &["no, 4"]), "I understood: 4. Is that right?");
        assert!(said(&mut t, &["nope"]).contains("misunderstood"));
        assert_eq!(t.agreed.len(), 1, "nothing but the first");
        assert!(said(&mut t, &["five", "that's right"]).contains("From when?"));
        assert_eq!(said(&mut t, &["next Monday"]), "I understood: 7 December 2026. Is that right?");
        assert!(said(&mut t, &["ok"]).contains("that is all"));
        assert!(t.is_complete());
        let kept: Vec<&str> = t.agreed.iter().map(|(_, kept)| kept.value.as_str()).collect();
        assert_eq!(kept, ["Yes", "5", "2026-12-07"]);
    }

    #[test]
    fn who_is_not_understood_twice_gets_a_person() {
        let mut t = talk();
        said(&mut t, &["yes"]);
        let once = said(&mut t, &["purple"]);
        assert!(once.contains("did not understand") && once.contains("May you work here?"), "{once}");
        assert!(said(&mut t, &["green"]).contains("colleague"));
        assert!(matches!(t.end, Some(End::HandOver(_))) && t.asked.is_none());
        let mut t = talk();
        said(&mut t, &["yes", "purple", "yes", "no", "hm"]);
        assert_eq!((t.end.clone(), t.misses), (None, 1), "what is understood counts anew");
    }

    #[test]
    fn who_asks_for_a_person_or_says_no_is_heard_at_once() {
        for message in ["can I talk to a person", "call me please"] {
            let mut t = talk();
            said(&mut t, &["yes", message]);
            assert!(matches!(t.end, Some(End::HandOver(_))), "{message}");
        }
        for messages in [&["no"][..], &["not interested"], &["yes", "stop"]] {
            let mut t = talk();
            said(&mut t, messages);
            assert_eq!(t.end, Some(End::Declined), "{messages:?}");
            said(&mut t, &["yes"]);
            assert!(t.says.is_empty(), "it is silent then");
        }
        let mut t = talk();
        said(&mut t, &["yes", "no"]);
        assert_eq!(t.end, None, "no is an answer to a question");
    }

    #[test]
    fn a_question_is_answered_with_the_jobs_own_words_and_the_bot_goes_on() {
        let mut t = talk();
        said(&mut t, &["yes"]);
        assert!(t.asks_about_job("Where is the work?", today()) && !t.asks_about_job("yes", today()));
        t.says.clear();
        t.hear("Where is the work?", Some(&Found::Passage("Place: Sydney".into())), today());
        assert_eq!(t.says, ["The description of the job says: “Place: Sydney”", "May you work here?"]);
        t.hear("And who is the client?", None, today());
        assert!(matches!(t.end, Some(End::HandOver(_))));
    }

    #[test]
    fn what_is_optional_may_be_skipped() {
        let mut t = talk();
        said(&mut t, &["yes", "skip"]);
        assert_eq!(t.misses, 1, "the first is asked of everybody");
        assert!(said(&mut t, &["yes", "yes", "I'd rather not say"]).contains("From when?"));
        assert_eq!(t.skipped, [Key::Question("b".into())]);
    }

    #[test]
    fn what_it_waits_for_is_kept_as_json() {
        let asked: Asked = serde_json::from_str(r#"{"about": "opening"}"#).unwrap();
        assert_eq!(asked.key, Key::Opening);
        let kept = Understood { value: "3".into(), words: "3".into(), currency: None };
        let asked = Asked { key: Key::Fact("notice_period".into()), understood: Some(kept) };
        let json = serde_json::to_value(&asked).unwrap();
        assert_eq!(json["about"], "fact");
        assert_eq!(serde_json::from_value::<Asked>(json).unwrap(), asked);
    }
}
