//! How to reach a company: addresses and numbers of its page, its profiles elsewhere, and the boards with its openings.

use super::line::line;
use super::page::SitePage;
use crate::markup::Token;

/// Of each, so many.
const MOST: usize = 20;
/// Where companies have profiles, by the end of the host.
const NETWORKS: &[&str] = &[
    "linkedin.com",
    "twitter.com",
    "x.com",
    "facebook.com",
    "instagram.com",
    "youtube.com",
    "xing.com",
    "tiktok.com",
    "github.com",
    "mastodon.social",
];
/// Boards of the large applicant systems: host, and the name the source has.
const BOARDS: &[(&str, &str)] = &[
    ("boards.greenhouse.io/", "greenhouse"),
    ("job-boards.greenhouse.io/", "greenhouse"),
    ("jobs.lever.co/", "lever"),
    ("jobs.ashbyhq.com/", "ashby"),
    ("apply.workable.com/", "workable"),
];

pub(super) fn read(tokens: &[Token<'_>], page: &mut SitePage) {
    for token in tokens {
        let Token::Open { name, .. } = token else { continue };
        let Some(address) = token.attribute("href").or_else(|| token.attribute("src")).map(str::trim) else { continue };
        if name == "a" {
            if let Some(rest) = address.strip_prefix("mailto:") {
                add_email(rest.split('?').next().unwrap_or_default(), page);
            } else if let Some(rest) = address.strip_prefix("tel:") {
                add_phone(rest, page);
            }
        }
        board(address, page);
        if name == "a" {
            network(address, page);
        }
    }
    let organisation = page.organisation.clone().unwrap_or_default();
    if let Some(email) = organisation.email {
        add_email(email.trim_start_matches("mailto:"), page);
    }
    if let Some(phone) = organisation.phone {
        add_phone(&phone, page);
    }
    organisation.same_as.iter().for_each(|url| network(url, page));
    in_words(&page.text.clone(), page);
}

/// Addresses that stand in the words.
fn in_words(text: &str, page: &mut SitePage) {
    for word in text.split(|c: char| c.is_whitespace() || "<>()[]{},;:\"'|".contains(c)).filter(|w| w.contains('@')) {
        add_email(word, page);
    }
}

fn add_email(said: &str, page: &mut SitePage) {
    let email = said.trim().trim_end_matches('.').to_lowercase();
    let Some((name, host)) = email.split_once('@') else { return };
    let plain = |part: &str, signs: &str| {
        !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || signs.contains(c))
    };
    let end = host.rsplit('.').next().unwrap_or_default();
    let is_file = ["png", "jpg", "jpeg", "gif", "svg", "webp", "js", "css"].contains(&end);
    let fits = plain(name, "._%+-") && plain(host, ".-") && host.contains('.') && end.len() >= 2 && !is_file;
    if fits && email.len() <= 200 && page.emails.len() < MOST && !page.emails.contains(&email) {
        page.emails.push(email);
    }
}

fn add_phone(said: &str, page: &mut SitePage) {
    let phone = line(&said.replace("%20", " "), 40);
    let digits = phone.chars().filter(char::is_ascii_digit).count();
    let fits = phone.starts_with(|c: char| c == '+' || c.is_ascii_digit())
        && phone.chars().all(|c| c.is_ascii_digit() || "+ ()./-".contains(c));
    if fits && (6..=15).contains(&digits) && page.phones.len() < MOST && !page.phones.contains(&phone) {
        page.phones.push(phone);
    }
}

fn network(address: &str, page: &mut SitePage) {
    let Some(rest) = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://")) else { return };
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let is_one = NETWORKS.iter().any(|known| host == *known || host.ends_with(&format!(".{known}")));
    let shares = ["share", "intent", "sharer", "dialog", "login", "watch"].iter().any(|word| path.starts_with(word));
    if is_one && !path.is_empty() && !shares && address.len() <= 300 && page.social.len() < MOST {
        let address = address.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/').to_string();
        if !page.social.contains(&address) {
            page.social.push(address);
        }
    }
}

fn board(address: &str, page: &mut SitePage) {
    for (host, kind) in BOARDS {
        let Some(at) = address.find(host) else { continue };
        let rest = &address[at + host.len()..];
        let name = match rest.strip_prefix("embed/job_board") {
            Some(more) => more.split("for=").nth(1).unwrap_or_default(),
            None => rest,
        };
        let name: String =
            name.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')).take(100).collect();
        let board = format!("{kind}/{name}");
        if !name.is_empty() && !page.boards.contains(&board) && page.boards.len() < MOST {
            page.boards.push(board);
        }
    }
}
