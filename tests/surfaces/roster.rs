//! The roster: crews are booked, moved, ended, filled and replaced as one, and what stands in the way is said before.

use crate::site::Site;
use serde_json::{Value, json};
use tests::Answer;

fn site() -> Site {
    Site::of(json!({}), json!({ "lat": 48.2, "lng": 16.37 }))
}

impl Site {
    fn booking(&self, people: &[&String]) -> Value {
        json!({ "project": self.project, "people": people, "start_date": "2027-03-01", "end_date": "2027-03-31" })
    }

    fn book(&self, people: &[&String]) -> Vec<String> {
        let answer = self.me.verb("book_people", self.booking(people));
        assert_eq!(answer.status, 200, "{}", answer.text);
        ids(&answer)
    }
}

fn ids(answer: &Answer) -> Vec<String> {
    answer.json()["placements"].as_array().unwrap().iter().map(|id| id.as_str().unwrap().to_string()).collect()
}

fn message(answer: &Answer) -> String {
    answer.json()["message"].as_str().unwrap_or_default().to_string()
}

fn with(value: &Value, field: &str, to: Value) -> Value {
    let mut value = value.clone();
    value[field] = to;
    value
}

#[test]
fn a_crew_is_booked_whole_or_not_at_all_and_everybodys_obstacle_is_named() {
    let site = site();
    let (ann, ben, cleo) =
        (site.person("Ann", json!({})), site.person("Ben", json!({})), site.person("Cleo", json!({})));
    site.book(&[&ann]);
    site.admin.made("absences", json!({ "candidate_id": ben, "start_date": "2027-03-10", "end_date": "2027-03-12" }));
    let wish = with(&site.booking(&[&ann, &ben, &cleo]), "crew_name", json!("Glass gang"));
    let refused = site.me.verb("book_people", wish.clone());
    assert_eq!(refused.refusal(), "400 23514");
    assert_eq!(
        message(&refused),
        "2 of 3 can't be booked. Ann is placed from 1 Mar 2027 to 31 Mar 2027 already. Ben is away from 10 Mar 2027 to 12 Mar 2027."
    );
    let of_cleo = || site.admin.get(&format!("/rest/v1/placements?candidate_id=eq.{cleo}")).rows().len();
    assert_eq!(of_cleo(), 0, "nobody is half booked");
    assert_eq!(site.admin.get("/rest/v1/placement_groups?name=eq.Glass gang").rows().len(), 0);
    // The same on other days, tried first, then done.
    let april = with(&with(&wish, "start_date", json!("2027-04-01")), "end_date", json!("2027-04-30"));
    assert_eq!(site.me.verb("book_people", with(&april, "dry_run", json!(true))).status, 200);
    assert_eq!(of_cleo(), 0, "trying books nobody");
    let booked = site.me.verb("book_people", april);
    let made = ids(&booked);
    assert_eq!(site.stands(&made[2]), "Cleo 2027-04-01 2027-04-30 active");
    let row = site
        .admin
        .one(&format!("placements?id=eq.{}&select=role,charge_rate,pay_rate,placement_groups(name)", made[0]));
    assert_eq!(
        row,
        json!({ "role": "Glazier", "charge_rate": 80.0, "pay_rate": 45.0, "placement_groups": { "name": "Glass gang" } })
    );
    // Twice, nobody, a stranger.
    assert_eq!(site.me.verb("book_people", site.booking(&[&ann, &ann])).refusal(), "400 TL100");
    assert_eq!(site.me.verb("book_people", site.booking(&[])).refusal(), "400 TL100");
    let stranger = site.world.sign_in("admin@yourco").made("candidates", json!({ "first_name": "Zoe" }));
    assert_eq!(site.me.verb("book_people", site.booking(&[&stranger])).refusal(), "404 TL404");
    assert_eq!(site.world.sign_in("viewer@copilot").verb("book_people", site.booking(&[&cleo])).refusal(), "403 42501");
}

