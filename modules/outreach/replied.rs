//! What somebody means who answers: that nothing more is to be sent, that they are away and until when, that they are
//! interested or not. Simple rules in the languages people answer in; pure, without clock and database.

use jiff::ToSpan as _;
use jiff::civil::Date;
use text::mail::Mail;

/// What somebody wants, as far as rules tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sentiment {
    /// Let us talk.
    Interested,
    /// Later perhaps.
    NotNow,
    /// No.
    No,
    /// They ask something.
    Question,
    /// It is not clear.
    Unclear,
}

impl Sentiment {
    /// As the database calls it.
    pub fn word(self) -> &'static str {
        match self {
            Sentiment::Interested => "interested",
            Sentiment::NotNow => "not_now",
            Sentiment::No => "no",
            Sentiment::Question => "question",
            Sentiment::Unclear => "unclear",
        }
    }

    /// How the conversation went, as the timeline calls it.
    pub fn mood(self) -> &'static str {
        match self {
            Sentiment::Interested => "positive",
            Sentiment::No => "negative",
            _ => "neutral",
        }
    }
}

/// What a message is, that answers one of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meant {
    /// Somebody answered.
    Answered(Sentiment),
    /// Nothing more is to be sent.
    Stop,
    /// They are away, until this day where they say so.
    Away(Option<Date>),
    /// A program wrote, and says nothing of use.
    Nothing,
}

/// What a message means that answers one of ours, on this day.
pub fn meant(mail: &Mail, today: Date) -> Meant {
    let subject = plain(&mail.subject);
    let back = back_on(&format!("{}\n{}", mail.subject, mail.said), today);
    if is_away(&subject, mail.is_automatic, &mail.said) || mail.is_automatic && back.is_some() {
        return Meant::Away(back);
    }
    if mail.is_automatic {
        return Meant::Nothing;
    }
    if asks_to_stop(&mail.said) || mail.said.trim().is_empty() && asks_to_stop(&mail.subject) {
        return Meant::Stop;
    }
    if mail.is_bulk {
        return Meant::Nothing;
    }
    Meant::Answered(sentiment(&mail.said))
}

