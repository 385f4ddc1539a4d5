//! Companies: what their sites say beside what people typed, and how well they fit.

use platform::outbound::{MailHosts, TakesMail};
use serde_json::{Value, json};
use std::sync::Arc;
use surfaces::Settings;
use surfaces::background::work_off;
use tests::outside::Pages;
use tests::{Client, World, wait};

const HOME: &str = r#"<html><head><title>Quay Scaffolds</title><meta name=description content="We build scaffolds &amp; stages.">
  <link href="/wp-content/x.css"><script type="application/ld+json">{"@type":"LocalBusiness","name":"Quay","numberOfEmployees":{"value":120},
  "address":{"streetAddress":"1 Quay St","addressLocality":"Perth","addressCountry":"AU"}}</script></head>
  <a href="/kontakt">Kontakt</a><a href="https://www.linkedin.com/company/quay">in</a></html>"#;

const WEB: Pages = Pages(&[
    ("https://quay.example/", 200, "text/html", HOME),
    (
        "https://quay.example/kontakt",
        200,
        "text/html",
        "<a href='tel:+61855500100'>x</a><a href='mailto:office@quay.example'>y</a>",
    ),
    ("https://shut.example/robots.txt", 200, "text/plain", "User-agent: Throughline\nDisallow: /"),
    ("https://shut.example/", 200, "text/html", HOME),
]);

/// Only one domain takes mail.
#[derive(Debug)]
struct Hosts;

impl MailHosts for Hosts {
    fn takes_mail<'a>(&'a self, domain: &'a str) -> TakesMail<'a> {
        Box::pin(std::future::ready(Some(domain == "quay.example")))
    }
}

fn world() -> (World, Client) {
    let settings = Settings { mail_hosts: Arc::new(Hosts), ..WEB.settings() };
    let world = World::with(settings, platform::database::Options::default());
    world.behind(
        "delete from identity.background_jobs; delete from kit.noted;
         insert into identity.system_settings (org_id, key, value)
           select org_id, 'jobs.nightly_at', '\"23:59:59\"' from identity.organizations",
    );
    let admin = world.sign_in("admin@copilot");
    (world, admin)
}

#[test]
fn a_site_is_offered_beside_what_people_typed_and_taken_over_field_by_field() {
    let (world, admin) = world();
    let client =
        admin.made("clients", json!({ "name": "Quay", "website": "https://quay.example/", "country": "New Zealand" }));
    for (first, last) in [("Ann", "Able"), ("Bo", "Berg")] {
        let email = format!("{}.{}@quay.example", first.to_lowercase(), last.to_lowercase());
        admin.made("contacts", json!({ "client_id": client, "first_name": first, "last_name": last, "email": email }));
    }
    let read = || admin.one(&format!("clients?id=eq.{client}"));
    assert_eq!(read()["enrichment_status"], "never");
    admin.done("enrich_client", json!({ "client": client }));
    assert_eq!(read()["enrichment_status"], "pending");
    assert_eq!(admin.verb("enrich_client", json!({ "client": client })).refusal(), "409 TL409");
    wait(work_off(&world.server)).unwrap();
    let row = read();
    assert_eq!(
        (&row["enrichment_status"], row["enrichment_last_run_at"].is_string()),
        (&json!("success"), true),
        "{row}"
    );
    let data = &row["enrichment_data"];
    assert_eq!(
        (&data["website"], &data["description"]),
        (&json!("https://quay.example"), &json!("We build scaffolds & stages."))
    );
    let facts = &data["metadata"]["facts"];
    let said = |key: &str| facts[key]["value"].as_str().unwrap_or("-").to_string();
    assert_eq!(
        ["size", "country", "address", "phone", "email"].map(said),
        ["51-200", "Australia", "1 Quay St, Perth, AU", "+61855500100", "office@quay.example"]
    );
    assert_eq!(
        (said("technologies"), said("linkedin")),
        ("WordPress".into(), "https://www.linkedin.com/company/quay".into())
    );
    assert_eq!(facts["phone"]["source"], "https://quay.example/kontakt");
    assert_eq!(
        (said("email_pattern"), &facts["email_pattern"]["guess"]),
        ("first.last@quay.example".into(), &json!(true))
    );
    assert!(data["metadata"]["at"].as_str().unwrap().ends_with('Z'));
    assert_eq!(
        (&row["country"], &row["size"]),
        (&json!("New Zealand"), &Value::Null),
        "nothing is written over by itself"
    );
    let page = world.browser("admin@copilot").get(&format!("/clients/{client}")).text;
    assert!(
        page.contains("What its site says") && page.contains("now: <bdi>New Zealand</bdi>") && page.contains("Guess"),
        "{page}"
    );
    admin.done(
        "accept_enrichment",
        json!({ "client": client, "take": ["size", "billing_address"], "leave": ["country"] }),
    );
    let row = read();
    assert_eq!(
        (&row["size"], &row["billing_address"], &row["country"]),
        (&json!("51-200"), &json!("1 Quay St, Perth, AU"), &json!("New Zealand"))
    );
    for odd in ["name", "industry", "owner_id", "size = null; --"] {
        let refused = admin.verb("accept_enrichment", json!({ "client": client, "take": [odd] }));
        assert_eq!((refused.status, refused.code().as_str()), (400, "TL100"), "{odd}: {}", refused.text);
    }
    admin.done("enrich_client", json!({ "client": client }));
    wait(work_off(&world.server)).unwrap();
    assert!(read()["enrichment_data"]["metadata"]["left"].to_string().contains("country"), "what was left stays left");
    let viewer = world.sign_in("viewer@copilot");
    assert_eq!(viewer.verb("accept_enrichment", json!({ "client": client, "take": ["size"] })).status, 403);
    assert_eq!(
        world.sign_in("admin@yourco").verb("accept_enrichment", json!({ "client": client })).refusal(),
        "404 TL404"
    );
}