#[test]
fn one_crew_booked_from_two_browsers_is_booked_once() {
    let site = site();
    let people: Vec<String> = (0..6).map(|n| site.person(&format!("P{n}"), json!({}))).collect();
    let forward: Vec<&String> = people.iter().collect();
    let backward: Vec<&String> = people.iter().rev().collect();
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let ask = |order: &Vec<&String>| {
            let wish = site.booking(order);
            let me = &site.me;
            scope.spawn(move || me.verb("book_people", wish).status)
        };
        let asked: Vec<_> = (0..3).flat_map(|_| [ask(&forward), ask(&backward)]).collect();
        asked.into_iter().map(|one| one.join().unwrap()).collect()
    });
    assert_eq!(statuses.iter().filter(|s| **s == 200).count(), 1, "{statuses:?}");
    let count = site.admin.get(&format!("/rest/v1/placements?project_id=eq.{}&select=count()", site.project));
    assert_eq!(count.rows()[0]["count"], 6);
}

#[test]
fn a_crew_moves_lengthens_and_ends_as_one() {
    let site = site();
    let (ann, ben) = (site.person("Ann", json!({})), site.person("Ben", json!({})));
    let wish = with(&site.booking(&[&ann, &ben]), "crew_name", json!("Glass gang"));
    let booked = site.me.verb("book_people", wish);
    let (crew, made) = (booked.json()["crew"].clone(), ids(&booked));
    let moved = |more: Value| {
        let mut input = json!({ "crew": crew });
        input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        site.me.verb("move_placements", input)
    };
    assert_eq!(moved(json!({ "days": 7 })).status, 200);
    assert_eq!(site.stands(&made[0]), "Ann 2027-03-08 2027-04-07 active");
    assert_eq!(site.stands(&made[1]), "Ben 2027-03-08 2027-04-07 active");
    // Ben is on holiday the week after: neither stays longer.
    site.admin.made("absences", json!({ "candidate_id": ben, "start_date": "2027-04-10", "end_date": "2027-04-12" }));
    let refused = moved(json!({ "end_date": "2027-04-14" }));
    assert_eq!(refused.refusal(), "400 23514");
    assert_eq!(message(&refused), "1 of 2 can't be booked. Ben is away from 10 Apr 2027 to 12 Apr 2027.");
    assert_eq!(site.stands(&made[0]), "Ann 2027-03-08 2027-04-07 active");
    assert_eq!(moved(json!({})).refusal(), "400 TL100");
    // Two placements of one person, back to back, move together without standing in each other's way.
    let next = site.me.verb(
        "book_people",
        json!({ "project": site.project, "people": [ann], "start_date": "2027-04-08", "end_date": "2027-04-20", "crew": crew }),
    );
    site.admin.delete(&format!("/rest/v1/absences?candidate_id=eq.{ben}"));
    let by_two = moved(json!({ "days": 2 }));
    assert_eq!(by_two.status, 200, "{}", by_two.text);
    assert_eq!(site.stands(&ids(&next)[0]), "Ann 2027-04-10 2027-04-22 active");
    // The end: what began ends then, what would begin later is cancelled.
    let ended =
        site.me.verb("end_placements", json!({ "crew": crew, "last_day": "2027-04-01", "reason": "Rained off" }));
    assert_eq!(ended.status, 200, "{}", ended.text);
    assert_eq!(site.stands(&made[1]), "Ben 2027-03-10 2027-04-01 active");
    assert_eq!(site.stands(&ids(&next)[0]), "Ann 2027-04-10 2027-04-22 cancelled");
    assert_eq!(site.me.verb("move_placements", json!({ "placements": ids(&next), "days": 1 })).refusal(), "404 TL404");
}

