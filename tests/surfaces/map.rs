//! Maps: everything is counted and nothing that is not one's own to see, circles are round, and no address breaks a page.

use serde_json::{Value, json};
use tests::{Client, World};

/// An organisation whose only sites and people are those of the test.
struct Land {
    world: World,
    admin: Client,
    client: String,
}

impl Land {
    fn new() -> Land {
        let world = World::new();
        world.behind(
            "delete from delivery.projects; delete from recruiting.candidates; delete from crm.market_tenders;
             update identity.organizations set visibility = 'open'",
        );
        let admin = world.sign_in("admin@copilot");
        let client = admin.made("clients", json!({ "name": "Meridian Roads" }));
        Land { world, admin, client }
    }

    fn site(&self, name: &str, lat: f64, lng: f64) -> String {
        let row = json!({ "name": name, "client_id": self.client, "location": format!("{name}, NSW"), "lat": lat, "lng": lng });
        self.admin.made("projects", row)
    }

    fn person(&self, name: &str, lat: f64, lng: f64, more: Value) -> String {
        let mut row = json!({ "first_name": name, "trade": "Rigger", "lat": lat, "lng": lng });
        row.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        self.admin.made("candidates", row)
    }

    fn page(&self, path: &str) -> Page {
        Page::of(&self.world.browser("admin@copilot"), path)
    }
}

/// A map as one reads it.
struct Page {
    text: String,
}

impl Page {
    fn of(who: &Client, path: &str) -> Page {
        let answer = who.get(path);
        assert_eq!(answer.status, 200, "{path}: {}", answer.text);
        Page { text: answer.text.replace('\u{2009}', "").replace("&amp;", "&") }
    }

    /// How many of a noun have a place, as its switch says.
    fn switch(&self, noun: &str) -> Option<u64> {
        let switch = self.text.split(&format!("data-layer=\"{noun}\"")).nth(1)?;
        switch.split("class=\"n\">").nth(1)?.split('<').next()?.parse().ok()
    }

    /// What the discs say, largest first.
    fn discs(&self) -> Vec<String> {
        let discs = self.text.split("class=\"disc").skip(1);
        let said = discs.map(|d| d.split("aria-label=\"").nth(1).unwrap().split('"').next().unwrap());
        // Where the number that is seen is none of those that are told, it is told first.
        said.map(|told| told.split(": ").last().unwrap().to_string()).collect()
    }

    /// Everything the discs count.
    fn total(&self) -> u64 {
        let numbers = |told: &String| {
            let counted = told.split(" near ").next().unwrap_or_default().replace(" and ", ", ");
            let counted = counted.split(" around ").next().unwrap_or_default();
            let all: Vec<u64> = counted.split(", ").filter_map(|part| part.split(' ').next()?.parse().ok()).collect();
            if all.is_empty() { 1 } else { all.iter().sum() }
        };
        self.discs().iter().map(numbers).sum()
    }

    /// Where a disc leads, by what it says.
    fn leads(&self, told: &str) -> String {
        let disc = self.text.split("class=\"disc").find(|d| d.contains("aria-label=") && d.contains(told)).unwrap();
        let before = self.text.split(disc).next().unwrap();
        before.rsplit("href=\"").next().unwrap().split('"').next().unwrap().to_string()
    }

    /// What stands above the list.
    fn head(&self) -> String {
        let head = self.text.split("map-head\"><h2>").nth(1).unwrap_or_default();
        head.split("</h2>").next().unwrap().to_string()
    }

    /// The records of the list: name and kilometres.
    fn list(&self) -> Vec<String> {
        let list = self.text.split("class=\"map-list\">").nth(1).unwrap_or_default().split("</ul>").next().unwrap();
        let rows = list.split("<li>").skip(1).map(|row| {
            let name = row.split("class=\"clip\">").nth(1).unwrap().split('<').next().unwrap();
            let km = row.split("class=\"km\">").nth(1).map(|km| km.split('<').next().unwrap());
            km.map_or_else(|| name.to_string(), |km| format!("{name}: {km}"))
        });
        rows.collect()
    }
}

const SYDNEY: (f64, f64) = (-33.8688, 151.2093);

