//! Invoices: from approved hours to paid, exact to the cent, never twice.

use base64::Engine as _;
use proptest::prelude::*;
use serde_json::{Value, json};
use tests::{Client, World};

struct Scene {
    world: World,
    me: Client,
    client: String,
    project: String,
}

/// A client with one project and ten approved hours at 100.
fn scene() -> Scene {
    let world = World::new();
    world.behind("delete from delivery.rates; delete from delivery.number_series where org_id = (select org_id from identity.organizations where slug = 'yourco')");
    let me = world.sign_in("manager@yourco");
    world
        .sign_in("admin@yourco")
        .made("system_settings", json!({ "key": "invoice.number_format", "value": "T{year}-{number}" }));
    let client = me.made(
        "clients",
        json!({ "name": "Zephyr Ltd", "country": "Germany", "billing_address": "Hafen 1\n20457 Hamburg" }),
    );
    let project = me.made("projects", json!({ "client_id": client, "name": "Audit", "status": "active" }));
    me.made("rates", json!({ "bill_rate": 100, "cost_rate": 60 }));
    let s = Scene { world, me, client, project };
    approved(&s, &s.project, 10.0);
    s
}

/// Hours that were approved long ago.
fn approved(s: &Scene, project: &str, hours: f64) {
    let person = s.me.one("users?role=eq.consultant&select=id")["id"].as_str().unwrap().to_string();
    s.world.behind(&format!(
        "insert into delivery.time_entries (org_id, user_id, project_id, hours, date, status, bill_rate, cost_rate)
         select org_id, '{person}', '{project}', {hours}, current_date - 30, 'approved', 100, 60 from delivery.projects where id = '{project}'"
    ));
}

fn draft(s: &Scene, more: Value) -> Value {
    let mut input = json!({ "client": s.client, "tax_rate": 19 });
    for (key, value) in more.as_object().unwrap() {
        input[key] = value.clone();
    }
    s.me.done("draft_invoice", input)
}

fn id(of: &Value) -> &str {
    of["invoice"].as_str().unwrap()
}

#[test]
fn an_invoice_bills_hours_phases_and_lines_over_several_projects() {
    let s = scene();
    let second = s.me.made("projects", json!({ "client_id": s.client, "name": "Training" }));
    approved(&s, &second, 2.5);
    let phase = s.me.made("phases", json!({ "project_id": second, "name": "Concept" }));
    let made = draft(
        &s,
        json!({ "phases": [{ "phase": phase, "amount": "1500.00" }], "lines": [{ "description": "Travel", "quantity": "2", "unit_price": "60.05" }] }),
    );
    assert_eq!((&made["lines"], &made["hours"]), (&json!(4), &json!("12.500")));
    let invoice = s.me.one(&format!("invoices?id=eq.{}&select=subtotal,tax_total,amount,status,invoice_projects(project_id),invoice_lines(kind,amount)", id(&made)));
    // 1000 + 250 + 1500 + 120.10 = 2870.10; 19 % is 545.319.
    assert_eq!(
        (&invoice["subtotal"], &invoice["tax_total"], &invoice["amount"]),
        (&json!(2870.1), &json!(545.32), &json!(3415.42))
    );
    assert_eq!(invoice["invoice_projects"].as_array().unwrap().len(), 2);
    let again = s.me.verb("draft_invoice", json!({ "client": s.client }));
    assert_eq!(
        (again.refusal(), again.json()["message"].as_str().unwrap()),
        ("400 TL100".into(), "There is nothing to bill: no approved hours, no phases, no lines.")
    );
    assert_eq!(
        s.me.verb("draft_invoice", json!({ "client": s.client, "phases": [{ "phase": phase, "amount": 1 }] }))
            .refusal(),
        "409 TL409",
        "a phase is billed once"
    );
    // A draft that is thrown away frees its hours.
    assert_eq!(s.me.delete(&format!("/rest/v1/invoices?id=eq.{}", id(&made))).status, 204);
    assert_eq!(draft(&s, json!({}))["hours"], "12.500");
}