#[test]
fn somebody_takes_over_and_the_crew_keeps_its_history() {
    let site = site();
    let (ann, ben) = (site.person("Ann", json!({})), site.person("Ben", json!({ "pay_rate": 50 })));
    let booked = site.me.verb("book_people", with(&site.booking(&[&ann]), "crew_name", json!("Glass gang")));
    let first = ids(&booked).remove(0);
    let wish = json!({ "placement": first, "person": ben, "from_date": "2027-03-15", "reason": "Broke a wrist" });
    assert_eq!(site.me.verb("replace_person", with(&wish, "person", json!(ann))).refusal(), "400 TL100");
    assert_eq!(site.me.verb("replace_person", with(&wish, "from_date", json!("2027-04-01"))).refusal(), "400 TL100");
    assert_eq!(
        site.me.verb("replace_person", with(&wish, "dry_run", json!(true))).json()["note"],
        "Ben can take over."
    );
    let taken = site.me.verb("replace_person", wish);
    assert_eq!(taken.status, 200, "{}", taken.text);
    let second = taken.json()["placement"].as_str().unwrap().to_string();
    assert_eq!(site.stands(&first), "Ann 2027-03-01 2027-03-14 active");
    assert_eq!(site.stands(&second), "Ben 2027-03-15 2027-03-31 active");
    let row = site
        .admin
        .one(&format!("placements?id=eq.{second}&select=replaces_id,pay_rate,charge_rate,placement_groups(name)"));
    assert_eq!(
        row,
        json!({ "replaces_id": first, "pay_rate": 50.0, "charge_rate": 80.0, "placement_groups": { "name": "Glass gang" } })
    );
    let told = site.admin.one("activity_logs?action_type=eq.replaced_person&select=description");
    assert!(told["description"].as_str().unwrap().ends_with("let Ben take over: Broke a wrist"), "{told}");
    // From the first day on the former one is cancelled; who is placed elsewhere takes over from nobody.
    let refused =
        site.me.verb("replace_person", json!({ "placement": second, "person": ann, "from_date": "2027-03-10" }));
    assert_eq!(refused.status, 200, "{}", refused.text);
    assert_eq!(site.stands(&second), "Ben 2027-03-15 2027-03-31 cancelled");
}

#[test]
fn two_people_change_places() {
    let site = site();
    let (ann, ben) = (site.person("Ann", json!({})), site.person("Ben", json!({ "pay_rate": 50 })));
    let other = site.admin.made("projects", json!({ "name": "Harbour Wall", "client_id": site.client }));
    let here = site.book(&[&ann]).remove(0);
    let there = ids(&site.me.verb("book_people", with(&site.booking(&[&ben]), "project", json!(other)))).remove(0);
    let swapped = site.me.verb("swap_people", json!({ "placement": here, "with": there }));
    assert_eq!(swapped.status, 200, "{}", swapped.text);
    assert_eq!(site.stands(&here), "Ben 2027-03-01 2027-03-31 active");
    assert_eq!(site.stands(&there), "Ann 2027-03-01 2027-03-31 active");
    let pay = site.admin.one(&format!("placements?id=eq.{here}&select=pay_rate"));
    assert_eq!(pay["pay_rate"], 50.0, "pay goes with the person");
    assert_eq!(site.me.verb("swap_people", json!({ "placement": here, "with": here })).refusal(), "400 TL100");
}

#[test]
fn demand_is_met_day_after_day() {
    let site = site();
    let demand = |people: u32, last: &str| {
        site.admin.made(
            "demands",
            json!({ "project_id": site.project, "trade": "glazier", "people": people, "start_date": "2027-03-01", "end_date": last }),
        )
    };
    let one = demand(3, "2027-03-31");
    let missing = |id: &str| site.me.one(&format!("demands?id=eq.{id}&select=missing"))["missing"].clone();
    assert_eq!(missing(&one), 3);
    let (ann, ben) = (site.person("Ann", json!({})), site.person("Ben", json!({ "trade": "Joiner" })));
    let half =
        json!({ "project": site.project, "people": [ann], "start_date": "2027-03-01", "end_date": "2027-03-15" });
    assert_eq!(site.me.verb("book_people", half).status, 200);
    assert_eq!(missing(&one), 3, "on the worst day");
    let as_glazier = with(&site.booking(&[&ben]), "role", json!("Glazier"));
    assert_eq!(site.me.verb("book_people", as_glazier).status, 200);
    assert_eq!(missing(&one), 2, "who works as that trade counts");
    let two = demand(2, "2027-03-10");
    assert_eq!((missing(&one), missing(&two)), (json!(3), json!(3)), "two lines of one trade are one");
    let days = site.me.get("/rest/v1/demands?trade=eq.glazier&missing=gt.0&select=id");
    assert_eq!(days.rows().len(), 2, "what lacks is a filter");
}

