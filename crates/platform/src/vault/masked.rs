//! What is left of personal data for those who may not read it.

/// `ada@example.com` → `a•••@•••.com`, `+49 30 12345` → `•••45`, anything else → `•••`.
pub(super) fn mask(text: &str) -> String {
    if let Some((name, domain)) = text.split_once('@').filter(|_| !text.contains(' ')) {
        let first = name.chars().next().map(String::from).unwrap_or_default();
        let ending = domain.rsplit('.').next().unwrap_or_default();
        return format!("{first}•••@•••.{ending}");
    }
    let digits: Vec<char> = text.chars().filter(char::is_ascii_digit).collect();
    if digits.len() >= 6 && text.chars().all(|c| c.is_ascii_digit() || " +-()/.".contains(c)) {
        return format!("•••{}", digits[digits.len() - 2..].iter().collect::<String>());
    }
    "•••".to_string()
}

#[cfg(test)]
mod tests {
    use super::mask;

    #[test]
    fn little_is_left() {
        assert_eq!(mask("ada@example.com"), "a•••@•••.com");
        assert_eq!(mask("+49 30 12345"), "•••45");
        assert_eq!(mask("prefers mornings"), "•••");
    }
}