#[test]
fn hours_are_billed_once_however_many_try() {
    let s = scene();
    let tries: Vec<u16> = std::thread::scope(|scope| {
        let running: Vec<_> =
            (0..4).map(|_| scope.spawn(|| s.me.verb("draft_invoice", json!({ "client": s.client })).status)).collect();
        running.into_iter().map(|t| t.join().unwrap()).collect()
    });
    assert_eq!(tries.iter().filter(|t| **t == 200).count(), 1, "{tries:?}");
    // Not even the server itself moves them to another invoice.
    let other = draft(&s, json!({ "lines": [{ "description": "x", "unit_price": 1 }] }));
    let moved = tests::wait(async {
        let sql = s.world.admin.connect().await.unwrap();
        sql.batch_execute(&format!(
            "update delivery.time_entries set invoice_id = '{}' where invoice_id is not null and project_id = '{}'",
            id(&other),
            s.project
        ))
        .await
    });
    assert!(moved.unwrap_err().as_db_error().unwrap().message().contains("on an invoice already"));
}

#[test]
fn nobody_elses_hours_are_billed() {
    let s = scene();
    let theirs = s.me.made("clients", json!({ "name": "Other" }));
    let project = s.me.made("projects", json!({ "client_id": theirs, "name": "Theirs" }));
    let mixed = s.me.verb("draft_invoice", json!({ "projects": [s.project, project] }));
    assert_eq!(
        (mixed.refusal(), mixed.json()["message"].as_str().unwrap()),
        ("400 TL100".into(), "These projects belong to more than one client.")
    );
    assert_eq!(s.me.verb("draft_invoice", json!({ "client": theirs, "projects": [s.project] })).refusal(), "400 TL100");
    let foreign = s.world.sign_in("admin@copilot").verb("draft_invoice", json!({ "client": s.client }));
    assert_eq!(foreign.status, 404);
    // A member may not write it on a row either.
    let draft = draft(&s, json!({ "hours": false, "lines": [{ "description": "x", "unit_price": 1 }] }));
    let forced =
        s.me.patch(&format!("/rest/v1/time_entries?project_id=eq.{}", s.project), json!({ "invoice_id": id(&draft) }));
    assert_eq!(forced.refusal(), "403 42501");
}

#[test]
fn numbers_have_no_gaps_whatever_fails_and_whoever_is_quick() {
    let s = scene();
    let year: i32 = s.world.value("select extract(year from current_date)::int");
    let drafts: Vec<Value> = (0..8)
        .map(|_| draft(&s, json!({ "hours": false, "lines": [{ "description": "x", "unit_price": 10 }] })))
        .collect();
    let empty = s.me.made("invoices", json!({ "client_id": s.client, "currency": "EUR" }));
    std::thread::scope(|scope| {
        for d in &drafts {
            let s = &s;
            scope.spawn(move || s.me.done("issue_invoice", json!({ "invoice": id(d) })));
            let empty = &empty;
            scope.spawn(move || {
                assert_eq!(s.me.verb("issue_invoice", json!({ "invoice": empty })).refusal(), "400 23514")
            });
        }
    });
    let numbers: Vec<Value> =
        s.me.get(&format!(
            "/rest/v1/invoices?client_id=eq.{}&status=eq.issued&select=invoice_number&order=invoice_number",
            s.client
        ))
        .rows();
    let expected: Vec<Value> = (1..=8).map(|n| json!({ "invoice_number": format!("T{year}-{n:04}") })).collect();
    assert_eq!(numbers, expected);
}

#[test]
fn an_issued_invoice_stays_as_it_is() {
    let s = scene();
    let made = draft(&s, json!({}));
    let issued = s.me.done("issue_invoice", json!({ "invoice": id(&made) }));
    assert_eq!(s.me.verb("issue_invoice", json!({ "invoice": id(&made) })).refusal(), "409 TL409");
    for change in [
        json!({ "notes": "x" }),
        json!({ "currency": "USD" }),
        json!({ "client_id": s.me.made("clients", json!({ "name": "Else" })) }),
    ] {
        let refused = s.me.patch(&format!("/rest/v1/invoices?id=eq.{}", id(&made)), change.clone());
        assert_eq!(refused.refusal(), "400 23514", "{change}: {}", refused.text);
        assert!(refused.json()["hint"].is_string());
    }
    for stamped in [
        json!({ "invoice_number": "X" }),
        json!({ "amount": 1 }),
        json!({ "status": "draft" }),
        json!({ "paid_amount": 1 }),
    ] {
        let refused = s.me.patch(&format!("/rest/v1/invoices?id=eq.{}", id(&made)), stamped.clone());
        assert_eq!(refused.refusal(), "403 42501", "{stamped}: {}", refused.text);
    }
    for refused in [
        s.me.patch(&format!("/rest/v1/invoice_lines?invoice_id=eq.{}", id(&made)), json!({ "quantity": 99 })),
        s.me.delete(&format!("/rest/v1/invoice_lines?invoice_id=eq.{}", id(&made))),
        s.me.post("/rest/v1/invoice_lines", json!({ "invoice_id": id(&made), "description": "more", "unit_price": 1 })),
        s.me.delete(&format!("/rest/v1/invoices?id=eq.{}", id(&made))),
    ] {
        assert_eq!(refused.refusal(), "400 23514", "{}", refused.text);
    }
    assert_eq!(
        s.me.one(&format!("invoices?id=eq.{}&select=amount,invoice_number", id(&made))),
        json!({ "amount": 1190.0, "invoice_number": issued["invoice_number"] })
    );
}