#[test]
fn what_can_not_be_read_says_why_and_many_are_read_in_one_go() {
    let (world, admin) = world();
    let none = admin.made("clients", json!({ "name": "Without" }));
    assert_eq!(admin.verb("enrich_client", json!({ "client": none })).refusal(), "409 TL409");
    assert_eq!(world.sign_in("admin@yourco").verb("enrich_client", json!({ "client": none })).refusal(), "404 TL404");
    let made: Vec<String> =
        [("Shut", "https://shut.example"), ("Gone", "https://gone.example"), ("Quay", "https://quay.example")]
            .iter()
            .map(|(name, site)| admin.made("clients", json!({ "name": name, "website": site })))
            .collect();
    for client in &made {
        admin.done("enrich_client", json!({ "client": client }));
    }
    let jobs: i64 = world.value("select count(*) from identity.background_jobs where verb = 'run_enrichment'");
    assert_eq!(jobs, 1, "one piece of work reads them all");
    wait(work_off(&world.server)).unwrap();
    let said = |n: usize| {
        let row = admin.one(&format!("clients?id=eq.{}&select=enrichment_status,enrichment_data", made[n]));
        format!("{} {}", row["enrichment_status"].as_str().unwrap(), row["enrichment_data"]["metadata"]["error"])
    };
    assert_eq!(
        [said(0), said(1), said(2)],
        ["failed \"Its robots.txt forbids to read this.\"", "failed \"It answers 404.\"", "success null"]
    );
    // A process that was killed left one behind; the next go begins with it.
    world.behind(&format!(
        "update crm.clients set enrichment_status = 'pending', enrichment_last_run_at = now() where id = '{}';
         insert into identity.background_jobs (org_id, verb, input, queue, mark)
           select org_id, 'run_enrichment', '{{}}', 'work', jsonb_build_object('taken', jsonb_build_array(id), 'enriched', 4, 'failed', 0, 'note', '')
             from crm.clients where id = '{}'",
        made[2], made[2]
    ));
    assert_eq!(world.sign_in("viewer@copilot").verb("run_enrichment", json!({})).status, 403);
    wait(work_off(&world.server)).unwrap();
    assert_eq!(said(2), "success null");
    let note: String = world
        .value("select note from identity.background_jobs where mark is not null order by created_at desc limit 1");
    assert_eq!(note, "5 companies enriched, 0 could not be read");
}

