//! The language of a text, by the small words it is full of.

/// Words of a text that are looked at.
const WORDS: usize = 3_000;
/// Of a hundred words, how many have to be small words of the language.
const SHARE: usize = 8;

const SMALL: [(&str, &str); 7] = [
    ("en", "the of and to in is that for it with as on are this be by or from at which not have you we"),
    ("de", "der die und das den von zu mit ist des im nicht ein eine als auch auf für sich dem werden oder sind wird"),
    ("fr", "le la les des et en un une du est que pour dans qui par sur pas plus au avec ce sont ou il"),
    ("es", "el la los las de que y en un una del se por con para es al lo como más su o no son"),
    ("it", "il di che la e un una del per è in con non si da come le dei al più della sono gli lo"),
    ("nl", "de het een van en in is dat op te met voor niet zijn er aan ook als bij naar wordt of om deze"),
    ("pt", "o a os as de que e em um uma do da para com não por se no na mais ao são ou como"),
];

/// The language (ISO 639-1); nothing when none is sure.
pub(crate) fn of<'a>(texts: impl Iterator<Item = &'a str>) -> Option<String> {
    let words: Vec<String> = texts
        .flat_map(|t| t.split(|c: char| !c.is_alphabetic()))
        .filter(|w| !w.is_empty())
        .take(WORDS)
        .map(str::to_lowercase)
        .collect();
    let count = |small: &str| {
        let small: Vec<&str> = small.split(' ').collect();
        words.iter().filter(|w| small.contains(&w.as_str())).count()
    };
    let (count, code) = SMALL.iter().map(|(code, small)| (count(small), *code)).max()?;
    (words.len() >= 20 && count * 100 >= words.len() * SHARE).then(|| code.to_string())
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_language_is_told_by_its_small_words() {
        let of = |text: &str| super::of(std::iter::once(text));
        let english =
            "The supplier is paid for the work that is done in a month, and the invoice is sent at the end of it.";
        let german = "Der Lieferant wird für die Arbeit bezahlt, die in einem Monat geleistet ist, und die Rechnung wird am Ende mit der Post geschickt.";
        assert_eq!((of(english).as_deref(), of(german).as_deref()), (Some("en"), Some("de")));
        assert_eq!(of("42 17 steel steel steel"), None);
    }
}