#[test]
fn ten_thousand_people_are_counted_to_the_last() {
    let land = Land::new();
    land.site("Sydney", SYDNEY.0, SYDNEY.1);
    land.world.behind(
        "insert into recruiting.candidates (org_id, first_name, lat, lng)
         select o.org_id, 'P' || n, (array[-33.87, -37.81, 52.52, 1.35, -17.8])[1 + n % 5] + (n % 89) / 300.0,
                (array[151.2, 144.96, 13.4, 103.8, 179.9])[1 + n % 5] + case n % 5 when 4 then 0 else (n % 97) / 300.0 end
           from identity.organizations o, generate_series(1, 10000) n where o.slug = 'copilot'",
    );
    let world = land.page("/candidates?view=map");
    assert_eq!((world.switch("candidates"), world.switch("projects")), (Some(10_000), Some(1)));
    assert_eq!(world.total(), 10_000);
    assert!(world.discs().iter().any(|d| d.starts_with("2000 candidates near Singapore")), "{:?}", world.discs());
    assert!(world.text.contains("10000 candidates in view"));
    // Closer there are more discs, and they still are all of them.
    let near = land.page("/candidates?view=map&centre=-33.72,151.36&zoom=11");
    assert_eq!(near.total(), 2000);
    assert!(near.discs().len() > 20 && near.discs().len() < 600, "{}", near.discs().len());
    assert!(near.text.len() < 400_000, "{} bytes", near.text.len());
}

#[test]
fn nobody_is_counted_for_who_may_not_see_them() {
    let land = Land::new();
    let hidden = land.admin.made("clients", json!({ "name": "Hidden Quartz" }));
    let me = land.admin.one("users?role=eq.consultant&select=id")["id"].as_str().unwrap().to_string();
    let admin = land.admin.one("users?role=eq.admin&select=id")["id"].clone();
    for (n, client) in [&land.client, &hidden, &hidden].into_iter().enumerate() {
        land.admin.made(
            "projects",
            json!({ "name": format!("Quartz {n}"), "client_id": client, "owner_id": admin, "lat": SYDNEY.0, "lng": SYDNEY.1 }),
        );
    }
    let own = json!({ "client_id": land.client, "user_id": me, "role": "member" });
    assert_eq!(land.admin.post("/rest/v1/client_assignments", own).status, 201);
    let consultant = land.world.browser("consultant@copilot");
    assert_eq!(Page::of(&consultant, "/projects?view=map").switch("projects"), Some(3));
    land.admin.patch("/rest/v1/organizations?id=not.is.null", json!({ "visibility": "assigned" }));
    let page = Page::of(&consultant, "/projects?view=map");
    assert_eq!((page.switch("projects"), page.discs()), (Some(1), vec!["Quartz 0, project".to_string()]));
    let circle = Page::of(&consultant, "/projects?view=map&near=-33.8,151.2&km=100");
    assert!(circle.head().starts_with("1 project within 100 km"), "{}", circle.head());
    assert!(!circle.text.contains("Quartz 1") && !circle.text.contains("Quartz 2"));
    let other = land.admin.one("projects?name=eq.Quartz 2&select=id")["id"].as_str().unwrap().to_string();
    let asked = Page::of(&consultant, &format!("/projects?view=map&near=projects.{other}"));
    assert!(!asked.text.contains("Quartz 2") && asked.head().contains("not known"), "{}", asked.head());
    // Another organisation sees none of them, and a client has no map.
    let strangers = land.world.browser("admin@yourco").get("/projects?view=map").text;
    assert!(strangers.contains("Nothing to place") && !strangers.contains("Quartz"));
    let guest = land.world.browser("client@copilot").get("/projects?view=map");
    assert!(guest.status == 200 && !guest.text.contains("id=\"map\""));
}