#[test]
fn payments_come_in_parts_and_never_more_than_is_open() {
    let s = scene();
    let made = draft(&s, json!({}));
    assert_eq!(
        s.me.verb("pay_invoice", json!({ "invoice": id(&made) })).json()["message"],
        format!(
            "Invoice {} can't be paid: it is still a draft.",
            s.me.one(&format!("invoices?id=eq.{}&select=invoice_number", id(&made)))["invoice_number"]
                .as_str()
                .unwrap()
        )
    );
    s.me.done("issue_invoice", json!({ "invoice": id(&made) }));
    let part = s.me.done("pay_invoice", json!({ "invoice": id(&made), "amount": "190.10" }));
    assert_eq!((&part["status"], &part["balance"]), (&json!("issued"), &json!("999.90")));
    assert_eq!(s.me.verb("pay_invoice", json!({ "invoice": id(&made), "amount": "999.91" })).refusal(), "400 23514");
    assert_eq!(s.me.verb("pay_invoice", json!({ "invoice": id(&made), "amount": "-5" })).refusal(), "400 23514");
    assert_eq!(s.me.verb("cancel_invoice", json!({ "invoice": id(&made) })).refusal(), "400 23514", "paid in part");
    let paid = s.me.done("pay_invoice", json!({ "invoice": id(&made) }));
    assert_eq!((&paid["status"], &paid["balance"]), (&json!("paid"), &json!("0.00")));
    let cancelled = s.me.verb("cancel_invoice", json!({ "invoice": id(&made) }));
    assert!(
        cancelled.json()["message"].as_str().unwrap().ends_with("is paid; it can't be cancelled."),
        "{}",
        cancelled.text
    );
    // Entered by mistake: without the payment it is open again.
    assert_eq!(s.me.delete(&format!("/rest/v1/payments?invoice_id=eq.{}", id(&made))).status, 204);
    assert_eq!(
        s.me.one(&format!("invoices?id=eq.{}&select=status,paid_amount,paid_date", id(&made))),
        json!({ "status": "issued", "paid_amount": 0.0, "paid_date": null })
    );
}

#[test]
fn a_cancelled_invoice_is_taken_back_by_a_credit_note_and_its_hours_are_billed_anew() {
    let s = scene();
    let made = draft(&s, json!({}));
    s.me.done("issue_invoice", json!({ "invoice": id(&made) }));
    let done = s.me.verb("cancel_invoice", json!({ "invoice": id(&made), "reason": "Wrong address" }));
    let credit = done.json()["credit_note"].as_str().unwrap().to_string();
    let note = s.me.one(&format!(
        "invoices?id=eq.{credit}&select=kind,status,amount,tax_total,invoice_number,credited_invoice_id,notes"
    ));
    assert_eq!(
        (&note["kind"], &note["status"], &note["amount"], &note["tax_total"]),
        (&json!("credit_note"), &json!("issued"), &json!(-1190.0), &json!(-190.0))
    );
    assert!(note["notes"].as_str().unwrap().ends_with("Wrong address"));
    assert_eq!(
        note["invoice_number"].as_str().unwrap().rsplit('-').next(),
        Some("0002"),
        "a number of the same series"
    );
    assert_eq!(s.me.verb("cancel_invoice", json!({ "invoice": id(&made) })).refusal(), "409 TL409");
    assert_eq!(s.me.verb("cancel_invoice", json!({ "invoice": credit })).refusal(), "409 TL409");
    // A number that was given can't be undone.
    assert_eq!(s.me.verb("undo", json!({ "operation": done.header("operation") })).refusal(), "404 TL404");
    assert_eq!(draft(&s, json!({}))["hours"], "10.000");
}