#[test]
fn the_best_ten_have_reasons_and_can_be_there() {
    let site = site();
    let near = json!({ "lat": 48.21, "lng": 16.37, "internal_rating": 5 });
    let (best, far) =
        (site.person("Ann", near), site.person("Ben", json!({ "lat": 47.07, "lng": 15.44, "internal_rating": 2 })));
    let dear = site.person("Cleo", json!({ "lat": 48.21, "lng": 16.37, "internal_rating": 5, "charge_out_rate": 120 }));
    let busy = site.person("Dan", json!({ "internal_rating": 5 }));
    site.book(&[&busy]);
    let away = site.person("Eve", json!({}));
    site.admin.made("absences", json!({ "candidate_id": away, "start_date": "2027-03-10", "end_date": "2027-03-12" }));
    site.person("Finn", json!({ "status": "do_not_use" }));
    site.person("Gil", json!({ "trade": "Joiner" }));
    site.person("Hal", json!({ "compliance": [{ "ticket": "White Card", "expires": "2027-03-30" }] }));
    for id in [&best, &far, &dear] {
        let tickets = json!({ "compliance": [{ "ticket": "White card", "expires": "2027-03-31" }] });
        assert_eq!(site.admin.patch(&format!("/rest/v1/candidates?id=eq.{id}"), tickets).status, 204);
    }
    let site_rules = json!({ "required_tickets": ["White Card"] });
    assert_eq!(site.admin.patch(&format!("/rest/v1/projects?id=eq.{}", site.project), site_rules).status, 204);
    let demand = site.admin.made(
        "demands",
        json!({ "project_id": site.project, "trade": "Glazier", "people": 2, "start_date": "2027-03-01", "end_date": "2027-03-31",
                "charge_rate": 85 }),
    );
    let found = site.me.verb("best_people", json!({ "demand": demand })).json();
    let people = found["people"].as_array().unwrap();
    let names: Vec<&str> = people.iter().map(|p| p["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["Ann", "Cleo", "Ben"], "free, with tickets for all of it; {found}");
    let words: Vec<&str> =
        people[2]["reasons"].as_array().unwrap().iter().map(|r| r["words"].as_str().unwrap()).collect();
    assert_eq!(
        words,
        ["rated 2 of 5", "new to this client", "80.00 an hour, within the budget", "144 km from the site"]
    );
    assert_eq!(people[1]["reasons"][2]["words"], "120.00 an hour, 35.00 over the budget");
    assert_eq!(people[0]["score"], 75, "30 for the rating, 25 for the rate, 20 for the distance");
    assert_eq!(found["missing"], 1, "one of the two is booked");
    let others = json!({ "placed": 1, "away": 1, "unavailable": 1, "tickets": 1 });
    assert_eq!(found["left_out"], others, "Dan, Eve, Finn and Hal");
    // Who worked for this client is better.
    site.world.behind(&format!(
        "insert into recruiting.placements (org_id, candidate_id, project_id, status, role, start_date, end_date, charge_rate, pay_rate)
         select p.org_id, '{far}', p.id, 'completed', 'Glazier', current_date - 90, current_date - 30, 80, 45
           from delivery.projects p where p.id = '{}'",
        site.project
    ));
    let found = site.me.verb("best_people", json!({ "demand": demand })).json();
    assert_eq!(found["people"][1]["name"], "Ben", "who worked for this client comes before who is over the budget");
    assert_eq!(found["people"][1]["reasons"][1]["words"], "61 days for this client");
    // For a placement: everybody but who has it.
    let busy = site.admin.one(&format!("placements?candidate_id=eq.{busy}&select=id"));
    let found = site.me.verb("best_people", json!({ "placement": busy["id"] })).json();
    assert_eq!(found["people"].as_array().unwrap().len(), 3, "{found}");
    assert_eq!(site.me.verb("best_people", json!({})).refusal(), "400 TL100");
}

#[test]
fn whoever_lives_where_nobody_knows_is_not_far_away() {
    let site = site();
    site.person("Ann", json!({ "internal_rating": 5 }));
    let demand = json!({ "project_id": site.project, "trade": "Glazier", "people": 1, "start_date": "2027-03-01", "end_date": "2027-03-31" });
    let demand = site.admin.made("demands", demand);
    let found = site.me.verb("best_people", json!({ "demand": demand })).json();
    let reason = found["people"][0]["reasons"][3].clone();
    assert_eq!((&reason["words"], &reason["points"]), (&json!("distance not known"), &json!(10)), "{found}");
    let me = site.world.browser("recruiter@copilot");
    assert!(!me.get("/roster?name=Ann&from=2027-03-01").text.contains(" km"), "near no site nothing is said");
    let near = format!("/roster?name=Ann&trade=Glazier&from=2027-03-01&near={}&km=100", site.project);
    assert!(me.get(&near).text.contains("Nobody fits"), "and who is to be near is");
}

#[test]
fn the_roster_shows_people_sites_and_what_would_happen() {
    let site = site();
    let (ann, ben) = (site.person("Ann Glass", json!({ "internal_rating": 4 })), site.person("Ben Glass", json!({})));
    let made = site.book(&[&ann]);
    site.admin.made(
        "demands",
        json!({ "project_id": site.project, "trade": "Glazier", "people": 3, "start_date": "2027-03-01", "end_date": "2027-03-31" }),
    );
    let me = site.world.browser("recruiter@copilot");
    let people = me.get("/roster?from=2027-03-01&days=28&trade=glazier");
    assert_eq!(people.status, 200);
    assert!(people.text.contains("Ann Glass") && people.text.contains("Ben Glass"));
    assert!(people.text.contains(&made[0]) && people.text.contains("Meridian Bypass South"));
    let rated = me.get("/roster?from=2027-03-01&trade=glazier&rating=4");
    assert!(rated.text.contains("Ann Glass") && !rated.text.contains("Ben Glass"));
    let sites = me.get("/roster?by=sites&from=2027-03-01&days=28");
    assert!(
        sites.text.contains("1/3") && sites.text.contains("2 of 3 lack"),
        "what is asked for against what is booked"
    );
    // Hostile and broken addresses.
    for odd in
        ["from=nonsense", "days=100000", "from=9999-12-31&days=92", "near=x&km=NaN", "page=-1", "name=%25%27%3B--"]
    {
        assert_eq!(me.get(&format!("/roster?{odd}")).status, 200, "{odd}");
    }
    // Trying says what would happen, and nothing does.
    let tried = me.form(
        "/roster/try/book_people",
        &[
            ("people", &ann),
            ("people", &ben),
            ("project", &site.project),
            ("start_date", "2027-03-20"),
            ("end_date", "2027-04-02"),
        ],
    );
    assert_eq!(tried.status, 409);
    assert_eq!(tried.text, "1 of 2 can't be booked. Ann Glass is placed from 1 Mar 2027 to 31 Mar 2027 already.");
    let tried = me.form("/roster/try/move_placements", &[("placements", &made[0]), ("days", "3")]);
    assert_eq!((tried.status, tried.text.as_str()), (200, "1 placement can move."));
    assert_eq!(site.stands(&made[0]), "Ann Glass 2027-03-01 2027-03-31 active");
    assert_eq!(me.form("/roster/try/erase_person", &[("person", &ann)]).status, 404);
    assert_eq!(
        site.world
            .browser("viewer@copilot")
            .form("/roster/try/move_placements", &[("placements", &made[0]), ("days", "3")])
            .status,
        404
    );
    // The dialogs say who.
    assert!(
        me.get(&format!("/roster/book?people={ann},{ben}&from=2027-04-01&to=2027-04-05")).text.contains("Ben Glass")
    );
    assert!(me.get(&format!("/roster/placement/{}", made[0])).text.contains("replace_person"));
    let stranger = site.world.browser("admin@yourco");
    assert_eq!(stranger.get(&format!("/roster/placement/{}", made[0])).status, 404);
    assert_eq!(stranger.get(&format!("/roster/book?people={ann}")).status, 404);
}
