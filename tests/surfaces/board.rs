//! The public job board: what is open, found by words, place and pay, and the same for search engines and aggregators.

use platform::Actor;
use platform::database::Options;
use platform::models::Scripted;
use serde_json::{Value, json};
use std::sync::Arc;
use surfaces::Settings;
use tests::{Answer, Client, RUNTIME, World, eventually, wait};

struct Scene {
    world: World,
    me: Client,
    client: String,
}

/// An organisation whose board is empty.
fn scene() -> Scene {
    scene_with(Settings::default())
}

fn scene_with(settings: Settings) -> Scene {
    let settings = Settings {
        public_url: "http://crm.example".into(),
        trusted_proxies: vec!["127.0.0.1/32".parse().unwrap()],
        ..settings
    };
    let world = World::with(settings, Options::default());
    world.behind(
        "update recruiting.jobs set status = 'closed', published_at = null; delete from recruiting.external_job_postings",
    );
    let me = world.sign_in("recruiter@copilot");
    let client = world
        .sign_in("admin@copilot")
        .made("clients", json!({ "name": "Hidden Harbour Pty", "website": "https://harbour.example" }));
    Scene { world, me, client }
}

impl Scene {
    /// A job that may be published, with something of its own.
    fn job(&self, own: &Value) -> Value {
        let mut job = json!({
            "client_id": self.client, "title": "Night rigger", "status": "sourcing", "work_mode": "on_site",
            "job_locations": ["Sydney, NSW"], "country": "AU", "job_summary": "You rig by night.\n\n- Lift\n- Secure",
            "min_salary": 45, "max_salary": 55, "currency": "AUD", "salary_unit": "hour",
        });
        job.as_object_mut().unwrap().extend(own.as_object().unwrap().clone());
        job
    }

    fn made(&self, own: Value) -> String {
        self.me.made("jobs", self.job(&own))
    }

    fn slug(&self, job: &str) -> String {
        self.me.one(&format!("jobs?id=eq.{job}&select=slug_url"))["slug_url"].as_str().unwrap().to_string()
    }

    fn get(&self, path: &str) -> Answer {
        self.world.visitor().get(&format!("/board/copilot{path}"))
    }

    fn page(&self, job: &str) -> Answer {
        self.get(&format!("/{}", self.slug(job)))
    }

    fn set(&self, key: &str, value: Value) {
        let row = json!({ "key": key, "value": value });
        let made = self.world.sign_in("admin@copilot").post("/rest/v1/system_settings", row);
        assert_eq!(made.status, 201, "{}", made.text);
    }
}

/// What a page says to search engines.
fn markup(page: &Answer) -> Option<Value> {
    let data = page.text.split("<script type=\"application/ld+json\">").nth(1)?;
    Some(serde_json::from_str(data.split("</script>").next().unwrap()).unwrap())
}