#[test]
fn a_circle_is_as_wide_as_it_says() {
    let land = Land::new();
    let site = land.site("Bypass North", SYDNEY.0, SYDNEY.1);
    for (name, lat, lng) in [
        ("Melbourne", -37.8136, 144.9631),
        ("Canberra", -35.2809, 149.13),
        ("Newcastle", -32.9283, 151.7817),
        ("Wollongong", -34.4278, 150.8931),
        ("Parramatta", -33.8151, 151.0011),
    ] {
        land.person(name, lat, lng, json!({}));
    }
    land.person("Gone", SYDNEY.0, SYDNEY.1, json!({ "status": "archived" }));
    land.site("Tunnel", -33.8, 151.0);
    let near = |km: &str| land.page(&format!("/projects?view=map&near=projects.{site}&km={km}"));
    assert_eq!(near("50").head(), "1 project and 1 candidate within 50 km of Bypass North");
    // What is archived is near nothing, and nothing is near itself.
    assert_eq!(near("50").list(), ["Parramatta: 20 km", "Tunnel: 21 km"]);
    for (km, most) in [("68.6", 1), ("68.7", 2), ("117.2", 2), ("117.4", 3), ("246.7", 3), ("246.8", 4), ("713.5", 5)] {
        let page = near(km);
        let said = format!("and {most} candidate{} within", if most == 1 { "" } else { "s" });
        assert!(page.head().contains(&said), "{km}: {}", page.head());
    }
    assert_eq!(near("713.5").list().last().unwrap(), "Melbourne: 713 km");
    // On the map what is outside stays apart.
    let wide = land.page(&format!("/projects?view=map&near=projects.{site}&km=100&centre=all"));
    assert!(wide.text.contains("class=\"disc out\"") && wide.total() == 7);
    assert!(near("50").text.contains(&format!("/roster?near={site}&km=50")));
    let roster = land.world.browser("recruiter@copilot").get(&format!("/roster?near={site}&km=50"));
    assert!(roster.text.contains("Parramatta") && !roster.text.contains("Wollongong"));
    // The same from the record's own page, and around any place.
    assert!(land.page(&format!("/projects/{site}")).text.contains(&format!("view=map&near=projects.{site}")));
    let place = land.page("/candidates?view=map&near=-37.8,144.9&km=25");
    assert_eq!(place.head(), "1 candidate within 25 km of this place");
}

#[test]
fn what_no_look_takes_apart_is_listed() {
    let land = Land::new();
    for name in ["Ann", "Ben", "Cleo"] {
        land.person(name, 52.5, 13.4, json!({}));
    }
    land.person("Dan", 52.53, 13.5, json!({}));
    let far = land.page("/candidates?view=map&centre=52.5,13.4&zoom=6");
    let closer = far.leads("4 candidates near Berlin");
    assert!(closer.contains("zoom=") && !closer.contains("box="), "{closer}");
    let near = land.page(&closer);
    assert_eq!(near.discs(), ["3 candidates near Berlin", "Dan, candidate"]);
    assert!(near.leads("Dan").starts_with("/candidates/"));
    let place = land.page(&near.leads("3 candidates near Berlin"));
    assert_eq!(
        (place.head().as_str(), place.list()),
        ("3 candidates at one place", ["Ann", "Ben", "Cleo"].map(str::to_string).to_vec())
    );
}

#[test]
fn a_list_filters_its_own_layer_and_others_show_what_is_current() {
    let land = Land::new();
    for (name, status) in [("One", "active"), ("Two", "active"), ("Three", "cancelled")] {
        let id = land.site(name, SYDNEY.0, SYDNEY.1);
        land.admin.patch(&format!("/rest/v1/projects?id=eq.{id}"), json!({ "status": status }));
    }
    land.person("Ann", SYDNEY.0, SYDNEY.1, json!({ "status": "do_not_use" }));
    land.person("Ben", SYDNEY.0, SYDNEY.1, json!({}));
    land.admin.made("market_tenders", json!({ "title": "Ring road", "location": "one, new south wales" }));
    land.admin.made("market_tenders", json!({ "title": "Old road", "location": "One", "closing_date": "2020-01-01" }));
    land.admin.made("market_tenders", json!({ "title": "Far road", "location": "Elsewhere" }));
    let switches = |path: &str| {
        let page = land.page(path);
        ["projects", "candidates", "market_tenders"].map(|noun| page.switch(noun).unwrap())
    };
    assert_eq!(switches("/projects?view=map"), [3, 1, 1]);
    assert_eq!(switches("/projects?view=map&status=eq.active"), [2, 1, 1]);
    assert_eq!(switches("/projects?view=map&q=thr"), [1, 1, 1]);
    assert_eq!(switches("/candidates?view=map"), [2, 2, 1]);
    let tenders = land.page("/market_tenders?view=map");
    assert!(
        tenders.total() == 2 && tenders.text.contains("1 without a known place") && tenders.text.contains("Far road")
    );
    // A layer is on when the address says so, whatever the list.
    assert_eq!(land.page("/projects?view=map&status=eq.active&layers=candidates,market_tenders").total(), 2);
    assert_eq!(land.page("/projects?view=map&layers=none").total(), 0);
    assert_eq!(
        land.page("/projects?view=map&layers=projects,candidates").discs(),
        ["3 projects and 1 candidate near Sydney"]
    );
}