#[test]
fn another_currency_needs_its_rate() {
    let s = scene();
    let without = s.me.verb("draft_invoice", json!({ "client": s.client, "currency": "USD" }));
    assert_eq!(without.refusal(), "400 TL100");
    assert_eq!(without.json()["hint"], "Send exchange_rate: one USD in EUR.");
    let by_hand = s.me.made("invoices", json!({ "client_id": s.client, "currency": "CHF" }));
    s.me.made("invoice_lines", json!({ "invoice_id": by_hand, "description": "x", "unit_price": 5 }));
    assert_eq!(s.me.verb("issue_invoice", json!({ "invoice": by_hand })).refusal(), "400 23514");
    let made = draft(&s, json!({ "currency": "usd", "exchange_rate": "0.8", "tax_rate": 0 }));
    // 100 EUR an hour are 125 USD.
    assert_eq!((&made["amount"], &made["currency"]), (&json!("1250.00"), &json!("USD")));
}

#[test]
fn what_is_due_is_found_and_reminders_wait_for_a_person() {
    let s = scene();
    let contact = s.me.made("contacts", json!({ "client_id": s.client, "first_name": "Bea", "last_name": "Buyer", "role_tags": ["economic_buyer"], "email": "bea@zephyr.example" }));
    let made = draft(&s, json!({}));
    s.me.done("issue_invoice", json!({ "invoice": id(&made) }));
    assert_eq!(
        s.me.one(&format!("invoices?id=eq.{}&select=recipient_contact_id", id(&made)))["recipient_contact_id"],
        json!(contact),
        "the economic buyer pays"
    );
    s.world.behind(&format!("update delivery.invoices set due_date = current_date - 10 where id = '{}'", id(&made)));
    let later = draft(&s, json!({ "hours": false, "lines": [{ "description": "Travel", "unit_price": 10 }] }));
    s.me.done("issue_invoice", json!({ "invoice": id(&later) }));
    s.me.done("mark_overdue", json!({}));
    let status = |of: &Value| s.me.one(&format!("invoices?id=eq.{}&select=status", id(of)))["status"].clone();
    assert_eq!((status(&made), status(&later)), (json!("overdue"), json!("issued")), "only whose day has passed");
    s.me.done("draft_reminders", json!({}));
    s.me.done("draft_reminders", json!({}));
    let reminders =
        s.me.get(&format!("/rest/v1/emails?invoice_id=eq.{}&select=status,kind,subject,recipient,body", id(&made)))
            .rows();
    assert_eq!(reminders.len(), 1, "{reminders:?}");
    assert_eq!((&reminders[0]["status"], &reminders[0]["recipient"]), (&json!("draft"), &json!("bea@zephyr.example")));
    assert!(
        reminders[0]["body"].as_str().unwrap().contains("(10 days ago). 1190.00 EUR are still open."),
        "{}",
        reminders[0]["body"]
    );
}

#[test]
fn a_recipient_without_an_address_is_said() {
    let s = scene();
    let made = draft(&s, json!({}));
    assert_eq!(
        s.me.verb("send_invoice", json!({ "invoice": id(&made) })).refusal(),
        "409 TL409",
        "a draft is not sent"
    );
    s.me.done("issue_invoice", json!({ "invoice": id(&made) }));
    assert_eq!(
        s.me.verb("send_invoice", json!({ "invoice": id(&made) })).json()["message"],
        "The invoice names nobody to receive it."
    );
    let contact = s.me.made("contacts", json!({ "client_id": s.client, "first_name": "Bea", "last_name": "Buyer" }));
    s.me.patch(&format!("/rest/v1/invoices?id=eq.{}", id(&made)), json!({ "recipient_contact_id": contact }));
    assert_eq!(
        s.me.verb("send_invoice", json!({ "invoice": id(&made) })).json()["message"],
        "Bea Buyer has no e-mail address."
    );
    let posted = s.me.done("send_invoice", json!({ "invoice": id(&made), "to": "bea@zephyr.example" }));
    assert_eq!(posted["waits"], true, "without a mail server it waits where people see it");
    assert_eq!(
        s.me.one(&format!("emails?id=eq.{}&select=status", posted["email"].as_str().unwrap()))["status"],
        "queued"
    );
}