#[test]
fn a_job_says_all_that_search_engines_ask_for() {
    let s = scene();
    let day: String = s.world.value("select (current_date + 20)::text");
    let title = "Rigger </script><script>alert(1)</script> & more";
    let job = s.made(json!({ "title": title, "slug_url": "night-rigger", "application_deadline": day,
        "required_skills": ["Rigging"], "job_locations": ["Sydney, NSW", "Perth"], "experience_required": "3-5 years" }));
    let page = s.page(&job);
    assert_eq!(page.status, 200, "{}", page.text);
    assert_eq!(page.text.matches("<script").count(), 1, "no text makes an element: {}", page.text);
    let said = markup(&page).expect("markup");
    assert_eq!(said["@type"], "JobPosting");
    assert_eq!(said["title"], title);
    assert_eq!(said["employmentType"], "FULL_TIME");
    assert_eq!(said["hiringOrganization"], "confidential");
    assert_eq!(said["identifier"], json!({ "@type": "PropertyValue", "name": "Co-Pilot Labour Hire", "value": job }));
    let address = |city: &str, region: Option<&str>| {
        let mut address = json!({ "@type": "PostalAddress", "addressLocality": city, "addressCountry": "AU" });
        if let Some(region) = region {
            address["addressRegion"] = json!(region);
        }
        json!({ "@type": "Place", "address": address })
    };
    assert_eq!(said["jobLocation"], json!([address("Sydney", Some("NSW")), address("Perth", None)]));
    let value = json!({ "@type": "QuantitativeValue", "unitText": "HOUR", "minValue": 45, "maxValue": 55 });
    assert_eq!(said["baseSalary"], json!({ "@type": "MonetaryAmount", "currency": "AUD", "value": value }));
    assert_eq!(said["directApply"], true);
    assert!(said["datePosted"].as_str().unwrap().ends_with('Z'), "{said}");
    assert!(said["validThrough"].as_str().unwrap().starts_with(&format!("{day}T23:59:59")), "{said}");
    assert!(said["description"].as_str().unwrap().contains("<ul><li>Lift</li><li>Secure</li></ul>"), "{said}");
    assert_eq!(said["experienceRequirements"]["monthsOfExperience"], 36);
    for words in [
        "<link rel=\"canonical\" href=\"http://crm.example/board/copilot/night-rigger\">",
        "<meta property=\"og:title\"",
        "<meta name=\"description\"",
        "AUD 45 – 55 an hour",
        "Sydney, NSW · Perth",
        "Confidential client",
    ] {
        assert!(page.text.contains(words), "{words}: {}", page.text);
    }
    assert!(!page.text.contains("Hidden Harbour"), "the client is not named unless the job says so");
    assert!(page.header("content-security-policy").starts_with("default-src 'none'"));
    assert_eq!(page.header("x-robots-tag"), "", "everybody may find it");
    assert_eq!(s.me.patch(&format!("/rest/v1/jobs?id=eq.{job}"), json!({ "names_client": true })).status, 204);
    let named = s.page(&job);
    let employer =
        json!({ "@type": "Organization", "name": "Hidden Harbour Pty", "sameAs": "https://harbour.example" });
    assert_eq!(markup(&named).unwrap()["hiringOrganization"], employer);
}

#[test]
fn remote_work_says_where_people_may_live_and_hybrid_is_not_remote() {
    let s = scene();
    let remote = markup(&s.page(&s.made(json!({ "work_mode": "remote", "job_locations": [] })))).unwrap();
    assert_eq!(remote["jobLocationType"], "TELECOMMUTE");
    assert_eq!(remote["applicantLocationRequirements"], json!({ "@type": "Country", "name": "AU" }));
    assert!(remote.get("jobLocation").is_none());
    let hybrid = markup(&s.page(&s.made(json!({ "work_mode": "hybrid" })))).unwrap();
    assert!(hybrid.get("jobLocationType").is_none() && hybrid["jobLocation"]["address"]["addressLocality"] == "Sydney");
}

#[test]
fn a_job_that_lacks_something_is_not_published_and_says_what() {
    let s = scene();
    let cases = [
        (json!({ "job_summary": null }), "The job board needs a full description."),
        (json!({ "job_locations": [] }), "The job board needs a place."),
        (json!({ "country": null }), "The job board needs the country."),
        (json!({ "country": null, "work_mode": "remote" }), "The job board needs the country people may live in."),
        (json!({ "currency": null, "salary_unit": null }), "needs the currency of the salary, what the salary is per."),
    ];
    for (own, words) in cases {
        let refused = s.me.post("/rest/v1/jobs", s.job(&own));
        assert_eq!(refused.refusal(), "400 23514", "{own}");
        assert!(refused.text.contains(words), "{own}: {}", refused.text);
        // A draft may lack it, until it is to be published.
        let mut draft = s.job(&own);
        draft["status"] = json!("draft");
        let draft = s.me.made("jobs", draft);
        let publish = s.me.patch(&format!("/rest/v1/jobs?id=eq.{draft}"), json!({ "status": "sourcing" }));
        assert!(publish.status == 400 && publish.text.contains(words), "{own}: {}", publish.text);
        let mut whole = s.job(&json!({}));
        whole.as_object_mut().unwrap().remove("client_id");
        assert_eq!(s.me.patch(&format!("/rest/v1/jobs?id=eq.{draft}"), whole).status, 204, "{own}");
    }
    let job = s.made(json!({}));
    let emptied = s.me.patch(&format!("/rest/v1/jobs?id=eq.{job}"), json!({ "job_locations": [] }));
    assert!(emptied.status == 400 && emptied.text.contains("a place"), "it stays complete: {}", emptied.text);
    assert_eq!(s.me.patch(&format!("/rest/v1/jobs?id=eq.{job}"), json!({ "country": "Australia" })).status, 400);
    let browser = s.world.browser("recruiter@copilot");
    let draft = s.made(json!({ "status": "draft", "country": null }));
    assert!(browser.get(&format!("/jobs/{draft}")).text.contains("Before it goes on the job board, it needs:"));
    let shown = browser.get(&format!("/jobs/{job}")).text;
    assert!(shown.contains("View on board") && shown.contains(&format!("/board/copilot/{}", s.slug(&job))), "{shown}");
}