#[test]
fn places_that_are_none_and_the_ends_of_the_world() {
    let land = Land::new();
    let empty = land.page("/projects?view=map").text;
    assert!(empty.contains("Nothing to place") && !empty.contains("id=\"map\""));
    land.site("Null", 0.0, 0.0);
    assert!(land.page("/projects?view=map").text.contains("Fill them in"));
    let one = land.site("Alone", 48.2, 16.37);
    let alone = land.page("/projects?view=map");
    assert_eq!((alone.discs(), alone.switch("projects")), (vec!["Alone, project".to_string()], Some(1)));
    assert!(alone.text.contains("1 without a known place") && alone.leads("Alone") == format!("/projects/{one}"));
    // Both sides of the 180th meridian are near each other; the poles are at the edge.
    land.admin.delete(&format!("/rest/v1/projects?id=eq.{one}"));
    land.site("West of it", -17.0, 179.9);
    land.site("East of it", -17.0, -179.9);
    let fiji = land.page("/projects?view=map");
    assert_eq!(fiji.total(), 2);
    assert!(fiji.text.contains("data-zoom=\"10\""), "a closer look than the whole world");
    let both = land.page("/projects?view=map&near=-17,179.9&km=30");
    assert_eq!(both.list(), ["West of it: 0.0 km", "East of it: 21 km"]);
    land.site("Pole", -90.0, 0.0);
    assert_eq!(land.page("/projects?view=map").total(), 3);
    assert_eq!(land.page("/projects?view=map&near=-90,0&km=2000").list(), ["Pole: 0.0 km"]);
}

#[test]
fn no_address_breaks_a_map() {
    let land = Land::new();
    let site = land.site("Sydney", SYDNEY.0, SYDNEY.1);
    let person = land.person("Ann", SYDNEY.0, SYDNEY.1, json!({}));
    for query in [
        "centre=91,0",
        "centre=NaN,NaN",
        "centre=",
        "centre=a,b",
        "centre=1,2,3",
        "zoom=-5",
        "zoom=1e999",
        "zoom=NaN",
        "zoom=x",
        "layers=,,",
        "layers=users",
        "layers='%3B--",
        "near=x",
        "near=projects",
        "near=projects.x",
        "near=users.00000000-0000-0000-0000-000000000000",
        "near=projects.00000000-0000-0000-0000-000000000000",
        "near=0,400",
        "near=0,0&km=-1",
        "near=0,0&km=1e300",
        "near=90,180&km=2000",
        "near=-90,-180&km=0",
        "near=0,179&km=2000",
        "box=1,2",
        "box=9,9,0,0",
        "box=-90,-180,90,180",
        "px=0x0",
        "px=99999999x1",
        "px=-1x2",
        "px=1e9",
        "centre=85.1,180&zoom=14",
        "centre=-90,-180&zoom=0",
        "centre=all&zoom=14",
        "km=50",
        "near=%00",
        "box=%F0%9F%97%BA",
        "centre=1,1&centre=2,2",
    ] {
        let page = land.page(&format!("/projects?view=map&{query}"));
        let map = page.text.split("id=\"map\"").nth(1).unwrap_or_default().split("</svg>").next().unwrap();
        assert!(map.contains("data-zoom") && !map.contains("NaN") && !map.contains("inf"), "{query}");
    }
    // A record of a noun that is on no map, and one of another layer.
    let page = land.page(&format!("/projects?view=map&near=clients.{}", land.client));
    assert!(page.head().contains("not known"), "{}", page.head());
    let page = land.page(&format!("/projects?view=map&near=candidates.{person}"));
    assert_eq!(
        (page.head().as_str(), page.list()),
        ("1 project within 50 km of Ann", vec!["Sydney: 0.0 km".to_string()])
    );
    // The list's other views keep nothing of it.
    assert!(!land.page(&format!("/projects?near=projects.{site}")).text.contains("view=map&near="));
}

#[test]
fn who_was_erased_is_on_no_map() {
    let land = Land::new();
    let person = land.person("Ann", SYDNEY.0, SYDNEY.1, json!({}));
    assert_eq!(land.page("/candidates?view=map").total(), 1);
    land.admin.done("erase_person", json!({ "noun": "candidates", "id": person, "reason": "Request by letter" }));
    let row = land.admin.one(&format!("candidates?id=eq.{person}&select=lat,lng"));
    assert_eq!(row, json!({ "lat": null, "lng": null }));
}

#[test]
fn without_a_module_its_layer_is_gone() {
    let world = World::without("recruiting");
    let page = Page::of(&world.browser("admin@copilot"), "/projects?view=map&near=-33.8,151.2");
    assert!(page.switch("projects").is_some_and(|n| n > 0) && page.switch("candidates").is_none());
    assert!(page.text.contains("Made with Natural Earth"));
}
