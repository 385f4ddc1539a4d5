//! Languages people speak, by their names in several languages.

use crate::line::Line;
use crate::section::Section;
use crate::words::Heading;
use crate::{Found, plain};
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

fn all(text: &str) -> Vec<(&'static str, Range<usize>)> {
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

/// Reads them: under their heading, or in a sentence that says that somebody speaks them.
pub(crate) fn read(sections: &[Section]) -> Vec<Found<String>> {
    let mut found: Vec<Found<String>> = Vec::new();
    let mut add = |line: &Line, language: &str, at: &Range<usize>, confidence| {
        if !found.iter().any(|f| f.value == language) {
            found.push(Found::new(language.to_string(), line.span(at), confidence));
        }
    };
    for section in sections {
        for line in &section.lines {
            if section.heading == Some(Heading::Languages) {
                for (language, at) in all(&line.text) {
                    add(line, language, &at, 95);
                }
            } else {
                let plain = line.text.to_lowercase();
                let says = [
                    "fluent in",
                    "bilingual",
                    "native speaker",
                    "speak ",
                    "speaks ",
                    "languages:",
                    "sprachen:",
                    "langues",
                ];
                if says.iter().any(|w| plain.contains(w)) {
                    for (language, at) in all(&line.text) {
                        add(line, language, &at, 70);
                    }
                }
            }
        }
    }
    found
}