/// A text for comparing: lower case, one space between words, without signs at its ends.
fn plain(text: &str) -> String {
    let low = text.to_lowercase().replace(['’', '`', '´'], "'");
    let words: String =
        low.chars().map(|c| if c.is_alphanumeric() || c == '\'' || c == '-' { c } else { ' ' }).collect();
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What says by itself that nothing more is to be sent.
const STOP: &[&str] = &[
    // English
    "stop",
    "unsubscribe",
    "unsubscribe me",
    "remove",
    "remove me",
    "remove me from your list",
    "remove me from this list",
    "remove me from the list",
    "remove me from your mailing list",
    "take me off your list",
    "take me off the list",
    "take me off",
    "opt out",
    "opt-out",
    "stop emailing me",
    "stop e-mailing me",
    "stop writing to me",
    "stop contacting me",
    "do not contact me",
    "do not contact me again",
    "don't contact me",
    "don't contact me again",
    "do not email me",
    "don't email me",
    "do not write to me again",
    "don't write to me again",
    "no more emails",
    "no more e-mails",
    "no more mails",
    "leave me alone",
    "stop it",
    "stop this",
    // German
    "stopp",
    "abmelden",
    "abbestellen",
    "austragen",
    "bitte abmelden",
    "entfernen",
    "keine mails mehr",
    "keine e-mails mehr",
    "keine weiteren mails",
    "keine weiteren e-mails",
    "keine werbung",
    "keine werbung mehr",
    "schreiben sie mir nicht mehr",
    "nicht mehr schreiben",
    "nicht mehr kontaktieren",
    "kontaktieren sie mich nicht mehr",
    "nehmen sie mich aus dem verteiler",
    "nehmen sie mich von der liste",
    "löschen sie meine daten",
    "löschen sie meine adresse",
    "ich möchte keine weiteren e-mails",
    // French
    "désabonner",
    "me désabonner",
    "désinscrire",
    "me désinscrire",
    "désinscription",
    "désabonnement",
    "désinscrivez-moi",
    "désabonnez-moi",
    "retirez-moi",
    "retirez-moi de votre liste",
    "supprimez-moi de votre liste",
    "arrêtez",
    "arrêter",
    "arrêtez de m'écrire",
    "ne m'écrivez plus",
    "ne me contactez plus",
    "ne plus me contacter",
    "plus de mails",
    // Spanish
    "baja",
    "darme de baja",
    "quiero darme de baja",
    "deme de baja",
    "dame de baja",
    "cancelar suscripción",
    "desuscribir",
    "no me escriban más",
    "no me escriba más",
    "no me contacte más",
    "no me contacten más",
    "elimíneme de su lista",
    "eliminarme de la lista",
    "no más correos",
    "parar",
    "basta",
    // Italian
    "cancellami",
    "cancellatemi",
    "cancellatemi dalla lista",
    "cancellami dalla lista",
    "disiscrivimi",
    "disiscrivetemi",
    "annulla iscrizione",
    "rimuovimi",
    "rimuovetemi",
    "rimuovetemi dalla lista",
    "non scrivetemi più",
    "non scrivermi più",
    "non contattatemi più",
    "non contattarmi più",
    "smettetela",
    "fermati",
    // Dutch
    "afmelden",
    "uitschrijven",
    "schrijf mij uit",
    "schrijf me uit",
    "meld mij af",
    "meld me af",
    "verwijder mij",
    "verwijder me",
    "verwijder mij van de lijst",
    "geen mails meer",
    "geen e-mails meer",
    "niet meer mailen",
    "mail mij niet meer",
    "neem geen contact meer op",
    "stoppen",
    // Portuguese
    "cancelar",
    "cancelar inscrição",
    "cancelar a inscrição",
    "descadastrar",
    "descadastre-me",
    "remover",
    "remova-me",
    "remova-me da lista",
    "retire-me da lista",
    "não me escreva mais",
    "não me escrevam mais",
    "não me contacte mais",
    "não me contactem mais",
    "não me envie mais",
    "não enviem mais e-mails",
    "pare",
    "sair da lista",
];

/// What may stand around it.
const COURTESY: &[&str] = &[
    "please",
    "kindly",
    "thanks",
    "thank you",
    "hi",
    "hello",
    "bitte",
    "danke",
    "hallo",
    "s'il vous plaît",
    "svp",
    "merci",
    "bonjour",
    "por favor",
    "gracias",
    "hola",
    "per favore",
    "grazie",
    "ciao",
    "alstublieft",
    "aub",
    "dank u",
    "bedankt",
    "obrigado",
    "obrigada",
    "olá",
    "at once",
    "immediately",
    "now",
    "sofort",
    "umgehend",
    "vielen dank",
];

/// Whether somebody asks that nothing more be sent: it is the whole answer, or its first line. A sentence that has the word
/// in it does not.
pub fn asks_to_stop(said: &str) -> bool {
    let first = said.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    let is_one = |text: &str| {
        let mut words = plain(text);
        for _ in 0..3 {
            for polite in COURTESY {
                words = words.strip_prefix(&format!("{polite} ")).map_or(words.clone(), str::to_string);
                words = words.strip_suffix(&format!(" {polite}")).map_or(words.clone(), str::to_string);
            }
        }
        STOP.contains(&words.as_str())
    };
    let short = said.trim().chars().count() <= 120 && said.trim().lines().count() <= 3;
    is_one(first) || first.split(['.', '!']).next().is_some_and(&is_one) && first.len() <= 120 || short && is_one(said)
}

/// Subjects of programs that answer while somebody is away.
const AWAY: &[&str] = &[
    "out of office",
    "out of the office",
    "automatic reply",
    "auto reply",
    "autoreply",
    "auto-reply",
    "on vacation",
    "on leave",
    "abwesenheit",
    "abwesenheitsnotiz",
    "abwesend",
    "automatische antwort",
    "nicht im büro",
    "im urlaub",
    "réponse automatique",
    "absence du bureau",
    "absent du bureau",
    "en congé",
    "respuesta automática",
    "fuera de la oficina",
    "fuera de oficina",
    "de vacaciones",
    "risposta automatica",
    "fuori ufficio",
    "fuori sede",
    "in ferie",
    "automatisch antwoord",
    "afwezigheid",
    "afwezig",
    "niet aanwezig",
    "met vakantie",
    "resposta automática",
    "fora do escritório",
    "ausência do escritório",
    "de férias",
];

fn is_away(subject: &str, is_automatic: bool, said: &str) -> bool {
    if AWAY.iter().any(|words| subject.starts_with(words)) {
        return true;
    }
    let text = plain(said);
    is_automatic && AWAY.iter().any(|words| subject.contains(words) || text.contains(words))
}

/// What stands before the day somebody is back, or the last day they are away.
const RETURN: &[&str] = &[
    "back on",
    "back in the office on",
    "return on",
    "returning on",
    "back from",
    "i will be back",
    "i am back",
    "back",
    "wieder ab",
    "wieder erreichbar",
    "wieder da",
    "zurück am",
    "ab dem",
    "wieder im büro",
    "zurück",
    "de retour le",
    "de retour",
    "je reviens le",
    "vuelvo el",
    "regreso el",
    "de vuelta el",
    "estaré de vuelta",
    "torno il",
    "rientro il",
    "di ritorno il",
    "sarò di ritorno",
    "terug op",
    "weer aanwezig",
    "terug vanaf",
    "de volta em",
    "regresso a",
    "volto em",
    "estarei de volta",
];
const UNTIL: &[&str] = &[
    "until",
    "till",
    "through",
    "bis zum",
    "bis einschließlich",
    "bis",
    "jusqu'au",
    "hasta el",
    "hasta",
    "fino al",
    "tot en met",
    "tot",
    "até",
];

/// The day somebody is back who writes that they are away; none when no day can be read, or it is not near.
pub fn back_on(text: &str, today: Date) -> Option<Date> {
    let low = text.to_lowercase();
    let latest = today.checked_add(1.year()).ok()?;
    let fits = |day: &Date| *day > today && *day <= latest;
    // What stands close behind the words counts; the word that comes first in our list, the most exact.
    let behind = |words: &[&str]| {
        words.iter().find_map(|word| {
            low.match_indices(word).find_map(|(at, _)| {
                let before = low[..at].chars().next_back();
                let rest = &low[at + word.len()..];
                let is_word = before.is_none_or(|c| !c.is_alphanumeric()) && !rest.starts_with(char::is_alphanumeric);
                let near: String = rest.chars().take(40).take_while(|c| *c != '\n').collect();
                if is_word { first_day(&near, today).filter(fits) } else { None }
            })
        })
    };
    // "Away from 1 to 11 December" is the last day of absence; they are there the day after.
    behind(RETURN).or_else(|| behind(UNTIL).and_then(|day| day.tomorrow().ok()))
}

const MONTHS: [&[&str]; 12] = [
    &["january", "januar", "jänner", "janvier", "enero", "gennaio", "januari", "janeiro", "jan"],
    &["february", "februar", "février", "febrero", "febbraio", "februari", "fevereiro", "feb"],
    &["march", "märz", "mars", "marzo", "maart", "março", "mar", "mär"],
    &["april", "avril", "abril", "aprile", "apr"],
    &["may", "mai", "mayo", "maggio", "mei", "maio"],
    &["june", "juni", "juin", "junio", "giugno", "junho", "jun"],
    &["july", "juli", "juillet", "julio", "luglio", "julho", "jul"],
    &["august", "août", "agosto", "augustus", "aug"],
    &["september", "septembre", "septiembre", "settembre", "setembro", "sept", "sep"],
    &["october", "oktober", "octobre", "octubre", "ottobre", "outubro", "oct", "okt"],
    &["november", "novembre", "noviembre", "novembro", "nov"],
    &["december", "dezember", "décembre", "diciembre", "dicembre", "dezembro", "dec", "dez", "déc"],
];

/// The first day a text names: 2026-12-12, 12.12.2026, 12.12., 12 December, December 12. A month and day without a year are
/// those that come next; of 3/4/2026 nobody knows which is the month, unless one of them can't be.
fn first_day(text: &str, today: Date) -> Option<Date> {
    let coming = |month: i8, day: i8, year: Option<i16>| match year {
        Some(year) => Date::new(if year < 100 { 2000 + year } else { year }, month, day).ok(),
        None => {
            let this = Date::new(today.year(), month, day).ok()?;
            if this >= today { Some(this) } else { Date::new(today.year() + 1, month, day).ok() }
        }
    };
    let signs: Vec<String> = text
        .split(|c: char| c.is_whitespace() || c == ',' || c == '(' || c == ')')
        .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric() && c != '.').to_string())
        .filter(|word| !word.is_empty())
        .collect();
    let number = |word: &str| {
        let digits: String = word.chars().take_while(char::is_ascii_digit).collect();
        let rest = &word[digits.len()..];
        let is_day = matches!(rest, "" | "." | "st" | "nd" | "rd" | "th" | "er" | "º" | "°" | "e");
        digits.parse::<i16>().ok().filter(|_| is_day)
    };
    let month = |word: &str| {
        let word = word.trim_end_matches('.');
        MONTHS.iter().position(|names| names.contains(&word)).and_then(|n| i8::try_from(n + 1).ok())
    };
    for (n, word) in signs.iter().enumerate() {
        let word = word.as_str();
        if word.len() >= 10
            && let Some(day) = word.get(..10).and_then(|day| day.parse::<Date>().ok())
        {
            return Some(day);
        }
        let parts: Vec<&str> = word.split(['.', '/']).filter(|part| !part.is_empty()).collect();
        let numbers: Vec<i16> = parts.iter().filter_map(|part| part.parse().ok()).collect();
        if numbers.len() == parts.len() && (2..=3).contains(&numbers.len()) {
            let (a, b, year) = (numbers[0], numbers[1], numbers.get(2).copied());
            let (day, other) = match word.contains('/') {
                true if a <= 12 && b <= 12 && a != b => return None,
                true if a <= 12 && b > 12 => (b, a),
                _ => (a, b),
            };
            return coming(i8::try_from(other).ok()?, i8::try_from(day).ok()?, year);
        }
        let next = |k: usize| signs.get(n + k).map(String::as_str);
        // 12 December 2026, 12 de diciembre, 12th of December
        if let Some(day) = number(word).filter(|day| (1..=31).contains(day)) {
            let at = if matches!(next(1), Some("of" | "de" | "di" | "d'")) { 2 } else { 1 };
            if let Some(found) = next(at).and_then(month) {
                let year = next(at + 1)
                    .filter(|y| *y != "de")
                    .or_else(|| next(at + 2))
                    .and_then(number)
                    .filter(|y| *y >= 2000);
                return coming(found, i8::try_from(day).ok()?, year);
            }
        }
        // December 12, 2026
        if let (Some(found), Some(day)) = (month(word), next(1).and_then(number).filter(|day| (1..=31).contains(day))) {
            let year = next(2).and_then(number).filter(|y| *y >= 2000);
            return coming(found, i8::try_from(day).ok()?, year);
        }
    }
    None
}