#[test]
fn the_document_is_printed_once_and_carries_its_data() {
    let s = scene();
    let made = draft(&s, json!({}));
    let print = || s.me.done("invoice_pdf", json!({ "invoice": id(&made) }));
    let bytes = |d: &Value| base64::engine::general_purpose::STANDARD.decode(d["content"].as_str().unwrap()).unwrap();
    assert_eq!((&print()["file"], &print()["e_invoice"]), (&json!(null), &json!(false)));
    s.me.done("issue_invoice", json!({ "invoice": id(&made) }));
    let first = print();
    assert_eq!(first["e_invoice"], true, "{}", first["missing"]);
    assert!(bytes(&first).starts_with(b"%PDF-1.7"));
    // What changes later, changes nothing of it.
    s.world
        .sign_in("admin@yourco")
        .patch("/rest/v1/system_settings?key=eq.company.address", json!({ "value": "Elsewhere" }));
    s.me.patch(&format!("/rest/v1/clients?id=eq.{}", s.client), json!({ "name": "Renamed" }));
    assert_eq!(bytes(&print()), bytes(&first));
    // Without the buyer's country there is no e-invoice, and it is said why.
    s.me.patch(&format!("/rest/v1/clients?id=eq.{}", s.client), json!({ "country": null }));
    let plain = draft(&s, json!({ "hours": false, "lines": [{ "description": "x", "unit_price": 1 }] }));
    s.me.done("issue_invoice", json!({ "invoice": id(&plain) }));
    let plain = s.me.done("invoice_pdf", json!({ "invoice": id(&plain) }));
    assert_eq!(
        (&plain["e_invoice"], &plain["missing"]),
        (&json!(false), &json!("No e-invoice is inside: the buyer's country (BT-55) missing."))
    );
}

#[test]
fn lines_taxes_and_totals_always_agree() {
    let s = scene();
    // Quantities in thousandths, prices in cents, rates in hundredths: the sums are computed here in whole numbers.
    let line = (1i64..99_999, -50_000i64..500_000, prop::sample::select(vec![0i64, 700, 1900, 550]));
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig {
        cases: 24,
        failure_persistence: None,
        ..ProptestConfig::default()
    });
    runner
        .run(&prop::collection::vec(line, 1..12), |lines| {
            let input: Vec<Value> = lines
                .iter()
                .map(|(q, p, r)| json!({ "description": "x", "quantity": format!("{}.{:03}", q / 1000, q % 1000), "unit_price": format!("{}{}.{:02}", if *p < 0 { "-" } else { "" }, p.abs() / 100, p.abs() % 100), "tax_rate": format!("{}.{:02}", r / 100, r % 100) }))
                .collect();
            let made = draft(&s, json!({ "hours": false, "lines": input, "tax_category": "standard" }));
            let half_up = |n: i64, d: i64| (n.abs() * 2 + d) / (2 * d) * n.signum();
            let nets: Vec<i64> = lines.iter().map(|(q, p, _)| half_up(q * p, 1000)).collect();
            let subtotal: i64 = nets.iter().sum();
            let tax: i64 = [0i64, 700, 1900, 550].iter().map(|rate| half_up(lines.iter().zip(&nets).filter(|((_, _, r), _)| r == rate).map(|(_, n)| n).sum::<i64>() * rate, 10_000)).sum();
            let cents = |v: &Value| (v.as_f64().unwrap() * 100.0).round() as i64;
            let now = s.me.one(&format!("invoices?id=eq.{}&select=subtotal,tax_total,amount", id(&made)));
            prop_assert_eq!((cents(&now["subtotal"]), cents(&now["tax_total"]), cents(&now["amount"])), (subtotal, tax, subtotal + tax));
            // Changing and removing lines keeps it so.
            s.me.patch(&format!("/rest/v1/invoice_lines?invoice_id=eq.{}&position=eq.1", id(&made)), json!({ "unit_price": "1.00", "quantity": "1", "tax_rate": "0" }));
            let sums = s.me.get(&format!("/rest/v1/invoice_lines?invoice_id=eq.{}&select=amount", id(&made))).rows();
            let now = s.me.one(&format!("invoices?id=eq.{}&select=subtotal,tax_total,amount", id(&made)));
            prop_assert_eq!(cents(&now["subtotal"]), sums.iter().map(|l| cents(&l["amount"])).sum::<i64>());
            prop_assert_eq!(cents(&now["amount"]), cents(&now["subtotal"]) + cents(&now["tax_total"]));
            Ok(())
        })
        .unwrap();
}
