//! What somebody means who answers in a few words: a no, or something else.

/// What an answer comes down to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Said {
    /// They want to hear no more.
    No,
    /// Anything else: a person reads it.
    Words,
}

/// Words that are a no when they are the whole answer, or its first line; plain, without signs. In the languages people
/// write to us in.
const NOES: &[&str] = &[
    // English
    "stop",
    "stop all",
    "stopall",
    "unsubscribe",
    "unsubscribe me",
    "please unsubscribe",
    "please unsubscribe me",
    "remove me",
    "please remove me",
    "remove me from your list",
    "please remove me from your list",
    "opt out",
    "optout",
    "cancel",
    "no more",
    "no more mails",
    "no more emails",
    "no more messages",
    "stop emailing me",
    "stop writing to me",
    "do not contact me",
    "dont contact me",
    "do not contact me again",
    "take me off your list",
    "please stop",
    // German
    "stopp",
    "abmelden",
    "bitte abmelden",
    "austragen",
    "bitte austragen",
    "keine mails mehr",
    "keine weiteren mails",
    "keine weiteren nachrichten",
    "keine werbung",
    "bitte keine weiteren mails",
    "bitte keine weiteren nachrichten",
    "nicht mehr schreiben",
    "bitte nicht mehr kontaktieren",
    "bitte nicht mehr schreiben",
    // French
    "arret",
    "arrêt",
    "arreter",
    "arrêter",
    "desabonner",
    "désabonner",
    "me desabonner",
    "me désabonner",
    "desinscription",
    "désinscription",
    "se desinscrire",
    "se désinscrire",
    "ne plus me contacter",
    "ne plus mecrire",
    "stop pub",
    // Spanish
    "baja",
    "darse de baja",
    "dar de baja",
    "darme de baja",
    "cancelar",
    "no mas",
    "no más",
    "no mas correos",
    "no más correos",
    "no me contacte mas",
    "no me contacte más",
    // Italian
    "cancellami",
    "disiscrivimi",
    "disiscrivermi",
    "annulla iscrizione",
    "non contattarmi",
    "non contattatemi piu",
    "non contattatemi più",
    "basta",
    // Dutch
    "afmelden",
    "uitschrijven",
    "geen mails meer",
    "geen berichten meer",
    "niet meer mailen",
    // Portuguese
    "parar",
    "pare",
    "remover",
    "cancelar inscricao",
    "cancelar inscrição",
    "descadastrar",
    "nao me contacte mais",
    "não me contacte mais",
    "sair da lista",
];

/// What an answer means. What is quoted below it should be cut off before. A sentence that has such a word in it is no no
/// ("don't stop"): only a whole answer, or its first line before a name or a greeting.
pub(super) fn said(text: &str) -> Said {
    let mut lines = text.lines().map(plain).filter(|line| !line.is_empty());
    match lines.next() {
        Some(first) if NOES.contains(&first.as_str()) => Said::No,
        _ => Said::Words,
    }
}

/// In lower case, letters only, one space between words.
fn plain(line: &str) -> String {
    let line = line.trim().trim_start_matches(['>', '*', '-']).to_lowercase();
    let letters: String = line.chars().filter(|c| *c != '\'' && *c != '’' && *c != '`').collect();
    let letters: String = letters.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    letters.split_whitespace().collect::<Vec<_>>().join(" ").replace("e mail", "mail")
}

#[cfg(test)]
mod tests {
    use super::{Said, said};

    #[test]
    fn a_no_is_a_whole_answer_in_any_of_the_languages() {
        for no in [
            "STOP",
            "Stop.",
            "unsubscribe",
            "Please remove me!\n\nKind regards\nAnn",
            "Abmelden",
            "Désabonner",
            "No más",
            "Afmelden\n",
            "don't contact me",
            "\n  Stopp!!",
            "No more e-mails",
        ] {
            assert_eq!(said(no), Said::No, "{no}");
        }
    }

    #[test]
    fn a_sentence_with_such_a_word_in_it_is_an_answer() {
        for words in [
            "Don't stop, please go on",
            "We stop by on Monday",
            "Could you unsubscribe the other address?",
            "Sure, let us talk",
            "",
            "Cancel my other meeting, I can do Tuesday",
        ] {
            assert_eq!(said(words), Said::Words, "{words}");
        }
    }
}