const NO: &[&str] = &[
    "not interested",
    "no interest",
    "no thank",
    "no need",
    "we don't need",
    "we do not need",
    "not for us",
    "we're all set",
    "kein interesse",
    "nicht interessiert",
    "kein bedarf",
    "nein danke",
    "keinen bedarf",
    "pas intéressé",
    "pas intéressés",
    "aucun intérêt",
    "non merci",
    "no me interesa",
    "no nos interesa",
    "no estamos interesados",
    "no gracias",
    "non mi interessa",
    "non ci interessa",
    "non siamo interessati",
    "no grazie",
    "geen interesse",
    "niet geïnteresseerd",
    "nee bedankt",
    "não tenho interesse",
    "não temos interesse",
    "não estamos interessados",
    "não obrigado",
];
const NOT_NOW: &[&str] = &[
    "not now",
    "not right now",
    "not at the moment",
    "at the moment we",
    "next year",
    "next quarter",
    "next month",
    "later this year",
    "come back to",
    "get back to you",
    "too early",
    "no budget",
    "in a few months",
    "bad time",
    "derzeit nicht",
    "aktuell nicht",
    "momentan nicht",
    "im moment nicht",
    "nächstes jahr",
    "nächsten monat",
    "zu früh",
    "später",
    "pas maintenant",
    "pas pour le moment",
    "l'année prochaine",
    "plus tard",
    "ahora no",
    "por ahora no",
    "más adelante",
    "el próximo año",
    "non adesso",
    "non ora",
    "più avanti",
    "l'anno prossimo",
    "nu niet",
    "op dit moment niet",
    "volgend jaar",
    "agora não",
    "no próximo ano",
    "mais tarde",
];
const YES: &[&str] = &[
    "interested",
    "sounds good",
    "sounds great",
    "let's talk",
    "let us talk",
    "happy to",
    "glad to",
    "gladly",
    "yes please",
    "call me",
    "give me a call",
    "let's meet",
    "i'd like to",
    "we'd like to",
    "tell me more",
    "send me more",
    "available on",
    "works for me",
    "please call",
    "we are looking for",
    "we need",
    "gerne",
    "gern",
    "interessiert",
    "klingt gut",
    "rufen sie mich an",
    "ja bitte",
    "passt mir",
    "wir suchen",
    "volontiers",
    "intéressé",
    "intéressés",
    "avec plaisir",
    "appelez-moi",
    "me interesa",
    "nos interesa",
    "con gusto",
    "encantado",
    "llámeme",
    "mi interessa",
    "ci interessa",
    "volentieri",
    "con piacere",
    "graag",
    "geïnteresseerd",
    "klinkt goed",
    "bel mij",
    "tenho interesse",
    "temos interesse",
    "com prazer",
    "vamos conversar",
];