#[test]
fn a_job_that_is_gone_says_so_and_loses_its_markup() {
    let s = scene();
    let job = s.made(json!({}));
    let change = |row: Value| assert_eq!(s.me.patch(&format!("/rest/v1/jobs?id=eq.{job}"), row).status, 204);
    let gone = || {
        let page = s.page(&job);
        assert!(page.text.contains("This job is taken") && markup(&page).is_none(), "{}", page.text);
        assert!(!s.get("/sitemap.xml").text.contains(&s.slug(&job)) && !s.get("").text.contains("Night rigger"));
        page.status
    };
    let yesterday: String = s.world.value("select (recruiting.today() - 2)::text from (select set_config('throughline.org', (select org_id::text from identity.organizations where slug = 'copilot'), false)) x");
    change(json!({ "application_deadline": yesterday }));
    assert_eq!(gone(), 410, "its last day is over");
    change(json!({ "application_deadline": null }));
    assert_eq!(s.page(&job).status, 200);
    change(json!({ "status": "closed" }));
    assert_eq!(gone(), 410, "it is closed");
    let draft = s.made(json!({ "status": "draft", "title": "Secret plan" }));
    let page = s.page(&draft);
    assert!(page.status == 404 && !page.text.contains("Secret plan"), "{}", page.text);
    assert_eq!(s.get("/nothing-like-it").status, 404);
    let other = s.world.visitor().get(&format!("/board/yourco/{}", s.slug(&job)));
    assert!(other.status == 404 && !other.text.contains("Night rigger"), "{}", other.text);
    assert_eq!(s.world.visitor().get("/board/nobody").status, 404);
    s.set("board.is_open", json!(false));
    assert_eq!(s.get("").status, 404, "a board that is not open");
}

#[test]
fn the_last_day_ends_where_the_organisation_is() {
    let s = scene();
    let zone = |zone: &str| {
        s.world.behind(&format!("update identity.organizations set time_zone = '{zone}' where slug = 'copilot'"));
    };
    // At any moment these two are not on the same day.
    let days =
        "select (now() at time zone 'Pacific/Kiritimati')::date::text, (now() at time zone 'Etc/GMT+12')::date::text";
    let row = &s.world.rows(days, &[])[0];
    let (ahead, behind): (String, String) = (row.get(0), row.get(1));
    assert_ne!(ahead, behind);
    let job = s.made(json!({ "application_deadline": behind }));
    zone("Etc/GMT+12");
    assert_eq!(s.page(&job).status, 200, "there it is still that day");
    zone("Pacific/Kiritimati");
    assert_eq!(s.page(&job).status, 410, "there it is over");
}

#[test]
fn jobs_are_found_by_words_place_kind_mode_and_pay() {
    let s = scene();
    s.made(json!({ "title": "Welder", "required_skills": ["TIG welding"], "job_locations": ["Perth"] }));
    s.made(json!({ "title": "Clerk", "employment_type": "part_time", "work_mode": "hybrid", "min_salary": 50000,
        "max_salary": 60000, "currency": "USD", "salary_unit": "year" }));
    s.made(json!({ "title": "Analyst", "work_mode": "remote", "min_salary": 30, "max_salary": 40, "currency": "USD" }));
    s.world.behind("update identity.organizations set currency = 'USD'");
    let found = |query: &str| -> Vec<&str> {
        let text = s.get(query).text;
        ["Welder", "Clerk", "Analyst"].into_iter().filter(|title| text.contains(&format!(">{title}</a>"))).collect()
    };
    let cases: [(&str, &[&str]); 10] = [
        ("", &["Welder", "Clerk", "Analyst"]),
        ("?words=welding", &["Welder"]),
        ("?words=weld+-tig", &[]),
        ("?place=perth", &["Welder"]),
        ("?kind=part_time", &["Clerk"]),
        ("?mode=remote", &["Analyst"]),
        ("?pay=70000&per=year", &["Analyst"]),
        ("?pay=20&per=hour", &["Clerk", "Analyst"]),
        ("?pay=99999999999999&per=hour", &[]),
        ("?words=&place=%00&kind='&after=x.y&pay=-1", &[]),
    ];
    for (query, titles) in cases {
        assert_eq!(found(query), titles, "{query}");
    }
    assert!(s.get("?words=zzz").text.contains("No open job fits this."));
    let narrowed = s.get("?words=welding&source=paper").text;
    assert!(narrowed.contains("noindex") && narrowed.contains("/welder?source=paper"), "where people come from stays");
}