#[test]
fn a_company_scores_by_what_is_known_of_it_and_its_leads_follow() {
    let (world, admin) = world();
    world.behind("delete from crm.opportunities");
    let won = admin.made("clients", json!({ "name": "Won Before", "industry": "Rail" }));
    let deal =
        admin.made("opportunities", json!({ "client_id": won, "name": "Deal", "stage": "negotiation", "value": 10 }));
    admin.done("win_deal", json!({ "opportunity": deal }));
    let client = admin.made(
        "clients",
        json!({ "name": "Fit Ltd", "industry": "rail", "size": "51-200", "website": "https://fit.example" }),
    );
    let lead = admin.made("leads", json!({ "company_name": "Fit Ltd", "client_id": client }));
    let before = admin.one(&format!("leads?id=eq.{lead}"))["score"].as_i64().unwrap();
    admin.made(
        "contacts",
        json!({ "client_id": client, "last_name": "A", "email": "a@fit.example", "phone": "+61 8 1234 5678" }),
    );
    admin.made(
        "external_job_postings",
        json!({ "original_url": "https://x.example/1", "title": "Rigger", "company_name": "FIT limited" }),
    );
    wait(work_off(&world.server)).unwrap();
    let row = admin.one(&format!("clients?id=eq.{client}&select=score,score_factors"));
    let parts: Vec<String> = row["score_factors"]["factors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|f| format!("{} {}: {}", f["name"].as_str().unwrap(), f["value"], f["reason"].as_str().unwrap()))
        .collect();
    assert_eq!(
        parts,
        [
            "Size 20: About 51 people or more",
            "Industry fit 15: Deals were won with 1 client in rail",
            "Signals 5: 1 opening within 60 days",
            "Reachability 20: Website, one e-mail address, one telephone number, not in touch lately"
        ]
    );
    assert_eq!((&row["score"], &row["score_factors"]["total"]), (&json!(60), &json!(60)));
    let after = admin.one(&format!("leads?id=eq.{lead}"))["score"].as_i64().unwrap();
    assert_eq!(after - before, 6, "a tenth of it is the lead's at once");
    admin.patch(&format!("/rest/v1/clients?id=eq.{client}"), json!({ "size": null }));
    wait(work_off(&world.server)).unwrap();
    assert_eq!(admin.one(&format!("clients?id=eq.{client}"))["score"], 40, "looked at again soon after a change");
    let page = world.browser("admin@copilot").get(&format!("/clients/{client}")).text;
    assert!(
        page.contains("How many people work there is not known") && page.contains("Enter how many people work there"),
        "{page}"
    );
    let sales = world.sign_in("sales@copilot");
    assert_eq!(sales.verb("score_clients", json!({})).refusal(), "403 42501");
    assert_eq!(sales.verb("score_clients", json!({ "about": [client] })).status, 200);
    assert_eq!(admin.patch(&format!("/rest/v1/clients?id=eq.{client}"), json!({ "score": 99 })).status, 400);
}

#[test]
fn a_site_is_not_read_again_for_another_company_at_the_same_address() {
    let (world, admin) = world();
    let read = |website: &str| {
        let client = admin.made("clients", json!({ "name": format!("Quay at {website}"), "website": website }));
        admin.done("enrich_client", json!({ "client": client }));
        wait(work_off(&world.server)).unwrap();
        admin.one(&format!("clients?id=eq.{client}&select=enrichment_status,enrichment_data"))
    };
    let first = read("https://quay.example/");
    // There is no such page: what is known of it comes from the reading before.
    let second = read("https://www.quay.example/nowhere");
    assert_eq!(second["enrichment_status"], "success", "{second}");
    assert_eq!(second["enrichment_data"]["description"], first["enrichment_data"]["description"]);
    assert_eq!(second["enrichment_data"]["metadata"]["facts"]["phone"]["value"], "+61855500100");
    world.behind("update identity.system_settings set value = '0' where key = 'enrichment.cache_hours';
      insert into identity.system_settings (org_id, key, value) select org_id, 'enrichment.cache_hours', '0' from identity.organizations
      on conflict do nothing");
    assert_eq!(read("https://quay.example/nowhere")["enrichment_status"], "failed");
}