/// What somebody wants, by what stands in their words. This is the one place that says so; a model may take it over.
pub fn sentiment(said: &str) -> Sentiment {
    let text = format!(" {} ", plain(&said.chars().take(4000).collect::<String>()));
    let has =
        |words: &[&str]| words.iter().any(|w| text.contains(&format!(" {w} ")) || text.contains(&format!(" {w}s ")));
    let first = plain(said.lines().find(|line| !line.trim().is_empty()).unwrap_or_default());
    let is_word = |words: &[&str]| words.contains(&first.as_str());
    if has(NO) || is_word(&["no", "nein", "non", "nee", "não"]) {
        return Sentiment::No;
    }
    if has(NOT_NOW) {
        return Sentiment::NotNow;
    }
    if has(YES) || is_word(&["yes", "ja", "oui", "sí", "si", "sì", "sim", "sure", "ok", "okay"]) {
        return Sentiment::Interested;
    }
    if said.contains('?') {
        return Sentiment::Question;
    }
    Sentiment::Unclear
}

#[cfg(test)]
mod tests {
    use super::{Meant, Sentiment, asks_to_stop, back_on, meant, sentiment};
    use jiff::civil::{Date, date};
    use text::mail::Mail;

    const TODAY: Date = date(2026, 12, 1);