#[test]
fn the_list_goes_on_page_by_page_and_stays_light() {
    let s = scene();
    for n in 0..45 {
        s.made(json!({ "title": format!("Job number {n}.") }));
    }
    let titles = |text: &str| -> Vec<String> {
        text.split("Job number ").skip(1).map(|rest| rest.split('.').next().unwrap().to_string()).collect()
    };
    let (mut seen, mut path) = (Vec::new(), String::new());
    for expected in [20, 20, 5] {
        let page = s.get(&path);
        let here = titles(&page.text);
        assert_eq!(here.len(), expected, "{path}");
        assert!(page.text.len() < 20 << 10, "{} bytes", page.text.len());
        assert!(!page.text.contains("<script"));
        seen.extend(here);
        if let Some(next) = page.text.split("rel=\"next\" href=\"/board/copilot").nth(1) {
            path = next.split('"').next().unwrap().replace("&amp;", "&");
        }
    }
    let newest_first: Vec<String> = (0..45).rev().map(|n: i32| n.to_string()).collect();
    assert_eq!(seen, newest_first);
}

#[test]
fn what_words_do_not_find_is_found_by_meaning() {
    let model = Scripted { alike: vec![vec!["steel", "iron", "metal"], vec!["nurse", "carer", "ward"]] };
    let s = scene_with(Settings { embed: Some(Arc::new(model)), ..Settings::default() });
    s.made(json!({ "title": "Iron hand", "job_summary": "Iron." }));
    s.made(json!({ "title": "Iron secret", "job_summary": "Iron.", "status": "draft" }));
    RUNTIME.spawn(surfaces::background::work(Arc::clone(&s.world.server)));
    eventually(|| {
        let text = s.get("?words=steel").text;
        assert!(!text.contains("Iron secret"), "a draft is never shown");
        (text.contains("Similar jobs") && text.contains("Iron hand")).then_some(())
    });
    assert!(!s.get("?words=steel&place=Perth").text.contains("Iron hand"), "filters hold here too");
}

#[test]
fn machines_read_the_board() {
    let s = scene();
    let job = s.made(json!({ "title": "R&D <rigger>", "slug_url": "rd-rigger", "job_summary": "Lift & move ]]> it",
        "job_locations": ["Sydney, NSW", "Perth, WA"] }));
    s.made(json!({ "title": "Old", "status": "draft" }));
    let map = s.get("/sitemap.xml");
    assert_eq!(map.header("content-type"), "application/xml; charset=utf-8");
    let changed: String = s.world.value(&format!("select to_char(posting_changed_at at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') from recruiting.jobs where id = '{job}'"));
    let entry = format!("<url><loc>http://crm.example/board/copilot/rd-rigger</loc><lastmod>{changed}</lastmod></url>");
    assert!(map.text.contains(&entry), "{}", map.text);
    // What the board does not say changes nothing there.
    s.world
        .behind(&format!("update recruiting.jobs set posting_changed_at = '2026-01-02T03:04:05Z' where id = '{job}'"));
    let patch = |row: Value| assert_eq!(s.me.patch(&format!("/rest/v1/jobs?id=eq.{job}"), row).status, 204);
    patch(json!({ "assigned_recruiter_id": null, "status": "interview" }));
    assert!(s.get("/sitemap.xml").text.contains("<lastmod>2026-01-02T03:04:05Z"));
    patch(json!({ "number_of_openings": 3 }));
    assert!(!s.get("/sitemap.xml").text.contains("rd-rigger</loc><lastmod>2026-01-02T03:04:05Z"));
    let atom = s.get("/feed.atom").text;
    assert!(
        atom.contains("<title>R&amp;D &lt;rigger&gt;</title>") && atom.contains(&format!("urn:uuid:{job}")),
        "{atom}"
    );
    let feed = s.get("/jobs.xml").text;
    for words in [
        "<title><![CDATA[R&D <rigger>]]></title>",
        &format!("<referencenumber><![CDATA[{job}]]></referencenumber>"),
        &format!("<referencenumber><![CDATA[{job}-2]]></referencenumber>"),
        "<city><![CDATA[Sydney]]></city>",
        "<state><![CDATA[WA]]></state>",
        "<country><![CDATA[AU]]></country>",
        "<description><![CDATA[<p>Lift & move ]] it</p>]]></description>",
        "<url><![CDATA[http://crm.example/board/copilot/rd-rigger?source=feed]]></url>",
        "<company><![CDATA[Confidential]]></company>",
    ] {
        assert!(feed.contains(words), "{words}: {feed}");
    }
    assert!(!feed.contains("&amp;") && !feed.contains("&lt;") && !feed.contains("Old"), "{feed}");
    let robots = s.world.visitor().get("/robots.txt").text;
    assert!(
        robots.contains("Allow: /board") && robots.contains("Disallow: /\n") && !robots.contains("Sitemap"),
        "{robots}"
    );
}

