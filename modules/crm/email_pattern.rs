//! How the addresses of a company are made, concluded from those of people who are known there. Nobody's address is guessed in
//! writing; what is told is the pattern, marked as a guess.

use platform::vault::OrgKeys;
use platform::verb::Call;
use records::Result;
use std::collections::BTreeMap;
use uuid::Uuid;

/// People of a company that are looked at.
const PEOPLE: i64 = 200;

/// A person's first and last name, and the part of the address before the @.
type Known = (String, String, String);

/// The pattern most addresses of a company follow at this host, such as first.last.
pub(super) async fn pattern(call: Call<'_>, keys: &OrgKeys, client: Uuid, host: &str) -> Result<Option<&'static str>> {
    let sql = "select id, first_name, last_name, email::bytea from crm.contacts
                where client_id = $1 and email is not null order by id limit $2";
    let rows = call.query(sql, &[&client, &PEOPLE]).await?;
    let known = rows.iter().filter_map(|row| {
        let (id, sealed): (Uuid, Vec<u8>) = (row.get(0), row.get(3));
        let email = keys.open("contacts", "email", id.as_bytes(), &sealed).ok()?.to_lowercase();
        let (local, at) = email.split_once('@')?;
        let name = |n: usize| row.get::<_, Option<String>>(n).unwrap_or_default();
        (at == host).then(|| (name(1), name(2), local.to_string()))
    });
    Ok(most(&known.collect::<Vec<_>>()))
}

fn most(known: &[Known]) -> Option<&'static str> {
    let mut counts: BTreeMap<&'static str, usize> = BTreeMap::new();
    for name in known.iter().filter_map(of_one) {
        *counts.entry(name).or_default() += 1;
    }
    // One address alone may be an exception; of several, more than half make a pattern.
    let (name, count) = counts.into_iter().max_by_key(|(_, count)| *count)?;
    (count * 2 > known.len()).then_some(name)
}

fn of_one((first, last, local): &Known) -> Option<&'static str> {
    let plain = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
    let (first, last) = (plain(first), plain(last));
    let initial: String = first.chars().take(1).collect();
    if first.is_empty() || last.is_empty() {
        return None;
    }
    let patterns = [
        ("first.last", format!("{first}.{last}")),
        ("f.last", format!("{initial}.{last}")),
        ("flast", format!("{initial}{last}")),
        ("firstlast", format!("{first}{last}")),
        ("first_last", format!("{first}_{last}")),
        ("last.first", format!("{last}.{first}")),
        ("first", first.clone()),
        ("last", last.clone()),
    ];
    patterns.into_iter().find(|(_, made)| made == local).map(|(name, _)| name)
}

#[cfg(test)]
mod tests {
    use super::most;

    #[test]
    fn most_addresses_make_the_pattern() {
        let of = |all: &[(&str, &str, &str)]| {
            most(&all.iter().map(|(f, l, e)| ((*f).into(), (*l).into(), (*e).into())).collect::<Vec<_>>())
        };
        assert_eq!(
            of(&[("Ann", "Able", "ann.able"), ("Bo", "Berg", "bo.berg"), ("Cy", "Cole", "cc")]),
            Some("first.last")
        );
        assert_eq!(of(&[("Ann", "O'Neil", "aoneil")]), Some("flast"));
        assert_eq!(of(&[("Ann", "Able", "x"), ("Bo", "Berg", "bo.berg")]), None);
        assert_eq!(of(&[]), None);
    }
}