    #[test]
    fn who_asks_to_stop_says_just_that() {
        for said in [
            "STOP",
            "stop.",
            "Please remove me",
            "Unsubscribe!",
            "Please stop emailing me. Thanks",
            "Hi\nplease unsubscribe",
            "remove me from your list\n\nAnn Lee\nAcme",
            "Bitte abmelden",
            "Keine E-Mails mehr",
            "Bitte nicht mehr kontaktieren!",
            "Désinscrivez-moi, merci",
            "ne me contactez plus",
            "Darme de baja por favor",
            "no me escriban más",
            "Cancellatemi dalla lista",
            "non scrivetemi più, grazie",
            "Afmelden",
            "Schrijf mij uit aub",
            "Remova-me da lista",
            "Não me escreva mais",
            "Unsubscribe. We are not interested in any of this.",
        ] {
            assert!(asks_to_stop(said), "{said}");
        }
        for said in [
            "Don't stop!",
            "We stop work at five, call me before.",
            "Please don't unsubscribe us",
            "How do I unsubscribe?",
            "The bus stop is in front of our house",
            "We had to remove me from the board.",
            "Bitte hören Sie nicht auf",
            "Stop by any time!",
            "I could not stop reading, let us talk",
            "",
            "Nous ne pouvons pas arrêter le chantier",
        ] {
            assert!(!asks_to_stop(said), "{said}");
        }
    }