#[test]
fn at_a_host_of_ones_own_the_board_is_ones_own() {
    let s = scene();
    s.made(json!({ "slug_url": "night-rigger" }));
    s.set("public.host", json!("work.copilot.example"));
    let at = |path: &str| s.world.visitor().with("x-forwarded-host", "work.copilot.example").get(path);
    assert_eq!(at("/board").header("location"), "/board/copilot");
    let page = at("/board/copilot/night-rigger");
    assert!(page.text.contains("href=\"https://work.copilot.example/board/copilot/night-rigger\""), "{}", page.text);
    assert_eq!(at("/board/yourco").status, 404, "no other organisation is there");
    assert!(at("/sitemap.xml").text.contains("https://work.copilot.example/board/copilot/night-rigger"));
    assert!(at("/robots.txt").text.contains("Sitemap: https://work.copilot.example/sitemap.xml"));
    assert_eq!(s.world.visitor().get("/sitemap.xml").status, 404, "the server's own address tells no tenants");
    assert!(at("/").text.contains("href=\"/board/copilot\""));
}

#[test]
fn hot_drops_are_shown_until_they_expire_and_go_for_good_later() {
    let s = scene();
    let drop = |title: &str, url: &str| {
        s.me.made("external_job_postings", json!({ "title": title, "original_url": url, "company_name": "Elsewhere" }))
    };
    let (fresh, old) = (drop("Fresh crane", "https://a.example/1"), drop("Stale crane", "https://a.example/2"));
    s.world.behind(&format!(
        "update recruiting.external_job_postings set expires_at = now() - interval '1 minute' where id = '{old}'"
    ));
    let text = s.get("").text;
    assert!(text.contains("Seen elsewhere") && text.contains("Fresh crane") && !text.contains("Stale crane"), "{text}");
    assert!(text.contains("href=\"https://a.example/1\" rel=\"nofollow noopener noreferrer\""), "{text}");
    assert!(s.get("?show=hot-drops").text.contains("Fresh crane"));
    let org: uuid::Uuid = s.world.value("select org_id from identity.organizations where slug = 'copilot'");
    let purge =
        || wait(s.world.server.call(&Actor::system(org), "purge_hot_drops", json!({}))).unwrap()["removed"].clone();
    assert_eq!(purge(), 0, "rules look back at it for some days");
    s.world.behind(&format!(
        "update recruiting.external_job_postings set expires_at = now() - interval '40 days' where id = '{old}'"
    ));
    assert_eq!(purge(), 1);
    assert_eq!(s.me.get(&format!("/rest/v1/external_job_postings?id=in.({fresh},{old})")).rows().len(), 1);
    s.set("board.shows_hot_drops", json!(false));
    assert!(!s.get("").text.contains("Fresh crane"));
    assert_eq!(s.get("?show=hot-drops").status, 404);
}
