//! Words as they are compared.

/// Small letters without their marks, nothing else.
pub(crate) fn letters(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).filter(|c| c.is_alphanumeric()).flat_map(bare).collect()
}

/// A letter without its marks.
fn bare(c: char) -> std::vec::IntoIter<char> {
    let to: &str = match c {
        'á' | 'à' | 'â' | 'ã' | 'å' | 'ā' | 'ą' => "a",
        'ä' | 'æ' => "ae",
        'ç' | 'ć' | 'č' => "c",
        'é' | 'è' | 'ê' | 'ë' | 'ę' | 'ě' => "e",
        'í' | 'ì' | 'î' | 'ï' | 'ı' => "i",
        'ł' => "l",
        'ñ' | 'ń' => "n",
        'ó' | 'ò' | 'ô' | 'õ' => "o",
        'ö' | 'ø' | 'œ' => "oe",
        'š' | 'ś' | 'ş' => "s",
        'ß' => "ss",
        'ú' | 'ù' | 'û' => "u",
        'ü' => "ue",
        'ý' => "y",
        'ž' | 'ź' | 'ż' => "z",
        'ğ' => "g",
        c => return vec![c].into_iter(),
    };
    to.chars().collect::<Vec<_>>().into_iter()
}

/// Whether a word of this kind stands in a text: whole words of the list, or the end of one where it begins with `-`.
pub(crate) fn has_word(text: &str, words: &[&str]) -> bool {
    let text = text.to_lowercase();
    let mut all =
        text.split(|c: char| !c.is_alphanumeric() && c != '+' && c != '#' && c != '.').map(|w| w.trim_matches('.'));
    all.any(|word| {
        words.iter().any(|w| match w.strip_prefix('-') {
            Some(end) => word.len() > end.len() && word.ends_with(end),
            None => *w == word,
        })
    })
}
