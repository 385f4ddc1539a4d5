//! What a site lets programs read (robots.txt, RFC 9309), and the pages it lists (sitemap).

use serde::{Deserialize, Serialize};
use std::io::Write;

/// Bytes of a robots.txt that are read; the rest counts for nothing, as the standard lets it.
pub const LARGEST: usize = 512 << 10;
/// Bytes of a sitemap.
pub const LARGEST_MAP: usize = 4 << 20;
/// Rules, and pages of a sitemap.
const MOST: usize = 2_000;

/// What a site lets one program read.
#[derive(Debug, Default, Clone, Serialize, Deserialize)]
pub struct Robots {
    /// Paths, and whether they may be read; a star stands for anything, a dollar for the end.
    pub rules: Vec<(bool, String)>,
    /// Seconds between two requests, when it says so.
    pub pause: Option<f32>,
    /// Sitemaps it names.
    pub sitemaps: Vec<String>,
}

impl Robots {
    /// Whether this path may be read: the longest rule that fits decides, and of two as long the one that allows.
    pub fn allows(&self, path: &str) -> bool {
        let fitting = self.rules.iter().filter(|(_, rule)| fits(rule.as_bytes(), path.as_bytes()));
        fitting.max_by_key(|(allowed, rule)| (rule.len(), *allowed)).is_none_or(|(allowed, _)| *allowed)
    }
}

/// Reads a robots.txt and writes what it says for this program, as JSON ([`Robots`]).
pub(crate) fn write(bytes: &[u8], program: &str, out: &mut dyn Write) -> anyhow::Result<()> {
    serde_json::to_writer(out, &read(bytes, program))?;
    Ok(())
}

/// Reads a robots.txt: the groups that name the program, else those for everybody.
pub fn read(bytes: &[u8], program: &str) -> Robots {
    let text = String::from_utf8_lossy(&bytes[..bytes.len().min(LARGEST)]).into_owned();
    let program = program.to_lowercase();
    let (mut own, mut everybody, mut is_named) = (Robots::default(), Robots::default(), false);
    let mut sitemaps = Vec::new();
    let (mut for_us, mut for_all, mut in_agents) = (false, false, false);
    for line in text.split(['\n', '\r']) {
        let line = line.trim_start_matches('\u{feff}').split('#').next().unwrap_or_default();
        let Some((key, value)) = line.split_once(':') else { continue };
        let (key, value) = (key.trim().to_lowercase(), value.trim());
        match key.as_str() {
            "user-agent" => {
                if !in_agents {
                    (for_us, for_all) = (false, false);
                }
                in_agents = true;
                let named = value.to_lowercase();
                for_all |= named == "*";
                for_us |= named == program;
                is_named |= for_us;
            }
            "allow" | "disallow" | "crawl-delay" => {
                in_agents = false;
                for (_, group) in [(for_us, &mut own), (for_all, &mut everybody)].into_iter().filter(|(is, _)| *is) {
                    if key == "crawl-delay" {
                        group.pause = value.parse().ok().filter(|s: &f32| s.is_finite() && *s >= 0.0);
                    } else if !value.is_empty() && group.rules.len() < MOST && value.len() <= 2_000 {
                        group.rules.push((key == "allow", value.to_string()));
                    }
                }
            }
            "sitemap" if sitemaps.len() < 20 && value.len() <= 2_000 => sitemaps.push(value.to_string()),
            _ => {}
        }
    }
    let group = if is_named { own } else { everybody };
    Robots { sitemaps, ..group }
}

/// Whether a rule fits the beginning of a path.
fn fits(rule: &[u8], path: &[u8]) -> bool {
    // Where the last star was, and what it stood for: walking back there is enough, however many stars a rule has.
    let (mut r, mut p, mut star) = (0, 0, None::<(usize, usize)>);
    loop {
        match rule.get(r) {
            None => return true,
            Some(b'*') => {
                star = Some((r + 1, p));
                r += 1;
                continue;
            }
            Some(b'$') if r + 1 == rule.len() && p == path.len() => return true,
            Some(sign) if path.get(p) == Some(sign) => {
                (r, p) = (r + 1, p + 1);
                continue;
            }
            Some(_) => {}
        }
        match star {
            Some((after, from)) if from < path.len() => {
                star = Some((after, from + 1));
                (r, p) = (after, from + 1);
            }
            _ => return false,
        }
    }
}

/// Reads a sitemap and writes its addresses, a line of JSON each: `[is_map, address]`. Entities are never expanded.
pub(crate) fn write_map(bytes: &[u8], out: &mut dyn Write) -> anyhow::Result<()> {
    anyhow::ensure!(bytes.len() <= LARGEST_MAP, "The sitemap is larger than {} MB.", LARGEST_MAP >> 20);
    let text = crate::plain::decoded(bytes);
    let is_index = text.chars().take(2_000).collect::<String>().contains("<sitemapindex");
    let mut rest = text.as_str();
    for _ in 0..MOST {
        let Some(at) = rest.find("<loc>") else { break };
        rest = &rest[at + 5..];
        let Some(end) = rest.find('<') else { break };
        let address = crate::markup::resolved(rest[..end].trim());
        rest = &rest[end..];
        if (address.starts_with("http://") || address.starts_with("https://")) && address.len() <= 2_000 {
            serde_json::to_writer(&mut *out, &(is_index, address))?;
            out.write_all(b"\n")?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn the_group_that_names_us_counts_and_the_longest_rule_decides() {
        let said = "User-agent: *\nDisallow: /\n\nUser-agent: other\nUser-Agent: Throughline\nDisallow: /private\n\
                    Allow: /private/contact$\nDisallow: /*.pdf$\nCrawl-delay: 3\nSitemap: https://a.example/map.xml";
        let robots = read(said.as_bytes(), "throughline");
        assert!(robots.allows("/") && robots.allows("/private/contact") && !robots.allows("/private/contact/x"));
        assert!(!robots.allows("/x/y.pdf") && robots.allows("/x/y.pdf.html") && !robots.allows("/private"));
        assert_eq!((robots.pause, robots.sitemaps.len()), (Some(3.0), 1));
        assert!(!read(b"User-agent: *\nDisallow: /", "throughline").allows("/x"));
        assert!(read(b"User-agent: *\nDisallow:", "throughline").allows("/x"), "an empty rule forbids nothing");
        assert!(read(b"<html>no such page", "throughline").allows("/x"));
    }

    #[test]
    fn ten_megabytes_of_rules_and_stars_are_read_in_no_time() {
        let mut many = b"User-agent: *\nDisallow: /*a*a*a*a*a*a*a*a*a*a*a*b\n".to_vec();
        many.extend(b"Disallow: /x\n".repeat(800_000));
        let robots = read(&many, "throughline");
        assert!(robots.rules.len() <= 2_000);
        assert!(robots.allows(&format!("/{}", "a".repeat(2_000))) && !robots.allows("/x"));
    }
}
