//! Languages people speak, by their names in several languages.

use crate::plain;
use std::ops::Range;

/// The English name, then the others.
const LANGUAGES: &[&str] = &[
    "English englisch anglais inglés ingles inglês engels inglese",
    "German deutsch allemand alemán aleman alemão duits tedesco",
    "French französisch français francais francés frances francês frans francese",
    "Spanish spanisch espagnol español espanol castellano espanhol spaans spagnolo",
    "Portuguese portugiesisch portugais portugués português portugees portoghese",
    "Italian italienisch italien italiano italiaans",
    "Dutch niederländisch holländisch néerlandais neerlandés holandês nederlands flemish",
    "Russian russisch russe ruso russo",
    "Polish polnisch polonais polaco polski pools",
    "Turkish türkisch turc turco türkçe",
    "Arabic arabisch arabe árabe",
    "Mandarin chinese chinesisch chinois chino chinês",
    "Cantonese",
    "Japanese japanisch japonais japonés",
    "Korean koreanisch coréen coreano",
    "Hindi",
    "Urdu",
    "Bengali",
    "Punjabi",
    "Gujarati",
    "Marathi",
    "Tamil",
    "Telugu",
    "Kannada",
    "Malayalam",
    "Nepali",
    "Sinhala sinhalese",
    "Persian farsi dari persisch",
    "Hebrew",
    "Greek griechisch grec griego",
    "Swedish schwedisch suédois",
    "Norwegian norwegisch",
    "Danish dänisch",
    "Finnish finnisch",
    "Icelandic",
    "Czech tschechisch",
    "Slovak slowakisch",
    "Slovenian slowenisch slovene",
    "Croatian kroatisch",
    "Serbian serbisch",
    "Bosnian",
    "Macedonian",
    "Bulgarian bulgarisch",
    "Romanian rumänisch roumain",
    "Hungarian ungarisch",
    "Ukrainian ukrainisch",
    "Lithuanian",
    "Latvian",
    "Estonian",
    "Albanian",
    "Armenian",
    "Georgian",
    "Azerbaijani",
    "Kazakh",
    "Uzbek",
    "Mongolian",
    "Thai",
    "Vietnamese",
    "Khmer",
    "Lao",
    "Burmese",
    "Malay",
    "Indonesian bahasa",
    "Tagalog filipino",
    "Cebuano",
    "Ilocano",
    "Javanese",
    "Swahili kiswahili",
    "Amharic",
    "Somali",
    "Tigrinya",
    "Yoruba",
    "Igbo",
    "Hausa",
    "Twi akan",
    "Zulu",
    "Xhosa",
    "Sotho",
    "Tswana",
    "Afrikaans",
    "Shona",
    "Wolof",
    "Irish gaeilge",
    "Welsh cymraeg",
    "Breton",
    "Basque euskera",
    "Catalan catalán català",
    "Galician gallego",
    "Valencian valenciano",
    "Luxembourgish",
    "Maltese",
    "Maori māori",
    "Samoan",
    "Tongan",
    "Fijian",
    "Auslan",
    "Latin",
    "Esperanto",
    "Pashto",
    "Kurdish",
    "Quechua",
    "Guarani",
    "Hawaiian",
];

/// The language a word names, in English.
fn of(word: &str) -> Option<&'static str> {
    let word = plain::letters(word);
    (word.len() > 1).then(|| {
        LANGUAGES.iter().find_map(|names| {
            let mut all = names.split(' ');
            let first = all.clone().next()?;
            all.any(|name| plain::letters(name) == word).then_some(first)
        })
    })?
}

/// The first language a text names, and where.
pub(crate) fn named(text: &str) -> Option<(&'static str, Range<usize>)> {
    all(text).into_iter().next()
}

/// All languages a text names, in English, and where.
pub(crate) fn all(text: &str) -> Vec<(&'static str, Range<usize>)> {
    let mut found: Vec<(&'static str, Range<usize>)> = Vec::new();
    let mut at = 0;
    for word in text.split_inclusive(|c: char| !c.is_alphanumeric()) {
        let kept = word.trim_end_matches(|c: char| !c.is_alphanumeric());
        // "Tok Pisin" has two words.
        if let Some(language) = of(kept) {
            found.push((language, at..at + kept.len()));
        } else if kept == "Tok" && text[at..].starts_with("Tok Pisin") {
            found.push(("Tok Pisin", at..at + 9));
        }
        at += word.len();
    }
    found
}
