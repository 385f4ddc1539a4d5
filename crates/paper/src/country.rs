//! Country names as people write them → ISO 3166-1 alpha-2.

/// Names by code; the countries of EN 16931 and those they trade with most.
const NAMES: &str = "AT Austria,Österreich;AU Australia;BE Belgium,België,Belgique,Belgien;BG Bulgaria;BR Brazil,Brasil;CA Canada;CH Switzerland,Schweiz,Suisse,Svizzera;CN China;CY Cyprus;\
    CZ Czechia,Czech Republic,Česko;DE Germany,Deutschland;DK Denmark,Danmark;EE Estonia;ES Spain,España;FI Finland,Suomi;FR France;GB United Kingdom,UK,Great Britain,England,Scotland,Wales;\
    GR Greece;HK Hong Kong;HR Croatia,Hrvatska;HU Hungary;IE Ireland;IL Israel;IN India;IS Iceland;IT Italy,Italia;JP Japan;KR South Korea,Korea;LI Liechtenstein;LT Lithuania;LU Luxembourg;\
    LV Latvia;MT Malta;MX Mexico;MY Malaysia;NL Netherlands,The Netherlands,Nederland,Holland;NO Norway,Norge;NZ New Zealand;PH Philippines;PL Poland,Polska;PT Portugal;RO Romania;RS Serbia;\
    SA Saudi Arabia;SE Sweden,Sverige;SG Singapore;SI Slovenia;SK Slovakia;TH Thailand;TR Turkey,Türkiye;TW Taiwan;UA Ukraine;AE United Arab Emirates,UAE;\
    US United States,USA,United States of America,U.S.,US;VN Vietnam;ZA South Africa;AR Argentina;CL Chile;CO Colombia;EG Egypt;ID Indonesia;KE Kenya;MA Morocco;NG Nigeria";

/// The code of a country's name, or the code itself when that is given.
pub fn code(name: &str) -> Option<String> {
    let name = name.trim();
    let upper = name.to_uppercase();
    NAMES.split(';').find_map(|entry| {
        let (code, names) = entry.split_once(' ')?;
        (code == upper || names.split(',').any(|n| n.to_lowercase() == name.to_lowercase())).then(|| code.to_string())
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn names_and_codes_are_known() {
        for (name, code) in [
            ("Germany", "DE"),
            ("de", "DE"),
            (" deutschland ", "DE"),
            ("UK", "GB"),
            ("Czech Republic", "CZ"),
            ("United States of America", "US"),
        ] {
            assert_eq!(super::code(name).as_deref(), Some(code), "{name}");
        }
        assert_eq!(super::code("Atlantis"), None);
    }
}