    #[test]
    fn the_day_somebody_is_back_is_read() {
        for (text, day) in [
            ("I am back on 12 December.", Some(date(2026, 12, 12))),
            ("I will be back on December 12th, 2026", Some(date(2026, 12, 12))),
            ("Back on 2027-01-07", Some(date(2027, 1, 7))),
            ("I am out until 11 December and reply then", Some(date(2026, 12, 12))),
            ("Ich bin ab dem 04.01.2027 wieder erreichbar", Some(date(2027, 1, 4))),
            ("Ich bin bis zum 7.1. im Urlaub", Some(date(2027, 1, 8))),
            ("Je serai de retour le 5 janvier", Some(date(2027, 1, 5))),
            ("Estaré de vuelta el 9 de enero de 2027", Some(date(2027, 1, 9))),
            ("Rientro il 20 dicembre", Some(date(2026, 12, 20))),
            ("Ik ben terug op 15 december", Some(date(2026, 12, 15))),
            ("Estarei de volta em 3 de janeiro", Some(date(2027, 1, 3))),
            ("I am out of office and back soon", None),
            ("I was back on 12 November 2020", None),
            ("back on 99.99.2026", None),
            ("back on 3/4/2027", None),
            ("back on 2950-01-01", None),
        ] {
            assert_eq!(back_on(text, TODAY), day, "{text}");
        }
    }

    #[test]
    fn simple_rules_tell_what_somebody_wants() {
        for (said, wants) in [
            ("Sounds good, call me on Monday", Sentiment::Interested),
            ("Gerne, wann passt es?", Sentiment::Interested),
            ("We are not interested", Sentiment::No),
            ("Kein Interesse", Sentiment::No),
            ("Not right now, we have no budget", Sentiment::NotNow),
            ("What does it cost?", Sentiment::Question),
            ("I forwarded this to a colleague", Sentiment::Unclear),
        ] {
            assert_eq!(sentiment(said), wants, "{said}");
        }
    }

    #[test]
    fn a_program_neither_answers_nor_stops() {
        let mail = |subject: &str, said: &str, is_automatic: bool| Mail {
            subject: subject.into(),
            said: said.into(),
            is_automatic,
            ..Mail::default()
        };
        let away = meant(&mail("Automatic reply: An idea", "I am back on 12 December", true), TODAY);
        assert_eq!(away, Meant::Away(Some(date(2026, 12, 12))));
        assert_eq!(meant(&mail("Abwesenheitsnotiz: Idee", "Bin weg", false), TODAY), Meant::Away(None));
        assert_eq!(meant(&mail("Re: An idea", "Your ticket is 5. Stop", true), TODAY), Meant::Nothing);
        assert_eq!(meant(&mail("Re: An idea", "stop", false), TODAY), Meant::Stop);
        assert_eq!(meant(&mail("Unsubscribe", "", false), TODAY), Meant::Stop);
        let question = meant(&mail("Re: out of office hours", "What does it cost?", false), TODAY);
        assert_eq!(question, Meant::Answered(Sentiment::Question));
    }
}
