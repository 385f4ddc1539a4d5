//! Text → pieces of words: the tokenizer of BERT, uncased.

use std::collections::HashMap;
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

static LIST: &str = include_str!(concat!(env!("OUT_DIR"), "/vocab.txt"));

/// Pieces that are read of a text, its marks included.
const LONGEST: usize = 256;
/// Letters of a word that is looked up.
const LETTERS: usize = 100;

/// The pieces it knows.
pub(crate) struct Words {
    known: HashMap<&'static str, u32>,
    unknown: u32,
    begin: u32,
    end: u32,
}

impl Words {
    pub(crate) fn load() -> Words {
        let known: HashMap<&str, u32> = LIST.lines().zip(0..).collect();
        let mark = |name: &str| known.get(name).copied().expect("the list has its marks");
        let (unknown, begin, end) = (mark("[UNK]"), mark("[CLS]"), mark("[SEP]"));
        Words { known, unknown, begin, end }
    }

    /// The pieces of a text between its marks.
    pub(crate) fn pieces(&self, text: &str) -> Vec<u32> {
        let mut pieces = vec![self.begin];
        // Enough letters for all pieces that are read.
        self.read(text.chars().take(LONGEST * LETTERS), LONGEST, &mut pieces);
        pieces.truncate(LONGEST - 1);
        pieces.push(self.end);
        pieces
    }

    /// How many pieces a text has without its marks.
    pub(crate) fn count(&self, text: &str) -> usize {
        let mut pieces = Vec::new();
        self.read(text.chars(), usize::MAX, &mut pieces);
        pieces.len()
    }

    fn read(&self, signs: impl Iterator<Item = char>, most: usize, pieces: &mut Vec<u32>) {
        let mut word = String::new();
        let signs = signs.filter(|c| *c == '\n' || *c == '\t' || !c.is_control());
        for c in signs.flat_map(char::to_lowercase).nfd().filter(|c| !is_combining_mark(*c)) {
            if pieces.len() >= most {
                break;
            }
            if c.is_whitespace() {
                self.split(&mut word, pieces);
            } else if stands_alone(c) {
                self.split(&mut word, pieces);
                word.push(c);
                self.split(&mut word, pieces);
            } else {
                word.push(c);
            }
        }
        self.split(&mut word, pieces);
    }

    /// Splits a word into the longest pieces that are known, from its beginning.
    fn split(&self, word: &mut String, pieces: &mut Vec<u32>) {
        let whole = std::mem::take(word);
        if whole.is_empty() {
            return;
        }
        if whole.chars().count() > LETTERS {
            pieces.push(self.unknown);
            return;
        }
        let (mut found, mut start) = (Vec::new(), 0);
        while start < whole.len() {
            let ends = whole[start..].char_indices().map(|(i, c)| start + i + c.len_utf8());
            let piece = |end: usize| match start {
                0 => self.known.get(&whole[..end]).copied(),
                _ => self.known.get(format!("##{}", &whole[start..end]).as_str()).copied(),
            };
            let Some((end, piece)) = ends.rev().find_map(|end| Some((end, piece(end)?))) else {
                pieces.push(self.unknown);
                return;
            };
            found.push(piece);
            start = end;
        }
        pieces.append(&mut found);
    }
}

/// Signs between words, and characters of scripts that have no blanks between words.
fn stands_alone(c: char) -> bool {
    let sign = c.is_ascii_punctuation()
        || !c.is_ascii()
            && !c.is_alphanumeric()
            && matches!(c, '\u{a1}'..='\u{bf}' | '\u{2010}'..='\u{205e}' | '\u{3001}'..='\u{303f}' | '\u{ff01}'..='\u{ff65}');
    let ideograph = matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{2fa1f}');
    sign || ideograph
}
